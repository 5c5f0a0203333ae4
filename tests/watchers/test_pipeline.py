"""Pipeline.watch over a real site and real stores."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.archive import Archive
from tests.support import briefing
from tests.watchers.watching import NOW, Watch, announce
from watchers.model import Address
from watchers.pipeline import Outcome
from watchers.remembered import DuePage, Known


async def test_a_feed_that_has_not_changed_costs_one_request(watch: Watch) -> None:
    """304, and no page is read again before it is due."""
    assert (await watch.look()).new == 1
    watch.site.asked.clear()
    assert await watch.look() == Outcome()
    assert watch.site.asked == ["/rss.xml"]


async def test_a_crash_between_feed_and_pages_followed_by_a_304_loses_nothing(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notices are rows before the validators are kept, so their pages are read next time."""

    async def dies(*args: object, **kwargs: object) -> tuple[DuePage, ...]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "due_pages", dies)
        with pytest.raises(KeyboardInterrupt):
            await watch.look()
    assert await watch.stores.archive.latest() == ()
    outcome = await watch.look()
    assert (outcome.noticed, outcome.new) == (0, 1)


async def test_a_crash_while_notices_are_kept_keeps_no_validators(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it or nothing: the feed is read whole next time."""

    async def dies(*args: object, **kwargs: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "keep_notices", dies)
        with pytest.raises(KeyboardInterrupt):
            await watch.look()
    assert await watch.stores.archive.address(watch.source.id, watch.source.addresses[0].url) is None
    assert (await watch.look()).new == 1


async def test_a_missing_page_waits_while_the_others_are_read(watch: Watch) -> None:
    """One page's 404 is that page's trouble; it is tried again, and still counts as part of the archive."""
    announce(watch.site, 7, 8)
    gone = watch.site.pages.pop("/en/briefings/7")
    outcome = await watch.look()
    assert (outcome.new, len(outcome.trouble)) == (1, 1)
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert state.trouble is None
    watch.site.pages["/en/briefings/7"] = gone
    assert (await watch.look()).new == 0
    assert (await watch.look(hours=1)).new == 1


async def test_a_source_in_trouble_backs_off_and_says_so_once(watch: Watch) -> None:
    """State on its row: since when, why, how often; cleared by the first success."""
    kept = watch.site.pages.pop("/rss.xml")
    pauses = []
    for _ in range(3):
        await watch.look(hours=2)
        state = await watch.stores.archive.source(watch.source.id)
        assert state is not None
        pauses.append((state.due_at - watch.now).total_seconds())
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert state.failures == 3
    assert "404" in (state.trouble or "")
    assert state.trouble_at == NOW + timedelta(hours=2)
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[2]
    watch.site.pages["/rss.xml"] = kept
    await watch.look()
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert (state.failures, state.trouble) == (0, None)


async def test_a_challenge_page_in_place_of_a_briefing_is_not_a_version(watch: Watch) -> None:
    """It came with 200, and is no briefing."""
    await watch.look()
    watch.site.put(
        "/en/briefings/7", "<html><script>window['bobcmn']='1';</script><noscript>TSPD_101</noscript></html>"
    )
    outcome = await watch.look(force=True, hours=1)
    assert (outcome.changed, len(outcome.trouble)) == (0, 1)
    (edition,) = await watch.stores.archive.latest()
    assert edition.version == 1


async def test_a_fault_of_ours_on_one_page_does_not_hide_the_others(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is logged whole, kept as that page's trouble, and the watch goes on."""
    announce(watch.site, 7, 8)
    known = Archive.known

    async def fails_on_7(self: Archive, source_id: str, key: str, now: datetime) -> Known:
        if key == "7":
            raise ZeroDivisionError
        return await known(self, source_id, key, now)

    monkeypatch.setattr(Archive, "known", fails_on_7)
    outcome = await watch.look()
    assert (outcome.new, len(outcome.trouble)) == (1, 1)


async def test_a_long_archive_is_read_in_batches_and_the_feed_is_looked_at_between(watch: Watch) -> None:
    """What is new must not wait behind what is old."""
    announce(watch.site, *range(1, 31))
    outcome = await watch.look()
    assert outcome.left
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert state.due_at <= watch.now
    assert outcome.new + (await watch.look()).new == 30


async def test_a_corrected_title_is_what_readers_see_from_then_on(watch: Watch) -> None:
    """A new version of the same words."""
    await watch.look()
    body, kind = watch.site.pages["/en/briefings/7"]
    watch.site.pages["/en/briefings/7"] = (body.replace(b"Spokeswoman Ana Lind", b"Spokeswoman Ana Lindt"), kind)
    assert (await watch.look(force=True, hours=1)).changed == 1
    (edition,) = await watch.stores.archive.latest()
    assert "Ana Lindt" in edition.title


async def test_a_page_that_cannot_be_read_is_counted_with_its_reason(watch: Watch) -> None:
    """The operator sees it, although the feed is well."""
    watch.site.put(
        "/en/briefings/7", "<html><script>window['bobcmn']='1';</script><noscript>TSPD_101</noscript></html>"
    )
    await watch.look()
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert (state.briefings, state.unread) == (0, 1)
    assert "challenge" in (state.unread_reason or "")


async def test_one_of_two_addresses_in_trouble_is_told_while_the_other_is_read(watch: Watch) -> None:
    """A language must not be silent for months unseen."""
    dead = Address(watch.site.url + "/ru.xml", "feed", "ru")
    watch.source = replace(watch.source, addresses=(*watch.source.addresses, dead))
    assert (await watch.look()).new == 1
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert state.failures == 0
    assert "ru.xml" in (state.trouble or "")


async def test_a_server_that_asks_for_a_pause_is_left_alone(watch: Watch) -> None:
    """The pages that are due wait; the source is looked at again when the pause is over."""
    announce(watch.site, *range(1, 10))
    for number in range(1, 10):
        watch.site.busy[f"/en/briefings/{number}"] = 600
    outcome = await watch.look()
    assert len(outcome.trouble) == 1
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert state.due_at >= watch.now + timedelta(seconds=600)
    watch.site.busy.clear()
    assert (await watch.look(hours=1)).new == 9


async def test_a_forced_look_reads_every_young_page_again(watch: Watch) -> None:
    """However many there are."""
    announce(watch.site, *range(1, 31))
    await watch.look()
    await watch.look()
    watch.site.asked.clear()
    await watch.look(force=True)
    assert len([path for path in watch.site.asked if "/briefings/" in path]) == 30


async def test_two_looks_at_once_keep_one_version_and_call_it_no_fault(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower one keeps nothing, and the page is simply looked at again."""
    known = Archive.known
    inner: list[Outcome] = []

    async def overtaken(self: Archive, source_id: str, key: str, now: datetime) -> Known:
        found = await known(self, source_id, key, now)
        if not inner:
            inner.append(Outcome())
            inner[0] = await watch.look()
        return found

    monkeypatch.setattr(Archive, "known", overtaken)
    outer = await watch.look()
    assert (inner[0].new, outer.new, outer.trouble) == (1, 0, [])
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert (state.briefings, state.unread) == (1, 0)
    assert (await watch.look()).trouble == []


async def test_an_imported_archive_is_not_looked_at_like_news(watch: Watch) -> None:
    """A page of last year that came with the import has been edited long since, if ever; one of today may be yet."""
    link = watch.site.put("/en/briefings/6", briefing([("Bridge", "Closed."), ("Port", "Open.")]))
    item = f"<item><title>Old</title><link>{link}</link><pubDate>Wed, 05 Mar 2025 10:00:00 GMT</pubDate></item>"
    feed, kind = watch.site.pages["/rss.xml"]
    watch.site.pages["/rss.xml"] = (feed.replace(b"</channel>", item.encode() + b"</channel>"), kind)
    await watch.look()
    due = await watch.stores.archive.due_pages(watch.source.id, watch.now + timedelta(days=7), limit=9)
    assert [page.notice.key for page in due] == ["7"]
