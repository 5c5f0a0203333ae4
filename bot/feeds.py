"""Passages as an Atom feed, for feed readers (pure). RFC 4287; ids are tag: URIs, RFC 4151."""

import datetime as dt
import html
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from bot.export import quoted
from watchers.model import Span
from watchers.remembered import Found

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_TAGGED = 2026  # the year the tags were first given out, part of each for ever
_EXCERPT = 600  # characters
_TITLE = 300
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # when a feed without entries was updated
# What XML 1.0 has no way to write (section 2.2, Char).
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*")


def updated_at(found: Sequence[Found]) -> dt.datetime:
    """When something of a feed last came: the latest moment at which one of its passages was first seen."""
    return max((hit.since_at for hit in found), default=_NEVER)


def atom(
    found: Sequence[Found],
    names: Mapping[str, str],
    *,
    query: str,
    title: str,
    name: str,
    address: str,
    site: str,
) -> bytes:
    """The feed of the passages that meet a query, in the order given.

    names: source id -> the name its readers know it by; name: what the feed is, the same for ever ("subscription/12");
    address: of the feed itself; site: how this house is reached, for the ids. The same passages make the same bytes.
    """
    tag = _tagger(site)
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _put(feed, "id", tag(name))
    _put(feed, "title", title)
    _put(feed, "subtitle", query)
    _put(feed, "updated", moment(updated_at(found)))
    _put(feed, "link", rel="self", type="application/atom+xml", href=address)
    _put(_put(feed, "author"), "name", "Rostrum")
    _put(feed, "generator", "Rostrum")
    for hit in found:
        _entry(feed, hit, names.get(hit.edition.source, hit.edition.source), tag)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode").encode("utf-8")


def _entry(feed: ET.Element, hit: Found, source: str, tag: Callable[[str], str]) -> None:
    edition, passage = hit.edition, hit.passage
    entry = _put(feed, "entry", **{"xml:lang": edition.language})
    _put(entry, "id", tag(f"passage/{edition.briefing}/{hit.id}"))
    title = " ".join((passage.heading or edition.title).split()) or source
    _put(entry, "title", title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…")
    _put(entry, "updated", moment(hit.since_at))
    _put(entry, "published", moment(_published_at(hit)))
    _put(_put(entry, "author"), "name", _speaker(hit) or source)
    _put(entry, "link", rel="alternate", type="text/html", hreflang=edition.language, href=edition.url)
    _put(entry, "category", term=edition.source, label=source)
    _put(entry, "summary", shown(hit), type="html")


def shown(hit: Found) -> str:
    """Whole sentences around the hits as HTML, word for word: the hits in <b>, each speaker before what he says.

    Of an exchange, what was asked and what was answered (see export.quoted).
    """
    text = hit.passage.text
    paragraphs: list[str] = []
    last = 0
    for said in quoted(hit, budget=_EXCERPT):
        at, pieces = said.part.start, list[str]()
        for words in said.texts:
            start = text.index(words, at)
            at = start + len(words)
            pieces.append(("[…] " if text[last:start].strip() else "") + _bold(text, start, at, hit.match.spans))
            last = at
        voice = f"<i>{html.escape(said.name)}:</i> " if said.name else ""
        paragraphs.append(voice + " ".join(pieces))
    if paragraphs and text[last:].strip():
        paragraphs[-1] += " […]"
    return "".join(f"<p>{' '.join(paragraph.split())}</p>" for paragraph in paragraphs)


def _bold(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    said, at = [], start
    for a, b in sorted((max(a, start), min(b, end)) for a, b in spans if a < end and start < b):
        if a < at:
            continue
        said += [html.escape(text[at:a]), f"<b>{html.escape(text[a:b])}</b>"]
        at = b
    return "".join(said) + html.escape(text[at:end])


def _speaker(hit: Found) -> str | None:
    """Who says what met the query, by name; of an exchange met elsewhere, or in a question of nobody's, who answers."""
    at = hit.match.spans[0][0] if hit.match.spans else 0
    parts = sorted(hit.passage.parts, key=lambda part: not part.start <= at < part.end)
    return next((part.speaker for part in parts if part.speaker), None)


def _published_at(hit: Found) -> dt.datetime:
    """When the words came out: when they were first seen, if that was on the day of the briefing; else that day."""
    day, seen = hit.edition.date, hit.since_at
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day < seen.date() else seen


def _tagger(site: str) -> Callable[[str], str]:
    """What makes tag: URIs of names, in the name of the host by which this house is reached."""
    host = urlsplit(site).hostname or ""
    authority = host if _NAME.fullmatch(host) else "localhost"
    return lambda name: f"tag:{authority},{_TAGGED}:{quote(name, safe='/', errors='replace')}"


def moment(at: dt.datetime) -> str:
    """A moment as Atom and JSON have it (RFC 3339), in UTC."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _put(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, {key: _writable(value) for key, value in attributes.items()})
    made.text = _writable(text) or None
    return made


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
