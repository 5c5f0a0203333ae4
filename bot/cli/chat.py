"""`rostrum chat`: the same chat over an existing database; nothing is polled, nothing delivered."""

import asyncio
import sys

from bot import logs
from bot.cli.options import ConfigPath
from bot.config import Config, load


def chat(config: ConfigPath = None) -> None:
    """Talk to what has been read so far, without watching anything: lines in, answers out."""
    settings = load(config)
    logs.configure(settings.log.level)
    asyncio.run(_chat(settings))


async def _chat(config: Config) -> None:
    from bot import console
    from bot.app import clock, open_app
    from bot.locales import words

    say = words(config.terminal.language)
    person = console.interactive()
    session = console.ConsoleSession(now=clock, styled=sys.stdout.isatty())
    async with open_app(config, session, console.TOKEN, sources=(), alone=False, terminal=True) as app:
        user = console.Console(
            app.bot,
            app.dispatcher,
            session,
            now=clock,
            language=config.terminal.language,
            tell=lambda number: say("terminal-no-button", number=number),
        )
        if person:
            print(say("terminal-chat"), say("terminal-hint"), "", sep="\n", flush=True)
        lines = console.typed("> ") if person else console.piped(sys.stdin, lambda line: print(f"> {line}", flush=True))
        await user.converse(lines)
