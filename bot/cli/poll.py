"""`rostrum poll`: look at the sources once, now, and say what came of it."""

import asyncio
from typing import Annotated

import typer

from bot import logs
from bot.cli.options import ConfigPath
from bot.config import Config, ConfigError, load
from bot.plain import safe
from watchers.errors import ProfileError
from watchers.model import TERMINAL_CHAT


def poll(
    source: Annotated[str | None, typer.Argument(help="The id of one source; all of them without it.")] = None,
    config: ConfigPath = None,
) -> None:
    """Read the sources once, and every page first seen in the last week again; alerts go out with the next run."""
    settings = load(config)
    logs.configure(settings.log.level)
    if not asyncio.run(_poll(settings, source)):
        raise typer.Exit(1)


async def _poll(config: Config, chosen: str | None) -> bool:
    from bot.app import added_sources, open_stores, open_watching

    configured = config.watched()
    named = {source.id for source in configured}
    sources = (*configured, *(source for source in await added_sources(config) if source.id not in named))
    known = ", ".join(source.id for source in sources)
    if not sources:
        raise ConfigError("sources", "there is nothing to poll", "Add a [[sources]] table; see config.example.toml.")
    if chosen is not None and chosen not in {source.id for source in sources}:
        raise ConfigError(f"poll {chosen}", "there is no such source", f"Configured are: {known}.")
    well = True
    admins = config.telegram.admins if config.telegram.token.get_secret_value() else (TERMINAL_CHAT,)
    async with (
        open_stores(config, migrate=True) as stores,
        open_watching(config, stores, configured, admins=admins) as watching,
    ):
        for source in sources:
            if chosen not in (None, source.id):
                continue
            try:
                outcome = await watching.pipeline.watch(source, force=True)
            except ProfileError as error:  # one source's trouble; the others are read
                well = False
                print(f"{source.id}: {error}")
                continue
            print(
                f"{source.id}: {outcome.noticed} noticed, {outcome.new} new, {outcome.changed} changed, "
                f"{outcome.unchanged} unchanged, {outcome.parcels} to deliver"
            )
            for trouble in outcome.trouble:
                well = False
                print(f"  not read: {safe(trouble)}")
    return well
