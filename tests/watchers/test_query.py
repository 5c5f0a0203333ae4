"""The query language reads what people type, says where it cannot, and writes back what it read."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.watchers.hostile import HAND_MADE, by_chance
from watchers.errors import QueryError
from watchers.query import (
    CODES,
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
    Word,
    parse_query,
    taken_exactly,
    unknown_names,
)
from watchers.query.fields import CHOICES, NAMES, value_of
from watchers.query.reading import _flat, _parse
from watchers.query.simple import simple

a, b, c, d = (Word(name) for name in "abcd")


def both(*items: Node) -> And:
    return And(items)


def either(*items: Node) -> Or:
    return Or(items)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a", a),
        ("a b", both(a, b)),
        ("a AND b", both(a, b)),
        ("a & b && c", both(a, b, c)),
        ("a OR b", either(a, b)),
        ("a|b || c", either(a, b, c)),
        ("a b OR c d", either(both(a, b), both(c, d))),
        ("a (b OR c)", both(a, either(b, c))),
        ("a -b", both(a, Not(b))),
        ("a NOT b", both(a, Not(b))),
        ("a AND NOT (b c)", both(a, Not(both(b, c)))),
        ("--a b", both(a, b)),
        ("a –b", both(a, Not(b))),
        ("((a))", a),
        ("a (a (b (b)))", both(a, b)),
        ("Iran iran", Word("Iran")),
        ("a, b; c", both(a, b, c)),
        ("a - b -- c", both(a, b, c)),
        ("a,b", both(a, b)),
        ("Iran?", Word("Iran")),
        ("#Iran @Minister", both(Word("Iran"), Word("Minister"))),
        ("Iran's", Word("Iran's")),
        ("Kara\u00adbakh\u200b", Word("Karabakh")),
    ],
)
def test_a_query_is_read(text: str, root: Node) -> None:
    """The grammar of words and what puts them together, by example."""
    assert parse_query(text).root == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ('"a b"', Phrase(("a", "b"))),
        ("«a b» „a b“ “b c” ”c d”", both(Phrase(("a", "b")), Phrase(("b", "c")), Phrase(("c", "d")))),
        ("「a b」 ‹c d›", both(Phrase(("a", "b")), Phrase(("c", "d")))),
        ("‘a b’ 'c d'", both(Phrase(("a", "b")), Phrase(("c", "d")))),
        ("diplomats' talks 'round", both(Word("diplomats"), Word("talks"), Word("round"))),
        ('"a b', Phrase(("a", "b"))),
        ('"a" b', both(a, b)),
        ('a "" b', both(a, b)),
        ('a -"" b', both(a, b)),
        ("a -... b", both(a, b)),
        ('"a b"~5', Phrase(("a", "b"), 5)),
        ('"a b"~100 c', both(Phrase(("a", "b"), 100), c)),
        ('"a b" "a b"~5', both(Phrase(("a", "b")), Phrase(("a", "b"), 5))),
    ],
)
def test_quotes_of_every_kind_make_phrases(text: str, root: Node) -> None:
    """One word in quotes is a word; one left open is closed at the end; an apostrophe is no quotation mark; a number
    after it loosens it."""
    assert parse_query(text).root == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("co-operation", Word("co-operation")),
        ("Nagorno–Karabakh", Word("Nagorno-Karabakh")),
        ("Sana’a", Word("Sana'a")),
        ("l'Union", Word("l'Union")),
        ("(co-operation).", Word("co-operation")),
        ('"co-operation"', Phrase(("co", "operation"))),
        ("COVID-19", Word("COVID-19")),
        ("2020-2021", Phrase(("2020", "2021"))),
        ("AT&T", Phrase(("AT", "T"))),
        ("10:30", Phrase(("10", "30"))),
        ("12:140", Phrase(("12", "140"))),
        ("foo:bar", Phrase(("foo", "bar"))),
        ("http://a.b/", Phrase(("http", "a", "b"))),
        ("外交部 a", both(Phrase(("外", "交", "部")), a)),
        ("中-美", Phrase(("中", "美"))),
    ],
)
def test_a_word_of_several_is_a_compound_or_a_phrase(text: str, root: Node) -> None:
    """Joined by a hyphen or an apostrophe it may be written in one word too; joined by anything else, or of Han
    characters, it is a phrase. Both write back."""
    query = parse_query(text)
    assert query.root == root
    assert parse_query(str(query)) == query


@pytest.mark.parametrize(
    ("text", "root", "taken"),
    [
        ("US", Exact(("US",)), ("US",)),
        ("WHO Iran", both(Exact(("WHO",)), Word("Iran")), ("WHO",)),
        ("ООН NATO ООН", both(Exact(("ООН",)), Exact(("NATO",))), ("ООН", "NATO")),
        ("US's", Exact(("US",)), ("US's",)),
        ('"WHO"', Word("WHO"), ()),
        ('"US Army"', Phrase(("US", "Army")), ()),
        ("us", Word("us"), ()),
        ("I", Word("I"), ()),
        ("UNESCO", Word("UNESCO"), ()),
        ("G20 US-led", both(Word("G20"), Word("US-led")), ()),
        ("IRAN SANCTIONS", both(Word("IRAN"), Word("SANCTIONS")), ()),
        ("IRAN NAGORNO-KARABAKH", both(Word("IRAN"), Word("NAGORNO-KARABAKH")), ()),
        ('US "SANCTIONS"', both(Exact(("US",)), Word("SANCTIONS")), ("US",)),
        ("speaker:US a", both(Field("speaker", "us"), a), ()),
        ("=US", Exact(("US",)), ()),
        ("=us", Exact(("us",)), ()),
        ('="Security Council"', Exact(("Security", "Council")), ()),
        ("=co-operation", Exact(("co", "operation")), ()),
        ("-=US a", both(Not(Exact(("US",))), a), ()),
    ],
)
def test_capitals_are_taken_exactly(text: str, root: Node, taken: tuple[str, ...]) -> None:
    """2 to 5 letters, all capitals, not quoted, in a query that does not shout: as written, and it is told."""
    query = parse_query(text)
    assert query.root == root
    assert taken_exactly(text) == taken
    assert parse_query(str(query)) == query
    assert taken_exactly(str(query)) == ()


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("nuclear*", Prefix("nuclear")),
        ("nuclear*.", Prefix("nuclear")),
        ("-япон* a", both(Not(Prefix("япон")), a)),
        ("NUCLEAR* nuclear*", Prefix("NUCLEAR")),
        ("~japan", Alias("japan")),
        ("~Japan ~JAPAN", Alias("japan")),
        ('~"South Korea"', Alias("south-korea")),
        ("~ЯПОНИЯ -~g7 a", both(Alias("япония"), Not(Alias("g7")), a)),
        ("~côte-d’Ivoire", Alias("côte-d-ivoire")),
        ("{a b}", Sentence(both(a, b))),
        ("{a (b OR c) -d} a", both(Sentence(both(a, either(b, c), Not(d))), a)),
        ("-{a b} c", both(Not(Sentence(both(a, b))), c)),
        ("{a NEAR b}", Sentence(Near((a, b), (10,)))),
    ],
)
def test_prefixes_names_and_sentences_are_read(text: str, root: Node) -> None:
    """word*, ~name in any case, {what stands in one sentence}."""
    assert parse_query(text).root == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a NEAR/5 b", Near((a, b), (5,))),
        ("a near/5 b", Near((a, b), (5,))),
        ("a NEAR b", Near((a, b), (10,))),
        ("a РЯДОМ/7 b РЯДОМ c", Near((a, b, c), (7, 10))),
        ("a NEAR/5 b c", both(Near((a, b), (5,)), c)),
        ("a OR b NEAR/5 c", either(a, Near((b, c), (5,)))),
        ("a -b NEAR/5 c", both(a, Not(Near((b, c), (5,))))),
        (
            '(a OR =US) NEAR/5 "c d" NEAR/1 nucl* NEAR/2 ~japan',
            Near(
                (either(a, Exact(("US",))), Phrase(("c", "d")), Prefix("nucl"), Alias("japan")),
                (5, 1, 2),
            ),
        ),
        ("a near b", both(a, Word("near"), b)),
    ],
)
def test_nearness_binds_tightest(text: str, root: Node) -> None:
    """NEAR/n in any case; NEAR alone in capitals means 10."""
    assert parse_query(text).root == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("speaker:Lavrov", Field("speaker", "lavrov")),
        ("Speaker: Lavrov", Field("speaker", "lavrov")),
        ('speaker:"Sergey Lavrov"', Field("speaker", "sergey lavrov")),
        ("speaker:(Lavrov or Zakharova)", either(Field("speaker", "lavrov"), Field("speaker", "zakharova"))),
        ("speaker:(Lavrov -Sergey)", both(Field("speaker", "lavrov"), Not(Field("speaker", "sergey")))),
        ("speakers:(Lavrov, Sergey)", both(Field("speaker", "lavrov"), Field("speaker", "sergey"))),
        ("(speaker:(a) b) c", both(Field("speaker", "a"), b, c)),
        ("source:mid-RU,china_mfa a", both(either(Field("source", "mid_ru"), Field("source", "china_mfa")), a)),
        ("source:mid, a", both(Field("source", "mid"), a)),
        ('source:"mid ru"', Field("source", "mid_ru")),
        ("-kind:answer a", both(Not(Field("kind", "answer")), a)),
        ("kind:Questions", Field("kind", "question")),
        ("вид:ответ", Field("kind", "answer")),
        ("роль:журналист", Field("role", "journalist")),
        ("источник:mid", Field("source", "mid")),
        ("спикер:Лавров", Field("speaker", "лавров")),
        ("заголовок:нефть", Field("title", "нефть")),
        ("langue:fr", Field("lang", "fr")),
        ("sprache:deutsch", Field("lang", "de")),
        ("idioma:español", Field("lang", "es")),
        ("lang:en-GB", Field("lang", "en")),
        ("lang:Russian,русский,RU", Field("lang", "ru")),
        ("lang:中文", Field("lang", "zh")),
        ("title:10:30", Field("title", "10 30")),
        ("outlet:TASS", Field("outlet", "tass")),
        ("speaker:or", Field("speaker", "or")),
        ("title: ", Word("title")),
    ],
)
def test_fields_are_read_in_five_languages(text: str, root: Node) -> None:
    """Names and fixed values in several languages and numbers; several values are alternatives; parentheses hold a
    query of values."""
    query = parse_query(text)
    assert query.root == root
    assert parse_query(str(query)) == query


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("since:2020", "2020-01-01", None),
        ("since:2020-03", "2020-03-01", None),
        ("since:2020-03-15", "2020-03-15", None),
        ("since:15.03.2020", "2020-03-15", None),
        ("с:03.2020", "2020-03-01", None),
        ("until:2020", None, "2020-12-31"),
        ("until:2020-02", None, "2020-02-29"),
        ("bis:2021-02", None, "2021-02-28"),
        ("hasta:2020-3-1", None, "2020-03-01"),
        ("until:0001", None, "0001-12-31"),
    ],
)
def test_days_are_read(text: str, since: str | None, until: str | None) -> None:
    """A year or a month means its first day to begin with and its last to end with."""
    day = dt.date.fromisoformat
    assert parse_query(text).root == Dates(day(since) if since else None, day(until) if until else None)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a or b", either(a, b)),
        ("a and b", both(a, b)),
        ("a and not b", both(a, Not(b))),
        ("a или b и c", either(a, both(b, c))),
        ("(a) or (b)", either(a, b)),
        ("{a} or {b}", either(Sentence(a), Sentence(b))),
        ("not a", both(Word("not"), a)),
        ("a not b", both(a, Word("not"), b)),
        ("a or", both(a, Word("or"))),
        ("or", Word("or")),
        ('a "or" b', both(a, Word("or"), b)),
        ("Or a", both(Word("Or"), a)),
        ("И a", both(Word("И"), a)),
        ("переговоры без условий", both(Word("переговоры"), Word("без"), Word("условий"))),
        ("Treffen ohne Bedingungen", both(Word("Treffen"), Word("ohne"), Word("Bedingungen"))),
    ],
)
def test_lower_case_operators_count_only_where_one_can_stand(text: str, root: Node) -> None:
    """Between two terms "or" and "and" are operators, "not" after an "and"; elsewhere, or quoted, they are words."""
    assert parse_query(text).root == root


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a ИЛИ b НЕ c", "a OR (b -c)"),
        ("a И b БЕЗ c", "a b -c"),
        ("a ODER b UND c NICHT d", "a OR (b c -d)"),
        ("Iran oder Syrien", "Iran OR Syrien"),
        ("Iran und nicht Syrien", "Iran -Syrien"),
        ("Iran ou Syrie", "Iran OR Syrie"),
        ("Iran OU Syrie", "Iran OR Syrie"),
        ("Iran et Syrie", "Iran Syrie"),
        ("Iran sauf pétrole", "Iran -pétrole"),
        ("Chine PAS Syrie", "Chine -Syrie"),
        ("Irak o Siria", "Irak OR Siria"),
        ("Irán O Israel", "Irán OR Israel"),
        ("Rusia y Siria", "Rusia Siria"),
        ("Rusia y no Siria", "Rusia -Siria"),
        ("Rusia SIN Siria", "Rusia -Siria"),
    ],
)
def test_operators_are_understood_in_the_language_of_the_query(text: str, written: str) -> None:
    """Russian, German, French and Spanish, in capitals and in small letters."""
    assert str(parse_query(text)) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("China no limits", 'China "no" limits'),
        ("no first use", '"no" first use'),
        ("NO first use", '="NO" first use'),
        ("Jackie O visit", 'Jackie "O" visit'),
        ("generation Y talks", 'generation "Y" talks'),
        ("poland oder river", 'poland "oder" river'),
        ("living in SIN city", "living in =SIN city"),
        ("the PAS of Malaysia", "the =PAS of Malaysia"),
        ("ET a", "=ET a"),
    ],
)
def test_english_does_not_suffer_from_the_operators_of_others(text: str, written: str) -> None:
    """A word that English has too is an operator only where the query shows a sign of the other language."""
    assert str(parse_query(text)) == written.replace('="NO"', "=NO")


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
        ("-{a}", "only_negative", "-{a}", ""),
        ("(a b", "unbalanced", "(", "(a b)"),
        ("((a b", "unbalanced", "(", "((a b))"),
        ("{a b", "unbalanced", "{", "{a b}"),
        ("{a (b} c)", "unbalanced", "(", "{a (b)} c"),
        ("a) b", "unbalanced", ")", "a b"),
        ("a} b", "unbalanced", "}", "a b"),
        ("a OR", "operator_without_operand", "OR", "a"),
        ("AND a", "operator_without_operand", "AND", "a"),
        ("a AND OR b", "operator_without_operand", "AND", "a OR b"),
        ("a () b", "operator_without_operand", "()", "a b"),
        ("a NOT", "operator_without_operand", "NOT", "a"),
        ("NEAR/5 a", "operator_without_operand", "NEAR/5", "a"),
        ("a NEAR", "operator_without_operand", "NEAR", "a"),
        ("nu*ar", "unsupported", "*", "nuar"),
        ("外交*", "unsupported", "*", "外交"),
        ("S-400*", "unsupported", "*", "S-400"),
        ('"nuclear * deal"', "unsupported", "*", '"nuclear deal"'),
        ('"nuclear"*', "unsupported", "*", '"nuclear"'),
        ("a~2 b^3", "unsupported", "~2", "a b"),
        ("[b] a", "unsupported", "[", "b a"),
        ("a=b", "unsupported", "=", "a b"),
        ("!b a", "unsupported", "!", "-b a"),
        ('a !"b"', "unsupported", "!", 'a -"b"'),
        ("!b", "unsupported", "!", ""),
        ("wom?n", "unsupported", "?", "womn"),
        ("~5 a", "unsupported", "~5", "a"),
        ('"a"~5', "unsupported", "~5", '"a"'),
        ("nu* deal", "short_prefix", "nu*", "nu deal"),
        ("a NEAR/500 b", "bad_distance", "500", "a NEAR/100 b"),
        ("a NEAR/0 b", "bad_distance", "0", "a NEAR/1 b"),
        ('"a b"~0', "bad_distance", "0", '"a b"'),
        ('"a b"~101', "bad_distance", "101", '"a b"~100'),
        ("a NEAR (b c)", "near_operand", "(b c)", "a (b c)"),
        ("a NEAR {b}", "near_operand", "{b}", "a {b}"),
        ("kind:topic NEAR a", "near_operand", "kind:topic", "kind:topic a"),
        ("a NEAR -b", "near_operand", "-", ""),
        ("{a {b} c}", "nested_sentence", "{", "{a (b) c}"),
        ("{a kind:topic b}", "nested_sentence", "kind:topic", "{a b} kind:topic"),
        ("{a since:2020}", "nested_sentence", "since:2020", "{a } since:2020"),
        ("sorce:mid a", "unknown_field", "sorce", "source:mid a"),
        ("after:2020 a", "unknown_field", "after", "since:2020 a"),
        ("kind:anwser a", "bad_value", "anwser", "kind:answer a"),
        ('role:"jurnalist" a', "bad_value", '"jurnalist"', "role:journalist a"),
        ("lang:zz a", "bad_value", "zz", ""),
        ("lang:frensh a", "bad_value", "frensh", "lang:fr a"),
        ("kind:(topic OR foo)", "bad_value", "foo", ""),
        ("title:sanction* a", "bad_value", "*", "title:sanction a"),
        ("speaker:=Lavrov", "bad_value", "=", "speaker:Lavrov"),
        ("a speaker:-Lavrov", "bad_value", "-", "a -speaker:Lavrov"),
        ("since:2020-02-30", "bad_date", "2020-02-30", ""),
        ("until:yesterday", "bad_date", "yesterday", ""),
        ("Iran -iran", "never", "Iran -iran", ""),
        ("since:2021 until:2020", "never", "since:2021 until:2020", "since:2020 until:2021"),
        ("a OR -a", "always", "a OR -a", ""),
    ],
)
def test_an_error_says_where_and_what_would_work(text: str, code: str, place: str, suggestion: str) -> None:
    """The caret stands under what is wrong; the suggestion, if there is one, is a query."""
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    error = caught.value
    assert (error.code, text[error.start : error.end], error.suggestion) == (code, place, suggestion)
    assert error.text == text
    assert error.code in CODES
    if suggestion:
        parse_query(suggestion)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * (MAX_LENGTH + 1), "too_long"),
        ("外" * MAX_LENGTH, "too_long"),
        ("speaker:(" + "a b " * 10 + "abc " * 220 + ")", "too_many_terms"),
        ("speaker:(" + " ".join(f"a{n}" for n in range(95)) + ")", "too_long"),
        ("(" * 400 + "a" + ")" * 400, "too_deep"),
        ("(" * 900 + "a", "too_deep"),
        ("a -(" * 30 + "b" + ")" * 30, "too_deep"),
        ("x|" * (MAX_TERMS + 1), "too_many_terms"),
        ("source:" + ",".join(f"s{n}" for n in range(MAX_TERMS + 1)), "too_many_terms"),
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


def test_an_unknown_name_is_told_with_the_closest_known_one() -> None:
    """Each once, in the order written; nothing for those that are known."""
    query = parse_query("~japn ~japan (~xyz OR -~japn a)")
    assert unknown_names(query, ["japan", "jordan"]) == (("japn", "japan"), ("xyz", ""))
    assert unknown_names(parse_query("a ~japan"), iter(["japan"])) == ()


def test_the_names_and_values_of_fields_are_their_own_canonical_form() -> None:
    """What a field is called in the tree is one of its names; a canonical value reads as itself."""
    assert {name: NAMES[name] for name in NAMES.values()} == {name: name for name in NAMES.values()}
    for name, choices in CHOICES.items():
        for value in choices.values():
            assert choices[value] == value, (name, value)


# ------------------------------------------------------------------ whatever is typed


def read_or_refused(text: str) -> Query | QueryError:
    try:
        return parse_query(text)
    except QueryError as error:
        return error


messy = st.text(alphabet="aAbяйUS中 \t\"«»“„()|&-–!*:~?,;.'’={}\u00ad\u0301ORANDTили1²", max_size=50)
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
    near within UNESCO ß""".split()  # noqa: SIM905
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
