"""What a period was about: subjects, each once, and never what is always said."""

import datetime as dt
import random
from collections.abc import Sequence
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.model import Part, Passage, Setting
from watchers.query import View, match, parse_query
from watchers.remembered import Said
from watchers.topics import Topic, Topics, topics
from watchers.topics.measuring import risen, surprise

FILLER = (
    "We thank you for your question and take note of it.",
    "I would like to add that the talks went on until late in the evening.",
    "Our position has not changed, and it is well known to everybody here.",
    "Nothing more can be said at this stage, as you will understand.",
    "The ministry keeps in touch with all those concerned.",
)
CHINESE = ("我们注意到有关报道。", "中方的立场是一贯的、明确的。", "具体情况请向主管部门了解。", "我们对此表示欢迎。")


def said(
    *texts: str,
    briefing: str = "b1",
    language: str = "en",
    heading: str | None = None,
    parts: Sequence[Part] = (),
) -> list[Said]:
    """Passages of one briefing."""
    setting = Setting("ministry", language, "Briefing", dt.date(2026, 3, 5))
    return [
        Said(f"ministry/{briefing}", setting, Passage(n, None, "topic", heading, text, tuple(parts)))
        for n, text in enumerate(texts)
    ]


def spoken(topic: str, times: int, first: int = 0, filler: Sequence[str] = FILLER, language: str = "en") -> list[Said]:
    """So many briefings of three passages each, in the first of which a sentence on a topic stands."""
    found = []
    for n in range(first, first + times):
        here = [filler[(n + k) % len(filler)] for k in range(3)]
        found += said(f"{here[0]} {topic}", *here[1:], briefing=f"b{n}", language=language)
    return found


def labels(listed: Sequence[Topic]) -> list[str]:
    return [topic.label for topic in listed]


def counts(found: Topics, label: str) -> tuple[int, int, int, int]:
    topic = next(topic for topic in (*found.most, *found.new, *found.gone) if topic.label == label)
    return topic.passages, topic.briefings, topic.passages_before, topic.briefings_before


# ------------------------------------------------------------------ subjects


def test_a_country_is_one_subject_by_all_its_names() -> None:
    """Its people and its capital are the country, in passages and in briefings."""
    now = said("Tokyo has answered us.", "The Japanese side agreed.", "It rains.", briefing="b1")
    now += said("We are in touch with Japan and with Japan alone.", briefing="b2")
    found = topics(now, said("We wrote to Japan.", "It snows.", briefing="b0"))
    assert counts(found, "Japan") == (3, 2, 1, 1)
    assert [topic.query for topic in found.most if topic.name] == ["~japan"]


def test_a_place_is_one_line_under_the_longest_name_that_most_passages_use() -> None:
    """Karabakh and Nagorno-Karabakh are the same; all passages count, and the query finds all of them."""
    now = spoken("The ceasefire line in Nagorno-Karabakh is quiet.", 3) + spoken("Roads to Karabakh are open.", 2, 3)
    found = topics(now, spoken("It rains.", 4, 10))
    assert [label for label in labels(found.most) if "Karabakh" in label] == ["Nagorno-Karabakh"]
    assert counts(found, "Nagorno-Karabakh") == (5, 5, 0, 0)
    topic = next(topic for topic in found.most if "Karabakh" in topic.label)
    assert (topic.query, topic.label[slice(*topic.said)]) == ("Karabakh", "Karabakh")


def test_a_name_within_a_longer_one_is_no_subject_of_its_own() -> None:
    """Neither "Nord" nor "Stream"."""
    found = topics(spoken("The pipes of Nord Stream lie in the sea.", 4), spoken("It rains.", 4, 10))
    assert [label for label in labels(found.most) if "Nord" in label or "Stream" in label] == ["Nord Stream"]


def test_names_are_written_as_the_source_writes_them() -> None:
    """With capitals, without a possessive."""
    found = topics(spoken("The envoy read Lindera’s note aloud to us.", 4), spoken("It rains.", 4, 10))
    assert "Lindera" in labels(found.most)


def test_what_every_briefing_says_is_no_subject() -> None:
    """A formula of courtesy, however often it is said; nor a name that stands in the period as ever."""
    formula = "We thank the Torvik Foundation for its hospitality."
    now, before = spoken(f"{formula} We met Kestria.", 4), spoken(formula, 4, 10)
    found = topics(now, before, spoken(formula, 4, 20))
    assert "Kestria" in labels(found.most)
    assert not [label for label in labels(found.most) if "Torvik" in label or "hospitality" in label]


def test_the_country_that_speaks_is_no_subject_of_its_own() -> None:
    """It is named in most of its passages, or in what the outlet calls itself."""
    now = spoken("China is ready to talk.", 3)
    always = [one for n in range(3) for one in said("China said so.", "China is glad.", briefing=f"c{n}")]
    assert "China" in labels(topics(now, spoken("It rains.", 3, 10)).most)
    assert "China" not in labels(topics(always, [*always[:2]]).most)
    assert "China" not in labels(topics(now, [], title="Foreign Ministry of China").most)
    kestria = topics(spoken("Kestria is ready to talk.", 3), spoken("It rains.", 3, 10), title="The news of Kestria")
    assert "Kestria" not in labels(kestria.most)


def test_an_everyday_word_is_a_subject_only_where_it_is_said_far_more_than_ever() -> None:
    """And again and again in a passage; "evening", which is said as ever, is none."""
    said_of = (
        "The flood took a bridge. After the flood we saw it.",
        "Lindera knows no other flood like it. This flood came at night.",
        "Nobody slept during the flood, for a flood brings stones.",
        "When will the flood end? Floods end in spring.",
        "Dams held the flood. A second flood is feared.",
    )
    now = [one for n, text in enumerate(said_of) for one in spoken(text, 1, n)]
    found = topics(now, spoken("It rains.", 8, 10), spoken("It rains.", 20, 20))
    assert "flood" in labels(found.most)
    assert not {"evening", "position", "ministry", "village"} & set(labels(found.most))


def test_offices_titles_and_how_people_are_called_are_no_subjects() -> None:
    """ "Prime Minister" before many names, "Steve" between commas; the persons named are."""
    now = [
        *spoken("We saw Prime Minister Ilvar Kesk. Go ahead, Steve.", 3),
        *spoken("We saw Prime Minister Anton Vorl. Go ahead, Steve.", 3, 3),
    ]
    found = labels(topics(now, spoken("It rains.", 4, 10)).most)
    assert not {"Prime Minister", "Minister", "Prime", "Steve"} & set(found)
    assert any("Kesk" in label for label in found)
    assert any("Vorl" in label for label in found)


def test_speakers_are_no_subjects_but_of_the_lists_of_those_who_speak() -> None:
    """Nor are the outlets that ask."""
    asks = Part("Anna Brandt", "Q", "journalist", "question", 0, 10, "Castel Post")
    answers = Part("Helena Torvik", "A", "principal", "answer", 10, 40)
    nobody = Part(None, "Q", "journalist", "question", 0, 10)
    now = said(*["Did Torvik speak to the Castel Post?"] * 3, parts=(asks, answers))
    now += said("Why?", parts=(nobody, answers), briefing="b2")
    found = topics(now, spoken("It rains.", 3, 10))
    assert found.asked == (("Castel Post", 3),)
    assert found.unnamed == 1
    assert found.answered == (("Helena Torvik", 4),)
    assert not [label for label in labels(found.most) if "Torvik" in label or "Castel" in label]


# ------------------------------------------------------------------ new and gone


def test_what_only_one_of_the_periods_says_is_new_or_gone() -> None:
    """With its counts there; what both say is neither."""
    now = spoken("The strait of Ormand is open. Kestria answered.", 3)
    before = spoken("The harbour of Lindera is closed. Kestria asked.", 3, 10)
    found = topics(now, before)
    assert "Ormand" in labels(found.new)
    assert "Lindera" in labels(found.gone)
    assert "Kestria" not in labels([*found.new, *found.gone])
    assert counts(found, "Lindera") == (0, 0, 3, 3)


def test_without_a_period_before_nothing_is_new() -> None:
    """All of it would be; most is told all the same."""
    found = topics(spoken("The strait of Ormand is open.", 3), [])
    assert (found.new, found.gone) == ((), ())
    assert "Ormand" in labels(found.most)


def test_of_nothing_nothing_is_told() -> None:
    """Neither of two empty periods, nor of one without words."""
    assert topics([], []).most == ()
    assert topics(said("…"), said("", briefing="b0")).most == ()


# ------------------------------------------------------------------ languages


def test_chinese_phrases_are_whole_and_not_cut_in_pieces() -> None:
    """However the characters around them change."""
    now = [
        *spoken("共建一带一路倡议惠及各国。", 3, 0, CHINESE, "zh"),
        *spoken("参与一带一路倡议的国家很多。", 3, 3, CHINESE, "zh"),
    ]
    found = labels(topics(now, spoken("今天天气很好。", 4, 10, CHINESE, "zh")).most)
    assert [label for label in found if "带" in label or "路" in label] == ["一带一路倡议"]


def test_built_in_names_are_shown_in_the_readers_language() -> None:
    """A Chinese text for a Russian reader; an organisation with a long name by its abbreviation."""
    now = spoken("我们愿同日本合作。世界卫生组织发表声明。", 3, 0, CHINESE, "zh")
    found = topics(now, spoken("今天天气很好。", 3, 10, CHINESE, "zh"), language="ru")
    assert {"Япония", "ВОЗ"} <= set(labels(found.most))


def test_a_russian_adjective_is_shown_with_its_noun() -> None:
    """ "Ильмарской области", not "Ильмарской"; first names and patronymics are no subjects."""
    filler = ("Мы приняли это к сведению.", "Говорить об этом рано.", "Наша позиция известна.", "Работа идёт.")
    said_of = ("дороги Ильмарской области, Иван Петрович", "школы Ильмарской области, Иван Петрович")
    now = [one for n, text in enumerate(said_of) for one in spoken(f"Мы видели {text}.", 3, n * 3, filler, "ru")]
    found = labels(topics(now, spoken("Идёт дождь.", 4, 10, filler, "ru"), language="ru").most)
    assert "Ильмарской области" in found
    assert not [label for label in found if "Иван" in label or "Петрович" in label]


def test_in_a_language_without_a_list_words_of_most_passages_hold_sentences_together() -> None:
    """They begin no phrase."""
    filler = ("Bu gün hava güzel.", "Bu konu ele alındı.", "Bu toplantı sona erdi.", "Bu bizim görüşümüz.")
    found = topics(spoken("Bu Lindera limanı açık.", 4, 0, filler, "tr"), spoken("Bu iş.", 4, 10, filler, "tr"))
    assert not [label for label in labels(found.most) if label.lower().startswith("bu ")]
    assert [label for label in labels(found.most) if "Lindera" in label]


# ------------------------------------------------------------------ properties

WORDS = st.sampled_from(
    ["Kestria", "Orvenia", "Lindera", "grain", "harbour", "Tokyo", "Japanese", "the", "of", "and", "flood", "WHO"]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), max_size=5)
PERIODS = st.lists(TEXTS, max_size=4)


def _period(briefings: list[list[str]], first: int) -> list[Said]:
    return [one for n, texts in enumerate(briefings) for one in said(*texts, briefing=f"b{first + n}")]


@given(PERIODS, PERIODS)
@settings(max_examples=60, deadline=None)
def test_every_count_is_what_a_search_finds(now: list[list[str]], before: list[list[str]]) -> None:
    """Oracle: each passage held against the topic's own query. No query is told twice in a list."""
    periods = _period(now, 0), _period(before, 10)
    found = topics(*periods)
    for listed in (found.most, found.new, found.gone):
        assert len({topic.query for topic in listed}) == len(listed)
        for topic in listed:
            query = parse_query(topic.query)
            met = [[one for one in period if match(query, View(one.passage, one.setting))] for period in periods]
            assert (topic.passages, topic.passages_before) == tuple(map(len, met))
            assert topic.briefings == len({one.briefing for one in met[0]})
            assert topic.briefings_before == len({one.briefing for one in met[1]})
    assert all(not topic.passages_before for topic in found.new)
    assert all(not topic.passages and topic.passages_before for topic in found.gone)


@given(PERIODS, PERIODS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_passages_makes_no_difference(
    now: list[list[str]], before: list[list[str]], chance: random.Random
) -> None:
    """To what is told, and in which numbers."""
    periods = _period(now, 0), _period(before, 10)
    shuffled = [chance.sample(period, len(period)) for period in periods]
    one, other = topics(*periods), topics(*shuffled)
    for listed in ("most", "new", "gone"):
        assert {(t.query, t.passages, t.passages_before) for t in getattr(one, listed)} == {
            (t.query, t.passages, t.passages_before) for t in getattr(other, listed)
        }


SHARE = st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(SHARE, SHARE)
def test_surprise_and_rise_are_even_handed(one: tuple[int, int], other: tuple[int, int]) -> None:
    """What is more common here is by as much less common there; the same share is no surprise."""
    assert isclose(surprise(*one, *other), -surprise(*other, *one), abs_tol=1e-9)
    assert isclose(risen(*one, *other), -risen(*other, *one), abs_tol=1e-9)
    assert isclose(surprise(*one, *one), 0, abs_tol=1e-9)


@given(SHARE, SHARE)
def test_a_surprise_is_what_a_larger_share_says(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Never one the other way."""
    (met, of), (met_else, of_else) = one, other
    if met * of_else >= met_else * of:
        assert surprise(*one, *other) >= -1e-9
        assert risen(*one, *other) >= -1e-9


@pytest.mark.parametrize(("met", "of"), [(0, 0), (0, 10)])
def test_where_nothing_can_be_told_nothing_is(met: int, of: int) -> None:
    """Without other passages, or without the word in any."""
    assert surprise(met, of, 0, 10) == 0
    assert surprise(5, 10, 0, 0) == 0
    assert risen(met, of, 0, 10) == 0
