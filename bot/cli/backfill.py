"""`rostrum backfill`: what a source announced before it was watched, read back to a day."""

import asyncio
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot import logs
from bot.cli.options import ConfigPath, days
from bot.cli.progress import bar
from bot.config import Config, ConfigError, load
from bot.plain import safe

if TYPE_CHECKING:
    from watchers.backfill import Backfilled

_LISTED = 50  # pages that could not be read, told by name
_WHY = {
    "since": "walked back to that day",
    "end": "walked to its end",
    "limit": "stopped at the limit; call again to go on",
    "trouble": "not walked to the end; call again to go on",
}


def backfill(
    source: Annotated[str, typer.Argument(help="The id of a source, or a profile.")],
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Back to this day, month or year: 2021-05-17, 2021-05, 2021.")
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="Read so many pages at most.")] = None,
    config: ConfigPath = None,
) -> None:
    """Walk a source's feeds and listings back in time and read what they announced, politely; nobody is told.

    Interrupted and called again, it goes on where it was. `rostrum run` may go on beside it.
    """
    settings = load(config)
    logs.configure(settings.log.level)
    back = days(since, None)
    assert back is not None
    assert back.since is not None
    done = asyncio.run(_backfill(settings, source, back.since, limit))
    print(told(source, done))
    if "trouble" in done.ended.values() or (done.trouble and not done.read):
        raise typer.Exit(1)


async def _backfill(config: Config, chosen: str, since: date, limit: int | None) -> "Backfilled":
    from bot.app import find_source, open_stores, open_watching

    async with open_stores(config, migrate=True) as stores:
        source = await find_source(config, stores, chosen)
        if not source.addresses:
            raise ConfigError(f"backfill {chosen}", "it has no address to walk back from", "Add a feed or a listing.")
        watched = source.id in {each.id for each in (*config.watched(), *await stores.archive.watched())}
        async with open_watching(config, stores, None) as watching:
            with bar(f"{source.id} back to {since}", limit, sys.stderr) as progress:
                before = 0

                def say(done: "Backfilled") -> None:
                    nonlocal before
                    progress.step(done.read - before)
                    before = done.read
                    progress.say(_counts(done))

                return await watching.backfill.run(source, since, watched=watched, limit=limit, told=say)


def told(source: str, done: "Backfilled") -> str:
    """What came of a walk back: the counts, how far each address was walked, and what could not be read."""
    lines = [f"{source}: {_counts(done)}"]
    lines += [f"  {safe(url)}: {_WHY[why]}" for url, why in done.ended.items()]
    lines += [f"  not read: {safe(trouble)}" for trouble in done.trouble[:_LISTED]]
    if len(done.trouble) > _LISTED:
        lines.append(f"  and {len(done.trouble) - _LISTED} more that could not be read")
    return "\n".join(lines)


def _counts(done: "Backfilled") -> str:
    counts = {
        "pages announced": done.found,
        "read": done.read,
        "new": done.new,
        "new versions": done.changed,
        "unchanged": done.unchanged,
        "not read": len(done.trouble),
    }
    reached = f", back to {done.reached}" if done.reached else ""
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count or name == "read") + reached
