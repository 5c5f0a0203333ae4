"""Best first: which of the passages that meet a query have most to do with it.

The rule: BM25 over the words asked for (Robertson and Zaragoza, 2009, as FTS5 has it), where a word of the heading
counts as five of the text; what was said long ago is worth half of what was said on the last day of those found; and
what a question is about is worth a little more. Only the newest 2,000 are ranked: to rank tens of thousands takes a
second, and who looks for so common a word looks for what is new.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import ask
from storage.ask import NAMED, Ask
from storage.passages import day_of, ids_until
from storage.tables import SEARCH
from watchers.remembered import Found

MOST_RANKED = 2_000
_HEADING = 5.0  # words of the text that one of the heading counts as
_HALF = dt.timedelta(days=730)  # after which what age takes from a passage's worth is half taken
_ASKED = 1.25  # times its worth, where the words stand in a question
_READ = 20  # of the best by the index, that are read to see whether it is a question

_WEIGHTS = f"1.0, {_HEADING}, 0.0"  # of the text, the heading and the facets
_PLACE = re.compile(r"(\d{1,18}):(\d{1,6})(?::(\d{1,13}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the best begins: behind the last that was shown, among those up to the newest then found.

    after: how many had been shown, which tells where that is when the last of them stands no more.
    """

    newest: int
    after: int
    last: int | None = None


def place_of(before: str | None) -> Place:
    """The place that `best` named. Raises ValueError for one it never did."""
    if before is None:
        return Place(ids_until(None), 0)
    found = _PLACE.fullmatch(before)
    if found is None:
        raise ValueError(f"not a place among the best: {before!r}")
    return Place(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)


async def best(connection: AsyncConnection, asked: Ask, place: Place, limit: int) -> tuple[list[Found], str | None]:
    """The best passages that meet the query from a place on, and the next place."""
    asked = await _newest(connection, asked.within(0, place.newest))
    ids = await _ranked(connection, asked) if asked.high else {}
    order = list(ids)
    page: list[Found] = []
    after = 0
    begun = place.last not in ids
    for at in range(0, len(order), _READ):
        met = await ask.where_met(connection, asked, order[at : at + _READ])
        lot = sorted(met, key=lambda found: -ids[found.id] * (_ASKED if _in_a_question(found) else 1))
        for found in lot:
            if len(page) == limit:
                return page, f"{asked.high}:{after}:{page[-1].id}"
            # What has come since, of an earlier day, may stand before the last that was shown: counting would show
            # that one twice.
            if begun and (place.last in ids or after >= place.after):
                page.append(found)
            begun = begun or found.id == place.last
            after += 1
    return page, None


_RANK = sa.text(f"SELECT rowid, -bm25({SEARCH}, {_WEIGHTS}) {NAMED}")
_BOUNDS = sa.text(f"SELECT min(rowid), max(rowid) FROM (SELECT rowid {NAMED} ORDER BY rowid DESC LIMIT :most)")


async def _newest(connection: AsyncConnection, asked: Ask) -> Ask:
    """The same among the newest passages that are ranked; none of them: up to the id 0."""
    bounds = {"ask": asked.above, "low": asked.low, "high": asked.high, "most": MOST_RANKED}
    low, high = (await connection.execute(_BOUNDS, bounds)).one()
    return asked.within(low or 0, high or 0)


async def _ranked(connection: AsyncConnection, asked: Ask) -> dict[int, float]:
    """Passages with their worth, the best first."""
    bounds = {"ask": asked.above, "low": asked.low, "high": asked.high}
    rows: Sequence[tuple[int, float]] = [tuple(row) for row in await connection.execute(_RANK, bounds)]
    last = day_of(asked.high)
    worth = {id_: score * (0.5 + 0.5 * 0.5 ** ((last - day_of(id_)) / _HALF)) for id_, score in rows}
    return dict(sorted(worth.items(), key=lambda item: (-item[1], -item[0])))


def _in_a_question(found: Found) -> bool:
    asked = [part for part in found.passage.parts if part.kind == "question"]
    return any(part.start <= start < part.end for part in asked for start, _ in found.match.spans)
