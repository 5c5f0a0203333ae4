"""From a plan to what an index can hold against many passages at once: clauses of atoms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TypeAlias

from watchers.percolator.atoms import ANYTHING, NOTHING, Atoms
from watchers.query.plan import (
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
    Without,
    binds,
    narrowed,
)
from watchers.query.tree import SCOPES, Dates

Clause: TypeAlias = frozenset[int]
"""Any of these: an atom that is there, or (~atom, below 0) one that is not."""
Clauses: TypeAlias = tuple[Clause, ...]
"""All of these; of none: always."""

_ALWAYS: Clauses = ()
_MOST_CLAUSES = 32
_MOST_LITERALS = 256
_MOST_RUNS = 64  # ways to read a phrase whose words have several keys each
_FEW = 4  # conjunctions to choose from: 2 ** 4 clauses
_NEVER_FIRST = 1 << 62  # the weight of a clause that brings nothing up
_INLINE = 16  # a choice of more atoms than these becomes an atom of its own, shared by all who have it (a name's terms)


@dataclass(frozen=True, slots=True)
class Rule:
    """Some of what makes a query met: all clauses hold. anchors: atoms of which one must be there; exact: False if a
    passage for which they hold has to be looked at.
    """

    clauses: tuple[tuple[int, ...], ...]
    anchors: tuple[int, ...]
    exact: bool


def rules(asked: Plan, atoms: Atoms) -> tuple[tuple[int, ...], tuple[Rule, ...]]:
    """Atoms each of which is enough for the plan to be met, and rules each of which is. Of neither: it never is."""
    if (each := _simple(asked, atoms)) is not None:  # what most queries are; the rest of this says the same of them
        if len(each) == 1 and each[0][0] >= 0:
            return each[0], ()
        return (), (_of_simple(each, atoms),)
    enough: set[int] = set()
    found: list[Rule] = []
    for branch in _branches(asked):
        clauses, exact = _clauses(branch, atoms, True)
        if exact and len(clauses) == 1 and min(clauses[0], default=-1) >= 0:
            enough |= clauses[0]
        elif (rule := _rule(clauses, exact, atoms)) is not None:
            found.append(rule)
    enough.discard(NOTHING)
    return tuple(enough), tuple(found)


def _simple(asked: Plan, atoms: Atoms) -> list[tuple[int, ...]] | None:
    """Clauses of words, phrases and the like, of choices among them, of what must not be there and of several of these
    together; None for all else. Each clause asks for one of several atoms, or forbids one.
    """
    found: list[tuple[int, ...]]
    match asked:
        case Token(keys):
            return [(atoms.key(keys[0]),) if len(keys) == 1 else tuple({atoms.key(key) for key in keys})]
        case Run(slots):
            for keys in slots:
                if len(keys) != 1:
                    return None
            return [(atoms.run([atoms.key(keys[0]) for keys in slots]),)]
        case Beginning(start):
            return [(atoms.beginning(start),)]
        case Facts(field, needed) if needed and field.name not in SCOPES:
            return [tuple({atoms.fact(fact) for fact in facts}) for facts in needed]
        case Both(items):
            found = []
            for item in items:
                if isinstance(item, Both) or (each := _simple(item, atoms)) is None:
                    return None
                found += each
            return found or None
        case Either(items):
            atoms_of_all: dict[int, None] = {}
            for item in items:
                each = None if isinstance(item, Both | Without) else _simple(item, atoms)
                if each is None or len(each) != 1:
                    return None
                atoms_of_all.update(dict.fromkeys(each[0]))
            return [tuple(atoms_of_all)] if atoms_of_all else None
        case Without(item):
            if isinstance(item, Both | Without) or (each := _simple(item, atoms)) is None or len(each) != 1:
                return None
            return [(~atom,) for atom in each[0]]
    return None


def _of_simple(clauses: Sequence[tuple[int, ...]], atoms: Atoms) -> Rule:
    weights = atoms.weights
    lightest: tuple[int, ...] = (ANYTHING,)
    least = _NEVER_FIRST
    kept: dict[tuple[int, ...], None] = {}
    for clause in clauses:
        clause = clause if len(clause) <= _INLINE else (atoms.any_of(clause),)
        kept[clause] = None
        weight = weights[clause[0]] if len(clause) == 1 and clause[0] >= 0 else _weight(clause, atoms)
        if weight < least:
            lightest, least = clause, weight
    return Rule(tuple(kept), lightest, True)


def _weight(clause: tuple[int, ...], atoms: Atoms) -> int:
    """Of an all-positive clause; more than of any, of one that forbids."""
    return sum(atoms.weights[atom] for atom in clause) if clause[0] >= 0 else _NEVER_FIRST


def _branches(asked: Plan) -> Iterable[Plan]:
    """Plans of which any will do; by itself each makes fewer clauses than all of them together."""
    match asked:
        case Either(items):
            return [branch for item in items for branch in _branches(item)]
        case Both(items) if not any(map(binds, items)):
            for place, item in enumerate(items):
                if isinstance(item, Either) and _divides(item):
                    rest = items[:place] + items[place + 1 :]
                    return [Both((*rest, choice)) for choice in item.items]
    return (asked,)


def _divides(choices: Either) -> bool:
    conjunctions = sum(isinstance(choice, Both) for choice in choices.items)
    return conjunctions > _FEW and len(choices.items) <= _MOST_CLAUSES and not any(map(binds, choices.items))


def _rule(clauses: Clauses, exact: bool, atoms: Atoms) -> Rule | None:
    kept: dict[Clause, None] = {}
    for clause in clauses:
        clause -= {NOTHING}
        if not clause:
            return None
        if not any(~literal in clause for literal in clause) and ~NOTHING not in clause and ANYTHING not in clause:
            kept[clause] = None
    weights = atoms.weights
    positive = [clause for clause in kept if min(clause) >= 0]
    lightest = min(positive, key=lambda clause: sum(weights[atom] for atom in clause), default=None)
    packed = {clause: _packed(clause, atoms) for clause in kept}
    anchors = (ANYTHING,) if lightest is None else packed[lightest]
    return Rule(tuple(packed.values()) or ((ANYTHING,),), anchors, exact)


def _packed(clause: Iterable[int], atoms: Atoms) -> tuple[int, ...]:
    positive = [literal for literal in clause if literal >= 0]
    if len(positive) <= _INLINE:
        return tuple(clause)
    return (atoms.any_of(positive), *(literal for literal in clause if literal < 0))


# ------------------------------------------------------------------ one plan


def _clauses(asked: Plan, atoms: Atoms, wanted: bool) -> tuple[Clauses, bool]:
    """Clauses that hold wherever the plan is met (wanted) or is not met; True if they hold only there."""
    match asked:
        case Token(keys):
            return _any(map(atoms.key, keys), wanted), True
        case Run(slots):
            return _run([tuple(map(atoms.key, keys)) for keys in slots], atoms, wanted)
        case Verbatim(words, slots):
            spelled = [atoms.spelling(word, keys) for word, keys in zip(words, slots, strict=True)]
            if NOTHING not in spelled:
                return _any((atoms.run(spelled),), wanted), True
        case Beginning(start):
            return _any((atoms.beginning(start),), wanted), True
        case Dates(since, until):
            return _any((atoms.date(since, until),), wanted), True
        case Facts(_, needed):
            if narrowed(asked)[1]:
                each = [_any(map(atoms.fact, facts), wanted) for facts in needed]
                return (sum(each, ()), True) if wanted else _one_of([(one, True) for one in each], atoms)
        case Without(item):
            if binds(item):
                return _ALWAYS, False
            return _clauses(item, atoms, not wanted)
        case Both(items):
            if not any(map(binds, items)):
                parts = [_clauses(item, atoms, wanted) for item in items]
                return _all_of(parts) if wanted else _one_of(parts, atoms)
        case Either(items):
            parts = [_clauses(item, atoms, wanted) for item in items]
            return _one_of(parts, atoms) if wanted else _all_of(parts)
    if not wanted:
        return _ALWAYS, False
    return _weaker(asked, atoms), False


def _weaker(asked: Plan, atoms: Atoms) -> Clauses:
    """Clauses that hold wherever it is met, of what stands in the way of saying more."""
    match asked:
        case Both(items):
            parts = [_clauses(item, atoms, True) for item in items]
        case Close(items):
            parts = [_clauses(item, atoms, True) for item in items]
        case Loose(slots):
            parts = [(_any(map(atoms.key, keys), True), True) for keys in slots]
        case Facts(_, needed):
            parts = [(_any(map(atoms.fact, facts), True), True) for facts in needed]
        case _:
            parts = [_clauses(narrowed(asked)[0], atoms, True)]
    return _all_of(parts)[0]


def _any(found: Iterable[int], wanted: bool) -> Clauses:
    return (frozenset(found),) if wanted else tuple(frozenset((~atom,)) for atom in found)


def _run(slots: Sequence[Sequence[int]], atoms: Atoms, wanted: bool) -> tuple[Clauses, bool]:
    if prod(map(len, slots)) <= _MOST_RUNS:
        return _any([atoms.run(chosen) for chosen in product(*slots)], wanted), True
    if not wanted:
        return _ALWAYS, False
    return tuple(frozenset(slot) for slot in slots), False


def _all_of(parts: Sequence[tuple[Clauses, bool]]) -> tuple[Clauses, bool]:
    return tuple(clause for clauses, _ in parts for clause in clauses), all(exact for _, exact in parts)


def _one_of(parts: Sequence[tuple[Clauses, bool]], atoms: Atoms) -> tuple[Clauses, bool]:
    exact = all(same for _, same in parts)
    # What takes one clause costs nothing to join; the rest multiplies.
    whole: Clauses = (frozenset().union(*(clauses[0] for clauses, _ in parts if len(clauses) == 1)),)
    for clauses, _ in parts:
        if not clauses:
            return _ALWAYS, exact
        if len(clauses) > 1:
            if _too_many(whole, clauses):
                clauses, exact = (_best(clauses, atoms),), False
            whole = tuple(dict.fromkeys(one | other for one in whole for other in clauses))
    return whole, exact


def _too_many(one: Clauses, other: Clauses) -> bool:
    literals = len(one) * sum(map(len, other)) + len(other) * sum(map(len, one))
    return len(one) * len(other) > _MOST_CLAUSES or (len(one) > 1 and literals > _MOST_LITERALS)


def _best(clauses: Clauses, atoms: Atoms) -> Clause:
    """The clause that says most: one that asks for something, and for what is seldom seen."""
    return min(clauses, key=lambda clause: (min(clause, default=0) < 0, sum(atoms.weights[max(a, 0)] for a in clause)))
