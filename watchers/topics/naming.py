"""Names in texts: which built-in names are met in which passages, and which phrases only say one of them (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self, TypeAlias

from watchers import aliases
from watchers.aliases.reading import LANGUAGES
from watchers.languages import query_keys
from watchers.model import Passage, Setting, Subscription
from watchers.percolator import Percolator
from watchers.text import words
from watchers.topics.row import Key, grammar, key_of


@cache
def _percolator() -> Percolator:
    percolator = Percolator()
    percolator.add_all([Subscription(n, 0, f"~{name}") for n, name in enumerate(aliases.names())])
    return percolator


def met(passages: Sequence[Passage], setting: Setting) -> list[tuple[str, list[int]]]:
    """The built-in names that are met in passages of one setting, each with the numbers of these."""
    found = _percolator().match(passages, setting)
    named = aliases.names()
    return [
        (named[id_], [n for n in range(len(passages)) if masks[n // 64] >> n % 64 & 1])
        for id_, masks in zip(found.ids.tolist(), found.masks.tolist(), strict=True)
    ]


Parts: TypeAlias = tuple[frozenset[str], ...]


@cache
def _said(language: str) -> tuple[tuple[str, bool, Parts], ...]:
    """Every way to say a name: the name, whether any word will do that begins so, and by what each of its words may be
    compared.
    """
    found = []
    for name in aliases.names():
        for term in aliases.terms(name, language):
            plain = term.split("~")[0]
            said = [plain[start:end] for start, end in words(plain)]
            parts = tuple(frozenset((key_of(word, language), *query_keys(word, language))) for word in said)
            found.append((name, plain.endswith("*") and len(said) == 1, parts))
    return tuple(found)


@cache
def _ways(language: str) -> tuple[Mapping[str, Sequence[Parts]], tuple[str, ...]]:
    """The ways to say a name by what their first word may be compared by, and the beginnings that say one."""
    ways: dict[str, list[Parts]] = {}
    begun: list[str] = []
    for _, open_, parts in _said(language):
        if open_:
            begun += parts[0]
        for key in parts[0] if parts and not open_ else ():
            ways.setdefault(key, []).append(parts)
    return ways, tuple(begun)


@cache
def _holders(language: str) -> Mapping[str, frozenset[str]]:
    """The names that a word is one of several of, by what it may be compared by."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, _, parts in _said(language):
        for key in frozenset().union(*parts) if len(parts) > 1 else ():
            found[key].add(name)
    return {key: frozenset(names) for key, names in found.items()}


def says_a_name(key: Key, language: str) -> bool:
    """Whether a phrase says a built-in name, be it with other words around."""
    ways, begun = _ways(language)
    return any(
        at + len(parts) <= len(key) and all(key[at + n] in part for n, part in enumerate(parts))
        for at, word in enumerate(key)
        for parts in ways.get(word, ())
    ) or any(word.startswith(begun) for word in key)


def names_with(key: Key, language: str) -> frozenset[str]:
    """The built-in names that are said by all words of a phrase and others between or beside them."""
    held = [_holders(language).get(word, frozenset()) for word in key]
    return frozenset.intersection(*held) if held else frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What names somebody who is told otherwise, in one language: the words of the names of those who speak, the
    outlets that ask, the words of the source's own name.
    """

    language: str
    speakers: frozenset[str]
    outlets: frozenset[Key]
    own: frozenset[str]

    @classmethod
    def of(cls, language: str, speakers: Iterable[str], outlets: Iterable[str], title: str) -> Self:
        """By their names as they are written."""
        said = {word for name in speakers for word in _key(name, language)}
        return cls(
            language,
            frozenset(said - grammar(language)),
            frozenset(_key(name, language) for name in outlets),
            frozenset(_key(title, language)),
        )

    def names(self, key: Key) -> bool:
        """Whether a phrase says one of them, or a built-in name."""
        if not self.speakers.isdisjoint(key) or key in self.outlets or self.own.issuperset(key):
            return True
        return says_a_name(key, self.language)


def _key(name: str, language: str) -> Key:
    return tuple(key_of(name[start:end], language) for start, end in words(name))


def own_names(title: str) -> frozenset[str]:
    """The built-in names that an outlet calls itself by: of "Foreign Ministry of China", China."""
    if not title.strip():
        return frozenset()
    passage = Passage(0, None, "topic", None, title)
    return frozenset(name for language in LANGUAGES for name, _ in met([passage], Setting("", language)))
