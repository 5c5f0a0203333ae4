"""What a site's robots.txt asks of us (RFC 9309): which addresses to leave alone, and how long to pause in between."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from protego import Protego

from watchers.errors import FetchError

TOKEN = "Rostrum"  # our product token, whatever User-Agent a profile sends
MAX_BYTES = 512 * 1024  # what follows is not read (RFC 9309, 2.5: at least 500 KiB)
LONGEST_PAUSE = 60.0  # seconds: a Crawl-delay of an hour would have a briefing read tomorrow

_FRESH = timedelta(days=1)
_AGAIN = timedelta(hours=1)  # until a robots.txt that could not be read is tried again
_REMEMBERED = 64 * 1024 * 1024  # characters of all robots.txt together
_SMALL = 16 * 1024  # characters: a longer one is judged in a thread
_AGENT = re.compile(r"user(?:-|\s+)?agent(?=[\s:]|$)\s*:?\s*(?P<name>.*)", re.IGNORECASE)
_OF_THE_WHOLE_SITE = re.compile(r"(?:site-?maps?|host)(?=[\s:])", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt asks of us: the lines that concern us, as text, and the Crawl-delay among them in seconds.

    reachable: False where the server would not say; such a site is asked at half the pace.
    """

    text: str = ""
    crawl_delay: float = 0.0
    reachable: bool = True

    def allow(self, url: str) -> bool:
        """Whether we may ask for this address of the site."""
        return not self.text or _parsed(self.text).can_fetch(url, TOKEN)

    def pause(self, delay_seconds: float) -> float:
        """Seconds between two requests to the site, where our own pause is `delay_seconds`: never less than that."""
        pause = max(delay_seconds, min(self.crawl_delay, LONGEST_PAUSE))
        return pause if self.reachable else 2 * pause


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Rules
    until: datetime


class Robots:
    """Remembers the rules of each origin for a day, and asks for them when they are needed.

    A 4xx answer means that all is allowed, and so do endless redirects. A server that cannot be reached (5xx, 429,
    network, timeout) is to be taken for one that forbids everything (RFC 9309, 2.3.1.4); but ministries' sites answer
    /robots.txt with errors for months while their pages are fine, and a source must not go unread for ever for that.
    So the rules last known are kept; where there are none, pages are read at half the pace; and the file is asked for
    again after an hour, or when the server says.
    It does not survive a restart, and is not polite by itself: `ask` is.
    """

    def __init__(self, ask: Callable[[str, str], Awaitable[bytes]], *, now: Callable[[], datetime]) -> None:
        """ask: the body at an address, capped at MAX_BYTES, for a given User-Agent; raises FetchError."""
        self._ask = ask
        self._now = now
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._held = 0

    def fresh(self, url: str) -> bool:
        """Whether the rules for this address can be told without asking its site."""
        known = self._known.get(_origin(url))
        return known is not None and self._now() < known.until

    async def rules(self, url: str, user_agent: str) -> Rules:
        """The rules of the address's site, asked for where they are not fresh: once, however many need them."""
        origin = _origin(url)
        if not self.fresh(url):
            turn = self._asking.setdefault(origin, asyncio.Lock())
            try:
                async with turn:
                    if not self.fresh(url):
                        self._remember(origin, await self._read(origin, user_agent))
            finally:
                if not turn.locked():
                    self._asking.pop(origin, None)
        known = self._known.get(origin)
        return known.rules if known else Rules()

    async def allow(self, url: str, user_agent: str) -> tuple[bool, Rules]:
        """Whether we may ask for this address, and the rules of its site."""
        rules = await self.rules(url, user_agent)
        if len(rules.text) > _SMALL:
            return await asyncio.to_thread(rules.allow, url), rules
        return rules.allow(url), rules

    async def _read(self, origin: str, user_agent: str) -> _Known:
        now = self._now()
        try:
            body = await self._ask(f"{origin}/robots.txt", user_agent)
        except FetchError as error:
            if not _is_unreachable(error):  # there is none, or it leads where we do not go
                return _Known(Rules(), now + _FRESH)
            last = self._known.get(origin)
            pause = max(_AGAIN, timedelta(seconds=error.retry_after or 0))
            return _Known(last.rules if last else Rules(reachable=False), now + pause)
        rules = await asyncio.to_thread(read_rules, body) if len(body) > _SMALL else read_rules(body)
        return _Known(rules, now + _FRESH)

    def _remember(self, origin: str, known: _Known) -> None:
        before = self._known.pop(origin, None)
        self._held += len(origin) + len(known.rules.text) - (len(origin) + len(before.rules.text) if before else 0)
        self._known[origin] = known
        while self._held > _REMEMBERED and len(self._known) > 1:
            oldest = next(iter(self._known))
            self._held -= len(oldest) + len(self._known.pop(oldest).rules.text)


def _is_unreachable(error: FetchError) -> bool:
    if error.status is not None:
        return error.status >= 500 or error.status == 429
    return error.reason in ("timeout", "network", "tls")


def read_rules(body: bytes) -> Rules:
    """The rules of a robots.txt as it came; what cannot be understood of it forbids nothing (pure)."""
    text = "\n".join(_concerning_us(body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")))
    return Rules(text, _parsed(text).crawl_delay(TOKEN) or 0.0) if text else Rules()


def _concerning_us(text: str) -> Iterator[str]:
    """The groups that are for our token or for everybody, without comments.

    The parser is given no others: on thousands of User-agent lines above thousands of rules it takes minutes.
    """
    naming = ours = False
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        if not line or _OF_THE_WHOLE_SITE.match(line):
            continue
        if agent := _AGENT.fullmatch(line):
            if not naming:
                naming, ours = True, False
            name = agent["name"].strip()
            product = _PRODUCT.match(name)
            if name == "*":
                ours = True
                yield "User-agent: *"
            elif product and product[0].lower() == TOKEN.lower():
                ours = True
                yield f"User-agent: {TOKEN}"
        else:
            naming = False
            if ours:
                yield line


def _parsed(text: str) -> Protego:
    return _kept(text) if len(text) <= _SMALL else Protego.parse(text)


@lru_cache(maxsize=128)
def _kept(text: str) -> Protego:
    """A parsed file takes ten times its text (a hostile one eighty times): few are kept, all can be parsed anew."""
    return Protego.parse(text)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
