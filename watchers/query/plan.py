"""A query as it is put to passages of one language: its words as the keys they are found by, its names filled in.

Everything that finds passages works from this one plan: the reader of a single passage (meaning.py), the percolator,
and the search of the archive. So they agree on what a query means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from watchers import aliases
from watchers.errors import QueryError
from watchers.languages import beginnings, query_keys, word_keys
from watchers.model import Passage, Setting
from watchers.query.reading import parse_query
from watchers.query.tree import (
    SCOPES,
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
)
from watchers.query.writing import Query
from watchers.text import Span, latin, words

Keys: TypeAlias = tuple[str, ...]

_NAMES_IN_NAMES = 4  # how deep an alias of a user's may lean on others
NO_NAMES: Mapping[str, str] = MappingProxyType({})


# ------------------------------------------------------------------ the leaves of a plan


@dataclass(frozen=True, slots=True)
class Token:
    """One word with any of these keys, or a compound that has one when it is written together."""

    keys: Keys


@dataclass(frozen=True, slots=True)
class Run:
    """Two or more words next to each other, in this order, each with one of its keys."""

    slots: tuple[Keys, ...]


@dataclass(frozen=True, slots=True)
class Loose:
    """Words each with one of its keys, in any order, all within `width` words."""

    slots: tuple[Keys, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """One word that, folded and without accents, begins so."""

    start: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Words next to each other that read exactly so. slots: the keys that words written so have."""

    words: tuple[str, ...]
    slots: tuple[Keys, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What must be true of the passage (or of a stretch of it): of each of these sets, one fact. See `stretches`."""

    field: Field
    needed: tuple[tuple[str, ...], ...]


PlanLeaf: TypeAlias = Token | Run | Loose | Beginning | Verbatim | Facts | Dates
Plan: TypeAlias = "PlanLeaf | Both | Either | Without | Close | Within"


@dataclass(frozen=True, slots=True)
class Both:
    """All of these; of none: always met."""

    items: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these; of none: never met."""

    items: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What must not be met: in the sentence, where it stands in a Within, else anywhere in the passage."""

    item: Plan


@dataclass(frozen=True, slots=True)
class Close:
    """Each item at most so many words from the next, as in tree.Near."""

    items: tuple[Plan, ...]
    distances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """What must hold in one sentence."""

    item: Plan


ALWAYS, NEVER = Both(()), Either(())


# ------------------------------------------------------------------ from a query


def plan(query: Query, language: str, own: Mapping[str, str] = NO_NAMES) -> Plan:
    """What the query asks of passages in `language` (two letters).

    own: the aliases that the asking chat has defined, name -> query text; they go before the file's. A name nobody
    defined is never met. An Either at the top has the branches of the query's own OR, in their order.
    """
    return _planned(query.root, language, own, 0)


def _planned(node: Node, language: str, own: Mapping[str, str], depth: int) -> Plan:
    match node:
        case Word(text):
            return _word(text, language)
        case Phrase(parts, slop):
            slots = tuple(query_keys(part, language) for part in parts)
            return Loose(slots, len(slots) + slop) if slop else Run(slots)
        case Exact(parts):
            return Verbatim(parts, tuple(word_keys(part, language) for part in parts))
        case Prefix(text):
            starts = [Beginning(start) for start in beginnings(text, language)]
            return starts[0] if len(starts) == 1 else Either(tuple(starts))
        case Alias(name):
            return _alias(name, language, own, depth)
        case Field():
            return _facts(node, language)
        case Dates():
            return node
        case And(items):
            return Both(tuple(_planned(item, language, own, depth) for item in items))
        case Or(items):
            return Either(tuple(_planned(item, language, own, depth) for item in items))
        case Not(item):
            return Without(_planned(item, language, own, depth))
        case Near(items, distances):
            return Close(tuple(_planned(item, language, own, depth) for item in items), distances)
        case Sentence(item):
            return Within(_planned(item, language, own, depth))


@lru_cache(maxsize=1 << 16)
def _word(text: str, language: str) -> Plan:
    if text.isascii() and text.isalpha():
        return Token(query_keys(text, language))
    parts = [text[start:end] for start, end in words(text)]
    if len(parts) == 1:
        return Token(query_keys(parts[0], language))
    together = Token(query_keys("".join(parts), language))
    return Either((Run(tuple(query_keys(part, language) for part in parts)), together))


def _alias(name: str, language: str, own: Mapping[str, str], depth: int) -> Plan:
    if depth >= _NAMES_IN_NAMES:
        return NEVER
    found: dict[Plan, None] = {}
    for text in (own[name],) if name in own else aliases.terms(name, language):
        try:
            found[_planned(parse_query(text).root, language, own, depth + 1)] = None
        except QueryError:  # defined when another reader could read it
            continue
    return next(iter(found)) if len(found) == 1 else Either(tuple(found))


def _facts(field: Field, language: str) -> Facts:
    needed: list[tuple[str, ...]]
    match field.name:
        case "speaker" | "outlet":
            needed = [(fact,) for fact in _named(field.name, field.value)]
        case "title":
            found = [field.value[start:end] for start, end in words(field.value)]
            needed = [tuple(f"title:{key}" for key in query_keys(word, language)) for word in found]
        case "source":
            needed = [(f"source:{part}",) for part in _source_parts(field.value)]
        case _:
            needed = [(f"{field.name}:{field.value}",)]
    return Facts(field, tuple(needed))


@lru_cache(maxsize=1 << 12)  # the same few people speak all through a briefing
def _named(name: str, text: str) -> tuple[str, ...]:
    """A name's words, comparable whatever script, case and accents it is written in."""
    return tuple(f"{name}:{latin(text[start:end])}" for start, end in words(text))


@lru_cache(maxsize=1 << 10)  # a briefing's title is that of all its passages
def _titled(text: str, language: str) -> tuple[str, ...]:
    return tuple(f"title:{key}" for start, end in words(text) for key in word_keys(text[start:end], language))


def _source_parts(identifier: str) -> list[str]:
    return [part for part in identifier.casefold().replace("-", "_").split("_") if part]


# ------------------------------------------------------------------ the facts of a passage


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a passage's text by one speaker, with what is true of it."""

    span: Span
    facts: frozenset[str]


def stretches(passage: Passage) -> tuple[Stretch, ...]:
    """The passage's text by speakers: what the fields of SCOPES are held against. At least one."""
    kinds: list[str] = []
    if passage.exchange is not None:
        kinds = ["kind:exchange"]
    elif passage.kind != "qa":
        kinds = ["kind:topic"]
    found = []
    for part in passage.parts:
        own = [*kinds, f"role:{part.role}"]
        if part.kind in ("question", "answer"):
            own.append(f"kind:{part.kind}")
        own += [fact for named in (part.speaker, part.label) if named for fact in _named("speaker", named)]
        found.append(Stretch((part.start, part.end), frozenset(own)))
    return tuple(found) or (Stretch((0, len(passage.text)), frozenset(kinds)),)


def facts(passage: Passage, setting: Setting) -> frozenset[str]:
    """All that is true of a passage, or of a stretch of it."""
    found: set[str] = {f"lang:{setting.language}"}
    found.update(f"source:{part}" for part in _source_parts(setting.source))
    for part in passage.parts:
        if part.outlet:
            found.update(_named("outlet", part.outlet))
    for text in (setting.title, passage.heading or ""):
        found.update(_titled(text, setting.language))
    return frozenset(found).union(*(stretch.facts for stretch in stretches(passage)))


# ------------------------------------------------------------------ what an index can answer


def narrowed(node: Plan) -> tuple[Plan, bool]:
    """A plan of Token, Run, Beginning, Facts, Both, Either and Without only that is met wherever `node` is met.

    The second is True if the two are met by the very same passages; else who uses it has to look at what it finds.
    """
    match node:
        case Token() | Run() | Beginning():
            return node, True
        case Facts(field, needed):
            return node, field.name not in SCOPES or len(needed) == 1
        case Loose(slots):
            return Both(tuple(Token(keys) for keys in slots)), False
        case Verbatim(_, slots):
            return (Token(slots[0]) if len(slots) == 1 else Run(slots)), False
        case Dates():
            return ALWAYS, False
        case Close(items):
            return Both(tuple(narrowed(item)[0] for item in items)), False
        case Within(item):
            return narrowed(wanting(item))[0], False
        case Without(item):
            if binds(item):  # said by somebody else as well
                return ALWAYS, False
            inner, same = narrowed(item)
            return (Without(inner), True) if same else (ALWAYS, False)
        case Both(items) | Either(items):
            parts = [narrowed(item) for item in items]
            bound = isinstance(node, Both) and any(binds(item) for item in items)
            return type(node)(tuple(part for part, _ in parts)), not bound and all(same for _, same in parts)


def wanting(node: Plan) -> Plan:
    """Without what is ruled out: what one sentence must not hold may stand in another."""
    match node:
        case Without():
            return ALWAYS
        case Both(items) | Either(items):
            return type(node)(tuple(wanting(item) for item in items))
        case Close(items, distances):  # a user's own name may rule something out, and stand in a NEAR
            return Close(tuple(wanting(item) for item in items), distances)
    return node


def binds(node: Plan) -> bool:
    """Whether it is a field that says where the words beside it must stand, or several such put together."""
    match node:
        case Facts(field):
            return field.name in SCOPES
        case Without(item):
            return binds(item)
        case Both(items) | Either(items):
            return bool(items) and all(binds(item) for item in items)
    return False
