"""The percolator answers exactly what evaluating every query on every passage would."""

import datetime as dt
from collections.abc import Callable, Sequence
from threading import Thread
from typing import get_args

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from watchers.errors import QueryError
from watchers.languages import analyze
from watchers.model import Change, ChangeKind, Hit, Part, Passage, Role, Setting, Subscription, TurnKind
from watchers.percolator import Matched, Percolator
from watchers.percolator.catalogue import Names
from watchers.percolator.evidence import planned
from watchers.percolator.index import Index
from watchers.query import Query, View, match, meets, parse_query, plan
from watchers.query.plan import Plan, Token, Verbatim
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

EN = Setting("mid_ru", "en", "Briefing on Iran", dt.date(2026, 11, 25))
TEXTS = {
    "en": "Iran Iran's Iranian talks talked oil nuclear US us U.S. co-operation cooperation Sana'a naïve naive of",
    "ru": "Лавров Лаврову Сирия Сирии переговоры переговорах ещё еще нефть мир из-за США сша",
    "de": "Müller Mueller Muller Gespräche Gespräch Öl US-Sanktionen Sanktionen Straße Strasse EU",
    "zh": "中 国 中国 外交 部 联合国 NATO",
}
WORDS = {language: words.split() for language, words in TEXTS.items()}
OWN = {"ours": 'oil OR "nuclear talks"', "theirs": "Iran -oil"}
SPEAKERS = ("Sergey Lavrov", "Maria Zakharova", None)


def passage(text: str, heading: str | None = None) -> Passage:
    return Passage(0, None, "topic", heading, text)


def following(*queries: str) -> list[Subscription]:
    return [Subscription(number, 100 + number, text) for number, text in enumerate(queries)]


def filled(subscriptions: Sequence[Subscription]) -> Percolator:
    percolator = Percolator()
    for subscription in subscriptions:
        percolator.add(subscription)
    return percolator


def told(percolator: Percolator, *passages: Passage, setting: Setting = EN) -> list[int]:
    return sorted(percolator.match(passages, setting).ids.tolist())


def by_id(matched: Matched, passages: int) -> dict[int, list[int]]:
    """Subscription -> the passages that meet it; what is there twice fails."""
    found = {}
    for number, masks in zip(matched.ids.tolist(), matched.masks.tolist(), strict=True):
        assert number not in found
        found[number] = [n for n in range(passages) if masks[n // 64] >> n % 64 & 1]
    return found


def by_hand(
    subscriptions: Sequence[Subscription], passages: Sequence[Passage], setting: Setting
) -> dict[int, list[int]]:
    """The same by evaluating every query on every passage."""
    views = [View(one, setting) for one in passages]
    found = {}
    for one in subscriptions:
        query, own = parse_query(one.query), dict(one.names)
        met = [number for number, view in enumerate(views) if match(query, view, own) is not None]
        if met:
            found[one.id] = met
    return found


# ------------------------------------------------------------------ queries and texts at random


def nodes(words: Sequence[str]) -> st.SearchStrategy[Node]:
    word = st.sampled_from(words)
    phrase = st.lists(word, min_size=2, max_size=4).map(tuple)
    terms: st.SearchStrategy[Node] = st.one_of(
        st.builds(Word, word),
        st.builds(Word, word),
        st.builds(lambda text: Word(f"{text}-{text}"), word),
        st.builds(Phrase, phrase, st.sampled_from([0, 0, 1, 3])),
        st.builds(Exact, st.lists(word, min_size=1, max_size=2).map(tuple)),
        st.builds(lambda text, n: Prefix(text[:n]), word, st.integers(1, 4)),
        st.sampled_from([Alias("ours"), Alias("theirs"), Alias("nobody's")]),
    )
    fields = st.sampled_from(
        [
            Field("source", "mid_ru"),
            Field("source", "kremlin"),
            Field("speaker", "Lavrov"),
            Field("speaker", "Maria Zakharova"),
            Field("role", "journalist"),
            Field("kind", "question"),
            Field("kind", "answer"),
            Field("kind", "topic"),
            Field("kind", "exchange"),
            Field("lang", "en"),
            Field("title", "Iran briefing"),
            Field("outlet", "TASS"),
        ]
    )
    days = st.sampled_from([Dates(dt.date(2026, 1, 1)), Dates(None, dt.date(2026, 1, 1))])
    several = st.one_of(terms, st.lists(terms, min_size=2, max_size=3).map(lambda found: Or(tuple(found))))
    near = st.builds(
        lambda items, distance: Near(tuple(items), (distance,) * (len(items) - 1)),
        st.lists(several, min_size=2, max_size=3),
        st.integers(1, 4),
    )

    def together(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        items = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.one_of(st.builds(And, items), st.builds(Or, items), st.builds(Not, inner))

    sentence = st.builds(Sentence, st.recursive(terms, together, max_leaves=4))
    kinds = [terms, terms, terms, fields, fields, days, near, sentence]
    leaf = st.integers(0, len(kinds) - 1).flatmap(kinds.__getitem__)  # one_of would make fields one choice in twenty
    return st.recursive(leaf, together, max_leaves=8)


def texts(words: Sequence[str]) -> st.SearchStrategy[str]:
    glue = st.sampled_from([" ", " ", " ", " ", "-", ". The ", ", ", "\n\n", "’s "])
    pieces = st.lists(st.tuples(st.sampled_from(words), glue), max_size=8)
    return pieces.map(lambda found: "".join(word + between for word, between in found))


@st.composite
def passages(draw: st.DrawFn, words: Sequence[str]) -> Passage:
    heading = draw(st.one_of(st.none(), texts(words)))
    exchange = draw(st.sampled_from([None, 0]))
    pieces, parts, at = [], [], 0
    for text in draw(st.lists(texts(words), min_size=1, max_size=3)):
        role, kind = draw(st.sampled_from(get_args(Role))), draw(st.sampled_from(get_args(TurnKind)))
        outlet = draw(st.sampled_from([None, "TASS"]))
        parts.append(Part(draw(st.sampled_from(SPEAKERS)), None, role, kind, at, at + len(text), outlet))
        pieces.append(text)
        at += len(text) + 2
    kept = tuple(parts) if draw(st.booleans()) else ()
    return Passage(0, exchange, draw(st.sampled_from(["topic", "qa"])), heading, "\n\n".join(pieces), kept)


LANGUAGES = st.sampled_from(sorted(WORDS))


@given(st.data(), LANGUAGES)
@settings(deadline=None, max_examples=400)
def test_an_index_finds_what_every_query_evaluated_on_every_passage_does(data: st.DataObject, language: str) -> None:
    """All that the language knows, in any combination, in languages of every script; and half of the queries are put
    in after the first passages came.
    """
    words = WORDS[language]
    asked = [Query(root) for root in data.draw(st.lists(nodes(words), min_size=1, max_size=8))]
    given_passages = data.draw(st.lists(passages(words), min_size=1, max_size=4))
    setting = Setting("mid_ru", language, "Briefing on Iran", data.draw(st.sampled_from([None, EN.date])))
    plans = [plan(query, language, OWN) for query in asked]
    views = [View(one, setting) for one in given_passages]
    index = Index(language, lambda language, key: len(key))
    for count in (len(plans) // 2, len(plans)):
        for group in range(0 if count < len(plans) else len(plans) // 2, count):
            index.add(group, plans[group])
        found = index.sweep(
            given_passages, setting, count, lambda group, number: meets(plans[group], views[number]) is not None
        )
        for group, mask in enumerate(found.tolist()):
            expected = [meets(plans[group], view) is not None for view in views]
            assert [bool(mask >> n & 1) for n in range(len(views))] == expected, asked[group]


@given(st.data(), LANGUAGES)
@settings(deadline=None, max_examples=100)
def test_what_needs_no_second_look_gets_none(data: st.DataObject, language: str) -> None:
    """Words, phrases, exact words, prefixes and what AND, OR and NOT make of them are decided by the index alone."""
    words = WORDS[language]
    plain = nodes(words).filter(lambda node: not _special(node))
    plans = [plan(Query(root), language, OWN) for root in data.draw(st.lists(plain, min_size=1, max_size=6))]
    index = Index(language, lambda language, key: 0)
    for group, one in enumerate(plans):
        index.add(group, one)

    def check(group: int, number: int) -> bool:
        raise AssertionError(plans[group])

    index.sweep(data.draw(st.lists(passages(words), min_size=1, max_size=3)), EN, len(plans), check)


PAIRS = tuple(And((Word(one), Word(two))) for one, two in ("ab", "bc", "cd", "de", "ea"))


@pytest.mark.parametrize(
    ("root", "met"),
    [
        (And((Word("a"), Field("kind", "question"))), True),
        (And((Word("c"), Field("kind", "question"))), False),
        (And((Word("c"), Not(Field("kind", "question")))), True),
        (And((Word("a"), Not(Field("kind", "question")))), False),
        (And((Word("c"), Or((Field("role", "journalist"), Field("kind", "question"))))), False),
        (And((Word("c"), Or((Field("kind", "question"), *PAIRS)))), True),
        (Not(And((Word("c"), Field("kind", "question")))), True),
        (And((Field("kind", "question"), Field("role", "principal"))), False),
        (Or((And((Word("c"), Field("kind", "question"))), And((Word("d"), Field("kind", "answer"))))), True),
    ],
)
def test_words_count_where_the_field_beside_them_says(root: Node, met: bool) -> None:
    """Who follows "kind:question c" is not told of a passage where only the answer has it."""
    parts = (Part(None, None, "journalist", "question", 0, 3), Part(None, None, "principal", "answer", 5, 8))
    one = Passage(0, 0, "qa", None, "a b\n\nc d", parts)
    asked = plan(Query(root), "en", OWN)
    index, view = Index("en", lambda language, key: 0), View(one, EN)
    index.add(0, asked)
    found = index.sweep([one], EN, 1, lambda group, number: meets(asked, view) is not None)
    assert [bool(found[0]), meets(asked, view) is not None] == [met, met]


def test_a_word_as_written_counts_only_with_one_of_its_keys() -> None:
    """As in `meets`; one spelling may be asked for with other keys by another plan."""
    plans = [
        Verbatim(("US",), (("us",),)),
        Verbatim(("US",), (("elsewhere",),)),
        Verbatim(("Oil",), (("elsewhere",),)),
        Verbatim(("US", "oil"), (("us",), ("oil",))),
    ]
    texts_given = [passage("US oil"), passage("Oil us"), passage("the US’s")]
    views = [View(one, EN) for one in texts_given]
    index = Index("en", lambda language, key: 0)
    for group, one in enumerate(plans):
        index.add(group, one)
    found = index.sweep(texts_given, EN, 4, lambda group, number: meets(plans[group], views[number]) is not None)
    assert found.tolist() == [0b101, 0, 0, 0b001]
    assert found.tolist() == [sum((meets(one, view) is not None) << n for n, view in enumerate(views)) for one in plans]


def _special(node: Node) -> bool:
    match node:
        case And(items) | Or(items):
            return any(map(_special, items))
        case Not(item):
            return _special(item)
        case Phrase(_, slop):
            return slop > 0
    return isinstance(node, Near | Sentence | Field)


# ------------------------------------------------------------------ subscriptions that come and go

QUERIES = [
    *WORDS["en"][:12], *WORDS["ru"], "Iran talks", "talks Iran", '"nuclear talks"', '"of oil" OR Iran', "Iran -oil",
    "(Iran OR oil) nuclear", '"talks of Iran" naive', "-oil nuclear", "Iran OR Iran", "(broken", "-only", "~ours",
    "=US", "nucl*", "kind:topic Iran", "Iran NEAR/3 oil", "{Iran -oil}", "source:mid_ru", "outlet:TASS oil",
]  # fmt: skip


def readable(text: str) -> bool:
    try:
        parse_query(text)
    except QueryError:
        return False
    return True


@st.composite
def subscriptions(draw: st.DrawFn) -> Subscription:
    names = draw(st.sampled_from([(), (), (("ours", OWN["ours"]),), (("ours", "naive"),)]))
    query = draw(st.sampled_from(QUERIES))
    return Subscription(draw(st.integers(-3, 12)), draw(st.integers(1, 3)), query, names)


@given(st.lists(st.one_of(subscriptions(), st.integers(-3, 12), LANGUAGES), max_size=40), st.data())
@settings(deadline=None, max_examples=150)
def test_subscriptions_come_and_go_one_by_one(steps: list[Subscription | int | str], data: st.DataObject) -> None:
    """After any additions, replacements and removals, before and after an index is made, the outcome is that of a
    percolator made anew, and of evaluating every query.
    """
    percolator, kept = Percolator(), dict[int, Subscription]()
    for step in steps:
        match step:
            case Subscription():
                assert percolator.add(step) == readable(step.query)
                kept[step.id] = step
            case int():
                assert percolator.remove(step) == (kept.pop(step, None) is not None)
            case str():
                percolator.prepare(step)
    assert len(percolator) == len(kept)
    assert sorted(percolator.unreadable, key=lambda one: one.id) == sorted(
        (one for one in kept.values() if not readable(one.query)), key=lambda one: one.id
    )
    for chat in range(1, 4):
        assert percolator.subscriptions_of(chat) == tuple(kept[n] for n in sorted(kept) if kept[n].chat_id == chat)
    language = data.draw(st.sampled_from(["en", "ru"]))
    found = data.draw(st.lists(passages(WORDS[language]), min_size=1, max_size=5))
    setting = Setting("mid_ru", language)
    reads = [one for one in kept.values() if readable(one.query)]
    outcome = by_id(percolator.match(found, setting), len(found))
    assert outcome == by_hand(reads, found, setting) == by_id(filled(reads).match(found, setting), len(found))


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 200])
def test_any_number_of_passages_is_matched_at_once(count: int) -> None:
    """Beyond 64, the masks go on in the next number."""
    found = [passage(f"talks {'oil' if n % 3 else 'Iran'} {'nuclear' if n % 7 else ''}") for n in range(count)]
    kept = following("oil", "Iran nuclear", "talks -nuclear", "talks", "UN", '"oil nuclear"')
    matched = filled(kept).match(found, EN)
    assert matched.masks.shape == (len(matched.ids), -(-count // 64))
    assert by_id(matched, count) == by_hand(kept, found, EN)


def test_many_thousand_subscriptions_that_are_replaced_again_and_again() -> None:
    """Room that is given up is used again, and nobody is told by what somebody followed before."""
    words = [f"word{n}" for n in range(3000)]
    percolator = Percolator()
    found = passage(" ".join(words[::2]))
    for turn in range(4):
        for number in range(9000):
            percolator.add(Subscription(number, number % 7, words[(number + turn) % 3000]))
        assert told(percolator, found) == [n for n in range(9000) if (n + turn) % 2 == 0]
    for number in range(8990):
        assert percolator.remove(number)
    assert told(percolator, found) == [8991, 8993, 8995, 8997, 8999]
    fresh = [Subscription(20_000 + n, 1, f"fresh{n} word2") for n in range(6000)]
    for subscription in fresh:
        percolator.add(subscription)
    assert told(percolator, passage("fresh7 word2 fresh8 word2")) == [8999, 20_007, 20_008]
    assert percolator.subscriptions_of(1)[-6000:] == tuple(fresh)
    assert len(percolator) == 6010


def test_subscriptions_come_and_go_while_an_index_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are let in between its batches; whoever came, went or changed then is held against texts like all."""
    words = [f"word{n}" for n in range(1500)]
    percolator = filled([Subscription(n, 1, words[n % 1500]) for n in range(3000)])
    steps: list[Callable[[], object]] = [
        lambda: percolator.add(Subscription(0, 1, "new0")),
        lambda: percolator.add(Subscription(3000, 1, "word7")),
        lambda: [percolator.remove(n) for n in (5, 1505, 1400, 2900)],
        lambda: [(percolator.add(Subscription(n, 1, f"new{n}")), percolator.remove(n)) for n in range(9000, 13000)],
        lambda: percolator.add(Subscription(8000, 1, "word5")),
        lambda: percolator.prepare("en"),
        lambda: percolator.add(Subscription(8001, 1, "word1400 OR new8001")),
    ]
    plain, taken = planned, 0

    def disturbed(query: str, names: Names, language: str) -> Plan:
        nonlocal taken
        taken += 1
        if taken % 5 == 3 and steps:
            steps.pop(0)()
        return plain(query, names, language)

    monkeypatch.setattr("watchers.percolator.planned", disturbed)
    percolator.prepare("en")
    assert not steps
    found = [passage("word0 new0 word5"), passage("word7 word1400"), passage("new8001 new9000 new12999 word1499")]
    assert by_id(percolator.match(found, EN), 3) == {
        0: [0], 1500: [0], 7: [1], 1507: [1], 3000: [1], 8000: [0], 8001: [1, 2], 1499: [2], 2999: [2]
    }  # fmt: skip


def test_threads_may_share_a_percolator() -> None:
    """Whatever comes while an index is made by others is in it."""
    words = [f"word{n}" for n in range(1500)]
    percolator = filled([Subscription(n, 1, words[n % 1500]) for n in range(3000)])
    makers = [Thread(target=percolator.prepare, args=("en",)) for _ in range(2)]
    for maker in makers:
        maker.start()
    for n in range(2900):
        percolator.remove(n)
        percolator.add(Subscription(5000 + n, 1, f"new{n}"))
    for maker in makers:
        maker.join()
    assert told(percolator, passage("word1400 new1 word1499 new1200 new2899")) == [2900, 2999, 5001, 6200, 7899]


def test_equal_queries_of_several_chats_are_told_to_each() -> None:
    """One evaluation, every follower; the same query with other names is another query."""
    percolator = Percolator()
    for number in range(1, 60):
        percolator.add(Subscription(number, number % 4, "Iran"))
    assert told(percolator, passage("Iran")) == list(range(1, 60))
    assert [one.id for one in percolator.subscriptions_of(3)] == list(range(3, 60, 4))
    assert told(percolator, passage("oil")) == []


def test_a_subscription_takes_the_place_of_the_one_that_had_its_id() -> None:
    """Nobody is told by a query they have changed, readable or not."""
    percolator = filled([Subscription(5, 1, "Iran")])
    assert percolator.add(Subscription(5, 2, "oil"))
    assert (told(percolator, passage("Iran")), told(percolator, passage("oil"))) == ([], [5])
    assert not percolator.add(Subscription(5, 2, "(oil"))
    assert (told(percolator, passage("oil")), len(percolator)) == ([], 1)
    assert percolator.add(Subscription(5, 2, "oil"))
    assert (told(percolator, passage("oil")), percolator.unreadable, len(percolator)) == ([5], (), 1)


def test_a_query_that_cannot_be_read_silences_nobody() -> None:
    """Such subscriptions are set aside, for the operator to see; so are those with a name that cannot be read."""
    kept = [*following("Iran", "(broken", "-only"), Subscription(7, 7, "Iran", (("ours", "(broken"),))]
    percolator = Percolator()
    assert [percolator.add(one) for one in kept] == [True, False, False, False]
    assert percolator.unreadable == tuple(kept[1:])
    assert told(percolator, passage("Iran")) == [0]
    assert percolator.remove(1)
    assert not percolator.remove(1)
    assert percolator.subscriptions_of(107) == ()
    assert percolator.subscriptions_of(102) == (kept[2],)


def test_what_a_name_rules_out_in_one_sentence_may_stand_in_another() -> None:
    """Also where the name stands in a NEAR of that sentence."""
    names = (("theirs", OWN["theirs"]),)
    queries = ("{~theirs talks}", "{~theirs NEAR/3 talks}")
    percolator = filled([Subscription(n, 100 + n, text, names) for n, text in enumerate(queries)])
    assert told(percolator, passage("Iran talks. Oil is dear.")) == [0, 1]
    assert told(percolator, passage("Iran talks of oil.")) == []


def test_each_edition_is_matched_by_the_rules_of_its_own_language() -> None:
    """The same percolator serves all editions: forms count in the edition's language only."""
    percolator = filled(following("Лавров"))
    assert told(percolator, passage("Лаврову"), setting=Setting("mid_ru", "ru")) == [0]
    assert told(percolator, passage("Лаврову"), setting=Setting("mid_ru", "en")) == []


@pytest.mark.parametrize("rarity", [lambda language, key: 0, lambda language, key: {"iran": 9, "talk": 4}.get(key, 0)])
def test_rarity_changes_nothing_but_the_time(rarity: object) -> None:
    """Whatever the archive says of words, the same are told."""
    percolator = Percolator(rarity)  # type: ignore[arg-type]
    for one in following("Iran talks", "talks (oil OR Iran)", "UN -Iran"):
        percolator.add(one)
    assert told(percolator, passage("Iran talks")) == [0, 1]
    assert told(percolator, passage("UN talks oil")) == [1, 2]


def test_a_query_of_many_words_is_found_by_any() -> None:
    """A choice of hundreds costs its length in memory and still needs no second look."""
    choice = " OR ".join(f"word{n}" for n in range(60))
    percolator = filled(
        following(choice, f"({choice}) Iran", f"Iran -({choice})", " OR ".join(f'"a{n} b"' for n in range(50)))
    )
    assert told(percolator, passage("word59")) == [0]
    assert told(percolator, passage("Iran word7")) == [0, 1]
    assert told(percolator, passage("Iran a49 b")) == [2, 3]


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_what_grows_out_of_bounds_is_looked_at_instead(data: st.DataObject) -> None:
    """Choices between conjunctions, which as clauses would be thousands, are cut short and answered all the same."""
    words = [f"w{n}" for n in range(12)]
    pair = st.lists(st.sampled_from(words), min_size=2, max_size=3).map(" ".join)
    pairs = " OR ".join(f"({one})" for one in data.draw(st.lists(pair, min_size=2, max_size=9)))
    kept = [Subscription(0, 0, f"w0 ({pairs})"), Subscription(1, 0, f"w0 -({pairs})"), Subscription(2, 0, pairs)]
    kept = [one for one in kept if readable(one.query)]
    found = [passage(" ".join(data.draw(st.lists(st.sampled_from(words), max_size=8)))) for _ in range(3)]
    assert by_id(filled(kept).match(found, EN), 3) == by_hand(kept, found, EN)


# ------------------------------------------------------------------ changes


def test_a_hit_says_whether_the_query_stands_or_stood() -> None:
    """By change, then by the subscription's id; each subscription comes as it was added."""
    kept = [Subscription(9, 1, "Iran"), Subscription(4, 2, "oil", (("ours", "naive"),)), Subscription(6, 2, "UN")]
    changes = [
        Change("edited", passage("Iran oil"), passage("Iran")),
        Change("removed", passage("UN"), None),
        Change("added", None, passage("talks", "oil")),
        Change("retitled", passage("talks", "oil"), passage("talks", "oil UN")),
    ]
    assert filled(kept).hits(changes, EN) == (
        Hit(kept[1], "en", 0, False, True),
        Hit(kept[0], "en", 0, True, True),
        Hit(kept[2], "en", 1, False, True),
        Hit(kept[1], "en", 2, True, False),
        Hit(kept[1], "en", 3, True, True),
        Hit(kept[2], "en", 3, True, False),
    )


@pytest.mark.parametrize("kind", get_args(ChangeKind))
def test_only_changes_of_words_are_told(kind: ChangeKind) -> None:
    """A passage that only moved, or changed its layout, concerns nobody."""
    hits = filled(following("Iran")).hits([Change(kind, passage("Iran"), passage("Iran"))], EN)
    assert bool(hits) == (kind not in ("moved", "cosmetic"))


def test_changes_beyond_a_hundred_keep_their_numbers() -> None:
    """Both sides of each change are matched at once, however many there are."""
    changes = [Change("edited", passage(f"a{n}"), passage(f"b{n}")) for n in range(100)]
    hits = filled(following("a99", "b99", "b3")).hits(changes, EN)
    assert [(hit.subscription.id, hit.change, hit.after, hit.before) for hit in hits] == [
        (2, 3, True, False),
        (0, 99, False, True),
        (1, 99, True, False),
    ]


def test_the_words_of_a_label_are_not_matched() -> None:
    """Who speaks is no subject: following a speaker's name finds what is said about them."""
    answer = Passage(0, 0, "qa", None, "Yes.", (Part("Lavrov", "Sergey Lavrov", "principal", "answer", 0, 4),))
    assert told(filled(following("Lavrov")), answer) == []


def test_where_a_query_is_met_is_said_for_those_that_are_told() -> None:
    """The very match that the reader of one passage gives, names of the chat's own included."""
    percolator, one = Percolator(), passage("Iran and oil, and Iran's talks", "On Iran")
    found = percolator.met("Iran OR UN OR talks", (), one, EN)
    assert found == match(parse_query("Iran OR UN OR talks"), View(one, EN))
    assert found is not None
    assert found.branches == (0, 2)
    assert percolator.met("Iran OR UN OR talks", (), one, EN) is found
    assert percolator.met("UN", (), one, EN) is None
    for number in range(9):  # the evidence of earlier editions is dropped, not mixed up
        other = Setting("mid_ru", "en", f"Briefing {number}")
        assert percolator.met("oil", (), one, other) == match(parse_query("oil"), View(one, other))


# ------------------------------------------------------------------ the words of texts


@given(st.lists(st.one_of(st.text(max_size=20), *(texts(words) for words in WORDS.values())), max_size=5), LANGUAGES)
@example(["A.A.-0"], "de")
@example(["S-1 140", "1 140-x 20 000-y"], "en")
@example(["e\u0301-x", "x-\u200by"], "fr")
@settings(deadline=None, max_examples=200)
def test_every_key_of_a_text_brings_up_whoever_asks_for_it(pieces: list[str], language: str) -> None:
    """The index reads words its own quicker way; it must see the keys of the one analyzer, compounds included."""
    text = " ".join(pieces)
    analyzed = analyze(text, language)
    keys = sorted(
        {key for keys in analyzed.keys for key in keys} | {k for *_, keys in analyzed.compounds for k in keys}
    )
    index = Index(language, lambda language, key: 0)
    for group, key in enumerate([*keys, "no word has white space"]):
        index.add(group, Token((key,)))
    found = index.sweep(
        [passage(""), passage(text)], Setting("s", language), len(keys) + 1, lambda group, number: False
    )
    assert np.flatnonzero(found).tolist() == list(range(len(keys)))
    assert set(found.tolist()) <= {0, 2}


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from(["Iran", "oil", "Iran oil", "(broken", "oil OR UN"])), max_size=30
    )
)
def test_many_at_once_are_as_many_one_by_one(asked: list[tuple[int, str]]) -> None:
    """New ones, ones that replace others, the same id twice, unreadable ones."""
    subscriptions = [Subscription(number, number % 3, query) for number, query in asked]
    at_once, one_by_one = Percolator(), Percolator()
    for half in (subscriptions[: len(subscriptions) // 2], subscriptions[len(subscriptions) // 2 :]):
        at_once.add_all(half)
        for one in half:
            one_by_one.add(one)
    assert len(at_once) == len(one_by_one)
    assert sorted(s.id for s in at_once.unreadable) == sorted(s.id for s in one_by_one.unreadable)
    changes = [Change("added", None, passage("Iran and oil")), Change("added", None, passage("UN"))]
    assert at_once.hits(changes, EN) == one_by_one.hits(changes, EN)
    for chat in range(3):
        assert at_once.subscriptions_of(chat) == one_by_one.subscriptions_of(chat)
