"""Dates below a chart: rulers for its steps, from the finest to the coarsest (pure)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from watchers.remembered import Step


@dataclass(frozen=True, slots=True)
class Tick:
    """A label, and the number of the step it stands at. year: its year, where the label does not say it."""

    at: int
    label: str
    year: int | None = None


def rulers(starts: Sequence[date], step: Step, language: str) -> Iterator[tuple[Tick, ...]]:
    """For the first days of consecutive steps, ways to label some of them, none of them empty; each coarser than the
    last, the last of all a single label.
    """
    if step == "month":
        for stride in (1, 2, 3, 6):
            yield _months([n for n, day in enumerate(starts) if (day.month - 1) % stride == 0] or [0], starts, language)
    else:
        for stride in (1, 2, 4) if step == "week" else (1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 50):
            yield _days(range((len(starts) - 1) % stride, len(starts), stride), starts, language)
        opening = [n for n in range(len(starts)) if n == 0 or _month(starts[n]) != _month(starts[n - 1])]
        for stride in (1, 3, 6):
            chosen = [n for n in opening if (starts[n].month - 1) % stride == 0]
            if chosen:
                yield _months(chosen, starts, language)
    years = [n for n in range(1, len(starts)) if starts[n].year != starts[n - 1].year]
    if starts and starts[0].month == 1:
        years = [0, *years]
    for stride in (1, 2, 5, 10, 20, 50):
        chosen = [n for n in years if starts[n].year % stride == 0]
        if chosen:
            yield tuple(Tick(n, str(starts[n].year)) for n in chosen)
    yield _months([len(starts) // 2], starts, language)


def yearly(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """The same, each with its year below its label where that is another one than before."""
    told: list[Tick] = []
    year = None
    for tick in ticks:
        told.append(Tick(tick.at, f"{tick.label}\n{tick.year}" if tick.year not in (None, year) else tick.label))
        year = tick.year
    return tuple(told)


def _months(chosen: Iterable[int], starts: Sequence[date], language: str) -> tuple[Tick, ...]:
    return tuple(Tick(n, _said("LLL", starts[n], language).rstrip("."), starts[n].year) for n in chosen)


def _days(chosen: Iterable[int], starts: Sequence[date], language: str) -> tuple[Tick, ...]:
    return tuple(Tick(n, _said("d MMM", starts[n], language).rstrip("."), starts[n].year) for n in chosen)


def _said(pattern: str, day: date, language: str) -> str:
    return str(format_date(day, pattern, locale=language))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def month(day: date, language: str) -> str:
    """The month of a day with its year, standing by itself: "November 2026"."""
    return _said("LLLL y", day, language)
