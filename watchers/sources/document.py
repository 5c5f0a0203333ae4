"""A fetched page to a Document, by what its bytes are: HTML, or text of some kind."""

import re

from watchers.errors import ParseError
from watchers.model import Page
from watchers.sources.encoding import decode
from watchers.sources.html import read_html
from watchers.sources.lines import Document
from watchers.sources.plain import read_plain
from watchers.sources.profile import Profile
from watchers.sources.record import page_of_record
from watchers.sources.signs import check_signs, check_words

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|h[1-6]|table|article|main|section|span|br|ul|ol|title)\b[^<>]*>", re.IGNORECASE
)

_TAIL = 4000  # characters: scripts of counters may follow the end


def read_document(page: Page, profile: Profile) -> Document:
    """The page's lines and stated facts. Raises ParseError: challenge, error_page, login, encoding,
    half_page, no_text."""
    check_signs(page, profile)
    text = decode(page, profile)
    if not text.strip():
        raise ParseError(page.url, "no_text", "empty")
    carried = page_of_record(text, profile)
    text = carried or text
    html = carried is not None or is_html(text, page.content_type)
    if html and _is_cut_off(text, profile):
        raise ParseError(page.url, "half_page", " or ".join(profile.signs.whole))
    document = read_html(text, profile) if html else read_plain(text, profile)
    if html:
        check_words(page, text, document)
    if not any(any(c.isalnum() for c in line.text) for line in document.lines):
        raise ParseError(page.url, "no_text")
    return document


def is_html(text: str, content_type: str | None) -> bool:
    """Whether a page is HTML, as its type says, or else its beginning."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        # An edition that was taken from a saved text is read again as a page of its site, when it has changed there.
        return not text.startswith("---\n") and _TAG.search(text) is not None
    if kind in ("text/plain", "text/markdown", "application/json"):
        return False
    return text.lstrip("\ufeff \r\n\t").startswith("<") and bool(_TAG.search(text[:4000]))


def _is_cut_off(text: str, profile: Profile) -> bool:
    """Whether a page that begins as a whole one lacks the end that all pages of the site have."""
    ends = text[-_TAIL:].lower()
    return (
        bool(profile.signs.whole)
        and "<html" in text[:_TAIL].lower()
        and not any(w.lower() in ends for w in profile.signs.whole)
    )
