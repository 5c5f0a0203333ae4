"""The words of texts as they are written, each looked up once: which atoms it shows."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from watchers.languages import analyze, word_keys
from watchers.percolator.atoms import Atoms
from watchers.percolator.numbers import Masks
from watchers.text import WORD, as_written, fold, strip_accents

_MOST: Final = 1 << 16  # forms remembered: some 10 MB
# Where words may be joined to one: looked at with all that is written without a space around it.
_JOINED = re.compile("\\S[-\u2010\u2011'\u2019\u02bc\u02bb]\\S")
# What is written without a space, but for those that part the thousands of a number.
_PIECE = re.compile(r"\S+(?:(?<=[0-9])\s(?=[0-9]{3})\S+)*")
_REPEATED = 64  # characters; what is longer is a sentence of a script without spaces, and does not come again


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as numbers. words: for each word its form, 0 between texts; bits: for each, its passage as a bit; joined:
    keys of the compounds, each with the passages it stands in.
    """

    words: NDArray[np.int64]
    bits: Masks
    joined: dict[str, int]


class Forms(dict[str, int]):
    """The forms of words met so far, numbered from 1, and the atoms of each; looking one up makes it known.

    The keys are those of `languages.analyze`. What a form shows is found out when a passage has it, and again when
    there are new atoms.
    """

    def __init__(self, atoms: Atoms) -> None:
        super().__init__()
        self._atoms = atoms
        self._joined: dict[str, tuple[str, ...]] = {}
        self._plain: set[str] = set()
        self._forget()

    def __missing__(self, word: str) -> int:
        self[word] = form = len(self._words)
        self._words.append(word)
        self._read_at.append(-1)
        for column in self._columns:
            column.append(0)
        return form

    def read(self, texts: Sequence[tuple[str, int]]) -> Read:
        """Texts, each with the number (0 to 63) of its passage, cut into words."""
        if max(len(self._words), len(self._plain), len(self._joined)) > _MOST:
            self.clear()
            self._forget()
        words: list[int] = []
        counts: list[int] = []
        joined: dict[str, int] = {}
        for text, number in texts:
            found = WORD.findall(text)
            words += map(self.__getitem__, found)
            words.append(0)
            counts.append(len(found) + 1)
            for key in self._compounds(text):
                joined[key] = joined.get(key, 0) | 1 << number
        numbers = np.array([number for _, number in texts], np.uint64)
        bits = np.repeat(np.left_shift(np.uint64(1), numbers), counts)
        return Read(np.array(words, np.int64), bits, joined)

    def show(self, read: Read, masks: Masks) -> list[NDArray[np.int64]]:
        """Note in `masks` what single words and compounds show; the atoms of each word, column by column."""
        atoms = self._atoms
        seen = np.zeros(len(self._words), np.uint64)
        np.bitwise_or.at(seen, read.words, read.bits)
        seen[0] = 0
        forms = np.flatnonzero(seen)
        old = forms[np.asarray(self._read_at)[forms] != atoms.changes]
        for form in old.tolist():
            self._look(form)
        columns = [np.asarray(column).astype(np.int64) for column in self._columns]
        for column in columns:
            np.bitwise_or.at(masks, column[forms], seen[forms])
        if self._begins:
            for form, mask in zip(forms.tolist(), seen[forms].tolist(), strict=True):
                for atom in self._begins.get(form, ()):
                    masks[atom] |= mask
        for key, mask in read.joined.items():
            if key in atoms.keys:
                masks[atoms.keys[key]] |= np.uint64(mask)
        masks[0] = 0
        return [column[read.words] for column in columns]

    def _forget(self) -> None:
        self._words = [""]
        self._read_at = array("q", (0,))  # at which of the atoms' changes
        self._columns = [array("i", (0,))]  # of each form an atom; the first for its spelling, then its keys
        self._begins: dict[int, tuple[int, ...]] = {}
        self._joined.clear()
        self._plain.clear()

    def _look(self, form: int) -> None:
        atoms, word = self._atoms, self._words[form]
        keys = word_keys(word, atoms.language)
        while len(self._columns) <= len(keys):
            self._columns.append(array("i", bytes(4 * len(self._words))))
        for column, key in zip(self._columns[1:], keys, strict=False):
            column[form] = atoms.keys.get(key, 0)
        if atoms.spellings:
            spelling = atoms.spellings.get(as_written(word))
            if spelling is not None and not set(keys).isdisjoint(spelling.keys):
                self._columns[0][form] = spelling.atom
        if atoms.beginnings:
            folded = strip_accents(fold(word))
            starts = (atoms.beginnings.get(folded[:length]) for length in atoms.lengths if length <= len(folded))
            if begins := tuple(atom for atom in starts if atom):
                self._begins[form] = begins
        self._read_at[form] = atoms.changes

    def _compounds(self, text: str) -> list[str]:
        """The keys of the compounds of a text."""
        if not _JOINED.search(text):
            return []
        pieces = set(_PIECE.findall(text))
        for piece in pieces.difference(self._plain, self._joined):
            compounds = analyze(piece, self._atoms.language).compounds if _JOINED.search(piece) else ()
            if compounds:
                self._joined[piece] = tuple(key for *_, keys in compounds for key in keys)
            elif len(piece) <= _REPEATED:
                self._plain.add(piece)
        return [key for piece in pieces & self._joined.keys() for key in self._joined[piece]]
