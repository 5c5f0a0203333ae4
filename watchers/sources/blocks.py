"""Blocks: what stands between two headings or back markers, and which contents entries the unheaded ones answer to."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from watchers.model import Group, HeadingOrigin
from watchers.sources.contents import Contents
from watchers.sources.headings import Heading
from watchers.sources.labels import Label
from watchers.sources.lines import Line
from watchers.sources.profile import Profile
from watchers.sources.wording import is_back_marker

_ALIKE = 0.3  # share of an entry's words, weighed by rarity, that a block must hold to be known by them
_MOST = 150  # exchanges: no briefing seen had half as many under one list
_STEM = 4  # letters: enough to see "ferry" in "ferries", in any language with letters
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Block:
    """Lines under one heading, or between two back markers where the page printed none."""

    heading: str | None = None
    origin: HeadingOrigin | None = None
    entries: tuple[int, ...] = ()
    lines: list[Line] = field(default_factory=list)
    labels: list[Label | None] = field(default_factory=list)
    divider: str | None = None  # the heading of all questions, where it stands right above
    asked: bool = False  # stands under the heading of the questions
    rank: int = 0  # of the heading's tag, 2 for <h2>; 0: it has none
    marked: bool = False  # begins after a back marker, or right under the heading of the questions


def cut_blocks(
    lines: Sequence[Line], labels: Sequence[Label | None], headings: Sequence[Heading | None], profile: Profile
) -> list[Block]:
    """The lines in blocks, in order; back markers are left out, empty blocks too."""
    blocks = [Block()]
    asked = False
    for line, label, heading in zip(lines, labels, headings, strict=False):
        if is_back_marker(line, profile):
            blocks.append(Block(asked=asked, marked=True))
            continue
        if heading is None:
            blocks[-1].lines.append(line)
            blocks[-1].labels.append(label)
            continue
        if heading.divides:
            asked = True
            blocks.append(Block(divider=heading.text, asked=True, marked=True, rank=heading.rank))
            continue
        divider = None
        if heading.entries and blocks[-1].divider and not blocks[-1].lines:
            divider = blocks.pop().divider
        blocks.append(
            Block(heading.text, heading.origin, heading.entries, asked=asked, divider=divider, rank=heading.rank)
        )
        if heading.origin == "contents":  # the line itself is no heading
            blocks[-1].lines.append(line)
            blocks[-1].labels.append(label)
    return [b for b in blocks if b.lines or b.heading or b.divider]


def name_unheaded(blocks: Sequence[Block], contents: Contents) -> None:
    """Gives blocks without a heading the contents entries that nothing else answers to, in order.

    Between two named blocks there are as many unheaded ones as entries left over: each gets its own. Otherwise a
    block gets those whose words it holds; one that is alone with several entries gets them all.
    """
    at = 0
    while at < len(blocks):
        stop = at
        while stop < len(blocks) and blocks[stop].heading is None:
            stop += 1
        for asked in (False, True):
            run = [b for b in blocks[at:stop] if b.asked is asked or (asked and any(b.labels))]
            run = [b for b in run if b.lines and (b.marked or any(b.labels)) and not b.entries]
            left = _left_between(blocks, at, stop, contents, "questions" if asked else "topics")
            if run and left:
                _claim(run, left, contents, asked)
        at = stop + 1


def _claim(run: Sequence[Block], left: Sequence[int], contents: Contents, asked: bool) -> None:
    claims: list[tuple[int, ...]]
    if len(run) == len(left):
        claims = [(entry,) for entry in left]
    elif len(run) == 1 and asked:
        claims = [tuple(left)]
    else:
        claims = _by_words([_text(block.lines) for block in run], left, contents)
    for block, claimed in zip(run, claims, strict=True):
        block.entries = claimed
        if len(claimed) == 1:
            block.heading, block.origin = contents.entries[claimed[0]].text, "contents"


def divide(block: Block, starts: Sequence[int], contents: Contents) -> list[Block]:
    """A block of several entries as one block for each of them, or [] where that is not certain.

    starts: the lines at which its exchanges begin. Each entry owns one exchange in order; where there are more
    exchanges than entries, those whose words are likest, each with the exchanges after it up to the next entry's.
    """
    pieces = list(itertools.pairwise([0, *starts[1:], len(block.lines)]))
    owners = _owners([_text(block.lines[a:b]) for a, b in pieces], block.entries, contents)
    parts: list[Block] = []
    for number, (a, b) in enumerate(pieces):
        if number in owners:
            entry = owners[number]
            parts.append(Block(contents.entries[entry].text, "contents", (entry,), asked=block.asked))
        if parts:
            parts[-1].lines += block.lines[a:b]
            parts[-1].labels += block.labels[a:b]
    return parts


def _owners(texts: Sequence[str], entries: Sequence[int], contents: Contents) -> dict[int, int]:
    """Text -> the entry that begins with it: the first text has the first entry, and the likest choice wins."""
    if len(texts) <= len(entries) or len(texts) > _MOST:
        return dict(enumerate(entries)) if len(texts) == len(entries) else {}
    said = [_stems(text) for text in texts]
    spread = Counter(stem for stems in said for stem in stems)
    # best[t]: the worth of the entries so far when the last of them begins with text t, and where each begins.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for entry in entries[1:]:
        stems = _stems(contents.entries[entry].text)
        best = {
            t: (max(before)[0] + _likeness(stems, said[t], spread), (*max(before)[1], t))
            for t in range(1, len(texts))
            if (before := [choice for at, choice in best.items() if at < t])
        }
    worth, begins = max(best.values(), default=(0.0, ()))
    certain = worth >= _ALIKE * (len(entries) - 1)
    return dict(zip(begins, entries, strict=True)) if certain and begins else {}


def _text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _by_words(texts: Sequence[str], left: Sequence[int], contents: Contents) -> list[tuple[int, ...]]:
    """For each text the entries whose words it holds: the order-keeping choice that shares the most words."""
    said = [_stems(text) for text in texts]
    spread = Counter(stem for stems in said for stem in stems)
    likeness = [[_likeness(_stems(contents.entries[e].text), stems, spread) for stems in said] for e in left]
    # best[b]: the worth of the entries so far when the last one chosen went to block b or an earlier one.
    best: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * len(texts)
    for row, entry in zip(likeness, left, strict=True):
        chosen = [
            (best[b][0] + worth, (*best[b][1], (entry, b))) if worth >= _ALIKE else best[b]
            for b, worth in enumerate(row)
        ]
        for b, choice in enumerate(chosen):
            best[b] = max(choice, best[b], best[b - 1] if b else best[b], key=lambda c: c[0])
    pairs = best[-1][1]
    return [tuple(entry for entry, block in pairs if block == b) for b in range(len(texts))]


def _likeness(entry: frozenset[str], block: frozenset[str], spread: Counter[str]) -> float:
    if not entry:
        return 0.0
    return sum(1 / spread[stem] for stem in entry & block) / len(entry)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].casefold() for word in _WORD.findall(text))


def _left_between(blocks: Sequence[Block], at: int, stop: int, contents: Contents, group: Group) -> list[int]:
    """Entries of the group that no block claims yet, between those claimed before and after."""
    used = {e for b in blocks for e in b.entries}
    floor = max((e for b in blocks[:at] for e in b.entries), default=-1)
    ceiling = min((e for b in blocks[stop:] for e in b.entries), default=len(contents.entries))
    return [i for i, e in enumerate(contents.entries) if e.group == group and i not in used and floor < i < ceiling]
