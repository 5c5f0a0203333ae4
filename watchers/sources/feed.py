"""A feed's bytes to the pages it announces: RSS and Atom, read by feedparser."""

import calendar
import datetime as dt
import io
import time
import urllib.parse
from typing import Any

import feedparser

from watchers.errors import ParseError
from watchers.model import Address, Announced, Notice, Page
from watchers.sources.profile import Profile
from watchers.sources.signs import check_signs


def read_feed(page: Page, address: Address, profile: Profile) -> Announced:
    """The pages a feed announces, in its order, each address once; entries without a link are left out.

    Times are UTC. Raises ParseError: not_a_feed (an empty body, or an HTML page that came instead), challenge,
    error_page. feedparser's own "bozo" is no health check: an empty body and a well-formed HTML page pass it.
    """
    if not page.content.strip():
        raise ParseError(page.url, "not_a_feed", "empty")
    check_signs(page, profile)
    headers = {"content-type": page.content_type or "application/xml"}
    if page.charset:
        headers["content-type"] = f"{headers['content-type'].partition(';')[0]}; charset={page.charset}"
    # Bytes only: a string would be taken for a path or an address.
    parsed: Any = feedparser.parse(io.BytesIO(_plain_utf8(page.content)), response_headers=headers)
    if not parsed.get("version"):
        raise ParseError(page.url, "not_a_feed", _seen(page))
    language = address.language
    notices: dict[str, Notice] = {}
    for entry in parsed.entries:
        link = str(entry.get("link") or "").strip()
        url = _joined(page.url, link)
        if url is None or url in notices:
            continue
        notices[url] = Notice(
            url=url,
            key=profile.notice_key(url),
            language=language or profile.language_of(url),
            title=" ".join(str(entry.get("title") or "").split()) or None,
            published_at=_moment(entry, "published_parsed"),
            updated_at=_moment(entry, "updated_parsed"),
        )
    return Announced(tuple(notices.values()))


def _joined(base: str, link: str) -> str | None:
    if not link:
        return None
    try:
        url = urllib.parse.urljoin(base, link)
        parts = urllib.parse.urlsplit(url)
    except ValueError:  # what the feed calls a link is none
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _moment(entry: Any, field: str) -> dt.datetime | None:
    parsed: time.struct_time | None = entry[field] if field in entry else None  # noqa: SIM401 - get() warns and maps
    if parsed is None:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _plain_utf8(content: bytes) -> bytes:
    # feedparser finds no entries in UTF-16 with a byte order mark.
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace").lstrip("\ufeff")
        if text.startswith("<?xml"):
            text = text.partition("?>")[2]
        return text.encode()
    return content


def _seen(page: Page) -> str:
    head = page.content[:300].decode("utf-8", "replace")
    return (page.content_type or "") + " " + " ".join(head.split())[:80]
