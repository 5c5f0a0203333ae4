"""What was said of a subject the last time: the previous passage on it, and what is said word for word again (pure)."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from watchers.languages import analyze
from watchers.model import Passage, Span
from watchers.remembered import Earlier
from watchers.text import WORD, fold, sentences

_LEAST = 20  # different words: of a shorter passage nothing can be said
_SHARED = 4  # rare words that two passages on one subject share; under one heading, half of them
_SELDOM = 0.02  # of the earlier passages: what no more of them have is a rare word
# Some sixty pairs read by eye, of a hundred briefings of two outlets: above this, and with some rare words in common,
# most were on one subject, but for openings ("Good morning. Today, Dr. ..."); somewhat lower, half were not.
_ALIKE = 0.24  # of the weight of two passages' words
_ONE_TITLE = 0.1  # ... under one heading
_RARE = 0.34  # of the earlier passages: a word that more of them have says nothing of the subject
_ECHO = 0.15  # of two sentences: below, they have hardly a word of the subject in common
_SENTENCE = 6  # words: a shorter one is a form of speech ("Thank you very much.")
_NEARLY = 0.85  # of the likeliest: the newest that comes so near is the last one


@dataclass(frozen=True, slots=True)
class Precedent:
    """The previous passage on a subject, and the day of its briefing. likeness: 0 to 1."""

    passage: Passage
    date: date | None
    likeness: float


@dataclass(frozen=True, slots=True)
class Echo:
    """A sentence that is said now, and the one that was said in its place the last time, on a day.

    likeness: of the two, 0 to 1.
    """

    now: str
    before: str
    date: date
    likeness: float


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What of the past stands beside an alert: for the passages it tells of, and for the queries that they meet.

    echoes: by the number of the subject, a sentence said now beside the one of the last time; repeated: by the same,
    the spans of sentences said before word for word; gaps: by query, the day it was met before (None: never, since the
    day `since`), where that is long ago; awaitable: the source has put out editions in the chat's own language.
    """

    echoes: Mapping[int, Echo]
    repeated: Mapping[int, tuple[Span, ...]]
    gaps: Mapping[str, date | None]
    since: date
    awaitable: bool = False


class Past:
    """The last briefings of a source in one language, ready to be looked into; nothing else is asked."""

    def __init__(self, earlier: Sequence[Earlier], language: str) -> None:
        """earlier: the newest first."""
        self._language = language
        self._held = [(each.setting.date, passage) for each in earlier for passage in each.passages]
        self._words = [self._keys(passage) for _, passage in self._held]
        count = Counter(key for keys in self._words for key in keys)
        total = max(len(self._held), 1)
        self._weights = {key: math.log(total / n) ** 2 for key, n in count.items() if n <= _RARE * total or n == 1}
        self._rare = {key for key, n in count.items() if n <= max(2, _SELDOM * total) and not key.isdigit()}
        self._unseen = math.log(total + 1) ** 2
        self._said = {said for _, passage in self._held for said, _ in _said(passage.text)}

    def repeated(self, passage: Passage) -> tuple[Span, ...]:
        """The sentences of a passage that stand in one of these briefings word for word, as spans of its text."""
        return tuple(span for said, span in _said(passage.text) if said in self._said)

    def last_time(self, passage: Passage) -> Precedent | None:
        """The newest passage that is surely on the same subject, by its words and its heading; in doubt none."""
        own = self._keys(passage)
        if len(own) < _LEAST:
            return None
        heading = _title(passage)
        found: list[Precedent] = []
        for (day, other), keys in zip(self._held, self._words, strict=True):
            if len(keys) < _LEAST:
                continue
            alike = self._alike(own, keys)
            titled = bool(heading) and heading == _title(other)
            shared = len(own & keys & self._rare)
            if alike >= (_ONE_TITLE if titled else _ALIKE) and shared >= (_SHARED // 2 if titled else _SHARED):
                found.append(Precedent(other, day, min(alike, 1.0)))
        if not found:
            return None
        best = max(one.likeness for one in found)
        return next(one for one in found if one.likeness >= _NEARLY * best)

    def echo(self, passage: Passage, spans: Sequence[Span]) -> Echo | None:
        """Of the sentences that hold the spans, and of those of the previous passage on the subject, the likest two.

        None where there is no such passage, where it says the very same, or nothing like it.
        """
        last = self.last_time(passage)
        if last is None or last.date is None:
            return None
        ours = [text for text, span in _sentences(passage.text) if any(a < span[1] and span[0] < b for a, b in spans)]
        theirs = [(text, self._found(text)) for text, _ in _sentences(last.passage.text)]
        pairs = [(self._alike(self._found(one), keys), one, other) for one in ours for other, keys in theirs]
        likeness, now, before = max(pairs, key=lambda pair: pair[0], default=(0.0, "", ""))
        if likeness < _ECHO or now == before:
            return None
        return Echo(now, before, last.date, min(likeness, 1.0))

    def _alike(self, ours: frozenset[str], theirs: frozenset[str]) -> float:
        """The cosine of two sets of words, each as heavy as it is rare in these briefings."""
        shared = sum(self._weights.get(key, 0.0) for key in ours & theirs)
        if not shared:
            return 0.0
        one, other = (
            sum(
                self._weights.get(key, self._unseen if key not in self._weights and side is ours else 0.0)
                for key in side
            )
            for side in (ours, theirs)
        )
        return shared / math.sqrt(one * other) if one and other else 0.0

    def _keys(self, passage: Passage) -> frozenset[str]:
        return self._found(f"{passage.heading or ''}\n{passage.text}")

    def _found(self, text: str) -> frozenset[str]:
        return frozenset(keys[0] for keys in analyze(text, self._language).keys if keys)


def _title(passage: Passage) -> tuple[str, ...]:
    """A heading as it is compared: without the numbers that change every week. Exchanges share theirs with others."""
    if passage.exchange is not None:
        return ()
    return tuple(fold(word) for word in WORD.findall(passage.heading or "") if not word[0].isdigit())


def _sentences(text: str) -> list[tuple[str, Span]]:
    return [(" ".join(text[start:end].split()), (start, end)) for start, end in sentences(text)]


def _said(text: str) -> list[tuple[tuple[str, ...], Span]]:
    found = []
    for start, end in sentences(text):
        said = tuple(map(fold, WORD.findall(text[start:end])))
        if len(said) >= _SENTENCE:
            found.append((said, (start, end)))
    return found
