"""Dates below a chart."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.ticks import Tick, month, rulers, yearly
from tests.bot.plotting import starts
from watchers.remembered import Step

STEPS: tuple[Step, ...] = ("month", "week", "briefing")


@given(st.integers(1, 400), st.sampled_from(STEPS), st.sampled_from(("en", "ru")))
def test_every_ruler_names_steps_there_are_and_the_last_is_one_label(number: int, step: Step, language: str) -> None:
    """In order, none of them twice, so that one always fits."""
    days = starts(number, step)
    made = list(rulers(days, step, language))
    assert len(made[-1]) == 1
    for ruler in made:
        places = [tick.at for tick in ruler]
        assert ruler
        assert places == sorted(set(places))
        assert 0 <= places[0] <= places[-1] < number
        for tick in ruler:
            assert str(days[tick.at].year) in (tick.label, str(tick.year))


def test_the_year_is_said_where_it_changes() -> None:
    """Once, below the first label of it."""
    ruler = next(iter(rulers(starts(4, "month", date(2026, 2, 1)), "month", "en")))
    assert [tick.label for tick in yearly(ruler)] == ["Nov\n2025", "Dec", "Jan\n2026", "Feb"]
    assert yearly([Tick(0, "2025"), Tick(1, "2026")]) == (Tick(0, "2025"), Tick(1, "2026"))


def test_months_are_named_as_they_are_by_themselves() -> None:
    """Not as they are after a day, which is another case in Russian."""
    assert month(date(2026, 11, 3), "en") == "November 2026"
    assert month(date(2026, 11, 3), "ru") == "ноябрь 2026"
