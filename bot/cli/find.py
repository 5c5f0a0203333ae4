"""`rostrum find`: past mentions of a query, newest first, for people or as JSON."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from bot import logs
from bot.cli.options import AsJson, ConfigPath, refuse
from bot.config import Config, load
from bot.plain import safe
from watchers.errors import QueryError
from watchers.model import TERMINAL_CHAT
from watchers.query import parse_query
from watchers.remembered import Found


def find(
    query: Annotated[str, typer.Argument(help='Words, "phrases", OR, NOT, fields, ~names.')],
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at the most.")] = 20,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    language: Annotated[str | None, typer.Option(help="Only editions in this language.")] = None,
    as_json: AsJson = False,
    config: ConfigPath = None,
) -> None:
    """Past mentions of QUERY, newest first."""
    from bot.locales import words

    settings = load(config)
    logs.configure(settings.log.level)
    say = words(settings.terminal.language)
    try:
        total, at_least, found, names = asyncio.run(_find(settings, query, limit, source, language))
    except QueryError as error:
        refuse(error, say)
    if as_json:
        told = {"total": total, "at_least": at_least, "mentions": [to_json(f) for f in found]}
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{'at least ' if at_least else ''}{total} passages match: {parse_query(query)}")
    for hit in found:
        row = to_json(hit)
        speaker = f"{row['speaker']}: " if row["speaker"] else ""
        source_name = names.get(hit.edition.source, hit.edition.source)
        heading = safe(hit.passage.heading or row["title"])
        print(f"\n{row['date']}  {source_name}\n{heading}\n{safe(row['url'])}")
        print(safe(f"  {speaker}{' '.join(row['excerpt'].split())}"))


async def _find(
    config: Config, text: str, limit: int, source: str | None, language: str | None
) -> tuple[int, bool, tuple[Found, ...], Mapping[str, str]]:
    """Raises QueryError. The names that may be used are those of the chat in the terminal."""
    from bot.app import open_stores
    from bot.asking import to_look_for

    parse_query(text)  # what cannot be read needs no database
    async with open_stores(config, migrate=False) as stores:
        own = await stores.subscribers.names(TERMINAL_CHAT)
        names = {state.id: state.name for state in await stores.archive.sources()}
        query = to_look_for(text, own)
        findings = await stores.search.find(query, own=own, limit=limit, source=source, language=language)
    return findings.total, findings.at_least, findings.found, names


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
