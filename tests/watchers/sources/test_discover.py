"""From a page to a source: leads to where it announces its pages, profiles to read it by, and the worth of a cut."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.errors import ParseError
from watchers.model import Address, Briefing, ContentsEntry, Exchange, Page, Section, Turn
from watchers.sources.discover import feeds_in, profiles_for, promise
from watchers.sources.listing import read_listing
from watchers.sources.profile import find_profile, load_profiles

URL = "https://www.harbour.example/en/press/"
NEWS = "".join(
    f'<li class="row{n}"><span class="day">{n} March 2031</span><a href="/en/press/2031/{1000 + n}">'
    f"Briefing number {n} on the state of the quays</a></li>"
    for n in range(9, 1, -1)
)
LISTING = f'<ul class="briefings">{NEWS}</ul>'
RSS = '<rss version="2.0"><channel><title>t</title></channel></rss>'


def page(body: str, head: str = "", url: str = URL) -> Page:
    return Page(url, f"<html><head>{head}</head><body>{body}</body></html>".encode(), "text/html", "utf-8")


def leads(body: str, head: str = "") -> list[tuple[str, str, str]]:
    return [(lead.address.url, lead.address.kind, lead.why) for lead in feeds_in(page(body, head))]


@pytest.mark.parametrize("content", [RSS, '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1}]}'])
def test_a_feed_leads_to_itself(content: str) -> None:
    """Rule: an address that is a feed needs no looking."""
    (lead,) = feeds_in(Page(URL, content.encode(), "text/html"))
    assert (lead.address, lead.why) == (Address(URL, "feed"), "is_feed")


def test_declared_feeds_come_first_the_nearest_of_them_before_all() -> None:
    """Rule: <link rel=alternate> of a feed's type; those under the page's own path lead, comments' are left out."""
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/en/press/comments/feed/">'
        '<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="/en/press/atom.xml" hreflang="en-GB">'
        '<link rel="alternate" type="application/feed+json" href="/feed.json">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">'
        '<link rel="alternate" hreflang="fr" href="/fr/press/">'
    )
    assert leads(LISTING, head) == [
        ("https://www.harbour.example/en/press/atom.xml", "feed", "declared"),
        ("https://www.harbour.example/feed/", "feed", "declared"),
        ("https://www.harbour.example/feed.json", "feed", "declared"),
        (URL, "listing", "listing"),
    ]
    assert feeds_in(page(LISTING, head))[0].address.language == "en"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<a href="/en/rss.php">News</a>', "https://www.harbour.example/en/rss.php"),
        ('<a href="/presse/flux">RSS</a>', "https://www.harbour.example/presse/flux"),
        (
            '<a href="/ArticleCS/RSS.ashx?ContentType=13">x</a>',
            "https://www.harbour.example/ArticleCS/RSS.ashx?ContentType=13",
        ),
        ('<a href="/events/all/feed">x</a>', "https://www.harbour.example/events/all/feed"),
        ('<a href="/search/news.atom?org=x">x</a>', "https://www.harbour.example/search/news.atom?org=x"),
        ('<a href="/news?format=rss">x</a>', "https://www.harbour.example/news?format=rss"),
        ('<a href="/feedback">Feedback</a>', None),
        ('<a href="/en/2031/feeding-the-gulls">Gulls</a>', None),
        ('<a href="https://feedly.com/i/rss/x">RSS</a>', None),
        ('<a href="#rss">RSS</a>', None),
        ('<a href="mailto:rss@harbour.example">RSS</a>', None),
    ],
)
def test_a_link_that_looks_like_a_feeds_is_a_lead(link: str, found: str | None) -> None:
    """Rule: told by the address or by the words "RSS" or "Atom"; feedback forms, gulls and feed readers are none."""
    assert leads(link) == ([(found, "feed", "linked")] if found else [])


def test_a_listing_comes_with_selectors_that_read_it() -> None:
    """Rule: what is proposed reads the same pages as the look of the page did."""
    (lead,) = feeds_in(page(LISTING))
    assert lead.why == "listing"
    assert lead.listing is not None
    assert (lead.listing.items, lead.listing.date) == (("ul.briefings > li",), ("span.day",))
    generic = find_profile("generic")
    described = replace(generic, id="harbour", listing=lead.listing)
    assert read_listing(page(LISTING), lead.address, described) == read_listing(page(LISTING), lead.address, generic)


def test_a_base_address_is_obeyed() -> None:
    """Rule: <base href> is what links are relative to."""
    assert leads('<a href="rss.xml">x</a>', '<base href="https://static.harbour.example/x/">') == [
        ("https://static.harbour.example/x/rss.xml", "feed", "linked")
    ]


def test_a_listing_that_a_profile_knows_is_led_to_by_that_profile() -> None:
    """Rule: on the profile's own host its selectors are tried, before the look of the page."""
    body = '<ul class="list1"><li><a href="./t12.shtml">A regular press conference on tides</a></li></ul>'
    (lead,) = feeds_in(page(body, url="https://www.fmprc.gov.cn/eng/xw/fyrbt/lxjzh/index.html"))
    assert (lead.why, lead.profile, lead.listing) == ("known_listing", "china_mfa", find_profile("china_mfa").listing)


def test_a_page_that_announces_nothing_leads_nowhere() -> None:
    """Rule: no lead is better than a menu."""
    assert leads("<p>Words.</p><ul><li><a href='/a/'>A</a></li><li><a href='/b/'>B</a></li></ul>") == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"<script>bobcmn</script>", "challenge"), (b"<title>404 Not Found</title>", "error_page"), (b"", "not_a_feed")],
)
def test_what_came_instead_of_a_page_is_said(content: bytes, reason: str) -> None:
    """Rule: a challenge or an error page is not a page without feeds."""
    with pytest.raises(ParseError) as caught:
        feeds_in(Page(URL, content, "text/html"))
    assert caught.value.reason == reason


@given(st.text(alphabet="<>/ =\"'ahrefulinkspt#1.{}[]:", max_size=200))
def test_any_page_gives_leads_or_a_parse_error(content: str) -> None:
    """Property: nothing breaks the search, and no address is named twice."""
    try:
        found = [lead.address.url for lead in feeds_in(Page(URL, content.encode(), "text/html"))]
    except ParseError:
        return
    assert len(set(found)) == len(found)


# ------------------------------------------------------------------ profiles


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://mid.ru/en/press_service/spokesman/briefings/", "mid_ru"),
        ("https://www.mid.ru/ru/", "mid_ru"),
        ("http://en.special.kremlin.ru/events/", "kremlin"),
        ("https://STATE.gov./briefings", "us_state"),
        ("https://notstate.gov/briefings", "generic"),
        ("https://harbour.example/", "generic"),
        ("not an address", "generic"),
        ("https://[broken", "generic"),
    ],
)
def test_the_sites_own_profile_is_tried_first_then_generic(url: str, first: str) -> None:
    """Rule: hosts are compared without "www." and with their subdomains; every profile is offered once."""
    found = profiles_for(url)
    assert found[0].id == first
    assert "generic" in [p.id for p in found[:3]]
    assert sorted(p.id for p in found) == sorted(load_profiles())


def test_a_page_in_a_known_form_brings_its_profile_forward() -> None:
    """Rule: after the site's own and generic, those whose pages look so come before the rest."""
    found = profiles_for("https://mirror.example/x", page('<div id="News_Body_Txt_A">x</div>'))
    assert [p.id for p in found[:2]] == ["generic", "china_mfa"]


# ------------------------------------------------------------------ the worth of a cut

WORDS = "The keepers spoke of oil, wicks and winter stores at some length. " * 4
ASKED = Section(
    "qa",
    "Lights",
    "body",
    f"Question: {WORDS}\n\nAnswer: {WORDS}",
    (0,),
    (Turn("Question", None, "journalist", "question", WORDS), Turn("Answer", None, "principal", "answer", WORDS)),
    (Exchange((0,), (1,)),),
)
BARE = Briefing("s", "k", "en", URL, "", None, sections=(Section("topic", None, None, WORDS),))


def test_each_sign_of_understanding_makes_a_cut_more_promising() -> None:
    """Rule: title, headed sections, exchanges of people whose part is known, contents that lead to them."""
    titled = replace(BARE, title="Briefing")
    headed = replace(
        titled, sections=(Section("topic", "Oil", "body", WORDS), Section("topic", "Wicks", "body", WORDS))
    )
    asked = replace(headed, sections=(ASKED, ASKED))
    entries = (ContentsEntry("1", "topics", "Lights"), ContentsEntry("2", "topics", "Lost"))
    lost = replace(asked, contents=entries)
    whole = replace(asked, contents=entries[:1])
    worths = [promise(b) for b in (BARE, titled, headed, lost, whole)]
    assert worths == sorted(set(worths))


def test_nothing_read_promises_nothing() -> None:
    """Rule: a title alone is no briefing."""
    assert promise(replace(BARE, title="Briefing", sections=())) == 0


def test_headings_over_nothing_do_not_count() -> None:
    """Rule: a profile that takes every short line for a heading must not win by it."""
    shredded = replace(BARE, sections=tuple(Section("topic", "Line", "body", "Next line.") for _ in range(20)))
    assert promise(shredded) == promise(BARE)


@given(st.lists(st.sampled_from([ASKED, *BARE.sections]), max_size=6), st.booleans())
def test_a_promise_is_a_share(sections: list[Section], titled: bool) -> None:
    """Property: between 0 and 1."""
    assert 0 <= promise(replace(BARE, title="T" if titled else "", sections=tuple(sections))) <= 1
