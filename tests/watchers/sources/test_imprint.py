"""What a page says of itself: when it was put out and changed, where it was, under what number, and how it came about.

Every page is written for these tests and reproduces one quirk of real ones.
"""

import datetime as dt

import pytest

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile, find_profile, parse_profile

PROFILE: Profile = parse_profile(
    """
    id = "tides"
    name = "Tides"
    time_zone = "Europe/Moscow"
    keys = ['//tides.example/(?P<language>en|ru|fr)/(?P<key>[^/?#]+)']
    [[eras]]
    title = ["h1"]
    date = [".date"]
    body = ["div.body"]
    posted = ["time.posted"]
    updated = [".updated"]
    place = [".place"]
    number = [".number"]
    editions = [".languages a"]
    """,
    "tides",
    find_profile("generic"),
)
GENERIC = find_profile("generic")
TITLE = "Briefing by Foreign Ministry Spokeswoman Ada Reef, Port Orven, March 4, 2031"
WORDS = "The ferry sails at noon, and nobody knows when it will be back in the harbour of the old town again."


def read(text: str, profile: Profile = GENERIC, kind: str = "text/plain", url: str = "https://x.example/p") -> Briefing:
    return read_briefing(Page(url, text.encode(), kind), profile)


def html(*body: str, head: str = "", title: str = TITLE, attributes: str = "") -> str:
    words = "".join(f"<p>{p}</p>" for p in (*body, WORDS))
    return f"<html {attributes}><head>{head}</head><body><h1>{title}</h1><div class='body'>{words}</div></body></html>"


# ------------------------------------------------------------------ stated by markup


def test_what_the_profile_points_at() -> None:
    """Rule: an era's selectors give posted, updated, place, number and editions; a clock is in the site's zone."""
    page = html(
        "<time class='posted' datetime='2031-03-05T09:30:00'>yesterday</time>",
        "<span class='updated'>March 6, 2031, 14:05</span><span class='place'> Orven,  Old Pier </span>",
        "<i class='number'>417-04-03-2031</i>",
        "<nav class='languages'><a href='/fr/417'>fr</a><a href='/en/417#top'>en</a><a href='/'>home</a></nav>",
        attributes="lang='en-GB'",
    )
    briefing = read(page, PROFILE, "text/html", "https://tides.example/en/417")
    assert briefing.posted == dt.datetime(2031, 3, 5, 6, 30, tzinfo=dt.UTC)
    assert briefing.updated == dt.datetime(2031, 3, 6, 11, 5, tzinfo=dt.UTC)
    assert (briefing.place, briefing.number) == ("Orven, Old Pier", "417-04-03-2031")
    assert briefing.editions == ("https://tides.example/fr/417",)
    assert (briefing.page_language, briefing.language) == ("en", "en")


def test_what_a_page_states_in_its_own_head() -> None:
    """Rule: article times, hreflang links and the language of the page are read without a profile."""
    head = """<meta property="article:published_time" content="2031-03-05T22:00:00-05:00">
    <meta property="article:modified_time" content="2031-03-07">
    <link rel="alternate" hreflang="ru" href="https://x.example/ru/news/12">
    <link rel="alternate" hreflang="x-default" href="https://x.example/news/12">
    <link rel="alternate" hreflang="de" href="https://x.example/de/">
    <link rel="alternate" hreflang="en" href="https://x.example/p">"""
    briefing = read(html(head=head, attributes='lang="ru"'), kind="text/html")
    assert briefing.posted == dt.datetime(2031, 3, 6, 3, 0, tzinfo=dt.UTC)
    assert briefing.updated == dt.date(2031, 3, 7)
    assert briefing.editions == ("https://x.example/ru/news/12",)
    assert (briefing.page_language, briefing.language, briefing.date) == ("ru", "en", dt.date(2031, 3, 4))


def test_the_times_of_json_ld_and_midnight_for_a_day() -> None:
    """Rule: schema.org's times count where no meta has any; midnight sharp is a day, for no page is put out then."""
    head = '<script type="application/ld+json">{"datePublished": "2031-03-05T00:00:00+00:00"}</script>'
    assert read(html(head=head), kind="text/html").posted == dt.date(2031, 3, 5)


def test_front_matter_and_the_language_of_the_address() -> None:
    """Rule: front matter states both times; where the page names no language, its address does."""
    text = f"""---
title: "{TITLE}"
date: '2031-03-05'
published_time: 2031-03-05 16:35:08-05:00
modified_time: 2031-03-06 09:00:00-05:00
---
{WORDS}
"""
    briefing = read(text, PROFILE, "text/markdown", "https://tides.example/fr/417")
    assert briefing.posted == dt.datetime(2031, 3, 5, 21, 35, 8, tzinfo=dt.UTC)
    assert briefing.updated == dt.datetime(2031, 3, 6, 14, tzinfo=dt.UTC)
    assert briefing.page_language == "fr"


# ------------------------------------------------------------------ said in words


@pytest.mark.parametrize(
    ("line", "posted", "updated"),
    [
        ("Last updated: 05 Mar. 2031 07:18", None, dt.datetime(2031, 3, 5, 7, 18, tzinfo=dt.UTC)),
        ("• Last updated 05-Mar-2031", None, dt.date(2031, 3, 5)),
        ("Обновлено 5 марта 2031", None, dt.date(2031, 3, 5)),
        ("Опубліковано 5 березня 2031 року о 17:47", dt.datetime(2031, 3, 5, 17, 47, tzinfo=dt.UTC), None),
        ("Issued on: March 5, 2031", dt.date(2031, 3, 5), None),
    ],
)
def test_days_that_the_page_prints(
    line: str, posted: dt.date | dt.datetime | None, updated: dt.date | dt.datetime | None
) -> None:
    """Rule: "Published" and "Updated" with a date are the page's; the briefing keeps its own day."""
    briefing = read(f"Press conference by the harbour master\n{line}\n4 March 2031\n\nQ: Is it wet?\n\nA: {WORDS}")
    assert (briefing.posted, briefing.updated, briefing.date) == (posted, updated, dt.date(2031, 3, 4))


def test_a_day_of_publication_is_better_than_none() -> None:
    """Rule: where nothing says when the event was, it was when the page was put out."""
    assert read(f"Press conference\nPublished: 5 March 2031\n\nQ: Is it wet?\n\nA: {WORDS}").date == dt.date(2031, 3, 5)


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["James Rowe Briefing Room"], "James Rowe Briefing Room"),
        (["Aboard the Ferry Marta", "En Route Fogport, Orven"], "Aboard the Ferry Marta, En Route Fogport, Orven"),
        (["[Via Teleconference]"], "Via Teleconference"),
        (["Grand Pier Hotel", "Fogport, Orven"], "Grand Pier Hotel, Fogport, Orven"),
        (["Fogport, D.C."], "Fogport, D.C."),
        (["BY PRESS SECRETARY ANA BELL"], None),
        (["Office of the Press Secretary"], None),
        ([], None),
    ],
)
def test_the_place_above_the_first_turn(lines: list[str], place: str | None) -> None:
    """Rule: lines that name a room, a way or a town above the first turn are the place; mastheads are not."""
    text = "\n\n".join(
        ["Press Briefing by Ana Bell, March 4, 2031", *lines, "1:05 P.M. EST", "Q: Is it?", f"A: {WORDS}"]
    )
    assert read(text).place == place


def test_a_topic_that_ends_with_a_places_name_is_no_place() -> None:
    """Rule: below the first heading the page speaks of the world, not of the event."""
    topics = ("Passengers held at Cape Lorne airport", "Reopening of the Grand Pier Hotel")
    page = html(*(f"<b>{heading}</b></p><p>{WORDS}" for heading in topics))
    assert [s.heading for s in read(page, PROFILE, "text/html").sections] == list(topics)
    assert read(page, PROFILE, "text/html").place == "Port Orven"


@pytest.mark.parametrize(
    ("title", "place"),
    [
        (TITLE, "Port Orven"),
        ("Брифинг официального представителя МИД Орвении А.Б.Рифовой, Фогпорт, 4 марта 2031 года", "Фогпорт"),
        ("Briefing by Spokeswoman Ada Reef (Fogport, March 4, 2031)", "Fogport"),
        ("Press Briefing by Press Secretary Ana Bell, March 4, 2031", None),
        ("Briefing by the spokesman of the Ministry of Foreign Affairs, Tom Reed, 4 March 2031", None),
        ("Press Briefing by Ana Bell and Envoy Tom Reed, March 4, 2031", None),
        ("Stenogram of the briefing by Spokesman Tom Reed, Wednesday, 5 March 2031", None),
    ],
)
def test_the_town_of_a_title(title: str, place: str | None) -> None:
    """Rule: a title's last part before the date is a town, unless it is the one who speaks."""
    assert read(f"{title}\n\n{WORDS}\n\n{WORDS}").place == place


def test_the_documents_number() -> None:
    """Rule: a number on a line of its own is the document's, though it is furniture of the text."""
    assert read(f"417-04-03-2031\n\n{TITLE}\n\n{WORDS}", find_profile("mid_ru")).number == "417-04-03-2031"


@pytest.mark.parametrize(
    ("title", "line", "flags"),
    [
        (TITLE, "[This is a rush transcript. This copy may be updated]", ("rush_transcript",)),
        (f"Extract from the {TITLE}", "", ("extract",)),
        ("Из ответов на вопросы, 4 марта 2031 года", "", ()),
        ("Выдержки из брифинга, Фогпорт, 4 марта 2031 года", "", ("extract",)),
        (f"CORRECTED: {TITLE}", "", ("corrected",)),
        ("Remarks by Ada Reef as Prepared for Delivery, March 4, 2031", "", ("as_prepared",)),
        (TITLE, "As Prepared for Delivery", ("as_prepared",)),
        (TITLE, "(As delivered)", ("as_delivered",)),
        (TITLE, "Es gilt das gesprochene Wort.", ("as_prepared",)),
        (TITLE, "The verdict was delivered as spoken of.", ()),
    ],
)
def test_what_a_page_says_of_its_text(title: str, line: str, flags: tuple[str, ...]) -> None:
    """Rule: rush transcripts, extracts, corrected, prepared and delivered texts say so in title or on a line."""
    assert read("\n\n".join(filter(None, (title, line, WORDS, WORDS)))).flags == flags
