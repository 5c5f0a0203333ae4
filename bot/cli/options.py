"""What several commands share: options, and the words in which a query is refused."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.locales import Words
from bot.plain import pointed, safe
from watchers.errors import QueryError

ConfigPath = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file.", show_default="config.toml", envvar="ROSTRUM_CONFIG"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def refuse(error: QueryError, words: Words, where: str = "rostrum") -> NoReturn:
    """Say what is wrong with a query, with a caret under the place, and exit with code 2."""
    complain(error, words, where)
    raise typer.Exit(2) from error


def complain(error: QueryError, words: Words, where: str) -> None:
    """Say on standard error what is wrong with a query, and where it stands."""
    from bot.wording import why

    print(f"{where}: {why(error, words)}", file=sys.stderr)
    print(*(f"  {line}" for line in pointed(error.text, error.start, error.end)), sep="\n", file=sys.stderr)
    if error.suggestion:
        print(f"  {words('query-suggestion', suggestion=safe(error.suggestion))}", file=sys.stderr)
