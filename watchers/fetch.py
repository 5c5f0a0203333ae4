"""The only door outward: reads an address politely, within limits, and never where an outsider must not send us."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from watchers.errors import FetchError
from watchers.model import Page, Validators
from watchers.resolver import ThreadResolver
from watchers.robots import MAX_BYTES, Robots, Rules

USER_AGENT = "Mozilla/5.0 (compatible; Rostrum/0.1; reads press briefings)"

_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.8"
)
_LONGEST_PAUSE = 86_400.0  # a server that wants to be left alone for longer is asked once a day all the same
_CONNECTIONS = 400  # at once, for each of the two sessions: a hundred sites that hang leave room for the others
_IDLE_SECONDS = 6  # a connection kept for the next page of a polite walk; those of thousands of hosts are open files
_NAMES_SECONDS = 300  # an address is kept for: thousands of sites are asked again every few minutes
_ROBOTS_SECONDS = 20.0  # a robots.txt that takes longer is taken for unreachable
_FEW_HOSTS = 1024  # hosts are not swept out below
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TLS_FAILURES = (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError)


class RefusedError(OSError):
    """A private address was about to be dialled for a page an outsider named."""


@dataclass(slots=True)
class _Host:
    """Whose turn it is at one host, when it may be asked again, and how many requests want it."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    wanted: int = 0


class Fetcher:
    """Conditional GET with a size cap, a total timeout, few redirects, and a pause between requests to one host.

    It does not retry (the cadence of its caller does), keeps no cookies across calls and follows no proxy settings.
    Hosts in `trusted` (those the operator configured) may be anywhere; every other address must be a public one, judged
    when it is dialled, so that no redirect and no name that resolves inward gets past (RFC 6890).

    robots: do what each site's robots.txt asks (watchers/robots.py), of redirects too; a site on this machine is the
    operator's own and is not asked for one, as it needs no pauses. An operator who has a site's permission can do
    without. The pause counts between pages: asking for robots.txt, once a day, does not delay the page it is asked for.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        trusted: Collection[str] = (),
        timeout_seconds: float = 60,
        max_bytes: int = 16 * 1024 * 1024,
        max_redirects: int = 5,
        user_agent: str = USER_AGENT,
        robots: bool = True,
        resolver: AbstractResolver | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._trusted = set(trusted)
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._seconds = timeout_seconds
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects
        self._user_agent = user_agent
        self._resolver = resolver
        self._sleep = sleep
        self._stack = AsyncExitStack()
        self._open: aiohttp.ClientSession
        self._guarded: aiohttp.ClientSession
        self._hosts: dict[str, _Host] = {}
        self._many_hosts = _FEW_HOSTS
        self._robots = Robots(self._ask_robots, now=now) if robots else None

    async def __aenter__(self) -> Self:
        resolver = self._resolver or ThreadResolver()
        for name, guard in (("_open", None), ("_guarded", _public_socket)):
            connector = aiohttp.TCPConnector(
                limit=_CONNECTIONS,
                limit_per_host=2,
                keepalive_timeout=_IDLE_SECONDS,
                resolver=resolver,
                ttl_dns_cache=_NAMES_SECONDS,
                socket_factory=guard,
            )
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

    def trust(self, urls: Iterable[str]) -> None:
        """Let the hosts of these addresses be anywhere, like those of `trusted`: the operator named them."""
        for url in urls:
            with suppress(ValueError):  # no web address: asking it will say so
                self._trusted.add(urlsplit(url).netloc)

    async def get(
        self,
        url: str,
        validators: Validators = Validators(),  # noqa: B008 (frozen)
        *,
        user_agent: str | None = None,
        language: str | None = None,
        delay_seconds: float = 0,
    ) -> Page | None:
        """The page at `url`, or None when the server says it has not changed (304).

        validators: from the page as last read. language: of the edition that is asked for, where a site chooses by it.
        delay_seconds: least pause since the last request to the same host (a mirror on this machine needs none).
        Raises FetchError for anything else.
        """
        try:
            host, name = urlsplit(url).netloc.lower(), urlsplit(url).hostname or ""
        except ValueError as error:
            raise FetchError(url, "refused", detail=f"not a web address ({error})") from error
        if _is_loopback(name):
            delay_seconds = 0
        headers = {"User-Agent": user_agent or self._user_agent, "Accept": _ACCEPT}
        if language:
            headers["Accept-Language"] = f"{language}, *;q=0.5"
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        async with self._turn(host) as mine:
            if self._robots and not self._robots.fresh(url):
                await self._wait(mine)  # the site is asked for its robots.txt first
            rules = await self._permitted(url, url, headers["User-Agent"])
            await self._wait(mine)
            try:
                return await self._within(url, self._seconds, self._follow(url, headers))
            finally:
                mine.free_at = asyncio.get_running_loop().time() + rules.pause(delay_seconds)

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[_Host]:
        """One request at a time to a host. A host nobody waits for, and whose pause is over, is forgotten."""
        host = self._hosts.setdefault(name, _Host())
        host.wanted += 1
        try:
            async with host.turn:
                yield host
        finally:
            host.wanted -= 1
            if len(self._hosts) > self._many_hosts:
                now = asyncio.get_running_loop().time()
                self._hosts = {k: h for k, h in self._hosts.items() if h.wanted or h.free_at > now}
                self._many_hosts = max(_FEW_HOSTS, 2 * len(self._hosts))

    async def _wait(self, host: _Host) -> None:
        if (wait := host.free_at - asyncio.get_running_loop().time()) > 0:
            await self._sleep(wait)
            host.free_at = 0.0

    async def _permitted(self, url: str, at: str, user_agent: str) -> Rules:
        """What the site of `at` asks of us; FetchError where it is that we stay away."""
        parts = urlsplit(at)
        if not self._robots or parts.scheme not in ("http", "https") or _is_loopback(parts.hostname or ""):
            return Rules()
        allowed, rules = await self._robots.allow(at, user_agent)
        if not allowed:
            raise FetchError(url, "robots", detail=f"robots.txt asks us to leave {at[:200]} alone")
        return rules

    async def _ask_robots(self, url: str, user_agent: str) -> bytes:
        headers = {"User-Agent": user_agent, "Accept": "text/plain, */*;q=0.5"}
        seconds = min(self._seconds, _ROBOTS_SECONDS)
        page = await self._within(url, seconds, self._follow(url, headers, robots=True))
        return page.content if page else b""

    async def _within(self, url: str, seconds: float, following: Awaitable[Page | None]) -> Page | None:
        """What `following` comes to, in time, whatever goes wrong a FetchError."""
        try:
            async with asyncio.timeout(seconds):
                return await following
        except TimeoutError as error:
            raise FetchError(url, "timeout") from error
        except _TLS_FAILURES as error:
            raise FetchError(url, "tls", detail=str(error)[:200]) from error
        except aiohttp.ClientConnectorError as error:
            refused = isinstance(error.os_error, RefusedError)
            raise FetchError(url, "refused" if refused else "network", detail=str(error.os_error)[:200]) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(url, "network", detail=f"{type(error).__name__} {error}"[:200].strip()) from error

    async def _follow(self, url: str, headers: Mapping[str, str], *, robots: bool = False) -> Page | None:
        """The page at the end of the redirects. robots: it is a robots.txt, which none forbids and which may be cut."""
        at, moved = url, True
        jars: dict[str, aiohttp.CookieJar] = {}
        for hop in range(self._max_redirects + 1):
            parts = urlsplit(at)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise FetchError(url, "refused", detail=f"not a web address: {at[:200]}")
            session = self._open if parts.netloc in self._trusted else self._guarded
            if session is self._guarded and _is_private_literal(parts.hostname):
                raise FetchError(url, "refused", detail=f"private address {parts.hostname}")
            if hop and not robots:
                await self._permitted(url, at, headers["User-Agent"])
            sent = {**headers, **_cookies(jars.get(parts.hostname), at)}
            async with session.get(at, headers=sent, allow_redirects=False) as answer:
                if answer.status in _REDIRECTS and (target := answer.headers.get("Location")):
                    if answer.cookies:  # a gate (ArvanCloud before en.mfa.ir, 2026): it sends us back with its cookie
                        jar = jars.setdefault(parts.hostname, aiohttp.CookieJar(unsafe=True))
                        jar.update_cookies(answer.cookies, answer.url)
                    at, moved = urljoin(at, target), moved and answer.status in _PERMANENT
                    continue
                if answer.status == 304 and not headers.keys().isdisjoint(("If-None-Match", "If-Modified-Since")):
                    return None
                if answer.status != 200:
                    raise FetchError(
                        url, "status", status=answer.status, retry_after=_retry_after(answer.headers, self._now())
                    )
                return Page(
                    url=str(answer.url),
                    content=await self._read(url, answer, cut_at=MAX_BYTES if robots else None),
                    content_type=answer.content_type if "Content-Type" in answer.headers else None,
                    charset=answer.charset,
                    validators=Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified")),
                    moved=hop > 0 and moved,
                )
        raise FetchError(url, "redirects", detail=at[:200])

    async def _read(self, url: str, answer: aiohttp.ClientResponse, *, cut_at: int | None) -> bytes:
        content = bytearray()
        async for chunk in answer.content.iter_chunked(64 * 1024):  # decompressed, a piece at a time
            content += chunk
            if cut_at is not None and len(content) >= cut_at:
                return bytes(content[:cut_at])
            if len(content) > self._max_bytes:
                raise FetchError(url, "too_large", detail=f"over {self._max_bytes} bytes")
        return bytes(content)


def _cookies(jar: aiohttp.CookieJar | None, url: str) -> dict[str, str]:
    """The header with the cookies that the host of `url` set on the way to it, in the very same call."""
    found = jar.filter_cookies(URL(url)) if jar else {}
    return {"Cookie": "; ".join(f"{name}={cookie.coded_value}" for name, cookie in found.items())} if found else {}


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
