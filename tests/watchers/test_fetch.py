"""The door outward, against a real local web server."""

import asyncio
import gzip
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.watchers.names import AllNamesHere
from watchers import resolver
from watchers.errors import FetchError
from watchers.fetch import Fetcher, is_public
from watchers.model import Validators

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler, *, names: Sequence[str] = (), **limits: Any) -> AsyncIterator[tuple[str, Fetcher]]:
    """A server whose every path is `handler`, and a fetcher that trusts it.

    names: what the server is called, the first in the address (else it is the loopback address itself).
    """
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    async with TestServer(app) as server:
        hosts = [f"{name}:{server.port}" for name in names or (server.host,)]
        async with Fetcher(now=lambda: NOW, trusted=hosts, resolver=AllNamesHere(), **limits) as fetcher:
            yield f"http://{hosts[0]}", fetcher


async def failure(fetcher: Fetcher, url: str, **how: Any) -> FetchError:
    """The FetchError that getting `url` ends in."""
    with pytest.raises(FetchError) as caught:
        await fetcher.get(url, **how)
    return caught.value


def port(url: str) -> str:
    """The port of a server's address."""
    return url.rpartition(":")[2]


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


@pytest.mark.parametrize(
    ("chain", "moved"),
    [((), False), ((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 308), False)],
)
async def test_an_address_has_moved_where_every_redirect_is_permanent(chain: tuple[int, ...], moved: bool) -> None:
    """One temporary step, wherever it is, and the old address stays the one to ask."""

    async def hop(request: web.Request) -> web.Response:
        at = int(request.path.removeprefix("/"))
        if at < len(chain):
            return web.Response(status=chain[at], headers={"Location": f"/{at + 1}"})
        return web.Response(text="here")

    async with serving(hop) as (url, fetcher):
        page = await fetcher.get(f"{url}/0")
        assert page is not None
        assert (page.url, page.moved) == (f"{url}/{len(chain)}", moved)


async def test_a_gate_that_sends_us_back_with_a_cookie_is_passed_and_forgotten() -> None:
    """Within one call the cookie goes back to the host that set it; the next call comes without."""
    cookies: list[str | None] = []

    async def gate(request: web.Request) -> web.Response:
        cookies.append(request.headers.get("Cookie"))
        if "pass" in request.cookies:
            return web.Response(text="here")
        answer = web.Response(status=307, headers={"Location": str(request.rel_url)})
        answer.set_cookie("pass", "a1b2", path="/")
        return answer

    async with serving(gate) as (url, fetcher):
        for _ in range(2):
            page = await fetcher.get(f"{url}/page")
            assert page is not None
            assert (page.content, page.moved) == (b"here", False)
    assert cookies == [None, "pass=a1b2"] * 2


async def test_a_cookie_stays_with_the_host_that_set_it() -> None:
    """Not even a domain cookie follows a redirect to another host."""
    cookies: list[tuple[str, str | None]] = []

    async def page(request: web.Request) -> web.Response:
        host = request.host.partition(":")[0]
        cookies.append((host, request.headers.get("Cookie")))
        if host == "www.mfa.test":
            return web.Response(text="here")
        answer = web.Response(status=302, headers={"Location": f"http://www.mfa.test:{request.url.port}/"})
        answer.set_cookie("id", "1", domain="mfa.test", path="/")
        return answer

    async with serving(page, names=("mfa.test", "www.mfa.test"), robots=False) as (url, fetcher):
        assert await fetcher.get(url) is not None
    assert cookies == [("mfa.test", None), ("www.mfa.test", None)]


async def test_not_changed_is_no_answer_to_a_question_that_was_not_asked() -> None:
    """A 304 without validators sent leaves us without a page: an error, not "nothing new"."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(status=304)

    async with serving(page) as (url, fetcher):
        error = await failure(fetcher, url)
        assert (error.reason, error.status) == ("status", 304)
        assert await fetcher.get(url, Validators(last_modified="Thu, 05 Mar 2026 10:00:00 GMT")) is None


async def test_a_site_is_told_who_asks_what_is_read_and_in_which_language() -> None:
    """The project's name unless the profile has another; feeds and pages; a language only where one is asked for."""
    asked: list[tuple[str, str, str | None]] = []

    async def page(request: web.Request) -> web.Response:
        headers = request.headers
        asked.append((headers["User-Agent"], headers["Accept"], headers.get("Accept-Language")))
        return web.Response(text="ok")

    async with serving(page) as (url, fetcher):
        await fetcher.get(url)
        await fetcher.get(url, user_agent="Reader/9", language="ru")
    (ours, accepted, none), (theirs, _, russian) = asked
    assert "Rostrum" in ours
    assert {"text/html", "application/rss+xml", "application/atom+xml"} <= set(accepted.split(", "))
    assert (none, theirs, russian) == (None, "Reader/9", "ru, *;q=0.5")


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

    async with serving(page, sleep=sleep) as (url, fetcher):
        await fetcher.get(f"{url}/1", delay_seconds=30)
        await fetcher.get(f"{url}/2", delay_seconds=30)
        assert waits == []
        for _ in range(2):  # refused before it is dialled, since it is private; the pause is kept all the same
            with pytest.raises(FetchError):
                await fetcher.get("http://10.255.255.1/", delay_seconds=30)
        assert len(waits) == 1
        assert 0 < waits[0] <= 30


async def test_hosts_that_hang_hold_nobody_up() -> None:
    """Two hundred sites that never answer, and the next one is read all the same."""
    asked = 0
    all_hang = asyncio.Event()
    release = asyncio.Event()

    async def page(request: web.Request) -> web.Response:
        nonlocal asked
        if request.host.startswith("slow"):
            asked += 1
            if asked == 200:
                all_hang.set()
            await release.wait()
        return web.Response(text="ok")

    names = [*(f"slow{n}.test" for n in range(200)), "quick.test"]
    async with serving(page, names=names, robots=False) as (url, fetcher):
        hanging = [asyncio.create_task(fetcher.get(f"http://{name}:{port(url)}/")) for name in names[:-1]]
        await all_hang.wait()
        assert await fetcher.get(f"http://quick.test:{port(url)}/") is not None
        assert not any(task.done() for task in hanging)
        release.set()
        await asyncio.gather(*hanging)


async def test_names_that_hang_hold_no_thread_that_others_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """More lookups without an answer than asyncio has threads: work handed to a thread is done, pages are read."""
    release = threading.Event()
    look_up = resolver.look_up

    def hanging(host: str, port: int, family: Any) -> Any:
        if host.endswith(".invalid"):
            release.wait()
            raise OSError("no such name")
        return look_up(host, port, family)

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    monkeypatch.setattr(resolver, "look_up", hanging)
    async with serving(page) as (url, _), Fetcher(now=lambda: NOW, trusted={f"localhost:{port(url)}"}) as fetcher:
        lost = [asyncio.create_task(failure(fetcher, f"http://n{n}.invalid/")) for n in range(50)]
        assert await fetcher.get(f"http://localhost:{port(url)}/") is not None
        assert await asyncio.to_thread(int, "7") == 7
        assert not any(task.done() for task in lost)
        release.set()
        assert {error.reason for error in await asyncio.gather(*lost)} == {"network"}


async def test_thousands_of_hosts_leave_nothing_behind() -> None:
    """A host that nobody waits for is forgotten once its pause is over; one in its pause is not."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with Fetcher(now=lambda: NOW, sleep=sleep) as fetcher:
        await failure(fetcher, "http://10.0.0.1/", delay_seconds=900)
        for n in range(5000):
            await failure(fetcher, f"http://10.1.{n // 250}.{n % 250}/")
        assert len(fetcher._hosts) < 2500
        await failure(fetcher, "http://10.0.0.1/", delay_seconds=900)
    assert len(waits) == 1


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
