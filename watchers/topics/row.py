"""All words of many passages in a row of numbers, so that counting what they share is sorting (pure)."""

import re
import tomllib
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from watchers.languages import word_keys
from watchers.text import as_written, is_han_or_kana, words

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Key: TypeAlias = tuple[str, ...]

_JOINTS = frozenset(["", " ", "\u00a0", "\u202f", "-", "\u2010", "\u2011", "'", "’", ". "])
_ASIDE = re.compile(r"\([^()\n]{1,40}\)|\[[^\[\]\n]{1,40}\]")  # "(Laughter.)", "[sic]", "(WHO)"
_GLUE = 0.2  # of all passages: in a language without a list, a word of more holds sentences together
_GLUE_MOST = 150  # such words
_LOOKED_AT = 40  # passages: how a phrase is written most often in these, it is written
_LONGEST = 8  # letters of an abbreviation


@dataclass(frozen=True, slots=True)
class Text:
    """What a passage says under which heading."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Row:
    """All words of some passages, heading by heading, body by body.

    keys: what each word is compared by, once; samples: of each, a word as it is written. By word: code (its key's
    number), passage (its number), heading (the heading's number, each different one once; -1: it stands in the body),
    start and end in that text, joined (nothing parts it from the word after it), capital (it is written with one),
    telling (its capital says something: no sentence begins with it). By key: glue (begins and ends no phrase), han,
    number.
    """

    texts: Sequence[Text]
    keys: list[str]
    samples: list[str]
    code: Ints
    passage: Ints
    heading: Ints
    start: Ints
    end: Ints
    joined: Bools
    capital: Bools
    telling: Bools
    glue: Bools
    han: Bools
    number: Bools

    @property
    def lengths(self) -> Ints:
        """How many words each passage has."""
        return np.bincount(self.passage, minlength=len(self.texts))

    def written(self, key: Key, where: Ints) -> str:
        """A phrase as these passages (numbers, in order) write it most often, with its capitals, "" if none holds it.

        How the middle of a sentence writes it counts before how a heading or a sentence's beginning does.
        """
        known = {word: n for n, word in enumerate(self.keys)}
        codes = [known[word] for word in key]
        forms: Counter[str] = Counter()
        for number in where[:_LOOKED_AT].tolist():
            low, high = np.searchsorted(self.passage, [number, number + 1]).tolist()
            for at in (np.flatnonzero(self.code[low : high - len(codes) + 1] == codes[0]) + low).tolist():
                if self.code[at : at + len(codes)].tolist() != codes or not self.joined[at : at + len(codes) - 1].all():
                    continue
                body = self.heading[at] < 0
                said = self.texts[number].body if body else self.texts[number].heading
                form = said[int(self.start[at]) : int(self.end[at + len(codes) - 1])]
                weight = (12 if self.telling[at] else 4) if body else 1
                forms[" ".join(_POSSESSIVE.sub("", form).split())] += weight
        return max(forms, key=lambda form: (forms[form], form)) if forms else ""


_POSSESSIVE = re.compile("['’][sS]$")


def read(texts: Sequence[Text], language: str) -> Row:
    """The passages of one language, in a row."""
    known: dict[str, int] = {}
    samples: list[str] = []
    entries: dict[str, tuple[int, bool]] = {}
    headings: dict[str, int] = {}
    code, passage, heading, starts, ends = array("q"), array("q"), array("q"), array("q"), array("q")
    joined, capital, telling = bytearray(), bytearray(), bytearray()
    for number, text in enumerate(texts):
        for said, of_heading in ((text.heading, True), (text.body, False)):
            which = headings.setdefault(said, len(headings)) if of_heading else -1
            loud = said.isupper()  # "OPENING STATEMENT": its capitals say nothing
            asides = [found.span() for found in _ASIDE.finditer(said)]
            end, aside = -1, 0
            for start, stop in words(said):
                while aside < len(asides) and asides[aside][1] <= start:
                    aside += 1
                if aside < len(asides) and asides[aside][0] <= start:
                    continue
                written = said[start:stop].lower() if loud else said[start:stop]
                entry = entries.get(written)
                if entry is None:
                    key = key_of(written, language)
                    if key not in known:
                        samples.append(written)
                    entry = entries[written] = (
                        known.setdefault(key, len(known)),
                        written[0].isupper() or written[0].isdigit(),
                    )
                between = said[end:start] if end >= 0 else "\n"
                beside = between in _JOINTS and (between != ". " or _is_initial(said, end))
                if joined:
                    joined[-1] = beside
                code.append(entry[0])
                passage.append(number)
                heading.append(which)
                starts.append(start)
                ends.append(stop)
                joined.append(False)
                capital.append(entry[1])
                telling.append((beside or between == ", ") and not of_heading)
                end = stop
    keys = list(known)
    row = Row(
        texts,
        keys,
        samples,
        code=_numbers(code),
        passage=_numbers(passage),
        heading=_numbers(heading),
        start=_numbers(starts),
        end=_numbers(ends),
        joined=np.frombuffer(bytes(joined), np.bool_),
        capital=np.frombuffer(bytes(capital), np.bool_),
        telling=np.frombuffer(bytes(telling), np.bool_),
        glue=np.fromiter((key in grammar(language) for key in keys), np.bool_, len(keys)),
        han=np.fromiter((is_han_or_kana(key) for key in keys), np.bool_, len(keys)),
        number=np.fromiter((key[0].isdigit() for key in keys), np.bool_, len(keys)),
    )
    if keys and not grammar(language):
        spread = spread_of(row.code, row.passage, len(keys))
        common = np.argsort(-spread)[:_GLUE_MOST]
        row.glue[common[spread[common] >= _GLUE * len(texts)]] = True
    return row


def _numbers(column: "array[int]") -> Ints:
    return np.frombuffer(column, np.int64) if len(column) else np.zeros(0, np.int64)


def _is_initial(said: str, end: int) -> bool:
    """Whether what stands before a full stop is a single letter: "J. D. Vance", no sentence's end."""
    return said[end - 1].isupper() and (end == 1 or not said[end - 2].isalnum())


def spread_of(number: Ints, passage: Ints, many: int) -> Ints:
    """In how many passages each number from 0 to `many` - 1 stands."""
    if not len(number):
        return np.zeros(many, np.int64)
    width = int(passage.max()) + 1
    return np.bincount(np.unique(number * width + passage) // width, minlength=many)


def key_of(word: str, language: str) -> str:
    """What a word of a text is compared by: the stem of it, but an abbreviation ("WHO", "U.S.") as it is written."""
    plain = as_written(word)
    if 1 < len(plain) <= _LONGEST and plain.isupper() and plain.isalpha() and not is_han_or_kana(plain):
        return plain
    return word_keys(word, language)[0]


@cache
def grammar(language: str) -> frozenset[str]:
    """The keys of the words that begin and end no subject in a language; empty where they are not written down."""
    return _listed("glue", language)


@cache
def offices(language: str) -> frozenset[str]:
    """The keys of words for offices and bodies, which are no subjects by themselves ("Minister", "Council")."""
    return _listed("offices", language)


def _listed(kind: str, language: str) -> frozenset[str]:
    text = (resources.files("watchers.topics") / "grammar.toml").read_text("utf-8")
    listed = tomllib.loads(text)[kind].get(language.split("-")[0].lower(), "")
    return frozenset(key_of(listed[start:end], language) for start, end in words(listed))
