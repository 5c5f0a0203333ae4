"""What a query means: which passages meet it, by which of their words."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.model import Part, Passage, Setting
from watchers.query.meaning import View, match, meets
from watchers.query.plan import Both, Either, Facts, Plan, narrowed, plan
from watchers.query.tree import (
    Alias,
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
    Sentence,
    Word,
)
from watchers.query.writing import Query

EN = Setting("mid_ru", "en", "Briefing by Maria Zakharova", dt.date(2021, 1, 28))


def topic(text: str, heading: str | None = None) -> Passage:
    """A topic that nobody is said to speak."""
    return Passage(0, None, "topic", heading, text)


def exchange(*turns: tuple[str, str], heading: str | None = None) -> Passage:
    """An exchange of labelled turns: questions by journalists, answers by the principal."""
    parts: list[Part] = []
    text = ""
    for label, words in turns:
        asks = label.startswith("Question")
        at = len(text)
        text += words + "\n\n"
        parts.append(
            Part(
                None if asks else label,
                label,
                "journalist" if asks else "principal",
                "question" if asks else "answer",
                at,
                at + len(words),
                "Reuters" if asks else None,
            )
        )
    return Passage(1, 0, "qa", heading, text.rstrip("\n"), tuple(parts))


ASKED = exchange(
    ("Question (Reuters)", "What of the sanctions on Iran? And of the oil?"),
    ("Maria Zakharova", "We discussed Germany. The sanctions are wrong. Iran is our partner."),
    heading="On Syria",
)


def met(node: Node, passage: Passage, setting: Setting = EN) -> list[str] | None:
    """The words of the text, then those of the heading, that meet a query; None where it is not met."""
    found = match(Query(node), View(passage, setting))
    if found is None:
        return None
    words = [passage.text[a:b] for a, b in found.spans]
    return words + [(passage.heading or "")[a:b] for a, b in found.heading_spans]


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Word("sanction"), ["sanctions"]),
        (Word("Turkey"), None),
        (And((Word("Iran"), Word("Oil"))), ["Iran", "Oil"]),
        (And((Word("Iran"), Word("gas"))), None),
        (Or((Word("gas"), Word("iran"))), ["Iran"]),
        (And((Word("Iran"), Not(Word("gas")))), ["Iran"]),
        (And((Word("Iran"), Not(Word("oil")))), None),
        (Phrase(("new", "sanction")), ["new sanctions"]),
        (Phrase(("sanctions", "new")), None),
        (Phrase(("prices", "new")), None),
        (Phrase(("against", "new"), 1), ["new sanctions against"]),
        (Phrase(("Iran", "new"), 1), None),
        (Phrase(("Iran", "new"), 2), ["new sanctions against Iran"]),
        (Prefix("sanct"), ["sanctions"]),
        (Prefix("anctions"), None),
        (Exact(("Iran",)), ["Iran"]),
        (Exact(("IRAN",)), None),
        (Exact(("sanction",)), None),
        (Exact(("against", "Iran")), ["against Iran"]),
        (Near((Word("Iran"), Word("sanctions")), (2,)), ["sanctions", "Iran"]),
        (Near((Word("Iran"), Word("sanctions")), (1,)), None),
        (Near((Word("Iran"), Or((Word("gas"), Word("against")))), (1,)), ["against", "Iran"]),
    ],
)
def test_words_are_found_in_heading_and_text(node: Node, words: list[str] | None) -> None:
    """The operators look at the passage whole; what must be close together stands in one of the two."""
    assert met(node, topic("There are new sanctions against Iran.", "Oil prices")) == words


def test_a_chain_of_near_words_needs_each_close_to_the_next() -> None:
    """And only words that belong to a whole chain are hits."""
    chain = Near((Word("grain"), Word("port"), Word("ship")), (2, 2))
    assert met(chain, topic("Grain came to port by ship. No grain at all.")) is None
    assert met(chain, topic("Grain at port: a ship. No grain at all, port.")) == ["Grain", "port", "ship"]


def test_words_near_each_other_are_two_words() -> None:
    """No word is near itself, nor near a phrase it is part of."""
    twice = Near((Word("deal"), Phrase(("nuclear", "deal"))), (5,))
    assert met(twice, topic("The nuclear deal.")) is None
    assert met(twice, topic("A deal is a nuclear deal.")) == ["deal", "nuclear deal"]


@given(
    st.lists(st.sampled_from(["grain", "port", "deal", "ship", "x"]), max_size=30),
    st.lists(st.integers(1, 6), min_size=1, max_size=3),
)
@settings(deadline=None)
def test_nearness_is_counted_from_word_to_word(text: list[str], distances: list[int]) -> None:
    """A chain is met by the words that some way through all of it leads over, as by trying every way."""
    asked: list[Node] = [Word("grain"), Or((Word("port"), Phrase(("deal", "ship")))), Word("ship"), Word("grain")]
    places = [[(n, n) for n, word in enumerate(text) if word == one] for one in ("grain", "port", "ship", "grain")]
    places[1] += [(n, n + 1) for n, (one, two) in enumerate(pairwise(text)) if (one, two) == ("deal", "ship")]
    ways = [[place] for place in places[0]]
    for distance, following in zip(distances, places[1:], strict=False):
        near = [(way, place) for way in ways for place in following if 0 < _words_between(way[-1], place) <= distance]
        ways = [[*way, place] for way, place in near]
    expected = {place for way in ways for place in way}
    found = met(Near(tuple(asked[: len(distances) + 1]), tuple(distances)), topic(" ".join(text)))
    covered = {n for first, last in expected for n in range(first, last + 1)}
    assert sorted(" ".join(found or []).split()) == sorted(text[n] for n in covered)


def _words_between(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - one[1], one[0] - other[1])


@pytest.mark.parametrize(
    "node",
    [
        Near(tuple(Or((Word("the"), Word("of"), Word("and"))) for _ in range(15)), (50,) * 14),
        Phrase(("the",) * 90, 100),
        And(tuple(Sentence(And((Word("the"), Word("of"), Not(Word(f"x{n}"))))) for n in range(30))),
    ],
)
def test_everyday_words_are_found_in_a_long_speech(node: Node) -> None:
    """They stand in it by the thousand: whoever looked at every two of them would be at it for minutes."""
    text = "The end of the war and the peace. " * 3000
    found = match(Query(node), View(topic(text), EN))
    assert found is not None
    assert len(found.spans) > 1


@pytest.mark.parametrize("text", ["economic co-operation", "economic cooperation", "economic co‑operation"])
def test_a_compound_is_found_in_one_word_and_in_several(text: str) -> None:
    """Who types co-operation means the word, however it is spelt."""
    assert met(Word("co-operation"), topic(text)) == [text.removeprefix("economic ")]


@pytest.mark.parametrize(
    ("start", "text", "language", "words"),
    [
        ("ueberpr", "Überprüfung der Müllabfuhr", "de", ["Überprüfung"]),
        ("Muell", "Überprüfung der Müllabfuhr", "de", ["Müllabfuhr"]),
        ("überpr", "Ueberpruefung", "de", ["Ueberpruefung"]),
        ("Müll", "Herr Mueller, Herr Muller", "en", ["Mueller", "Muller"]),
        ("neue", "Neuigkeit, neues", "de", ["neues"]),
        ("zue", "zum, zueinander", "de", ["zueinander"]),
        ("ueber", "ubermorgen", "en", None),
    ],
)
def test_a_beginning_is_found_with_an_umlaut_spelt_either_way(
    start: str, text: str, language: str, words: list[str] | None
) -> None:
    """As a whole word is; but two vowels that are no umlaut's spelling stay what they are, and where there are none."""
    assert met(Prefix(start), topic(text), Setting("x", language)) == words


# ------------------------------------------------------------------ sentences


def test_a_sentence_holds_all_its_words() -> None:
    """Those of other sentences do not help, nor do they harm."""
    text = "Sanctions hurt. Iran spoke of oil. The sanctions on Iran go on."
    assert met(Sentence(And((Word("sanctions"), Word("Iran")))), topic(text)) == ["sanctions", "Iran"]
    assert met(Sentence(And((Word("hurt"), Word("Iran")))), topic(text)) is None
    assert met(Sentence(And((Word("Iran"), Not(Word("oil"))))), topic(text)) == ["Iran"]
    assert met(And((Sentence(Word("Iran")), Not(Word("oil")))), topic(text)) is None


def test_the_heading_is_a_sentence_of_its_own() -> None:
    """A word there and one in the text stand in two."""
    both = Sentence(And((Word("oil"), Word("Iran"))))
    assert met(both, topic("Iran speaks.", "Oil")) is None
    assert met(both, topic("Nothing.", "Oil of Iran")) == ["Oil", "Iran"]


# ------------------------------------------------------------------ fields


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Field("speaker", "Zakharova"), []),
        (Field("speaker", "Мария Захарова"), []),
        (Field("speaker", "Lavrov"), None),
        (And((Field("speaker", "Zakharova"), Word("Germany"))), ["Germany"]),
        (And((Field("speaker", "Zakharova"), Word("oil"))), None),
        (And((Field("speaker", "Zakharova"), Word("Germany"), Not(Word("oil")))), None),
        (And((Not(Field("speaker", "Zakharova")), Word("oil"))), ["oil"]),
        (And((Not(Field("speaker", "Zakharova")), Word("Germany"))), None),
        (And((Field("role", "journalist"), Word("sanctions"))), ["sanctions"]),
        (And((Field("role", "journalist"), Phrase(("sanctions", "are")))), None),
        (And((Field("kind", "answer"), Word("Iran"))), ["Iran"]),
        (And((Field("kind", "question"), Sentence(And((Word("sanctions"), Word("Iran")))))), ["sanctions", "Iran"]),
        (And((Field("kind", "answer"), Sentence(And((Word("sanctions"), Word("Iran")))))), None),
        (And((Field("kind", "exchange"), Word("Syria"), Word("oil"))), ["oil", "Syria"]),
        (And((Field("kind", "question"), Word("Syria"))), None),
        (And((Field("kind", "topic"), Word("Syria"))), None),
        (
            And((Or((Field("kind", "question"), Field("speaker", "Zakharova"))), Word("oil"), Word("Germany"))),
            ["oil", "Germany"],
        ),
        (And((Field("kind", "question"), And((Field("role", "journalist"), Word("oil"))))), ["oil"]),
        (And((Field("kind", "question"), And((Field("role", "principal"), Word("oil"))))), None),
        (And((Field("outlet", "reuters"), Word("Germany"))), ["Germany"]),
        (Field("outlet", "TASS"), None),
        (And((Field("title", "zakharova briefings"), Word("oil"))), ["oil"]),
        (And((Field("title", "Syria"), Word("oil"))), ["oil"]),
        (Field("title", "Iran"), None),
        (And((Field("source", "mid_ru"), Word("oil"))), ["oil"]),
        (Field("source", "mid"), []),
        (Field("source", "china_mfa"), None),
        (Field("lang", "en"), []),
        (Field("lang", "ru"), None),
        (Dates(since=dt.date(2021, 1, 28)), []),
        (Dates(until=dt.date(2021, 1, 27)), None),
    ],
)
def test_fields_say_where_words_stand_or_what_the_passage_is(node: Node, words: list[str] | None) -> None:
    """speaker, role and kind: the words beside them are that speaker's; the others speak of the passage whole."""
    assert met(node, ASKED) == words


def test_the_heading_of_a_topic_counts_with_its_speaker() -> None:
    """Who speaks on a topic speaks of its heading; that of an exchange is nobody's."""
    spoken = Passage(0, None, "topic", "On Germany", "We spoke.", (Part("Z", None, "principal", "statement", 0, 9),))
    assert met(And((Field("speaker", "Z"), Word("Germany"))), spoken) == ["Germany"]
    assert met(And((Field("kind", "topic"), Word("Germany"))), topic("We spoke.", "On Germany")) == ["Germany"]
    assert met(And((Field("speaker", "Maria"), Word("Syria"))), ASKED) is None


# ------------------------------------------------------------------ aliases and branches


def test_a_chats_own_alias_stands_for_its_query() -> None:
    """One alias may lean on another; a circle of them is never met, and so is a name nobody defined."""
    own = {"energy": "oil OR ~gases", "gases": "gas", "round": "~round", "zz-unknown": "~nobody-defined-this"}
    view = View(topic("Gas is dear."), EN)
    assert match(Query(Alias("energy")), view, own) is not None
    assert match(Query(Alias("round")), view, own) is None
    assert match(Query(Alias("zz-unknown")), view, own) is None


def test_the_branches_of_a_choice_that_are_met_are_named() -> None:
    """By their places in the query's own OR; a query without a choice has none."""
    view = View(topic("Navalny and gas."), EN)
    found = match(Query(Or((Word("oil"), Word("gas"), Word("Navalny")))), view)
    assert found is not None
    assert found.branches == (1, 2)
    alone = match(Query(And((Word("gas"), Or((Word("oil"), Word("Navalny")))))), view)
    assert alone is not None
    assert alone.branches == ()


# ------------------------------------------------------------------ what an index may say

ENGLISH = ["Iran", "Iran's", "sanctions", "sanctioned", "oil", "co-operation", "US", "us", "nuclear", "deal."]
words_ = st.sampled_from(["iran", "sanction", "oil", "nuclear", "deal", "us", "cooperation", "zakharova"])
leaves = st.one_of(
    words_.map(Word),
    st.lists(words_, min_size=2, max_size=3).map(lambda found: Phrase(tuple(found))),
    st.builds(lambda found, slop: Phrase(tuple(found), slop), st.lists(words_, min_size=2, max_size=3), st.just(2)),
    st.sampled_from([Exact(("US",)), Exact(("Iran",)), Exact(("nuclear", "deal")), Prefix("sanct"), Prefix("nuc")]),
    st.sampled_from(
        [
            Field("speaker", "Zakharova"),
            Field("speaker", "Maria Zakharova"),
            Field("kind", "question"),
            Field("kind", "topic"),
            Field("role", "principal"),
            Field("source", "mid_ru"),
            Field("title", "Oil"),
            Field("outlet", "Reuters"),
            Dates(since=dt.date(2022, 1, 1)),
        ]
    ),
)
near = st.lists(words_.map(Word), min_size=2, max_size=3).map(lambda w: Near(tuple(w), tuple([2] * (len(w) - 1))))
plain: st.SearchStrategy[Node] = st.recursive(
    st.one_of(leaves.filter(lambda leaf: not isinstance(leaf, Field | Dates)), near),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(tuple(items))),
        inner.map(Not),
    ),
    max_leaves=4,
)
trees = st.recursive(
    st.one_of(leaves, near, plain.map(Sentence)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(tuple(items))),
        inner.map(Not),
    ),
    max_leaves=8,
)
stretch = st.lists(st.sampled_from(ENGLISH), min_size=1, max_size=8).map(" ".join)
passages = st.one_of(
    st.builds(topic, stretch, st.none() | stretch),
    st.builds(
        lambda asked, said, heading: exchange(("Question", asked), ("Maria Zakharova", said), heading=heading),
        stretch,
        stretch,
        st.none() | stretch,
    ),
)


def _only_what_an_index_knows(node: Plan) -> bool:
    match node:
        case Both(items) | Either(items):
            return all(map(_only_what_an_index_knows, items))
    name = type(node).__name__
    if name == "Without":
        return _only_what_an_index_knows(node.item)  # type: ignore[union-attr]
    return name in ("Token", "Run", "Beginning", "Facts")


def _loosely(node: Plan, view: View) -> bool:
    """Whether a narrowed plan is met, as an index would see it: facts of the passage, not of a stretch of it."""
    match node:
        case Both(items):
            return all(_loosely(item, view) for item in items)
        case Either(items):
            return any(_loosely(item, view) for item in items)
        case Facts(_, needed):
            return all(any(fact in view.facts for fact in clause) for clause in needed)
    if type(node).__name__ == "Without":
        return not _loosely(node.item, view)  # type: ignore[union-attr]
    return meets(node, view) is not None


@given(trees, passages)
@settings(max_examples=400)
def test_what_an_index_is_asked_is_met_wherever_the_query_is(node: Node, passage: Passage) -> None:
    """And nowhere else, where it says so."""
    asked = plan(Query(node), "en")
    view = View(passage, EN)
    weaker, same = narrowed(asked)
    assert _only_what_an_index_knows(weaker)
    is_met, may_be = meets(asked, view) is not None, _loosely(weaker, view)
    assert may_be or not is_met
    if same:
        assert may_be == is_met


@given(trees, passages)
@settings(max_examples=200)
def test_spans_are_words_of_the_passage_in_order(node: Node, passage: Passage) -> None:
    """Each begins and ends with a word, and none overlaps the one before."""
    found = match(Query(node), View(passage, EN))
    for spans, text in ((found.spans, passage.text), (found.heading_spans, passage.heading or "")) if found else ():
        assert all(text[a:b].strip() == text[a:b] != "" for a, b in spans)
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
