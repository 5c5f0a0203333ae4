"""When to look next: rhythms, back-off and re-checks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchers.cadence import next_check, next_poll, retry_page

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
RECHECK = ((6 * 3600, 3600), (3 * 86400, 6 * 3600), (7 * 86400, 86400))


def test_a_healthy_source_is_polled_in_its_own_rhythm() -> None:
    """Without failures the pause is the profile's."""
    assert next_poll(NOW, 300) == NOW + timedelta(minutes=5)


def test_failures_double_the_pause_up_to_an_hour() -> None:
    """Back-off grows and stops growing."""
    pauses = [(next_poll(NOW, 300, failures) - NOW).total_seconds() for failures in range(8)]
    assert pauses == [300, 600, 1200, 2400, 3600, 3600, 3600, 3600]


def test_a_slow_rhythm_is_never_quickened_by_failures() -> None:
    """A source read twice a day is not read hourly because it failed."""
    assert next_poll(NOW, 43_200, 5) == NOW + timedelta(hours=12)


def test_retry_after_is_honoured_even_when_longer_than_the_ceiling() -> None:
    """What the server asks for wins."""
    assert next_poll(NOW, 300, 1, retry_after=7200) == NOW + timedelta(hours=2)
    assert retry_page(NOW, 0, retry_after=7200) == NOW + timedelta(hours=2)


def test_a_page_is_read_again_often_while_young_and_then_left_alone() -> None:
    """Hourly for six hours, six-hourly to three days, daily to a week, then never."""
    ages = {0: 1, 5: 1, 7: 6, 71: 6, 73: 24, 167: 24}
    for age, pause in ages.items():
        assert next_check(NOW - timedelta(hours=age), NOW, RECHECK) == NOW + timedelta(hours=pause)
    assert next_check(NOW - timedelta(hours=169), NOW, RECHECK) is None


@given(st.integers(0, 10_000))
def test_a_failed_page_is_never_given_up(failures: int) -> None:
    """There is always a next try, within a day, and later ones are not sooner."""
    pause = retry_page(NOW, failures) - NOW
    assert timedelta(0) < pause <= timedelta(days=1)
    assert retry_page(NOW, failures + 1) - NOW >= pause
