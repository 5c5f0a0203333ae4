"""What only the operators may do and are told, through the real Dispatcher: adding sources, and alarms."""

from datetime import timedelta

from tests.bot.conftest import NOW, House
from tests.support import briefing, rss

TOPICS = [("Port", "Grain may leave the port. " * 8), ("Bridge", "The bridge is open. " * 8)]


def office(house: House) -> str:
    """Another outlet on the same site, with one briefing; its feed."""
    link = house.site.put("/office/1", briefing(TOPICS, [("Ferries", "When?", "On Monday.")]))
    return house.site.put("/office.xml", rss([("Briefing", link)]), "application/rss+xml")


async def looked(house: House, url: str) -> str:
    """What is said to /addsource, at once and when the look is over."""
    start = len(house.out.getvalue())
    await house.say(f"/addsource {url}")
    await house.app.desk.finished()
    return house.out.getvalue()[start:]


async def test_an_outlet_is_looked_at_shown_and_watched_at_the_press_of_a_button(house: House) -> None:
    """The archive of it is read silently, what comes later is told; no restart in between."""
    said = await looked(house, office(house))
    assert "Looking at" in said
    assert "1 page announced" in said
    assert "Briefing by Foreign Ministry Spokeswoman Ana Lind, March 5, 2026" in said
    assert "3 sections, 2 turns, 1 question" in said
    assert "Watch it" in said
    assert [s.id for s in await house.app.stores.archive.watched()] == ["sample"]
    button = f"watch:{next(iter(house.app.desk.offered))}"
    assert "is watched from now on" in await house.press(button)
    added, _ = sorted(await house.app.stores.archive.watched(), key=lambda source: source.id)
    assert (added.id, added.trusted) == ("127_0_0_1", True)
    assert "expired" in await house.press(button)
    await house.app.schedule.tick()
    await house.app.schedule.idle()
    assert "127_0_0_1/office-1" in [e.briefing for e in await house.app.stores.archive.latest()]


async def test_where_there_is_nothing_to_watch_it_is_said_why(house: House) -> None:
    """In one sentence, and the next question is answered as ever."""
    assert "found nothing there" in await looked(house, f"{house.site.url}/gone")
    assert "Say where" in await house.say("/addsource ministry")


async def test_a_stranger_is_told_who_may_and_how_to_become_one(house: House) -> None:
    """The number of the chat is what the operator needs."""
    house.app.desk.admins.discard(0)
    said = await house.say(f"/addsource {office(house)}")
    assert "admins = [0]" in said
    house.app.desk.offered["0123abcd"] = house.app.sources[0]
    assert "expired" in await house.press("watch:0123abcd")
    assert "0123abcd" in house.app.desk.offered  # it is still the admins' to press


async def test_two_looks_at_one_host_are_two_sources(house: House) -> None:
    """The second press overwrites nothing of the first, and an old button adds nothing else."""
    first = office(house)
    other = house.site.put("/other.xml", house.site.pages["/office.xml"][0], "application/rss+xml")
    await looked(house, first)
    await looked(house, other)
    buttons = list(house.app.desk.offered)
    for token in buttons:
        await house.press(f"watch:{token}")
    watched = {s.id: s.addresses[0].url for s in await house.app.stores.archive.watched()}
    assert (watched["127_0_0_1"], watched["127_0_0_1_2"]) == (first, other)
    await looked(house, first)
    assert "expired" in await house.press(f"watch:{buttons[0]}")


async def test_an_alarm_is_told_in_words(house: House) -> None:
    """What is the matter with which source since when; and that it is over."""
    feed = house.site.pages.pop("/rss.xml")
    for _ in range(8):
        said = await house.poll()
        house.elapsed.append(600)
    assert said == ""
    told = house.out.getvalue()
    assert told.count("cannot be read since 2026-03-05 12:") == 1
    assert "status 404" in told
    house.site.pages["/rss.xml"] = feed
    assert "can be read again" in await house.poll()
    assert NOW + timedelta(hours=1) < house.app.now()
