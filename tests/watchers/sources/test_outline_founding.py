"""The founding layout, as text and as HTML: contents in two groups, sections, and questions with their answers.

The fixture is written for these tests; it reproduces the quirks of the founding document: a date glued to its clock,
a language menu, two lists of contents, headings with blanks around them, a section whose heading was forgotten,
numbered lines inside a section, several exchanges under one entry, back markers, and leftovers of the page's tools.
"""

import datetime as dt
import html

import pytest

from watchers.errors import ParseError
from watchers.model import Briefing, Notice, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile, find_profile, parse_profile

PROFILE: Profile = parse_profile(
    """
id = "tides"
name = "Ministry of Tides"
time_zone = "Europe/Lisbon"
keys = ['/id/(?P<key>\\d+)']
[labels]
question = ["Question"]
principal = ["Marta Quill"]
[words]
furniture = ["additional materials", "advanced settings"]
plain_headings = true
""",
    "tides",
    find_profile("generic"),
)

TEXT = """4 March 203119:50

Briefing by Ministry of Tides Spokeswoman Marta Quill, Port Orven, March 4, 2031


  \u2022 de-DE1 en-GB1 es-ES1

Table of contents

  1. Minister Abel Stone\u2019s talks with the Lighthouse Union
  2. Repairs to the northern breakwater
  3. Pilot fees
  4. Day of the Ferrymen

Answers to media questions:

  1. The dredging dispute
  2. Ferry timetables



Minister Abel Stone\u2019s talks with the Lighthouse Union\u00a0


On March 6, Minister Abel Stone will meet the keepers of all nine lights.

They will speak about lamps, oil and the price of glass.\u00a0

Back to top


\u00a0Repairs to the northern breakwater


Here is what was done this winter:

1. In January, forty blocks were set anew.

2. In February, the crane was mended.

There is more to do: the old wall leaks.

Back to top




Pursuant to the ordinance of last year, pilots may ask for a fee in advance.

We have had many letters about this.

Back to top


Day of the Ferrymen


On March 9 we honour all ferrymen.

Back to top


Answers to media questions:

Question: Is the neighbour still dredging at night? You said in January: \u201cIt must stop.\u201d

Marta Quill: It is. We have sent a note.

The note was plain: no dredging after dusk.

Question: Has there been an answer?

And will there be talks?

Marta Quill: Not yet.

Back to top

Question: Why do ferries leave early on Sundays?

Marta Quill: Because of the tide, as every child here knows.

Back to top

Additional materials


Advanced settings
"""


def read(text: str, content_type: str = "text/plain", notice: Notice | None = None) -> Briefing:
    return read_briefing(Page("https://tides.example/en/id/77", text.encode(), content_type), PROFILE, notice)


ENTRIES = (
    "Minister Abel Stone\u2019s talks with the Lighthouse Union",
    "Repairs to the northern breakwater",
    "Pilot fees",
    "Day of the Ferrymen",
    "The dredging dispute",
    "Ferry timetables",
)
TITLE = "Briefing by Ministry of Tides Spokeswoman Marta Quill, Port Orven, March 4, 2031"


def as_html(linked: bool) -> str:
    """The same briefing as a web page: contents as lists, headings in bold; linked: with in-page targets."""

    def listed(first: int, last: int) -> str:
        items = [(n, ENTRIES[n - 1]) for n in range(first, last + 1)]
        return (
            "<ol>"
            + "".join(f'<li><a href="#{n}">{t}</a></li>' if linked else f"<li>{t}</li>" for n, t in items)
            + "</ol>"
        )

    body = []
    for paragraph in TEXT.split("\n\n\n\n", 1)[1].split("\n\n"):
        words = html.escape(paragraph.strip().strip("\u00a0"), quote=False)
        if words in ENTRIES:
            body.append(f'<p><a name="{ENTRIES.index(words) + 1}"></a><b>{words}</b>&nbsp;</p>')
        elif words.startswith("Pursuant"):
            body.append(f'<p><a name="3"></a>{words}</p>')
        elif words.startswith(("Question:", "Marta Quill:")):
            label, _, said = words.partition(":")
            body.append(f"<p><b>{label}:</b> {said}</p>")
        elif words:
            body.append(f"<p>{words}</p>")
    return (
        f"<!doctype html><html><head><title>{TITLE} | Ministry of Tides</title>"
        "<script>var a = 'Question: no'</script></head>"
        f"<body><nav><a href='/'>Home</a></nav><main><h1>{TITLE}</h1><p>4 March 2031 19:50</p>"
        f"<h2>Contents</h2>{listed(1, 4)}<p><b>Answers to media questions:</b></p>{listed(5, 6)}"
        + "".join(body)
        + "</main></body></html>"
    )


PAGES = {
    "text": (TEXT, "text/plain"),
    "html": (as_html(linked=False), "text/html"),
    "html with targets": (as_html(linked=True), "text/html; charset=utf-8"),
}


@pytest.fixture(params=PAGES, name="briefing")
def _briefing(request: pytest.FixtureRequest) -> Briefing:
    return read(*PAGES[request.param])


def test_the_head_is_read(briefing: Briefing) -> None:
    """Rule: title, date, time (as printed, also glued to the date), language and key."""
    assert briefing.title == "Briefing by Ministry of Tides Spokeswoman Marta Quill, Port Orven, March 4, 2031"
    assert (briefing.date, briefing.time) == (dt.date(2031, 3, 4), dt.time(19, 50))
    assert (briefing.id, briefing.language) == ("tides/77", "en")


def test_contents_are_kept_in_two_groups(briefing: Briefing) -> None:
    """Rule: numbers as printed; what follows the questions' heading is of their group; the heading is no entry."""
    assert [(e.number, e.group) for e in briefing.contents] == [
        ("1", "topics"),
        ("2", "topics"),
        ("3", "topics"),
        ("4", "topics"),
        ("1", "questions"),
        ("2", "questions"),
    ]
    assert briefing.contents[5].text == "Ferry timetables"


def test_each_topic_is_a_section_with_its_own_text(briefing: Briefing) -> None:
    """Rule: headings with blanks around them are found; a heading the page forgot is taken from the contents."""
    topics = [s for s in briefing.sections if s.kind == "topic"]
    assert [(s.heading, s.heading_origin, s.contents) for s in topics] == [
        ("Minister Abel Stone\u2019s talks with the Lighthouse Union", "body", (0,)),
        ("Repairs to the northern breakwater", "body", (1,)),
        ("Pilot fees", "contents", (2,)),
        ("Day of the Ferrymen", "body", (3,)),
    ]
    assert topics[0].text == (
        "On March 6, Minister Abel Stone will meet the keepers of all nine lights.\n\n"
        "They will speak about lamps, oil and the price of glass."
    )
    assert topics[2].text.startswith("Pursuant to the ordinance")
    assert "1. In January, forty blocks were set anew.\n\n2. In February, the crane was mended." in topics[1].text


def test_one_entry_may_own_several_exchanges(briefing: Briefing) -> None:
    """Rule: sections of questions go by the back markers; a question and its answer are an exchange."""
    first, second = (s for s in briefing.sections if s.kind == "qa")
    assert (first.contents, second.contents) == ((4,), (5,))
    assert [(e.questions, e.answers) for e in first.exchanges] == [((0,), (1,)), ((2,), (3,))]
    assert [(e.questions, e.answers) for e in second.exchanges] == [((0,), (1,))]
    assert first.turns[1].text == "It is. We have sent a note.\n\nThe note was plain: no dredging after dusk."
    assert first.turns[2].text == "Has there been an answer?\n\nAnd will there be talks?"


def test_turns_know_who_speaks(briefing: Briefing) -> None:
    """Rule: a question word is a journalist's; the official named in the title is the principal."""
    turns = [t for s in briefing.sections for t in s.turns]
    assert {(t.label, t.speaker, t.role, t.kind) for t in turns} == {
        ("Question", None, "journalist", "question"),
        ("Marta Quill", "Marta Quill", "principal", "answer"),
    }


def test_no_furniture_is_in_any_text(briefing: Briefing) -> None:
    """Rule: menus, back markers and leftovers of the page's tools belong to no section."""
    whole = "\n".join(f"{s.heading}\n{s.text}" for s in briefing.sections)
    for furniture in (
        "Back to top",
        "Additional materials",
        "Advanced settings",
        "de-DE1",
        "19:50",
        "Table of contents",
        "Home",
    ):
        assert furniture not in whole


def test_a_sections_text_is_its_turns_with_labels() -> None:
    """Rule: in a section with turns the text is what was printed, labels included."""
    section = read(TEXT).sections[-1]
    assert section.text == (
        "Question: Why do ferries leave early on Sundays?\n\n"
        "Marta Quill: Because of the tide, as every child here knows."
    )


def test_a_list_without_a_heading_and_numbers_going_on_is_still_the_contents() -> None:
    """Rule: the heading of the questions may be an item itself, with the numbers going on after it."""
    text = (
        "4 March 203119:50\n\nBriefing by Ministry of Tides Spokeswoman Marta Quill, Port Orven, March 4, 2031\n\n"
        "  1. Pilot fees\n  2. Dredging at night\n  3. Answers to media questions:\n  4. Ferry timetables\n"
        "  5. Dredging at night\n\nPilot fees\n\nThey are due in advance, and that will not change.\n"
    )
    briefing = read(text)
    assert [(e.number, e.group, e.text) for e in briefing.contents] == [
        ("1", "topics", "Pilot fees"),
        ("2", "topics", "Dredging at night"),
        ("4", "questions", "Ferry timetables"),
        ("5", "questions", "Dredging at night"),
    ]
    assert [s.heading for s in briefing.sections] == ["Pilot fees"]


def test_questions_without_back_markers_are_cut_where_as_many_exchanges_as_entries_stand() -> None:
    """Rule: where no marker parts the questions, each exchange answers to the entry in its place."""
    head, _, asked = TEXT.rpartition("Answers to media questions:")
    asked = asked.replace("Back to top", "").replace("Question: Has there been an answer?", "Has there been an answer?")
    briefing = read(f"{head}Answers to media questions:{asked.replace('Marta Quill: Not yet.', 'Not yet.')}")
    first, second = (s for s in briefing.sections if s.kind == "qa")
    assert (first.heading, first.heading_origin, first.contents) == ("The dredging dispute", "contents", (4,))
    assert (second.heading, second.contents, len(second.exchanges)) == ("Ferry timetables", (5,), 1)


def test_questions_without_markers_go_to_the_entries_whose_words_they_hold() -> None:
    """Rule: with more exchanges than entries, an entry owns the likest exchange and those up to the next entry's."""
    head, _, asked = TEXT.rpartition("Answers to media questions:")
    briefing = read(f"{head}Answers to media questions:{asked.replace('Back to top', '')}")
    assert [(s.contents, len(s.exchanges)) for s in briefing.sections if s.kind == "qa"] == [((4,), 2), ((5,), 1)]


def test_questions_that_cannot_be_told_apart_stay_one_section_of_all_entries() -> None:
    """Rule: where no words tell to which entry an exchange belongs, one section answers to all of them."""
    head, _, asked = TEXT.replace("Ferry timetables", "Miscellaneous").rpartition("Answers to media questions:")
    briefing = read(f"{head}Answers to media questions:{asked.replace('Back to top', '')}")
    (section,) = (s for s in briefing.sections if s.kind == "qa")
    assert (section.heading, section.contents, len(section.exchanges)) == ("Answers to media questions:", (4, 5), 3)


def test_a_missing_back_marker_does_not_lose_the_entries() -> None:
    """Rule: where markers are fewer than entries, a block answers to the entries whose words it holds."""
    text = TEXT.replace("  2. Ferry timetables\n", "  2. Ferry timetables\n  3. The price of glass\n")
    text = text.replace("Additional materials", "Question: Why does glass cost so much?\n\nMarta Quill: Sand does.\n")
    whole = read(text)
    assert [s.contents for s in whole.sections if s.kind == "qa"] == [(4,), (5,), (6,)]
    cut = read(text.replace("as every child here knows.\n\nBack to top", "as every child here knows."))
    assert [(s.heading, s.contents) for s in cut.sections if s.kind == "qa"] == [
        ("The dredging dispute", (4,)),
        ("Ferry timetables", (5,)),
        ("The price of glass", (6,)),
    ]


def test_an_unnumbered_list_ends_where_its_first_entry_comes_again() -> None:
    """Rule: a list without numbers is known by its first entry coming again as a heading."""
    text = (
        f"{TITLE}\n\nTuesday, 4 March 2031 12:00\n\n"
        "Minister Abel Stone to visit the lighthouse\nPilot fees\nAnswers to media questions:\nFerry timetables\n\n"
        "Minister Abel Stone to visit the lighthouse\n\nHe will climb all the stairs.\n\nPilot fees\n\nDue.\n\n"
        "Question: And the ferries?\n\nMarta Quill: They float.\n"
    )
    briefing = read(text)
    assert [(e.group, e.text) for e in briefing.contents] == [
        ("topics", "Minister Abel Stone to visit the lighthouse"),
        ("topics", "Pilot fees"),
        ("questions", "Ferry timetables"),
    ]
    assert [s.heading for s in briefing.sections][:2] == ["Minister Abel Stone to visit the lighthouse", "Pilot fees"]


def test_without_a_list_short_lines_above_paragraphs_are_headings() -> None:
    """Rule: where the profile says so, a short line of its own above a paragraph heads it; a greeting does not."""
    text = (
        f"{TITLE}\n\nGood afternoon, colleagues,\n\n"
        "We are glad to meet you at the quay, where so many ships have come and gone over the years.\n\n"
        "The opening of the new lock\n\nThe new lock was opened yesterday by the mayor and two of the older pilots.\n"
    )
    preamble, topic = read(text).sections
    assert (preamble.kind, preamble.heading) == ("preamble", None)
    assert (topic.kind, topic.heading, topic.heading_origin) == ("topic", "The opening of the new lock", "body")


def test_the_notice_names_key_language_and_missing_date() -> None:
    """Rule: what announced the page gives its key; its time gives the date only where the page has none."""
    notice = Notice("u", "k9", "en", "Briefing", dt.datetime(2031, 3, 4, 23, 30, tzinfo=dt.UTC))
    briefing = read("The harbour stays shut until the storm is over, the pilots say.", notice=notice)
    assert (briefing.key, briefing.title, briefing.date) == ("k9", "Briefing", dt.date(2031, 3, 4))


def test_half_a_page_is_a_parse_error_where_the_site_is_known_to_end_its_pages() -> None:
    """Rule: a page cut off on its way never reads as "the rest was deleted"."""
    whole = as_html(linked=True)
    page = Page("https://mid.ru/en/foreign_policy/news/1234567/", whole[: len(whole) // 2].encode(), "text/html")
    with pytest.raises(ParseError) as caught:
        read_briefing(page, find_profile("mid_ru"))
    assert caught.value.reason == "half_page"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no_text"),
        ("<html><body><script>1</script></body></html>", "no_text"),
        ("<html><head><script>window.bobcmn = 1; TSPD_101</script></head><body></body></html>", "challenge"),
        ("<html><head><title>404 Not Found</title></head><body><p>Nothing here</p></body></html>", "error_page"),
    ],
)
def test_a_page_that_is_no_briefing_is_a_parse_error(content: str, reason: str) -> None:
    """Rule: a challenge, an error page or an empty page never reads as "everything was deleted"."""
    with pytest.raises(ParseError) as caught:
        read(content, "text/html")
    assert caught.value.reason == reason


def test_every_word_of_the_founding_layout_comes_out_once() -> None:
    """Rule: headings and texts hold the body character for character, blanks, back markers and tools aside."""
    body = TEXT.split("\n\n\n\n", 1)[1]
    for left_out in ("Back to top", "Additional materials", "Advanced settings", "Answers to media questions:"):
        body = body.replace(left_out, "")
    printed = "\n".join(f"{s.heading if s.heading_origin == 'body' else ''}\n{s.text}" for s in read(TEXT).sections)
    assert printed.split() == body.split()
