"""The door: quotas, who is let in at a time, and those who keep it open."""

import asyncio
import socket

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import door
from bot.config import ConfigError
from bot.door import Quota, Turnstile, attend, attended, listening
from bot.parameters import ProblemError


@settings(deadline=None)
@given(st.lists(st.floats(0, 2), max_size=80), st.sampled_from([1.0, 10.0]), st.integers(1, 20))
def test_nobody_gets_more_than_the_quota_in_any_span_of_time(pauses: list[float], rate: float, burst: int) -> None:
    """So many at once, and so many a second after that; who waits as long as he was told is let in."""
    quota = Quota(rate, burst)
    now, taken = 0.0, list[float]()
    for pause in pauses:
        now += pause
        wait = quota.take(1, now)
        if wait:
            assert Quota.take(quota, 1, now + wait + 1e-6) == 0
            now += wait + 1e-6
        taken.append(now)
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            assert last - first + 1 <= burst + rate * (taken[last] - taken[first]) + 1e-6


def test_the_quota_of_one_is_not_anothers() -> None:
    """Each has his own."""
    quota = Quota(1, 1)
    assert (quota.take(1, 5), quota.take(1, 5), quota.take(2, 5)) == (0, 1, 0)


def test_so_many_are_let_in_for_one_and_for_all() -> None:
    """Who is one too many is sent away; who leaves makes room, also by an error."""
    turnstile = Turnstile(3, 2)
    with turnstile.through(1), turnstile.through(1):
        with pytest.raises(ProblemError) as refused, turnstile.through(1):
            pass
        assert refused.value.status == 429
        with turnstile.through(2):
            with pytest.raises(ProblemError) as full, turnstile.through(3):
                pass
            assert full.value.status == 503
        with pytest.raises(RuntimeError), turnstile.through(2):
            raise RuntimeError
        with turnstile.through(2):
            pass


def application(handler: door.Handler) -> web.Application:
    """An application of one handler."""
    made = attend(web.Application(middlewares=[attended]))
    made.router.add_get("/", handler)
    return made


async def fine(_: web.Request) -> web.Response:
    return web.Response(text="fine")


async def test_who_says_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first request as between two; half a request is none."""
    monkeypatch.setattr(door, "_IDLE_SECONDS", 0.05)
    async with listening(application(fine), "127.0.0.1", 0) as port:
        for said in (b"", b"GET / HTTP/1.1\r\nHost: x", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            answered = await reader.read()  # to the end of the connection
            assert (b"fine" in answered) == said.endswith(b"GET / HT")
            writer.close()


async def test_who_takes_no_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is not kept for one who does not read it."""
    monkeypatch.setattr(door, "_SEND_SECONDS", 0.05)
    over = asyncio.Event()

    @web.middleware
    async def watched(request: web.Request, handler: door.Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            over.set()

    async def huge(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 30_000_000)

    made = attend(web.Application(middlewares=[watched, attended]))
    made.router.add_get("/", huge)
    async with listening(made, "127.0.0.1", 0) as port:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await over.wait()


async def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the one who asks is told when to ask again."""
    monkeypatch.setattr(door, "_ANSWER_SECONDS", 0.05)

    async def slow(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with listening(application(slow), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answered = await reader.read()
        writer.close()
    assert answered.startswith(b"HTTP/1.1 503")
    assert b"Retry-After: 10" in answered


async def test_there_is_room_for_so_many_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is closed; those that are there are served."""
    monkeypatch.setattr(door, "_MOST_CONNECTIONS", 2)
    async with listening(application(fine), "127.0.0.1", 0) as port:
        first = await asyncio.open_connection("127.0.0.1", port)
        second = await asyncio.open_connection("127.0.0.1", port)
        third = await asyncio.open_connection("127.0.0.1", port)
        assert await third[0].read() == b""
        first[1].write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert (await first[0].read()).endswith(b"fine")
        for _, writer in (first, second, third):
            writer.close()


async def test_what_is_no_http_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A line that cannot be read may hold a token."""
    async with listening(application(fine), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /feeds/secret-token/1.atom\x00 HTTP/9.x\r\n\r\n")
        assert b" 400 " in await reader.read()
        writer.close()
    assert "secret-token" not in caplog.text


async def test_a_port_in_use_is_the_operators_to_mend() -> None:
    """One line that says which."""
    async with listening(application(fine), "127.0.0.1", 0) as port:
        with pytest.raises(ConfigError) as refused:
            async with listening(application(fine), "127.0.0.1", port):
                pass
    assert str(refused.value).startswith(f"web.port: port {port} of 127.0.0.1 is in use. ")
    with pytest.raises(ConfigError, match=r"web\.host: nothing can be served"):
        async with listening(application(fine), "203.0.113.7", 0):
            pass
