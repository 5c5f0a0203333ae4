"""Searching what was said: a query put to the index, and the passages that meet it, newest first."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import index
from storage.database import Database
from storage.expression import Expression, express, words_of
from storage.passages import ids_from, ids_until
from storage.rows import EDITION, edition_of, passage_of
from storage.tables import SEARCH, briefings, editions, passages, symbols
from watchers import languages
from watchers.model import Passage
from watchers.query import Query, match
from watchers.remembered import Edition, Found

_LOOKED_OVER = 200  # passages read at a time where the index says too much


@dataclass(frozen=True, slots=True)
class Findings:
    """A page of past mentions. total: passages that meet the query in all; next: where the next page starts, if any."""

    total: int
    found: tuple[Found, ...]
    next: str | None


class Search:
    """Finds the standing passages that a query meets: the very ones watchers.query.match would say yes to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self,
        query: Query,
        *,
        limit: int = 10,
        before: str | None = None,
        source: str | None = None,
        language: str | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Findings:
        """The newest `limit` passages that meet `query`, each with where it is met.

        before: the `next` of an earlier answer; what arrives in the meantime shifts nothing. source, language: of the
        edition; since, until: dates of the briefing, both included. Raises ValueError for a `before` that is none.
        """
        low, high = ids_from(since), ids_until(until)
        start = high if before is None else min(high, int(before) - 1)
        async with self._database.read() as connection:
            ask = await _translate(connection, query, source, language)
            if ask is None:
                return Findings(0, (), None)
            if ask.exact:
                total = await _count(connection, ask.text, low, high)
                found = await _page(connection, query, ask.text, low, start, limit + 1)
            else:
                met = await _looked_over(connection, query, ask.text, low, high)
                total = len(met)
                found = [(id_, f) for id_, f in met if id_ <= start][: limit + 1]
        more = len(found) > limit
        page = found[:limit]
        return Findings(total, tuple(f for _, f in page), str(page[-1][0]) if more and page else None)


async def _count(connection: AsyncConnection, expression: str, low: int, high: int) -> int:
    sql = sa.text(f"SELECT count(*) FROM {SEARCH} WHERE {SEARCH} MATCH :ask AND rowid BETWEEN :low AND :high")
    return int((await connection.execute(sql, {"ask": expression, "low": low, "high": high})).scalar_one())


async def _ids(connection: AsyncConnection, expression: str, low: int, high: int, limit: int) -> list[int]:
    sql = sa.text(
        f"SELECT rowid FROM {SEARCH} WHERE {SEARCH} MATCH :ask AND rowid BETWEEN :low AND :high"
        " ORDER BY rowid DESC LIMIT :limit"
    )
    asked = {"ask": expression, "low": low, "high": high, "limit": limit}
    return list((await connection.execute(sql, asked)).scalars())


async def _page(
    connection: AsyncConnection, query: Query, expression: str, low: int, high: int, limit: int
) -> list[tuple[int, Found]]:
    """The newest passages that the index names, each with where the query is met."""
    return await _where_met(connection, query, await _ids(connection, expression, low, high, limit))


async def _looked_over(
    connection: AsyncConnection, query: Query, expression: str, low: int, high: int
) -> list[tuple[int, Found]]:
    """All passages that meet the query, out of the too many that the index names, newest first."""
    met: list[tuple[int, Found]] = []
    while ids := await _ids(connection, expression, low, high, _LOOKED_OVER):
        met += await _where_met(connection, query, ids)
        high = ids[-1] - 1
    return met


async def _where_met(connection: AsyncConnection, query: Query, ids: Sequence[int]) -> list[tuple[int, Found]]:
    rows = await connection.execute(
        sa.select(passages, *EDITION)
        .join_from(passages, editions)
        .join(briefings)
        .where(passages.c.id.in_(ids))
        .order_by(passages.c.id.desc())
    )
    # In a thread: long passages take a while to read, and the chats should not wait for it.
    stored = [(row.id, edition_of(row), passage_of(row)) for row in rows]
    return await asyncio.to_thread(_matched, query, stored)


def _matched(query: Query, stored: Sequence[tuple[int, Edition, Passage]]) -> list[tuple[int, Found]]:
    met: list[tuple[int, Found]] = []
    for id_, edition, passage in stored:
        heading = languages.analyze(passage.heading or "", edition.language)
        where = match(query, heading, languages.analyze(passage.text, edition.language))
        if where is not None:
            met.append((id_, Found(edition, passage, where)))
    return met


# ------------------------------------------------------------------ a query put to the index


async def _translate(
    connection: AsyncConnection, query: Query, source: str | None, language: str | None
) -> Expression | None:
    """The query put to each language's column in that language's symbols; None: nothing can meet it."""
    columns = languages.COLUMNS if language is None else (languages.column(language),)
    keys = {c: {word: languages.word_keys(word, c) for word in words_of(query)} for c in columns}
    joint = await _joint_symbols(connection, keys)
    asked: list[str] = []
    exact = True
    for column in columns:
        own = {
            word: tuple(dict.fromkeys([*map(index.written, ks), *(s for k in ks for s in joint[column, k])]))
            for word, ks in keys[column].items()
        }
        expression = express(query, own)
        if expression is not None:
            asked.append(f'("{column}" : {expression.text})')
            exact &= expression.exact
    if not asked:
        return None
    facets = [index.of_source(source)] if source is not None else []
    facets += [index.of_language(language)] if language is not None else []
    whole = [f"({' OR '.join(asked)})", *(f'(facets : "{facet}")' for facet in facets)]
    return Expression(" AND ".join(whole), exact)


async def _joint_symbols(
    connection: AsyncConnection, keys: Mapping[str, Mapping[str, Sequence[str]]]
) -> Mapping[tuple[str, str], list[str]]:
    """By (column, key): the symbols in which the key occurs together with another."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    sought = {key for by_word in keys.values() for ks in by_word.values() for key in ks}
    rows = await connection.execute(
        sa.select(symbols).where(symbols.c.column.in_(list(keys)), symbols.c.key.in_(sorted(sought)))
    )
    for row in rows:
        found[row.column, row.key].append(row.symbol)
    return found
