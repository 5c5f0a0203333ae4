"""The passages of an edition from version to version: rows that are opened, kept and closed, and their index entries.

A row's id is its date and a number: (year*12+month)<<21 | day<<16 | n. So the newest come first by id alone, and a
day, a month, a span of days is a range of ids, in the table and in the search index alike.
"""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import index
from storage.rows import parts_to_json, passage_of
from storage.tables import passages, runs
from watchers.model import Change, Passage, Revision, Setting

# Passages that one day can hold, all sources, editions and edits together. Every word of every passage pays for the
# gaps between the days in the index: with 1 << 22 it took a third of a byte a word more (benchmarks/README.md).
_A_DAY = 1 << 16
MONTH_BITS = 21
"""id >> MONTH_BITS is year*12 + month."""


def ids_from(date: dt.date | None) -> int:
    """The lowest id a passage of this day, or of a later one, can have; None: of any day."""
    return 0 if date is None else ((date.year * 12 + date.month) << 5 | date.day) * _A_DAY


def ids_until(date: dt.date | None) -> int:
    """The highest id a passage of this day, or of an earlier one, can have; None: of any day."""
    return (1 << 62) if date is None else ids_from(date) + _A_DAY - 1


def day_of(id_: int) -> dt.date:
    """The day of the briefing that a passage of this id is of."""
    month = id_ >> MONTH_BITS
    return dt.date((month - 1) // 12, (month - 1) % 12 + 1, (id_ // _A_DAY) & 31)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a revision's change came to stand: the rows before and after it."""

    edition_id: int
    kind: str
    before_id: int | None
    after_id: int | None


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    position: int
    passage: Passage


async def standing(connection: AsyncConnection, edition_id: int) -> tuple[Passage, ...]:
    """The passages of an edition's newest version, in order."""
    return tuple(row.passage for row in await _standing(connection, edition_id))


async def advance(
    connection: AsyncConnection,
    edition_id: int,
    revision: Revision,
    *,
    date: dt.date,
    before: tuple[dt.date, str] | None,
) -> tuple[tuple[Placed, ...], list[int]]:
    """Bring an edition's passages to a new version: where each of its changes stands, and the rows of its passages,
    both in their order.

    date: the edition's; before: its date and title until now (None: a first version). A passage whose words are the
    same keeps its row and only its place may move; an edit closes the old row and opens another. A new date moves every
    passage, since the ids carry it; a new title is written into the index with every passage.
    """
    old = await _standing(connection, edition_id)
    pairs, located = _locate(old, revision.passages, revision.changes)
    briefing = revision.briefing
    old_date, old_title = before or (date, briefing.title)
    if old_date != date:
        kept: dict[int, _Row] = {}
    else:
        kept = {n: row for n, row in pairs.items() if _words(row.passage) == _words(revision.passages[n])}
    stay = {row.id for row in kept.values()}
    closed = [row for row in old if row.id not in stay]
    opened = [n for n in range(len(revision.passages)) if n not in kept]

    if closed:
        await connection.execute(
            sa.update(passages)
            .where(passages.c.id.in_([row.id for row in closed]))
            .values(until_version=revision.number)
        )
    ids = {n: row.id for n, row in kept.items()}
    fresh_ids = await _new_ids(connection, date, len(opened))
    ids.update(zip(opened, fresh_ids, strict=True))
    if opened:
        run = {"first_id": fresh_ids[0], "last_id": fresh_ids[-1], "edition_id": edition_id}
        await connection.execute(sa.insert(runs), run)
        await connection.execute(sa.insert(passages), [_values(ids[n], edition_id, revision, n) for n in opened])
    await _move(connection, kept, revision.passages)

    # Where the title is another one, the passages that stay are written anew as well: it is a fact of theirs.
    stale, fresh = (closed, opened) if old_title == briefing.title else (old, range(len(revision.passages)))
    was = Setting(briefing.source, briefing.language, old_title)
    now = Setting(briefing.source, briefing.language, briefing.title)
    await index.remove(connection, (index.Entry(row.id, row.passage, was) for row in stale))
    await index.add(connection, (index.Entry(ids[n], revision.passages[n], now) for n in fresh))
    placed = tuple(
        Placed(edition_id, change.kind, None if row is None else row.id, None if place is None else ids[place])
        for change, (row, place) in zip(revision.changes, located, strict=True)
    )
    return placed, [ids[n] for n in range(len(revision.passages))]


async def _standing(connection: AsyncConnection, edition_id: int) -> list[_Row]:
    rows = await connection.execute(
        sa.select(passages)
        .where(passages.c.edition_id == edition_id, passages.c.until_version.is_(None))
        .order_by(passages.c.position)
    )
    return [_Row(row.id, row.position, passage_of(row)) for row in rows]


async def _new_ids(connection: AsyncConnection, date: dt.date, count: int) -> range:
    low, high = ids_from(date), ids_until(date)
    highest = await connection.scalar(sa.select(sa.func.max(passages.c.id)).where(passages.c.id.between(low, high)))
    first = low if highest is None else int(highest) + 1
    if first + count - 1 > high:
        raise OverflowError(f"more than {_A_DAY} passages on {date}")
    return range(first, first + count)


def _values(id_: int, edition_id: int, revision: Revision, position: int) -> dict[str, Any]:
    passage = revision.passages[position]
    return {
        "id": id_,
        "edition_id": edition_id,
        "since_version": revision.number,
        "position": position,
        "section": passage.section,
        "exchange": passage.exchange,
        "kind": passage.kind,
        "heading": passage.heading,
        "text": passage.text,
        "parts": parts_to_json(passage.parts),
    }


async def _move(connection: AsyncConnection, kept: dict[int, _Row], new: Sequence[Passage]) -> None:
    moved = [
        {"row": row.id, "to": n, "in_section": new[n].section, "in_exchange": new[n].exchange}
        for n, row in kept.items()
        if (row.position, row.passage) != (n, new[n])
    ]
    if moved:
        await connection.execute(
            sa.update(passages)
            .where(passages.c.id == sa.bindparam("row"))
            .values(
                position=sa.bindparam("to"), section=sa.bindparam("in_section"), exchange=sa.bindparam("in_exchange")
            ),
            moved,
        )


def _words(passage: Passage) -> Hashable:
    """What makes a row another row: all of a passage but its place."""
    return passage.kind, passage.exchange is None, passage.heading, passage.text, passage.parts


def _locate(
    old: Sequence[_Row], new: Sequence[Passage], changes: Sequence[Change]
) -> tuple[dict[int, _Row], list[tuple[_Row | None, int | None]]]:
    """Which old row each new passage goes on from, and the row and the place each change speaks of.

    Changed passages are paired as the changes say, the others by their words, in order.
    """
    rows, places = _Finder([row.passage for row in old]), _Finder(new)
    located: list[tuple[_Row | None, int | None]] = []
    for change in changes:
        row = None if change.before is None else rows.take(change.before)
        place = None if change.after is None else places.take(change.after)
        located.append((None if row is None else old[row], place))
    pairs = {place: row for row, place in located if row is not None and place is not None}
    for place in places.left():
        row = rows.take(new[place])
        if row is not None:
            pairs[place] = old[row]
    return pairs, located


class _Finder:
    """Numbers of passages in a row, found by the passage and taken once: the very same first, else the same words."""

    def __init__(self, all_: Sequence[Passage]) -> None:
        self._left = dict.fromkeys(range(len(all_)))
        self._by: dict[Hashable, deque[int]] = defaultdict(deque)
        for number, passage in enumerate(all_):
            self._by[passage].append(number)
            self._by[_words(passage)].append(number)

    def take(self, passage: Passage) -> int | None:
        for sought in (passage, _words(passage)):
            numbers = self._by.get(sought, ())
            while numbers:
                number = numbers.popleft()
                if number in self._left:
                    del self._left[number]
                    return number
        return None

    def left(self) -> tuple[int, ...]:
        return tuple(self._left)
