"""A chart in plain text, for a terminal of any width or a pipe (pure)."""

from collections.abc import Sequence

from bot.charts import Chart, Line, first_step
from bot.plain import safe
from bot.ticks import rulers, yearly

BLOCKS = " ▁▂▃▄▅▆▇█"
PLAIN = " .:-=+*#@"  # for a terminal that has no blocks
_TALL, _LOW = 8, 2  # rows of one query alone, and of one among several
_NARROWEST = 30


def sketch(chart: Chart, width: int, *, blocks: str = BLOCKS) -> str:
    """The chart in lines of at most `width` columns (of at least 30), each without blanks at its end.

    Steps for which there is no column of their own share one, which shows the highest of them. blocks: from nothing to
    full, nine signs.
    """
    width = max(width, _NARROWEST)
    most = max((point.mentions for line in chart.lines for point in line.series.points), default=0)
    lines = [safe(head) for head in chart.heads]
    gutter = len(str(most)) + 1
    for line in chart.lines:
        lines += ["", f"{safe(line.label)}  {safe(line.note)}"]
        lines += _columns(line, most, width - gutter - 1, gutter, _TALL if len(chart.lines) == 1 else _LOW, blocks)
    if chart.lines:
        lines.append(" " * (gutter + 1) + _dates(chart, width - gutter - 1))
    if chart.feet:
        lines += ["", *map(safe, chart.feet)]
    return "\n".join(line.rstrip() for line in lines).lstrip("\n")


def _columns(line: Line, most: int, room: int, gutter: int, rows: int, blocks: str) -> list[str]:
    """The rows of one query, the highest first, and the axis below them with the first mention on it."""
    counts = [point.mentions for point in line.series.points]
    heights = _levels(counts, most, rows * 8, room)
    wide, gap = _broad(len(counts), room)
    drawn = []
    for row in reversed(range(rows)):
        cells = "".join(blocks[min(8, max(0, height - 8 * row))] * wide + " " * gap for height in heights)
        label = str(most) if row == rows - 1 else ""
        drawn.append(f"{label:>{gutter}}│{cells}" if blocks is BLOCKS else f"{label:>{gutter}}|{cells}")
    axis = ["─" if blocks is BLOCKS else "-"] * max(1, (len(heights) * (wide + gap)) - gap)
    if (first := first_step(line.series)) is not None:
        axis[_column(first, len(counts), room)] = "◆" if blocks is BLOCKS else "^"
    corner = "└" if blocks is BLOCKS else "+"
    return [*drawn, f"{'0':>{gutter}}{corner}{''.join(axis)}"]


def _levels(counts: Sequence[int], most: int, top: int, room: int) -> list[int]:
    """Heights in eighths of a row; what was met at all is never drawn as nothing."""
    share = _sharing(len(counts), room)
    highest = [max(counts[n : n + share]) for n in range(0, len(counts), share)]
    return [max(1, round(count * top / most)) if count else 0 for count in highest]


def _sharing(length: int, room: int) -> int:
    """How many steps share a column."""
    return max(1, -(-length // room))


def _broad(length: int, room: int) -> tuple[int, int]:
    """How many characters wide a column is, and the gap after it."""
    free = room // max(length, 1)
    return (1, 0) if free < 2 else (min(free, 6) - 1, 1)


def _column(step: int, length: int, room: int) -> int:
    """The character at which a step's column begins."""
    wide, gap = _broad(length, room)
    return step // _sharing(length, room) * (wide + gap)


def _dates(chart: Chart, room: int) -> str:
    """Labels below the axis: the finest ruler that fits, each label beginning at its step."""
    series = max((line.series for line in chart.lines), key=lambda each: len(each.points))
    length = len(series.points)
    for ruler in rulers([point.start for point in series.points], series.step, chart.language) if length else ():
        said = ""
        for tick in yearly(ruler):
            at, label = _column(tick.at, length, room), tick.label.replace("\n", " ")
            if said and len(said) + 2 > at:
                break
            if at + len(label) <= room:
                said = said.ljust(at) + label
        else:
            if said:
                return said
    return ""


def blocks_for(encoding: str) -> str:
    """The signs that a terminal of this encoding can write."""
    try:
        (BLOCKS + "│─└◆").encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return BLOCKS
