"""The words of texts as they are written, each looked up once: which atoms it shows."""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from watchers.languages import analyze, word_keys
from watchers.percolator.atoms import Atoms
from watchers.percolator.numbers import Masks, Numbers, ranges
from watchers.text import WORD, as_written, fold, strip_accents

_MOST: Final = 1 << 16  # pieces, and forms, remembered: some 20 MB
# Where words may be joined to one.
_JOINED = re.compile("\\S[-\u2010\u2011'\u2019\u02bc\u02bb]\\S")
# A text is cut where white space is, but for that which parts the thousands of a number.
_THOUSANDS = re.compile(r"[0-9]\s[0-9]{3}")
_PIECE = re.compile(r"\S+(?:(?<=[0-9])\s(?=[0-9]{3})\S+)*")
_REPEATED = 64  # characters; what is longer is a sentence of a script without spaces, and does not come again


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as numbers. words: for each word its form, 0 between texts; bits: for each, its passage as a bit; joined:
    keys of the compounds, each with the passages it stands in.
    """

    words: Numbers
    bits: Masks
    joined: dict[str, int]


class Pieces(dict[str, int]):
    """What texts are made of, cut at white space and numbered from 1; asking for one makes it known.

    No word, and no compound, goes beyond a piece. So a text is read by looking its pieces up, and only a new piece is
    cut into words: `forms` of them, numbered from 1 as well.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._numbers: dict[str, int] = {}
        self.forms = [""]
        self.compounds: dict[int, tuple[str, ...]] = {}  # of a piece: the keys of all that is joined in it
        self._words = array("i", (0,))  # the forms of piece after piece; 0, which parts texts, is of none
        self._starts = array("i", (0,))
        self._counts = array("i", (1,))

    def __missing__(self, piece: str) -> int:
        number = len(self._starts)
        numbers, found = self._numbers, WORD.findall(piece)
        self._starts.append(len(self._words))
        self._counts.append(len(found))
        for word in found:
            form = numbers.get(word)
            if form is None:
                form = numbers[word] = len(self.forms)
                self.forms.append(word)
            self._words.append(form)
        if _JOINED.search(piece):
            keys = tuple(key for *_, each in analyze(piece, self._language).compounds for key in each)
            if keys:
                self.compounds[number] = keys
        if len(piece) <= _REPEATED:
            self[piece] = number
        return number

    @property
    def full(self) -> bool:
        """Whether it is time to forget them."""
        return max(len(self._starts), len(self._words) >> 2, len(self.forms)) > _MOST

    def cut(self, text: str) -> Iterable[int]:
        """The pieces of a text."""
        return map(self.__getitem__, _PIECE.findall(text) if _THOUSANDS.search(text) else text.split())

    def words(self, pieces: Numbers) -> tuple[Numbers, NDArray[np.int32]]:
        """The forms of the words in pieces, and how many words each has."""
        counts = np.asarray(self._counts)[pieces]
        some = np.flatnonzero(counts)
        places = ranges(np.asarray(self._starts)[pieces[some]], counts[some])
        return np.asarray(self._words)[places].astype(np.int64), counts


class Forms:
    """Which atoms each form of a word shows.

    The keys are those of `languages.analyze`. What a form shows is found out when a passage has it, and again when
    there are new atoms.
    """

    def __init__(self, atoms: Atoms) -> None:
        self._atoms = atoms
        self._forget()

    def read(self, texts: Sequence[tuple[str, int]]) -> Read:
        """Texts, each with the number (0 to 63) of its passage, cut into words."""
        if self._pieces.full:
            self._forget()
        found: list[int] = []
        counts: list[int] = []
        for text, _ in texts:
            before = len(found)
            found += self._pieces.cut(text)
            found.append(0)
            counts.append(len(found) - before)
        pieces = np.array(found, np.int64)
        words, each = self._pieces.words(pieces)
        passages = np.repeat(np.array([number for _, number in texts], np.uint64), counts)
        bits = np.left_shift(np.uint64(1), passages)
        return Read(words, np.repeat(bits, each), self._joined(pieces, bits))

    def show(self, read: Read, masks: Masks) -> list[Numbers]:
        """Note in `masks` what single words and compounds show; the atoms of each word, column by column."""
        atoms = self._atoms
        self._make_room()
        seen = np.zeros(len(self._pieces.forms), np.uint64)
        np.bitwise_or.at(seen, read.words, read.bits)
        seen[0] = 0
        forms = np.flatnonzero(seen)
        old = forms[np.asarray(self._read_at)[forms] != atoms.changes]
        for form in old.tolist():
            self._look(form)
        columns = [np.asarray(column).astype(np.int64) for column in self._columns]
        for column in columns:
            np.bitwise_or.at(masks, column[forms], seen[forms])
        np.bitwise_or.at(masks, np.asarray(self._begun), seen[np.asarray(self._beginning)])
        for key, mask in read.joined.items():
            if key in atoms.keys:
                masks[atoms.keys[key]] |= np.uint64(mask)
        masks[0] = 0
        return [column[read.words] for column in columns]

    def _forget(self) -> None:
        self._pieces = Pieces(self._atoms.language)
        self._read_at = array("q", (0,))  # of each form: at which of the atoms' changes
        self._columns = [array("i", (0,))]  # of each form an atom; the first for its spelling, then its keys
        self._begins: dict[int, tuple[int, ...]] = {}  # form -> atoms of its beginnings
        self._beginning = array("i")  # the same, form by form
        self._begun = array("i")  # and atom by atom

    def _joined(self, pieces: Numbers, bits: Masks) -> dict[str, int]:
        compounds, joined = self._pieces.compounds, dict[str, int]()
        if compounds:
            places = np.flatnonzero(np.isin(pieces, np.fromiter(compounds, np.int64, len(compounds))))
            for piece, bit in zip(pieces[places].tolist(), bits[places].tolist(), strict=True):
                for key in compounds[piece]:
                    joined[key] = joined.get(key, 0) | bit
        return joined

    def _make_room(self) -> None:
        new = len(self._pieces.forms) - len(self._read_at)
        self._read_at.frombytes(b"\xff" * (8 * new))  # at none
        for column in self._columns:
            column.frombytes(bytes(4 * new))

    def _look(self, form: int) -> None:
        atoms, word = self._atoms, self._pieces.forms[form]
        keys = word_keys(word, atoms.language)
        while len(self._columns) <= len(keys):
            self._columns.append(array("i", bytes(4 * len(self._read_at))))
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
                new = set(begins).difference(self._begins.get(form, ()))
                self._begun.extend(new)
                self._beginning.extend([form] * len(new))
                self._begins[form] = begins
        self._read_at[form] = atoms.changes
