"""Takes a folder of saved briefings into a fresh archive, says what became of them, and asks the chat ten questions.

make corpus-demo, or: .venv/bin/python benchmarks/corpus.py [--corpus FOLDER] [--only SOURCE] [--keep FILE]

The folder (else ROSTRUM_CORPUS, else ../shared/corpus) holds a folder for each source, named as its profile or an alias
of it. The pages go the way of `rostrum import`, the questions that of `rostrum chat`.
"""

import argparse
import asyncio
import datetime as dt
import io
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from benchmarks.processes import cpu_seconds, family

if TYPE_CHECKING:  # what is needed of them is imported in place: the processes that cut pages import this file too
    from bot.app import Watching

ROOT = Path(__file__).parents[1]
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)  # the same in each run, so that the answers are
BUTTON = "button: "
QUESTIONS = (
    "/mentions sanctions NEAR/5 Iran since 2018",
    BUTTON + "Most relevant",
    "/mentions ~iran since 2020",
    "/mentions speaker:Psaki vaccine",
    "/mentions =WHO in May 2020",
    "/trend ~ukraine, ~iran, Taiwan since 2021",
    "/topics whitehouse in March 2022",
    "/read mid_ru 2021-01-28",
    "/compare Huawei",
    '/export "nuclear weapons" since 2020 md',
)
_FILE_LINES = 20
PARTS = (
    ("texts", re.compile(r"passages")),
    ("index", re.compile(r"passages_search.*")),
    ("symbols", re.compile(r"symbols|vocabulary")),
)
"""The parts of an archive by their tables, each with its indices; of `versions`, that holds two, see `sizes`."""


@dataclass(slots=True)
class Came:
    """What came of the folders of a source: its files, their bytes, the pages that were read, and the places of those
    that could not be, with the reasons; seconds: by the clock.
    """

    files: int = 0
    bytes: int = 0
    pages: int = 0
    seconds: float = 0.0
    unreadable: Sequence[tuple[str, str]] = ()


def folders_of(corpus: Path, only: str | None) -> tuple[dict[str, list[Path]], list[str]]:
    """The folders of a corpus by the profile they are read with, and the names of those there is no profile for."""
    from watchers.errors import ProfileError
    from watchers.sources.profile import find_profile

    found: dict[str, list[Path]] = {}
    unknown = []
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        try:
            profile = find_profile(folder.name).id
        except ProfileError:
            unknown.append(folder.name)
            continue
        if only in (None, profile, folder.name):
            found.setdefault(profile, []).append(folder)
    return dict(sorted(found.items())), unknown


async def taken(folders: Mapping[str, Sequence[Path]], watching: "Watching") -> dict[str, Came]:
    """The folders taken in, one source after the other, by the pieces that `rostrum import` is made of."""
    from bot.cli.import_ import files_of, take
    from watchers.sources.profile import find_profile

    came = {}
    for profile, places in folders.items():
        files, _ = files_of(places)
        start = time.perf_counter()
        report = await take(watching.intake, find_profile(profile).source(), files)
        seconds = time.perf_counter() - start
        size = sum(file.stat().st_size for file in files)
        came[profile] = Came(len(files), size, report.pages - len(report.unreadable), seconds, report.unreadable)
    return came


# ------------------------------------------------------------------ figures


def counts(archive: sqlite3.Connection) -> dict[str, tuple[int, int, int, int, int, int]]:
    """Of each source: briefings, editions, versions, standing passages, their words, and their bytes as UTF-8."""
    archive.create_function("words", 1, lambda text: len(_text(text).split()), deterministic=True)
    archive.create_function("bytes", 1, lambda text: len(_text(text).encode()), deterministic=True)
    sql = """
        SELECT source_id, count(DISTINCT b.id), count(DISTINCT e.id), sum(e.version), sum(n), sum(w), sum(z)
        FROM briefings b JOIN editions e ON e.briefing_id = b.id LEFT JOIN (
            SELECT edition_id, count(*) n, sum(words(heading) + words(text)) w, sum(bytes(heading) + bytes(text)) z
            FROM passages WHERE until_version IS NULL GROUP BY 1
        ) ON edition_id = e.id GROUP BY 1"""
    return {source: tuple(value or 0 for value in figures) for source, *figures in archive.execute(sql)}  # type: ignore[misc]


def _text(value: bytes | str | None) -> str:
    from storage.tables import unpacked

    return unpacked(value) if isinstance(value, bytes) else value or ""


def sizes(archive: sqlite3.Connection) -> dict[str, int]:
    """Bytes on disk by part (SQLite's dbstat): the pages of the file that hold its tables and their indices."""
    sql = "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s LEFT JOIN sqlite_master m ON m.name = s.name GROUP BY 1"
    tables = {name or "": size for name, size in archive.execute(sql)}
    parts = {part: sum(size for name, size in tables.items() if names.fullmatch(name)) for part, names in PARTS}
    documents, pages = archive.execute("SELECT total(length(document)), total(length(page)) FROM versions").fetchone()
    versions = tables["versions"]
    parts["documents"] = round(versions * documents / ((documents + pages) or 1))
    parts["page bytes"] = versions - parts["documents"]
    return parts | {"others": sum(tables.values()) - sum(parts.values())}


def show_sources(came: Mapping[str, Came], counted: Mapping[str, tuple[int, ...]], out: TextIO) -> tuple[int, ...]:
    """The table of the sources, and below it what could not be read; the sums of what was counted."""
    nothing = (0,) * 6
    print("| source | files | read | briefings | editions | versions | passages | words | s |", file=out)
    print("|---|---|---|---|---|---|---|---|---|", file=out)
    for source, each in came.items():
        cells = [each.files, each.pages, *counted.get(source, nothing)[:5]]
        print(f"| {source} | {' | '.join(f'{n:,}' for n in cells)} | {each.seconds:.1f} |", file=out)
    sums = tuple(map(sum, zip(*(counted.get(source, nothing) for source in came), strict=True)))
    files, pages = sum(each.files for each in came.values()), sum(each.pages for each in came.values())
    seconds = sum(each.seconds for each in came.values())
    print(f"| all | {' | '.join(f'{n:,}' for n in (files, pages, *sums[:5]))} | {seconds:.1f} |\n", file=out)
    reasons: dict[str, list[str]] = {}
    for each in came.values():
        for place, why in each.unreadable:
            reasons.setdefault(why, []).append(Path(place).name)
    print(f"Unreadable: {sum(map(len, reasons.values()))}.", file=out)
    for why, places in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"  {len(places)}: {why} ({', '.join(places[:3])}{', ...' if places[3:] else ''})", file=out)
    return sums


def show_sizes(parts: Mapping[str, int], text: int, pages: int, out: TextIO) -> None:
    """The table of what the archive takes on disk."""
    print("\n| on disk | MB | times the text |", file=out)
    print("|---|---|---|", file=out)
    rows = [*parts.items(), ("all", sum(parts.values())), ("the bare text, as UTF-8", text), ("the files", pages)]
    for part, size in rows:
        print(f"| {part} | {size / 1e6:.2f} | {size / (text or 1):.2f} |", file=out)


# ------------------------------------------------------------------ the chat


async def converse(path: Path, folder: Path, questions: Sequence[str], out: TextIO) -> None:
    """The questions put to the chat over an archive, one after the other, each printed with what is answered.

    folder: where files and pictures go, by a name that is the same in each run.
    """
    from bot.app import open_app
    from bot.config import Config
    from bot.console import TOKEN, Console, ConsoleSession

    said = io.StringIO()
    session = ConsoleSession(said, now=lambda: NOW, styled=False, folder=folder)
    async with open_app(
        Config(), session, TOKEN, sources=(), path=path, alone=False, terminal=True, now=lambda: NOW
    ) as app:
        user = Console(app.bot, app.dispatcher, session, now=lambda: NOW, language="en", tell=str)
        for number, question in enumerate(questions, 1):
            line = question
            if question.startswith(BUTTON):
                label = re.escape(question.removeprefix(BUTTON))
                found = re.findall(rf"\[(\d+)\] {label}(?:  |$)", said.getvalue(), re.MULTILINE)
                line = found[-1] if found else question
            before = said.tell()
            start = time.perf_counter()
            await user.say(line)
            seconds = time.perf_counter() - start
            answer = said.getvalue()[before:].strip()
            if (written := re.search(r"^→ (.+)$", answer, re.MULTILINE)) is not None:  # of a file, its beginning
                answer += "\n\n" + beginning(Path(written[1]))
            answer = answer.replace(str(folder), "...")
            shown = line if line == question else f"{line}  ({question})"
            print(f"\n--- {number} ({seconds * 1000:.0f} ms)\n> {shown}\n\n{answer}", file=out, flush=True)


def beginning(file: Path) -> str:
    """The first lines of a file of text."""
    return "\n".join(file.read_text("utf-8").splitlines()[:_FILE_LINES])


# ------------------------------------------------------------------ the command


async def demo(corpus: Path, archive: Path, only: str | None, out: TextIO) -> None:
    """The whole of it: import, figures, questions, and a line that sums it up."""
    from bot.app import open_stores, open_watching
    from bot.config import Config

    folders, unknown = folders_of(corpus, only)
    for name in unknown:
        print(f"No profile is named {name}: left out.", file=out)
    own, with_readers = time.process_time(), cpu_seconds(family(os.getpid()))
    async with (
        open_stores(Config(), migrate=True, path=archive) as stores,
        open_watching(Config(), stores, None, now=lambda: NOW) as watching,
    ):
        came = await taken(folders, watching)
        cpu, own = cpu_seconds(family(os.getpid())) - with_readers, time.process_time() - own
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sums = show_sources(came, counts(connection), out)
        parts = sizes(connection)
    pages, seconds = sum(each.pages for each in came.values()), sum(each.seconds for each in came.values())
    print(
        f"\n{pages / seconds:.0f} pages a second by the clock, {pages / (cpu or 1):.0f} a second of processor time "
        f"({own:.1f} s recording, {cpu - own:.1f} s cutting).",
        file=out,
    )
    show_sizes(parts, sums[5], sum(each.bytes for each in came.values()), out)
    with tempfile.TemporaryDirectory(prefix="rostrum-") as folder:
        await converse(archive, Path(folder), QUESTIONS, out)
    unread = sum(len(each.unreadable) for each in came.values())
    print(
        f"\nIn all: {pages:,} pages read and {unread:,} not, {sums[0]:,} briefings, {sums[3]:,} passages, "
        f"{sums[4]:,} words; {len(QUESTIONS)} questions asked.",
        file=out,
    )


def main() -> int:
    """Print the tables and the transcript; 2 where there is no corpus."""
    from bot import logs

    parser = argparse.ArgumentParser(description="Real briefings in an archive, and ten questions to it.")
    default = os.environ.get("ROSTRUM_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("--corpus", type=Path, default=default, help="a folder with a folder for each source")
    parser.add_argument("--only", metavar="SOURCE", help="this source alone")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="leave the archive there (a file that is not there yet)"
    )
    given = parser.parse_args()
    if not given.corpus.is_dir():
        print(f"There is no corpus in {given.corpus}: name a folder with --corpus or ROSTRUM_CORPUS.", file=sys.stderr)
        return 2
    if given.keep is not None and given.keep.exists():
        print(f"{given.keep} is there already: name another file.", file=sys.stderr)
        return 2
    logs.configure("warning")
    with tempfile.TemporaryDirectory(prefix="rostrum-") as folder:
        asyncio.run(demo(given.corpus, given.keep or Path(folder) / "corpus.db", given.only, sys.stdout))
    return 0


if __name__ == "__main__":
    sys.exit(main())
