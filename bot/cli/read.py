"""`rostrum read`: cut pages, from files or addresses, and show what was understood of them."""

import asyncio
import json
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import AsJson, ConfigPath
from bot.plain import safe
from watchers.contract import to_json
from watchers.errors import FetchError, ParseError
from watchers.model import Briefing, Notice, Page
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
_MANY = 24  # files: of fewer, one process is done before others have started
_MOST_WORKERS = 16  # each holds the model that tells languages (130 MB)
_AT_A_TIME = 4  # files
_REMEDIES = {
    "challenge": "The site sent a challenge in place of the page; save the page in a browser.",
    "encoding": "Save it as text in UTF-8, or as HTML that names its encoding.",
    "unreadable": "Look at its name and your right to read it.",
    "login": "The site asks for a password; save the page in a browser.",
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
    if as_json and len(listed) >= _MANY and not any(map(_is_address, listed)):
        outcomes = _on_all_cores(listed, profile.id, language)
    else:
        outcomes = (_cut(page, profile.id, language, config, as_json=as_json, many=many) for page in listed)
    failed = False
    for page, outcome in zip(listed, outcomes, strict=True):
        if isinstance(outcome, _Failure):
            failed = True
            _say_why(outcome, page, as_json=as_json and many)
        else:
            print(outcome)
    if failed:
        raise typer.Exit(2)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a page could not be cut, in a form that passes between processes."""

    reason: str
    text: str


def _cut(
    page: str, source: str, language: str | None, config: Path | None = None, *, as_json: bool = True, many: bool = True
) -> str | _Failure:
    """What is printed of a page."""
    try:
        profile = find_profile(source)
        if _is_address(page):
            fetched = asyncio.run(_fetched(profile.page_address(page), config))
            notice = Notice(page, profile.notice_key(page), profile.language_of(page))
            briefing = replace(read_briefing(fetched, profile, notice, language), url=page)
        else:
            briefing = read_briefing(saved(Path(page)), profile, language=language)
    except (FetchError, ParseError) as error:
        return _Failure(error.reason, str(error))
    if as_json:
        return json.dumps(({"file": page} if many else {}) | to_json(briefing), ensure_ascii=False)
    return _shown(briefing)


def _on_all_cores(files: Sequence[str], source: str, language: str | None) -> Iterator[str | _Failure]:
    """What `_cut` makes of each file, in their order, by as many processes as there are cores; a window of files is
    under way at a time, so that what is printed slowly does not pile up."""
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    pool = ProcessPoolExecutor(workers, initializer=_begin_worker)
    under_way: deque[Future[list[str | _Failure]]] = deque()
    try:
        for start in range(0, len(files), _AT_A_TIME):
            under_way.append(pool.submit(_cut_all, files[start : start + _AT_A_TIME], source, language))
            if len(under_way) > 2 * workers:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    finally:  # Ctrl-C too: the workers do not hear it, end what they have in hand, and get no more
        pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    """Leaves Ctrl-C to the parent, and ends with it, however it ended: a pool's workers outlive a killed parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _cut_all(files: Sequence[str], source: str, language: str | None) -> list[str | _Failure]:
    return [_cut(file, source, language) for file in files]


def _is_address(page: str) -> bool:
    return page.startswith(("http://", "https://"))


def _files(page: str) -> list[str]:
    """A page itself, or all the pages below a folder, by name."""
    if _is_address(page) or not Path(page).is_dir():
        return [page]
    return [str(path) for path in sorted(Path(page).rglob("*")) if path.suffix.lower() in _KINDS and path.is_file()]


def _say_why(failure: _Failure, page: str, *, as_json: bool) -> None:
    remedy = _REMEDIES.get(failure.reason, "Give the page of one briefing, as a browser saves it.")
    print(f"rostrum: {failure.text}. {remedy}", file=sys.stderr)
    if as_json:
        print(json.dumps({"file": page, "error": failure.text}, ensure_ascii=False))


def saved(path: Path) -> Page:
    """A saved page, its kind told by the name of its file. Raises FetchError."""
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


def _shown(briefing: Briefing) -> str:
    when = " ".join(str(x) for x in (briefing.date or "no date", briefing.time or "") if x)
    lines = [briefing.title, f"{when}  ({briefing.language})"]
    stated = {
        "place": briefing.place,
        "number": briefing.number,
        "posted": briefing.posted,
        "updated": briefing.updated,
        "known as": ", ".join(flag.replace("_", " ") for flag in briefing.flags),
    }
    lines += [f"{name}: {value}" for name, value in stated.items() if value]
    lines += [f"note: {note}" for note in briefing.notes]
    lines += [f"also at {address}" for address in briefing.editions]
    lines.append("")
    lines += [f"  {entry.number or '-':>3}  {entry.text}" for entry in briefing.contents]
    for section in briefing.sections:
        origin = " [heading from the contents]" if section.heading_origin == "contents" else ""
        lines += ["", f"{'#' * (section.level + 1)} {section.heading or f'({section.kind})'}{origin}"]
        if not section.turns:
            lines.append(section.text)
        for turn in section.turns:
            lines += [f"{turn.label + ': ' if turn.label else ''}{turn.text}", ""]
        for c in section.corrections:
            lines.append(f"[corrected: {c.struck or ''} -> {c.put or ''}]")
    return safe("\n".join(lines))
