"""Whatever is typed is a query that writes back, or an error in its place; whatever is written reads back."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.watchers.hostile import HAND_MADE, by_chance
from watchers.errors import QueryError
from watchers.query import (
    CODES,
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
    Word,
    parse_query,
    taken_exactly,
)
from watchers.query.fields import value_of
from watchers.query.reading import _flat, _parse
from watchers.query.simple import simple


def read_or_refused(text: str) -> Query | QueryError:
    try:
        return parse_query(text)
    except QueryError as error:
        return error


messy = st.text(alphabet="aAbяйUSع٣中 \t\"«»“„()|&-–!*:~?,;.'’={}\u00ad\u0301ORANDTили1²", max_size=50)
pieces = st.lists(
    st.sampled_from(
        """a US Iran OR AND NOT - ( ) { } "a_b" "a_b"~5 =US =a nuclear* ~japan NEAR/5 NEAR kind:topic kind: speaker:( :
        source:mid,x since:2020 until:2019 или или и не o y no 'a ' , 1,140 1:140 co-op l'x ~ = * Sana’a 外交
        title:""".split()  # noqa: SIM905
    ),
    max_size=12,
).map(lambda found: " ".join(found).replace("_", " "))


@given(st.one_of(messy, pieces, st.text(max_size=50), st.text(st.characters(codec=None), max_size=20)))
@settings(deadline=None, max_examples=500)
@example("a\u0345'S b")
@example("Yaʼs")
@example('"1, 140"')
@example("=1.1 =½a")
def test_any_text_is_a_query_that_writes_back_or_an_error_in_place(text: str) -> None:
    """parse_query(str(q)) == q, for whatever is typed; an error's place lies in the text, its suggestion parses."""
    read = read_or_refused(text)
    if isinstance(read, QueryError):
        assert read.code in CODES
        assert 0 <= read.start <= read.end <= len(text)
        assert not read.suggestion or parse_query(read.suggestion)
    else:
        assert parse_query(str(read)) == read
        assert str(parse_query(str(read))) == str(read)
        assert taken_exactly(str(read)) == ()
        str(read).encode()


def test_every_character_there_is_can_be_typed() -> None:
    """Each code point (of the large ideographic blocks, one in 64) within a word, a value and a name writes back, or
    is an error."""
    for code in [*range(0x3400), *range(0x3400, 0xD800, 64), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]:
        if unicodedata.category(chr(code)) not in ("Cn", "Co"):
            for text in (f"a{chr(code)}b", f"speaker:a{chr(code)}b", f"~a{chr(code)}b", f"=a{chr(code)}"):
                query = read_or_refused(text)
                assert isinstance(query, QueryError) or parse_query(str(query)) == query, text


def test_the_hostile_are_answered_or_refused() -> None:
    """10,000 by chance and those made by hand: a query that writes back, or a sound refusal."""
    for text in (*HAND_MADE, *by_chance(10_000)):
        read = read_or_refused(text)
        if isinstance(read, QueryError):
            assert read.code in CODES
            assert 0 <= read.start <= read.end <= len(text)
            assert not read.suggestion or parse_query(read.suggestion)
        else:
            assert parse_query(str(read)) == read, text


# ------------------------------------------------------------------ trees that write and read back

names = st.sampled_from(
    """Iran a or OR no NEAR US WHO SANCTIONS Лавров ООН négociation co-operation Sana'a Iran's 140 1 G20 外 И Köln sin
    near within UNESCO ß العراق ٣""".split()  # noqa: SIM905
)
plain = names.filter(lambda word: word.isalnum())
terms = st.one_of(
    names.map(Word),
    st.tuples(st.lists(plain, min_size=2, max_size=4), st.sampled_from([0, 0, 1, 5, 100])).map(
        lambda found: Phrase(tuple(found[0]), found[1])
    ),
    st.lists(plain, min_size=1, max_size=2).map(lambda found: Exact(tuple(found))),
    st.sampled_from(["nuclear", "япон", "NEAR", "Köln", "G20"]).map(Prefix),
    st.sampled_from(["japan", "south-korea", "g7", "японія", "or"]).map(Alias),
)
days = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
fields = st.one_of(
    st.sampled_from(["topic", "question", "answer"]).map(lambda value: Field("kind", value)),
    st.sampled_from(["guest", "journalist"]).map(lambda value: Field("role", value)),
    st.sampled_from(["en", "ru", "xx"]).map(lambda value: Field("lang", value)),
    st.sampled_from(
        [
            Field("source", "mid_ru"),
            Field("source", "mid"),
            Field("speaker", "sergey lavrov"),
            Field("speaker", "or"),
            Field("title", "外交部"),
            Field("outlet", "new york times"),
        ]
    ),
    days.map(lambda day: Dates(since=day)),
    days.map(lambda day: Dates(until=day)),
)


def put(kind: type[And] | type[Or], items: list[Node]) -> Node:
    """As the reader would: flat, each once."""
    return _flat(kind, items)


near = st.lists(
    st.one_of(terms, st.lists(terms, min_size=2, max_size=3).map(lambda found: put(Or, list(found)))),
    min_size=2,
    max_size=3,
).flatmap(
    lambda items: st.lists(st.integers(1, 100), min_size=len(items) - 1, max_size=len(items) - 1).map(
        lambda distances: Near(tuple(items), tuple(distances))
    )
)


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda found: put(And, found)),
        several.map(lambda found: put(Or, found)),
        inner.map(lambda found: found.item if isinstance(found, Not) else Not(found)),
    )


phrases_only: st.SearchStrategy[Node] = st.one_of(terms, near)
sentences = st.recursive(phrases_only, grown, max_leaves=5).map(Sentence)
trees: st.SearchStrategy[Node] = st.recursive(st.one_of(terms, terms, fields, near, sentences), grown, max_leaves=10)


@given(trees)
@settings(deadline=None, max_examples=600)
def test_every_tree_writes_and_reads_back(root: Node) -> None:
    """parse_query(str(q)) == q for any tree the reader can make, unless it makes no sense to ask for it."""
    text = str(Query(root))
    read = read_or_refused(text)
    if isinstance(read, QueryError):
        assert read.code in ("only_negative", "never", "always", "too_long"), text
    else:
        assert read.root == root, text


simple_pieces = st.lists(
    st.sampled_from(
        """a b Iran iran Köln Koln Ёлка елка or OR oder US "a_b" "b" "c_d" =US =us ~japan ~south-korea nuclear* nucl* -
        ( ) -( speaker:a speaker:A source:mid_ru kind:topic kind:answer kind:x lang:en title:ß Или -a -b
        -Iran""".split()  # noqa: SIM905
    ),
    max_size=9,
)


@given(simple_pieces, st.booleans())
@settings(deadline=None, max_examples=800)
def test_the_short_way_gives_what_the_whole_reader_gives(found: list[str], tight: bool) -> None:
    """`simple` answers with the very tree of the whole reader, or not at all."""
    text = " ".join(found).replace("_", " ")
    if tight:
        text = text.replace("( ", "(").replace(" )", ")").replace("- ", "-")
    root = simple(text)
    if root is not None:
        assert _parse(text).root == root


@given(trees)
@settings(deadline=None, max_examples=300)
def test_the_short_way_agrees_on_canonical_texts(root: Node) -> None:
    """The same for what `str` writes."""
    text = str(Query(root))
    short = simple(text)
    assert short is None or _parse(text).root == short


@pytest.mark.parametrize(
    "text",
    [
        "sanctions",
        '"Security Council"',
        "Iran OR Syria OR Iraq",
        '(Iran OR Syria) "nuclear deal" -oil',
        "speaker:zakharova ~germany -football",
        "=US nuclear* source:mid_ru",
        "Лавров -(нефть газ)",
    ],
)
def test_what_most_people_follow_is_read_the_short_way(text: str) -> None:
    """Else a million of them would be read at length."""
    assert simple(text) == _parse(text).root


@given(st.sampled_from(["speaker", "title", "outlet", "source"]), st.text(max_size=20))
@settings(deadline=None)
def test_a_canonical_value_stays(name: str, typed: str) -> None:
    """value_of(value_of(x)) == value_of(x)."""
    value = value_of(name, typed)
    assert value is None or value_of(name, value) == value
