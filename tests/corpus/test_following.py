"""The founding document as three readers follow it: where it is at hand."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from bot.cli.match import Met, matches
from tests.corpus.held import needs_corpus, read
from watchers.model import Briefing, Passage
from watchers.text import sentences

FOUNDING = "mid_ru/complete/2021-01-28_en_seed.txt"
QUERIES = ('"Nord Stream" OR Navalny', "speaker:Zakharova ~germany -football", "{sanctions Iran}")


@cache
def founding() -> Briefing:
    return read(FOUNDING, "mid_ru")


def met(query: str) -> list[tuple[Met, Passage]]:
    passages = {(passage.section, passage.exchange): passage for passage in founding().passages()}
    return [(found, passages[found.section, found.exchange]) for found in matches(founding(), [(1, query)])]


def whole(passage: Passage) -> str:
    return f"{passage.heading}\n{passage.text}".casefold()


@needs_corpus
def test_every_word_that_was_met_is_quoted_from_the_section_it_stands_in() -> None:
    """All three queries at once, by the number of their line."""
    found = list(matches(founding(), list(enumerate(QUERIES, 1))))
    assert [one.query for one in found] == sorted(one.query for one in found)
    assert {1, 2} <= {one.query for one in found}
    for one in found:
        text = founding().sections[one.section].text
        assert [text[start:end] for start, end in one.spans] == list(one.texts)


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


@needs_corpus
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
    found = list(matches(founding(), [(1, query)]))
    places = {(one.section, one.exchange) for one in found}
    assert places == {(p.section, p.exchange) for p in founding().passages() if by_eye(p)}
    assert all(one.spans for one in found)


@needs_corpus
def test_germany_is_found_in_zakharovas_own_words_in_any_form_and_never_beside_football() -> None:
    """German, Berlin, Germans; a journalist's mention alone is none of hers."""
    found = met(QUERIES[1])
    assert found
    words = {text.casefold() for one, _ in found for text in one.texts}
    assert {"germany", "german", "berlin"} <= words
    assert any(passage.exchange is None for _, passage in found)
    assert any(passage.exchange is not None for _, passage in found)
    for _, passage in found:
        assert "football" not in whole(passage)
    for passage in founding().passages():
        hers = " ".join(passage.text[p.start : p.end] for p in passage.parts if p.speaker == "Maria Zakharova")
        if passage.exchange is not None and not any(word in hers for word in ("German", "Berlin", "Merkel", "Maas")):
            assert (passage.section, passage.exchange) not in {(one.section, one.exchange) for one, _ in found}
