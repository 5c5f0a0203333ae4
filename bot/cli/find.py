"""`rostrum find`: past mentions of a query, newest first, for people or as JSON."""

import asyncio
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import logs
from bot.cli.options import AsJson, ConfigPath, refuse
from bot.config import Config, ConfigError, load
from bot.plain import safe
from watchers.errors import QueryError
from watchers.model import TERMINAL_CHAT
from watchers.query import Query, parse_query
from watchers.query.fields import dates_of
from watchers.remembered import Findings, Found, Narrower, Order, Tally

if TYPE_CHECKING:
    from bot.locales import Words
    from bot.periods import Period


def find(
    query: Annotated[str, typer.Argument(help='Words, "phrases", OR, NOT, fields, ~names.')],
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at the most.")] = 20,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    language: Annotated[str | None, typer.Option(help="Only editions in this language.")] = None,
    since: Annotated[str | None, typer.Option(help="Briefings of this day, month or year, and later.")] = None,
    until: Annotated[str | None, typer.Option(help="Briefings of this day, month or year, and earlier.")] = None,
    best: Annotated[bool, typer.Option("--best", help="The most relevant first.")] = False,
    as_json: AsJson = False,
    config: ConfigPath = None,
) -> None:
    """Past mentions of QUERY, newest first. A period may stand at its end: last month, since 2020, in March 2021."""
    from bot.app import clock
    from bot.locales import words
    from bot.periods import split

    settings = load(config)
    logs.configure(settings.log.level)
    say = words(settings.terminal.language)
    try:
        typed, period = split(query, clock().date())
        meant = _meant(since, until)
        order: Order = "best" if best else "newest"
        asked, findings, tally, names = asyncio.run(
            _find(settings, typed, (period, meant), order, limit, source, language, counted=not as_json)
        )
    except QueryError as error:
        refuse(error, say)
    if tally is None:
        mentions = [to_json(found) for found in findings.found]
        told = {"total": findings.total, "at_least": findings.at_least, "mentions": mentions}
        print(json.dumps(told, ensure_ascii=False))
        return
    _show(asked, findings, tally, order, period, say, names)


def _meant(since: str | None, until: str | None) -> "Period | None":
    """The period that the options name. Raises ConfigError."""
    from bot.periods import Period

    bounds: dict[str, dt.date | None] = {}
    for name, typed in (("since", since), ("until", until)):
        days = dates_of("since" if name == "since" else "until", typed) if typed else None
        if typed and days is None:
            raise ConfigError(f"--{name}", f"“{safe(typed)}” is no day", "Write 2021, 2021-03 or 2021-03-05.")
        bounds[name] = (days.since or days.until) if days else None
    return Period(bounds["since"], bounds["until"]) if any(bounds.values()) else None


def _show(
    query: Query,
    findings: Findings,
    tally: Tally,
    order: Order,
    period: "Period | None",
    say: "Words",
    names: Mapping[str, str],
) -> None:
    """What was found, for people: as the chat says it, but as much of it as was asked for."""
    from bot import mentions
    from bot.console import shown

    if not findings.found:
        print(mentions.none(str(query), say, period=period).text)
        return
    for block in mentions.listed(str(query), findings, tally, say, names, order=order, period=period):
        text, entities = block.render()
        print(shown(text, entities, styled=sys.stdout.isatty()))


async def _find(
    config: Config,
    text: str,
    periods: "Sequence[Period | None]",
    order: Order,
    limit: int,
    source: str | None,
    language: str | None,
    *,
    counted: bool,
) -> tuple[Query, Findings, Tally | None, Mapping[str, str]]:
    """Raises QueryError. The names that may be used are those of the chat in the terminal."""
    from bot.app import clock, open_stores
    from bot.asking import to_look_for
    from bot.periods import dated

    parse_query(text)  # what cannot be read needs no database
    async with open_stores(config, migrate=False) as stores:
        own = await stores.subscribers.names(TERMINAL_CHAT)
        names = {state.id: state.name for state in await stores.archive.sources()}
        query = to_look_for(text, own)
        for period in periods:
            query = dated(query, period)
        where: Narrower = {"source": source, "language": language}
        findings = await stores.search.find(query, own=own, order=order, limit=limit, **where)
        tally = await stores.search.tally(query, own=own, today=clock().date(), **where) if counted else None
    return query, findings, tally, names


def to_json(hit: Found) -> dict[str, Any]:
    """A past mention for programs; section and exchange are indices into what `read --json` prints.

    excerpt: whole sentences around the hits, word for word, "\\n" between stretches that are not adjacent; spans:
    where the hits stand in the excerpt.
    """
    from watchers.text import excerpt

    passage, edition = hit.passage, hit.edition
    stretches = excerpt(passage.text, hit.match.spans or ((0, 0),), 600)
    text, spans = "", []
    for start, end in stretches:
        text += "\n" if text else ""
        spans += [[len(text) + a - start, len(text) + b - start] for a, b in hit.match.spans if start <= a and b <= end]
        text += passage.text[start:end]
    at = hit.match.spans[0][0] if hit.match.spans else 0
    part = next((p for p in passage.parts if p.start <= at < p.end), None)
    return {
        "briefing": edition.briefing,
        "source": edition.source,
        "language": edition.language,
        "date": edition.date.isoformat(),
        "title": edition.title,
        "url": edition.url,
        "section": passage.section,
        "exchange": passage.exchange,
        "heading": passage.heading,
        "speaker": (part.speaker or part.label) if part else None,
        "excerpt": text,
        "spans": spans,
    }
