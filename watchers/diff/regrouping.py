"""Turns that a relabelling put into other passages: a question that became an answer joins the exchange before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchers.diff.aligning import aligned
from watchers.diff.pairing import exact
from watchers.diff.units import essence
from watchers.model import Passage

_BEGINNING = 8  # words: passages that share so many may begin a run


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Passages, old and new, that hold the same words in the same order, cut in another way.

    pairs: an old one and a new one between which words have another speaker, each passage at most once.
    """

    befores: tuple[int, ...]
    afters: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


def regrouped(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Regrouped, ...]:
    """The runs of passages between those that stayed which are only cut in another way, in order.

    Where an exchange came or went, what is said around exchanges (a moderator's calls) is one passage or two: those
    that are no exchanges are looked at by themselves as well.
    """
    found: list[Regrouped] = []
    i = j = 0
    stayed = aligned([exact(p) for p in before], [exact(p) for p in after])
    for i_next, j_next in [*stayed, (len(before), len(after))]:
        olds, news = list(range(i, i_next)), list(range(j, j_next))
        runs = _runs(before, after, olds, news)
        taken = {i for run in runs for i in run.befores}, {j for run in runs for j in run.afters}
        loose = [i for i in olds if before[i].exchange is None and i not in taken[0]]
        runs += _runs(before, after, loose, [j for j in news if after[j].exchange is None and j not in taken[1]])
        found += runs
        i, j = i_next + 1, j_next + 1
    return tuple(found)


def _runs(
    before: Sequence[Passage], after: Sequence[Passage], olds: Sequence[int], news: Sequence[int]
) -> list[Regrouped]:
    """The runs among some passages of either side."""
    found: list[Regrouped] = []
    while olds and news:
        run = _run(before, after, olds, news)
        if run is None:
            olds, news = _next_start(before, after, olds, news)
            continue
        if len(run.befores) != len(run.afters):
            found.append(run)
        olds, news = olds[len(run.befores) :], news[len(run.afters) :]
    return found


def _next_start(
    before: Sequence[Passage], after: Sequence[Passage], olds: Sequence[int], news: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """What is left from the next pair of passages that begin alike."""
    firsts = {essence(after[j].text)[:_BEGINNING]: at for at, j in reversed(list(enumerate(news)))}
    for here, i in enumerate(olds):
        there = firsts.get(essence(before[i].text)[:_BEGINNING])
        if there is not None and (here, there) != (0, 0):
            return olds[here:], news[there:]
    return (), ()


def _run(
    before: Sequence[Passage], after: Sequence[Passage], olds: Sequence[int], news: Sequence[int]
) -> Regrouped | None:
    """The shortest run from the first of each that holds the same words."""
    sides = (_Side(before, olds), _Side(after, news))
    headings: set[tuple[str, ...]] = set()
    while True:
        side = min(sides, key=lambda side: len(side.words))
        passage = side.take()
        if passage is None or not passage.parts:
            return None
        headings.add(essence(passage.heading))
        shared = min(len(side.words) for side in sides)
        old, new = sides
        if len(headings) > 1 or old.words[:shared] != new.words[:shared]:
            return None
        if old.taken and new.taken and len(old.words) == len(new.words):
            return Regrouped(tuple(olds[: old.taken]), tuple(news[: new.taken]), _changed_hands(old.whose, new.whose))


class _Side:
    """The words of passages taken one by one, each word with its label and the number of its passage."""

    def __init__(self, passages: Sequence[Passage], numbers: Sequence[int]) -> None:
        self._passages = passages
        self._numbers = numbers
        self.taken = 0
        self.words: list[str] = []
        self.whose: list[tuple[tuple[str, ...], int]] = []

    def take(self) -> Passage | None:
        if self.taken == len(self._numbers):
            return None
        number = self._numbers[self.taken]
        passage = self._passages[number]
        for part in passage.parts:
            words = essence(passage.text[part.start : part.end])
            self.words += words
            self.whose += [(essence(part.label), number)] * len(words)
        self.taken += 1
        return passage


def _changed_hands(
    old: Sequence[tuple[tuple[str, ...], int]], new: Sequence[tuple[tuple[str, ...], int]]
) -> tuple[tuple[int, int], ...]:
    pairs: dict[int, int] = {}
    for (label, i), (other, j) in zip(old, new, strict=True):
        if label != other and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return tuple(pairs.items())
