"""What was taken into the archive beside the watching: saved pages, and walks back through feeds and listings."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import batched
from storage.tables import imports, walks
from watchers.remembered import Taken, Walk


async def taken(connection: AsyncConnection, source_id: str, hashes: Sequence[str]) -> frozenset[tuple[str, int]]:
    """Those of some pages that were taken, by the SHA-256 of their bytes, each with its rank."""
    found: set[tuple[str, int]] = set()
    for some in batched(hashes):
        here = (imports.c.source_id == source_id) & imports.c.content_hash.in_(some)
        rows = await connection.execute(sa.select(imports.c.content_hash, imports.c.rank).where(here))
        found.update((content_hash, rank) for content_hash, rank in rows)
    return frozenset(found)


async def keep(connection: AsyncConnection, source_id: str, page: Taken, now: dt.datetime) -> None:
    """Remember that a saved page was taken."""
    values = {"content_hash": page.content_hash, "rank": page.rank, "place": page.place, "taken_at": now}
    await connection.execute(insert(imports).values(source_id=source_id, **values).on_conflict_do_nothing())


async def walk(connection: AsyncConnection, source_id: str, address_url: str) -> Walk | None:
    """How far a walk back has come; None: there was none."""
    here = (walks.c.source_id == source_id) & (walks.c.address_url == address_url)
    row = (await connection.execute(sa.select(walks).where(here))).one_or_none()
    return None if row is None else Walk(row.at)


async def keep_walk(
    connection: AsyncConnection, source_id: str, address_url: str, walk: Walk, now: dt.datetime
) -> None:
    """Remember how far a walk back has come."""
    values = {"at": walk.at, "walked_at": now}
    await connection.execute(
        insert(walks)
        .values(source_id=source_id, address_url=address_url, **values)
        .on_conflict_do_update(index_elements=[walks.c.source_id, walks.c.address_url], set_=values)
    )
