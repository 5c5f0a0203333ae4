"""`rostrum import`: saved pages, from files and folders, into the archive."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from bot import logs
from bot.cli.options import ConfigPath
from bot.cli.progress import Bar, bar
from bot.config import Config, load
from bot.plain import safe
from watchers.sources.saved import KINDS, Saved, base_of, day_of, in_order, pieces, rank_of

if TYPE_CHECKING:
    from watchers.intake import Intake, Report
    from watchers.model import Source

_LISTED = 50  # unreadable pages that are told by name


def import_(
    places: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER ...", help="Saved pages, or folders of them.")],
    source: Annotated[str, typer.Option(help="The source whose archive they belong to, or a profile.")],
    language: Annotated[str | None, typer.Option(help="The language they are said to be in.")] = None,
    config: ConfigPath = None,
) -> None:
    """Take saved pages into the archive, and tell nobody: HTML, text, Markdown, or what `rostrum read --json` printed.

    A page taken before is passed over, so that an import that was interrupted goes on where it was. Pages that cannot
    be read are listed, and tried again the next time.
    """
    settings = load(config)
    logs.configure(settings.log.level)
    files, wrong = files_of(places)
    report = asyncio.run(_import(settings, files, source, language))
    report.unreadable[:0] = wrong
    print(told(report))
    if report.unreadable and len(report.unreadable) == report.pages:
        raise typer.Exit(1)


async def _import(config: Config, files: list[Path], chosen: str, language: str | None) -> "Report":
    from bot.app import find_source, open_stores, open_watching

    async with open_stores(config, migrate=True) as stores:
        source = await find_source(config, stores, chosen)
        async with open_watching(config, stores, None) as watching:
            return await take(watching.intake, source, files, language)


async def take(intake: "Intake", source: "Source", files: list[Path], language: str | None = None) -> "Report":
    """Take the pages of files into a source's archive, with a bar on standard error; what came of it.

    language: what they are said to be in.
    """
    unopened: list[tuple[str, str]] = []
    with bar(f"into {source.id}", len(files), sys.stderr) as progress:
        before = 0

        def say(report: "Report") -> None:
            nonlocal before
            progress.step(report.pages - before)
            before = report.pages
            progress.say(_counts(report))

        report = await intake.take(source, _pages(files, progress, unopened), language, say)
    report.unreadable += unopened
    return report


def files_of(places: Iterable[Path]) -> tuple[list[Path], list[tuple[str, str]]]:
    """The files to read, in their order; and those named that are not there."""
    times: dict[PurePath, float] = {}
    wrong: list[tuple[str, str]] = []
    for place in places:
        if place.is_dir():
            found = [file for file in sorted(place.rglob("*")) if file.suffix.lower() in KINDS and file.is_file()]
        else:
            found = [place]
        for file in found:
            try:
                times[file.absolute()] = file.stat().st_mtime
            except OSError as error:
                wrong.append((str(file), error.strerror or str(error)))
    return [Path(file) for file in in_order(times)], wrong


def _pages(files: Iterable[Path], progress: Bar, unopened: list[tuple[str, str]]) -> Iterator[Saved]:
    """The pages of the files, each opened when its turn comes."""
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as error:
            unopened.append((str(file), error.strerror or str(error)))
            progress.step()
            continue
        kind, uri, rank = KINDS.get(file.suffix.lower()), base_of(file).as_uri(), rank_of(file)
        found = pieces(content, file.suffix)
        if len(found) == 1:
            yield Saved(str(file), uri, content, kind, day_of(file), rank)
            continue
        progress.grow(len(found) - 1)
        for number, piece in enumerate(found, 1):  # the day in such a file's name is the day they were put together
            yield Saved(f"{file}, page {number}", f"{uri}?page={number}", piece, kind, None, rank)


def told(report: "Report") -> str:
    """What came of an import: the counts, and each page that could not be read, with the reason."""
    lines = [f"  not read: {safe(place)}: {safe(why)}" for place, why in report.unreadable[:_LISTED]]
    if len(report.unreadable) > _LISTED:
        lines.append(f"  and {len(report.unreadable) - _LISTED} more that could not be read")
    return "\n".join([f"{report.pages} pages: {_counts(report)}", *lines])


def _counts(report: "Report") -> str:
    counts = {
        "new": report.new,
        "new versions": report.changed,
        "unchanged": report.unchanged,
        "taken before": report.before,
        "unreadable": len(report.unreadable),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count or name == "new")
