"""The words of the archive: the symbols by which the index knows those a query asks for, and how rare each is."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.index import is_compound, keys_of, rules
from storage.rows import batched
from storage.tables import SEARCH, symbols, vocabulary
from watchers.query.plan import (
    Beginning,
    Both,
    Close,
    Either,
    Loose,
    Plan,
    PlanLeaf,
    Run,
    Token,
    Verbatim,
    Within,
    Without,
)

# A beginning that more symbols answer to is not put to the index: the passages are read.
MOST_BEGUN = 10_000
_RAREST = 3  # passages; what fewer hold counts as never seen, and takes no memory
_LAST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Begun:
    """The symbols of the words that begin so, and those of them that only such words have. None: too many to name."""

    all: tuple[str, ...] | None
    sure: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Symbols:
    """How the index of one language knows what a plan asks for; what is not there is in no passage.

    words: key -> the symbols of single words that have it; compounds: of words that are written as several.
    """

    words: Mapping[str, Sequence[str]]
    compounds: Mapping[str, Sequence[str]]
    beginnings: Mapping[str, Begun]


async def symbols_for(connection: AsyncConnection, asked: Plan, language: str) -> Symbols:
    """The symbols of all that a plan asks for or rules out."""
    keys: set[str] = set()
    starts: set[str] = set()
    for leaf in leaves(asked):
        match leaf:
            case Token(some):
                keys.update(some)
            case Run(slots) | Loose(slots) | Verbatim(slots=slots):
                keys.update(key for slot in slots for key in slot)
            case Beginning(start):
                starts.add(start)
    words: dict[str, list[str]] = defaultdict(list)
    compounds: dict[str, list[str]] = defaultdict(list)
    for lot in batched(sorted(keys)):
        here = (symbols.c.rules == rules(language)) & symbols.c.key.in_(lot)
        for key, symbol in await connection.execute(sa.select(symbols.c.key, symbols.c.symbol).where(here)):
            (compounds if is_compound(symbol) else words)[key].append(symbol)
    return Symbols(words, compounds, {start: await _begun(connection, start, rules(language)) for start in starts})


async def written(connection: AsyncConnection, keys: Iterable[str], language: str, limit: int) -> tuple[str, ...]:
    """Words of the archive that are found by any of these keys, folded and without accents, in alphabetical order."""
    by_key = symbols.join(
        vocabulary, (vocabulary.c.rules == symbols.c.rules) & (vocabulary.c.symbol == symbols.c.symbol)
    )
    found = (
        sa.select(vocabulary.c.word)
        .select_from(by_key)
        .where(symbols.c.rules == rules(language), symbols.c.key.in_(list(keys)))
        .distinct()
        .order_by(vocabulary.c.word)
        .limit(limit)
    )
    return tuple((await connection.execute(found)).scalars())


def leaves(asked: Plan) -> Iterator[PlanLeaf]:
    """The words, phrases and beginnings of a plan, those ruled out included."""
    match asked:
        case Both(items) | Either(items) | Close(items):
            for item in items:
                yield from leaves(item)
        case Without(item) | Within(item):
            yield from leaves(item)
        case Token() | Run() | Loose() | Verbatim() | Beginning():
            yield asked


async def _begun(connection: AsyncConnection, start: str, named: str) -> Begun:
    inside = (vocabulary.c.word >= start) & (vocabulary.c.word < start + _LAST)
    found = (
        sa.select(vocabulary.c.symbol)
        .where(vocabulary.c.rules == named, inside)
        .distinct()
        .limit(MOST_BEGUN + 1)
        .subquery()
    )
    stranger = sa.exists().where(vocabulary.c.rules == named, vocabulary.c.symbol == found.c.symbol, ~inside)
    rows = (await connection.execute(sa.select(found.c.symbol, stranger))).all()
    if len(rows) > MOST_BEGUN:
        return Begun(None, ())
    return Begun(tuple(symbol for symbol, _ in rows), tuple(symbol for symbol, strange in rows if not strange))


# ------------------------------------------------------------------ rarity


class Rarity:
    """In how many passages of the archive a key stands, or a fact is true; 0 where hardly any. As of when it was read.

    A key that stands in a passage as two different words counts twice: an estimate, for choosing, not for telling.
    """

    def __init__(self, words: Mapping[str, Mapping[str, int]], facts: Mapping[str, int]) -> None:
        self._words = words
        self._facts = facts

    def __call__(self, language: str, key: str) -> int:
        """The figure for a key of this language's rules, or for a fact ("kind:answer") of passages of any language."""
        found = self._words.get(rules(language), {}).get(key)
        return self._facts.get(key, 0) if found is None else found


async def rarity(connection: AsyncConnection) -> Rarity:
    """Read the whole index once for how often each of its keys occurs."""
    await connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.passages_terms USING fts5vocab('main', '{SEARCH}', 'col')"
    )
    found = f"SELECT term, col, doc FROM temp.passages_terms WHERE doc >= {_RAREST}"
    rows = (await connection.exec_driver_sql(found)).all()
    return await asyncio.to_thread(_counted, [tuple(row) for row in rows])


def _counted(rows: Iterable[tuple[str, str, int]]) -> Rarity:
    words: dict[str, dict[str, int]] = {}
    facts: dict[str, int] = {}
    for term, column, passages in rows:
        named, keys = keys_of(term)
        column = column.removesuffix("_heading")
        counted = facts if column == "facets" and not named else words.setdefault(named or column, {})
        for key in keys:
            counted[key] = counted.get(key, 0) + passages
    return Rarity(words, facts)
