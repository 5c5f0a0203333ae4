"""The command line, one file per command. A command imports what it needs when it is run: most need no aiogram."""

import typer

from bot.cli import (
    backfill,
    chat,
    db,
    diff,
    explain,
    find,
    import_,
    match,
    poll,
    read,
    reindex,
    run,
    sources,
    status,
    topics,
    trend,
)

app = typer.Typer(
    name="rostrum",
    help="Reads official press briefings so that you don't have to.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (
    run.run,
    chat.chat,
    read.read,
    diff.diff,
    poll.poll,
    find.find,
    trend.trend,
    topics.topics,
    explain.explain,
    match.match,
    status.status,
    backfill.backfill,
    reindex.reindex,
):
    app.command()(command)
app.command("import")(import_.import_)
app.add_typer(sources.commands, name="sources")
app.add_typer(db.commands, name="db")

__all__ = ["app"]
