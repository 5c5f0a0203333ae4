"""`rostrum topics`: what was talked about most in a period, what is new and what is gone, for people or as JSON."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from bot import logs
from bot.cli.options import AsJson, ConfigPath, days, known_source
from bot.config import Config, load
from bot.overview import MOST, Overview, overview
from bot.periods import Period
from bot.plain import safe
from watchers.topics import Topic


def topics(
    source: Annotated[str | None, typer.Argument(help="Only this source.", show_default="all together")] = None,
    since: Annotated[str | None, typer.Option(help="The first day: 2021, 2021-05 or 2021-05-17.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day, the same way.")] = None,
    language: Annotated[str | None, typer.Option(help="Editions in this language, where there are.")] = None,
    as_json: AsJson = False,
    config: ConfigPath = None,
) -> None:
    """What was talked about most, what is new and what is gone against as many days before.

    Without --since and --until: in the last thirty days up to the newest briefing.
    """
    settings = load(config)
    logs.configure(settings.log.level)
    period = days(since, until)
    if period and period.since and period.until and period.since > period.until:
        raise typer.BadParameter("it is later than --until", param_hint="--since")
    seen, names = asyncio.run(_topics(settings, source, period, language or settings.terminal.language))
    known_source(source, names, "SOURCE")
    if as_json:
        print(json.dumps(None if seen is None else to_json(seen), ensure_ascii=False))
    elif seen is None:
        print("No briefing has been read yet.")
    else:
        print(*_lines(seen, names), sep="\n")


async def _topics(
    config: Config, source: str | None, period: Period | None, language: str
) -> tuple[Overview | None, Mapping[str, str]]:
    from bot.app import clock, open_stores

    async with open_stores(config, migrate=False) as stores:
        names = {state.id: state.name for state in await stores.archive.sources()}
        if source and source not in names:
            return None, names
        seen = await overview(
            stores.archive,
            source=source,
            name=names.get(source or "", ""),
            period=period,
            language=language,
            today=clock().date(),
        )
        return seen, names


def to_json(seen: Overview) -> dict[str, Any]:
    """The topics for programs; days as 2021-01-28."""
    told = asdict(seen.topics)
    counts = {
        "passages": told.pop("passages"),
        "briefings": told.pop("briefings"),
        "passages_before": told.pop("passages_before"),
        "briefings_before": told.pop("briefings_before"),
    }
    people = {key: [{"who": who, "passages": n} for who, n in told.pop(key)] for key in ("asked", "answered")}
    days = {key: _iso(getattr(seen, key)) for key in ("since", "until", "before")}
    return {"source": seen.source, **days, "whole": seen.whole, **counts, **told, **people}


def _iso(day: date) -> str:
    return day.isoformat()


def _lines(seen: Overview, names: Mapping[str, str]) -> list[str]:
    told = seen.topics
    where = names.get(seen.source, seen.source) if seen.source else "all sources"
    lines = [
        f"{safe(where)}, {seen.since} to {seen.until}: {told.passages} passages in {told.briefings} briefings",
        f"before, from {seen.before}: {told.passages_before} passages in {told.briefings_before} briefings",
    ]
    if not seen.whole:
        lines[1] = f"only the newest {MOST} passages were read; they are compared with nothing"
    for head, listed in (("most", told.most), ("new", told.new), ("gone", told.gone)):
        if listed:
            lines += ["", head, *(_line(topic, gone=head == "gone") for topic in listed)]
    for head, people in (("asked", told.asked), ("answered", told.answered)):
        if people:
            lines += ["", head, *_counted(people)]
    return lines


def _line(topic: Topic, *, gone: bool) -> str:
    passages, briefings = topic.passages, topic.briefings
    if gone:
        passages, briefings = topic.passages_before, topic.briefings_before
    more = "" if gone else f" {topic.passages - topic.passages_before:+d}"
    return f"{passages:6} {briefings:4}{more:>6}  {safe(topic.label)}   {safe(topic.query)}"


def _counted(people: Sequence[tuple[str, int]]) -> list[str]:
    return [f"{count:6}  {safe(name)}" for name, count in people[:10]]
