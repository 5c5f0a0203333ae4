"""Whether a query can be met at all, and whether it can fail to be: found by a bounded search over its leaves."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias, TypeVar

from watchers.query.plan import (
    NO_NAMES,
    Beginning,
    Both,
    Close,
    Either,
    Facts,
    Loose,
    Plan,
    Run,
    Token,
    Verbatim,
    Within,
    Without,
    binds,
    plan,
)
from watchers.query.tree import (
    Alias,
    And,
    Dates,
    Exact,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sentence,
    Word,
    leaves,
    signed_leaves,
)
from watchers.query.writing import Query
from watchers.text import fold, strip_accents, words

# Chinese first: its words have one form, so what is possible at all is nearly always possible there, and cheap to see.
LANGUAGES: Final = ("zh", "en", "ru", "fr", "de", "es")
_T = TypeVar("_T")
_MOST_STEPS = 4000  # looks at one leaf in the light of another: some milliseconds
_EXCLUSIVE = frozenset({"kind", "role", "lang"})

Scope: TypeAlias = frozenset[Plan]
Atom: TypeAlias = tuple["Plan | None", Scope]
"""A leaf met within a scope, the fields that bind it; None: somebody speaks of whom all of these are true."""


def asked(node: Node) -> Node | None:
    """What a query asks for, without what it rules out; None if that is nothing."""
    match node:
        case Not():
            return None
        case And(items) | Or(items):
            kept = tuple(dict.fromkeys(one for item in items if (one := asked(item)) is not None))
            return None if not kept else kept[0] if len(kept) == 1 else type(node)(kept)
        case Sentence(item):
            inner = asked(item)
            return None if inner is None else Sentence(inner)
    return node


def never(root: Node) -> bool:
    """Whether no passage in any language can meet it; False where that would take too long to say."""
    return _settled(root, True)


def always(root: Node) -> bool:
    """Whether every passage meets it; False where that would take too long to say."""
    return _settled(root, False)


def possible_in(query: Query, language: str) -> bool:
    """Whether the query's `lang:` fields leave a chance that a passage in `language` (two letters) meets it.

    False is certain: such a passage never does. Words are not looked at: a name in other letters may stand in any text.
    """
    return _by_language(query.root, language) is not False


# ------------------------------------------------------------------ what is worth a search


def _suspicious(root: Node) -> bool:
    """False where it can surely be met: no word is both asked for and ruled out, no two fields speak of one thing."""
    counted: dict[str, int] = {}
    asked: set[str] = set()
    ruled_out: set[str] = set()
    for node, negative in signed_leaves(root):
        match node:
            case Field(name):
                counted[name] = counted.get(name, 0) + 1
                if negative or (name in _EXCLUSIVE and counted[name] > 1):
                    return True
            case Dates():
                counted["dates"] = counted.get("dates", 0) + 1
                if negative or counted["dates"] > 1:
                    return True
            case Prefix():
                if negative:
                    return True
            case Alias(name):
                (ruled_out if negative else asked).add(f"~{name}")
            case Word(text):
                (ruled_out if negative else asked).update(_bare(text))
            case _:
                assert isinstance(node, Phrase | Exact)
                for text in node.words:
                    (ruled_out if negative else asked).update(_bare(text))
    # In a language that is named, forms of one word are one: `lang:en sanctions -sanction`.
    return not asked.isdisjoint(ruled_out) or bool(asked and ruled_out and "lang" in counted)


def _bare(text: str) -> list[str]:
    if text.isascii() and text.isalpha():
        return [text.lower()]
    return [strip_accents(fold(text[start:end])) for start, end in words(text)]


def _languages(root: Node) -> tuple[str, ...]:
    named = (node.value for node in leaves(root) if isinstance(node, Field) and node.name == "lang")
    return tuple(dict.fromkeys((*LANGUAGES, *named)))


def _by_language(node: Node, language: str) -> bool | None:
    match node:
        case Field("lang", value):
            return value == language
        case Not(item):
            inner = _by_language(item, language)
            return None if inner is None else not inner
        case And(items):
            return _all(_by_language(item, language) for item in items)
        case Or(items):
            return _any(_by_language(item, language) for item in items)
    return None


def _all(found: Iterator[bool | None]) -> bool | None:
    outcome: bool | None = True
    for one in found:
        if one is False:
            return False
        outcome = outcome and one
    return outcome


def _any(found: Iterator[bool | None]) -> bool | None:
    outcome: bool | None = False
    for one in found:
        if one is True:
            return True
        outcome = None if one is None else outcome
    return outcome


# ------------------------------------------------------------------ the search


def _settled(root: Node, wanted: bool) -> bool:
    """Whether no passage makes the query come out as wanted; False where the search is given up."""
    if not _suspicious(root):
        return False
    steps = _Steps()
    return not any(_possible(root, language, wanted, steps) for language in _languages(root))


def _possible(root: Node, language: str, wanted: bool, steps: "_Steps") -> bool:
    """Whether some passage in the language makes the query come out as wanted."""
    asked = plan(Query(root), language, _opaque(root))
    return any(_Search(language, day, steps).reaches(asked, wanted) for day in _days(asked))


def _opaque(root: Node) -> Mapping[str, str]:
    """For every alias a word that nothing else is: whoever asks may have given it a meaning of their own."""
    names = dict.fromkeys(node.name for node in leaves(root) if isinstance(node, Alias))
    return {name: f"=qzx{number}xzq" for number, name in enumerate(names)} or NO_NAMES


def _days(asked: Plan) -> list[dt.date | None]:
    """No day, and at least one on each side of every border that a date of the query draws."""
    found: set[dt.date] = set()
    for leaf in _each(asked):
        if isinstance(leaf, Dates):
            found.update(day for day in (leaf.since, leaf.until) if day)
    near = {day + dt.timedelta(n) for day in found for n in (-1, 0, 1) if 1 < day.toordinal() < dt.date.max.toordinal()}
    return [*sorted(found | near, reverse=True), None]


def _each(node: Plan) -> Iterator[Plan]:
    match node:
        case Both(items) | Either(items) | Close(items):
            for item in items:
                yield from _each(item)
        case Without(item) | Within(item):
            yield from _each(item)
        case _:
            yield node


@dataclass(slots=True)
class _Steps:
    left: int = _MOST_STEPS


@dataclass(slots=True)
class _Search:
    """Tries what may be true of a passage in one language, of one day, leaf by leaf."""

    language: str
    day: dt.date | None
    steps: _Steps
    known: dict[Atom, bool] = field(default_factory=dict)
    open: Atom | None = None

    def reaches(self, asked: Plan, wanted: bool) -> bool:
        if self.steps.left < 0:
            return True
        self.open = None
        outcome = self.value(asked, frozenset())
        if outcome is not None:
            return outcome is wanted
        atom, before = self.open, self.known
        assert atom is not None  # what is undecided hangs on something not known
        for guess in (wanted, not wanted):
            self.known = {**before, atom: guess}
            if self.reaches(asked, wanted):
                return True
        self.known = before
        return False

    def value(self, asked: Plan, scope: Scope) -> bool | None:
        """What is known of the plan's outcome; None: it depends."""
        if binds(asked):
            return self.atom((None, scope | {asked}))
        match asked:
            case Facts(Field("lang", value)):
                return value == self.language
            case Dates(since, until):
                day = self.day
                return day is not None and (since is None or day >= since) and (until is None or day <= until)
            case Facts():
                return self.atom((asked, frozenset()))
            case Both(items):
                inner = scope.union(item for item in items if binds(item))
                if inner != scope and self.atom((None, inner)) is False:
                    return False
                spoken = [self.atom((None, inner))] if inner != scope else []
                return _all(iter([*spoken, *(self.value(item, inner) for item in items if not binds(item))]))
            case Either(items):
                return _any(self.value(item, scope) for item in items)
            case Without(item):
                found = self.value(item, frozenset())
                return None if found is None else not found
            case Within(item):
                inside = _Search(self.language, self.day, self.steps)
                return self.atom((asked, scope)) if inside.reaches(item, True) else False
        return self.atom((asked, scope))

    def atom(self, atom: Atom) -> bool | None:
        self.steps.left -= 1 + 2 * len(self.known)
        if self.steps.left < 0:
            self.open = atom
            return None
        scope = atom[1]
        if scope and not _speakable(scope):
            return False
        for other, value in self.known.items():
            if value and _implies(other, atom):
                return True
            if not value and _implies(atom, other):
                return False
        if self.open is None:
            self.open = atom
        return None


@lru_cache(maxsize=256)
def _speakable(scope: Scope) -> bool:
    """Whether all the fields of a scope can be true of one stretch of one passage.

    A topic is no exchange and holds no question and no answer; one who speaks has one role.
    """
    facts = [leaf for item in scope for leaf in _each(item) if isinstance(leaf, Facts)]
    roles: set[str | None] = {leaf.field.value for leaf in facts if leaf.field.name == "role"}
    kinds: tuple[set[str], ...] = (
        {"topic"},
        {"exchange"},
        {"question"},
        {"answer"},
        {"exchange", "question"},
        {"exchange", "answer"},
        set(),
    )
    speakers = {leaf for leaf in facts if leaf.field.name == "speaker"}
    if len(speakers) > 6:
        return True
    choices: list[frozenset[Facts]] = [frozenset()]
    for speaker in speakers:
        choices += [choice | {speaker} for choice in choices]
    return any(
        all(_true_of(item, kind, role, spoken) for item in scope)
        for kind in kinds
        for role in (*roles, None)
        for spoken in choices
        if not any(a in spoken and b not in spoken and _facts_imply(a, b) for a in spoken for b in speakers)
    )


def _true_of(item: Plan, kind: set[str], role: str | None, spoken: frozenset[Facts]) -> bool:
    match item:
        case Facts(Field("kind", value)):
            return value in kind
        case Facts(Field("role", value)):
            return value == role
        case Facts():
            return item in spoken
        case Without(inner):
            return not _true_of(inner, kind, role, spoken)
        case Both(items):
            return all(_true_of(inner, kind, role, spoken) for inner in items)
        case Either(items):
            return any(_true_of(inner, kind, role, spoken) for inner in items)
    raise AssertionError(item)


# ------------------------------------------------------------------ what follows from what


@lru_cache(maxsize=1 << 12)
def _implies(one: Atom, other: Atom) -> bool:
    """Whether wherever the one is true the other is."""
    if not other[1] <= one[1]:
        return False
    leaf = other[0]
    if leaf is None or one == other:
        return True
    return one[0] is not None and any(_follows(needed, leaf) for needed in (one[0], *_needed(one[0])))


def _needed(node: Plan) -> frozenset[Plan]:
    """Leaves that are met wherever a plan is."""
    match node:
        case Token() | Beginning() | Facts():
            return frozenset({node})
        case Run(slots) | Loose(slots):
            return frozenset({node, *map(Token, slots)})
        case Verbatim(_, slots):
            return frozenset((node, Run(slots), *map(Token, slots)))
        case Both(items) | Close(items):
            return frozenset().union(*map(_needed, items))
        case Either(items):
            return frozenset.intersection(*map(_needed, items)) if items else frozenset()
        case Within(item):
            return _needed(item)
    return frozenset()


def _follows(one: Plan, other: Plan) -> bool:
    match one, other:
        case Token(few), Token(many):
            return set(few) <= set(many)
        case Beginning(long), Beginning(short):
            return long.startswith(short)
        case Run(few), Run(many):
            return _holds(few, many, lambda a, b: set(a) <= set(b))
        case Verbatim(long), Verbatim(short):
            return _holds(long, short, lambda a, b: a == b)
        case (Run(few), Loose(many, width)) | (Loose(few, _), Loose(many, width)):
            reach = one.width if isinstance(one, Loose) else len(few)
            return reach <= width and all(any(set(a) <= set(b) for a in few) for b in many)
        case Facts(), Facts():
            return _facts_imply(one, other)
    return one == other


def _holds(long: tuple[_T, ...], short: tuple[_T, ...], fits: Callable[[_T, _T], bool]) -> bool:
    """Whether the short run stands somewhere in the long one."""
    return any(
        all(fits(one, other) for one, other in zip(long[at:], short, strict=False))
        for at in range(len(long) - len(short) + 1)
    )


def _facts_imply(one: Facts, other: Facts) -> bool:
    if one.field.name != other.field.name:
        return False
    return all(any(set(clause) <= set(needed) for clause in one.needed) for needed in other.needed)
