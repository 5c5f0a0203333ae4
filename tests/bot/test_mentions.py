"""What was said before: grouped by briefing, quoted with every hit marked, counted, dated, turned page by page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.utils.formatting import Text
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import mentions
from bot.locales import words
from bot.mentions import Turn
from bot.message import MAX_CALLBACK_BYTES, MAX_ENTITIES, MAX_UNITS, units
from bot.message import Message as Built
from bot.periods import Period
from tests.bot.conftest import House
from tests.bot.test_standin import bot_for
from tests.standin import BotApi
from tests.standin_chats import Sent
from watchers.model import Match, Part, Passage
from watchers.remembered import Edition, Found, Tally

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
EN = words("en")
NAMES = {"mfa": "The ministry"}


def edition(number: int, day: date = date(2026, 3, 5), title: str = "Briefing") -> Edition:
    """An edition of its own."""
    return Edition(number, f"mfa/{number}", "mfa", "en", f"http://mfa.example/{number}", title, day, 1, NOW, NOW)


def found(
    text: str, *, of: Edition | None = None, section: int = 0, heading: str | None = None, version: int = 1
) -> Found:
    """A past mention, met by every "grain" in it."""
    spans = tuple((at, at + 5) for at in range(len(text)) if text.startswith("grain", at))
    headed = (heading or "").find("grain")
    match = Match(spans, ((headed, headed + 5),) if headed >= 0 else ())
    passage = Passage(
        section, None, "topic", heading, text, (Part("Ana Lind", "A. Lind:", "principal", "statement", 0, len(text)),)
    )
    return Found(of or edition(1), passage, match, 1, version, NOW + timedelta(minutes=5), "0" * 64, version > 1)


def marked(message: Built, kind: str = "bold") -> list[str]:
    """What is shown in a way of its own."""
    return [entity.extract_from(message.text) for entity in message.entities if entity.type == kind]


# ------------------------------------------------------------------ in words


def test_passages_of_one_briefing_stand_together_as_on_its_page() -> None:
    """Its date, source and title once, linked once; each passage with its heading, speaker and number."""
    other = edition(2, date(2026, 3, 4), "An older briefing")
    hits = [
        found("More grain.", section=7),
        found("Some grain.", section=2, heading="Ports"),
        found("Old grain.", of=other),
    ]
    said = mentions.page("grain", hits, 3, EN, NAMES)
    assert said.text == (
        "3 passages match: grain\n\n"
        "5 March 2026 · The ministry\nBriefing\n1 ▪ Ports\nAna Lind: Some grain.\n2 ▪ Ana Lind: More grain.\n\n"
        "4 March 2026 · The ministry\nAn older briefing\n3 ▪ Ana Lind: Old grain."
    )
    assert marked(said, "text_link") == ["Briefing", "An older briefing"]
    data = [button.data for row in said.buttons for button in row]
    assert data == ["sect:1:2:0", "sect:1:7:0", "sect:2:0:0", "read:1", "read:2", "past:1:b:", "trend", "save:csv"]


def test_the_best_passages_stand_in_their_order() -> None:
    """By briefing too, but the best first; the other order is a press away."""
    other = edition(2)
    hits = [found("Third grain.", section=3), found("Other grain.", of=other), found("First grain.", section=1)]
    said = mentions.page("grain", hits, 3, EN, NAMES, order="best")
    assert [said.text.index(each) for each in ("Third", "First", "Other")] == sorted(
        said.text.index(each) for each in ("Third", "First", "Other")
    )
    assert [button.words for button in said.buttons[-2]] == ["Newest first"]


def test_every_hit_that_is_shown_is_bold() -> None:
    """Twenty in a sentence, and in the heading; in the original words."""
    said = mentions.page("grain", [found("Now " + "grain, " * 20 + "all of it.", heading="On grain")], 1, EN, NAMES)
    assert marked(said) == ["grain", "5 March 2026", *["grain"] * 21]


def test_a_hit_is_bold_as_far_as_it_is_shown() -> None:
    """Of a long one at the edge of what is shown, the beginning."""
    hit = found("word " * 200)
    hit = Found(hit.edition, hit.passage, Match(((0, 999),)), 1, 1, NOW, "")
    said = mentions.page("word", [hit], 1, EN, NAMES)
    assert marked(said)[-1].startswith("word word")


def test_a_wording_that_came_later_says_since_when() -> None:
    """Whoever quotes it knows that it was not said so at first."""
    said = mentions.page("grain", [found("Some grain.", version=2), found("More grain.", section=1)], 2, EN, NAMES)
    assert said.text.count("edited; this wording first seen 5 March 2026 12:05 UTC") == 1


def test_the_figures_are_few_lines() -> None:
    """How often lately, when first and last, where, and who spoke."""
    tally = Tally(
        12, False, {7: 1, 30: 4, 365: 9}, date(2021, 1, 28), date(2026, 3, 5),
        (("mfa", 8), ("office", 4)), (("Ana Lind", 9), ("", 2), ("Guest", 1)), 10, (6, 10),
    )  # fmt: skip
    said = mentions.page("grain", [found("Some grain.")], 12, EN, NAMES, tally=tally)
    lines = said.text.split("\n\n")[0].split("\n")
    assert lines == [
        "12 passages match: grain",
        "7 days: 1 · 30 days: 4 · 365 days: 9",
        "First 28 January 2021, last 5 March 2026",
        "The ministry: 8 · office: 4",
        "of the newest 10 – Ana Lind: 9 · Guest: 1",
    ]
    past = Period(date(2020, 1, 1), date(2021, 12, 31))
    said = mentions.page("grain", [found("Some grain.")], 12, EN, NAMES, tally=tally, period=past)
    assert said.text.split("\n\n")[0].split("\n")[2:] == lines[2:]


def test_a_passage_in_a_line_is_its_speakers_or_its_headings() -> None:
    """The best sentence with who says it; where the heading alone is met, nobody says it."""
    tally = Tally(2, False, {365: 2}, None, None, (), (), 2, (1, 10))
    long = "It is long. " * 40 + "There is grain and grain. There is grain. " + "It is long. " * 40
    found_there = [found(long), found("Nothing of it.", heading="On grain")]
    said = Text(*mentions.looked_back(tally, found_there, EN, NAMES)).render()[0].split("\n")
    assert said[0] == " In 1 of the last 10 briefings; in the last year 2."
    assert said[1].startswith("▪ 5 March 2026, The ministry, Ana Lind: … ")
    assert "There is grain and grain. There is grain. …" in said[1]
    assert said[2] == "▪ 5 March 2026, The ministry: On grain"


def test_pages_before_are_a_press_away() -> None:
    """The first always; in the order of the list; this page is told from the others."""
    turns = [Turn(1, ""), *(Turn(n, str(1000 - n)) for n in range(2, 9))]
    said = mentions.page("grain", [found("Some grain.")], 90, EN, NAMES, turns=turns, older="7")
    assert [(button.words, button.data) for button in said.buttons[0]] == [
        ("↑ 1", "past:1:n:"),
        ("↑ 5", "past:5:n:995"),
        ("↑ 6", "past:6:n:994"),
        ("↑ 7", "past:7:n:993"),
        ("· 8 ·", "past:8:n:992"),
        ("Older ↓", "past:9:n:7"),
    ]


_WORD = st.one_of(
    st.just("grain"), st.text(st.characters(codec="utf-16", exclude_categories=["Cs", "Cc"]), max_size=30)
)
_TEXT = st.tuples(st.lists(_WORD, min_size=1, max_size=20), st.integers(1, 60)).map(
    lambda t: " ".join(t[0] * t[1]) + " grain"
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(_TEXT, _TEXT, _TEXT, st.integers(0, 9)), min_size=1, max_size=mentions.PAGE), st.integers(1, 950)
)
def test_whatever_was_said_all_of_a_page_is_shown(hits: list[tuple[str, str, str, int]], query: int) -> None:
    """No passage is left out for want of room: the next page begins after the last of them."""
    listed = [
        found(text, of=edition(n, title=title), section=section, heading=heading, version=2)
        for n, (text, title, heading, section) in enumerate(hits)
    ]
    tally = Tally(
        99, True, {7: 1, 30: 4, 365: 9}, date(2021, 1, 28), date(2026, 3, 5),
        tuple((f"{n} " * 90, n) for n in range(9)), tuple((f"{n} " * 90, n) for n in range(9)), 10, (6, 10),
    )  # fmt: skip
    said = mentions.page("q" * query, listed, 99, EN, NAMES, tally=tally, older="9" * 40, at_least=True)
    assert units(said.text) <= MAX_UNITS
    assert len(said.entities) <= MAX_ENTITIES
    assert all(f"\n{n + 1} ▪ " in said.text for n in range(len(hits)))
    assert said.text.count("\nedited; ") == len(hits)
    assert "q" * query in marked(said)
    assert all(len(button.data.encode()) <= MAX_CALLBACK_BYTES for row in said.buttons for button in row)


# ------------------------------------------------------------------ in the chat


async def publish(house: House, days: int) -> None:
    """So many daily briefings with grain in one topic."""
    for number in range(1, days + 1):
        house.publish(
            number, [("Port", f"Grain of day {number}."), ("Visit", "Nothing.")], [], f"{number} February 2026"
        )
    await house.poll()


def buttons(said: str) -> dict[str, str]:
    """Of the last message with buttons: what stands on each, and its number in the terminal."""
    lines = [line for line in said.split("\n") if line.startswith("[")]
    cells = [cell.split("] ", 1) for line in lines for cell in line[1:].split("  [")]
    return {text: number for number, text in cells}


def days_in(said: str) -> list[int]:
    """The days whose briefings are quoted, in order."""
    return [int(piece.split(".")[0]) for piece in said.split("Grain of day ")[1:]]


async def test_pages_turn_there_and_back(house: House) -> None:
    """Keyset: what arrives while somebody reads shifts nothing; the first page shows it when it is turned to again."""
    await publish(house, 12)
    first = await house.say("/mentions grain")
    assert days_in(first) == [12, 11, 10, 9, 8]
    second = await house.say(buttons(first)["Older ↓"])
    assert days_in(second) == [7, 6, 5, 4, 3]
    house.publish(13, [("Port", "Grain of day 13.")], [], "13 February 2026")
    await house.poll()
    third = await house.say(buttons(second)["Older ↓"])
    assert days_in(third) == [2, 1]
    assert days_in(await house.say(buttons(third)["↑ 2"])) == [7, 6, 5, 4, 3]
    again = await house.say(buttons(third)["↑ 1"])
    assert again.startswith("13 passages match: grain")
    assert days_in(again) == [13, 12, 11, 10, 9]


async def test_the_best_come_first_if_so_wished(house: House) -> None:
    """And are turned in that order, each once."""
    await publish(house, 12)
    house.publish(
        20, [("Grain", "Grain of day 20. Grain, grain and grain: it is all about grain.")], [], "1 January 2020"
    )
    await house.poll()
    best = await house.say(buttons(await house.say("/mentions grain"))["Most relevant"])
    assert "1 ▪ Grain" in best
    second = await house.say(buttons(best)["More ↓"])
    third = await house.say(buttons(second)["More ↓"])
    assert sorted(days_in(best) + days_in(second) + days_in(third)) == [*range(1, 13), 20]
    assert "More ↓" not in third
    newest = await house.say(buttons(best)["Newest first"])
    assert days_in(newest) == [12, 11, 10, 9, 8]


async def test_a_period_is_understood_said_and_kept(house: House) -> None:
    """What is typed after the query; on the pages after the first too."""
    await publish(house, 12)
    said = await house.say("/mentions grain between 4 February and 10 February 2026")
    assert said.startswith(
        "7 passages match: grain since:2026-02-04 until:2026-02-10\nPeriod: 4 February 2026 – 10 February 2026\n"
    )
    assert days_in(said) + days_in(await house.say(buttons(said)["Older ↓"])) == [10, 9, 8, 7, 6, 5, 4]
    assert days_in(await house.say("/mentions grain until:2026-02-02 since last month")) == [2, 1]
    assert "12 passages match" in await house.say("/mentions grain last month")


async def test_nothing_in_a_period_says_what_there_is_besides(house: House) -> None:
    """So that nobody takes it for nothing at all."""
    await publish(house, 2)
    said = await house.say("/mentions grain in 2021")
    assert said.startswith("Nothing yet matches: grain since:2021-01-01 until:2021-12-31\nPeriod: ")
    assert said.endswith("2 passages without the period: /mentions grain")
    assert "without the period" not in await house.say("/mentions wheat in 2021")


async def test_nothing_found_says_what_may_be_meant(house: House) -> None:
    """A source there is none of; a name that is written otherwise in another language, where that finds anything."""
    house.publish(7, [("Visit", "Japanese envoys came.")])
    await house.poll()
    said = await house.say("/mentions envoys source:nope,sample")
    assert said.startswith("1 passage matches")
    assert (await house.say("/mentions envoys source:nope")).endswith(
        "I know no source nope. /sources lists them, the names to write in brackets."
    )
    said = await house.say("/mentions Япония source:sample this year")
    assert said.endswith("\n1 passage in every language: /mentions ~japan source:sample since:2026-01-01")
    assert "every language" not in await house.say("/mentions Kenya")


async def test_the_first_page_counts(house: House) -> None:
    """Up to today, which is the fifth of March."""
    await publish(house, 12)
    said = await house.say("/mentions grain")
    assert "\n7 days: 0 · 30 days: 9 · 365 days: 12\nFirst 1 February 2026, last 12 February 2026\n" in said
    assert "days:" not in await house.say(buttons(said)["Older ↓"])


async def test_a_section_and_a_briefing_open_from_a_list(house: House) -> None:
    """The passage whole, and the contents."""
    await publish(house, 1)
    said = await house.say("/mentions grain")
    assert "Grain of day 1." in await house.say(buttons(said)["▪ 1"])
    assert "Choose one to read whole" in await house.say(buttons(said)["☰ 1 Feb 2026"])


async def test_a_passage_opens_alone(house: House) -> None:
    """An exchange, and not the hours of questions it was asked in."""
    house.publish(7, [], [("On grain", "What of grain?", "It is dear."), ("On gas", "What of gas?", "It is cheap.")])
    await house.poll()
    opened = await house.say(buttons(await house.say("/mentions grain"))["▪ 1"])
    assert "It is dear." in opened
    assert "It is cheap." not in opened


async def test_a_list_becomes_a_chart_or_a_file(house: House) -> None:
    """Of the same query and period; one passage makes no chart."""
    await publish(house, 12)
    listed = await house.say("/mentions grain since 4 February 2026 lang:en")
    chart = await house.say(buttons(listed)["Trend"])
    assert "4 February 2026 – 12 February 2026" in chart
    assert "grain lang:en\n9 passages in 9 of 9 briefings" in chart
    assert "9 passages: grain lang:en since:2026-02-04\n→ " in await house.say(buttons(listed)["Save (CSV)"])
    turned = await house.say(buttons(listed)["Older ↓"])
    assert {"Trend", "Save (CSV)"} <= buttons(turned).keys()
    assert "Trend" not in buttons(await house.say("/mentions grain on 4 February 2026"))


@pytest.mark.parametrize("data", ["trend", "save:csv"])
async def test_a_list_that_is_gone_becomes_nothing(house: House, data: str) -> None:
    """It is said to be gone."""
    assert await house.press(data) == "This list has expired. Ask again: /mentions …"


@pytest.mark.parametrize("command", ["/mentions", "/export", "/compare", "/trend"])
async def test_what_would_work_keeps_the_period(house: House, command: str) -> None:
    """For all that is suggested, on both sides of an OR."""
    said = await house.say(f"{command} (grain OR wheat)) since 2020")
    assert said.endswith("Did you mean: (grain OR wheat) since:2020-01-01"), said


@pytest.mark.parametrize(
    "data", ["past:2:n:5:5", "past:2:b:x", "past:2:n:1.5", "past:2:b:1:2:3", "past:0:n:", "past:77"]
)
async def test_a_button_of_a_list_that_means_nothing_is_answered(house: House, data: str) -> None:
    """Forged, or of another version: the list has expired, or is shown as far as it can be."""
    await publish(house, 2)
    said = await house.press(data)
    assert "Something went wrong" not in said
    assert said


async def test_what_is_followed_is_told_how_often_it_was_met(house: House) -> None:
    """Of the last ten briefings, of a year, in all; and the newest three, each in a line of its own."""
    await publish(house, 12)
    said = (await house.say("/subscribe grain")).split("\n")
    share = "Met so far by 12 of 24 passages in the archive. "
    assert said[2] == share + "In 10 of the last 10 briefings; in the last year 12."
    lines = [line for line in said if line.startswith("▪ ")]
    assert [line.split(" <")[0] for line in lines] == [f"▪ {day} February 2026" for day in (12, 11, 10)]
    assert lines[0].endswith(">, Foreign Ministry of Orvenia, briefings: Grain of day 12.")
    none = await house.say("/subscribe wheat")
    assert "Met so far by none of the 24 passages in the archive.\nYou get" in none


# ------------------------------------------------------------------ in Telegram


async def test_in_telegram_a_page_takes_the_place_of_the_last(house: House) -> None:
    """One message that turns; a press on the page it shows does nothing; one that is gone is sent anew."""
    await publish(house, 8)
    async with BotApi() as api, bot_for(api) as bot:
        api.say(7, "/mentions grain")
        await _obey(house, bot)
        (listed,) = api.sent
        assert "8 passages match" in listed.text
        api.press(7, listed.message_id, listed.buttons["Older ↓"])
        await _obey(house, bot)
        assert len(api.sent) == 1
        turned: Sent = api.messages[7, listed.message_id]
        assert days_in(turned.text) == [3, 2, 1]
        pages = turned.buttons
        for button, days in (("· 2 ·", [3, 2, 1]), ("↑ 1", [8, 7, 6, 5, 4])):
            api.press(7, listed.message_id, pages[button])
            await _obey(house, bot)
            assert days_in(api.messages[7, listed.message_id].text) == days
        assert len(api.sent) == 1
        api.fail_next("editMessageText", 400, "Bad Request: message can't be edited")
        api.press(7, listed.message_id, listed.buttons["Older ↓"])
        await _obey(house, bot)
        assert days_in(api.sent[-1].text) == [3, 2, 1]


async def _obey(house: House, bot: Bot) -> None:
    """What the bot does about what was said to it."""
    for update in await bot.get_updates():
        await house.app.dispatcher.feed_update(bot, update)
        await bot.get_updates(offset=update.update_id + 1)
