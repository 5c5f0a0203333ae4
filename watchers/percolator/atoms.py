"""What can be seen of a passage, numbered: words, runs of words, beginnings of words, facts. See `Atoms`."""

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from watchers.percolator.numbers import Lookup, Masks, Postings, nonzero

Rarity: TypeAlias = Callable[[str, str], int]
"""Language, key -> in how many passages of the archive the key occurs (0: in none that is known of)."""

NOTHING: Final = 0  # an atom that no passage shows
ANYTHING: Final = 1  # one that all passages show

_UNIT = 16  # one passage of the archive, in weight
_HEAVIEST = (1 << 32) - 1
_FACT = _UNIT * 10_000_000  # a fact is true of whole briefings
_BEGINNING = _UNIT * 200_000


@dataclass(frozen=True, slots=True)
class Spelling:
    """The atom of a word written exactly so, and the keys of which such a word has one."""

    atom: int
    keys: tuple[str, ...]


class Atoms:
    """The atoms of one language that saved queries ask for, numbered from 2.

    A run is an atom under the atom of the run without its last word, so that texts are followed through all runs at
    once. An atom may stand for any of several. Atoms are never taken out: who has many that nobody asks for begins
    anew. weight: roughly in how many passages an atom is seen; of several, the lightest is looked for first.

    changes: how often an atom was added that a word shows by itself.
    """

    def __init__(self, language: str, rarity: Rarity) -> None:
        self.language = language
        self._rarity = rarity
        self.keys: dict[str, int] = {}
        self.spellings: dict[str, Spelling] = {}
        self.beginnings: dict[str, int] = {}
        self.lengths: list[int] = []  # of the beginnings, ascending
        self.facts: dict[str, int] = {}
        self.days: dict[tuple[dt.date | None, dt.date | None], int] = {}
        self.weights = array("I", (0, _HEAVIEST))
        self.changes = 0
        self._runs = Lookup()
        self._goes_on = bytearray(2)  # of each atom: whether it begins a longer run
        self._choices: dict[tuple[int, ...], int] = {}
        self._choices_of = Postings()

    def __len__(self) -> int:
        return len(self.weights)

    def key(self, key: str) -> int:
        """A word with a key, or a compound."""
        atom = self.keys.get(key)
        if atom is None:
            seen = self._rarity(self.language, key)
            # Of two that no archive tells apart, the longer word is the rarer one.
            atom = self.keys[key] = self._new(_UNIT * seen + max(1, 14 - len(key)))
            self.changes += 1
        return atom

    def spelling(self, word: str, keys: tuple[str, ...]) -> int:
        """A word that reads so and has one of the keys; NOTHING if it is known with other keys."""
        known = self.spellings.get(word)
        if known is None:
            seen = min((self._rarity(self.language, key) for key in keys), default=0)
            known = self.spellings[word] = Spelling(self._new(_UNIT * seen + 1), keys)
            self.changes += 1
        return known.atom if known.keys == keys else NOTHING

    def beginning(self, start: str) -> int:
        """A word that begins so."""
        atom = self.beginnings.get(start)
        if atom is None:
            atom = self.beginnings[start] = self._new(_BEGINNING >> min(len(start), 16))
            self.lengths = sorted({*self.lengths, len(start)})
            self.changes += 1
        return atom

    def fact(self, fact: str) -> int:
        """Something that is true of the passage or of a stretch of it."""
        atom = self.facts.get(fact)
        if atom is None:
            atom = self.facts[fact] = self._new(_FACT)
        return atom

    def date(self, since: dt.date | None, until: dt.date | None) -> int:
        """That the briefing was held then."""
        atom = self.days.get((since, until))
        if atom is None:
            atom = self.days[since, until] = self._new(_FACT)
        return atom

    def run(self, atoms: Sequence[int]) -> int:
        """Words (atoms of keys or spellings) next to each other."""
        whole = atoms[0]
        for atom in atoms[1:]:
            step = whole << 32 | atom
            known = self._runs.get(step)
            if known < 0:
                known = self._new(min(self.weights[whole], self.weights[atom]) // 4 + 1)
                self._runs.put(step, known)
                self._goes_on[whole] = 1
            whole = known
        return whole

    def any_of(self, atoms: Iterable[int]) -> int:
        """Any of several atoms, none of which stands for several itself."""
        ordered = tuple(sorted(atoms))
        atom = self._choices.get(ordered)
        if atom is None:
            atom = self._choices[ordered] = self._new(sum(self.weights[one] for one in ordered))
            for one in ordered:
                self._choices_of.add(one, atom)
        return atom

    def follow_runs(self, columns: Sequence[np.ndarray], bits: Masks, masks: Masks) -> None:
        """Note in `masks` the runs that a text holds.

        columns: for each word, the atoms that it shows, one in each column; NOTHING parts texts. bits: for each word,
        the passage it stands in.
        """
        goes_on = np.frombuffer(bytes(self._goes_on), np.bool_)
        places, wholes = [], []
        for column in columns:
            here = np.flatnonzero(goes_on[column])
            places.append(here)
            wholes.append(column[here])
        at, whole = np.concatenate(places), np.concatenate(wholes).astype(np.int64)
        while len(at):
            at += 1
            places, wholes = [], []
            for column in columns:
                following = column[at]
                seen = np.flatnonzero(following)
                runs = self._runs.each(whole[seen] << 32 | following[seen])
                known = runs >= 0
                places.append(at[seen[known]])
                wholes.append(runs[known])
            found, ends = np.concatenate(wholes).astype(np.int64), np.concatenate(places)
            np.bitwise_or.at(masks, found, bits[ends])
            on = goes_on[found]
            at, whole = ends[on], found[on]

    def make_choices(self, masks: Masks) -> None:
        """Note in `masks` the atoms that stand for several."""
        if self._choices:
            chosen, found = self._choices_of.gather(nonzero(masks), masks)
            np.bitwise_or.at(masks, chosen, found)

    def _new(self, weight: int) -> int:
        self.weights.append(min(weight, _HEAVIEST))
        self._goes_on.append(0)
        return len(self.weights) - 1
