"""`rostrum trend`: how queries rose and fell over time, drawn in the terminal and as a picture, or as CSV or JSON."""

import asyncio
import csv
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import logs
from bot.cli.options import AsJson, ConfigPath, known_source, refuse
from bot.config import Config, load
from bot.periods import Period
from bot.plain import safe
from watchers.errors import QueryError
from watchers.model import TERMINAL_CHAT
from watchers.query import Dates, Query, parse_query
from watchers.remembered import Series, Step

_PICTURE = Path("trend.png")
_PIPED_COLUMNS = 80


def trend(
    queries: Annotated[list[str], typer.Argument(metavar="QUERY", help="One to five queries, each an argument.")],
    by: Annotated[
        Step | None, typer.Option(help="The step.", show_default="what suits the span: briefing, week or month")
    ] = None,
    since: Annotated[str | None, typer.Option(help="The first day: 2021, 2021-05 or 2021-05-17.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day, the same way.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    language: Annotated[str | None, typer.Option(help="Only editions in this language.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV: step,query,mentions,briefings,of.")] = False,
    as_json: AsJson = False,
    output: Annotated[
        Path | None,
        typer.Option(help="Where to put the picture.", show_default="trend.png; with --csv or --json none"),
    ] = None,
    config: ConfigPath = None,
) -> None:
    """How often each QUERY was said over time. A period may stand at the end of the last: last year, since 2020."""
    from bot import charts, sketch, trends
    from bot.app import clock
    from bot.locales import words
    from bot.periods import split

    settings = load(config)
    logs.configure(settings.log.level)
    say = words(settings.terminal.language)
    if len(queries) > charts.MOST_LINES:
        raise typer.BadParameter(trends.too_many(say))
    last, typed = split(queries[-1], clock().date())
    try:
        period = _both(typed, _period(since, until))
        texts = [*queries[:-1], last]
        series, names, period = asyncio.run(_count(settings, texts, by, period, source, language))
    except QueryError as error:
        refuse(error, say, period=typed if len(queries) == 1 else None)
    if as_csv:
        _print_csv(series)
    elif as_json:
        print(json.dumps({"series": [to_json(each) for each in series]}, ensure_ascii=False))
    elif not series[0].points:
        print(say("latest-none"))
        return
    chart = trends.chart(series, say, names, clock().date(), period)
    met = any(point.mentions for each in series for point in each.points)
    if not (as_csv or as_json) and not met:  # an empty frame would say nothing
        print(*chart.heads, sep="\n")
    elif not (as_csv or as_json):
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED_COLUMNS
        print(sketch.sketch(chart, width, blocks=sketch.blocks_for(sys.stdout.encoding or "utf-8")))
    if not (as_csv or as_json):
        for each in series:
            print("", safe(each.query), *trends.figures(each, say, period), sep="\n")
    path = output or (None if as_csv or as_json else _PICTURE)
    if path is not None and met:
        _save(path, charts.png(chart))
        print(
            *([] if as_csv or as_json else [""]),
            say("trend-saved", path=str(path.resolve())),
            sep="\n",
            file=sys.stderr,
        )


def _period(since: str | None, until: str | None) -> Period:
    """Days as a query names them. Raises QueryError for what is none."""
    days = [parse_query(f"{name}:{day}").root for name, day in (("since", since), ("until", until)) if day]
    for root, typed in zip(days, filter(None, (since, until)), strict=True):
        if not isinstance(root, Dates):
            raise QueryError("bad_date", typed, 0, len(typed))
    dates = [root for root in days if isinstance(root, Dates)]
    return Period(next((d.since for d in dates if d.since), None), next((d.until for d in dates if d.until), None))


def _both(one: Period | None, other: Period) -> Period:
    """The days that two periods share."""
    if one is None:
        return other
    since, until = (one.since, other.since), (one.until, other.until)
    return Period(max(filter(None, since), default=None), min(filter(None, until), default=None))


async def _count(
    config: Config, texts: Sequence[str], step: Step | None, period: Period, source: str | None, language: str | None
) -> tuple[tuple[Series, ...], Mapping[str, str], Period]:
    """Raises QueryError. The names that may be used are those of the chat in the terminal."""
    from bot.app import open_stores
    from bot.asking import to_look_for
    from bot.counting import counted
    from bot.trends import spanned

    for text in texts:
        parse_query(text)  # what cannot be read needs no database
    async with open_stores(config, migrate=False) as stores:
        own = await stores.subscribers.names(TERMINAL_CHAT)
        names = {state.id: state.name for state in await stores.archive.sources()}
        known_source(source, names)
        read: list[Query] = [to_look_for(text, own) for text in texts]
        wanted, period = spanned(read, period)
        found = await counted(stores.search, wanted, own, step, period, source=source, language=language)
    return found, names, period


def _save(path: Path, png: bytes) -> None:
    try:
        path.write_bytes(png)
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror or error}", param_hint="--output") from error


def _print_csv(series: Sequence[Series]) -> None:
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("step", "query", "mentions", "briefings", "of"))
    for each in series:
        rows.writerows((_day(p.start), each.query, p.mentions, p.briefings, p.of) for p in each.points)


def to_json(series: Series) -> dict[str, Any]:
    """A series for programs; `start` is the first day of a step, `briefing` its id where each step is one."""
    return {
        "query": series.query,
        "step": series.step,
        "first": series.first and _day(series.first),
        "at_least": series.at_least,
        "sources": list(series.sources),
        "points": [
            {"start": _day(p.start), "mentions": p.mentions, "briefings": p.briefings, "of": p.of}
            | ({"briefing": p.briefing} if p.briefing else {})
            for p in series.points
        ],
    }


def _day(day: date) -> str:
    return day.isoformat()
