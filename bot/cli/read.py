"""`rostrum read`: cut one page, from a file or an address, and show what was understood of it."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import AsJson, ConfigPath
from bot.plain import safe
from watchers.contract import to_json
from watchers.errors import FetchError, ParseError
from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

_REMEDIES = {
    "challenge": "The site sent a challenge in place of the page; save the page in a browser.",
    "encoding": "Save it as text in UTF-8, or as HTML that names its encoding.",
    "error_page": "The site sent an error page; look whether the address is right.",
}


def read(
    page: Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved page, or its address.")],
    source: Annotated[str, typer.Option(help="The source's profile.")] = "generic",
    language: Annotated[str | None, typer.Option(help="The language the page is said to be in.")] = None,
    as_json: AsJson = False,
    config: ConfigPath = None,
) -> None:
    """Cut one page into contents, sections, questions and answers, and print them. Nothing is stored."""
    profile = find_profile(source)
    web = page.startswith(("http://", "https://"))
    fetched = asyncio.run(_fetched(page, config)) if web else _saved(Path(page))
    try:
        briefing = read_briefing(fetched, profile, language=language)
    except ParseError as error:
        remedy = _REMEDIES.get(error.reason, "Give the page of one briefing, as a browser saves it.")
        print(f"rostrum: {error}. {remedy}", file=sys.stderr)
        raise typer.Exit(2) from error
    if as_json:
        print(json.dumps(to_json(briefing), ensure_ascii=False))
    else:
        _show(briefing)


def _saved(path: Path) -> Page:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FetchError(str(path), "unreadable", detail=error.strerror or str(error)) from error
    kinds = {".html": "text/html", ".htm": "text/html", ".shtml": "text/html", ".txt": "text/plain"}
    return Page(str(path), content, kinds.get(path.suffix.lower()))


async def _fetched(url: str, config: Path | None) -> Page:
    from bot.app import fetch_once
    from bot.config import load

    page = await fetch_once(load(config), url)
    assert page is not None  # no validators were sent, so no 304 can come
    return page


def _show(briefing: Briefing) -> None:
    when = " ".join(str(x) for x in (briefing.date or "no date", briefing.time or "") if x)
    print(safe(f"{briefing.title}\n{when}  ({briefing.language})\n"))
    for entry in briefing.contents:
        print(safe(f"  {entry.number or '-':>3}  {entry.text}"))
    for section in briefing.sections:
        heading = section.heading or f"({section.kind})"
        origin = f" [heading from the {section.heading_origin}]" if section.heading_origin == "contents" else ""
        print(safe(f"\n## {heading}{origin}"))
        if not section.turns:
            print(safe(section.text))
        for turn in section.turns:
            print(safe(f"{turn.label + ': ' if turn.label else ''}{turn.text}\n"))
