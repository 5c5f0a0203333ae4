"""A listing page's HTML to the pages it announces, by the selectors of the site's profile, or by its look."""

import datetime as dt
import urllib.parse
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watchers.errors import ParseError
from watchers.model import Address, Announced, Notice, Page
from watchers.sources.dates import find_clock, find_date
from watchers.sources.encoding import decode
from watchers.sources.entries import earlier_page, web_address
from watchers.sources.items import base_of, find_items
from watchers.sources.profile import Profile
from watchers.sources.signs import check_signs

_GENERIC = "generic"
_NEXT = ("link[rel~=next]", "a[rel~=next]")  # HTML Standard, 4.6.7: the page that follows in a series


def read_listing(page: Page, address: Address, profile: Profile) -> Announced:
    """The pages a listing announces, in its order, each address once, and the page of earlier ones; items without a
    link are left out.

    A profile with no selectors of its own (generic) has the items found by their look: see find_items. A date printed
    without a zone is of the profile's; without a clock it is no moment and left out. Raises ParseError: no_items where
    nothing matched, challenge, error_page.
    """
    check_signs(page, profile)
    tree = LexborHTMLParser(decode(page, profile))
    described = bool(profile.listing.items) and profile.id != _GENERIC
    notices: dict[str, Notice] = {}
    for url, title, published_at in (_described if described else _looked_for)(tree, page, profile):
        notices.setdefault(
            url,
            Notice(
                url=url,
                key=profile.notice_key(url),
                language=address.language or profile.language_of(url),
                title=title or None,
                published_at=published_at,
            ),
        )
    if not notices:
        raise ParseError(page.url, "no_items", f"of {', '.join(profile.listing.items) if described else 'any form'}")
    following = [
        _address(base_of(tree, page.url), node.attributes.get("href"))
        for selector in (*profile.listing.earlier, *_NEXT)
        for node in tree.css(selector)
    ]
    return Announced(tuple(notices.values()), earlier_page(following, page.url, address.url))


Found = tuple[str, str, dt.datetime | None]


def _described(tree: LexborHTMLParser, page: Page, profile: Profile) -> Iterator[Found]:
    base = base_of(tree, page.url)
    for item in _items(tree, profile.listing.items):
        link = _first(item, profile.listing.link) or item
        url = _address(base, link.attributes.get("href"))
        if url is None:
            continue
        titled = _first(item, profile.listing.title) or link
        title = " ".join((titled.text() or link.attributes.get("title") or "").split())
        dated = _first(item, profile.listing.date)
        stated = dated.attributes.get("datetime") if dated is not None else None
        yield url, title, _moment(stated, dated.text(separator=" ") if dated is not None else "", profile)


def _looked_for(tree: LexborHTMLParser, page: Page, profile: Profile) -> Iterator[Found]:
    for group in find_items(tree, page.url)[:1]:
        for item in group.items:
            stated = item.node.css_first("time[datetime]")
            moment = _moment(stated.attributes.get("datetime") if stated is not None else None, item.near, profile)
            yield item.url, item.title, moment


def _items(tree: LexborHTMLParser, selectors: Sequence[str]) -> list[LexborNode]:
    for selector in selectors:
        found = tree.css(selector)
        if any(node.tag == "a" or node.css_first("a[href]") for node in found):
            return found
    return []


def _first(node: LexborNode, selectors: Sequence[str]) -> LexborNode | None:
    return next((found for selector in selectors if (found := node.css_first(selector)) is not None), None)


def _address(base: str, href: str | None) -> str | None:
    url = web_address(base, href)
    return urllib.parse.urldefrag(url).url if url else None


def _moment(stated: str | None, text: str, profile: Profile) -> dt.datetime | None:
    if stated:
        try:
            moment = dt.datetime.fromisoformat(stated)
        except ValueError:
            pass
        else:
            if "T" in stated or ":" in stated:
                return (moment if moment.tzinfo else moment.replace(tzinfo=profile.zone())).astimezone(dt.UTC)
    found, clock = find_date(text), find_clock(text)
    if found is None or clock is None:
        return None
    return dt.datetime.combine(found.date, clock, profile.zone()).astimezone(dt.UTC)
