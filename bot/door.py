"""The door at which HTTP is served: how many may ask at a time, for how long, and what they are told goes wrong."""

import asyncio
import contextlib
import errno
import gzip
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from bot.config import ConfigError
from bot.parameters import ProblemError

log = structlog.get_logger()

_ANSWER_SECONDS = 20.0  # until an answer is found
_SEND_SECONDS = 30.0  # until it is taken
_IDLE_SECONDS = 30.0  # between two requests, and before the first
_STOP_SECONDS = 5.0  # for the answers in hand
_MOST_CONNECTIONS = 256
_MOST_AT_A_TIME = 16  # answers being found, for all; what comes beyond is sent away rather than kept waiting
_MOST_FOR_ONE = 4
_LONGEST_LINE = 32_768  # bytes: a thousand characters of a query may be twelve each
_WORTH_PACKING = 1_000  # bytes
_PER_SECOND = 10.0
_BURST = 20

_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # a feed's address is a secret
    "Server": "rostrum",
    "Vary": "Accept-Encoding, Authorization",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Quota:
    """So many requests a second for each, and so many at once after a rest; time is passed in, of any steady clock."""

    def __init__(self, per_second: float = _PER_SECOND, burst: int = _BURST) -> None:
        self._gap = 1 / per_second
        self._credit = burst * self._gap
        self._free_at: dict[int, float] = {}

    def take(self, holder: int, now: float) -> float:
        """Let a holder ask once more: 0; or the seconds it has to wait, and nothing is taken."""
        at = max(self._free_at.get(holder, now), now)
        wait = at + self._gap - (now + self._credit)
        if wait > 1e-9:
            return wait
        self._free_at[holder] = at + self._gap
        if len(self._free_at) > 10_000:
            self._free_at = {one: at for one, at in self._free_at.items() if at > now}
        return 0.0


class Turnstile:
    """So many answers being found at a time: in all, and for one holder."""

    def __init__(self, most: int = _MOST_AT_A_TIME, for_one: int = _MOST_FOR_ONE) -> None:
        self._most, self._for_one = most, for_one
        self._inside: Counter[int] = Counter()

    @contextmanager
    def through(self, holder: int) -> Iterator[None]:
        """Inside while the block runs. Raises ProblemError when there are too many."""
        if self._inside[holder] >= self._for_one:
            raise _too_many("Too many requests at the same time.", 1)
        if self._inside.total() >= self._most:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "Too much is being asked.", headers={"Retry-After": "1"})
        self._inside[holder] += 1
        try:
            yield
        finally:
            self._inside[holder] -= 1
            if not self._inside[holder]:
                del self._inside[holder]


def _too_many(detail: str, seconds: float) -> ProblemError:
    return ProblemError(HTTPStatus.TOO_MANY_REQUESTS, detail, headers={"Retry-After": str(max(1, -int(-seconds // 1)))})


def over_quota(seconds: float) -> ProblemError:
    """A holder has to wait so many seconds."""
    return _too_many(f"At most {_PER_SECOND:g} requests a second.", seconds)


# ------------------------------------------------------------------ answers


def answer(
    request: web.Request, body: bytes, content_type: str, *, headers: dict[str, str] | None = None
) -> web.Response:
    """A body with its ETag, packed where that is understood; 304 where the one who asks has it already (RFC 9110)."""
    etag = f'W/"{sha256(body).hexdigest()[:32]}"'
    told = {"ETag": etag, **(headers or {})}
    if _has_it(request, etag, told.get("Last-Modified")):
        return web.Response(status=304, headers=told)
    told["Content-Type"] = content_type
    if len(body) >= _WORTH_PACKING and _unpacks_gzip(request.headers.get("Accept-Encoding", "")):
        told["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 6, mtime=0)
    return web.Response(body=body, headers=told)


def _has_it(request: web.Request, etag: str, last_modified: str | None) -> bool:
    known = request.headers.get("If-None-Match")
    if known is not None:  # it goes before If-Modified-Since (RFC 9110, 13.1.3), and is compared weakly
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or etag.removeprefix("W/") in tags
    return last_modified is not None and request.headers.get("If-Modified-Since") == last_modified


def _unpacks_gzip(accepted: str) -> bool:
    for choice in accepted.lower().split(","):
        coding, _, weight = choice.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def as_json(request: web.Request, value: Any) -> web.Response:
    """JSON values."""
    return answer(request, _json(value), "application/json")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def refusal(problem: ProblemError) -> web.Response:
    """The answer that tells of a problem (RFC 9457)."""
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store", **problem.headers}
    return web.Response(status=problem.status, body=_json(problem.to_json()), headers=headers)


@web.middleware
async def attended(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find an answer in time, word what goes wrong, and send it to one who takes it in time."""
    request.app[_NEWCOMERS].discard(request.protocol)
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            response = await handler(request)
    except ProblemError as problem:
        response = refusal(problem)
    except web.HTTPException as error:  # of the router: no such address, no such method
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        status = HTTPStatus(error.status)
        detail = {404: "There is nothing at this address.", 405: "Only GET and HEAD are understood."}
        response = refusal(ProblemError(status, detail.get(error.status, status.phrase), headers=headers))
    except TimeoutError:
        response = refusal(
            ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "It took too long.", headers={"Retry-After": "10"})
        )
    except Exception:
        route = request.match_info.route.resource
        log.exception("request failed", route=route.canonical if route else "")  # no address: there is a token in it
        response = refusal(
            ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; it is in the log.")
        )
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    with contextlib.suppress(ConnectionError):  # gone meanwhile: aiohttp meets it again, and knows what to do
        await _sent(response, request)
    return response


async def _sent(response: web.StreamResponse, request: web.Request) -> None:
    """Send an answer here, where it can be given up: a client that reads nothing would hold it for ever."""
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            await response.prepare(request)
            await response.write_eof()
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()


# ------------------------------------------------------------------ listening


_NEWCOMERS = web.AppKey("newcomers", set[web.RequestHandler])
_NOTHING = logging.Logger("nothing", logging.CRITICAL + 1)  # aiohttp quotes what it cannot read, tokens and all


def attend(application: web.Application) -> web.Application:
    """An application as this door lets it in."""
    application[_NEWCOMERS] = set()
    return application


@asynccontextmanager
async def listening(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve an application while the block runs; yields the port (the one that was free, of port 0).

    Raises ConfigError when nobody can listen there. No log is kept of who asked for what: addresses hold tokens.
    """
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=_NOTHING,
        handle_signals=False,
        max_line_size=_LONGEST_LINE,
        keepalive_timeout=_IDLE_SECONDS,
        lingering_time=1.0,
        shutdown_timeout=_STOP_SECONDS,
    )
    await runner.setup()
    loop = asyncio.get_running_loop()
    newcomers = application[_NEWCOMERS]
    served = runner.server
    assert served is not None  # since setup()

    def welcome() -> asyncio.BaseProtocol:
        if len(served.connections) >= _MOST_CONNECTIONS:
            return _Full()
        guest = served()
        newcomers.add(guest)
        loop.call_later(_IDLE_SECONDS, silent, guest)
        return guest

    def silent(guest: web.RequestHandler) -> None:
        """Let go of one who has asked nothing yet: aiohttp would wait for a first request for ever."""
        if guest in newcomers:
            newcomers.discard(guest)
            guest.force_close()

    server = None
    try:
        try:
            server = await loop.create_server(welcome, host, port)
        except (OSError, OverflowError) as error:
            raise _unheard(error, host, port) from error
        yield int(server.sockets[0].getsockname()[1])
    finally:
        if server is not None:
            server.close()
        await runner.cleanup()


class _Full(asyncio.Protocol):
    """What a connection meets that is one too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


def _unheard(error: Exception, host: str, port: int) -> ConfigError:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return ConfigError("web.port", f"port {port} of {host} is in use", "Name another, or stop what uses it.")
    if code == errno.EACCES:
        return ConfigError("web.port", f"port {port} of {host} may not be used", "Name one above 1023.")
    return ConfigError(
        "web.host", f"nothing can be served at {host}, port {port} ({error})", "Name an address of this machine."
    )
