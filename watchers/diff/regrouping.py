"""Turns that a relabelling put into other passages: a question that became an answer joins the exchange before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchers.diff.aligning import aligned
from watchers.diff.pairing import exact
from watchers.diff.units import essence
from watchers.model import Passage


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Neighbouring passages, old and new, that hold the same words in the same order, cut in another way.

    pairs: an old one and a new one between which words have another speaker, each passage at most once.
    """

    befores: range
    afters: range
    pairs: tuple[tuple[int, int], ...]


def regrouped(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Regrouped, ...]:
    """The runs of passages between those that stayed which are only cut in another way, in order."""
    found: list[Regrouped] = []
    i = j = 0
    stayed = aligned([exact(p) for p in before], [exact(p) for p in after])
    for i_next, j_next in [*stayed, (len(before), len(after))]:
        while i < i_next and j < j_next:
            run = _run(before, after, range(i, i_next), range(j, j_next))
            if run is None:
                i, j = _next_start(before, after, range(i, i_next), range(j, j_next))
                continue
            if len(run.befores) != len(run.afters):
                found.append(run)
            i, j = run.befores.stop, run.afters.stop
        i, j = i_next + 1, j_next + 1
    return tuple(found)


def _next_start(before: Sequence[Passage], after: Sequence[Passage], olds: range, news: range) -> tuple[int, int]:
    """The next pair of passages that begin alike, or the end of both."""
    firsts = {essence(after[j].text)[:8]: j for j in reversed(news)}
    for i in olds:
        j = firsts.get(essence(before[i].text)[:8])
        if j is not None and (i, j) != (olds.start, news.start):
            return i, j
    return olds.stop, news.stop


def _run(before: Sequence[Passage], after: Sequence[Passage], olds: range, news: range) -> Regrouped | None:
    """The shortest run from the first of each that holds the same words."""
    i, j = olds.start, news.start
    old: list[str] = []
    new: list[str] = []
    whose: tuple[list[tuple[tuple[str, ...], int]], list[tuple[tuple[str, ...], int]]] = ([], [])
    headings = set()
    while i < olds.stop or j < news.stop:
        ours = len(old) <= len(new)
        at = i if ours else j
        if at >= (olds if ours else news).stop:
            return None
        passage = (before if ours else after)[at]
        headings.add(essence(passage.heading))
        if not passage.parts or len(headings) > 1:
            return None
        for part in passage.parts:
            words = essence(passage.text[part.start : part.end])
            (old if ours else new).extend(words)
            whose[not ours].extend([(essence(part.label), at)] * len(words))
        i, j = (i + 1, j) if ours else (i, j + 1)
        shared = min(len(old), len(new))
        if old[:shared] != new[:shared]:
            return None
        if len(old) == len(new) and i > olds.start and j > news.start:
            return Regrouped(range(olds.start, i), range(news.start, j), _changed_hands(*whose))
    return None


def _changed_hands(
    old: Sequence[tuple[tuple[str, ...], int]], new: Sequence[tuple[tuple[str, ...], int]]
) -> tuple[tuple[int, int], ...]:
    pairs: dict[int, int] = {}
    for (label, i), (other, j) in zip(old, new, strict=True):
        if label != other and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return tuple(pairs.items())
