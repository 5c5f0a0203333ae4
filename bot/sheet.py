"""The paper a chart is drawn on: words and panels at measured places, in pixels from the top left (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from bot.fonts import Face

WIDTH: Final = 1000
"""Pixels: a phone shows them on some 330 points."""
HEIGHT: Final = 1000
DPI: Final = 160
SMALL: Final = 12.0  # points
PAPER, INK, FAINT, GRID = "#fbfbf8", "#1d1d1f", "#55575c", "#d9d9d4"
LEFT, RIGHT = 78, 970  # pixels, where the axes begin and end; further to the right for bigger numbers


class Sheet:
    """A figure written on in pixels from its top left corner."""

    def __init__(self, figure: Figure, canvas: FigureCanvasAgg, face: Face, most: int) -> None:
        self.figure = figure
        self.face = face
        self._renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        self.left = max(LEFT, 20 + max(self.width(grouped(place)) for place in places_up_to(most, 5)))

    def width(self, text: str, size: float = SMALL, *, bold: bool = False) -> float:
        """How wide a text of one line is, in pixels."""
        return float(self._renderer.get_text_width_height_descent(text, self.face.at(size, bold=bold), False)[0])

    def cut(self, text: str, room: float, size: float = SMALL, *, bold: bool = False) -> str:
        """The text, or as much of its beginning as fits into so many pixels, with … in place of the rest."""
        if self.width(text, size, bold=bold) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + "…", size, bold=bold) <= room:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…"

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SMALL,
        bold: bool = False,
        colour: str = INK,
        right: bool = False,
        above: bool = False,
    ) -> None:
        """Text whose upper edge (lower, with `above`) is at y, and which begins (ends, with `right`) at x."""
        self.figure.text(
            x / WIDTH,
            1 - y / HEIGHT,
            text,
            fontproperties=self.face.at(size, bold=bold),
            color=colour,
            ha="right" if right else "left",
            va="bottom" if above else "top",
            parse_math=False,
        )

    def axes(self, top: float, bottom: float) -> Axes:
        """A panel between two heights, with nothing in it but a faint grid."""
        panel = self.figure.add_axes(
            (self.left / WIDTH, 1 - bottom / HEIGHT, (RIGHT - self.left) / WIDTH, (bottom - top) / HEIGHT),
            facecolor="none",
        )
        for side in ("top", "right", "left"):
            panel.spines[side].set_visible(False)
        panel.spines["bottom"].set_color(FAINT)
        panel.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
        panel.set_axisbelow(True)
        panel.tick_params(axis="y", length=0, pad=5)
        panel.tick_params(axis="x", length=3.5, color=FAINT, pad=4)
        return panel


def places_up_to(most: int, number: float) -> list[int]:
    """Round numbers from 0 to `most`, about so many."""
    step = next(s for s in _steps() if most <= number * s)
    return list(range(0, max(1, most) + 1, step))


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u2009")


def _steps() -> tuple[int, ...]:
    return tuple(digit * 10**power for power in range(12) for digit in (1, 2, 5))
