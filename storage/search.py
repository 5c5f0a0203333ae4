"""Searching what was said: the passages that meet a query, newest first or best first, and how often there are any."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Unpack

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import ask, ranking, tallies, vocabulary
from storage.ask import Ask
from storage.database import Database, Turns
from storage.passages import day_of, ids_until
from storage.tables import SEARCH
from storage.vocabulary import Rarity
from watchers.query import Query
from watchers.query.plan import NO_NAMES
from watchers.remembered import Findings, Found, Narrower, Order, Series, Share, Step, Tally

_LOOKED_OVER = 100  # passages read at a time where the index says too much
# Where the index says too much, so many passages are read to count those that meet a query (half a second's work).
_MOST_READ = 1_000
# ... and so many to fill a page, which is then shown as far as it has come (a second's work, or two).
_MOST_SEARCHED = 4_000
_AT_ONCE = 8  # searches, of the connections there are: some of them take seconds
_ID = re.compile(r"\d{1,18}", re.ASCII)


class Search:
    """Finds the standing passages that a query meets: the very ones watchers.query.match would say yes to.

    own: the aliases of whoever asks, name -> query text; narrower: where to look.
    """

    def __init__(self, database: Database) -> None:
        self._database = Turns(database, _AT_ONCE)

    async def find(
        self,
        query: Query,
        *,
        own: Mapping[str, str] = NO_NAMES,
        order: Order = "newest",
        limit: int = 10,
        before: str | None = None,
        counted: bool = True,
        **narrower: Unpack[Narrower],
    ) -> Findings:
        """The first `limit` passages that meet `query`, each with where it is met.

        before: the `next` of an earlier answer in the same order; what arrives in the meantime shifts nothing. Where
        the index says too much and what is met is rare, there may be fewer, or none, and `next` leads on all the same.
        counted: count them all as well; else, where many would have to be read for that, those are counted of which it
        is sure. Raises ValueError for a `before` that is none.
        """
        place = ranking.place_of(before if order == "best" else None)
        start = _before(before) if order == "newest" else ids_until(None)
        async with self._database.read() as connection:
            asked = await ask.translate(connection, query, own, **narrower)
            if asked is None:
                return Findings(0, (), None)
            read_to = None
            if order == "best":
                found, following = await ranking.best(connection, asked, place, limit)
            else:
                found, following, read_to = await _newest(connection, asked, start, limit)
            if order == "newest" and before is None and following is None:
                return Findings(len(found), tuple(found), None)
            total, sure = await _count(connection, asked, _MOST_READ if counted else 0)
        return Findings(max(total, len(found)), tuple(found), following, not sure, read_to)

    async def count(
        self,
        query: Query,
        *,
        own: Mapping[str, str] = NO_NAMES,
        **narrower: Unpack[Narrower],
    ) -> tuple[int, bool]:
        """How many passages meet a query; True where there may be more, for only the newest were read to tell."""
        async with self._database.read() as connection:
            asked = await ask.translate(connection, query, own, **narrower)
            total, sure = (0, True) if asked is None else await _count(connection, asked, _MOST_READ)
            return total, not sure

    async def months(
        self,
        query: Query,
        *,
        own: Mapping[str, str] = NO_NAMES,
        **narrower: Unpack[Narrower],
    ) -> Mapping[tuple[int, int], int]:
        """How many passages meet a query in each (year, month) with one; the newest only, where they must be read."""
        async with self._database.read() as connection:
            asked = await ask.translate(connection, query, own, **narrower)
            return {} if asked is None else await tallies.months(connection, asked)

    async def tally(
        self,
        query: Query,
        *,
        own: Mapping[str, str] = NO_NAMES,
        today: dt.date,
        **narrower: Unpack[Narrower],
    ) -> Tally:
        """How often a query is met, lately and in all, by source and by speaker."""
        async with self._database.read() as connection:
            asked = await ask.translate(connection, query, own, **narrower)
            return await tallies.tally(
                connection, asked, today, source=narrower.get("source"), language=narrower.get("language")
            )

    async def series(
        self,
        query: Query,
        *,
        own: Mapping[str, str] = NO_NAMES,
        step: Step = "month",
        **narrower: Unpack[Narrower],
    ) -> Series:
        """How often a query was met over time: from `since`, or the first briefing, to `until`, or the last one.

        Where it asks for days itself, these count as well. Of briefings, at most the last thousand are steps.
        """
        async with self._database.read() as connection:
            asked = await ask.translate(connection, query, own, **narrower)
            return await tallies.series(connection, asked, query, step, **narrower)

    async def last_met(self, query: Query, own: Mapping[str, str], until: dt.date) -> tuple[dt.date | None, bool]:
        """The day of the newest passage, of that day or an earlier one, that meets a query (None: none does).

        The second is False where that is not sure: the index says too much, and only so many passages are read.
        """
        async with self._database.read() as connection:
            asked = await ask.translate(connection, query, own, until=until)
            if asked is None:
                return None, True
            at, read = asked.high, 0
            while ids := await ask.newest(connection, asked.above, asked, at, 1 if asked.exact else _LOOKED_OVER):
                if met := await ask.where_met(connection, asked, ids):
                    return met[0].edition.date, True
                read, at = read + len(ids), ids[-1] - 1
                if read >= _MOST_READ:
                    return None, False
            return None, True

    async def share(self, query: Query, own: Mapping[str, str] = NO_NAMES) -> Share:
        """How many of the standing passages meet a query: of all, or of as many of the newest as can soon be told."""
        async with self._database.read() as connection:
            asked = await ask.translate(connection, query, own)
            if asked is None:
                return Share(0, await _standing(connection))
            if asked.exact:
                return Share(await ask.count(connection, asked.above, asked), await _standing(connection))
            read, down_to = await tallies.verified(connection, asked, _MOST_READ)
            met = len(read)
            if down_to is None:
                sure = await ask.count(connection, asked.below, asked) if asked.below else 0
                return Share(met + sure, await _standing(connection))
            newer = asked.within(down_to, asked.high)
            sure = await ask.count(connection, asked.below, newer) if asked.below else 0
            return Share(met + sure, await _standing(connection, down_to), sampled=True)

    async def written(self, keys: Iterable[str], language: str, limit: int = 20) -> tuple[str, ...]:
        """Words of the archive that are found by any of these keys, folded and without accents, alphabetically."""
        async with self._database.read() as connection:
            return await vocabulary.written(connection, keys, language, limit)

    async def rarity(self) -> Rarity:
        """In how many passages each key of each language stands, as of now: the whole index is read once."""
        async with self._database.read() as connection:
            return await vocabulary.rarity(connection)


def _before(token: str | None) -> int:
    """The id from which a page of the newest goes on. Raises ValueError for a token that no page named."""
    if token is None:
        return ids_until(None)
    if not _ID.fullmatch(token):
        raise ValueError(f"not a place among the newest: {token!r}")
    return int(token) - 1


async def _newest(
    connection: AsyncConnection, asked: Ask, start: int, limit: int
) -> tuple[list[Found], str | None, dt.date | None]:
    """The newest passages that meet the query, from the id `start` downward, and where to go on.

    The third is the day down to which passages were read, where the index says too much and it was given up.
    """
    if asked.exact:
        ids = await ask.newest(connection, asked.above, asked, start, limit + 1)
        return await ask.where_met(connection, asked, ids[:limit]), str(ids[limit - 1]) if ids[limit:] else None, None
    ids = await ask.newest(connection, asked.above, asked, start, _MOST_SEARCHED + 1)
    page: list[Found] = []
    at, lot = 0, limit + 1
    while len(page) <= limit and at < min(len(ids), _MOST_SEARCHED):
        page += await ask.where_met(connection, asked, ids[at : min(at + lot, _MOST_SEARCHED)])
        at, lot = at + lot, min(2 * lot, _LOOKED_OVER)  # what is met may be rare
    if len(page) > limit:
        return page[:limit], str(page[limit - 1].id), None
    if len(ids) > _MOST_SEARCHED:
        return page, str(ids[_MOST_SEARCHED - 1]), day_of(ids[_MOST_SEARCHED - 1])
    return page, None, None


async def _count(connection: AsyncConnection, asked: Ask, most: int) -> tuple[int, bool]:
    """How many passages meet a query, by reading `most` of those that must be read; False where there may be more."""
    sure = await ask.count(connection, asked.below, asked) if asked.below else 0
    if asked.exact:
        return sure, True
    if not most:
        return sure, False
    met, down_to = await tallies.verified(connection, asked, most)
    return sure + len(met), down_to is None


async def _standing(connection: AsyncConnection, low: int = 0) -> int:
    """How many passages stand, from the id `low` upward."""
    count = sa.text(f"SELECT count(*) FROM {SEARCH}_docsize WHERE id >= :low")  # a row for each that is in the index
    return int((await connection.execute(count, {"low": low})).scalar_one())
