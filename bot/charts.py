"""A chart of how often queries were met, as a PNG that is read on a phone (pure; matplotlib is imported on first use).

It knows no words: whatever stands in the picture is given to it. Everything is laid out by measured widths, so that no
two labels meet; the same chart is the same bytes, on any machine with the same fonts.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sheet import DPI, FAINT, HEIGHT, INK, LEFT, PAPER, RIGHT, SMALL, WIDTH, Sheet, grouped, places_up_to
from bot.ticks import Tick, rulers, yearly
from watchers.remembered import Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LINES: Final = 5
"""Queries in one chart: of more, no eye follows one."""
MOST_COLUMNS: Final = 300
"""Steps that still show as columns without an edge: of more, none would be three pixels wide, and some be lost."""
MOST_TRACED: Final = 36
"""Steps over which lines cross and are still told apart; over more, each query has a panel of its own."""

_GAP = "#ecece6"
# Okabe and Ito's, darkened to at least 4:1 on the paper; dash and marker say the same to who sees no colours.
_COLOURS = ("#0065a3", "#c04a00", "#007a58", "#96417d", "#3f3f46")
_DASHES: tuple[tuple[float, tuple[float, ...]], ...] = (
    (0, (1, 0)), (0, (5, 1.6)), (0, (1.4, 1.4)), (0, (6, 1.6, 1.4, 1.6)), (0, (9, 2.5)),
)  # fmt: skip
_MARKERS = ("o", "s", "^", "P", "v")
_TOP, _BOTTOM = 22, 20  # pixels, from the edges
_INSET = 30
_CLEAR = 18  # between the first and the last step and the ends of the axis: a mark stands there
_ROW, _TITLE_ROW = 38, 50
_TITLE = 15.0  # points
_SHARE_HEIGHT = 112
_MARKED = 14  # markers on a line at the most
_lock = threading.Lock()  # matplotlib's caches of fonts are not made for two threads


@dataclass(frozen=True, slots=True)
class Line:
    """One query of a chart: its words, what is said beside them, its figures.

    instead: stands for the label where no font has its letters.
    """

    label: str
    note: str
    series: Series
    instead: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that stands in a picture. heads: the title, and the smaller lines below it.

    share: the label of the panel with the share of briefings, "" for none; none: what is said where nothing was met;
    feet: caveats; gaps: what a grey step means, "" if there is none; language: of the dates.
    """

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    share: str
    none: str
    feet: tuple[str, ...]
    gaps: str
    language: str


def png(chart: Chart) -> bytes:
    """The picture, WIDTH x HEIGHT pixels; equal charts give equal bytes. Takes some 200 ms: call it in a thread."""
    with _lock:
        figure = drawn(chart)
        held = io.BytesIO()
        figure.savefig(held, format="png", dpi=DPI, metadata={"Software": None})
        return held.getvalue()


def drawn(chart: Chart) -> Figure:
    """The same as a matplotlib figure, for who wants to measure it. Not for two threads at a time."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from bot.fonts import face

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    written = "".join(
        (
            *chart.heads,
            chart.share,
            chart.none,
            *chart.feet,
            chart.gaps,
            *(line.label + line.note for line in chart.lines),
        )
    )
    sheet = Sheet(figure, FigureCanvasAgg(figure), face(written), _most(chart))
    bottom: float = HEIGHT - _BOTTOM
    for foot in filter(None, (*reversed(chart.feet), chart.gaps)):
        sheet.write(_INSET, bottom, sheet.cut(foot, WIDTH - 2 * _INSET), colour=FAINT, above=True)
        bottom -= _ROW
    ticks = _fitting(sheet, chart)
    bottom -= 12 + 30 * (2 if any("\n" in tick.label for tick in ticks) else 1)
    top = _headed(sheet, chart)
    if len(chart.lines) > 1 and _length(chart) > MOST_TRACED:
        _apart(sheet, chart, ticks, top, bottom)
    else:
        _together(sheet, chart, ticks, top, bottom)
    return figure


def _together(sheet: Sheet, chart: Chart, ticks: tuple[Tick, ...], top: float, bottom: float) -> None:
    """All queries in one panel, and their shares of briefings in a thin one below."""
    for number, line in enumerate(chart.lines):
        _named(sheet, number, line, top, alone=len(chart.lines) == 1)
        top += _ROW
    main_bottom = bottom - _SHARE_HEIGHT - _ROW - 26 if chart.share else bottom
    main = sheet.axes(top + 14, main_bottom)
    _counts(sheet, main, chart)
    _dated(sheet, main, ticks, named=not chart.share)
    if chart.share:
        sheet.write(_INSET, main_bottom + 24, sheet.cut(chart.share, WIDTH - 2 * _INSET), colour=FAINT)
        share = sheet.axes(bottom - _SHARE_HEIGHT, bottom)
        _shares(sheet, share, chart)
        _dated(sheet, share, ticks, named=True)


def _apart(sheet: Sheet, chart: Chart, ticks: tuple[Tick, ...], top: float, bottom: float) -> None:
    """A panel for each query, one below the other, all to the same scale."""
    height = (bottom - top + 26) / len(chart.lines)
    most = _most(chart)
    for number, line in enumerate(chart.lines):
        _named(sheet, number, line, top + number * height, alone=True)
        panel = sheet.axes(top + number * height + _ROW + 18, top + (number + 1) * height - 26)
        _spread(panel, _length(chart))
        _numbered(sheet, panel, most, few=True)
        _gaps(panel, line.series)
        _columns(panel, [point.mentions for point in line.series.points], _COLOURS[number])
        _first(panel, line.series, number)
        _dated(sheet, panel, ticks, named=number == len(chart.lines) - 1)


def _headed(sheet: Sheet, chart: Chart) -> float:
    """The title and the smaller lines; where the room below them begins."""
    y: float = _TOP
    for number, head in enumerate(chart.heads):
        size, bold = (_TITLE, True) if number == 0 else (SMALL, False)
        text = sheet.cut(head, WIDTH - 2 * _INSET, size, bold=bold)
        sheet.write(_INSET, y, text, size=size, bold=bold, colour=FAINT if number else INK)
        y += _ROW if number else _TITLE_ROW
    return y + 10


def _named(sheet: Sheet, number: int, line: Line, y: float, *, alone: bool) -> None:
    """A query in its own words, with its sign before them and what is said of it behind."""
    _sign(sheet, number, y + 16, alone=alone)
    label = line.label if sheet.face.has(line.label) else line.instead
    note = sheet.cut(line.note, 560)
    room = WIDTH - 2 * _INSET - 84 - sheet.width(note)
    sheet.write(_INSET + 62, y, sheet.cut(label, room, bold=True), bold=True, colour=_COLOURS[number])
    sheet.write(WIDTH - _INSET, y, note, colour=FAINT, right=True)


def _sign(sheet: Sheet, number: int, y: float, *, alone: bool) -> None:
    """What a query is known by in the chart: a line with its marker, or a patch of the columns' colour."""
    from matplotlib.lines import Line2D

    colour = _COLOURS[number]
    here = [1 - y / HEIGHT] * 3
    if alone:
        across = [(_INSET + x) / WIDTH for x in (2, 24, 46)]
        style = Line2D(across, here, color=colour, linewidth=9, solid_capstyle="butt")
    else:
        across = [(_INSET + x) / WIDTH for x in (0, 24, 48)]
        style = Line2D(across, here, color=colour, linewidth=2.2, linestyle=_DASHES[number])
        style.set(marker=_MARKERS[number], markersize=6.5, markevery=[1])
    sheet.figure.add_artist(style)


# ------------------------------------------------------------------ the panels


def _counts(sheet: Sheet, panel: Axes, chart: Chart) -> None:
    """How many passages, step by step."""
    most = _most(chart)
    _spread(panel, _length(chart))
    _numbered(sheet, panel, most)
    if chart.lines:
        _gaps(panel, chart.lines[0].series)
    if not most:
        panel.text(
            0.5, 0.5, sheet.cut(chart.none, RIGHT - sheet.left - 20), fontproperties=sheet.face.at(SMALL),
            transform=panel.transAxes, ha="center", va="center", color=FAINT, parse_math=False,
        )  # fmt: skip
        return
    for number, line in enumerate(chart.lines):
        counts = [point.mentions for point in line.series.points]
        if len(chart.lines) == 1:
            _columns(panel, counts, _COLOURS[0])
        else:
            _traced(panel, counts, number, len(chart.lines))
        _first(panel, line.series, number)


def _first(panel: Axes, series: Series, number: int) -> None:
    """A diamond where a query was first met."""
    if (first := first_step(series)) is not None:
        panel.plot(
            [first], [0], marker="D", markersize=9, color=_COLOURS[number], markeredgecolor=PAPER,
            markeredgewidth=1.4, clip_on=False, zorder=9 - number, linestyle="none",
        )  # fmt: skip


def _gaps(panel: Axes, series: Series) -> None:
    """A shade over steps in which there was no briefing at all: silence is another thing."""
    start = None
    for number, point in enumerate((*series.points, None)):
        empty = point is not None and not point.of
        if empty and start is None:
            start = number
        elif not empty and start is not None:
            panel.axvspan(start - 0.5, number - 0.5, color=_GAP, linewidth=0, zorder=0)
            start = None


def _shares(sheet: Sheet, panel: Axes, chart: Chart) -> None:
    """In how many of a hundred briefings; nothing is drawn where there was none."""
    _spread(panel, _length(chart))
    if chart.lines:
        _gaps(panel, chart.lines[0].series)
    panel.set_ylim(0, 108)
    panel.set_yticks([0, 50, 100], ["0", "50", "100"], fontproperties=sheet.face.at(SMALL), color=FAINT)
    for number, line in enumerate(chart.lines):
        shares = [100 * p.briefings / p.of if p.of else float("nan") for p in line.series.points]
        if len(chart.lines) == 1:
            _columns(panel, shares, _COLOURS[0])
        else:
            _traced(panel, shares, number, len(chart.lines), marks=_lonely(shares))


def _lonely(shares: list[float]) -> list[int]:
    """Places with no neighbour that a line could lead to."""
    padded = [float("nan"), *shares, float("nan")]
    return [
        n for n in range(len(shares)) if padded[n] != padded[n] and padded[n + 2] != padded[n + 2] and shares[n] >= 0
    ]


def _columns(panel: Axes, heights: list[float] | list[int], colour: str) -> None:
    """Columns from the axis up, as one outline: a bar of matplotlib's for each would take a second for hundreds."""
    half = 0.39 if len(heights) <= 90 else 0.5
    outline = [
        (place + side * half, level)
        for place, height in enumerate(heights)
        if height > 0
        for side, level in ((-1, 0), (-1, height), (1, height), (1, 0))
    ]
    panel.fill(
        [x for x, _ in outline],
        [y for _, y in outline],
        color=colour,
        linewidth=0.6 if len(heights) > MOST_COLUMNS else 0,
    )


def _traced(
    panel: Axes, heights: list[float] | list[int], number: int, of: int, *, marks: list[int] | None = None
) -> None:
    """A line with its marker on some places where it is not at nothing, or on `marks`."""
    length = len(heights)
    if marks is None:
        met = [place for place, height in enumerate(heights) if height > 0]
        every = max(1, -(-len(met) // _MARKED))
        marks = met[number % every :: every]
    panel.plot(
        range(length),
        heights,
        color=_COLOURS[number],
        linestyle=_DASHES[number],
        linewidth=2.2,
        marker=_MARKERS[number],
        markersize=6,
        markevery=marks,
        markeredgecolor=PAPER,
        markeredgewidth=0.8,
        zorder=3 + of - number,
        clip_on=False,
    )


def _numbered(sheet: Sheet, panel: Axes, most: int, *, few: bool = False) -> None:
    """Whole numbers at the left, few or some more of them, and room for the highest column."""
    panel.set_ylim(0, max(1, most) * 1.05)
    places = places_up_to(most, 2.5 if few else 5)
    panel.set_yticks(places, [grouped(place) for place in places])
    for label in panel.get_yticklabels():
        label.set_fontproperties(sheet.face.at(SMALL))
        label.set_color(FAINT)


def _spread(panel: Axes, length: int) -> None:
    """Room for so many steps."""
    margin = _margin(length)
    panel.set_xlim(-margin, max(length - 1, 0) + margin)
    panel.set_xticks([])


def _margin(length: int) -> float:
    """Steps that are left free on both sides: one step alone is no wall, and of many a few pixels are."""
    least = 0.6 if length > 3 else 1.4
    return max(least, _CLEAR * max(length - 1, 1) / (RIGHT - LEFT - 2 * _CLEAR))


def _most(chart: Chart) -> int:
    return max((point.mentions for line in chart.lines for point in line.series.points), default=0)


def _length(chart: Chart) -> int:
    return max((len(line.series.points) for line in chart.lines), default=0)


def first_step(series: Series) -> int | None:
    """The step in which the query was first met, if that is sure, and it is one of these."""
    if series.at_least or series.first is None or not series.points or series.first < series.points[0].start:
        return None
    return next((number for number, point in enumerate(series.points) if point.mentions), None)


# ------------------------------------------------------------------ the dates below


def _fitting(sheet: Sheet, chart: Chart) -> tuple[Tick, ...]:
    """The finest ruler whose labels stand clear of each other; of its labels, those that do not leave the picture."""
    if not _length(chart):
        return ()
    series = max((line.series for line in chart.lines), key=lambda s: len(s.points))
    margin = _margin(len(series.points))
    scale = (RIGHT - sheet.left) / (len(series.points) - 1 + 2 * margin)
    for ruler in rulers([point.start for point in series.points], series.step, chart.language):
        free = 0.0
        kept: list[Tick] = []
        for tick in ruler:
            half = max(sheet.width(tick.label), sheet.width(str(tick.year or ""))) / 2
            middle = sheet.left + (tick.at + margin) * scale
            if middle - half < 10 or middle + half > WIDTH - 10:
                continue
            if kept and middle - half < free:
                break
            kept.append(tick)
            free = middle + half + 12
        else:
            if kept:
                return yearly(kept)
    return ()


def _dated(sheet: Sheet, panel: Axes, ticks: tuple[Tick, ...], *, named: bool) -> None:
    places = [tick.at for tick in ticks]
    panel.set_xticks(places, [tick.label if named else "" for tick in ticks])
    for label in panel.get_xticklabels():
        label.set_fontproperties(sheet.face.at(SMALL))
        label.set_color(FAINT)
        label.set_linespacing(1.05)
