"""Series and charts made for the tests of what is drawn."""

import datetime as dt
from collections.abc import Sequence

from bot.charts import Chart, Line
from watchers.remembered import Point, Series, Step


def starts(number: int, step: Step, last: dt.date = dt.date(2026, 11, 23)) -> list[dt.date]:
    """The first days of so many steps, the last of which is about a day."""
    if step != "month":
        return [last - dt.timedelta(weeks=n) for n in reversed(range(number))]
    months = [last.year * 12 + last.month - 1 - n for n in reversed(range(number))]
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def series(counts: Sequence[int], step: Step = "month", *, query: str = "grain", of: Sequence[int] = ()) -> Series:
    """A query met so often in these steps, four briefings in each unless `of` says how many."""
    points = []
    for number, (start, count) in enumerate(zip(starts(len(counts), step), counts, strict=True)):
        held = 1 if step == "briefing" else of[number] if of else 4
        briefing = f"b{number}" if step == "briefing" else ""
        points.append(Point(start, count if held else 0, min(count, held), held, briefing))
    first = next((point.start for point in points if point.mentions), None)
    return Series(query, step, tuple(points), first, False, ("ministry",))


def chart(
    *drawn: Series,
    heads: tuple[str, ...] = ("Passages by month", "2025 – 2026", "The ministry, briefings"),
    notes: Sequence[str] = (),
    language: str = "en",
    feet: tuple[str, ...] = (),
) -> Chart:
    """A chart of these series."""
    lines = []
    for number, each in enumerate(drawn):
        note = notes[number] if notes else f"{sum(p.mentions for p in each.points)} · ◆ first 3 May 2025"
        lines.append(Line(each.query, note, each, f"query {number + 1}"))
    share = "" if drawn and drawn[0].step == "briefing" else "Briefings that said it, %"
    gaps = "Grey: no briefings." if any(not p.of for p in drawn[0].points) else ""
    return Chart(heads, tuple(lines), share, "Not said in this time", feet, gaps, language)
