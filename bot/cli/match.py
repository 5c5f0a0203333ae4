"""`rostrum match`: a file of queries held against one saved page, all at once."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.options import AsJson, complain
from bot.locales import LANGUAGES, words
from bot.plain import safe
from watchers.errors import FetchError, QueryError
from watchers.model import Briefing, Span, Subscription


def match(
    page: Annotated[Path, typer.Argument(metavar="FILE", help="A saved page.")],
    queries: Annotated[Path, typer.Option(help="A file with a query a line; one that begins with # is a remark.")],
    source: Annotated[str, typer.Option(help="The source's profile.")] = "generic",
    as_json: AsJson = False,
) -> None:
    r"""Which queries of a file are met by which passages of a page, and where.

    With --json: {"matches": [{query, section, exchange, spans}], "errors": [{query, code, start, end, suggestion}]};
    "query" is the line in the file, "section" and "exchange" are indices into what `rostrum read --json` prints,
    spans \[start, end, "text"] count code points of that section's text. A query that cannot be read is told, and the
    others are matched.
    """
    from bot.cli.read import saved
    from watchers.sources.outline import read_briefing
    from watchers.sources.profile import find_profile

    briefing = read_briefing(saved(page), find_profile(source))
    lines, errors = _read(queries)
    for number, error in errors:
        complain(error, words(LANGUAGES[0]), f"{queries}, line {number}")
    met = tuple(matches(briefing, lines))
    if as_json:
        told = {"matches": [_json(one) for one in met], "errors": [_wrong(*error) for error in errors]}
        print(json.dumps(told, ensure_ascii=False))
        return
    asked = dict(lines)
    for one in met:
        section = briefing.sections[one.section]
        place = f"section {one.section}" + (f", exchange {one.exchange}" if one.exchange is not None else "")
        heading = " ".join((section.heading or "").split())
        print(safe(f"{one.query}: {asked[one.query]}\n  {place}" + (f": {heading}" if heading else "")))
        for start, end in one.spans:
            before, after = section.text[max(0, start - 40) : start], section.text[end : end + 40]
            print(safe(" ".join(f"    {start}-{end} {before}[{section.text[start:end]}]{after}".split("\n"))))
    print(f"{len({one.query for one in met})} of {len(lines)} queries are met")


@dataclass(frozen=True, slots=True)
class Met:
    """A query met in a passage. query: its line, from 1; spans: into the section's text; texts: what stands there."""

    query: int
    section: int
    exchange: int | None
    spans: tuple[Span, ...]
    texts: tuple[str, ...]


def matches(briefing: Briefing, queries: Sequence[tuple[int, str]]) -> Iterator[Met]:
    """What of numbered queries (canonical text) is met in a briefing: by number, then in the order of the page."""
    from watchers.percolator import Percolator
    from watchers.places import places

    percolator = Percolator()
    percolator.prepare(briefing.language)  # first: so each query is read but once more
    for number, query in queries:
        percolator.add(Subscription(number, 0, query))
    setting = briefing.setting
    found = places(briefing)
    matched = percolator.match([place.passage for place in found], setting)
    asked = dict(queries)
    masks = dict(zip(matched.ids.tolist(), matched.masks.tolist(), strict=True))
    for number in sorted(masks):
        for at, place in enumerate(found):
            if not masks[number][at // 64] >> at % 64 & 1:
                continue
            where = percolator.met(asked[number], (), place.passage, setting)
            assert where is not None  # what it says is met is met
            text = briefing.sections[place.passage.section].text
            spans = place.in_section(where.spans)
            texts = tuple(text[start:end] for start, end in spans)
            yield Met(number, place.passage.section, place.passage.exchange, spans, texts)


def _read(path: Path) -> tuple[list[tuple[int, str]], list[tuple[int, QueryError]]]:
    """The queries of a file by the number of their line, in canonical text, and those that cannot be read."""
    from bot.asking import to_look_for

    try:
        listed = path.read_text("utf-8-sig").split("\n")  # as editors number them
    except (OSError, UnicodeDecodeError) as error:
        raise FetchError(str(path), "unreadable", detail=str(error)) from error
    queries: list[tuple[int, str]] = []
    errors: list[tuple[int, QueryError]] = []
    for number, line in enumerate(listed, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            queries.append((number, str(to_look_for(line.strip(), {}))))
        except QueryError as error:
            errors.append((number, error))
    return queries, errors


def _json(met: Met) -> dict[str, Any]:
    spans = [[*span, text] for span, text in zip(met.spans, met.texts, strict=True)]
    return {"query": met.query, "section": met.section, "exchange": met.exchange, "spans": spans}


def _wrong(number: int, error: QueryError) -> dict[str, Any]:
    return {
        "query": number,
        "code": error.code,
        "start": error.start,
        "end": error.end,
        "suggestion": error.suggestion,
    }
