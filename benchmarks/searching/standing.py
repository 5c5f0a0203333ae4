"""Each engine asked all questions, warm, in every way that the chat asks: what it answered, and how long it took."""

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from searching.archive import Built, Maker
from searching.ours import Months, Ours
from searching.peers import PEERS, Peer
from searching.questions import APART, Question
from searching.stems import Asked, NotToBeAskedError, asked, given, known_terms, more, write_terms
from watchers.languages import ANALYZER_VERSION

NEWEST, BEST, TOTAL, MONTHS, YEAR = WAYS = ("newest page", "best page", "total", "by month", "one year")
THE_YEAR: Final = 2016
_ROUNDS = 3
_PATIENCE = 100.0  # milliseconds after which a question is not put again


@dataclass(slots=True)
class Figures:
    """What an engine answered, by the question's text, and by way and text the milliseconds: of the clock, and of
    the processor in this process.

    unsure: what it said was at least so many; refused: the questions that could not be put to it.
    """

    name: str
    counts: dict[str, int] = field(default_factory=dict)
    months: dict[str, Months] = field(default_factory=dict)
    newest: dict[str, list[Any]] = field(default_factory=dict)
    times: dict[str, dict[str, float]] = field(default_factory=dict)
    spent: dict[str, dict[str, float]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def of(self, way: str, questions: Sequence[Question], *kinds: str, spent: bool = False) -> list[float]:
        """The times of questions of some kinds; of none: of all that count over all."""
        times = (self.spent if spent else self.times).get(way, {})
        wanted = [q for q in questions if (q.kind in kinds if kinds else q.kind not in APART)]
        return [times[q.text] for q in wanted if q.text in times]


def share(values: Sequence[float], part: float) -> float:
    """The value below which `part` of them lie."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


# ------------------------------------------------------------------ ours


def ask_ours(archive: Built, questions: Sequence[Question]) -> Figures:
    """The program's own search."""
    ours = Ours(archive.file, questions, THE_YEAR)
    figures = Figures(ours.name)
    ways: dict[str, Callable[[Question], Any]] = {
        NEWEST: ours.newest,
        BEST: ours.best,
        TOTAL: ours.count,
        MONTHS: ours.months,
        YEAR: ours.year,
    }
    for way, ask in ways.items():
        _put(figures, way, ask, [q for q in questions if ours.asks(q, way)])
    figures.unsure = ours.unsure
    ours.close()
    return figures


# ------------------------------------------------------------------ peers


def ask_peer(
    name: str, archive: Built, maker: Maker, questions: Sequence[Question]
) -> tuple[Figures, dict[str, float]]:
    """A peer, built if no run before has; with what it took to build, seconds and bytes."""
    terms = archive.file.with_suffix(f".{ANALYZER_VERSION}.terms")
    if not terms.exists():
        write_terms(terms, maker, archive.file)
    folder = _folder(archive, name)
    peer = PEERS[name](folder)
    built = _built(peer, folder, terms, archive)
    known = known_terms(terms)
    peer.open()
    figures = Figures(peer.name)
    queries: dict[str, Any] = {}
    years: dict[str, Any] = {}
    for question in questions:
        try:
            plain: Asked = asked(question, known)
        except NotToBeAskedError:
            figures.refused.add(question.text)
            continue
        queries[question.text] = peer.read(plain)
        if not question.within:
            years[question.text] = peer.read(plain.of_year(THE_YEAR))
    ways: dict[str, Callable[[Any], Any]] = {
        NEWEST: peer.newest,
        BEST: peer.best,
        TOTAL: peer.count,
        MONTHS: peer.months,
    }
    for way, ask in ways.items():
        _put(figures, way, _with(ask, queries), [q for q in questions if q.text in queries])
    _put(figures, YEAR, _with(peer.count, years), [q for q in questions if q.text in years])
    peer.close()
    return figures, built


def add_to_peer(name: str, archive: Built, maker: Maker, times: int) -> tuple[str, list[float]]:
    """What a peer that is built takes to add briefings one by one: its name, and milliseconds of each."""
    peer = PEERS[name](_folder(archive, name))
    beyond = 1 << 40  # an id that none of the archive has
    return peer.name, peer.add([more(maker, maker.briefings + n, beyond + 1_000 * n) for n in range(times)])


def _folder(archive: Built, name: str) -> Path:
    return archive.file.with_suffix(f".{ANALYZER_VERSION}.{name}")


def _with(ask: Callable[[Any], Any], queries: Mapping[str, Any]) -> Callable[[Question], Any]:
    return lambda question: ask(queries[question.text])


def _built(peer: Peer, folder: Path, terms: Path, archive: Built) -> dict[str, float]:
    done = folder / "built.json"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        folder.chmod(0o755)  # PostgreSQL runs as another user where the benchmark is run by root
        started = time.perf_counter()
        parts = peer.build(given(terms, archive.file))
        done.write_text(json.dumps({"seconds": time.perf_counter() - started, **parts}))
    found: dict[str, float] = json.loads(done.read_text())
    return found


# ------------------------------------------------------------------ asked


def _put(figures: Figures, way: str, ask: Callable[[Question], Any], questions: Sequence[Question]) -> None:
    times, spent = figures.times.setdefault(way, {}), figures.spent.setdefault(way, {})
    answers: dict[str, dict[str, Any]] = {NEWEST: figures.newest, TOTAL: figures.counts, MONTHS: figures.months}
    kept = answers.get(way, {})
    for question in questions:
        kept[question.text] = ask(question)
        taken: list[float] = []
        worked: list[float] = []
        while len(taken) < _ROUNDS and (not taken or taken[-1] < _PATIENCE):
            started, working = time.perf_counter(), time.process_time()
            ask(question)
            taken.append((time.perf_counter() - started) * 1000)
            worked.append((time.process_time() - working) * 1000)
        times[question.text], spent[question.text] = median(taken), median(worked)
