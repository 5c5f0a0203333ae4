"""The percolator answers exactly what evaluating every query on every passage would."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.errors import QueryError
from watchers.languages import analyze
from watchers.model import Change, ChangeKind, Match, Mention, Part, Passage, Subscription
from watchers.percolator import Percolator
from watchers.query import match, parse_query

ENGLISH = ["Iran", "Iran's", "Syria", "talks", "talked", "oil", "nuclear", "deal", "UN", "unite"]
RUSSIAN = ["Лавров", "Лаврову", "Сирия", "Сирии", "переговоры", "переговорах", "ещё", "еще", "нефть", "мир"]


def passage(text: str, heading: str | None = None) -> Passage:
    return Passage(0, None, "topic", heading, text)


def following(*queries: str) -> list[Subscription]:
    return [Subscription(number, 100 + number, text) for number, text in enumerate(queries)]


def told(percolator: Percolator, change: Change, language: str = "en") -> list[int]:
    return [mention.subscription.id for mention in percolator.mentions([change], language)]


def test_whoever_follows_a_word_of_a_new_passage_is_told() -> None:
    """Each subscription met gets one mention, in the subscriptions' order, equal queries included."""
    percolator = Percolator(following("oil", "Iran", "Syria", "Iran", '"nuclear deal" OR gas'))
    change = Change("added", None, passage("Iran's nuclear deals", "Oil"))
    assert told(percolator, change) == [0, 1, 3, 4]


def test_a_mention_says_where_the_query_stood_and_stands() -> None:
    """The old and the new passage are both matched, each with its own spans, heading included."""
    percolator = Percolator(following("Лавров"))
    before, after = passage("Речь Лаврова", "Повестка"), passage("Речь", "О Лаврове")
    [mention] = percolator.mentions([Change("edited", before, after)], "ru")
    assert mention == Mention(
        percolator.mentions([Change("edited", before, after)], "ru")[0].subscription,
        "ru",
        0,
        Match((), ((2, 9),)),
        Match(((5, 12),)),
    )


@pytest.mark.parametrize("kind", get_args(ChangeKind))
def test_only_changes_of_words_are_told(kind: ChangeKind) -> None:
    """A passage that only moved, or changed its layout, concerns nobody."""
    change = Change(kind, passage("Iran"), passage("Iran"))
    assert bool(told(Percolator(following("Iran")), change)) == (kind not in ("moved", "cosmetic"))


def test_the_words_of_a_label_are_not_matched() -> None:
    """Who speaks is no subject: following a speaker's name finds what is said about them."""
    answer = Passage(0, 0, "qa", None, "Yes.", (Part("Lavrov", "Sergey Lavrov", "principal", "answer", 0, 4),))
    assert told(Percolator(following("Lavrov")), Change("added", None, answer)) == []


def test_a_query_that_no_longer_parses_silences_nobody() -> None:
    """Such subscriptions are set aside, for the operator to see."""
    subscriptions = following("Iran", "(broken", "-only")
    percolator = Percolator(subscriptions)
    assert percolator.unreadable == tuple(subscriptions[1:])
    assert told(percolator, Change("added", None, passage("Iran"))) == [0]


def test_each_edition_is_matched_by_the_rules_of_its_own_language() -> None:
    """The same percolator serves all editions: forms count in the edition's language only."""
    percolator = Percolator(following("Лавров"))
    change = Change("added", None, passage("Лаврову"))
    assert told(percolator, change, "ru") == [0]
    assert told(percolator, change, "en") == []


def queries(vocabulary: list[str]) -> st.SearchStrategy[str]:
    word = st.sampled_from(vocabulary)
    phrase = st.lists(word, min_size=2, max_size=3).map(lambda found: '"' + " ".join(found) + '"')
    return st.recursive(
        word | phrase,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(" ".join),
            st.tuples(inner, inner).map(" OR ".join),
            inner.map("-({})".format),
            inner.map("({})".format),
        ),
        max_leaves=6,
    )


def changes(vocabulary: list[str]) -> st.SearchStrategy[Change]:
    text = st.lists(st.sampled_from([*vocabulary, "and", "."]), max_size=10).map(" ".join)
    passages = st.builds(passage, text, st.none() | text)
    kinds: st.SearchStrategy[ChangeKind] = st.sampled_from(get_args(ChangeKind))
    return st.builds(Change, kinds, st.none() | passages, st.none() | passages)


@pytest.mark.parametrize(("vocabulary", "language"), [(ENGLISH, "en"), (RUSSIAN, "ru"), (RUSSIAN, "uk")])
@given(data=st.data())
@settings(deadline=None, max_examples=200)
def test_the_outcome_is_that_of_evaluating_every_query(
    vocabulary: list[str], language: str, data: st.DataObject
) -> None:
    """The oracle: every subscription's query matched against both sides of every change, one by one."""
    texts = data.draw(st.lists(queries(vocabulary), max_size=8))
    changed = data.draw(st.lists(changes(vocabulary), max_size=4))
    subscriptions = following(*texts)
    expected = []
    for number, change in enumerate(changed):
        for subscription in subscriptions:
            after, before = (evaluated(subscription.query, side, language) for side in (change.after, change.before))
            if change.kind not in ("moved", "cosmetic") and (after or before):
                expected.append(Mention(subscription, language, number, after, before))
    assert list(Percolator(subscriptions).mentions(changed, language)) == expected


def evaluated(query: str, side: Passage | None, language: str) -> Match | None:
    try:
        parsed = parse_query(query)
    except QueryError:
        return None
    if side is None:
        return None
    return match(parsed, analyze(side.heading or "", language), analyze(side.text, language))
