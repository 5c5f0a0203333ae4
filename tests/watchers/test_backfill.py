"""Walks back through a real site into real stores, beside a watch and without one."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.app import open_watching
from bot.config import load
from storage.archive import Archive
from tests.support import briefing, config
from tests.watchers.watching import Watch
from watchers.backfill import Backfill, Backfilled
from watchers.model import Source

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Ministry</title>{older}{entries}</feed>'
LONG_AGO = date(2000, 1, 1)


class Past:
    """A feed of several pages: briefing n is of March n, 2026, and each page of the feed names the one before it."""

    def __init__(self, watch: Watch, backfill: Backfill) -> None:
        self.watch, self.backfill, self.site = watch, backfill, watch.site

    def publish(self, *pages: Sequence[int], dated: bool = True) -> None:
        """The pages of the feed, the newest first, with the briefings they announce."""
        for place, numbers in enumerate(pages):
            older = f'<link rel="next" href="{self.url(place + 1)}"/>' if place + 1 < len(pages) else ""
            entries = "".join(
                f'<entry><id>urn:{n}</id><title>Briefing {n}</title><link href="{self.site.url}/en/briefings/{n}"/>'
                + (f"<published>2026-03-{n:02}T11:00:00Z</published>" if dated else "")
                + "</entry>"
                for n in numbers
            )
            path = self.url(place).removeprefix(self.site.url)
            self.site.put(path, ATOM.format(older=older, entries=entries), "application/atom+xml")
            for n in numbers:
                topics = [("Port", f"Grain of day {n}."), *((f"Topic {i}", f"Text {i} of {n}.") for i in range(4))]
                self.site.put(f"/en/briefings/{n}", briefing(topics, day=f"{n} March 2026"))

    def url(self, place: int) -> str:
        """The address of a page of the feed."""
        return f"{self.site.url}/rss{place + 1 if place else ''}.xml"

    async def walk(self, since: date = LONG_AGO, *, watched: bool = False, limit: int | None = None) -> Backfilled:
        """One call of the command."""
        self.site.asked.clear()
        return await self.backfill.run(self.watch.source, since, watched=watched, limit=limit)

    async def read(self) -> list[int]:
        """The briefings of the archive, the newest first."""
        return [int(e.briefing.partition("/")[2]) for e in await self.watch.stores.archive.latest(limit=100)]

    def asked(self) -> list[int]:
        """The briefings that were asked for."""
        return [int(path.rpartition("/")[2]) for path in self.site.asked if "/briefings/" in path]


@pytest.fixture
async def past(watch: Watch, tmp_path: Path) -> AsyncIterator[Past]:
    """A source that nobody has looked at yet, and someone to walk it back."""
    paused: list[float] = []

    async def sleep(seconds: float) -> None:
        paused.append(seconds)
        watch.site.busy.clear()

    async with open_watching(load(config(tmp_path)), watch.stores, None, now=lambda: watch.now) as watching:
        made = watching.backfill
        made._sleep = sleep
        yield Past(watch, made)


async def test_a_source_is_read_back_to_its_beginning_and_nobody_is_told(past: Past) -> None:
    """Every page once, quietly, whoever follows their words."""
    await past.watch.follow("grain")
    past.publish([9, 8], [7, 6], [5])
    done = await past.walk()
    assert (done.read, done.new, done.reached, done.trouble) == (5, 5, date(2026, 3, 5), [])
    assert list(done.ended.values()) == ["end"]
    assert await past.read() == [9, 8, 7, 6, 5]
    assert sorted(past.asked()) == [5, 6, 7, 8, 9]
    assert await past.watch.told() == []


async def test_it_stops_at_the_day_it_was_given_and_goes_on_when_given_an_earlier_one(past: Past) -> None:
    """What is older is known to be there, and is neither fetched nor lost."""
    past.publish([9, 8], [7, 4], [3, 2], [1])
    done = await past.walk(date(2026, 3, 6))
    assert list(done.ended.values()) == ["since"]
    assert await past.read() == [9, 8, 7]
    assert past.url(3).removeprefix(past.site.url) not in past.site.asked
    assert (await past.walk(date(2026, 3, 6))).read == 0
    done = await past.walk(date(2026, 3, 2))
    assert await past.read() == [9, 8, 7, 4, 3, 2]
    assert sorted(past.asked()) == [2, 3, 4]


async def test_without_days_in_the_listing_those_of_the_pages_tell_where_to_stop(past: Past) -> None:
    """The pages of one page of the listing are read; where all of them are older, it goes no further."""
    past.publish([9, 8], [7, 6], [5, 4], dated=False)
    done = await past.walk(date(2026, 3, 8))
    assert list(done.ended.values()) == ["since"]
    assert await past.read() == [9, 8, 7, 6]
    await past.walk(LONG_AGO)
    assert await past.read() == [9, 8, 7, 6, 5, 4]


async def test_a_limit_ends_the_call_and_the_next_goes_on(past: Past) -> None:
    """So many pages at most in each; together all of them, each once."""
    past.publish([9, 8, 7], [6, 5])
    asked: list[int] = []
    for _ in range(3):
        done = await past.walk(limit=2)
        assert done.read <= 2
        asked += past.asked()
    assert sorted(asked) == [5, 6, 7, 8, 9]
    assert list((await past.walk(limit=2)).ended.values()) == ["end"]


async def test_a_walk_that_breaks_off_anywhere_goes_on_where_it_was(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that were recorded are not fetched again, nor are pages of the listing that were walked."""
    past.publish([9], [8, 7], [6, 5], [4])
    record = Archive.record

    async def dies(self: Archive, revisions: Sequence[object], *args: object, **kwargs: object) -> tuple[int, ...]:
        if any(r.briefing.key == "5" for r in revisions):  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return await record(self, revisions, *args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "record", dies)
        with pytest.raises(KeyboardInterrupt):
            await past.walk()
    done = await past.walk()
    assert sorted(past.asked()) == [4, 5]
    assert past.url(1).removeprefix(past.site.url) not in past.site.asked
    assert await past.read() == [9, 8, 7, 6, 5, 4]
    assert list(done.ended.values()) == ["end"]


async def test_what_came_since_the_last_walk_is_read_too(past: Past) -> None:
    """Nobody watches the source, so that the walk begins at the newest, down to what is known."""
    past.publish([7, 6], [5], [4])
    await past.walk(date(2026, 3, 5))
    past.publish([9, 8], [7, 6], [5], [4])
    await past.walk(date(2026, 3, 5))
    assert await past.read() == [9, 8, 7, 6, 5]
    assert sorted(past.asked()) == [8, 9]


async def test_a_page_of_the_listing_that_fails_is_where_the_next_call_begins(past: Past) -> None:
    """Said with the reason; what was found before it is read."""
    past.publish([9, 8], [7])
    kept = past.site.pages.pop("/rss2.xml")
    done = await past.walk()
    assert list(done.ended.values()) == ["trouble"]
    assert "404" in done.trouble[0]
    assert await past.read() == [9, 8]
    past.site.pages["/rss2.xml"] = kept
    assert list((await past.walk()).ended.values()) == ["end"]
    assert await past.read() == [9, 8, 7]


async def test_a_page_that_fails_is_tried_again_later_and_holds_nothing_up(past: Past) -> None:
    """It is due again like any page; without a watch, the next call does that."""
    past.publish([9, 8, 7])
    kept = past.site.pages.pop("/en/briefings/8")
    done = await past.walk()
    assert (done.read, len(done.trouble)) == (2, 1)
    past.site.pages["/en/briefings/8"] = kept
    assert (await past.walk()).read == 0
    past.watch.now = past.watch.now.replace(hour=20)
    assert (await past.walk()).read == 1


async def test_a_server_that_asks_for_a_pause_is_given_it(past: Past) -> None:
    """429: the walk waits as long as it is told, and then goes on."""
    past.publish([9, 8])
    past.site.busy["/en/briefings/9"] = 7
    past.site.busy["/en/briefings/8"] = 7
    done = await past.walk()
    assert done.read == 1
    assert len(done.trouble) == 1
    assert list(done.ended.values()) == ["end"]


async def test_a_site_that_goes_on_for_ever_is_left(past: Past) -> None:
    """Pages beyond the last that show the last again, each with another address of the next."""
    past.publish([9])
    entry = past.site.pages["/rss.xml"][0].decode()
    for n in range(1, 40):
        older = f'<link rel="next" href="{past.url(n)}"/>'
        path = past.url(n - 1).removeprefix(past.site.url)
        past.site.put(path, entry.replace("</title>", f"</title>{older}", 1), "application/atom+xml")
    assert list((await past.walk()).ended.values()) == ["end"]
    assert len(past.site.asked) < 12


async def test_an_old_page_is_read_once_and_not_again_for_edits(past: Past) -> None:
    """Also where only the page itself tells how old it is: else a thousand of them would be read as new ones are."""
    past.publish([9], [8], dated=False)
    past.watch.now = past.watch.now.replace(year=2028)
    await past.walk()
    assert await past.watch.stores.archive.next_page(past.watch.source.id) is None


# ------------------------------------------------------------------ beside a watch


async def test_what_is_new_is_left_to_the_watch_which_tells_it(past: Past) -> None:
    """The walk is quiet: if it took the newest, nobody would ever hear of it."""
    past.publish([7, 6], [5], [4])
    await past.watch.look()
    await past.watch.follow("grain")
    past.publish([8, 7, 6], [5], [4])
    await past.walk(watched=True)
    assert await past.read() == [7, 6, 5, 4]
    assert (await past.watch.look()).new == 1
    assert [kind for kind, _ in await past.watch.told()] == ["alert"]


async def test_a_watch_asks_for_nothing_that_a_walk_has_found(past: Past) -> None:
    """The rows are due to the walk alone, so that the pauses between pages are kept."""
    past.publish([7], [6, 5])
    await past.watch.look()
    await past.walk(watched=True, limit=1)
    past.site.asked.clear()
    await past.watch.look()
    assert past.asked() == []
    await past.walk(watched=True)
    assert await past.read() == [7, 6, 5]


async def test_a_first_look_after_a_walk_imports_nothing_anew(past: Past) -> None:
    """The archive is there; what comes after it is news."""
    past.publish([7, 6], [5])
    await past.walk()
    await past.watch.follow("grain")
    past.site.asked.clear()
    outcome = await past.watch.look()
    assert (outcome.noticed, outcome.new, past.asked()) == (0, 0, [])
    past.publish([8, 7, 6], [5])
    assert (await past.watch.look()).new == 1
    assert [kind for kind, _ in await past.watch.told()] == ["alert"]


async def test_a_source_without_a_row_gets_one(past: Past) -> None:
    """A profile's own source may be walked, and is not watched by that."""
    past.publish([7])
    source = past.watch.source
    other = Source("other", "Another", source.profile, source.addresses, trusted=True)
    assert (await past.backfill.run(other, LONG_AGO, watched=False)).new == 1
    assert [each.id for each in await past.watch.stores.archive.watched()] == [source.id]
