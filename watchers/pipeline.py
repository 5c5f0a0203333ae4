"""The way of a briefing from a source's feed to the outbox: the eight steps, read down `Pipeline.watch`."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

import structlog

from watchers import cadence, dispatch
from watchers.diff import collapsed, compare, fingerprint
from watchers.errors import FetchError, ParseError, StaleError
from watchers.fetch import Fetcher
from watchers.model import (
    Address,
    Briefing,
    Change,
    Chat,
    Mention,
    Notice,
    Page,
    Parcel,
    Passage,
    Revision,
    Source,
    Subscription,
    Validators,
)
from watchers.percolator import Percolator
from watchers.remembered import DuePage, Known, Settled
from watchers.sources.feed import read_feed
from watchers.sources.listing import read_listing
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile, find_profile

log = structlog.get_logger()

_BATCH = 24  # pages read before the feed is looked at again: a long import must not hide what is new
_ALL = 1_000_000
_BUSY = (429, 503)
_FORCED_WINDOW = timedelta(days=7)


class Keeper(Protocol):
    """What watching needs remembered. Each method is one transaction."""

    async def validators(self, source_id: str, url: str) -> Validators | None:
        """Of a feed or listing as last kept; None when nothing of it was ever kept (its archive is still to import)."""

    async def keep_notices(
        self,
        source_id: str,
        address_url: str,
        notices: Sequence[Notice],
        validators: Validators,
        *,
        quiet: bool,
        now: datetime,
    ) -> int: ...

    async def due_pages(
        self, source_id: str, now: datetime, *, limit: int, recheck_since: datetime | None = None
    ) -> tuple[DuePage, ...]: ...

    async def known(self, source_id: str, key: str) -> Known: ...

    async def record(
        self,
        revisions: Sequence[Revision],
        parcels: Sequence[Parcel],
        settled: Sequence[Settled],
        *,
        source_id: str,
        now: datetime,
    ) -> tuple[int, ...]:
        """All of it or nothing; StaleError when an edition has moved on since `known` was asked."""

    async def page_trouble(
        self, source_id: str, url: str, reason: str, due_at: datetime | None, now: datetime
    ) -> None: ...

    async def source_polled(
        self, source_id: str, *, due_at: datetime, now: datetime, trouble: str | None = None
    ) -> bool: ...

    async def source_trouble(self, source_id: str, reason: str, *, due_at: datetime, now: datetime) -> bool: ...

    async def failures(self, source_id: str) -> int:
        """How many polls of the source have failed in a row."""


class Audience(Protocol):
    """Who follows what."""

    async def audience(self) -> tuple[tuple[Subscription, ...], Mapping[int, Chat]]: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page as read: its briefing, and what must be kept of the page itself."""

    due: DuePage
    briefing: Briefing
    page: Page


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be recorded and told of one briefing; `refused` are arrivals that cannot be what they claim to be."""

    revisions: tuple[Revision, ...]
    parcels: tuple[Parcel, ...]
    refused: tuple[tuple[Arrival, ParseError], ...] = ()


@dataclass(slots=True)
class Outcome:
    """What one watch of a source did, in counts; `trouble` lists what could not be read.

    left: more pages are due than one watch reads; busy_seconds: the pause the server asked for, if it did.
    """

    noticed: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    parcels: int = 0
    left: bool = False
    busy_seconds: float | None = None
    trouble: list[str] = field(default_factory=list)


def decide(
    known: Known,
    arrivals: Sequence[Arrival],
    percolator: Percolator,
    chats: Mapping[int, Chat],
    now: datetime,
) -> Decision:
    """Compare the editions that came with those known, match what changed, and say whom to tell (pure).

    known: what is remembered of this one briefing; arrivals: pages of its editions, read in one look at the source.
    """
    revisions: list[Revision] = []
    mentions: list[Mention] = []
    refused: list[tuple[Arrival, ParseError]] = []
    seen: set[str] = set()
    for arrival in arrivals:
        briefing = _steady_language(arrival.briefing, known)
        if briefing.language in seen:
            continue  # the same edition under a second address, in this very look
        seen.add(briefing.language)
        passages = briefing.passages()
        text_hash = _state(briefing, passages)
        old = known.editions.get(briefing.language)
        changes: tuple[Change, ...]
        if old is None:
            number, changes = 1, tuple(Change("added", None, passage) for passage in passages)
        elif old.text_hash == text_hash or (old.url != briefing.url and not old.lost):
            continue  # the same; or another address of an edition that is followed where it was first read
        elif collapsed(old.passages, passages):
            detail = f"{len(passages)} passages where there were {len(old.passages)}"
            refused.append((arrival, ParseError(briefing.url, "half_page", detail)))
            continue
        else:
            number, changes = old.number + 1, compare(old.passages, passages)
        revision = Revision(
            briefing=briefing,
            number=number,
            text_hash=text_hash,
            passages=passages,
            changes=changes,
            seen_at=now,
            quiet=number == 1 and arrival.due.quiet,
            page=arrival.page.content,
        )
        revisions.append(revision)
        if not revision.quiet:
            mentions += percolator.mentions(changes, briefing.language)
    return Decision(tuple(revisions), dispatch.parcels(revisions, mentions, chats, known.told, now), tuple(refused))


def _state(briefing: Briefing, passages: Sequence[Passage]) -> str:
    """What makes a version: the words, and the title and date they stand under (changed alone, they alert nobody)."""
    return sha256(f"{fingerprint(passages)}|{briefing.title}|{briefing.date}".encode()).hexdigest()


def _steady_language(briefing: Briefing, known: Known) -> Briefing:
    """An address keeps the language it was first read in: a detector's change of mind is not a new edition."""
    for language, edition in known.editions.items():
        if edition.url == briefing.url:
            return replace(briefing, language=language)
    return briefing


class Pipeline:
    """Watches one source at a time, start to end.

    It does not decide when (Schedule and the rows' due times do), does not send (the courier does), and keeps nothing
    between calls but an index it can build anew: a crash between any two steps is made good by the next watch.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        keeper: Keeper,
        audience: Audience,
        *,
        now: Callable[[], datetime],
        ring: Callable[[], None],
    ) -> None:
        self._fetcher = fetcher
        self._keeper = keeper
        self._audience = audience
        self._now = now
        self._ring = ring
        self._subscriptions: tuple[Subscription, ...] = ()
        self._percolator = Percolator(())

    async def watch(self, source: Source, *, force: bool = False) -> Outcome:
        """Read what the source announces, then each page that is due, and record what came of it.

            for each feed or listing:  fetch -> notices -> rows, with the validators
            for each briefing due:     fetch -> parse -> decide -> record -> ring

        force: re-read every page first seen in the last week, due or not. A page's failure is that page's state; the
        source is in trouble only when none of its addresses could be read.
        """
        profile = find_profile(source.profile)
        outcome = Outcome()
        errors = [
            error for address in source.addresses if (error := await self._notice(source, address, profile, outcome))
        ]

        now = self._now()
        due = await self._keeper.due_pages(
            source.id,
            now,
            limit=_ALL if force else _BATCH,
            recheck_since=now - _FORCED_WINDOW if force else None,
        )
        outcome.left = not force and len(due) == _BATCH
        for pages in _by_briefing(due):
            if outcome.busy_seconds is not None:
                break  # the server asked for a pause: the pages stay due
            try:
                await self._briefing(source, profile, pages, outcome)
            except StaleError as error:  # another process was quicker; the pages stay due
                log.info("briefing decided elsewhere", source=source.id, briefing=error.briefing)
            except Exception as error:  # a fault of ours on one page must not hide the others
                log.exception("briefing failed", source=source.id, url=pages[0].notice.url)
                for page in pages:
                    await self._page_trouble(source, page, ParseError(page.notice.url, "fault", repr(error)), outcome)

        await self._settle(source, profile, outcome, errors)
        return outcome

    async def _notice(self, source: Source, address: Address, profile: Profile, outcome: Outcome) -> Exception | None:
        """Steps 2 and 3 for one address: its notices become rows, and only with them its validators."""
        validators = await self._keeper.validators(source.id, address.url)
        try:
            page = await self._get(address.url, profile, validators or Validators())
            if page is None:
                return None
            read = read_feed if address.kind == "feed" else read_listing
            announced = await asyncio.to_thread(read, page, address, profile)
        except (FetchError, ParseError) as error:
            outcome.trouble.append(str(error))
            return error
        outcome.noticed += await self._keeper.keep_notices(
            source.id, address.url, announced.notices, page.validators, quiet=validators is None, now=self._now()
        )
        return None

    async def _briefing(self, source: Source, profile: Profile, pages: Sequence[DuePage], outcome: Outcome) -> None:
        """Steps 3 to 7 for the due editions of one briefing."""
        arrivals: list[Arrival] = []
        settled: list[Settled] = []
        for due in pages:
            url = due.notice.url
            try:
                validators = due.validators if due.fetched else Validators()
                page = await self._get(profile.page_address(url), profile, validators)
                if page is None:
                    outcome.unchanged += 1
                    settled.append(self._settled(due, due.validators, profile))
                    continue
                briefing = await asyncio.to_thread(read_briefing, page, profile, due.notice)
            except (FetchError, ParseError) as error:
                await self._page_trouble(source, due, error, outcome)
                continue
            briefing = replace(briefing, source=source.id, key=due.notice.key, url=url)
            if not briefing.passages():
                await self._page_trouble(source, due, ParseError(url, "half_page", "no text but the contents"), outcome)
                continue
            arrivals.append(Arrival(due, briefing, page))

        decision = Decision((), ())
        if arrivals:
            known = await self._keeper.known(source.id, pages[0].notice.key)
            silent = not known.editions and all(arrival.due.quiet for arrival in arrivals)
            percolator, chats = (Percolator(()), {}) if silent else await self._followed()
            decision = decide(known, arrivals, percolator, chats, self._now())
        refused = {arrival.due.notice.url for arrival, _ in decision.refused}
        settled += [
            self._settled(a.due, a.page.validators, profile) for a in arrivals if a.due.notice.url not in refused
        ]
        if settled or decision.revisions:
            await self._keeper.record(
                decision.revisions, decision.parcels, settled, source_id=source.id, now=self._now()
            )
        for arrival, reason in decision.refused:
            await self._page_trouble(source, arrival.due, reason, outcome)

        outcome.new += sum(r.number == 1 for r in decision.revisions)
        outcome.changed += sum(r.number > 1 for r in decision.revisions)
        outcome.unchanged += len(arrivals) - len(decision.revisions) - len(decision.refused)
        outcome.parcels += len(decision.parcels)
        if decision.parcels:
            self._ring()

    async def _followed(self) -> tuple[Percolator, Mapping[int, Chat]]:
        """Who follows what, as of now; the index is built anew only when somebody followed or stopped following."""
        subscriptions, chats = await self._audience.audience()
        if subscriptions != self._subscriptions:
            self._subscriptions, self._percolator = subscriptions, Percolator(subscriptions)
            for subscription in self._percolator.unreadable:
                log.error("subscription cannot be read", chat=subscription.chat_id, query=subscription.query)
        return self._percolator, chats

    async def _get(self, url: str, profile: Profile, validators: Validators) -> Page | None:
        return await self._fetcher.get(
            url, validators, user_agent=profile.user_agent, delay_seconds=profile.delay_seconds
        )

    def _settled(self, due: DuePage, validators: Validators, profile: Profile) -> Settled:
        now = self._now()
        return Settled(due.notice.url, validators, cadence.next_check(due.first_seen_at, now, profile.recheck))

    async def _page_trouble(
        self, source: Source, due: DuePage, error: FetchError | ParseError, outcome: Outcome
    ) -> None:
        now = self._now()
        again = cadence.retry_page(now, due.failures, getattr(error, "retry_after", None))
        await self._keeper.page_trouble(source.id, due.notice.url, str(error), again, now)
        outcome.trouble.append(str(error))
        if isinstance(error, FetchError) and error.status in _BUSY and error.retry_after:
            outcome.busy_seconds = error.retry_after
        log.warning("page not read", source=source.id, url=due.notice.url, reason=str(error), again_at=str(again))

    async def _settle(self, source: Source, profile: Profile, outcome: Outcome, errors: Sequence[Exception]) -> None:
        now = self._now()
        asked = [getattr(error, "retry_after", None) or 0 for error in errors]
        retry_after = max([*asked, outcome.busy_seconds or 0])
        reason = "; ".join(str(error) for error in errors) or None
        if len(errors) < len(source.addresses):
            due_at = cadence.next_poll(now, profile.poll_seconds, retry_after=retry_after)
            due_at = now if outcome.left and not retry_after else due_at
            fresh = await self._keeper.source_polled(source.id, due_at=due_at, now=now, trouble=reason)
        else:
            failures = 1 + await self._keeper.failures(source.id)
            due_at = cadence.next_poll(now, profile.poll_seconds, failures, retry_after)
            fresh = await self._keeper.source_trouble(source.id, reason or "", due_at=due_at, now=now)
        if fresh:
            log.warning("source in trouble", source=source.id, reason=reason, again_at=str(due_at))


def _by_briefing(due: Sequence[DuePage]) -> list[list[DuePage]]:
    """Pages of one briefing together, so that its editions are decided on at once; first-seen order kept."""
    groups: dict[str, list[DuePage]] = defaultdict(list)
    for page in due:
        groups[page.notice.key].append(page)
    return list(groups.values())
