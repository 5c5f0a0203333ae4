"""A query put to the search index, in the words of each language that is there, and the passages the index names."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import index, vocabulary
from storage.expression import express
from storage.passages import ids_from, ids_until
from storage.rows import EDITION, edition_of, passage_of
from storage.tables import SEARCH, briefings, editions, passages, versions
from watchers.model import Passage, Setting
from watchers.query import And, Dates, Query, View, meets, plan
from watchers.query.plan import ALWAYS, Plan
from watchers.remembered import Edition, Found


@dataclass(frozen=True, slots=True)
class Ask:
    """What is put to the index, and the plans by language by which the passages it names are held against the query.

    above: named by it are all passages that meet the query, and maybe others; below: of these, some that are sure to
    (None: of none is it sure). low, high: the ids among which they are.
    """

    above: str
    below: str | None
    plans: Mapping[str, Plan]
    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the index has the last word."""
        return self.above == self.below

    @property
    def doubtful(self) -> str:
        """The expression for the passages that must be read to tell."""
        return self.above if self.below is None else f"({self.above} NOT {self.below})"

    def within(self, low: int, high: int) -> "Ask":
        """The same among fewer ids."""
        return replace(self, low=max(self.low, low), high=min(self.high, high))


async def translate(
    connection: AsyncConnection,
    query: Query,
    own: Mapping[str, str],
    *,
    source: str | None = None,
    language: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Ask | None:
    """The query put to the index, narrowed to a source, a language, some days; None: nothing can meet it."""
    there = list((await connection.exec_driver_sql(_LANGUAGES)).scalars())
    low, high, rest = _dated(query)
    spoken = there if language is None else [language]
    plans = {one: plan(query, one, own) for one in spoken}
    asked = plans if rest is query else {one: ALWAYS if rest is None else plan(rest, one, own) for one in spoken}
    symbols = await vocabulary.symbols_for(connection, asked)
    above, below = _Spoken(there), _Spoken(there)
    for one in spoken:
        found = express(asked[one], one, symbols[one])
        if found is not None:
            above.add(one, found.above, found.bound)
            below.add(one, found.below, found.bound)
    whole = above.text(source)
    if whole is None:
        return None
    return Ask(whole, below.text(source), plans, max(low, ids_from(since)), min(high, ids_until(until)))


# The languages that are there, from one to the next in their index: to look at every edition takes a millisecond.
_LANGUAGES = """
    WITH RECURSIVE there(language) AS (
        SELECT min(language) FROM editions
        UNION ALL SELECT (SELECT min(language) FROM editions WHERE language > there.language)
        FROM there WHERE there.language IS NOT NULL
    ) SELECT language FROM there WHERE language IS NOT NULL
"""


class _Spoken:
    """What is asked in each language, put together into one expression."""

    def __init__(self, there: Sequence[str]) -> None:
        self._there = there
        self._by_text: dict[str, list[str]] = defaultdict(list)
        self._bound: set[str] = set()

    def add(self, language: str, text: str | None, bound: bool) -> None:
        """bound: it is met by passages only whose language has the same rules."""
        if text is not None:
            self._by_text[text].append(language)
            if bound:
                self._bound.add(text)

    def text(self, source: str | None) -> str | None:
        """The expression, of one source only if so asked; None where nothing was added."""
        if not self._by_text:
            return None
        asked = [
            _of_languages(text, spoken, self._there, text in self._bound) for text, spoken in self._by_text.items()
        ]
        whole = f"({' OR '.join(asked)})"
        return whole if source is None else f'({whole} AND "{index.of_source(source)}")'


def _of_languages(text: str, spoken: Sequence[str], there: Sequence[str], bound: bool) -> str:
    """The expression for passages of some languages only, if it names those of others too.

    bound: it names those of the same rules only.
    """
    others = set(there) - set(spoken)
    if not any(index.rules(other) == index.rules(spoken[0]) for other in others) if bound else not others:
        return text
    facets = " OR ".join(f'"{index.of_language(one)}"' for one in spoken)
    return f"({text} AND ({facets}))"


def _dated(query: Query) -> tuple[int, int, Query | None]:
    """The ids of the days that a query asks for as a whole, and the rest of it (None: there is none)."""
    root = query.root
    items = root.items if isinstance(root, And) else (root,)
    dates = [item for item in items if isinstance(item, Dates)]
    rest = tuple(item for item in items if not isinstance(item, Dates))
    low = max((ids_from(date.since) for date in dates), default=0)
    high = min((ids_until(date.until) for date in dates), default=ids_until(None))
    if not dates or not rest:
        return low, high, None if not rest else query
    return low, high, Query(rest[0] if len(rest) == 1 else And(rest))


# ------------------------------------------------------------------ what the index names


NAMED = f"FROM {SEARCH} WHERE {SEARCH} MATCH :ask AND rowid BETWEEN :low AND :high"
"""The rows an expression names, among some ids."""


async def count(connection: AsyncConnection, expression: str, ask: Ask) -> int:
    """How many passages an expression names among the ids of an ask."""
    asked = {"ask": expression, "low": ask.low, "high": ask.high}
    return int((await connection.execute(sa.text(f"SELECT count(*) {NAMED}"), asked)).scalar_one())


async def newest(connection: AsyncConnection, expression: str, ask: Ask, start: int, limit: int) -> list[int]:
    """The newest passages that an expression names, from the id `start` downward."""
    asked = {"ask": expression, "low": ask.low, "high": min(ask.high, start), "limit": limit}
    named = sa.text(f"SELECT rowid {NAMED} ORDER BY rowid DESC LIMIT :limit")
    return list((await connection.execute(named, asked)).scalars())


async def where_met(connection: AsyncConnection, ask: Ask, ids: Sequence[int]) -> list[Found]:
    """Those of the passages that meet the query, read whole, the highest id first."""
    rows = await connection.execute(
        sa.select(passages, versions.c.page_hash, versions.c.first_seen_at.label("since_at"), *EDITION)
        .join_from(passages, editions)
        .join(briefings)
        .join(versions, (versions.c.edition_id == editions.c.id) & (versions.c.number == passages.c.since_version))
        .where(passages.c.id.in_(ids))
        .order_by(passages.c.id.desc())
    )
    # In a thread: long passages take a while to read, and the chats should not wait for it.
    stored = [
        _Stored(row.id, edition_of(row), passage_of(row), row.since_version, row.since_at, row.page_hash)
        for row in rows
    ]
    return await asyncio.to_thread(_found, ask.plans, stored)


@dataclass(frozen=True, slots=True)
class _Stored:
    id: int
    edition: Edition
    passage: Passage
    version: int
    since_at: dt.datetime
    page_hash: str


def _found(plans: Mapping[str, Plan], stored: Sequence[_Stored]) -> list[Found]:
    met: list[Found] = []
    for row in stored:
        edition = row.edition
        setting = Setting(edition.source, edition.language, edition.title, edition.date)
        where = meets(plans[edition.language], View(row.passage, setting))
        if where is not None:
            met.append(Found(edition, row.passage, where, row.id, row.version, row.since_at, row.page_hash))
    return met
