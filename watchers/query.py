"""What a query means: when a passage meets it, and which of its words did."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from watchers.languages import Analyzed, word_keys
from watchers.model import Match
from watchers.syntax import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    And,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Word,
    parse_query,
)
from watchers.text import Span

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_TERMS",
    "And",
    "Indexed",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Query",
    "Term",
    "Word",
    "anchors",
    "match",
    "match_indexed",
    "parse_query",
    "terms",
]

# A hit in the heading, or one in the body.
_Hits: TypeAlias = tuple[list[Span], list[Span]]


class Indexed:
    """A passage made ready for many queries: the places of every key in its heading and in its body."""

    __slots__ = ("column", "fields", "places")

    def __init__(self, heading: Analyzed, body: Analyzed) -> None:
        self.column = body.column
        self.fields = (heading, body)
        self.places: tuple[dict[str, list[int]], dict[str, list[int]]] = (_places(heading), _places(body))

    def each_key(self) -> Iterator[str]:
        """Every key of the passage once."""
        heading, body = self.places
        yield from body
        yield from (key for key in heading if key not in body)


def _places(analyzed: Analyzed) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, keys in enumerate(analyzed.keys):
        for key in keys:
            places.setdefault(key, []).append(number)
    return places


def match(query: Query, heading: Analyzed, body: Analyzed) -> Match | None:
    """Where a passage meets a query, or None if it does not.

    The operators look at the passage whole (heading and body together, both of the same language); a phrase stands
    within one of the two. The spans are those of every positive word and phrase that counts: under an OR, those of
    each alternative that is met. A phrase's span goes from its first word to its last.
    """
    return match_indexed(query, Indexed(heading, body))


def match_indexed(query: Query, passage: Indexed) -> Match | None:
    """As `match`, for a passage that meets many queries."""
    hits = _meet(query.root, passage, positive=True)
    if hits is None:
        return None
    return Match(_merged(hits[1]), _merged(hits[0]))


def terms(query: Query) -> tuple[Term, ...]:
    """The words and phrases that are asked for, not those ruled out, in the order written."""
    return tuple(_terms(query.root, positive=True))


def _terms(node: Node, *, positive: bool) -> Iterator[Term]:
    match node:
        case Word() | Phrase():
            if positive:
                yield node
        case Not(item):
            yield from _terms(item, positive=not positive)
        case And(items) | Or(items):
            for item in items:
                yield from _terms(item, positive=positive)


def anchors(query: Query, language: str) -> frozenset[str]:
    """Keys of which every passage in this language that meets the query holds at least one: never empty."""
    found = _anchors(query.root, language, positive=True)
    assert found  # parse_query lets no query through that asks for nothing
    return found


def _anchors(node: Node, language: str, *, positive: bool) -> frozenset[str]:
    """As `anchors`, of one node in its place under NOTs; empty if it can be met by what is not there."""
    match node:
        case Word(text):
            return frozenset(word_keys(text, language)) if positive else frozenset()
        case Phrase(words):
            return _best(frozenset(word_keys(word, language)) for word in words) if positive else frozenset()
        case Not(item):
            return _anchors(item, language, positive=not positive)
        case And(items) | Or(items):
            found = [_anchors(item, language, positive=positive) for item in items]
            if isinstance(node, And) == positive:  # all must hold: any one of them will do as anchor
                return _best(found)
            return frozenset().union(*found) if all(found) else frozenset()


def _best(choices: Iterable[frozenset[str]]) -> frozenset[str]:
    """The anchor likely to come up least: few alternatives, then long words, for want of an archive to count in."""
    usable = [choice for choice in choices if choice]
    return min(usable, key=lambda c: (len(c), -min(map(len, c)), min(c)), default=frozenset())


def _meet(node: Node, passage: Indexed, *, positive: bool) -> _Hits | None:
    match node:
        case Word() | Phrase():
            hits = _hits(node, passage)
            return hits if positive else (None if hits else ([], []))
        case Not(item):
            return _meet(item, passage, positive=not positive)
        case And(items) | Or(items):
            met: list[_Hits] = []
            for item in items:
                found = _meet(item, passage, positive=positive)
                if found is not None:
                    met.append(found)
                elif isinstance(node, And) == positive:
                    return None
            if not met:
                return None
            return [s for hits in met for s in hits[0]], [s for hits in met for s in hits[1]]


def _hits(term: Term, passage: Indexed) -> _Hits | None:
    sought = [word_keys(w, passage.column) for w in ((term.text,) if isinstance(term, Word) else term.words)]
    heading, body = (
        list(_occurrences(sought, analyzed, places))
        for analyzed, places in zip(passage.fields, passage.places, strict=True)
    )
    return (heading, body) if heading or body else None


def _occurrences(sought: list[tuple[str, ...]], analyzed: Analyzed, places: dict[str, list[int]]) -> Iterator[Span]:
    """The spans of every run of words that answer to `sought`, one after the other."""
    # Enter by the word of the phrase that stands at the fewest places: "of" is everywhere.
    entry = min(range(len(sought)), key=lambda n: sum(len(places.get(key, ())) for key in sought[n]))
    starts = sorted({place - entry for key in sought[entry] for place in places.get(key, ())})
    last = len(sought) - 1
    for start in starts:
        if start < 0 or start + last >= len(analyzed.tokens):
            continue
        if all(n == entry or not _strangers(keys, analyzed.keys[start + n]) for n, keys in enumerate(sought)):
            yield analyzed.tokens[start][0], analyzed.tokens[start + last][1]


def _strangers(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not any(key in other for key in one)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
