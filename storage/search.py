"""Searching what was said: a query put to the index, and the passages that meet it, newest first."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import index, vocabulary
from storage.database import Database
from storage.expression import express
from storage.passages import ids_from, ids_until
from storage.rows import EDITION, edition_of, passage_of
from storage.tables import SEARCH, briefings, editions, passages
from storage.vocabulary import Rarity
from watchers import languages
from watchers.model import Passage, Setting
from watchers.query import And, Dates, Node, Query, View, meets, narrowed, plan
from watchers.query.plan import ALWAYS, NO_NAMES, Plan
from watchers.remembered import Edition, Found, Share

_LOOKED_OVER = 100  # passages read at a time where the index says too much
# Where the index says too much, so many passages are read to count those that meet a query (half a second's work).
_MOST_READ = 1_000


@dataclass(frozen=True, slots=True)
class Findings:
    """A page of past mentions. total: passages that meet the query in all; next: where the next page starts, if any.

    at_least: there may be more than `total`, for more would have to be read to tell than is worth the while.
    """

    total: int
    found: tuple[Found, ...]
    next: str | None
    at_least: bool = False


class Search:
    """Finds the standing passages that a query meets: the very ones watchers.query.match would say yes to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self,
        query: Query,
        *,
        own: Mapping[str, str] = NO_NAMES,
        limit: int = 10,
        before: str | None = None,
        source: str | None = None,
        language: str | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Findings:
        """The newest `limit` passages that meet `query`, each with where it is met.

        own: the aliases of whoever asks, name -> query text. before: the `next` of an earlier answer; what arrives in
        the meantime shifts nothing. source, language: of the edition; since, until: dates of the briefing, both
        included. Raises ValueError for a `before` that is none.
        """
        start = ids_until(None) if before is None else int(before) - 1
        async with self._database.read() as connection:
            ask = await _translate(connection, query, own, source, language)
            if ask is None:
                return Findings(0, (), None)
            ask = ask.within(ids_from(since), ids_until(until))
            if ask.exact:
                total, at_least = await _count(connection, ask), False
                page = await _where_met(connection, ask, await _ids(connection, ask, start, limit + 1))
            else:
                total, page, at_least = await _read_through(connection, ask, start, limit + 1)
        more = len(page) > limit
        page = page[:limit]
        following = str(page[-1][0]) if more and page else None
        return Findings(total, tuple(found for _, found in page), following, at_least)

    async def last_met(self, query: Query, own: Mapping[str, str], until: dt.date) -> tuple[dt.date | None, bool]:
        """The day of the newest passage, of that day or an earlier one, that meets a query (None: none does).

        The second is False where that is not sure: the index says too much, and only so many passages are read.
        """
        async with self._database.read() as connection:
            ask = await _translate(connection, query, own, None, None)
            if ask is None:
                return None, True
            ask = ask.within(0, ids_until(until))
            at, read = ask.high, 0
            while ids := await _ids(connection, ask, at, 1 if ask.exact else _LOOKED_OVER):
                if met := await _where_met(connection, ask, ids):
                    return met[0][1].edition.date, True
                read, at = read + len(ids), ids[-1] - 1
                if read >= _MOST_READ:
                    return None, False
            return None, True

    async def share(self, query: Query, own: Mapping[str, str] = NO_NAMES) -> Share:
        """How many of the standing passages meet a query: of all, or of as many of the newest as can soon be told."""
        async with self._database.read() as connection:
            ask = await _translate(connection, query, own, None, None)
            if ask is None:
                return Share(0, await _standing(connection))
            if ask.exact:
                return Share(await _count(connection, ask), await _standing(connection))
            met = read = 0
            start = ask.high
            while ids := await _ids(connection, ask, start, _LOOKED_OVER):
                if read >= _MOST_READ:
                    return Share(met, await _standing(connection, start + 1), sampled=True)
                met += len(await _where_met(connection, ask, ids))
                read += len(ids)
                start = ids[-1] - 1
            return Share(met, await _standing(connection))

    async def written(self, keys: Iterable[str], language: str, limit: int = 20) -> tuple[str, ...]:
        """Words of the archive that are found by any of these keys, folded and without accents, alphabetically."""
        async with self._database.read() as connection:
            return await vocabulary.written(connection, keys, language, limit)

    async def rarity(self) -> Rarity:
        """In how many passages each key of each language stands, as of now: the whole index is read once."""
        async with self._database.read() as connection:
            return await vocabulary.rarity(connection)


# ------------------------------------------------------------------ a query put to the index


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is put to the index, and the plans by language by which the passages it names are held against the query.

    exact: the passages it names are those that meet the query. low, high: the ids among which they are.
    """

    expression: str
    exact: bool
    plans: Mapping[str, Plan]
    low: int
    high: int

    def within(self, low: int, high: int) -> "_Ask":
        return _Ask(self.expression, self.exact, self.plans, max(self.low, low), min(self.high, high))


async def _translate(
    connection: AsyncConnection, query: Query, own: Mapping[str, str], source: str | None, language: str | None
) -> _Ask | None:
    """The query put to the index in the words of each language that is there; None: nothing can meet it."""
    there = list((await connection.execute(sa.select(editions.c.language).distinct())).scalars())
    low, high, rest = _dated(query.root)
    plans: dict[str, Plan] = {}
    by_text: dict[str, list[str]] = defaultdict(list)
    bound: set[str] = set()
    exact = True
    for spoken in sorted(there) if language is None else (language,):
        plans[spoken] = plan(query, spoken, own)
        weaker, same = narrowed(ALWAYS if rest is None else plan(rest, spoken, own))
        found = express(weaker, languages.column(spoken), await vocabulary.symbols_for(connection, weaker, spoken))
        if found is None:
            continue
        by_text[found.text].append(spoken)
        exact &= found.exact and same
        if found.bound:
            bound.add(found.text)
    if not by_text:
        return None
    asked = [_of_languages(text, spoken, there, text in bound) for text, spoken in by_text.items()]
    whole = f"({' OR '.join(asked)})"
    if source is not None:
        whole += f' AND (facets : "{index.of_source(source)}")'
    return _Ask(whole, exact, plans, low, high)


def _of_languages(text: str, spoken: Sequence[str], there: Sequence[str], bound: bool) -> str:
    """The expression for passages of some languages only, if it names those of others too.

    bound: it names those of one column only.
    """
    column = languages.column(spoken[0])
    others = set(there) - set(spoken)
    if not any(languages.column(other) == column for other in others) if bound else not others:
        return text
    facets = " OR ".join(f'"{index.of_language(one)}"' for one in spoken)
    return f"({text} AND facets : ({facets}))"


def _dated(root: Node) -> tuple[int, int, Query | None]:
    """The ids of the days that a query asks for as a whole, and the rest of it (None: there is none)."""
    items = root.items if isinstance(root, And) else (root,)
    dates = [item for item in items if isinstance(item, Dates)]
    rest = tuple(item for item in items if not isinstance(item, Dates))
    low = max((ids_from(date.since) for date in dates), default=0)
    high = min((ids_until(date.until) for date in dates), default=ids_until(None))
    if not dates or not rest:
        return low, high, None if not rest else Query(root)
    return low, high, Query(rest[0] if len(rest) == 1 else And(rest))


# ------------------------------------------------------------------ what the index names


_NAMED = f"FROM {SEARCH} WHERE {SEARCH} MATCH :ask AND rowid BETWEEN :low AND :high"


async def _count(connection: AsyncConnection, ask: _Ask) -> int:
    asked = {"ask": ask.expression, "low": ask.low, "high": ask.high}
    return int((await connection.execute(sa.text(f"SELECT count(*) {_NAMED}"), asked)).scalar_one())


async def _ids(connection: AsyncConnection, ask: _Ask, start: int, limit: int) -> list[int]:
    """The newest passages that the index names, from the id `start` downward."""
    asked = {"ask": ask.expression, "low": ask.low, "high": min(ask.high, start), "limit": limit}
    named = sa.text(f"SELECT rowid {_NAMED} ORDER BY rowid DESC LIMIT :limit")
    return list((await connection.execute(named, asked)).scalars())


async def _standing(connection: AsyncConnection, low: int = 0) -> int:
    """How many passages stand, from the id `low` upward."""
    count = sa.text(f"SELECT count(*) FROM {SEARCH}_docsize WHERE id >= :low")  # a row for each that is in the index
    return int((await connection.execute(count, {"low": low})).scalar_one())


async def _read_through(
    connection: AsyncConnection, ask: _Ask, start: int, limit: int
) -> tuple[int, list[tuple[int, Found]], bool]:
    """How many of the passages that the index names meet the query, the newest `limit` of them from the id `start`
    downward, and whether there may be more than were counted: then only the newest were read, and those of the page.
    """
    total = read = 0
    page: list[tuple[int, Found]] = []
    at = ask.high
    skipped = False
    while ids := await _ids(connection, ask, at, _LOOKED_OVER):
        met = await _where_met(connection, ask, ids)
        total += len(met)
        page += [(id_, found) for id_, found in met if id_ <= start][: limit - len(page)]
        read += len(ids)
        at = ids[-1] - 1
        if read >= _MOST_READ:
            if len(page) == limit:
                return total, page, True
            skipped |= at > start
            at = min(at, start)
    return total, page, skipped


async def _where_met(connection: AsyncConnection, ask: _Ask, ids: Sequence[int]) -> list[tuple[int, Found]]:
    rows = await connection.execute(
        sa.select(passages, *EDITION)
        .join_from(passages, editions)
        .join(briefings)
        .where(passages.c.id.in_(ids))
        .order_by(passages.c.id.desc())
    )
    # In a thread: long passages take a while to read, and the chats should not wait for it.
    stored = [(row.id, edition_of(row), passage_of(row)) for row in rows]
    return await asyncio.to_thread(_found, ask.plans, stored)


def _found(plans: Mapping[str, Plan], stored: Sequence[tuple[int, Edition, Passage]]) -> list[tuple[int, Found]]:
    met: list[tuple[int, Found]] = []
    for id_, edition, passage in stored:
        setting = Setting(edition.source, edition.language, edition.title, edition.date)
        where = meets(plans[edition.language], View(passage, setting))
        if where is not None:
            met.append((id_, Found(edition, passage, where)))
    return met
