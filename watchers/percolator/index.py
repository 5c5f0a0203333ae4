"""The saved queries of one language, held against up to 64 passages at once."""

from array import array
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from watchers.model import Passage, Setting
from watchers.percolator.atoms import ANYTHING, Atoms, Rarity
from watchers.percolator.clauses import Rule, rules
from watchers.percolator.forms import Forms
from watchers.percolator.numbers import Masks, Numbers, Postings, nonzero, ranges
from watchers.query.plan import Plan, facts

CHUNK: Final = 64  # passages, one bit each

Check: TypeAlias = Callable[[int, int], bool]
"""Group, number of a passage -> whether the passage meets the group's query."""

# Of a literal, below its atom: that the atom must not be there; that a clause begins with it; that a rule does.
_NEGATIVE, _CLAUSE, _RULE = 1, 2, 4
_FLAGS = 3  # bits


class Index:
    """Groups of subscriptions by the atoms that bring them up.

    Where one atom is enough, its groups stand under it and nothing is left to check. Where one has to be there and one
    other thing has to hold, they stand under the one beside the other. All else are rules: clauses of atoms, looked at
    together once one of the rule's anchors is there. Groups are never taken out: of those that nobody follows any more,
    whoever asks takes no notice.

    taken: how many groups have been put in, or passed over; whoever puts them in keeps count.
    """

    def __init__(self, language: str, rarity: Rarity) -> None:
        self.language = language
        self.taken = 0
        self._atoms = Atoms(language, rarity)
        self._forms = Forms(self._atoms)
        self._sole = Postings()  # groups for which one atom alone is enough
        self._enough = Postings()  # those for which there are others as well
        self._anchored_pairs = Postings()
        self._partners = array("I")  # of each pair the other literal
        self._pair_groups = array("i")
        self._anchored = Postings()  # rules
        self._groups = array("i")  # of each rule
        self._exact = bytearray()
        self._starts = array("I")
        self._lengths = array("I")
        self._literals = array("I")

    def add(self, group: int, asked: Plan) -> None:
        """Put in a group whose query has this plan."""
        enough, others = rules(asked, self._atoms)
        postings = self._sole if len(enough) == 1 and not others else self._enough
        for atom in enough:
            postings.add(atom, group)
        for rule in others:
            if (partner := _partner(rule)) is None:
                self._add_rule(group, rule)
            else:
                self._anchored_pairs.add(rule.anchors[0], len(self._partners))
                self._partners.append(_packed(partner))
                self._pair_groups.append(group)

    def settle(self) -> None:
        """Do now what the next sweep would have to do first."""
        for postings in (self._sole, self._enough, self._anchored_pairs, self._anchored):
            postings.settle_late()

    def sweep(self, passages: Sequence[Passage], setting: Setting, groups: int, check: Check) -> Masks:
        """For each group (of so many) the passages that meet its query, as bits. At most CHUNK passages."""
        masks = self._masks(passages, setting)
        found = np.zeros(groups, np.uint64)
        shown = nonzero(masks)
        met, where = self._sole.gather(shown, masks)
        found[met] = where
        met, where = self._enough.gather(shown, masks)
        np.bitwise_or.at(found, met, where)
        self._apply_pairs(shown, masks, found)
        self._apply_rules(shown, masks, found, check)
        return found

    def _add_rule(self, group: int, rule: Rule) -> None:
        number = len(self._groups)
        self._groups.append(group)
        self._exact.append(rule.exact)
        self._starts.append(len(self._literals))
        first = _RULE | _CLAUSE
        for clause in rule.clauses:
            for literal in clause:
                self._literals.append(first | _packed(literal))
                first = 0
            first = _CLAUSE
        self._lengths.append(len(self._literals) - self._starts[number])
        for atom in rule.anchors:
            self._anchored.add(atom, number)

    def _masks(self, passages: Sequence[Passage], setting: Setting) -> Masks:
        """For each atom the passages that show it."""
        atoms = self._atoms
        masks = np.zeros(len(atoms), np.uint64)
        texts = [(text, n) for n, passage in enumerate(passages) for text in (passage.heading, passage.text) if text]
        if texts:
            read = self._forms.read(texts)
            atoms.follow_runs(self._forms.show(read, masks), read.bits, masks)
        every = (1 << len(passages)) - 1
        masks[ANYTHING] = every
        if atoms.facts:
            for number, passage in enumerate(passages):
                true = [atom for fact in facts(passage, setting) if (atom := atoms.facts.get(fact))]
                masks[true] |= np.uint64(1 << number)
        for (since, until), atom in atoms.days.items():
            day = setting.date
            if day is not None and (since is None or day >= since) and (until is None or day <= until):
                masks[atom] = every
        atoms.make_choices(masks)
        return masks

    def _apply_pairs(self, shown: Numbers, masks: Masks, found: Masks) -> None:
        pairs, held = self._anchored_pairs.gather(shown, masks)
        held &= _shown(np.asarray(self._partners)[pairs], masks)
        met = nonzero(held)
        np.bitwise_or.at(found, np.asarray(self._pair_groups)[pairs[met]], held[met])

    def _apply_rules(self, shown: Numbers, masks: Masks, found: Masks, check: Check) -> None:
        brought_up = np.zeros(len(self._groups), np.bool_)
        brought_up[self._anchored.gather(shown, masks)[0]] = True
        candidates = np.flatnonzero(brought_up)
        if not len(candidates):
            return
        held = self._held(candidates, masks)
        met = nonzero(held)
        candidates, held = candidates[met], held[met]
        groups = np.asarray(self._groups)[candidates]
        exact = np.frombuffer(bytes(self._exact), np.bool_)[candidates]
        np.bitwise_or.at(found, groups[exact], held[exact])
        for group, mask in zip(groups[~exact].tolist(), held[~exact].tolist(), strict=True):
            found[group] |= np.uint64(_checked(group, mask & ~int(found[group]), check))

    def _held(self, candidates: NDArray[np.int64], masks: Masks) -> Masks:
        """For each of these rules the passages for which its clauses hold."""
        lengths = np.asarray(self._lengths)[candidates]
        literals = np.asarray(self._literals)[ranges(np.asarray(self._starts)[candidates].astype(np.int64), lengths)]
        shown = _shown(literals, masks)
        clauses = np.flatnonzero((literals & _CLAUSE) != 0)
        first = np.flatnonzero((literals[clauses] & _RULE) != 0)
        held: Masks = np.bitwise_and.reduceat(np.bitwise_or.reduceat(shown, clauses), first)
        held &= masks[ANYTHING]
        return held


def _partner(rule: Rule) -> int | None:
    """What has to hold beside the anchor of a rule of two single literals; None of any other."""
    if not rule.exact or len(rule.anchors) != 1 or [len(clause) for clause in rule.clauses] != [1, 1]:
        return None
    (one,), (other,) = rule.clauses
    if one == rule.anchors[0]:
        return other
    return one if other == rule.anchors[0] else None


def _packed(literal: int) -> int:
    return literal << _FLAGS if literal >= 0 else ~literal << _FLAGS | _NEGATIVE


def _shown(literals: NDArray[np.uint32], masks: Masks) -> Masks:
    """For each literal the passages for which it holds; bits beyond the passages mean nothing."""
    shown: Masks = masks[literals >> _FLAGS]
    shown ^= np.uint64(0) - (literals & _NEGATIVE)  # all bits, where the atom must not be there
    return shown


def _checked(group: int, mask: int, check: Check) -> int:
    met = 0
    while mask:
        number = (mask & -mask).bit_length() - 1
        mask &= mask - 1
        met |= check(group, number) << number
    return met
