"""Which old passage is which new one: by identity, then by words, then by likeness."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence, Set

from watchers.diff.aligning import aligned, rising
from watchers.diff.units import essence
from watchers.model import Passage

_ALIKE = 0.5  # of the words shared: below, one passage went and another came
_ALIKE_UNDER_HEADING = 0.35
_RARE = 12  # passages at most that hold a word which suggests a pair
_SUGGESTED = 6  # candidates at most that one passage is compared with, beside its neighbours


def exact(passage: Passage) -> Hashable:
    return passage.heading, passage.text, tuple((part.label, part.start, part.end) for part in passage.parts)


def paired(
    before: Sequence[Passage], after: Sequence[Passage], but: tuple[Set[int], Set[int]] = (frozenset(), frozenset())
) -> list[tuple[int, int]]:
    """Which old passage is which new one, sorted by the old: first by identity, then by words, then by likeness.

    but: those of either side that are not to be paired.
    """
    pairs: dict[int, int] = {}

    def left() -> tuple[list[int], list[int]]:
        taken = set(pairs.values()) | but[1]
        return [i for i in range(len(before)) if i not in pairs and i not in but[0]], [
            j for j in range(len(after)) if j not in taken
        ]

    def settle(old: Sequence[Hashable], new: Sequence[Hashable]) -> None:
        """Pair equal ones: in order first, then those out of it. None is equal to nothing."""
        olds, news = ([k for k in ks if side[k] is not None] for ks, side in zip(left(), (old, new), strict=True))
        for a, b in aligned([old[i] for i in olds], [new[j] for j in news]):
            pairs[olds[a]] = news[b]
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for j in reversed([j for j in left()[1] if new[j] is not None]):
            waiting[new[j]].append(j)
        for i in left()[0]:
            if old[i] is not None and waiting[old[i]]:
                pairs[i] = waiting[old[i]].pop()

    settle([exact(p) for p in before], [exact(p) for p in after])
    olds, news = left()
    if olds and news:
        old_words, new_words = {i: essence(before[i].text) for i in olds}, {j: essence(after[j].text) for j in news}
        old_heads, new_heads = (
            {i: essence(before[i].heading) for i in olds},
            {j: essence(after[j].heading) for j in news},
        )
        settle(
            [(old_heads[i], old_words[i]) if i in old_words else None for i in range(len(before))],
            [(new_heads[j], new_words[j]) if j in new_words else None for j in range(len(after))],
        )
        settle(
            [old_words.get(i) or None for i in range(len(before))],
            [new_words.get(j) or None for j in range(len(after))],
        )
        olds, news = left()
        old_titles = _own_titles(before, {i: old_heads[i] for i in olds})
        new_titles = _own_titles(after, {j: new_heads[j] for j in news})
        settle([old_titles.get(i) for i in range(len(before))], [new_titles.get(j) for j in range(len(after))])
        olds, news = left()
        _settle_alike(
            pairs,
            {i: (old_heads[i], Counter(map(str.casefold, old_words[i]))) for i in olds},
            {j: (new_heads[j], Counter(map(str.casefold, new_words[j]))) for j in news},
        )
    return sorted(pairs.items())


def _own_titles(passages: Sequence[Passage], heads: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...] | None]:
    """The headings that name one passage alone; the exchanges of a section share theirs."""
    shared = Counter(essence(p.heading) if p.heading else () for p in passages if p.exchange is None)
    return {
        n: head if head and passages[n].exchange is None and shared[head] == 1 else None for n, head in heads.items()
    }


_Bag = tuple[tuple[str, ...], Counter[str]]


def _settle_alike(pairs: dict[int, int], olds: dict[int, _Bag], news: dict[int, _Bag]) -> None:
    """Pair what shares most of its words, the likest first; only pairs that something suggests are compared."""
    scored: list[tuple[float, int, int]] = []
    for i, j in _suggested(pairs, olds, news):
        (old_head, old_bag), (new_head, new_bag) = olds[i], news[j]
        alike, same_head = _likeness(old_bag, new_bag), bool(old_head) and old_head == new_head
        if alike >= (_ALIKE_UNDER_HEADING if same_head else _ALIKE):
            scored.append((alike + 0.15 * same_head, i, j))
    taken: set[int] = set()
    for _, i, j in sorted(scored, key=lambda entry: (-entry[0], abs(entry[1] - entry[2]), entry[1], entry[2])):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)


def _suggested(pairs: dict[int, int], olds: dict[int, _Bag], news: dict[int, _Bag]) -> set[tuple[int, int]]:
    """Pairs worth comparing: those that share rare words, and those that stand between the same neighbours."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, (_, bag) in olds.items():
        for word in bag:
            holders[word].append(i)
    suggested: set[tuple[int, int]] = set()
    for j, (_, bag) in news.items():
        shared: Counter[int] = Counter()
        for word in bag:
            if len(found := holders.get(word, ())) <= _RARE:
                shared.update(found)
        suggested |= {(i, j) for i, _ in shared.most_common(_SUGGESTED)}
    anchors = rising(sorted(pairs.items()))
    edges_before, edges_after = [i for i, _ in anchors], [j for _, j in anchors]
    gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i in olds:
        gaps[bisect_left(edges_before, i)][0].append(i)
    for j in news:
        gaps[bisect_left(edges_after, j)][1].append(j)
    for gone, come in gaps.values():
        few = len(gone) * len(come) <= 64
        suggested |= {(i, j) for i in gone for j in come} if few else set(zip(gone, come, strict=False))
    return suggested


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """The share of words in common (Dice), or nearly so where one holds the other: an answer added to its question."""
    shared = (old & new).total()
    fewer, more = sorted((old.total(), new.total()))
    if not fewer:
        return 0.0
    held = 0.7 * shared / fewer if fewer >= 12 else 0.0
    return max(2 * shared / (fewer + more), held)
