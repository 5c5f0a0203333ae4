"""Briefings read in the chat: found by number, id, source and day; sections and exchanges whole; other languages."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefings import Stop, across, contents, exchange_of, latest, shown, stops
from bot.locales import words
from bot.message import MAX_CALLBACK_BYTES, MAX_ENTITIES, MAX_UNITS, Message, units
from tests.bot.conftest import House
from tests.bot.test_editions import ENGLISH, RUSSIAN, put_russian
from watchers.model import Briefing, Exchange, Section, Turn, turns_of_passages
from watchers.parallel import counterparts
from watchers.remembered import Edition

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
EDITION = Edition(10**17, "mfa/7", "mfa", "en", "http://mfa.example/7", "Briefing", date(2026, 3, 5), 1, NOW, NOW)
OTHERS = tuple(
    Edition(10**17 + n, "mfa/7", "mfa", language, "http://mfa.example/8", "B", date(2026, 3, 5), 1, NOW, NOW)
    for n, language in enumerate(("en", "ru", "de", "fr"))
)


def turn(label: str | None, kind: str, text: str, outlet: str | None = None) -> Turn:
    """A turn of somebody's."""
    return Turn(label, None, "unknown", kind, text, outlet=outlet)  # type: ignore[arg-type]


def asked(*texts: tuple[str, str], opening: str = "", heading: str | None = None) -> Section:
    """A section of questions and answers, after an opening statement where there is one."""
    turns = [turn("Ana Lind", "statement", opening)] if opening else []
    exchanges = []
    for question, answer in texts:
        exchanges.append(Exchange((len(turns),), (len(turns) + 1,)))
        turns += [turn("Q", "question", question, "Reuters"), turn("Ana Lind", "answer", answer)]
    text = "\n\n".join(f"{each.label}: {each.text}" for each in turns)
    return Section("qa", heading, None, text, turns=tuple(turns), exchanges=tuple(exchanges))


def briefing(*sections: Section) -> Briefing:
    """A briefing of sections."""
    return Briefing("mfa", "7", "en", EDITION.url, "Briefing", date(2026, 3, 5), sections=sections)


TOPIC = Section("topic", "Shipping", "body", "The port is open.")
MIXED = briefing(TOPIC, asked(("Why?", "Because."), ("When?", "Now."), opening="Good morning."), asked(("Who?", "We.")))


def buttons(message: Message) -> dict[str, str]:
    """The words of each button and what it sends."""
    return {button.words: button.data for row in message.buttons for button in row}


def pressed(read: Briefing, data: str) -> Message | None:
    """What a button that leads to a place shows."""
    kind, _, section, *run, page = data.split(":")
    stop = Stop(int(section), *map(int, run))
    found = exchange_of(read, int(section), int(run[0])) if kind == "exch" else stop
    return shown(EDITION, read, found, int(page), words("en"), OTHERS) if found else None


# ------------------------------------------------------------------ contents and places


def test_contents_list_the_exchanges_of_a_section_below_it() -> None:
    """By who asks and how the question begins, each with a button; a single exchange is its section."""
    listed = contents(EDITION, MIXED, words("en"), {"mfa": "Ministry"}, OTHERS)
    assert listed is not None
    assert listed.text == (
        "Ministry\nBriefing, 5 March 2026\n3 sections. Choose one to read whole:\n"
        "1. Shipping\n"
        "2. Questions and answers\n"
        "    2.1. Good morning.\n"
        "    2.2. Reuters: Why?\n"
        "    2.3. Reuters: When?\n"
        "3. Questions and answers"
    )
    assert buttons(listed) == {
        "1": f"sect:{EDITION.id}:0:0",
        "2": f"sect:{EDITION.id}:1:0",
        "2.1": f"said:{EDITION.id}:1:0:0",
        "2.2": f"exch:{EDITION.id}:1:0:0",
        "2.3": f"exch:{EDITION.id}:1:1:0",
        "3": f"sect:{EDITION.id}:2:0",
        "Russian": f"read:{EDITION.id + 1}",
        "German": f"read:{EDITION.id + 2}",
        "French": f"read:{EDITION.id + 3}",
    }


def test_an_exchange_is_shown_whole_with_the_official_page_above_it() -> None:
    """Each turn after its label, and nothing of the next one."""
    message = pressed(MIXED, f"exch:{EDITION.id}:1:1:0")
    assert message is not None
    assert message.text == ("Questions and answers · 2.3\n5 March 2026, official page\n\nQ: When?\n\nAna Lind: Now.")
    assert [e.url for e in message.entities if e.type == "text_link"] == [EDITION.url]
    assert buttons(message)["Russian"] == f"turn:{EDITION.id + 1}:{EDITION.id}:1:2"


def test_next_and_previous_lead_through_every_word_once() -> None:
    """Over sections and exchanges, and back the same way."""
    seen, data = [], f"sect:{EDITION.id}:0:0"
    while data:
        message = pressed(MIXED, data)
        assert message is not None
        seen.append(message.text.split("\n\n", 1)[1])
        data = buttons(message).get("Next ›", "")
    assert seen == [
        "The port is open.",
        "Ana Lind: Good morning.",
        "Q: Why?\n\nAna Lind: Because.",
        "Q: When?\n\nAna Lind: Now.",
        "Q: Who?\n\nAna Lind: We.",
    ]
    back, data = [], f"sect:{EDITION.id}:2:0"
    while data:
        message = pressed(MIXED, data)
        assert message is not None
        back.append(message.text.split("\n\n", 1)[1])
        data = buttons(message).get("‹ Previous", "")
    assert back == seen[::-1]


def test_a_section_whole_leads_past_its_exchanges() -> None:
    """To what stands before and after all of it."""
    message = pressed(MIXED, f"sect:{EDITION.id}:1:0")
    assert message is not None
    assert message.text.endswith(MIXED.sections[1].text)
    assert buttons(message)["‹ Previous"] == f"sect:{EDITION.id}:0:0"
    assert buttons(message)["Next ›"] == f"sect:{EDITION.id}:2:0"


@pytest.mark.parametrize("data", ["sect:1:9:0", "sect:1:0:9", "exch:1:1:9:0", "exch:1:9:0:0", "said:1:1:9:0"])
def test_a_place_that_is_not_there_is_none(data: str) -> None:
    """A page that was changed since, a forged button."""
    assert pressed(MIXED, data) is None


def test_the_same_place_in_another_edition() -> None:
    """What says the same there: an exchange for an exchange, a section for a section; None for what is missing."""

    def edition(*order: int) -> Briefing:
        said = [("Is it 14?", "It is 14 in Japan."), ("And 3,500?", "The 3,500 are in France."), ("2027?", "In 2027.")]
        return briefing(
            Section("topic", "Ships", "body", "Ships of Germany carry 61 tons."), asked(*[said[n] for n in order])
        )

    ours, theirs = edition(0, 1, 2), edition(0, 2)
    pairs = counterparts(ours, theirs)
    assert across(ours, theirs, pairs, 0, None) == Stop(0)
    assert across(ours, theirs, pairs, 1, None) == Stop(1)
    assert across(ours, theirs, pairs, 1, 2) == Stop(1, 1, 1)
    assert across(ours, theirs, pairs, 1, 1) is None
    alone = edition(1)
    assert across(ours, alone, counterparts(ours, alone), 1, 1) == Stop(1)


TEXT = st.text(st.characters(codec="utf-16", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
SAID = st.builds(lambda text, times: text * times, TEXT, st.sampled_from((1, 3, 400)))


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    """Topics and rounds of questions, many and long ones too."""
    sections: list[Section] = []
    for _ in range(draw(st.integers(1, 3))):
        said, told = draw(SAID), draw(SAID)
        if draw(st.booleans()):
            sections.append(Section("topic", said[:900], "body", told))
        else:
            opening = draw(st.sampled_from(("", "Good morning.")))
            sections.append(asked(*[(said, told)] * draw(st.sampled_from((1, 2, 50))), opening=opening))
    return briefing(*sections)


def checked(message: Message) -> Message:
    """It can be sent."""
    assert units(message.text) <= MAX_UNITS
    assert len(message.entities) <= MAX_ENTITIES
    data = [button.data for row in message.buttons for button in row]
    assert len(data) <= 100
    assert all(len(each.encode()) <= MAX_CALLBACK_BYTES for each in data)
    assert all(len(row) <= 8 for row in message.buttons)
    return message


def bare(text: str) -> str:
    """Text without its white space."""
    return "".join(text.split())


@settings(max_examples=25, deadline=None)
@given(briefings())
def test_whatever_a_briefing_holds_it_can_be_read_in_full(read: Briefing) -> None:
    """Property: every message keeps the limits; contents list every stop; the pages of a stop hold every word of it."""
    listed: set[str] = set()
    page = 0
    while (message := contents(EDITION, read, words("en"), {}, OTHERS, page)) is not None:
        listed |= set(buttons(checked(message)).values())
        page += 1
    for stop in stops(read):
        section = read.sections[stop.section]
        run = None if stop.run is None else turns_of_passages(section)[stop.run][1]
        turns = [section.turns[number] for number in run or ()]
        text = section.text if run is None else "".join(f"{each.label}: {each.text}" for each in turns)
        kind = "sect" if run is None else "said" if stop.exchange is None else "exch"
        place = {"sect": "", "said": f"{stop.run}:", "exch": f"{stop.exchange}:"}[kind]
        assert f"{kind}:{EDITION.id}:{stop.section}:{place}0" in listed
        page, seen = 0, ""
        while (message := shown(EDITION, read, stop, page, words("en"), OTHERS)) is not None:
            seen += checked(message).text.partition("official page")[2]
            page += 1
        assert bare(seen) == bare(text)


# ------------------------------------------------------------------ in the chat


def number(said: str, label: str) -> str:
    """The number of the button with these words."""
    found = re.search(rf"\[(\d+)\] {re.escape(label)}(?:  |\n|$)", said)
    assert found is not None, said
    return found[1]


async def test_a_briefing_is_found_by_its_day_source_and_id(house: House) -> None:
    """Whichever way it is named; several of a time are listed."""
    for week, day in enumerate(("5 February", "12 February", "3 March"), 1):
        house.publish(week, [("Port", f"Week {week}."), ("Else", "Nothing.")], [], f"{day} 2026")
    await house.poll()
    first, last = f"<{house.links[2]}>, 5 February 2026\n2 sections", f"<{house.links[0]}>, 3 March 2026\n2 sections"
    for named in (
        "2026-02-05",
        "5 February 2026",
        "sample 2026-02-05",
        "sample/1",
        "3",
        "Orvenia on 5 February",
        "05.02.2026",
    ):
        assert first in await house.say(f"/read {named}"), named
    for named in ("1", "sample", "SAMPLE", "Foreign Ministry of Orvenia, briefings", "orvenia"):
        assert last in await house.say(f"/read {named}"), named
    listed = await house.say("/read sample February 2026")
    assert "12 February 2026" in listed
    assert "5 February 2026" in listed
    assert "March" not in listed.replace("Briefing by", "").split("[")[0].replace("March 3", "")
    assert first in await house.say(number(listed, "2"))
    assert "I have read no briefing of “sample 2025”" in await house.say("/read sample 2025")
    for unknown in ("atlantis", "atlantis 2026", "sample/99", "999"):
        assert f"I know no briefing “{unknown}”" in await house.say(f"/read {unknown}")


async def test_the_latest_are_listed_page_by_page(house: House) -> None:
    """Ten at a time, numbered on; a number of a later page can be read as well; of a source and a time, too."""
    for week in range(1, 24):
        house.publish(week, [("Port", f"Week {week}."), ("Else", "Nothing.")], [], f"{week} February 2026")
    await house.poll()
    said = seen = await house.say("/latest")
    while "Older ↓" in said:
        said = await house.say(number(said, "Older ↓"))
        seen += said
    assert [int(n) for n in re.findall(r"^(\d+)\. Briefing", seen, re.MULTILINE)] == list(range(1, 24))
    assert [int(n) for n in re.findall(r">, (\d+) February", seen)] == list(range(23, 0, -1))
    assert ">, 2 February 2026" in await house.say("/read 22")
    said = await house.say("/latest sample since 20 February 2026")
    assert len(re.findall(r">, \d+ February", said)) == 4
    assert "no source “nobody”" in await house.say("/latest nobody")
    said = await house.say("/latest orvenia until 15 February 2026")
    rest = await house.say(number(said, "Older ↓"))
    assert [int(n) for n in re.findall(r">, (\d+) February", rest)] == [5, 4, 3, 2, 1]
    assert "11. Briefing" in rest


async def test_a_place_is_read_in_another_language(house: House) -> None:
    """Where the same is said; what is missing there is said to be, and its contents are shown."""
    house.publish(7, ENGLISH)
    await house.poll()
    put_russian(house)
    await house.poll()
    contents = await house.say("/read 1")
    assert "Визит в Японию" in await house.say(number(contents, "Russian"))
    treaty = await house.say(number(contents, "3"))
    there = await house.say(number(treaty, "Russian"))
    assert there.startswith("О договоре\n")
    assert RUSSIAN[1][1][:40] in there
    assert (await house.say(number(there, "English"))).startswith("River treaty\n")
    shipping = await house.say(number(contents, "2"))
    there = await house.say(number(shipping, "Russian"))
    assert "That passage is not there in Russian." in there
    assert "4. О рыболовстве" in there


async def test_a_button_that_leads_nowhere_is_answered(house: House) -> None:
    """Forged, or of a page that was changed since."""
    house.publish(7, ENGLISH)
    await house.poll()
    (edition,) = await house.app.desk.archive.latest()
    for data in (
        f"exch:{edition.id}:0:0:0",
        f"said:{edition.id}:9:0:0",
        f"turn:{edition.id}:99:0:-",
        f"turn:{edition.id}:{edition.id}:88:-",
        "list:a:20261399:-:1:1",
        "list:s:-:-:1:99",
    ):
        said = await house.press(data)
        assert said, data
        assert "Something went wrong" not in said, data


def test_an_empty_list_says_so() -> None:
    """At the beginning, and past the end."""
    assert latest([], words("en"), {}, head="Latest").text == "No briefing has been read yet."
    assert latest([], words("en"), {}, head="Latest", first=11).text == "There are no older ones."
