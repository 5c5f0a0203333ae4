"""From a page that an operator named to a source: where it announces its pages, which profiles may read it, and how
well a trial cut went."""

import re
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from watchers.errors import ParseError
from watchers.model import Address, Briefing, Page
from watchers.sources.encoding import decode
from watchers.sources.entries import web_address
from watchers.sources.feed import read_feed
from watchers.sources.items import base_of, described, find_items
from watchers.sources.lines import listed, tidy
from watchers.sources.listing import read_listing
from watchers.sources.profile import Listing, Profile, find_profile, load_profiles

Why = Literal["is_feed", "declared", "linked", "known_listing", "listing"]

_GENERIC = "generic"
_FEED_TYPES = re.compile(
    r"application/(?:(?:rss|atom|rdf|feed)\+(?:xml|json)|json)|text/(?:rss|atom)(?:\+xml)?", re.IGNORECASE
)
_FEED_ADDRESS = re.compile(
    r"(?:[/._=-](?:rss|atom|feeds?)(?:20?|_?\d)?(?:[/?#]|\.(?:xml|php|aspx?|ashx|json|rdf|shtml|html?)\b|$))"
    r"|\.(?:rss|atom|rdf)(?:[?#]|$)|/index\.rdf|[?&](?:format|type|output)=(?:rss|atom|feed)",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom)(?:[ -]?feed|[ -]?лента)?\b", re.IGNORECASE)
_NO_NEWS = re.compile(r"/comments?/|oembed|wp-json|opensearch|manifest", re.IGNORECASE)
_READERS = listed("feedly.com add.my.yahoo.com netvibes.com inoreader.com feedburner.google.com newsblur.com")
_MOST_LINKED = 8
_PARTS = 4  # headed sections or exchanges: a page cut in as many is a briefing that was understood
_WORDS = 80  # characters under a heading: fewer, and it headed nothing
_KNOWN_ROLES = listed("principal guest journalist moderator staff anonymous")


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a site may announce its pages, and why we think so.

    why: is_feed (the page itself), declared (by <link rel=alternate>), linked (an ordinary link that looks like a
    feed's), known_listing (the selectors of `profile` find items), listing (a group of items that looks like news).
    listing: selectors that find the group, where some do; profile: the id of the profile that knows the listing.
    """

    address: Address
    why: Why
    listing: Listing | None = None
    profile: str | None = None


def feeds_in(page: Page) -> tuple[Lead, ...]:
    """Where the page announces pages of its site, best first: feeds before listings; none where nothing was found.

    A feed is only as good as what it is asked to announce: of several declared ones, those under the page's own path
    come first, and feeds of comments are left out. Raises ParseError: challenge, error_page, encoding.
    """
    generic = find_profile(_GENERIC)
    try:
        read_feed(page, Address(page.url, "feed"), generic)
    except ParseError as error:
        if error.reason != "not_a_feed" or not page.content.strip():
            raise
    else:
        return (Lead(Address(page.url, "feed"), "is_feed"),)
    tree = LexborHTMLParser(decode(page, generic))
    base = base_of(tree, page.url)
    declared = sorted(_declared(tree, base), key=lambda address: -_shared_path(address.url, page.url))
    leads = [Lead(address, "declared") for address in declared]
    leads += [Lead(address, "linked") for address in _linked(tree, base)][:_MOST_LINKED]
    leads += _known_listings(page)
    for group in find_items(tree, page.url)[:1]:
        leads.append(Lead(Address(page.url, "listing"), "listing", described(group, tree)))
    unique: dict[str, Lead] = {}
    for lead in leads:
        unique.setdefault(lead.address.url, lead)
    return tuple(unique.values())


def _declared(tree: LexborHTMLParser, base: str) -> Iterator[Address]:
    for node in tree.css("link[rel~=alternate][href]"):
        url = web_address(base, node.attributes.get("href"))
        kind = (node.attributes.get("type") or "").partition(";")[0].strip()
        if url is None or not _FEED_TYPES.fullmatch(kind) or _NO_NEWS.search(url):
            continue
        if kind.lower() == "application/json" and not _FEED_ADDRESS.search(url):
            continue  # WordPress declares its API so
        language = (node.attributes.get("hreflang") or "")[:2].lower()
        yield Address(url, "feed", language if language.isalpha() and language != "x-" else None)


def _linked(tree: LexborHTMLParser, base: str) -> Iterator[Address]:
    for node in tree.css("a[href]"):
        url = web_address(base, node.attributes.get("href"))
        if url is None or _NO_NEWS.search(url) or _host(url) in _READERS:
            continue
        said = " ".join((tidy(node.text()), node.attributes.get("title") or "", node.attributes.get("class") or ""))
        if _FEED_ADDRESS.search(url) or (len(said) < 60 and _FEED_WORDS.search(said)):
            yield Address(urllib.parse.urldefrag(url).url, "feed")


def _known_listings(page: Page) -> Iterator[Lead]:
    address = Address(page.url, "listing")
    for profile in _at_home(page.url):
        try:
            read_listing(page, address, profile)
        except ParseError:
            continue
        yield Lead(address, "known_listing", profile.listing, profile.id)


# ------------------------------------------------------------------ which profiles


def profiles_for(url: str, page: Page | None = None) -> tuple[Profile, ...]:
    """Every profile, the likeliest to read pages of this address first: those of the site, generic, then the others.

    Of the site are those with an address on its host, "www." and subdomains set aside. page: one of the site's; the
    others in whose pages' form it comes go before the rest.
    """
    home = _at_home(url)
    generic = find_profile(_GENERIC)
    others = [profile for profile in load_profiles().values() if profile not in home and profile is not generic]
    if page is not None:
        tree = LexborHTMLParser(decode(page, generic))
        others.sort(key=lambda profile: not _has_form_of(tree, profile))
    return (*home, generic, *others)


def _at_home(url: str) -> list[Profile]:
    host = _host(url)
    shared = {
        profile.id: max(_shared_path(address.url, url) for address in near)
        for profile in load_profiles().values()
        if profile.id != _GENERIC and (near := [a for a in profile.addresses if _same_site(_host(a.url), host)])
    }
    return [find_profile(id_) for id_ in sorted(shared, key=lambda id_: (-shared[id_], id_))]


def _host(url: str) -> str:
    try:
        host = urllib.parse.urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").lower().removeprefix("www.")


def _same_site(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return "." in short and (long == short or long.endswith("." + short))


def _shared_path(one: str, other: str) -> int:
    """How many leading folders two addresses have in common."""
    steps = [[step for step in urllib.parse.urlsplit(url).path.split("/") if step] for url in (one, other)]
    return next((i for i, (a, b) in enumerate(zip(*steps, strict=False)) if a != b), min(map(len, steps)))


def _has_form_of(tree: LexborHTMLParser, profile: Profile) -> bool:
    selectors: Iterable[str] = (s for era in profile.eras for s in era.body if "." in s or "#" in s or "[" in s)
    return any(tree.css_first(selector) is not None for selector in selectors)


# ------------------------------------------------------------------ how well a cut went


def promise(briefing: Briefing) -> float:
    """How well the page was understood, 0 to 1: to choose between profiles, not to judge pages.

    What counts: a title, a date, several headed sections or exchanges, the share of the text in turns of people whose
    part is known, and the share of the contents' entries that found their section.
    """
    length = sum(len(section.text) for section in briefing.sections)
    if not length:
        return 0.0
    turns = [turn for section in briefing.sections for turn in section.turns]
    known = sum(len(turn.text) for turn in turns if turn.role in _KNOWN_ROLES and turn.kind != "event")
    headed = sum(section.heading is not None and len(section.text) >= _WORDS for section in briefing.sections)
    exchanges = sum(len(section.exchanges) for section in briefing.sections)
    parted = min(1.0, (headed + exchanges) / _PARTS)
    met = {entry for section in briefing.sections for entry in section.contents}
    matched = len(met) / len(briefing.contents) if briefing.contents else parted
    spoken = min(1.0, known / length) if exchanges else 0.5 * min(1.0, known / length)
    return (
        0.15 * bool(briefing.title) + 0.15 * (briefing.date is not None) + 0.3 * parted + 0.3 * spoken + 0.1 * matched
    )
