"""Telegram's limits, kept by arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pacer


def test_the_first_message_goes_at_once_and_the_second_to_the_same_chat_a_second_later() -> None:
    """One a second per chat."""
    pacer = Pacer()
    assert pacer.wait(1, 100.0) == 0
    pacer.take(1, 100.0)
    assert pacer.wait(1, 100.0) == 1


def test_asking_takes_no_place() -> None:
    """A message that is put back because it must wait makes nobody wait longer."""
    pacer = Pacer()
    pacer.hold(1, 30, 100.0)
    assert {pacer.wait(1, 100.0) for _ in range(50)} == {30}


def test_a_chat_that_waits_does_not_hold_back_the_others() -> None:
    """A chat's own pause is its own."""
    pacer = Pacer(per_second=10)
    pacer.take(1, 100.0)
    assert pacer.wait(1, 100.0) == 1
    assert pacer.wait(2, 100.0) <= 0.1 + 1e-9


def test_a_flood_wait_holds_one_chat_only() -> None:
    """A retry_after of hours delays nobody else."""
    pacer = Pacer()
    pacer.hold(1, 43_838, 100.0)
    assert pacer.wait(1, 100.0) == 43_838
    assert pacer.wait(2, 100.0) == 0


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, -5, -6]), st.floats(0, 2)), max_size=120))
def test_sent_as_told_no_limit_is_ever_broken(asked: list[tuple[int, float]]) -> None:
    """A sender that waits as told stays within 25 a second, one a second per chat, 20 a minute per group."""
    pacer = Pacer()
    now, sent = 0.0, list[tuple[float, int]]()
    for chat, idle in asked:
        now += idle
        now += pacer.wait(chat, now)
        pacer.take(chat, now)
        sent.append((now, chat))
    slack = 1e-6
    for i, (at, chat) in enumerate(sent):
        assert sum(1 for t, _ in sent[: i + 1] if t > at - 1 + slack) <= 25 + 1
        assert sum(1 for t, c in sent[: i + 1] if c == chat and t > at - 1 + slack) <= 1
        if chat < 0:
            assert sum(1 for t, c in sent[: i + 1] if c == chat and t > at - 60 + slack) <= 20
