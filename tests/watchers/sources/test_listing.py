"""Listings: selectors of the profile give notices."""

import datetime as dt
from dataclasses import replace

import pytest

from watchers.errors import ParseError
from watchers.model import Address, Page
from watchers.sources.listing import read_listing
from watchers.sources.profile import Profile, find_profile, parse_profile

URL = "https://harbour.example/en/news/index_2.html"
ADDRESS = Address(URL, "listing", "en")
PROFILE: Profile = parse_profile(
    """
id = "harbour"
name = "Harbour Office"
time_zone = "Europe/Paris"
keys = ['/t(?P<key>\\d+)']
[listing]
items = ["ul.new > li", "ul.old > li"]
link = ["a.title", "a"]
date = ["time", "span.date"]
""",
    "harbour",
)
OLD = """<html><body><ul class="old">
<li><a href="./t12.shtml">Regular  press
conference</a><span class="date">4 March 203119:50</span></li>
<li><a href="t12.shtml#top">The same</a></li>
<li><a href="javascript:void(0)">More</a></li>
<li>no link at all</li>
<li><a href="../t13.shtml">Another</a><span class="date">2031-03-05</span></li>
<li><time datetime="2031-03-06T10:00:00+03:00">6 March</time><a href="/t14.shtml" title="From the attribute"></a></li>
</ul></body></html>"""


def page(content: str) -> Page:
    return Page(URL, content.encode(), "text/html")


def test_items_become_notices_by_the_first_selector_that_matches() -> None:
    """Rule: selectors are fall-backs; addresses are made absolute; an address counts once; no link, no notice."""
    first, second, third = read_listing(page(OLD), ADDRESS, PROFILE).notices
    assert (first.url, first.key, first.title) == (
        "https://harbour.example/en/news/t12.shtml",
        "12",
        "Regular press conference",
    )
    assert second.url == "https://harbour.example/en/t13.shtml"
    assert (third.title, third.language) == ("From the attribute", "en")


def test_a_date_with_a_clock_is_a_moment_in_the_sites_zone() -> None:
    """Rule: a printed clock is of the profile's zone, a `datetime` of its own; a date alone is no moment."""
    first, second, third = read_listing(page(OLD), ADDRESS, PROFILE).notices
    assert first.published_at == dt.datetime(2031, 3, 4, 18, 50, tzinfo=dt.UTC)
    assert second.published_at is None
    assert third.published_at == dt.datetime(2031, 3, 6, 7, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<html><body><ul class='renamed'><li><a href='t1.shtml'>x</a></li></ul></body></html>", "no_items"),
        ("", "no_items"),
        ("<ul class='old'><li>words</li></ul>", "no_items"),
    ],
)
def test_a_listing_nothing_matches_in_is_a_parse_error(content: str, reason: str) -> None:
    """Rule: a redesigned page is a source's trouble, not a day without news."""
    with pytest.raises(ParseError) as caught:
        read_listing(page(content), ADDRESS, PROFILE)
    assert caught.value.reason == reason


def test_the_challenge_of_a_shield_is_known() -> None:
    """Rule: a page that came with 200 and is a challenge says so."""
    with pytest.raises(ParseError) as caught:
        read_listing(page("<script>bobcmn</script>"), ADDRESS, find_profile("mid_ru"))
    assert caught.value.reason == "challenge"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a class="older" href="index_3.html">2</a>', "https://harbour.example/en/news/index_3.html"),
        ('<a rel="nofollow next" href="?page=3">Next</a>', f"{URL}?page=3"),
        (f'<a rel="next" href="{URL}#top">Next</a>', None),
        ('<a rel="next" href="javascript:more()">Next</a>', None),
        ('<a class="older" href="#">2</a><a rel="next" href="/4">3</a>', "https://harbour.example/4"),
        ("", None),
    ],
)
def test_a_listing_names_its_page_of_earlier_items(markup: str, expected: str | None) -> None:
    """Rule: the profile's selectors, then what is marked as next; an address of the web, never the page itself."""
    profile = replace(PROFILE, listing=replace(PROFILE.listing, earlier=("a.older",)))
    assert read_listing(page(OLD.replace("</body>", f"{markup}</body>")), ADDRESS, profile).earlier == expected


def test_a_link_in_the_head_names_the_earlier_page_too() -> None:
    """Rule: <link rel=next> as whitehouse.gov has it."""
    content = OLD.replace("<html>", '<html><head><link rel="next" href="/en/news/page/2/"></head>')
    assert read_listing(page(content), ADDRESS, PROFILE).earlier == "https://harbour.example/en/news/page/2/"


def test_links_are_relative_to_the_pages_base_and_hosts_have_no_full_stop() -> None:
    """Rule: <base href> is obeyed, and "harbour.example." is the same site: else one page has several addresses."""
    content = OLD.replace("<html>", '<html><head><base href="https://harbour.example./x/"></head>')
    notices = read_listing(page(content), ADDRESS, PROFILE).notices
    assert [n.url for n in notices] == [
        "https://harbour.example/x/t12.shtml",
        "https://harbour.example/t13.shtml",
        "https://harbour.example/t14.shtml",
    ]
