"""The door outward, against a real local web server."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from watchers.errors import FetchError
from watchers.fetch import Fetcher, is_public

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler, **limits: float) -> AsyncIterator[tuple[str, Fetcher]]:
    """A server whose every path is `handler`, and a fetcher that trusts it."""
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    async with TestServer(app) as server:
        url = str(server.make_url("/")).rstrip("/")
        trusted = {f"{server.host}:{server.port}"}
        async with Fetcher(now=lambda: NOW, trusted=trusted, **limits) as fetcher:  # type: ignore[arg-type]
            yield url, fetcher


async def failure(fetcher: Fetcher, url: str) -> FetchError:
    """The FetchError that getting `url` ends in."""
    with pytest.raises(FetchError) as caught:
        await fetcher.get(url)
    return caught.value


async def test_a_page_comes_with_what_is_needed_to_ask_again() -> None:
    """Bytes, type, charset, validators; and a 304 is None."""

    async def page(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            assert request.headers["If-Modified-Since"] == "Thu, 05 Mar 2026 10:00:00 GMT"
            return web.Response(status=304)
        return web.Response(
            body="Зерно".encode("cp1251"),
            headers={
                "Content-Type": "text/html; charset=windows-1251",
                "ETag": '"v1"',
                "Last-Modified": "Thu, 05 Mar 2026 10:00:00 GMT",
            },
        )

    async with serving(page) as (url, fetcher):
        first = await fetcher.get(f"{url}/a")
        assert first is not None
        assert (first.content.decode("cp1251"), first.content_type, first.charset) == (
            "Зерно",
            "text/html",
            "windows-1251",
        )
        assert await fetcher.get(f"{url}/a", first.validators) is None


async def test_a_redirect_is_followed_and_the_last_address_kept() -> None:
    """Relative locations too; the validators travel along."""

    async def moved(request: web.Request) -> web.Response:
        if request.path == "/old":
            return web.Response(status=301, headers={"Location": "new"})
        return web.Response(text="here")

    async with serving(moved) as (url, fetcher):
        page = await fetcher.get(f"{url}/old")
        assert page is not None
        assert page.url == f"{url}/new"


async def test_endless_redirects_end() -> None:
    """A loop is an error, not a hang."""

    async def loop(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/again"})

    async with serving(loop) as (url, fetcher):
        assert (await failure(fetcher, url)).reason == "redirects"


@pytest.mark.parametrize("header", ["120", "Thu, 05 Mar 2026 12:02:00 GMT"])
async def test_a_refusal_says_its_status_and_how_long_to_wait(header: str) -> None:
    """Retry-After in seconds or as a date."""

    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": header})

    async with serving(busy) as (url, fetcher):
        error = await failure(fetcher, url)
        assert (error.reason, error.status, error.retry_after) == ("status", 503, 120)


async def test_a_server_may_not_ask_to_be_left_alone_for_ever() -> None:
    """A day at most, however the number is written."""

    async def busy(request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": request.query["wait"]})

    async with serving(busy) as (url, fetcher):
        for wait in ("99999999999", "9" * 400, "Thu, 05 Mar 2099 12:02:00 GMT"):
            assert (await failure(fetcher, f"{url}/?wait={quote(wait)}")).retry_after == 86_400


async def test_a_compressed_bomb_is_stopped_at_the_cap() -> None:
    """The cap counts bytes after decompression."""

    async def bomb(_: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b"0" * 5_000_000), headers={"Content-Encoding": "gzip"})

    async with serving(bomb, max_bytes=100_000) as (url, fetcher):
        assert (await failure(fetcher, url)).reason == "too_large"


async def test_a_server_that_drips_is_cut_off_by_the_total_time() -> None:
    """Each read succeeds, the whole does not."""
    stop = asyncio.Event()

    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while not stop.is_set():
            await answer.write(b".")
            await asyncio.sleep(0.01)
        return answer

    async with serving(drip, timeout_seconds=0.2) as (url, fetcher):
        assert (await failure(fetcher, url)).reason == "timeout"
        stop.set()


async def test_a_page_named_by_an_outsider_may_not_be_a_private_one() -> None:
    """A feed's link, or a redirect, to loopback is refused before anything is sent."""
    asked: list[str] = []

    async def inside(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": f"http://localhost:{request.url.port}/secret"})

    async with serving(inside) as (url, trusting):
        assert (await failure(trusting, f"{url}/start")).reason == "refused"
        assert asked == ["/start"]
        async with Fetcher(now=lambda: NOW) as stranger:
            assert (await failure(stranger, url)).reason == "refused"
            assert (await failure(stranger, url.replace("127.0.0.1", "localhost"))).reason == "refused"
        assert asked == ["/start"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://mfa.example/a", "http://", "javascript:alert(1)", "x", "http://[x"]
)
async def test_only_web_addresses_are_fetched(url: str) -> None:
    """Anything else is refused."""
    async with Fetcher(now=lambda: NOW) as fetcher:
        assert (await failure(fetcher, url)).reason == "refused"


async def test_requests_to_one_host_keep_their_distance() -> None:
    """The second waits what is left of the pause; a mirror on this machine is asked at once."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async with serving(page, sleep=sleep) as (url, fetcher):  # type: ignore[arg-type]
        await fetcher.get(f"{url}/1", delay_seconds=30)
        await fetcher.get(f"{url}/2", delay_seconds=30)
        assert waits == []
        for _ in range(2):  # refused before it is dialled, since it is private; the pause is kept all the same
            with pytest.raises(FetchError):
                await fetcher.get("http://10.255.255.1/", delay_seconds=30)
        assert len(waits) == 1
        assert 0 < waits[0] <= 30


async def test_nobody_listening_is_a_network_error() -> None:
    """A refused connection is the network's, not ours."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async with serving(page) as (url, fetcher):
        pass
    trusted = {url.removeprefix("http://")}
    async with Fetcher(now=lambda: NOW, trusted=trusted) as fetcher:
        assert (await failure(fetcher, url)).reason == "network"


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_private_addresses_are_known_in_every_dress(host: str, public: bool) -> None:
    """Mapped, translated and tunnelled forms are judged by the address inside."""
    assert is_public(host) is public
