"""What of the past stands beside an alert."""

import pytest

from bot.retrospect import Retrospect
from tests.bot.conftest import House
from tests.support import briefing, rss

FILLER = [
    ("On roads", "The road to the northern villages is mended, and lorries use it again since the thaw of last week."),
    ("On ferries", "Ferries sail twice a day in summer, and their crews have learned to speak three languages at sea."),
    ("On visas", "Visas for students are issued within nine days by all consulates, and nothing is charged for them."),
]
REGRET = "We regret the decision of Kestria to close the port of Lindera to ships that carry grain and fodder."
CONDEMN = "We condemn the decision of Kestria to close the port of Lindera to ships that carry grain and fodder."


async def test_an_alert_says_what_was_said_the_last_time(house: House) -> None:
    """As a redline where the words are much the same."""
    house.publish(
        1,
        [*FILLER, ("On grain", f"{REGRET} The harvest must reach those who wait for it in the south.")],
        day="5 February 2026",
    )
    await house.poll()
    await house.say("/subscribe Kestria")
    house.publish(
        2,
        [*FILLER[:1], ("On grain", f"{CONDEMN} Nobody will gain by it, and the winter is long.")],
        day="12 February 2026",
    )
    told = await house.poll()
    assert "↺ Last time, 5 February 2026: We [-regret-] {+condemn+} the decision of Kestria" in told


async def test_what_is_said_again_word_for_word_is_said_to_be(house: House) -> None:
    """And what is new is quoted before it."""
    house.publish(1, [*FILLER, ("On grain", REGRET)], day="5 February 2026")
    await house.poll()
    await house.say("/subscribe Kestria")
    house.publish(2, [*FILLER[:1], ("On grain", REGRET)], day="12 February 2026")
    assert "↻ said before, word for word" in await house.poll()
    new = "The envoy of Kestria was summoned to the ministry this morning and was handed a note."
    house.publish(3, [*FILLER[1:], ("On grain", f"{REGRET} {new}")], day="19 February 2026")
    told = await house.poll()
    assert new in told
    assert REGRET not in told
    assert "word for word" not in told


async def test_the_first_time_in_months_is_worth_a_line(house: House) -> None:
    """So is the first time ever, where the archive reaches back far enough to know."""
    house.publish(1, [*FILLER, ("On grain", REGRET)], day="5 March 2024")
    house.publish(2, FILLER, day="5 April 2024")
    await house.poll()
    await house.say("/subscribe Kestria")
    await house.say("/subscribe volcano")
    house.publish(3, [*FILLER[1:], ("On grain", CONDEMN), ("On fire", "The volcano is quiet.")], day="5 June 2025")
    told = await house.poll()
    assert "☆ first time in 15 months (last on 5 March 2024)" in told
    assert "☆ never before in this archive (since 5 March 2024)" in told
    house.publish(
        4, [*FILLER[:2], ("On grain", "Kestria was thanked. The volcano is still quiet.")], day="12 June 2025"
    )
    assert "☆" not in await house.poll()


async def test_a_young_archive_knows_of_no_first_time(house: House) -> None:
    """It would say so of everything."""
    house.publish(1, FILLER, day="5 February 2026")
    await house.poll()
    await house.say("/subscribe Kestria")
    house.publish(2, [*FILLER[:1], ("On grain", CONDEMN)], day="12 February 2026")
    told = await house.poll()
    assert "Kestria" in told
    assert "☆" not in told


async def test_an_alert_goes_without_its_past_where_that_cannot_be_looked_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is never lost for it."""

    async def fails(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Retrospect, "of", fails)
    await house.say("/subscribe Kestria")
    house.publish(1, [*FILLER, ("On grain", REGRET)])
    assert "We regret the decision of Kestria" in await house.poll()


async def test_the_last_two_passages_are_set_side_by_side(house: House) -> None:
    """As a redline where their words are much the same, else each quoted; with days and addresses."""
    house.publish(1, [*FILLER, ("On grain", REGRET)], day="5 February 2026")
    await house.poll()
    assert "1 passage" in await house.say("/compare Kestria")
    house.publish(2, [*FILLER[:1], ("On grain", CONDEMN)], day="12 February 2026")
    await house.poll()
    said = await house.say("/compare kestria")
    assert "the time before and the last time: kestria\n" in said
    assert "5 February 2026: On grain <" in said
    assert "12 February 2026: On grain <" in said
    assert "We [-regret-] {+condemn+} the decision of Kestria" in said
    house.publish(3, [*FILLER[1:], ("On envoys", "The envoy of Kestria was thanked.")], day="19 February 2026")
    await house.poll()
    said = await house.say("/compare Kestria")
    assert "12 February 2026\nWe condemn the decision of Kestria" in said
    assert "19 February 2026\nThe envoy of Kestria was thanked." in said
    assert ", the time before and the last time: Kestria\n" in said
    said = await house.say("/compare kestria until 15 February")
    assert "12 February 2026: On grain <" in said
    assert "19 February" not in said
    assert "/compare grain" in await house.say("/compare")
    assert "^" in await house.say("/compare (grain")
    assert "volcano" in await house.say("/compare volcano")


async def test_passages_of_one_outlet_in_one_language_are_compared(house: House) -> None:
    """Those of the newest that said it before; where none did, all that was said is listed, and counted."""
    house.publish(1, [*FILLER, ("On grain", REGRET)], day="5 February 2026")
    await house.poll()
    russian = [("О зерне", "Решение Кестрии нам известно."), ("О погоде", "Идёт дождь.")]
    house.links.insert(0, house.site.put("/ru/briefings/9", briefing(russian, day="19 February 2026")))
    house.site.put("/rss.xml", rss([("Briefing", x) for x in house.links]), "application/rss+xml")
    await house.poll()
    said = await house.say("/compare Kestria OR Кестрия")
    assert "2 passages match" in said
    assert "Решение Кестрии" in said
    assert "We regret" in said
    house.publish(2, [*FILLER[:1], ("On grain", CONDEMN)], day="12 February 2026")
    await house.poll()
    assert "We [-regret-] {+condemn+} the decision" in await house.say("/compare Kestria OR Кестрия")
