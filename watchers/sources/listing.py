"""A listing page's HTML to the pages it announces, by the selectors of the site's profile."""

import datetime as dt
import urllib.parse
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watchers.errors import ParseError
from watchers.model import Address, Announced, Notice, Page
from watchers.sources.dates import find_clock, find_date
from watchers.sources.encoding import decode
from watchers.sources.profile import Profile
from watchers.sources.signs import check_signs


def read_listing(page: Page, address: Address, profile: Profile) -> Announced:
    """The pages a listing announces, in its order, each address once; items without a link are left out.

    A date printed without a zone is of the profile's; without a clock it is no moment and left out. Raises
    ParseError: no_items where no selector matched, challenge, error_page.
    """
    check_signs(page, profile)
    tree = LexborHTMLParser(decode(page, profile))
    notices: dict[str, Notice] = {}
    for item in _items(tree, profile.listing.items):
        link = _first(item, profile.listing.link) or item
        url = _address(page.url, link.attributes.get("href"))
        if url is None or url in notices:
            continue
        titled = _first(item, profile.listing.title) or link
        title = " ".join((titled.text() or link.attributes.get("title") or "").split())
        notices[url] = Notice(
            url=url,
            key=profile.notice_key(url),
            language=address.language or profile.language_of(url),
            title=title or None,
            published_at=_moment(_first(item, profile.listing.date), profile),
        )
    if not notices:
        raise ParseError(page.url, "no_items", f"of {', '.join(profile.listing.items) or 'no selectors'}")
    return Announced(tuple(notices.values()))


def _items(tree: LexborHTMLParser, selectors: Sequence[str]) -> list[LexborNode]:
    for selector in selectors:
        found = tree.css(selector)
        if any(node.tag == "a" or node.css_first("a[href]") for node in found):
            return found
    return []


def _first(node: LexborNode, selectors: Sequence[str]) -> LexborNode | None:
    return next((found for selector in selectors if (found := node.css_first(selector)) is not None), None)


def _address(base: str, href: str | None) -> str | None:
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return None
    try:
        url = urllib.parse.urldefrag(urllib.parse.urljoin(base, href.strip())).url
        return url if urllib.parse.urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _moment(node: LexborNode | None, profile: Profile) -> dt.datetime | None:
    if node is None:
        return None
    stated = node.attributes.get("datetime")
    if stated:
        try:
            moment = dt.datetime.fromisoformat(stated)
        except ValueError:
            pass
        else:
            if "T" in stated or ":" in stated:
                return (moment if moment.tzinfo else moment.replace(tzinfo=profile.zone())).astimezone(dt.UTC)
    text = node.text(separator=" ")
    found, clock = find_date(text), find_clock(text)
    if found is None or clock is None:
        return None
    return dt.datetime.combine(found.date, clock, profile.zone()).astimezone(dt.UTC)
