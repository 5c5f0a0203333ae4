"""What a user asks is judged before it is followed: names, days, words that are everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking import CODES, in_all_languages, named_in, to_follow, to_look_for, too_common
from bot.naming import Asked, NamingError, asked, defined, leans_on, users_of
from watchers.errors import QueryError
from watchers.query import parse_query
from watchers.remembered import Share

OWN = {"mine": "grain OR wheat", "port": "=Lindera"}
COMMON = {"all": "the OR a", "deep": "~all OR of", "abroad": "~russia OR ~japan"}


def refused(text: str) -> QueryError:
    with pytest.raises(QueryError) as error:
        to_follow(text, OWN)
    assert error.value.code in CODES
    return error.value


@pytest.mark.parametrize(
    ("text", "place", "suggestion"),
    [
        ("~japn", "~japn", "~japan"),
        ("grain -~japn", "~japn", "grain -~japan"),
        ('~"south koreaa" | ~mone', '~"south koreaa"', "~south-korea | ~mine"),
        ("~japan ~zzzzzzzz", "~zzzzzzzz", ""),
        ("~japn ~zzzzzzzz", "~japn", ""),
    ],
)
def test_a_name_that_stands_for_nothing_is_pointed_at_and_mended(text: str, place: str, suggestion: str) -> None:
    """One that is close is suggested; nothing is, where one of them is close to none."""
    error = refused(text)
    assert (error.code, text[error.start : error.end], error.suggestion) == ("unknown_name", place, suggestion)
    if suggestion:
        to_follow(suggestion, OWN)


def test_a_chats_own_names_and_the_built_in_ones_are_known() -> None:
    """In any language they are called by."""
    assert str(to_follow("~mine ~Япония", OWN)) == "~mine ~япония"


@pytest.mark.parametrize(
    ("text", "place", "suggestion"),
    [
        ("grain since:2020", "since:2020", "grain"),
        ("until:2020-03 (grain OR since:2021) -until:2019", "until:2020-03", "grain"),
        ("since:2020", "since:2020", ""),
        ("grain since:2020,2021", "since:2020,2021", "grain"),
    ],
)
def test_days_are_for_asking_not_for_following(text: str, place: str, suggestion: str) -> None:
    """What is suggested is the query without them."""
    error = refused(text)
    assert (error.code, text[error.start : error.end], error.suggestion) == ("dated", place, suggestion)
    assert to_look_for(text, OWN)


@pytest.mark.parametrize(
    ("text", "share", "common"),
    [
        ("the", Share(150, 200), True),
        ("the OR with*", Share(101, 200, sampled=True), True),
        ("the", Share(100, 200), False),
        ("the", Share(199, 199), False),
        ("the kind:answer", Share(150, 200), False),
        ("source:mid", Share(200, 200), False),
        ("~russia", Share(150, 200), False),
        ("the -speaker:lind", Share(150, 200), True),
        ("~all", Share(150, 200), True),
        ("~deep", Share(150, 200), True),
        ("~abroad", Share(150, 200), False),
    ],
)
def test_words_that_are_everywhere_are_too_common_in_a_big_archive(text: str, share: Share, common: bool) -> None:
    """More than half of 200 passages or more, by words alone: a name, a field or a source is a wish."""
    assert too_common(parse_query(text), share, COMMON) is common


@pytest.mark.parametrize(
    ("text", "names", "everywhere"),
    [
        ("Japan", ("japan",), "~japan"),
        ("US sanctioned -Japan", ("united-states",), "~united-states sanctioned -Japan"),
        ('"South Korea" OR {grain Япония}', ("south-korea", "japan"), "~south-korea OR {grain ~japan}"),
        ("grain NEAR/3 Japan", ("japan",), "grain NEAR/3 ~japan"),
        ("Japan Япония", ("japan",), "~japan"),
    ],
)
def test_a_word_that_names_a_country_is_offered_in_every_language(
    text: str, names: tuple[str, ...], everywhere: str
) -> None:
    """The rest of the query stays as it is, what is ruled out with it."""
    query = parse_query(text)
    assert named_in(query, {}) == names
    assert str(in_all_languages(query, {})) == everywhere


@pytest.mark.parametrize("text", ["grain", "~japan", "-Japan grain", "speaker:Japan grain", '"South Korea"~2'])
def test_what_names_nothing_by_itself_is_left_alone(text: str) -> None:
    """Names already given, what is ruled out, fields, loose words."""
    assert in_all_languages(parse_query(text), {}) is None


def test_a_name_of_the_chats_own_is_not_put_in_place_of_a_word() -> None:
    """It says something else than the built-in one that is called the same."""
    assert in_all_languages(parse_query("Japan"), {"japan": "Nippon"}) is None


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("drones", Asked("drones", None)),
        ("~Drones", Asked("drones", None)),
        ("drones =", Asked("drones", "")),
        ("drones = UAV OR drone", Asked("drones", "UAV OR drone")),
        ("drones=a\nb", Asked("drones", "a\nb")),
        ("us = =US", Asked("us", "=US")),
        ("us==US", Asked("us", "=US")),
        ("дроны_2 = БПЛА", Asked("дроны_2", "БПЛА")),
    ],
)
def test_what_is_asked_of_a_name_is_read(said: str, outcome: Asked) -> None:
    """To show it, to take it back, to define it."""
    assert asked(said) == outcome


@pytest.mark.parametrize(
    "said", ["a b = c", "= c", "a:b = c", "12 = c", "a* = c", "x" * 41 + " = c", "(a) = c", "~ = c"]
)
def test_a_name_is_letters_digits_and_lines(said: str) -> None:
    """With a letter among them, and not too long."""
    with pytest.raises(NamingError) as error:
        asked(said)
    assert error.value.code == "bad"


@given(st.text(max_size=20))
def test_whatever_is_typed_names_something_or_is_refused(said: str) -> None:
    """A name that is taken can be used in a query."""
    try:
        wanted = asked(said)
    except NamingError:
        return
    assert str(parse_query(f"~{wanted.name}")) == f"~{wanted.name}"


def test_names_may_lean_on_names_but_not_on_themselves() -> None:
    """Neither at once nor by way of another."""
    assert str(defined("fleet", "~port OR ~japan", OWN)) == "~port OR ~japan"
    for name, text in (("port", "~port OR x"), ("port", "~fleet"), ("japan", "~japan OR Nippon")):
        with pytest.raises(NamingError) as error:
            defined(name, text, {**OWN, "fleet": "~port OR ~japan"})
        assert error.value.code == "circular"


def test_names_lean_on_each_other_no_deeper_than_queries_follow() -> None:
    """Also where it is the lowest that is defined anew."""
    own = {"a": "~b", "b": "~c", "c": "~d", "d": "grain"}
    assert defined("d", "wheat", own)
    for name, text in (("d", "~japan"), ("z", "~a")):
        with pytest.raises(NamingError) as error:
            defined(name, text, own)
        assert error.value.code == "deep"


def test_names_upon_names_are_words_by_the_hundred_not_by_the_million() -> None:
    """A few names that each lean on the next a hundred times: refused at once, and so is a query of them."""
    words = " OR ".join(f"w{n}" for n in range(99))
    own = {"long": words, **{f"n{n}": "~long" for n in range(8)}}
    assert defined("five", "~n0 ~n1 ~n2 ~n3 ~n4", own)
    with pytest.raises(NamingError) as error:
        defined("long", words, {**own, "long": "grain", "six": "~n0 ~n1 ~n2 ~n3 ~n4 ~n5"})
    assert error.value.code == "wide"
    with pytest.raises(QueryError) as refused:
        defined("six", "~n0 ~n1 ~n2 ~n3 ~n4 ~n5", own)
    assert refused.value.code == "too_many_terms"
    with pytest.raises(QueryError) as refused:
        to_follow("grain " + " ".join(f"-(~n{n})" for n in range(8)), own)
    assert refused.value.code == "too_many_terms"


def test_days_have_no_place_in_a_name() -> None:
    """Somebody might follow it."""
    with pytest.raises(QueryError) as error:
        defined("late", "grain since:2020", {})
    assert error.value.code == "dated"


def test_who_leans_on_a_name_is_known() -> None:
    """Through other names as well."""
    own = {"a": "~b OR x", "b": "-(~c) y", "c": "grain", "d": "wheat"}
    assert users_of("c", own) == {"a", "b", "c"}
    assert leans_on("{fish ~b}", users_of("c", own))
    assert not leans_on("~d OR c", users_of("c", own))
