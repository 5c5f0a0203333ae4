"""Which alarms begin and end: every transition, and that none is told twice."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.cadence import Rhythm, Window, learned, stated
from watchers.model import Alarm
from watchers.watchdog import judge

THURSDAY = datetime(2026, 3, 5, 12, tzinfo=UTC)  # 15:00 in Moscow
MOSCOW = ZoneInfo("Europe/Moscow")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

RHYTHM = Rhythm((Window(3, 15 * 60, 19 * 60, 30, 1.0),), MOSCOW)  # Thursdays 12:00-16:00 UTC; due by 18:30
BEFORE = tuple(THURSDAY + 2 * HOUR - n * WEEK for n in range(1, 10))  # kept in each of nine weeks before
AWAITED_FROM = THURSDAY - 12 * HOUR
DUE_BY = THURSDAY + timedelta(hours=6, minutes=30)
OVERDUE = Alarm("mfa", "overdue", AWAITED_FROM, "2026-03-05T12:00Z/2026-03-05T16:00Z")
FAILING = Alarm("mfa", "failing", THURSDAY, "HTTP 503")
QUIET = Alarm("mfa", "quiet", BEFORE[0], "P7D")

Answer = tuple[tuple[Alarm, ...], tuple[Alarm, ...]]
NOTHING: Answer = ((), ())


def ask(now: datetime, *open_alarms: Alarm, **facts: Any) -> Answer:
    """Judge a healthy source that speaks on Thursdays and has kept each until last week, but for what is given."""
    healthy: dict[str, Any] = {"failures": 0, "failing_since": None, "trouble": None}
    told: dict[str, Any] = {"rhythm": RHYTHM, "moments": BEFORE}
    return judge("mfa", open=open_alarms, now=now, **{**healthy, **told, **facts})


def failed(times: int, since: datetime | None = THURSDAY, trouble: str | None = "HTTP 503") -> dict[str, Any]:
    return {"failures": times, "failing_since": since, "trouble": trouble}


# ------------------------------------------------------------------ failing


@pytest.mark.parametrize(
    ("times", "later", "begins"),
    [
        pytest.param(1, 24 * HOUR, False, id="one failure, however old"),
        pytest.param(2, 24 * HOUR, False, id="two"),
        pytest.param(3, timedelta(minutes=14), False, id="three within a quarter of an hour are a hiccup"),
        pytest.param(3, timedelta(minutes=15), True, id="three over a quarter of an hour"),
        pytest.param(300, 24 * HOUR, True, id="many"),
    ],
)
def test_a_source_is_failing_after_three_polls_and_a_quarter_of_an_hour(
    times: int, later: timedelta, begins: bool
) -> None:
    """Both: quick polls fail three times in a minute, slow ones once a day. The alarm says since when, and why."""
    begun, ended = ask(THURSDAY + later, **failed(times))
    assert begun == ((FAILING,) if begins else ())
    assert ended == ()


def test_a_failing_source_is_told_once_and_once_when_it_answers_again() -> None:
    """Open, it stays as it began, whatever the later trouble, until a poll is good."""
    assert ask(THURSDAY + 5 * HOUR, FAILING, **failed(20, trouble="HTTP 404")) == NOTHING
    assert ask(THURSDAY + 5 * HOUR, FAILING, **failed(1, THURSDAY + 5 * HOUR)) == NOTHING
    assert ask(THURSDAY + 5 * HOUR, FAILING) == ((), (FAILING,))
    assert ask(THURSDAY + 5 * HOUR, recovered_at=THURSDAY + 5 * HOUR) == NOTHING


def test_trouble_without_a_word_or_a_beginning_is_taken_as_it_is() -> None:
    """No reason is an empty one; a failure nobody knows the beginning of is not yet one to tell."""
    assert ask(THURSDAY + HOUR, **failed(3, trouble=None)) == ((Alarm("mfa", "failing", THURSDAY, ""),), ())
    assert ask(THURSDAY + HOUR, **failed(3, since=None)) == NOTHING


# ------------------------------------------------------------------ overdue


def test_a_briefing_is_overdue_when_its_window_its_spread_and_the_grace_have_passed() -> None:
    """Not a minute before; the reason is the window it was expected in."""
    assert ask(THURSDAY) == NOTHING
    assert ask(DUE_BY - timedelta(minutes=1)) == NOTHING
    assert ask(DUE_BY) == ((OVERDUE,), ())


def test_the_grace_is_longer_where_the_spread_is_wide() -> None:
    """A source that strays by two hours is given two hours more, and four."""
    wide = Rhythm((Window(3, 15 * 60, 19 * 60, 120, 1.0),), MOSCOW)
    closes_at = THURSDAY + 4 * HOUR
    assert ask(closes_at + 6 * HOUR - timedelta(minutes=1), rhythm=wide) == NOTHING
    assert ask(closes_at + 6 * HOUR, rhythm=wide)[0] == (OVERDUE,)


@pytest.mark.parametrize(
    "came",
    [
        pytest.param(THURSDAY - 5 * HOUR, id="hours early, on the same day"),
        pytest.param(THURSDAY, id="as it opens"),
        pytest.param(THURSDAY + 5 * HOUR, id="late"),
    ],
)
def test_a_window_is_kept_by_what_comes_about_then(came: datetime) -> None:
    """Nothing is overdue that came early or late."""
    assert ask(DUE_BY, moments=(*BEFORE, came)) == NOTHING
    assert ask(DUE_BY + 2 * DAY, moments=(*BEFORE, came)) == NOTHING


def test_a_missed_briefing_is_told_once_though_later_ones_are_missed_too() -> None:
    """Not again on Friday, nor after the next Thursdays, as long as nothing comes."""
    for later in (DAY, WEEK, WEEK + 8 * HOUR, 5 * WEEK):
        assert ask(DUE_BY + later, OVERDUE) == NOTHING
        assert ask(DUE_BY + later, OVERDUE, rhythm=None) == NOTHING


def test_what_is_announced_for_later_has_not_come() -> None:
    """A feed may give tomorrow's event tomorrow's clock."""
    ahead = (*BEFORE, DUE_BY + DAY)
    assert ask(DUE_BY, moments=ahead) == ((OVERDUE,), ())
    assert ask(DUE_BY + HOUR, OVERDUE, moments=ahead) == NOTHING


def test_overdue_is_over_when_something_comes() -> None:
    """Whenever that is, and though its own clock says it came somewhat early."""
    for came in (AWAITED_FROM + HOUR, DUE_BY + HOUR, DUE_BY + 3 * DAY):
        now = max(came, DUE_BY + HOUR)
        assert ask(now, OVERDUE, moments=(*BEFORE, came)) == ((), (OVERDUE,))


def test_a_briefing_that_came_for_the_last_window_does_not_hide_that_the_next_is_missed() -> None:
    """The alarm goes on: one run of misses, told once."""
    came = DUE_BY + DAY
    assert ask(DUE_BY + WEEK, OVERDUE, moments=(*BEFORE, came)) == NOTHING
    assert ask(DUE_BY + WEEK + HOUR, OVERDUE, moments=(*BEFORE, came, DUE_BY + WEEK)) == ((), (OVERDUE,))


def test_a_source_without_a_sure_rhythm_is_never_overdue() -> None:
    """None known, one kept in two weeks of three, or one that was stated and does not hold."""
    assert ask(DUE_BY, rhythm=None) == NOTHING
    assert ask(DUE_BY, rhythm=Rhythm((Window(3, 900, 1140, 30, 0.66),), MOSCOW)) == NOTHING
    mondays = tuple(moment - 3 * DAY for moment in BEFORE)
    assert ask(DUE_BY, rhythm=stated(["thursday 15:00-19:00"], MOSCOW), moments=mondays) == NOTHING


def test_a_stated_rhythm_is_believed_of_a_source_heard_once_and_not_of_one_never_heard() -> None:
    """Until it has spoken, nobody knows that it can be read at all."""
    rhythm = stated(["thursday 15:00-19:00"], MOSCOW)
    assert ask(DUE_BY, rhythm=rhythm, moments=BEFORE[:1])[0] == (
        Alarm("mfa", "overdue", AWAITED_FROM, "2026-03-05T12:00Z/2026-03-05T16:00Z"),
    )
    assert ask(DUE_BY, rhythm=rhythm, moments=()) == NOTHING


def test_a_source_that_spoke_within_half_a_day_is_not_overdue() -> None:
    """Of two briefings a day the second may be left out: told only when the silence is worth it."""
    rhythm = stated(["daily 10:00-10:30", "daily 14:00-14:30"], UTC)
    days = [datetime(2026, 3, n, tzinfo=UTC) for n in range(1, 6)]
    moments = [day + hours for day in days[:-1] for hours in (10.2 * HOUR, 14.2 * HOUR)] + [days[-1] + 10.2 * HOUR]
    assert ask(days[-1] + 20 * HOUR, rhythm=rhythm, moments=moments) == NOTHING
    ((begun,), _) = ask(days[-1] + 23 * HOUR, rhythm=rhythm, moments=moments)
    assert begun.reason == "2026-03-05T14:00Z/2026-03-05T14:30Z"


def test_the_first_window_missed_is_the_one_told() -> None:
    """Where the watch itself was away for two weeks."""
    assert ask(DUE_BY + WEEK + DAY)[0] == (OVERDUE,)


def test_nothing_is_overdue_while_polls_fail_nor_just_after() -> None:
    """It may have come, unread; what it has to tell may take a while to be read."""
    now = DUE_BY + HOUR
    assert ask(now, **failed(1, now)) == NOTHING
    assert ask(now, FAILING, **failed(9)) == NOTHING
    assert ask(now, FAILING) == ((), (FAILING,))
    assert ask(now + timedelta(minutes=59), recovered_at=now) == NOTHING
    assert ask(now + HOUR, recovered_at=now) == ((OVERDUE,), ())


def test_a_source_may_begin_to_fail_while_it_is_overdue() -> None:
    """They are two matters: each begins and ends by itself."""
    now = DUE_BY + DAY
    assert ask(now, OVERDUE, **failed(3)) == ((FAILING,), ())
    assert ask(now, OVERDUE, FAILING) == ((), (FAILING,))
    assert ask(now, OVERDUE, FAILING, moments=(*BEFORE, now)) == ((), (FAILING, OVERDUE))


def test_a_learned_rhythm_is_sure_enough_for_an_alarm_and_a_holiday_raises_one() -> None:
    """Nine Thursdays kept, the tenth not: once, over with the eleventh."""
    now = DUE_BY + HOUR
    ((begun,), ended) = ask(now, rhythm=learned(BEFORE, MOSCOW, now))
    assert (begun.kind, ended) == ("overdue", ())
    later = now + WEEK
    moments = (*BEFORE, later - 5 * HOUR)
    assert ask(later, begun, rhythm=learned(moments, MOSCOW, later), moments=moments) == ((), (begun,))


# ------------------------------------------------------------------ quiet

DAILY = tuple(THURSDAY - n * DAY for n in range(30))
WORKDAYS = tuple(moment for moment in DAILY if moment.weekday() < 5)


@pytest.mark.parametrize(
    ("moments", "silence", "reason"),
    [
        pytest.param(DAILY, 3 * DAY, "P1D", id="daily: three days"),
        pytest.param(WORKDAYS, 9 * DAY, "P3D", id="on weekdays: three weekends"),
        pytest.param(tuple(THURSDAY - n * WEEK for n in range(9)), 3 * WEEK, "P7D", id="weekly: three weeks"),
        pytest.param(
            tuple(THURSDAY - n * DAY - k * HOUR for n in range(0, 15, 2) for k in range(6)),
            3 * (2 * DAY),
            "P2D",
            id="several on a day are that day",
        ),
    ],
)
def test_a_source_is_quiet_after_three_times_its_longest_usual_silence(
    moments: Sequence[datetime], silence: timedelta, reason: str
) -> None:
    """At least three days; the alarm says when it last spoke, and what the longest usual silence is."""
    assert ask(THURSDAY + silence, rhythm=None, moments=moments) == NOTHING
    quiet = Alarm("mfa", "quiet", THURSDAY, reason)
    now = THURSDAY + silence + timedelta(minutes=1)
    assert ask(now, rhythm=None, moments=moments) == ((quiet,), ())
    assert ask(now + 9 * WEEK, quiet, rhythm=None, moments=moments) == NOTHING
    assert ask(now + HOUR, quiet, rhythm=None, moments=(*moments, now)) == ((), (quiet,))


def test_who_spoke_on_less_than_five_days_has_no_habit_of_speaking() -> None:
    """Four days, or hundreds of briefings imported on one."""
    assert ask(THURSDAY + 300 * DAY, rhythm=None, moments=DAILY[:4]) == NOTHING
    assert ask(THURSDAY + 300 * DAY, rhythm=None, moments=DAILY[:5])[0]
    imported = tuple(THURSDAY + n * timedelta(seconds=5) for n in range(500))
    assert ask(THURSDAY + 300 * DAY, rhythm=None, moments=imported) == NOTHING


def test_a_rare_break_does_not_make_a_source_slow_to_be_missed() -> None:
    """One August in two months of daily briefings is not the longest usual silence."""
    holed = [*DAILY, *(moment - 60 * DAY for moment in DAILY)]
    ((quiet,), _) = ask(THURSDAY + 4 * DAY, rhythm=None, moments=holed)
    assert quiet.reason == "P1D"


def test_overdue_grows_into_quiet_without_a_second_word_and_the_other_way_round() -> None:
    """Both say that nothing came: only one of them is open."""
    assert ask(DUE_BY + 5 * WEEK, OVERDUE) == NOTHING
    assert ask(DUE_BY + WEEK, QUIET) == NOTHING
    assert [alarm.kind for alarm in ask(DUE_BY + 4 * WEEK)[0]] == ["overdue"]


def test_nothing_is_quiet_while_polls_fail_nor_just_after() -> None:
    """A silence nobody could hear is not told as one."""
    now = THURSDAY + 10 * DAY
    silent: dict[str, Any] = {"rhythm": None, "moments": DAILY}
    assert ask(now, **silent, **failed(1, now)) == NOTHING
    assert ask(now, **silent, recovered_at=now - timedelta(minutes=59)) == NOTHING
    assert ask(now, **silent, recovered_at=now - HOUR)[0] == (Alarm("mfa", "quiet", THURSDAY, "P1D"),)


# ------------------------------------------------------------------ of all


def test_the_alarms_of_other_sources_are_left_alone() -> None:
    """They neither end here nor stand for one of ours."""
    other = Alarm("kremlin", "overdue", AWAITED_FROM, "")
    assert ask(DUE_BY, other) == ((OVERDUE,), ())
    assert ask(DUE_BY, other, Alarm("kremlin", "failing", THURSDAY), moments=(*BEFORE, DUE_BY)) == NOTHING


KINDS: st.SearchStrategy[Any] = st.sampled_from(["failing", "overdue", "quiet"])
WINDOWS = st.builds(
    lambda weekday, opens, length, spread, support: Window(weekday, opens, opens + length, spread, support),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(10, 600),
    st.integers(0, 120),
    st.sampled_from([0.5, 0.8, 1.0]),
)
RHYTHMS = st.none() | st.lists(WINDOWS, min_size=1, max_size=6).map(lambda windows: Rhythm(tuple(windows), MOSCOW))
HOURS_BACK = st.lists(st.integers(-48, 24 * 100), max_size=40)


@st.composite
def regular(draw: st.DrawFn) -> tuple[datetime, ...]:
    """Of a source that speaks every so many days, until it does not: the histories in which alarms begin."""
    every, count, silent = draw(st.integers(1, 9)), draw(st.integers(1, 30)), draw(st.integers(0, 24 * 60))
    return tuple(THURSDAY - silent * HOUR - n * every * DAY for n in range(count))


MOMENTS = regular() | HOURS_BACK.map(lambda back: tuple(THURSDAY - n * HOUR for n in back))


@given(
    kinds=st.sets(KINDS),
    since=st.integers(0, 24 * 60),
    failures=st.integers(0, 6),
    failing_hours=st.none() | st.integers(0, 48),
    recovered_hours=st.none() | st.integers(0, 48),
    rhythm=RHYTHMS,
    moments=MOMENTS,
)
def test_an_answer_applied_leaves_nothing_to_say(
    kinds: set[Any],
    since: int,
    failures: int,
    failing_hours: int | None,
    recovered_hours: int | None,
    rhythm: Rhythm | None,
    moments: Sequence[datetime],
) -> None:
    """What begins is of no open kind, what ends was open, and asking again with both applied gives nothing."""
    open_alarms = tuple(Alarm("mfa", kind, THURSDAY - since * HOUR) for kind in sorted(kinds))
    facts: dict[str, Any] = {
        "failures": failures,
        "failing_since": None if failing_hours is None else THURSDAY - failing_hours * HOUR,
        "trouble": "HTTP 503",
        "rhythm": rhythm,
        "moments": moments,
        "now": THURSDAY,
    }
    recovered_at = None if recovered_hours is None else THURSDAY - recovered_hours * HOUR
    begun, ended = judge("mfa", open=open_alarms, recovered_at=recovered_at, **facts)
    assert set(ended) <= set(open_alarms)
    assert not {alarm.kind for alarm in begun} & kinds
    assert len({alarm.kind for alarm in begun}) == len(begun)
    assert all(alarm.source == "mfa" and alarm.since_at <= THURSDAY for alarm in begun)
    if any(alarm.kind == "failing" for alarm in ended):
        recovered_at = THURSDAY
    left = tuple(alarm for alarm in (*open_alarms, *begun) if alarm not in ended)
    assert judge("mfa", open=left, recovered_at=recovered_at, **facts) == NOTHING


@given(
    steps=st.lists(
        st.tuples(st.integers(1, 72), st.sampled_from(["speaks", "silent", "silent", "fails"])), max_size=60
    ),
    rhythm=RHYTHMS,
    history=regular(),
)
def test_through_any_history_each_alarm_is_told_once_and_once_when_it_is_over(
    steps: Sequence[tuple[int, str]], rhythm: Rhythm | None, history: Sequence[datetime]
) -> None:
    """Beginnings and ends of a kind alternate; of overdue and quiet one is open; good and speaking, none is."""
    now, moments, failures = THURSDAY, list(history), 0
    failing_since: datetime | None = None
    recovered_at: datetime | None = None
    open_alarms: tuple[Alarm, ...] = ()
    for hours, event in steps:
        now += hours * HOUR
        failures = failures + 1 if event == "fails" else 0
        failing_since = (failing_since or now) if failures else None
        moments += [now] if event == "speaks" else []
        begun, ended = judge(
            "mfa",
            open=open_alarms,
            failures=failures,
            failing_since=failing_since,
            trouble="HTTP 503" if failures else None,
            rhythm=rhythm,
            moments=moments,
            now=now,
            recovered_at=recovered_at,
        )
        assert set(ended) <= set(open_alarms)
        assert not {alarm.kind for alarm in begun} & {alarm.kind for alarm in open_alarms}
        if any(alarm.kind == "failing" for alarm in ended):
            recovered_at = now
        open_alarms = tuple(alarm for alarm in (*open_alarms, *begun) if alarm not in ended)
        kinds = [alarm.kind for alarm in open_alarms]
        assert len(kinds) == len(set(kinds))
        assert not {"overdue", "quiet"} <= set(kinds)
        assert event != "speaks" or not kinds
        assert failures < 3 or now - (failing_since or now) < HOUR or "failing" in kinds
