"""Which lines are headings: those the contents name, those markup or print sets off; and where a heading is missing."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from watchers.model import HeadingOrigin
from watchers.sources.contents import Contents
from watchers.sources.labels import Label, is_label_of
from watchers.sources.lines import Line, folded, tidy
from watchers.sources.profile import Profile
from watchers.sources.wording import (
    is_back_marker,
    is_counted,
    is_event,
    is_question_heading,
    printed_heading,
    without_number,
)

_LONGEST = 300  # characters of a heading
_ENOUGH = 2  # short lines above paragraphs: one alone may be anything
_SHORT = 40  # characters of a line that is known as a heading by nothing but what follows it
_SIMILAR = 0.9  # of the letters: a heading retyped, not another one
_UNFINISHED = (".", "!", "?", ":", ";", ",", "…", "”", '"', "。", "：", "，", "？", "！", ")")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins a section. text None: the section begins with this line, which is no heading itself.

    entries: the contents entries it answers to; divides: it heads the questions as a whole; rank: as in <h2> (0: none).
    """

    text: str | None
    origin: HeadingOrigin | None
    entries: tuple[int, ...] = ()
    divides: bool = False
    rank: int = 0


def find_headings(
    lines: Sequence[Line], labels: Sequence[Label | None], start: int, contents: Contents | None, profile: Profile
) -> list[Heading | None]:
    """For each line the Heading it is, or None; lines before `start` are none."""
    found: list[Heading | None] = [None] * len(lines)
    left = {e: folded(entry.text) for e, entry in enumerate(contents.entries)} if contents else {}
    for i in range(start, len(lines)):
        line = lines[i]
        if is_back_marker(line, profile):
            continue
        entry = _pointed_at(line, left, contents) if contents else None
        if labels[i] is not None:
            if entry is not None:
                found[i] = Heading(contents.entries[entry].text if contents else None, "contents", (entry,))
                del left[entry]
            continue
        text = tidy(line.text)
        if is_question_heading(line, profile):
            found[i] = Heading(text, "body", divides=True, rank=line.rank)
            continue
        if contents and len(text) <= _LONGEST:
            named = _named(line, left)
            if named is not None or (entry is not None and _looks_like_heading(line)):
                chosen = named if named is not None else entry
                assert chosen is not None
                found[i] = Heading(text, "body", (chosen,), rank=line.rank)
                del left[chosen]
                continue
        if entry is not None and contents:
            found[i] = Heading(contents.entries[entry].text, "contents", (entry,))
            del left[entry]
            continue
        if _is_set_off(line) or (contents is None and _is_printed(lines, labels, i, profile)):
            found[i] = Heading(printed_heading(line, profile) or text, "body", rank=line.rank)
    if contents is None and not profile.words.plain_headings and not any(labels) and not any(found):
        plain = [i for i in range(start, len(lines)) if _is_plain_heading(lines, labels, i)]
        if len(plain) >= _ENOUGH:  # nobody is labelled and nothing else parts the text: its short lines may
            found = [Heading(tidy(line.text), "body") if i in plain else None for i, line in enumerate(lines)]
    _head_the_counted(lines, labels, found)
    return _without_mastheads(lines, labels, found)


def _head_the_counted(lines: Sequence[Line], labels: Sequence[Label | None], found: list[Heading | None]) -> None:
    """A short line right above the first counted heading heads them all ("Opening Remarks", then "(1) Visits")."""
    for i, heading in enumerate(found[1:], 1):
        if heading is None or heading.text is None or not is_counted(heading.text):
            continue
        text = tidy(lines[i - 1].text)
        short = 3 < len(text) <= _SHORT and text[0].isupper() and not text.endswith(_UNFINISHED)
        if short and found[i - 1] is None and labels[i - 1] is None and lines[i - 1].kind == "text":
            found[i - 1] = Heading(text, "body")


def _without_mastheads(
    lines: Sequence[Line], labels: Sequence[Label | None], found: list[Heading | None]
) -> list[Heading | None]:
    """Bold lines in a row are a masthead or one long heading broken, not headings of empty sections; and where no
    other line is bold once the first turn has begun, those above it with nothing said under them are its place."""
    bare = [
        h is not None and not h.entries and not h.divides and lines[i].kind == "text" and lines[i].is_bold
        for i, h in enumerate(found)
    ]
    run = [bare[i] and (bare[i - 1 : i] == [True] or bare[i + 1 : i + 2] == [True]) for i in range(len(found))]
    spoken = next((i for i, label in enumerate(labels) if label is not None), 0)
    if not any(h is not None for h in found[spoken:]):
        said = max((i for i in range(spoken) if _is_said(lines[i])), default=-1)
        run[said + 1 : spoken] = bare[said + 1 : spoken]
    return [None if run[i] else heading for i, heading in enumerate(found)]


def _is_said(line: Line) -> bool:
    """Whether a line is a sentence or more, no place, clock or masthead."""
    text = tidy(line.text)
    return not line.is_bold and len(text) > 60 and text.endswith((".", "!", "?", "…", "”", "。", "！", "？"))


def _pointed_at(line: Line, left: Mapping[int, str], contents: Contents) -> int | None:
    if not line.anchors:
        return None
    return next((e for e in left if set(contents.targets[e]) & set(line.anchors)), None)


def _named(line: Line, left: Mapping[int, str]) -> int | None:
    own = folded(without_number(tidy(line.text))[1])
    if len(own) < 2:
        return None
    for entry, name in left.items():
        if own == name:
            return entry
    if not _looks_like_heading(line) or len(own) < 12:
        return None
    for entry, name in left.items():
        shorter, longer = sorted((own, name), key=len)
        if longer.startswith(shorter) and len(shorter) >= max(20, 0.6 * len(longer)):
            return entry
        if abs(len(own) - len(name)) <= 0.2 * len(name) and _may_be_similar(own, name):
            matcher = difflib.SequenceMatcher(None, own, name)
            if matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR:
                return entry
    return None


def _may_be_similar(one: str, other: str) -> bool:
    """Whether enough runs of three letters are common. A letter that only one has costs three of them at most, so
    that no pair is lost which the slow comparison would have found similar."""
    letters = (1 - _SIMILAR) * (len(one) + len(other))
    return len(_threes(one) & _threes(other)) >= len(_threes(one)) - 3 * letters


@lru_cache(maxsize=1 << 10)
def _threes(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 3] for at in range(len(text) - 2))


def _looks_like_heading(line: Line) -> bool:
    text = tidy(line.text)
    return len(text) <= _LONGEST and not text.endswith((".", ",", ";", "。"))


def _is_set_off(line: Line) -> bool:
    """Whether markup makes it a heading: a heading's tag, or a short paragraph bold as a whole."""
    text = tidy(line.text)
    if not any(c.isalnum() for c in text) or is_event(text) or len(text) > _LONGEST:
        return False
    if text[0] in "[(*":
        return False
    if line.kind == "heading":
        return not text.endswith((".", "。", ","))
    return line.is_bold and len(text) <= 160 and not text.endswith(_UNFINISHED)


def _is_printed(lines: Sequence[Line], labels: Sequence[Label | None], at: int, profile: Profile) -> bool:
    """Whether print alone makes it a heading: a known form, or a short line of its own above a paragraph."""
    if printed_heading(lines[at], profile) is not None:
        return True
    return profile.words.plain_headings and (
        _is_plain_heading(lines, labels, at) or _is_above_question(lines, labels, at, profile)
    )


def _is_plain_heading(lines: Sequence[Line], labels: Sequence[Label | None], at: int) -> bool:
    """Whether it is a short line of its own above a paragraph."""
    text = tidy(lines[at].text)
    if lines[at].kind != "text" or lines[at].gap == 0 or at + 1 >= len(lines):
        return False
    if len(text) > 220 or len(text) < 3 or text.endswith(_UNFINISHED) or not text[0].isupper() or is_event(text):
        return False
    after = tidy(lines[at + 1].text)
    return labels[at + 1] is None and len(after) > max(60, len(text) // 2) and not _plain(after)


def _is_above_question(lines: Sequence[Line], labels: Sequence[Label | None], at: int, profile: Profile) -> bool:
    """Whether it is a short line of its own, no end of a sentence, right above a labelled question."""
    line, text = lines[at], tidy(lines[at].text)
    label = labels[at + 1] if at + 1 < len(lines) else None
    if label is None or line.kind != "text" or line.gap == 0 or lines[at + 1].gap == 0:
        return False
    return len(text) >= 3 and text[0].isupper() and _plain(text) and is_label_of(label.text, profile.labels.question)


def _plain(text: str) -> bool:
    """Whether a line could be a heading itself (then the one above it is none)."""
    return len(text) <= 120 and not text.endswith(_UNFINISHED)
