"""The journal of whose following changed, so that those who hold it all in memory need not read it all again."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import journal

KEPT = 10_000  # entries; whoever is further behind reads everything anew


async def note(connection: AsyncConnection, *chat_ids: int) -> None:
    """In the caller's transaction: something about these chats, or about what they follow, changed."""
    await connection.execute(sa.insert(journal), [{"chat_id": chat_id} for chat_id in chat_ids])
    await connection.execute(sa.delete(journal).where(journal.c.id <= sa.select(_LAST).scalar_subquery() - KEPT))


async def last(connection: AsyncConnection) -> int:
    """The number of the newest entry; they count up by one. 0: there never was any."""
    return int((await connection.execute(sa.select(_LAST))).scalar_one())


async def since(connection: AsyncConnection, number: int) -> tuple[int, ...] | None:
    """The chats of all entries after this one, each once; None: they are not all kept, or it is not of this journal."""
    newest = await last(connection)
    if not newest - KEPT <= number <= newest:
        return None
    later = sa.select(journal.c.chat_id).where(journal.c.id > number).order_by(journal.c.id)
    return tuple(dict.fromkeys((await connection.execute(later)).scalars()))


_LAST = sa.func.coalesce(sa.func.max(journal.c.id), 0)
