"""Cutting pages apart: the same answers as at once, and a hostile page costs its time limit and nobody else's time."""

import asyncio
import os
import pickle
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.support import PATIENCE, ROOT, briefing, rss
from watchers.errors import FetchError, ParseError, ProfileError, QueryError, RostrumError, StaleError
from watchers.model import Address, Notice, Page
from watchers.reader import Reader
from watchers.sources.feed import read_feed
from watchers.sources.listing import read_listing
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile, parse_profile

URL = "https://mfa.example/en/7"
PAGE = Page(
    URL,
    briefing([("Grain", "Grain may leave the port.")], [("Visas", "And the visas?", "They are issued.")]).encode(),
    "text/html",
    "utf-8",
)
NOTICE = Notice(URL, "7", "en", "Briefing")
FEED = Page("https://mfa.example/rss", rss([("Seven", URL)]).encode(), "application/rss+xml")
LISTING = Page("https://mfa.example/list", b'<ul class="news"><li><a href="/en/7">Seven</a></li></ul>', "text/html")
HOSTILE = Page("https://mfa.example/hostile", b"<div>" * 200_000, "text/html")  # the parser: a minute and more
LONG = 600.0  # seconds: a limit no test waits for


async def cutting(reader: Reader) -> int:
    """The id of a process that cuts pages."""
    return await reader._apart(URL, os.getpid)


# ------------------------------------------------------------------ the same answers


async def test_pages_cut_apart_are_as_those_cut_at_once() -> None:
    """Briefings, feeds and listings; the profile by its id or, where no file ships it, itself."""
    profile = find_profile("sample")
    own = parse_profile('id = "own"\nname = "Own"\n[listing]\nitems = ["ul.news > li"]\nlink = ["a"]', "own")
    feed, listing = Address(FEED.url, "feed", "en"), Address(LISTING.url, "listing")
    async with Reader(workers=1) as reader:
        assert await reader.briefing(PAGE, "sample", NOTICE) == read_briefing(PAGE, profile, NOTICE)
        assert await reader.briefing(PAGE, own) == read_briefing(PAGE, own)
        assert await reader.announced(FEED, feed, "sample") == read_feed(FEED, feed, profile)
        assert await reader.announced(LISTING, listing, own) == read_listing(LISTING, listing, own)


async def test_what_the_cut_raises_is_raised_whole() -> None:
    """Every field, and the type: the page's trouble is the same wherever it was found."""
    with pytest.raises(ParseError) as here:
        read_feed(PAGE, Address(PAGE.url, "feed"), find_profile("sample"))
    async with Reader(workers=1) as reader:
        with pytest.raises(ParseError) as there:
            await reader.announced(PAGE, Address(PAGE.url, "feed"), "sample")
        with pytest.raises(ProfileError, match="no such profile"):
            await reader.briefing(PAGE, "nowhere")
    assert here.value.detail
    assert there.value == here.value


@pytest.mark.parametrize(
    "error",
    [
        FetchError(URL, "status", status=503, retry_after=7.5, detail="busy"),
        FetchError(url=URL, reason="timeout"),
        ParseError(URL, "no_text", detail="empty"),
        QueryError("code", text="a b", start=1, end=2, suggestion="a"),
        ProfileError("mfa", key="id", problem="is wrong", remedy="Right it."),
        StaleError("mfa/7", language="en", number=2, revision=2),
    ],
)
def test_errors_pass_between_processes_whole(error: RostrumError) -> None:
    """Also what was given by name."""
    assert pickle.loads(pickle.dumps(error)) == error


# ------------------------------------------------------------------ hostile pages


async def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    """Its process is replaced."""
    async with Reader(workers=1, seconds=0.5) as reader:
        with pytest.raises(ParseError) as caught:
            await reader.briefing(HOSTILE, "sample")
        assert (caught.value.reason, caught.value.detail) == ("hostile", "took longer than 0.5 s")
        assert caught.value.url == HOSTILE.url
        assert await reader.briefing(PAGE, "sample") == read_briefing(PAGE, find_profile("sample"))


async def test_a_profile_whose_expression_never_ends_is_given_up_too() -> None:
    """A small page is enough for that: no page is too small to be cut apart."""
    profile = parse_profile('id = "own"\nname = "Own"\n[words]\nfurniture = ["(a|aa)+b"]', "own")
    page = Page(URL, b"<p>" + b"a" * 60 + b"</p>", "text/html")
    async with Reader(workers=1, seconds=0.5) as reader:
        with pytest.raises(ParseError, match="hostile"):
            await reader.briefing(page, profile)


async def test_others_are_read_while_a_hostile_page_is_cut_and_the_loop_goes_on() -> None:
    """Pages in a row, and thousands of turns of the loop, before the hostile one ends; and it can be left."""
    turned = asyncio.Event()

    async def turn() -> None:
        for _ in range(5000):
            await asyncio.sleep(0)
        turned.set()

    async with Reader(workers=2, seconds=LONG) as reader:
        await reader.briefing(PAGE, "sample")
        hostile = asyncio.create_task(reader.briefing(HOSTILE, "sample"))
        for _ in range(20):
            await reader.briefing(PAGE, "sample")
        turning = asyncio.create_task(turn())
        await turned.wait()
        assert not hostile.done()
        hostile.cancel()
        await asyncio.gather(hostile, turning, return_exceptions=True)
        for _ in range(4):  # the process that was busy with it has been replaced
            await reader.briefing(PAGE, "sample")


async def test_many_hostile_pages_wait_for_each_other_and_nobody_waits_for_them() -> None:
    """More of them than there are processes, each without end: what is slow goes on beside the others."""
    async with Reader(workers=1, seconds=LONG, quick_seconds=0.3) as reader:
        hostile = [asyncio.create_task(reader.briefing(HOSTILE, "sample")) for _ in range(3)]
        for _ in range(10):
            await reader.briefing(PAGE, "sample")
        assert not any(task.done() for task in hostile)
        for task in hostile:
            task.cancel()
        await asyncio.gather(*hostile, return_exceptions=True)
        await reader.briefing(PAGE, "sample")


async def test_a_page_that_is_merely_slow_is_read_all_the_same() -> None:
    """The second time it gets all the time there is."""
    async with Reader(workers=1, seconds=LONG, quick_seconds=0.000_1) as reader:
        assert await reader.briefing(PAGE, "sample") == read_briefing(PAGE, find_profile("sample"))


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is Linux's")
async def test_a_page_that_takes_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    """The parser needs eighty times the size of a page of small elements."""
    page = Page(URL, b"<p a=1>x" * 1_000_000, "text/html")
    async with Reader(workers=1, seconds=LONG, memory_bytes=400 * 1024 * 1024) as reader:
        with pytest.raises(ParseError) as caught:
            await reader.briefing(page, "sample")
        assert (caught.value.reason, caught.value.detail) == ("hostile", "ran out of memory")
        assert await reader.briefing(PAGE, "sample") == read_briefing(PAGE, find_profile("sample"))


# ------------------------------------------------------------------ processes that come and go


async def test_nothing_is_started_before_the_first_page_and_nothing_is_left_after_the_last() -> None:
    """A reader nobody asked has no process; a closed one has none any more, and reads nothing."""
    async with Reader(workers=2) as idle:
        assert idle._pool is None
    async with Reader(workers=2) as reader:
        workers = {await cutting(reader) for _ in range(8)}
        assert workers
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(RuntimeError, match="closed"):
        await reader.briefing(PAGE, "sample")


async def test_processes_can_be_started_beforehand() -> None:
    """`begin` twice is once."""
    async with Reader(workers=1) as reader:
        reader.begin()
        started = reader._pool
        reader.begin()
        assert await cutting(reader) != os.getpid()
        assert reader._pool is started


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
async def test_processes_ended_from_outside_are_replaced(sent: signal.Signals) -> None:
    """Between two pages, whoever did it: the next page is read."""
    async with Reader(workers=1) as reader:
        for _ in range(2):
            os.kill(await cutting(reader), sent)
            assert await reader.briefing(PAGE, "sample", NOTICE)


async def test_a_page_whose_process_is_told_to_end_is_read_all_the_same() -> None:
    """A service's stop tells every process of it: that is not the page's fault, and another process is given it."""
    async with Reader(workers=1, quick_seconds=LONG) as reader:  # so that there is but one process
        first = await cutting(reader)
        with pytest.raises(ProcessLookupError):  # what the second process finds: the first is no more
            await reader._apart(URL, os.kill, first, signal.SIGTERM)
        assert await cutting(reader) != first


async def test_a_page_that_was_handed_over_and_never_taken_is_given_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is there and does nothing is not waited for for ever."""
    monkeypatch.setattr("watchers.reader._GRACE", 0)
    async with Reader(workers=1, seconds=3) as reader:
        os.kill(await cutting(reader), signal.SIGSTOP)
        assert await reader.briefing(PAGE, "sample")


async def test_a_reader_that_closes_leaves_nobody_waiting() -> None:
    """Whoever still waits for a page is told, at once."""
    async with Reader(workers=1, seconds=LONG) as reader:
        await reader.briefing(PAGE, "sample")
        waiting = [asyncio.create_task(reader.briefing(HOSTILE, "sample")) for _ in range(3)]
        await asyncio.sleep(0)
    for ended in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(ended, RuntimeError)


@pytest.mark.parametrize(
    ("sent", "fate"),
    [
        (signal.SIGKILL, "ran out of memory"),
        (signal.SIGXCPU, "took longer than 9 s"),
        (signal.SIGSEGV, f"its process ended with {-signal.SIGSEGV}"),
    ],
)
async def test_a_page_that_ends_its_process_is_given_up(sent: signal.Signals, fate: str) -> None:
    """It is not tried again, and the next one is read."""
    async with Reader(workers=1, seconds=9) as reader:
        with pytest.raises(ParseError) as caught:
            await reader._apart(URL, signal.raise_signal, sent)
        assert (caught.value.reason, caught.value.detail) == ("hostile", fate)
        assert await reader.briefing(PAGE, "sample")


# ------------------------------------------------------------------ the end of the house

_HOUSE = """
import asyncio
from watchers.model import Page
from watchers.reader import Reader
from watchers.sources.profile import parse_profile

async def main():
    try:
        async with Reader(workers=2, seconds={seconds}) as reader:
            page = Page("https://mfa.example/1", b"<p>The port is open, and the grain may leave it.</p>", "text/html")
            await reader.briefing(page, "sample")
            reading = asyncio.create_task(reader.briefing({hostile}))
            for _ in range(4):
                await reader.briefing(page, "sample")
            print("reading", flush=True)
            await reading
    finally:
        print("closed", flush=True)

asyncio.run(main())
"""
_MARKUP = 'Page("https://mfa.example/2", b"<div>" * 200_000, "text/html"), "sample"'
_EXPRESSION = (  # while it is matched, no other thread of the process runs
    'Page("https://mfa.example/2", b"<p>" + b"a" * 60, "text/html"), '
    """parse_profile('id = "own"\\nname = "Own"\\n[words]\\nfurniture = ["(a|aa)+b"]', "own")"""
)


@asynccontextmanager
async def house(seconds: float, hostile: str = _MARKUP) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that reads a hostile page, with an outlet that stays open while any process of it lives."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _HOUSE.format(seconds=seconds, hostile=hostile),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            assert await process.stdout.readline() == b"reading\n"
            yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def rest(process: asyncio.subprocess.Process) -> tuple[str, str]:
    """What else is said, once every process has ended."""
    out, log = await process.communicate()
    return out.decode(), log.decode()


async def test_ctrl_c_ends_every_process_and_none_complains() -> None:
    """The terminal sends it to all of them; the house closes, though a page is being cut."""
    async with house(LONG) as process:
        os.killpg(process.pid, signal.SIGINT)
        out, log = await rest(process)
    assert out == "closed\n"
    assert log.strip().endswith("KeyboardInterrupt")
    assert "Process" not in log


@pytest.mark.parametrize("to_all", [False, True])
async def test_sigterm_ends_every_process(to_all: bool) -> None:
    """Sent to the house or to all its processes, though a page is being cut."""
    async with house(LONG) as process:
        (os.killpg if to_all else os.kill)(process.pid, signal.SIGTERM)
        await rest(process)


@pytest.mark.parametrize(("hostile", "seconds"), [(_MARKUP, LONG), (_EXPRESSION, 1)], ids=["markup", "expression"])
async def test_a_house_that_is_killed_leaves_no_process_behind(hostile: str, seconds: float) -> None:
    """They see it at once; where one is not able to, it ends with the time its page is allowed."""
    async with house(seconds, hostile) as process:
        process.kill()
        await rest(process)
