"""Which passages of two editions of one briefing say the same, in whatever languages (pure).

They are aligned in order, by what a translation leaves as it is: numbers, the names of countries, organisations and
people (each known in every language), other names by their first letters in one script, and how much is said.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from watchers import aliases
from watchers.model import Briefing, Passage, Subscription
from watchers.percolator import Percolator
from watchers.text import WORD, fold, is_han_or_kana, latin, strip_accents

_ALIKE = 0.3  # below, two passages are not each other's counterparts, wherever they stand
_APART = 0.6  # of the marks alone: what it takes out of the order of the page
_BY_MARKS, _BY_SIZE, _BY_PLACE = 0.6, 0.25, 0.05
_OTHER_KIND = 0.3  # an exchange here, a topic there
_FEW_MARKS = 1.0  # of the weight of marks, from which they say all they can; of none, size and place have the word
_BAND = 0.25  # of the page: how far apart counterparts may stand in very long ones
_ALL = 40_000  # pairs that are all looked at
_LETTERS = 5  # of a name: what its cases leave as it is
_HAN_LETTERS = 3.6  # letters that say what one Han character does
_SHORTER = 0.5  # of what an edition's other passages say, beside their counterparts


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One thing said, and where it stands in each of two editions: indices of their passages; one may be None.

    shorter: the second says much less of it than it does of the rest.
    """

    first: int | None
    second: int | None
    shorter: bool = False


def counterparts(first: Briefing, second: Briefing) -> tuple[Counterpart, ...]:
    """The passages of two editions, each once, in the order of the first; what only the second has, where it has it."""
    ours, theirs = first.passages(), second.passages()
    pairs = _aligned(_marked(first, ours), _marked(second, theirs), ours, theirs)
    ratios = [_size(theirs[j]) / max(_size(ours[i]), 1.0) for i, j in pairs]
    usual = median(ratios) if ratios else 1.0
    shorter = {pair for pair, ratio in zip(pairs, ratios, strict=True) if ratio < _SHORTER * usual}
    partner, met = dict(pairs), {j for _, j in pairs}
    found: list[tuple[float, Counterpart]] = []
    for i in range(len(ours)):
        j = partner.get(i)
        found.append((i, Counterpart(i, j, j is not None and (i, j) in shorter)))
    back = {j: i for i, j in pairs}
    place = -1.0
    for j in range(len(theirs)):
        if j in met:
            place = back[j]
        else:
            found.append((place + 0.5, Counterpart(None, j)))
    return tuple(each for _, each in sorted(found, key=lambda entry: entry[0]))


# ------------------------------------------------------------------ what a translation leaves as it is


@lru_cache(maxsize=1)
def _everyone() -> tuple[Percolator, tuple[str, ...]]:
    """All names of the files, each as if somebody followed it."""
    names = aliases.names()
    percolator = Percolator()
    percolator.add_all([Subscription(n, 0, f"~{name}") for n, name in enumerate(names)])
    return percolator, names


def _marked(briefing: Briefing, passages: Sequence[Passage]) -> list[frozenset[str]]:
    percolator, names = _everyone()
    met = percolator.match(passages, briefing.setting)
    found: list[set[str]] = [_written(passage.text) for passage in passages]
    for name, masks in zip(met.ids.tolist(), met.masks.tolist(), strict=True):
        for number in range(len(passages)):
            if masks[number // 64] >> number % 64 & 1:
                found[number].add(f"~{names[name]}")
    return [frozenset(each) for each in found]


def _written(text: str) -> set[str]:
    """Numbers, and the beginnings of capitalised words in Latin letters."""
    found: set[str] = set()
    for word in set(WORD.findall(text)):
        if word[0].isdigit():
            found.add(fold(word))
        elif word[0].isupper() and len(word) >= _LETTERS and not is_han_or_kana(word):
            found.add(latin(strip_accents(word))[:_LETTERS])
    return found


def _size(passage: Passage) -> float:
    """How much it says, in letters, whatever its script."""
    han = sum(map(is_han_or_kana, passage.text)) if not passage.text.isascii() else 0
    return len(passage.text) + (_HAN_LETTERS - 1) * han


# ------------------------------------------------------------------ alignment


def _aligned(
    ours: Sequence[frozenset[str]],
    theirs: Sequence[frozenset[str]],
    first: Sequence[Passage],
    second: Sequence[Passage],
) -> list[tuple[int, int]]:
    """Pairs in rising order that are alike together most, and of the rest those that are alike beyond doubt."""
    held = Counter(mark for marks in (*ours, *theirs) for mark in marks)
    weights = {mark: 1 / math.log2(1 + count) ** 2 for mark, count in held.items() if count > 1}
    n, m = len(first), len(second)
    whole = sum(map(_size, first)) or 1.0, sum(map(_size, second)) or 1.0
    shares = [_size(p) / whole[0] for p in first], [_size(p) / whole[1] for p in second]
    marks: dict[tuple[int, int], float] = {}
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n):
        row, above = best[i + 1], best[i]
        for j in range(m):
            apart = abs((i + 0.5) / n - (j + 0.5) / m)
            gain = 0.0
            if n * m <= _ALL or apart <= _BAND:
                alike, sure = _shared(ours[i], theirs[j], weights)
                marks[i, j] = alike * sure
                less, more = sorted((shares[0][i], shares[1][j]))
                rest = _BY_SIZE * less / (more or 1.0) + _BY_PLACE * max(0.0, 1 - 4 * apart)
                said = _BY_MARKS * sure
                gain = (said * alike + rest) / (said + _BY_SIZE + _BY_PLACE) - _ALIKE
                gain -= _OTHER_KIND * ((first[i].exchange is None) != (second[j].exchange is None))
            row[j + 1] = max(above[j + 1], row[j], above[j] + gain)
    pairs: list[tuple[int, int]] = []
    i, j = n, m
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    taken = {i for i, _ in pairs}, {j for _, j in pairs}
    for (i, j), alike in sorted(marks.items(), key=lambda entry: -entry[1]):
        if alike < _APART:
            break
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return sorted(pairs)


def _shared(ours: frozenset[str], theirs: frozenset[str], weights: dict[str, float]) -> tuple[float, float]:
    """How far the marks of two passages agree (their cosine), and how much that says: 0 where neither has any."""
    one, other = (sum(weights.get(mark, 0.0) for mark in marks) for marks in (ours, theirs))
    if not one or not other:
        return 0.0, min((one + other) / 2 / _FEW_MARKS, 1.0)
    both = sum(weights.get(mark, 0.0) for mark in ours & theirs)
    return both / math.sqrt(one * other), min(math.sqrt(one * other) / _FEW_MARKS, 1.0)
