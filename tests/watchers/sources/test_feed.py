"""Feeds: RSS and Atom give notices; whatever else came is a ParseError."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.errors import ParseError
from watchers.model import Address, Page
from watchers.sources.feed import read_feed
from watchers.sources.profile import Profile, find_profile, parse_profile

URL = "https://harbour.example/en/rss.xml"
ADDRESS = Address(URL, "feed", "en")
PROFILE: Profile = parse_profile(
    'id = "harbour"\nname = "Harbour Office"\nkeys = ["/(?P<language>en|ru)/news/(?P<key>\\\\d+)"]\n',
    "harbour",
    find_profile("generic"),
)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>News</title><link>https://harbour.example/</link>
<item><title>Briefing  of
 March 4</title><link>/en/news/101/</link><pubDate>Tue, 04 Mar 2031 22:50:00 +0300</pubDate></item>
<item><title>No address here</title><description>words</description></item>
<item><title>The same again</title><link>https://harbour.example/en/news/101/</link></item>
<item><title>Tariffs</title><link>https://harbour.example/ru/news/102</link></item>
<item><title>Call us</title><link>mailto:press@harbour.example</link></item>
</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Events</title><id>x</id><updated>2031-03-05T10:00:00+04:00</updated>
<entry><title>Talks</title><id>1</id><link rel="alternate" href="https://harbour.example/en/news/7"/>
<published>2031-03-04T23:30:00+04:00</published><updated>2031-03-05T10:00:00+04:00</updated></entry></feed>"""


def page(content: bytes | str, content_type: str | None = "application/rss+xml") -> Page:
    return Page(URL, content.encode() if isinstance(content, str) else content, content_type)


def test_rss_items_become_notices_in_order_without_repeats() -> None:
    """Rule: links are made absolute, an address counts once, items without a web address are left out."""
    first, second = read_feed(page(RSS), ADDRESS, PROFILE).notices
    assert (first.url, first.key, first.title) == ("https://harbour.example/en/news/101/", "101", "Briefing of March 4")
    assert first.published_at == dt.datetime(2031, 3, 4, 19, 50, tzinfo=dt.UTC)
    assert (second.key, second.language) == ("102", "en")


def test_atom_gives_both_times_in_utc() -> None:
    """Rule: published and updated are aware and in UTC."""
    (notice,) = read_feed(page(ATOM, "application/atom+xml"), ADDRESS, PROFILE).notices
    assert notice.published_at == dt.datetime(2031, 3, 4, 19, 30, tzinfo=dt.UTC)
    assert notice.updated_at == dt.datetime(2031, 3, 5, 6, 0, tzinfo=dt.UTC)


def test_an_address_without_a_language_leaves_it_to_the_pages_own() -> None:
    """Rule: the address's language, else the one in the page's address, else None."""
    notices = read_feed(page(RSS), Address(URL, "feed"), PROFILE).notices
    assert [n.language for n in notices] == ["en", "ru"]


def test_utf_16_and_other_encodings_are_read() -> None:
    """Rule: a byte order mark or the XML declaration tells the encoding."""
    assert len(read_feed(page(RSS.replace("utf-8", "utf-16").encode("utf-16")), ADDRESS, PROFILE).notices) == 2
    russian = RSS.replace("utf-8", "windows-1251").replace("Tariffs", "Тарифы").encode("cp1251")
    assert read_feed(page(russian, "text/xml"), ADDRESS, PROFILE).notices[1].title == "Тарифы"


def test_a_feed_without_items_is_empty_and_no_error() -> None:
    """Rule: a feed that announces nothing is still a feed."""
    assert (
        read_feed(page('<rss version="2.0"><channel><title>x</title></channel></rss>'), ADDRESS, PROFILE).notices == ()
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not_a_feed"),
        ("  \n", "not_a_feed"),
        ("<!doctype html><html><body><p>Welcome</p></body></html>", "not_a_feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', "not_a_feed"),
        ("plain words", "not_a_feed"),
        ('<html><script>window["bobcmn"] = "101"; var TSPD_101 = 1</script></html>', "challenge"),
        ("<html><title>404 Not Found</title></html>", "error_page"),
    ],
)
def test_what_is_no_feed_is_a_parse_error(content: str, reason: str) -> None:
    """Rule: HTML, a challenge, JSON or nothing at all never means "no news"."""
    with pytest.raises(ParseError) as caught:
        read_feed(page(content, "text/html"), ADDRESS, PROFILE)
    assert caught.value.reason == reason


def test_a_content_type_of_html_does_not_hide_a_feed() -> None:
    """Rule: sites serve feeds as text/html; the bytes decide."""
    assert len(read_feed(page(RSS, "text/html"), ADDRESS, PROFILE).notices) == 2


@given(st.binary(max_size=300))
def test_any_bytes_give_notices_or_a_parse_error(content: bytes) -> None:
    """Property: nothing but ParseError leaves the reader of feeds."""
    with contextlib.suppress(ParseError):
        read_feed(page(content), ADDRESS, PROFILE)
