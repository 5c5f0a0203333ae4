"""`rostrum read`: cut pages, from files or addresses, and show what was understood of them."""

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

_KINDS = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".md": None,
    ".json": None,
}
_REMEDIES = {
    "challenge": "The site sent a challenge in place of the page; save the page in a browser.",
    "encoding": "Save it as text in UTF-8, or as HTML that names its encoding.",
    "unreadable": "Look at its name and your right to read it.",
    "error_page": "The site sent an error page; look whether the address is right.",
}


def read(
    pages: Annotated[list[str], typer.Argument(metavar="FILE|FOLDER|URL ...", help="Saved pages, or addresses.")],
    source: Annotated[str, typer.Option(help="The source's profile.")] = "generic",
    language: Annotated[str | None, typer.Option(help="The language the page is said to be in.")] = None,
    as_json: AsJson = False,
    config: ConfigPath = None,
) -> None:
    """Cut pages into contents, sections, questions and answers, and print them. Nothing is stored.

    With --json, of several pages or a folder one line each, with the "file" it is of, or the "error" in its place.
    """
    profile = find_profile(source)
    listed = [file for page in pages for file in _files(page)]
    many = len(pages) > 1 or listed != pages
    failed = False
    for page in listed:
        try:
            fetched = asyncio.run(_fetched(page, config)) if _is_address(page) else _saved(Path(page))
            briefing = read_briefing(fetched, profile, language=language)
        except (FetchError, ParseError) as error:
            failed = True
            _say_why(error, page, as_json=as_json and many)
            continue
        if as_json:
            print(json.dumps(({"file": page} if many else {}) | to_json(briefing), ensure_ascii=False))
        else:
            _show(briefing)
    if failed:
        raise typer.Exit(2)


def _is_address(page: str) -> bool:
    return page.startswith(("http://", "https://"))


def _files(page: str) -> list[str]:
    """A page itself, or all the pages below a folder, by name."""
    if _is_address(page) or not Path(page).is_dir():
        return [page]
    return [str(path) for path in sorted(Path(page).rglob("*")) if path.suffix.lower() in _KINDS and path.is_file()]


def _say_why(error: FetchError | ParseError, page: str, *, as_json: bool) -> None:
    remedy = _REMEDIES.get(error.reason, "Give the page of one briefing, as a browser saves it.")
    print(f"rostrum: {error}. {remedy}", file=sys.stderr)
    if as_json:
        print(json.dumps({"file": page, "error": str(error)}, ensure_ascii=False))


def _saved(path: Path) -> Page:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FetchError(str(path), "unreadable", detail=error.strerror or str(error)) from error
    return Page(str(path), content, _KINDS.get(path.suffix.lower()))


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
