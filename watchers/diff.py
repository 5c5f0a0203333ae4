"""What a new version did: passages aligned and each change named, and the words of an edited one as a redline."""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from watchers.model import Change, ChangeKind, Passage, Span
from watchers.text import WORD, visible

_ALIKE = 0.5  # of the words shared: below, one passage went and another came
_ALIKE_UNDER_HEADING = 0.35
_RARE = 12  # passages at most that hold a word which suggests a pair
_SUGGESTED = 6  # candidates at most that one passage is compared with, beside its neighbours
_BLOCK = 40_000  # cells: the longest stretch without a unique word that is aligned by brute force


# ------------------------------------------------------------------ what of a text carries meaning

_UNIT = re.compile(rf"(?P<word>{WORD.pattern})|[^\w\s]")
_QUIET_SYMBOLS = re.compile("[\u25a0-\u25ff`^~´¨¯¸]")  # bullets, stray accents
_SPOKEN_MARKS = frozenset("?!؟？！%‰§#№@&/")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, or a sign that carries meaning as a word does, with its place."""

    start: int
    end: int
    said: str


def _units(text: str) -> list[_Unit]:
    """What of a text is read aloud: words in their own case, and ? ! % $ and the like; not quotes, dashes, commas."""
    units: list[_Unit] = []
    for found in _UNIT.finditer(text):
        start, end = found.span()
        if found.lastgroup == "word":
            units.append(_Unit(start, end, _spelled(found.group())))
        elif _is_said(text, start):
            units.append(_Unit(start, end, found.group()))
    return units


@lru_cache(maxsize=1 << 15)
def _spelled(word: str) -> str:
    return unicodedata.normalize("NFC", visible(word)).replace("’", "'")


def _is_said(text: str, at: int) -> bool:
    """Whether the sign at a place is more than layout: a currency, a minus before a number, a decimal point."""
    sign = text[at]
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if sign in ".,:":
        return before.isdigit() and after.isdigit()
    if sign in "-−–":
        return after.isdigit() and not before.isalnum()
    if sign in _SPOKEN_MARKS:
        return True
    return unicodedata.category(sign)[0] == "S" and not _QUIET_SYMBOLS.match(sign)


def _essence(text: str | None) -> tuple[str, ...]:
    return tuple(unit.said for unit in _units(text)) if text else ()


# ------------------------------------------------------------------ two sequences aligned


def _aligned(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
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
    return _rising([(k, place[before[k]]) for k in range(i, i_end) if before[k] in place])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
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


# ------------------------------------------------------------------ passages


def compare(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Change, ...]:
    """What became of each passage between two versions, in the order of the new one; unchanged ones are left out.

    added, removed; edited (its words differ); retitled (same words under other words); relabelled (same words by
    others); moved (same words, out of the order of those around them); cosmetic (only spacing, quotes, dashes, layout
    punctuation or unseen characters differ). One change a passage: the first of these that holds.
    """
    pairs = _paired(before, after)
    in_order = set(_rising(pairs))
    partner = {j: i for i, j in pairs}
    told: list[tuple[float, Change]] = []
    for j, new in enumerate(after):
        if j not in partner:
            told.append((j, Change("added", None, new)))
            continue
        old = before[partner[j]]
        kind = _kind(old, new)
        if kind in (None, "cosmetic") and (partner[j], j) not in in_order:
            kind = "moved"
        if kind:
            told.append((j, Change(kind, old, new)))
    place = dict(pairs)
    latest = -1.0
    for i, old in enumerate(before):
        if i in place:
            latest = place[i]
        else:  # told where it stood: after the passage that stood before it
            told.append((latest + 0.5, Change("removed", old, None)))
    return tuple(change for _, change in sorted(told, key=lambda entry: entry[0]))


def _exact(passage: Passage) -> Hashable:
    return passage.heading, passage.text, tuple((part.label, part.start, part.end) for part in passage.parts)


def _kind(old: Passage, new: Passage) -> ChangeKind | None:
    if _exact(old) == _exact(new):
        return None
    if _essence(old.text) != _essence(new.text):
        return "edited"
    if _essence(old.heading) != _essence(new.heading):
        return "retitled"
    return "cosmetic" if _voices(old) == _voices(new) else "relabelled"


def _voices(passage: Passage) -> list[tuple[tuple[str, ...], int]]:
    """Who says how many words, in order."""
    return [(_essence(part.label), len(_units(passage.text[part.start : part.end]))) for part in passage.parts]


def _paired(before: Sequence[Passage], after: Sequence[Passage]) -> list[tuple[int, int]]:
    """Which old passage is which new one, sorted by the old: first by identity, then by words, then by likeness."""
    pairs: dict[int, int] = {}

    def left() -> tuple[list[int], list[int]]:
        taken = set(pairs.values())
        return [i for i in range(len(before)) if i not in pairs], [j for j in range(len(after)) if j not in taken]

    def settle(old: Sequence[Hashable], new: Sequence[Hashable]) -> None:
        """Pair equal ones: in order first, then those out of it. None is equal to nothing."""
        olds, news = ([k for k in ks if side[k] is not None] for ks, side in zip(left(), (old, new), strict=True))
        for a, b in _aligned([old[i] for i in olds], [new[j] for j in news]):
            pairs[olds[a]] = news[b]
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for j in reversed([j for j in left()[1] if new[j] is not None]):
            waiting[new[j]].append(j)
        for i in left()[0]:
            if old[i] is not None and waiting[old[i]]:
                pairs[i] = waiting[old[i]].pop()

    settle([_exact(p) for p in before], [_exact(p) for p in after])
    olds, news = left()
    if olds and news:
        old_words, new_words = {i: _essence(before[i].text) for i in olds}, {j: _essence(after[j].text) for j in news}
        old_heads, new_heads = (
            {i: _essence(before[i].heading) for i in olds},
            {j: _essence(after[j].heading) for j in news},
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
    shared = Counter(_essence(p.heading) if p.heading else () for p in passages if p.exchange is None)
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
    anchors = _rising(sorted(pairs.items()))
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


def collapsed(before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Whether a new version lost most of the old: half a page came, which must not pass for "all was deleted".

    True when a version of four passages or more keeps less than half its text, or less than half its passages and
    three quarters of its text (a regrouping keeps the text), or when any version with words is left with none.
    """
    had, has = _length(before), _length(after)
    if had and not has:
        return True
    if len(before) < 4:
        return False
    return 2 * has < had or (2 * len(after) < len(before) and 4 * has < 3 * had)


def _length(passages: Iterable[Passage]) -> int:
    return sum(len("".join(passage.text.split())) for passage in passages)


def fingerprint(passages: Sequence[Passage]) -> str:
    """A SHA-256 of everything a version says, in hex: headings, labels and text to the last character, in order."""
    digest = hashlib.sha256()
    for passage in passages:
        parts = [field for part in passage.parts for field in (part.label, str(part.start), str(part.end))]
        fields = [passage.heading, passage.text, str(len(parts)), *parts]
        for value in fields:
            data = b"" if value is None else value.encode("utf-8", "surrogatepass")
            digest.update(b"-" if value is None else f"{len(data)}:".encode())
            digest.update(data)
    return digest.hexdigest()


# ------------------------------------------------------------------ words


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a redline: words that stayed, went or came. The side it does not touch has an empty span."""

    op: Literal["equal", "delete", "insert"]
    before: Span
    after: Span


def redline(before: str, after: str) -> tuple[Edit, ...]:
    """Word by word what became of a text: edits that cover both texts whole and in order, neighbours never the same op.

    What is "equal" has the same words on both sides; quotes, spacing and layout punctuation may differ within it.
    A replacement is a delete followed by an insert.
    """
    old, new = _units(before), _units(after)
    blocks = _readable(_blocks(_aligned([u.said for u in old], [u.said for u in new])), len(old), len(new))
    edits: list[Edit] = []
    i = j = i_at = j_at = 0  # the unit and the character that each side has been told up to
    for i_next, j_next, size in [*blocks, (len(old), len(new), 0)]:
        i_to = old[i_next].start if size else len(before)
        j_to = new[j_next].start if size else len(after)
        if i == i_next and j == j_next:  # only layout between two stretches that stayed
            edits.append(Edit("equal", (i_at, i_to), (j_at, j_to)))
        else:
            gone, come = old[i:i_next], new[j:j_next]
            edits += _replaced(before, after, ((i_at, i_to), _said_span(gone)), ((j_at, j_to), _said_span(come)))
        i, j = i_next + size, j_next + size
        if size:
            i_at, j_at = old[i - 1].end, new[j - 1].end
            edits.append(Edit("equal", (i_to, i_at), (j_to, j_at)))
    return _joined(edits)


def _blocks(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Runs of neighbouring pairs as (first before, first after, size)."""
    blocks: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if blocks and (i, j) == (blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]):
            blocks[-1] = (blocks[-1][0], blocks[-1][1], blocks[-1][2] + 1)
        else:
            blocks.append((i, j, 1))
    return blocks


def _readable(blocks: list[tuple[int, int, int]], old: int, new: int) -> list[tuple[int, int, int]]:
    """Without the one or two words that survive by chance amid a rewritten stretch: nobody can read such a redline."""
    kept: list[tuple[int, int, int]] = []
    for number, (i, j, size) in enumerate(blocks):
        i_last, j_last = (kept[-1][0] + kept[-1][2], kept[-1][1] + kept[-1][2]) if kept else (0, 0)
        i_next, j_next = blocks[number + 1][:2] if number + 1 < len(blocks) else (old, new)
        changed_before = max(i - i_last, j - j_last)
        changed_after = max(i_next - i - size, j_next - j - size)
        if size > 2 or min(changed_before, changed_after) < 2 * size:
            kept.append((i, j, size))
    return kept


def _said_span(units: Sequence[_Unit]) -> Span | None:
    return (units[0].start, units[-1].end) if units else None


def _replaced(before: str, after: str, old: tuple[Span, Span | None], new: tuple[Span, Span | None]) -> list[Edit]:
    """A stretch that changed, less the layout both sides begin and end with. old, new: the stretch, its words' span."""
    (i, i_end), i_said = old
    (j, j_end), j_said = new
    start = (i, j)
    while i < (i_said[0] if i_said else i_end) and j < (j_said[0] if j_said else j_end) and before[i] == after[j]:
        i, j = i + 1, j + 1
    i_last, j_last = i_end, j_end
    while (
        i_last > (i_said[1] if i_said else i)
        and j_last > (j_said[1] if j_said else j)
        and before[i_last - 1] == after[j_last - 1]
    ):
        i_last, j_last = i_last - 1, j_last - 1
    if i_said and j_said:  # one word for another: the space after each keeps them apart when both are shown
        while i_last < i_end and before[i_last].isspace():
            i_last, j_last = i_last + 1, j_last + 1
    return [
        Edit("equal", (start[0], i), (start[1], j)),
        Edit("delete", (i, i_last), (j, j)),
        Edit("insert", (i_last, i_last), (j, j_last)),
        Edit("equal", (i_last, i_end), (j_last, j_end)),
    ]


def _joined(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    joined: list[Edit] = []
    for edit in edits:
        if edit.before[0] == edit.before[1] and edit.after[0] == edit.after[1]:
            continue
        if joined and joined[-1].op == edit.op:
            last = joined.pop()
            edit = Edit(edit.op, (last.before[0], edit.before[1]), (last.after[0], edit.after[1]))
        joined.append(edit)
    return tuple(joined)
