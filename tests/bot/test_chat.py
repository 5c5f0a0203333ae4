"""The chat, as its user types and reads it: real stores, real Dispatcher, the terminal's side of the wire."""

from dataclasses import replace

from bot import answers
from bot.console import Console, ConsoleSession
from bot.locales import words
from tests.bot.conftest import NOW, House
from watchers.model import TERMINAL_CHAT

TOPICS = [
    ("Visit to Kestria", "The minister will visit Kestria on Monday. He will stay two days."),
    ("Shipping", "The port is open. Ships carrying grain may leave the port at once. All papers are ready."),
    ("River treaty", "The treaty on the river is ready for signature."),
    ("Consular news", "Our consulate has moved to another street."),
]
EXCHANGES = [
    (
        "On the harvest",
        "What of the harvest? Was it as good as last year?",
        "It was. We expect to ship more grain in May.",
    ),
]


async def test_a_newcomer_is_welcomed_and_told_what_to_try(house: House) -> None:
    """An example that works."""
    assert "/subscribe grain" in await house.say("/start")


async def test_what_was_only_taken_in_was_not_read_from_its_site(house: House) -> None:
    """Pages somebody saved make an archive, and no site was looked at for it."""
    await house.app.desk.archive.add_source(replace(house.app.sources[0], id="saved", name="Saved"), NOW)
    assert "Saved (saved)\n    0 briefings, not read from its site yet" in await house.say("/sources")


async def test_help_lists_the_commands_and_how_a_query_is_written(house: House) -> None:
    """Everything in one message."""
    said = await house.say("/help")
    assert "\n\nWhat was said before\n/mentions — what was said before" in said
    assert '"river treaty" (dam OR flood) -sport' in said
    assert "/addsource" in said
    assert "/feeds" not in said  # which are not switched on
    house.app.desk.admins.clear()
    assert "/addsource" not in await house.say("/help")
    assert "/feeds" in answers.helped(words("en")).text


async def test_the_terminal_speaks_as_its_setting_says(house: House) -> None:
    """Also where it spoke otherwise before: nobody there could say so in the chat."""
    await house.say("/subscribe grain")
    session = house.app.bot.session
    assert isinstance(session, ConsoleSession)
    console = Console(house.app.bot, house.app.dispatcher, session, now=lambda: NOW, language="ru", tell=str)
    await console.say("/subscriptions")
    assert house.out.getvalue().strip().endswith("Ваши подписки:\n1. grain\n[1] ✕ 1")
    kept = await house.app.desk.subscribers.get(TERMINAL_CHAT)
    assert kept is not None
    assert kept.language == "ru"


async def test_a_subscription_is_confirmed_with_how_it_was_understood(house: House) -> None:
    """The canonical query, in words, once."""
    said = await house.say('/subscribe  "River  Treaty" (dam OR flood) -sport')
    assert 'Following: "River Treaty" (dam OR flood) -sport' in said
    assert "the phrase “River Treaty”" in said
    assert "any of: “dam” in any form" in said
    assert "without “sport”" in said
    assert "already follow" in await house.say('/subscribe "River Treaty" (dam OR flood) -sport')


async def test_a_query_that_cannot_be_read_is_answered_with_a_caret_under_the_place(house: House) -> None:
    """The query, the caret, the reason."""
    said = (await house.say("/subscribe grain AND (port OR")).split("\n")
    assert said[0] == "grain AND (port OR"
    assert said[1].strip("^ ") == ""
    assert said[1].index("^") in (10, 16)
    assert (await house.say("/subscriptions")).startswith("You follow nothing")


async def test_a_query_that_only_leaves_out_is_refused(house: House) -> None:
    """It would match nearly everything."""
    assert "what to leave out" in await house.say("/subscribe -sport")


async def test_subscriptions_are_listed_with_buttons_and_stopped_by_button_number_or_query(house: House) -> None:
    """Three ways to stop."""
    for query in ("grain", "treaty", "visas"):
        await house.say(f"/subscribe {query}")
    listed = await house.say("/subscriptions")
    assert "1. grain\n2. treaty\n3. visas\n[1] ✕ 1  [2] ✕ 2  [3] ✕ 3" in listed
    assert "No longer following: treaty" in await house.say("2")
    assert "No longer following: visas" in await house.say("/unsubscribe 2")
    assert "No longer following: grain" in await house.say("/unsubscribe grain")
    assert "don't follow" in await house.say("/unsubscribe grain")


async def test_an_alert_names_source_title_date_and_link_and_quotes_whole_sentences(house: House) -> None:
    """Short, right, quotable."""
    await house.say("/subscribe grain")
    house.publish(7, TOPICS, EXCHANGES)
    told = await house.poll()
    assert told == (
        "ALERT new sample/7 Foreign Ministry of Orvenia, briefings: new briefing\n"
        "Briefing by Foreign Ministry Spokeswoman Ana Lind, March 5, 2026 "
        f"<{house.links[0]}>, 5 March 2026\n"
        "\n"
        "▪ Shipping\n"
        "Ana Lind: … Ships carrying grain may leave the port at once. …\n"
        "for: grain\n"
        "\n"
        "▪ On the harvest\n"
        "Question: What of the harvest? …\n"
        "Ana Lind: … We expect to ship more grain in May.\n"
        "for: grain\n"
        "[1] Contents"
    )


async def test_what_was_told_is_not_told_again_and_an_edit_tells_its_change_only(house: House) -> None:
    """Silence, then the words that changed."""
    await house.say("/subscribe grain")
    house.publish(7, TOPICS, EXCHANGES)
    assert (await house.poll()).count("ALERT new") == 1
    assert await house.poll() == ""
    house.publish(7, [(h, t.replace("may leave", "may not leave")) for h, t in TOPICS], EXCHANGES)
    told = await house.poll()
    assert told.startswith(
        "ALERT edit sample/7 Foreign Ministry of Orvenia, briefings: a published briefing was changed"
    )
    assert "Ships carrying grain may {+not+} leave the port" in told
    assert "harvest" not in told
    assert await house.poll() == ""


async def test_a_passage_that_disappears_is_told_with_the_words_that_were_there(house: House) -> None:
    """A removed topic is quoted as it was."""
    await house.say("/subscribe grain")
    house.publish(7, TOPICS)
    await house.poll()
    house.publish(7, [t for t in TOPICS if t[0] != "Shipping"])
    assert await house.poll() == ""  # not before a second look misses it as well
    told = await house.poll()
    assert "No longer there: " in told
    assert "Ships carrying grain may leave the port at once." in told


async def test_half_a_page_is_a_trouble_and_never_a_change(house: House) -> None:
    """Most of a briefing does not vanish."""
    await house.say("/subscribe grain")
    house.publish(7, TOPICS, EXCHANGES)
    await house.poll()
    house.publish(7, TOPICS[:1])
    assert await house.poll() == ""
    house.publish(7, TOPICS, EXCHANGES)
    assert await house.poll() == ""


async def test_more_passages_than_a_reader_wants_stand_behind_a_button(house: House) -> None:
    """Three, and "and 3 more"; the button brings the rest, each once."""
    await house.say("/subscribe grain")
    house.publish(8, [(f"Topic {n}", f"Number {n}: the grain of harbour {n} was sold.") for n in range(1, 7)])
    told = await house.poll()
    assert told.count("▪ ") == 3
    assert "[1] … and 3 more" in told
    more = await house.say("1")
    assert more.count("▪ ") == 3
    assert {n for n in range(1, 7) if f"harbour {n}" in told + more} == set(range(1, 7))
    assert "more" not in more.split("[")[-1]


async def test_every_query_that_was_met_is_named(house: House) -> None:
    """One alert for all of a chat's subscriptions; the passage that meets two comes first."""
    for query in ("grain", "papers", "treaty"):
        await house.say(f"/subscribe {query}")
    house.publish(7, TOPICS)
    told = await house.poll()
    assert told.count("ALERT") == 1
    assert told.index("for: grain, papers") < told.index("for: treaty")


async def test_past_mentions_are_listed_newest_first_page_by_page(house: House) -> None:
    """Five to a page, each with date, heading, link and sentence; the button leads to older ones."""
    for number in range(1, 8):
        house.publish(
            number,
            [(f"Topic {n}", f"Nothing {n}.") for n in range(5)] + [("Port", f"Grain of week {number}.")],
            [],
            f"{number} March 2026",
        )
    await house.poll()
    said = await house.say("/mentions grain")
    assert said.startswith("7 passages match: grain\n7 days: ")
    assert "\n\n7 March 2026 · Foreign Ministry of Orvenia, briefings\nBriefing by " in said
    assert "7>\n1 ▪ Port\n" in said
    assert [n for n in range(1, 8) if f"Grain of week {n}." in said] == [3, 4, 5, 6, 7]
    older = await house.say(said.split("] Older")[0].rsplit("[", 1)[1])
    assert [n for n in range(1, 8) if f"Grain of week {n}." in older] == [1, 2]
    assert "Older" not in older
    assert "Nothing yet matches: wheat" in await house.say("/mentions wheat")


async def test_a_briefing_is_read_by_its_contents_a_section_whole(house: House) -> None:
    """/latest, /read, contents as buttons, next and previous."""
    assert "No briefing" in await house.say("/latest")
    house.publish(7, TOPICS, EXCHANGES)
    await house.poll()
    assert "1. Briefing by" in await house.say("/latest")
    contents = await house.say("/read 1")
    assert "5 sections. Choose one to read whole:\n1. Visit to Kestria\n2. Shipping" in contents
    numbers = [int(piece.split("]")[0]) for piece in contents.split("[")[1:]]
    section = await house.say(str(numbers[1]))
    official = f"official page <{house.links[0]}>"
    assert section.startswith(f"Shipping\n5 March 2026, {official}\n\nThe port is open. Ships carrying grain may leave")
    assert "‹ Previous" in section
    last = await house.say(str(numbers[-1]))
    assert "Question: What of the harvest?" in last
    assert "Ana Lind: It was." in last
    assert "I know no briefing" in await house.say("/read sample/999")


async def test_sources_are_listed_with_their_troubles(house: House) -> None:
    """Since when, and why."""
    assert "0 briefings, last read 2026-03-05" in await house.say("/sources")
    house.site.put("/rss.xml", "<html><body>Checking your browser</body></html>")
    await house.poll()
    said = await house.say("/sources")
    assert "in trouble since 2026-03-05" in said
    assert "not_a_feed" in said or "challenge" in said


async def test_stop_silences_and_start_resumes(house: House) -> None:
    """What is followed is kept; what came meanwhile is not told."""
    await house.say("/subscribe grain")
    assert "Alerts are off" in await house.say("/stop")
    house.publish(7, TOPICS)
    assert await house.poll() == ""
    assert "You follow 1 query" in await house.say("/start")
    house.publish(8, TOPICS, [], "12 March 2026")
    assert "ALERT new sample/8" in await house.poll()


async def test_words_that_are_no_command_are_answered_helpfully(house: House) -> None:
    """A hint, not silence."""
    assert "/subscribe grain prices" in await house.say("grain prices")
    assert "I don't know /frobnicate" in await house.say("/frobnicate now")
    assert "no button [77]" in await house.say("77")
    for command in ("subscribe", "unsubscribe", "mentions"):
        assert f"/{command} " in await house.say(f"/{command}")


async def test_to_subscribe_is_to_want_alerts_again(house: House) -> None:
    """Nobody is promised what will not come."""
    await house.say("/stop")
    await house.say("/SUBSCRIBE grain")
    house.publish(7, TOPICS)
    assert "ALERT new" in await house.poll()


async def test_a_chat_that_could_not_be_reached_and_speaks_again_is_told_again(house: House) -> None:
    """Unless it was its own wish to be left alone."""
    await house.say("/subscribe grain")
    subscribers = house.app.stores.subscribers
    await subscribers.suspend(TERMINAL_CHAT, "Forbidden: bot was kicked", NOW)
    await house.say("/latest")
    assert await subscribers.active(TERMINAL_CHAT)
    await house.say("/stop")
    await house.say("/latest")
    assert not await subscribers.active(TERMINAL_CHAT)


async def test_a_button_nobody_offered_is_answered_and_does_nothing(house: House) -> None:
    """Forged, old or cut off."""
    await house.say("/subscribe grain")
    for data in (
        "drop:" + "9" * 40,
        "more:1",
        "more:1:2:3",
        "more:" + "9" * 30 + ":1",
        "past:0",
        "read:x",
        "sect:1",
        "?",
    ):
        said = await house.press(data)
        assert "Something went wrong" not in said, data
        assert said, data
    assert "1. grain" in await house.say("/subscriptions")


async def test_ninety_long_queries_are_all_listed(house: House) -> None:
    """Each by its beginning, with its button."""
    for number in range(90):
        await house.say(f"/subscribe number{number} " + " ".join(f"word{n}" for n in range(30)))
    said = await house.say("/subscriptions")
    assert all(f"{number + 1}. number{number}" in said for number in range(90))
    assert said.count("✕") == 90


async def test_a_query_of_many_words_is_understood_in_a_sentence(house: House) -> None:
    """The beginning of it."""
    said = await house.say("/subscribe " + " OR ".join(f"word{n}" for n in range(80)))
    assert "any of: “word0” in any form" in said
    assert "???" not in said


async def test_a_briefing_of_many_sections_is_listed_page_by_page(house: House) -> None:
    """No section is out of reach."""
    house.publish(7, [(f"Topic {n}", f"Text {n}.") for n in range(130)])
    await house.poll()
    listed = await house.say("/read 1")
    seen = listed
    while "More ↓" in listed:
        listed = await house.say(listed.rsplit("[", 1)[1].split("]")[0])
        seen += listed
    assert all(f"{n + 1}. Topic {n}\n" in seen + "\n" for n in range(130))


async def test_a_long_section_is_read_to_its_last_word(house: House) -> None:
    """However long its heading; the address stands above each page."""
    text = " ".join(f"Sentence number {n} of this topic." for n in range(700))
    house.publish(7, [("Long " * 60, text), *TOPICS])
    await house.poll()
    listed = await house.say("/read 1")
    page = await house.say(listed.split("[")[1].split("]")[0])
    seen = page
    while "More ↓" in page:
        button = next(x.split("]")[0] for x in page.split("[") if "More ↓" in x)
        page = await house.say(button)
        seen += page
    assert all(f"number {n} of" in seen for n in range(700))
