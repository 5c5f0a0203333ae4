"""The printed table of contents: where it stands, and its entries in their two groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchers.model import ContentsEntry, Group
from watchers.sources.labels import Label
from watchers.sources.lines import Line, folded, tidy
from watchers.sources.profile import Profile
from watchers.sources.wording import is_contents_heading, is_question_heading, without_number

_ENTRY = 400  # characters; a longer line is no entry
_MOST = 300  # entries of a list
_HEAD = 14  # lines into which an unheaded list may begin
_SENTENCE = (".", "!", "…", "。", "！")  # an entry may well be a question
_PUNCTUATION = 60  # characters: no heading has more of it than that and its letters
_PREFIX = 20  # folded characters: enough to know an entry's heading by, where the page breaks off


@dataclass(frozen=True, slots=True)
class Contents:
    """Entries and the in-page targets they point to; lines `first` up to `stop` are the list, its heading included.

    words: the entries' own, folded.
    """

    entries: tuple[ContentsEntry, ...]
    targets: tuple[tuple[str, ...], ...]
    first: int
    stop: int
    words: frozenset[str]

    def names(self, line: Line) -> bool:
        """Whether the line is the words of an entry, numbered or not."""
        return folded(without_number(tidy(line.text))[1]) in self.words


def find_contents(
    lines: Sequence[Line], labels: Sequence[Label | None], start: int, profile: Profile
) -> Contents | None:
    """The table of contents that begins at or after line `start` and before the first turn, or None.

    A list is known by its heading, by being numbered and standing right after the page's head, or by its first entry
    coming again as a heading.
    """
    reach = next((i for i in range(start, len(lines)) if labels[i] and not _is_listed(lines, i)), len(lines))
    for i in range(start, min(reach, start + 3 * _HEAD)):
        if is_contents_heading(lines[i], profile):
            return _collect(lines, labels, i, i + 1, profile)
    for i in range(start, min(reach, start + _HEAD)):
        if not _may_be_entry(lines[i]) and _number(lines[i]) is None:
            return None
        if _number(lines[i]) == "1" and i + 2 < len(lines) and all(_number(x) for x in lines[i : i + 3]):
            return _collect(lines, labels, i, i, profile)
        if _links(lines[i : i + 3]) == 3:
            return _collect(lines, labels, i, i, profile)
        if _comes_again(lines, i):
            return _if_certain(_collect(lines, labels, i, i, profile))
    return None


def _collect(
    lines: Sequence[Line], labels: Sequence[Label | None], first: int, begin: int, profile: Profile
) -> Contents | None:
    entries: list[ContentsEntry] = []
    targets: list[tuple[str, ...]] = []
    group: Group = "topics"
    own: list[Line] = []  # the lines of the group's entries
    numbered = any(_number(line) for line in lines[begin : begin + 3])
    at = begin
    while at < len(lines) and len(entries) < _MOST:
        line = lines[at]
        number = _number(line)
        text = tidy(without_number(line.text)[1] if line.number is None else line.text)
        if labels[at] is not None and not number and not _is_listed(lines, at):
            break
        if is_question_heading(line, profile) and (number or _goes_on(lines, labels, at + 1, entries)):
            group, own = "questions", []
        elif number is None and _is_over(lines, at, entries, own, numbered and group == "topics", numbered):
            break
        else:
            entries.append(ContentsEntry(number, group, text, next(iter(line.links), None)))
            targets.append(line.links)
            own.append(line)
        at += 1
    if len(entries) < 2:
        return None
    words = frozenset(folded(entry.text) for entry in entries)
    return Contents(tuple(entries), tuple(targets), first, at, words)


def _if_certain(found: Contents | None) -> Contents | None:
    """A list that nothing but its first entry's return tells apart from text: three entries, and none a sentence."""
    if found is None or len(found.entries) < 3 or any(e.text.endswith((".", "!", "?", "。")) for e in found.entries):
        return None
    return found


def _is_over(
    lines: Sequence[Line],
    at: int,
    entries: Sequence[ContentsEntry],
    own: Sequence[Line],
    only_numbers: bool,
    numbered: bool,
) -> bool:
    """Whether an unnumbered line is no entry any more, but the body's first."""
    if only_numbers or not _may_be_entry(lines[at]) or (entries and _begins_body(lines, at, entries)):
        return True
    if own and (_is_unlike(lines[at], own) or _is_sentence(lines, at, entries)):
        return True
    first = entries or [ContentsEntry(None, "topics", tidy(lines[at].text))]
    marked = bool(lines[at].links) or lines[at].kind == "item"  # then the list needs no proof by what follows it
    return (numbered or not marked) and not _returns(lines, at, first)


def _is_listed(lines: Sequence[Line], at: int) -> bool:
    """Whether what looks like a label ("Visas: first results") is an entry's beginning."""
    return lines[at].kind == "item" or bool(lines[at].links) or _comes_again(lines, at)


def _is_unlike(line: Line, own: Sequence[Line]) -> bool:
    """Whether markup parts a line from the entries before it: they are items of a list, or links, and it is not."""
    return (line.kind != "item" and all(x.kind == "item" for x in own)) or (
        not line.links and all(x.links for x in own)
    )


def _is_sentence(lines: Sequence[Line], at: int, entries: Sequence[ContentsEntry]) -> bool:
    """Whether a line ends as a sentence does and no entry before it did; then it greets ("Good day!")."""
    line = lines[at]
    sentence = line.kind != "item" and not line.links and line.text.rstrip().endswith(_SENTENCE)
    return sentence and not any(e.text.endswith(_SENTENCE) for e in entries) and not _comes_again(lines, at)


def _number(line: Line) -> str | None:
    return line.number if line.number is not None else without_number(tidy(line.text))[0]


def _may_be_entry(line: Line) -> bool:
    text = tidy(line.text)
    return len(text) <= _ENTRY and not (text.endswith((".", "!", "。")) and len(text) > 80)


def _links(lines: Sequence[Line]) -> int:
    return sum(bool(line.links) for line in lines)


def _comes_again(lines: Sequence[Line], at: int) -> bool:
    """Whether the line at `at` comes again later, with at least two lines between."""
    own = folded(without_number(lines[at].text)[1])
    if len(own) < 4:
        return False
    return any(_same(own, line, last=i == len(lines) - 1) for i, line in enumerate(lines[at + 3 :], at + 3))


def _same(own: str, line: Line, last: bool) -> bool:
    if len(line.text) > 2 * len(own) + _PUNCTUATION:
        return False
    other = folded(line.text)
    if own == other or not last or len(other) < _PREFIX:
        return own == other
    return own[: int(0.9 * len(other))] == other[: int(0.9 * len(other))]


def _begins_body(lines: Sequence[Line], at: int, entries: Sequence[ContentsEntry]) -> bool:
    """Whether the first entry's heading stands here."""
    return not lines[at].links and _same(folded(entries[0].text), lines[at], at == len(lines) - 1)


def _returns(lines: Sequence[Line], at: int, entries: Sequence[ContentsEntry]) -> bool:
    """Whether the first entry's heading stands further on, so that the lines up to it are still the list."""
    own = folded(entries[0].text)
    return any(_same(own, line, i == len(lines) - 1) for i, line in enumerate(lines[at + 1 :], at + 1))


def _goes_on(lines: Sequence[Line], labels: Sequence[Label | None], at: int, entries: Sequence[ContentsEntry]) -> bool:
    """Whether more entries follow the questions' heading (else it is the one in the body)."""
    if at >= len(lines) or (labels[at] is not None and not _is_listed(lines, at)):
        return at >= len(lines)
    return (
        _number(lines[at]) is not None
        or lines[at].kind == "item"
        or bool(lines[at].links)
        or (bool(entries) and _returns(lines, at - 1, entries))
    )
