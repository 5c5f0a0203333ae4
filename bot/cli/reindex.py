"""`rostrum reindex`: the search index built anew, while everything goes on."""

import asyncio
import sys

from bot import logs
from bot.cli.options import ConfigPath
from bot.cli.progress import bar
from bot.config import Config, load


def reindex(config: ConfigPath = None) -> None:
    """Build the search index anew beside the one that serves, then let it serve: after a change of the analyzer, or to
    have its pieces merged.

    `rostrum run` goes on beside it. Interrupted and called again, it goes on where it was.
    """
    settings = load(config)
    logs.configure(settings.log.level)
    count = asyncio.run(_reindex(settings))
    print(f"{count} passages are in the index")


async def _reindex(config: Config) -> int:
    from bot.app import rebuild_index

    with bar("building the index", None, sys.stderr) as progress:
        before, total = 0, 0

        def say(done: int, of: int) -> None:
            nonlocal before, total
            progress.grow(of - total)
            progress.step(done - before)
            before, total = done, of
            progress.say("")

        return await rebuild_index(config, say)
