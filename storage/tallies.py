"""How often a query is met: by month, by week, by briefing, by source and by speaker, in all and lately."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import ask
from storage.ask import NAMED, Ask
from storage.passages import MONTH_BITS, day_of, ids_from, ids_until
from storage.tables import briefings, editions, runs
from watchers.query import Query
from watchers.remembered import Found, Point, Series, Step, Tally

_LOT = 100  # passages read at a time, where the index says too much
MOST_READ = 4_000
"""Where the index says too much, so many passages are read for a tally or a series: a second or two of work."""
_RECENT = (7, 30, 365)
_HEARD = 200  # passages in which it is looked up who says the words
_LATELY = 10  # briefings
MOST_STEPS = 1_000
"""Steps of a series at the most, the last ones."""
_FARTHEST = 31 * MOST_STEPS  # days from the briefings, beyond which no step is shown
_LAST_DAY = dt.date(9999, 11, 30)  # of a step that is followed by another

_Ids: TypeAlias = NDArray[np.int64]


# ------------------------------------------------------------------ which passages


async def verified(connection: AsyncConnection, asked: Ask, most: int) -> tuple[list[int], int | None]:
    """Of the passages of which the index is not sure, those that meet the query, by reading the newest `most`.

    The second is the id down to which they were read, where not all were.
    """
    met: list[int] = []
    at, read = asked.high, 0
    while ids := await ask.newest(connection, asked.doubtful, asked, at, _LOT):
        met += [found.id for found in await ask.where_met(connection, asked, ids)]
        read, at = read + len(ids), ids[-1] - 1
        if read >= most:
            rest = await ask.newest(connection, asked.doubtful, asked, at, 1)
            return met, ids[-1] if rest else None
    return met, None


async def _met(connection: AsyncConnection, asked: Ask) -> tuple[_Ids, bool]:
    """All passages that meet a query, newest first; True where there may be more."""
    sure: Sequence[int] = ()
    if asked.below:
        bounds = {"ask": asked.below, "low": asked.low, "high": asked.high}
        sure = (await connection.execute(sa.text(f"SELECT rowid {NAMED}"), bounds)).scalars().all()
    rest, down_to = ([], None) if asked.exact else await verified(connection, asked, MOST_READ)
    found: _Ids = np.array([*sure, *rest], np.int64)
    found[::-1].sort()
    return found, down_to is not None


async def months(connection: AsyncConnection, asked: Ask) -> Mapping[tuple[int, int], int]:
    """Passages that meet a query by (year, month), in order."""
    if asked.exact:
        counted = sa.text(f"SELECT rowid >> {MONTH_BITS} AS month, count(*) {NAMED} GROUP BY 1")
        bounds = {"ask": asked.above, "low": asked.low, "high": asked.high}
        rows = [(int(month), int(n)) for month, n in await connection.execute(counted, bounds)]
    else:
        met, _ = await _met(connection, asked)
        each, counts = np.unique(met >> MONTH_BITS, return_counts=True)
        rows = list(zip(each.tolist(), counts.tolist(), strict=True))
    return {((month - 1) // 12, (month - 1) % 12 + 1): n for month, n in rows}


# ------------------------------------------------------------------ a tally


async def tally(
    connection: AsyncConnection, asked: Ask | None, today: dt.date, *, source: str | None, language: str | None
) -> Tally:
    """How often a query is met (None: nothing can meet it), of one source and language where these are named."""
    last = await _last_briefings(connection, source, language)
    if asked is None:
        return Tally(0, False, dict.fromkeys(_RECENT, 0), None, None, (), (), 0, (0, len(last)))
    met, at_least = await _met(connection, asked)
    whose = await _whose(connection)
    sources = Counter(whose.source_of(met).tolist())
    newest = await ask.where_met(connection, asked, met[:_HEARD].tolist()) if len(met) else []
    speakers = Counter(speaker for found in newest for speaker in _speakers(found))
    briefed = set(whose.briefing_of(met).tolist())
    return Tally(
        total=len(met),
        at_least=at_least,
        recent={days: _since(met, today, days) for days in _RECENT},
        first=day_of(int(met[-1])) if len(met) else None,
        last=day_of(int(met[0])) if len(met) else None,
        sources=tuple((whose.sources[n], count) for n, count in sources.most_common()),
        speakers=tuple(speakers.most_common()),
        heard=len(newest),
        lately=(sum(whose.numbers.get(id_, -1) in briefed for id_ in last), len(last)),
    )


def _since(met: _Ids, today: dt.date, days: int) -> int:
    low, high = ids_from(today - dt.timedelta(days=days - 1)), ids_until(today)
    return int(((met >= low) & (met <= high)).sum())


def _speakers(found: Found) -> set[str]:
    """Who says the words that meet the query, of those whose names are known."""
    spans, parts = found.match.spans, found.passage.parts
    return {
        part.speaker for part in parts if part.speaker and any(part.start <= start < part.end for start, _ in spans)
    }


async def _last_briefings(connection: AsyncConnection, source: str | None, language: str | None) -> list[str]:
    of = briefings.c
    query = sa.select(of.id).order_by(of.date.desc(), of.first_seen_at.desc(), of.id.desc()).limit(_LATELY)
    if source is not None:
        query = query.where(of.source_id == source)
    if language is not None:
        spoken = sa.exists().where(editions.c.briefing_id == of.id, editions.c.language == language)
        query = query.where(spoken)
    return list((await connection.execute(query)).scalars())


# ------------------------------------------------------------------ whose passages they are


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whose each passage is, by its id: of which briefing and which source, by their numbers here.

    firsts: the first ids of the runs of passages in order; briefing, source: of each run. numbers: briefing id -> its
    number; days: of each edition (day, its briefing's number, source, language), in any order.
    """

    firsts: _Ids
    briefing: _Ids
    source: _Ids
    numbers: Mapping[str, int]
    sources: Sequence[str]
    days: Sequence[tuple[dt.date, int, str, str]]

    def briefing_of(self, ids: _Ids) -> _Ids:
        return self.briefing[np.searchsorted(self.firsts, ids, "right") - 1] if len(ids) else ids

    def source_of(self, ids: _Ids) -> _Ids:
        return self.source[np.searchsorted(self.firsts, ids, "right") - 1] if len(ids) else ids


async def _whose(connection: AsyncConnection) -> _Whose:
    of = (editions.c.id, editions.c.briefing_id, briefings.c.source_id, editions.c.date, editions.c.language)
    rows = (await connection.execute(sa.select(*of).join_from(editions, briefings))).all()
    numbers: dict[str, int] = {}
    sources: dict[str, int] = {}
    places: dict[int, tuple[int, int]] = {}
    days: list[tuple[dt.date, int, str, str]] = []
    for id_, briefing, source, date, language in rows:
        number = numbers.setdefault(briefing, len(numbers))
        places[id_] = number, sources.setdefault(source, len(sources))
        days.append((date, number, source, language))
    ordered = (await connection.execute(sa.select(runs.c.first_id, runs.c.edition_id).order_by(runs.c.first_id))).all()
    whose = np.array([places[edition] for _, edition in ordered], np.int64).reshape(-1, 2)
    firsts: _Ids = np.array([first for first, _ in ordered], np.int64)
    return _Whose(firsts, whose[:, 0], whose[:, 1], numbers, tuple(sources), days)


# ------------------------------------------------------------------ a series


async def series(
    connection: AsyncConnection,
    asked: Ask | None,
    query: Query,
    step: Step,
    *,
    source: str | None = None,
    language: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Series:
    """How often a query is met from step to step (None: nothing can meet it)."""
    whose = await _whose(connection)
    low = max(ids_from(since), asked.low if asked else 0)
    high = min(ids_until(until), asked.high if asked else ids_until(None))
    held = [
        (day, number, name)
        for day, number, name, spoken in whose.days
        if source in (None, name) and language in (None, spoken) and low <= ids_until(day) and ids_from(day) <= high
    ]
    met, at_least = await _met(connection, asked) if asked else (np.array([], np.int64), False)
    days = [day_of(id_) for id_ in met.tolist()]
    mentioned = list(zip(days, whose.briefing_of(met).tolist(), strict=True))
    sources = tuple(sorted({name for _, _, name in held}))
    first = min(days, default=None)
    if step == "briefing":
        points = _by_briefing([(day, number) for day, number, _ in held], mentioned, whose.numbers)
    else:
        begins = _month if step == "month" else _week
        # Days that are asked for are steps though nobody speaks on them.
        edges = _edges(low, high, [day for day, _, _ in held])
        points = _by_time([(day, number) for day, number, _ in held], mentioned, begins, edges)
    return Series(str(query), step, _most(points), first, at_least, sources)


def _edges(low: int, high: int, held: Sequence[dt.date]) -> list[dt.date]:
    """The first and the last day that are asked for, by the ids of these; none that no step could reach."""
    edges = [day_of(id_) for id_ in (low, high) if 0 < id_ < ids_until(None)]
    near = held or edges[:1]
    if not near:
        return []
    first = max(min(near).toordinal() - _FARTHEST, dt.date.min.toordinal())
    last = min(max(near).toordinal() + _FARTHEST, _LAST_DAY.toordinal())
    return [dt.date.fromordinal(max(first, min(day.toordinal(), last))) for day in edges]


def _most(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The last of too many steps, but of those to come no more than there is room for beside what was said."""
    end = max((n for n, point in enumerate(points, 1) if point.of), default=len(points))
    end = min(max(end, MOST_STEPS), len(points))
    return points[max(end - MOST_STEPS, 0) : end]


_Briefed: TypeAlias = tuple[dt.date, int]  # a day, and the number of a briefing


def _by_briefing(
    held: Sequence[_Briefed], mentioned: Sequence[_Briefed], numbers: Mapping[str, int]
) -> tuple[Point, ...]:
    counts = Counter(number for _, number in mentioned)
    day_by_number: dict[int, dt.date] = {}
    for day, number in held:
        day_by_number[number] = min(day, day_by_number.get(number, day))
    names = {number: name for name, number in numbers.items()}
    order = sorted(day_by_number, key=lambda number: (day_by_number[number], names[number]))
    return tuple(Point(day_by_number[n], counts[n], min(counts[n], 1), 1, names[n]) for n in order)


def _by_time(
    held: Sequence[_Briefed],
    mentioned: Sequence[_Briefed],
    begins: Callable[[dt.date], tuple[dt.date, dt.date]],
    edges: Sequence[dt.date],
) -> tuple[Point, ...]:
    """begins: a day -> the first days of its step and of the next."""
    of = Counter(start for start, _ in {(begins(day)[0], number) for day, number in held})
    mentions = Counter(begins(day)[0] for day, _ in mentioned)
    told = Counter(start for start, _ in {(begins(day)[0], number) for day, number in mentioned})
    spanned = [*of, *mentions, *(begins(day)[0] for day in edges)]
    points: list[Point] = []
    at = min(spanned, default=None)
    while at is not None and at <= max(spanned):
        points.append(Point(at, mentions[at], told[at], of[at]))
        at = begins(at)[1]
    return tuple(points)


def _month(day: dt.date) -> tuple[dt.date, dt.date]:
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=32)).replace(day=1)


def _week(day: dt.date) -> tuple[dt.date, dt.date]:
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=7)
