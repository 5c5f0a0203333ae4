"""What of a text is read aloud, unit by unit: two texts with the same units differ in layout alone."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from watchers.text import WORD, visible

_UNIT = re.compile(rf"(?P<word>{WORD.pattern})|[^\w\s]")
_QUIET_SYMBOLS = re.compile("[\u25a0-\u25ff`^~´¨¯¸]")  # bullets, stray accents
_SPOKEN_MARKS = frozenset("?!؟？！%‰§#№@&/")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or a sign that carries meaning as a word does, with its place."""

    start: int
    end: int
    said: str


def units_of(text: str) -> list[Unit]:
    """What of a text is read aloud: words in their own case, and ? ! % $ and the like; not quotes, dashes, commas."""
    units: list[Unit] = []
    for found in _UNIT.finditer(text):
        start, end = found.span()
        if found.lastgroup == "word":
            units.append(Unit(start, end, _spelled(found.group())))
        elif _is_said(text, start):
            units.append(Unit(start, end, found.group()))
    return units


@lru_cache(maxsize=1 << 15)
def _spelled(word: str) -> str:
    return unicodedata.normalize("NFC", visible(word)).replace("’", "'")


def _is_said(text: str, at: int) -> bool:
    """Whether the sign at a place is more than layout: a currency, a minus before a number, a decimal point."""
    sign = text[at]
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if sign in ".,:":
        return before.isdigit() and after.isdigit()
    if sign in "-−–":
        return after.isdigit() and not before.isalnum()
    if sign in _SPOKEN_MARKS:
        return True
    return unicodedata.category(sign)[0] == "S" and not _QUIET_SYMBOLS.match(sign)


def essence(text: str | None) -> tuple[str, ...]:
    return tuple(unit.said for unit in units_of(text)) if text else ()
