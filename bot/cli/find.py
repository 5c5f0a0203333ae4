"""`rostrum find`: past mentions of a query, newest first or best first, for people, or as a file for other programs."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from bot import logs
from bot.cli.options import ConfigPath, days, known_source, refuse
from bot.config import Config, ConfigError, load
from watchers.errors import QueryError
from watchers.model import TERMINAL_CHAT
from watchers.query import parse_query
from watchers.remembered import Findings, Narrower, Order

if TYPE_CHECKING:
    from bot.export import Export, Format
    from bot.locales import Words
    from bot.periods import Period

_SHOWN = 20  # on a screen, or to a program that looks: who writes a file wants all

Kind: TypeAlias = Literal["text", "csv", "json", "md", "ris"]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for. periods: the one that ended the query, and the one that the options name."""

    text: str
    periods: "tuple[Period | None, Period | None]"
    order: Order
    most: int
    where: Narrower


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
    since: Annotated[str | None, typer.Option(help="Briefings of this day, month or year, and later.")] = None,
    until: Annotated[str | None, typer.Option(help="Briefings of this day, month or year, and earlier.")] = None,
    best: Annotated[bool, typer.Option("--best", help="The most relevant first.")] = False,
    kind: Annotated[Kind, typer.Option("--format", help="What to print.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Quote passages whole.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file to write, in place of printing.")
    ] = None,
    config: ConfigPath = None,
) -> None:
    """Past mentions of QUERY, newest first. A period may stand at its end: last month, since 2020, in March 2021."""
    from bot.app import clock
    from bot.export import MOST, cut
    from bot.locales import words
    from bot.periods import split

    settings = load(config)
    logs.configure(settings.log.level)
    say = words(settings.terminal.language)
    kind = "json" if as_json else kind
    listed = kind in ("text", "json") and output is None
    typed, period = split(query, clock().date())
    wanted = _Wanted(
        typed,
        (period, days(since, until)),
        "best" if best else "newest",
        limit or (_SHOWN if listed else MOST),
        {"source": source, "language": language},
    )
    try:
        written, export = asyncio.run(_find(settings, wanted, kind, say, whole, output))
    except QueryError as error:
        refuse(error, say, period=period)
    if not listed and cut(export, written):
        more = "at least " if export.at_least else ""
        print(f"rostrum: the first {written} of {more}{export.total} passages; --limit gives more", file=sys.stderr)
    elif output is not None:
        print(f"rostrum: {written} passages written to {output}", file=sys.stderr)


async def _find(
    config: Config, wanted: _Wanted, kind: Kind, say: "Words", whole: bool, output: Path | None
) -> "tuple[int, Export]":
    """Write what is found: how many passages that are, and what the file says of itself.

    Raises QueryError. The names that may be used are those of the chat in the terminal.
    """
    from bot.app import clock, open_stores
    from bot.asking import to_look_for
    from bot.export import Export
    from bot.gathering import gather
    from bot.listed import listed
    from bot.periods import dated

    parse_query(wanted.text)  # what cannot be read needs no database
    async with open_stores(config, migrate=False) as stores:
        own = await stores.subscribers.names(TERMINAL_CHAT)
        names = {state.id: state.name for state in await stores.archive.sources()}
        known_source(wanted.where.get("source"), names)
        query = to_look_for(wanted.text, own)
        for period in wanted.periods:
            query = dated(query, period)
        ask = partial(stores.search.find, query, own=own, order=wanted.order, **wanted.where)
        pages = gather(ask, wanted.most)
        page = await anext(pages)
        export = Export(str(query), page.total, page.at_least, clock(), names, say, whole=whole)
        if kind != "text":
            return await _file(kind, export, page, pages, output), export
        found = [*page.found]
        async for page in pages:
            found += page.found
        tally = await stores.search.tally(query, own=own, today=clock().date(), **wanted.where)
    with _opened(output, kind) as write:
        if not found:
            write(say("mentions-none", query=export.query) + "\n")
        for block in (
            listed(export.query, found, tally, say, names, order=wanted.order, period=wanted.periods[0], whole=whole)
            if found
            else ()
        ):
            write(block + "\n")
    return len(found), export


async def _file(
    kind: "Format", export: "Export", page: Findings, further: AsyncIterator[Findings], output: Path | None
) -> int:
    """Write a file page by page; how many passages are in it."""
    from bot.export import begun, ended, entry

    written = 0
    with _opened(output, kind) as write:
        write(begun(kind, export))
        following: Findings | None = page
        while following is not None:
            for hit in following.found:
                write(entry(kind, export, hit, written))
                written += 1
            following = await anext(further, None)
        write(ended(kind, export, written))
    return written


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
