"""`rostrum run`: watch the sources and talk, in Telegram or, without a token, in the terminal."""

import asyncio
import contextlib
import functools
import signal
import sys

from bot import logs
from bot.cli.options import ConfigPath
from bot.config import Config, ConfigError, load

_MOST_FILES = 65_536


def run(config: ConfigPath = None) -> None:
    """Watch the sources and talk: in Telegram with a token, else here; with nothing configured, a sample ministry."""
    settings = load(config)
    logs.configure(settings.log.level)
    _open_many_files()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stop from outside tidies up like Ctrl-C
    asyncio.run(_in_telegram(settings) if settings.telegram.token.get_secret_value() else _in_terminal(settings))


def _open_many_files() -> None:
    """Raise the limit of open files as far as this process may: thousands of sources are thousands of connections."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    with contextlib.suppress(OSError, ValueError):  # macOS names a limit that it does not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def _in_telegram(config: Config) -> None:
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.utils.token import TokenValidationError

    from bot import serve
    from bot.app import added_sources, open_app
    from bot.courier import TokenRefusedError

    wrong_token = functools.partial(
        ConfigError, "telegram.token", remedy="Copy it again from @BotFather; it looks like 123456789:AAE...xyz."
    )
    sources = config.watched()
    if not sources and not await added_sources(config):
        raise ConfigError(
            "sources",
            "there is a token, but nothing to watch",
            "Add a [[sources]] table (see config.example.toml), or say `rostrum sources add URL`.",
        )
    session = AiohttpSession(api=TelegramAPIServer.from_base(config.telegram.api_base))
    try:
        token = config.telegram.token.get_secret_value()
        async with open_app(config, session, token, sources=sources) as app:
            await serve.in_telegram(app)
    except TokenValidationError as error:
        raise wrong_token(problem="this is not a bot token") from error
    except TokenRefusedError as error:
        raise wrong_token(problem="Telegram does not accept it") from error


async def _in_terminal(config: Config) -> None:
    from contextlib import AsyncExitStack

    from bot import console, serve
    from bot.app import added_sources, clock, open_app, open_sample
    from bot.locales import words

    say = words(config.terminal.language)
    person = console.interactive()
    session = console.ConsoleSession(now=clock, styled=sys.stdout.isatty(), tagged=not person)
    sources = config.watched()
    async with AsyncExitStack() as stack:
        performance, path = None, None
        added = await added_sources(config)
        if not sources and not added:
            from bot.sample.rehearsal import rehearse

            ministry, source, path = await stack.enter_async_context(open_sample())
            sources = (source,)
            greeting = say("terminal-sample", name=source.name, address=ministry.address)
            performance = functools.partial(
                rehearse, ministry, new_after=6.0, edit_after=9.0, sleep=asyncio.sleep, now=clock
            )
        else:
            greeting = say("terminal-sources", count=len({source.id for source in (*sources, *added)}))
        app = await stack.enter_async_context(
            open_app(
                config,
                session,
                console.TOKEN,
                sources=sources,
                path=path,
                announce=session.announce,
                chat_seconds=0,
                terminal=True,
            )
        )
        user = console.Console(
            app.bot,
            app.dispatcher,
            session,
            now=clock,
            language=config.terminal.language,
            tell=lambda number: say("terminal-no-button", number=number),
        )
        print(greeting, say("terminal-live"), say("terminal-hint"), "", sep="\n", flush=True)
        lines = console.typed("> ") if person else console.piped(sys.stdin, lambda line: print(f"> {line}", flush=True))
        await serve.in_terminal(app, user, lines, performance=performance, wait_for_it=not person)
