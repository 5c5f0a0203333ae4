"""What a saved page is: its address, its day, its place among the versions saved of one page, its kind."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import briefing
from watchers.contract import to_json
from watchers.errors import ParseError
from watchers.model import Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile
from watchers.sources.saved import Saved, base_of, day_of, in_order, pieces, rank_of, read_saved

SAMPLE = find_profile("sample")
TOPICS = [("Grain", "Grain left the port of Lindera on Monday."), ("Ferries", "The ferries go again.")]
URI = "file:///saved/page.html"


def saved(content: str, *, kind: str | None = "text/html", day: dt.date | None = None, uri: str = URI) -> Saved:
    """A saved page of these words."""
    return Saved("page.html", uri, content.encode(), kind, day)


def undated(head: str = "") -> str:
    """A page that says no day."""
    page = briefing(TOPICS).replace("March 5, 2026", "").replace("5 March 202612:05", "")
    return page.replace("</head>", f"{head}</head>")


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("a/2021-01-28.html", dt.date(2021, 1, 28)),
        ("a/20210128_briefing.txt", dt.date(2021, 1, 28)),
        ("a/briefing.2021.01.28.md", dt.date(2021, 1, 28)),
        ("a/20210128143000.html", dt.date(2021, 1, 28)),
        ("2021/01/28/page.html", dt.date(2021, 1, 28)),
        ("2019-05-01/2021-01-28.html", dt.date(2021, 1, 28)),
        ("a/2021-02-30.html", None),
        ("a/120210128.html", None),
        ("a/page-2021.html", None),
    ],
)
def test_a_name_tells_the_day(name: str, day: dt.date | None) -> None:
    """The file's own before its folders'; what is no date is none."""
    assert day_of(PurePosixPath("/saved") / name) == day


@pytest.mark.parametrize(
    ("name", "rank", "base"),
    [
        ("page.html", 1, "page.html"),
        ("page.v2.html", 2, "page.html"),
        ("page-v10.html", 10, "page.html"),
        ("page (1).html", 2, "page.html"),
        ("press-2.html", 1, "press-2.html"),
        ("v2.html", 1, "v2.html"),
    ],
)
def test_a_name_tells_which_version_it_is(name: str, rank: int, base: str) -> None:
    """As people write it, and as browsers save a second copy; a number alone is part of the name."""
    assert (rank_of(PurePosixPath(name)), base_of(PurePosixPath(name)).name) == (rank, base)


def test_versions_come_in_the_order_of_their_numbers_and_pages_in_that_of_their_days() -> None:
    """A folder that was copied has all its times alike: then names count."""
    day = 86_400.0
    names = {"b.html": 5 * day, "a.v10.html": 9 * day, "a.v2.html": 9 * day + 5, "c.html": day, "a.html": 9 * day + 9}
    ordered = in_order({PurePosixPath(name): at for name, at in names.items()})
    assert [file.name for file in ordered] == ["c.html", "b.html", "a.html", "a.v2.html", "a.v10.html"]


@given(st.dictionaries(st.from_regex(r"[ab](\.v[1-9])?\.html", fullmatch=True), st.floats(0, 1e9), max_size=8))
def test_ordering_loses_no_file_and_puts_no_version_before_an_earlier_one(names: dict[str, float]) -> None:
    """Whatever the times of the files say."""
    ordered = in_order({PurePosixPath(name): at for name, at in names.items()})
    assert sorted(map(str, ordered)) == sorted(names)
    for base in {base_of(file) for file in ordered}:
        ranks = [rank_of(file) for file in ordered if base_of(file) == base]
        assert ranks == sorted(ranks)


# ------------------------------------------------------------------ pages


def test_a_page_is_known_by_the_address_it_names() -> None:
    """Its canonical link, though it came from a file."""
    link = '<link rel="canonical" href="https://mfa.example/en/briefings/416#top">'
    read = read_saved(saved(briefing(TOPICS).replace("</head>", f"{link}</head>")), SAMPLE)
    assert (read.url, read.key) == ("https://mfa.example/en/briefings/416", "416")


@pytest.mark.parametrize("href", ["https://mfa.example/", "/en/briefings/416", "javascript:void(0)", "https://[", ""])
def test_an_address_that_cannot_be_the_page_s_own_is_not_taken(href: str) -> None:
    """Some sites name their front page on every page; then the file's own address stands."""
    page = briefing(TOPICS).replace("</head>", f'<link rel="canonical" href="{href}"></head>')
    assert read_saved(saved(page), SAMPLE).url == URI


def test_the_day_a_page_says_is_better_than_the_one_in_its_name() -> None:
    """A file may be named for the day it was saved."""
    assert read_saved(saved(briefing(TOPICS), day=dt.date(2026, 4, 1)), SAMPLE).date == dt.date(2026, 3, 5)


def test_a_page_without_a_day_is_of_the_one_in_its_name() -> None:
    """And without that it is no briefing of today, but unreadable."""
    assert read_saved(saved(undated(), day=dt.date(2026, 4, 1)), SAMPLE).date == dt.date(2026, 4, 1)
    with pytest.raises(ParseError) as caught:
        read_saved(saved(undated()), SAMPLE)
    assert caught.value.reason == "no_date"


def test_front_matter_names_address_and_day() -> None:
    """Markdown as mirrors of ministries keep it."""
    text = (
        "---\ntitle: Briefing by Ana Lind\ndate: 2026-03-05\nsource_url: https://mfa.example/en/briefings/9\n---\n\n"
        "Grain left the port of Lindera on Monday, and the ferries go again.\n"
    )
    read = read_saved(saved(text, kind=None), SAMPLE)
    assert (read.url, read.date, read.title) == (
        "https://mfa.example/en/briefings/9",
        dt.date(2026, 3, 5),
        "Briefing by Ana Lind",
    )


def test_a_briefing_that_was_read_before_is_taken_as_it_was_read() -> None:
    """`rostrum read --json` and the import cut a page alike, so the import need not cut it again."""
    url = "https://mfa.example/en/briefings/416"
    read = read_briefing(Page(url, briefing(TOPICS).encode(), "text/html"), SAMPLE)
    assert read_saved(saved(json.dumps({"file": "x"} | to_json(read)), kind=None), SAMPLE) == read


def test_a_briefing_that_was_read_from_a_file_is_known_by_that_file() -> None:
    """So that it is the same one if the file itself is imported."""
    page = Page("/saved/page.html", briefing(TOPICS).encode(), "text/html")
    read = read_saved(saved(json.dumps(to_json(read_briefing(page, SAMPLE))), kind=None, uri="file:///x.json"), SAMPLE)
    again = read_saved(saved(briefing(TOPICS)), SAMPLE)
    assert (read.url, read.key) == (again.url, again.key) == (URI, read.key)


@pytest.mark.parametrize(
    "content", ['{"error": "challenge", "file": "x"}', '{"sections": [], "contents": []}', '{"name": 1}', "[1]", "{}"]
)
def test_json_that_holds_no_briefing_is_unreadable(content: str) -> None:
    """Package files and indexes lie among saved pages; none of them becomes a briefing of braces."""
    with pytest.raises(ParseError):
        read_saved(saved(content, kind=None, day=dt.date(2026, 3, 5)), SAMPLE)


def test_a_record_with_a_text_is_a_page() -> None:
    """As an archive of a site keeps them: title, date, url, text."""
    record = {"title": "Meeting", "date": "2026-03-05", "url": "https://mfa.example/en/9", "text": "Grain left.\nOn."}
    read = read_saved(saved(json.dumps(record), kind=None), SAMPLE)
    assert (read.url, read.date) == ("https://mfa.example/en/9", dt.date(2026, 3, 5))


# ------------------------------------------------------------------ files of several


def test_a_file_of_json_lines_or_a_list_holds_as_many_pages() -> None:
    """And any other file one, whatever is in it."""
    assert pieces(b'{"a": 1}\n\n{"b": 2}\n', ".jsonl") == [b'{"a": 1}', b'{"b": 2}']
    assert [json.loads(piece) for piece in pieces(b'[{"a": 1}, {"b": "\xc3\xa9"}]', ".json")] == [{"a": 1}, {"b": "é"}]
    assert pieces(b'{"a": 1}\n', ".json") == [b'{"a": 1}\n']
    assert pieces(b'{"a": 1}\n{"b": 2}\n', ".html") == [b'{"a": 1}\n{"b": 2}\n']
    assert pieces(b'{"a": 1}\n{"b": ', ".json") == [b'{"a": 1}', b'{"b": ']


@given(st.binary(max_size=300), st.sampled_from([None, "text/html", "text/plain"]))
def test_whatever_the_bytes_they_are_a_briefing_or_unreadable(content: bytes, kind: str | None) -> None:
    """And nothing else comes of them."""
    for piece in pieces(content, ".json"):
        try:
            read = read_saved(replace(saved("", kind=kind, day=dt.date(2026, 3, 5)), content=piece), SAMPLE)
        except ParseError:
            continue
        assert read.date is not None
