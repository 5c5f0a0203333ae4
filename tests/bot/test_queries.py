"""What a query means is one from the chat to the alert: it is told, found and refused alike."""

import pytest

from tests.bot.conftest import House

TOPICS = [
    ("Visit to Berlin", "The German minister will receive us in Berlin on Monday."),
    ("Football", "Germany won at football."),
    ("Shipping", "The U.S. and Iran spoke of shipping. New sanctions were announced."),
    ("Sanctions", "New sanctions against Iran were announced by the US today."),
    ("Consular news", "Our consulate has moved to another street."),
]
EXCHANGES = [("On Germany", "What of Germany?", "We have nothing to add.")]


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("{sanctions Iran}", ["Sanctions"]),
        ("sanctions Iran", ["Shipping", "Sanctions"]),
        ("US", ["Shipping", "Sanctions"]),
        ("us", ["Visit to Berlin", "Shipping", "Sanctions"]),
        ("~germany -football", ["Visit to Berlin", "On Germany"]),
        ("speaker:Lind ~germany -football", ["Visit to Berlin"]),
        ("kind:question ~germany", ["On Germany"]),
        ("sanctions NEAR/2 Iran", ["Sanctions"]),
        ("consul*", ["Consular news"]),
    ],
)
async def test_what_is_followed_is_told_and_nothing_else(house: House, query: str, headings: list[str]) -> None:
    """From the chat to the alert, through the whole house; and the archive answers the same."""
    await house.say(f"/subscribe {query}")
    house.publish(7, TOPICS, EXCHANGES)
    told = await house.poll()
    found = await house.say(f"/mentions {query}")
    for heading, *_ in (*TOPICS, *EXCHANGES):
        assert (f"▪ {heading}\n" in told) == (heading in headings), heading
        assert (f"▪ {heading}\n" in found) == (heading in headings), heading


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/subscribe grain -grain", "No passage can ever meet this"),
        ("/subscribe speker:Lind", "Did you mean: speaker:"),
        ("/mentions (grain", "bracket has no partner"),
    ],
)
async def test_what_cannot_be_meant_is_said_with_a_way_out(house: House, said: str, answer: str) -> None:
    """A caret, the reason, and what would work."""
    assert answer in await house.say(said)
