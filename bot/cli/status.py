"""`rostrum status`: what is watched and how it is doing, what waits to be delivered."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

from bot import logs
from bot.cli.options import AsJson, ConfigPath
from bot.config import Config, load
from bot.plain import safe


def status(as_json: AsJson = False, config: ConfigPath = None) -> None:
    """The sources and their troubles, the archive in numbers, the parcels that wait."""
    settings = load(config)
    logs.configure(settings.log.level)
    state = asyncio.run(_status(settings))
    if as_json:
        print(json.dumps(state, ensure_ascii=False, default=str))
        return
    print(f"database  {state['database']} (schema {state['schema']})")
    for name, number in state["archive"].items():
        print(f"{name:<9} {number}")
    print(f"outbox    {state['waiting']} waiting, {state['dead']} undeliverable")
    for source in state["sources"]:
        read = f"last read {source['polled_at']}" if source["polled_at"] else "not read from its site yet"
        print(f"\n{source['id']}  {source['name']}\n  {source['briefings']} briefings, {read}")
        if source["unread"]:
            print(f"  {source['unread']} pages could not be read, the latest: {safe(source['unread_reason'])}")
        if source["trouble"]:
            print(f"  in trouble since {source['trouble_at']}: {safe(source['trouble'])}")


async def _status(config: Config) -> dict[str, Any]:
    from bot.app import open_stores

    async with open_stores(config, migrate=False) as stores:
        current, _ = await stores.database.revision()
        return {
            "database": str(config.storage.path),
            "schema": current,
            "archive": asdict(await stores.archive.counts()),
            "waiting": await stores.outbox.waiting(),
            "dead": len(await stores.outbox.dead_letters(1000)),
            "sources": [asdict(source) for source in await stores.archive.sources()],
        }
