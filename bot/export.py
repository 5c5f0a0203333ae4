"""Past mentions as a file: CSV, JSON, Markdown or RIS, each passage with its proof (pure).

A file is text in three kinds of pieces: what opens it, one for each passage, what closes it. So one of any length can be
written as the passages are found.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeAlias, get_args

from bot.locales import Words
from watchers.model import Part, Span
from watchers.remembered import Found
from watchers.text import excerpt

Format: TypeAlias = Literal["csv", "json", "md", "ris"]
FORMATS: tuple[Format, ...] = get_args(Format)
MOST = 10_000
"""Passages in one file at the most: the newest, or the best, of those that meet the query."""

_QUOTED = 1_200  # characters of one speaker's words; the whole passage is there for who asks for it
EXCERPT = 600
"""Characters of one speaker's words where they are read on a screen."""
_GAP = " […] "
COLUMNS = (
    "date",
    "source",
    "source_name",
    "language",
    "speaker",
    "quotation",
    "heading",
    "title",
    "url",
    "since_at",
    "version",
    "page_hash",
    "briefing",
    "section",
    "exchange",
    "passage",
)
"""The columns of the CSV file."""


@dataclass(frozen=True, slots=True)
class Export:
    """What a file says of itself. total, at_least: of the search; names: source id -> its name; whole: passages are
    quoted whole, not only the sentences around what was looked for.
    """

    query: str
    total: int
    at_least: bool
    made_at: datetime
    names: Mapping[str, str]
    words: Words
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker says of a quotation: `texts` stand apart in the passage, each word for word."""

    part: Part
    texts: tuple[str, ...]

    @property
    def name(self) -> str | None:
        """Who says it: by name, else as the page labels it."""
        return self.part.speaker or self.part.label


def document(kind: Format, export: Export, found: Iterable[Found]) -> bytes:
    """The whole file of these passages, as UTF-8."""
    pieces = [begun(kind, export)]
    pieces += [entry(kind, export, hit, number) for number, hit in enumerate(found)]
    return "".join([*pieces, ended(kind, export, len(pieces) - 1)]).encode("utf-8")


def begun(kind: Format, export: Export) -> str:
    """What opens a file."""
    match kind:
        case "csv":
            return "\ufeff" + _record(COLUMNS)  # without the mark, Excel takes UTF-8 for the code page of the country
        case "json":
            return f'{{"total": {export.total}, "at_least": {json.dumps(export.at_least)}, "mentions": ['
        case "md":
            head = _counted(export)
            made = export.words("export-made", when=f"{export.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
            return f"# {_escaped(_flat(export.query))}\n\n{_escaped(head)} {_escaped(made)}\n"
        case "ris":
            return ""


def entry(kind: Format, export: Export, hit: Found, number: int) -> str:
    """A passage as it stands in a file; number: how many stand before it."""
    match kind:
        case "csv":
            return _record(_row(export, hit))
        case "json":
            told = json.dumps(to_json(hit, whole=export.whole), ensure_ascii=False)
            return (", " if number else "") + told
        case "md":
            return _digested(export, hit)
        case "ris":
            return _reference(export, hit)


def ended(kind: Format, export: Export, written: int) -> str:
    """What closes a file of so many passages."""
    if kind == "json":
        return "]}\n"
    if kind == "md" and cut(export, written):
        return f"\n{_escaped(export.words('export-cut', count=written))}\n"
    return ""


def cut(export: Export, written: int) -> bool:
    """Whether there are passages that a file of so many leaves out."""
    return written < export.total or (export.at_least and written >= MOST)


def filename(query: str, day: date, kind: Format) -> str:
    """What a file is called: by its query and the day it was made, in letters that any system takes."""
    words = re.findall(r"\w+", query)
    kept = "-".join(words)[:40].rstrip("-_") or "mentions"
    return f"rostrum-{kept}-{day:%Y-%m-%d}.{kind}"


# ------------------------------------------------------------------ what is quoted


def quoted(hit: Found, *, whole: bool = False, budget: int = _QUOTED) -> tuple[Said, ...]:
    """The sentences that hold what was looked for, by speaker, in the order of the page; or the passage, all of it.

    Where only the heading was met, how the passage begins. budget: characters of each speaker's words.
    """
    passage, spans = hit.passage, hit.match.spans
    parts = passage.parts or (Part(None, None, "unknown", "statement", 0, len(passage.text)),)
    if whole:
        return tuple(Said(part, (passage.text[part.start : part.end],)) for part in parts)
    met = [part for part in parts if any(part.start <= a < part.end for a, _ in spans)] or [parts[0]]
    return tuple(Said(part, _sentences(passage.text, part, spans, budget)) for part in met)


def _sentences(text: str, part: Part, spans: Iterable[Span], budget: int) -> tuple[str, ...]:
    said = text[part.start : part.end]
    inside = [(a - part.start, min(b, part.end) - part.start) for a, b in spans if part.start <= a < part.end]
    return tuple(said[a:b] for a, b in excerpt(said, inside, budget))


def _quotation(said: Iterable[Said]) -> str:
    """Words in one text: with the speakers' names where there are several, or an exchange would be one voice."""
    listed = list(said)
    if len(listed) == 1:
        return _GAP.join(listed[0].texts)
    return "\n".join(f"{each.name}: {_GAP.join(each.texts)}" if each.name else _GAP.join(each.texts) for each in listed)


def _speakers(said: Iterable[Said]) -> list[str]:
    return list(dict.fromkeys(each.name for each in said if each.name))


# ------------------------------------------------------------------ JSON


def to_json(hit: Found, *, whole: bool = False) -> dict[str, Any]:
    """A past mention for programs; section and exchange are indices into what `read --json` prints.

    excerpt: whole sentences around the hits, word for word, "\\n" between stretches that are not adjacent; spans:
    where the hits stand in the excerpt. said: the same by speaker (`whole`: all of the passage). since_at, version: since
    when, and which version of the edition, it reads so; page_hash: SHA-256 of the page that was read; passage: its id.
    """
    passage, edition = hit.passage, hit.edition
    stretches = excerpt(passage.text, hit.match.spans or ((0, 0),), EXCERPT)
    text, spans = "", []
    for start, end in stretches:
        text += "\n" if text else ""
        spans += [[len(text) + a - start, len(text) + b - start] for a, b in hit.match.spans if start <= a and b <= end]
        text += passage.text[start:end]
    at = hit.match.spans[0][0] if hit.match.spans else 0
    part = next((p for p in passage.parts if p.start <= at < p.end), None)
    return {
        "briefing": edition.briefing,
        "source": edition.source,
        "language": edition.language,
        "date": edition.date.isoformat(),
        "title": edition.title,
        "url": edition.url,
        "section": passage.section,
        "exchange": passage.exchange,
        "heading": passage.heading,
        "speaker": (part.speaker or part.label) if part else None,
        "excerpt": text,
        "spans": spans,
        "said": [
            {
                "speaker": said.name,
                "outlet": said.part.outlet,
                "role": said.part.role,
                "kind": said.part.kind,
                "texts": list(said.texts),
            }
            for said in quoted(hit, whole=whole)
        ],
        "passage": hit.id,
        "version": hit.version,
        "since_at": _moment(hit.since_at),
        "page_hash": hit.page_hash,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# ------------------------------------------------------------------ CSV (RFC 4180)


def _row(export: Export, hit: Found) -> tuple[str, ...]:
    edition, passage = hit.edition, hit.passage
    said = quoted(hit, whole=export.whole)
    values = (
        edition.date.isoformat(),
        edition.source,
        export.names.get(edition.source, edition.source),
        edition.language,
        "; ".join(_speakers(said)),
        _quotation(said),
        passage.heading or "",
        edition.title,
        edition.url,
        _moment(hit.since_at),
        str(hit.version),
        hit.page_hash,
        edition.briefing,
        str(passage.section),
        "" if passage.exchange is None else str(passage.exchange),
        str(hit.id),
    )
    return tuple(map(defused, values))


_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # also as East Asian Excel takes them (OWASP, CSV Injection)


def defused(cell: str) -> str:
    """A cell that a spreadsheet reads as text: one that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _record(values: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([value.replace("\0", "") for value in values])
    return out.getvalue()


# ------------------------------------------------------------------ Markdown (CommonMark)


def _digested(export: Export, hit: Found) -> str:
    edition, words = hit.edition, export.words
    source = export.names.get(edition.source, edition.source)
    heading = _flat(hit.passage.heading or "") or _flat(edition.title)
    lines = [
        f"\n## {_escaped(words.day(edition.date))}, {_escaped(_flat(source))}\n",
        f"[{_escaped(heading)}](<{_address(edition.url)}>)\n",
    ]
    for said in quoted(hit, whole=export.whole):
        name = f"**{_escaped(_flat(said.name))}:** " if said.name else ""
        lines.append(f"> {name}{_paragraphs(_GAP.join(said.texts))}\n")
    proof = words("export-seen", when=f"{hit.since_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC", version=hit.version)
    lines.append(
        f"{_escaped(_flat(edition.title))} · {_escaped(edition.language)} · {_escaped(edition.briefing)} · "
        f"{_escaped(proof)} · SHA-256 {hit.page_hash}\n"
    )
    return "\n".join(lines)


def _paragraphs(text: str) -> str:
    """Text within a quotation; its line breaks are kept."""
    paragraphs = [[_escaped(_flat(line)) for line in each.split("\n")] for each in re.split(r"\n\s*\n", text.strip())]
    return "\n>\n> ".join("\\\n> ".join(line for line in lines if line) for lines in paragraphs)


_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|$])")
_OPENS_BLOCK = re.compile(r"^([#+=>:-]|\d{1,9}(?=[.)]))")


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    shown = _SPECIAL.sub(r"\\\1", text)
    opens = _OPENS_BLOCK.match(shown)
    if opens and opens[0][0].isdigit():
        return f"{opens[0]}\\{shown[opens.end() :]}"
    return f"\\{shown}" if opens else shown


def _address(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def _counted(export: Export) -> str:
    said = export.words("export-count", count=export.total)
    return export.words("mentions-at-least", head=said) if export.at_least else said


def _flat(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# ------------------------------------------------------------------ RIS


def _reference(export: Export, hit: Found) -> str:
    """A reference for Zotero, EndNote and the like. GOVDOC: Zotero makes a report of it, with an institution (PB), a
    type (M3) and a series (T2); what it does not know (PRESS) it takes for an article in a journal.
    """
    edition = hit.edition
    heading, title = _flat(hit.passage.heading or ""), _flat(edition.title)
    said = quoted(hit, whole=export.whole)
    authors = dict.fromkeys(each.part.speaker for each in said if each.part.speaker)
    day, seen = edition.date, hit.since_at.astimezone(UTC)
    proof = (
        f"First seen {_moment(hit.since_at)}, version {hit.version}; SHA-256 of the page: {hit.page_hash}; "
        f"briefing {edition.briefing}, passage {hit.id}"
    )
    fields = [
        ("TY", "GOVDOC"),
        ("ID", f"rostrum-{hit.id}"),
        # A comma would part a family name from a first name, and nobody can tell these for names of all languages.
        *(("AU", re.sub(r"\s*,\s*", " ", _flat(author))) for author in authors),
        ("TI", heading or title),
        *([("T2", title)] if heading else []),
        ("PY", f"{day:%Y}"),
        ("DA", f"{day:%Y/%m/%d}"),
        ("PB", _flat(export.names.get(edition.source, edition.source))),
        ("M3", "Press briefing"),
        ("LA", edition.language),
        ("UR", _address(edition.url)),
        ("Y2", f"{seen:%Y/%m/%d}"),
        ("AB", _flat(_quotation(said))),
        ("N1", proof),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields) + "\r\n"
