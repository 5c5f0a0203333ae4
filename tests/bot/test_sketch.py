"""Charts in plain text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sketch import BLOCKS, PLAIN, blocks_for, sketch
from tests.bot.plotting import chart, series
from watchers.remembered import Step

STEPS: tuple[Step, ...] = ("month", "week", "briefing")


@given(
    st.lists(st.integers(0, 3000), min_size=1, max_size=400),
    st.integers(10, 200),
    st.sampled_from(STEPS),
    st.integers(1, 3),
)
def test_no_line_of_a_drawing_is_wider_than_the_terminal(
    counts: list[int], width: int, step: Step, number: int
) -> None:
    """Nor ends in blanks, whatever is drawn; words alone may be longer."""
    said = sketch(chart(*[series(counts, step)] * number, heads=()), width)
    for line in said.splitlines():
        assert line == line.rstrip()
        assert len(line) <= max(width, 30) or not set(line) & set("│└"), line


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.integers(70, 200))
def test_what_was_met_is_never_drawn_as_nothing(counts: list[int], width: int) -> None:
    """And what was not met never as something: the lowest row has as many signs as there are steps with a mention."""
    said = sketch(chart(series(counts, "briefing"), heads=()), width)
    lowest = [line for line in said.splitlines() if "│" in line][-1].partition("│")[2]
    met = [count > 0 for count in counts]
    runs = sum(now and not before for before, now in zip([False, *met], met, strict=False))
    assert len(lowest.split()) in {sum(met), runs}  # with gaps between the columns, or without


def test_a_subject_that_rose_and_fell_is_seen_to() -> None:
    """Columns to scale, the highest count beside the highest, the first mention on the axis."""
    said = sketch(chart(series([0, 1, 4, 8, 2]), heads=("Passages by month",)), 40)
    assert said == (
        "Passages by month\n"
        "\n"
        "grain  15 · ◆ first 3 May 2025\n"
        " 8│                  █████\n"
        "  │                  █████\n"
        "  │                  █████\n"
        "  │                  █████\n"
        "  │            █████ █████\n"
        "  │            █████ █████\n"
        "  │            █████ █████ █████\n"
        "  │      █████ █████ █████ █████\n"
        " 0└──────◆──────────────────────\n"
        "   Jul 2026    Sep         Nov"
    )


def test_a_terminal_without_blocks_is_drawn_on_in_its_own_signs() -> None:
    """ASCII, and Windows' code pages."""
    assert blocks_for("utf-8") == BLOCKS
    assert blocks_for("ascii") == blocks_for("cp1252") == blocks_for("no such encoding") == PLAIN
    drawing = sketch(chart(series([0, 1, 4]), heads=(), notes=["5"]), 40, blocks=PLAIN)
    assert drawing.isascii()
    assert "@" in drawing


def test_control_characters_of_a_query_are_shown_not_obeyed() -> None:
    """A query may be pasted from anywhere."""
    assert "\x1b" not in sketch(chart(series([1], query="a\x1b[31mb"), heads=()), 40)
