"""What is asked of a trend, and what is said of one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import trends
from bot.locales import LANGUAGES, words
from bot.message import MAX_CALLBACK_BYTES
from bot.periods import Period
from bot.trend_message import pressed, said_of, told
from bot.trends import (
    MOST_BRIEFINGS,
    NO_PERIOD,
    STEPS,
    aligned,
    asked,
    figures,
    parted,
    shown,
    spanned,
    step_for,
    summed,
)
from tests.bot.plotting import series
from watchers.query import parse_query

TODAY = date(2026, 11, 25)
EN = words("en")


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("grain", ("grain",)),
        ("grain, gas", ("grain", "gas")),
        ("grain,gas", ("grain", "gas")),
        ("grain; gas vs oil", ("grain", "gas", "oil")),
        ("grain VS. gas", ("grain", "gas")),
        ("grain\ngas", ("grain", "gas")),
        ("粮食，天然气", ("粮食", "天然气")),
        ('"grain, gas; oil", visa', ('"grain, gas; oil"', "visa")),
        ("«зерно, газ» vs виза", ("«зерно, газ»", "виза")),
        ("{grain, gas} oil, (a, b) OR c", ("{grain, gas} oil", "(a, b) OR c")),
        ("source:a,b grain, gas", ("source:a,b grain", "gas")),
        ("source:a, gas", ("source:a", "gas")),
        ("1,140,000 tonnes, gas", ("1,140,000 tonnes", "gas")),
        (" , grain,, ;gas, ", ("grain", "gas")),
        ("canvas vsevolod", ("canvas vsevolod",)),
        ("", ()),
    ],
)
def test_queries_are_parted_where_nothing_is_open(text: str, queries: tuple[str, ...]) -> None:
    """By a comma, a semicolon, "vs" or a line; not in quotes, parentheses, braces, numbers or values."""
    assert parted(text) == queries


@given(st.lists(st.sampled_from(("grain", '"a, b"', "(c; d)", "source:x,y", "{e f}", "зерно")), min_size=1, max_size=5))
def test_what_is_joined_with_commas_is_parted_again(queries: list[str]) -> None:
    """Whatever the queries are."""
    assert parted(", ".join(queries)) == parted(" vs ".join(queries)) == tuple(queries)


@given(st.text('ab ,;()"«»{}:1vs\n', max_size=40))
def test_parting_loses_no_word(text: str) -> None:
    """But the signs between queries, and "vs"."""
    kept = "".join(parted(text))
    gone = [char for char in text if not char.isspace() and char not in ",;vs"]
    assert [char for char in kept if not char.isspace() and char not in ",;vs"] == gone


@pytest.mark.parametrize(
    ("text", "step", "period"),
    [
        ("grain, gas", None, NO_PERIOD),
        ("grain, gas by week", "week", NO_PERIOD),
        ("grain, gas by briefings", "briefing", NO_PERIOD),
        ("grain, gas by:month", "month", NO_PERIOD),
        ("grain, gas, by week", "week", NO_PERIOD),
        ("grain, gas по неделям", "week", NO_PERIOD),
        ("grain, gas по брифингам", "briefing", NO_PERIOD),
        ("grain, gas last year by week", "week", Period(date(2025, 1, 1), date(2025, 12, 31))),
        ("grain, gas by week last year", "week", Period(date(2025, 1, 1), date(2025, 12, 31))),
        ("grain, gas 2021", None, Period(date(2021, 1, 1), date(2021, 12, 31))),
    ],
)
def test_the_step_and_the_period_are_said_at_the_end(text: str, step: str | None, period: Period) -> None:
    """In any order, and either alone."""
    found = asked(text, TODAY)
    assert (found.queries, found.step, found.period) == (("grain", "gas"), step, period)


def test_days_that_end_the_last_query_are_meant_for_all() -> None:
    """As in "grain, gas since:2020"; where each has its own, or the period is said, each keeps them."""
    grain, gas, dated = parse_query("grain"), parse_query("gas since:2020"), parse_query("oil since:2021")
    assert spanned([grain, gas], NO_PERIOD) == ((grain, parse_query("gas")), Period(date(2020, 1, 1), None))
    both = parse_query("gas since:2020 until:2020-05")
    assert spanned([both], NO_PERIOD) == ((parse_query("gas"),), Period(date(2020, 1, 1), date(2020, 5, 31)))
    assert spanned([dated, gas], NO_PERIOD) == ((dated, gas), NO_PERIOD)
    period = Period(date(2019, 1, 1), None)
    assert spanned([grain, gas], period) == ((grain, gas), period)
    only = parse_query("since:2020")
    assert spanned([only], NO_PERIOD) == ((only,), NO_PERIOD)


def test_the_step_suits_the_span() -> None:
    """A few briefings one by one, a few months by week, else months."""
    assert step_for(series([1, 2], of=[6, 6])) == "briefing"
    assert step_for(series([1, 2], of=[6, 7])) == "week"
    assert step_for(series([1] * 4)) == "week"
    assert step_for(series([1] * 5)) == "month"


def test_of_many_briefings_the_newest_are_shown_and_that_is_said() -> None:
    """Of steps of time, all are."""
    many = shown(series([1] * 100, "briefing"))
    assert len(many.points) == MOST_BRIEFINGS
    assert many.points[-1].briefing == "b99"
    assert summed(many).first is None
    assert f"Only the last {MOST_BRIEFINGS} briefings." in told([many], EN, {}, TODAY).text
    assert len(shown(series([1] * 100)).points) == 100


def test_queries_with_days_of_their_own_share_the_steps_of_all() -> None:
    """In the order of time, without a mention where they do not look, among all briefings there were."""
    long, late = series([1, 2, 3], of=[4, 5, 6]), series([7], query="gas", of=[6])
    both = aligned([late, long])
    assert [[point.start for point in each.points] for each in both] == [[point.start for point in long.points]] * 2
    assert [point.mentions for point in both[0].points] == [0, 0, 7]
    assert [point.of for point in both[0].points] == [4, 5, 6]
    assert both[1] == long
    assert aligned([long, long]) == (long, long)


def test_the_figures_are_said_in_short_lines() -> None:
    """How many passages, in how many of how many briefings, when first, last and most."""
    assert figures(series([0, 1, 5, 2, 0]), EN) == [
        "8 passages in 7 of 20 briefings (35%)",
        "First: 1 August 2026 · last: October 2026",
        "Most: 5, September 2026",
    ]
    assert figures(series([0, 0, 1], of=[400, 400, 400]), EN) == [
        "1 passage in 1 of 1,200 briefings (<1%)",
        "First: 1 November 2026",
    ]
    assert figures(series([0, 2], "week"), EN)[1:] == [
        "First: 23 November 2026 · last: week of 23 November 2026",
        "Most: 2, week of 23 November 2026",
    ]
    assert figures(series([0, 0]), EN) == ["Not said in this time"]
    since = Period(date(2026, 10, 1), None)
    assert figures(series([0, 1]), EN, since)[1] == "First in this time: 1 November 2026"


def test_a_chart_says_what_was_counted_when_and_where() -> None:
    """Its period, its source, its caveats."""
    made = series([0, 3, 2], of=[4, 4, 0])
    drawn = trends.chart([made], EN, {"ministry": "The ministry, briefings"}, TODAY)
    assert drawn.heads == ("Passages by month", "September 2026 – November 2026", "The ministry, briefings")
    assert (drawn.lines[0].label, drawn.lines[0].note) == ("grain", "3 · ◆ first 1 October 2026")
    assert drawn.gaps == "Grey: no briefings."
    few = type(made)(made.query, made.step, made.points, made.first, True, ("a", "b", "c"))
    assert trends.chart([few], EN, {}, TODAY).feet == ("Only the newest passages were counted: there may be more.",)
    assert trends.chart([few], EN, {}, TODAY).heads[2] == "3 sources"


def test_a_first_time_is_claimed_only_where_all_was_read() -> None:
    """Where only the newest passages were, there may be more, and earlier ones."""
    whole = series([0, 3, 2])
    part = type(whole)(whole.query, whole.step, whole.points, whole.first, True, whole.sources)
    drawn = trends.chart([part], EN, {}, TODAY)
    assert drawn.lines[0].note == "at least 5"
    assert figures(part, EN)[:2] == ["At least 5 passages in 5 of 12 briefings (42%)", "Last: November 2026"]
    assert summed(whole).first is not None


def test_a_week_that_is_not_over_ends_today_and_none_leaves_the_period() -> None:
    """What is counted is what is said to be."""
    weekly = series([1, 1], "week")
    assert trends.span(weekly, EN, TODAY) == "16 November 2026 – 25 November 2026"
    period = Period(date(2026, 11, 18), date(2026, 11, 24))
    assert trends.span(weekly, EN, TODAY, period) == "18 November 2026 – 24 November 2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_holds_its_queries_in_bold_and_offers_the_other_steps(language: str) -> None:
    """So that they can be asked again with nothing kept; the period comes back with the button."""
    period = Period(date(2020, 1, 1), date(2026, 11, 30))
    both = [series([1, 2]), series([0, 0], query='"газ, нефть"')]
    message = told(both, words(language), {}, TODAY, period)
    assert [e.extract_from(message.text) for e in message.entities if e.type == "bold"] == ["grain", '"газ, нефть"']
    steps, said = message.buttons
    assert [pressed(button.data) for button in steps] == [("week", period), ("briefing", period)]
    assert [said_of(button.data) for button in said] == [(1, period)]
    assert all(len(button.data.encode()) <= MAX_CALLBACK_BYTES for row in message.buttons for button in row)


@given(st.sampled_from(STEPS), st.none() | st.dates(date(1900, 1, 1)), st.none() | st.dates(date(1900, 1, 1)))
def test_what_a_button_asks_for_is_read_back(step: str, since: date | None, until: date | None) -> None:
    """Every step and every period."""
    made = told([series([1], "month" if step != "month" else "week")], EN, {}, TODAY, Period(since, until))
    assert (step, Period(since, until)) in [pressed(button.data) for row in made.buttons for button in row]


@given(st.text(max_size=40) | st.from_regex(r"trend:(month|week|year):[0-9]{0,9}:[0-9]{0,9}", fullmatch=True))
def test_a_button_nobody_made_asks_for_nothing_or_a_period(data: str) -> None:
    """No day that is none gets through."""
    assert pressed(data) is None or data.startswith("trend:")


def test_queries_that_fill_more_than_a_message_bring_no_buttons() -> None:
    """What cannot be read back whole cannot be asked again."""
    long = [series([1, 2], query=f"{'m' * 990} {n}") for n in range(5)]
    assert told(long, EN, {}, TODAY).buttons == ()
    assert told(long[:3], EN, {}, TODAY).buttons
