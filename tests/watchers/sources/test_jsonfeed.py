"""JSON Feed 1 and 1.1 give notices as XML feeds do."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.errors import ParseError
from watchers.model import Address, Announced, Page
from watchers.sources.feed import read_feed
from watchers.sources.profile import find_profile

URL = "https://harbour.example/feed.json"
ADDRESS = Address(URL, "feed", "en")
GENERIC = find_profile("generic")


def feed(*items: Any, **said: Any) -> dict[str, Any]:
    return {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": list(items), **said}


def read(document: Any, encoding: str = "utf-8", full_text: bool = False) -> Announced:
    page = Page(URL, json.dumps(document, ensure_ascii=False).encode(encoding), "application/feed+json")
    return read_feed(page, ADDRESS, replace(GENERIC, full_text=full_text))


def test_items_become_notices() -> None:
    """Rule: address, title, both moments in UTC; a moment of change before the publication is dropped."""
    first, second = read(
        feed(
            {
                "id": "7",
                "url": "/news/7",
                "title": "Ferry  briefing",
                "date_published": "2031-03-04T23:30:00+04:00",
                "date_modified": "2031-03-05T10:00:00+04:00",
            },
            {"id": "https://harbour.example/news/6", "date_published": "2031-03-04T12:00:00Z", "date_modified": "2030"},
        )
    ).notices
    assert (first.url, first.title) == ("https://harbour.example/news/7", "Ferry briefing")
    assert first.published_at == dt.datetime(2031, 3, 4, 19, 30, tzinfo=dt.UTC)
    assert first.updated_at == dt.datetime(2031, 3, 5, 6, 0, tzinfo=dt.UTC)
    assert (second.url, second.updated_at) == ("https://harbour.example/news/6", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    """Rule: JSON is Unicode; with or without a mark."""
    assert read(feed({"id": 1, "title": "Тарифы"}), encoding).notices[0].title == "Тарифы"


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"id": 1, "external_url": "https://a.example/1"}, "https://a.example/1"),
        ({"id": 1, "attachments": [{"url": "https://a.example/1.mp3"}]}, "https://a.example/1.mp3"),
        ({"id": 1, "url": None, "attachments": 5, "content_text": "x"}, f"{URL}#entry-"),
        ({"url": ["odd"], "title": {"odd": 1}}, f"{URL}#entry-"),
    ],
)
def test_an_item_without_its_own_address_has_another(item: dict[str, Any], url: str) -> None:
    """Rule: the page it tells of, what is attached, or a made-up one; odd values are none."""
    (notice,) = read(feed(item)).notices
    assert notice.url.startswith(url)


def test_the_text_comes_with_the_notice_where_the_profile_says_so() -> None:
    """Rule: content_html whole, or content_text in paragraphs with nothing in it taken for markup."""
    words = "The quay at a < b is shut. " * 40
    (notice,) = read(
        feed({"id": 1, "url": "/1", "title": "T", "content_text": f"{words}\n\n{words}"}), full_text=True
    ).notices
    assert (notice.text or "").count("<p>") == 1
    assert "a &lt; b" in (notice.text or "")
    html = f"<p>{'The quay is shut. ' * 50}</p>"
    (notice,) = read(feed({"id": 1, "url": "/1", "content_html": html, "summary": "Shut."}), full_text=True).notices
    assert html in (notice.text or "")
    assert read(feed({"id": 1, "url": "/1", "content_html": html})).notices[0].text is None


def test_the_next_page_is_named() -> None:
    """Rule: `next_url`, absolute, never the page itself."""
    assert read(feed(next_url="/feed.json?page=2")).earlier == f"{URL}?page=2"
    assert read(feed(next_url=URL)).earlier is None
    assert read(feed(next_url=5)).earlier is None


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "1.0", "", None])
def test_a_misspelt_version_does_not_hide_a_feed(version: str | None) -> None:
    """Rule: items tell a feed; only a feed without any must give its version."""
    assert len(read(feed({"id": "1"}, version=version)).notices) == 1
    assert read(feed(version=version)).notices == ()


@pytest.mark.parametrize(
    "document",
    [[], {}, {"items": []}, {"items": [1]}, {"items": [{"commit": "abc"}]}, {"version": "1", "items": {}}, [{"id": 1}]],
)
def test_other_json_is_no_feed(document: Any) -> None:
    """Rule: an answer of an interface, or a list of something else, is a ParseError that shows what came."""
    with pytest.raises(ParseError) as caught:
        read(document)
    assert caught.value.reason == "not_a_feed"
    assert caught.value.detail.startswith("application/feed+json")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "id", "x"]), inner, max_size=3),
    max_leaves=5,
)
_KEYS = st.sampled_from(
    ["id", "url", "external_url", "title", "content_html", "content_text", "date_published", "attachments", "language"]
)


@given(st.lists(st.dictionaries(_KEYS, _VALUES, min_size=1), max_size=4))
def test_whatever_items_hold_nothing_breaks(items: list[dict[str, Any]]) -> None:
    """Property: values of any type give notices or a ParseError."""
    try:
        found = read(feed(*items), full_text=True).notices
    except ParseError:
        return
    assert len({n.url for n in found}) == len(found) <= len(items)
