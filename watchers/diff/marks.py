"""What small edits of a passage mean: a negation put in, a number, a date or a name that became another, a speaker who
changed, a correction the page shows, a name that is no longer told.

A mark is read off a stretch of at most eight words on either side (a longer one is another text), and only where the
text around it stayed: where more than twelve words and a third of the text are others, the passage was rewritten and
nothing is said of its words. A number, a date or a name is marked where one gave way to another, not where one came
with a sentence or went with it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from re import Pattern
from typing import get_args

from watchers.aliases import alias_for
from watchers.diff.signs import ANONYMOUS, HONORIFICS, OFFICES, PREFIXES, dates, negations, number_words
from watchers.diff.voices import relabelled
from watchers.diff.words import Stretch, stretches
from watchers.model import Mark, Part, Passage, Span
from watchers.text import WORD, as_written, fold, sentences

_SMALL = 8
_REWRITTEN = 12
_OPENS = re.compile(r"[:—–\"«„(\[…?!.]\s*[\"'“‘«„(\[]*\s*$|“\s*$|\n\s*$")
_SMALL_WORDS = frozenset("a an and as at by for from in of on or the to with".split())  # noqa: SIM905
_COMPOUND = re.compile("[-\u2010\u2011]")  # of one name: "Suk-yeol"
_BRACKETED = re.compile(r"\[[^\[\]]{1,60}\]|~~[^~]{1,200}~~|<(?P<tag>s|del|ins|strike)>.{1,200}?</(?P=tag)>")
_DIRECTION = re.compile(
    r"laugh|applause|cross-?talk|inaudible|unintelligible|sic\b|ph\b|смех|аплодисменты|неразборчиво|笑|掌声",
    re.IGNORECASE,
)
_ORDER = {mark: place for place, mark in enumerate(get_args(Mark))}


def marks(old: Passage, new: Passage, language: str = "") -> tuple[Mark, ...]:
    """The marks of a passage that became another, each once, in the order of `Mark`.

    language: of both; without it the words of all languages that are known are looked for.
    """
    found = _of_text(old.text, new.text, language)
    if old.heading and new.heading:
        found |= _of_text(old.heading, new.heading, language)
    for before, after in relabelled(old, new):
        found.add("relabelled")
        if _hides(before, after):
            found.add("anonymised")
    return tuple(sorted(found, key=lambda mark: _ORDER[mark]))


def _hides(before: Part, after: Part) -> bool:
    """Whether a turn's name gave way to an anonymous role, or to nothing."""
    if before.label is None or before.role in ("journalist", "moderator", "anonymous") or _is_role(before.label):
        return False
    return after.label is None or after.role == "anonymous" or _is_role(after.label)


def _is_role(label: str) -> bool:
    return ANONYMOUS.search(label) is not None


def _of_text(before: str, after: str, language: str) -> set[Mark]:
    changed = stretches(before, after)
    size = sum(stretch.size for stretch in changed)
    if not changed or (size > _REWRITTEN and 3 * size > max(len(before.split()), len(after.split()))):
        return set()
    old, new = _Read(before, language), _Read(after, language)
    return {mark for stretch in changed if stretch.size <= _SMALL for mark in _of_stretch(old, new, stretch)}


def _of_stretch(old: "_Read", new: "_Read", stretch: Stretch) -> Iterator[Mark]:
    turned = _turned(old.text[slice(*stretch.before)], new.text[slice(*stretch.after)])
    if turned or _denied(old, stretch.before) != _denied(new, stretch.after):
        yield "negation"
    if _became(old.numbers, new.numbers, stretch):
        yield "number"
    if _became(old.dates, new.dates, stretch):
        yield "date"
    if _anonymised(old, new, stretch):
        yield "anonymised"
        return
    if _became(old.names, new.names, stretch):
        yield "name"
    wide = (stretch.after[0] - 3, stretch.after[1] + 3)  # a struck word stays, and beside it comes another
    if _within(new.corrections, wide) - Counter(said for _, said in old.corrections):
        yield "correction"


_Signs = list[tuple[Span, str]]


def _within(signs: _Signs, span: Span) -> Counter[str]:
    return Counter(said for (start, end), said in signs if start < span[1] and end > span[0])


def _became(old: _Signs, new: _Signs, stretch: Stretch) -> bool:
    """Whether what one side has gave way to what the other has: both have something of their own."""
    gone, come = _within(old, stretch.before), _within(new, stretch.after)
    return bool(gone - come) and bool(come - gone)


def _denied(read: "_Read", span: Span) -> int:
    """How often a stretch denies: "not only" does not, but its "not" does where "only" stays."""
    met = [(start, end, said) for (start, end), said in read.negations if start < span[1] and end > span[0]]
    return sum(not said or start < span[0] or end > span[1] for start, end, said in met)


def _turned(gone: str, come: str) -> bool:
    """Whether a word became its own opposite: "legal", "illegal"."""
    one, other = (Counter(re.findall(r"[\w-]+", text.casefold())) for text in (gone, come))
    less, more = one - other, other - one
    return any(
        PREFIXES.sub("", word, count=1) in across
        for mine, across in ((less, more), (more, less))
        for word in mine
        if PREFIXES.match(word)
    )


def _anonymised(old: "_Read", new: "_Read", stretch: Stretch) -> bool:
    """Whether a name gave way to an anonymous role, or, where somebody was spoken to or titled by it, to nothing."""
    gone, come = old.text[slice(*stretch.before)], new.text[slice(*stretch.after)]
    named = [span for span, _ in old.capitals if span[0] < stretch.before[1] and span[1] > stretch.before[0]]
    if not named or ANONYMOUS.search(gone):
        return False
    role = ANONYMOUS.search(come)
    if role is not None:
        inside = (stretch.after[0] + role.start(), stretch.after[0] + role.end())
        others = (span for span, _ in new.capitals if span[0] < stretch.after[1] and span[1] > stretch.after[0])
        return all(inside[0] <= start < inside[1] for start, _ in others)
    if come.strip():
        return False
    words = [found.group() for found in WORD.finditer(gone)]
    if not all(word[0].isupper() for word in words):
        return False
    vocative = old.text[: stretch.before[0]].rstrip()[-1:] == "," and gone.rstrip()[-1:] in set(".?!")
    return vocative or words[0].casefold() in HONORIFICS


@dataclass(frozen=True)
class _Read:
    """A text and the signs found in it, each with its place and what it says, written one way."""

    text: str
    language: str

    @cached_property
    def negations(self) -> _Signs:
        """Each says nothing but for what only looks like one."""
        found = negations(self.language).finditer(self.text)
        return [(f.span(), f.group() if any(f.groupdict().values()) else "") for f in found]

    @cached_property
    def dates(self) -> _Signs:
        return [(f.span(), _one_way(f.group())) for f in dates(self.language).finditer(self.text)]

    @cached_property
    def numbers(self) -> _Signs:
        """With their sign, currency and percentage: "$5", "5%" and "-5" are others than "5"."""
        found: _Signs = []
        for word in WORD.finditer(self.text):
            if any(c.isdigit() for c in word.group()) and not self._dated(word.span()):
                start, end = word.span()
                lead, tail = self.text[max(0, start - 2) : start], self.text[end : end + 2]
                sign = lead[-1:] if lead[-1:] in "-−–" and not lead[:1].isalnum() else ""
                money = lead[-1:] if lead[-1:] in "$€£¥₽₴" else ""
                share = "%" if tail.lstrip()[:1] in {"%", "％"} else ""
                found.append(((start - len(sign + money), end + len(share)), sign + money + fold(word.group()) + share))
        written = _matches(number_words(self.language), self.text)
        return found + [(span, word.casefold()) for span, word in written if not self._dated(span)]

    @cached_property
    def corrections(self) -> _Signs:
        found = _matches(_BRACKETED, self.text)
        return [(span, said) for span, said in found if not _DIRECTION.search(said) and not ANONYMOUS.search(said)]

    @cached_property
    def capitals(self) -> _Signs:
        """Words with a capital that no sentence's beginning asks for, in a text that does not write all words so."""
        found: _Signs = []
        for start, end in sentences(self.text):
            spans = _compounds(self.text, start, end)
            if _is_headline([self.text[a:b] for a, b in spans[1:]]):
                continue
            for a, b in spans[1:]:
                word = self.text[a:b]
                begins = _OPENS.search(self.text[max(start, a - 4) : a]) is not None
                if word[0].isupper() and not begins and word != "I" and not self._dated((a, b)):
                    found.append(((a, b), as_written(word).casefold()))
        return found

    @cached_property
    def names(self) -> _Signs:
        """The words with a capital that are names; in German, where every noun has one, those an office, another such
        word or a list of countries speaks for."""
        if self.language.partition("-")[0].lower() != "de":
            return self.capitals
        return [
            (span, said)
            for span, said in self.capitals
            if OFFICES.search(self.text, max(0, span[0] - 40), span[0]) or alias_for(self.text[slice(*span)])
        ]

    def _dated(self, span: Span) -> bool:
        before = bisect_left(self.dates, span[1], key=lambda date: date[0][0])
        return before > 0 and self.dates[before - 1][0][1] > span[0]


def _is_headline(words: Sequence[str]) -> bool:
    """Whether all words but the small ones have a capital: then it tells no name."""
    low = [word for word in words if word[0].islower() and word not in _SMALL_WORDS]
    return not low and sum(len(word) > 3 for word in words) > 1


def _compounds(text: str, start: int, end: int) -> list[Span]:
    """The words of a stretch, those that a hyphen joins as one."""
    spans: list[Span] = []
    for word in WORD.finditer(text, start, end):
        a, b = word.span()
        if spans and _COMPOUND.fullmatch(text[spans[-1][1] : a]):
            spans[-1] = (spans[-1][0], b)
        else:
            spans.append((a, b))
    return spans


def _matches(pattern: Pattern[str], text: str) -> list[tuple[Span, str]]:
    return [(found.span(), found.group()) for found in pattern.finditer(text)]


def _one_way(date: str) -> str:
    return " ".join(fold(word.group()) for word in WORD.finditer(date))
