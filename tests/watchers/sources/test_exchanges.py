"""Questions and answers: batched, interrupted and resumed, asked on; and for whom a journalist asks.

Every text is written for these tests and reproduces one quirk of real pages.
"""

import pytest

from watchers.model import Briefing, Page, Turn
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile


def read(*turns: str, title: str = "Press Briefing by Press Secretary Ana Bell, March 4, 2031") -> Briefing:
    text = "\n\n".join((title, *turns))
    return read_briefing(Page("https://tides.example/page", text.encode(), "text/plain"), find_profile("generic"))


def exchanges(briefing: Briefing) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(e.questions, e.answers) for s in briefing.sections for e in s.exchanges]


def asked(briefing: Briefing) -> list[Turn]:
    return [t for s in briefing.sections for t in s.turns if t.kind == "question"]


# ------------------------------------------------------------------ exchanges


def test_questions_before_any_answer_are_one_exchange() -> None:
    """Rule: several ask, then one answers several times: n questions and m answers."""
    briefing = read(
        "Ann Lee: Will the ferry sail?",
        "Bob Ray: And when?",
        "MODERATOR: One more, please.",
        "Cy Dow: For how much?",
        "Spokesperson: It sails at noon.",
        "Spokesperson: It costs two crowns.",
        "Ann Lee: Thank you.",
    )
    assert exchanges(briefing) == [((0, 1, 3), (4, 5)), ((6,), ())]


def test_a_moderators_turn_does_not_part_an_answer() -> None:
    """Rule: who merely conducts the meeting neither asks nor answers."""
    briefing = read("Q    Will it sail?", "MS. BELL:  It will.", "MODERATOR:  Louder, please.", "MS. BELL:  It will!")
    assert exchanges(briefing) == [((0,), (1, 3))]


@pytest.mark.parametrize("dash", ["—", "--", "–", "…"])
def test_an_answer_interrupted_and_resumed_is_one_exchange(dash: str) -> None:
    """Rule: an answer broken off at a dash and taken up after it is one, with the interjection between its parts."""
    briefing = read(
        "Q    What is it about?",
        f"MS. BELL:  It is about {dash}",
        "Q    Money?",
        f"MS. BELL:  {dash} service and care.",
        "Q    And now?",
        "MS. BELL:  Now we wait.",
    )
    assert exchanges(briefing) == [((0, 2), (1, 3)), ((4,), (5,))]
    passages = briefing.passages()
    assert passages[0].text.startswith("What is it about?\n\nIt is about")
    assert passages[0].text.endswith("service and care.")


def test_an_answer_resumed_in_small_letters() -> None:
    """Rule: a named speaker goes on in the middle of a sentence where the dash was printed once only."""
    briefing = read("Q    Why?", "MS. BELL:  Because of the --", "Q    The fog?", "MS. BELL:  fog, as you say.")
    assert exchanges(briefing) == [((0, 2), (1, 3))]


def test_a_question_interrupted_and_resumed_is_one_exchange() -> None:
    """Rule: the same holds for a question that an impatient answer cuts short."""
    briefing = read(
        "Q    You said that the pier would --",
        "MS. BELL:  I did. (Laughter.)",
        "Q    -- be open by now. Is it?",
        "MS. BELL:  It is not.",
    )
    assert exchanges(briefing) == [((0, 2), (1, 3))]


def test_another_speaker_after_a_dash_resumes_nothing() -> None:
    """Rule: a dash alone joins nothing: the same person must go on, and as after a break."""
    briefing = read(
        "Q    Why?",
        "MS. BELL:  Because of the --",
        "Q    Who pays?",
        "MR. REED:  -- and I said so.",
        "Q    When?",
        "MS. BELL:  Tomorrow --",
        "Q    Where?",
        "MS. BELL:  At the pier.",
    )
    assert exchanges(briefing) == [((0,), (1,)), ((2,), (3,)), ((4,), (5,)), ((6,), (7,))]


# ------------------------------------------------------------------ asking on


def test_follow_ups_by_label_by_words_and_by_name() -> None:
    """Rule: a question asks on where its label or its first words say so, or the same named journalist goes on."""
    briefing = read(
        "Ann Lee: Will the ferry sail?",
        "Spokesperson: It will.",
        "Ann Lee: When?",
        "Spokesperson: At noon.",
        "Bob Ray: Just a quick follow-up on that: who pays?",
        "Spokesperson: We do.",
        "Cy Dow: Is it safe?",
    )
    assert [t.follow_up for t in asked(briefing)] == [False, True, True, False]
    german = read(
        "FRAGE MEIER: Fährt die Fähre?",
        "REED: Ja.",
        "ZUSATZ MEIER: Wann denn?",
        "REED: Mittags.",
        title="Regierungspressekonferenz vom 4. März 2031",
    )
    assert [t.follow_up for t in asked(german)] == [False, True]


def test_the_nameless_are_not_known_to_ask_on() -> None:
    """Rule: many ask under one "Q"; that two questions follow each other says nothing."""
    briefing = read("Q    Why?", "MS. BELL:  The fog.", "Q    When?", "MS. BELL:  At noon.")
    assert [t.follow_up for t in asked(briefing)] == [False, False]


# ------------------------------------------------------------------ outlets


def test_outlets_stand_beside_a_name_or_in_its_place() -> None:
    """Rule: a label's outlet is what follows the name, or the label itself where it names no person."""
    briefing = read(
        "Ann Lee, Harbour Times: Is it wet?",
        "Spokesperson: It is.",
        "Bob Ray (Tide Radio): Still?",
        "Spokesperson: Still.",
        "Fog News Agency: And now?",
        "Spokesperson: Now it is dry.",
        "KQT: Why?",
        "Spokesperson: The wind.",
        "Cy Dow: Thanks.",
    )
    assert [(t.speaker, t.outlet) for t in asked(briefing)] == [
        ("Ann Lee", "Harbour Times"),
        ("Bob Ray", "Tide Radio"),
        (None, "Fog News Agency"),
        (None, "KQT"),
        ("Cy Dow", None),
    ]


def test_an_outlet_beside_the_word_that_asks() -> None:
    """Rule: the word for a question names nobody; who asks for whom stands in brackets after it."""
    briefing = read("Question (Tide Radio): Is it?", "Spokesperson: Yes.", "Question (from the floor): Why?")
    assert [(t.speaker, t.outlet) for t in asked(briefing)] == [(None, "Tide Radio"), (None, None)]


def test_where_outlets_ask_a_name_like_theirs_is_one_too() -> None:
    """Rule: a page whose askers are outlets names no person among them."""
    briefing = read(
        "Fog News Agency: Is it wet?",
        "Spokesperson: It is.",
        "The Anchor: Still?",
        "Spokesperson: Still.",
        "Tide Times: Why?",
        "Spokesperson: The wind.",
        "Prensa Marina: Thanks.",
    )
    assert [t.outlet for t in asked(briefing)] == ["Fog News Agency", "The Anchor", "Tide Times", "Prensa Marina"]
    assert {t.speaker for t in asked(briefing)} == {None}


def test_chinese_outlets_lose_the_word_for_reporter() -> None:
    """Rule: "the ... reporter" asks for what stands before the word; a mere reporter asks for nobody known."""
    page = """<html><body><div id="News_Body_Title">2031年3月4日港务部发言人林海主持例行记者会</div>
    <div id="News_Body_Txt_A"><p><b>《灯塔日报》记者：</b>船为什么停了？</p><p>林海：因为风大。</p>
    <p><b>潮汐社记者：</b>什么时候开？</p><p>林海：明天。</p><p><b>海国《金锚报》记者：</b>谢谢。</p>
    <p>林海：不客气。</p><p><b>会后有记者问及：</b>还有吗？</p><p>林海：没有。</p><p><b>记者：</b>好。</p></div></body></html>"""
    briefing = read_briefing(Page("https://tides.example/p", page.encode(), "text/html"), find_profile("china_mfa"))
    assert [t.outlet for t in asked(briefing)] == ["灯塔日报", "潮汐社", "海国《金锚报》", None, None]


def test_an_outlet_that_begins_with_a_word_for_asking() -> None:
    """Rule: neither "Press Agency of ..." nor "Follow-up" is a word for all questions: the page's other askers ask."""
    briefing = read(
        "KQT: Is it wet?",
        "Spokesperson: It is.",
        "Follow-up: Very?",
        "Spokesperson: Very.",
        "Press Agency of Orven: Still?",
        "Spokesperson: Still.",
    )
    assert [(t.label, t.outlet) for t in asked(briefing)] == [
        ("KQT", "KQT"),
        ("Follow-up", None),
        ("Press Agency of Orven", "Press Agency of Orven"),
    ]
