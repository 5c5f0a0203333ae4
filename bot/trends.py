"""What is asked of a trend, and what is said of one: a chart's words, and its figures in short lines (pure)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, get_args

from bot import periods
from bot.charts import MOST_LINES, Chart, Line, first_step
from bot.locales import Words
from bot.periods import Period
from bot.ticks import month
from watchers.query import And, Dates, Node, Query
from watchers.query.spelling import QUOTES
from watchers.remembered import Point, Series, Step

MOST_BRIEFINGS: Final = 60
"""Briefings in a chart by briefing, the newest: of more, no column could be told from the next."""
_FEW_BRIEFINGS = 12  # of which each is shown by itself
_BY_WEEK = 4  # months at the most that are shown by week, where nothing else is wished
STEPS: tuple[Step, ...] = get_args(Step)
NO_PERIOD = Period(None, None)

# ------------------------------------------------------------------ what is asked


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as typed, taken apart. queries: as typed, none of them empty; step: None where it is not said."""

    queries: tuple[str, ...]
    step: Step | None
    period: Period


def asked(text: str, today: date) -> Asked:
    """Queries parted by `,` `;` `vs` or lines, then "by week" and a period in any order, each of them or none."""
    rest, step = _by(text.strip())
    rest, period = periods.split(rest, today)
    if step is None:
        rest, step = _by(rest)
    return Asked(parted(rest), step, period or NO_PERIOD)


_BY = re.compile(
    r"(?:^|[\s,;])(?:by[\s:]+(?P<en>month|week|briefing)s?|по[\s:]+(?P<ru>месяц|недел|брифинг)\w{0,3})\s*$",
    re.IGNORECASE,
)
_RUSSIAN: Mapping[str, Step] = {"месяц": "month", "недел": "week", "брифинг": "briefing"}


def _by(text: str) -> tuple[str, Step | None]:
    found = _BY.search(text)
    if found is None:
        return text, None
    said = (found["en"] or "").lower()
    step = next((each for each in STEPS if each == said), None) or _RUSSIAN[found["ru"].lower()]
    return text[: found.start()].rstrip(), step


_OPENS, _CLOSES = "(（{｛", ")）}｝"
_VERSUS = re.compile(r"\s+vs\.?\s+", re.IGNORECASE)


def parted(text: str) -> tuple[str, ...]:
    """The queries of a line, parted where nothing is open: no quotes, no parentheses, no value of a field.

    A comma between digits parts nothing, nor one with no space after it where a field began ("source:a,b").
    """
    found: list[str] = []
    start = at = depth = 0
    family = ""  # the marks that close the quotes that are open
    while at < len(text):
        char, after = text[at], text[at + 1 : at + 2]
        ends = at + 1
        if family:
            family = "" if char in family else family
            parts = False
        elif char in QUOTES:
            family, parts = QUOTES[char], False
        elif depth == 0 and (versus := _VERSUS.match(text, at)):
            parts, ends = True, versus.end()
        else:
            depth = max(0, depth + (char in _OPENS) - (char in _CLOSES))
            parts = depth == 0 and (char == "\n" or (char in ",;，；" and not _inside(text[start:at], after)))
        if parts:
            found.append(text[start:at])
            start = ends
        at = ends
    found.append(text[start:])
    return tuple(query for query in map(str.strip, found) if query)


def _inside(before: str, after: str) -> bool:
    """Whether a comma belongs to what it stands in: to a number, or to the value of a field."""
    if not after or after.isspace():
        return False
    token = before.rsplit(None, 1)[-1] if before.split() and not before[-1].isspace() else ""
    return ":" in token or "：" in token or (token[-1:].isdigit() and after.isdigit())


def spanned(queries: Sequence[Query], period: Period) -> tuple[tuple[Query, ...], Period]:
    """Days that end the last query (`since:2020`) are meant for all of them, where none is named elsewhere."""
    if period != NO_PERIOD or not queries or any(_days(query.root) for query in queries[:-1]):
        return tuple(queries), period
    root = queries[-1].root
    days = _days(root)
    if not isinstance(root, And) or not days or len(days) == len(root.items):
        return tuple(queries), period
    kept = tuple(item for item in root.items if not isinstance(item, Dates))
    undated = Query(kept[0] if len(kept) == 1 else And(kept))
    since = max((day.since for day in days if day.since), default=None)
    until = min((day.until for day in days if day.until), default=None)
    return (*queries[:-1], undated), Period(since, until)


def _days(root: Node) -> tuple[Dates, ...]:
    items = root.items if isinstance(root, And) else (root,)
    return tuple(item for item in items if isinstance(item, Dates))


def step_for(monthly: Series) -> Step:
    """The step that suits a span, from its series by month: each of a few briefings, weeks of a few months, months."""
    if sum(point.of for point in monthly.points) <= _FEW_BRIEFINGS:
        return "briefing"
    return "week" if len(monthly.points) <= _BY_WEEK else "month"


def aligned(series: Sequence[Series]) -> tuple[Series, ...]:
    """Series of one step, each with the steps of all: one whose query names days of its own is met on no others."""
    keys = [tuple((point.start, point.briefing) for point in each.points) for each in series]
    if len(set(keys)) <= 1:
        return tuple(series)
    of = {(point.start, point.briefing): 0 for each in series for point in each.points}
    for each in series:
        of |= {(p.start, p.briefing): max(p.of, of[p.start, p.briefing]) for p in each.points}
    whole = []
    for each in series:
        known = {(point.start, point.briefing): point for point in each.points}
        points = [known.get(key) or Point(key[0], 0, 0, of[key], key[1]) for key in sorted(of)]
        whole.append(replace(each, points=tuple(points)))
    return tuple(whole)


def shown(series: Series) -> Series:
    """As much of a series as one chart holds: by briefing, the newest."""
    if series.step != "briefing" or len(series.points) <= MOST_BRIEFINGS:
        return series
    return replace(series, points=series.points[-MOST_BRIEFINGS:])


# ------------------------------------------------------------------ what is said


@dataclass(frozen=True, slots=True)
class Summary:
    """A series in a few figures. first: the day of the first mention, None if it is not sure, or before what is shown;
    most, last: the step with most passages (the earliest of several), and the last one with any.
    """

    passages: int
    briefings: int
    of: int
    first: date | None
    most: Point | None
    last: Point | None


def summed(series: Series) -> Summary:
    """The figures of a series."""
    met = [point for point in series.points if point.mentions]
    first = series.first if first_step(series) is not None else None
    return Summary(
        sum(point.mentions for point in met),
        sum(point.briefings for point in met),
        sum(point.of for point in series.points),
        first,
        max(met, key=lambda point: point.mentions, default=None),
        met[-1] if met else None,
    )


def chart(
    series: Sequence[Series], words: Words, names: Mapping[str, str], today: date, period: Period = NO_PERIOD
) -> Chart:
    """The words of a picture of series of one span and step.

    names: source id -> name; today: a span ends there; period: as it was asked for.
    """
    step = series[0].step
    figures = [summed(each) for each in series]
    told = []
    for number, (each, figure) in enumerate(zip(series, figures, strict=True), 1):
        first = words.day(figure.first) if figure.first else ""
        note = words("trend-note", count=figure.passages, first=first) if first else str(figure.passages)
        note = words("trend-not-less", said=note) if each.at_least else note
        told.append(Line(each.query, note, each, words("trend-unwritten", number=number)))
    gaps = step != "briefing" and any(not point.of for point in series[0].points)
    few = step == "briefing" or all(point.of <= 2 for point in series[0].points)
    heads = (title(step, words), span(series[0], words, today, period), sources(series, words, names))
    return Chart(
        heads=tuple(filter(None, heads)),
        lines=tuple(told),
        share="" if few else words("trend-share-axis"),
        none=words("trend-none"),
        feet=tuple(caveats(series, words)),
        gaps=words("trend-gaps") if gaps else "",
        language=words.language,
    )


def figures(series: Series, words: Words, period: Period = NO_PERIOD) -> list[str]:
    """A series in a few short lines: how many, in how many of how many briefings, when first, last and most.

    period: as it was asked for; what was the first time in it was perhaps not the first of all.
    """
    figure = summed(series)
    if figure.most is None or figure.last is None:
        return [words("trend-none")]
    total = words("trend-count", count=figure.passages)
    total = words("trend-not-less", said=total) if series.at_least else total
    percent = 100 * figure.briefings / figure.of if figure.of else 0
    shown = "<1" if 0 < percent < 1 else str(round(percent))
    share = words("trend-share", met=figure.briefings, of=figure.of, percent=shown)
    ends: list[str] = []
    if figure.first:
        day = words.day(figure.first)
        ends.append(words("trend-first-then", when=day) if period.since else words("trend-first", when=day))
    if figure.passages > 1 or not ends:
        ends.append(words("trend-last", when=_when(figure.last, series.step, words)))
    said = " · ".join(ends)
    lines = [f"{total[:1].upper()}{total[1:]} {share}", said[:1].upper() + said[1:]]
    if figure.most.mentions > 1 and len(series.points) > 1:
        when = _when(figure.most, series.step, words)
        lines.append(words("trend-most", when=when, count=figure.most.mentions))
    return lines


def title(step: Step, words: Words) -> str:
    """What a chart shows, in three words."""
    return words({"month": "trend-by-month", "week": "trend-by-week", "briefing": "trend-by-briefing"}[step])


def span(series: Series, words: Words, today: date, period: Period = NO_PERIOD) -> str:
    """The time a series is of: its first and last month, or day; "" of none. period: as it was asked for."""
    if not series.points:
        return ""
    first, last = series.points[0].start, series.points[-1].start
    if series.step == "month":
        ends = [month(first, words.language), month(last, words.language)]
    else:
        if series.step == "week":  # of whose days some may lie outside of what was asked for, or ahead
            first = max(first, period.since or first)
            last = max(last, min(last + timedelta(days=6), period.until or today, today))
        ends = [words.day(first), words.day(last)]
    return " – ".join(dict.fromkeys(ends))


def _when(point: Point, step: Step, words: Words) -> str:
    if step == "month":
        return month(point.start, words.language)
    day = words.day(point.start)
    return words("trend-week-of", day=day) if step == "week" else day


def sources(series: Sequence[Series], words: Words, names: Mapping[str, str]) -> str:
    """Whose briefings were counted: their names, or how many they are."""
    ids = dict.fromkeys(source for each in series for source in each.sources)
    if len(ids) > 2:
        return words("trend-sources", count=len(ids))
    return "; ".join(names.get(each, each) for each in ids)


def caveats(series: Sequence[Series], words: Words) -> list[str]:
    """What was not counted, if anything."""
    said = []
    if series[0].step == "briefing" and len(series[0].points) == MOST_BRIEFINGS:
        said.append(words("trend-newest-briefings", count=MOST_BRIEFINGS))
    if any(each.at_least for each in series):
        said.append(words("trend-at-least"))
    return said


def too_many(words: Words) -> str:
    """The sentence that refuses more queries than one chart holds."""
    return words("trend-too-many", most=MOST_LINES)
