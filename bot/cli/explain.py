"""`rostrum explain`: how a query is understood, and what it is looked for by in each language."""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot import logs
from bot.cli.options import AsJson, ConfigPath
from bot.config import Config, load
from bot.plain import safe
from watchers.errors import QueryError

if TYPE_CHECKING:
    from watchers.query import Query
    from watchers.query.explaining import Rarity
    from watchers.remembered import Share


def explain(
    query: Annotated[str, typer.Argument(help="The query to explain.")],
    as_json: AsJson = False,
    config: ConfigPath = None,
) -> None:
    """How QUERY is understood: word forms by language, what a match must hold, how rare it was in the archive."""
    from bot.explanation import explanation_lines
    from bot.locales import words
    from bot.understood import meaning, misread
    from watchers.query import parse_query
    from watchers.query.explaining import explain as explained
    from watchers.query.reading import taken_exactly

    settings = load(config)
    logs.configure(settings.log.level)
    say = words(settings.terminal.language)
    try:
        parsed = parse_query(query)
    except QueryError as error:
        print("rostrum: " + "\n".join(misread(error, say)), file=sys.stderr)
        raise typer.Exit(2) from error
    share, rarity = asyncio.run(_archive(settings, parsed)) if settings.storage.path.exists() else (None, None)
    explanation, exactly = explained(parsed, rarity=rarity), taken_exactly(query)
    if as_json:
        found = asdict(explanation) | {"meaning": meaning(parsed.root, say), "exactly": exactly}
        print(json.dumps(found | {"share": asdict(share) if share else None}, ensure_ascii=False))
        return
    lines = [explanation.text, say("understood", meaning=meaning(parsed.root, say))]
    print(safe("\n".join([*lines, *explanation_lines(explanation, exactly, share, say)])))


async def _archive(config: Config, query: "Query") -> "tuple[Share, Rarity]":
    from bot.app import open_stores

    async with open_stores(config, migrate=False) as stores:
        return await stores.search.share(query), await stores.search.rarity()
