"""Lines that could be two things: an entry or a greeting, a heading or a label, a label or words with a colon."""

import pytest

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

TITLE = "<h1>Briefing by Harbour Ministry Spokeswoman Ana Lind, March 5, 2031</h1>"
TALK = "<p>The harbour stays open all winter, and the pilots have been told to keep their boats ready.</p>"


def read(text: str, profile: str = "sample", content_type: str = "text/html") -> Briefing:
    return read_briefing(Page("https://tides.example/page", text.encode(), content_type), find_profile(profile))


def page(body: str) -> str:
    return f'<!doctype html><html><body><div class="article">{TITLE}{body}</div></body></html>'


LISTS = {
    "paragraphs in items": "<ol><li><p>Ferries in winter</p></li><li><p>Harbour visas</p></li></ol>"
    "<p>Answers to media questions:</p><ol><li><p>Night trains</p></li><li><p>The lighthouse</p></li></ol>",
    "numbered": "<ol><li>Ferries in winter</li><li>Harbour visas</li></ol>"
    "<p>Answers to media questions:</p><ol><li>Night trains</li><li>The lighthouse</li></ol>",
    "bulleted": "<ul><li>Ferries in winter</li><li>Harbour visas</li></ul>"
    "<p>Answers to media questions:</p><ul><li>Night trains</li><li>The lighthouse</li></ul>",
    "linked": "<p><a href='#1'>Ferries in winter</a></p><p><a href='#2'>Harbour visas</a></p>"
    "<p>Answers to media questions:</p><p><a href='#3'>Night trains</a></p><p><a href='#4'>The lighthouse</a></p>",
    "plain": "<p>Ferries in winter</p><p>Harbour visas</p>"
    "<p>Answers to media questions:</p><p>Night trains</p><p>The lighthouse</p>",
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS.keys())
@pytest.mark.parametrize("greeting", ["Good day! It is warm again in the hall. Let us begin.", "Good day!"])
def test_a_greeting_below_the_list_is_no_entry(listed: str, greeting: str) -> None:
    """Rule: a list ends with its markup, or at a line unlike its entries; a sentence is no entry."""
    briefing = read(
        page(
            f"<p>Table of contents</p>{listed}<p>{greeting}</p>"
            f"<p><b>Ferries in winter</b></p>{TALK}<p>Back to top</p>"
            f"<p><b>Harbour visas</b></p>{TALK}<p>Back to top</p>"
            "<p>Answers to media questions:</p>"
            "<p><b>Question:</b> And the trains?</p><p><b>Ana Lind:</b> They run.</p><p>Back to top</p>"
            "<p><b>Question:</b> Is it lit?</p><p><b>Ana Lind:</b> It is.</p><p>Back to top</p>"
        )
    )
    assert [(e.group, e.text) for e in briefing.contents] == [
        ("topics", "Ferries in winter"),
        ("topics", "Harbour visas"),
        ("questions", "Night trains"),
        ("questions", "The lighthouse"),
    ]
    assert [(s.kind, s.contents) for s in briefing.sections] == [
        ("preamble", ()),
        ("topic", (0,)),
        ("topic", (1,)),
        ("qa", (2,)),
        ("qa", (3,)),
    ]
    assert briefing.sections[0].text == greeting


@pytest.mark.parametrize("tag", ["p><b", "h3", "p"])
@pytest.mark.parametrize("list_tag", ["ol", "ul"])
def test_a_heading_with_a_colon_is_no_label_where_the_contents_name_it(tag: str, list_tag: str) -> None:
    """Rule: a line equal to a contents entry is its heading, whatever stands before its colon."""
    close = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    briefing = read(
        page(
            f"<p>Table of contents</p>"
            f"<{list_tag}><li>Visas: first results of the procedure</li><li>Ferries</li></{list_tag}>"
            f"<p>Answers to media questions:</p><{list_tag}><li>Trains: the night line</li></{list_tag}>"
            f"<{tag}>Visas: first results of the procedure{close}{TALK}<p>Back to top</p>"
            f"<{tag}>Ferries{close}{TALK}<p>Back to top</p><p>Answers to media questions:</p>"
            "<p><b>Question:</b> And the trains?</p><p><b>Ana Lind:</b> They run.</p><p>Back to top</p>"
        )
    )
    assert [e.text for e in briefing.contents][::2] == [
        "Visas: first results of the procedure",
        "Trains: the night line",
    ]
    assert [(s.kind, s.heading, s.heading_origin, s.contents, len(s.turns)) for s in briefing.sections] == [
        ("topic", "Visas: first results of the procedure", "body", (0,), 0),
        ("topic", "Ferries", "body", (1,), 0),
        ("qa", "Trains: the night line", "contents", (2,), 2),
    ]


@pytest.mark.parametrize("tag", ["p><b", "h3"])
def test_a_heading_set_off_by_markup_is_no_label(tag: str) -> None:
    """Rule: what markup sets off as a whole and does not end as speech does is a heading, colon or not."""
    close = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    briefing = read(
        page(
            f"<{tag}>Visas: first results of the procedure{close}{TALK}<{tag}>Ferries{close}{TALK}"
            "<p><b>Question:</b> And the trains?</p><p><b>Ana Lind:</b> They run.</p>"
        )
    )
    assert [s.heading for s in briefing.sections] == ["Visas: first results of the procedure", "Ferries"]
    assert [t.label for s in briefing.sections for t in s.turns if t.label] == ["Question", "Ana Lind"]


def test_an_entry_may_be_a_question() -> None:
    """Rule: a question mark alone makes no sentence of an entry."""
    briefing = read(
        page(
            "<p>Table of contents</p><p>Ferries in winter</p><p>Answers to media questions:</p>"
            "<p>Night trains</p><p>Who lights the lighthouse?</p>"
            f"<p><b>Ferries in winter</b></p>{TALK}<p>Back to top</p>"
        )
    )
    assert [e.text for e in briefing.contents] == ["Ferries in winter", "Night trains", "Who lights the lighthouse?"]


def test_a_bulleted_list_under_its_heading_needs_no_body_to_be_known() -> None:
    """Rule: what markup makes a list is one, though the page breaks off before a heading comes again."""
    briefing = read(
        f"{TITLE.removeprefix('<h1>').removesuffix('</h1>')}\n\nTable of contents\n\n  • Ferries in winter\n"
        "  • Harbour visas\n\nAnswers to media questions:\n\n  • Night trains\n  • The lighthouse\n",
        content_type="text/plain",
    )
    assert [(e.number, e.group, e.text) for e in briefing.contents] == [
        (None, "topics", "Ferries in winter"),
        (None, "topics", "Harbour visas"),
        (None, "questions", "Night trains"),
        (None, "questions", "The lighthouse"),
    ]


MASTHEAD = "<p>Office of the Harbour Master</p><p><b>PRESS GAGGLE BY THE HARBOUR MASTER</b></p><p>Aboard the ferry</p>"
CALLS = (
    "<p>MR. REED:  Good morning, everybody. The tide is out.</p><p>Q    And when is it in?</p><p>MR. REED:  At six.</p>"
)


@pytest.mark.parametrize("above", [MASTHEAD + "<p>1:04 P.M. EDT</p>", "<p><b>Port Orven, OV</b></p>"])
def test_bold_lines_above_the_first_turn_are_its_place(above: str) -> None:
    """Rule: a masthead with nothing said under it heads no section, where nothing else in the page is bold."""
    briefing = read(
        f"<h1>Gaggle by Harbour Master Tom Reed</h1><div class='content'>{above}{CALLS * 3}</div>", "whitehouse"
    )
    assert [(s.kind, s.heading) for s in briefing.sections] == [("preamble", None), ("qa", None)]
    assert [t.label for t in briefing.sections[1].turns][:3] == ["MR. REED", "Q", "MR. REED"]


def test_a_bold_line_above_the_first_turn_is_a_heading_among_others() -> None:
    """Rule: where the page has more headings, the first of them is one too."""
    briefing = read(
        "<h1>Gaggle by Harbour Master Tom Reed</h1><div class='content'>"
        f"<p><b>Ferries</b></p>{CALLS}<p><b>Lights</b></p>{CALLS}</div>",
        "whitehouse",
    )
    assert [(s.kind, s.heading) for s in briefing.sections] == [("qa", "Ferries"), ("qa", "Lights")]


def test_a_starred_correction_is_no_heading() -> None:
    """Rule: "**[what was meant]" corrects the turn above it."""
    briefing = read(
        "<h1>Gaggle by Harbour Master Tom Reed</h1><div class='content'>"
        f"{CALLS}<p>**[The tide came in at seven.]</p></div>",
        "whitehouse",
    )
    assert [s.heading for s in briefing.sections] == [None]
    assert briefing.sections[0].turns[-1].text == "At six.\n\n**[The tide came in at seven.]"


@pytest.mark.parametrize(
    "question", ["Q-- and when is it in?", "Q : and when is it in?", "Q\u00a0: and when is it in?"]
)
def test_q_is_a_label_before_a_dash_or_a_parted_colon(question: str) -> None:
    """Rule: a label set off by blanks may be followed by the dash of an interruption, or by its colon after a blank."""
    briefing = read(
        f"<h1>Gaggle by Harbour Master Tom Reed</h1><div class='content'>{CALLS}<p>{question}</p>{CALLS}</div>",
        "whitehouse",
    )
    turn = briefing.sections[0].turns[3]
    assert (turn.label, turn.kind, turn.text.lstrip("- ")) == ("Q", "question", "and when is it in?")


def test_a_bold_label_on_a_line_of_its_own() -> None:
    """Rule: a name set off in bold speaks what stands below it."""
    briefing = read(
        "<h1>Harbour Ministry Spokesperson Ada Reef's Press Conference on March 4, 2031</h1><div class='content'>"
        "<p><b>The Anchor:</b></p><p>Is it true?</p><p><b>Ada Reef:</b></p><p>It is.</p></div>",
        "generic",
    )
    assert [(t.label, t.role, t.text) for s in briefing.sections for t in s.turns] == [
        ("The Anchor", "journalist", "Is it true?"),
        ("Ada Reef", "principal", "It is."),
    ]


def test_weight_tells_whose_words_stand_without_a_label() -> None:
    """Rule: where all questions are bold and no answer is, a forgotten label is made good by weight."""
    asked = "<p><b>Q: Is it open?</b></p><p>A: It is.</p><p>It was yesterday.</p>"
    briefing = read(
        "<title>Harbour Ministry Spokesperson Ada Reef's Press Conference on March 4, 2031</title><div class='content'>"
        f"{asked * 3}<p><b>Follow-up: And tomorrow?</b></p><p>Ask the tide.</p>"
        "<p><b>Q: And then?</b></p><p>A: Then too.</p>"
        "<p><b>Later this was asked: Who pays?</b></p><p>A: We do.</p></div>",
        "china_mfa",
    )
    turns = briefing.sections[0].turns
    assert [(t.label, t.role, t.kind, t.text) for t in turns[6:]] == [
        ("Follow-up", "journalist", "question", "And tomorrow?"),
        (None, "principal", "answer", "Ask the tide."),
        ("Q", "journalist", "question", "And then?"),
        ("A", "principal", "answer", "Then too."),
        (None, "journalist", "question", "Later this was asked: Who pays?"),
        ("A", "principal", "answer", "We do."),
    ]
    assert len(briefing.sections[0].exchanges) == 6
