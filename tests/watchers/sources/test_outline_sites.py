"""What stands around a briefing on a site's page, pages of unusual make (chrome, <pre>, titles, records), and each
outlet's layout.

Every text is written for these tests; markup and labels are those that the profiles know.
"""

import datetime as dt
import json

import pytest

from watchers.model import Briefing, Page
from watchers.sources.html import without_site
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile, load_profiles

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


# ------------------------------------------------------------------ each outlet's layout

FOG = "The fog lifts by noon, and the pilots have been told to keep their boats ready for any weather."
TIDE = "The tide was higher than the tables say, so the lower quay stays closed until the end of the week."
LAYOUTS = {
    "mid_ru": f"""<html><head><title>Ministry</title></head><body><header><a href="/">Home</a></header>
        <h1 class="photo-content__title">Briefing by Ministry Spokeswoman Ana Lind, Port Orven, March 5, 2031</h1>
        <span class="photo-content__date">6 March 2031</span><p class="article-line__note_small">417-05-03-2031</p>
        <div class="text article-content"><h2>Table of contents</h2>
        <ol><li><a href="#1">Fog over the port</a></li><li><a href="#2">The lower quay</a></li></ol>
        <p>Answers to media questions:</p><ol><li><a href="#3">Pilots</a></li></ol>
        <p><a name="1"></a><b>Fog over the port</b></p><p>{FOG}</p><p>
        <a href="#top">Back to the table of contents</a></p>
        <p><a name="2"></a><b>The lower quay</b></p><p>{TIDE}</p><p><a href="#top">Back to table of contents</a></p>
        <p><b>Answers to media questions:</b></p><p><a name="3"></a><b>Pilots</b></p>
        <p><b>Question:</b> Do they sleep?</p><p><b>Ana Lind:</b> They do.</p></div><footer>2031</footer></body>
        </html>""",
    "kremlin": f"""<html><body><h1 class="entry-title p-name">Meeting with harbour masters</h1>
        <time class="read__published" datetime="2031-03-05">March 5, 2031</time><div class="read__place">Port</div>
        <div class="read__lead">The harbour masters reported on the fog.</div>
        <div class="entry-content read__internal_content" itemprop="articleBody"><p><b>President of Russia
        <a href="/1">Vladimir Putin<span class="read__tooltip">Head of state</span></a>:</b> Good day.</p><p>{FOG}</p>
        <p><b>Harbour Master Tom Reed:</b> {TIDE}</p></div>
        <div class="read__bottommeta">Publication status Published in sections: News</div></body></html>""",
    "china_mfa": f"""<html><head><title>Ministry Spokesperson Lin Hai’s Regular Press Conference on March 5,
        2031_Ministry of
        Foreign Affairs</title></head><body><div class="time"><span>2031-03-05 19:20</span></div>
        <div class="trs_editor_view TRS_UEDITOR trs_web">
        <p>At the invitation of the port, Mr Stone will visit the docks.</p>
        <p><b>Orven Radio: The crane fell. Why?</b></p><p>Lin Hai: It was old. {FOG}</p>
        <p><b>Daily Harbour: Who pays?</b></p><p>Lin Hai: We do.</p></div><div class="news-foot">Share</div></body>
        </html>""",
    "us_state": f"""<html><body><section>
        <h1 class="featured-content__headline">Department Press Briefing – March 5, 2031</h1>
        <div class="article-meta"><p class="article-meta__publish-date">March 5, 2031</p></div></section>
        <div class="entry-content"><div class="wp-block-summary-article-index"><ul><li>Harbours</li></ul></div>
        <p>2:07 p.m. EST</p><p><strong>MR REED: </strong>Good afternoon. {FOG}</p>
        <p><strong>QUESTION: </strong>And the quay?</p><p><strong>MR REED: </strong>{TIDE}</p><p># # #</p></div>
        </body></html>""",
    "us_defense": f"""<html><body><h1 class="maintitle">Press Gaggle by Acting Secretary Reed</h1>
        <span class="date">March 5, 2031</span><div class="body"><p>ACTING SECRETARY OF DEFENSE TOM REED: {FOG}</p>
        <p>Q: And the quay?</p><p>SEC. REED: {TIDE}</p><p>STAFF: Last one.</p></div></body></html>""",
    "whitehouse": f"""<html><body><main><h1 class="page-title">Press Briefing by Press Secretary Tom Reed</h1>
        <time class="posted-on" datetime="2031-03-05T16:00:00-05:00">March 5, 2031</time>
        <section class="body-content"><p>James S. Brady Press Briefing Room</p><p>2:07 P.M. EST</p>
        <p>MR. REED: {FOG}</p>
        <p>Q Do they sleep?</p><p>MR. REED: They do.</p><p>Q And the quay?</p><p>MR. REED: {TIDE}</p>
        <p>END 2:40 P.M. EST</p>
        </section><aside>More news</aside></main></body></html>""",
    "un_noon": f"""<html><body><nav><a href="/">Home</a></nav><main><h1>Daily Press Briefing by the Office</h1>
        <article>
        <p>The following is what Tom Reed, Spokesman, said.</p><p>**Fog</p><p>{FOG}</p><p>**Quays</p><p>{TIDE}</p>
        <p>**Questions and Answers</p><p><b>Question</b>: And the pilots?</p><p><b>Spokesman</b>: They sleep.</p>
        </article>
        </main></body></html>""",
    "nato": f"""<html><body><nav><a href="/">Home</a></nav><h1>Pre-ministerial press conference</h1>
        <section class="content cf"><p>by Secretary General Tom Reed</p>
        <ul><li>05 Mar. 2031 -</li><li>|</li><li>Last updated: 07 Mar. 2031 11:27</li></ul><p>(As delivered)</p>
        <p>{FOG}</p>
        <p><b>Question (Orven Radio):</b> And the quay?</p><p><b>Secretary General Tom Reed:</b> {TIDE}</p></section>
        <footer>2031</footer></body></html>""",
    "uk_fcdo": f"""<html><body><header>Menu</header><main><h1>Fog over the port: statement of 5 March 2031</h1>
        <div class="gem-c-metadata">Published 6 March 2031</div><div class="gem-c-govspeak govuk-govspeak">
        <p>{FOG}</p>
        <h2>What follows</h2><p>{TIDE}</p><div class="gem-c-share-links">Share this page</div></div>
        <div class="gem-c-contextual-footer">Related content</div></main></body></html>""",
    "eu_commission": json.dumps(
        {
            "eventDate": "2031-03-05",
            "docuLanguageResource": {"title": "Statement on the fog", "htmlContent": f"<p>{FOG}</p><p>{TIDE}</p>"},
        }
    ),
    "india_mea": f"""<div class="detail">
        <h2 class="titleText mb-2">Transcript of Weekly Media Briefing (March 05, 2031)</h2>
        <p>March 06, 2031</p><div class="description"><p><span>Shri Tom Reed, Official Spokesperson:</span> {FOG}</p>
        <p><span>Ana:</span> Sir, Ana from Orven Radio. And the quay?</p><p>
        <span>Ines Moor:</span> And the pilots?</p>
        <p><span>Shri Tom Reed, Official Spokesperson:</span> {TIDE}</p></div><div class="d-flex tags">Tags</div>
        </div>""",
    "japan_mofa": f"""<html><body><div class="any-area"><p>Press Conferences</p>
        <h1>Press Conference by Foreign Press Secretary SATO Umi</h1>
        <p>Wednesday, March 5, 2031, 4:31 p.m. The Ministry</p>
        <ul><li><a href="j.html">Japanese</a></li></ul><h2>Opening Remarks</h2><h3>(1) Fog over the port</h3>
        <p>Ms. SATO Umi, Foreign Press Secretary: {FOG}</p><h3>(2) The lower quay</h3>
        <p>Press Secretary SATO: {TIDE}</p>
        <h2>Question concerning pilots</h2><p>Orven Radio, Reed: Do they sleep?</p>
        <p>Press Secretary SATO: They do.</p>
        </div></body></html>""",
    "korea_mofa": f"""<html><body><div class="board_detail"><div class="bo_head">
        <h2>Spokesperson's Press Briefing (March 5, 2031)</h2><dl><dd>2031-03-06</dd><dt>Hit</dt><dd>900</dd></dl>
        </div>
        <div class="bo_con"><div class="se-contents"><p>March 5, 2031 14:30 KST</p><p>{FOG}</p><p>[Q&amp;A]</p>
        <p>Q: And the quay?</p><p>A: {TIDE}</p></div></div></div></body></html>""",
    "turkey_mfa": f"""<html><body><div>Menu</div><span class="lead">
        <strong>QA-31, 5 March 2031, Statement of the Spokesperson
        Tom Reed</strong></span><span class="mfa-content-text"><p>{FOG}</p><p>{TIDE}</p></span></body></html>""",
    "ukraine_mfa": """<html><body><nav><ul><li>A-</li><li>English</li></ul></nav><main><article>
        <h1>Стенограма брифінгу речника порту Тома Ріда від 05.03.2031</h1><p>Людям із порушенням зору</p>
        <p>Опубліковано 07 березня 2031 року о 19:34</p>
        <p>Туман підніметься опівдні, і лоцманам сказано тримати човни готовими за будь-якої погоди.</p>
        <p>Запитання: А нижній причал?</p>
        <p>Речник: Він зачинений до кінця тижня, бо вода стоїть вище, ніж у таблицях.</p>
        </article></main></body></html>""",
    "pakistan_mofa": f"""<html><body><section><div class="filter-title">
        <h2>Transcript of the Media Briefing by the Spokesperson, Wednesday, 5 March 2031</h2></div>
        <div class="m-5 text-justify"><p>[This is a rush transcript]</p><p>{FOG}</p><p>Question: And the quay?</p>
        <p>Spokesperson: {TIDE}</p><div class="card"><h5>Another briefing</h5></div></div></section></body></html>""",
    "france_mae": """<html><body><nav>Menu</nav><main><h1>Q&amp;R - Point de presse live (5 mars 2031)</h1><div>
        <p>Q - Le brouillard se lèvera-t-il avant midi ? Les pilotes attendent depuis hier soir.</p>
        <p>R - Il se lèvera, et les pilotes ont été priés de tenir leurs bateaux prêts.</p><p>Q - Et le quai ?</p>
        <p>R - Il reste fermé jusqu’à la fin de la semaine.</p><p>Lire la suite ...</p></div></main></body></html>""",
    "germany_bpk": """<html><body><div class="bpa-richtext"><p>Cookies</p></div><main>
        <h1>Regierungspressekonferenz vom 5. März 2031</h1><div class="bpa-richtext">
        <p>Sprecher: StS Reed, Lind (Hafenamt)</p><p>VORS. MOOR eröffnet die Pressekonferenz und begrüßt StS Reed.</p>
        <p>StS Reed: Der Nebel steigt bis Mittag, und die Lotsen sollen ihre Boote bereithalten.</p>
        <p>FRAGE STEIN: Und der Kai?</p><p>Lind (Hafenamt): Er bleibt bis zum Ende der Woche geschlossen.</p>
        <p>ZUSATZFRAGE STEIN: Wirklich?</p><p>Lind (Hafenamt): Ja.</p><p>Vorsitzende Moor: Danke.</p></div></main>
        </body>
        </html>""",
    "iran_mfa": f"""<html><body><span class="nv-info">2031/03/05 - 09:29</span><div class="news-text-full">
        <h6>Weekly presser</h6><h4>What the spokesman said of the fog</h4><p>{FOG}</p><p>{TIDE}</p></div></body>
        </html>""",
}
ASKED, ANSWERED, SAID = ("journalist", "question"), ("principal", "answer"), ("principal", "statement")


@pytest.mark.parametrize(
    ("id_", "title", "headings", "turns"),
    [
        (
            "mid_ru",
            "Briefing by Ministry Spokeswoman Ana Lind, Port Orven, March 5, 2031",
            ["Fog over the port", "The lower quay", "Pilots"],
            [("Question", *ASKED), ("Ana Lind", *ANSWERED)],
        ),
        (
            "kremlin",
            "Meeting with harbour masters",
            [],
            [("President of Russia Vladimir Putin", *SAID), ("Harbour Master Tom Reed", "guest", "statement")],
        ),
        (
            "china_mfa",
            "Ministry Spokesperson Lin Hai’s Regular Press Conference on March 5, 2031",
            [],
            [
                (None, *SAID),
                ("Orven Radio", *ASKED),
                ("Lin Hai", *ANSWERED),
                ("Daily Harbour", *ASKED),
                ("Lin Hai", *ANSWERED),
            ],
        ),
        (
            "us_state",
            "Department Press Briefing – March 5, 2031",
            [],
            [("MR REED", *SAID), ("QUESTION", *ASKED), ("MR REED", *ANSWERED)],
        ),
        (
            "us_defense",
            "Press Gaggle by Acting Secretary Reed",
            [],
            [
                ("ACTING SECRETARY OF DEFENSE TOM REED", *SAID),
                ("Q", *ASKED),
                ("SEC. REED", *ANSWERED),
                ("STAFF", "staff", "statement"),
            ],
        ),
        (
            "whitehouse",
            "Press Briefing by Press Secretary Tom Reed",
            [],
            [
                ("MR. REED", *SAID),
                ("Q", *ASKED),
                ("MR. REED", *ANSWERED),
                ("Q", *ASKED),
                ("MR. REED", *ANSWERED),
            ],
        ),
        (
            "un_noon",
            "Daily Press Briefing by the Office",
            ["Fog", "Quays", "Questions and Answers"],
            [("Question", *ASKED), ("Spokesman", *ANSWERED)],
        ),
        (
            "nato",
            "Pre-ministerial press conference",
            [],
            [(None, *SAID), ("Question (Orven Radio)", *ASKED), ("Secretary General Tom Reed", *ANSWERED)],
        ),
        ("uk_fcdo", "Fog over the port: statement of 5 March 2031", ["What follows"], []),
        ("eu_commission", "Statement on the fog", [], []),
        (
            "india_mea",
            "Transcript of Weekly Media Briefing (March 05, 2031)",
            [],
            [
                ("Shri Tom Reed, Official Spokesperson", *SAID),
                ("Ana", *ASKED),
                ("Ines Moor", *ASKED),
                ("Shri Tom Reed, Official Spokesperson", *ANSWERED),
            ],
        ),
        (
            "japan_mofa",
            "Press Conference by Foreign Press Secretary SATO Umi",
            ["Opening Remarks", "(1) Fog over the port", "(2) The lower quay", "Question concerning pilots"],
            [
                ("Ms. SATO Umi, Foreign Press Secretary", *SAID),
                ("Press Secretary SATO", *SAID),
                ("Orven Radio, Reed", *ASKED),
                ("Press Secretary SATO", *ANSWERED),
            ],
        ),
        (
            "korea_mofa",
            "Spokesperson's Press Briefing (March 5, 2031)",
            ["[Q&A]"],
            [("Q", *ASKED), ("A", *ANSWERED)],
        ),
        ("turkey_mfa", "QA-31, 5 March 2031, Statement of the Spokesperson Tom Reed", [], []),
        (
            "ukraine_mfa",
            "Стенограма брифінгу речника порту Тома Ріда від 05.03.2031",
            [],
            [(None, *SAID), ("Запитання", *ASKED), ("Речник", *ANSWERED)],
        ),
        (
            "pakistan_mofa",
            "Transcript of the Media Briefing by the Spokesperson, Wednesday, 5 March 2031",
            [],
            [(None, *SAID), ("Question", *ASKED), ("Spokesperson", *ANSWERED)],
        ),
        (
            "france_mae",
            "Q&R - Point de presse live (5 mars 2031)",
            [],
            [("Q", *ASKED), ("R", *ANSWERED), ("Q", *ASKED), ("R", *ANSWERED)],
        ),
        (
            "germany_bpk",
            "Regierungspressekonferenz vom 5. März 2031",
            [],
            [
                ("StS Reed", *SAID),
                ("FRAGE STEIN", *ASKED),
                ("Lind (Hafenamt)", "guest", "answer"),
                ("ZUSATZFRAGE STEIN", *ASKED),
                ("Lind (Hafenamt)", "guest", "answer"),
                ("Vorsitzende Moor", "moderator", "statement"),
            ],
        ),
        ("iran_mfa", "What the spokesman said of the fog", [], []),
    ],
)
def test_an_outlets_page_is_cut_by_its_profile(
    id_: str, title: str, headings: list[str], turns: list[tuple[str | None, str, str]]
) -> None:
    """Rule: title, date, headings and turns of each outlet's layout; what stands around the text is not in it."""
    kind = "application/json" if id_ == "eu_commission" else "text/html"
    address = "https://press.un.org/en/2031/db310305.doc.htm" if id_ == "un_noon" else "https://harbour.example/7"
    briefing = read_briefing(Page(address, LAYOUTS[id_].encode(), kind), find_profile(id_))
    assert (briefing.title, briefing.date) == (title, dt.date(2031, 3, 5))
    assert [s.heading for s in briefing.sections if s.heading] == headings
    assert [(t.label, t.role, t.kind) for s in briefing.sections for t in s.turns] == turns
    whole = "\n".join(f"{s.heading}\n{s.text}" for s in briefing.sections)
    for around in (
        "Home",
        "Menu",
        "Share",
        "Related",
        "Publication status",
        "Last updated",
        "Another",
        "Tags",
        "Cookies",
    ):
        assert around not in whole
    assert sum(text in whole for text in (FOG, TIDE)) == sum(text in LAYOUTS[id_] for text in (FOG, TIDE))


def test_every_outlet_has_its_layout_tried_here() -> None:
    """Rule: no profile is shipped whose selectors and labels were not met once, if only in a fixture."""
    assert set(LAYOUTS) == set(load_profiles()) - {"generic", "sample"}
