"""What a feed of any format says of its pages, entry by entry, and the notices that come of it: who is who."""

import datetime as dt
import hashlib
import re
import urllib.parse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from watchers.model import Address, Notice
from watchers.sources.fulltext import is_teaser, whole_page
from watchers.sources.lines import folded
from watchers.sources.profile import Profile

ENTRY = "#entry-"
"""How the fragment begins that names an entry which has no page of its own."""

_FULL_STOP = re.compile(r"\.(?=:\d+$|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry or item as the feed has it. link: its page, an absolute web address (None: it names none);
    id: what the feed calls it; markup: the longest of its texts, HTML as a rule."""

    link: str | None = None
    id: str | None = None
    title: str | None = None
    markup: str | None = field(default=None, repr=False)
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    language: str | None = None  # of the text, as the feed says
    beside: bool = False  # the link is not the entry's page but a file that goes with it


def notices_of(entries: Sequence[Entry], address: Address, profile: Profile) -> tuple[Notice, ...]:
    """A notice for each page that the entries announce, in their order; no two have the same address.

    Entries of one link are one page, whatever their ids: feeds repeat an item, and some put the moment of the last
    edit into the id (gov.uk's travel advice), so that each edit comes as a new entry. The first stands, with the latest
    `updated_at`. Only where the entries bring their texts, and differ in both id and title, is each its own page: then
    the link is not theirs but the site's, and each is known by its id.

    An entry without a link is addressed by the feed and a fragment: of its id; or of title and moment; or of title and
    text. Its key is that fragment. Those that are alike in all that (they have no id) keep a place each, counted from
    the oldest, under one key: several notices, yet one briefing, so that it is told once. Such a notice always has a
    text, be it only the title: there is no page to fetch.
    """
    texts = [_text(entry, address, profile) for entry in entries]
    shared = _shared_links(entries, texts)
    found: dict[str, Notice] = {}
    alike: Counter[str] = Counter()
    for entry, text in reversed(list(zip(entries, texts, strict=True))):  # the oldest first, as a rule
        if entry.link is not None:
            url, key = entry.link, profile.notice_key(entry.link)
            if entry.link in shared and text is not None:
                name = _digest(entry.id or entry.title or text)
                url, key = f"{urllib.parse.urldefrag(entry.link).url}{ENTRY}{name}", f"{key[:60]}-{name}"
        else:
            name = _name(entry)
            url, key = f"{urllib.parse.urldefrag(address.url).url}{ENTRY}{name}", f"entry-{name}"
            if not entry.id:
                alike[url] += 1
                url += f"-{alike[url]}" if alike[url] > 1 else ""
        before = found.pop(url, None)  # a repeated entry stands where it stands first
        found[url] = Notice(
            url=url,
            key=key,
            language=address.language or profile.language_of(url),  # a feed's own is its template's
            title=entry.title,
            published_at=entry.published_at,
            updated_at=_later(_stated_update(entry), before.updated_at if before else None),
            text=text or (before.text if before else None),
        )
    return tuple(reversed(found.values()))


def _text(entry: Entry, address: Address, profile: Profile) -> str | None:
    addressed = entry.link is not None and not entry.beside
    if addressed and not profile.full_text:
        return None
    markup = entry.markup or ""
    language = address.language or (profile.language_of(entry.link) if entry.link else None) or entry.language
    page = whole_page(markup, entry.title, entry.published_at, language, profile)
    if entry.link is None:
        return page
    return page if markup.strip() and not is_teaser(page, profile) else None


def _shared_links(entries: Sequence[Entry], texts: Sequence[str | None]) -> frozenset[str]:
    """Links that several entries have which are different pages: each has a text, and an id and a title of its own."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry, text in zip(entries, texts, strict=True):
        if entry.link is not None and text is not None and entry.id and entry.title:
            groups[entry.link].append(entry)
    return frozenset(
        link
        for link, group in groups.items()
        if len({e.id for e in group}) > 1 and len({folded(e.title or "") for e in group}) > 1
    )


def _name(entry: Entry) -> str:
    if entry.id:
        return _digest("id", entry.id)
    if entry.title and entry.published_at:
        return _digest("title", folded(entry.title), entry.published_at.isoformat())
    return _digest("text", folded(entry.title or ""), folded(entry.markup or ""))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _stated_update(entry: Entry) -> dt.datetime | None:
    # "modified" often precedes "published" (1,779 of 9,914 items of whitehouse.gov): such a moment says nothing.
    if entry.updated_at and entry.published_at and entry.updated_at < entry.published_at:
        return None
    return entry.updated_at


def _later(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


def web_address(base: str, link: object) -> str | None:
    """An absolute http(s) address out of a link as written, or None: "mailto:", "tag:" and broken ones are no pages.

    The full stop after a host's name (diplomatie.gouv.fr links so in places) is left out: it makes no other page.
    """
    if not isinstance(link, str) or not link.strip() or link.lstrip().startswith("#"):
        return None
    written = link.replace("\n", "").strip()
    try:
        url = urllib.parse.urljoin(base, written)
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return parts._replace(netloc=_FULL_STOP.sub("", parts.netloc)).geturl() if _FULL_STOP.search(parts.netloc) else url


def earlier_page(links: Iterable[object], *pages: str) -> str | None:
    """The first of the links (to a page of earlier items) that is a web address and none of the `pages` themselves."""
    here = {urllib.parse.urldefrag(url).url for url in pages}
    for link in links:
        url = web_address(pages[0], link)
        if url is not None and urllib.parse.urldefrag(url).url not in here:
            return url
    return None
