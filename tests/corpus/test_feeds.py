"""Other projects' test feeds, the states of one polled feed, and raw listings, where they are at hand.

They lie beside the corpus folder that ROSTRUM_CORPUS names, at feeds/. Nothing of them is kept here.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

import pytest

from tests.corpus.held import CORPUS, needs_corpus
from watchers.errors import ParseError
from watchers.model import Address, Notice, Page
from watchers.sources.discover import feeds_in
from watchers.sources.feed import read_feed
from watchers.sources.listing import read_listing
from watchers.sources.profile import find_profile

FEEDS = CORPUS.parent / "feeds"
URL = "https://feeds.example/news/feed"
_OPENED = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
ROOTS = ("rss", "rdf", "feed", "channel")

pytestmark = needs_corpus


@cache
def feeds() -> list[Path]:
    found = [p for p in sorted(FEEDS.rglob("*")) if p.suffix in (".xml", ".json", ".html") and p.is_file()]
    return [p for p in found if p.relative_to(FEEDS).parts[0] != "listings" and not p.name.startswith("_")]


def items(path: Path) -> int | None:
    """How many items a feed has by an independent count; None where it is not well-formed, or no feed at all."""
    content = path.read_bytes()
    if path.suffix == ".json":
        try:
            return len(json.loads(content)["items"])
        except (ValueError, KeyError, TypeError):
            return None
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: names.append(name.rpartition(":")[2].lower())
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        return None
    return sum(name in ("item", "entry") for name in names) if names[0] in ROOTS else None


def notices(content: bytes, kind: str, charset: str | None = None) -> tuple[Notice, ...]:
    return read_feed(Page(URL, content, kind, charset), Address(URL, "feed"), find_profile("generic")).notices


@pytest.mark.parametrize("kind", ["application/xml", "text/html"])
def test_every_well_formed_feed_gives_a_notice_for_each_item(kind: str) -> None:
    """Rule: as many notices as item or entry elements, each with an address of its own, whatever its type."""
    counted = 0
    for path in feeds():
        expected = items(path)
        if expected is not None:
            counted += 1
            found = notices(path.read_bytes(), kind)
            assert (len(found), len({n.url for n in found})) == (expected, expected), path
    assert counted > 1000


def refusal(content: bytes) -> tuple[int, str]:
    """How many notices the bytes give, and the reason and detail of the ParseError, if one came."""
    try:
        return len(notices(content, "application/xml")), ""
    except ParseError as error:
        return 0, f"{error.reason} {error.detail}"


def test_every_other_file_gives_notices_or_says_why_not() -> None:
    """Rule: an ill-formed feed gives a notice for each item it opens; what is no feed says what came."""
    refused = []
    for path in feeds():
        if items(path) is None:
            content = path.read_bytes()
            found, why = refusal(content)
            refused += [why] if why else []
            assert found >= len(_OPENED.findall(content)) or why, path
    assert len(refused) == 11
    assert all(why.startswith("not_a_feed ") and len(why) > 15 for why in refused)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_every_feed_cut_off_gives_what_had_come(cut: float) -> None:
    """Rule: half a feed gives the items it holds, or a ParseError; never more than the whole."""
    for path in feeds():
        content = path.read_bytes()
        expected = items(path)
        try:
            found = notices(content[: int(len(content) * cut)], "application/rss+xml")
        except ParseError:
            continue
        assert expected is None or len(found) <= expected, path


@cache
def states() -> list[bytes]:
    return [path.read_bytes() for path in sorted((FEEDS / "real_polling" / "whitehouse_rss").glob("*.xml"))]


def links() -> Iterator[str]:
    for content in states():
        for link in ElementTree.fromstring(content).iterfind("channel/item/link"):
            yield (link.text or "").strip()


def test_the_states_of_one_polled_feed_give_each_page_once() -> None:
    """Rule: over all states there are as many addresses, and as many keys, as pages."""
    assert len(states()) == 60
    found = [notice for content in states() for notice in notices(content, "application/rss+xml")]
    assert {n.url for n in found} == set(links())
    assert len({n.key for n in found}) == len({n.url for n in found}) == len(set(links()))


@cache
def listings() -> list[tuple[Page, str]]:
    """Raw listing pages, each with the profile that knows its selectors."""
    pages = []
    for path in sorted((FEEDS / "listings").rglob("*.html")):
        china = path.parent.name == "china_mfa"
        base = (
            "https://www.fmprc.gov.cn/x/" if china else "https://www.whitehouse.gov/briefing-room/press-briefings?page="
        )
        pages.append((Page(base + path.stem, path.read_bytes(), "text/html"), "china_mfa" if china else "whitehouse"))
    return pages


def test_a_listing_read_by_its_look_gives_what_its_selectors_give() -> None:
    """Rule: without knowing the site, the same pages are found."""
    for page, profile in listings():
        address = Address(page.url, "listing")
        known, looked = (read_listing(page, address, find_profile(p)).notices for p in (profile, "generic"))
        assert {n.url for n in looked} == {n.url for n in known}, page.url


def test_a_listing_leads_to_itself() -> None:
    """Rule: a listing nobody described is led to with selectors that find its items."""
    for page, profile in listings():
        lead = next(lead for lead in feeds_in(page) if lead.address.url == page.url)
        assert (lead.why, lead.profile) == ("known_listing", profile)
        elsewhere = Page("https://mirror.example/x/", page.content, page.content_type)
        assert any(lead.why == "listing" and lead.listing for lead in feeds_in(elsewhere))


def test_no_page_of_the_corpus_breaks_the_search_for_leads() -> None:
    """Rule: a briefing's own page leads somewhere or nowhere, and raises nothing but ParseError."""
    pages = [(path.name, path.read_bytes()) for path in CORPUS.rglob("*.html")]
    assert pages
    for name, content in pages:
        with contextlib.suppress(ParseError):
            feeds_in(Page(f"https://a.example/{name}", content, "text/html"))
