"""Saved queries in any number, of several mixes, drawn from an archive's words by rank; the same ones every time."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from percolating.texts import LANGUAGE, Archive, Text
from watchers.languages import query_keys, word_keys
from watchers.query import Word, parse_query
from watchers.sources.profile import load_profiles
from watchers.text import fold, strip_accents, words

USUAL: Final = "the usual mix"
MIXES: Final = {  # name -> shares of words, prefixes, phrases, booleans
    USUAL: (0.57, 0.03, 0.20, 0.20),
    "all different": (0.57, 0.03, 0.20, 0.20),
    "80 % boolean": (0.1425, 0.0075, 0.05, 0.80),
    "5 that must, 2 that must not": (0.0, 0.0, 0.0, 1.0),
    "3 of the 400 commonest words": (0.0, 0.0, 0.0, 1.0),
    "nothing that is met": (0.57, 0.03, 0.20, 0.20),
}
PHRASES, REAL_PHRASES = 40_000, 1_000  # in the pool; those of the document itself
COMMONEST = 400
PREFIXES = (4, 5, 6)  # letters
_NOISE = 1.0  # of the logarithm of a rank: what people follow is not quite what is said most
Item = TypeVar("Item")
_DRAWN = 1 << 16
_CHAT = 10  # subscriptions of one chat


@dataclass(frozen=True, slots=True)
class Supply:
    """Where the parts of queries come from: endless draws by rank."""

    words: Iterator[tuple[str, str]]  # and the key each is known by
    phrases: Iterator[str]
    sources: Iterator[str]


def write_queries(file: Path, mix: str, count: int, archive: Archive, document: Text, seed: int) -> None:
    """A database with `count` subscriptions, and 20,000 of the same mix beside them that will come later."""
    with sqlite3.connect(file) as connection:
        for table, first, number in (("subscriptions", 1, count), ("later", 10_000_000, 20_000)):
            connection.execute(
                f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, chat_id BIGINT NOT NULL, query TEXT NOT NULL)"
            )
            made = queries(mix, number, archive, document, seed + first)
            rows = ((n, 100_000 + n // _CHAT, query) for n, query in enumerate(made, first))
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)
    connection.close()


def queries(mix: str, count: int, archive: Archive, document: Text, seed: int) -> Iterator[str]:
    """Canonical query texts."""
    chance = random.Random(seed)
    supply = _supply(mix, archive, document, seed)
    shares = MIXES[mix]
    single: tuple[Callable[[], str], ...] = (
        lambda: next(supply.words)[0],
        lambda: _prefix(supply.words, chance),
        lambda: f'"{next(supply.phrases)}"',
    )
    many = _must_and_must_not if mix.startswith("5") else _three if mix.startswith("3") else _boolean
    seen: set[str] = set()
    kinds: Iterator[int] = iter(())
    for number in range(count):
        kind = next(kinds, None)
        if kind is None:
            kinds = iter(chance.choices(range(4), shares, k=_DRAWN))
            kind = next(kinds)
        query = single[kind]() if kind < len(single) else many(supply, chance)
        if mix == "all different":
            while query in seen:  # there are no million words: what is taken is followed together with others
                query = many(supply, chance)
            seen.add(query)
        if number % 100 == 0 and str(parse_query(query)) != query:
            raise AssertionError(query)
        yield query


# ------------------------------------------------------------------ kinds of queries


def _boolean(supply: Supply, chance: random.Random) -> str:
    """One of seven kinds, each as often."""
    kind = chance.randrange(7)
    if kind == 5:
        return f'"{next(supply.phrases)}" {next(supply.words)[0]}'
    if kind == 6:
        return f"{next(supply.words)[0]} source:{next(supply.sources)}"
    needed = (2, 3, 3, 2, 4)[kind]
    one, two, *more = _different(supply.words, needed)
    match kind:
        case 0:
            return f"{one} {two}"
        case 1:
            return f"{one} OR {two} OR {more[0]}"
        case 2:
            return f"({one} OR {two}) {more[0]}"
        case 3:
            return f"{one} -{two}"
    return f"{one} {two} {more[0]} -{more[1]}"


def _must_and_must_not(supply: Supply, chance: random.Random) -> str:  # noqa: ARG001
    drawn = _different(supply.words, 7)
    return " ".join((*drawn[:5], *(f"-{word}" for word in drawn[5:])))


def _three(supply: Supply, chance: random.Random) -> str:  # noqa: ARG001
    return " ".join(_different(supply.words, 3))


def _different(drawn: Iterator[tuple[str, str]], count: int) -> list[str]:
    """Words no two of which are forms of one: "war -wars" is a contradiction."""
    found: dict[str, str] = {}
    while len(found) < count:
        word, key = next(drawn)
        found.setdefault(key, word)
    return list(found.values())


def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(word[:length] for length in PREFIXES)


def _prefix(drawn: Iterator[tuple[str, str]], chance: random.Random) -> str:
    length = chance.choice(PREFIXES)
    while len(word := next(drawn)[0]) <= length:
        pass
    return f"{word[:length]}*"


# ------------------------------------------------------------------ what they are made of


def _supply(mix: str, archive: Archive, document: Text, seed: int) -> Supply:
    chosen = [word for word in archive.worth_following() if _is_word(word)]
    phrases = _phrases(archive, document, chosen, seed)
    sources = sorted(load_profiles())
    if mix.startswith("3"):
        chosen = [word for word in archive.words if _is_word(word)][:COMMONEST]
    if mix.startswith("nothing"):
        forms = {strip_accents(fold(word)) for word in _words_of(document)}
        keys = {key for form in forms for key in word_keys(form, LANGUAGE)}
        beginnings = {beginning for form in forms for beginning in _beginnings(form)}
        chosen = [
            w for w in chosen if keys.isdisjoint(query_keys(w, LANGUAGE)) and beginnings.isdisjoint(_beginnings(w))
        ]
        phrases = [p for p in phrases if any(keys.isdisjoint(query_keys(w, LANGUAGE)) for w in p.split())]
    chance = np.random.default_rng(seed)
    # Among the commonest, all are as common as each other; else by rank, with noise that is the same for all draws.
    noise = np.random.default_rng(17).normal(0, 0 if mix.startswith("3") else _NOISE, len(chosen))
    ranks = np.argsort(np.argsort(np.log(np.arange(len(chosen)) + 1.0) + noise))
    weights = np.ones(len(chosen)) if mix.startswith("3") else 1 / (ranks + 20)
    keyed = [(word, word_keys(word, LANGUAGE)[0]) for word in chosen]
    return Supply(
        _drawn(keyed, weights, chance),
        _drawn(phrases, 1 / (np.arange(len(phrases)) + 20), chance),
        _drawn(sources, 1 / (np.arange(len(sources)) + 2), chance),
    )


def _drawn(items: Sequence[Item], weights: np.ndarray, chance: np.random.Generator) -> Iterator[Item]:
    sums = np.cumsum(weights)
    while True:
        for place in np.searchsorted(sums, chance.random(_DRAWN) * sums[-1]).tolist():
            yield items[min(place, len(items) - 1)]


def _phrases(archive: Archive, document: Text, chosen: Sequence[str], seed: int) -> list[str]:
    """PHRASES in no order: a few that the document has, the others of the archive's passages, or put together."""
    chance = random.Random(seed % 1000)
    real = _runs(document.passages, REAL_PHRASES, chance)
    others = _runs(archive.passages, PHRASES - len(real), chance) if archive.passages else []
    while len(real) + len(others) < PHRASES:
        places = [int(len(chosen) ** chance.random()) for _ in range(chance.choice((2, 2, 3, 4)))]
        others.append(" ".join(chosen[min(place, len(chosen) - 1)] for place in places))
    pool = [phrase for phrase in {*real, *others} if str(parse_query(f'"{phrase}"')) == f'"{phrase}"']
    pool.sort()
    chance.shuffle(pool)
    return pool


def _runs(passages: Sequence, count: int, chance: random.Random) -> list[str]:
    """Two to four words that stand next to each other in the passages, none shorter than three letters."""
    texts = [[w.lower() for w in _words_of_text(passage.text)] for passage in passages]
    texts = [text for text in texts if len(text) > 4]
    found: set[str] = set()
    for _ in range(40 * count if texts else 0):
        if len(found) == count:
            break
        text = chance.choice(texts)
        length = chance.choice((2, 2, 3, 4))
        at = chance.randrange(len(text) - length)
        run = text[at : at + length]
        if all(len(word) > 2 and word.isascii() and word.isalpha() for word in run):
            found.add(" ".join(run))
    return sorted(found)


def _words_of(document: Text) -> Iterator[str]:
    for passage in document.passages:
        for text in (passage.heading or "", passage.text):
            yield from _words_of_text(text)


def _words_of_text(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def _is_word(word: str) -> bool:
    query = parse_query(word)
    return isinstance(query.root, Word) and str(query) == word
