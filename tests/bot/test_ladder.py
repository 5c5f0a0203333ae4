"""A subject that moves a step on a ladder, told to who asked for it."""

from tests.bot.conftest import House
from tests.bot.test_silence import week


async def publish(house: House, number: int, said: str) -> str:
    """A briefing of a day of its own that says this of Kestria; what is told of its steps."""
    topics = [*week(number, "roads", "ferries", "grain"), (f"On Kestria {number}", said)]
    house.publish(number, topics, day=f"{number} February 2026")
    told = await house.poll()
    return told[told.index("unlike") :] if "unlike the last briefings" in told else ""


async def test_a_step_up_and_a_step_down_are_told(house: House) -> None:
    """With the sentence, and since when; nothing where it stays on its step, or is on none."""
    await house.say("/subscribe Kestria")
    said = await house.say("/ladder 1")
    assert (
        "Kestria: you are told when it moves between ~concern < ~deep-concern < ~regret < ~protest < ~condemn" in said
    )
    assert await publish(house, 1, "We regret the decision of Kestria.") == ""
    assert await publish(house, 2, "We regret once more what Kestria did.") == ""
    assert await publish(house, 3, "The minister will visit Kestria.") == ""
    told = await publish(house, 4, "We condemn the decision of Kestria. It is wrong.")
    assert "▪ Kestria: from ~regret (2 February 2026) to ~condemn\n  We condemn the decision of Kestria.\n" in told
    assert "from ~condemn (4 February 2026) to ~concern" in await publish(house, 5, "Kestria is a concern of ours.")


async def test_own_steps_and_none(house: House) -> None:
    """Typed with < between them; a step that cannot be read is shown with a caret; an empty ladder ends it."""
    await house.say("/subscribe Kestria")
    assert "moves between calm < angry" in await house.say("/ladder Kestria = calm < angry")
    assert await publish(house, 1, "We are calm about Kestria.") == ""
    assert "from calm (1 February 2026) to angry" in await publish(house, 2, "We are angry about Kestria.")
    assert "^" in await house.say("/ladder 1 = calm < (angry")
    assert "/ladder 2" in await house.say("/ladder 1 = calm")
    assert "no steps any more" in await house.say("/ladder 1 =")
    assert await publish(house, 3, "We are calm about Kestria.") == ""
    assert "/ladder 2" in await house.say("/ladder")
    assert "don't follow" in await house.say("/ladder 9")
