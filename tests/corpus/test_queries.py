"""What readers follow, held against the founding document: what is told is what they would have found by eye."""

import re
from collections.abc import Callable

import pytest

from bot.cli.match import matches
from tests.corpus.held import needs_corpus, read
from watchers.model import Passage
from watchers.text import sentences

FOUNDING = "mid_ru/complete/2021-01-28_en_seed.txt"

pytestmark = needs_corpus


def _says(passage: Passage, pattern: str) -> bool:
    return bool(re.search(pattern, f"{passage.heading or ''}\n{passage.text}"))


def _said_by(passage: Passage, speaker: str) -> str:
    """What a speaker says; a topic's heading with it."""
    parts = [passage.text[p.start : p.end] for p in passage.parts if speaker in (p.speaker or p.label or "")]
    heading = passage.heading if parts and passage.exchange is None else ""
    return "\n".join([heading or "", *parts])


def _in_a_sentence(passage: Passage, *patterns: str) -> bool:
    texts = [passage.heading or "", *(passage.text[a:b] for a, b in sentences(passage.text))]
    return any(all(re.search(pattern, text) for pattern in patterns) for text in texts)


@pytest.mark.parametrize(
    ("query", "by_eye"),
    [
        ('"Nord Stream" OR Navalny', lambda p: _says(p, r"\bNord Stream\b|\bNavalny\b")),
        (
            "speaker:Zakharova ~germany -football",
            lambda p: (
                bool(re.search(r"\bGerman(?:y|s)?\b|\bBerlin\b|\bFRG\b", _said_by(p, "Zakharova")))
                and not _says(p, r"(?i)\bfootball\b")
            ),
        ),
        ("{sanctions Iran}", lambda p: _in_a_sentence(p, r"(?i)\bsanction", r"\bIran\b")),
        ("{vaccine Russia}", lambda p: _in_a_sentence(p, r"(?i)\bvaccin(?:e|es)\b", r"\bRussia\b")),
        ("US", lambda p: _says(p, r"\bUS\b|\bU\.S\.")),
    ],
)
def test_what_is_followed_is_found_and_nothing_else(query: str, by_eye: Callable[[Passage], bool]) -> None:
    """Passage by passage."""
    briefing = read(FOUNDING, "mid_ru", "en")
    found = list(matches(briefing, [(1, query)]))
    places = {(match.section, match.exchange) for match in found}
    expected = {(p.section, p.exchange) for p in briefing.passages() if by_eye(p)}
    assert places == expected
    for match in found:
        assert match.spans
