"""The clock: APScheduler ticks, the sources' rows say what is due, and one source's trouble stays its own."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from watchers.model import Source
from watchers.pipeline import Outcome

log = structlog.get_logger()

_FAULT_PAUSE = timedelta(minutes=1)


class Watcher(Protocol):
    """What is done when a source is due."""

    async def watch(self, source: Source, *, force: bool = False) -> Outcome: ...


class Due(Protocol):
    """Where it stands what is due."""

    async def due_sources(self, now: datetime, limit: int) -> tuple[Source, ...]:
        """The sources whose time has come, the longest due first."""

    async def source_trouble(self, source_id: str, reason: str, *, due_at: datetime, now: datetime) -> bool: ...


class Schedule:
    """Starts a watch of each source when it is due: many at once, never two of one source.

    It does not remember anything: what is watched and what is due lives in the sources' rows, so a restart resumes
    where the last run stopped, and a source that was added is watched from the next tick on. APScheduler would drop a
    late run after one second (misfire_grace_time) and cancel running coroutines on shutdown, so lateness is allowed and
    `stop` ends our own tasks first.
    """

    def __init__(
        self,
        watcher: Watcher,
        due: Due,
        *,
        now: Callable[[], datetime],
        tick_seconds: float = 1,
        at_once: int = 256,
    ) -> None:
        """at_once: watches under way at the same time; a watch mostly waits, for its server or for its turn there."""
        self._watcher = watcher
        self._due = due
        self._at_once = at_once
        self._now = now
        self._tick_seconds = tick_seconds
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ticking = asyncio.Lock()
        self._clock = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}, timezone="UTC"
        )

    def start(self) -> None:
        """Begin to tick (needs a running event loop)."""
        self._clock.add_job(self.tick, "interval", seconds=self._tick_seconds)
        self._clock.start()

    async def tick(self) -> None:
        """Start a watch of every source that is due and not being watched, as far as there is room."""
        async with self._ticking:
            room = self._at_once - len(self._running)
            # What is being watched is still due. Those there is no room for now are due again at the next tick.
            for source in await self._due.due_sources(self._now(), self._at_once if room > 0 else 0):
                if len(self._running) < self._at_once and source.id not in self._running:
                    task = asyncio.create_task(self._watch(source), name=f"watch {source.id}")
                    self._running[source.id] = task

    async def _watch(self, source: Source) -> None:
        try:
            await self._watcher.watch(source)
        except Exception as error:  # the loop boundary: a fault of ours is logged whole and costs one source a pause
            log.exception("watch failed", source=source.id)
            now = self._now()
            with contextlib.suppress(Exception):  # the database itself may be what failed
                await self._due.source_trouble(source.id, repr(error), due_at=now + _FAULT_PAUSE, now=now)
        finally:
            self._running.pop(source.id, None)

    async def idle(self) -> None:
        """Wait until no watch is under way."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def stop(self) -> None:
        """Stop ticking; watches under way are cancelled, what they had not recorded is taken up again next time."""
        if self._clock.running:
            self._clock.remove_all_jobs()
            await asyncio.sleep(0)  # a tick already due begins, and is waited for: shutdown would cancel and log it
            async with self._ticking:
                self._clock.shutdown(wait=False)
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
