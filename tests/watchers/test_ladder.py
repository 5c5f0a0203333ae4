"""How far up a ladder of words a subject is spoken of."""

import pytest

from watchers.errors import QueryError
from watchers.ladder import TONE, Height, height, read_steps
from watchers.model import Passage, Setting


def spoken(*texts: str, subject: str = "Iran", steps: tuple[str, ...] = TONE, language: str = "en") -> Height | None:
    """How Iran is spoken of in a briefing of these topics."""
    passages = [Passage(n, None, "topic", "Topic", text) for n, text in enumerate(texts)]
    return height(subject, {}, steps, passages, Setting("mfa", language))


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("We note the reports from Iran with concern.", 0),
        ("We are deeply concerned by the reports from Iran.", 1),
        ("We regret the decision of Iran.", 2),
        ("We condemn the strike. It was launched from Iran.", 4),
        ("Iran was discussed. We thank the hosts. We condemn the attack on the ferry.", None),
        ("The minister will visit Iran.", None),
    ],
)
def test_a_step_counts_beside_the_subject(said: str, step: int | None) -> None:
    """In its sentence, or in the next: what a passage says of other things is no step."""
    found = spoken(said)
    assert (found and found.step) == step


def test_the_highest_step_of_a_briefing_counts_with_its_sentence() -> None:
    """Whichever passage it stands in."""
    found = spoken("We regret the decision of Iran.", "We condemn what Iran did. It is late.", "Iran is a concern.")
    assert found == Height(4, "We condemn what Iran did.")


def test_a_ladder_has_the_same_steps_in_every_language() -> None:
    """The one that comes with Rostrum."""
    found = spoken("Мы осуждаем действия Ирана.", subject="~iran", language="ru")
    assert found is not None
    assert TONE[found.step] == "~condemn"


def test_steps_are_read_as_they_are_typed() -> None:
    """Queries with < between them, the mildest first."""
    assert read_steps('concern < "deep concern"<regret') == ("concern", '"deep concern"', "regret")
    for typed in ("concern", "concern < concern", ""):
        with pytest.raises((ValueError, QueryError)):
            read_steps(typed)
    with pytest.raises(QueryError):
        read_steps("concern < (regret")
