"""What stands in the archive of some days, each briefing in one edition."""

import datetime as dt

from storage.archive import Archive
from tests.storage.making import DAY, NOW, SOURCE, briefing, first, later, record
from watchers.model import Change, Source
from watchers.remembered import Said

LONG_AGO = dt.date(2000, 1, 1)


def texts(found: tuple[Said, ...]) -> list[str]:
    return [said.passage.text for said in found]


async def said(archive: Archive, language: str = "en", most: int = 100, source: str | None = None) -> list[str]:
    return texts((await archive.said(source=source, language=language, since=LONG_AGO, until=DAY, most=most))[0])


async def test_each_briefing_is_there_in_one_edition(archive: Archive) -> None:
    """The reader's, where the source speaks it; else the one in the language that it speaks most."""
    await record(archive, first(briefing("Grain.", key="a")), first(briefing("Зерно.", key="a", language="ru")))
    await record(archive, first(briefing("Хлеб.", key="b", language="ru")))
    assert await said(archive, "ru") == ["Хлеб.", "Зерно."]
    assert await said(archive, "en") == ["Хлеб.", "Grain."]
    assert await said(archive, "fr") == ["Хлеб.", "Зерно."]


async def test_what_no_longer_stands_is_not_said(archive: Archive) -> None:
    """Of a passage that was edited, its new words only."""
    old, new = briefing("Grain.", "Ports."), briefing("Grain.", "Harbours.")
    await record(archive, first(old))
    change = Change("edited", old.passages()[1], new.passages()[1])
    await record(archive, later(new, 2, [change]))
    assert await said(archive) == ["Grain.", "Harbours."]


async def test_the_latest_days_come_first_and_no_more_than_asked(archive: Archive) -> None:
    """And whether that was all is told."""
    for n in range(3):
        day = DAY - dt.timedelta(days=n)
        await record(archive, first(briefing(f"One of {n}.", f"Two of {n}.", key=f"k{n}", date=day)))
    found, whole = await archive.said(language="en", since=LONG_AGO, until=DAY, most=3)
    assert (texts(found), whole) == (["One of 0.", "Two of 0.", "One of 1."], False)
    found, whole = await archive.said(language="en", since=LONG_AGO, until=DAY, most=6)
    assert (len(found), whole) == (6, True)
    assert found[0].briefing == "ministry/k0"
    assert found[0].setting.date == DAY


async def test_only_the_days_and_the_source_that_are_asked_for(archive: Archive) -> None:
    """Both ends included."""
    other = Source("other", "Another", "sample", ())
    await archive.sync_sources([SOURCE, other], NOW)
    for n in range(4):
        day = DAY - dt.timedelta(days=n)
        await record(archive, first(briefing(f"Day {n}.", key=f"k{n}", date=day)))
    await archive.record([first(briefing("Theirs.", source="other"))], (), (), source_id="other", now=NOW)
    since, until = DAY - dt.timedelta(days=2), DAY - dt.timedelta(days=1)
    found, _ = await archive.said(language="en", since=since, until=until, most=100)
    assert texts(found) == ["Day 1.", "Day 2."]
    assert await said(archive, source="other") == ["Theirs."]
    assert await archive.last_day("other") == DAY
    assert await archive.last_day() == DAY
    assert await archive.last_day("nobody") is None


async def test_an_extract_says_nothing_of_its_own(archive: Archive) -> None:
    """Its briefing has said it."""
    whole, part = briefing("Grain.", "Ports.", key="whole"), briefing("Ports.", key="part")
    await archive.record(
        [first(whole), first(part)],
        (),
        (),
        source_id=SOURCE.id,
        now=NOW,
        extracts=[("ministry/part", "ministry/whole")],
    )
    assert await said(archive) == ["Grain.", "Ports."]
