"""Sources as rows: which are watched and from where, how their polls went, and when the next one is due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import alarms
from storage.rows import Row
from storage.tables import addresses, briefings, pages, sources
from watchers.model import Address, Source
from watchers.remembered import Health


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is doing.

    configured: it is watched (one that is not keeps its archive); imported: it was polled with success at least once;
    failures: polls that failed in a row; trouble: what could not be read last time (a source some of whose addresses
    answer has trouble without failures), since trouble_at; briefings: how many are kept; unread: pages that it
    announced and that could not be read, and unread_reason why the latest could not. polled_at: when it was last read.
    added_at: since when it is watched by a command rather than by the configuration.
    """

    id: str
    name: str
    profile: str
    configured: bool
    added_at: dt.datetime | None
    addresses: tuple[Address, ...]
    imported: bool
    due_at: dt.datetime
    polled_at: dt.datetime | None
    failures: int
    trouble: str | None
    trouble_at: dt.datetime | None
    briefings: int
    unread: int
    unread_reason: str | None


async def sync_sources(connection: AsyncConnection, configured: Sequence[Source], now: dt.datetime) -> None:
    """Make these, and those that were added by a command, the watched sources; a new one is due at once."""
    rested = await _resting(connection)
    await connection.execute(sa.update(sources).where(sources.c.added_at.is_(None)).values(configured=False))
    for source in configured:
        await _keep(connection, source, now, added_at=None)
    await _begin_anew(connection, rested)
    await alarms.end_of_resting(connection, now)


async def _resting(connection: AsyncConnection) -> frozenset[str]:
    """The sources that are known and not watched."""
    return frozenset((await connection.execute(sa.select(sources.c.id).where(~sources.c.configured))).scalars())


async def _begin_anew(connection: AsyncConnection, rested: frozenset[str]) -> None:
    """A source that is watched again after a rest is imported anew: what came meanwhile is no news."""
    back = rested - await _resting(connection)
    if back:
        await connection.execute(sa.delete(addresses).where(addresses.c.source_id.in_(back)))


async def add_source(connection: AsyncConnection, source: Source, now: dt.datetime) -> None:
    """Watch a source from now on, whatever the configuration says; one with this id is watched as given."""
    rested = await _resting(connection)
    await _keep(connection, source, now, added_at=now)
    await _begin_anew(connection, rested)
    await connection.execute(sa.update(sources).where(sources.c.id == source.id).values(due_at=now))


async def remove_source(connection: AsyncConnection, source_id: str, now: dt.datetime) -> bool:
    """Watch a source that was added no more; its archive is kept. Whether it was one that was added."""
    there = (sources.c.id == source_id) & sources.c.added_at.is_not(None)
    found = await connection.execute(sa.update(sources).where(there).values(configured=False, added_at=None))
    await alarms.end_of_resting(connection, now)
    return bool(found.rowcount)


async def keep_source(connection: AsyncConnection, source: Source, now: dt.datetime) -> None:
    """Make a row of a source that has none. It is not watched by that."""
    rest = {"configured": False, "added_at": None, "imported": False, "due_at": now, "failures": 0}
    new = insert(sources).values(id=source.id, **_facts(source), **rest)
    await connection.execute(new.on_conflict_do_nothing())


def _facts(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "profile": source.profile,
        "addresses": [[address.url, address.kind, address.language] for address in source.addresses],
        "trusted": source.trusted,
    }


async def _keep(connection: AsyncConnection, source: Source, now: dt.datetime, added_at: dt.datetime | None) -> None:
    facts = {**_facts(source), "configured": True, "added_at": added_at}
    await connection.execute(
        insert(sources)
        .values(id=source.id, imported=False, due_at=now, failures=0, **facts)
        .on_conflict_do_update(index_elements=[sources.c.id], set_=facts)
    )


async def source_states(connection: AsyncConnection, source_id: str | None = None) -> tuple[SourceState, ...]:
    """All sources by id, or the one asked for."""
    count = sa.select(sa.func.count()).where(briefings.c.source_id == sources.c.id).scalar_subquery()
    failed = (pages.c.source_id == sources.c.id) & pages.c.trouble.is_not(None)
    unread = sa.select(sa.func.count()).where(failed).scalar_subquery()
    reason = sa.select(pages.c.trouble).where(failed).order_by(pages.c.trouble_at.desc()).limit(1).scalar_subquery()
    query = sa.select(
        sources, count.label("briefings"), unread.label("unread"), reason.label("unread_reason")
    ).order_by(sources.c.id)
    if source_id is not None:
        query = query.where(sources.c.id == source_id)
    return tuple([_state(row) for row in await connection.execute(query)])


def _state(row: Row) -> SourceState:
    facts = dict(row._mapping)
    facts["addresses"] = _addresses(row)
    del facts["trusted"]
    return SourceState(**facts)


def _addresses(row: Row) -> tuple[Address, ...]:
    return tuple(Address(url, kind, language) for url, kind, language in row.addresses)


async def watched(
    connection: AsyncConnection, due_at: dt.datetime | None = None, limit: int | None = None
) -> tuple[Source, ...]:
    """The watched sources; with `due_at`, those whose time has come by then. The longest due first."""
    here = sa.select(sources).where(sources.c.configured).order_by(sources.c.due_at, sources.c.id).limit(limit)
    if due_at is not None:
        here = here.where(sources.c.due_at <= due_at)
    return tuple(
        Source(row.id, row.name, row.profile, _addresses(row), row.trusted) for row in await connection.execute(here)
    )


async def source_polled(
    connection: AsyncConnection, source_id: str, due_at: dt.datetime, now: dt.datetime, trouble: str | None
) -> bool:
    """A poll went well, but for `trouble` with some of the addresses; whether that is news."""
    row = (await connection.execute(sa.select(sources).where(sources.c.id == source_id))).one_or_none()
    if row is None:
        return False
    fresh = trouble is not None and row.trouble is None
    began = None if trouble is None else (row.trouble_at or now)
    await connection.execute(
        sa.update(sources)
        .where(sources.c.id == source_id)
        .values(imported=True, due_at=due_at, polled_at=now, failures=0, trouble=trouble, trouble_at=began)
    )
    return fresh


async def source_trouble(
    connection: AsyncConnection, source_id: str, reason: str, due_at: dt.datetime, now: dt.datetime
) -> bool:
    """A poll failed; whether the one before it had not. trouble_at stays the moment the polls began to fail, be the
    trouble with some of the addresses older.
    """
    row = (await connection.execute(sa.select(sources).where(sources.c.id == source_id))).one_or_none()
    if row is None:
        return False
    fresh = row.trouble is None
    await connection.execute(
        sa.update(sources)
        .where(sources.c.id == source_id)
        .values(
            due_at=due_at,
            failures=row.failures + 1,
            trouble=reason,
            trouble_at=now if fresh or not row.failures else row.trouble_at,
        )
    )
    return fresh


async def health(connection: AsyncConnection, source_id: str) -> Health:
    """How the polls of a source have gone so far."""
    since = sa.select(sa.func.min(pages.c.first_seen_at, type_=pages.c.first_seen_at.type))
    query = sa.select(sources, since.where(pages.c.source_id == sources.c.id).scalar_subquery().label("watched_since"))
    row = (await connection.execute(query.where(sources.c.id == source_id))).one_or_none()
    if row is None:
        return Health()
    return Health(
        failures=row.failures,
        trouble=row.trouble,
        trouble_at=row.trouble_at,
        alarms=await alarms.ongoing(connection, source_id),
        recovered_at=await alarms.recovered_at(connection, source_id),
        watched_since=row.watched_since,
    )
