"""A query in a sentence: every kind of thing one can ask for is said, and in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import LANGUAGES, words
from bot.wording import short, understood, why
from watchers.errors import QueryError
from watchers.query import parse_query

SAID = {
    "grain": "“grain” in any form",
    '"river treaty"': "the phrase “river treaty”",
    '"river treaty"~1': "“river treaty” together, in any order, at most 1 other word among them",
    "=March": "“March” exactly as written",
    "US": "“US” exactly as written",
    "nuclear*": "words that begin with “nuclear”",
    "~japan": "~japan (Japan, by all its names)",
    "~mine": "~mine (your grain OR wheat)",
    "grain NEAR/5 export": "“grain” in any form at most 5 words from “export” in any form",
    "{sanctions Iran -oil}": "all of these in one sentence: “sanctions” in any form; “Iran” in any form; without “oil”",
    "{grain*}": "in one sentence: words that begin with “grain”",
    "grain port": "all of these in one passage: “grain” in any form; “port” in any form",
    "grain OR port": "any of: “grain” in any form; “port” in any form",
    "speaker:Lind grain -fish": "“grain” in any form, said by “lind”; without “fish” in any form",
    "grain -(fish OR meat)": "“grain” in any form; without (any of: “fish” in any form; “meat” in any form)",
    "(grain OR fish) kind:answer": "(any of: “grain” in any form; “fish” in any form), in an answer",
    "kind:topic,question grain": "“grain” in any form, in a topic or in a question",
    "role:guest": "passages said by a guest",
    "grain -lang:ru source:mid title:week outlet:TASS": "“grain” in any form, not in texts in Russian, from the source "
    "“mid”, with “week” in the title or heading, where “tass” asks",
    "grain since:2026 until:2026-03-15": "“grain” in any form, of 1 January 2026 or later, of 15 March 2026 or earlier",
}


@pytest.mark.parametrize(("query", "said"), SAID.items())
def test_a_query_is_said_in_a_sentence(query: str, said: str) -> None:
    """Each kind of node, as a reader would say it."""
    told = understood(parse_query(query).root, words("en"), {"mine": "grain OR wheat"})
    assert said in told
    assert told.startswith("I look for ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_nothing_left_to_fill_in(language: str) -> None:
    """No name of a message, no placeholder."""
    for query in SAID:
        told = understood(parse_query(query).root, words(language), {"mine": "grain"})
        assert "understood" not in told
        assert not any(sign in told.replace("{ }", "") for sign in "{}$")


def test_a_very_long_query_is_said_by_its_beginning() -> None:
    """Within a phone's screen."""
    told = understood(parse_query(" OR ".join(f"word{n}" for n in range(90))).root, words("en"), {})
    assert "“word0”" in told
    assert "…" in told
    assert len(told) < 400


@given(st.text(max_size=60), st.integers(1, 30))
def test_what_is_cut_is_the_beginning_and_says_so(text: str, longest: int) -> None:
    """Never longer than asked; whole where it fits."""
    cut = short(text, longest)
    assert len(cut) <= longest
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_a_wrong_value_is_answered_with_those_there_are() -> None:
    """Of a field whose values can be listed."""
    with pytest.raises(QueryError) as refused:
        parse_query("grain kind:sermon")
    said = why(refused.value, words("en"))
    assert "“sermon”" in said
    assert "kind: takes topic, question, answer, exchange" in said
