"""The forms a Russian word may have: a query holds one of them, and each may stand in a text."""

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from watchers.text import fold

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

LONGEST: Final = 40  # letters; no word of a dictionary is longer
# Of a name that is no known word, or is taken for a case of another one ("Рябков", of "рябок"): how it is declined.
_NAME_ENDINGS = ("а", "у", "ом", "ем", "ым", "е")
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
_NAME = 4  # letters that a name has at least, to be declined so

_lock = threading.Lock()


def russian_forms(word: str) -> tuple[str, ...]:
    """All forms (folded, sorted) of every word of the dictionary that `word` may be a form of, its own among them.

    A word the dictionary has not is declined as those that end like it. The dictionary (pymorphy3's, 15 MB in memory)
    is loaded by the first call; a word takes about a millisecond.
    """
    own = fold(word)
    found = {own}
    if len(own) <= LONGEST:
        with _lock:  # its objects are not made for several threads
            for parse in _dictionary().parse(own):
                found.update(fold(form.word) for form in parse.lexeme)
        if len(own) >= _NAME and own[-1] in _CONSONANTS:
            found.update(own + ending for ending in _NAME_ENDINGS)
    return tuple(sorted(found))


def russian_sense(word: str) -> frozenset[str]:
    """What a Russian word most probably is, in OpenCorpora's terms: "ADJF", "NOUN", "Name" (a first name), "Patr"..."""
    if len(word) > LONGEST:
        return frozenset()
    with _lock:
        parses = _dictionary().parse(fold(word))
    return frozenset(map(str, parses[0].tag.grammemes)) if parses else frozenset()


@lru_cache(maxsize=1)
def _dictionary() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
