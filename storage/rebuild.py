"""Builds the search index anew beside the one that serves, in short steps, and puts it in its place at the end."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import index
from storage.database import Database
from storage.errors import DatabaseError
from storage.index import NEXT, Lines
from storage.tables import SEARCH, SEARCH_NEXT, SEARCH_NEXT_DDL, index_next, passages
from watchers import languages

_ROWS = 200  # passages of a step: read and analyzed beside the writers, then written in some hundredths of a second
_PAGES = 500  # of the index that are merged in a step
_TRIES = 5  # of a step between which others wrote, until they are made to wait for it
_ANEW = 3  # times that a Rostrum of another analyzer may make us begin anew


@dataclass(frozen=True, slots=True)
class _Stand:
    upto: int
    writes: int


class Rebuild:
    """Writes every standing passage into a second index, which then serves in place of the first. It judges nothing.

    Searching goes on meanwhile, and so does recording: what is written goes into both (storage/index.py), as far as the
    new one has come. How far that is stands in the database: a rebuilding that was interrupted goes on where it was.
    """

    def __init__(self, database: Database) -> None:
        """database: opened for any analyzer, for that may be the reason."""
        self._database = database
        self._known = Lines()
        self._merging = False

    async def run(self, told: Callable[[int, int], None] = lambda _done, _of: None) -> int:
        """Build the index and let it serve; how many passages it holds. told: how many of how many are in it.

        Raises DatabaseError (other_analyzer): a Rostrum of another analyzer writes to the database all the time.
        """
        for _ in range(_ANEW):
            await self._begin()
            done, of = await self._progress()
            told(done, of)
            while put := await self._step():
                done += put
                told(done, max(done, of))
            if await self._finish():
                done, _ = await self._progress()
                return done
        raise DatabaseError(
            "other_analyzer",
            str(self._database.path),
            wanted=str(languages.ANALYZER_VERSION),
            remedy="An older Rostrum writes to it: stop that one first.",
        )

    async def _begin(self) -> None:
        """Go on with what an interrupted call has left, or begin."""
        self._known, self._merging = Lines(), False
        async with self._database.write() as connection:
            row = (await connection.execute(sa.select(index_next))).one_or_none()
            if row is not None and row.analyzer_version == languages.ANALYZER_VERSION:
                return
            await index.abandon(connection)
            await connection.exec_driver_sql(SEARCH_NEXT_DDL)
            new = {"id": 1, "analyzer_version": languages.ANALYZER_VERSION, "upto": -1, "writes": 0}
            await connection.execute(sa.insert(index_next).values(new))

    async def _progress(self) -> tuple[int, int]:
        """How many passages are in it (once it serves: in the other), and how many stand."""
        async with self._database.read() as connection:
            stand = await _stand(connection)
            stands = sa.select(sa.func.count()).where(passages.c.until_version.is_(None))
            of = int((await connection.execute(stands)).scalar_one())
            if stand is None:
                return of, of
            return int((await connection.execute(stands.where(passages.c.id <= stand.upto))).scalar_one()), of

    async def _step(self) -> int:
        """Put the next passages to it; how many: none, where there are no more, or where it was dropped."""
        for _ in range(_TRIES):
            async with self._database.read() as connection:
                stand = await _stand(connection)
                entries = [] if stand is None else await index.standing(connection, stand.upto, _ROWS)
            if not entries:
                return 0
            lines = await asyncio.to_thread(index.lines_of, entries)
            async with self._database.write() as connection:
                if await _stand(connection) == stand:  # else one of the passages may have been written meanwhile
                    return await self._put(connection, entries, lines)
        async with self._database.write() as connection:
            return await self._put_next(connection)

    async def _put_next(self, connection: AsyncConnection) -> int:
        """As `_step`, while nobody else can write."""
        stand = await _stand(connection)
        entries = [] if stand is None else await index.standing(connection, stand.upto, _ROWS)
        return await self._put(connection, entries, await asyncio.to_thread(index.lines_of, entries))

    async def _put(self, connection: AsyncConnection, entries: Sequence[index.Entry], lines: Lines) -> int:
        if entries:
            await index.write(connection, lines, self._known, NEXT)
            await connection.execute(sa.update(index_next).values(upto=entries[-1].id))
        return len(entries)

    async def _finish(self) -> bool:
        """Merge its pieces, so that a query meets few, and let it serve; False: it was dropped."""
        while await self._merge():
            pass
        async with self._database.write() as connection:
            if await _stand(connection) is None:
                return False
            while await self._put_next(connection):  # what was recorded since the last step
                pass
            await _swap(connection)
        return True

    async def _merge(self) -> bool:
        """Some of the merging; whether there is more (SQLite, FTS5, 6.7: a negative number begins, others go on)."""
        async with self._database.write() as connection:
            if await _stand(connection) is None:
                return False
            pages = -_PAGES if not self._merging else _PAGES
            self._merging = True
            before = (await connection.exec_driver_sql("SELECT total_changes()")).scalar_one()
            await connection.exec_driver_sql(
                f"INSERT INTO {SEARCH_NEXT}({SEARCH_NEXT}, rank) VALUES ('merge', {pages})"
            )
            after = (await connection.exec_driver_sql("SELECT total_changes()")).scalar_one()
            return int(after) - int(before) >= 2


async def _stand(connection: AsyncConnection) -> _Stand | None:
    row = (await connection.execute(sa.select(index_next))).one_or_none()
    if row is None or row.analyzer_version != languages.ANALYZER_VERSION:
        return None
    return _Stand(int(row.upto), int(row.writes))


async def _swap(connection: AsyncConnection) -> None:
    """Let the new index serve; who is reading the old one reads it to the end."""
    await connection.exec_driver_sql(f"DROP TABLE {SEARCH}")
    await connection.exec_driver_sql(f"ALTER TABLE {SEARCH_NEXT} RENAME TO {SEARCH}")
    for serving, following in (
        (index.SERVING.symbols, NEXT.symbols),
        (index.SERVING.vocabulary, NEXT.vocabulary),
    ):
        await connection.execute(sa.delete(serving))
        await connection.execute(sa.insert(serving).from_select(list(following.c.keys()), sa.select(following)))
        await connection.execute(sa.delete(following))
    await connection.execute(sa.delete(index_next))
    await index.written_by(connection)
