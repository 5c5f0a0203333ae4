"""Thousands of sources polled by one process from a local server: how many a second, at what cost, and who waits.

.venv/bin/python benchmarks/polling.py [--sources N] [--plain N] [--profile ROUND]

The server (benchmarks/outlets.py) is a process of its own, each source a host of its own on loopback; Linux only. What
is measured runs in a process of its own too, with the real schedule, fetcher, reading processes and database.
"""

import argparse
import asyncio
import cProfile
import gc
import json
import os
import pstats
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence, Set
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(Path(__file__).parent))  # for the files beside this one

import outlets  # noqa: E402
from processes import cpu_seconds, family, megabytes  # noqa: E402

SUBSCRIPTIONS = 1000
EVERY = 150.0  # seconds after which each source is due again, in the rounds where they are due evenly
SPREAD = 30.0  # seconds that such a round takes
LIMIT = 400.0  # seconds after which a round is given up; one in which they are due evenly, after three times SPREAD
ROUNDS = (  # name, whether the sources are due evenly, whether some are in trouble
    ("first: all due at once, a third with a new page", False, False),
    ("steady: all due at once", False, False),
    (f"steady: each due every {EVERY:.0f} s", True, False),
    ("the same, some hanging, some hostile", True, True),
)


# ------------------------------------------------------------------ what is measured around a round


def share(values: Sequence[float], part: float) -> float:
    """The value below which `part` of them lie."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)] if values else 0.0


def three(values: Sequence[float]) -> list[float]:
    """Median, 99th percentile, maximum."""
    return [share(values, 0.5), share(values, 0.99), max(values, default=0.0)]


@asynccontextmanager
async def loop_lag() -> AsyncIterator[list[float]]:
    """Seconds by which a sleep of 10 ms took longer, over and over: what everything else in the loop waits."""
    late: list[float] = []

    async def tick() -> None:
        clock = asyncio.get_running_loop().time
        while True:
            start = clock()
            await asyncio.sleep(0.01)
            late.append(clock() - start - 0.01)

    ticking = asyncio.create_task(tick())
    try:
        yield late
    finally:
        ticking.cancel()


@contextmanager
def costs(figures: dict[str, Any]) -> Iterator[None]:
    """Wall and processor seconds of a round, put into `figures`."""
    started, own, everyone = time.perf_counter(), time.process_time(), cpu_seconds(family(os.getpid()))
    yield
    figures.setdefault("seconds", time.perf_counter() - started)
    figures["own_cpu"] = time.process_time() - own
    figures["others_cpu"] = cpu_seconds(family(os.getpid())) - everyone - figures["own_cpu"]
    figures["peak_mb"] = megabytes(os.getpid(), "status", "VmHWM")


async def tell(port: int, number: int, trouble: bool) -> None:
    """Tell the outlets which round it is."""
    url = f"http://127.0.0.1:{port}/control?round={number}&trouble={int(trouble)}"
    await asyncio.to_thread(lambda: urllib.request.urlopen(url).read())


def report(figures: dict[str, Any]) -> None:
    """One round's figures, for the process that makes the table."""
    print(json.dumps(figures), flush=True)


# ------------------------------------------------------------------ Rostrum


async def rostrum(count: int, port: int, profiled: int) -> None:
    """The rounds, by Rostrum."""
    from bot import logs
    from bot.app import clock, open_stores, open_watching
    from bot.config import Config
    from watchers.model import Address
    from watchers.schedule import Schedule
    from watchers.sources.profile import find_profile

    logs.configure("error")
    config = Config()
    profile = find_profile("generic")
    sources = [
        replace(
            profile.source([Address(f"{outlets.address(n, port)}/rss.xml", "feed", "en")], id=f"outlet{n}"),
            trusted=True,
        )
        for n in range(count)
    ]
    troubled = {f"outlet{n}" for n in range(count) if outlets.is_hanging(n, count) or outlets.is_hostile(n, count)}
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_stores(config, migrate=True, path=Path(folder) / "polling.db") as stores,
            open_watching(config, stores, sources, admins=(1,)) as watching,
        ):
            await _people_and_past(stores, profile, count, port, clock())
            for number, (name, evenly, trouble) in enumerate(ROUNDS, 1):
                await tell(port, number, trouble)
                due = await _make_due(stores, sources, troubled, evenly=evenly)
                healthy = due.keys() - troubled
                watches = _Watches(watching.pipeline, healthy)
                schedule = Schedule(watches, stores.archive, now=clock)
                figures: dict[str, Any] = {"round": name, "who": "Rostrum"}
                with _profiled(stores, count) if profiled == number else nullcontext():
                    async with loop_lag() as late:
                        with costs(figures):
                            schedule.start()
                            with suppress(TimeoutError):
                                await asyncio.wait_for(watches.done.wait(), 3 * SPREAD if evenly else LIMIT)
                await schedule.stop()
                figures |= watches.figures(due) | {"loop": three(late)}
                report(figures)


class _Watches:
    """The pipeline, with a look at the clock before and after each watch."""

    def __init__(self, pipeline: Any, healthy: set[str]) -> None:
        self._pipeline, self._healthy = pipeline, healthy  # those that are waited for
        self.done = asyncio.Event()
        self._began: dict[str, datetime] = {}
        self._outcomes: list[Any] = []
        self.ended: dict[str, datetime] = {}

    async def watch(self, source: Any, *, force: bool = False) -> Any:
        self._began.setdefault(source.id, datetime.now(UTC))
        outcome = await self._pipeline.watch(source, force=force)
        self._outcomes.append(outcome)
        if source.id in self._healthy:
            self.ended.setdefault(source.id, datetime.now(UTC))
            if len(self.ended) == len(self._healthy):
                self.done.set()
        return outcome

    def figures(self, due: dict[str, datetime]) -> dict[str, Any]:
        """Who waited, of the healthy ones, and for how long (until now, who still waits); what came of it all."""
        now = datetime.now(UTC)
        began = {id_: self._began.get(id_, now) for id_ in self._healthy}
        return {
            "sources": len(self.ended),
            "missing": len(self._healthy) - len(self.ended),
            "start_lag": three([(at - due[id_]).total_seconds() for id_, at in began.items()]),
            "watch": three([(self.ended.get(id_, now) - at).total_seconds() for id_, at in began.items()]),
            "new": sum(outcome.new for outcome in self._outcomes),
            "parcels": sum(outcome.parcels for outcome in self._outcomes),
            "trouble": sum(bool(outcome.trouble) for outcome in self._outcomes),
        }


async def _people_and_past(stores: Any, profile: Any, count: int, port: int, now: datetime) -> None:
    """Subscriptions, and the pages that the feeds still show and that were read long ago, as rows."""
    from storage.pages import keep_notices
    from storage.tables import pages
    from watchers.model import Notice

    words = ["grain", "footbridge", "harbour", "ferry", "visa", *(f"zq{n}" for n in range(400))]
    for n in range(SUBSCRIPTIONS):
        await stores.subscribers.meet(1000 + n // 2, "en", now)
        await stores.subscribers.add(1000 + n // 2, f"{words[n % len(words)]} zq{n}" if n % 4 else words[n % 405], now)
    old = now - timedelta(days=30)
    for start in range(0, count, 500):
        async with stores.database.write() as connection:
            for n in range(start, min(start + 500, count)):
                known = outlets.read_before(n)
                urls = [outlets.page_url(n, port, k) for k in known]
                notices = [
                    Notice(url, profile.notice_key(url), "en", published_at=outlets.published_at(k))
                    for k, url in zip(known, urls, strict=True)
                ]
                await keep_notices(connection, f"outlet{n}", "", notices, quiet=True, now=old)
            await connection.execute(sa.update(pages).values(due_at=None, fetched_at=old))


async def _make_due(stores: Any, sources: Sequence[Any], troubled: Set[str], *, evenly: bool) -> dict[str, datetime]:
    """Every source due at once; or as many as are due in SPREAD seconds, one after another, the troubled among them."""
    from storage.tables import sources as rows

    start = datetime.now(UTC)
    due = {source.id: start for source in sources}
    if evenly:
        healthy = [id_ for id_ in due if id_ not in troubled]
        chosen = [*healthy[: int(len(healthy) * SPREAD / EVERY)], *sorted(troubled)]
        random.Random(7).shuffle(chosen)
        due = {id_: start + timedelta(seconds=1 + SPREAD * n / len(chosen)) for n, id_ in enumerate(chosen)}
    change = sa.update(rows).where(rows.c.id == sa.bindparam("one")).values(due_at=sa.bindparam("moment"))
    async with stores.database.write() as connection:
        await connection.execute(sa.update(rows).values(due_at=start + timedelta(hours=1)))
        await connection.execute(change, [{"one": id_, "moment": at} for id_, at in due.items()])
    return due


@contextmanager
def _profiled(stores: Any, count: int) -> Iterator[None]:
    """Say on standard error where the time of the loop's thread goes, and which statements are run for a source."""
    statements: Counter[str] = Counter()

    def counted(*event: Any) -> None:
        statements[" ".join(event[2].split())[:110]] += 1

    engine = stores.database._engine.sync_engine  # the one look behind a wall
    sa.event.listen(engine, "before_cursor_execute", counted)
    profiler = cProfile.Profile()
    threads = time.process_time() - time.thread_time()
    profiler.enable()
    yield
    profiler.disable()
    sa.event.remove(engine, "before_cursor_execute", counted)
    threads = time.process_time() - time.thread_time() - threads
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumtime").print_stats(r"watchers|storage|sqlalchemy|aio", 50)
    print(f"Processor seconds of the other threads: {threads:.1f}", file=sys.stderr)
    for statement, times in statements.most_common(25):
        print(f"{times / count:6.2f} a source: {statement}", file=sys.stderr)


# ------------------------------------------------------------------ the loops that are usually written


async def plain(count: int, port: int, *, at_once: int) -> None:
    """Every feed fetched, parsed, its new pages fetched, their words kept in a dict: one by one, or gathered.

    No conditional requests, limits, manners, database, versions, structure, matching, and no memory of what failed.
    """
    import aiohttp
    import feedparser
    from bs4 import BeautifulSoup

    seen: dict[str, str] = {outlets.page_url(n, port, k): "" for n in range(count) for k in outlets.read_before(n)}
    turn = asyncio.Semaphore(at_once)

    async def read(session: aiohttp.ClientSession, outlet: int) -> int:
        async with turn, session.get(f"{outlets.address(outlet, port)}/rss.xml") as answer:
            parsed = feedparser.parse(await answer.read(), response_headers=dict(answer.headers))
        new = 0
        for entry in parsed.entries:
            if entry.link not in seen:
                async with turn, session.get(entry.link) as answer:
                    soup = BeautifulSoup(await answer.text(), "html.parser")
                seen[entry.link] = f"{soup.title and soup.title.get_text()}\n{soup.get_text()}"
                new += 1
        return new

    async def one_by_one(session: aiohttp.ClientSession) -> list[int]:
        return [await read(session, n) for n in range(count)]

    async def gathered(session: aiohttp.ClientSession) -> list[int]:
        return await asyncio.gather(*(read(session, n) for n in range(count)))

    way: Callable[[aiohttp.ClientSession], Awaitable[list[int]]] = one_by_one if at_once == 1 else gathered
    who = "plain, one by one" if at_once == 1 else f"plain, gathered, {at_once} at once"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        for number, (name, _, _) in enumerate(ROUNDS[:2], 1):
            await tell(port, number, False)
            figures: dict[str, Any] = {"round": name, "who": who, "sources": count}
            async with loop_lag() as late:
                with costs(figures):
                    figures["new"] = sum(await way(session))
            report(figures | {"loop": three(late)})


# ------------------------------------------------------------------ the table


def measured(arguments: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rounds of one process, with the most memory it and its own processes had (each shared page once)."""
    command = [sys.executable, __file__, *arguments]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(megabytes(p, "smaps_rollup", "Pss") for p in family(process.pid)))
        for line in process.stdout:
            yield json.loads(line) | {"all_mb": most}
        time.sleep(0.5)
    for line in process.stdout:
        yield json.loads(line) | {"all_mb": most}
    assert process.returncode == 0, process.returncode


def show(figures: dict[str, Any]) -> None:
    """One line of the table."""
    rate, loop = figures["sources"] / figures["seconds"], [f"{value * 1000:.0f}" for value in figures["loop"]]
    cpu = f"{figures['own_cpu']:.0f} + {figures['others_cpu']:.0f}"
    print(
        f"| {figures['who']} | {figures['round']} | {figures['sources']} | {figures['new']} | {figures['seconds']:.1f} "
        f"| {rate:.0f} | {cpu} | {figures['peak_mb']:.0f} / {figures['all_mb']:.0f} | {' / '.join(loop)} |",
        flush=True,
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Thousands of sources polled from a local server.")
    parser.add_argument("--sources", type=int, default=5000)
    parser.add_argument("--plain", type=int, default=500, help="of them by the plain loops (0: none)")
    parser.add_argument("--profile", type=int, default=0, help="say where the time of this round goes (it takes more)")
    parser.add_argument("--subject", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.subject:
        who, port = given.subject[0], int(given.subject[1])
        gc.freeze()
        if who == "rostrum":
            asyncio.run(rostrum(given.sources, port, given.profile))
        else:
            asyncio.run(plain(given.sources, port, at_once=int(who)))
        return
    print(f"Load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    server = subprocess.Popen(
        [sys.executable, outlets.__file__, str(given.sources)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        print(
            "| who | round | sources | new pages | s | sources/s | CPU s, own + others | MB, own / all | loop lag, ms |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        profile = ["--profile", str(given.profile)]
        rounds = []
        for figures in measured(["--sources", str(given.sources), *profile, "--subject", "rostrum", port]):
            rounds.append(figures)
            show(figures)
        few = min(given.plain, given.sources)
        for at_once in ("1", "100") if few else ():
            for figures in measured(["--sources", str(few), "--subject", at_once, port]):
                show(figures)
        print("\n| round | healthy sources | started after due, s: median / 99 % / most | a watch, s | not ended |")
        print("|---|---|---|---|---|")
        for figures in rounds:
            lag, watch = (" / ".join(f"{value:.2f}" for value in figures[key]) for key in ("start_lag", "watch"))
            print(f"| {figures['round']} | {figures['sources']} | {lag} | {watch} | {figures['missing']} |")
        print(f"\nParcels put: {', '.join(str(figures['parcels']) for figures in rounds)}.")
        print(f"Watches with trouble: {', '.join(str(figures['trouble']) for figures in rounds)}.")
        print(f"CPU of the server: {cpu_seconds([server.pid]):.0f} s.")
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
