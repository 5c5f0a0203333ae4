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
from watchers.remembered import Series, Step


def told(
    series: Sequence[Series], words: Words, names: Mapping[str, str], today: date, period: Period = NO_PERIOD
) -> Message:
    """The figures of the same as text, each query in bold, with buttons for the other steps.

    period: as it was asked for; it comes back with the buttons (`Pressed`).
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
    return draft.done([Button(words(_BUTTONS[other]), f"trend:{other}:{data}") for other in STEPS if other != step])


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
    if found is None or step is None:
        return None
    try:
        return step, Period(*(date.fromisoformat(day) if day else None for day in found.groups()[1:]))
    except ValueError:
        return None


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""
