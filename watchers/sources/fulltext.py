"""The text that a feed itself brings: an entry's HTML as a small whole page, fit to be cut like a fetched one."""

import datetime as dt
import html
import re

from watchers.sources.html import read_html
from watchers.sources.labels import find_labels
from watchers.sources.lines import tidy
from watchers.sources.profile import Profile

_TEASER = 600  # characters: a shorter text without a turn is a summary
_CUT_SHORT = 4000  # characters: a longer text that ends in "..." is a transcript that trails off
_CUT = re.compile(
    r"(?:…|\.\.\.|\[(?:…|&hellip;|\.\.\.)\]|(?:read|see) (?:more|the full [\w ]{2,30})|continue reading|читать далее"
    r"|подробнее|lire la suite|mehr lesen|leer más|阅读全文)\W*$",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-z!/][^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"\n\s*\n")
_DOCUMENT = re.compile(r"</?(?:html|head|body)\b[^<>]*>|<!doctype[^<>]*>", re.IGNORECASE)


def whole_page(markup: str, title: str | None, published_at: dt.datetime | None, language: str | None) -> str:
    """An entry's HTML (or plain text) in a page of its own: title, moment and language stand where pages state them.

    The title is in the head only, for the body of a fetched page does not repeat it either.
    """
    if not _TAG.search(markup):
        markup = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in _BREAK.split(markup) if text.strip())
    said = html.escape(title or "")
    lang = f' lang="{html.escape(language)}"' if language else ""
    stated = f'<meta property="article:published_time" content="{published_at.isoformat()}">' if published_at else ""
    return (
        f'<!DOCTYPE html>\n<html{lang}><head><meta charset="utf-8"><title>{said}</title>'
        f'<meta property="og:title" content="{said}">{stated}</head>\n'
        f"<body><article>\n{_DOCUMENT.sub('', markup)}\n</article></body></html>\n"
    )


def is_teaser(page: str, profile: Profile) -> bool:
    """Whether the page of an entry holds less than the page it announces: it is cut short, or short without a turn."""
    lines = read_html(page, profile).lines
    text = tidy(" ".join(line.text for line in lines))
    if _CUT.search(text[-60:]) and len(text) < _CUT_SHORT:
        return True
    return len(text) < _TEASER and not any(find_labels(lines, profile, ""))
