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
# A step of a CSS selector that says all there is to say of one element: div.text#top[itemprop=articleBody].
_WORD = r"[\w-]+"
_PART = rf"""(?:\.(?P<class_>{_WORD})|\#(?P<id>{_WORD})|\[(?P<name>{_WORD})=["']?(?P<value>{_WORD})["']?\])"""
_NAMED = re.compile(_PART)
_STEP = re.compile(rf"(?P<tag>[a-z][a-z0-9]*)?(?P<rest>(?:{re.sub(r'[?]P<[a-z_]+>', '?:', _PART)})*)")


def whole_page(
    markup: str, title: str | None, published_at: dt.datetime | None, language: str | None, profile: Profile
) -> str:
    """An entry's HTML (or plain text) in a page of its own: title, moment and language stand where pages state them.

    The words stand in an element such as the site's own newest pages have them in, and the title above it: so the title
    is known for certain, and what the site drops from its pages is dropped here too. The moment is told in the site's
    zone, for its day is what the site prints.
    """
    if not _TAG.search(markup):
        markup = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in _BREAK.split(markup) if text.strip())
    said = html.escape(title or "")
    lang = f' lang="{html.escape(language)}"' if language else ""
    moment = published_at.astimezone(profile.zone()).isoformat() if published_at else ""
    stated = f'<meta property="article:published_time" content="{moment}">' if moment else ""
    opened, closed = _around(profile)
    return (
        f'<!DOCTYPE html>\n<html{lang}><head><meta charset="utf-8"><title>{said}</title>{stated}</head>\n'
        f"<body>{f'<h1>{said}</h1>' if said else ''}\n"
        f"{opened}\n{_DOCUMENT.sub('', markup)}\n{closed}\n</body></html>\n"
    )


def _around(profile: Profile) -> tuple[str, str]:
    """The tags that open and close an element which the first plain `body` selector of the profile's eras finds."""
    for selector in (selector for era in profile.eras for selector in era.body):
        steps = [_STEP.fullmatch(step) for step in selector.split()]
        if steps and all(steps):
            tags = [(step["tag"] or "div", step["rest"]) for step in steps if step]
            return "".join(f"<{tag}{_attributes(rest)}>" for tag, rest in tags), "".join(
                f"</{tag}>" for tag, _ in reversed(tags)
            )
    return "<article>", "</article>"


def _attributes(rest: str) -> str:
    found = list(_NAMED.finditer(rest))
    named = [(m["name"], m["value"]) if m["name"] else ("id", m["id"]) for m in found if m["name"] or m["id"]]
    classes = " ".join(m["class_"] for m in found if m["class_"])
    return "".join(f' {name}="{value}"' for name, value in (*named, ("class", classes)) if value)


def is_teaser(page: str, profile: Profile) -> bool:
    """Whether the page of an entry holds less than the page it announces: it is cut short, or short without a turn."""
    lines = read_html(page, profile).lines
    text = tidy(" ".join(line.text for line in lines))
    if _CUT.search(text[-60:]) and len(text) < _CUT_SHORT:
        return True
    return len(text) < _TEASER and not any(find_labels(lines, profile, ""))
