"""What was edited after it was published, as a chat asks for it; and what of it a chat wishes to be told."""

from tests.bot.conftest import House
from tests.bot.test_chat import EXCHANGES, TOPICS


def edited(old: str, new: str) -> list[tuple[str, str]]:
    """TOPICS with other words."""
    return [(heading, text.replace(old, new)) for heading, text in TOPICS]


async def test_nothing_was_edited_yet(house: House) -> None:
    """Said so."""
    house.publish(7, TOPICS)
    await house.poll()
    assert "Nothing was edited" in await house.say("/changes")


async def test_edits_are_listed_with_redlines_the_latest_first(house: House) -> None:
    """Whoever follows what; with the briefing, the moment, the heading."""
    house.publish(7, TOPICS)
    house.publish(8, TOPICS[:2], day="4 March 2026")
    await house.poll()
    house.publish(7, edited("may leave", "may not leave"))
    await house.poll()
    house.publish(7, [*edited("may leave", "may not leave"), ("Ferries", "The ferries sail again.")])
    await house.poll()
    said = await house.say("/changes")
    assert said.count("Briefing by Foreign Ministry Spokeswoman Ana Lind") == 1
    assert said.index("▪ Ferries") < said.index("▪ Shipping")
    assert "New in it: The ferries sail again." in said
    assert "Ships carrying grain may {+not+} leave the port" in said
    assert "2026-03-05 " in said


async def test_edits_of_a_source_or_a_briefing(house: House) -> None:
    """By its id, its name, its number in the list of the latest, its day; what is none of these is said to be none."""
    for number, day in ((7, "5 March 2026"), (8, "4 March 2026")):
        house.publish(number, [(f"{h} {number}", f"{t} Item {number * 7}.") for h, t in TOPICS], day=day)
    await house.poll()
    for number, day in ((7, "5 March 2026"), (8, "4 March 2026")):
        topics = [(f"{h} {number}", f"{t} Item {number * 7}.") for h, t in edited("is open", "is not open")]
        house.publish(number, topics, day=day)
    await house.poll()
    both = await house.say("/changes")
    assert "Shipping 7" in both
    assert "Shipping 8" in both
    assert await house.say("/changes sample") == both
    assert await house.say("/changes Foreign Ministry of Orvenia, briefings") == both
    assert await house.say("/changes orvenia") == both
    for named in ("1", "sample/7", "5 March 2026", "sample 2026-03-05"):
        one = await house.say(f"/changes {named}")
        assert "Shipping 7" in one
        assert "Shipping 8" not in one
    assert "no source and no briefing “mars”" in await house.say("/changes mars")
    assert "no source" in await house.say("/changes 9")


async def test_long_lists_of_edits_go_on_with_a_button(house: House) -> None:
    """Each once, none left out."""
    topics = [(f"Topic {n}", f"Item {n} was read by delegate {n * 7} in hall {n * 13} of them.") for n in range(40)]
    house.publish(7, topics)
    await house.poll()
    house.publish(7, [(h, t.replace("was read", "was not read") if n < 20 else t) for n, (h, t) in enumerate(topics)])
    await house.poll()
    said = await house.say("/changes sample/7")
    seen = said
    while "Older" in said:
        last = (await house.app.desk.archive.changes(limit=50))[seen.count("▪") - 1].id
        said = await house.press(f"edits:b:{last}")
        seen += said
    assert [seen.count(f"▪ Topic {n}\n") for n in range(20)] == [1] * 20


async def test_new_passages_only_or_edits_only(house: House) -> None:
    """As wished for each subscription; a passage added later is a new one."""
    for query in ("grain", "Kestria", "treaty"):
        await house.say(f"/subscribe {query}")
    assert "grain: you are told of new passages only" in await house.say("/tell 1 new")
    assert "Kestria: you are told of edits only" in await house.say("/tell Kestria EDITS")
    listed = await house.say("/subscriptions")
    assert "1. grain · new passages only\n2. Kestria · edits only\n3. treaty\n" in listed
    house.publish(7, TOPICS)
    told = await house.poll()
    assert "for: grain" in told
    assert "for: treaty" in told
    assert "Kestria on Monday" not in told
    changed = [(h, t.replace("may leave", "may not leave").replace("on Monday", "on Tuesday")) for h, t in TOPICS]
    house.publish(7, [*changed, ("Grain fair", "The grain fair opens.")])
    told = await house.poll()
    assert "▪ Grain fair" in told
    assert "[-Monday-] {+Tuesday+}" in told
    assert "may {+not+} leave" not in told


async def test_what_is_not_understood_of_a_wish(house: House) -> None:
    """How it is written is shown; a number of nothing is no subscription."""
    await house.say("/subscribe grain")
    for said in ("/tell", "/tell 1", "/tell 1 sometimes", "/tell new"):
        assert "/tell 2 new" in await house.say(said)
    assert "don't follow" in await house.say("/tell 4 new")
    await house.say("/tell 1 new")
    await house.say("/tell 1 all")
    assert "1. grain\n" in await house.say("/subscriptions")


async def test_what_a_small_edit_means_stands_before_it(house: House) -> None:
    """A denial that came is seen at once; in a rewritten passage nothing is said."""
    await house.say("/subscribe grain")
    house.publish(7, TOPICS)
    await house.poll()
    house.publish(7, edited("may leave", "may not leave"))
    told = await house.poll()
    assert "⚠ a negation\nChanged: " in told
    assert "⚠ a negation\nChanged: " in await house.say("/changes")
    house.publish(7, edited("Ships carrying grain may leave the port at once.", "All grain is sold."))
    assert "⚠" not in await house.poll()


async def test_a_question_that_disappears_is_told_with_its_answer_and_the_times(house: House) -> None:
    """As what it is, once it is sure; when it was first read, and when it was gone."""
    await house.say("/subscribe harvest")
    second = ("On roads", "What of the roads?", "They are repaired.")
    house.publish(7, TOPICS, [*EXCHANGES, second])
    await house.poll()
    house.publish(7, TOPICS, [second])
    assert await house.poll() == ""
    told = await house.poll()
    assert "first read 2026-03-05 12:01 UTC, changed 2026-03-05 12:03 UTC" in told
    assert "A question disappeared: Question: What of the harvest? Was it as good as last year?" in told


async def test_a_briefing_that_comes_in_parts_tells_each_part_once(house: House) -> None:
    """A heading that stands in the contents and has its text later: only what is new is told, as new."""
    await house.say("/subscribe grain")
    house.publish(7, [*TOPICS, ("Grain fair", "")])
    assert "▪ Shipping" in await house.poll()
    house.publish(7, [*TOPICS, ("Grain fair", "The fair opens in May. Grain of six countries is shown.")])
    told = await house.poll()
    assert "▪ Grain fair\nNew in it: Grain fair" not in told
    assert "▪ Grain fair\nNew in it: … Grain of six countries is shown." in told
    assert "Shipping" not in told
    assert await house.poll() == ""
