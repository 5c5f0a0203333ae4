"""Queries and passages in the plainest terms, for engines that know nothing of ours: words that stand there or not.

What costs the percolator time is done for its peers beforehand: texts are cut into words and these into keys, queries
are read and planned. So an engine's answers can be compared with ours one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from percolating.texts import Text
from watchers.languages import analyze
from watchers.query import parse_query, plan
from watchers.query.plan import Beginning, Both, Either, Facts, Plan, Run, Token, Without, facts
from watchers.text import fold, strip_accents

GAP = "gapgapgap"  # no word of any query: parts what must not be taken for neighbours


@dataclass(frozen=True, slots=True)
class Next:
    """Keys next to each other; of one: a word."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """A word that begins so."""

    letters: str


@dataclass(frozen=True, slots=True)
class All:
    """All of `needed`, none of `barred`."""

    needed: "tuple[Plain, ...]"
    barred: "tuple[Plain, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """One of several."""

    items: "tuple[Plain, ...]"


Plain: TypeAlias = Next | Start | All | Any


@dataclass(frozen=True, slots=True)
class Given:
    """A passage as peers get it: its keys in order, and its words without case and accents."""

    keys: tuple[str, ...]
    words: tuple[str, ...]


def given(text: Text) -> list[Given]:
    """The passages of a briefing, facts as keys among the others."""
    return [_given(text, number) for number in range(len(text.passages))]


def _given(text: Text, number: int) -> Given:
    passage, setting = text.passages[number], text.setting
    keys, words = [], []
    for part in (passage.heading or "", passage.text):
        analyzed = analyze(part, setting.language)
        words += [strip_accents(fold(part[start:end])) for start, end in analyzed.tokens]
        keys += [GAP, *(each[0] for each in analyzed.keys)]
        if any(len(each) > 1 for each in analyzed.keys):  # a word found by two keys: all once more by the other
            keys += [GAP, *(each[-1] for each in analyzed.keys)]
        for _, _, together in analyzed.compounds:
            keys += [one for key in together for one in (GAP, key)]
    keys += [one for fact in sorted(facts(passage, setting)) for one in (GAP, _fact(fact))]
    return Given((*keys, GAP), tuple(words))


def plain(query: str, language: str) -> Plain:
    """A query of words, prefixes, phrases, sources, AND, OR and NOT in these terms."""
    return _plain(plan(parse_query(query), language))


def _plain(asked: Plan) -> Plain:
    match asked:
        case Token(keys):
            return _one_of([Next((key,)) for key in keys])
        case Run(slots):
            return _one_of([Next(keys) for keys in product(*slots)])
        case Beginning(start):
            return Start(start)
        case Facts(field, needed) if field.name == "source":
            return _all_of([_one_of([Next((_fact(fact),)) for fact in clause]) for clause in needed], [])
        case Either(items):
            return _one_of([_plain(item) for item in items])
        case Both(items):
            return _all_of(
                [_plain(item) for item in items if not isinstance(item, Without)],
                [_plain(item.item) for item in items if isinstance(item, Without)],
            )
    raise AssertionError(asked)


def _one_of(items: list[Plain]) -> Plain:
    return items[0] if len(items) == 1 else Any(tuple(items))


def _all_of(needed: list[Plain], barred: list[Plain]) -> Plain:
    if len(needed) == 1 and not barred:
        return needed[0]
    flat = [part for item in needed for part in (item.needed if isinstance(item, All) and not item.barred else (item,))]
    return All(tuple(flat), tuple(barred))


def leaves(asked: Plain) -> Iterator[Next | Start]:
    """What a query looks for or bars, without the way these are put together."""
    match asked:
        case All(needed, barred):
            for item in (*needed, *barred):
                yield from leaves(item)
        case Any(items):
            for item in items:
                yield from leaves(item)
        case _:
            yield asked


def _fact(fact: str) -> str:
    return "fact" + "".join(letter if letter.isalnum() else f"x{ord(letter):x}x" for letter in fact)
