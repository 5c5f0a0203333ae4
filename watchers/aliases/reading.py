"""The files of names: read, checked and made into entries."""

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["country", "organisation", "person", "formula"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
LANGUAGES: Final = ("en", "ru", "fr", "de", "es", "zh")
"""The languages in which every entry has words of its own."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CHOICE = re.compile(r"\[([^\[\]]+)\]")
_SLOP = re.compile(r"~\d+$")
_LOOSE = re.compile(r"[^\w*'’-]")


@dataclass(frozen=True, slots=True)
class Name:
    """What may be said of a name to whoever uses it. labels: language -> how it is called there."""

    name: str
    kind: Kind
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """How it is called in a language; in English where the file does not say."""
        return self.labels.get(language) or self.labels["en"]


@dataclass(frozen=True, slots=True)
class Words:
    """How an entry is named in one language, as query texts: by its names, its people, its seat of government."""

    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    seat: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Every one of them once."""
        return tuple(dict.fromkeys((*self.names, *self.people, *self.seat)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A name with all it stands for.

    code: a country's in ISO 3166, by which other languages' names for it are found; also: what else one may call it,
    not to be looked for; leads: the entry whose words this person's belong to.
    """

    about: Name
    words: Mapping[str, Words]
    code: str | None = None
    also: tuple[str, ...] = ()
    leads: str | None = None


def load_entries() -> Mapping[str, Entry]:
    """All shipped entries by name. Raises ValueError for a file that is malformed: that is our own bug."""
    folder = resources.files("watchers.aliases") / "names"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    entries: dict[str, Entry] = {}
    for file in files:
        for name, entry in read_entries(file.read_text("utf-8"), file.name).items():
            if name in entries:
                raise ValueError(f"{file.name}: {name} is there twice")
            entries[name] = entry
    for entry in entries.values():
        if entry.leads is not None and entry.leads not in entries:
            raise ValueError(f"{entry.about.name} leads {entry.leads}, which is not there")
    return entries


def read_entries(text: str, file: str) -> Mapping[str, Entry]:
    """The entries of one file by name. Raises ValueError naming the file and the entry that is wrong."""
    found: dict[str, Entry] = {}
    for kind, table in tomllib.loads(text).items():
        if kind not in KINDS:
            raise ValueError(f"{file}: there is no kind {kind}")
        for name, data in table.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"{file}: {name} is no name")
            try:
                found[name] = _entry(name, kind, dict(data))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{file}: {name}: {error!r}") from error
    return found


def _entry(name: str, kind: Kind, data: dict[str, Any]) -> Entry:
    code, leads = data.pop("code", None), data.pop("leads", None)
    also, labels = _items(data.pop("also", "")), data.pop("label", {})
    words = {language: _words(said) for language, said in data.items()}
    missing = [language for language in LANGUAGES if not words[language].names]
    if missing:
        raise ValueError(f"it has no name in {missing}")
    labels = {language: plain(said.names[0]) for language, said in words.items()} | labels
    return Entry(Name(name, kind, labels), words, code, also, leads)


def _words(said: str | Mapping[str, str]) -> Words:
    cells = {"names": said} if isinstance(said, str) else said
    return Words(**{cell: tuple(term(item) for item in _items(text)) for cell, text in cells.items()})


def _items(cell: str) -> tuple[str, ...]:
    """The items of a cell, choices written out: "[ab]c" is "ac", "bc", and "a[|bc]" is "a", "abc"."""
    items = [item.strip() for item in cell.split(",")] if cell else []
    if not all(items):
        raise ValueError(f"a comma too many: {cell}")
    return tuple(written for item in items for written in _written_out(item))


def _written_out(item: str) -> Iterator[str]:
    pieces = _CHOICE.split(item)  # what is chosen from stands at the odd places
    choices = [(piece.split("|") if "|" in piece else piece) if n % 2 else [piece] for n, piece in enumerate(pieces)]
    return map("".join, itertools.product(*choices))


def term(item: str) -> str:
    """An item of a file as a query text: several words become a phrase, and so does what only quotes hold together."""
    slop = _SLOP.search(item)
    exact, end = item.startswith("="), slop.start() if slop else len(item)
    if not _LOOSE.search(item, exact, end) and not (exact and "-" in item):
        return item
    return f'{"=" * exact}"{item[exact:end]}"{item[end:]}'


def plain(text: str) -> str:
    """A query text without the signs of the query language: what a reader would call it."""
    return _SLOP.sub("", text).strip('="*')
