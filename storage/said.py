"""What stands in the archive of some days, each briefing in one edition: the reader's where there is one."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import batched, passage_of
from storage.tables import briefings, editions, passages
from watchers.model import Setting
from watchers.remembered import Said


async def said(
    connection: AsyncConnection, *, source: str | None, language: str, since: dt.date, until: dt.date, most: int
) -> tuple[tuple[Said, ...], bool]:
    """The passages that stand in the briefings of some days, both included, those of the latest days first; at most so
    many, and then the second is False: there are more.

    source: of one source only. language: of the editions, where the source has any in it; elsewhere its main one. A
    briefing without such an edition counts by the first that came; an extract of another briefing counts for nothing.
    """
    found: list[Said] = []
    chosen = await _chosen(connection, source, language, since, until)
    for lot in batched(chosen, 50):  # so that no more is read than will be needed
        rows = (
            await connection.execute(
                sa.select(passages)
                .where(passages.c.edition_id.in_([row.id for row in lot]), passages.c.until_version.is_(None))
                .order_by(passages.c.edition_id, passages.c.position)
            )
        ).all()
        by_edition: dict[int, list[sa.Row[*tuple[object, ...]]]] = {}
        for row in rows:
            by_edition.setdefault(row.edition_id, []).append(row)
        for edition in lot:
            setting = Setting(edition.source_id, edition.language, edition.title, edition.date)
            for row in by_edition.get(edition.id, ()):
                if len(found) == most:
                    return tuple(found), False
                found.append(Said(edition.briefing_id, setting, passage_of(row)))
    return tuple(found), True


async def last_day(connection: AsyncConnection, source: str | None) -> dt.date | None:
    """The day of the newest briefing, of all or of one source; None: there is none."""
    query = sa.select(sa.func.max(briefings.c.date))
    found: dt.date | None = (
        await connection.execute(query if source is None else query.where(briefings.c.source_id == source))
    ).scalar()
    return found


async def _chosen(
    connection: AsyncConnection, source: str | None, language: str, since: dt.date, until: dt.date
) -> Sequence[sa.Row[*tuple[object, ...]]]:
    """One edition of each briefing of these days, the latest first."""
    counted = (
        sa.select(briefings.c.source_id, editions.c.language, sa.func.count().label("many"))
        .join_from(editions, briefings)
        .group_by(briefings.c.source_id, editions.c.language)
        .subquery()
    )
    place = sa.func.row_number().over(
        partition_by=counted.c.source_id,
        order_by=((counted.c.language == language).desc(), counted.c.many.desc(), counted.c.language),
    )
    spoken = sa.select(counted.c.source_id, counted.c.language, place.label("place")).subquery()
    best = sa.func.row_number().over(partition_by=editions.c.briefing_id, order_by=(spoken.c.place, editions.c.id))
    query = (
        sa.select(
            editions.c.id,
            editions.c.briefing_id,
            briefings.c.source_id,
            editions.c.language,
            editions.c.title,
            editions.c.date,
            briefings.c.date.label("day"),
            best.label("best"),
        )
        .join_from(editions, briefings)
        .join(spoken, (spoken.c.source_id == briefings.c.source_id) & (spoken.c.language == editions.c.language))
        .where(briefings.c.date.between(since, until), briefings.c.extract_of.is_(None))
    )
    if source is not None:
        query = query.where(briefings.c.source_id == source)
    ranked = query.subquery()
    return (
        await connection.execute(
            sa.select(ranked).where(ranked.c.best == 1).order_by(ranked.c.day.desc(), ranked.c.id.desc())
        )
    ).all()
