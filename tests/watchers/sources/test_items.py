"""Items of a page that nobody described: the news is found, whatever it stands in, and menus are not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from watchers.errors import ParseError
from watchers.model import Address, Announced, Page
from watchers.sources.items import described, find_items
from watchers.sources.listing import read_listing
from watchers.sources.profile import find_profile

URL = "https://harbour.example/press/index.html"
GENERIC = find_profile("generic")
TITLES = [
    "Harbour master's briefing on the winter ice",
    "Keepers answer questions about the northern light",
    "Statement on the repair of the eastern breakwater",
    "Ferries to the outer islands: press conference",
    "Remarks at the opening of the new rope works",
]
DATES = ["5 March 2031", "4 March 2031", "28 February 2031", "27 February 2031", "26 February 2031"]
MENU = (
    '<ul class="menu">'
    + "".join(
        f'<li><a href="/{w}/">{w.title()} of the Harbour Office</a></li>' for w in ("history", "people", "offices")
    )
    + '<li><a href="/media/">Media</a></li><li><a href="/contact/">Contact</a></li></ul>'
)
FOOT = "<footer><a href='https://chat.example/h'>Chat</a> <a href='/legal/'>Legal</a> <a href='/map/'>Map</a></footer>"


def in_list(n: int) -> str:
    return f'<li><a href="/press/{1200 - n}/">{TITLES[n]}</a><span class="date">{DATES[n]}</span></li>'


def in_card(n: int) -> str:
    return (
        f'<div class="card card-{n}"><a href="/press/{1200 - n}/"><img src="i.png"></a><h3>{TITLES[n]}</h3>'
        f'<p>{DATES[n]}</p><a class="more" href="/press/{1200 - n}/">Read more</a> <a href="/tags/sea/">sea</a></div>'
    )


def in_table(n: int) -> str:
    return f'<tr><td>{DATES[n]}</td><td><a href="{1200 - n}.html">{TITLES[n]}</a></td></tr>'


def in_definitions(n: int) -> str:
    return f'<dt>{DATES[n]}</dt><dd><a href="{1200 - n}.html">{TITLES[n]}</a></dd>'


def in_text(n: int) -> str:
    return f'<a href="{1200 - n}.html">{TITLES[n]}</a> ({DATES[n]})<br>'


def in_months(n: int) -> str:
    return f'<h2>Month {n}</h2><ul class="m">{in_list(n)}</ul>'


def in_blocks(n: int) -> str:
    return (
        f'<a href="/press/{1200 - n}/"><h3>{TITLES[n]}</h3><time datetime="2031-03-0{5 - n}T10:00:00Z">x</time>'
        "<p>Words about it.</p></a>"
    )


def document(body: str) -> str:
    return f"<html><body><header>{MENU}</header><main>{body}</main><aside>{MENU}</aside>{FOOT}</body></html>"


FORMS = {
    "list": (in_list, '<ul class="news">{}</ul>'),
    "cards": (in_card, '<div class="cards">{}</div>'),
    "table": (in_table, "<table>{}</table>"),
    "definitions": (in_definitions, "<dl>{}</dl>"),
    "text": (in_text, "<div>{}</div>"),
    "months": (in_months, "<div>{}</div>"),
    "blocks": (in_blocks, "<section>{}</section>"),
}


def listing(form: str, count: int = 5) -> str:
    item, around = FORMS[form]
    return document(around.format("".join(item(n) for n in range(count))))


def read(content: str) -> Announced:
    return read_listing(Page(URL, content.encode(), "text/html", "utf-8"), Address(URL, "listing"), GENERIC)


@pytest.mark.parametrize("form", FORMS)
def test_news_is_found_in_whatever_form_it_stands(form: str) -> None:
    """Rule: every item once, in order, titled in full, and nothing of menus, tags and feet."""
    found = read(listing(form)).notices
    assert [notice.title for notice in found] == TITLES
    assert [notice.url.rsplit("/", 2 if notice.url.endswith("/") else 1)[1][:4] for notice in found] == [
        str(1200 - n) for n in range(5)
    ]


@pytest.mark.parametrize("form", ["list", "cards", "table", "definitions", "text"])
def test_a_clock_printed_near_an_item_is_its_moment(form: str) -> None:
    """Rule: in the item, before it or after it; a date without a clock is no moment."""
    assert all(n.published_at is None for n in read(listing(form)).notices)
    first = read(listing(form).replace(DATES[0], f"{DATES[0]}, 14:30")).notices[0]
    assert first.published_at == dt.datetime(2031, 3, 5, 14, 30, tzinfo=dt.UTC)


# As kremlin.ru and mfa.gov.ua do.
def in_links(n: int) -> str:
    return (
        f'<a href="/press/{1200 - n}/"><span class="day"><time datetime="2031-03-0{5 - n}">{5 - n} March 2031, 1{n}:30'
        f'</time></span><span class="title">{TITLES[n]}</span></a>'
    )


def test_a_date_inside_the_link_is_no_part_of_the_title() -> None:
    """Rule: kremlin.ru and mfa.gov.ua link date and title together; a day stated without a clock is not a moment."""
    found = read(document(f"<div>{''.join(in_links(n) for n in range(5))}</div>")).notices
    assert [n.title for n in found] == TITLES
    assert found[1].published_at == dt.datetime(2031, 3, 4, 11, 30, tzinfo=dt.UTC)


def test_a_stated_moment_is_kept() -> None:
    """Rule: <time datetime> outweighs what is printed."""
    assert read(listing("blocks")).notices[0].published_at == dt.datetime(2031, 3, 5, 10, tzinfo=dt.UTC)


def test_two_dated_items_are_news_already() -> None:
    """Rule: a site that has just begun has few items; dates near them all make up for it."""
    assert len(read(listing("list", 2)).notices) == 2


def test_chinese_titles_are_short_and_yet_no_menu() -> None:
    """Rule: a title's length is judged by its script."""
    rows = "".join(f'<li><a href="./t{n}.shtml">2031年3月{n}日港务局例行记者会</a></li>' for n in range(1, 6))
    assert len(read(document(f'<div class="menu"></div><ul>{rows}</ul>')).notices) == 5


@pytest.mark.parametrize(
    "content",
    [
        document(""),
        document("<p>Nothing is announced today.</p>"),
        document(f"<article><h1>{TITLES[0]}</h1><p>Words.</p></article>"),
        document("<ul>" + "".join(f'<li><a href="/about/{w}">About our {w}</a></li>' for w in "abcdef") + "</ul>"),
        document(
            "<ul>" + "".join(f'<li><a href="#{n}">{t}</a> 4 March 2031</li>' for n, t in enumerate(TITLES)) + "</ul>"
        ),
        "",
    ],
    ids=["menus", "words", "an article", "about", "in-page links", "empty"],
)
def test_a_page_without_news_is_a_parse_error(content: str) -> None:
    """Rule: menus are never taken for news; nothing found is the source's trouble."""
    with pytest.raises(ParseError) as caught:
        read(content)
    assert caught.value.reason == "no_items"


def test_what_is_proposed_reads_titles_and_moments_alike() -> None:
    """Rule: a proposal has selectors for title and date too, where links hold more than the title."""
    tree = LexborHTMLParser(document(f"<div>{''.join(in_links(n) for n in range(5))}</div>"))
    proposal = described(find_items(tree, URL)[0], tree)
    assert proposal is not None
    assert (proposal.title, proposal.date) == (("span.title",), ("time",))


@pytest.mark.parametrize("form", ["list", "cards", "table", "definitions", "months", "blocks"])
def test_a_group_is_described_by_selectors_that_find_it_again(form: str) -> None:
    """Rule: the selectors proposed find the items, their links among them, and nothing much besides."""
    tree = LexborHTMLParser(listing(form))
    group = find_items(tree, URL)[0]
    proposal = described(group, tree)
    assert proposal is not None
    found = tree.css(proposal.items[0])
    assert {node.mem_id for node in found} == {item.node.mem_id for item in group.items}


@given(st.permutations(["list", "menu", "text", "words"]), st.integers(3, 5))
def test_the_place_on_the_page_does_not_matter(order: list[str], count: int) -> None:
    """Property: news is found before, between or after whatever else the page has."""
    pieces = {
        "list": f'<ul class="news">{"".join(in_list(n) for n in range(count))}</ul>',
        "menu": MENU,
        "text": '<p>See <a href="/history/">our history</a> and <a href="/people/">who we are</a>.</p>',
        "words": "<p>" + "The harbour is open all day. " * 9 + "</p>",
    }
    found = read(document("".join(pieces[name] for name in order))).notices
    assert [notice.title for notice in found] == TITLES[:count]


@given(st.text(alphabet="<>/ =\"'ahrefuldivspt#1.", max_size=200))
def test_any_markup_gives_items_or_none(content: str) -> None:
    """Property: nothing breaks the search."""
    for group in find_items(LexborHTMLParser(content), URL):
        assert len(group.items) >= 2
