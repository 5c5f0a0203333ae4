"""`rostrum db`: the database's schema."""

import asyncio

import typer

from bot.cli.options import ConfigPath
from bot.config import load

commands = typer.Typer(help="The database.", no_args_is_help=True)


@commands.callback()
def db() -> None:
    """The database."""


@commands.command()
def upgrade(config: ConfigPath = None) -> None:
    """Bring the database's schema up to date (creating the database if there is none)."""
    settings = load(config)
    from bot.app import upgrade_database

    before, after = asyncio.run(upgrade_database(settings))
    path = settings.storage.path
    print(f"{path}: already at {after}" if before == after else f"{path}: {before or 'new'} -> {after}")
