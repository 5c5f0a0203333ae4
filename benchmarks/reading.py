"""How fast pages and feeds are read: per second of one core's time, by source, beside the loop that is usually written.

.venv/bin/python benchmarks/reading.py [CORPUS]

CORPUS (or ROSTRUM_CORPUS): a folder with a folder of saved pages for each source, named as its profile or an alias of
it; feeds are looked for in ../feeds. Without it, the sample ministry's pages and made-up feeds are read.
"""

import argparse
import datetime as dt
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core is what is measured

import feedparser
from bs4 import BeautifulSoup

from bot.sample.markup import load_text, numbers
from bot.sample.pages import briefing_page
from watchers.errors import ParseError
from watchers.model import Address, Page
from watchers.sources.feed import read_feed
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile, find_profile

ROOT = Path(__file__).parents[1]
ROUNDS = 5
PAGES = 60  # of one source, evenly taken
FEEDS = 400
DOCUMENTS = 1000
KINDS = {".html": "text/html", ".htm": "text/html", ".shtml": "text/html", ".txt": "text/plain", ".md": None}
KINDS |= {".json": None}
FEED_KINDS = {".xml": "application/xml", ".json": "application/feed+json"}
FEED_URL = "https://feeds.example/news/feed"
NOW = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)


def seconds_of(steps: Sequence[Callable[[], object]]) -> list[float]:
    """Processor seconds of each step, the median of several rounds; a first one, not counted, loads what is loaded."""
    rounds: list[list[float]] = []
    for _ in range(1 + ROUNDS):
        times = []
        for step in steps:
            start = time.process_time()
            step()
            times.append(time.process_time() - start)
        rounds.append(times)
    return [median(times) for times in zip(*rounds[1:], strict=True)]


# ------------------------------------------------------------------ pages


def saved_pages(corpus: Path) -> Iterator[tuple[str, list[Page]]]:
    """Each source's pages, at most PAGES of them."""
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        files = sorted(path for path in folder.rglob("*") if path.suffix in KINDS)
        files = files[:: max(1, len(files) // PAGES)][:PAGES]
        if files:
            yield folder.name, [Page(str(path), path.read_bytes(), KINDS[path.suffix]) for path in files]


def made_pages() -> Iterator[tuple[str, list[Page]]]:
    """The sample ministry's pages."""
    texts = [(n, language, load_text(n, language, NOW)) for n in numbers() for language in ("en", "ru")]
    address = "http://127.0.0.1/{}/briefings/{}"
    pages = [Page(address.format(lang, n), briefing_page(text).encode(), "text/html") for n, lang, text in texts]
    yield "sample", pages
    yield "generic", pages


def cut(page: Page, profile: Profile) -> bool:
    """Whether there was a briefing to cut."""
    try:
        read_briefing(page, profile)
    except ParseError:
        return False
    return True


def plain(page: Page) -> object:
    """What the usual loop takes of a page: its title, and all its words as one text."""
    soup = BeautifulSoup(page.content.decode("utf-8", "replace"), "html.parser")
    return soup.title and soup.title.get_text(), soup.get_text()


def compare_pages(sources: Iterator[tuple[str, list[Page]]]) -> None:
    """The table of pages."""
    print("| source | pages | mean KB | pages/s | median ms | worst ms | plain loop: pages/s |")
    print("|---|---|---|---|---|---|---|")
    all_pages, all_own, all_plain = 0, 0.0, 0.0
    for name, pages in sources:
        profile = find_profile(name)
        read = [page for page in pages if cut(page, profile)]
        own = seconds_of([partial(cut, page, profile) for page in read])
        usual = seconds_of([partial(plain, page) for page in read])
        kilobytes = sum(len(page.content) for page in read) / len(read) / 1000
        print(
            f"| {name} | {len(read)} | {kilobytes:.0f} | {len(read) / sum(own):.0f} | {median(own) * 1000:.1f} "
            f"| {max(own) * 1000:.1f} | {len(read) / sum(usual):.0f} |",
            flush=True,
        )
        all_pages, all_own, all_plain = all_pages + len(read), all_own + sum(own), all_plain + sum(usual)
    print(f"| all | {all_pages} | | {all_pages / all_own:.0f} | | | {all_pages / all_plain:.0f} |\n")


# ------------------------------------------------------------------ feeds


def saved_feeds(folder: Path) -> list[Page]:
    """Feeds as files below a folder, FEEDS of them, evenly taken."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in FEED_KINDS and path.is_file()]
    files = [path for path in files if path.relative_to(folder).parts[0] != "listings" and path.parent != folder]
    return [
        Page(FEED_URL, path.read_bytes(), FEED_KINDS[path.suffix])
        for path in files[:: max(1, len(files) // FEEDS)][:FEEDS]
    ]


def made_feed(items: int) -> Page:
    """An RSS feed with some words about each item."""
    entries = "".join(
        f"<item><title>Briefing by the Spokesperson, number {n}</title><link>https://feeds.example/en/{n}</link>"
        f'<guid isPermaLink="false">{n}-2026</guid><pubDate>{NOW - dt.timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT'
        f"</pubDate><description>&lt;p&gt;{'On the state of the river and of the harbour. ' * 12}&lt;/p&gt;"
        "</description></item>"
        for n in range(items)
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Press service</title>{entries}</channel></rss>'
    return Page(FEED_URL, text.encode(), "application/rss+xml")


def announced(page: Page) -> int | None:
    """How many pages a feed announces; None where it is none."""
    try:
        return len(read_feed(page, Address(FEED_URL, "feed"), find_profile("generic")).notices)
    except ParseError:
        return None


def plain_feed(page: Page) -> object:
    """What the usual loop makes of a feed."""
    return feedparser.parse(io.BytesIO(page.content))


def compare_feeds(named: Sequence[tuple[str, list[Page]]]) -> None:
    """The table of feeds."""
    print("| feeds | how many | mean KB | feeds/s | feedparser.parse alone: feeds/s |")
    print("|---|---|---|---|---|")
    for name, pages in named:
        read = [page for page in pages if announced(page) is not None]
        own = sum(seconds_of([lambda page=page: announced(page) for page in read]))  # type: ignore[misc]
        usual = sum(seconds_of([partial(plain_feed, page) for page in read]))
        kilobytes = sum(len(page.content) for page in read) / len(read) / 1000
        print(
            f"| {name} | {len(read)} | {kilobytes:.1f} | {len(read) / own:.0f} | {len(read) / usual:.0f} |", flush=True
        )
    print()


# ------------------------------------------------------------------ the command


def compare_command(files: Sequence[Path], sources: Sequence[str]) -> None:
    """A thousand documents through `rostrum read --json`, in seconds of the clock, start of the program included."""
    documents = [str(files[n % len(files)]) for n in range(DOCUMENTS)]
    print(f"| {DOCUMENTS:,} documents ({len(set(documents))} different) through `rostrum read --json` | s |")
    print("|---|---|")
    for source in sources:
        times = []
        for _ in range(3):
            command = [sys.executable, "-m", "bot", "read", "--json", "--source", source, *documents]
            start = time.perf_counter()
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            times.append(time.perf_counter() - start)
            lines = [json.loads(line) for line in ran.stdout.splitlines()]
            assert len(lines) == DOCUMENTS, ran.stderr[-500:]
        print(f"| as {source}: {sum('error' not in line for line in lines)} of them briefings | {median(times):.1f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How fast pages and feeds are read.")
    parser.add_argument("corpus", type=Path, nargs="?", default=os.environ.get("ROSTRUM_CORPUS"))
    corpus = parser.parse_args().corpus
    warnings.simplefilter("ignore")  # BeautifulSoup's, of pages that are no HTML
    print(f"Load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    print(f"Pages and feeds: {'of the folder given' if corpus else 'made up (no folder was given)'}.\n")
    compare_pages(saved_pages(corpus) if corpus else made_pages())
    feeds = [(f"made, {items} items", [made_feed(items)]) for items in (10, 100, 1000)]
    if corpus and (corpus.parent / "feeds").is_dir():
        feeds = [("saved", saved_feeds(corpus.parent / "feeds")), *feeds]
    compare_feeds(feeds)
    with tempfile.TemporaryDirectory() as name:
        if corpus:
            files = [path for path in sorted(corpus.rglob("*")) if path.suffix in KINDS and path.parent != corpus]
            compare_command(files, ["generic"])
        else:
            for n, page in enumerate(next(made_pages())[1]):
                (Path(name) / f"{n}.html").write_bytes(page.content)
            compare_command(sorted(Path(name).iterdir()), ["sample", "generic"])


if __name__ == "__main__":
    main()
