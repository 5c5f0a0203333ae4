"""The archive: everything watching needs remembered (it fulfils the pipeline's Keeper), and its reading."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import alarms, changes, imports, outbox, pages, said, sources, versions
from storage.database import Database
from storage.passages import Placed
from storage.rows import EDITION, edition_of
from storage.sources import SourceState
from storage.tables import awaited, briefings, editions, passages
from storage.tables import versions as version_rows
from watchers.model import Alarm, Briefing, Notice, Parcel, Revision, Source
from watchers.remembered import (
    DuePage,
    Earlier,
    Edition,
    Health,
    Known,
    KnownAddress,
    PastChange,
    Relative,
    Said,
    Settled,
    Taken,
    Walk,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is remembered. passages: those that stand; versions: first ones and changes."""

    briefings: int
    editions: int
    versions: int
    passages: int


class Archive:
    """Keeps sources, pages, briefings and their versions. Each method is one transaction; it judges nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -------------------------------------------------------------- sources

    async def sync_sources(self, configured: Sequence[Source], now: dt.datetime) -> None:
        """Make these the watched sources. The others keep their archive, and are polled no more."""
        async with self._database.write() as connection:
            await sources.sync_sources(connection, configured, now)

    async def sources(self) -> tuple[SourceState, ...]:
        """All sources ever watched, by id."""
        async with self._database.read() as connection:
            return await sources.source_states(connection)

    async def source(self, source_id: str) -> SourceState | None:
        """One source."""
        async with self._database.read() as connection:
            return next(iter(await sources.source_states(connection, source_id)), None)

    async def watched(self) -> tuple[Source, ...]:
        """The sources that are watched: the configured ones, and those added by a command."""
        async with self._database.read() as connection:
            return await sources.watched(connection)

    async def due_sources(self, now: dt.datetime, limit: int) -> tuple[Source, ...]:
        """The watched sources whose time has come, the longest due first."""
        async with self._database.read() as connection:
            return await sources.watched(connection, now, limit)

    async def add_source(self, source: Source, now: dt.datetime) -> None:
        """Watch a source from now on, though the configuration does not name it."""
        async with self._database.write() as connection:
            await sources.add_source(connection, source, now)

    async def remove_source(self, source_id: str, now: dt.datetime) -> bool:
        """Watch a source that was added no more (its archive is kept); whether it was one that was added."""
        async with self._database.write() as connection:
            return await sources.remove_source(connection, source_id, now)

    async def keep_source(self, source: Source, now: dt.datetime) -> None:
        """Make a row of a source that has none, for what is taken into its archive; it is not watched by that."""
        async with self._database.write() as connection:
            await sources.keep_source(connection, source, now)

    async def health(self, source_id: str) -> Health:
        """How the polls of a source have gone, and which alarms are on."""
        async with self._database.read() as connection:
            return await sources.health(connection, source_id)

    async def next_page(self, source_id: str) -> dt.datetime | None:
        """When the first of a source's pages is due; None: none will be."""
        async with self._database.read() as connection:
            return await pages.next_page(connection, source_id)

    async def appearances(self, source_id: str, most: int) -> tuple[dt.datetime, ...]:
        """When the newest briefings of a source came out, in order."""
        async with self._database.read() as connection:
            return await pages.appearances(connection, source_id, most)

    async def sound(
        self, begun: Sequence[Alarm], ended: Sequence[Alarm], *, chats: Sequence[int], now: dt.datetime
    ) -> int:
        """Keep alarms that begin and end, with a notice of each for the chats; how many notices there are."""
        async with self._database.write() as connection:
            began = [id_ for alarm in begun if (id_ := await alarms.begin(connection, alarm)) is not None]
            over = [id_ for alarm in ended if (id_ := await alarms.end(connection, alarm, now)) is not None]
            told = await outbox.put_notices(connection, began, chats, over=False, now=now)
            return told + await outbox.put_notices(connection, over, chats, over=True, now=now)

    async def source_polled(
        self, source_id: str, *, due_at: dt.datetime, now: dt.datetime, trouble: str | None = None
    ) -> bool:
        """A poll went well, and the source counts as imported; the trouble is over, but for `trouble` with some of its
        addresses. Whether that trouble is news.
        """
        async with self._database.write() as connection:
            return await sources.source_polled(connection, source_id, due_at, now, trouble)

    async def source_trouble(self, source_id: str, reason: str, *, due_at: dt.datetime, now: dt.datetime) -> bool:
        """A poll failed; whether that is news (the poll before it had not)."""
        async with self._database.write() as connection:
            return await sources.source_trouble(connection, source_id, reason, due_at, now)

    # -------------------------------------------------------------- notices and pages

    async def address(self, source_id: str, url: str) -> KnownAddress | None:
        """A feed or listing as last kept; None: nothing of it was ever kept."""
        async with self._database.read() as connection:
            return await pages.address(connection, source_id, url)

    async def known_urls(self, source_id: str, urls: Sequence[str]) -> frozenset[str]:
        """Those of the addresses that were announced before."""
        async with self._database.read() as connection:
            return await pages.known_urls(connection, source_id, urls)

    async def keep_notices(
        self,
        source_id: str,
        address_url: str,
        notices: Sequence[Notice],
        read: KnownAddress,
        *,
        quiet: bool,
        now: dt.datetime,
    ) -> int:
        """Make rows of what a feed or listing announces, and only with them keep how it was read; how many are new.

        read: its validators among others. quiet: for the new ones, that they are part of the first import. A known page
        is due again when its notice says that it was updated since, has a new title, or brings another text.
        """
        async with self._database.write() as connection:
            new = await pages.keep_notices(connection, source_id, address_url, notices, quiet=quiet, now=now)
            await pages.keep_address(connection, source_id, address_url, read, now)
            return new

    async def due_pages(
        self, source_id: str, now: dt.datetime, *, limit: int, recheck_since: dt.datetime | None = None
    ) -> tuple[DuePage, ...]:
        """The pages to look at, those published last first; with `recheck_since`, all first seen after it are due."""
        async with self._database.read() as connection:
            return await pages.due_pages(connection, source_id, now, limit=limit, recheck_since=recheck_since)

    async def hurry(self, source_id: str, now: dt.datetime, most: int) -> int:
        """Let the newest pages of a source that were read before, so many at most, be due now; how many were not."""
        async with self._database.write() as connection:
            return await pages.hurry(connection, source_id, now, most)

    async def page_trouble(
        self, source_id: str, url: str, reason: str, due_at: dt.datetime | None, now: dt.datetime
    ) -> None:
        """A look at a page failed; it is due again at `due_at` (None: never)."""
        async with self._database.write() as connection:
            await pages.page_trouble(connection, source_id, url, reason, due_at, now)

    # -------------------------------------------------------------- what is taken in beside the watching

    async def taken(self, source_id: str, hashes: Sequence[str]) -> frozenset[tuple[str, int]]:
        """Those of some saved pages, by the SHA-256 of their bytes, that were taken into a source's archive; each with
        the versions (ranks) it was taken as.
        """
        async with self._database.read() as connection:
            return await imports.taken(connection, source_id, hashes)

    async def walk(self, source_id: str, address_url: str) -> Walk | None:
        """How far a walk back through a feed or listing has come; None: there was none."""
        async with self._database.read() as connection:
            return await imports.walk(connection, source_id, address_url)

    async def keep_walk(
        self, source_id: str, address_url: str, notices: Sequence[Notice], walk: Walk, now: dt.datetime
    ) -> int:
        """Make rows of what a walk back has found, and only with them keep how far it has come; how many are new.

        The new ones are quiet, and due to nobody but the walk itself (`found`).
        """
        async with self._database.write() as connection:
            new = await pages.keep_notices(connection, source_id, address_url, notices, quiet=True, now=now, due=False)
            await imports.keep_walk(connection, source_id, address_url, walk, now)
            return new

    async def found(
        self, source_id: str, since_at: dt.datetime, limit: int, *, overdue_at: dt.datetime | None = None
    ) -> tuple[DuePage, ...]:
        """The pages that a walk back has found and that were not read yet, so many at most: those put out since a
        moment, and those of which it is not known when; the latest first.

        overdue_at: of a source that is not watched, also the pages that a watch would look at by then.
        """
        async with self._database.read() as connection:
            return await pages.found(connection, source_id, since_at, limit, overdue_at)

    # -------------------------------------------------------------- briefings

    async def known(self, source_id: str, key: str, now: dt.datetime) -> Known:
        """What is remembered of a briefing: who was alerted of it, and how its editions stand."""
        async with self._database.read() as connection:
            return await versions.known(connection, source_id, key, now)

    async def page_of(self, briefing_id: str, language: str) -> bytes | None:
        """The bytes that an edition, as it stands, was read from; None: there is no such edition."""
        async with self._database.read() as connection:
            return await versions.page_of(connection, briefing_id, language)

    async def earlier(self, source_id: str, language: str, before: dt.date, most: int) -> tuple[Earlier, ...]:
        """The last editions of a source in a language, of days before that one, newest first, so many at most."""
        async with self._database.read() as connection:
            return await versions.earlier(connection, source_id, language, before, most)

    async def relatives(self, source_id: str, since: dt.date, until: dt.date) -> tuple[Relative, ...]:
        """The editions of a source's briefings of some days: what a page of these days may be kin to."""
        async with self._database.read() as connection:
            return await versions.relatives(connection, source_id, since, until)

    async def said_in(self, briefing_ids: Sequence[str]) -> tuple[frozenset[str], frozenset[tuple[int, str]]]:
        """The texts of the passages that stand in some briefings, and who was alerted of these for which query."""
        async with self._database.read() as connection:
            return await versions.said_in(connection, briefing_ids)

    async def record(
        self,
        revisions: Sequence[Revision],
        parcels: Sequence[Parcel],
        settled: Sequence[Settled],
        *,
        source_id: str,
        now: dt.datetime,
        extracts: Sequence[tuple[str, str]] = (),
        taken: Taken | None = None,
    ) -> tuple[int, ...]:
        """Keep what one look at a briefing found, all of it or nothing; the ids of the parcels that are new.

        The versions with their passages and the search index, the parcels with their mentions, the pages' state; and of
        extracts, each with its whole, what is whose; and which saved page was taken. A parcel put before is passed
        over. Raises StaleError when an edition has moved on since this was decided.
        """
        async with self._database.write() as connection:
            placed: dict[tuple[str, str, int], Placed] = {}
            for revision in revisions:
                places = await versions.store(connection, revision)
                edition = revision.briefing.id, revision.briefing.language
                placed.update(((*edition, n), place) for n, place in enumerate(places))
            for extract, whole in extracts:
                await versions.link(connection, extract, whole)
            for page in settled:
                await pages.settle(connection, source_id, page, now)
            if taken is not None:
                await imports.keep(connection, source_id, taken, now)
            return await outbox.put(connection, parcels, placed, now=now)

    # -------------------------------------------------------------- reading

    async def latest(
        self,
        *,
        source: str | None = None,
        language: str | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
        limit: int = 10,
        before: int | None = None,
    ) -> tuple[Edition, ...]:
        """The newest briefings, one edition of each: in `language` where there is one, else the first that came.

        since, until: their days, both included; before: the id of the last edition of an earlier answer, to go on from
        there.
        """
        order = (briefings.c.date, briefings.c.first_seen_at, briefings.c.id)
        query = sa.select(briefings.c.id).order_by(*(column.desc() for column in order)).limit(limit)
        if source is not None:
            query = query.where(briefings.c.source_id == source)
        if since is not None:
            query = query.where(briefings.c.date >= since)
        if until is not None:
            query = query.where(briefings.c.date <= until)
        if before is not None:
            last = sa.select(*order).join_from(briefings, editions).where(editions.c.id == before)
            query = query.where(sa.tuple_(*order) < last.scalar_subquery())
        async with self._database.read() as connection:
            ids = list((await connection.execute(query)).scalars())
            chosen = {id_: _preferred(await _editions(connection, id_), language) for id_ in ids}
            return tuple(edition for edition in chosen.values() if edition is not None)

    async def editions(self, briefing_id: str) -> tuple[Edition, ...]:
        """The editions of a briefing, in the order they came."""
        async with self._database.read() as connection:
            return await _editions(connection, briefing_id)

    async def read(self, briefing_id: str, language: str | None = None) -> tuple[Edition, Briefing] | None:
        """A briefing as it stands: in `language` where there is such an edition, else the first that came."""
        async with self._database.read() as connection:
            edition = _preferred(await _editions(connection, briefing_id), language)
            return await _whole(connection, edition)

    async def read_edition(self, edition_id: int) -> tuple[Edition, Briefing] | None:
        """An edition as it stands."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    sa.select(*EDITION).join_from(editions, briefings).where(editions.c.id == edition_id)
                )
            ).one_or_none()
            return await _whole(connection, None if row is None else edition_of(row))

    async def changes(
        self, *, source: str | None = None, briefing: str | None = None, limit: int = 10, before: int | None = None
    ) -> tuple[PastChange, ...]:
        """What later versions changed in words and voices, the latest first: of all, of a source, or of a briefing.

        before: the id of the last of an earlier answer, to go on from there.
        """
        async with self._database.read() as connection:
            return await changes.lately(connection, source=source, briefing=briefing, limit=limit, before=before)

    async def wait_for(self, chat_id: int, briefing_id: str, language: str) -> None:
        """Let a chat that was met be told when an edition of a briefing comes that is not there yet."""
        waits = insert(awaited).values(chat_id=chat_id, briefing_id=briefing_id, language=language)
        async with self._database.write() as connection:
            await connection.execute(waits.on_conflict_do_nothing())

    async def added(self, edition_id: int) -> dict[int, dt.datetime]:
        """The passages of an edition, by their number in its order, that came with a later version, and when."""
        async with self._database.read() as connection:
            return await changes.added(connection, edition_id)

    async def speaks(self, source_id: str, language: str) -> bool:
        """Whether a source ever put out an edition in a language."""
        there = (
            sa.select(editions.c.id)
            .join_from(editions, briefings)
            .where(briefings.c.source_id == source_id, editions.c.language == language)
        )
        async with self._database.read() as connection:
            return (await connection.execute(there.limit(1))).scalar() is not None

    async def said(
        self, *, source: str | None = None, language: str, since: dt.date, until: dt.date, most: int
    ) -> tuple[tuple[Said, ...], bool]:
        """What stands in the briefings of some days, each in one edition, those of the latest days first: in `language`
        where the source speaks it. At most so many passages, and then the second is False: there are more.
        """
        async with self._database.read() as connection:
            return await said.said(connection, source=source, language=language, since=since, until=until, most=most)

    async def last_day(self, source: str | None = None) -> dt.date | None:
        """The day of the newest briefing, of all or of one source; None: there is none."""
        async with self._database.read() as connection:
            return await said.last_day(connection, source)

    async def first_day(self) -> dt.date | None:
        """The day of the oldest briefing; None: there is none."""
        async with self._database.read() as connection:
            found: dt.date | None = (await connection.execute(sa.select(sa.func.min(briefings.c.date)))).scalar()
            return found

    async def counts(self) -> Counts:
        """How much is remembered."""
        async with self._database.read() as connection:

            async def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
                query = sa.select(sa.func.count()).select_from(table).where(*where)
                return int((await connection.execute(query)).scalar_one())

            return Counts(
                briefings=await count(briefings),
                editions=await count(editions),
                versions=await count(version_rows),
                passages=await count(passages, passages.c.until_version.is_(None)),
            )


async def _editions(connection: AsyncConnection, briefing_id: str) -> tuple[Edition, ...]:
    query = (
        sa.select(*EDITION)
        .join_from(editions, briefings)
        .where(editions.c.briefing_id == briefing_id)
        .order_by(editions.c.id)
    )
    return tuple(map(edition_of, await connection.execute(query)))


def _preferred(choice: Sequence[Edition], language: str | None) -> Edition | None:
    return next((edition for edition in choice if edition.language == language), next(iter(choice), None))


async def _whole(connection: AsyncConnection, edition: Edition | None) -> tuple[Edition, Briefing] | None:
    briefing = None if edition is None else await versions.document(connection, edition.id)
    return None if edition is None or briefing is None else (edition, briefing)
