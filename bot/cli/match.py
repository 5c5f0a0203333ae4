"""`rostrum match`: hold a file of queries against a saved page, as the percolator would."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.options import AsJson
from bot.cli.read import saved
from bot.plain import safe
from watchers.errors import FetchError, QueryError
from watchers.model import Briefing, Setting, Subscription
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile


def match(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved page.")],
    queries: Annotated[Path, typer.Option(help="A file with a query on each line; # begins a comment.")],
    source: Annotated[str, typer.Option(help="The source's profile.")] = "generic",
    as_json: AsJson = False,
) -> None:
    """Which of the queries which passages of a page meet, and where."""
    briefing = read_briefing(saved(file), find_profile(source))
    try:
        lines = queries.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FetchError(str(queries), "unreadable", detail=str(error)) from error
    found, errors = matched(briefing, lines)
    for wrong in errors:
        print(f"rostrum: {queries}, line {wrong['query']}: {wrong['error']}: {safe(wrong['text'])}", file=sys.stderr)
    if as_json:
        print(json.dumps({"matches": found, "errors": errors}, ensure_ascii=False))
        return
    for one in found:
        section = briefing.sections[one["section"]]
        place = " ".join((section.heading or f"({section.kind})").split())
        hits = ", ".join(dict.fromkeys(text for *_, text in one["spans"])) or "in the heading, or by a field"
        number = "" if one["exchange"] is None else f", exchange {one['exchange'] + 1}"
        print(safe(f"{one['query']}: {lines[one['query'] - 1].strip()}\n    {place}{number}: {hits}"))


def matched(briefing: Briefing, lines: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The matches, by query and place, and the lines that cannot be read. Spans count code points of the text of the
    section in `rostrum read --json`.
    """
    from watchers.percolator import Percolator
    from watchers.places import in_section
    from watchers.query import parse_query

    setting = Setting(briefing.source, briefing.language, briefing.title, briefing.date)
    percolator = Percolator()
    errors: list[dict[str, Any]] = []
    texts: dict[int, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            texts[number] = str(parse_query(line))
        except QueryError as error:
            errors.append({"query": number, "error": error.code, "at": error.start, "text": line})
            continue
        percolator.add(Subscription(number, 0, texts[number]))
    passages = briefing.passages()
    result = percolator.match(passages, setting)
    found: list[dict[str, Any]] = []
    for number, masks in sorted(zip(result.ids.tolist(), result.masks.tolist(), strict=True)):
        for place, passage in enumerate(passages):
            if not masks[place // 64] >> place % 64 & 1:
                continue
            where = percolator.met(texts[number], (), passage, setting)
            assert where is not None
            section = briefing.sections[passage.section]
            spans = in_section(passage, section, where.spans)
            found.append(
                {
                    "query": number,
                    "section": passage.section,
                    "exchange": passage.exchange,
                    "spans": [[start, end, section.text[start:end]] for start, end in spans],
                }
            )
    return found, errors
