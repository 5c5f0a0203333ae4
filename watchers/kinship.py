"""Whether a page under an unknown key is one we know: put out twice, in another language, or as an extract.

Within a language two pages are compared by the runs of words they share; across languages, where no word need agree,
by the course of their paragraphs (how long each is, and who asks) and by what a translation leaves as it is: numbers,
and names in Latin letters. A wrong link hides an alert and a missed one only doubles it: in doubt there is none.
"""

import datetime as dt
import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from operator import add, itemgetter
from typing import Literal

from watchers.model import Briefing, Flag, Passage
from watchers.remembered import Relative
from watchers.text import WORD, fold

WINDOW = dt.timedelta(days=3)
"""How far apart the dates of kin may be: a page put out again after a weekend, an extract of Friday's briefing."""

KinKind = Literal["same", "edition", "extract", "whole"]

_RUN = 4  # words (in Chinese: characters) in a row that count as one thing said
_FEW = 20  # runs: a shorter text repeats nothing but forms of words
_SHORT = 300  # runs: below, two pages made after one pattern may share most of them
_SAME = 0.65  # of the runs: two texts of one day
_NEAR = 0.85  # ... or of two days, or of no day, or short
_VERBATIM = 0.97  # ... or short and not of one day: a daily notice changes but its numbers
_PART = 0.65  # of the larger page: what a part is smaller than
_HELD = 0.8  # of the smaller page's runs, that stand in the larger
_HELD_LATER = 0.9  # ... on another day
_HELD_SAID = 0.5  # ... where the page itself says that it is an extract: it may have a lead of its own
_LEAST = 60  # runs in a text that is known again on another day, or as an extract without saying that it is one
_PLAUSIBLE = 0.55  # of the smaller vocabulary: pages of one source that share less have no passage in common

_PLAUSIBLE_SIZE = 0.6  # of the longer text, in letters: a translation is no summary
_COURSE = 0.66  # below, two editions do not take the same course, whatever else agrees
_EDITION = 0.8  # the course and the marks together
_COURSE_FULL = 10  # paragraphs from which a course says all it can; of fewer, chance makes two alike
_MARKS_FULL = 5.0  # the weight of marks from which they do; then they count half as much as a course
_EVIDENCE = 0.9  # how much of the two together is needed
_MARKS_KEPT = 0.6  # of the marks: the rest is written out in words in one of the languages
_NEARBY = 0.08  # of the text's length: how far a mark may move in translation
_DRIFT = 0.15  # of the text's length: how far a paragraph may
_DETAIL = 90  # units at most that are compared one by one
_RATIO = 0.5  # of the logarithms of two lengths: at this difference they have nothing in common
_GAP = 0.75  # what a paragraph without counterpart costs, by its length
_OTHER_VOICE = 0.25  # ... and one that is a question here and none there

_EXTRACT = re.compile(
    r"\b(?:extracts?|excerpts?)\s+(?:from|of)\b|\bextraits?\s+(?:d[eu]|des)\b|\bausz(?:ug|üge)\s+aus\b"
    r"|\b(?:extractos?|fragmentos?)\s+de\b"
    r"|(?:^\W*|\()from\s+(?:the\s+)?(?:answers|briefing|press\s+conference|remarks)\b"
    r"|(?:^\W*|\()из\s+(?:брифинга|ответов|выступлени[яй]|интервью|стенограммы|пресс-конференции)\b"
    r"|\b(?:извлечени[ея]|выдержк[аи]|фрагмент(?:ы|ов)?)\s+из\b|摘录|節錄|节选|摘編|摘编",
    re.IGNORECASE,
)
_UNSPACED = frozenset({"zh", "ja"})
_PARAGRAPH = re.compile(r"\n+")
_MARK = re.compile(
    r"(?P<number>\d{1,3}(?:(?P<by>[,.\u00a0\u202f ])\d{3})(?:(?P=by)\d{3})*(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]+)"
)
_ADDRESS = re.compile(r"^https?://(?:www\.)?|/?(?:#.*)?$", re.IGNORECASE)
_HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_HAN_LETTERS = 3.6  # letters that say what one Han character does


@dataclass(frozen=True, slots=True)
class Kin:
    """What a page is to a briefing already remembered.

    key: that briefing's. kind: same (put out again in its language), edition (the same event in another language),
    extract (the page repeats a part of it), whole (it is an extract of the page). likeness: 0 to 1, of that kind.
    """

    key: str
    kind: KinKind
    likeness: float


def find_kin(briefing: Briefing, passages: Sequence[Passage], relatives: Sequence[Relative]) -> Kin | None:
    """The nearest kin of a page whose key was never seen, or None.

    passages: the page's. relatives: editions of other briefings of the same source, within WINDOW of the page's date.
    What the page itself names as another edition is one; else the texts decide. A page without a date can only be
    the same as another, and only in nearly the same words.
    """
    page = _Reading(briefing.language, briefing.date, briefing.title, briefing.flags, passages)
    named = {_ADDRESS.sub("", url) for url in briefing.editions}
    found: list[tuple[int, Kin]] = []
    own: set[str] = set()  # keys that have an edition in the page's language
    for relative in relatives:
        if relative.key == briefing.key:
            continue
        other = _Reading(relative.language, relative.date, relative.title, relative.flags, relative.passages)
        alike = page.language == other.language
        if alike:
            own.add(relative.key)
        if _ADDRESS.sub("", relative.url) in named:
            found.append((0, Kin(relative.key, "same" if alike else "edition", 1.0)))
        elif page.date is not None and abs(page.date - relative.date) > WINDOW:
            continue
        elif kin := _repeated(page, other):  # whatever its language is taken for: a short page's may be mistaken
            found.append((1 if kin[0] == "same" else 3, Kin(relative.key, *kin)))
        elif not alike and page.date == relative.date and (likeness := _translated(page, other)):
            found.append((2, Kin(relative.key, "edition", likeness)))
    # An event that has an edition in this language already, in other words than these, is another event.
    kept = [(rank, kin) for rank, kin in found if rank != 2 or kin.key not in own]
    return min(kept, key=lambda entry: (entry[0], -entry[1].likeness, entry[1].key))[1] if kept else None


class _Reading:
    """A page as it is compared; each view of it is made when it is first asked for."""

    def __init__(
        self, language: str, date: dt.date | None, title: str, flags: Sequence[Flag], passages: Sequence[Passage]
    ) -> None:
        self.language = language.replace("_", "-").split("-")[0].lower()
        self.date = date
        self.extract = "extract" in flags or _EXTRACT.search(title) is not None
        self.passages = passages

    @cached_property
    def text(self) -> str:
        return unicodedata.normalize("NFC", "\n".join(passage.text for passage in self.passages))

    @cached_property
    def vocabulary(self) -> set[str]:
        """Its longer words, roughly: a page as cheaply as it can be told from others of its source."""
        plain = self.text.lower()
        if self.language in _UNSPACED:
            return set(map(add, plain, plain[1:]))
        return {word for word in set(plain.split()) if len(word) > 5}

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """What it says, as all its runs of a few words, compared as words are (fold)."""
        found = WORD.findall(self.text)
        folded = {word: fold(word) for word in set(found)}
        said = [folded[word] for word in found]
        return set(zip(*(said[n:] for n in range(_RUN)), strict=False))

    @cached_property
    def size(self) -> float:
        """How much it says, in letters, whatever its script."""
        return len(self.text) + (_HAN_LETTERS - 1) * len(_HAN.findall(self.text))

    @cached_property
    def courses(self) -> tuple["_Course", "_Course", "_Course"]:
        """How it goes on: by paragraphs; by questions and what is said between them; by passages."""
        turns: list[tuple[bool, str]] = []
        for passage in self.passages:
            if passage.parts:
                turns += [(part.kind == "question", passage.text[part.start : part.end]) for part in passage.parts]
            else:
                turns.append((False, passage.text))
        paragraphs = [(asks, text) for asks, turn in turns for text in _PARAGRAPH.split(turn)]
        voices = [(asks, "".join(text for _, text in stretch)) for asks, stretch in groupby(turns, itemgetter(0))]
        passages = [(False, passage.text) for passage in self.passages]
        return _course(paragraphs), _course(voices), _course(passages)

    @cached_property
    def marks(self) -> "_Marks":
        """What a translation leaves as it is, and where in the text: numbers, and names in Latin letters."""
        numbers: dict[str, list[float]] = defaultdict(list)
        names: dict[str, list[float]] = defaultdict(list)
        spelled = 0
        usual = {str(self.date.year), str(self.date.day)} if self.date else set()
        for found in _MARK.finditer(self.text):
            place = found.start() / len(self.text)
            if found["name"]:
                names[found["name"].lower()].append(place)
                spelled += len(found["name"])
            elif (number := _number(found)) not in usual and len(number) > 1:
                numbers[number].append(place)
        return _Marks(numbers, names, latin=spelled > 0.4 * len(self.text))


# ------------------------------------------------------------------ in one language


def _repeated(page: _Reading, other: _Reading) -> tuple[KinKind, float] | None:
    """What a page is to another in its language, and how surely, by the runs of words both have."""
    less, more = sorted((page.vocabulary, other.vocabulary), key=len)
    if len(less & more) < _PLAUSIBLE * len(less):
        return None
    small, large = sorted((page, other), key=lambda reading: len(reading.runs))
    fewer, most = len(small.runs), len(large.runs)
    one_day = page.date is not None and page.date == other.date
    says = page.extract != other.extract
    if fewer < (_FEW if one_day or says else _LEAST):
        return None
    shared = len(small.runs & large.runs)
    held, alike = shared / fewer, 2 * shared / (fewer + most)
    is_part = fewer < _PART * most
    enough = _NEAR
    if one_day and not says and fewer >= _SHORT:
        enough = _SAME
    elif not one_day and fewer < _SHORT:
        enough = _VERBATIM
    if alike >= enough and not is_part:
        return "same", alike
    if page.date is None:
        return None
    if says:
        is_part = small.extract and fewer < most
        enough = _HELD_SAID
    else:
        is_part = is_part and fewer >= _LEAST
        enough = _HELD if one_day else _HELD_LATER
    if is_part and held >= enough:
        return ("extract" if small is page else "whole"), held
    return None


# ------------------------------------------------------------------ across languages


@dataclass(frozen=True, slots=True)
class _Course:
    """Stretches of a text in order: their shares of its length, where each ends, and whether it asks."""

    shares: tuple[float, ...]
    ends: tuple[float, ...]
    asks: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Numbers and names with their places (0 to 1). latin: the text itself is written in Latin letters."""

    numbers: dict[str, list[float]]
    names: dict[str, list[float]]
    latin: bool


def _course(stretches: Sequence[tuple[bool, str]]) -> _Course:
    sizes = [(asks, len(text.strip())) for asks, text in stretches if text.strip()]
    total = sum(size for _, size in sizes)
    shares = tuple(size / total for _, size in sizes)
    return _Course(shares, tuple(accumulate(shares)), tuple(asks for asks, _ in sizes))


def _number(found: re.Match[str]) -> str:
    """A number as digits with a decimal point at most: "5,000", "5 000" and "5.000" are one, and so are 6.5 and 6,5."""
    number = found["number"].replace(found["by"] or " ", "").replace(",", ".")
    return number if number.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in number)


def _translated(page: _Reading, other: _Reading) -> float:
    """How likely one is the other in another language; 0.0 where it is not likely enough."""
    small, large = sorted((page.size, other.size))
    if not small or small < _PLAUSIBLE_SIZE * large:
        return 0.0
    pairs = list(zip(page.courses, other.courses, strict=True))
    fine = [pair for pair in pairs[:2] if max(len(course.shares) for course in pair) <= _DETAIL]
    # A translation may join paragraphs, or a page of another make hold each answer in one: then voices are compared.
    for ours, theirs in fine or pairs[2:]:
        course = _parallel(ours, theirs)
        if course < _COURSE:
            continue
        marks, weight = _agreement(page.marks, other.marks)
        by_course = min(len(ours.shares), len(theirs.shares), _COURSE_FULL) / _COURSE_FULL
        by_marks = min(weight, _MARKS_FULL) / _MARKS_FULL / 2
        likeness = (by_course * course + by_marks * marks) / (by_course + by_marks)
        if by_course + by_marks >= _EVIDENCE and likeness >= _EDITION:
            return likeness
    return 0.0


def _parallel(ours: _Course, theirs: _Course) -> float:
    """How far two texts take the same course, at most 1: the best alignment of their stretches by length.

    After Gale and Church, "A program for aligning sentences in bilingual corpora" (1993), with plain ratios of
    lengths for their probabilities: a translation is longer or shorter everywhere alike.
    """
    a, b = (0.0, *ours.shares), (0.0, *theirs.shares)
    above: dict[int, float] = {}  # what it costs to come as far as the stretch before, by where the other text is
    for i in range(len(a)):
        here = ours.ends[i - 1] if i else 0.0
        row: dict[int, float] = {}
        for j in range(len(b)):
            there = theirs.ends[j - 1] if j else 0.0
            if there - here > _DRIFT:
                break
            if here - there > _DRIFT:
                continue
            costs = [] if i or j else [0.0]
            if j in above:
                costs.append(above[j] + _GAP * a[i])
            if j - 1 in row:
                costs.append(row[j - 1] + _GAP * b[j])
            if j - 1 in above:
                voices = _OTHER_VOICE if ours.asks[i - 1] != theirs.asks[j - 1] else 0.0
                unlike = min((math.log(a[i] / b[j]) / _RATIO) ** 2, 1.0)
                costs.append(above[j - 1] + (voices + unlike) * (a[i] + b[j]) / 2)
            if costs:
                row[j] = min(costs)
        above = row
    return max(0.0, 1.0 - above.get(len(theirs.shares), 1.0))


def _agreement(ours: _Marks, theirs: _Marks) -> tuple[float, float]:
    """Which share of the marks of the text that has fewer stands in the other at about the same place; their weight.

    Names count only from or to a text in another script: within it, they cannot be told from its words.
    """
    sides = [dict(ours.numbers), dict(theirs.numbers)]
    if not (ours.latin and theirs.latin):
        for side, marks, facing in ((sides[0], ours, theirs), (sides[1], theirs, ours)):
            side |= {w: p for w, p in marks.names.items() if not marks.latin or w in facing.names}
    shares = [_met(sides[0], sides[1]), _met(sides[1], sides[0])]
    met, total = min(shares, key=lambda share: (share[1], share[0]))
    return (min(1.0, met / total / _MARKS_KEPT) if total else 0.0), total


def _met(marks: dict[str, list[float]], facing: dict[str, list[float]]) -> tuple[float, float]:
    met = total = 0.0
    for mark, places in marks.items():
        weight = 1.0 if len(mark) > 2 else 0.5
        total += weight * len(places)
        if others := sorted(facing.get(mark, ())):
            met += weight * sum(_nearest(place, others) < _NEARBY for place in places)
    return met, total


def _nearest(place: float, others: Sequence[float]) -> float:
    """How far the nearest of the others is; they rise."""
    at = bisect_left(others, place)
    return min(abs(place - other) for other in others[max(0, at - 1) : at + 1])
