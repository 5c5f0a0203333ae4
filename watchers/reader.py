"""Cuts pages in processes of their own, so that a hostile one costs a time limit and nobody else's time.

What was measured (November 2026): half a megabyte of nested `<div>` or of attributes takes the HTML parser 15 to 45
seconds, a regular expression of a profile may take for ever on a page of one kilobyte, and no thread can be ended. A
page cut in a process costs 0.6 ms more than one cut in a thread, so that every page is, however small.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from pebble import ProcessExpired, ProcessPool
from selectolax.lexbor import SelectolaxError

from watchers.errors import ParseError
from watchers.model import Address, Announced, Briefing, Notice, Page
from watchers.sources.feed import read_feed
from watchers.sources.listing import read_listing
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile, find_profile
from watchers.sources.saved import Saved, briefing_of, read_saved

try:
    import resource
except ImportError:  # Windows has no such limits: there the time limit stands alone
    resource = None  # type: ignore[assignment]

T = TypeVar("T")

_PRELOADED = ["watchers.reader", "watchers.warm"]  # in the process that reading processes are forked from
_MOST_WORKERS = 8
_PAGES_EACH = 1000  # then a process is replaced: whatever a library leaks stays small
_GRACE = 15.0  # seconds beyond the time limit until a page's process is taken for lost
_OUT_OF_MEMORY = 77  # exit code


class _SlowError(Exception):
    """A page was not cut in the time given to it."""


@dataclass(frozen=True, slots=True)
class _Pool:
    """Processes that cut pages, and what is done when they are to cut no more."""

    processes: ProcessPool
    gone: asyncio.Future[None]


class Reader:
    """Cuts pages in a few processes, each page within a time limit; they are started with the first page, or `begin`.

    One that is slow is begun anew beside them, where only the slow wait for each other: a site that sends nothing but
    hostile pages delays no other. A page that takes too long or too much memory is a ParseError ("hostile"), and its
    process is replaced; what the cut itself raises is raised here. It does not retry a page, but one whose process was
    ended from outside. When this process ends, however it ends, its reading processes end too.
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        seconds: float = 20,
        quick_seconds: float = 1,
        memory_bytes: int = 1536 * 1024 * 1024,
    ) -> None:
        """workers: processes (None: one for each core, two to eight), beside one for slow pages. seconds, memory_bytes:
        what one page may take; quick_seconds: before it counts as slow (the slowest real page seen took 0.05).
        """
        self._workers = workers or _usual_workers()
        self._seconds = seconds
        self._quick_seconds = min(quick_seconds, seconds)
        self._memory_bytes = memory_bytes
        self._room = asyncio.Semaphore(self._workers)  # a page is handed over when a process is free for it
        self._slow_room = asyncio.Semaphore(1)
        self._pool: asyncio.Task[_Pool] | None = None
        self._ending: set[asyncio.Future[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        if self._pool is not None:
            self._discard(self._pool)
        await asyncio.gather(*self._ending)

    def begin(self) -> None:
        """Start the processes now, without waiting for them: a second or so that the first page need not wait."""
        if self._pool is None and not self._closed:
            self._pool = asyncio.create_task(self._start())

    async def briefing(self, page: Page, profile: str | Profile, notice: Notice | None = None) -> Briefing:
        """What `read_briefing` makes of a page. profile: its id, or the profile itself. Raises ParseError."""
        return await self._apart(page.url, _briefing, page, profile, notice)

    async def saved(self, saved: Saved, profile: str | Profile, language: str | None = None) -> Briefing:
        """What `read_saved` makes of a saved page. profile: its id, or the profile itself. Raises ParseError."""
        return await self._apart(saved.place, _saved, saved, profile, language)

    async def announced(self, page: Page, address: Address, profile: str | Profile) -> Announced:
        """What a feed or listing announces. profile: its id, or the profile itself. Raises ParseError."""
        return await self._apart(page.url, _announced, page, address, profile)

    async def _apart(self, url: str, cut: Callable[..., T], *arguments: object) -> T:
        """What `cut` makes of its arguments, in a process: among the others, or where it is slow there, beside them."""
        if self._quick_seconds < self._seconds:
            async with self._room:
                with suppress(_SlowError):
                    return await self._twice(url, self._quick_seconds, cut, *arguments)
        async with self._slow_room if self._quick_seconds < self._seconds else self._room:
            try:
                return await self._twice(url, self._seconds, cut, *arguments)
            except _SlowError as error:
                raise ParseError(url, "hostile", f"took longer than {self._seconds:g} s") from error

    async def _twice(self, url: str, seconds: float, cut: Callable[..., T], *arguments: object) -> T:
        """As `_tried`; once more where the process was ended from outside."""
        try:
            return await self._tried(url, seconds, cut, *arguments)
        except BrokenProcessPool:
            return await self._tried(url, seconds, cut, *arguments)

    async def _tried(self, url: str, seconds: float, cut: Callable[..., T], *arguments: object) -> T:
        starting, pool = await self._started()
        try:
            future = pool.processes.schedule(_within_limits, args=(seconds, cut, *arguments), timeout=seconds)
        except RuntimeError as error:  # it broke since the last page
            self._discard(starting)
            raise BrokenProcessPool from error
        answer = asyncio.wrap_future(future)
        try:
            await asyncio.wait({answer, pool.gone}, timeout=seconds + _GRACE, return_when=asyncio.FIRST_COMPLETED)
        finally:
            answer.cancel()  # where it has not come: the process that is busy with it is ended
        if answer.cancelled():
            self._discard(starting)
            raise BrokenProcessPool("no answer")
        try:
            return cast(T, answer.result())
        except TimeoutError as error:
            raise _SlowError from error
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGTERM:
                raise BrokenProcessPool("a process was ended") from error
            if error.exitcode == -getattr(signal, "SIGXCPU", 0):
                raise _SlowError from error
            raise ParseError(url, "hostile", _fate(error.exitcode)) from error
        except BrokenProcessPool:
            self._discard(starting)
            raise

    async def _started(self) -> tuple[asyncio.Task[_Pool], _Pool]:
        self.begin()
        if self._closed or self._pool is None:
            raise RuntimeError("the reader is closed")
        starting = self._pool
        try:
            return starting, await asyncio.shield(starting)
        except Exception:
            if self._pool is starting and starting.done():
                self._pool = None  # what kept the processes from starting may pass
            raise

    async def _start(self) -> _Pool:
        processes = ProcessPool(
            max_workers=self._workers + (self._quick_seconds < self._seconds),
            max_tasks=_PAGES_EACH,
            initializer=_settle,
            initargs=(self._memory_bytes,),
            context=cast(Any, _context()),
        )
        await asyncio.to_thread(lambda: processes.active)  # pebble starts them when it is first asked for anything
        return _Pool(processes, asyncio.get_running_loop().create_future())

    def _discard(self, starting: asyncio.Task[_Pool]) -> None:
        """End the processes of a pool; the pages under way with them are given to others, if there are to be any."""
        if self._pool is starting:
            self._pool = None
            ending = asyncio.ensure_future(_end(starting))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)


async def _end(starting: asyncio.Task[_Pool]) -> None:
    try:
        pool = await starting
    except Exception:  # noqa: BLE001 - it never started: whoever waited for it was told
        return
    pool.gone.set_result(None)

    def end() -> None:
        pool.processes.stop()  # type: ignore[no-untyped-call]
        pool.processes.join()

    await asyncio.to_thread(end)


def _fate(code: int) -> str:
    """In words, how a process ended by its exit code (negative: by a signal)."""
    if code in (_OUT_OF_MEMORY, -getattr(signal, "SIGKILL", 0)):  # killed: as a rule by a system short of memory
        return "ran out of memory"
    return f"its process ended with {code}"


def _usual_workers() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(max(2, cores), _MOST_WORKERS)


def _context() -> BaseContext:
    """Forked from a server that has loaded everything: a process starts at once, and shares what it only reads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


# ------------------------------------------------------------------ in the reading process


def _settle(memory_bytes: int) -> None:
    """What a process does before its first page."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's handler would wait for the parser to come back to Python
    if hasattr(os, "nice"):
        os.nice(5)  # a hostile page takes what the chats leave over
    if resource is not None:
        _limit(resource.RLIMIT_AS, memory_bytes)
        _limit(resource.RLIMIT_CORE, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """An idle process sees at once that nobody will send it pages any more; one that cuts a page needs this."""
    if (parent := multiprocessing.parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


def _within_limits(seconds: float, cut: Callable[..., T], *arguments: object) -> T:
    """What `cut` makes of its arguments; the process ends where that takes too much of it.

    The limit on its time is for a process whose parent was killed while an expression ran that lets no thread of it
    run (`_end_with_parent`): else the parent's own clock comes first.
    """
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 2)
    try:
        return cut(*arguments)
    except (MemoryError, SelectolaxError):  # the parser's way of saying that it could not allocate
        os._exit(_OUT_OF_MEMORY)
    finally:
        if resource is not None:
            _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    highest = hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard)
    try:
        resource.setrlimit(kind, (hard if highest else value, hard))
    except (ValueError, OSError):  # not every system limits everything
        return


def _briefing(page: Page, profile: str | Profile, notice: Notice | None) -> Briefing:
    return briefing_of(page) or read_briefing(page, _found(profile), notice)


def _saved(saved: Saved, profile: str | Profile, language: str | None) -> Briefing:
    return read_saved(saved, _found(profile), language)


def _announced(page: Page, address: Address, profile: str | Profile) -> Announced:
    read = read_feed if address.kind == "feed" else read_listing
    return read(page, address, _found(profile))


def _found(profile: str | Profile) -> Profile:
    return find_profile(profile) if isinstance(profile, str) else profile
