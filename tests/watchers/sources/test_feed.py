"""Feeds: RSS, RDF, Atom and CDF give notices, in any encoding; whatever else came is a ParseError."""

import codecs
import contextlib
import datetime as dt
from dataclasses import replace

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


DECLARED = '<?xml version="1.0" encoding="utf-8"?>'


def page(content: bytes | str, content_type: str | None = "application/rss+xml", charset: str | None = None) -> Page:
    return Page(URL, content.encode() if isinstance(content, str) else content, content_type, charset)


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>t</title>{"".join(f"<item>{i}</item>" for i in items)}</channel></rss>'


def atom(*entries: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(f"<entry>{e}</entry>" for e in entries)}</feed>'


def urls(content: bytes | str, profile: Profile = PROFILE) -> list[str]:
    return [notice.url for notice in read_feed(page(content), ADDRESS, profile).notices]


def test_rss_items_become_notices_in_order_without_repeats() -> None:
    """Rule: links are made absolute, and an address counts once."""
    first, _, second, _ = read_feed(page(RSS), ADDRESS, PROFILE).notices
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
    assert [n.language for n in notices] == ["en", None, "ru", None]


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
        ('{"items": []}', "not_a_feed"),
        ('{"error": "no such page"}', "not_a_feed"),
        ("<note><to>all</to></note>", "not_a_feed"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>', "not_a_feed"),
        ("<!-- nothing but this -->", "not_a_feed"),
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
    assert len(read_feed(page(RSS, "text/html"), ADDRESS, PROFILE).notices) == 4


@given(st.binary(max_size=300))
def test_any_bytes_give_notices_or_a_parse_error(content: bytes) -> None:
    """Property: nothing but ParseError leaves the reader of feeds."""
    with contextlib.suppress(ParseError):
        read_feed(page(content), ADDRESS, PROFILE)


# ------------------------------------------------------------------ formats


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            f'<rss version="0.91"><channel><item><title>T</title><link>{URL}/1</link></item></channel></rss>',
            [f"{URL}/1"],
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            f"<channel/><item><link>{URL}/1</link></item><item><link>{URL}/2</link></item></rdf:RDF>",
            [f"{URL}/1", f"{URL}/2"],
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://channel.netscape.com/rdf/simple/0.9/"></rdf:RDF>',
            [],
        ),
        (
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>'
            f'<link rel="alternate" href="{URL}/1"/></entry></feed>',
            [f"{URL}/1"],
        ),
        (f'<CHANNEL HREF="{URL}"><ITEM HREF="{URL}/1"><TITLE>T</TITLE></ITEM></CHANNEL>', [f"{URL}/1"]),
        (
            f'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:link href="{URL}/1"/></a:entry></a:feed>',
            [f"{URL}/1"],
        ),
    ],
    ids=["rss 0.91", "rss 1.0", "rss 0.90 empty", "atom 0.3", "cdf", "prefixed atom"],
)
def test_every_format_is_read(content: str, expected: list[str]) -> None:
    """Rule: RSS of all versions, RDF, Atom 0.3 and 1.0 and CDF give a notice for each item."""
    assert urls(content) == expected


def test_a_feed_whose_title_is_an_errors_is_a_feed() -> None:
    """Rule: signs of error pages are looked for only in what is no feed."""
    assert urls(
        rss(f"<title>Error in the register corrected</title><link>{URL}/1</link>").replace("<title>t<", "<title>Error<")
    )


@pytest.mark.parametrize("before", ["\n\n  ", "\ufeff\n", "<!-- made by hand -->\n", "\x00", "\n\n" + DECLARED])
def test_what_stands_before_the_root_does_not_matter(before: str) -> None:
    """Rule: blanks, stray bytes and comments before the declaration or the root are passed over."""
    assert urls(before + rss(f"<link>{URL}/1</link>")) == [f"{URL}/1"]


def test_ill_formed_feeds_give_what_they_hold() -> None:
    """Rule: HTML entities, bare ampersands, undeclared prefixes and a missing end cost no item."""
    whole = rss(
        f"<title>A&nbsp;&eacute; B & C</title><link>{URL}/1?a=1&b=2</link><dc:x>y</dc:x>", f"<link>{URL}/2</link>"
    )
    assert urls(whole) == [f"{URL}/1?a=1&b=2", f"{URL}/2"]
    assert urls(whole[: whole.index("</channel>")]) == [f"{URL}/1?a=1&b=2", f"{URL}/2"]
    assert read_feed(page(whole), ADDRESS, PROFILE).notices[0].title == "A é B & C"


def test_titles_lose_their_markup() -> None:
    """Rule: a title is words, however often its entities were escaped."""
    (notice,) = read_feed(
        page(rss("<title>&lt;b&gt;Ports&lt;/b&gt; &amp;amp; ferries</title>")), ADDRESS, PROFILE
    ).notices
    assert notice.title == "Ports & ferries"


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"]
)
@pytest.mark.parametrize("prologue", ["", DECLARED])
def test_unicode_of_every_width_is_read_with_and_without_a_mark(encoding: str, prologue: str) -> None:
    """Rule: a byte order mark, or the width of the first characters, outweighs whatever is declared."""
    content = (prologue + rss(f"<title>Тарифы</title><link>{URL}/1</link>")).encode(encoding)
    (notice,) = read_feed(page(content, "text/xml", "iso-8859-1"), ADDRESS, PROFILE).notices
    assert notice.title == "Тарифы"


@pytest.mark.parametrize(
    ("written", "declared", "charset"),
    [
        ("cp1251", "windows-1251", None),
        ("cp1251", None, "windows-1251"),
        ("cp1251", "utf-8", "windows-1251"),
        ("cp1251", "windows-1251", "utf-8"),
        ("koi8-r", "koi8-r", "no-such-encoding"),
        ("utf-8", None, None),
        ("utf-8", None, "iso-8859-1"),
        ("utf-8", "windows-1251", "windows-1251"),
        ("utf-8", "utf-16", None),
        ("utf-8", "base64", None),
        ("cp037", None, None),
    ],
)
def test_the_encoding_stated_is_used_where_the_bytes_allow_it(
    written: str, declared: str | None, charset: str | None
) -> None:
    """Rule: header before declaration (RFC 7303), each only where it reads the bytes; UTF-8 beyond chance is UTF-8."""
    title = "Tariffs" if written == "cp037" else "Тарифы"
    prologue = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    prologue = '<?xml version="1.0" encoding="cp037"?>' if written == "cp037" else prologue
    content = (prologue + rss(f"<title>{title}</title><link>{URL}/1</link>")).encode(written)
    (notice,) = read_feed(page(content, "text/xml", charset), ADDRESS, PROFILE).notices
    assert notice.title == title


def test_a_profiles_encoding_is_the_last_resort_but_one() -> None:
    """Rule: undeclared bytes are UTF-8, else what the profile knows, else Western European."""
    content = rss("<title>Тарифы</title>").encode("cp1251")
    assert read_feed(page(content), ADDRESS, replace(PROFILE, encoding="cp1251")).notices[0].title == "Тарифы"
    content = rss("<title>Café</title>").encode("cp1252")
    assert read_feed(page(content), ADDRESS, PROFILE).notices[0].title == "Café"


@given(st.text(max_size=40), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-16-le", "utf-32-be"]))
def test_a_title_survives_every_unicode_encoding(title: str, encoding: str) -> None:
    """Property: a feed's encoding leaves no trace in its titles."""
    escaped = "".join(f"&#{ord(c)};" if c.isalnum() or c == " " else "" for c in title)
    plain = rss(f"<title>{escaped}</title><link>{URL}/1</link>")
    assert read_feed(page(plain.encode(encoding, "replace")), ADDRESS, PROFILE) == read_feed(
        page(plain), ADDRESS, PROFILE
    )


def test_a_mark_before_another_encodings_declaration_wins() -> None:
    """Rule: RFC 7303, 3.3: the byte order mark is authoritative."""
    content = codecs.BOM_UTF8 + f'<?xml version="1.0" encoding="windows-1251"?>{rss("<title>Тарифы</title>")}'.encode()
    assert read_feed(page(content, "text/xml", "koi8-r"), ADDRESS, PROFILE).notices[0].title == "Тарифы"


# ------------------------------------------------------------------ who is who


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (rss("<guid>https://a.example/1</guid>"), "https://a.example/1"),
        (rss('<guid isPermaLink="false">https://a.example/?p=1</guid>'), "https://a.example/?p=1"),
        (rss('<enclosure url="https://a.example/1.mp3" type="audio/mpeg" length="1"/>'), "https://a.example/1.mp3"),
        (atom('<id>tag:a.example,2031:1</id><link rel="via" href="https://a.example/1"/>'), "https://a.example/1"),
        (atom('<link rel="enclosure" href="/1.mp3"/><link rel="related" href="/1"/>'), "https://harbour.example/1"),
        (atom('<link rel="self" href="https://a.example/1.atom"/>'), "https://a.example/1.atom"),
        (atom("<id>https://a.example/1</id><link rel='alternate' href='mailto:x@a.example'/>"), "https://a.example/1"),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/"><entry xml:base="y/">'
            '<link href="1"/></entry></feed>',
            "https://b.example/x/y/1",
        ),
    ],
)
def test_an_entry_without_a_plain_link_is_found_by_what_it_has(content: str, expected: str) -> None:
    """Rule: link, permalink, alternate, an id that is an address, other links, its own document, what is enclosed."""
    assert urls(content) == [expected]


def test_an_entry_without_any_address_has_one_made_up_and_its_text() -> None:
    """Rule: the feed's address and a fragment of the id; its key is its own; its text is there."""
    one, other = read_feed(
        page(
            rss(
                "<guid isPermaLink='false'>42</guid><title>T</title><description>Words.</description>",
                "<title>T</title>",
            )
        ),
        ADDRESS,
        PROFILE,
    ).notices
    assert one.url.startswith(URL + "#entry-")
    assert one.key != other.key
    assert one.key.startswith("entry-")
    assert "<p>Words.</p>" in (one.text or "")
    assert other.text is not None


def test_a_made_up_address_outlives_an_edit_where_something_else_names_the_entry() -> None:
    """Rule: an id names an entry; without one, title and moment do; only without both does the text."""
    first = rss(
        "<guid isPermaLink='false'>4</guid><description>a</description>",
        "<title>T</title><pubDate>4 Mar 2031 10:00 GMT</pubDate>",
    )
    later = rss(
        "<guid isPermaLink='false'>4</guid><description>b</description>",
        "<title>T</title><description>c</description><pubDate>4 Mar 2031 10:00 GMT</pubDate>",
    )
    assert urls(first) == urls(later)
    assert urls(rss("<title>T</title><description>a</description>")) != urls(
        rss("<title>T</title><description>b</description>")
    )


def test_entries_alike_in_all_keep_a_place_each_under_one_key() -> None:
    """Rule: nothing tells them apart, so they are one briefing, announced as often as it stands there."""
    notices = read_feed(page(rss("<title>T</title>", "<title>T</title>")), ADDRESS, PROFILE).notices
    assert len({n.url for n in notices}) == 2
    assert len({n.key for n in notices}) == 1
    newer = read_feed(page(rss("<title>U</title>", "<title>T</title>", "<title>T</title>")), ADDRESS, PROFILE).notices
    assert newer[1:] == notices


def test_an_edit_announced_as_a_new_entry_is_the_same_page() -> None:
    """Rule: gov.uk's travel advice has the moment of the edit in the id; the link is the page, its last edit counts."""
    entry = "<id>tag:a.example,2031:/advice#{0}</id><title>Advice</title><link href='https://a.example/advice'/><updated>{0}</updated>"
    (notice,) = read_feed(
        page(atom(entry.format("2031-03-05T10:00:00Z"), entry.format("2031-03-04T10:00:00Z"))), ADDRESS, PROFILE
    ).notices
    assert notice.updated_at == dt.datetime(2031, 3, 5, 10, tzinfo=dt.UTC)


def test_entries_that_share_the_sites_own_link_are_told_apart_only_by_texts_of_their_own() -> None:
    """Rule: a fetched page is one page; texts with ids and titles of their own are several, each under its own key."""
    words = "<p>" + "The harbour master spoke of quays and cranes. " * 20 + "</p>"
    entry = (
        "<id>tag:a,2031:{0}</id><title>Talk {0}</title><link href='https://a.example/'/>"
        f"<content type='html'><![CDATA[{words}]]></content>"
    )
    feed = page(atom(entry.format(2), entry.format(1)))
    assert len(read_feed(feed, ADDRESS, PROFILE).notices) == 1
    notices = read_feed(feed, ADDRESS, replace(PROFILE, full_text=True)).notices
    assert [n.title for n in notices] == ["Talk 2", "Talk 1"]
    assert len({n.key for n in notices}) == len({n.url for n in notices}) == 2
    repeated = page(atom(entry.format(2), entry.format(2)))
    assert len(read_feed(repeated, ADDRESS, replace(PROFILE, full_text=True)).notices) == 1


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["", "T", "U"]), st.sampled_from(["", "x"])),
        max_size=8,
    )
)
def test_no_two_notices_have_one_address(entries: list[tuple[str, str, str]]) -> None:
    """Property: whatever entries share, addresses are unique, and without links only equal ids are one notice."""
    content = rss(
        *(
            f"<guid isPermaLink='false'>{i}</guid><title>{t}</title><description>{d}</description>"
            for i, t, d in entries
        )
    )
    found = urls(content)
    assert len(set(found)) == len(found)
    assert len(found) == len({i for i, _, _ in entries if i}) + sum(not i for i, _, _ in entries)


# ------------------------------------------------------------------ times, paging, length


def test_a_change_before_the_publication_is_no_change() -> None:
    """Rule: "updated" before "published" says nothing."""
    (notice,) = read_feed(
        page(
            atom("<link href='/1'/><published>2031-03-04T12:00:00Z</published><updated>2031-03-04T11:00:00Z</updated>")
        ),
        ADDRESS,
        PROFILE,
    ).notices
    assert (notice.published_at, notice.updated_at) == (dt.datetime(2031, 3, 4, 12, tzinfo=dt.UTC), None)


def test_the_only_date_of_an_rss_item_is_its_publication_but_not_of_an_atom_entry() -> None:
    """Rule: RSS 1.0 has <dc:date> alone; Atom without <published> (gov.uk) says only when it was changed."""
    dated = rss("<link>/1</link><dc:date>2031-03-04T12:00:00Z</dc:date>").replace(
        "<rss ", "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' "
    )
    (notice,) = read_feed(page(dated), ADDRESS, PROFILE).notices
    assert (notice.published_at, notice.updated_at) == (dt.datetime(2031, 3, 4, 12, tzinfo=dt.UTC), None)
    (notice,) = read_feed(
        page(atom("<link href='/1'/><updated>2031-03-04T12:00:00+01:00</updated>")), ADDRESS, PROFILE
    ).notices
    assert (notice.published_at, notice.updated_at) == (None, dt.datetime(2031, 3, 4, 11, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<link rel="next" href="/en/feed/page/2"/>', "https://harbour.example/en/feed/page/2"),
        ('<link rel="prev-archive" href="https://harbour.example/2030.xml"/>', "https://harbour.example/2030.xml"),
        (f'<link rel="next" href="{URL}#more"/>', None),
        ('<link rel="next" href="mailto:x@harbour.example"/>', None),
        ('<link rel="prev" href="/en/feed/page/0"/>', None),
        ("", None),
    ],
)
def test_a_feed_names_its_page_of_earlier_entries(link: str, expected: str | None) -> None:
    """Rule: RFC 5005's next and prev-archive, absolute, never the page itself; in RSS they stand as atom:link."""
    assert read_feed(page(atom().replace("</feed>", link + "</feed>")), ADDRESS, PROFILE).earlier == expected
    in_rss = rss().replace(
        "</channel>", link.replace("<link", '<a:link xmlns:a="http://www.w3.org/2005/Atom"') + "</channel>"
    )
    assert read_feed(page(in_rss), ADDRESS, PROFILE).earlier == expected


def test_of_an_endless_feed_both_ends_are_read() -> None:
    """Rule: the first and the last thousand entries, for feeds are ordered either way."""
    found = urls(rss(*(f"<link>{URL}/{n}</link>" for n in range(2500))))
    assert found == [f"{URL}/{n}" for n in (*range(1000), *range(1500, 2500))]
