"""Dates and clocks as pages print them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.sources.dates import find_clock, find_date


@pytest.mark.parametrize(
    "text",
    [
        "Weekly Briefing, Port Orven, March 4, 2031",
        "4 March 203119:50",
        "4th of March 2031",
        "4 марта 2031 года 19:50",
        "4 березня 2031 року",
        "le 4 mars 2031",
        "4. März 2031",
        "4 de marzo de 2031",
        "2031年3月4日外交部例行记者会",
        "04.03.2031",
        "2031-03-04",
        "2031/03/04 - 09:29",
        "Mar. 4, 2031",
        "(Harbour, March 4, 2031)",
        "Last updated 04-Mar-2031 10:03",
        "Regular Press Conference on March4, 2031",
        "Regular Press Conference on March 4,2031",
    ],
)
def test_a_date_is_read_in_the_pages_own_language(text: str) -> None:
    """Rule: day, month and year in any of the forms seen; a clock glued to the year does not hide it."""
    found = find_date(text)
    assert found is not None
    assert found.date == dt.date(2031, 3, 4)


@pytest.mark.parametrize("text", ["May", "1", "in 2031", "Resolution 1325", "4 March", "31 February 2031", "10:30", ""])
def test_what_is_no_whole_date_is_none(text: str) -> None:
    """Rule: nothing is guessed from a part of a date."""
    assert find_date(text) is None


def test_short_american_dates_only_where_asked_for() -> None:
    """Rule: 3/4/31 is ambiguous, and read only in titles that are known to be American."""
    assert find_date("Press Briefing, 3/4/31") is None
    found = find_date("Press Briefing, 3/4/31", american=True)
    assert found is not None
    assert found.date == dt.date(2031, 3, 4)


def test_a_date_without_a_year_takes_the_one_given() -> None:
    """Rule: a title's "on March 4" is of the year that the page states elsewhere."""
    found = find_date("Regular Press Conference on March 4", year=2031)
    assert found is not None
    assert found.date == dt.date(2031, 3, 4)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("4 March 203119:50", "19:50"),
        ("3:33 P.M. EST", "15:33"),
        ("12:05 a.m.", "00:05"),
        ("11:37 A.M. EDT", "11:37"),
        ("February 20, 2031  14:30  KST", "14:30"),
        ("25:10", None),
        ("4.5 percent", None),
        ("in 2031", None),
    ],
)
def test_a_clock_is_read_with_or_without_halves(text: str, clock: str | None) -> None:
    """Rule: a time of day with its colon, or with a.m. or p.m.; a decimal number is none."""
    found = find_clock(text)
    assert (found.strftime("%H:%M") if found else None) == clock


@given(st.dates(dt.date(1950, 1, 1), dt.date(2089, 12, 31)))
def test_every_date_survives_being_printed(date: dt.date) -> None:
    """Property: what strftime prints in English or ISO is read back."""
    for text in (f"{date:%B} {date.day}, {date.year}", f"{date.day} {date:%B} {date.year}", date.isoformat()):
        found = find_date(f"Briefing, {text} (Port Orven)")
        assert found is not None
        assert found.date == date


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Property: no text makes the readers of dates and clocks fail."""
    find_date(text, american=True, year=2031)
    find_clock(text)
