"""The program's own search: asked as the chat asks it, written to, and held against the definition of a query."""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from searching.archive import Maker, first_version, record
from searching.questions import Question
from storage.archive import Archive
from storage.database import open_database
from storage.search import Search
from watchers.model import Briefing, Change, Passage, Revision
from watchers.query import Query, View, meets, plan
from watchers.remembered import Order
from watchers.text import excerpt

_EXCERPT = 600  # characters, as the command line shows them
Months = dict[int, int]  # year * 12 + month, from 1 -> passages
Answer = TypeVar("Answer")


class Ours:
    """Asks the search of an archive's file; each answer is a whole one, in a transaction of its own.

    unsure: questions of which not all passages were counted, for too many would have to be read.
    """

    name = "Rostrum"

    def __init__(self, file: Path, questions: Sequence[Question], year: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._database = open_database(file)
        self._search = Search(self._database)
        self._of_year: dict[str, Query] = {q.text: q.of_year(year) for q in questions if not q.within}
        self.unsure: set[str] = set()

    def close(self) -> None:
        """Let go of the file."""
        self._run(self._database.close())
        self._loop.close()

    def asks(self, question: Question, what: str) -> bool:
        """Whether such a question can be asked."""
        return what != "one year" or question.text in self._of_year

    def newest(self, question: Question) -> list[tuple[str, int, int | None]]:
        """The newest ten with their excerpts: the places of their passages."""
        return self._page(question)

    def best(self, question: Question) -> list[tuple[str, int, int | None]]:
        """The same of the best ten."""
        return self._page(question, order="best")

    def count(self, question: Question) -> int:
        """Of all."""
        total, at_least = self._run(self._search.count(question.query))
        if at_least:
            self.unsure.add(question.text)
        return total

    def year(self, question: Question) -> int:
        """Of one year."""
        return self._run(self._search.count(self._of_year[question.text]))[0]

    def months(self, question: Question) -> Months:
        """By month."""
        found = self._run(self._search.months(question.query))
        return {year * 12 + month: count for (year, month), count in found.items()}

    def _page(self, question: Question, order: Order = "newest") -> list[tuple[str, int, int | None]]:
        findings = self._run(self._search.find(question.query, order=order, limit=10))
        for found in findings.found:
            excerpt(found.passage.text, found.match.spans or ((0, 0),), _EXCERPT)
        return [(f.edition.briefing, f.passage.section, f.passage.exchange) for f in findings.found]

    def _run(self, asked: Coroutine[Any, Any, Answer]) -> Answer:
        return self._loop.run_until_complete(asked)


# ------------------------------------------------------------------ written to


def writing(file: Path, maker: Maker, times: int) -> dict[str, list[tuple[float, float]]]:
    """Adding so many briefings one by one, and replacing one passage of each, in a copy: milliseconds of the clock and
    of the processor.
    """
    copy = file.with_suffix(".copy")
    shutil.copy(file, copy)
    try:
        return asyncio.run(_written(copy, [maker.briefing(maker.briefings + n) for n in range(times)]))
    finally:
        for old in copy.parent.glob(copy.name + "*"):
            old.unlink()


async def _written(file: Path, briefings: Sequence[Briefing]) -> dict[str, list[tuple[float, float]]]:
    database = open_database(file)
    archive = Archive(database)
    found: dict[str, list[tuple[float, float]]] = {"adding one briefing": [], "replacing one passage": []}
    for briefing in briefings:
        await _timed(found["adding one briefing"], record(archive, [briefing]))
    for briefing in briefings:
        edited = _edited(briefing)
        kept = archive.record([edited], (), (), source_id=briefing.source, now=edited.seen_at)
        await _timed(found["replacing one passage"], kept)
    await database.close()
    return found


async def _timed(times: list[tuple[float, float]], act: Coroutine[Any, Any, object]) -> None:
    started, working = time.perf_counter(), time.process_time()
    await act
    times.append(((time.perf_counter() - started) * 1000, (time.process_time() - working) * 1000))


def _edited(briefing: Briefing) -> Revision:
    """Its second version, in which one topic was cut by its last sentence."""
    number = len(briefing.sections) // 2
    topic = briefing.sections[number]
    shorter = replace(topic, text=topic.text[: topic.text.rstrip(".").rfind(".") + 1] or "Nothing.")
    sections = (*briefing.sections[:number], shorter, *briefing.sections[number + 1 :])
    after = first_version(replace(briefing, sections=sections))
    changed = [
        Change("edited", one, other)
        for one, other in zip(briefing.passages(), after.passages, strict=True)
        if one != other
    ]
    return replace(after, number=2, changes=tuple(changed))


# ------------------------------------------------------------------ the definition


class Defined:
    """What questions find by the definition of their meaning, each passage of the archive read for each of them."""

    def __init__(self, maker: Maker, questions: Sequence[Question]) -> None:
        self.counts: Counter[str] = Counter()
        self.months: dict[str, Counter[int]] = {q.text: Counter() for q in questions}
        self.newest: dict[str, list[tuple[str, int, int | None]]] = {q.text: [] for q in questions}
        plans: dict[str, list[tuple[str, Any]]] = {}
        for number in range(maker.briefings):
            briefing = maker.briefing(number)
            if briefing.language not in plans:
                plans[briefing.language] = [(q.text, plan(q.query, briefing.language)) for q in questions]
            for passage in briefing.passages():
                self._read(briefing, passage, plans[briefing.language])

    def _read(self, briefing: Briefing, passage: Passage, plans: Sequence[tuple[str, Any]]) -> None:
        view = View(passage, briefing.setting)
        assert briefing.date is not None
        for text, asked in plans:
            if meets(asked, view) is not None:
                self.counts[text] += 1
                self.months[text][briefing.date.year * 12 + briefing.date.month] += 1
                self.newest[text] = [(briefing.id, passage.section, passage.exchange), *self.newest[text][:9]]
