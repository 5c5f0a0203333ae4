"""The tree of a query: what a user asked for, in the terms of the query language."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

FieldName: TypeAlias = Literal["source", "speaker", "role", "kind", "lang", "title", "outlet"]
SCOPES: frozenset[FieldName] = frozenset({"speaker", "role", "kind"})
"""The fields that say where in a passage the words beside them must stand; the others speak of the passage whole."""


# ------------------------------------------------------------------ what is looked for


@dataclass(frozen=True, slots=True)
class Word:
    """One word in any of its forms; a compound ("co-operation", "Sana'a") in one word or in several."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """Words next to each other, written exactly so, letter case included: `=US`, `="Security Council"`.

    Each as text.as_written leaves it: no points, no possessive 's.
    """

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so, whatever the case and the accents: `nuclear*`."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two or more words, each in any of its forms.

    slop 0: next to each other in this order; n: in any order, with at most n other words among them.
    """

    words: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Alias:
    """Whatever a name stands for, in the passage's language: `~japan`. Kept as a name, so that it follows its file."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of the passage: where it stands or who says it. See SCOPES for those that bind the words beside them.

    The value is canonical, as fields.value_of gives it: folded, in the words of this house ("answer", "ru").
    """

    name: FieldName
    value: str


@dataclass(frozen=True, slots=True)
class Dates:
    """The day of the briefing, both ends included; one of the two is given."""

    since: dt.date | None = None
    until: dt.date | None = None


# ------------------------------------------------------------------ how they are put together


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two or more."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    """Each item close to the next, either before or after it: `a NEAR/5 b NEAR/2 c`, where distances is (5, 2).

    A distance counts words from the end of one to the beginning of the other: neighbours are at 1. The items are
    Word, Exact, Prefix, Phrase, Alias, or an Or of these.
    """

    items: tuple["Node", ...]
    distances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What must hold within one sentence: `{sanctions (Iran OR Tehran) -oil}`. No field, date or sentence in it."""

    item: "Node"


Leaf: TypeAlias = Word | Exact | Prefix | Phrase | Alias | Field | Dates
Node: TypeAlias = Leaf | And | Or | Not | Near | Sentence
Term: TypeAlias = Word | Exact | Prefix | Phrase | Alias


def signed_leaves(node: Node, excluded: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """The leaves of a tree in the order written, each with whether it is ruled out."""
    match node:
        case Not(item):
            yield from signed_leaves(item, not excluded)
        case Sentence(item):
            yield from signed_leaves(item, excluded)
        case And(items) | Or(items) | Near(items):
            for item in items:
                yield from signed_leaves(item, excluded)
        case _:
            yield node, excluded


def leaves(node: Node) -> Iterator[Leaf]:
    """The leaves of a tree, ruled out or not, in the order written."""
    return (leaf for leaf, _ in signed_leaves(node))


def wanted(node: Node) -> Iterator[Leaf]:
    """The leaves that are asked for, in the order written."""
    return (leaf for leaf, excluded in signed_leaves(node) if not excluded)
