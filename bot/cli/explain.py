"""`rostrum explain`: how a query is read, what it hangs on, and how rare its words are in the archive."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated

import typer

from bot import logs
from bot.cli.options import AsJson, ConfigPath, refuse
from bot.config import Config, load
from bot.figures import Explained
from bot.plain import safe
from watchers.errors import QueryError
from watchers.model import TERMINAL_CHAT
from watchers.query import Query, taken_exactly


def explain(
    query: Annotated[str, typer.Argument(help='Words, "phrases", OR, NOT, fields, ~names.')],
    as_json: AsJson = False,
    config: ConfigPath = None,
) -> None:
    """How QUERY is understood: its words' forms by language, what must be there, how rare that is in the archive."""
    from bot.figures import lines, to_json
    from bot.locales import words

    settings = load(config)
    logs.configure(settings.log.level)
    say = words(settings.terminal.language)
    try:
        parsed, own, told = asyncio.run(_explain(settings, query))
    except QueryError as error:
        refuse(error, say)
    exactly = taken_exactly(query)
    if as_json:
        print(json.dumps(to_json(told, parsed, own, exactly), ensure_ascii=False))
        return
    print(safe("\n".join([str(parsed), *lines(told, parsed, say, own, exactly)])))


async def _explain(config: Config, text: str) -> tuple[Query, Mapping[str, str], Explained]:
    """Raises QueryError. Names and figures are those of the database, if there is one."""
    from bot.app import open_stores
    from bot.asking import to_look_for
    from bot.figures import explained

    if not config.storage.path.exists():
        query = to_look_for(text, {})
        return query, {}, await explained(query, {}, None)
    async with open_stores(config, migrate=False) as stores:
        own = await stores.subscribers.names(TERMINAL_CHAT)
        query = to_look_for(text, own)
        return query, own, await explained(query, own, stores.search)
