"""The search index: each standing passage as a row of symbols in its language's column, written, erased, rebuilt.

A token has one key or more (the second is its accentless spelling), and a query's word meets it by any of them. FTS5
cannot put two terms at one place here (that takes a tokenizer in C), so a token of two keys is written as ONE symbol
holding both, and `symbols` tells in which symbols a key occurs: a word is asked for as the OR of its few symbols, and
a phrase stays a phrase. So the index answers exactly what watchers.query.match would, and holds each token once.

Languages that share a column have their symbols marked with their own rules, so that none finds the other's words.

A language's headings stand in a column of their own beside that of its texts, so that no phrase and no NEAR runs from
one into the other. Behind a text stands a mark that no word can be: since every passage has one, it also means "every
passage of this column", which NOT needs. What is true of the whole passage (who speaks, what kind it is, the source's
and the title's words) stands in the column of facets, and so do compounds ("co-operation") as one word: words find
them, phrases do not.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import passage_of
from storage.tables import FIELDS, SEARCH, briefings, editions, index_state, passages, symbols, vocabulary
from watchers import languages
from watchers.model import Passage, Setting
from watchers.query.plan import facts, stretches
from watchers.text import fold, strip_accents

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


def symbol(keys: Sequence[str], language: str) -> str:
    """The symbol of a token that has these keys."""
    return _marked_with(language) + _JOINT.join(map(_safe, keys))


def compound(keys: Sequence[str], language: str) -> str:
    """The facet of every passage with a compound that has these keys when it is written together."""
    return _COMPOUND + rules(language).translate(_SAFE) + _RULES + _JOINT.join(map(_safe, keys))


def heading(column: str) -> str:
    """The column of the headings beside a column of texts."""
    return f"{column}_heading"


def is_compound(written: str) -> bool:
    """Whether a symbol stands for several words written together."""
    return written.startswith(_COMPOUND)


def of_fact(fact: str) -> str:
    """The facet of every passage of which this is true."""
    return _safe(fact)


def of_source(source: str) -> str:
    """The facet of every passage of this very source; the fact that a query asks for knows only parts of its name."""
    return _SOURCE + _safe(source)


def of_language(language: str) -> str:
    """The facet of every passage of an edition's language."""
    return of_fact(f"lang:{language}")


def keys_of(written: str) -> tuple[str, tuple[str, ...]]:
    """The rules and the keys of a symbol (or "" and the fact, of a facet that is no compound).

    No rules where its column has but those.

    No keys where they are too long to be told from the symbol, and where it is a mark.
    """
    if written in (MARK, ONE_VOICE) or written.startswith(_SOURCE):
        return "", ()
    named, _, joint = written.removeprefix(_COMPOUND).rpartition(_RULES)
    keys = (key for key in joint.split(_JOINT) if key != _NOTHING and not key.startswith(_LONG))
    return named.translate(_PLAIN), tuple(key.translate(_PLAIN) for key in keys)


def _marked_with(language: str) -> str:
    named = rules(language)
    return "" if named == languages.column(language) else named.translate(_SAFE) + _RULES


def _safe(key: str) -> str:
    safe = key.translate(_SAFE) or _NOTHING
    return safe if len(safe) <= _LONGEST else _LONG + sha256(safe.encode()).hexdigest()


# ------------------------------------------------------------------ written, erased, rebuilt


async def add(connection: AsyncConnection, entries: Iterable[Entry]) -> None:
    """Write passages that now stand."""
    await _add(connection, list(entries), _Lines())


async def remove(connection: AsyncConnection, entries: Iterable[Entry]) -> None:
    """Erase passages that stand no more: an index without contents must be told what it once was given."""
    lines = await asyncio.to_thread(_lines, list(entries))
    if lines.rows:
        await connection.execute(_DELETE, lines.rows)


async def rebuild(connection: AsyncConnection) -> None:
    """Write the whole index anew, as the present analyzer reads the passages that stand."""
    await connection.exec_driver_sql(f"INSERT INTO {SEARCH}({SEARCH}) VALUES ('delete-all')")
    await connection.execute(sa.delete(symbols))
    await connection.execute(sa.delete(vocabulary))
    known = _Lines()
    after = -1
    while True:
        rows = (
            await connection.execute(
                sa.select(passages, briefings.c.source_id, editions.c.language, editions.c.title)
                .join_from(passages, editions)
                .join(briefings)
                .where(passages.c.until_version.is_(None), passages.c.id > after)
                .order_by(passages.c.id)
                .limit(_REBUILD_ROWS)
            )
        ).all()
        if not rows:
            break
        after = rows[-1].id
        entries = [Entry(r.id, passage_of(r), Setting(r.source_id, r.language, r.title)) for r in rows]
        await _add(connection, entries, known)
    await connection.execute(sa.delete(index_state))
    await connection.execute(sa.insert(index_state).values(id=1, analyzer_version=languages.ANALYZER_VERSION))


_PLACES = ", ".join(f'"{field}"' for field in FIELDS)
_VALUES = ", ".join(f":{field}" for field in FIELDS)
_INSERT = sa.text(f"INSERT INTO {SEARCH}(rowid, {_PLACES}) VALUES (:rowid, {_VALUES})")
_DELETE = sa.text(f"INSERT INTO {SEARCH}({SEARCH}, rowid, {_PLACES}) VALUES ('delete', :rowid, {_VALUES})")


@dataclass(frozen=True, slots=True)
class _Lines:
    """What entries are in the index: its rows, and (rules, key, symbol) and (rules, word, symbol) of their tokens."""

    rows: list[dict[str, object]] = field(default_factory=list)
    keys: set[tuple[str, str, str]] = field(default_factory=set)
    words: set[tuple[str, str, str]] = field(default_factory=set)


async def _add(connection: AsyncConnection, entries: Sequence[Entry], known: _Lines) -> None:
    """known: the keys and words that are rows already; those that become rows now are put to them."""
    lines = await asyncio.to_thread(_lines, entries)
    if lines.rows:
        await connection.execute(_INSERT, lines.rows)
    for table, name, found, there in (
        (symbols, "key", lines.keys, known.keys),
        (vocabulary, "word", lines.words, known.words),
    ):
        new = sorted(found - there)
        if new:
            rows = [{"rules": named, name: one, "symbol": written} for named, one, written in new]
            await connection.execute(insert(table).on_conflict_do_nothing(), rows)
            there.update(new)


def _lines(entries: Iterable[Entry]) -> _Lines:
    lines = _Lines()
    symbol_of: dict[tuple[str, str], str] = {}  # by language and token, as it stands
    for entry in entries:
        passage, setting = entry.passage, entry.setting
        language = setting.language
        named = rules(language)

        def kept(written: str, keys: Sequence[str], named: str = named) -> str:
            lines.keys.update((named, key, written) for key in keys)
            return written

        texts: list[str] = []
        compounds: dict[str, None] = {}
        for text in (passage.heading or "", passage.text):
            analyzed = languages.analyze(text, language)
            pieces: list[str] = []
            for (start, end), keys in zip(analyzed.tokens, analyzed.keys, strict=True):
                token = text[start:end]
                written = symbol_of.get((language, token))
                if written is None:
                    written = symbol_of[language, token] = kept(symbol(keys, language), keys)
                    lines.words.add((named, strip_accents(fold(token)), written))
                pieces.append(written)
            texts.append(" ".join(pieces))
            compounds |= {kept(compound(keys, language), keys): None for _, _, keys in analyzed.compounds}
        facets = [of_source(setting.source), *map(of_fact, sorted(facts(passage, setting)))]
        alone = [ONE_VOICE] if _one_voice(passage) else []
        column = languages.column(language)
        lines.rows.append(
            {
                **dict.fromkeys(FIELDS, ""),
                "rowid": entry.id,
                "facets": " ".join([*facets, *alone, *compounds]),
                heading(column): texts[0],
                column: f"{texts[1]} {MARK}",
            }
        )
    return lines


def _one_voice(passage: Passage) -> bool:
    stretch, *others = stretches(passage)
    return not others and stretch.span == (0, len(passage.text))
