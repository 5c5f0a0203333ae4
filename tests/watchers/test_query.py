"""The query language reads what people type, says where it cannot, and means what it says."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from watchers.errors import QueryError
from watchers.languages import analyze
from watchers.query import (
    MAX_LENGTH,
    MAX_TERMS,
    And,
    Indexed,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    anchors,
    match,
    parse_query,
    terms,
)

a, b, c, d = (Word(name) for name in "abcd")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a", a),
        ("a b", And((a, b))),
        ("a AND b", And((a, b))),
        ("a & b && c", And((a, b, c))),
        ("a OR b", Or((a, b))),
        ("a|b || c", Or((a, b, c))),
        ("a b OR c d", Or((And((a, b)), And((c, d))))),
        ("a (b OR c)", And((a, Or((b, c))))),
        ("a -b", And((a, Not(b)))),
        ("a NOT b", And((a, Not(b)))),
        ("a AND NOT (b c)", And((a, Not(And((b, c)))))),
        ("--a b", And((a, b))),
        ("a –b", And((a, Not(b)))),
        ("((a))", a),
        ("a (a (b (b)))", And((a, b))),
        ("Iran iran IRAN", Word("Iran")),
        ('"a b"', Phrase(("a", "b"))),
        ("«a b» „a b“ “b c” ”c d”", And((Phrase(("a", "b")), Phrase(("b", "c")), Phrase(("c", "d"))))),
        ('"a b', Phrase(("a", "b"))),
        ('"a" b', And((a, b))),
        ('a "" b', And((a, b))),
        ("a, b; c", And((a, b, c))),
        ("a - b -- c", And((a, b, c))),
        ("Nagorno-Karabakh", Phrase(("Nagorno", "Karabakh"))),
        ("51,400", Phrase(("51", "400"))),
        ("a,b", And((a, b))),
        ("AT&T", Phrase(("AT", "T"))),
        ("10:30", Phrase(("10", "30"))),
        ("外交部 a", And((Phrase(("外", "交", "部")), a))),
        ("Iran?", Word("Iran")),
        ("#Iran @MFA", And((Word("Iran"), Word("MFA")))),
        ("Iran's", Word("Iran's")),
        ("Kara\u00adbakh\u200b", Word("Karabakh")),
        ("a ИЛИ b НЕ c", Or((a, And((b, Not(c)))))),
    ],
)
def test_a_query_is_read(text: str, root: Node) -> None:
    """The grammar, by example."""
    assert parse_query(text).root == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a or b", Or((a, b))),
        ("a and b", And((a, b))),
        ("a and not b", And((a, Not(b)))),
        ("a или b и c", Or((a, And((b, c))))),
        ("(a) or (b)", Or((a, b))),
        ("not a", And((Word("not"), a))),
        ("a not b", And((a, Word("not"), b))),
        ("a or", And((a, Word("or")))),
        ("or", Word("or")),
        ('a "or" b', And((a, Word("or"), b))),
        ("Or a", And((Word("Or"), a))),
        ("И a", And((Word("И"), a))),
    ],
)
def test_lower_case_operators_count_only_where_one_can_stand(text: str, root: Node) -> None:
    """Between two terms they are operators; elsewhere, or quoted, they are words."""
    assert parse_query(text).root == root


@pytest.mark.parametrize(
    ("text", "code", "place", "suggestion"),
    [
        ("", "empty", "", ""),
        ("  \n", "empty", "  \n", ""),
        ("… — ,", "no_words", "… — ,", ""),
        ("²_", "no_words", "²_", ""),
        ("-a", "only_negative", "-a", ""),
        ("a OR -b", "only_negative", "a OR -b", ""),
        ("-(a b)", "only_negative", "-(a b)", ""),
        ("(a b", "unbalanced", "(", "(a b)"),
        ("((a b", "unbalanced", "(", "((a b))"),
        ("a) b", "unbalanced", ")", "a b"),
        ("a OR", "operator_without_operand", "OR", "a"),
        ("AND a", "operator_without_operand", "AND", "a"),
        ("a AND OR b", "operator_without_operand", "AND", "a OR b"),
        ("a () b", "operator_without_operand", "()", "a b"),
        ("a NOT", "operator_without_operand", "NOT", "a"),
        ("nuclear*", "unsupported", "*", "nuclear"),
        ('"nuclear * deal"', "unsupported", "*", '"nuclear deal"'),
        ("a~2 b^3", "unsupported", "~2", "a b"),
        ("source:mid", "unsupported", ":", "source mid"),
        ('source:"a b"', "unsupported", ":", 'source "a b"'),
        ("{a} [b]", "unsupported", "{", "a b"),
        ("a=b", "unsupported", "=", "a b"),
        ("!b a", "unsupported", "!", "-b a"),
        ("!b", "unsupported", "!", ""),
        ("wom?n", "unsupported", "?", "womn"),
        ("a NEAR/5 b", "unsupported", "NEAR/5", "a b"),
    ],
)
def test_an_error_says_where_and_what_would_work(text: str, code: str, place: str, suggestion: str) -> None:
    """The caret stands under what is wrong; the suggestion, if there is one, is a query."""
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    error = caught.value
    assert (error.code, text[error.start : error.end], error.suggestion) == (code, place, suggestion)
    assert error.text == text
    if suggestion:
        parse_query(suggestion)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * (MAX_LENGTH + 1), "too_long"),
        ("外" * MAX_LENGTH, "too_long"),
        ("(" * 400 + "a" + ")" * 400, "too_deep"),
        ("(" * 900 + "a", "too_deep"),
        ("a -(" * 30 + "b" + ")" * 30, "too_deep"),
        ("x|" * (MAX_TERMS + 1), "too_many_terms"),
    ],
)
def test_no_query_is_too_much(text: str, code: str) -> None:
    """Limits are answered as such, never by a RecursionError."""
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.code == code


def test_a_long_chain_of_minuses_is_no_depth() -> None:
    """Two minuses cancel out, however many there are."""
    assert parse_query("-" * 900 + "a").root == a


def read_or_refused(text: str) -> Query | QueryError:
    try:
        return parse_query(text)
    except QueryError as error:
        return error


messy = st.text(alphabet="aAbяй中 \t\"«»“„()|&-–!*:~?,;.'’\u00ad\u0301ORANDTили1²", max_size=50)


@given(st.one_of(messy, st.text(max_size=50), st.text(st.characters(codec=None), max_size=20)))
@settings(deadline=None, max_examples=400)
@example("a\u0345'S b")
def test_any_text_is_a_query_that_writes_back_or_an_error_in_place(text: str) -> None:
    """parse_query(str(q)) == q, for whatever is typed; an error's place lies in the text, its suggestion parses."""
    read = read_or_refused(text)
    if isinstance(read, QueryError):
        assert 0 <= read.start <= read.end <= len(text)
        assert not read.suggestion or parse_query(read.suggestion)
    else:
        assert parse_query(str(read)) == read
        assert str(parse_query(str(read))) == str(read)
        str(read).encode()


def test_every_character_there_is_can_be_typed() -> None:
    """Each code point (of the large ideographic blocks, one in 64) within a word writes back, or is an error."""
    for code in [*range(0x3400), *range(0x3400, 0xD800, 64), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]:
        if unicodedata.category(chr(code)) not in ("Cn", "Co"):
            text = f"a{chr(code)}b"
            try:
                query = parse_query(text)
            except QueryError:
                continue
            assert parse_query(str(query)) == query, hex(code)


# ------------------------------------------------------------------ meaning


def met(query: str, body: str, heading: str = "", language: str = "en") -> list[str] | None:
    found = match(parse_query(query), analyze(heading, language), analyze(body, language))
    if found is None:
        return None
    return [heading[x:y] for x, y in found.heading_spans] + [body[x:y] for x, y in found.spans]


@pytest.mark.parametrize(
    ("query", "body", "language", "expected"),
    [
        ("UN", "They unite under one roof.", "en", None),
        ("UN", "The U.N. and the UN's envoy", "en", ["UN's"]),
        ("sanctions", "a sanction, SANCTIONED", "en", ["sanction", "SANCTIONED"]),
        ("Лавров", "встреча с Лавровым; слова Лаврова, Лаврову", "ru", ["Лавровым", "Лаврова", "Лаврову"]),
        ("еще", "Ещё раз", "ru", ["Ещё"]),
        ("negociation", "une négociation", "fr", ["négociation"]),
        ("négociation", "une negociation", "fr", ["negociation"]),
        ("Iran Syria", "Syria and Iran", "en", ["Syria", "Iran"]),
        ("Iran Syria", "Iran alone", "en", None),
        ('"Security Council"', "the Security\nCouncil’s council of security", "en", ["Security\nCouncil’s"]),
        ('"Совет Безопасности"', "в Совете Безопасности ООН", "ru", ["Совете Безопасности"]),
        ("Nagorno-Karabakh", "Nagorno Karabakh, Nagorno–Karabakh", "en", ["Nagorno Karabakh", "Nagorno–Karabakh"]),
        ("51,400", "51 400 or 51,400", "en", ["51 400", "51,400"]),
        ("外交部", "中国外交部发言人", "zh", ["外交部"]),
        ("Iran -nuclear", "Iran's nuclear deal", "en", None),
        ("Iran -nuclear", "Iran's oil", "en", ["Iran's"]),
        ("Iran OR (Syria oil)", "Iran and Syria", "en", ["Iran"]),
        ("Iran OR (Syria oil)", "Syria, oil", "en", ["Syria", "oil"]),
        ("Iran -(Syria oil)", "Iran oil", "en", ["Iran"]),
        ("Iran -(oil -gas)", "Iran oil gas", "en", ["Iran", "gas"]),
        ('"a a"', "a a a", "en", ["a a a"]),
    ],
)
def test_a_query_means_what_it_says(query: str, body: str, language: str, expected: list[str] | None) -> None:
    """Whole words in any form; phrases in order; the hits are the words that count, verbatim."""
    assert met(query, body, language=language) == expected


def test_heading_and_body_are_one_passage_but_a_phrase_stands_in_one() -> None:
    """Words may be spread over both; a phrase's words may not; a NOT looks at both."""
    assert met("Iran Syria", "Syria", "Iran") == ["Iran", "Syria"]
    assert met('"Iran Syria"', "Syria", "Iran") is None
    assert met("Iran -Syria", "Iran", "Syria") is None


def test_only_what_is_asked_for_is_a_term() -> None:
    """Words ruled out are no terms; words ruled out of what is ruled out are."""
    query = parse_query('a "b c" -d -(x -y)')
    assert terms(query) == (a, Phrase(("b", "c")), Word("y"))


# ------------------------------------------------------------------ meaning, against a plain reading of it

VOCABULARY = ["iran", "syria", "talks", "talk", "oil", "Лавров", "Лаврову", "мир", "négociation", "negociation"]
leaves = st.one_of(
    st.sampled_from(VOCABULARY).map(Word),
    st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=3).map(lambda found: Phrase(tuple(found))),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda found: And(tuple(found))),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: Or(tuple(found))),
        inner.map(Not),
    ),
    max_leaves=8,
)
bodies = st.lists(st.sampled_from([*VOCABULARY, "and", "."]), max_size=12).map(" ".join)


def holds(node: Node, fields: list[list[set[str]]], language: str) -> bool:
    """The plain reading: every place of every field is tried."""
    match node:
        case And(items):
            return all(holds(item, fields, language) for item in items)
        case Or(items):
            return any(holds(item, fields, language) for item in items)
        case Not(item):
            return not holds(item, fields, language)
        case Word(text):
            sought = [text]
        case Phrase(parts):
            sought = list(parts)
    keys = [{k for token in analyze(word, language).keys for k in token} for word in sought]
    return any(
        all(field[at + n] & key for n, key in enumerate(keys))
        for field in fields
        for at in range(len(field) - len(keys) + 1)
    )


@given(nodes, bodies, bodies, st.sampled_from(["en", "ru", "fr", "xx"]))
@settings(deadline=None, max_examples=400)
def test_matching_is_the_plain_reading_of_the_query(root: Node, heading: str, body: str, language: str) -> None:
    """`match` agrees with trying every place; its spans are in order, disjoint, and begin and end with words; what
    matches holds one of the query's anchors."""
    query = read_or_refused(str(Query(root)))
    if isinstance(query, QueryError):
        assert query.code == "only_negative"
        return
    sides = analyze(heading, language), analyze(body, language)
    found = match(query, *sides)
    fields = [[set(keys) for keys in side.keys] for side in sides]
    assert (found is not None) == holds(root, fields, language)
    if found is None:
        return
    assert found.spans or found.heading_spans
    for side, spans in zip(sides, (found.heading_spans, found.spans), strict=True):
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert {start for start, _ in spans} <= {start for start, _ in side.tokens}
        assert {end for _, end in spans} <= {end for _, end in side.tokens}
    assert anchors(query, language) & set(Indexed(*sides).each_key())


def test_a_text_of_one_word_repeated_is_matched_at_once() -> None:
    """A phrase of one repeated word over a long run of it ends (its cost is places times length, no more)."""
    phrase = parse_query('"' + "a " * 100 + '"')
    body = "a " * 5000
    found = match(phrase, analyze("", "en"), analyze(body, "en"))
    assert found
    assert found.spans == ((0, len(body.rstrip())),)
    assert re.fullmatch(r"(a ?)+", body[: found.spans[0][1]])
