"""What a chart looks like: nothing meets, nothing is cut off, nothing is a box, and equal charts are equal bytes."""

import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from bot import charts, fonts, sheet
from bot.charts import MOST_LINES, Chart, first_step
from tests.bot.plotting import chart, series
from watchers.remembered import Step

STEPS: tuple[Step, ...] = ("month", "week", "briefing")
QUERIES = (
    "grain",
    "зерновая сделка",
    "粮食出口",
    '"Tarn footbridge" OR (fishery near/5 quota) -football speaker:Torvik',
    "अनाज",
    "الحبوب",
    "$100 and $5",
    "m" * 80,
)


@st.composite
def some_charts(draw: st.DrawFn) -> Chart:
    """Up to five queries of any words over up to 300 steps of any kind, some of them without briefings."""
    step: Step = draw(st.sampled_from(STEPS))
    length = draw(st.sampled_from((1, 2, 3, 5, 13, 26, 40, 60, 130, 300)))
    highest = draw(st.sampled_from((0, 1, 2, 7, 30, 999, 54_321)))
    of = draw(st.lists(st.integers(0, 3), min_size=length, max_size=length))
    drawn = [
        series(
            draw(st.lists(st.integers(0, highest), min_size=length, max_size=length)),
            step,
            query=draw(st.sampled_from(QUERIES)),
            of=of,
        )
        for _ in range(draw(st.integers(1, MOST_LINES)))
    ]
    notes = [
        draw(st.sampled_from(("0", "12 · ◆ впервые 26 сентября 2025 г.", "9 · ◆ first 3 May 2025"))) for _ in drawn
    ]
    feet = draw(st.sampled_from(((), ("Only the newest passages were counted: there may be more.",) * 2)))
    heads = ("Отрывки по неделям", "9 августа – 24 ноября 2026 г.", "The ministry of long names and many words, " * 3)
    return chart(*drawn, heads=heads, notes=notes, language=draw(st.sampled_from(("en", "ru"))), feet=feet)


def written(figure: Figure) -> list[tuple[str, Bbox, float]]:
    """Every text of a figure that has letters, with the pixels it takes, and its size in points."""
    figure.canvas.draw()
    return [
        (text.get_text(), text.get_window_extent(), float(text.get_fontsize()))
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip()
    ]


@given(some_charts())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_two_words_of_a_chart_meet_and_none_leaves_it(drawn: Chart) -> None:
    """Titles, queries, notes, numbers, dates and caveats, whatever is drawn; each large enough for a phone: 12 points
    at the least, in a picture of 1000 pixels at 160 to the inch.
    """
    figure = charts.drawn(drawn)
    told = written(figure)
    assert len(told) >= len(drawn.heads) + 2 * len(drawn.lines)
    for text, box, points in told:
        assert points >= 12, text
        assert 0 <= box.x0 <= box.x1 <= sheet.WIDTH, text
        assert 0 <= box.y0 <= box.y1 <= sheet.HEIGHT, text
    for (one, a, _), (other, b, _) in combinations(told, 2):
        assert not a.overlaps(b), (one, other)


@pytest.mark.parametrize("step", ["month", "week", "briefing"])
def test_equal_charts_are_equal_bytes(step: Step) -> None:
    """No date, no program and no chance gets into the file."""
    once = charts.png(chart(series([1, 0, 5, 2], step), series([0, 2, 2, 2], step, query="газ")))
    assert once == charts.png(chart(series([1, 0, 5, 2], step), series([0, 2, 2, 2], step, query="газ")))
    assert b"matplotlib" not in once.lower()
    assert (int.from_bytes(once[16:20]), int.from_bytes(once[20:24])) == (sheet.WIDTH, sheet.HEIGHT)


def test_other_figures_are_another_picture() -> None:
    """Every point is drawn."""
    assert charts.png(chart(series([1, 0, 5, 2]))) != charts.png(chart(series([1, 0, 5, 3])))
    assert charts.png(chart(series([1] * 240))) != charts.png(chart(series([*[1] * 239, 0])))


def test_letters_of_many_scripts_are_drawn_and_others_named_by_number() -> None:
    """Chinese, Japanese, Korean, Cyrillic, Arabic, Hebrew: in their letters; a script of no font: never as boxes."""
    for label in ("粮食 糧食", "穀物の輸出", "곡물 수출", "зерно", "الحبوب", "שלום", "Ωμέγα", "ქართული"):
        assert fonts.face(label).has(label), label
    unknown = "\U00012000\U00012001"  # cuneiform
    assert not fonts.face(unknown).has(unknown)
    both = chart(series([1, 2], query=unknown), series([1, 2], query="粮食"))
    texts = [text for text, *_ in written(charts.drawn(both))]
    assert "query 1" in texts
    assert "粮食" in texts
    assert unknown not in texts


def test_a_query_with_signs_of_mathematics_is_no_formula() -> None:
    """It stands there as it was typed."""
    assert "$x^2 and $y_1" in [text for text, *_ in written(charts.drawn(chart(series([1, 2], query="$x^2 and $y_1"))))]


def test_colours_are_told_from_the_paper() -> None:
    """Words 4.5:1, marks 3:1 at the least (WCAG 2.1, 1.4.3 and 1.4.11); the queries are written in their colours."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in (*charts._COLOURS, sheet.INK, sheet.FAINT):
        assert (light(sheet.PAPER) + 0.05) / (light(colour) + 0.05) >= 4.5, colour
    assert len(set(charts._DASHES)) == len(set(charts._MARKERS)) == len(set(charts._COLOURS)) == MOST_LINES


def test_a_share_between_two_gaps_is_seen() -> None:
    """No line leads to it: it has a marker."""
    gaps = [0, 4, 0, 4, 4]
    one, other = series([0, 1, 0, 2, 2], of=gaps), series([0, 4, 0, 2, 2], query="gas", of=gaps)
    shares = charts.drawn(chart(one, other)).axes[1]
    assert [line.get_markevery() for line in shares.get_lines()] == [[1], [1]]


def test_the_first_mention_is_marked_where_it_is_in_the_picture() -> None:
    """And nowhere else."""
    assert first_step(series([0, 0, 3, 1])) == 2
    assert first_step(series([0, 0])) is None
    whole = series([1, 0, 3])
    later = type(whole)(whole.query, whole.step, whole.points[1:], whole.first, False, whole.sources)
    assert first_step(later) is None


def test_nothing_of_matplotlib_is_imported_before_a_chart_is_drawn() -> None:
    """It takes longer to import than most answers take."""
    code = (
        "import sys, bot.app, bot.cli, bot.handlers.dispatcher, bot.console, bot.trends, bot.sketch, bot.counting\n"
        "assert not {'matplotlib', 'PIL'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
