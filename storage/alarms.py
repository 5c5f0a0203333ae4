"""Alarms as rows: what is the matter with a source, from when to when, so that it is told once and once again."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import Row
from storage.tables import alarms, sources
from watchers.model import Alarm


async def ongoing(connection: AsyncConnection, source_id: str) -> tuple[Alarm, ...]:
    """The alarms of a source that are on, in the order they began."""
    here = (alarms.c.source_id == source_id) & alarms.c.ended_at.is_(None)
    rows = await connection.execute(sa.select(alarms).where(here).order_by(alarms.c.id))
    return tuple(map(alarm_of, rows))


async def recovered_at(connection: AsyncConnection, source_id: str) -> dt.datetime | None:
    """When the last alarm that a source fails was over."""
    here = (alarms.c.source_id == source_id) & (alarms.c.kind == "failing")
    latest = sa.select(sa.func.max(alarms.c.ended_at, type_=alarms.c.ended_at.type)).where(here)
    found: dt.datetime | None = (await connection.execute(latest)).scalar()
    return found


async def begin(connection: AsyncConnection, alarm: Alarm) -> int | None:
    """Keep an alarm; its id, or None where one of its kind is on already."""
    new = (
        insert(alarms)
        .values(source_id=alarm.source, kind=alarm.kind, reason=alarm.reason, since_at=alarm.since_at)
        .on_conflict_do_nothing()
        .returning(alarms.c.id)
    )
    found: int | None = (await connection.execute(new)).scalar()
    return found


async def end(connection: AsyncConnection, alarm: Alarm, now: dt.datetime) -> int | None:
    """The alarm is over; its id, or None where none of its kind is on."""
    here = (alarms.c.source_id == alarm.source) & (alarms.c.kind == alarm.kind) & alarms.c.ended_at.is_(None)
    ended = sa.update(alarms).where(here).values(ended_at=now).returning(alarms.c.id)
    found: int | None = (await connection.execute(ended)).scalar()
    return found


async def end_of_resting(connection: AsyncConnection, now: dt.datetime) -> None:
    """Alarms about sources that are not watched any more are over, and nobody need be told."""
    watched = sa.select(sources.c.id).where(sources.c.configured)
    ended = sa.update(alarms).where(alarms.c.ended_at.is_(None), alarms.c.source_id.not_in(watched))
    await connection.execute(ended.values(ended_at=now))


def alarm_of(row: Row) -> Alarm:
    """The alarm in a row of the alarms table."""
    return Alarm(row.source_id, row.kind, row.since_at, row.reason)
