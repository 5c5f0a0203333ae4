"""Which entry a name means, and the query texts it stands for in a language."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from watchers.aliases.reading import LANGUAGES, Entry, Name, load_entries, plain, term
from watchers.aliases.territories import called
from watchers.text import fold, is_han_or_kana, strip_accents, words

_ALIKE: Final = 0.75  # difflib's ratio: "japn" is Japan's, "peace" nobody's
_LONGEST_SUGGESTED = 60  # characters: a longer "name" is no misspelling of one
_SHORT = 3  # letters: "us", "un" and "who" are ordinary words until they are written "US", "UN" and "WHO"


@dataclass(frozen=True, slots=True)
class _Names:
    """Every entry by its main name, and the main name by each key one may call it by."""

    entries: Mapping[str, Entry]
    keys: Mapping[str, str]
    led: Mapping[str, tuple[str, ...]]


@cache
def _names() -> _Names:
    entries = load_entries()
    meant: dict[str, set[str]] = {}
    led: dict[str, tuple[str, ...]] = {}
    for name, entry in entries.items():
        for key in filter(None, map(_key, _called(entry))):
            meant.setdefault(key, set()).add(name)
        if entry.leads is not None:
            led[entry.leads] = (*led.get(entry.leads, ()), name)
    # What two entries are called ("ДР Конго", "Конго") means neither, but for the one whose main name it is.
    keys = {key: next(iter(found)) for key, found in meant.items() if len(found) == 1}
    return _Names(entries, keys | {_key(name): name for name in entries}, led)


def _called(entry: Entry) -> tuple[str, ...]:
    """What one may call an entry by. Of a formula it is its first words: the others are ways to say it."""
    said = [item for spoken in entry.words.values() for item in spoken.names]
    if entry.about.kind == "formula":
        said = [spoken.names[0] for spoken in entry.words.values()]
    return (*(plain(item) for item in said), *entry.about.labels.values(), *entry.also)


def _key(name: str) -> str:
    """A name as it is compared: its words folded, without accents, joined by "-" where their script parts words."""
    parts = [strip_accents(fold(name[start:end])) for start, end in words(name)]
    if not parts:
        return ""
    joints = ("" if is_han_or_kana(one) and is_han_or_kana(two) else "-" for one, two in pairwise(parts))
    return parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=True))


def resolve(name: str) -> str | None:
    """The main name of what is called so in any language ("Япония", "south korea", "США"), or None."""
    return _names().keys.get(_key(name))


def names() -> tuple[str, ...]:
    """All main names, in order."""
    return tuple(sorted(_names().entries))


def suggest(name: str) -> str | None:
    """The main name that is most likely meant by one that is misspelt, or None."""
    key = _key(name)
    if not key or len(key) > _LONGEST_SUGGESTED:
        return None
    near = difflib.get_close_matches(key, _names().keys, n=1, cutoff=_ALIKE)
    return _names().keys[near[0]] if near else None


def about(name: str) -> Name | None:
    """What kind of thing a name means, and how that is called in each language; None if nothing."""
    main = resolve(name)
    return None if main is None else _names().entries[main].about


def alias_for(text: str) -> str | None:
    """The main name of what a word or a phrase of a query names ("Япония", '"South Korea"', "US"), or None.

    Capitals and peoples name nothing: who follows Tokyo may well mean the city. Nor do "us" and "who".
    """
    said = plain(text.strip())
    if said.isascii() and said.isalpha() and said.islower() and len(said) <= _SHORT:
        return None
    return resolve(said)


@lru_cache(maxsize=1 << 12)
def terms(name: str, language: str) -> tuple[str, ...]:
    """What a name stands for in texts of a language (two letters), as query texts of which any one will do.

    Each is a word, a phrase or an exact spelling in the query language; () for a name that means nothing, and for one
    nobody has told us the words of in this language. A country's are its names, its people, its capital and those who
    speak for it; in languages other than those of the files only its names.
    """
    main = resolve(name)
    if main is None:
        return ()
    known = _names()
    entry = known.entries[main]
    said = entry.words[language].all() if language in entry.words else ()
    if entry.code is not None and language not in LANGUAGES:
        said = (*said, *(term(_as_is(item)) for item in called(entry.code, language)))
    for leader in known.led.get(main, ()):
        spoken = known.entries[leader].words.get(language)
        said = (*said, *(spoken.names if spoken else ()))
    return tuple(dict.fromkeys(said))


def _as_is(name: str) -> str:
    """A country's name in a language whose words we cannot bend: with its capital letter, where the script has them.

    Vietnamese calls France "Pháp", and a law "pháp".
    """
    if "&" in name:
        return f"{name.replace('&', ' ')}~1"
    return f"={name}" if name[0].isupper() else name
