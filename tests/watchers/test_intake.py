"""Saved pages taken into a real archive, cut by real processes."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.app import Stores, open_stores, open_watching
from bot.config import load
from storage.archive import Archive
from tests.support import briefing, config
from tests.watchers.watching import NOW, Watch, announce
from watchers.intake import Report
from watchers.model import Notice, Source
from watchers.pipeline import Pipeline
from watchers.query import parse_query
from watchers.remembered import KnownAddress
from watchers.sources.profile import find_profile
from watchers.sources.saved import Saved

SOURCE = find_profile("sample").source(addresses=(), id="mfa")
ADDRESS = "https://mfa.example/en/briefings/"


def page(number: int, text: str = "Grain left the port.", *, rank: int = 1, day: date | None = None) -> Saved:
    """A saved page that names its address."""
    topics = [("Port", text), *((f"Topic {n}", f"Text {n} of {number}.") for n in range(4))]
    link = f'<link rel="canonical" href="{ADDRESS}{number}">'
    html = briefing(topics, day=f"{number} March 2026").replace("</head>", f"{link}</head>")
    return Saved(f"{number}.v{rank}.html", f"file:///{number}.html", html.encode(), "text/html", day, rank)


@dataclass
class Desk:
    """A database, and a way to take pages into it."""

    stores: Stores
    folder: Path

    async def take(self, pages: Sequence[Saved], source: Source = SOURCE) -> Report:
        """Take them, as one call of the command does."""
        settings = load(config(self.folder))
        async with open_watching(settings, self.stores, None, now=lambda: NOW) as watching:
            return await watching.intake.take(source, pages)

    async def found(self, query: str) -> list[tuple[str, int]]:
        """Where a query is met: key and version."""
        findings = await self.stores.search.find(parse_query(query))
        return [(f.edition.briefing, f.edition.version) for f in findings.found]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A fresh database."""
    async with open_stores(load(config(tmp_path)), migrate=True) as stores:
        yield Desk(stores, tmp_path)


def counts(report: Report) -> tuple[int, int, int, int, int]:
    """New, changed, unchanged, taken before, unreadable."""
    return report.new, report.changed, report.unchanged, report.before, len(report.unreadable)


async def test_pages_become_briefings_that_are_found_and_told_to_nobody(desk: Desk) -> None:
    """Quiet, whoever follows their words; under their own addresses and days."""
    await desk.stores.subscribers.meet(5, "en", NOW)
    await desk.stores.subscribers.add(5, "grain", NOW)
    assert counts(await desk.take([page(3), page(4)])) == (2, 0, 0, 0, 0)
    assert await desk.found("grain") == [("mfa/4", 1), ("mfa/3", 1)]
    (newest, _) = await desk.stores.archive.latest()
    assert (newest.url, newest.date) == (f"{ADDRESS}4", date(2026, 3, 4))
    assert await desk.stores.outbox.waiting() == 0


async def test_a_source_that_is_taken_in_is_not_watched_by_that(desk: Desk) -> None:
    """A row of its name, and no more."""
    await desk.take([page(3)])
    state = await desk.stores.archive.source("mfa")
    assert state is not None
    assert (state.configured, state.briefings) == (False, 1)
    assert await desk.stores.archive.watched() == ()


async def test_a_page_taken_twice_changes_nothing(desk: Desk) -> None:
    """In one call or in two, under whatever name."""
    await desk.take([page(3), page(3)])
    assert counts(await desk.take([page(3)])) == (0, 0, 0, 1, 0)
    assert (await desk.stores.archive.counts()).versions == 1


async def test_another_wording_becomes_a_version_even_if_it_takes_a_passage_away(desk: Desk) -> None:
    """Nobody can look at a saved page once more, so that it is believed; it is told to nobody, and listed."""
    later = page(3, "Wheat left the port.", rank=2)
    fewer = Saved(later.place, later.uri, later.content.replace(b"<p><b>Topic 3</b></p><p>Text 3 of 3.</p>", b""))
    assert counts(await desk.take([page(3), later, fewer])) == (1, 2, 0, 0, 0)
    assert await desk.found("grain") == []
    assert await desk.found("wheat") == [("mfa/3", 3)]
    assert await desk.stores.outbox.waiting() == 0
    edit, gone = reversed(await desk.stores.archive.changes())
    assert (edit.kind, gone.kind) == ("edited", "removed")


async def test_words_that_came_back_are_a_version_too(desk: Desk) -> None:
    """The third page has the bytes of the first, and another rank; taken again, all three change nothing."""
    pages = [page(3), page(3, "Wheat left the port.", rank=2), page(3, rank=3)]
    assert counts(await desk.take(pages)) == (1, 2, 0, 0, 0)
    assert await desk.found("grain") == [("mfa/3", 3)]
    assert counts(await desk.take(pages)) == (0, 0, 0, 3, 0)


async def test_what_cannot_be_read_is_listed_with_its_file_and_tried_again(desk: Desk) -> None:
    """The others are taken; what was refused is not remembered as taken."""
    wrong = Saved("wrong.html", "file:///wrong.html", b"<html><body><p>March</p></body></html>", "text/html")
    half = Saved("half.html", "file:///3.html", page(3).content.replace(b"Text", b"").split(b"<p><b>Topic 0")[0])
    report = await desk.take([wrong, page(3), half, page(4)])
    assert counts(report)[0] == 2
    assert [place for place, _ in report.unreadable] == ["wrong.html", "half.html"]
    assert len((await desk.take([wrong, half])).unreadable) == 2


async def test_an_import_that_breaks_off_anywhere_goes_on_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash in the middle of recording: what was recorded is not taken twice, what was not is."""
    record, recorded = Archive.record, 0

    async def dies(self: Archive, *args: object, **kwargs: object) -> tuple[int, ...]:
        nonlocal recorded
        recorded += 1
        if recorded == 3:
            raise KeyboardInterrupt
        return await record(self, *args, **kwargs)  # type: ignore[arg-type]

    pages = [page(n) for n in range(1, 7)]
    with monkeypatch.context() as patched:
        patched.setattr(Archive, "record", dies)
        with pytest.raises(KeyboardInterrupt):
            await desk.take(pages)
    assert counts(await desk.take(pages)) == (4, 0, 0, 2, 0)
    assert (await desk.stores.archive.counts()).versions == 6


async def test_a_version_and_that_its_page_was_taken_are_kept_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it or nothing: else a page whose mark was lost would become a version once more, after later ones."""

    async def dies(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("storage.imports.keep", dies)
        with pytest.raises(KeyboardInterrupt):
            await desk.take([page(3)])
    assert (await desk.stores.archive.counts()).versions == 0


async def test_a_watch_that_is_quicker_is_given_way_to(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is decided on once more, on what the watch has recorded meanwhile."""
    take, tried = Pipeline.take, 0

    async def is_late(self: Pipeline, *args: object) -> object:
        nonlocal tried
        tried += 1
        if tried == 1:
            known = Archive.known

            async def as_before(archive: Archive, *asked: object) -> object:
                before = await known(archive, *asked)  # type: ignore[arg-type]
                monkeypatch.setattr(Archive, "known", known)
                await take(self, *args)  # type: ignore[arg-type]
                return before

            monkeypatch.setattr(Archive, "known", as_before)
        return await take(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Pipeline, "take", is_late)
    assert counts(await desk.take([page(3)])) == (0, 0, 1, 0, 0)
    assert tried == 2


# ------------------------------------------------------------------ beside a watch


async def test_a_page_that_its_site_announces_stays_as_the_site_has_it(desk: Desk) -> None:
    """Who knows when a saved page was saved: an old wording must not come back as the newest."""
    await desk.take([page(3, "Wheat left the port.")])
    notice = Notice(f"{ADDRESS}3", "3", "en")
    await desk.stores.archive.keep_notices(
        "mfa", "https://mfa.example/rss", [notice], KnownAddress(), quiet=True, now=NOW
    )
    assert counts(await desk.take([page(3), page(4)])) == (1, 0, 1, 0, 0)
    assert await desk.found("wheat") == [("mfa/3", 1)]


async def test_what_an_archive_s_page_says_otherwise_than_it_was_saved_is_no_news(watch: Watch, tmp_path: Path) -> None:
    """The first look at it came with the first import; edits after that are told."""
    await watch.follow("wheat")
    link = announce_later(watch, "Grain of week 7.")
    saved = Saved(
        "7.html", "file:///7.html", watch.site.pages["/en/briefings/7"][0].replace(b"</head>", canonical(link))
    )
    async with open_watching(load(config(tmp_path)), watch.stores, None, now=lambda: NOW) as watching:
        assert (await watching.intake.take(watch.source, [saved])).new == 1
    announce_later(watch, "Wheat of week 7.")
    assert (await watch.look()).changed == 1
    assert await watch.told() == []
    announce_later(watch, "Wheat and barley of week 7.")
    assert (await watch.look(force=True, hours=1)).changed == 1
    assert [kind for kind, _ in await watch.told()] == ["change"]


def announce_later(watch: Watch, text: str) -> str:
    """Publish briefing 7 with these words; its address."""
    announce(watch.site, 7, text=lambda _: text)
    return f"{watch.site.url}/en/briefings/7"


def canonical(url: str) -> bytes:
    """The end of a head that names the page's address."""
    return f'<link rel="canonical" href="{url}"></head>'.encode()
