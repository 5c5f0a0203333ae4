"""A query that can never be met, or always is, is refused; what is refused so is so, tried out passage by passage."""

import datetime as dt
from functools import lru_cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.errors import QueryError
from watchers.model import Part, Passage, Setting
from watchers.query import (
    And,
    Dates,
    Exact,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sentence,
    View,
    Word,
    match,
    parse_query,
    possible_in,
)
from watchers.query.sense import LANGUAGES, always, never


@pytest.mark.parametrize(
    "text",
    [
        "Iran -Iran",
        "IRAN -=IRAN",
        "Iran oil -(Iran OR gas)",
        '"Iran deal" -Iran',
        '"nuclear deal with Iran" -"deal with"',
        '"Iran deal" -"Iran deal"~5',
        '"a b"~3 -"a b"~5',
        '"Security Council"~5 -council',
        "nuclear* -nucl*",
        "=US -us",
        '="the US" -=US',
        "Iran NEAR/5 oil -oil",
        "Iran NEAR/5 (oil OR gas) -Iran",
        "{Iran oil} -oil",
        "{Iran -Iran}",
        "{Iran -Iran} OR {oil -oil}",
        "Koln -Köln",
        "~japan -~japan",
        "a (b OR c) -b -c",
        "since:2021 until:2020",
        "since:2020-03-02 until:2020-03-01",
        "(since:2021 OR since:2022) until:2020",
        "since:2020 -since:2019",
        "kind:topic kind:answer",
        "kind:topic kind:exchange",
        "kind:question kind:answer a",
        "role:guest role:journalist",
        "lang:en lang:ru",
        "lang:en -lang:en",
        "source:mid_ru -source:mid",
        'speaker:"Sergey Lavrov" -speaker:Lavrov',
        "kind:answer -(kind:answer OR kind:question)",
        "lang:en sanctions -sanction",
        "lang:ru санкции -санкциями",
        "(kind:answer Iran) -(kind:answer Iran)",
        "kind:answer Iran -Iran",
    ],
)
def test_what_can_never_be_met_is_refused(text: str) -> None:
    """Forms of one word are one where a language is named; a phrase holds its words; a day has an order."""
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.code == "never"


@pytest.mark.parametrize("text", ["Iran OR -Iran", "-(Iran -Iran)", "lang:en OR -lang:en", "oil OR -(oil gas)"])
def test_what_is_always_met_is_refused(text: str) -> None:
    """Whatever a passage says, it would be told."""
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.code == "always"


@pytest.mark.parametrize(
    "text",
    [
        "sanctions -sanction",  # Spanish and Chinese texts tell them apart
        "Iran -Iranian",
        'Iran -"Iran deal"',
        "us -=US",
        "nucl* -nuclear*",
        "Iran -(Iran oil)",
        "{Iran -oil} oil",
        "{Iran} -{Iran oil}",
        "Iran oil -(Iran NEAR/3 oil)",
        '"a b" -"b a"',
        '"a b"~5 -"a b"~3',
        "since:2020 until:2020",
        "since:2020-03-01 until:2020-03-01",
        "kind:topic OR kind:answer",
        "kind:exchange kind:answer",
        "kind:exchange -kind:answer",
        "(kind:answer oil OR kind:answer gas) Iran -(kind:answer Iran)",
        "(kind:question Iran) oil OR (kind:answer Iran) gas",
        "source:mid source:ru",
        "speaker:lavrov speaker:sergey",
        "lang:en OR lang:ru",
        "lang:es sanctions -sanction",
        "lang:ja a",
        "~japan -~tokyo",
    ],
)
def test_what_some_passage_may_meet_is_not_refused(text: str) -> None:
    """Scopes, sentences and distances are not mixed up."""
    assert parse_query(text)


def test_a_riddle_too_hard_is_taken_for_possible() -> None:
    """The search is bounded: a query nobody can see through is let pass."""
    holes = [
        f"({' OR '.join(f'p{pigeon}h{hole}' for hole in range(3))})" for pigeon in range(4)
    ]  # four pigeons, three holes, no two in one: impossible
    apart = [f"-(p{one}h{hole} p{two}h{hole})" for hole in range(3) for one in range(4) for two in range(one)]
    assert parse_query(" ".join([*holes, *apart]))


# ------------------------------------------------------------------ tried out

VOCABULARY = ("iran", "oil", "gas")
words = st.sampled_from(VOCABULARY).map(Word)


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(several.map(And), several.map(Or), inner.map(Not))


booleans: st.SearchStrategy[Node] = st.recursive(words, grown, max_leaves=8)


@lru_cache
def bare_views() -> tuple[View, ...]:
    """Every set of the words there are."""
    texts = [
        " ".join(w for w, there in zip(VOCABULARY, chosen, strict=True) if there)
        for chosen in product((0, 1), repeat=3)
    ]
    return tuple(View(Passage(0, None, "topic", None, text), Setting("s", "en")) for text in texts)


@given(booleans)
@settings(deadline=None, max_examples=400)
def test_of_words_alone_never_and_always_are_just_that(root: Node) -> None:
    """Both ways: said of a query of words if and only if no set of words, or every one, meets it."""
    met = [match(Query(root), view) is not None for view in bare_views()]
    assert never(root) == (not any(met))
    assert always(root) == all(met)


closer: list[Node] = [
    Phrase(("iran", "oil")),
    Phrase(("iran", "oil"), 1),
    Phrase(("oil", "iran"), 1),
    Exact(("iran",)),
    Exact(("iran", "oil")),
    Prefix("iran"),
    Prefix("ira"),
    Near((Word("iran"), Word("oil")), (1,)),
    Near((Or((Word("iran"), Word("gas"))), Word("oil")), (2,)),
]
leaves: st.SearchStrategy[Node] = st.one_of(words, st.sampled_from(closer))
inside: st.SearchStrategy[Node] = st.recursive(leaves, grown, max_leaves=3).map(Sentence)
facts = st.sampled_from(
    [
        Field("kind", "answer"),
        Field("kind", "question"),
        Field("kind", "exchange"),
        Field("kind", "topic"),
        Field("role", "guest"),
        Field("speaker", "lavrov"),
        Field("speaker", "sergey lavrov"),
        Field("lang", "en"),
        Field("lang", "ru"),
        Field("source", "mid"),
        Field("source", "mid_ru"),
        Dates(since=dt.date(2020, 1, 1)),
        Dates(until=dt.date(2020, 1, 1)),
        Dates(until=dt.date(2019, 1, 1)),
    ]
)
everything: st.SearchStrategy[Node] = st.recursive(st.one_of(leaves, leaves, inside, facts), grown, max_leaves=6)


@lru_cache
def views() -> tuple[View, ...]:
    """Topics and exchanges of few words, by several speakers, in two languages, before, on and after a day."""
    found = []
    sides = ("iran oil", "oil. iran gas", "Gas", "oil gas iran", "")
    days = (None, dt.date(2018, 1, 1), dt.date(2020, 1, 1), dt.date(2021, 1, 1))
    for number, (first, second) in enumerate(product(sides, sides)):
        text = f"{first}\n\n{second}"
        parts = (
            Part("Sergey Lavrov" if number % 2 else None, None, "guest", "question", 0, len(first)),
            Part("Lavrov", None, "principal", "answer", len(first) + 2, len(text)),
        )
        setting = Setting(("mid_ru", "mid", "x")[number % 3], ("en", "ru")[number % 2], date=days[number % 4])
        found.append(View(Passage(0, 0, "qa", None, text, parts), setting))
        topic = Part("Lavrov", None, "guest", "statement", 0, len(first))
        found.append(View(Passage(0, None, "topic", second, first, (topic,)), setting))
    return tuple(found)


@given(everything)
@settings(deadline=None, max_examples=500)
def test_what_is_said_to_be_never_met_is_met_by_nothing(root: Node) -> None:
    """For all kinds of query: no passage meets what never() says of; every one what always() says of."""
    if never(root):
        assert not any(match(Query(root), view) for view in views())
    if always(root):
        assert all(match(Query(root), view) is not None for view in views())


@given(everything, st.sampled_from([*LANGUAGES, "ja"]))
@settings(deadline=None, max_examples=200)
def test_a_language_that_is_ruled_out_holds_no_match(root: Node, language: str) -> None:
    """possible_in is False only where no passage of the language meets the query."""
    if not possible_in(Query(root), language):
        assert not any(match(Query(root), view) for view in views() if view.setting.language == language)


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("Лавров", True),
        ("lang:ru Iran", False),
        ("lang:en Iran", True),
        ("lang:ru,en Iran", True),
        ("-lang:en Iran", False),
        ("lang:ru Iran OR lang:de Iran", False),
        ("lang:ru Iran OR oil", True),
        ("Iran -(lang:en oil)", True),
    ],
)
def test_the_languages_a_query_names_are_all_it_is_tried_in(text: str, possible: bool) -> None:
    """In English; words of another script may stand in any text."""
    assert possible_in(parse_query(text), "en") is possible
