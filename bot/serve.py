"""Sets an open house going: in Telegram until it is told to stop, in the terminal until the input ends."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import BotCommand

from bot.answers import COMMANDS
from bot.app import App
from bot.console import Console
from bot.courier import TokenRefusedError
from bot.locales import LANGUAGES, words
from bot.verdict import pause

log = structlog.get_logger()

_POLL_SECONDS = 30
_GRACE_SECONDS = 20  # for the delivery in hand, so that what was sent is ticked off


async def in_telegram(app: App) -> None:
    """Poll Telegram and the sources, deliver, until SIGINT or SIGTERM. Raises TokenRefusedError for a wrong token."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with watching(app) as courier:
        polling = asyncio.create_task(_converse(app))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({polling, courier, stopped}, return_when=asyncio.FIRST_COMPLETED)
            for ended in (courier, polling):
                if ended.done():
                    await ended
        finally:
            stopped.cancel()
            polling.cancel()
            with contextlib.suppress(asyncio.CancelledError, TokenRefusedError):
                await polling


async def _converse(app: App) -> None:
    """Answer updates for ever, once Telegram knows who we are."""
    await _introduce(app)
    await app.dispatcher.start_polling(
        app.bot,
        polling_timeout=_POLL_SECONDS,
        handle_as_tasks=False,  # an update is confirmed only after its handler has run
        handle_signals=False,
        close_bot_session=False,
    )


async def _introduce(app: App) -> None:
    """Check the token and set the command menu; Telegram being out of reach is waited for, a wrong token is not."""
    attempts = 0
    while True:
        try:
            await app.bot.me()  # remembered: polling asks again
            for language in LANGUAGES:
                say = words(language)
                menu = [BotCommand(command=c, description=say(f"command-{c}")[:256]) for c in COMMANDS]
                await app.bot.set_my_commands(menu, language_code=None if language == "en" else language)
        except (TelegramUnauthorizedError, TelegramNotFound) as error:  # 404: no such bot, or no Bot API at api_base
            raise TokenRefusedError(error.message) from error
        except TelegramBadRequest as error:
            log.warning("command menu not set", error=error.message)
            return
        except (AiogramError, OSError) as error:
            attempts += 1
            log.warning("telegram out of reach", error=str(error)[:300], attempts=attempts)
            await app.sleep(pause(attempts))
        else:
            return


@asynccontextmanager
async def watching(app: App) -> AsyncIterator[asyncio.Task[None]]:
    """The sources are watched and parcels delivered while the block runs; yields the courier's task.

    This process is the only one that delivers from its database, so what a dead one had in hand is free again. The HTTP
    endpoints are served as well, where the operator wants them; raises ConfigError where they cannot be.
    """
    async with AsyncExitStack() as stack:
        if app.web is not None:
            from bot.door import listening  # as in app.py

            await stack.enter_async_context(listening(app.web, app.config.web.host, app.config.web.port))
        yield await stack.enter_async_context(_delivering(app))


@asynccontextmanager
async def _delivering(app: App) -> AsyncIterator[asyncio.Task[None]]:
    """The schedule and the courier at work, from the first to the last."""
    await app.stores.outbox.release(app.now(), terminal=app.terminal)
    app.schedule.start()
    courier = asyncio.create_task(app.courier.run(), name="courier")
    try:
        yield courier
    finally:
        await app.schedule.stop()
        app.courier.stop()
        with contextlib.suppress(asyncio.CancelledError, TimeoutError, TokenRefusedError):
            async with asyncio.timeout(_GRACE_SECONDS):
                await courier


async def in_terminal(
    app: App,
    console: Console,
    lines: AsyncGenerator[str, None],
    *,
    performance: Callable[[], Coroutine[None, None, None]] | None = None,
    wait_for_it: bool = False,
) -> None:
    """Converse until the input ends, while the sources are watched.

    performance: what the sample ministry does meanwhile. wait_for_it: input came from a program, so stay until the
    performance is over and all that came of it is delivered.
    """
    if performance is not None:
        for source in app.sources:  # the past is there before the first word is said
            await app.pipeline.watch(source)
    async with watching(app):
        acting = asyncio.create_task(performance()) if performance is not None else None
        try:
            await console.converse(lines)
            if wait_for_it and acting is not None:
                await acting
        finally:
            if acting is not None:
                acting.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await acting
    if wait_for_it:
        for source in app.sources:
            await app.pipeline.watch(source, force=True)
        await app.courier.drain()
