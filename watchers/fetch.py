"""The only door outward: reads an address politely, within limits, and never where an outsider must not send us."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp

from watchers.errors import FetchError
from watchers.model import Page, Validators

_LONGEST_PAUSE = 86_400.0  # a server that wants to be left alone for longer is asked once a day all the same
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TLS_FAILURES = (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError)


class RefusedError(OSError):
    """A private address was about to be dialled for a page an outsider named."""


class Fetcher:
    """Conditional GET with a size cap, a total timeout, few redirects, and a pause between requests to one host.

    It does not retry (the cadence of its caller does), keeps no cookies across calls and follows no proxy settings.
    Hosts in `trusted` (those the operator configured) may be anywhere; every other address must be a public one, judged
    when it is dialled, so that no redirect and no name that resolves inward gets past (RFC 6890).
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        trusted: Collection[str] = (),
        timeout_seconds: float = 60,
        max_bytes: int = 16 * 1024 * 1024,
        max_redirects: int = 5,
        user_agent: str = "Mozilla/5.0 (compatible; Rostrum/0.1; reads press briefings)",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._trusted = frozenset(trusted)
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects
        self._user_agent = user_agent
        self._sleep = sleep
        self._stack = AsyncExitStack()
        self._open: aiohttp.ClientSession
        self._guarded: aiohttp.ClientSession
        self._turns: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        for name, connector in (
            ("_open", aiohttp.TCPConnector(limit_per_host=2)),
            ("_guarded", aiohttp.TCPConnector(limit_per_host=2, socket_factory=_public_socket)),
        ):
            session = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                max_line_size=16_384,
                max_field_size=32_768,
            )
            setattr(self, name, await self._stack.enter_async_context(session))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def get(
        self,
        url: str,
        validators: Validators = Validators(),  # noqa: B008 (frozen)
        *,
        user_agent: str | None = None,
        delay_seconds: float = 0,
    ) -> Page | None:
        """The page at `url`, or None when the server says it has not changed (304).

        validators: from the page as last read. delay_seconds: least pause since the last request to the same host (a
        mirror on this machine needs none). Raises FetchError for anything else.
        """
        try:
            host, name = urlsplit(url).netloc, urlsplit(url).hostname or ""
        except ValueError as error:
            raise FetchError(url, "refused", detail=f"not a web address ({error})") from error
        if _is_loopback(name):
            delay_seconds = 0
        headers = {"User-Agent": user_agent or self._user_agent, "Accept": "*/*"}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        async with self._turns.setdefault(host, asyncio.Lock()):
            clock = asyncio.get_running_loop().time
            if delay_seconds and (wait := self._free_at.get(host, 0) - clock()) > 0:
                await self._sleep(wait)
            try:
                async with asyncio.timeout(self._timeout.total):
                    return await self._follow(url, headers)
            except TimeoutError as error:
                raise FetchError(url, "timeout") from error
            except _TLS_FAILURES as error:
                raise FetchError(url, "tls", detail=str(error)[:200]) from error
            except aiohttp.ClientConnectorError as error:
                refused = isinstance(error.os_error, RefusedError)
                raise FetchError(url, "refused" if refused else "network", detail=str(error.os_error)[:200]) from error
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise FetchError(url, "network", detail=f"{type(error).__name__} {error}"[:200].strip()) from error
            finally:
                self._free_at[host] = clock() + delay_seconds

    async def _follow(self, url: str, headers: dict[str, str]) -> Page | None:
        at = url
        for _ in range(self._max_redirects + 1):
            parts = urlsplit(at)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise FetchError(url, "refused", detail=f"not a web address: {at[:200]}")
            session = self._open if parts.netloc in self._trusted else self._guarded
            if session is self._guarded and _is_private_literal(parts.hostname):
                raise FetchError(url, "refused", detail=f"private address {parts.hostname}")
            async with session.get(at, headers=headers, allow_redirects=False) as answer:
                if answer.status in _REDIRECTS and (target := answer.headers.get("Location")):
                    at = urljoin(at, target)
                    continue
                if answer.status == 304:
                    return None
                if answer.status != 200:
                    raise FetchError(
                        url, "status", status=answer.status, retry_after=_retry_after(answer.headers, self._now())
                    )
                return await self._read(url, answer)
        raise FetchError(url, "redirects", detail=at[:200])

    async def _read(self, url: str, answer: aiohttp.ClientResponse) -> Page:
        content = bytearray()
        async for chunk in answer.content.iter_chunked(64 * 1024):  # decompressed, a piece at a time
            content += chunk
            if len(content) > self._max_bytes:
                raise FetchError(url, "too_large", detail=f"over {self._max_bytes} bytes")
        return Page(
            url=str(answer.url),
            content=bytes(content),
            content_type=answer.content_type if "Content-Type" in answer.headers else None,
            charset=answer.charset,
            validators=Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified")),
        )


def _public_socket(address: tuple[object, ...]) -> socket.socket:
    """A socket for an address as getaddrinfo gave it, unless it leads inside (aiohttp's socket_factory)."""
    family, kind, protocol, _, sockaddr = address
    host = sockaddr[0]  # type: ignore[index]
    if not is_public(str(host)):
        raise RefusedError(f"private address {host}")
    return socket.socket(family, kind, protocol)  # type: ignore[arg-type]


def is_public(host: str) -> bool:
    """Whether an IP literal is a public unicast address, also when IPv6 wraps an IPv4 one (mapped, 6to4, NAT64)."""
    try:
        ip = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _is_private_literal(host: str) -> bool:
    """aiohttp dials literals without asking a resolver; the socket would refuse too, this only says it sooner."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the server wants to be asked again: a number, or an HTTP date (RFC 9110, 10.2.3); a day at most."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return min(float(value[:9]), _LONGEST_PAUSE)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return min(max(0.0, (when - now).total_seconds()), _LONGEST_PAUSE) if when.tzinfo else None
