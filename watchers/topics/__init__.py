"""What was talked about most in a period, what is new in it and what is gone (pure).

A subject is a built-in name (~japan), or a phrase that is no everyday one: written as a name, or said far more than
usual (measuring.py). What nearly every briefing of the source says, in the period as ever, is no subject.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from watchers.remembered import Said
from watchers.text import Span, words
from watchers.topics.measuring import BEFORE, NOW, Field, Measured
from watchers.topics.subjects import Subject, all_subjects, query_for

__all__ = ["LISTED", "Topic", "Topics", "query_for", "topics"]

LISTED = 15
"""Subjects of a list at the most."""

_AGAIN = 2  # passages of what is said most
_LEAST = 3  # passages, or two briefings: what only one period says was then more than a word in passing
_SURE = 0.5  # of its passages count


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject. label: as the source writes it, or a built-in name as the reader's language has it; said: that of it
    which all its passages say, as a span; query: what finds them; name: the built-in name, if it is one; passages and
    briefings in the period, and in the one before.
    """

    label: str
    said: Span
    query: str
    name: str | None
    passages: int
    briefings: int
    passages_before: int
    briefings_before: int


@dataclass(frozen=True, slots=True)
class Topics:
    """What a period was about, against the one before it. new, gone: what only one of the two speaks of.

    asked: who asked (an outlet, else a journalist) in how many passages, most first; unnamed: passages in which nobody
    known did; answered: who spoke, but to ask, in how many.
    """

    passages: int
    briefings: int
    passages_before: int
    briefings_before: int
    most: tuple[Topic, ...]
    new: tuple[Topic, ...]
    gone: tuple[Topic, ...]
    asked: tuple[tuple[str, int], ...]
    unnamed: int
    answered: tuple[tuple[str, int], ...]


def topics(
    now: Sequence[Said],
    before: Sequence[Said],
    older: Sequence[Said] = (),
    *,
    language: str = "en",
    title: str = "",
    listed: int = LISTED,
) -> Topics:
    """What was talked about in `now`, against the period `before`; older: other briefings, for what is usual.

    language: the reader's, for built-in names; title: of the source, for what it calls itself is no subject of its.
    Each briefing is to be there in one edition.
    """
    field = Field(now, before, older)
    found = all_subjects(field, language, title)
    said = (s for s in found if s.now.score > 0 and s.now.passages >= _AGAIN)
    most = sorted(said, key=lambda s: s.now.rank)[:listed]
    new: list[Subject] = []
    gone: list[Subject] = []
    if now and before:
        fresh = (s for s in found if not s.before.passages and _is_told(s, s.now, field.briefings[NOW]))
        new = sorted(fresh, key=lambda s: s.now.rank)[:listed]
        past = (s for s in found if not s.now.passages and _is_told(s, s.before, field.briefings[BEFORE]))
        gone = sorted(past, key=lambda s: s.before.rank)[:listed]
    asked, unnamed = _asked(now)
    return Topics(
        *(field.sizes[NOW], field.briefings[NOW], field.sizes[BEFORE], field.briefings[BEFORE]),
        most=_told(sorted(most, key=lambda s: (-s.now.passages, -s.now.briefings))),
        new=_told(new),
        gone=_told(gone),
        asked=asked,
        unnamed=unnamed,
        answered=_answered(now),
    )


def _is_told(subject: Subject, measured: Measured, briefings: int) -> bool:
    """Whether what only one period says (of so many briefings) is worth telling; of everyday words, more is asked."""
    if subject.everyday:
        return measured.passages >= _LEAST and measured.score >= _SURE * measured.passages
    return measured.score > 0 and (measured.passages >= _LEAST or measured.briefings >= min(2, briefings))


def _told(found: Sequence[Subject]) -> tuple[Topic, ...]:
    told = []
    for subject in found:
        label, (first, end) = subject.label()
        spans = words(label)
        said = (spans[first][0], spans[end - 1][1]) if spans[first:end] else (0, len(label))
        query = f"~{subject.name}" if subject.name else query_for(label[slice(*said)])
        now, before = subject.now, subject.before
        counts = now.passages, now.briefings, before.passages, before.briefings
        told.append(Topic(label, said, query, subject.name, *counts))
    return tuple(told)


def _asked(now: Sequence[Said]) -> tuple[tuple[tuple[str, int], ...], int]:
    count: Counter[str] = Counter()
    unnamed = 0
    for said in now:
        asking = [part for part in said.passage.parts if part.kind == "question" and part.role != "moderator"]
        who = {name for part in asking if (name := part.outlet or part.speaker)}
        count.update(who)
        unnamed += bool(asking) and not who
    return _ranked(count), unnamed


def _answered(now: Sequence[Said]) -> tuple[tuple[str, int], ...]:
    count: Counter[str] = Counter()
    for said in now:
        parts = said.passage.parts
        asking = {part.speaker for part in parts if part.role == "journalist"}
        speaking = {part.speaker for part in parts if part.kind in ("answer", "statement")}
        count.update(name for name in speaking - asking if name)
    return _ranked(count)


def _ranked(count: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(count.items(), key=lambda item: (-item[1], item[0])))
