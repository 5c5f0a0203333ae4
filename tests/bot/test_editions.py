"""A briefing's editions side by side, and an edition waited for."""

from tests.bot.conftest import House
from tests.support import briefing, rss

ENGLISH = [
    ("Visit to Japan", "The minister will visit Japan on Monday and meet 14 envoys. He will stay two days in Tokyo."),
    ("Shipping", "The port is open. Ships carrying 3,500 tonnes of grain may leave the port at once, says the UN."),
    (
        "River treaty",
        "The treaty with France on the river is ready for signature in 2027. It has 61 articles and a map.",
    ),
    ("Consular news", "Our consulate in Germany has moved to 78 Harbour Street. It opens at 9. Bring your papers."),
]
RUSSIAN = [
    (
        "Визит в Японию",
        "В понедельник министр посетит Японию и встретится с 14 посланниками. Он пробудет два дня в Токио.",
    ),
    ("О договоре", "Договор с Францией о реке готов к подписанию в 2027 году. В нём 61 статья и карта русла реки."),
    ("Консульские новости", "Консульство в Германии переехало."),
    ("О рыболовстве", "Промысел сельди начнётся в апреле. Выдано 235 разрешений норвежским судам и 19 датским."),
]


def put_russian(house: House) -> None:
    """The Russian edition of number 7, announced."""
    link = house.site.put("/ru/briefings/7", briefing(RUSSIAN))
    house.links.insert(0, link)
    house.site.put("/rss.xml", rss([("Briefing", x) for x in house.links]), "application/rss+xml")


async def test_editions_are_set_side_by_side(house: House) -> None:
    """What both have, what only one has, what is much shorter in one; with a button for each."""
    house.publish(7, ENGLISH)
    await house.poll()
    put_russian(house)
    await house.poll()
    said = await house.say("/editions")
    for named in ("sample/7", "1", "sample", "5 March 2026"):
        assert (await house.say(f"/editions {named}")).split("\n")[:-1] == said.split("\n")[:-1]
    assert "English — 4 passages, first seen 2026-03-05 12:01 UTC" in said
    assert "Russian — 4 passages, first seen 2026-03-05 12:02 UTC" in said
    assert "English and Russian: 3 in both." in said
    assert "Only in English:\n  ▪ Shipping\n" in said
    assert "Only in Russian:\n  ▪ О рыболовстве\n" in said
    assert "Much shorter in Russian:\n  ▪ Consular news\n" in said
    assert "[1] English  [2] Russian" in said


async def test_what_came_later_in_an_edition_is_told(house: House) -> None:
    """With the moment; what was only edited did not come later."""
    house.publish(7, ENGLISH[:3])
    await house.poll()
    house.publish(7, [*[(h, t.replace("open", "shut")) for h, t in ENGLISH[:3]], ENGLISH[3]])
    await house.poll()
    said = await house.say("/editions")
    assert "Put in later in English:\n  ▪ Consular news, 2026-03-05 12:02 UTC\n" in said
    assert said.count("▪") == 1


async def test_editions_of_what_nobody_knows(house: House) -> None:
    """Said so."""
    assert "sample/99" in await house.say("/editions sample/99")
    assert await house.say("/editions") != ""


async def test_who_waits_for_an_edition_is_told_of_it_in_its_words(house: House) -> None:
    """Once more what was told in the other language; the button stands below what comes in another one."""
    house.publish(6, [("Roads", "The roads are mended."), ("Ferries", "The ferries sail.")], day="2 March 2026")
    await house.poll()  # an outlet that speaks both languages: else there is nothing to wait for
    await house.say("/subscribe 2027")
    await house.say("/subscribe Норвегия OR рыболовство")
    put_russian(house)
    told = await house.poll()
    assert "When it is out in English" in told
    edition, _ = await house.app.desk.archive.latest()
    assert "You will be told when it is out in English." in await house.press(f"await:{edition.id}")
    house.publish(7, ENGLISH)
    told = await house.poll()
    assert "The treaty with France on the river is ready for signature in 2027." in told
    assert await house.poll() == ""


async def test_who_waits_for_an_edition_that_does_not_concern_him_is_told_that_it_came(house: House) -> None:
    """And who did not wait is not told; one that is there already is shown at once."""
    await house.say("/subscribe рыболовство")
    put_russian(house)
    await house.poll()
    (edition,) = await house.app.desk.archive.latest()
    await house.press(f"await:{edition.id}")
    await house.press(f"await:{edition.id}")
    house.publish(7, ENGLISH)
    told = await house.poll()
    assert "Foreign Ministry of Orvenia, briefings: a briefing is out in English" in told
    assert told.count("ALERT") == 1
    assert "It is out" in await house.press(f"await:{edition.id}")
    assert await house.poll() == ""
    assert "sample" not in await house.press("await:99")


async def test_who_did_not_wait_is_told_once(house: House) -> None:
    """In whichever edition came first."""
    await house.say("/subscribe 2027")
    put_russian(house)
    told = await house.poll()
    assert "2027" in told
    assert "When it is out" not in told  # it never was, in English
    house.publish(7, ENGLISH)
    assert await house.poll() == ""
