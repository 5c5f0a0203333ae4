"""The text a feed brings is cut like the page it stands for."""

import datetime as dt
import html
from dataclasses import replace

import pytest

from watchers.model import Address, Briefing, Notice, Page
from watchers.sources.feed import read_feed
from watchers.sources.fulltext import whole_page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile, find_profile, load_profiles, parse_profile

# As kremlin.ru's Atom of 2025 brings it: type "html", escaped, labels bold, a lead and "* * *" before the transcript.
KREMLIN = """<p>Глава Гавани провёл встречу с рыбаками Северного залива и ответил на вопросы печати.</p>
<p>* * *</p>
<p><b>Н.Маяков:</b> Добрый день! Рад видеть вас в порту, где чинят маяк и строят новый причал.</p>
<p>Начнём с льда, потом перейдём к <span class="read__tooltip">сноска</span>неводам.</p>
<p><b>Вопрос:</b> Когда откроют дорогу к старому молу?</p>
<p><b>Н.Маяков:</b> Думаю, что к осени, когда сойдёт туман и просохнет щебень на насыпи.</p>
<p>Щебень уже везут с дальнего карьера, и рыбакам не придётся ждать парома.</p>
<p><b>Вопрос:</b> А когда привезут новые лодки для смотрителей?</p>
<p><b>Н.Маяков:</b> Лодки стоят в доке, их осталось только покрасить и спустить на воду.</p>
<p>Красить будут сами смотрители, краску привезли на прошлой неделе вместе с канатами и якорями для бакенов.</p>
"""
# As state.gov's RSS brought it: content:encoded, a block with the index of topics, a clock, labels in capitals.
STATE = """<div class="wp-block-summary-article-index"><ul><li>LIGHTHOUSES</li><li>FERRIES</li></ul></div>
<p>2:15 p.m. EST</p>
<p><strong>MR QUILL:</strong> Good afternoon. One thing at the top about the lighthouse on the western rock.</p>
<p>It has been lit again since last night, after eleven weeks of work by the keepers and their families.</p>
<p><strong>QUESTION:</strong> Thanks. Will the ferry to the rock sail on Sundays this winter as well?</p>
<p><strong>MR QUILL:</strong> It will, weather allowing, and the timetable is to be printed next week.</p>
<p><strong>QUESTION:</strong> And who pays for the fuel of it?</p>
<p><strong>MR QUILL:</strong> The islands do, as they always have, with a share from the fund for harbours.</p>
<p>(The briefing was concluded at 2:31 p.m.)</p>
"""


def atom(title: str, markup: str, extra: str = "") -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="http://kremlin.ru/events/all/feed/page/2"/>'
        f"<entry><id>tag:kremlin.ru,2031:90210</id><title>{title}</title><summary>{title}</summary>"
        '<link rel="alternate" type="text/html" href="http://kremlin.ru/events/president/news/90210"/>'
        "<published>2031-03-05T01:30:00+04:00</published><updated>2031-03-05T03:00:00+04:00</updated>"
        f'<content type="html" xml:lang="ru">{html.escape(markup)}</content>{extra}</entry></feed>'
    )


def rss(title: str, markup: str, summary: str = "Good afternoon. …") -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>'
        f"<title>{title}</title><link>https://www.state.gov/briefings/department-press-briefing-march-4-2031/</link>"
        f"<pubDate>Wed, 05 Mar 2031 01:30:00 +0000</pubDate><description>{summary}</description>"
        f"<content:encoded><![CDATA[{markup}]]></content:encoded></item></channel></rss>"
    )


def noticed(content: str, profile: Profile, language: str | None = None) -> Notice:
    page = Page("http://feeds.example/feed", content.encode(), "application/xml")
    (notice,) = read_feed(page, Address(page.url, "feed", language), replace(profile, full_text=True)).notices
    return notice


def cut(notice: Notice, profile: Profile) -> Briefing:
    assert notice.text is not None
    return read_briefing(Page(notice.url, notice.text.encode(), "text/html", "utf-8"), profile, notice)


def test_an_atom_entrys_content_is_cut_into_its_turns() -> None:
    """Rule: the title is the entry's, the date the site's own day, the lead no turn, footnotes of the site dropped."""
    profile = find_profile("kremlin")
    briefing = cut(noticed(atom("Встреча с рыбаками", KREMLIN), profile, "ru"), profile)
    assert (briefing.title, briefing.date) == ("Встреча с рыбаками", dt.date(2031, 3, 5))
    assert (briefing.key, briefing.language) == ("90210", "ru")
    turns = [t for s in briefing.sections for t in s.turns]
    assert [(t.label, t.kind) for t in turns] == [
        ("Н.Маяков", "statement"),
        ("Вопрос", "question"),
        ("Н.Маяков", "answer"),
        ("Вопрос", "question"),
        ("Н.Маяков", "answer"),
    ]
    assert turns[0].text.endswith("перейдём к неводам.")
    assert any(s.kind == "preamble" and s.text.startswith("Глава Гавани") for s in briefing.sections)


def test_the_day_is_the_sites_and_not_that_of_utc() -> None:
    """Rule: 01:30 +04:00 of 5 March is 00:30 in Moscow, the same day there and the day before in UTC."""
    notice = noticed(atom("Встреча", KREMLIN), find_profile("kremlin"))
    assert notice.published_at == dt.datetime(2031, 3, 4, 21, 30, tzinfo=dt.UTC)
    assert 'content="2031-03-05T00:30:00+03:00"' in (notice.text or "")


def test_an_rss_items_encoded_content_is_cut_into_its_turns() -> None:
    """Rule: the longest of content and description is the text; the title's date is the briefing's."""
    profile = find_profile("us_state")
    briefing = cut(noticed(rss("Department Press Briefing – March 4, 2031", STATE), profile, "en"), profile)
    assert (briefing.title, briefing.date) == ("Department Press Briefing – March 4, 2031", dt.date(2031, 3, 4))
    turns = [t for s in briefing.sections for t in s.turns if t.kind != "event"]
    assert [t.label for t in turns] == ["MR QUILL", "QUESTION"] * 2 + ["MR QUILL"]
    assert [len(s.exchanges) for s in briefing.sections if s.exchanges] == [2]
    assert "LIGHTHOUSES" not in " ".join(s.text for s in briefing.sections)


@pytest.mark.parametrize("profile", load_profiles().values(), ids=lambda p: p.id)
def test_every_profile_finds_title_and_body_of_such_a_page(profile: Profile) -> None:
    """Rule: the words stand where the site's own pages have them, and the page ends as a whole page does."""
    markup = STATE.partition("</div>")[2]
    text = whole_page(markup, "Talk <of> tides & quays", None, "en", profile)
    briefing = read_briefing(Page("https://a.example/1", text.encode(), "text/html", "utf-8"), profile)
    assert "western rock" in " ".join(s.text for s in briefing.sections)
    assert "fund for harbours" in " ".join(s.text for s in briefing.sections)
    assert sum(len(s.exchanges) for s in briefing.sections) == 2
    if profile.id != "generic":
        assert briefing.title == "Talk <of> tides & quays"


def test_a_described_body_is_rebuilt_step_by_step() -> None:
    """Rule: tags, ids, classes and attributes of a plain selector are made; others are passed over."""
    toml = 'id = "x"\nname = "X"\n[[eras]]\nbody = ["main > p", "section#top div.text.wide[itemprop=articleBody]"]\n'
    text = whole_page("<p>Words</p>", None, None, None, parse_profile(toml, "x"))
    assert '<section id="top"><div itemprop="articleBody" class="text wide">\n<p>Words</p>\n</div></section>' in text
    assert "<article>" in whole_page("", None, None, None, parse_profile('id = "x"\nname = "X"\n', "x"))


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<p>A minister met another minister.</p>", False),
        ("<p>" + "The keepers spoke of oil and wicks. " * 30 + "</p>", True),
        ("<p>" + "The keepers spoke of oil and wicks. " * 30 + "[…]</p>", False),
        ("<p>" + "The keepers spoke of oil and wicks. " * 30 + "Read more »</p>", False),
        ("<p>" + "The keepers spoke of oil and wicks. " * 150 + "And so…</p>", True),
        ("<p><b>Question:</b> Why?</p><p><b>Answer:</b> Because.</p>", True),
        ("", False),
    ],
    ids=["short", "long", "cut", "more", "trails off", "turns", "none"],
)
def test_a_teaser_is_no_text(markup: str, kept: bool) -> None:
    """Rule: what is cut short, or short without a turn, leaves the page to be fetched."""
    assert (noticed(rss("T", markup, summary=""), find_profile("us_state")).text is not None) is kept


def test_without_full_text_the_page_is_fetched() -> None:
    """Rule: only a profile's `full_text` makes a feed's words the page."""
    page = Page("http://feeds.example/feed", atom("T", KREMLIN).encode(), "application/atom+xml")
    (notice,) = read_feed(page, Address(page.url, "feed"), replace(find_profile("kremlin"), full_text=False)).notices
    assert notice.text is None
