"""decide: what a look at one briefing comes to (pure), and Pipeline.watch over a real site and real stores."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Stores, open_pipeline, open_stores
from bot.config import load
from storage.archive import Archive
from tests.support import Site, briefing, config, rss
from watchers.model import Address, Briefing, Chat, Notice, Page, Section, Source, Subscription, Validators
from watchers.percolator import Percolator
from watchers.pipeline import Arrival, Decision, Outcome, Pipeline, decide
from watchers.remembered import DuePage, Known, KnownEdition

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
CHATS = {1: Chat(1, "en")}
GRAIN = Percolator([Subscription(1, 1, "grain")])
TEXTS = ("The port is open.", "Grain may leave the port.", "The treaty is ready.", "The bridge is closed.")


def arrival(texts: tuple[str, ...] = TEXTS, *, language: str = "en", path: str = "7", quiet: bool = False) -> Arrival:
    """A page that came, with a topic for each text."""
    url = f"http://mfa.example/{language}/{path}"
    sections = tuple(Section("topic", f"Topic {n}", "body", text) for n, text in enumerate(texts))
    read = Briefing("mfa", "7", language, url, "Briefing", date(2026, 3, 5), sections=sections)
    due = DuePage(Notice(url, "7", language), Validators(), quiet, 0, NOW, fetched=False)
    return Arrival(due, read, Page(url, b""))


def remembered(decision: Decision, told: frozenset[tuple[int, str]] = frozenset()) -> Known:
    """What storage would know after a decision."""
    return Known(
        told,
        {
            r.briefing.language: KnownEdition(r.number, r.text_hash, r.briefing.url, r.passages)
            for r in decision.revisions
        },
        quiet=False,
    )


NOTHING = Known(frozenset(), {}, quiet=False)


def test_the_first_version_of_a_briefing_alerts_those_it_concerns() -> None:
    """Every passage is added; the one that matches is told."""
    decision = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    (revision,), (parcel,) = decision.revisions, decision.parcels
    assert (revision.number, [c.kind for c in revision.changes]) == (1, ["added"] * 4)
    assert (parcel.chat_id, parcel.kind, [m.change for m in parcel.mentions]) == (1, "alert", [1])


def test_the_first_import_of_an_archive_alerts_nobody() -> None:
    """It is recorded all the same."""
    decision = decide(NOTHING, [arrival(quiet=True)], GRAIN, CHATS, NOW)
    assert len(decision.revisions) == 1
    assert decision.parcels == ()


def test_the_same_words_again_are_nothing() -> None:
    """No revision, no parcel."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    assert decide(remembered(first), [arrival()], GRAIN, CHATS, NOW) == Decision((), ())


def test_an_edit_of_an_archived_page_is_told() -> None:
    """Quiet is the import, not the page."""
    first = decide(NOTHING, [arrival(quiet=True)], GRAIN, CHATS, NOW)
    edited = (TEXTS[0], "Grain may not leave the port.", *TEXTS[2:])
    second = decide(remembered(first), [arrival(edited, quiet=True)], GRAIN, CHATS, NOW)
    assert [(p.kind, p.numbers) for p in second.parcels] == [("change", {"en": 2})]


def test_an_edit_elsewhere_is_recorded_and_not_told() -> None:
    """A subscriber hears of the passages that concern them."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    second = decide(remembered(first), [arrival((*TEXTS[:3], "The bridge is open."))], GRAIN, CHATS, NOW)
    assert [r.number for r in second.revisions] == [2]
    assert second.parcels == ()


def test_words_that_leave_a_passage_are_told_to_those_who_followed_them() -> None:
    """The old text counts as well as the new."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    softened = (TEXTS[0], "Goods may leave the port.", *TEXTS[2:])
    (parcel,) = decide(remembered(first), [arrival(softened)], GRAIN, CHATS, NOW).parcels
    (mention,) = parcel.mentions
    assert (mention.after, mention.before is not None) == (None, True)


def test_half_a_page_is_refused_and_changes_nothing() -> None:
    """Most of a briefing does not vanish overnight."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    second = decide(remembered(first), [arrival(TEXTS[:1])], GRAIN, CHATS, NOW)
    assert (second.revisions, second.parcels) == ((), ())
    assert [error.reason for _, error in second.refused] == ["half_page"]


def test_an_address_keeps_the_language_it_was_first_read_in() -> None:
    """A detector's change of mind is no new edition."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    wavering = arrival()
    other = Briefing(
        "mfa", "7", "fr", wavering.briefing.url, "Briefing", date(2026, 3, 5), sections=wavering.briefing.sections
    )
    again = decide(remembered(first), [Arrival(wavering.due, other, wavering.page)], GRAIN, CHATS, NOW)
    assert again == Decision((), ())


def test_one_edition_under_two_addresses_is_told_once() -> None:
    """The second address of the same look adds nothing."""
    decision = decide(NOTHING, [arrival(), arrival(path="alias/7")], GRAIN, CHATS, NOW)
    assert (len(decision.revisions), len(decision.parcels)) == (1, 1)


def test_another_address_of_a_known_edition_is_not_compared_with_it() -> None:
    """A print view that words its furniture otherwise is no edit, as long as the first address can be read."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    known = remembered(first)
    printed = arrival((*TEXTS[:1], "Grain may leave the port. Printed on Monday.", *TEXTS[2:]), path="7-print")
    assert decide(known, [printed], GRAIN, CHATS, NOW) == Decision((), ())
    lost = {language: replace(edition, lost=True) for language, edition in known.editions.items()}
    moved = decide(replace(known, editions=lost), [printed], GRAIN, CHATS, NOW)
    assert [p.kind for p in moved.parcels] == ["change"]


def test_a_title_or_date_corrected_alone_is_kept_and_told_to_nobody() -> None:
    """The archive is right; the reader is not disturbed."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    again = arrival()
    corrected = replace(again, briefing=replace(again.briefing, title="Briefing (corrected)"))
    second = decide(remembered(first), [corrected], GRAIN, CHATS, NOW)
    assert [(r.number, r.changes) for r in second.revisions] == [(2, ())]
    assert second.parcels == ()


# ------------------------------------------------------------------ watch, for real


class Watch:
    """A source on a real site, watched into real stores; time moves as the test says."""

    def __init__(self, site: Site, stores: Stores, source: Source) -> None:
        self.site, self.stores, self.source = site, stores, source
        self.now = NOW
        self.pipeline: Pipeline

    async def look(self, *, force: bool = False, hours: float = 0) -> Outcome:
        """Watch once, some hours later."""
        self.now += timedelta(hours=hours)
        return await self.pipeline.watch(self.source, force=force)


@pytest.fixture
async def watch(tmp_path: Path) -> AsyncIterator[Watch]:
    """A watch of a feed with one briefing."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        announce(site, 7)
        settings = load(config(tmp_path, feed=site.url + "/rss.xml"))
        stores = await stack.enter_async_context(open_stores(settings, migrate=True))
        (source,) = settings.watched()
        made = Watch(site, stores, source)
        made.pipeline = await stack.enter_async_context(open_pipeline(settings, stores, [source], now=lambda: made.now))
        yield made


def announce(site: Site, *numbers: int, text: Callable[[int], str] = lambda n: f"Grain of week {n}.") -> None:
    """Publish briefings and the feed that lists them."""
    links = [
        site.put(f"/en/briefings/{n}", briefing([("Port", text(n)), *[(f"Topic {i}", f"Text {i}.") for i in range(4)]]))
        for n in numbers
    ]
    site.put("/rss.xml", rss([(f"Briefing {n}", link) for n, link in zip(numbers, links, strict=True)]), "text/xml")


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
    assert await watch.stores.archive.validators(watch.source.id, watch.source.addresses[0].url) is None
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

    async def fails_on_7(self: Archive, source_id: str, key: str) -> Known:
        if key == "7":
            raise ZeroDivisionError
        return await known(self, source_id, key)

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

    async def overtaken(self: Archive, source_id: str, key: str) -> Known:
        found = await known(self, source_id, key)
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
