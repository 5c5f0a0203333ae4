"""The search index: each standing passage as a row of symbols, of its text, its heading and its facets.

A token has one key or more (the second is its accentless spelling), and a query's word meets it by any of them. FTS5
cannot put two terms at one place here (that takes a tokenizer in C), so a token of two keys is written as ONE symbol
holding both, and `symbols` tells in which symbols a key occurs: a word is asked for as the OR of its few symbols, and
a phrase stays a phrase. So the index answers exactly what watchers.query.match would, and holds each token once.

Symbols are marked with the rules of their language, so that none finds another's words. (A column for each language
would do the same, at two bytes for each different word of a passage: FTS5 names the column, unless it is the first.)

Headings have a column of their own, so that no phrase and no NEAR runs from one into a text. Behind a text stands a
mark that no word can be: since every passage has one, it also means "every passage of these rules", which NOT needs.
What is true of the whole passage (who speaks, what kind it is, the source's and the title's words) stands among the
facets, and so do compounds ("co-operation") as one word: words find them, phrases do not. No facet is a symbol of a
word, so that expressions need not say in which column they are to be met.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import DatabaseError
from storage.rows import passage_of
from storage.tables import (
    FIELDS,
    SEARCH,
    SEARCH_NEXT,
    briefings,
    editions,
    index_next,
    index_state,
    passages,
    symbols,
    symbols_next,
    vocabulary,
    vocabulary_next,
)
from watchers import languages
from watchers.model import Passage, Setting
from watchers.query.plan import facts, stretches
from watchers.text import fold, strip_accents, words

# The tokenizer `ascii` keeps ASCII letters and digits and everything beyond ASCII, and folds A-Z. Whatever else is in a
# key is moved to the private use area, so that a symbol is one FTS5 token, and two symbols are never the same one.
_SAFE = {n: n if chr(n).isdigit() or chr(n).islower() else 0xE000 + n for n in range(128)}
_PLAIN = {0xE000 + n: n for n in range(128)}
_JOINT, _NOTHING = "\ue0ff", "\ue0fe"
MARK = "\ue0fd"
_SOURCE = "\ue0fc"
_LONG = "\ue0fa"
_RULES = "\ue0f9"
_COMPOUND = "\ue0f8"
ONE_VOICE = "\ue0f7"
"""The facet of every passage that one speaker says alone: what is true of the passage is true of all its words."""
_LONGEST = 1_000  # characters; FTS5 cuts a token at 32,768 bytes without a word, and then two would be one

_REBUILD_ROWS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it stands in the index, with what it stands in; the day of that does not matter."""

    id: int
    passage: Passage
    setting: Setting


# ------------------------------------------------------------------ symbols


def rules(language: str) -> str:
    """Which language's rules the words of a language follow."""
    return languages.rules(language)


def symbol(keys: Sequence[str]) -> str:
    """The symbol of a token that has these keys."""
    return _JOINT.join(map(_safe, keys))


def compound(keys: Sequence[str]) -> str:
    """The symbol of a word that is written as several, and has these keys when it is written together."""
    return _COMPOUND + symbol(keys)


def is_compound(symbol: str) -> bool:
    """Whether a symbol stands for several words written together."""
    return symbol.startswith(_COMPOUND)


def marked(symbol: str, language: str) -> str:
    """A symbol as it stands in the index, where it is of the words of a language."""
    return rules(language).translate(_SAFE) + _RULES + symbol


def of_fact(fact: str) -> str:
    """The facet of every passage of which this is true."""
    return _safe(fact)


def of_source(source: str) -> str:
    """The facet of every passage of this very source; the fact that a query asks for knows only parts of its name."""
    return _SOURCE + _safe(source)


def of_language(language: str) -> str:
    """The facet of every passage of an edition's language."""
    return of_fact(f"lang:{language}")


def keys_of(term: str) -> tuple[str, tuple[str, ...]]:
    """The rules and the keys of a term of the index; of a facet that is no compound, "" and the fact.

    No keys where they are too long to be told from the symbol, and where it is a mark.
    """
    named, _, symbol = term.rpartition(_RULES)
    if symbol in (MARK, ONE_VOICE) or symbol.startswith(_SOURCE):
        return "", ()
    keys = (
        key for key in symbol.removeprefix(_COMPOUND).split(_JOINT) if key != _NOTHING and not key.startswith(_LONG)
    )
    return named.translate(_PLAIN), tuple(key.translate(_PLAIN) for key in keys)


def _safe(key: str) -> str:
    safe = key.translate(_SAFE) or _NOTHING
    return safe if len(safe) <= _LONGEST else _LONG + sha256(safe.encode()).hexdigest()


# ------------------------------------------------------------------ written, erased, rebuilt


async def add(connection: AsyncConnection, entries: Iterable[Entry]) -> None:
    """Write passages that now stand. Raises DatabaseError (other_analyzer)."""
    lines = await asyncio.to_thread(lines_of, list(entries))
    if not lines.rows:
        return
    await write(connection, lines, Lines(), SERVING)
    upto = await _upto(connection)
    if upto is not None:
        await write(connection, lines.of(upto), Lines(), NEXT)


async def remove(connection: AsyncConnection, entries: Iterable[Entry]) -> None:
    """Erase passages that stand no more: an index without contents must be told what it once was given.

    Raises DatabaseError (other_analyzer).
    """
    lines = await asyncio.to_thread(lines_of, list(entries))
    if not lines.rows:
        return
    await _erase(connection, lines, SERVING)
    upto = await _upto(connection)
    if upto is not None:
        await _erase(connection, lines.of(upto), NEXT)


async def rebuild(connection: AsyncConnection) -> None:
    """Write the whole index anew, as the present analyzer reads the passages that stand; one transaction's work."""
    await abandon(connection)
    await connection.exec_driver_sql(f"INSERT INTO {SEARCH}({SEARCH}) VALUES ('delete-all')")
    await connection.execute(sa.delete(symbols))
    await connection.execute(sa.delete(vocabulary))
    known = Lines()
    after = -1
    while entries := await standing(connection, after, _REBUILD_ROWS):
        after = entries[-1].id
        await write(connection, await asyncio.to_thread(lines_of, entries), known, SERVING)
    await written_by(connection)


async def standing(connection: AsyncConnection, after: int, limit: int) -> list[Entry]:
    """The passages that stand, from the first id beyond `after` on."""
    rows = await connection.execute(
        sa.select(passages, briefings.c.source_id, editions.c.language, editions.c.title)
        .join_from(passages, editions)
        .join(briefings)
        .where(passages.c.until_version.is_(None), passages.c.id > after)
        .order_by(passages.c.id)
        .limit(limit)
    )
    return [Entry(r.id, passage_of(r), Setting(r.source_id, r.language, r.title)) for r in rows]


async def written_by(connection: AsyncConnection) -> None:
    """Remember that the present analyzer wrote the index that serves."""
    await connection.execute(sa.delete(index_state))
    await connection.execute(sa.insert(index_state).values(id=1, analyzer_version=languages.ANALYZER_VERSION))


async def abandon(connection: AsyncConnection) -> None:
    """Drop the index that is being built, if there is one."""
    await connection.exec_driver_sql(f"DROP TABLE IF EXISTS {SEARCH_NEXT}")
    for table in (symbols_next, vocabulary_next, index_next):
        await connection.execute(sa.delete(table))


async def _upto(connection: AsyncConnection) -> int | None:
    """Up to which id the passages are in the index that is being built too; None: none is being built.

    One that another Rostrum builds, whose analyzer reads otherwise, cannot be kept in step: it is dropped. Raises
    DatabaseError (other_analyzer): the index that serves was put in place by such a one since this one was started.
    """
    wrote = (await connection.execute(sa.select(index_state.c.analyzer_version))).scalar()
    if wrote != languages.ANALYZER_VERSION:
        raise DatabaseError(
            "other_analyzer",
            "the search index",
            found=str(wrote),
            wanted=str(languages.ANALYZER_VERSION),
            remedy="Start this Rostrum anew: a newer one built the index.",
        )
    row = (await connection.execute(sa.select(index_next))).one_or_none()
    if row is None:
        return None
    if row.analyzer_version != languages.ANALYZER_VERSION:
        await abandon(connection)
        return None
    await connection.execute(sa.update(index_next).values(writes=index_next.c.writes + 1))
    return int(row.upto)


_PLACES = ", ".join(FIELDS)
_VALUES = ", ".join(f":{field}" for field in FIELDS)


@dataclass(frozen=True, slots=True)
class Index:
    """The tables of an index: the one that serves, or the one that is being built beside it."""

    search: str
    symbols: sa.Table
    vocabulary: sa.Table


SERVING = Index(SEARCH, symbols, vocabulary)
NEXT = Index(SEARCH_NEXT, symbols_next, vocabulary_next)


@dataclass(frozen=True, slots=True)
class Lines:
    """What entries are in the index: its rows, and (rules, key, symbol) and (rules, word, symbol) of their tokens."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    keys: set[tuple[str, str, str]] = field(default_factory=set)
    words: set[tuple[str, str, str]] = field(default_factory=set)

    def of(self, upto: int) -> "Lines":
        """The same of the entries up to an id; keys and words of others among them do no harm."""
        rows = [row for row in self.rows if row["rowid"] <= upto]
        return Lines(rows, self.keys, self.words) if rows else Lines()


async def write(connection: AsyncConnection, lines: Lines, known: Lines, into: Index) -> None:
    """Write lines into an index. known: the keys and words that are rows already; those of the lines come to them."""
    if lines.rows:
        insert_row = f"INSERT INTO {into.search}(rowid, {_PLACES}) VALUES (:rowid, {_VALUES})"
        await connection.execute(sa.text(insert_row), lines.rows)
    for table, name, found, there in (
        (into.symbols, "key", lines.keys, known.keys),
        (into.vocabulary, "word", lines.words, known.words),
    ):
        new = sorted(found - there)
        if new:
            # Thousands for each briefing, nearly all of them there: as tuples, which SQLAlchemy leaves as they are.
            keep = f"INSERT INTO {table.name} (rules, {name}, symbol) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            await connection.exec_driver_sql(keep, new)
            there.update(new)


async def _erase(connection: AsyncConnection, lines: Lines, out_of: Index) -> None:
    if lines.rows:
        table = out_of.search
        erase = f"INSERT INTO {table}({table}, rowid, {_PLACES}) VALUES ('delete', :rowid, {_VALUES})"
        await connection.execute(sa.text(erase), lines.rows)


def lines_of(entries: Iterable[Entry]) -> Lines:
    """What entries are in an index, as the present analyzer reads them (pure; takes a while)."""
    lines = Lines()
    terms: dict[tuple[str, str], str] = {}  # of tokens, by the rules of their language and as they stand
    for entry in entries:
        passage, setting = entry.passage, entry.setting
        named = rules(setting.language)

        def kept(keys: Sequence[str], symbol: str, named: str = named) -> str:
            lines.keys.update((named, key, symbol) for key in keys)
            return marked(symbol, named)

        texts: list[str] = []
        compounds: dict[str, None] = {}
        for text in (passage.heading or "", passage.text):
            spans = words(text)
            pieces: list[str] = []
            for start, end in spans:
                token = text[start:end]
                term = terms.get((named, token))
                if term is None:
                    keys, spelled, written = _known(token, named)
                    term = terms[named, token] = kept(keys, written)
                    lines.words.add((named, spelled, written))
                pieces.append(term)
            texts.append(" ".join(pieces))
            together = languages.compounds(text, spans, named)
            compounds |= {kept(keys, compound(keys)): None for _, _, keys in together}
        facets = [of_source(setting.source), *map(of_fact, sorted(facts(passage, setting)))]
        alone = [ONE_VOICE] if _one_voice(passage) else []
        lines.rows.append(
            {
                "rowid": entry.id,
                "text": f"{texts[1]} {marked(MARK, named)}",
                "heading": texts[0],
                "facets": " ".join([*facets, *alone, *compounds]),
            }
        )
    return lines


@lru_cache(maxsize=1 << 16)  # most of the words of a briefing were said in those before it
def _known(token: str, named: str) -> tuple[tuple[str, ...], str, str]:
    """A word's keys, the word folded and without accents, and its symbol."""
    keys = languages.word_keys(token, named)
    return keys, strip_accents(fold(token)), symbol(keys)


def _one_voice(passage: Passage) -> bool:
    stretch, *others = stretches(passage)
    return not others and stretch.span == (0, len(passage.text))
