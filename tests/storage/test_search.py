"""Searching the archive: the index answers what the query language means, newest first, and nothing typed breaks it."""

import asyncio
import datetime as dt
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import ask, expression, index, tallies, vocabulary
from storage import search as search_module
from storage.archive import Archive
from storage.database import open_database
from storage.search import Search
from storage.subscribers import Subscribers
from storage.tables import SEARCH, SEARCH_DDL
from storage.vocabulary import Begun, Symbols
from tests.storage.making import DAY, NOW, SOURCE, briefing, first, later, record
from watchers.errors import QueryError
from watchers.languages import analyze, query_keys, word_keys
from watchers.model import Briefing, Change, Exchange, Match, Passage, Section, Setting, Source, Turn
from watchers.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
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
    Query,
    Sentence,
    View,
    Word,
    match,
    parse_query,
    plan,
)
from watchers.query.plan import NO_NAMES, Beginning, Plan, Token
from watchers.remembered import Findings, Share
from watchers.text import words

# ------------------------------------------------------------------ the same answer as watchers.query

# Families of words, by language, that share some keys and not others: "employés" is found by "emploi" (one stem) and by
# "employes" (one spelling without accents), but these two are strangers. So are the ends of each chain below. Some are
# written together or apart, and some begin alike.
FAMILIES = {
    "en": (
        "communiqué communique communiqu",
        "attaché attache attach",
        "visa Visas VISA's C++ COVID-19",
        "co-operation cooperation co operation cooperative",
        "US us U.S. use",
    ),
    "fr": ("employés employes emploi employ", "envoyé envoye envoi envoy", "déjà deja dej", "culpabilité culpabilite"),
    "de": ("Europäern Europa europarn", "Lüge luge lug"),
    "es": ("comió comio com",),
    "ru": ("Лавров Лаврова Лаврову", "ещё еще", "йод иод"),
    "zh": ("中 国 外交部 日本",),
    "pt": ("acção accao acao", "visa visas Sana'a Sanaa " + "x" * 70 + " " + "x" * 2000),
    "it": ("visa visas accao",),
}
OTHER = Source("mid_ru", "Another", "sample", ())
OWN = {"mine": "visa OR communique", "ours": "emploi visas", "neither": "visas -co"}
FIELDS = (
    *(Field("source", value) for value in ("ministry", "mid", "ru", "mid_ru", "nobody")),
    *(Field("speaker", value) for value in ("Zakharova", "Maria Zakharova", "Захарова", "Lind")),
    *(Field("role", value) for value in ("principal", "journalist", "guest")),
    *(Field("kind", value) for value in ("topic", "question", "answer", "exchange")),
    *(Field("lang", value) for value in ("en", "pt", "ru")),
    *(Field("title", value) for value in ("visa", "visas communiqué", "Лавров", "briefing")),
    *(Field("outlet", value) for value in ("TASS", "ТАСС", "Reuters")),
)
DAYS = (DAY - dt.timedelta(days=40), DAY - dt.timedelta(days=1), DAY)


def queries(families: list[str]) -> st.SearchStrategy[Node]:
    """Any query of the words of some families."""
    written = [word for family in families for word in family.split()]
    single = sorted({word[start:end] for word in written for start, end in words(word)})
    word = st.sampled_from(single)
    some = st.lists(word, min_size=2, max_size=3).map(tuple)
    terms: st.SearchStrategy[Node] = st.one_of(
        st.sampled_from(written).map(Word),
        st.lists(word, min_size=1, max_size=2).map(lambda several: Exact(tuple(several))),
        st.builds(lambda text, length: Prefix(text[:length]), word, st.integers(1, 4)),
        st.builds(Phrase, some, st.integers(0, 2)),
        st.sampled_from(["mine", "ours", "neither", "nobodys"]).map(Alias),
    )
    near = st.lists(terms | st.lists(terms, min_size=2, max_size=2).map(lambda o: Or(tuple(o))), min_size=2, max_size=3)
    nears = near.flatmap(
        lambda items: st.lists(st.integers(1, 3), min_size=len(items) - 1, max_size=len(items) - 1).map(
            lambda distances: Near(tuple(items), tuple(distances))
        )
    )
    inside = st.recursive(terms | nears, composed, max_leaves=4)
    dates = st.builds(Dates, st.sampled_from(DAYS)) | st.builds(Dates, st.none(), st.sampled_from(DAYS))
    leaves = st.one_of(terms, nears, inside.map(Sentence), st.sampled_from(FIELDS), dates)
    return st.recursive(leaves, composed, max_leaves=5)


def composed(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return several.map(And) | several.map(Or) | inner.map(Not)


@st.composite
def archives_and_queries(draw: st.DrawFn) -> tuple[list[Briefing], list[Query]]:
    """A few briefings of one section each, and queries, of the same few words."""
    spoken = draw(st.lists(st.sampled_from(sorted(FAMILIES)), min_size=1, max_size=3, unique=True))
    families = draw(st.lists(st.sampled_from([f for s in spoken for f in FAMILIES[s]]), min_size=1, max_size=2))
    word = st.sampled_from([word for family in families for word in family.split()])
    texts = st.lists(word | st.just("word."), max_size=6).map(" ".join)
    turns = st.builds(
        Turn,
        label=st.sampled_from([None, "Question", "Ms Lind"]),
        speaker=st.sampled_from([None, "Maria Zakharova", "Мария Захарова"]),
        role=st.sampled_from(["principal", "journalist"]),
        kind=st.sampled_from(["question", "answer", "statement"]),
        text=texts,
        outlet=st.sampled_from([None, "TASS", "ТАСС"]),
    )
    headings = st.none() | texts
    sections = st.builds(Section, st.just("topic"), headings, st.none(), texts.filter(bool)) | st.builds(
        lambda heading, some, asked: Section(
            "qa", heading, None, "", turns=tuple(some), exchanges=(Exchange((0,), (1,)),) if asked else ()
        ),
        headings,
        st.lists(turns, min_size=2, max_size=3),
        st.booleans(),
    )
    made = draw(
        st.lists(
            st.builds(
                lambda language, source, title, date, section: replace(
                    briefing(language=language, source=source.id, title=title, date=date), sections=(section,)
                ),
                st.sampled_from(spoken),
                st.sampled_from([SOURCE, OTHER]),
                texts,
                st.sampled_from(DAYS),
                sections,
            ),
            min_size=1,
            max_size=10,
        )
    )
    asked = draw(st.lists(queries(families).map(Query), min_size=1, max_size=12))
    return [replace(b, key=f"k{n}") for n, b in enumerate(made)], asked


def met(query: Query, made: Briefing, own: Mapping[str, str] = NO_NAMES) -> list[tuple[Passage, Match]]:
    """The passages of a briefing that meet a query, and where."""
    setting = Setting(made.source, made.language, made.title, made.date)
    each = [(p, match(query, View(p, setting), own)) for p in made.passages()]
    return [(passage, where) for passage, where in each if where is not None]


@pytest.mark.parametrize(("combinations", "begun"), [(256, 10_000), (2, 1)])
@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(made_up=archives_and_queries())
def test_search_finds_exactly_what_the_query_means(
    empty: Path, combinations: int, begun: int, made_up: tuple[list[Briefing], list[Query]]
) -> None:
    """find() answers with the passages that watchers.query.match meets: those, all of them, and counted right.

    Also where a phrase or a beginning has too many symbols to be asked for as a whole.
    """
    made, asked = made_up

    async def check(path: Path) -> None:
        database = open_database(shutil.copy(empty, path))
        await Archive(database).sync_sources([SOURCE, OTHER], NOW)
        await record(Archive(database), *map(first, made))
        search = Search(database)
        for query in asked:
            wanted = [(b.id, passage, where) for b in made for passage, where in met(query, b, OWN)]
            findings = await search.find(query, own=OWN, limit=100)
            found = [(f.edition.briefing, f.passage, f.match) for f in findings.found]
            assert sorted(found, key=repr) == sorted(wanted, key=repr)
            assert findings == Findings(len(wanted), findings.found, None)
            share = await search.share(query, OWN)
            assert share == Share(len(wanted), sum(len(b.passages()) for b in made))
        await database.close()

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(expression, "MOST_COMBINATIONS", combinations)
        patch.setattr(vocabulary, "MOST_BEGUN", begun)
        asyncio.run(check(Path(folder) / "rostrum.db"))


async def test_a_phrase_is_met_by_stems_and_by_spellings_without_accents_alike(
    archive: Archive, search: Search
) -> None:
    """Each word of a phrase by either of its keys, in any mixture; but not by a word of another key."""
    assert len(analyze("employés", "fr").keys[0]) == len(analyze("envoyé", "fr").keys[0]) == 2
    await record(archive, first(briefing("Les employés envoyés hier", language="fr")))
    for typed in ("employés envoyés", "employes envoyes", "emploi envoyes", "employes envoi", "employé envoie"):
        assert (await find(search, f'"{typed}"')).total == 1, typed
    for typed in ("envoi emploi", "emploi hier", "employeur envoyé"):
        assert (await find(search, f'"{typed}"')).total == 0, typed


async def test_two_words_that_a_third_has_a_key_in_common_with_stay_strangers(archive: Archive, search: Search) -> None:
    """ "employés" is met by its stem and by its spelling; that does not make "employes" a form of "emploi"."""
    await record(archive, first(briefing("Un emploi", "Les employés", "Les employes", language="fr")))
    for typed, texts in (
        ("emploi", {"Un emploi", "Les employés"}),
        ("employes", {"Les employés", "Les employes"}),
        ("employés", {"Un emploi", "Les employés", "Les employes"}),
    ):
        findings = await find(search, typed)
        assert {f.passage.text for f in findings.found} == texts
        assert findings.total == len(texts)


async def test_no_phrase_runs_from_a_heading_into_the_text(archive: Archive, search: Search) -> None:
    """A heading and a text are two utterances; words are looked for in both together."""
    await record(archive, first(briefing(("On visas", "Rules were eased"))))
    assert (await find(search, '"visas rules"')).total == 0
    assert (await find(search, "visas rules")).total == 1
    assert (await find(search, '"on visas" "rules were"')).total == 1


async def test_a_query_may_say_only_what_must_not_be_there(archive: Archive, search: Search) -> None:
    """NOT is against every passage of the language, wherever in the tree it stands."""
    await record(archive, first(briefing("Alpha", "Beta", "Gamma")))
    for node, left in (
        (Not(Word("alpha")), ["Gamma", "Beta"]),
        (Or((Word("alpha"), Not(Word("beta")))), ["Gamma", "Alpha"]),
        (And((Not(Word("alpha")), Not(Word("beta")))), ["Gamma"]),
        (Not(Not(Word("beta"))), ["Beta"]),
        (Not(Or((Word("beta"), Not(Word("gamma"))))), ["Gamma"]),
    ):
        assert [f.passage.text for f in (await search.find(Query(node))).found] == left


async def test_a_beginning_is_met_by_the_words_that_begin_so_not_by_their_other_forms(
    archive: Archive, search: Search
) -> None:
    """The index knows words by their stems: where other words share one, the passages decide; also under a NOT."""
    await record(archive, first(briefing("Visa runs", "Visas running", "Visa, RÚNNING", "Visas visit")))
    for node, found in (
        (Prefix("runni"), {"Visas running", "Visa, RÚNNING"}),
        (Prefix("run"), {"Visa runs", "Visas running", "Visa, RÚNNING"}),
        (Prefix("vis"), {"Visa runs", "Visas running", "Visa, RÚNNING", "Visas visit"}),
        (And((Word("visa"), Not(Prefix("runni")))), {"Visa runs", "Visas visit"}),
        (And((Prefix("visit"), Not(Prefix("none")))), {"Visas visit"}),
        (Prefix("none"), set()),
    ):
        findings = await search.find(Query(node))
        assert {f.passage.text for f in findings.found} == found, node
        assert findings.total == len(found)


async def test_a_compound_is_found_in_one_word_and_in_several_and_is_no_part_of_a_phrase(
    archive: Archive, search: Search
) -> None:
    """ "co-operation" is found by "cooperation" and by "co-operation"; its beginning is the one of its parts."""
    await record(archive, first(briefing(("Co-operation", "Talks in Sana'a were held"), "Cooperation of states", "of")))
    for node, count in (
        (Word("cooperation"), 2),
        (Word("co-operation"), 2),
        (Word("operation"), 1),
        (Word("Sanaa"), 1),
        (Phrase(("in", "Sana", "a")), 1),
        (Phrase(("in", "Sanaa")), 0),
        (Phrase(("cooperation", "of")), 1),
        (Prefix("cooper"), 1),
        (And((Word("of"), Not(Word("co-operation")))), 1),
    ):
        assert (await search.find(Query(node))).total == count, node


@pytest.mark.parametrize(
    "text",
    ['kind:exchange "here no"', 'kind:exchange "no here"~2', '-kind:topic "here no"', "kind:exchange here NEAR no"],
)
async def test_no_phrase_runs_from_a_question_into_its_answer_where_a_field_asks_who_speaks(
    archive: Archive, search: Search, text: str
) -> None:
    """Nor is one counted, though the field is true of both."""
    turns = (
        Turn("Question", None, "journalist", "question", "Any visas here?"),
        Turn("Ms Lind", "Ana Lind", "principal", "answer", "No visas."),
    )
    section = Section("qa", None, None, "", turns=turns, exchanges=(Exchange((0,), (1,)),))
    made = replace(briefing(), sections=(section,))
    await record(archive, first(made))
    wanted = len(met(parse_query(text), made))
    assert wanted == (1 if "NEAR" in text else 0)
    assert await search.count(parse_query(text)) == (wanted, False)
    assert len((await find(search, text)).found) == wanted


async def test_what_a_name_rules_out_in_one_sentence_may_stand_in_another(archive: Archive, search: Search) -> None:
    """Also where the name stands in a NEAR of that sentence."""
    await record(archive, first(briefing("Visa rules. The oil price.", "Visa rules for oil.")))
    for text in ("{~mine rules}", "{~mine NEAR/3 rules}"):
        findings = await search.find(parse_query(text), own={"mine": "visa -oil"})
        assert [found.passage.text for found in findings.found] == ["Visa rules. The oil price."]


async def test_what_one_languages_words_are_known_by_finds_nothing_in_another(archive: Archive, search: Search) -> None:
    """The keys of a word are its language's: "visas" has the key "visa" in English, and none but "visas" in Korean."""
    await record(
        archive,
        first(briefing("visa en", key="a", title="A visa")),
        first(briefing("visa ko", key="b", title="A visa", language="ko")),
        first(briefing("visas ko", key="c", title="Some visas", language="ko")),
        first(briefing("visas th", key="d", title="Some visas", language="th")),
    )
    for node in (Word("visas"), Field("title", "visas"), Or((Word("none"), Field("title", "visas")))):
        findings = await search.find(Query(node))
        assert {f.passage.text for f in findings.found} == {"visa en", "visas ko", "visas th"}, node
        assert findings.total == 3
        only = await search.find(Query(node), language="ko")
        assert [f.passage.text for f in only.found] == ["visas ko"]


async def test_days_asked_for_by_a_query_are_days_of_the_briefing(archive: Archive, search: Search) -> None:
    """All that are asked for count, those of the caller too; without reading a passage where they are asked of all."""
    days = [DAY - dt.timedelta(days=n) for n in range(5)]
    await record(archive, *(first(briefing(f"visas {n}", key=f"k{n}", date=day)) for n, day in enumerate(days)))

    async def found(*items: Node, **narrower: Any) -> list[str]:
        query = Query(items[0] if len(items) == 1 else And(items))
        findings = await search.find(query, **narrower)
        assert findings.total == len(findings.found)
        return [f.passage.text[-1] for f in findings.found]

    since, until = Dates(since=days[3]), Dates(until=days[1])
    assert await found(Word("visas"), since, until) == ["1", "2", "3"]
    assert await found(since, until) == ["1", "2", "3"]
    assert await found(until) == ["1", "2", "3", "4"]
    assert await found(since, until, Dates(until=days[2])) == ["2", "3"]
    assert await found(since, until, since=days[2], until=days[0]) == ["1", "2"]
    assert await found(Dates(since=days[1]), Dates(until=days[3])) == []
    assert await found(Or((And((Word("visas"), Not(since))), Dates(since=days[0])))) == ["0", "4"]


async def test_no_page_is_read_for_without_end(
    archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the index says too much and next to nothing is met: a page is shown as far as it has come, and leads on."""
    monkeypatch.setattr(search_module, "_MOST_SEARCHED", 5)
    days = [DAY - dt.timedelta(days=n) for n in range(12)]
    texts = ["US" if n in (7, 11) else "us" for n in range(12)]
    await record(archive, *(first(briefing(t, key=f"k{n}", date=days[n])) for n, t in enumerate(texts)))
    query, pages, before = Query(Exact(("US",))), list[tuple[list[dt.date], dt.date | None]](), None
    for _ in range(9):
        findings = await search.find(query, limit=3, before=before, counted=False)
        pages.append(([f.edition.date for f in findings.found], findings.read_to))
        assert findings.at_least or before is not None or findings.next is None
        if (before := findings.next) is None:
            break
    assert pages == [([], days[4]), ([days[7]], days[9]), ([days[11]], None)]


async def test_a_new_title_is_searched_by_at_once(archive: Archive, search: Search) -> None:
    """`title:` finds a passage by the title its briefing has now, though nothing of the passage changed."""
    made = briefing("Visas", ("Ports", "Grain"), title="The old name")
    await record(archive, first(made))
    renamed = replace(made, title="Another name")
    await record(archive, later(renamed, 2, ()))
    for value, count in (("old", 0), ("another", 2), ("name", 2), ("ports", 1)):
        assert (await search.find(Query(Field("title", value)))).total == count, value
    shorter = replace(renamed, title="The third", sections=renamed.sections[:1])
    await record(archive, later(shorter, 3, [Change("removed", renamed.passages()[1], None)]))
    for value, count in (("another", 0), ("third", 1), ("ports", 0)):
        assert (await search.find(Query(Field("title", value)))).total == count, value
    assert await search.share(Query(Word("grain"))) == Share(0, 1)


async def test_a_passage_that_becomes_an_exchange_is_found_as_one(archive: Archive, search: Search) -> None:
    """The words may stay the same when turns come to be read as a question and its answer."""
    turns = (
        Turn("Question", None, "journalist", "question", "What of visas?"),
        Turn("Ms Lind", "Ana Lind", "principal", "answer", "They were eased."),
    )
    apart = replace(briefing(), sections=(Section("qa", None, None, "", turns=turns),))
    joined = replace(apart, sections=(replace(apart.sections[0], exchanges=(Exchange((0,), (1,)),)),))
    await record(archive, first(apart))
    assert (await search.find(Query(Field("kind", "exchange")))).total == 0
    await record(archive, later(joined, 2, ()))
    (found,) = (await search.find(Query(Field("kind", "exchange")))).found
    assert found.passage.exchange == 0


# ------------------------------------------------------------------ figures


async def test_what_would_have_to_be_read_whole_is_counted_as_far_as_it_is_read(
    archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every passage is found, page by page; how many there are is told of the newest, and said to be so."""
    monkeypatch.setattr(search_module, "_LOOKED_OVER", 2)
    monkeypatch.setattr(search_module, "_MOST_READ", 4)
    monkeypatch.setattr(tallies, "_LOT", 2)
    spelled = [f"{'US' if n % 3 else 'us'} {n}" for n in range(20)]
    await record(archive, *(first(briefing(text, f"Other {text[3:]}", key=text)) for text in spelled))
    query, wanted = Query(Exact(("US",))), [text for text in reversed(spelled) if text.startswith("US")]
    found: list[str] = []
    before = None
    while True:
        page = await search.find(query, limit=3, before=before)
        assert page.at_least or page.total == len(wanted)
        assert len(page.found) <= page.total <= len(wanted)
        found += [f.passage.text for f in page.found]
        if (before := page.next) is None:
            break
    assert found == wanted
    whole = await search.find(query, limit=50)
    assert (whole.total, whole.at_least) == (len(wanted), False)

    assert await search.share(query) == Share(3, 8, sampled=True)  # of the newest four that read "us" somehow
    assert await search.share(Query(Word("us"))) == Share(20, 40)
    assert await search.share(Query(And((Word("us"), Dates(since=DAY))))) == Share(20, 40)
    assert await search.share(Query(Exact(("Nothing",)))) == Share(0, 40)
    monkeypatch.setattr(search_module, "_MOST_READ", 20)
    assert await search.share(query) == Share(len(wanted), 40)


@given(
    keys=st.lists(st.text(st.sampled_from("aZ0é-中_'\x00 ё"), min_size=1, max_size=8), min_size=1, max_size=3),
    language=st.sampled_from(["en", "ru", "ko", "th", "pt-BR"]),
)
def test_a_symbol_tells_the_keys_it_was_made_of(keys: list[str], language: str) -> None:
    """Two tokens share a term of the index only if they share the rules and all keys."""
    for written in (index.symbol(keys), index.compound(keys)):
        assert index.keys_of(index.marked(written, language)) == (index.rules(language), tuple(keys))
    assert index.is_compound(index.compound(keys))
    assert not index.is_compound(index.symbol(keys))


async def test_the_words_behind_a_key_are_shown(archive: Archive, search: Search) -> None:
    """Those of the archive, folded; a few, in order; of that language only."""
    await record(
        archive, first(briefing("Visas, a visa and employés")), first(briefing("Les visas employés", language="fr"))
    )
    assert await search.written(query_keys("visa", "en"), "en") == ("visa", "visas")
    assert await search.written(query_keys("visa", "fr"), "fr") == ("visas",)
    assert await search.written(["visa", *query_keys("and", "en")], "en", limit=2) == ("and", "visa")
    assert await search.written(query_keys("grain", "en"), "en") == ()


async def test_rarity_tells_in_how_many_passages_a_key_stands(archive: Archive, search: Search) -> None:
    """By language, whatever its place in a passage; facts of passages too; what stands in hardly any counts as none."""
    await record(
        archive,
        first(briefing(*("visas visa employés",) * 3, *("visa ports",) * 2, ("C++", "Talks"))),
        first(briefing(*("visas employés",) * 4, key="k2", language="fr")),
        first(briefing(*("visas",) * 5, key="k3", language="ko")),
    )
    rarity = await search.rarity()
    assert rarity("en", "visa") == 5
    assert rarity("en-GB", "visa") == 5
    assert [rarity("fr", key) for key in word_keys("visas", "fr")] == [4]
    assert (rarity("ko", "visas"), rarity("ko", "visa"), rarity("pt", "visas")) == (5, 0, 0)
    assert [rarity("fr", key) for key in word_keys("employés", "fr")] == [4, 4]
    assert rarity("en", "port") == rarity("en", "c") == rarity("en", "nothing") == 0
    assert rarity("en", "kind:topic") == rarity("ru", "kind:topic") == 15
    assert rarity("en", "lang:fr") == 4


# ------------------------------------------------------------------ hostile text

HOSTILE = [
    *('"', '""', '"visas', 'visas"', "'", "visas' OR 1=1 --", "`visas`", "visas*", "vis*", "^visas", "-", "--"),
    *("NEAR(visas rules, 3)", "NEAR", "en : visas", "{en ru} : visas", "facets:x", "visas AND", "OR visas", "NOT"),
    *(
        "((((visas",
        "visas))))",
        "visas\x00rules",
        "\x00",
        "visas 👩‍👩‍👧 🇫🇷",
        "👍",
        "‘visas’ “rules”",
        "vi\u00adsas",
        "visas;",
    ),
    *("\ue0fd", "\ue0fdvisas", "\ue0ff", "\ud800", "ｖｉｓａｓ", "visas\u202e", "%_%", "\\", ":memory:", "a" * 1000),
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_nothing_typed_breaks_a_search(archive: Archive, search: Search, text: str) -> None:
    """A query is refused by the query language, or answered as it means: FTS5 never sees what was typed."""
    made = briefing(("Visas", "New rules for visas 👍"), "NEAR the end", "facets x", "The en visas")
    await record(archive, first(made))
    try:
        query = parse_query(text)
    except QueryError:
        return
    findings = await search.find(query)
    assert sorted(f.passage.text for f in findings.found) == sorted(passage.text for passage, _ in met(query, made))


def as_if_all_were_there(asked: Plan) -> Symbols:
    """The symbols of a plan's words as if each key were in the archive, alone and in a compound."""
    keys = {
        key
        for leaf in vocabulary.leaves(asked)
        for slot in ((leaf.keys,) if isinstance(leaf, Token) else getattr(leaf, "slots", ()))
        for key in slot
    }
    starts = {leaf.start for leaf in vocabulary.leaves(asked) if isinstance(leaf, Beginning)}
    found = {key: (index.symbol((key,)),) for key in keys}
    begun = {start: Begun((index.symbol((start,)),), ()) for start in starts}
    return Symbols(found, {key: (index.compound((key,)),) for key in keys}, begun)


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from("ab\"'()-*^:{}+ ,ORNTADе中é\x00\ue0fd👍"), max_size=40))
def test_no_text_becomes_an_expression_fts5_refuses(text: str) -> None:
    """Whatever the query language lets through is a well-formed expression, of our own symbols only."""
    try:
        query = parse_query(text)
    except QueryError:
        return
    connection = sqlite3.connect(":memory:")
    connection.execute(SEARCH_DDL)
    for language in ("en", "ru", "fr", "de", "zh", "ko"):
        asked = plan(query, language)
        found = expression.express(asked, language, as_if_all_were_there(asked))
        if found is not None:
            sql = f"SELECT rowid FROM {SEARCH} WHERE {SEARCH} MATCH ?"
            for text in filter(None, (found.above, found.below)):
                assert connection.execute(sql, (text,)).fetchall() == []
    connection.close()


@pytest.mark.parametrize("kinds", ["ao", "oa", "n", "na", "no", "nao", "naon", "aaon"])
async def test_the_deepest_and_the_longest_query_are_within_fts5s_bounds(
    archive: Archive, search: Search, kinds: str
) -> None:
    """FTS5's parser has a stack of its own: whatever parse_query lets through must fit on it."""
    await record(archive, first(briefing("Alpha beta", "Beta", "Gamma")))
    node: Node = Word("alpha")
    for level in range(MAX_DEPTH):
        kind = kinds[level % len(kinds)]
        node = Not(node) if kind == "n" else (And if kind == "a" else Or)((Word("beta"), node))
    wide = (And if kinds[0] == "a" else Or)(tuple(Word(f"w{n}") for n in range(MAX_TERMS)))
    for query in (Query(node), Query(wide), Query(Phrase(("alpha", "beta") * (MAX_LENGTH // 4)))):
        await search.find(query)


@pytest.mark.parametrize("kinds", ["ao", "n", "nao", "naon"])
async def test_a_query_made_deeper_by_names_is_answered_all_the_same(
    archive: Archive, search: Search, kinds: str
) -> None:
    """What lies deeper than FTS5 can read is held against the passages: the answer is that of the query language."""
    made = briefing("Alpha beta", "Beta", "Gamma", "Alpha gamma", "Zeta")
    await record(archive, first(made))
    text = "alpha -gamma"
    for level in range(16):
        text = (f"gamma OR ({text})", f"beta ({text})")[level % 2]
    node: Node = Alias("deep")
    for level in range(MAX_DEPTH):
        kind = kinds[level % len(kinds)]
        node = Not(node) if kind == "n" else (And if kind == "a" else Or)((Word("beta"), node))
    findings = await search.find(Query(node), own={"deep": text})
    wanted = [passage.text for passage, _ in met(Query(node), made, {"deep": text})]
    assert sorted(f.passage.text for f in findings.found) == sorted(wanted)
    assert findings.total == len(wanted)


# ------------------------------------------------------------------ pages and filters


async def test_the_pages_of_an_answer_hold_each_passage_once_while_others_arrive(
    archive: Archive, search: Search
) -> None:
    """A cursor is a place among the passages, not a count: what is recorded between two pages shifts nothing."""
    for n in range(7):
        day = DAY - dt.timedelta(days=n % 3)
        await record(archive, first(briefing(f"Visas {n}", f"More visas {n}", key=f"k{n}", date=day)))
    before, seen = None, list[str]()
    for number in range(9):
        findings = await find(search, "visas", limit=3, before=before)
        seen += [f.passage.text for f in findings.found if not f.passage.text.startswith("Late")]
        await record(archive, first(briefing("Late visas", key=f"late{number}")))
        before = findings.next
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 14
    dates = [f.edition.date for f in (await find(search, "visas", limit=50)).found]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("token", ["", "x", "-5", " 7 ", "1_0", "\u0663", "1:2", "-" + "9" * 39, "9" * 19])
async def test_a_place_among_the_newest_that_no_page_named_is_refused(search: Search, token: str) -> None:
    """Tokens come back from buttons and from addresses: one that is none is told from one that leads nowhere."""
    with pytest.raises(ValueError, match="not a place"):
        await search.find(Query(Word("visas")), before=token)


async def test_the_last_page_says_so(archive: Archive, search: Search) -> None:
    """`next` is there exactly when something comes after; `total` counts the whole answer on every page."""
    await record(archive, first(briefing("Visas 1", "Visas 2")))
    one = await find(search, "visas", limit=1)
    assert (one.total, len(one.found), one.next is None) == (2, 1, False)
    two = await find(search, "visas", limit=1, before=one.next)
    assert (two.total, len(two.found), two.next) == (2, 1, None)
    assert (await find(search, "visas", limit=2)).next is None
    assert await find(search, "nothing") == Findings(0, (), None)
    with pytest.raises(ValueError, match="not a place"):
        await find(search, "visas", before="forged")


async def test_an_answer_may_be_narrowed_by_source_language_and_days(archive: Archive, search: Search) -> None:
    """Each alone and together; the days are the briefing's own, both ends included."""
    other = Source("mi-nistry", "Another", "sample", ())
    await archive.sync_sources([SOURCE, other], NOW)
    yesterday = DAY - dt.timedelta(days=1)
    await record(
        archive,
        first(briefing("visas one", key="a")),
        first(briefing("visas two", key="a", language="fr")),
        first(briefing("visas three", key="b", date=yesterday)),
        first(briefing("visas four", key="c", language="pt")),
        first(briefing("visas five", key="c", language="it")),
        first(briefing("visas six", key="d", source=other.id)),
    )

    async def found(**narrowed: Any) -> set[str]:
        return {f.passage.text.split()[1] for f in (await find(search, "visas", **narrowed)).found}

    assert await found(source=other.id) == {"six"}
    assert await found(source="ministry' OR 1") == set()
    assert await found(language="fr") == {"two"}
    assert await found(language="pt") == {"four"}  # though it shares its column with Italian
    assert await found(until=yesterday) == {"three"}
    assert await found(since=DAY) == {"one", "two", "four", "five", "six"}
    assert await found(since=yesterday, until=yesterday, language="en", source=SOURCE.id) == {"three"}


async def test_a_found_passage_shows_where_the_query_was_met(archive: Archive, search: Search) -> None:
    """The spans are into the stored words, so that the quotation is verbatim."""
    await record(archive, first(briefing(("On visas", "The new visa rules"))))
    (found,) = (await find(search, "visa")).found
    assert [found.passage.text[a:b] for a, b in found.match.spans] == ["visa"]
    assert found.passage.heading is not None
    assert [found.passage.heading[a:b] for a, b in found.match.heading_spans] == ["visas"]


async def find(search: Search, text: str, **narrowed: Any) -> Findings:
    return await search.find(parse_query(text), **narrowed)


async def test_however_many_search_others_go_on(
    archive: Archive, subscribers: Subscribers, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Searches that take long leave connections to the database for those who record and who answer."""
    going_on, count = asyncio.Event(), ask.count

    async def slow(*args: Any) -> int:
        await going_on.wait()
        return await count(*args)

    await record(archive, first(briefing("visas")))
    monkeypatch.setattr(ask, "count", slow)
    searches = [asyncio.create_task(search.count(Query(Word("visas")))) for _ in range(30)]
    await asyncio.wait_for(subscribers.meet(5, "en", NOW), 20)
    await asyncio.wait_for(record(archive, first(briefing("More visas", key="k2"))), 20)
    going_on.set()
    assert {found for found, _ in await asyncio.gather(*searches)} <= {1, 2}


async def test_when_a_query_was_last_met_is_told(
    archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to a day; by reading, where the index says too much, and then no further than is worth the while."""
    days = [DAY + dt.timedelta(days=n) for n in range(4)]
    texts = ("Visas, and talks with Iran.", "Iran alone. Visas are dear.", "Visas.", "Nothing.")
    for number, (day, text) in enumerate(zip(days, texts, strict=True)):
        await record(archive, first(replace(briefing(text, key=f"k{number}"), date=day)))

    async def last(query: str, until: dt.date = days[-1]) -> tuple[dt.date | None, bool]:
        return await search.last_met(parse_query(query), {}, until)

    assert await last("visas") == (days[2], True)
    assert await last("visas", days[1]) == (days[1], True)
    assert await last("harbour") == (None, True)
    assert await last("{visas Iran}") == (days[0], True)
    assert await last("{visas Iran}", days[0] - dt.timedelta(days=1)) == (None, True)
    monkeypatch.setattr(search_module, "_LOOKED_OVER", 1)
    monkeypatch.setattr(search_module, "_MOST_READ", 1)
    assert await last("{visas Iran}") == (None, False)
