"""/trend in the chat, and what a picture is where only text can be."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.methods import SendMessage, SendPhoto

from bot.console import TOKEN, ConsoleSession
from bot.message import Button, Draft
from bot.picture import MAX_CAPTION_UNITS, Picture, sending
from tests.bot.conftest import House
from watchers.model import TERMINAL_CHAT

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
DAYS = ("8 January 2026", "15 January 2026", "5 February 2026", "12 February 2026", "5 March 2026")


async def spoken_of(house: House) -> None:
    """Five briefings in three months: grain in the second, the third (twice) and the fifth, gas in the first."""
    said = (
        ["Gas is dear."],
        ["Grain was shipped."],
        ["Grain is stored.", "More grain came."],
        ["A bridge."],
        ["Grain, again."],
    )
    for number, (day, texts) in enumerate(zip(DAYS, said, strict=True), 1):
        house.publish(number, [(f"Matter {n}", text) for n, text in enumerate(texts, 1)], day=day)
        await house.poll()


def picture(said: str) -> bytes:
    """The file that an answer names."""
    path = re.search(r"The picture: (\S+\.png)", said)
    assert path is not None
    return Path(path[1]).read_bytes()


async def test_a_subject_is_drawn_with_its_figures_below(house: House) -> None:
    """Of a few briefings each by itself; the picture is a file, the figures can be quoted."""
    await spoken_of(house)
    said = await house.say("/trend grain")
    assert picture(said).startswith(b"\x89PNG")
    assert "│" in said
    assert "◆" in said
    assert "Passages by briefing, 8 January 2026 – 5 March 2026" in said
    assert "grain\n4 passages in 3 of 5 briefings (60%)\nFirst: 15 January 2026 · last: 5 March 2026\n" in said
    assert "Most: 2, 5 February 2026" in said


async def test_several_subjects_share_a_chart(house: House) -> None:
    """Each in its own words, with its own figures; what was never said is said to be."""
    await spoken_of(house)
    said = await house.say('/trend grain, "gas is" vs zugzwang by month')
    assert "Passages by month, January 2026 – March 2026" in said
    assert "1. grain\n4 passages in 3 of 5 briefings (60%)" in said
    assert '2. "gas is"\n1 passage in 1 of 5 briefings (20%)' in said
    assert "3. zugzwang\nNot said in this time" in said


async def test_a_button_draws_the_same_by_another_step(house: House) -> None:
    """The same queries of the same period."""
    await spoken_of(house)
    said = await house.say("/trend grain, gas since february 2026")
    assert "1. grain\n3 passages in 2 of 3 briefings" in said
    number = re.search(r"\[(\d+)\] by month", said)
    assert number is not None
    again = await house.say(number[1])
    assert "Passages by month, February 2026 – March 2026" in again
    assert "1. grain\n3 passages in 2 of 3 briefings" in again
    assert "2. gas\nNot said in this time" in again


async def test_a_button_leads_to_what_was_said(house: House) -> None:
    """Of one query by itself, of several of each that was met; in the period of the chart."""
    await spoken_of(house)
    alone = re.search(r"\[(\d+)\] What was said", await house.say("/trend grain since february 2026"))
    assert alone is not None
    assert (await house.say(alone[1])).startswith("3 passages match: grain since:2026-02-01\n")
    said = await house.say("/trend zugzwang, gas OR wheat, grain")
    assert "▪ zugzwang" not in said
    second = re.search(r"\[(\d+)\] ▪ gas OR wheat  \[\d+\] ▪ grain$", said)
    assert second is not None, said
    assert (await house.say(second[1])).startswith("1 passage matches: gas OR wheat\n")


async def test_days_in_the_last_query_are_meant_for_all(house: House) -> None:
    """They are no part of what the chart names."""
    await spoken_of(house)
    said = await house.say("/trend grain, gas since:2026-02")
    assert "1. grain\n3 passages in 2 of 3 briefings" in said
    assert "2. gas\nNot said in this time" in said


async def test_what_was_never_said_gets_no_picture(house: House) -> None:
    """An empty frame would say nothing."""
    await spoken_of(house)
    said = await house.say("/trend zugzwang")
    assert said.endswith("Not said in this time")  # nor buttons that would draw it by another step
    assert ".png" not in said


async def test_an_empty_archive_is_said_to_be_one(house: House) -> None:
    """There is nothing to draw."""
    assert await house.say("/trend grain") == "No briefing has been read yet."


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/trend", "Say what to count"),
        ("/trend by week", "Say what to count"),
        ("/trend a, b, c, d, e, f", "One chart holds 5 queries at the most"),
        ("/trend grain, role:emperor", "role:emperor"),
        ("/trend grain, ~nobodyknows", "^^^"),
    ],
)
async def test_what_cannot_be_drawn_is_refused_in_a_sentence(house: House, line: str, answer: str) -> None:
    """With a caret where a query is wrong."""
    assert answer in await house.say(line)


@pytest.mark.parametrize(
    "data",
    ["trend:week::", "trend:week:20260101:", "trend:week:20269999:", "trend:year::", "told:1::", "told:9:20269999:"],
)
async def test_a_button_whose_chart_is_gone_says_so(house: House, data: str) -> None:
    """Nothing is drawn, nothing breaks."""
    said = await house.press(data)
    assert "can't read that chart's queries" in said if "year" not in data else "Traceback" not in said


# ------------------------------------------------------------------ pictures


def made() -> Picture:
    """A picture of two bytes."""
    return Picture(b"\x89P", "trend.png", sketch=lambda width, _: "#" * width, saved=lambda path: f"It is at {path}")


def test_a_short_text_is_the_caption_and_a_long_one_a_message_of_its_own() -> None:
    """With the buttons where the queries are that they ask for again."""
    buttons = [Button("again", "again")]
    (photo,) = sending(made(), Draft("🌾" * (MAX_CAPTION_UNITS // 2)).done(buttons), 7)
    assert isinstance(photo, SendPhoto)
    assert photo.caption == "🌾" * 512
    assert photo.reply_markup is not None
    alone, text = sending(made(), Draft("🌾" * (MAX_CAPTION_UNITS // 2) + ".").done(buttons), 7)
    assert isinstance(alone, SendPhoto)
    assert isinstance(text, SendMessage)
    assert (alone.caption, alone.reply_markup) == (None, None)
    assert text.reply_markup is not None


async def test_a_terminal_shows_a_drawing_and_says_where_the_file_is() -> None:
    """Each picture in a file of its own, the whole of it; a text below only where there is one."""
    out = io.StringIO()
    async with Bot(TOKEN, session=ConsoleSession(out, now=lambda: NOW, styled=False)) as bot:
        for _ in range(2):
            await bot(SendPhoto(chat_id=TERMINAL_CHAT, photo=made(), caption="grain"))
        await bot(SendPhoto(chat_id=TERMINAL_CHAT, photo=made()))
    paths = [Path(path) for path in re.findall(r"It is at (\S+)", out.getvalue())]
    assert len(set(paths)) == 3
    assert {path.read_bytes() for path in paths} == {b"\x89P"}
    assert out.getvalue().startswith("#" * 80 + "\n\n")
    assert out.getvalue().count("grain") == 2
    assert not out.getvalue().endswith("\n\n\n")
