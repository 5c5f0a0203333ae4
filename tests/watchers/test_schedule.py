"""The clock: due sources are watched, one at a time each, and a stop leaves nothing running."""

import asyncio
from datetime import UTC, datetime

from watchers.model import Source
from watchers.pipeline import Outcome
from watchers.schedule import Schedule

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
A, B = (Source(name, name, "generic", ()) for name in ("a", "b"))


class Ministry:
    """Both sides of the schedule: what is due, and what watching does."""

    def __init__(self) -> None:
        self.due: tuple[Source, ...] = (A, B)
        self.started: list[str] = []
        self.release = asyncio.Event()
        self.both = asyncio.Event()
        self.troubles: list[tuple[str, str]] = []
        self.fail = ""

    async def due_sources(self, now: datetime, limit: int) -> tuple[Source, ...]:
        assert now == NOW
        return self.due[:limit]

    async def source_trouble(self, source_id: str, reason: str, *, due_at: datetime, now: datetime) -> bool:
        assert due_at > now == NOW
        self.troubles.append((source_id, reason))
        return True

    async def watch(self, source: Source, *, force: bool = False) -> Outcome:
        self.started.append(source.id)
        if len(self.started) == 2:
            self.both.set()
        if source.id == self.fail:
            raise ZeroDivisionError
        await self.release.wait()
        return Outcome()


async def settled() -> None:
    """Let every task that can run do so."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_due_is_watched_and_never_twice_at_a_time() -> None:
    """A watch that lasts longer than a tick is not started again."""
    ministry = Ministry()
    schedule = Schedule(ministry, ministry, now=lambda: NOW)
    for _ in range(3):
        await schedule.tick()
        await settled()
    assert ministry.started == ["a", "b"]
    ministry.release.set()
    await settled()
    await schedule.tick()
    await settled()
    assert ministry.started == ["a", "b", "a", "b"]


async def test_no_more_watches_are_under_way_than_there_is_room_for() -> None:
    """The longest due comes first, the others when one has ended; a source added meanwhile is watched like any."""
    ministry = Ministry()
    schedule = Schedule(ministry, ministry, now=lambda: NOW, at_once=1)
    for _ in range(2):
        await schedule.tick()
        await settled()
    assert ministry.started == ["a"]
    ministry.due = (Source("new", "new", "generic", ()),)
    ministry.release.set()
    await settled()
    await schedule.tick()
    await settled()
    assert ministry.started == ["a", "new"]
    await schedule.stop()


async def test_one_sources_fault_stays_its_own() -> None:
    """The other goes on, and the faulty one is put off for a while, so that its fault is no hot loop."""
    ministry = Ministry()
    ministry.fail = "a"
    schedule = Schedule(ministry, ministry, now=lambda: NOW)
    await schedule.tick()
    await settled()
    await schedule.tick()
    await settled()
    assert ministry.started == ["a", "b", "a"]
    assert ministry.troubles == [("a", "ZeroDivisionError()")] * 2
    await schedule.stop()


async def test_it_ticks_by_itself_and_a_stop_ends_what_is_under_way() -> None:
    """Start, tick, stop: no task left behind."""
    ministry = Ministry()
    schedule = Schedule(ministry, ministry, now=lambda: NOW, tick_seconds=0.01)
    schedule.start()
    async with asyncio.timeout(10):
        await ministry.both.wait()
    await schedule.stop()
    assert [t for t in asyncio.all_tasks() if t.get_name().startswith("watch ")] == []
