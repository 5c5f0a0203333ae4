"""Passages and queries in the plainest terms, for engines that know nothing of ours: one term for each word.

What costs our index time is done for its peers beforehand: texts are cut into words and these into terms, queries are
read and planned. So counts can be compared one by one, and a difference has a reason.
"""

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from searching.archive import Maker
from searching.questions import Question
from searching.texts import SHARES
from storage.tables import unpacked
from watchers.languages import analyze
from watchers.model import Briefing, Passage
from watchers.query import plan
from watchers.query.plan import Beginning, Both, Close, Either, Facts, Plan, Run, Token, Within, Without, facts
from watchers.query.tree import Dates

GAP: Final = "gap"  # no term of any text; so many between heading and body that nothing is near across it
_APART = 6
_FIELDS = ("source:", "kind:", "lang:")

# ------------------------------------------------------------------ passages


@dataclass(frozen=True, slots=True)
class Given:
    """A passage as peers get it. day: of its briefing; facts: as words."""

    id: int
    day: dt.date
    language: str
    terms: list[str]
    facts: list[str]
    text: str


Known: TypeAlias = dict[tuple[str, str], set[str]]  # language, key -> the terms of words that have it


def write_terms(file: Path, maker: Maker, archive: Path) -> None:
    """Cut all passages of the archive into terms, once for all peers."""
    part = file.with_suffix(".part")
    known: Known = defaultdict(set)
    ids = _ids(archive)
    with part.open("w", encoding="utf-8") as lines:
        for number in range(maker.briefings):
            briefing = maker.briefing(number)
            for passage in briefing.passages():
                terms, true = _in_terms(passage, briefing, known)
                row = (next(ids), briefing.date, briefing.language, " ".join(terms), " ".join(true))
                lines.write("\t".join(map(str, row)) + "\n")
    with file.with_suffix(".known").open("w", encoding="utf-8") as lines:
        for (language, key), found in sorted(known.items()):
            lines.write(f"{language}\t{key}\t{' '.join(sorted(found))}\n")
    part.rename(file)


def given(file: Path, archive: Path) -> Iterator[Given]:
    """All passages, the oldest first."""
    with file.open(encoding="utf-8") as lines, closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as source:
        texts = source.execute("SELECT id, text FROM passages WHERE until_version IS NULL ORDER BY id")
        for line, (id_, text) in zip(lines, texts, strict=True):
            number, day, language, terms, true = line.rstrip("\n").split("\t")
            if int(number) != id_:
                raise AssertionError(f"{number} is not {id_}: the archive is another one")
            day_of = dt.date.fromisoformat(day)
            yield Given(id_, day_of, language, terms.split(" "), true.split(" "), unpacked(text))


def more(maker: Maker, number: int, id_: int) -> list[Given]:
    """The passages of a briefing that is not in the archive, with the ids from `id_` on."""
    briefing, known = maker.briefing(number), defaultdict[tuple[str, str], set[str]](set)
    assert briefing.date is not None
    each = [(passage, *_in_terms(passage, briefing, known)) for passage in briefing.passages()]
    return [
        Given(id_ + n, briefing.date, briefing.language, terms, true, passage.text)
        for n, (passage, terms, true) in enumerate(each)
    ]


def _in_terms(passage: Passage, briefing: Briefing, known: Known) -> tuple[list[str], list[str]]:
    terms: list[str] = []
    for text in (passage.heading or "", passage.text):
        terms += [GAP] * _APART if terms else []
        terms += [_term(briefing.language, keys, known) for keys in analyze(text, briefing.language).keys]
    return terms, [_fact(fact) for fact in sorted(facts(passage, briefing.setting)) if fact.startswith(_FIELDS)]


def known_terms(file: Path) -> Known:
    """By which terms a key is known."""
    known: Known = {}
    with file.with_suffix(".known").open(encoding="utf-8") as lines:
        for line in lines:
            language, key, found = line.rstrip("\n").split("\t")
            known[language, key] = set(found.split(" "))
    return known


def _ids(archive: Path) -> Iterator[int]:
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as connection:
        for (id_,) in connection.execute("SELECT id FROM passages WHERE until_version IS NULL ORDER BY id"):
            yield id_


def _term(language: str, keys: tuple[str, ...], known: Known) -> str:
    term = f"{language}_{'_'.join(keys)}"
    for key in keys:
        known[language, key].add(term)
    return term


def _fact(fact: str) -> str:
    return "fact" + "".join(letter if letter.isalnum() else "_" for letter in fact)


# ------------------------------------------------------------------ queries


@dataclass(frozen=True, slots=True)
class Next:
    """Words next to each other, each one of some terms; of one: a word."""

    slots: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two words in any order, the one at most so many words after the other."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Start:
    """A term that begins so: that words do is not known to an index of stems."""

    letters: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One of these is true of the passage."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """All of `needed`, none of `barred`."""

    needed: "tuple[Plain, ...]"
    barred: "tuple[Plain, ...]" = ()


@dataclass(frozen=True, slots=True)
class Any:
    """One of several; of none: never met."""

    items: "tuple[Plain, ...]"


Plain: TypeAlias = Next | Near | Start | Fact | All | Any
NEVER: Final = Any(())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as peers get it; since, until: days of the briefing, both included."""

    plain: Plain
    since: dt.date | None
    until: dt.date | None

    def of_year(self, year: int) -> "Asked":
        """The same of one year."""
        return Asked(self.plain, dt.date(year, 1, 1), dt.date(year, 12, 31))


class NotToBeAskedError(Exception):
    """What an index of stems cannot tell."""


def asked(question: Question, known: Known) -> Asked:
    """The question in these terms, in the words of all languages. Raises NotToBeAskedError."""
    days: list[Dates] = []
    each = [_plain(plan(question.query, language), language, known, days) for language in SHARES]
    since = max((date.since for date in days if date.since), default=None)
    until = min((date.until for date in days if date.until), default=None)
    return Asked(_any(each), since, until)


def _plain(node: Plan, language: str, known: Known, days: list[Dates]) -> Plain:
    match node:
        case Token(keys):
            return _next((keys,), language, known)
        case Run(slots):
            return _next(slots, language, known)
        case Close((Token(one), Token(other)), (most,)):
            ends = _terms(one, language, known), _terms(other, language, known)
            return Near(*ends, most) if all(ends) else NEVER
        case Beginning(start):
            return Start(f"{language}_{start}")
        case Facts(_, needed):
            return _all([Fact(tuple(map(_fact, clause))) for clause in needed], [])
        case Dates():
            days.append(node)
            return All(())
        case Either(items):
            return _any([_plain(item, language, known, days) for item in items])
        case Both(items):
            return _all(
                [_plain(item, language, known, days) for item in items if not isinstance(item, Without)],
                [_plain(item.item, language, known, days) for item in items if isinstance(item, Without)],
            )
        case Within():
            raise NotToBeAskedError("an index without sentences")
    raise NotToBeAskedError(f"an index of stems: {type(node).__name__}")


def _terms(keys: Iterable[str], language: str, known: Known) -> tuple[str, ...]:
    return tuple(sorted({term for key in keys for term in known.get((language, key), ())}))


def _next(slots: Iterable[Iterable[str]], language: str, known: Known) -> Plain:
    each = tuple(_terms(keys, language, known) for keys in slots)
    return Next(each) if all(each) else NEVER


def _any(items: list[Plain]) -> Plain:
    there = [item for item in items if item != NEVER]
    return there[0] if len(there) == 1 else Any(tuple(there))


def _all(needed: list[Plain], barred: list[Plain]) -> Plain:
    if NEVER in needed:
        return NEVER
    flat: list[Plain] = []
    for item in needed:
        flat += item.needed if isinstance(item, All) and not item.barred else (item,)
    without = tuple(item for item in barred if item != NEVER)
    return flat[0] if len(flat) == 1 and not without else All(tuple(flat), without)
