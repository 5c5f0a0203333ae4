"""JSON Feed 1 and 1.1 (jsonfeed.org) to entries: read as JSON, for feedparser finds nothing in it."""

import datetime as dt
import html
import json
from typing import Any

from watchers.sources.entries import Entry, web_address

_PAGE = ("url", "external_url", "link")  # the last one is not in the specification, but in feeds
_HTML = ("content_html", "content")  # nor is this
_MARKS = frozenset(("id", "title", "content_text", "summary", *_PAGE, *_HTML))


def read_json_feed(text: str, base: str) -> tuple[list[Entry], str | None] | None:
    """The entries of a JSON Feed in its order, and its `next_url` as written; None where the text is no JSON Feed.

    base: what relative addresses are relative to. A feed is an object with a list `items` of objects. `version` is
    asked of a feed without items only: feeds in the wild misspell it. An item that is no object, or has nothing an item
    has, makes it something else.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    if not (all(not _MARKS.isdisjoint(item) for item in items) if items else "version" in feed):
        return None
    language = _text(feed, "language")
    next_url = feed.get("next_url")
    return [_entry(item, base, language) for item in items], next_url if isinstance(next_url, str) else None


def _entry(item: dict[str, Any], base: str, language: str | None) -> Entry:
    identity = item.get("id")
    named = str(identity) if isinstance(identity, str | int | float) and identity != "" else None
    page = next((url for key in _PAGE if (url := web_address(base, item.get(key)))), None)
    if page is None and named and named.startswith(("http://", "https://")):
        page = web_address(base, named)
    files = item.get("attachments")
    attached = [file.get("url") for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    beside = None if page else next((url for link in attached if (url := web_address(base, link))), None)
    plain = html.escape(_text(item, "content_text") or "", quote=False).replace("\n\n", "<p>")
    texts = (*(_text(item, key) or "" for key in _HTML), plain, html.escape(_text(item, "summary") or "", quote=False))
    return Entry(
        link=page or beside,
        id=named,
        title=" ".join((_text(item, "title") or "").split()) or None,
        markup=max(texts, key=len) or None,
        published_at=_moment(item, "date_published"),
        updated_at=_moment(item, "date_modified"),
        language=((_text(item, "language") or language or "")[:2].lower()) or None,
        beside=page is None and beside is not None,
    )


def _text(item: dict[str, Any], key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _moment(item: dict[str, Any], key: str) -> dt.datetime | None:
    """RFC 3339, as the specification asks; a moment without a zone is taken for UTC."""
    try:
        moment = dt.datetime.fromisoformat((_text(item, key) or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
