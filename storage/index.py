"""The search index: each standing passage as a row of symbols in its language's column, written, erased, rebuilt.

A token has one key, or two (the second is its accentless spelling), and a query's word meets it by either. FTS5 cannot
put two terms at one place here (that takes a tokenizer in C), so a token of two keys is written as ONE symbol holding
both, and `symbols` tells in which symbols a key occurs: a word is asked for as the OR of its few symbols, and a
phrase stays a phrase. So the index answers exactly what watchers.query.match would, and holds each token once.

Heading and text share the column, parted by a mark that no word can be: no phrase runs across it, and since every
passage has one, the mark also means "every passage of this language", which NOT needs.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import SEARCH, briefings, editions, index_state, passages, symbols
from watchers import languages

# The tokenizer `ascii` keeps ASCII letters and digits and everything beyond ASCII, and folds A-Z. Whatever else is in a
# key is moved to the private use area, so that a symbol is one FTS5 token, and two symbols are never the same one.
_SAFE = {n: n if chr(n).isdigit() or chr(n).islower() else 0xE000 + n for n in range(128)}
_JOINT, _NOTHING = "\ue0ff", "\ue0fe"
MARK = "\ue0fd"
_SOURCE, _LANGUAGE = "\ue0fc", "\ue0fb"
_LONG = "\ue0fa"
_LONGEST = 1_000  # characters; FTS5 cuts a token at 32,768 bytes without a word, and then two would be one

_REBUILD_ROWS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it stands in the index."""

    id: int
    source: str
    language: str
    heading: str | None
    text: str


def written(key: str) -> str:
    """The symbol of a token that has this key only."""
    symbol = key.translate(_SAFE) or _NOTHING
    return symbol if len(symbol) <= _LONGEST else _LONG + sha256(symbol.encode()).hexdigest()


def of_source(source: str) -> str:
    """The facet of every passage of a source."""
    return _SOURCE + source.translate(_SAFE)


def of_language(language: str) -> str:
    """The facet of every passage of an edition's language."""
    return _LANGUAGE + language.translate(_SAFE)


async def add(connection: AsyncConnection, entries: Iterable[Entry]) -> None:
    """Write passages that now stand."""
    rows, joint = await asyncio.to_thread(_rows, list(entries))
    if rows:
        await connection.execute(_INSERT, rows)
    if joint:
        await connection.execute(insert(symbols).on_conflict_do_nothing(), joint)


async def remove(connection: AsyncConnection, entries: Iterable[Entry]) -> None:
    """Erase passages that stand no more: an index without contents must be told what it once was given."""
    rows, _ = await asyncio.to_thread(_rows, list(entries))
    if rows:
        await connection.execute(_DELETE, rows)


async def rebuild(connection: AsyncConnection) -> None:
    """Write the whole index anew, as the present analyzer reads the passages that stand."""
    await connection.exec_driver_sql(f"INSERT INTO {SEARCH}({SEARCH}) VALUES ('delete-all')")
    await connection.execute(sa.delete(symbols))
    after = -1
    while True:
        rows = (
            await connection.execute(
                sa.select(
                    passages.c.id, briefings.c.source_id, editions.c.language, passages.c.heading, passages.c.text
                )
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
        await add(connection, [Entry(*row) for row in rows])
    await connection.execute(sa.delete(index_state))
    await connection.execute(sa.insert(index_state).values(id=1, analyzer_version=languages.ANALYZER_VERSION))


_FIELDS = ("facets", *languages.COLUMNS)
_PLACES = ", ".join(f'"{field}"' for field in _FIELDS)
_VALUES = ", ".join(f":{field}" for field in _FIELDS)
_INSERT = sa.text(f"INSERT INTO {SEARCH}(rowid, {_PLACES}) VALUES (:rowid, {_VALUES})")
_DELETE = sa.text(f"INSERT INTO {SEARCH}({SEARCH}, rowid, {_PLACES}) VALUES ('delete', :rowid, {_VALUES})")


def _rows(entries: Iterable[Entry]) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    rows: list[dict[str, object]] = []
    joint: dict[tuple[str, str, str], None] = {}
    for entry in entries:
        column = languages.column(entry.language)
        heading = languages.analyze(entry.heading or "", entry.language).keys
        body = languages.analyze(entry.text, entry.language).keys
        for keys in {keys for keys in (*heading, *body) if len(keys) > 1}:
            joint.update(dict.fromkeys((column, key, _symbol(keys)) for key in keys))
        rows.append(
            {
                **dict.fromkeys(languages.COLUMNS, ""),
                "rowid": entry.id,
                "facets": f"{of_source(entry.source)} {of_language(entry.language)}",
                column: " ".join([*map(_symbol, heading), MARK, *map(_symbol, body)]),
            }
        )
    return rows, [{"column": column, "key": key, "symbol": symbol} for column, key, symbol in sorted(joint)]


def _symbol(keys: Sequence[str]) -> str:
    return _JOINT.join(map(written, keys))
