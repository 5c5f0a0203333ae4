"""What a briefing says nothing of, told to who asked for it."""

from tests.bot.conftest import House


def week(number: int, *subjects: str) -> list[tuple[str, str]]:
    """The topics of a week's briefing, in words that no other week's has."""
    return [(f"On {s} {number}", f"Item {number * 7} on {s} of hall {number * 13} was read.") for s in subjects]


async def publish(house: House, number: int, *subjects: str) -> str:
    """A briefing of a day of its own; what is told."""
    house.publish(number, week(number, *subjects, "roads", "ferries"), day=f"{number} February 2026")
    return await house.poll()


async def test_silence_is_told_once_a_habit_is_broken(house: House) -> None:
    """With how often it was spoken of, and when last; by a query's number, or its words."""
    await house.say("/subscribe grain")
    await house.say("/subscribe treaty")
    said = await house.say("/silence 1")
    assert "grain: you are told as well when a briefing says nothing of it" in said
    assert "1. grain · silence too\n2. treaty\n" in await house.say("/subscriptions")
    for number in range(1, 7):
        assert "unlike the last briefings" not in await publish(
            house, number, *(["grain"] if number != 2 else []), "treaty"
        )
    told = await publish(house, 7)
    assert "Foreign Ministry of Orvenia, briefings: unlike the last briefings" in told
    assert "▪ grain: in 5 of the last 6 briefings, last on 6 February 2026; not in this one." in told
    assert "treaty" not in told
    assert await house.poll() == ""
    assert await publish(house, 8) == ""  # in five of the last seven: no habit any more


async def test_silence_is_no_news_where_it_is_the_habit(house: House) -> None:
    """Nor after a few briefings only; nor once it is asked for no more."""
    await house.say("/subscribe grain")
    await house.say("/silence grain")
    for number in (1, 2, 3):
        await publish(house, number, "grain")
    assert await publish(house, 4) == ""
    for number in (5, 6, 7, 8, 9):
        await publish(house, number, "grain")
    assert "not told any more" in await house.say("/silence grain")
    assert await publish(house, 10) == ""


async def test_silence_about_nothing(house: House) -> None:
    """How it is asked for is shown."""
    assert "/silence 2" in await house.say("/silence")
    assert "don't follow" in await house.say("/silence 3")
