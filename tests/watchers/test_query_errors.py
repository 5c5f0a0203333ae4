"""What is no query is refused: with a reason, a place, and what would work instead."""

import pytest

from watchers.errors import QueryError
from watchers.query import CODES, MAX_LENGTH, MAX_TERMS, Word, parse_query


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
        ("nu*ar", "unsupported", "*", ""),
        ("nucl*ar deal", "unsupported", "*", "nucl* deal"),
        ("a -sanct*ns", "unsupported", "*", "a -sanct*"),
        ("外交*", "unsupported", "*", "外交"),
        ("S-400*", "unsupported", "*", "S-400"),
        ("anti-Russ* a", "unsupported", "*", "anti NEAR/1 Russ* a"),
        ("a-b*", "unsupported", "*", "a-b"),
        ('"nuclear * deal"', "unsupported", "*", '"nuclear deal"~1'),
        ('"nuclear * * deal" a', "unsupported", "*", '"nuclear deal"~2 a'),
        ('"sanct* on oil"', "unsupported", "*", "sanct* NEAR/1 on NEAR/1 oil"),
        ('a -"oil and sanct*"', "unsupported", "*", 'a -oil NEAR/1 "and" NEAR/1 sanct*'),
        ('"sanct*"', "unsupported", "*", "sanct*"),
        ('"san* *x"', "unsupported", "*", '"san x"'),
        ('"sanct* oil"~3', "unsupported", "*", '"sanct oil"~3'),
        ('title:"sanct* oil"', "bad_value", "*", 'title:"sanct oil"'),
        ('title:(a OR "sanct* oil")', "unsupported", "*", 'title:(a OR "sanct oil")'),
        ('"nuclear"*', "unsupported", "*", '"nuclear"'),
        ("a~2 b^3", "unsupported", "~2", "a b"),
        ("[b] a", "unsupported", "[", "b a"),
        ("a -[b]", "unsupported", "[", "a -b"),
        ("a -=[b] c", "unsupported", "=", "a -b c"),
        ("a -)b", "unbalanced", ")", "a -b"),
        ("a=b", "unsupported", "=", "a b"),
        ("!b a", "unsupported", "!", "-b a"),
        ('a !"b"', "unsupported", "!", 'a -"b"'),
        ("!b", "unsupported", "!", ""),
        ("wom?n", "unsupported", "?", "wom*"),
        ("w?men", "unsupported", "?", ""),
        ("~5 a", "unsupported", "~5", "a"),
        ('"a"~5', "unsupported", "~5", '"a"'),
        ("nu* deal", "short_prefix", "nu*", "nu deal"),
        ("한* a", "short_prefix", "한*", "한 a"),
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
        ("Iran -iran", "never", "Iran -iran", "Iran"),
        ("(a -a) OR (b -b)", "never", "(a -a) OR (b -b)", "a OR b"),
        ("since:2021 until:2020", "never", "since:2021 until:2020", "since:2020 until:2021"),
        ("a lang:en lang:ru b", "never", "a lang:en lang:ru b", "a lang:en,ru b"),
        ("kind:topic kind:answer", "never", "kind:topic kind:answer", "kind:topic,answer"),
        ("a OR -a", "always", "a OR -a", "a"),
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
    assert parse_query("-" * 900 + "a").root == Word("a")
