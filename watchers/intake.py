"""Takes saved pages into a source's archive: cut several at once, recorded in their order, and none of them twice."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Protocol

from watchers.errors import ParseError, StaleError
from watchers.model import Briefing, Page, Source
from watchers.pipeline import Outcome, Pipeline
from watchers.remembered import Taken
from watchers.sources.profile import find_profile
from watchers.sources.saved import Saved

_LOT = 50  # pages of which is asked at once whether they were taken before
_AHEAD = 8  # pages that are being cut, or wait to be recorded: the recording is the slower half


class Shelf(Protocol):
    """What is remembered of saved pages."""

    async def taken(self, source_id: str, hashes: Sequence[str]) -> frozenset[tuple[str, int]]: ...

    async def keep_source(self, source: Source, now: datetime) -> None: ...


class Cutter(Protocol):
    """A saved page to the briefing on it, wherever that is done. Raises ParseError."""

    async def saved(self, saved: Saved, profile: str, language: str | None) -> Briefing: ...


@dataclass(slots=True)
class Report:
    """What came of an import so far, in pages: new (of an edition never seen), changed (another version of one),
    unchanged (they say what is known already), before (taken by an earlier import); unreadable: their places, and why.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    before: int = 0
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many were looked at."""
        return self.new + self.changed + self.unchanged + self.before + len(self.unreadable)


class Intake:
    """Takes saved pages in, one source's at a time. It opens no file, watches nothing and tells nobody.

    What was taken is remembered with what was recorded of it, in one transaction: after a crash the same call goes on.
    """

    def __init__(self, pipeline: Pipeline, cutter: Cutter, shelf: Shelf, *, now: Callable[[], datetime]) -> None:
        self._pipeline = pipeline
        self._cutter = cutter
        self._shelf = shelf
        self._now = now

    async def take(
        self,
        source: Source,
        pages: Iterable[Saved],
        language: str | None = None,
        told: Callable[[Report], None] = lambda _: None,
    ) -> Report:
        """Take pages in, in their order. language: what they are said to be in; told: how it stands after each page."""
        await self._shelf.keep_source(source, self._now())
        profile = find_profile(source.profile)
        report = Report()
        cutting: deque[tuple[Saved, str, asyncio.Task[Briefing]]] = deque()
        try:
            async for saved, content_hash in self._fresh(source, pages, report):
                cutting.append(
                    (saved, content_hash, asyncio.create_task(self._cutter.saved(saved, profile.id, language)))
                )
                if len(cutting) == _AHEAD:
                    await self._record(source, *cutting.popleft(), report)
                told(report)
            while cutting:
                await self._record(source, *cutting.popleft(), report)
                told(report)
        finally:
            for _, _, task in cutting:
                task.cancel()
            await asyncio.gather(*(task for _, _, task in cutting), return_exceptions=True)
        return report

    async def _fresh(self, source: Source, pages: Iterable[Saved], report: Report) -> AsyncIterator[tuple[Saved, str]]:
        """The pages that were not taken before, each with the SHA-256 of its bytes."""
        for lot in _lots(pages):
            hashes = [sha256(saved.content).hexdigest() for saved in lot]
            taken = set(await self._shelf.taken(source.id, hashes))
            for saved, content_hash in zip(lot, hashes, strict=True):
                if (content_hash, saved.rank) in taken:
                    report.before += 1
                else:
                    taken.add((content_hash, saved.rank))  # a copy of it in the same lot
                    yield saved, content_hash

    async def _record(
        self, source: Source, saved: Saved, content_hash: str, cutting: asyncio.Task[Briefing], report: Report
    ) -> None:
        taken = Taken(content_hash, saved.rank, saved.place)
        try:
            briefing = await cutting
            page = Page(briefing.url, saved.content, saved.content_type)
            try:
                outcome = await self._pipeline.take(source, page, briefing, taken)
            except StaleError:  # a watch was quicker with this very briefing: once more, on what it has recorded
                outcome = await self._pipeline.take(source, page, briefing, taken)
        except ParseError as error:
            report.unreadable.append((saved.place, _reason(error)))
            return
        except BrokenProcessPool:  # the machine has other things to do: the next call takes the page up again
            report.unreadable.append((saved.place, "the process that was to read it gave no answer"))
            return
        _count(outcome, saved, report)


def _count(outcome: Outcome, saved: Saved, report: Report) -> None:
    if outcome.trouble:
        report.unreadable += ((saved.place, trouble) for trouble in outcome.trouble)
    elif outcome.new:
        report.new += 1
    elif outcome.changed:
        report.changed += 1
    else:
        report.unchanged += 1


def _reason(error: ParseError) -> str:
    return error.reason.replace("_", " ") + (f" ({error.detail})" if error.detail else "")


def _lots(pages: Iterable[Saved]) -> Iterator[list[Saved]]:
    rest = iter(pages)
    while lot := list(islice(rest, _LOT)):
        yield lot
