"""How common something is in a period, and whether that is more than usual (pure).

By log-odds with an informative Dirichlet prior: Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16:4
(2008); and by how often a word is said again where it is said: Church and Gale, "Poisson mixtures" (1995).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from watchers.remembered import Said
from watchers.topics.phrases import Phrase
from watchers.topics.row import Ints

NOW: Final = 0
BEFORE: Final = 1
OLDER: Final = 2
_PRIOR = 20.0  # passages' worth of the prior
_PRIOR_WORDS = 2000.0  # words' worth of it, but of few words a share
_PRIOR_SHARE = 0.2
_ALWAYS = 0.6  # of the briefings, now as ever
_FEW = 5  # briefings: of fewer, with none to compare them with, what all say may be what they are about
_MORE = 1.6  # times as often as ever, and it is a subject after all
_PROPER = 0.8
_HEADED = 0.6
_CASELESS = frozenset(["de"])  # every noun is written with a capital


@dataclass(frozen=True, slots=True)
class Measured:
    """Something in one period: in how many passages and briefings; score: how many of the passages count for a subject.

    usual: the source says it nearly every time.
    """

    passages: int
    briefings: int
    score: float
    usual: bool = False

    @property
    def rank(self) -> tuple[float, int, int]:
        """What sorts the first subject first."""
        return -self.score, -self.briefings, -self.passages


@dataclass(frozen=True, slots=True)
class Shares:
    """In how many of so many passages, and of so many briefings, something is said."""

    passages: int
    briefings: int
    of: int
    of_briefings: int

    @property
    def in_passages(self) -> float:
        """The share of the passages."""
        return self.passages / self.of if self.of else 0.0

    @property
    def in_briefings(self) -> float:
        """The share of the briefings."""
        return self.briefings / self.of_briefings if self.of_briefings else 0.0


class Field:
    """All passages in a row: those of the period, of the one before, and older ones; sizes and briefings by period."""

    def __init__(self, now: Sequence[Said], before: Sequence[Said], older: Sequence[Said]) -> None:
        self.all = (*now, *before, *older)
        self.sizes = (len(now), len(before), len(older))
        ids: dict[str, int] = {}
        self._briefing: Ints = np.array([ids.setdefault(said.briefing, len(ids)) for said in self.all], np.int64)
        self._period: Ints = np.repeat(np.arange(3), self.sizes)
        self._many = max(1, len(ids))
        edges = np.cumsum([0, *self.sizes]).tolist()
        self.briefings = tuple(len(np.unique(self._briefing[low:high])) for low, high in pairwise(edges))

    def counts(self, which: Ints, where: Ints, many: int) -> tuple[Ints, Ints]:
        """Of so many things, of which number `which[i]` stands in passage `where[i]`: in how many passages and in how
        many briefings of each period each stands; two tables, a row for a thing.
        """
        passages = np.bincount(which * 3 + self._period[where], minlength=many * 3)
        once = np.unique((which * 3 + self._period[where]) * self._many + self._briefing[where])
        return passages.reshape(-1, 3), np.bincount(once // self._many, minlength=many * 3).reshape(-1, 3)

    def sums(self, which: Ints, where: Ints, amounts: Ints, many: int) -> Ints:
        """The amounts by thing and period, as `counts` has them."""
        summed = np.bincount(which * 3 + self._period[where], amounts, minlength=many * 3)
        return summed.astype(np.int64).reshape(-1, 3)

    def shares(self, passages: Sequence[int], briefings: Sequence[int], period: int) -> tuple[Shares, Shares]:
        """How common something is in a period, and elsewhere; passages, briefings: its counts by period."""
        here = Shares(passages[period], briefings[period], self.sizes[period], self.briefings[period])
        return here, Shares(
            sum(passages) - here.passages,
            sum(briefings) - here.briefings,
            sum(self.sizes) - here.of,
            sum(self.briefings) - here.of_briefings,
        )


def surprise(met: int, of: int, met_else: int, of_else: int) -> float:
    """By how many standard deviations something is more common in one lot of passages than in another; 0: no telling.

    met of `of` in the one, met_else of `of_else` in the other.
    """
    if not of or not of_else or not met + met_else:
        return 0.0
    prior = _PRIOR * (met + met_else) / (of + of_else)
    here, there = met + prior, met_else + prior
    rest, rest_else = of + _PRIOR - here, of_else + _PRIOR - there
    if rest <= 0 or rest_else <= 0:  # all of them say it
        return 0.0
    return (math.log(here / rest) - math.log(there / rest_else)) / math.sqrt(1 / here + 1 / there)


def risen(said: int, of: int, said_else: int, of_else: int) -> float:
    """How many times as often it is said as elsewhere, as a power of two; 0: no telling. of, of_else: words in all."""
    if not of or not of_else or not said + said_else:
        return 0.0
    weight = min(_PRIOR_WORDS, (of + of_else) * _PRIOR_SHARE)
    prior = weight * (said + said_else) / (of + of_else)
    return math.log2((said + prior) / (of + weight)) - math.log2((said_else + prior) / (of_else + weight))


def is_usual(here: Shares, elsewhere: Shares) -> bool:
    """Whether the source says it nearly every time, now no more than ever."""
    if min(here.of_briefings, elsewhere.of_briefings) < 2:
        return here.of_briefings >= _FEW and here.in_briefings > 0.9
    often = min(here.in_briefings, elsewhere.in_briefings) >= _ALWAYS
    return often and here.in_passages < _MORE * elsewhere.in_passages


def worth(phrase: Phrase, language: str, here: Shares, elsewhere: Shares, more: float, again: float) -> float:
    """How much of a subject a phrase is, 0 to 1.

    What is written as a name is one. An everyday word is one where it is said far more than ever (more: `risen`), and
    again and again where it is said at all (again: times in a passage): so are subjects, not "however". A phrase of
    several words that belong together is one for either reason, or because headings say it.
    """
    if phrase.proper >= _PROPER and language not in _CASELESS:
        return 1.0
    sure = surprise(here.passages, here.of, elsewhere.passages, elsewhere.of)
    if phrase.is_word:
        return between(more, 1.0, 3.0) * between(sure, 1.5, 3.0) * between(again, 1.1, 1.7)
    if not phrase.is_bound:
        return 0.0
    rising = between(more, 0.5, 2.5) * between(sure, 1.0, 3.0)
    steady = 0.3 * between(again, 1.1, 1.6)
    headed = _HEADED if phrase.headings > 1 and more > 0 else 0.0
    return max(rising, steady, headed)


def between(value: float, low: float, high: float) -> float:
    """0 at `low` and below, 1 at `high` and above, evenly in between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
