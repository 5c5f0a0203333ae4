"""The query language in the chat: explained, refused, widened, and named."""

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
        assert (f"\n{heading}" in found) == (heading in headings), heading


async def test_an_alert_names_the_branch_that_was_met(house: House) -> None:
    """Of a choice, not the whole of it."""
    await house.say('/subscribe "Nord Stream" OR consulate')
    house.publish(7, TOPICS)
    assert (await house.poll()).rstrip().count("for: consulate\n") == 1


async def test_capitals_are_taken_exactly_and_that_is_said(house: House) -> None:
    """With the way to any form."""
    said = await house.say("/subscribe US")
    assert "Following: =US" in said
    assert "type small letters: us" in said


async def test_a_country_is_followed_in_every_language_at_the_press_of_a_button(house: House) -> None:
    """In place of its word alone."""
    said = await house.say("/subscribe Germany -football")
    assert "also in other languages: ~germany" in said
    await house.say("1")
    listed = await house.say("/subscriptions")
    assert "~germany -football" in listed
    assert "1. Germany" not in listed


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/subscribe ~germny", "Did you mean: ~germany"),
        ("/subscribe grain since:2020", "Did you mean: grain"),
        ("/subscribe grain -grain", "No passage can ever meet this"),
        ("/subscribe speker:Lind", "Did you mean: speaker:"),
        ("/explain", "/explain grain"),
        ("/explain (grain", "bracket has no partner"),
        ("/alias x y = z", "cannot be a name"),
        ("/alias energy = (oil", "bracket has no partner"),
        ("/alias nowhere-land", "~nowhere-land stands for nothing"),
        ("/unalias nowhere", "~nowhere stands for nothing"),
    ],
)
async def test_what_cannot_be_done_is_said_with_a_way_out(house: House, said: str, answer: str) -> None:
    """A caret and a suggestion, or how to say it."""
    assert answer in await house.say(said)


async def test_a_query_is_explained(house: House) -> None:
    """Forms by language, what a match must hold, how often it would have matched."""
    house.publish(7, TOPICS, EXCHANGES)
    await house.poll()
    said = await house.say("/explain sanctions -Лавров ~germany")
    for part in ("en: sanction", "-Лавров: in 0 passages", "Germany", "Every passage found holds", "of the 6 passages"):
        assert part in said, part


async def test_a_name_of_ones_own_is_followed_and_what_it_stands_for_with_it(house: House) -> None:
    """Defined, shown, changed, dropped."""
    assert "~law = consulate" in await house.say("/alias law = consulate")
    assert "~law = consulate" in await house.say("/alias law")
    await house.say("/subscribe ~law")
    await house.say("/alias law = football")
    assert "~law = football" in await house.say("/alias")
    house.publish(7, TOPICS)
    told = await house.poll()
    assert "▪ Football\n" in told
    assert "Consular" not in told
    assert "is forgotten" in await house.say("/unalias law")
    assert "goes before the built-in" in await house.say("/alias germany = Berlin")


async def test_a_query_that_meets_most_of_a_big_archive_is_refused(house: House) -> None:
    """With the figures; a field makes it fit."""
    house.publish(7, [(f"Topic {n}", f"The port number {n} is open.") for n in range(210)])
    await house.poll()
    assert "210 of 210 passages" in await house.say("/subscribe the port")
    assert "Following" in await house.say("/subscribe source:sample port")
