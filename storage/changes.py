"""What later versions changed, as rows: kept with the version, and listed, the latest first."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.passages import Placed
from storage.rows import EDITION, edition_of, passage_of
from storage.tables import briefings, changes, editions, passages
from watchers.model import ChangeKind, Revision
from watchers.remembered import PastChange

TOLD: tuple[ChangeKind, ...] = ("added", "removed", "edited", "retitled", "relabelled")


async def keep(connection: AsyncConnection, revision: Revision, placed: Sequence[Placed]) -> None:
    """Keep what a version changed; of a first version, and of one that is no edit, there is nothing to keep."""
    if revision.number == 1 or not revision.edited or not placed:
        return
    rows = [
        {
            "edition_id": place.edition_id,
            "version": revision.number,
            "kind": place.kind,
            "before_id": place.before_id,
            "after_id": place.after_id,
            "seen_at": revision.seen_at,
        }
        for place in placed
    ]
    await connection.execute(sa.insert(changes), rows)


async def lately(
    connection: AsyncConnection, *, source: str | None, briefing: str | None, limit: int, before: int | None
) -> tuple[PastChange, ...]:
    """The latest changes of words and voices, those of one source or one briefing where one is named.

    before: the id of the last of an earlier answer, to go on from there.
    """
    query = (
        sa.select(changes.c.id, changes.c.kind, changes.c.before_id, changes.c.after_id, changes.c.seen_at, *EDITION)
        .join_from(changes, editions, changes.c.edition_id == editions.c.id)
        .join(briefings, editions.c.briefing_id == briefings.c.id)
        .where(changes.c.kind.in_(TOLD))
        .order_by(changes.c.id.desc())
        .limit(limit)
    )
    if source is not None:
        query = query.where(briefings.c.source_id == source)
    if briefing is not None:
        query = query.where(briefings.c.id == briefing)
    if before is not None:
        query = query.where(changes.c.id < before)
    rows = (await connection.execute(query)).all()
    ids = {i for row in rows for i in (row.before_id, row.after_id) if i is not None}
    found = await connection.execute(sa.select(passages).where(passages.c.id.in_(ids)))
    said = {row.id: passage_of(row) for row in found}
    return tuple(
        PastChange(
            id=row.id,
            edition=edition_of(row),
            kind=row.kind,
            before=None if row.before_id is None else said[row.before_id],
            after=None if row.after_id is None else said[row.after_id],
            seen_at=row.seen_at,
        )
        for row in rows
    )


async def added(connection: AsyncConnection, edition_id: int) -> dict[int, dt.datetime]:
    """The standing passages of an edition that its first version had not: their places in it, and when they came."""
    query = (
        sa.select(passages.c.position, changes.c.seen_at)
        .join_from(changes, passages, changes.c.after_id == passages.c.id)
        .where(changes.c.edition_id == edition_id, changes.c.kind == "added", passages.c.until_version.is_(None))
        .order_by(passages.c.position)
    )
    return {row.position: row.seen_at for row in await connection.execute(query)}
