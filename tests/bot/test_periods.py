"""Periods typed after a query: what is split off, what it means, and what stays a word."""

import datetime as dt
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import words
from bot.periods import EARLIEST, Period, dated, split, understood
from watchers.query import parse_query

TODAY = dt.date(2026, 11, 25)  # a Wednesday


def _days(since: str, until: str) -> Period:
    return Period(
        dt.date.fromisoformat(since) if since else None,
        dt.date.fromisoformat(until) if until else None,
    )


LAST_MONTH = ("2026-10-01", "2026-10-31")
LAST_YEAR = ("2025-01-01", "2025-12-31")
LAST_WEEK = ("2026-11-16", "2026-11-22")
THIRTY_DAYS = ("2026-10-27", "")
IN_2021 = ("2021-01-01", "2021-12-31")
MARCH_2021 = ("2021-03-01", "2021-03-31")
SINCE_MARCH = ("2020-03-01", "")
THREE_YEARS = ("2019-01-01", "2021-12-31")


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("last month", LAST_MONTH),
        ("in the last month", LAST_MONTH),
        ("Last Month", LAST_MONTH),
        ("previous month", LAST_MONTH),
        ("last week", LAST_WEEK),
        ("last year", LAST_YEAR),
        ("this week", ("2026-11-23", "")),
        ("this month", ("2026-11-01", "")),
        ("this year", ("2026-01-01", "")),
        ("past week", ("2026-11-19", "")),
        ("past year", ("2025-11-26", "")),
        ("last 30 days", THIRTY_DAYS),
        ("over the last 3 months", ("2026-08-26", "")),
        ("the last two years", ("2024-11-26", "")),
        ("yesterday", ("2026-11-24", "2026-11-24")),
        ("today", ("2026-11-25", "")),
        ("2021", IN_2021),
        ("2021.", IN_2021),
        ("in 2021", IN_2021),
        ("2026", ("2026-01-01", "")),
        ("March 2021", MARCH_2021),
        ("Mar 2021", MARCH_2021),
        ("in March of 2021", MARCH_2021),
        ("2021-03", MARCH_2021),
        ("2021-03-05", ("2021-03-05", "2021-03-05")),
        ("12 March 2021", ("2021-03-12", "2021-03-12")),
        ("on March 12th, 2021", ("2021-03-12", "2021-03-12")),
        ("12.03.2021", ("2021-03-12", "2021-03-12")),
        ("in March", ("2026-03-01", "2026-03-31")),
        ("in December", ("2025-12-01", "2025-12-31")),
        ("since 2020", ("2020-01-01", "")),
        ("since March 2020", SINCE_MARCH),
        ("since last week", ("2026-11-16", "")),
        ("since the beginning of this year", ("2026-01-01", "")),
        ("after 2020", ("2021-01-01", "")),
        ("until 2021", ("", "2021-12-31")),
        ("before 2021", ("", "2020-12-31")),
        ("from 2019 to 2021", THREE_YEARS),
        ("since 2019 until 2021", THREE_YEARS),
        ("between 2019 and 2021", THREE_YEARS),
        ("2019-2021", THREE_YEARS),
        ("2019–2021", THREE_YEARS),
        ("2021 - 2019", THREE_YEARS),
        ("from March to May 2021", ("2021-03-01", "2021-05-31")),
        ("за прошлый месяц", LAST_MONTH),
        ("в прошлом месяце", LAST_MONTH),
        ("в прошлом году", LAST_YEAR),
        ("на прошлой неделе", LAST_WEEK),
        ("в этом году", ("2026-01-01", "")),
        ("с начала года", ("2026-01-01", "")),
        ("с начала 2021 года", ("2021-01-01", "")),
        ("за последние 30 дней", THIRTY_DAYS),
        ("за последние три месяца", ("2026-08-26", "")),
        ("за последний год", ("2025-11-26", "")),
        ("вчера", ("2026-11-24", "2026-11-24")),
        ("сегодня", ("2026-11-25", "")),
        ("в 2021 году", IN_2021),
        ("за 2021 год", IN_2021),
        ("2021 г.", IN_2021),
        ("в марте 2021 года", MARCH_2021),
        ("март 2021", MARCH_2021),
        ("с марта 2020", SINCE_MARCH),
        ("до 2021", ("", "2021-12-31")),
        ("с 2019 по 2021 год", THREE_YEARS),
        ("между 2019 и 2021 годами", THREE_YEARS),
        ("в 2019–2021 гг.", THREE_YEARS),
        ("le mois dernier", LAST_MONTH),
        ("l’année dernière", LAST_YEAR),
        ("la semaine dernière", LAST_WEEK),
        ("ces 30 derniers jours", THIRTY_DAYS),
        ("en mars 2021", MARCH_2021),
        ("depuis mars 2020", SINCE_MARCH),
        ("jusqu'en 2021", ("", "2021-12-31")),
        ("de 2019 à 2021", THREE_YEARS),
        ("letzten Monat", LAST_MONTH),
        ("im letzten Jahr", LAST_YEAR),
        ("letzte Woche", LAST_WEEK),
        ("in den letzten 30 Tagen", THIRTY_DAYS),
        ("im Jahr 2021", IN_2021),
        ("im März 2021", MARCH_2021),
        ("seit März 2020", SINCE_MARCH),
        ("bis 2021", ("", "2021-12-31")),
        ("von 2019 bis 2021", THREE_YEARS),
        ("el mes pasado", LAST_MONTH),
        ("el año pasado", LAST_YEAR),
        ("la semana pasada", LAST_WEEK),
        ("los últimos 30 días", THIRTY_DAYS),
        ("en marzo de 2021", MARCH_2021),
        ("desde marzo de 2020", SINCE_MARCH),
        ("hasta 2021", ("", "2021-12-31")),
        ("de 2019 a 2021", THREE_YEARS),
    ],
)
def test_a_period_at_the_end_is_split_off(typed: str, days: tuple[str, str]) -> None:
    """What names a period in one of five languages is taken off, to the day; the query before it is left as it is."""
    assert split(f"(grain OR wheat) {typed}", TODAY) == ("(grain OR wheat)", _days(*days))


def test_fields_may_follow_a_period() -> None:
    """They stay where they are, one after the other."""
    asked = "grain last year source:mid_ru -lang:ru"
    assert split(asked, TODAY) == ("grain source:mid_ru -lang:ru", _days(*LAST_YEAR))
    assert split("source:mid_ru 2021 until:2021-06", TODAY) == ("source:mid_ru until:2021-06", _days(*IN_2021))
    for text in ("2021 source:mid_ru", "(grain 2021 source:mid_ru)", '"grain 2021 source:mid_ru"', "source:mid_ru"):
        assert split(text, TODAY) == (text, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "grain",
        "2021",  # nothing else stands there
        "in 2021",
        "last month",
        'grain "2021"',
        '"grain 2021"',
        '"grain in 2021',  # the quotes are still open
        "grain (2021)",
        "(grain 2021",
        "{grain last month",
        "grain OR 2021",
        "grain or 2021",
        "зерно или 2021",
        "grain NEAR/5 2021",
        "grain -2021",
        "grain =2021",
        "grain speaker: 2021",
        "grain since:2020-03 until:2021",
        "grain 1945",
        "grain since 1945",
        "grain 2030",
        "peace plan until 2030",
        "resolution 2231",
        "grain 2021-13",
        "grain 31.02.2021",
        "grain 0000-0000",
        "last days",
        "grain last 0 days",
        "grain last 9999 years",
        "Theresa May",
        "2021 grain",
        "last month grain",
    ],
)
def test_what_is_no_period_stays_a_word(text: str) -> None:
    """In quotes or parentheses, after an operator, alone, of no archive's years or yet to come: no period."""
    assert split(text, TODAY) == (text, None)


def test_weeks_begin_on_monday() -> None:
    """On a Monday this week is a day old, on a Sunday seven days."""
    for day in (dt.date(2026, 11, 23), dt.date(2026, 11, 29)):
        period = split("grain this week", day)[1]
        assert period is not None
        assert period.since == dt.date(2026, 11, 23)


def test_a_month_without_its_year_is_the_latest_that_has_begun() -> None:
    """Nobody asks what was said in a month to come."""
    assert split("grain in November", TODAY)[1] == _days("2026-11-01", "")
    assert split("grain since December", TODAY)[1] == _days("2025-12-01", "")


def test_months_end_where_they_end() -> None:
    """Leap days, and days that a shorter month lacks."""
    assert split("grain in February 2024", TODAY)[1] == _days("2024-02-01", "2024-02-29")
    assert split("grain last 1 month", dt.date(2026, 3, 31))[1] == _days("2026-03-01", "")


def test_a_dated_query_reads_as_one_typed_with_its_days() -> None:
    """A period is put into the query, where it can be read, copied and asked again."""
    query = dated(parse_query("grain OR wheat"), _days(*MARCH_2021))
    assert str(query) == "(grain OR wheat) since:2021-03-01 until:2021-03-31"
    assert parse_query(str(query)) == query
    assert dated(parse_query("grain port"), _days("2020-01-01", "")) == parse_query("grain port since:2020-01-01")


_PIECES = st.sampled_from(
    [
        *"()\"«»{}|-=~:/.,'’",
        *["grain", "last", "this", "month", "30", "days", "2021", "2019-2021", "March", "since", "to", "from"],
        *["between", "and", "OR", "0", "9999"],
        *["за", "год", "в", "марте", "dernier", "mois", "l'", "letzten"],
        "\u2028",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=14).map(" ".join)), st.dates(min_value=dt.date(2020, 1, 1)))
def test_whatever_is_typed_is_split_or_left(text: str, today: dt.date) -> None:
    """Nothing raises; words only go, in one piece, and the days are in order and not yet to come."""
    rest, period = split(text, today)
    if period is None:
        assert rest == text
        return
    assert rest
    assert len(rest) < len(text)
    alike = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(text, rest, strict=False))))
    assert text.rstrip().endswith(rest[alike:])
    assert period.since or period.until
    assert period.since is None or dt.date(EARLIEST, 1, 1) <= period.since <= today
    assert period.since is None or period.until is None or period.since <= period.until


@given(
    st.lists(st.text("abcxyz", min_size=1, max_size=6), min_size=1, max_size=4).map(" x".join),
    st.dates(min_value=TODAY),
)
def test_words_alone_are_left_as_they_are(text: str, today: dt.date) -> None:
    """A text without a word of time in it comes back unchanged, and with a period after it without that."""
    assert split(text, today) == (text, None)
    assert split(f"{text} since 2020", today) == (text, _days("2020-01-01", ""))


def test_of_a_year_it_is_said_how_to_look_for_the_number() -> None:
    """For a number at the end may have been meant as a word; "in May 2020" can't."""
    english = words("en")
    year, month = Period(dt.date(2021, 1, 1), dt.date(2021, 12, 31)), Period(dt.date(2020, 5, 1), dt.date(2020, 5, 31))
    assert understood(year, english).endswith("(to look for the number, put it in quotes)")
    assert understood(month, english) == "Period: 1 May 2020 – 31 May 2020"
    assert understood(Period(dt.date(2021, 1, 1), None), english) == "Period: since 1 January 2021"
