"""When to look next: rhythms stated and learned, bursts, back-off and re-checks."""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from watchers.cadence import (
    LATE,
    Rhythm,
    Window,
    expected,
    learned,
    next_check,
    next_poll,
    retry_page,
    stated,
    window,
)

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)  # a Thursday
RECHECK = ((6 * 3600, 3600), (3 * 86400, 6 * 3600), (7 * 86400, 86400))
MOSCOW = ZoneInfo("Europe/Moscow")  # UTC+3 all year
BERLIN = ZoneInfo("Europe/Berlin")  # summer time from 29 March to 25 October 2026
ZONES = st.sampled_from(["UTC", "Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Tokyo"])


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def appearances(
    days: Iterable[int],
    minute: float,
    weeks: int,
    *,
    stray: float = 15,
    until: datetime = NOW,
    zone: tzinfo = MOSCOW,
    seed: int = 1,
) -> list[datetime]:
    """On these days of the week at about this minute of the local day, for so many weeks up to a moment."""
    dice = random.Random(seed)
    wanted, last = set(days), until.astimezone(zone).date()
    found: list[datetime] = []
    for day in (last - timedelta(days=back) for back in range(weeks * 7)):
        if day.weekday() in wanted:
            clock = datetime.combine(day, time()) + minutes(minute + dice.uniform(-stray, stray))
            found.append(clock.replace(tzinfo=zone).astimezone(UTC))
    return [moment for moment in found if moment <= until]


def known(rhythm: Rhythm | None) -> Rhythm:
    assert rhythm is not None
    return rhythm


def days_of(rhythm: Rhythm | None) -> set[int]:
    return {w.weekday for w in rhythm.windows} if rhythm else set()


# ------------------------------------------------------------------ what a profile states


def test_a_stated_day_and_span_is_a_window_of_that_day_by_the_clock_of_the_place() -> None:
    """Thursday 15:00-19:00 in Moscow is 12:00-16:00 UTC."""
    rhythm = known(stated(["thursday 15:00-19:00"], MOSCOW))
    assert window(rhythm, NOW - timedelta(days=2)) == (NOW, NOW + timedelta(hours=4))


def test_weekdays_and_daily_are_five_and_seven_windows() -> None:
    """The two groups of days a profile may name; several lines add up."""
    assert days_of(stated(["weekdays 12:00-13:30"], UTC)) == {0, 1, 2, 3, 4}
    assert days_of(stated(["daily 12:00-13:30"], UTC)) == set(range(7))
    assert len(known(stated(["weekdays 12:00-13:30", "monday 09:00-10:00"], UTC)).windows) == 6


def test_a_span_may_cross_midnight() -> None:
    """It opens on the named day and closes on the next."""
    rhythm = known(stated(["wednesday 23:00-01:30"], UTC))
    opens_at, closes_at = window(rhythm, NOW - timedelta(days=1))
    assert (opens_at, closes_at) == (datetime(2026, 3, 4, 23, tzinfo=UTC), datetime(2026, 3, 5, 1, 30, tzinfo=UTC))
    assert window(rhythm, datetime(2026, 3, 5, 1, tzinfo=UTC)) == (opens_at, closes_at)


def test_a_profile_that_states_nothing_has_no_rhythm_and_a_misprint_is_named() -> None:
    """None is no rhythm; a line that cannot be read is an error, not silence."""
    assert stated([], UTC) is None
    for line in ("someday 10:00-11:00", "thursday", "thursday 9:00-11:00"):
        with pytest.raises(ValueError, match=line):
            stated(["monday 10:00-11:00", line], UTC)


# ------------------------------------------------------------------ windows in time


def test_the_open_window_is_the_answer_until_it_closes_and_then_the_next() -> None:
    """At its very end a window is over."""
    rhythm = known(stated(["thursday 15:00-19:00"], MOSCOW))
    here = (NOW, NOW + timedelta(hours=4))
    assert window(rhythm, NOW) == here
    assert window(rhythm, NOW + timedelta(hours=3, minutes=59)) == here
    assert window(rhythm, NOW + timedelta(hours=4)) == (NOW + timedelta(days=7), NOW + timedelta(days=7, hours=4))


def test_a_window_keeps_to_the_local_clock_across_summer_time() -> None:
    """15:00 in Berlin is 14:00 UTC in winter and 13:00 in summer."""
    rhythm = known(stated(["thursday 15:00-16:00"], BERLIN))
    hours = [e.opens_at.hour for e in expected(rhythm, NOW, NOW + timedelta(days=36))]
    assert hours == [14, 14, 14, 14, 13, 13]


def test_a_window_in_the_skipped_hour_still_opens_before_it_closes() -> None:
    """On 29 March 2026 Berlin's clocks go from 02:00 to 03:00."""
    rhythm = known(stated(["sunday 02:45-03:05"], BERLIN))
    opens_at, closes_at = window(rhythm, datetime(2026, 3, 28, tzinfo=UTC))
    assert opens_at < closes_at < opens_at + timedelta(hours=1)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    windows = draw(
        st.lists(
            st.builds(
                lambda weekday, opens, length, spread, support: Window(weekday, opens, opens + length, spread, support),
                st.integers(0, 6),
                st.integers(0, 1439),
                st.integers(1, 1440),
                st.integers(0, 120),
                st.floats(0, 1),
            ),
            min_size=1,
            max_size=6,
        )
    )
    return Rhythm(tuple(windows), ZoneInfo(draw(ZONES)))


MOMENTS = st.integers(-6 * 365 * 24 * 3600, 4 * 365 * 24 * 3600).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(rhythms(), MOMENTS)
def test_there_is_always_a_window_open_or_coming_within_eight_days(rhythm: Rhythm, now: datetime) -> None:
    """Every rhythm comes round in a week, whatever the clocks do; answers are in UTC."""
    opens_at, closes_at = window(rhythm, now)
    assert opens_at < closes_at
    assert closes_at > now
    assert opens_at < now + timedelta(days=8)
    assert opens_at.tzinfo is closes_at.tzinfo is UTC


@given(rhythms(), MOMENTS, st.integers(0, 21))
def test_occurrences_are_in_order_and_touch_the_time_asked_for(rhythm: Rhythm, since: datetime, days: int) -> None:
    """Each is on its day of the week by the local clock."""
    until = since + timedelta(days=days)
    found = expected(rhythm, since, until)
    assert list(found) == sorted(found, key=lambda e: (e.opens_at, e.closes_at))
    for occurrence in found:
        assert occurrence.closes_at >= since
        assert occurrence.opens_at <= until
        local = occurrence.opens_at.astimezone(rhythm.zone)
        assert local.weekday() == occurrence.window.weekday
    assert len(found) >= len(rhythm.windows) * (days // 7)


# ------------------------------------------------------------------ what is learned


def test_a_ministry_that_speaks_every_thursday_afternoon_is_learned() -> None:
    """Anywhere between 15:00 and 18:00: one window, about that wide, on that day."""
    rhythm = known(learned(appearances([3], 16.5 * 60, 13, stray=90), MOSCOW, NOW))
    assert days_of(rhythm) == {3}
    (thursday,) = rhythm.windows
    assert 15 * 60 - 5 <= thursday.opens <= 15 * 60 + 45
    assert 17 * 60 + 15 <= thursday.closes <= 18 * 60 + 5
    assert thursday.support == 1


def test_a_ministry_that_speaks_on_weekdays_at_three_is_learned_in_two_weeks() -> None:
    """Five narrow windows; the weekend has none."""
    rhythm = known(learned(appearances(range(5), 15 * 60, 3), MOSCOW, NOW))
    assert days_of(rhythm) == {0, 1, 2, 3, 4}
    assert all(14.5 * 60 <= w.opens < w.closes <= 15.5 * 60 for w in rhythm.windows)


def test_days_with_one_time_share_one_window() -> None:
    """The strays of a dozen Mondays are no time of Monday's own."""
    rhythm = known(learned(appearances(range(5), 15 * 60, 12), MOSCOW, NOW))
    assert len({(w.opens, w.closes, w.spread) for w in rhythm.windows}) == 1


def test_two_briefings_a_day_are_two_windows() -> None:
    """A morning and an early afternoon one are not one long window."""
    rhythm = known(learned(appearances(range(5), 11 * 60, 8) + appearances(range(5), 14 * 60, 8), MOSCOW, NOW))
    assert [(w.weekday, w.opens // 60 in (10, 11)) for w in rhythm.windows] == [
        (day, early) for day in range(5) for early in (True, False)
    ]


def test_days_may_have_times_of_their_own() -> None:
    """At noon on Fridays, at three on other weekdays."""
    rhythm = known(learned(appearances(range(4), 15 * 60, 9) + appearances([4], 12 * 60, 9), MOSCOW, NOW))
    middles = {w.weekday: (w.opens + w.closes) / 2 for w in rhythm.windows}
    assert middles.keys() == {0, 1, 2, 3, 4}
    assert all(abs(middles[day] - 15 * 60) < 30 for day in range(4))
    assert abs(middles[4] - 12 * 60) < 30


def test_days_whose_times_overlap_may_have_times_of_their_own_too() -> None:
    """Mondays about one, Thursdays about three, each by most of an hour more or less."""
    moments = appearances([0], 13 * 60, 12, stray=45) + appearances([3], 15 * 60, 12, stray=45)
    middles = {w.weekday: (w.opens + w.closes) / 2 for w in known(learned(moments, MOSCOW, NOW)).windows}
    assert middles.keys() == {0, 3}
    assert abs(middles[0] - 13 * 60) < 40
    assert abs(middles[3] - 15 * 60) < 40


def test_days_on_either_side_of_midnight_keep_their_own_names() -> None:
    """Mondays at 23:40 and Thursdays at 00:20 are windows of Monday and of Thursday."""
    moments = appearances([0], 23 * 60 + 40, 12, stray=5) + appearances([3], 20, 12, stray=5)
    monday, thursday = known(learned(moments, MOSCOW, NOW)).windows
    assert (monday.weekday, monday.opens // 60) == (0, 23)
    assert (thursday.weekday, thursday.opens // 60) == (3, 0)


def test_around_midnight_is_one_window() -> None:
    """23:30 and 00:30 are an hour apart, on the evening's day."""
    rhythm = known(learned(appearances([2], 24 * 60, 12, stray=30), MOSCOW, NOW))
    (night,) = rhythm.windows
    assert night.weekday == 2
    assert night.opens < 24 * 60 < night.closes


def test_a_briefing_that_keeps_its_local_hour_through_summer_time_is_one_narrow_window() -> None:
    """Half of these are at 14:00 UTC and half at 13:00; by the clock of the place all are at three."""
    now = datetime(2026, 4, 30, 12, tzinfo=UTC)
    (thursday,) = known(learned(appearances([3], 15 * 60, 9, stray=5, until=now, zone=BERLIN), BERLIN, now)).windows
    assert thursday.closes - thursday.opens <= 20


def test_a_source_that_changed_its_day_two_months_ago_is_expected_on_the_new_day_only() -> None:
    """Recent weeks weigh more than the half year before."""
    before = appearances([3], 15 * 60, 26, until=NOW - timedelta(weeks=9))
    assert days_of(learned(before + appearances([1], 15 * 60, 9), MOSCOW, NOW)) == {1}


def test_a_source_that_changed_its_hour_is_expected_at_the_new_hour_only() -> None:
    """The same day, five hours earlier, for two months."""
    before = appearances([3], 15 * 60, 26, until=NOW - timedelta(weeks=9))
    (thursday,) = known(learned(before + appearances([3], 10 * 60, 9), MOSCOW, NOW)).windows
    assert thursday.closes < 12 * 60


def test_holidays_and_the_august_break_leave_the_rhythm_as_it_was() -> None:
    """Five silent weeks, in the middle or just now, are a break; single missing days only lower the support."""
    before = appearances(range(5), 15 * 60, 12, until=NOW - timedelta(weeks=7))
    after = appearances(range(5), 15 * 60, 2)
    assert days_of(learned(before, MOSCOW, NOW)) == {0, 1, 2, 3, 4}
    assert days_of(learned(before + after, MOSCOW, NOW)) == {0, 1, 2, 3, 4}
    holed = [m for n, m in enumerate(appearances(range(5), 15 * 60, 12)) if n % 6]
    rhythm = known(learned(holed, MOSCOW, NOW))
    assert days_of(rhythm) == {0, 1, 2, 3, 4}
    assert all(0.5 <= w.support <= 1 for w in rhythm.windows)
    assert any(w.support < 1 for w in rhythm.windows)


def test_every_other_week_is_a_rhythm_of_half_support_and_every_fourth_is_none() -> None:
    """A weekday belongs to the rhythm when it spoke in about half of the weeks."""
    weekly = appearances([3], 15 * 60, 40)
    (thursday,) = known(learned(weekly[::2], MOSCOW, NOW)).windows
    assert thursday.support < 0.6
    assert learned(weekly[::4], MOSCOW, NOW) is None


def test_other_news_between_does_not_hide_a_regular_briefing() -> None:
    """Sixty lines at any hour in ten weeks, and a briefing each Thursday: found for nine of ten such sources."""
    found = 0
    for seed in range(40):
        dice = random.Random(seed)
        other = [NOW - timedelta(days=dice.uniform(0, 70)) for _ in range(60)]
        rhythm = learned(other + appearances([3], 15 * 60, 11, stray=45, seed=seed), MOSCOW, NOW)
        thursdays = [w for w in rhythm.windows if w.weekday == 3] if rhythm else []
        found += any(w.opens < 15 * 60 < w.closes for w in thursdays)
    assert found >= 36


def test_an_import_of_many_at_once_is_no_rhythm_and_hides_none() -> None:
    """Three hundred briefings within some hours are one appearance, and so are doubles of one moment."""
    imported = [NOW - timedelta(days=3) + minutes(n) for n in range(300)]
    assert learned(imported, MOSCOW, NOW) is None
    assert learned([NOW - timedelta(days=3)] * 60, MOSCOW, NOW) is None
    weekly = appearances([3], 15 * 60, 12)
    assert days_of(learned(weekly + imported + weekly, MOSCOW, NOW)) == {3}


def test_too_few_appearances_teach_nothing() -> None:
    """Five Thursdays are not believed, though they agree."""
    weekly = appearances([3], 15 * 60, 12)
    assert learned(weekly[:5], MOSCOW, NOW) is None
    assert learned(weekly[:6], MOSCOW, NOW) is not None
    assert learned([], MOSCOW, NOW) is None


@pytest.mark.parametrize("a_day", [0.2, 0.7, 1, 3, 10])
def test_a_source_that_speaks_at_random_has_hardly_ever_a_rhythm(a_day: float) -> None:
    """Of 120 such sources at most two seem to have one."""
    seeming = 0
    for seed in range(120):
        dice = random.Random(seed)
        count = (6, 20, 60)[seed % 3]
        moments = [NOW - timedelta(days=dice.uniform(0, count / a_day)) for _ in range(count)]
        seeming += learned(moments, MOSCOW, NOW) is not None
    assert seeming <= 2


@given(
    weekday=st.integers(0, 6),
    minute=st.integers(0, 1439),
    weeks=st.integers(10, 50),
    stray=st.integers(0, 45),
    zone=ZONES.map(ZoneInfo),
    seed=st.integers(0, 1000),
)
def test_any_weekly_rhythm_is_found_on_its_day_and_at_its_time(
    weekday: int, minute: int, weeks: int, stray: int, zone: ZoneInfo, seed: int
) -> None:
    """Whatever the day, hour and zone: a typical briefing falls within what is watched in a burst."""
    rhythm = known(learned(appearances([weekday], minute, weeks, stray=stray, zone=zone, seed=seed), zone, NOW))
    day = NOW.astimezone(zone).date() + timedelta(days=7)
    while day.weekday() != weekday:
        day += timedelta(days=1)
    usual = (datetime.combine(day, time()) + minutes(minute)).replace(tzinfo=zone)
    coming = expected(rhythm, usual - timedelta(hours=3), usual + timedelta(hours=3))
    assert any(e.opens_at - e.spread <= usual <= e.closes_at + e.spread for e in coming)
    assert sum(w.closes - w.opens for w in rhythm.windows) <= 2 * stray + 15


@given(st.lists(st.integers(0, 500 * 1440), max_size=80), ZONES)
def test_learning_takes_anything_and_its_windows_are_sound(back: Sequence[int], zone: str) -> None:
    """Any moments in any order, doubled or not: the same answer, and windows within a day, ordered, supported."""
    moments = [NOW - minutes(n) for n in back]
    rhythm = learned(moments, ZoneInfo(zone), NOW)
    assert learned([*reversed(moments), *moments], ZoneInfo(zone), NOW) == rhythm
    for w in rhythm.windows if rhythm else ():
        assert 0 <= w.weekday <= 6
        assert 0 <= w.opens < 1440
        assert w.opens < w.closes <= w.opens + 250
        assert 0.5 <= w.support <= 1


@given(st.lists(st.integers(1, 500), min_size=1, max_size=20))
def test_what_lies_in_the_future_teaches_nothing(ahead: Sequence[int]) -> None:
    """A feed may announce tomorrow's event with tomorrow's clock."""
    weekly = appearances([3], 15 * 60, 12)
    assert learned([*weekly, *(NOW + timedelta(hours=n) for n in ahead)], MOSCOW, NOW) == learned(weekly, MOSCOW, NOW)


# ------------------------------------------------------------------ when to poll


THURSDAY = Rhythm((Window(3, 15 * 60, 19 * 60, 30, 1.0),), MOSCOW)  # 12:00-16:00 UTC, looked for from 11:30


def pause(at: datetime, heard_at: datetime | None = None, failures: int = 0, poll_seconds: float = 300) -> float:
    return (next_poll(at, poll_seconds, failures, rhythm=THURSDAY, heard_at=heard_at) - at).total_seconds()


def test_a_healthy_source_is_polled_in_its_own_rhythm() -> None:
    """Without failures the pause is the profile's."""
    assert next_poll(NOW, 300) == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        pytest.param(timedelta(days=-2), 900, id="days before: three times as rarely"),
        pytest.param(minutes(-31), 60, id="just before: not past the opening"),
        pytest.param(minutes(-30), 60, id="a spread before it opens"),
        pytest.param(minutes(1), 60, id="open"),
        pytest.param(timedelta(hours=4), 60, id="closed, but it may be late"),
        pytest.param(timedelta(hours=4) + minutes(29) + LATE, 60, id="the last minute of being late"),
        pytest.param(timedelta(hours=4) + minutes(30) + LATE, 900, id="given up for this week"),
    ],
)
def test_a_source_is_read_every_minute_from_its_window_until_the_briefing_came(
    after: timedelta, seconds: float
) -> None:
    """Readers want their lines within a minute of publication, and the site its peace at other times."""
    assert pause(NOW + after, heard_at=NOW - timedelta(days=7)) == seconds
    assert pause(NOW + after) == seconds


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        pytest.param(timedelta(hours=1), 300, id="a second one may come"),
        pytest.param(timedelta(hours=4, minutes=29), 300, id="to the end of the window and its spread"),
        pytest.param(timedelta(hours=4, minutes=30), 900, id="then slowly"),
    ],
)
def test_once_the_briefing_came_the_source_is_read_as_usual_until_the_window_is_over(
    after: timedelta, seconds: float
) -> None:
    """What came within the widened window answers it."""
    assert pause(NOW + after, heard_at=NOW - minutes(20)) == seconds


def test_the_second_window_of_a_day_is_watched_though_the_first_was_kept() -> None:
    """What came at eleven is not what is expected at two."""
    rhythm = stated(["thursday 11:00-11:30", "thursday 14:00-14:30"], UTC)
    at = datetime(2026, 3, 5, 13, 50, tzinfo=UTC)
    assert next_poll(at, 300, rhythm=rhythm, heard_at=at - timedelta(hours=2, minutes=45)) == at + minutes(1)


def test_slowness_ends_at_an_hour_and_never_quickens_a_slow_source() -> None:
    """Three times forty minutes is an hour; a source read twice a day stays so, but for its window."""
    far = NOW - timedelta(days=2)
    assert pause(far, poll_seconds=2400) == 3600
    assert pause(far, poll_seconds=43_200) == 43_200
    assert pause(NOW - timedelta(hours=6), poll_seconds=43_200) == 5.5 * 3600


def test_a_burst_is_never_quicker_than_the_site_allows() -> None:
    """The delay between two requests holds in a burst too, and a source read every two seconds is not slowed."""
    assert next_poll(NOW, 300, rhythm=THURSDAY, delay_seconds=90) == NOW + timedelta(seconds=90)
    assert next_poll(NOW, 300, rhythm=THURSDAY, burst_seconds=30) == NOW + timedelta(seconds=30)
    assert next_poll(NOW, 2, rhythm=THURSDAY) == NOW + timedelta(seconds=2)


def test_failures_double_the_pause_up_to_an_hour() -> None:
    """Back-off grows and stops growing."""
    pauses = [(next_poll(NOW, 300, failures) - NOW).total_seconds() for failures in range(8)]
    assert pauses == [300, 600, 1200, 2400, 3600, 3600, 3600, 3600]


def test_failures_double_the_pause_within_a_window_too() -> None:
    """From a minute to an hour, and past the next opening: back-off wins."""
    assert [pause(NOW, failures=n) for n in range(8)] == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert pause(NOW - minutes(40), failures=9) == 3600


def test_a_slow_rhythm_is_never_quickened_by_failures() -> None:
    """A source read twice a day is not read hourly because it failed."""
    assert next_poll(NOW, 43_200, 5) == NOW + timedelta(hours=12)


def test_retry_after_is_honoured_even_when_longer_than_the_ceiling() -> None:
    """What the server asks for wins, in a window as elsewhere."""
    assert next_poll(NOW, 300, 1, retry_after=7200) == NOW + timedelta(hours=2)
    assert next_poll(NOW, 300, retry_after=7200, rhythm=THURSDAY, source_id="x") == NOW + timedelta(hours=2)
    assert next_poll(NOW - timedelta(hours=1), 300, retry_after=7200, rhythm=THURSDAY) == NOW + timedelta(hours=1)
    assert retry_page(NOW, 0, retry_after=7200) == NOW + timedelta(hours=2)


def test_sources_due_at_once_drift_apart_and_each_does_so_in_every_run() -> None:
    """A thousand sources of one pace are spread over a tenth of it, by their ids alone."""
    first = [next_poll(NOW, 300, source_id=f"source{n}") for n in range(1000)]
    assert first == [next_poll(NOW, 300, source_id=f"source{n}") for n in range(1000)]
    assert min(first) >= NOW + timedelta(seconds=270)
    assert max(first) <= NOW + timedelta(seconds=300)
    buckets = [sum(s <= (f - NOW).total_seconds() < s + 3 for f in first) for s in range(270, 300, 3)]
    assert min(buckets) > 60


def test_sources_with_the_same_window_do_not_begin_to_burst_in_the_same_second() -> None:
    """Each begins within a minute before, so that none is late."""
    before = NOW - minutes(32)
    begun = {next_poll(before, 300, rhythm=THURSDAY, source_id=f"source{n}") for n in range(100)}
    assert len(begun) > 90
    assert all(NOW - minutes(31) <= moment <= NOW - minutes(30) for moment in begun)


@given(
    now=MOMENTS,
    poll_seconds=st.integers(1, 86_400),
    failures=st.integers(0, 10_000),
    retry_after=st.none() | st.integers(0, 10_000_000),
    rhythm=st.none() | rhythms(),
    heard=st.none() | st.integers(0, 20_000),
    delay_seconds=st.floats(0, 120),
    source_id=st.none() | st.text(max_size=5),
)
def test_there_is_always_a_next_poll_and_never_too_soon(
    now: datetime,
    poll_seconds: int,
    failures: int,
    retry_after: int | None,
    rhythm: Rhythm | None,
    heard: int | None,
    delay_seconds: float,
    source_id: str | None,
) -> None:
    """Never given up: within an hour (or the source's own pace, or what the server asked for), and politely."""
    heard_at = None if heard is None else now - minutes(heard)
    wait = (
        next_poll(
            now,
            poll_seconds,
            failures,
            retry_after,
            rhythm=rhythm,
            heard_at=heard_at,
            delay_seconds=delay_seconds,
            source_id=source_id,
        )
        - now
    ).total_seconds()
    tolerance = 1e-5
    assert wait <= max(3600, poll_seconds, delay_seconds, retry_after or 0) + tolerance
    assert wait >= (retry_after or 0)
    assert wait >= min(0.9 * min(60, poll_seconds), poll_seconds) - tolerance
    assert wait >= min(delay_seconds, poll_seconds) - tolerance


@given(rhythms(), MOMENTS, st.integers(1, 86_400), st.none() | st.text(max_size=5))
def test_no_healthy_source_sleeps_past_an_opening(
    rhythm: Rhythm, now: datetime, poll_seconds: int, source_id: str | None
) -> None:
    """By a minute at most, so that two looks are never closer than a burst's."""
    due = next_poll(now, poll_seconds, rhythm=rhythm, source_id=source_id)
    openings = [e.opens_at - e.spread for e in expected(rhythm, now, now + timedelta(days=16))]
    coming = [opening for opening in openings if opening > now]
    assume(coming)
    assert due <= max(min(coming), now + minutes(1))


# ------------------------------------------------------------------ pages


def test_a_page_is_read_again_often_while_young_and_then_left_alone() -> None:
    """Hourly for six hours, six-hourly to three days, daily to a week, then never."""
    ages = {0: 1, 5: 1, 7: 6, 71: 6, 73: 24, 167: 24}
    for age, hours in ages.items():
        assert next_check(NOW - timedelta(hours=age), NOW, RECHECK) == NOW + timedelta(hours=hours)
    assert next_check(NOW - timedelta(hours=169), NOW, RECHECK) is None


@given(st.integers(0, 10_000))
def test_a_failed_page_is_never_given_up(failures: int) -> None:
    """There is always a next try, within a day, and later ones are not sooner."""
    wait = retry_page(NOW, failures) - NOW
    assert timedelta(0) < wait <= timedelta(days=1)
    assert retry_page(NOW, failures + 1) - NOW >= wait
