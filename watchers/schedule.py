"""The clock: APScheduler ticks, the sources' rows say what is due, and one source's trouble stays its own."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
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

    async def due_sources(self, now: datetime) -> tuple[str, ...]: ...

    async def source_trouble(self, source_id: str, reason: str, *, due_at: datetime, now: datetime) -> bool: ...


class Schedule:
    """Starts a watch of each source when it is due, never two of one source at a time.

    It does not remember anything: what is due lives in the sources' rows, so a restart resumes where the last run
    stopped. APScheduler would drop a late run after one second (misfire_grace_time) and cancel running coroutines on
    shutdown, so lateness is allowed and `stop` ends our own tasks first.
    """

    def __init__(
        self,
        watcher: Watcher,
        due: Due,
        sources: Mapping[str, Source],
        *,
        now: Callable[[], datetime],
        tick_seconds: float = 1,
    ) -> None:
        self._watcher = watcher
        self._due = due
        self._sources = sources
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
        """Start a watch of every source that is due and not being watched."""
        async with self._ticking:
            for source_id in await self._due.due_sources(self._now()):
                source = self._sources.get(source_id)
                if source is not None and source_id not in self._running:
                    task = asyncio.create_task(self._watch(source), name=f"watch {source_id}")
                    self._running[source_id] = task

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
