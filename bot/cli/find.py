"""`rostrum find`: past mentions of a query, newest first, for people, or as a file for other programs."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from bot import logs
from bot.cli.options import ConfigPath, refuse
from bot.config import Config, ConfigError, load
from bot.plain import safe
from watchers.errors import QueryError
from watchers.model import TERMINAL_CHAT
from watchers.query import parse_query
from watchers.remembered import Found

if TYPE_CHECKING:
    from bot.export import Export

_SHOWN = 20  # on a screen, or to a program that looks: who writes a file wants all


Kind: TypeAlias = Literal["text", "csv", "json", "md", "ris"]


def find(
    query: Annotated[str, typer.Argument(help='Words, "phrases", OR, NOT, fields, ~names.')],
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100_000,
            help="How many at the most.",
            show_default="20 as text or JSON; 10,000 in a file, and as csv, md or ris",
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    language: Annotated[str | None, typer.Option(help="Only editions in this language.")] = None,
    kind: Annotated[Kind, typer.Option("--format", help="What to print.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Quote passages whole.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file to write, in place of printing.")
    ] = None,
    config: ConfigPath = None,
) -> None:
    """Past mentions of QUERY, newest first."""
    from bot.export import MOST, cut
    from bot.locales import words

    settings = load(config)
    logs.configure(settings.log.level)
    kind = "json" if as_json else kind
    listed = kind in ("text", "json") and output is None
    most = limit or (_SHOWN if listed else MOST)
    try:
        written, export = asyncio.run(_find(settings, query, kind, most, source, language, whole, output))
    except QueryError as error:
        refuse(error, words(settings.terminal.language))
    if not listed and cut(export, written):
        more = "at least " if export.at_least else ""
        print(f"rostrum: the newest {written} of {more}{export.total} passages; --limit gives more", file=sys.stderr)
    elif output is not None:
        print(f"rostrum: {written} passages written to {output}", file=sys.stderr)


async def _find(
    config: Config,
    text: str,
    kind: Kind,
    most: int,
    source: str | None,
    language: str | None,
    whole: bool,
    output: Path | None,
) -> "tuple[int, Export]":
    """Write what is found, page by page: how many passages that are, and what the file says of itself.

    Raises QueryError. The names that may be used are those of the chat in the terminal.
    """
    from bot.app import clock, open_stores
    from bot.asking import to_look_for
    from bot.export import Export, begun, ended, entry
    from bot.gathering import gather
    from bot.locales import words

    parse_query(text)  # what cannot be read needs no database
    async with open_stores(config, migrate=False) as stores:
        own = await stores.subscribers.names(TERMINAL_CHAT)
        names = {state.id: state.name for state in await stores.archive.sources()}
        query = to_look_for(text, own)
        pages = gather(partial(stores.search.find, query, own=own, source=source, language=language), most)
        page = await anext(pages)
        export = Export(
            str(query), page.total, page.at_least, clock(), names, words(config.terminal.language), whole=whole
        )
        written = 0
        with _opened(output, kind) as write:
            write(_headline(export) if kind == "text" else begun(kind, export))
            while True:
                for hit in page.found:
                    write(_told(hit, export) if kind == "text" else entry(kind, export, hit, written))
                    written += 1
                following = await anext(pages, None)
                if following is None:
                    break
                page = following
            if kind != "text":
                write(ended(kind, export, written))
    return written, export


@contextmanager
def _opened(output: Path | None, kind: Kind) -> Iterator[Callable[[str], object]]:
    """What writes text where it goes: what is for eyes as the terminal can show it, a file always as UTF-8."""
    if output is not None:
        try:
            file = output.open("wb")
        except OSError as error:
            raise ConfigError(
                "--output", f"{output} cannot be written: {error.strerror}", "Name another file."
            ) from error
        with file:
            yield lambda text: file.write(text.encode("utf-8", "backslashreplace"))
    elif kind in ("text", "json"):
        yield sys.stdout.write
    else:
        sys.stdout.flush()
        yield lambda text: sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()


def _headline(export: "Export") -> str:
    return f"{'at least ' if export.at_least else ''}{export.total} passages match: {export.query}\n"


def _told(hit: Found, export: "Export") -> str:
    """A mention for eyes: where it stands, then who says what."""
    from bot.export import EXCERPT, quoted

    edition = hit.edition
    source = export.names.get(edition.source, edition.source)
    heading = hit.passage.heading or edition.title
    lines = [f"\n{edition.date.isoformat()}  {source}", safe(heading), safe(edition.url)]
    for said in quoted(hit, whole=export.whole, budget=EXCERPT):
        text = " […] ".join(" ".join(stretch.split()) for stretch in said.texts)
        lines.append(safe(f"  {said.name}: {text}" if said.name else f"  {text}"))
    return "\n".join(lines) + "\n"
