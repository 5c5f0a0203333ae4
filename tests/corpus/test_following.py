"""The founding document as three readers follow it: where it is at hand."""

from functools import cache

from bot.cli.match import Met, matches
from tests.corpus.held import needs_corpus, read
from watchers.model import Briefing, Passage

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


@needs_corpus
def test_a_choice_is_met_wherever_one_of_the_two_is_named() -> None:
    """And nowhere else."""
    found = {(one.section, one.exchange) for one, _ in met(QUERIES[0])}
    named = {
        (p.section, p.exchange) for p in founding().passages() if "nord stream" in whole(p) or "navalny" in whole(p)
    }
    assert found == named
    assert found


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


@needs_corpus
def test_two_words_of_one_sentence_are_not_two_of_one_topic() -> None:
    """Fewer passages than hold both, all of them among those."""
    close = {(one.section, one.exchange) for one, _ in met(QUERIES[2])}
    both = {(one.section, one.exchange) for one, _ in met("sanctions Iran")}
    assert close <= both
