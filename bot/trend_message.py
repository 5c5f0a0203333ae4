"""A trend as a message: its figures as text, each query in bold to be read back, and buttons for the steps (pure)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal

from aiogram.utils.formatting import Bold

from bot.locales import Words
from bot.message import Button, Draft, Message
from bot.periods import Period
from bot.trends import NO_PERIOD, STEPS, caveats, figures, sources, span, title
from bot.wording import short
from watchers.remembered import Series, Step


def told(
    series: Sequence[Series], words: Words, names: Mapping[str, str], today: date, period: Period = NO_PERIOD
) -> Message:
    """The figures of the same as text, each query in bold, with buttons for the other steps, and for what was said.

    period: as it was asked for; it comes back with the buttons (`pressed`, `said_of`).
    """
    step = series[0].step
    counted = sources(series, words, names)
    draft = Draft(f"{title(step, words)}, {span(series[0], words, today, period)}", f"\n{counted}" if counted else "")
    whole = True
    for number, each in enumerate(series, 1):
        lead = f"{number}. " if len(series) > 1 else ""
        whole &= draft.add("\n\n", lead, Bold(each.query), *(f"\n{line}" for line in figures(each, words, period)))
    for caveat in caveats(series, words):
        draft.add("\n\n", caveat)
    if not whole:  # what cannot be read back cannot be asked for again
        return draft.done()
    data = f"{_day(period.since)}:{_day(period.until)}"
    steps = [Button(words(_BUTTONS[other]), f"trend:{other}:{data}") for other in STEPS if other != step]
    said = [
        Button(words("trend-said") if len(series) == 1 else f"▪ {short(each.query, _NAMED)}", f"told:{number}:{data}")
        for number, each in enumerate(series, 1)
        if any(point.mentions for point in each.points)
    ]
    return draft.done(steps, said[:_ROW], said[_ROW:]) if said else draft.done()


_NAMED = 24  # characters of a query on a button
_ROW = 3  # of these buttons
_BUTTONS: Mapping[Step, Literal["trend-month", "trend-week", "trend-briefing"]] = {
    "month": "trend-month",
    "week": "trend-week",
    "briefing": "trend-briefing",
}
PRESSED: Final = re.compile(r"trend:(month|week|briefing):(\d{8})?:(\d{8})?")
"""The data of these buttons."""


def pressed(data: str) -> tuple[Step, Period] | None:
    """What such a button asks for; None for data that no button of ours has."""
    found = PRESSED.fullmatch(data)
    step = next((each for each in STEPS if found and each == found[1]), None)
    period = _period(found)
    return (step, period) if step and period else None


SAID: Final = re.compile(r"told:([1-9]):(\d{8})?:(\d{8})?")
"""The data of the buttons that lead to what was said."""


def said_of(data: str) -> tuple[int, Period] | None:
    """The number of the query that such a button is of, and the days; None for data that no button of ours has."""
    found = SAID.fullmatch(data)
    period = _period(found)
    return (int(found[1]), period) if found and period else None


def _period(found: re.Match[str] | None) -> Period | None:
    """The days that a button carries; None if it is none of ours, or there are no such days."""
    if found is None:
        return None
    try:
        return Period(*(date.fromisoformat(day) if day else None for day in found.groups()[1:]))
    except ValueError:
        return None


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""
