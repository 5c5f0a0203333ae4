"""Searching the archive: the index answers what the query language means, newest first, and nothing typed breaks it."""

import asyncio
import datetime as dt
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import expression, index
from storage.archive import Archive
from storage.database import open_database
from storage.search import Findings, Search
from storage.tables import SEARCH, SEARCH_DDL
from tests.storage.making import DAY, NOW, SOURCE, briefing, first, record
from watchers.errors import QueryError
from watchers.languages import COLUMNS, analyze, word_keys
from watchers.model import Briefing, Source
from watchers.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    And,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    match,
    parse_query,
)

# ------------------------------------------------------------------ the same answer as watchers.query

# Families of words, by language, that share some keys and not others: "employés" is found by "emploi" (one stem) and by
# "employes" (one spelling without accents), but these two are strangers. So are the ends of each chain below.
FAMILIES = {
    "en": ("communiqué communique communiqu", "attaché attache attach", "visa visas C++ COVID-19"),
    "fr": ("employés employes emploi employ", "envoyé envoye envoi envoy", "déjà deja dej", "culpabilité culpabilite"),
    "de": ("Europäern Europa europarn", "Lüge luge lug"),
    "es": ("comió comio com",),
    "ru": ("Лавров Лаврова Лаврову", "ещё еще", "йод иод"),
    "zh": ("中 国 外交部 日本",),
    "pt": ("acção accao acao", "visa visas " + "x" * 70 + " " + "x" * 2000),
}


@st.composite
def archives_and_queries(draw: st.DrawFn) -> tuple[list[tuple[str, str | None, str]], list[Node]]:
    """A few passages (language, heading, text), and queries, of the same few words."""
    spoken = draw(st.lists(st.sampled_from(sorted(FAMILIES)), min_size=1, max_size=2, unique=True))
    families = draw(st.lists(st.sampled_from([f for s in spoken for f in FAMILIES[s]]), min_size=1, max_size=2))
    words = st.sampled_from([word for family in families for word in family.split()])
    texts = st.lists(words, max_size=5).map(" ".join)
    queries: st.SearchStrategy[Node] = st.recursive(
        words.map(Word) | st.lists(words, min_size=2, max_size=3).map(lambda several: Phrase(tuple(several))),
        lambda inner: (
            st.lists(inner, min_size=2, max_size=3).map(lambda items: And(tuple(items)))
            | st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(tuple(items)))
            | inner.map(Not)
        ),
        max_leaves=5,
    )
    passages = st.tuples(st.sampled_from(spoken), st.none() | texts, texts)
    return draw(st.lists(passages, min_size=1, max_size=12)), draw(
        st.lists(queries.map(split), min_size=1, max_size=12)
    )


def split(node: Node) -> Node:
    """As parse_query would build it: what holds several words is a phrase of them."""
    match node:
        case Word(text):
            parts = [text[start:end] for start, end in analyze(text, "xx").tokens]
            return Word(parts[0]) if len(parts) == 1 else Phrase(tuple(parts))
        case Phrase(several):
            joined = " ".join(several)
            return Phrase(tuple(joined[start:end] for start, end in analyze(joined, "xx").tokens))
        case Not(item):
            return Not(split(item))
        case And(items):
            return And(tuple(map(split, items)))
        case Or(items):
            return Or(tuple(map(split, items)))


def met(query: Query, made: Briefing) -> list[str]:
    return [
        p.text
        for p in made.passages()
        if match(query, analyze(p.heading or "", made.language), analyze(p.text, made.language))
    ]


@pytest.mark.parametrize("combinations", [256, 2])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_up=archives_and_queries())
def test_search_finds_exactly_what_the_query_means(
    empty: Path, combinations: int, made_up: tuple[list[tuple[str, str | None, str]], list[Node]]
) -> None:
    """find() answers with the passages that watchers.query.match meets: those, all of them, and counted right.

    Also where a phrase has too many combinations of symbols to be asked for as a whole.
    """
    corpus, nodes = made_up
    made = [briefing((h, t), key=f"k{n}", language=lang) for n, (lang, h, t) in enumerate(corpus)]

    async def check(path: Path) -> None:
        database = open_database(shutil.copy(empty, path))
        await record(Archive(database), *map(first, made))
        for node in nodes:
            query = Query(node)
            wanted = [(b.id, text) for b in made for text in met(query, b)]
            findings = await Search(database).find(query, limit=100)
            assert sorted((f.edition.briefing, f.passage.text) for f in findings.found) == sorted(wanted)
            assert findings.total == len(wanted)
            assert findings.next is None
        await database.close()

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(expression, "MOST_COMBINATIONS", combinations)
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
    assert sorted(f.passage.text for f in findings.found) == sorted(met(query, made))


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
    for column in COLUMNS:
        symbols = {w: [index.written(k) for k in word_keys(w, column)] for w in expression.words_of(query)}
        asked = expression.express(query, symbols)
        if asked is not None:
            sql = f"SELECT rowid FROM {SEARCH} WHERE {SEARCH} MATCH ?"
            assert connection.execute(sql, (f'"{column}" : {asked.text}',)).fetchall() == []
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


async def test_the_last_page_says_so(archive: Archive, search: Search) -> None:
    """`next` is there exactly when something comes after; `total` counts the whole answer on every page."""
    await record(archive, first(briefing("Visas 1", "Visas 2")))
    one = await find(search, "visas", limit=1)
    assert (one.total, len(one.found), one.next is None) == (2, 1, False)
    two = await find(search, "visas", limit=1, before=one.next)
    assert (two.total, len(two.found), two.next) == (2, 1, None)
    assert (await find(search, "visas", limit=2)).next is None
    assert await find(search, "nothing") == Findings(0, (), None)
    with pytest.raises(ValueError, match="invalid literal"):
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
