"""The words of the archive: the symbols by which the index knows those a query asks for, and how rare each is."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

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

# A beginning that more words have is not put to the index: the passages are read.
MOST_BEGUN = 10_000
_RAREST = 3  # passages; what fewer hold counts as never seen, and takes no memory
_LAST = chr(0x10FFFF)
_LOT = 1_000  # values in one piece of a statement
_PIECES = 30  # pieces in one: SQLite takes so many values (32,766 since 3.32) and 500 SELECTs in a row


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


async def symbols_for(connection: AsyncConnection, plans: Mapping[str, Plan]) -> Mapping[str, Symbols]:
    """The symbols of all that plans by language ask for or rule out, by language: two statements, or four."""
    keys: dict[str, set[str]] = defaultdict(set)
    starts: dict[str, set[str]] = defaultdict(set)
    for language, asked in plans.items():
        named = rules(language)
        for leaf in leaves(asked):
            match leaf:
                case Token(some):
                    keys[named].update(some)
                case Run(slots) | Loose(slots) | Verbatim(slots=slots):
                    keys[named].update(key for slot in slots for key in slot)
                case Beginning(start):
                    starts[named].add(start)
    words: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    compounds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for named, key, symbol in await _rows(connection, [_with_keys(*lot) for lot in _lots(keys)]):
        (compounds if is_compound(symbol) else words)[named][key].append(symbol)
    begun = await _begun(connection, [(named, start) for named, some in starts.items() for start in sorted(some)])
    return {
        language: Symbols(words[named], compounds[named], begun[named])
        for language, named in ((language, rules(language)) for language in plans)
    }


# A piece of a statement, with its values: SQLAlchemy would take longer to write these than SQLite to answer them.
_Piece: TypeAlias = tuple[str, Sequence[str]]


def _lots(keys: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, list[str]]]:
    return ((named, lot) for named, some in sorted(keys.items()) for lot in batched(sorted(some), _LOT))


def _with_keys(named: str, keys: Sequence[str]) -> _Piece:
    wanted = ", ".join("?" * len(keys))
    return f"SELECT rules, key, symbol FROM symbols WHERE rules = ? AND key IN ({wanted})", (named, *keys)


async def _rows(connection: AsyncConnection, pieces: Sequence[_Piece]) -> list[tuple[str, str, str]]:
    """What some pieces of a statement find, in as few statements as may be."""
    found: list[tuple[str, str, str]] = []
    for lot in batched(pieces, _PIECES):
        statement = " UNION ALL ".join(text for text, _ in lot)
        values = tuple(value for _, some in lot for value in some)
        rows: Iterable[Any] = await connection.exec_driver_sql(statement, values)
        found += [tuple(row) for row in rows]
    return found


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


async def _begun(connection: AsyncConnection, starts: Sequence[tuple[str, str]]) -> Mapping[str, Mapping[str, Begun]]:
    """By rules and by start: how the words are known that begin so."""
    inside = f"""SELECT * FROM (SELECT rules, ?, symbol FROM vocabulary
        WHERE rules = ? AND word >= ? AND word < ? LIMIT {MOST_BEGUN + 1})"""
    asked = [(inside, (start, named, start, start + _LAST)) for named, start in starts]
    symbols_of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for named, start, symbol in await _rows(connection, asked):
        symbols_of[named, start].append(symbol)
    few = {place: list(dict.fromkeys(some)) for place, some in symbols_of.items() if len(some) <= MOST_BEGUN}
    pieces = [_strangers(*place, lot) for place, some in few.items() for lot in batched(some, _LOT)]
    strange = set(await _rows(connection, pieces))
    begun: dict[str, dict[str, Begun]] = defaultdict(dict)
    for named, start in starts:
        if len(symbols_of[named, start]) > MOST_BEGUN:
            begun[named][start] = Begun(None, ())
            continue
        all_ = few.get((named, start), [])
        sure = tuple(symbol for symbol in all_ if (named, start, symbol) not in strange)
        begun[named][start] = Begun(tuple(all_), sure)
    return begun


def _strangers(named: str, start: str, some: Sequence[str]) -> _Piece:
    """Those of the symbols that other words have, too."""
    wanted = ", ".join("?" * len(some))
    statement = f"SELECT rules, ?, symbol FROM vocabulary WHERE rules = ? AND symbol IN ({wanted})"
    return f"{statement} AND (word < ? OR word >= ?)", (start, named, *some, start, start + _LAST)


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
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.passages_terms USING fts5vocab('main', '{SEARCH}', 'row')"
    )
    found = f"SELECT term, doc FROM temp.passages_terms WHERE doc >= {_RAREST}"
    rows = (await connection.exec_driver_sql(found)).all()
    return await asyncio.to_thread(_counted, [tuple(row) for row in rows])


def _counted(rows: Iterable[tuple[str, int]]) -> Rarity:
    words: dict[str, dict[str, int]] = {}
    facts: dict[str, int] = {}
    for term, passages in rows:
        named, keys = keys_of(term)
        counted = words.setdefault(named, {}) if named else facts
        for key in keys:
            counted[key] = counted.get(key, 0) + passages
    return Rarity(words, facts)
