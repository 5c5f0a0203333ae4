"""The query language reads what people type: every rule of it, by example."""

import datetime as dt

import pytest

from watchers.query import (
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
    parse_query,
    taken_exactly,
)
from watchers.query.fields import CHOICES, NAMES
from watchers.text import words

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
        ("-العراق a", both(Not(Word("العراق")), a)),
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
        ("http://ab/cd", Phrase(("http", "ab", "cd"))),
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


def test_a_number_is_one_word_where_a_text_has_it_as_one() -> None:
    """Typed with spaces between its thousands or quoted; two numbers in a row stay two when they are written back."""
    spaced = "12 140 000"
    one = len(words(spaced)) == 1
    assert isinstance(parse_query(spaced).root, Word if one else And)
    assert parse_query(f"a {spaced}").root == both(a, *((Word(spaced),) if one else map(Word, spaced.split())))
    apart = parse_query("12, 140, 000")
    assert apart.root == both(Word("12"), Word("140"), Word("000"))
    assert parse_query(str(apart)) == apart
    assert str(apart) == "12, 140, 000"


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
        ("한국*", Prefix("한국")),
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
        ("Иран, но не Сирия", "Иран -Сирия"),
        ("Иран а не Сирия", "Иран -Сирия"),
        ("Iran but not Syria", "Iran -Syria"),
        ("Iran but NOT (Syria or Iraq)", "Iran -(Syria OR Iraq)"),
        ("Iran, aber nicht Syrien", "Iran -Syrien"),
        ("l'Iran mais pas la Syrie", "l'Iran -la Syrie"),
        ("Irán pero no Siria", "Irán -Siria"),
        ("but not Syria", 'but "not" Syria'),
        ("Iran but not", 'Iran but "not"'),
        ("Iran but -Syria", "Iran but -Syria"),
        ('Iran "but" not Syria', 'Iran but "not" Syria'),
        ("blé ou mais", "blé OR mais"),
        ("nothing but talks", "nothing but talks"),
        ("maiz pero maiz", "maiz pero"),
    ],
)
def test_a_but_before_a_not_is_an_and(text: str, written: str) -> None:
    """So people say what they do not want; alone, quoted, or before a minus it is a word like others."""
    query = parse_query(text)
    assert str(query) == written
    assert parse_query(written) == query


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


def test_the_names_and_values_of_fields_are_their_own_canonical_form() -> None:
    """What a field is called in the tree is one of its names; a canonical value reads as itself."""
    assert {name: NAMES[name] for name in NAMES.values()} == {name: name for name in NAMES.values()}
    for name, choices in CHOICES.items():
        for value in choices.values():
            assert choices[value] == value, (name, value)
