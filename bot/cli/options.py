"""What several commands share: options, and the words in which a query is refused."""

import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.config import ConfigError
from bot.locales import Words
from bot.periods import Period
from bot.plain import pointed, safe
from watchers.errors import QueryError
from watchers.query.fields import dates_of

ConfigPath = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file.", show_default="config.toml", envvar="ROSTRUM_CONFIG"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def known_source(chosen: str | None, known: Collection[str], hint: str = "--source") -> None:
    """Refuse a source of which there is no archive, with exit code 2: nothing at all is never found in it."""
    if chosen and chosen not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise typer.BadParameter(f"there is no source {safe(chosen)}; known: {listed}", param_hint=hint)


def days(since: str | None, until: str | None) -> Period | None:
    """The period that two options name, each a day, a month or a year. Raises ConfigError."""
    bounds: dict[str, date | None] = {}
    for name, typed in (("since", since), ("until", until)):
        named = dates_of("since" if name == "since" else "until", typed) if typed is not None else None
        if typed is not None and named is None:
            raise ConfigError(f"--{name}", f"“{safe(typed)}” is no day", "Write 2021, 2021-03 or 2021-03-05.")
        bounds[name] = (named.since or named.until) if named else None
    return Period(bounds["since"], bounds["until"]) if any(bounds.values()) else None


def refuse(error: QueryError, words: Words, where: str = "rostrum", *, period: Period | None = None) -> NoReturn:
    """Say what is wrong with a query, with a caret under the place, and exit with code 2."""
    complain(error, words, where, period=period)
    raise typer.Exit(2) from error


def complain(error: QueryError, words: Words, where: str, *, period: Period | None = None) -> None:
    """Say on standard error what is wrong with a query, and where it stands.

    period: what was taken off the end of what was typed; what would work has it too.
    """
    from bot.queries import within
    from bot.wording import why

    print(f"{where}: {why(error, words)}", file=sys.stderr)
    print(*(f"  {line}" for line in pointed(error.text, error.start, error.end)), sep="\n", file=sys.stderr)
    if error.suggestion:
        suggestion = safe(within(error.suggestion, period))
        print(f"  {words('query-suggestion', suggestion=suggestion)}", file=sys.stderr)
