"""How words stand in a query: which signs part them, and how they are written so that they read back the same."""

import re
import unicodedata
from itertools import pairwise
from typing import Final

from watchers.query.operators import RESERVED
from watchers.query.tree import Phrase, Word
from watchers.text import as_written, is_han_or_kana, visible, words

# ------------------------------------------------------------------ signs

QUOTES: Final = {
    mark: family
    for family in ("\"“”„‟＂〝〞", "«»‹›《》", "「」『』")
    for mark in family
}  # fmt: skip
"""Every quotation mark -> the marks that close what it opens."""

MINUS: Final = "-‐‑−–－"
SEPARATORS: Final = r"\s,;，、；،؛"
STOPS: Final = rf"{SEPARATORS}()（）{{}}｛｝|｜&＆" + re.escape("".join(QUOTES))
"""What a word without quotes ends at, as the inside of a character class."""

CHUNK: Final = re.compile(rf"(?:[^{STOPS}]|(?<=\d)[,，](?=\d)|(?<=\w)[&＆](?=\w))+")
"""A word without quotes, with all that sticks to it."""

LETTERS: Final = "A-Za-zÀ-ÖØ-öø-ſА-Яа-яЁё"
"""Letters of which any run is one word, however it is normalised; as the inside of a character class."""

_PLAIN = re.compile(f"[{LETTERS}]+")
_HYPHENS = frozenset(MINUS)
_APOSTROPHES = frozenset("'’ʼ‘ʻ`´")
_DIGIT = re.compile(r"\d")
_UNWRITABLE = re.compile(r"[*?~^\[\]=:]")


# ------------------------------------------------------------------ from the text typed


def parts_of(text: str) -> tuple[str, ...]:
    """The words of a piece of a query, as a tree holds them."""
    return tuple(unicodedata.normalize("NFC", visible(text[start:end])) for start, end in words(text))


def within_quotes(text: str) -> Word | Phrase | None:
    """What stands between quotes: one word in any form, or several in their order; None if there are no words."""
    parts = parts_of(text)
    return None if not parts else Word(parts[0]) if len(parts) == 1 else Phrase(parts)


def without_quotes(text: str) -> Word | Phrase | None:
    """A chunk: a word, a compound ("co-operation", "Sana'a"), or a phrase of the words it holds ("AT&T", "10:30")."""
    spans = words(text)
    if len(spans) == 1:
        return Word(unicodedata.normalize("NFC", visible(text[spans[0][0] : spans[0][1]])))
    if not spans:
        return None
    parts = parts_of(text)
    compound = parts[0]
    for n, (before, after) in enumerate(pairwise(spans), 1):
        joint = visible(text[before[1] : after[0]])
        if joint in _HYPHENS:
            compound += "-" + parts[n]
        elif joint in _APOSTROPHES:
            compound += "'" + parts[n]
        else:
            return Phrase(parts)
    if not any(char.isalpha() for char in compound) or any(is_han_or_kana(part) for part in parts):
        return Phrase(parts)
    # An odd apostrophe may part what a plain one does not ("Yaʼs").
    return Word(compound) if len(words(compound)) == len(parts) else Phrase(parts)


def is_abbreviation(word: str) -> bool:
    """Whether a word without quotes stands for itself as written: 2 to 5 letters, all capitals, points aside."""
    if word.islower() or not 2 <= len(word) <= 12:
        return False
    letters = as_written(word)
    return 2 <= len(letters) <= 5 and letters.isalpha() and letters.isupper()


def is_shouted(word: str) -> bool:
    """Whether a word without quotes shows that its writer types in capitals: 6 letters or more, all of them."""
    return len(word) > 5 and word.isupper() and sum(map(str.isalpha, word)) > 5


# ------------------------------------------------------------------ as a text to be read


def bare(word: str) -> bool:
    """Whether a Word may be written without quotes and will be read as that very Word."""
    if word.casefold() in RESERVED or is_abbreviation(word):
        return False
    if _PLAIN.fullmatch(word):
        return True
    if not CHUNK.fullmatch(word) or _UNWRITABLE.search(word) or word[0] in MINUS + "'‘‚‛’!":
        return False
    return without_quotes(word) == Word(word)


def joined(parts: tuple[str, ...]) -> str:
    """Words as they stand between quotes, from which `words` reads them again."""
    text = "".join(parts[:1])
    for before, after in pairwise(parts):
        text += after if is_han_or_kana(before) and is_han_or_kana(after) else f" {after}"
    if _DIGIT.search(text) and tuple(text[start:end] for start, end in words(text)) != parts:
        return ":".join(parts)  # "1 140" would be one number
    return text
