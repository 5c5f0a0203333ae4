"""The way of a briefing from a source's feed to the outbox: the eight steps, read down `Pipeline.watch`."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Protocol, TypeGuard

import structlog

from watchers import cadence, doubt, habits, kinship
from watchers.announcements import AddressKeeper, AnnouncementReader, Announcements
from watchers.decision import Arrival, Decision, decide, differs
from watchers.diff import compare
from watchers.errors import FetchError, ParseError, StaleError
from watchers.fetch import Fetcher
from watchers.following import NOBODY, Following
from watchers.model import (
    Briefing,
    Notice,
    Page,
    Parcel,
    Revision,
    Source,
    Validators,
)
from watchers.outlook import Outlook, SourceKeeper
from watchers.remembered import Doubt, DuePage, Earlier, Known, Relative, Settled, Taken
from watchers.sources.entries import ENTRY
from watchers.sources.gate import check_whole
from watchers.sources.profile import Profile, find_profile

log = structlog.get_logger()

_BATCH = 24  # pages read before the feed is looked at again: a long import must not hide what is new
_ALL = 1_000_000
_BUSY = (429, 503)
_BUSY_PAUSE = 60.0  # seconds, where the server names none
_DOWN = ("timeout", "network", "tls")
_PATIENCE = 2  # pages in a row that a host leaves unanswered: the others wait for the next look
_MORE = 0.1  # of a page's words, in passages that the page it is like has not
_OTHERS = 5  # pages of a source looked at to see whether its whole site changed
_HOSTILE = 3  # failures that a page counts for which took too much to cut
_FORCED_WINDOW = timedelta(days=7)


class Keeper(AddressKeeper, SourceKeeper, Protocol):
    """What watching needs remembered. Each method is one transaction."""

    async def due_pages(
        self, source_id: str, now: datetime, *, limit: int, recheck_since: datetime | None = None
    ) -> tuple[DuePage, ...]: ...

    async def known(self, source_id: str, key: str, now: datetime) -> Known: ...

    async def relatives(self, source_id: str, since: date, until: date) -> tuple[Relative, ...]: ...

    async def said_in(self, briefing_ids: Sequence[str]) -> tuple[frozenset[str], frozenset[tuple[int, str]]]: ...

    async def page_of(self, briefing_id: str, language: str) -> bytes | None:
        """The bytes an edition was last read from."""

    async def earlier(self, source_id: str, language: str, before: date, most: int) -> tuple[Earlier, ...]:
        """The last editions of a source in a language, of days before that one, newest first."""

    async def hurry(self, source_id: str, now: datetime, most: int) -> int:
        """Let the newest pages of a source, so many at most, be due now: something is to be learned from them."""

    async def record(
        self,
        revisions: Sequence[Revision],
        parcels: Sequence[Parcel],
        settled: Sequence[Settled],
        *,
        source_id: str,
        now: datetime,
        extracts: Sequence[tuple[str, str]] = (),
        taken: Taken | None = None,
    ) -> tuple[int, ...]:
        """All of it or nothing; StaleError when an edition has moved on since `known` was asked."""

    async def page_trouble(
        self, source_id: str, url: str, reason: str, due_at: datetime | None, now: datetime
    ) -> None: ...


class Reader(AnnouncementReader, Protocol):
    """The bytes of a page to the briefing on it, wherever that is done. Raises ParseError."""

    async def briefing(self, page: Page, profile_id: str, notice: Notice | None) -> Briefing: ...


@dataclass(slots=True)
class Outcome:
    """What one watch of a source did, in counts; `trouble` lists what could not be read.

    left: more pages are due than one watch reads; busy_seconds: the pause the server asked for, if it did; days: of the
    briefings that were read, whether they were known or not.
    """

    noticed: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    parcels: int = 0
    left: bool = False
    busy_seconds: float | None = None
    trouble: list[str] = field(default_factory=list)
    days: list[date] = field(default_factory=list)


class Pipeline:
    """Watches one source at a time, start to end; several sources may be watched at once.

    It does not decide when (Schedule and the rows' due times do), does not send (the courier does), and keeps nothing
    between calls but what it can find out anew: a crash between any two steps is made good by the next watch.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        reader: Reader,
        keeper: Keeper,
        following: Following,
        *,
        now: Callable[[], datetime],
        ring: Callable[[], None],
        admins: Sequence[int] = (),
    ) -> None:
        """admins: the chats that are told when something is the matter with a source."""
        self._fetcher = fetcher
        self._reader = reader
        self._keeper = keeper
        self._following = following
        self._now = now
        self._ring = ring
        self._announcements = Announcements(fetcher, reader, keeper)
        self._outlook = Outlook(keeper, admins)

    async def watch(self, source: Source, *, force: bool = False) -> Outcome:
        """Read what the source announces, then each page that is due, and record what came of it.

            for each feed or listing:  fetch -> notices -> rows, with the validators
            for each briefing due:     fetch -> parse -> kin? -> decide -> record -> ring
            then:                      when to look again; whether its operators must know of something

        force: re-read every page first seen in the last week, due or not. A page's failure is that page's state; the
        source is in trouble only when none of its addresses could be read.
        """
        profile = find_profile(source.profile)
        if source.trusted:
            self._fetcher.trust(address.url for address in source.addresses)
        outcome = Outcome()
        errors: list[Exception] = []
        for address in source.addresses:
            try:
                outcome.noticed += await self._announcements.read(source, address, profile, self._now())
            except (FetchError, ParseError) as error:
                outcome.trouble.append(str(error))
                errors.append(error)
                if _is_busy(error):
                    outcome.busy_seconds = error.retry_after or _BUSY_PAUSE
                    break

        now = self._now()
        due = await self._keeper.due_pages(
            source.id,
            now,
            limit=_ALL if force else _BATCH,
            recheck_since=now - _FORCED_WINDOW if force else None,
        )
        outcome.left = not force and len(due) == _BATCH and not all(page.fetched for page in due)
        if not await self._pages(source, profile, due, outcome):
            outcome.left = False  # the server asked for a pause, or does not answer: the pages stay due

        notices = await self._outlook.settle(
            source, profile, errors, self._now(), left=outcome.left, busy_seconds=outcome.busy_seconds or 0
        )
        if notices:
            self._ring()
        return outcome

    async def catch_up(self, source: Source, due: Sequence[DuePage]) -> Outcome:
        """Read pages that a walk back has found (steps 3 to 7), and record what came of it; what is found for the first
        time is told to nobody, if the pages are quiet. Those for which the server had no answer now are left over.
        """
        if source.trusted:
            self._fetcher.trust(address.url for address in source.addresses)
        outcome = Outcome()
        outcome.left = not await self._pages(source, find_profile(source.profile), due, outcome)
        return outcome

    async def take(self, source: Source, page: Page, briefing: Briefing, taken: Taken) -> Outcome:
        """Decide on a page at hand and record it (steps 5 and 6); it is told to nobody.

        briefing: as cut from the page, with its date. A page that the source itself announces stays as the site has it,
        whatever was saved of it; what is refused (half a page) is in the outcome's trouble. Raises ParseError,
        StaleError.
        """
        now = self._now()
        briefing = replace(briefing, source=source.id)
        check_whole(briefing)
        notice = Notice(briefing.url, briefing.key, briefing.language)
        due = DuePage(notice, Validators(), quiet=True, failures=0, first_seen_at=now, fetched=False)
        outcome = Outcome()
        await self._decided(
            source, find_profile(source.profile), [Arrival(due, briefing, page)], [], outcome, taken=taken
        )
        return outcome

    # -------------------------------------------------------------- one briefing

    async def _pages(self, source: Source, profile: Profile, due: Sequence[DuePage], outcome: Outcome) -> bool:
        """Read pages briefing by briefing; False where the server is busy or does not answer, and the rest was left."""
        unanswered = 0
        for pages in _by_briefing(due, profile):
            if outcome.busy_seconds is not None or unanswered >= _PATIENCE:
                return False
            try:
                unanswered = 0 if await self._briefing(source, profile, pages, outcome) else unanswered + 1
            except StaleError as error:  # another process was quicker; the pages stay due
                log.info("briefing decided elsewhere", source=source.id, briefing=error.briefing)
            except Exception as error:  # a fault of ours on one page must not hide the others
                log.exception("briefing failed", source=source.id, url=pages[0].notice.url)
                for page in pages:
                    await self._page_trouble(source, page, ParseError(page.notice.url, "fault", repr(error)), outcome)
        return True

    async def _briefing(self, source: Source, profile: Profile, pages: Sequence[DuePage], outcome: Outcome) -> bool:
        """Steps 3 to 7 for the due editions of one briefing; whether any of its pages was answered at all."""
        arrivals: list[Arrival] = []
        settled: list[Settled] = []
        silent = 0
        for due in pages:
            try:
                page = await self._page(due, profile)
                if page is None or (due.fetched and sha256(page.content).hexdigest() == due.content_hash):
                    outcome.unchanged += 1
                    settled.append(self._settled(due, page, profile))
                    continue
                briefing = await self._reader.briefing(page, profile.id, due.notice)
                briefing = replace(briefing, source=source.id, key=_own_key(due, profile), url=due.notice.url)
                check_whole(briefing)
            except (FetchError, ParseError) as error:
                silent += isinstance(error, FetchError) and error.reason in _DOWN
                await self._page_trouble(source, due, error, outcome)
                continue
            arrivals.append(Arrival(due, briefing, page))
        await self._decided(source, profile, arrivals, settled, outcome)
        return silent < len(pages)

    async def _decided(
        self,
        source: Source,
        profile: Profile,
        arrivals: list[Arrival],
        settled: list[Settled],
        outcome: Outcome,
        taken: Taken | None = None,
    ) -> None:
        """Steps 5 to 7 for the editions of one briefing that were read. settled: the pages that had not changed; taken:
        the arrival is a saved page, and told to nobody.
        """
        saved = silent = taken is not None
        decision = Decision((), ())
        extracts: tuple[tuple[str, str], ...] = ()
        if arrivals:
            arrivals, known, extracts = await self._family(source, arrivals)
            outcome.days += [briefing.date for a in arrivals if (briefing := a.briefing).date]
            if saved and await self._is_followed(source, arrivals[0], known):
                outcome.unchanged += 1
                arrivals = []
            arrivals = [await self._with_reread(arrival, known, profile) for arrival in arrivals]
            # Nor is it news that an archive's page, looked at for the first time, is not as it was saved once.
            silent = silent or all(a.due.quiet and a.due.content_hash is None for a in arrivals)
            unheard = silent or (not known.editions and all(arrival.due.quiet for arrival in arrivals))
            followers = NOBODY if unheard else await self._following.latest()
            if not known.editions and habits.is_asked(followers.chats):
                known = replace(known, earlier=await self._earlier(source, arrivals))
            # Pure, but a long briefing and many subscriptions take a while, which others need not wait for.
            decision = await asyncio.to_thread(
                decide,
                known,
                arrivals,
                followers.percolator,
                followers.chats,
                self._now(),
                silent=silent,
            )
        apart = {arrival.due.notice.url for arrival, _ in (*decision.refused, *decision.doubted)}
        if not saved:
            settled += [
                replace(self._settled(a.due, a.page, profile, a.briefing.date), key=a.briefing.key)
                for a in arrivals
                if a.due.notice.url not in apart
            ]
        settled += [self._doubted(arrival, why) for arrival, why in decision.doubted]
        if decision.refused:
            taken = None  # what could not be taken is tried again
        if settled or decision.revisions or taken:
            await self._keeper.record(
                decision.revisions,
                decision.parcels,
                settled,
                source_id=source.id,
                now=self._now(),
                extracts=extracts if decision.revisions else (),
                taken=taken,
            )
        for arrival, reason in decision.refused:
            if saved:
                outcome.trouble.append(str(reason))
            else:
                await self._page_trouble(source, arrival.due, reason, outcome)
        for arrival, why in decision.doubted:
            log.info("page looked at once more", source=source.id, url=arrival.briefing.url, sweeping=why.sweeping)
            if why.sweeping and why.looks == 1:
                await self._keeper.hurry(source.id, self._now(), _OTHERS)

        if decision.swept and await self._outlook.site_changed(source.id, decision.swept[0], self._now()):
            self._ring()
        outcome.new += sum(r.number == 1 for r in decision.revisions)
        outcome.changed += sum(r.number > 1 for r in decision.revisions)
        outcome.unchanged += len(arrivals) - len({r.briefing.url for r in decision.revisions}) - len(apart)
        outcome.parcels += len(decision.parcels)
        if decision.parcels:
            self._ring()
        if decision.revisions:
            self._outlook.heard(source.id)

    async def _is_followed(self, source: Source, arrival: Arrival, known: Known) -> bool:
        """Whether a saved page is one that the source announces, and of which an edition is known: then what its site
        says stands, for who knows when this was saved.
        """
        url = arrival.briefing.url
        followed = any(edition.url == url for edition in known.editions.values())
        return followed and bool(await self._keeper.known_urls(source.id, [url]))

    async def _earlier(self, source: Source, arrivals: Sequence[Arrival]) -> Mapping[str, tuple[Earlier, ...]]:
        """The last briefings before one that was never seen, in the languages of its editions."""
        return {
            arrival.briefing.language: await self._keeper.earlier(
                source.id, arrival.briefing.language, arrival.briefing.date or _day(arrival.due), habits.LOOKED_AT
            )
            for arrival in arrivals
        }

    async def _with_reread(self, arrival: Arrival, known: Known, profile: Profile) -> Arrival:
        """With what the edition's stored page comes to as pages are read now, where the page has changed: only what
        differs between two pages read in the same way was changed by its outlet.
        """
        old = next((edition for edition in known.editions.values() if edition.url == arrival.briefing.url), None)
        if old is None or not differs(arrival.briefing, old):
            return arrival
        language = next(language for language, edition in known.editions.items() if edition is old)
        content = await self._keeper.page_of(arrival.briefing.id, language)
        if content is None or content == arrival.page.content:
            return arrival
        page = replace(arrival.page, content=content)  # of the same site, so in the same encoding
        try:
            briefing = await self._reader.briefing(page, profile.id, arrival.due.notice)
        except ParseError:
            return arrival
        own = arrival.briefing
        briefing = replace(briefing, source=own.source, key=own.key, url=own.url)
        return replace(arrival, reread=replace(arrival, briefing=briefing, page=page))

    async def _page(self, due: DuePage, profile: Profile) -> Page | None:
        """A page as the feed brought it, or fetched; None when it has not changed."""
        if due.notice.text is not None:
            content = due.notice.text.encode("utf-8", "replace")
            return Page(due.notice.url, content, "text/html", "utf-8")
        url = profile.page_address(due.notice.url)
        return await self._fetcher.get(
            url,
            due.validators if due.fetched else Validators(),
            user_agent=profile.user_agent,
            delay_seconds=profile.delay_seconds,
            language=due.notice.language,
        )

    async def _family(
        self, source: Source, arrivals: list[Arrival]
    ) -> tuple[list[Arrival], Known, tuple[tuple[str, str], ...]]:
        """The pages under the key of the briefing they are, what is known of it, and which is whose extract.

        A page under an address never seen may be a known briefing once more (a second address, an edition with a number
        of its own), or a part of one put out apart.
        """
        key = arrivals[0].briefing.key
        known = await self._keeper.known(source.id, key, self._now())
        if known.editions:
            return arrivals, known, ()
        for place, arrival in enumerate(arrivals):
            briefing = arrival.briefing
            day = briefing.date or _day(arrival.due)
            relatives = await self._keeper.relatives(source.id, day - kinship.WINDOW, day + kinship.WINDOW)
            if not relatives:
                continue
            kin = await asyncio.to_thread(kinship.find_kin, briefing, briefing.passages(), relatives)
            if kin is None:
                continue
            log.info("kin found", source=source.id, url=briefing.url, kind=kin.kind, of=kin.key)
            if kin.kind in ("same", "edition") and not await self._says_more(source, kin, briefing):
                known = await self._keeper.known(source.id, kin.key, self._now())
                # The same words are the same edition, whatever language a detector takes them for.
                if kin.kind == "same" and len(known.editions) == 1:
                    arrivals[place] = replace(arrival, briefing=replace(briefing, language=next(iter(known.editions))))
                return [replace(a, briefing=replace(a.briefing, key=kin.key)) for a in arrivals], known, ()
            own, other = briefing.id, f"{source.id}/{kin.key}"
            said, told = await self._keeper.said_in([other])
            pair = (own, other) if kin.kind == "extract" else (other, own)  # the fuller one is the whole
            return arrivals, replace(known, said=said, kin_told=told), (pair,)
        return arrivals, known, ()

    async def _says_more(self, source: Source, kin: kinship.Kin, briefing: Briefing) -> bool:
        """Whether a page much like one that is known holds whole passages that the other has not: then it is kept apart
        like one whose extract came first, for what is new in it must be told.
        """
        if kin.kind != "same" or "corrected" in briefing.flags:
            return False
        known = await self._keeper.known(source.id, kin.key, self._now())
        old = [edition.passages for edition in known.editions.values() if not edition.lost]
        new = briefing.passages()
        most = sum(len(p.text) for p in new)
        return bool(old) and all(
            sum(len(c.after.text) for c in compare(passages, new) if c.kind == "added" and c.after) > _MORE * most
            for passages in old
        )

    # -------------------------------------------------------------- when to look again

    def _settled(self, due: DuePage, page: Page | None, profile: Profile, day: date | None = None) -> Settled:
        """What a look at a page that went well leaves behind; a page its feed brings is looked at with the feed.

        day: of the briefing, as the page says: so old is an archive's page that was announced without one.
        """
        now = self._now()
        again = None
        if due.notice.text is None:
            # An archive's page is as old as it says; what came while we watched is as old as our first look at it.
            said = due.notice.published_at or (None if day is None else datetime.combine(day, time(), UTC))
            since = said if due.quiet and said else due.first_seen_at
            again = cadence.next_check(min(since, due.first_seen_at), now, profile.recheck)
        if page is None:
            return Settled(due.notice.url, due.validators, again, content_hash=due.content_hash)
        return Settled(due.notice.url, page.validators, again, content_hash=sha256(page.content).hexdigest())

    def _doubted(self, arrival: Arrival, why: Doubt) -> Settled:
        """What a look leaves behind that is not believed yet: the page as it was before, and a second look soon."""
        due = arrival.due
        again = self._now() + doubt.wait(why)
        return Settled(due.notice.url, due.validators, again, content_hash=due.content_hash, doubt=why)

    async def _page_trouble(
        self, source: Source, due: DuePage, error: FetchError | ParseError, outcome: Outcome
    ) -> None:
        now = self._now()
        again = None  # what its feed brings is read again when the feed brings other words, but for a fault of ours
        if due.notice.text is None or error.reason in ("fault", "hostile"):
            hostile = error.reason == "hostile"  # each look at it costs a process its whole time limit
            failures = max(due.failures, _HOSTILE) if hostile else due.failures
            again = cadence.retry_page(now, failures, getattr(error, "retry_after", None))
        await self._keeper.page_trouble(source.id, due.notice.url, str(error), again, now)
        outcome.trouble.append(str(error))
        if _is_busy(error):
            outcome.busy_seconds = error.retry_after or _BUSY_PAUSE
        log.warning("page not read", source=source.id, url=due.notice.url, reason=str(error), again_at=str(again))


def _day(due: DuePage) -> date:
    return (due.notice.published_at or due.first_seen_at).date()


def _is_busy(error: Exception) -> TypeGuard[FetchError]:
    return isinstance(error, FetchError) and error.status in _BUSY


def _own_key(due: DuePage, profile: Profile) -> str:
    """The key that a page's own address suggests. It may be another than its row's: then the page was found to be a
    further address of that briefing, and is asked anew whose it is each time it has changed.
    """
    return due.notice.key if ENTRY in due.notice.url else profile.notice_key(due.notice.url)


def _by_briefing(due: Sequence[DuePage], profile: Profile) -> list[list[DuePage]]:
    """Pages of one briefing together, so that its editions are decided on at once; first-seen order kept."""
    groups: dict[tuple[str, str], list[DuePage]] = defaultdict(list)
    for page in due:
        groups[page.notice.key, _own_key(page, profile)].append(page)
    return list(groups.values())
