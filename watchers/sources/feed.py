"""A feed's bytes to the pages it announces: RSS, RDF, Atom and CDF, read by feedparser; JSON Feed, by jsonfeed.py."""

import calendar
import datetime as dt
import html
import io
import re
import time
from collections.abc import Iterator
from typing import Any

import feedparser

from watchers.errors import ParseError
from watchers.model import Address, Announced, Page
from watchers.sources.encoding import decode_feed
from watchers.sources.entries import Entry, earlier_page, notices_of, web_address
from watchers.sources.jsonfeed import read_json_feed
from watchers.sources.profile import Profile
from watchers.sources.signs import check_signs

_ENDS = 1000  # entries from each end of a feed: 20,000 took 6.5 s, and feeds are ordered either way
_BEFORE_ROOT = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^\[>]*(?:\[.*?\]\s*)?>)+", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_RDF_NEWS = ("purl.org/rss", "netscape.com/rdf", "purl.org/net/rss")  # RDF says many things besides news
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)
_CLOSE = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b[^>]*>", re.IGNORECASE)
_FAULTS = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)  # feedparser's own
_EDGE = " \t\r\n\f\v\0\ufeff"


def read_feed(page: Page, address: Address, profile: Profile) -> Announced:
    """The pages a feed announces, in its order, each address once (see `notices_of`), and its page of earlier entries.

    Times are UTC; a moment of change before that of publication is left out. Of a feed with more than 2,000 entries
    the first and the last thousand are read. Where the profile says `full_text`, a notice brings its text.
    Raises ParseError: not_a_feed (an empty body, or an HTML page that came instead), challenge, error_page.
    """
    text = decode_feed(page, profile).strip(_EDGE)
    if not text:
        raise ParseError(page.url, "not_a_feed", "empty")
    read = read_json_feed(text, page.url) if text[0] in "{[" else _read_xml(text, page)
    if read is None:
        check_signs(page, profile)
        raise ParseError(page.url, "not_a_feed", _seen(page, text))
    entries, earlier = read
    if len(entries) > 2 * _ENDS:
        entries = entries[:_ENDS] + entries[-_ENDS:]
    return Announced(notices_of(entries, address, profile), earlier_page([earlier], page.url, address.url))


def _read_xml(text: str, page: Page) -> tuple[list[Entry], str | None] | None:
    """The entries, and the link to the page of earlier ones as written; None where the text is no feed.

    feedparser's own "bozo" is no health check: an empty body and a well-formed HTML page pass it. The root tells.
    """
    root = _root(text)
    if root == "html":
        return None
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": page.url}
    content = _shortened(_DECLARATION.sub("", text, count=1).lstrip(_EDGE)).encode("utf-8", "replace")
    try:
        parsed: Any = feedparser.parse(  # bytes only: a string would be taken for a path or an address
            io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _FAULTS as error:
        raise ParseError(page.url, "not_a_feed", repr(error)[:80]) from error
    news = root in ("rss", "feed", "channel") or (root == "rdf" and any(sign in text for sign in _RDF_NEWS))
    if not news and not (parsed.get("version") and parsed.entries):
        return None
    feed = parsed.feed
    following = [link for rel in ("next", "prev-archive") for link in _links(feed, rel)]  # RFC 5005, 3 and 4
    language = str(feed.get("language") or "")[:2].lower() or None
    atom = str(parsed.get("version") or "").startswith("atom")
    return [_entry(entry, page.url, language, atom) for entry in parsed.entries], next(iter(following), None)


def _root(text: str) -> str:
    """The local name of the first element, in lower case; "" where none begins the text."""
    before = _BEFORE_ROOT.match(text)
    found = _ROOT.match(text, before.end() if before else 0)
    return found[1].lower() if found else ""


def _shortened(text: str) -> str:
    """The text without the entries between the first and the last thousand."""
    ends = [found.end() for found in _CLOSE.finditer(text)]
    if len(ends) <= 2 * _ENDS:
        return text
    return text[: ends[_ENDS - 1]] + text[ends[-_ENDS - 1] :]


def _entry(entry: Any, base: str, language: str | None, atom: bool) -> Entry:
    link, beside = _page_of(entry, base)
    published, updated = _moment(entry, "published_parsed"), _moment(entry, "updated_parsed")
    if published is None and not atom:  # <dc:date> is all that RSS 1.0 has; Atom's <updated> may be of a later day
        published, updated = updated, None
    contents = [content for content in entry.get("content") or () if "html" in content.get("type", "html")]
    texts = [*(str(content.get("value") or "") for content in contents), str(entry.get("summary") or "")]
    spoken = next((str(content["language"]) for content in contents if content.get("language")), "")
    return Entry(
        link=link,
        id=str(entry.get("id") or "").strip() or None,
        title=_title(str(entry.get("title") or "")),
        markup=max(texts, key=len) or None,
        published_at=published,
        updated_at=updated,
        language=spoken[:2].lower() or language,
        beside=beside,
    )


def _title(written: str) -> str | None:
    """A title's words: feeds escape them once too often, or mark them up."""
    return " ".join(html.unescape(_TAG.sub("", written)).split()) or None


def _page_of(entry: Any, base: str) -> tuple[str | None, bool]:
    """The address of an entry's page, and whether it is but a file beside it.

    In order: its link (or a guid that is a permalink); an alternate or other link; an id that is a web address, though
    nothing promises a page there; the entry's own document; what is enclosed.
    """
    by_rel = {rel: list(_links(entry, rel)) for rel in ("alternate", "via", "related", "self", "enclosure")}
    candidates = [entry.get("link"), *by_rel["alternate"], entry.get("id"), *by_rel["via"], *by_rel["related"]]
    for written in (*candidates, *by_rel["self"]):
        # An id is an address only when it says so itself: "42" would be made one by the feed's.
        if written is entry.get("id") and not str(written or "").startswith(("http://", "https://")):
            continue
        url = web_address(base, written)
        if url is not None:
            return url, False
    enclosed = [*by_rel["enclosure"], *(file.get("href") for file in entry.get("enclosures") or ())]
    url = next((url for written in enclosed if (url := web_address(base, written))), None)
    return url, url is not None


def _links(element: Any, rel: str) -> Iterator[str]:
    for link in element.get("links") or ():
        if link.get("rel") == rel and link.get("href"):
            yield str(link["href"])


def _moment(entry: Any, field: str) -> dt.datetime | None:
    parsed: time.struct_time | None = entry[field] if field in entry else None  # noqa: SIM401 - get() warns and maps
    if parsed is None:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _seen(page: Page, text: str) -> str:
    return f"{page.content_type or ''} {' '.join(text[:300].split())[:80]}".strip()
