"""What stands around a briefing on a site's page, and pages of unusual make: chrome, <pre>, titles, records."""

import datetime as dt
import json

import pytest

from watchers.model import Briefing, Page
from watchers.sources.html import without_site
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

TITLE = "Briefing by Harbour Ministry Spokeswoman Ana Lind, March 5, 2031"
TALK = "The harbour stays open all winter, and the pilots have been told to keep their boats ready for any weather."
BODY = (
    f"<p>{TITLE}</p><h3>Ferries</h3><p>{TALK}</p><h3>Questions and answers</h3>"
    f"<p><b>Question:</b> And the trains?</p><p><b>Ana Lind:</b> They run. {TALK}</p>"
)
ABOVE = (
    "<nav><a href='/'>Home</a></nav><div id='cookie-banner'><p>This site uses cookies.</p></div>"
    "<div class='breadcrumbs'><a href='/'>Home</a> / Press</div>"
)
BELOW = (
    "<div class='share-buttons'>Tell a friend</div>"
    "<div class='related'><h3>Related news</h3><p>A ship came in.</p></div>"
    "<div role='complementary'>Latest</div>"
)


def read(text: str, profile: str = "generic", content_type: str = "text/html") -> Briefing:
    return read_briefing(Page("https://tides.example/page", text.encode(), content_type), find_profile(profile))


@pytest.mark.parametrize("frame", ["<main><article>{}</article></main>", "<div class='page has-sidebar'>{}</div>"])
def test_what_surrounds_a_guessed_body_is_left_out(frame: str) -> None:
    """Rule: by class, id or role a site marks its chrome; what holds most of the text is no chrome."""
    briefing = read(
        f"<title>The Ministry</title><body>{frame.format(ABOVE + BODY + BELOW)}<footer>2031</footer></body>"
    )
    plain = read(f"<title>The Ministry</title><body>{BODY}</body>")
    assert briefing == plain
    assert [s.heading for s in briefing.sections] == ["Ferries", "Questions and answers"]


@pytest.mark.parametrize("profile", ["generic", "sample", "china_mfa"])
def test_a_title_in_print_is_better_than_the_windows(profile: str) -> None:
    """Rule: <title> may be the site's on every page, so a printed title goes before it."""
    body = f"<div class='journal-content-article content'>{BODY}</div>"
    briefing = read(f"<html><title>The Ministry of Harbours and Lights</title><body>{body}</body></html>", profile)
    assert (briefing.title, briefing.date) == (TITLE, dt.date(2031, 3, 5))


def test_a_date_at_a_titles_end_is_no_sites_name() -> None:
    """Rule: what follows the dash is cut off where it names the site, not where it is a date."""
    assert without_site("Press Gaggle by Tom Reed - 2/27/31") == "Press Gaggle by Tom Reed - 2/27/31"
    assert without_site("Press Gaggle by Tom Reed - The Harbour") == "Press Gaggle by Tom Reed"


def test_a_line_break_in_a_chinese_title_is_no_blank() -> None:
    """Rule: Chinese is written without blanks."""
    page = """<html><body><div id="News_Body_Title">港务部发言人林海就灯塔<br>熄灭一事答记者问</div>
    <div id="News_Body_Txt_A"><p>问：灯塔为什么熄灭了？</p><p>答：因为风大。</p></div></body></html>"""
    assert read(page, "china_mfa").title == "港务部发言人林海就灯塔熄灭一事答记者问"


def test_preformatted_text_is_read_like_plain_text() -> None:
    """Rule: inside <pre>, line ends are the print's own."""
    text = f"{TITLE}\n\nQuestion: And the trains?\n\nAna Lind: They run.\n\n(Laughter.)\n\nQuestion: Truly?\n"
    inside = read(f"<html><body><pre>{text}</pre></body></html>")
    assert inside == read(text, content_type="text/plain")
    assert [t.label for s in inside.sections for t in s.turns] == ["Question", "Ana Lind", None, "Question"]


def test_a_flattened_record_loses_its_head_and_its_foot() -> None:
    """Rule: what a record's fields say already, and the lists of subjects and persons at the end, are no speech."""
    record = {
        "title": "Встреча с капитаном Петром Мачтиным",
        "date": "2031-03-05",
        "raw_date": "5 марта 2031 года",
        "place": "Порт Орвен",
        "text": "События Встреча с капитаном Петром Мачтиным 5 марта 2031 года 17:30 Порт Орвен "
        "Во встрече участвовал лоцман. * * * В.Штурвал: Добрый день. Темы у нас важные. П.Мачтин: Спасибо. "
        "Смотрите также Все новости о порте. География Порт Орвен Темы Флот Лица Мачтин Пётр "
        "Статус материала Опубликован в разделах: Новости",
    }
    briefing = read(json.dumps(record, ensure_ascii=False), "kremlin", "application/json")
    assert (briefing.date, briefing.time) == (dt.date(2031, 3, 5), dt.time(17, 30))
    preamble, spoken = briefing.sections
    assert (preamble.kind, preamble.text) == ("preamble", "Во встрече участвовал лоцман.")
    assert [(t.label, t.text) for t in spoken.turns] == [
        ("В.Штурвал", "Добрый день. Темы у нас важные."),
        ("П.Мачтин", "Спасибо."),
    ]


def test_a_quoted_section_in_markdown_is_read_as_what_it_is() -> None:
    """Rule: quotation marks at the start of lines and a generator's shortcodes go; a quoted heading heads a section."""
    text = f"""---
title: "What the Ministry said of ferries"
date: 2031-03-06
lang: en
---
The spokeswoman spoke of it on Thursday, and here is what she said.

{{{{< image src="/a.webp" title="The harbour" >}}}}

> #### Ferries in winter
>
> {TALK}
>
> They run
> every day.
"""
    briefing = read(text, content_type="text/markdown")
    assert [(s.heading, s.text) for s in briefing.sections] == [
        (None, "The spokeswoman spoke of it on Thursday, and here is what she said."),
        ("Ferries in winter", f"{TALK}\n\nThey run every day."),
    ]
    assert briefing.page_language == "en"
