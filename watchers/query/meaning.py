"""Whether one passage meets a query, and which of its words do: the meaning of the query language, stated once."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from watchers.languages import analyze
from watchers.model import Match, Passage, Setting
from watchers.query.plan import (
    NO_NAMES,
    Beginning,
    Both,
    Close,
    Either,
    Facts,
    Keys,
    Loose,
    Plan,
    Run,
    Token,
    Verbatim,
    Within,
    Without,
    binds,
    facts,
    plan,
    stretches,
)
from watchers.query.tree import Dates
from watchers.query.writing import Query
from watchers.text import Span, as_written, fold, sentences, strip_accents

HEADING, BODY = 0, 1
# Words of the heading or of the body, both ends included.
Stand: TypeAlias = tuple[int, int, int]


class View:
    """A passage made ready for many queries of its own language: where each of its words stands, by key.

    It is analysed once; what only few queries ask for (sentences, spelling, speakers) is found out when one does.
    """

    def __init__(self, passage: Passage, setting: Setting) -> None:
        self.passage = passage
        self.setting = setting
        self.texts = (passage.heading or "", passage.text)
        self.analyzed = tuple(analyze(text, setting.language) for text in self.texts)
        self._leaves: dict[Plan, tuple[Stand, ...]] = {}

    @cached_property
    def places(self) -> tuple[dict[str, list[int]], ...]:
        """For the heading and for the body: key -> the places of the words that have it."""
        found: list[dict[str, list[int]]] = []
        for analyzed in self.analyzed:
            places: dict[str, list[int]] = {}
            for number, keys in enumerate(analyzed.keys):
                for key in keys:
                    places.setdefault(key, []).append(number)
            found.append(places)
        return tuple(found)

    @cached_property
    def compounds(self) -> dict[str, list[Stand]]:
        """Key -> the compounds that have it when they are written together."""
        found: dict[str, list[Stand]] = {}
        for field, analyzed in enumerate(self.analyzed):
            for first, last, keys in analyzed.compounds:
                for key in keys:
                    found.setdefault(key, []).append((field, first, last))
        return found

    @cached_property
    def facts(self) -> frozenset[str]:
        """What is true of the passage."""
        return facts(self.passage, self.setting)

    @cached_property
    def stretches(self) -> "tuple[_Stretch, ...]":
        """The words of each speaker."""
        found = []
        for stretch in stretches(self.passage):
            first, last = self.words_in(BODY, stretch.span)
            found.append(_Stretch(first, last, stretch.facts))
        return tuple(found)

    @cached_property
    def sentences(self) -> tuple[Stand, ...]:
        """The heading as one sentence, then those of the body."""
        spans = [(HEADING, (0, len(self.texts[HEADING])))] if self.texts[HEADING] else []
        spans += [(BODY, span) for span in sentences(self.texts[BODY])]
        return tuple((field, *self.words_in(field, span)) for field, span in spans)

    @cached_property
    def folded(self) -> tuple[tuple[str, ...], ...]:
        """Each word of heading and body as prefixes are held against it."""
        return tuple(tuple(strip_accents(fold(word)) for word in self.words(field)) for field in (HEADING, BODY))

    def written(self, stand: Stand) -> tuple[str, ...]:
        """Words as they are written, without what nobody would call a part of them."""
        field, first, last = stand
        text = self.texts[field]
        return tuple(as_written(text[start:end]) for start, end in self.analyzed[field].tokens[first : last + 1])

    def words(self, field: int) -> Iterator[str]:
        """The words of the heading or of the body as they stand."""
        text = self.texts[field]
        return (text[start:end] for start, end in self.analyzed[field].tokens)

    def words_in(self, field: int, span: Span) -> tuple[int, int]:
        """The first and the last word that lie in a span; the last before the first where none does."""
        tokens = self.analyzed[field].tokens
        first = bisect_left(tokens, span[0], key=lambda token: token[0])
        return first, bisect_right(tokens, span[1], key=lambda token: token[1]) - 1

    def span(self, stand: Stand) -> Span:
        """From the beginning of its first word to the end of its last."""
        field, first, last = stand
        tokens = self.analyzed[field].tokens
        return tokens[first][0], tokens[last][1]

    def stands(self, leaf: Plan) -> tuple[Stand, ...]:
        """Where a leaf is met, in order."""
        if leaf not in self._leaves:
            self._leaves[leaf] = tuple(sorted(set(_stands(leaf, self))))
        return self._leaves[leaf]


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: int
    last: int
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where words count. heading: whether its words do; stretches: those of the body that do (None: all of it);
    sentence: the one in which all must stand (None: in any).
    """

    heading: bool = True
    stretches: "tuple[_Stretch, ...] | None" = None
    sentence: Stand | None = None

    def holds(self, stand: Stand) -> bool:
        field, first, last = stand
        if self.sentence is not None:
            where, begin, end = self.sentence
            if field != where or first < begin or last > end:
                return False
        if field == HEADING:
            return self.heading
        return self.stretches is None or any(
            stretch.first <= first and last <= stretch.last for stretch in self.stretches
        )


_EVERYWHERE = _Scope()


def match(query: Query, view: View, own: Mapping[str, str] = NO_NAMES) -> Match | None:
    """Where a passage meets a query, or None if it does not.

    own: the aliases of whoever asks. Words may stand anywhere in the passage, heading and body together; what must be
    close together (a phrase, NEAR, a sentence) stands within one of the two. The spans are those of every positive
    word and phrase that counts: under an OR, those of each alternative that is met. A phrase's span goes from its
    first word to its last.
    """
    return meets(plan(query, view.setting.language, own), view)


def meets(asked: Plan, view: View) -> Match | None:
    """As `match`, of a plan made for the language of the passage."""
    branches: tuple[int, ...] = ()
    if isinstance(asked, Either):
        each = [(number, _meet(item, view, _EVERYWHERE)) for number, item in enumerate(asked.items)]
        branches = tuple(number for number, found in each if found is not None)
        stands = [stand for _, found in each for stand in found or ()] if branches else None
    else:
        stands = _meet(asked, view, _EVERYWHERE)
    if stands is None:
        return None
    spans: tuple[list[Span], list[Span]] = ([], [])
    for stand in stands:
        spans[stand[0]].append(view.span(stand))
    return Match(_merged(spans[BODY]), _merged(spans[HEADING]), branches)


# ------------------------------------------------------------------ evaluation


def _meet(asked: Plan, view: View, scope: _Scope) -> list[Stand] | None:
    """The words that meet it within the scope (none, where it is met by a fact or an absence), or None."""
    match asked:
        case _ if binds(asked):
            return None if _bound(asked, view, scope) is None else []
        case Facts():
            return [] if _holds(asked, view.facts) else None
        case Dates(since, until):
            return [] if _in_time(view.setting.date, since, until) else None
        case Both(items):
            return _all(items, view, scope)
        case Either(items):
            each = [found for item in items if (found := _meet(item, view, scope)) is not None]
            return [stand for found in each for stand in found] if each else None
        case Without(item):
            return [] if _meet(item, view, _Scope(sentence=scope.sentence)) is None else None
        case Within(item):
            return _in_a_sentence(item, view, scope)
        case Close(items, distances):
            return _close(items, distances, view, scope) or None
    stands = view.stands(asked)
    if scope.sentence is not None:
        field, first, last = scope.sentence
        stands = stands[bisect_left(stands, (field, first, 0)) : bisect_left(stands, (field, last + 1, 0))]
    return [stand for stand in stands if scope.holds(stand)] or None


def _all(items: Sequence[Plan], view: View, scope: _Scope) -> list[Stand] | None:
    for item in items:
        if binds(item):
            narrower = _bound(item, view, scope)
            if narrower is None:
                return None
            scope = narrower
    stands: list[Stand] = []
    for item in items:
        if not binds(item):
            found = _meet(item, view, scope)
            if found is None:
                return None
            stands += found
    return stands


def _bound(asked: Plan, view: View, scope: _Scope) -> _Scope | None:
    """The scope narrowed to the stretches of which `asked` is true; None: there are none.

    The heading counts with a topic, whoever speaks; with an exchange, where none of it is left out.
    """
    before = view.stretches if scope.stretches is None else scope.stretches
    chosen = tuple(stretch for stretch in before if _true_of(asked, stretch.facts))
    if not chosen:
        return None
    heading = scope.heading and (view.passage.exchange is None or len(chosen) == len(view.stretches))
    return replace(scope, heading=heading, stretches=chosen)


def _true_of(asked: Plan, known: frozenset[str]) -> bool:
    match asked:
        case Facts():
            return _holds(asked, known)
        case Without(item):
            return not _true_of(item, known)
        case Both(items):
            return all(_true_of(item, known) for item in items)
        case Either(items):
            return any(_true_of(item, known) for item in items)
    raise AssertionError(asked)


def _holds(asked: Facts, known: frozenset[str]) -> bool:
    return all(any(fact in known for fact in clause) for clause in asked.needed)


def _in_time(day: dt.date | None, since: dt.date | None, until: dt.date | None) -> bool:
    return day is not None and (since is None or day >= since) and (until is None or day <= until)


def _in_a_sentence(item: Plan, view: View, scope: _Scope) -> list[Stand] | None:
    stands: list[Stand] = []
    met = False
    for sentence in view.sentences:
        found = _meet(item, view, replace(scope, sentence=sentence))
        if found is not None:
            met = True
            stands += found
    return stands if met else None


def _close(items: Sequence[Plan], distances: Sequence[int], view: View, scope: _Scope) -> list[Stand]:
    """The stands that belong to a chain in which each is close to the next."""
    each = [_meet(item, view, scope) or [] for item in items]
    for order in (range(1, len(each)), range(len(each) - 2, -1, -1)):  # leave those with a way to either end
        for n in order:
            other = n - 1 if order.step > 0 else n + 1
            most = distances[min(n, other)]
            each[n] = _with_one_near(each[n], each[other], most)
    return [stand for stands in each for stand in stands] if all(each) else []


def _with_one_near(stands: list[Stand], others: list[Stand], most: int) -> list[Stand]:
    """Those that end at most so many words before one of the others begins, or begin so many after one ends."""
    begins = sorted((field, first) for field, first, _ in others)
    ends = sorted((field, last) for field, _, last in others)
    found = []
    for stand in stands:
        field, first, last = stand
        after, before = bisect_right(begins, (field, last)), bisect_left(ends, (field, first))
        follows = after < len(begins) and begins[after] <= (field, last + most)
        if follows or (before and ends[before - 1] >= (field, first - most)):
            found.append(stand)
    return found


# ------------------------------------------------------------------ the leaves


def _stands(leaf: Plan, view: View) -> Iterator[Stand]:
    match leaf:
        case Token(keys):
            for field, places in enumerate(view.places):
                for key in keys:
                    yield from ((field, place, place) for place in places.get(key, ()))
            for key in keys:
                yield from view.compounds.get(key, ())
        case Run(slots):
            for field in (HEADING, BODY):
                yield from _runs(slots, view, field)
        case Verbatim(written, slots):
            for stand in _stands(Run(slots), view):
                if view.written(stand) == written:
                    yield stand
        case Beginning(start):
            for field, folded in enumerate(view.folded):
                yield from ((field, n, n) for n, word in enumerate(folded) if word.startswith(start))
        case Loose(slots, width):
            for field in (HEADING, BODY):
                yield from _loose(slots, width, view, field)


def _runs(slots: Sequence[Keys], view: View, field: int) -> Iterator[Stand]:
    """Every run of words that answer to the slots, one after the other."""
    places, keys = view.places[field], view.analyzed[field].keys
    # Enter by the slot that stands at the fewest places: "of" is everywhere.
    entry = min(range(len(slots)), key=lambda n: sum(len(places.get(key, ())) for key in slots[n]))
    starts = sorted({place - entry for key in slots[entry] for place in places.get(key, ())})
    last = len(slots) - 1
    for start in starts:
        if 0 <= start < len(keys) - last and all(
            any(key in keys[start + n] for key in slot) for n, slot in enumerate(slots)
        ):
            yield field, start, start + last


def _loose(slots: Sequence[Keys], width: int, view: View, field: int) -> Iterator[Stand]:
    """The shortest stretches in which every slot is answered, none of them wider than `width` words."""
    places = view.places[field]
    each = dict.fromkeys(slots)  # a word asked for twice is there when it is there once
    events = sorted({(place, n) for n, slot in enumerate(each) for key in slot for place in places.get(key, ())})
    latest: dict[int, int] = {}
    last_by_first: dict[int, int] = {}
    for place, n in events:
        latest[n] = place
        if len(latest) == len(each):
            last_by_first.setdefault(min(latest.values()), place)
    first_by_last = {last: first for first, last in sorted(last_by_first.items())}
    yield from ((field, first, last) for last, first in first_by_last.items() if last - first < width)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
