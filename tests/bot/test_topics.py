"""/topics and `rostrum topics`: what was talked about, and the buttons below it."""

import asyncio
import datetime as dt
import json
import re
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.locales import words
from bot.message import MAX_CALLBACK_BYTES
from bot.overview import Overview
from bot.topics import asked, topics
from storage.archive import Archive
from storage.database import open_database
from tests.bot.conftest import House
from tests.storage.making import NOW, SOURCE, briefing, first, record
from watchers.query import parse_query
from watchers.topics import Topic, Topics

ROADS = ("On roads", "The road to the northern villages is mended, and lorries use it again since the thaw.")
FERRIES = ("On ferries", "Ferries sail twice a day in summer, and their crews have learned three languages at sea.")
DAY = dt.date(2026, 3, 5)


async def filled(house: House) -> None:
    """Two months of briefings: Lindera in the first, Kestria and Tokyo in the second."""
    for n in range(3):
        text = ("On a port", f"The port of Lindera is closed, as was said {n + 1} times.")
        house.publish(n, [ROADS, FERRIES, text], day=f"{n + 10} January 2026")
    for n in range(3, 6):
        text = ("On a strait", f"The strait of Kestria is open, as Tokyo was told {n} times.")
        house.publish(n, [ROADS, FERRIES, text], day=f"{n + 20} February 2026")
    await house.poll()


async def test_topics_lists_what_was_said_most_and_what_is_new_and_gone(house: House) -> None:
    """Of the thirty days up to the newest briefing, against those before, with its figures."""
    await filled(house)
    told = await house.say("/topics")
    assert "27 January 2026 – 25 February 2026: 9 passages in 3 briefings" in told
    assert "compared with 28 December 2025 – 26 January 2026: 9 passages in 3 briefings" in told
    assert re.search(r"\d\. Kestria — 3 passages in 3 briefings \(new\)", told)
    assert re.search(r"\d\. Japan — 3 passages in 3 briefings \(new\)", told)
    assert re.search(r"No longer spoken of:\n\d\. Lindera — 3 passages in 3 briefings", told)


async def test_a_subjects_button_leads_to_what_was_said_of_it(house: House) -> None:
    """In the list's days: of a subject that is gone, in those before."""
    await filled(house)
    told = await house.say("/topics")
    for label, query in (("Japan", "~japan"), ("Lindera", "Lindera")):
        number = re.search(rf"(\d+)\. {label} —", told)
        assert number
        button = re.search(rf"\[(\d+)\] {number[1]}\b", told)
        assert button
        found = await house.say(button[1])
        assert f"3 passages match: {query} " in found
    assert "since:2025-12-28 until:2026-01-26" in found


async def test_a_period_and_a_source_may_be_named(house: House) -> None:
    """In words; what is neither is said to be neither."""
    await filled(house)
    assert "1 January 2026 – 31 January 2026" in await house.say("/topics January 2026")
    source = house.app.sources[0]
    told = await house.say(f"/topics {source.id} last month")
    assert f"Talked about most: {source.name}" in told
    assert "1 February 2026 – 28 February 2026" in told
    assert "I know no source “nonsense”" in await house.say("/topics nonsense")


async def test_the_sources_with_most_briefings_are_offered_first(house: House) -> None:
    """Whatever their names; there is not room for all."""
    await filled(house)
    archive = house.app.stores.archive
    await archive.keep_source(SOURCE, NOW)
    assert SOURCE.id < house.app.sources[0].id
    await record(archive, first(briefing("The road is open.")))
    said = await house.say("/topics")
    assert said.index(f"] {house.app.sources[0].name[:20]}") < said.index(f"] {SOURCE.id}")


async def test_without_briefings_there_are_no_topics(house: House) -> None:
    """And it says so."""
    assert await house.say("/topics") == "No briefing has been read yet."


async def test_a_button_of_a_message_that_is_gone_says_so(house: House) -> None:
    """Nor does one with days there are none of bring anything down."""
    await filled(house)
    assert "expired" in await house.press("said:1:0-5:20260101:20260131:")
    assert "expired" in await house.press("said:1:0-5:20269901:20260131:")
    assert await house.press("topics:20269901:20260131:") == ""
    assert "Talked about most" in await house.press("topics:20260101:20260131:")


def overview(*, source: str | None = None, whole: bool = True) -> Overview:
    """An overview of one subject."""
    topic = Topic("Nord Stream", (0, 11), '"Nord Stream"', None, 5, 2, 0, 0)
    told = Topics(9, 2, 0, 0, (topic,), (), (), (("Post", 2),), 0, ())
    return Overview(source, DAY, DAY, DAY, whole, told)


def test_with_nothing_to_compare_it_with_nothing_is_called_new() -> None:
    """Nor more or less."""
    said = topics(overview(), words("en"), {}, ()).text
    assert "1. Nord Stream — 5 passages in 2 briefings\n" in said
    assert "compared" not in said
    assert "Asked: Post 2" in said


def test_a_period_of_too_many_passages_is_said_to_be_cut() -> None:
    """In both languages."""
    assert "10,000" in topics(overview(whole=False), words("en"), {}, ()).text
    assert "Прочитаны только" in topics(overview(whole=False), words("ru"), {}, ()).text


def test_a_buttons_data_is_never_longer_than_telegram_takes() -> None:
    """Where the id of the source is, the list leads to all sources."""
    message = topics(overview(source="s" * 60), words("en"), {}, ("a" * 60, "b"))
    datas = [button.data for row in message.buttons for button in row]
    assert max(len(data.encode()) for data in datas) <= MAX_CALLBACK_BYTES
    assert datas[0] == "said:1:0-11:20260305:20260305:"


def test_a_subjects_query_is_read_back_from_its_label() -> None:
    """A built-in name in any language; of a longer label, the part that was counted."""
    assert asked("Япония", (0, 6), "mid", DAY, DAY) == "~japan source:mid since:2026-03-05 until:2026-03-05"
    assert asked("Nagorno-Karabakh", (8, 16), "", DAY, DAY).startswith("Karabakh since:")
    assert str(parse_query(asked("Nord Stream", (0, 11), "", DAY, DAY))).startswith('"Nord Stream" since:')


# ------------------------------------------------------------------ the command line


def database(folder: Path) -> Path:
    """A configuration with a database of three briefings."""

    async def make() -> None:
        opened = open_database(folder / "rostrum.db")
        await opened.migrate()
        archive = Archive(opened)
        await archive.sync_sources([SOURCE], NOW)
        for n in range(3):
            made = briefing(f"The strait of Kestria is open, {n}.", "It rains.", key=f"k{n}", date=DAY)
            await record(archive, first(made))
        await opened.close()

    asyncio.run(make())
    settings = folder / "config.toml"
    settings.write_text(f'[storage]\npath = "{folder / "rostrum.db"}"\n', "utf-8")
    return settings


def run(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, ["topics", *arguments])
    return outcome.exit_code, outcome.output


def test_the_command_prints_topics_for_people_and_for_programs(tmp_path: Path) -> None:
    """With the query that finds each."""
    settings = str(database(tmp_path))
    code, said = run("ministry", "--config", settings)
    assert code == 0
    assert "The ministry, 2026-02-04 to 2026-03-05: 6 passages in 3 briefings" in said
    assert re.search(r"3 +3 +\+3 +Kestria +Kestria", said)
    code, said = run("--since", "2026-03-01", "--until", "2026-03-31", "--json", "--config", settings)
    assert run("--since", "2026-03", "--until", "2026-03", "--json", "--config", settings) == (code, said)
    told = json.loads(said)
    assert (told["since"], told["until"], told["source"], told["briefings"]) == ("2026-03-01", "2026-03-31", None, 3)
    names = {"label": "Kestria", "said": [0, 7], "query": "Kestria", "name": None}
    assert told["most"][0] == names | {"passages": 3, "briefings": 3, "passages_before": 0, "briefings_before": 0}


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    """A source there is none of, days in the wrong order: exit code 2."""
    settings = str(database(tmp_path))
    assert run("nobody", "--config", settings)[0] == 2
    assert run("--since", "2026-03-09", "--until", "2026-03-01", "--config", settings)[0] == 2
