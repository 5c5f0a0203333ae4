"""Counterparts: which passages of two editions say the same."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tests.bot.test_editions import ENGLISH, RUSSIAN
from watchers.model import Briefing, Section
from watchers.parallel import Counterpart, counterparts


def edition(topics: list[tuple[str, str]], language: str) -> Briefing:
    """A briefing of topics."""
    sections = tuple(Section("topic", heading, "body", text) for heading, text in topics)
    return Briefing("mfa", "7", language, f"http://mfa.example/{language}/7", "Briefing", None, sections=sections)


def test_counterparts_are_found_across_languages_and_scripts() -> None:
    """By numbers and names; what only one edition has stands where it has it."""
    found = counterparts(edition(ENGLISH, "en"), edition(RUSSIAN, "ru"))
    assert [(one.first, one.second, one.shorter) for one in found] == [
        (0, 0, False),
        (1, None, False),
        (2, 1, False),
        (3, 2, True),
        (None, 3, False),
    ]


def test_a_passage_that_stands_elsewhere_is_found_by_its_names() -> None:
    """Out of the order of the other edition."""
    chinese = [
        ("关于法国", "与法国签订的关于河流的条约将于2027年签署。条约共有61条，并附有地图。"),
        ("访问日本", "部长将于星期一访问日本，会见14位使节，并在东京停留两天。"),
    ]
    found = counterparts(edition([ENGLISH[0], ENGLISH[2]], "en"), edition(chinese, "zh"))
    assert {(one.first, one.second) for one in found} == {(0, 1), (1, 0)}


def test_an_edition_beside_itself_and_beside_nothing() -> None:
    """All of it, and none of it."""
    whole = edition(ENGLISH, "en")
    assert counterparts(whole, whole) == tuple(Counterpart(n, n) for n in range(4))
    assert counterparts(whole, edition([], "ru")) == tuple(Counterpart(n, None) for n in range(4))
    assert counterparts(edition([], "en"), edition([], "ru")) == ()


@dataclass(frozen=True)
class Kept:
    """Which topics each side keeps."""

    first: tuple[int, ...]
    second: tuple[int, ...]


SUBSETS = st.sets(st.integers(0, 3)).map(lambda numbers: tuple(sorted(numbers)))


@given(st.builds(Kept, SUBSETS, SUBSETS))
def test_every_passage_of_either_edition_comes_once_and_in_order(kept: Kept) -> None:
    """Whatever is missing where."""
    found = counterparts(
        edition([ENGLISH[n] for n in kept.first], "en"), edition([RUSSIAN[n] for n in kept.second], "ru")
    )
    assert [one.first for one in found if one.first is not None] == list(range(len(kept.first)))
    assert sorted(one.second for one in found if one.second is not None) == list(range(len(kept.second)))
