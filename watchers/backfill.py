"""Walks a source's feeds and listings back in time, and reads what they announced before it was watched; politely."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal, Protocol

import structlog

from watchers.announcements import AnnouncementReader
from watchers.errors import FetchError, ParseError
from watchers.fetch import Fetcher
from watchers.model import Address, Announced, Notice, Source, Validators
from watchers.pipeline import Pipeline
from watchers.remembered import DuePage, KnownAddress, Walk
from watchers.sources.profile import Profile, find_profile

log = structlog.get_logger()

_LOT = 4  # pages read between two words on how it stands
_BARREN = 5  # pages of a listing in a row that announce nothing new: a site that goes on for ever has ended
_NEWER = 10  # pages walked from the newest to what an earlier walk has found
_BUSY = 3  # pauses in a row that a server asks for, until it is left alone

Ended = Literal["since", "end", "limit", "trouble"]


class WalkKeeper(Protocol):
    """What is remembered of a walk back. Each method is one transaction."""

    async def keep_source(self, source: Source, now: datetime) -> None: ...

    async def address(self, source_id: str, url: str) -> KnownAddress | None: ...

    async def known_urls(self, source_id: str, urls: Sequence[str]) -> frozenset[str]: ...

    async def walk(self, source_id: str, address_url: str) -> Walk | None: ...

    async def keep_walk(
        self, source_id: str, address_url: str, notices: Sequence[Notice], walk: Walk, now: datetime
    ) -> int: ...

    async def found(
        self, source_id: str, since_at: datetime, limit: int, *, overdue_at: datetime | None = None
    ) -> tuple[DuePage, ...]: ...


@dataclass(slots=True)
class Backfilled:
    """What came of a walk back so far: pages of listings read, pages of briefings found, and what came of those that
    were read; reached: the earliest day among them; ended: why each address was gone on with no further.
    """

    listings: int = 0
    found: int = 0
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    reached: date | None = None
    trouble: list[str] = field(default_factory=list)
    ended: dict[str, Ended] = field(default_factory=dict)

    def hear(self, days: Sequence[date]) -> None:
        """Take note of the days of what was found."""
        self.reached = min([*days, *([self.reached] if self.reached else [])], default=None)


class Backfill:
    """Reads a source's past. What it finds are rows before it is read, so that a walk that was interrupted goes on
    where it was; they are due to no watch, so that a watch beside it asks for none of them.

    It tells nobody of what it reads, and leaves to the watch what only that may tell: what is new.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        reader: AnnouncementReader,
        keeper: WalkKeeper,
        pipeline: Pipeline,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._keeper = keeper
        self._pipeline = pipeline
        self._now = now
        self._sleep = sleep

    async def run(
        self,
        source: Source,
        since: date,
        *,
        watched: bool,
        limit: int | None = None,
        told: Callable[[Backfilled], None] = lambda _: None,
    ) -> Backfilled:
        """Walk back to a day, reading so many pages of briefings at most. watched: a watch looks at the newest page of
        each address, so that what is unknown there is news; told: how it stands, now and then.

            what was found before is read
            for each feed or listing:  fetch a page -> notices -> rows, with the page to go on from -> read them -> on
        """
        profile = find_profile(source.profile)
        if source.trusted:
            self._fetcher.trust(address.url for address in source.addresses)
        await self._keeper.keep_source(source, self._now())
        done = Backfilled()
        room = _Room(source, since, datetime.combine(since, time(), profile.zone()).astimezone(UTC), watched, limit)
        if not await self._read(room, done, told):
            done.ended = dict.fromkeys((a.url for a in source.addresses), "limit" if room.is_full(done) else "trouble")
            return done
        for address in source.addresses:
            done.ended[address.url] = await self._walk(room, address, profile, done, told)
            if done.ended[address.url] == "limit":
                break
        return done

    async def _walk(
        self, room: "_Room", address: Address, profile: Profile, done: Backfilled, told: Callable[[Backfilled], None]
    ) -> Ended:
        """One feed or listing, from where the last walk stopped."""
        source, since = room.source, room.since
        known = await self._keeper.address(source.id, address.url)
        news = room.watched and known is not None
        newest = known.moved_to if known and known.moved_to else address.url
        before = await self._keeper.walk(source.id, address.url)
        at: str | None = newest
        if before is not None and news:
            at = before.at
        walked: set[str] = set()
        barren = 0
        while at is not None and at not in walked and barren < _BARREN:
            walked.add(at)
            try:
                announced = await self._announced(at, address, profile)
            except (FetchError, ParseError) as error:
                done.trouble.append(str(error))
                return "trouble"
            done.listings += 1
            notices = () if news and at == newest else announced.notices
            urls = [notice.url for notice in notices]
            met = bool(await self._keeper.known_urls(source.id, urls))
            days = [n.published_at.astimezone(profile.zone()).date() for n in notices if n.published_at]
            over = bool(days) and len(days) == len(notices) and max(days) < since
            onward = announced.earlier
            if before is not None and not news and at != before.at and len(walked) <= _NEWER:
                # Newer pages than those of the last walk: what is on them is read, the place to go on from stays.
                new = await self._keeper.keep_walk(source.id, address.url, notices, before, self._now())
                onward = before.at if met else onward
                over = over and before.at is None
            else:
                before = None
                kept = Walk(at if over else onward)
                new = await self._keeper.keep_walk(source.id, address.url, notices, kept, self._now())
            done.found += new
            barren = 0 if new or not urls else barren + 1
            done.hear(days)
            told(done)
            read = await self._read(room, done, told, days)
            if not read:
                return "limit" if room.is_full(done) else "trouble"
            if over:
                return "since"
            if days and max(days) < since:
                await self._keeper.keep_walk(source.id, address.url, (), Walk(at), self._now())
                return "since"
            at = onward
        return "end"

    async def _announced(self, at: str, address: Address, profile: Profile) -> Announced:
        page = await self._fetcher.get(
            at,
            Validators(),
            user_agent=profile.user_agent,
            delay_seconds=profile.delay_seconds,
            language=address.language,
        )
        return Announced(()) if page is None else await self._reader.announced(page, address, profile.id)

    async def _read(
        self,
        room: "_Room",
        done: Backfilled,
        told: Callable[[Backfilled], None],
        days: list[date] | None = None,
    ) -> bool:
        """Read what was found and waits; whether all of it was. days: put to them are those of what was read."""
        pauses = 0
        while True:
            overdue_at = None if room.watched else self._now()
            due = await self._keeper.found(room.source.id, room.since_at, _LOT, overdue_at=overdue_at)
            if not due:
                return True
            if room.is_full(done):
                return False
            outcome = await self._pipeline.catch_up(room.source, due[: room.left(done)])
            read = outcome.new + outcome.changed + outcome.unchanged
            done.new += outcome.new
            done.changed += outcome.changed
            done.unchanged += outcome.unchanged
            done.read += read
            done.trouble += outcome.trouble
            done.hear(outcome.days)
            if days is not None:
                days += outcome.days
            told(done)
            pauses = pauses + 1 if outcome.busy_seconds is not None else 0
            if pauses >= _BUSY or (outcome.left and outcome.busy_seconds is None):
                return False
            if outcome.busy_seconds is not None:
                log.info("server is busy", source=room.source.id, seconds=outcome.busy_seconds)
                await self._sleep(outcome.busy_seconds)


@dataclass(frozen=True, slots=True)
class _Room:
    """How far a walk may go: of which source, back to which day, and how many pages."""

    source: Source
    since: date
    since_at: datetime
    watched: bool
    limit: int | None

    def is_full(self, done: Backfilled) -> bool:
        return self.limit is not None and self.left(done) == 0

    def left(self, done: Backfilled) -> int:
        return _LOT if self.limit is None else max(0, min(_LOT, self.limit - done.read - len(done.trouble)))
