"""What the percolator itself does with a million saved queries: time, memory, coming and going, start."""

import gc
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np
from processes import megabytes

from percolating.texts import LANGUAGE, Archive, Text
from watchers.languages import analyze
from watchers.model import Subscription
from watchers.percolator import Percolator, uncollected

ROUNDS = 31
BATCH = 20_000  # subscriptions read and taken up at a time
CHANGED = 10_000  # subscriptions that come, and that go, once all is ready


def measure_ours(file: Path, texts: Sequence[Text], archive: Archive) -> dict:
    """The figures of a file of queries, and for each text which were met: {"ids": ..., "masks": ...}.

    Seconds, megabytes, and for `times` milliseconds; a process of its own, so that the memory is its own.
    """
    warm = Percolator(archive.rarity)  # what is loaded once, however few the queries: lexicons, names
    warm.add(Subscription(1, 1, "war OR peac* -tree"))
    warm.match(texts[0].passages, texts[0].setting)
    del warm
    gc.collect()
    before = resident()
    percolator = Percolator(archive.rarity)
    started = time.perf_counter()
    percolator.prepare(LANGUAGE)  # as at the start of the program: while it is empty, so that each is read but once
    read = iter(rows(file, "subscriptions"))
    with uncollected():
        while batch := [Subscription(*row) for row in islice(read, BATCH)]:
            percolator.add_all(batch)
    percolator.prepare(LANGUAGE)
    figures = {"queries": len(percolator), "load": time.perf_counter() - started, "texts": []}
    for text in texts:
        figures["texts"].append(_timed(percolator, text))
        if text is texts[0]:
            gc.collect()
            figures["mb"] = resident() - before
    figures |= _come_and_go(percolator, file, texts[0])
    return figures


def _timed(percolator: Percolator, text: Text) -> dict:
    times = []
    for _ in range(ROUNDS):
        passages = text.again()
        started = time.perf_counter()
        matched = percolator.match(passages, text.setting)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "first": times[0],
        "times": times[1:],
        "analysis": _analysis(text),
        "ids": matched.ids,
        "masks": matched.masks,
    }


def _analysis(text: Text) -> float:
    """Milliseconds that cutting a text into words and keys takes by itself, which peers are spared."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for passage in text.passages:
            analyze(passage.text, text.setting.language)
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def _come_and_go(percolator: Percolator, file: Path, text: Text) -> dict:
    """Microseconds that each of CHANGED subscriptions takes to come and to go; what is left must match as before."""
    before = as_found(percolator.match(text.passages, text.setting))
    later = [Subscription(*row) for row, _ in zip(rows(file, "later"), range(CHANGED), strict=False)]
    added = _each(percolator.add, later)
    held = as_found(percolator.match(text.passages, text.setting))
    removed = _each(percolator.remove, [subscription.id for subscription in later])
    after = as_found(percolator.match(text.passages, text.setting))
    everyone = len(percolator)
    old = [row[0] for row in rows(file, "subscriptions")][:: max(1, everyone // CHANGED)]
    gone = _each(percolator.remove, old)
    left = as_found(percolator.match(text.passages, text.setting))
    went = set(old)
    sound = (
        after == before
        and {n: mask for n, mask in held.items() if n < later[0].id} == before
        and left == {n: mask for n, mask in before.items() if n not in went}
    )
    return {"add": added, "remove": removed + gone, "sound": sound, "new_met": len(held) - len(before)}


def _each(act: Callable, items: Sequence) -> list[float]:
    times = []
    for item in items:
        started = time.perf_counter()
        act(item)
        times.append((time.perf_counter() - started) * 1e6)
    return times


def as_found(matched: object) -> dict[int, int]:
    """What was met as one mask for each id, whatever the number of passages."""
    return found_of(matched.ids, matched.masks)


def found_of(ids: np.ndarray, masks: np.ndarray) -> dict[int, int]:
    """Each id with all its passages as bits of one number."""
    columns = [masks[:, n].tolist() for n in range(masks.shape[1])]
    whole = columns[0] if len(columns) == 1 else map(_joined, zip(*columns, strict=True))
    return dict(zip(ids.tolist(), whole, strict=True))


def _joined(parts: Sequence[int]) -> int:
    return sum(part << 64 * n for n, part in enumerate(parts))


def rows(file: Path, table: str, sample: int = 1) -> Iterator[tuple[int, int, str]]:
    """Subscriptions of a file as they are stored, every so manyth."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        yield from connection.execute(f"SELECT id, chat_id, query FROM {table} WHERE id % ? = 0", (sample,))
    finally:
        connection.close()


def resident() -> float:
    """Megabytes of this process."""
    return megabytes(os.getpid(), "status", "VmRSS")


def share(values: Sequence[float], part: float) -> float:
    """The value below which `part` of them lie."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]
