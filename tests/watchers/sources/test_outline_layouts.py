"""Other layouts than the founding one: transcripts of Q and A, named journalists, printed headings, other languages.

Every text is written for these tests and reproduces one quirk of real pages.
"""

import datetime as dt

import pytest

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile


def read(text: str, profile: str = "generic", content_type: str = "text/plain") -> Briefing:
    return read_briefing(Page("https://tides.example/page", text.encode(), content_type), find_profile(profile))


def turns(briefing: Briefing) -> list[tuple[str | None, str, str]]:
    return [(t.label, t.role, t.kind) for s in briefing.sections for t in s.turns]


# ------------------------------------------------------------------ labels in markup


def test_bold_questions_and_plain_answers_are_turns() -> None:
    """Rule: "Q:" and "A:" are turns however bold runs cut the words; what is said before them is the opening."""
    page = """<html><head>
    <title>Ministry Spokesperson Ada Reef's Regular Press Conference on March 4, 2031</title></head>
    <body><div class="content"><P>At the invitation of the harbour master, Minister Stone will visit the docks.</P>
    <P><B><SPAN>Q: </SPAN></B><B><SPAN>The crane fell</SPAN></B><B>'</B><B>s arm. Why?</B></P>
    <P>A: It was old.</P><P>China's position is clear: cranes must stand.</P>
    <P><STRONG>Follow-up: Who pays?</STRONG></P><P>A: We do.</P></div></body></html>"""
    briefing = read(page, "china_mfa", "text/html")
    assert turns(briefing) == [
        (None, "principal", "statement"),
        ("Q", "journalist", "question"),
        ("A", "principal", "answer"),
        ("Follow-up", "journalist", "question"),
        ("A", "principal", "answer"),
    ]
    spoken = briefing.sections[0].turns
    assert spoken[1].text == "The crane fell's arm. Why?"
    assert spoken[2].text == "It was old.\n\nChina's position is clear: cranes must stand."
    assert spoken[3].follow_up
    assert spoken[2].speaker == "Ada Reef"
    assert (briefing.date, briefing.title[-13:]) == (dt.date(2031, 3, 4), "March 4, 2031")


def test_outlets_name_questions_where_there_is_no_question_label() -> None:
    """Rule: an outlet's or any other name asks; the official of the title answers, however the name is cased."""
    page = """<html><head>
    <title>Ministry Spokesperson Ada Reef's Regular Press Conference on March 4, 2031</title></head>
    <body><div class="content"><p><b>Harbour Times: Is it true?</b></p><p>Ada Reef: It is.</p>
    <p><b>The Anchor: And now?</b></p><p>Ada reef: Now we wait.</p></div></body></html>"""
    briefing = read(page, "china_mfa", "text/html")
    assert turns(briefing) == [
        ("Harbour Times", "journalist", "question"),
        ("Ada Reef", "principal", "answer"),
        ("The Anchor", "journalist", "question"),
        ("Ada reef", "principal", "answer"),
    ]


def test_chinese_labels_with_full_width_colons() -> None:
    """Rule: a full-width colon needs no blank; outlets end in words of their trade; the title loses its site."""
    page = """<html><head><title>x</title></head><body>
    <div id="News_Body_Title">2031年3月4日港务部发言人林海主持例行记者会——港务部</div>
    <span id="News_Body_Time">2031-03-05</span>
    <div id="News_Body_Txt_A"><p>　　<b>《灯塔日报》记者：船为什么停了？</b></p><p>　　林海：因为风大。</p>
    <p><b>追问：什么时候开？</b></p><p>答：明天。我们的立场很明确：安全第一。</p></div></body></html>"""
    briefing = read(page, "china_mfa", "text/html")
    assert turns(briefing) == [
        ("《灯塔日报》记者", "journalist", "question"),
        ("林海", "principal", "answer"),
        ("追问", "journalist", "question"),
        ("答", "principal", "answer"),
    ]
    assert (briefing.title, briefing.date, briefing.language) == (
        "2031年3月4日港务部发言人林海主持例行记者会",
        dt.date(2031, 3, 4),
        "zh",
    )
    assert briefing.sections[0].turns[3].speaker == "林海"


# ------------------------------------------------------------------ labels in text

GAGGLE = """---
tags: press-briefings
date: '2031-03-05'
source_url: https://castle.example/briefing-room/press-briefings/2031/03/04/gaggle-with-the-speaker/
title: "Press Gaggle by Press Secretary Ana\\_Bell and Envoy Tom\\_Reed, March\\
  \\ 4, 2031"
---

Aboard the Royal Barge

1:05 P.M. EST

MS. BELL:  Hi, everyone.  We have <s>two</s> \\[three\\] points, and here
they are:

Point one is the weather.

Q    Is it wet?

MS. BELL:  It is.  Tom will tell you more of rule
12. It is short.

(Laughter.)

MR. REED:  Thanks.  My view: it is very wet.

Q    Thank you.

MODERATOR:  That is all.

END                    1:20 P.M. EST
"""


def test_a_hard_wrapped_transcript_with_labels_without_colons() -> None:
    """Rule: front matter gives the title, its date is the briefing's; "Q    " needs no colon; END is no words."""
    briefing = read(GAGGLE, "whitehouse", "text/markdown")
    assert briefing.title == "Press Gaggle by Press Secretary Ana Bell and Envoy Tom Reed, March 4, 2031"
    assert (briefing.date, briefing.key) == (dt.date(2031, 3, 4), "gaggle-with-the-speaker")
    preamble, talk = briefing.sections
    assert (preamble.kind, preamble.text) == ("preamble", "Aboard the Royal Barge\n\n1:05 P.M. EST")
    assert turns(briefing) == [
        ("MS. BELL", "principal", "statement"),
        ("Q", "journalist", "question"),
        ("MS. BELL", "principal", "answer"),
        (None, "unknown", "event"),
        ("MR. REED", "guest", "answer"),
        ("Q", "journalist", "question"),
        ("MODERATOR", "moderator", "statement"),
    ]
    assert (
        talk.turns[0].text
        == "Hi, everyone. We have two [three] points, and here they are:\n\nPoint one is the weather."
    )
    assert talk.turns[2].text == "It is. Tom will tell you more of rule 12. It is short."
    assert (talk.turns[0].speaker, talk.turns[4].speaker) == ("Ana Bell", "Tom Reed")
    assert [(e.questions, e.answers) for e in talk.exchanges] == [((1,), (2, 4)), ((5,), ())]
    assert "END" not in talk.text


def test_what_follows_the_end_is_an_appendix() -> None:
    """Rule: a note after END belongs to no turn."""
    briefing = read(GAGGLE + "\nThe week ahead holds nothing but rain and more rain.\n", "whitehouse", "text/markdown")
    assert (briefing.sections[-1].kind, briefing.sections[-1].turns) == ("appendix", ())


@pytest.mark.parametrize("end", ["END", "END ‘", "- END -", "“END”"])
def test_the_end_is_no_words_whatever_is_printed_beside_it(end: str) -> None:
    """Rule: a stray quotation mark or dash does not make the END a part of the last turn."""
    briefing = read(f"Press Briefing by Ana Bell, March 4, 2031\n\nQ: Is it wet?\n\nMS. BELL: Very.\n\n{end}")
    assert briefing.sections[-1].turns[-1].text == "Very."


def test_named_journalists_with_commas_in_the_principals_label() -> None:
    """Rule: a page without question labels lets names ask; a label may hold commas and an office."""
    briefing = read(
        "Media Centre\n\nTranscript of Weekly Media Briefing by the Official Spokesperson (March 04, 2031)\n\n"
        "March 05, 2031\n\n"
        "Ms. Ada Reef, Official Spokesperson: Good evening. I have only two points to make: rain and wind.\n\n"
        "Bo: Ma'am, Bo from the Harbour Times. What of the fog?\n\nCy Dunn: And the ice?\n\n"
        "Ms. Ada Reef, Official Spokesperson: There is none.\n"
    )
    assert turns(briefing) == [
        ("Ms. Ada Reef, Official Spokesperson", "principal", "statement"),
        ("Bo", "journalist", "question"),
        ("Cy Dunn", "journalist", "question"),
        ("Ms. Ada Reef, Official Spokesperson", "principal", "answer"),
    ]
    assert briefing.date == dt.date(2031, 3, 4)
    assert briefing.sections[-1].exchanges[0].questions == (1, 2)


def test_outlets_ask_and_the_one_who_is_no_outlet_answers() -> None:
    """Rule: no title, no office, but outlets among the labels: the first that is none is the principal."""
    briefing = read(
        "Weekly briefing\n\nHarbour Times: Is it so?\n\nAnn Lee: It is.\n\nReuters: Why?\n\nAnn Lee: Tides.\n"
    )
    assert [role for _, role, _ in turns(briefing)] == ["journalist", "principal"] * 2
    named = read("Weekly briefing\n\nAnn Lee, spokesperson: Welcome.\n\nBo Dunn: Is it so?\n\nAnn Lee: It is.\n")
    assert turns(named) == [
        ("Ann Lee, spokesperson", "principal", "statement"),
        ("Bo Dunn", "journalist", "question"),
        ("Ann Lee", "principal", "answer"),
    ]


def test_colons_that_are_no_labels_make_no_turns() -> None:
    """Rule: sentences, clocks, addresses and lists before a colon are no labels."""
    briefing = read(
        "Statement by the Ministry of Tides, March 4, 2031\n\nOur position is clear: no dredging.\n\n"
        "See https://tides.example/a: it has been there since 10:30 this morning.\n\nNote: this is final.\n\n"
        "In this video: the minister speaks.\n\nTel: +7 000 00 00, call from 9:00 on.\n"
    )
    assert turns(briefing) == []
    assert briefing.sections[0].kind == "topic"


def test_dashed_labels() -> None:
    """Rule: "Q - " and "R - " are labels where the profile knows them."""
    briefing = read("Q&R - Point de presse (4 mars 2031)\nQ - Pourquoi ?\nR - Parce que. C'est ainsi - oui.\n")
    assert turns(briefing) == [("Q", "journalist", "question"), ("R", "principal", "answer")]
    assert (briefing.title, briefing.date) == ("Q&R - Point de presse (4 mars 2031)", dt.date(2031, 3, 4))


def test_capitals_name_speakers_and_the_first_is_the_principal() -> None:
    """Rule: a page without a title takes the first official to speak for its principal."""
    briefing = read("2:07 p.m. EDT\n\nMR BELL: Good day.\n\nQUESTION: Hello.\n\nUNDER SECRETARY REED: Hello.\n")
    assert turns(briefing) == [
        ("MR BELL", "principal", "statement"),
        ("QUESTION", "journalist", "question"),
        ("UNDER SECRETARY REED", "guest", "answer"),
    ]


# ------------------------------------------------------------------ headings


def test_starred_headings_and_numbered_ones_in_print() -> None:
    """Rule: "**Heading" and "(1) Heading" head sections; the marks are not the words."""
    briefing = read(
        "Daily Press Briefing by the Office of the Spokesperson\n\nThe following is a near-verbatim transcript.\n\n"
        "**Guests Today\n\nGood noon. Two divers will join us.\n\n**Storms\n\nThere are three of them.\n"
    )
    assert [s.heading for s in briefing.sections] == [None, "Guests Today", "Storms"]
    assert briefing.sections[0].kind == "preamble"
    numbered = read(
        "Press Conference by Secretary Ada Reef\n\n(1) Opening of the lock\n\nSecretary Ada Reef: It is open.\n"
    )
    assert [s.heading for s in numbered.sections] == ["(1) Opening of the lock"]


def test_headings_by_markup() -> None:
    """Rule: a heading's tag or a short bold paragraph heads a section; a bold sentence does not."""
    briefing = read(
        "<html><body><main><h1>Statement on Locks</h1><h2>Old locks</h2>"
        "<p>They leak, all of them, and have for years on end.</p>"
        "<p><strong>New locks</strong></p><p>They do not leak at all, as far as anyone in the harbour can tell.</p>"
        "<p><b>We shall build more of them.</b></p><p>Next year, if the money lasts and the weather holds.</p>"
        "</main></body></html>",
        content_type="text/html",
    )
    assert [s.heading for s in briefing.sections] == ["Old locks", "New locks"]
    assert "We shall build more" in briefing.sections[1].text


# ------------------------------------------------------------------ other languages

FOUNDING = """{day}19:50

{title}

{contents}

  1. {first}
  2. {second}

{questions}

  1. {third}



{first}

{text} {text}

{back}

{second}

{text}

{back}

{questions}

{ask}: {text}

{answer}: {text}
"""
LANGUAGES = {
    "ru": {
        "day": "4 марта 2031",
        "title": "Брифинг официального представителя МИД М.В.Захаровой, Москва, 4 марта 2031 года",
        "contents": "Содержание",
        "first": "О плотинах",
        "second": "О паромах",
        "questions": "Из ответов на вопросы СМИ:",
        "third": "О лоцманах",
        "text": "Плотины старые, и их будут чинить до самой осени.",
        "back": "Назад к оглавлению",
        "ask": "Вопрос",
        "answer": "М.В.Захарова",
    },
    "fr": {
        "day": "4 mars 2031",
        "title": "Point de presse de la porte-parole Maria Zakharova, Moscou, 4 mars 2031",
        "contents": "Sommaire",
        "first": "Les digues",
        "second": "Les bacs",
        "questions": "Réponses aux questions des médias:",
        "third": "Les pilotes",
        "text": "Les digues sont vieilles et seront réparées avant la fin de l'automne.",
        "back": "Retour au sommaire",
        "ask": "Question",
        "answer": "Maria Zakharova",
    },
    "de": {
        "day": "4. März 2031",
        "title": "Briefing der Sprecherin Maria Sacharowa, Moskau, 4. März 2031",
        "contents": "Inhalt",
        "first": "Die Deiche",
        "second": "Die Fähren",
        "questions": "Antworten auf Medienfragen:",
        "third": "Die Lotsen",
        "text": "Die Deiche sind alt und werden noch vor dem Herbst ausgebessert.",
        "back": "Zurück zum Inhalt",
        "ask": "Frage",
        "answer": "Maria Sacharowa",
    },
    "es": {
        "day": "4 de marzo de 2031",
        "title": "Rueda de prensa de la portavoz María Zajárova, Moscú, 4 de marzo de 2031",
        "contents": "Índice",
        "first": "Los diques",
        "second": "Los barcos",
        "questions": "Respuestas a preguntas de los medios:",
        "third": "Los prácticos",
        "text": "Los diques son viejos y se van a reparar antes del otoño.",
        "back": "Volver al índice",
        "ask": "Pregunta",
        "answer": "María Zajárova",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_founding_layout_in_other_languages(language: str) -> None:
    """Rule: labels, headings, back markers and dates are known in Russian, French, German and Spanish too."""
    words = LANGUAGES[language]
    briefing = read(FOUNDING.format(**words), "mid_ru")
    assert briefing.language == language
    assert (briefing.date, briefing.time) == (dt.date(2031, 3, 4), dt.time(19, 50))
    assert [e.group for e in briefing.contents] == ["topics", "topics", "questions"]
    assert [(s.kind, s.contents) for s in briefing.sections] == [("topic", (0,)), ("topic", (1,)), ("qa", (2,))]
    talk = briefing.sections[-1]
    assert [(t.label, t.role) for t in talk.turns] == [(words["ask"], "journalist"), (words["answer"], "principal")]
    assert len(talk.exchanges) == 1
