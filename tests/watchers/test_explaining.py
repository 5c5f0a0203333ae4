"""A query explained: its terms, the forms and keys they are found by, and what every passage it meets must hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.languages import query_keys
from watchers.model import Passage, Setting
from watchers.query import And, Near, Node, Not, Or, Phrase, Query, Sentence, View, Word, match, parse_query
from watchers.query.explaining import ExplainedTerm, InLanguage, expected_in, explain


def explained(text: str, **own: str) -> dict[str, ExplainedTerm]:
    return {term.text: term for term in explain(parse_query(text), own=own).terms}


def test_every_term_is_named_with_its_kind() -> None:
    """In the order written, each once, with whether it is ruled out."""
    found = explained('Iran -"oil deal" =US nuclear* {gas NEAR talks} kind:topic since:2020 -(a -b)')
    assert [(term.text, term.kind, term.excluded) for term in found.values()] == [
        ("Iran", "word", False),
        ('"oil deal"', "phrase", True),
        ("=US", "exact", False),
        ("nuclear*", "prefix", False),
        ("gas", "word", False),
        ("talks", "word", False),
        ("kind:topic", "field", False),
        ("since:2020-01-01", "dates", False),
        ("a", "word", True),
        ("b", "word", False),
    ]


def test_a_word_is_looked_for_in_the_languages_of_its_letters() -> None:
    """Cyrillic in Russian, Latin letters in English, French, German and Spanish, Han characters in Chinese."""
    found = explained("Лавров Iran 外交 2020")
    assert [one.language for one in found["Лавров"].languages] == ["ru"]
    assert [one.language for one in found["Iran"].languages] == ["en", "fr", "de", "es"]
    assert [one.language for one in found['"外交"'].languages] == ["zh"]
    assert [one.language for one in found["2020"].languages] == ["en", "ru", "fr", "de", "es", "zh"]
    assert not expected_in("Лавров Iran", "en")


def test_keys_and_forms_are_those_of_the_analyzer() -> None:
    """For each word of a phrase; the forms of a Russian word as they are written."""
    assert explained("talks")["talks"].languages[0] == InLanguage("en", (query_keys("talks", "en"),))
    assert explained('"peace talks"')['"peace talks"'].languages[0].keys == (
        query_keys("peace", "en"),
        query_keys("talks", "en"),
    )
    russian = explained("Лавров")["Лавров"].languages[0]
    assert russian.keys == (query_keys("Лавров", "ru"),)
    assert any("лаврову" in form.casefold() for form in russian.forms[0])


def test_a_name_of_ones_own_is_shown_with_what_it_stands_for() -> None:
    """One nobody defined stands for nothing."""
    found = explained("~mine OR ~no-such-name-at-all", mine='"Security Council" OR oil')
    assert found["~mine"].languages[0].names == ('"Security Council" OR oil',)
    assert found["~no-such-name-at-all"].languages == ()


def test_languages_that_are_ruled_out_are_left_out() -> None:
    """By the query's own lang: fields."""
    explanation = explain(parse_query("Iran lang:fr,de"))
    assert {one.language for term in explanation.terms for one in term.languages} == {"fr", "de"}
    assert [one.language for one in explanation.required] == ["fr", "de"]


COUNTS = {"iran": 50, "oil": 20, "gas": 30, "talk": 900, "peac": 10}


def rarity(language: str, key: str) -> int:
    return COUNTS.get(key, 0)


@pytest.mark.parametrize(
    ("text", "terms", "passages"),
    [
        ("Iran oil", ("oil",), 20),
        ("Iran (oil OR gas)", ("Iran",), 50),
        ("talks (oil OR gas)", ("oil", "gas"), 50),
        ('"peace talks" oil', ('"peace talks"',), 10),
        ("Iran -oil", ("Iran",), 50),
        ("talks NEAR Iran", ("Iran",), 50),
        ("{talks Iran}", ("Iran",), 50),
        ("kind:topic Iran", ("Iran",), 50),
        ("nuclear* Iran", ("Iran",), 50),
        ("kind:topic", ("kind:topic",), None),
        ("Iran OR kind:topic", ("Iran", "kind:topic"), None),
        ("(Iran OR lang:ru) talks", ("Iran",), 50),
        ("Iran OR ~no-such-name-at-all", ("Iran",), 50),
        ("Iran lang:en OR Syria lang:ru", ("Iran",), 50),
    ],
)
def test_the_rarest_set_is_required(text: str, terms: tuple[str, ...], passages: int | None) -> None:
    """One of the terms is in every passage met; alternatives of another language count for nothing."""
    required = explain(parse_query(text), ["en"], rarity=rarity).required
    assert [(one.terms, one.passages) for one in required] == [(terms, passages)]


def test_without_an_archive_the_fewest_and_longest_terms_are_required() -> None:
    """No figures then."""
    required = explain(parse_query("oil negotiations (a OR b)"), ["en"]).required
    assert [(one.terms, one.passages) for one in required] == [(("negotiations",), None)]


leaves: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from(["iran", "oil", "gas"]).map(Word),
    st.just(Phrase(("iran", "oil"))),
    st.just(Phrase(("gas", "oil"), 2)),
)


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(And),
        several.map(Or),
        inner.map(Not),
        inner.map(Sentence),
        st.tuples(leaves, leaves).map(lambda items: Near(items, (3,))),
    )


trees: st.SearchStrategy[Node] = st.recursive(leaves, grown, max_leaves=6)


@given(trees, st.lists(st.sampled_from(["iran", "oil", "gas", "talks", "."]), max_size=6).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_every_passage_met_holds_one_of_the_required_terms(root: Node, text: str) -> None:
    """Whatever the query."""
    view = View(Passage(0, None, "topic", None, text), Setting("s", "en"))
    if match(Query(root), view) is not None:
        for required in explain(Query(root), ["en"], rarity=rarity).required:
            assert any(match(parse_query(term), view) for term in required.terms)
