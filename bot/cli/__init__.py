"""The command line, one file per command. A command imports what it needs when it is run: most need no aiogram."""

import typer

from bot.cli import chat, db, diff, explain, find, match, poll, read, run, sources, status, topics

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
    topics.topics,
    explain.explain,
    match.match,
    status.status,
):
    app.command()(command)
app.add_typer(sources.commands, name="sources")
app.add_typer(db.commands, name="db")

__all__ = ["app"]
