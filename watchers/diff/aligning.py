"""Two sequences aligned: which items of the one are which of the other."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_BLOCK = 40_000  # cells: the longest stretch without a unique word that is aligned by brute force


def aligned(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of equal items, rising on both sides: a patience alignment.

    Items that stand once on either side anchor the rest (Bram Cohen's patience diff), so that common words do not
    pull a redline to pieces, and the cost stays near linear where a full comparison's is quadratic.
    """
    pairs: list[tuple[int, int]] = []
    ranges = [(0, len(before), 0, len(after))]
    while ranges:
        i, i_end, j, j_end = ranges.pop()
        while i < i_end and j < j_end and before[i] == after[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and before[i_end - 1] == after[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            pairs.append((i_end, j_end))
        if i == i_end or j == j_end:
            continue
        anchors = _anchors(before, after, i, i_end, j, j_end)
        if anchors:
            pairs += anchors
            edges = [(i - 1, j - 1), *anchors, (i_end, j_end)]
            ranges += [
                (a + 1, next_a, b + 1, next_b)
                for (a, b), (next_a, next_b) in pairwise(edges)
                if a + 1 < next_a and b + 1 < next_b
            ]
        elif (i_end - i) * (j_end - j) <= _BLOCK:
            matcher = SequenceMatcher(None, before[i:i_end], after[j:j_end], autojunk=False)
            pairs += [(i + m.a + n, j + m.b + n) for m in matcher.get_matching_blocks() for n in range(m.size)]
    return sorted(pairs)


def _anchors(
    before: Sequence[Hashable], after: Sequence[Hashable], i: int, i_end: int, j: int, j_end: int
) -> list[tuple[int, int]]:
    """The longest rising run of pairs of items that stand exactly once in both ranges."""
    once_before = {item for item, count in Counter(before[i:i_end]).items() if count == 1}
    once_after = {item for item, count in Counter(after[j:j_end]).items() if count == 1}
    place = {after[k]: k for k in range(j, j_end) if after[k] in once_before and after[k] in once_after}
    return rising([(k, place[before[k]]) for k in range(i, i_end) if before[k] in place])


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs sorted by their first, a longest run whose seconds rise too."""
    lowest: list[int] = []  # the lowest second that ends a run of each length
    ends: list[int] = []  # the pair it belongs to
    links: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(lowest, second)
        links.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [second]
        ends[length : length + 1] = [number]
    run: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = links[at]
    return run[::-1]


def blocks_of(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Runs of neighbouring pairs as (first before, first after, size)."""
    blocks: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if blocks and (i, j) == (blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]):
            blocks[-1] = (blocks[-1][0], blocks[-1][1], blocks[-1][2] + 1)
        else:
            blocks.append((i, j, 1))
    return blocks
