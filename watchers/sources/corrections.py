"""Corrections that a page shows in its own text: words crossed out, words put in, words marked with an asterisk."""

import bisect
import difflib
import re
from collections.abc import Sequence

from watchers.model import Correction, SectionKind, Span
from watchers.sources.lines import Line, folded, tidied_places, tidy

_NAMED = re.compile(
    r"asterisk|ast[ée]risque|asterisco|sternchen|зв[её]здочк|зірочк|星号|星號",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\W*(?:corrections?|corrected|errat(?:um|a)|addend(?:um|a)|clarification|editor[’']?s note|уточнени[ея]|"
    r"исправлени[ея]|исправлено|поправка|виправлен\w+|berichtig\w+|korrektur|correctif|rectificatif|rectification|correcci[oó]n|"
    r"fe de erratas|更正)\b"
    r"(?=\s*(?:[:：.()\[\]–—-]|$|(?:to|of|in) the (?:transcript|text)|version|transcript|copy|on\b))",
    re.IGNORECASE,
)
_NOTE_LENGTH = 300  # characters; a longer paragraph that begins with such a word is text
_ALIKE = 0.5  # of the letters: "billion [million]" is a word and what it should have been, "workers [who]" is not
_PUT = r"\[(?P<put>[^\[\]\n]{1,300})\]"
_NEXT = re.compile(rf"\s*\*{{0,2}}\s*\*{{0,2}}{_PUT}\*{{0,2}}")  # right after the words that are crossed out
_BEFORE = re.compile(rf"(?P<struck>[^\s*\[\]]{{1,80}})?(?<!\*)\*{{1,2}}\s?{_PUT}\*{{0,2}}")
_BETWEEN = re.compile(
    rf"(?<![\w*])\*{{1,2}}(?P<struck>(?:[^\s*\[\]]+\s+){{0,3}}[^\s*\[\]]+)\s*(?<![.!?]\s){_PUT}\*{{0,2}}"
)
_AFTER = re.compile(rf"(?:(?P<struck>[^\s*\[\]]{{1,80}})\s+)?{_PUT}\*{{1,2}}(?!\*)")
_OWN = re.compile(r"(?m:^)\*{1,2}\s?(?P<put>[^\s*\[].*)(?m:$)")  # a note of its own, away from what it is about
_WORD = re.compile(r"(?<![\w*\\])\*{1,2}(?![\s*])[^\s*]{1,80}|[^\s*]{1,80}(?<!\\)\*{1,2}(?![\w*])")


def is_notice(text: str) -> bool:
    """Whether a paragraph is the page's own word on its corrections ("... a correction, marked with an asterisk.")."""
    text = tidy(text)
    return len(text) <= _NOTE_LENGTH and (_NAMED.search(text) is not None or _NOTE.match(text) is not None)


def heads_notice(label: str) -> bool:
    """Whether what stands before a colon begins a notice ("Correction: ..."), and is no speaker's label."""
    return _NOTE.fullmatch(label) is not None


def explains_asterisk(notes: Sequence[str]) -> bool:
    """Whether one of the notices says what an asterisk stands for; without that it may stand for anything."""
    return any(_NAMED.search(note) for note in notes)


def find_corrections(lines: Sequence[Line], text: str, kind: SectionKind, noticed: bool) -> tuple[Correction, ...]:
    """What a section corrects, in order.

    lines: its lines, without labels; text: the section's; noticed: the page explains its asterisks. Brackets alone
    are none: they hold what a transcriber could not hear, or added.
    """
    found = _crossed_out(lines, text)
    if noticed and "*" in text:
        found += _asterisked(text, kind, [(c.start, c.end) for c in found])
    return tuple(sorted(found, key=lambda c: c.start))


# ------------------------------------------------------------------ by markup


def _crossed_out(lines: Sequence[Line], text: str) -> list[Correction]:
    if not any(line.struck for line in lines):
        return []
    found: list[Correction] = []
    at = 0
    for line in lines:
        shown = tidy(line.text)
        start = text.find(shown, at)
        if not shown or start < 0:
            continue
        at = start + len(shown)
        places = tidied_places(line.text)
        added = sorted(_shown(line.text, span, places) for span in line.added)
        for span in line.struck:
            a, b = _shown(line.text, span, places)
            if a < b:
                put = next(iter(added[bisect.bisect_left(added, (b, b)) :][:1]), None)
                if put and shown[b : put[0]].strip():
                    put = None
                found.append(_struck(text, start + a, start + b, put and (start + put[0], start + put[1])))
    return found


def _shown(raw: str, span: Span, places: Sequence[int]) -> Span:
    """A span of a line as a span of the line with its blanks made one."""
    start, end = span
    words = raw[start:end]
    start += len(words) - len(words.lstrip())
    end = max(start, end - (len(words) - len(words.rstrip())))
    return places[start], places[end]


def _struck(text: str, start: int, end: int, put: Span | None) -> Correction:
    words = text[start:end]
    begins = start
    while text[begins - 1 : begins] == "*":
        begins -= 1
    if put is not None:
        return Correction(begins, put[1], words, text[put[0] : put[1]])
    found = _NEXT.match(text, end)
    if found:
        return Correction(begins, found.end(), words, found["put"])
    return Correction(begins, end, words, None)


# ------------------------------------------------------------------ by asterisks


def _are_alike(struck: str, put: str) -> bool:
    return difflib.SequenceMatcher(None, folded(struck), folded(put)).ratio() >= _ALIKE


def _asterisked(text: str, kind: SectionKind, taken: list[Span]) -> list[Correction]:
    found: list[Correction] = []
    taken = sorted(taken)  # they do not overlap

    def claim(start: int, end: int, struck: str | None, put: str | None) -> None:
        at = bisect.bisect_left(taken, (start, end))
        if all(end <= a or b <= start for a, b in taken[max(0, at - 1) : at + 1]):
            taken.insert(at, (start, end))
            found.append(Correction(start, end, struck, put))

    at = 0
    for paragraph in text.split("\n"):
        at, here = at + len(paragraph) + 1, at
        if "*" not in paragraph or is_notice(paragraph):
            continue
        for form in (_OWN, _BEFORE, _BETWEEN, _AFTER, _WORD):
            for m in form.finditer(text, here, here + len(paragraph)):
                if form is _OWN and kind not in ("preamble", "appendix"):
                    continue
                words = m.groupdict()
                struck, put, start = words.get("struck"), words.get("put"), m.start()
                if form is _AFTER and not (struck and _are_alike(struck, put or "")):
                    struck, start = None, m.start("put") - 1
                if form is not _WORD or any(c.isalnum() for c in m[0]):
                    claim(start, m.end(), struck, put)
    return found
