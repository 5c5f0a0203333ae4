"""What each step of a briefing's way costs, for a long one (the sample's texts, put together) and many subscriptions.

.venv/bin/python benchmarks/way.py
"""

import asyncio
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app import open_stores
from bot.config import load
from bot.sample.markup import load_text, numbers
from bot.sample.pages import briefing_page
from watchers.decision import Arrival, decide
from watchers.diff import compare, fingerprint
from watchers.model import Briefing, Notice, Page, Setting, Subscription, Validators
from watchers.percolator import Percolator
from watchers.query import parse_query
from watchers.remembered import DuePage as Due
from watchers.remembered import Known, KnownAddress, Settled
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

NOW = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
ROUNDS = 7
SETTING = Setting("sample", "en", "Briefing", NOW.date())


def timed(step: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """Median milliseconds of a step, and what it gave."""
    times, given = [], None
    for _ in range(rounds):
        start = time.perf_counter()
        given = step()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), given


def built(made: list[Subscription]) -> Percolator:
    """A percolator that is ready for an English briefing."""
    percolator = Percolator()
    percolator.prepare("en")
    for subscription in made:
        percolator.add(subscription)
    return percolator


def long_briefing() -> tuple[Briefing, float, int]:
    """All the sample's English briefings as one, the milliseconds it took to cut their pages, and their words."""
    profile = find_profile("sample")
    sections, cut = [], 0.0
    for number in numbers():
        text = load_text(number, "en", NOW - dt.timedelta(weeks=max(numbers()) - number))
        page = Page(f"http://127.0.0.1/en/briefings/{number}", briefing_page(text).encode(), "text/html", "utf-8")
        taken, briefing = timed(lambda page=page: read_briefing(page, profile))
        cut += taken
        sections += briefing.sections
    whole = replace(briefing, source="sample", key="1", sections=tuple(sections))
    return whole, cut, sum(len(p.text.split()) for p in whole.passages())


def subscriptions(briefing: Briefing, count: int) -> list[Subscription]:
    """Queries of one to three words, a tenth of them from the briefing's own."""
    rng = random.Random(7)
    own = sorted({w.strip(".,?!’“”").lower() for p in briefing.passages() for w in p.text.split() if w.isalpha()})
    made = []
    for number in range(count):
        words = [
            rng.choice(own) if rng.random() < 0.1 else f"zq{rng.randrange(50_000)}" for _ in range(rng.randint(1, 3))
        ]
        made.append(Subscription(number, number % 5000, str(parse_query(" ".join(words)))))
    return made


async def stored(briefing: Briefing) -> tuple[float, float]:
    """Milliseconds to record the briefing in one transaction, and to find a word in it."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_stores(load(), migrate=True, path=Path(folder) / "way.db") as stores:
            await stores.archive.sync_sources([find_profile("sample").source()], NOW)
            recorded, found = [], []
            for number in range(ROUNDS):
                one = replace(briefing, key=str(number), url=f"http://127.0.0.1/en/briefings/{number}")
                notice = Notice(one.url, one.key, "en")
                await stores.archive.keep_notices("sample", "feed", [notice], KnownAddress(), quiet=False, now=NOW)
                arrival = Arrival(Due(notice, Validators(), False, 0, NOW, False), one, Page(one.url, b""))
                nothing = Known(frozenset(), {}, quiet=False)
                decision = decide(nothing, [arrival], Percolator(), {}, NOW)
                start = time.perf_counter()
                settled = [Settled(one.url, Validators(), None)]
                await stores.archive.record(decision.revisions, (), settled, source_id="sample", now=NOW)
                recorded.append((time.perf_counter() - start) * 1000)
                start = time.perf_counter()
                await stores.search.find(parse_query("grain"))
                found.append((time.perf_counter() - start) * 1000)
    return statistics.median(recorded), statistics.median(found)


def main() -> None:
    """Print the table."""
    briefing, cut, words = long_briefing()
    passages = briefing.passages()
    print(f"one briefing of {words} words, {len(passages)} passages\n")
    print(f"{'step':<58} {'ms':>9}")
    print(f"{'parse: cut its pages':<58} {cut:>9.1f}")
    first = passages[3]
    edited = (*passages[:3], replace(first, text=first.text.replace(" the ", " a ", 1)), *passages[4:])
    print(f"{'decide: fingerprint (nothing changed)':<58} {timed(lambda: fingerprint(passages))[0]:>9.1f}")
    print(f"{'decide: compare (one sentence changed)':<58} {timed(lambda: compare(passages, edited))[0]:>9.1f}")
    changes = decide(
        Known(frozenset(), {}, quiet=False),
        [Arrival(Due(Notice("u", "1"), Validators(), False, 0, NOW, False), briefing, Page("u", b""))],
        Percolator(),
        {},
        NOW,
    ).revisions[0]
    for count in (1_000, 10_000, 100_000):
        made = subscriptions(briefing, count)
        build, percolator = timed(lambda made=made: built(made), rounds=1)
        match, mentions = timed(lambda p=percolator: p.hits(changes.changes, SETTING), rounds=3)
        print(f"{f'decide: index {count:,} subscriptions (only at the start)':<58} {build:>9.1f}")
        print(f"{f'decide: match them ({len(mentions):,} hits)':<58} {match:>9.1f}")
    recorded, found = asyncio.run(stored(briefing))
    print(f"{'record: one transaction, search index included':<58} {recorded:>9.1f}")
    print(f"{'find one word, newest 10 with their spans':<58} {found:>9.1f}")


if __name__ == "__main__":
    main()
