"""A new briefing held against up to a million saved queries: how long, at what cost, and how long others take.

.venv/bin/python benchmarks/percolate.py [--document FILE --source ID] [--archive FOLDER] [--quick | --full]

Without a document it is made up. --archive: a folder of saved pages, one folder for each source, for the words that
people follow and how rare they are; without it they are made up too. --quick: 10,000 and 100,000 queries, two minutes;
--full: other mixes of queries as well. Ends with 1 if two engines disagree about a single query and passage.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from percolating.mixes import MIXES, USUAL, write_queries
from percolating.ours import found_of, measure_ours, resident, rows, share
from percolating.peers import PEERS
from percolating.plain import given, plain
from percolating.texts import (
    LANGUAGE,
    Archive,
    Text,
    lengthened,
    made_archive,
    made_document,
    read_archive,
    read_document,
)

from watchers.query import View, meets, parse_query, plan

SEED = 2026
QUICK, WHOLE = (10_000, 100_000), (10_000, 100_000, 1_000_000)
ROUNDS = 5  # of a peer
PATIENCE = 20.0  # seconds after which a peer gets no further round
DEFINED = 1_000  # queries held against the definition of what a query means
AIMS = {  # of the usual mix, at a million queries: name -> (unit, most or least, value)
    "median, the briefing": ("ms", "<=", 30),
    "100 times the queries: times the time": ("x", "<=", 8),
    "a query": ("bytes", "<=", 200),
    "start: read and made ready": ("s", "<=", 10),
    "add, median": ("us", "<=", 10),
    "remove, 99 %": ("us", "<=", 100),
    "tantivy, a query object for each query": ("x ours", ">=", 100),
    "SQLite FTS5, a MATCH for each query": ("x ours", ">=", 100),
    "PostgreSQL, a column of tsquery": ("x ours", ">=", 300),
    "Aho-Corasick, then every query of several": ("x ours", ">=", 10),
}


# ------------------------------------------------------------------ in a process of its own


def apart(measure: Callable, *arguments: object) -> Any:
    """What a function gives in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, *arguments).result()


def measure_peer(name: str, file: Path, count: int, texts: Sequence[Text]) -> dict:
    """A peer's times, milliseconds, for as many queries as it gets of `count`, and what it found in each text."""
    kind, most = PEERS[name]
    asked = [
        (number, plain(query, LANGUAGE)) for number, _, query in rows(file, "subscriptions", sample_of(count, most))
    ]
    before, started = resident(), time.perf_counter()
    peer = kind(asked)
    figures = {"queries": len(asked), "build": time.perf_counter() - started, "mb": resident() - before, "texts": []}
    for text in texts:
        peer.read(given(text))
        times: list[float] = []
        while len(times) < ROUNDS and sum(times) < PATIENCE * 1000:
            started = time.perf_counter()
            found = peer.find()
            times.append((time.perf_counter() - started) * 1000)
        figures["texts"].append({"times": times, "found": found})
    return figures


def as_defined(file: Path, count: int, text: Text) -> dict[int, int]:
    """What DEFINED of the queries find by the definition of their meaning, passage by passage."""
    views = [View(passage, text.setting) for passage in text.passages]
    found = {}
    for number, _, query in rows(file, "subscriptions", sample_of(count, DEFINED)):
        asked = plan(parse_query(query), LANGUAGE)
        mask = sum(1 << bit for bit, view in enumerate(views) if meets(asked, view) is not None)
        if mask:
            found[number] = mask
    return found


def sample_of(count: int, most: int) -> int:
    """Every how manyth query a sample of at most so many takes."""
    return -(-count // most)


# ------------------------------------------------------------------ tables


class Report:
    """Prints the tables, and remembers the figures that were aimed at and who disagreed."""

    def __init__(self, texts: Sequence[Text], archive: Archive, folder: Path) -> None:
        self.texts, self.archive, self.folder = texts, archive, folder
        self.reached: dict[str, float] = {}
        self.disagreements: list[str] = []

    def sizes(self, counts: Sequence[int]) -> None:
        """The usual mix at each number of queries, beside the peers."""
        smallest = None
        for count in counts:
            file, ours = self._ours(USUAL, count)
            typical = [median(text["times"]) for text in ours["texts"]]
            smallest = smallest or (count, typical[0])
            print(f"\n### {count:,} queries, {USUAL}\n")
            print(
                "| who | queries | build s | MB | "
                + " | ".join(f"{t.name}: ms, 95 % | x ours" for t in self.texts)
                + " |"
            )
            print("|---" * (4 + 2 * len(self.texts)) + "|")
            self._row("Rostrum, from the raw text", ours, typical, count)
            for name, (_, most) in PEERS.items():
                peer = apart(measure_peer, name, file, count, self.texts)
                self._row(name, peer, typical, count)
                self._compare(name, ours, peer, sample_of(count, most))
                if count == counts[-1]:
                    self.reached[name] = _scaled(peer, 0, count) / typical[0]
            self._define(file, count, ours)
            self._state(ours, counts[-1] == count)
            file.unlink()
        if smallest and smallest[0] * 100 == count:
            self.reached["100 times the queries: times the time"] = typical[0] / smallest[1]

    def mixes(self, count: int) -> None:
        """Other mixes: how long ours takes, and the two engines that index the briefing."""
        peers = [name for name in PEERS if name.startswith(("SQLite", "tantivy"))]
        print(f"\n### Other mixes, {count:,} queries, {self.texts[0].name}\n")
        print("| mix | met | median ms | 95 % | bytes a query | start s | add us, median / 99 % |", end="")
        print(" | ".join(f" {name}: x ours" for name in peers), "|")
        print("|---" * (7 + len(peers)) + "|")
        for mix in list(MIXES)[1:]:
            file, ours = self._ours(mix, count)
            first = ours["texts"][0]
            line = (
                f"| {mix} | {len(first['ids']):,} | {median(first['times']):.1f} | {share(first['times'], 0.95):.1f} "
                f"| {ours['mb'] * 1e6 / count:.0f} | {ours['load']:.1f} "
                f"| {median(ours['add']):.1f} / {share(ours['add'], 0.99):.1f} |"
            )
            for name in peers:
                peer = apart(measure_peer, name, file, count, self.texts[:1])
                self._compare(f"{name}, {mix}", ours, peer, sample_of(count, PEERS[name][1]))
                line += f" {_scaled(peer, 0, count) / median(first['times']):.0f} |"
            print(line, flush=True)
            self._define(file, count, ours, mix)
            file.unlink()

    def aims(self) -> None:
        """What was aimed at beside what came of it; at another size than a million it says little."""
        print("\n### Aims at a million queries\n\n| what | aim | reached | |\n|---|---|---|---|")
        for name, (unit, sign, value) in AIMS.items():
            if name in self.reached:
                reached = self.reached[name]
                met = reached <= value if sign == "<=" else reached >= value
                print(f"| {name} | {sign} {value} {unit} | {reached:,.1f} | {'met' if met else 'MISSED'} |")

    def agreement(self) -> int:
        """1 if engines disagree."""
        if self.disagreements:
            print("\nDISAGREEMENTS:", *self.disagreements, sep="\n- ")
            return 1
        print("\nAll engines found the same queries in the same passages, and so did the definition of their meaning.")
        return 0

    def _ours(self, mix: str, count: int) -> tuple[Path, dict]:
        file = self.folder / f"{count}.db"
        file.unlink(missing_ok=True)
        apart(write_queries, file, mix, count, self.archive, self.texts[0], SEED)
        ours = apart(measure_ours, file, self.texts, self.archive)
        if not ours["sound"]:
            self.disagreements.append(f"{mix}, {count:,}: matches changed with subscriptions that came and went")
        return file, ours

    def _row(self, name: str, figures: dict, typical: Sequence[float], count: int) -> None:
        build = figures["build"] if "build" in figures else figures["load"]
        sampled = count > figures["queries"]
        asked = f"{figures['queries']:,} (sampled)" if sampled else f"{count:,}"
        line = f"| {name} | {asked} | {build:.1f} | {figures['mb']:.0f} |"
        for n, own in enumerate(typical):
            scale = count / figures["queries"]
            times = figures["texts"][n]["times"]
            ratio = "1" if "load" in figures else f"{median(times) * scale / own:,.1f}"
            line += f" {median(times) * scale:,.1f}, {share(times, 0.95) * scale:,.1f} | {ratio} |"
        print(line, flush=True)

    def _compare(self, name: str, ours: dict, peer: dict, every: int) -> None:
        for text, own, other in zip(self.texts, ours["texts"], peer["texts"], strict=False):
            self._same(f"{name}, {text.name}", own, other["found"], every)

    def _same(self, name: str, own: dict, other: dict[int, int], every: int) -> None:
        asked = {n: mask for n, mask in found_of(own["ids"], own["masks"]).items() if n % every == 0}
        if asked != other:
            wrong = sorted(n for n in {*asked, *other} if asked.get(n) != other.get(n))
            self.disagreements.append(f"{name}: {len(wrong)} of {len(asked)}, first the subscriptions {wrong[:5]}")

    def _define(self, file: Path, count: int, ours: dict, mix: str = USUAL) -> None:
        for text, own in zip(self.texts, ours["texts"], strict=True):
            found = apart(as_defined, file, count, text)
            self._same(f"the definition, {mix}, {text.name}", own, found, sample_of(count, DEFINED))

    def _state(self, ours: dict, largest: bool) -> None:
        count, first = ours["queries"], ours["texts"][0]
        each = ours["mb"] * 1e6 / count
        pairs = int(sum(int(mask).bit_count() for column in first["masks"].T for mask in column))
        print(
            f"\nMet: {len(first['ids']):,} queries, {pairs:,} times. The first match after the start: "
            f"{first['first']:.1f} ms. Cutting it into keys, which peers are spared: {first['analysis']:.1f} ms. "
            f"A query takes {each:.0f} bytes. All read and made ready: {ours['load']:.1f} s. "
            f"Add: {median(ours['add']):.1f} us, 99 % {share(ours['add'], 0.99):.1f}, most {max(ours['add']):.0f}; "
            f"remove: {median(ours['remove']):.1f} us, 99 % {share(ours['remove'], 0.99):.1f}, "
            f"most {max(ours['remove']):.0f}.",
            flush=True,
        )
        if largest:
            self.reached |= {
                "median, the briefing": median(first["times"]),
                "a query": each,
                "start: read and made ready": ours["load"],
                "add, median": median(ours["add"]),
                "remove, 99 %": share(ours["remove"], 0.99),
            }


def _scaled(peer: dict, text: int, count: int) -> float:
    """The median time of a peer, as if it had been given all queries."""
    return float(median(peer["texts"][text]["times"]) * count / peer["queries"])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A new briefing held against a million saved queries.")
    parser.add_argument("--document", type=Path, help="a saved page")
    parser.add_argument("--source", default="generic", help="whose page it is")
    parser.add_argument("--archive", type=Path, help="a folder of saved pages, one folder for each source")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true", help="fewer queries")
    how.add_argument("--full", action="store_true", help="other mixes of queries as well")
    chosen = parser.parse_args()
    started = time.perf_counter()
    document = read_document(chosen.document, chosen.source) if chosen.document else None
    if chosen.archive:
        archive = apart(read_archive, chosen.archive, chosen.document, SEED)
    else:
        archive = made_archive(SEED, document)
    document = document or made_document(archive, SEED)
    texts = (document, lengthened(document, archive, SEED))
    print(f"Load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    for text in texts:
        print(f"Briefing, {text.name}: {text.length:,} words in {len(text.passages)} passages.")
    print(f"Archive: {archive.name}; {len(archive.words):,} words to follow.")
    with tempfile.TemporaryDirectory() as folder:
        report = Report(texts, archive, Path(folder))
        report.sizes(QUICK if chosen.quick else WHOLE)
        if chosen.full:
            report.mixes(WHOLE[-1])
        if not chosen.quick:
            report.aims()
        code = report.agreement()
    print(f"\nTook {time.perf_counter() - started:.0f} s.")
    return code


if __name__ == "__main__":
    sys.exit(main())
