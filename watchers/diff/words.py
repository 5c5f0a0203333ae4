"""The words of an edited text: as a redline, and as the printed words that went and came."""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from watchers.diff.aligning import aligned, blocks_of
from watchers.diff.units import Unit, units_of
from watchers.model import Span
from watchers.text import is_han_or_kana

_PRINTED = re.compile(r"\S+")


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
    old, new = units_of(before), units_of(after)
    blocks = _readable(blocks_of(aligned([u.said for u in old], [u.said for u in new])), len(old), len(new))
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


def _said_span(units: Sequence[Unit]) -> Span | None:
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


# ------------------------------------------------------------------ printed words


@dataclass(frozen=True, slots=True)
class Stretch:
    """Printed words that gave way to others, with what sticks to them ("“privatization”"); one side may be empty.

    size: how many words it has on its longer side.
    """

    before: Span
    after: Span
    size: int


def stretches(before: str, after: str, *, to_the_letter: bool = False) -> tuple[Stretch, ...]:
    """What became of a text, in whole printed words, in order: only what differs.

    A printed word is what stands between two spaces, or one Han or kana character. What differs in layout alone
    (quotes, commas, spacing) is left out, unless `to_the_letter`.
    """
    old, new = (_printed(text, to_the_letter=to_the_letter) for text in (before, after))
    blocks = _readable(blocks_of(aligned([p.key for p in old], [p.key for p in new])), len(old), len(new))
    found: list[Stretch] = []
    i = j = 0
    for i_next, j_next, size in [*blocks, (len(old), len(new), 0)]:
        gone, come = old[i:i_next], new[j:j_next]
        if [unit for p in gone for unit in p.key] != [unit for p in come for unit in p.key]:
            spans = (_span(gone, old[i - 1].end if i else 0), _span(come, new[j - 1].end if j else 0))
            found.append(Stretch(*spans, max(len(gone), len(come))))
        i, j = i_next + size, j_next + size
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Printed:
    start: int
    end: int
    key: tuple[Hashable, ...]


def _printed(text: str, *, to_the_letter: bool) -> list[_Printed]:
    units = units_of(text)
    printed: list[_Printed] = []
    at = 0
    for found in _PRINTED.finditer(text):
        start, end = found.span()
        inside: list[Unit] = []
        while at < len(units) and units[at].start < end:
            inside.append(units[at])
            at += 1
        if any(is_han_or_kana(unit.said) for unit in inside):
            edges = [start, *(unit.start for unit in inside[1:]), end] if to_the_letter else []
            printed += [
                _Printed(edges[n], edges[n + 1], (text[edges[n] : edges[n + 1]],))
                if edges
                else _Printed(unit.start, unit.end, (unit.said,))
                for n, unit in enumerate(inside)
            ]
        elif to_the_letter:
            printed.append(_Printed(start, end, (found.group(),)))
        elif inside:
            printed.append(_Printed(start, end, tuple(unit.said for unit in inside)))
    return printed


def _span(words: Sequence[_Printed], otherwise: int) -> Span:
    return (words[0].start, words[-1].end) if words else (otherwise, otherwise)
