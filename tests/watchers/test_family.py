"""Kin of briefings, over a real site and real stores: put out twice, corrected, in another language, an extract."""

import pytest

from tests.watchers.watching import SUBJECTS, Watch, publish


async def briefings(watch: Watch) -> list[str]:
    """The ids of the briefings that are kept."""
    return [edition.briefing for edition in await watch.stores.archive.latest()]


async def begun(watch: Watch) -> None:
    """One briefing is known, and told to a chat that follows grain."""
    await watch.follow("grain")
    await watch.look()  # the archive
    publish(watch, "/en/briefings/100", SUBJECTS)
    assert (await watch.look()).new == 1
    assert await watch.told() == [("alert", ["On grain"])]


async def test_a_briefing_put_out_twice_is_one_and_told_once(watch: Watch) -> None:
    """A second address, with a number of its own, is an address of the briefing; an edit there alone is nobody's."""
    await begun(watch)
    known = await briefings(watch)
    publish(watch, "/en/briefings/101", SUBJECTS)
    outcome = await watch.look()
    assert (outcome.noticed, outcome.new, outcome.unchanged, outcome.parcels) == (1, 0, 1, 0)
    assert await briefings(watch) == known
    body, kind = watch.site.pages["/en/briefings/101"]
    watch.site.pages["/en/briefings/101"] = (body.replace(b"Point 3 of grain", b"Item 3 of grain"), kind)
    await watch.look(force=True)
    assert await watch.told() == []
    publish(watch, "/en/briefings/100", (*SUBJECTS[1:], "grain exports"), first=False)
    await watch.look(force=True)
    assert [kind for kind, _ in await watch.told()] == ["change"]


async def test_where_the_first_address_is_lost_the_second_goes_on(watch: Watch) -> None:
    """A page taken down and put up elsewhere is the same briefing, and what changed in it is told."""
    await begun(watch)
    publish(watch, "/en/briefings/101", SUBJECTS)
    await watch.look()
    del watch.site.pages["/en/briefings/100"]
    for _ in range(4):  # a page that fails once is not lost
        await watch.look(force=True)
    publish(watch, "/en/briefings/101", (*SUBJECTS, "wheat and grain"))
    await watch.look(force=True)
    assert await watch.told() == [("change", ["On wheat and grain"])]


async def test_a_page_put_out_anew_as_corrected_is_the_briefing_from_then_on(watch: Watch) -> None:
    """What the correction changed is told as a change; the page before it is let be."""
    await begun(watch)
    title = "CORRECTED: Briefing by Foreign Ministry Spokeswoman Ana Lind, March 5, 2026"
    publish(watch, "/en/briefings/101", (*SUBJECTS, "wheat and grain"), title=title)
    outcome = await watch.look()
    assert (outcome.new, outcome.changed) == (0, 1)
    assert await watch.told() == [("change", ["On wheat and grain"])]
    assert (await watch.look(force=True)).changed == 0


async def test_another_briefing_of_the_same_day_stays_another(watch: Watch) -> None:
    """The same speaker, form and date are not enough."""
    await begun(watch)
    publish(watch, "/en/briefings/101", ("grain silos", "harbours", "orchards", "lighthouses", "canals"))
    assert (await watch.look()).new == 1
    assert await watch.told() == [("alert", ["On grain silos"])]
    assert len(await briefings(watch)) == 3


@pytest.mark.parametrize("extract_first", [False, True])
async def test_an_extract_is_kept_apart_and_tells_nothing_twice(watch: Watch, extract_first: bool) -> None:
    """Whichever came first: a passage told from the one is not news in the other, what only the other has is."""
    await watch.follow("grain")
    await watch.look()
    whole = ("/en/briefings/100", (*SUBJECTS, "grain prices"), "")
    part = ("/en/briefings/101", SUBJECTS[:2], "Extract from the briefing by Ana Lind, March 5, 2026")
    for path, subjects, title in (part, whole) if extract_first else (whole, part):
        publish(watch, path, subjects, title=title)
        assert (await watch.look()).new == 1
    said = await watch.told()
    assert sorted(heading for _, headings in said for heading in headings) == ["On grain", "On grain prices"]
    assert len(await briefings(watch)) == 3
    assert (await watch.stores.archive.known(watch.source.id, "101", watch.now)).said


async def test_a_fuller_page_of_the_same_day_tells_what_it_has_more(watch: Watch) -> None:
    """Much alike is not the same: two topics more are news, and the others are not told again."""
    await begun(watch)
    publish(watch, "/en/briefings/101", (*SUBJECTS, "grain exports", "harbours"))
    assert (await watch.look()).new == 1
    assert await watch.told() == [("alert", ["On grain exports"])]


async def test_an_alias_that_becomes_another_text_is_a_briefing_of_its_own(watch: Watch) -> None:
    """Two pages announced with the same stub and filled later: what fills the second is told."""
    await watch.follow("silos")
    await watch.look()
    stub = ("announcements", "transcripts", "corrections", "contacts", "addresses", "hours")
    publish(watch, "/en/briefings/100", stub)
    await watch.look()
    publish(watch, "/en/briefings/101", stub)
    assert (await watch.look()).new == 0
    publish(watch, "/en/briefings/101", ("silos", "harbours", "orchards", "lighthouses", "canals"), first=False)
    assert (await watch.look(force=True)).new == 1
    assert await watch.told() == [("alert", ["On silos"])]
