"""The archive: what is announced, what was said and how it changed, kept all at once or not at all."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.archive import Archive, Counts
from storage.database import Database
from storage.outbox import Outbox
from storage.passages import ids_until
from storage.search import Search
from storage.subscribers import Subscribers
from storage.tables import passages
from tests.storage.making import DAY, NOW, SOURCE, briefing, first, later, parcel, record
from watchers.errors import StaleError
from watchers.model import Address, Alarm, Briefing, Change, Match, Mention, Notice, Source, Validators
from watchers.query import parse_query
from watchers.remembered import Health, KnownAddress, NoticeDelivery, Settled

FEED = "https://ministry.example/feed"
HOUR = dt.timedelta(hours=1)
READ = KnownAddress(Validators("tag"), moved_to=None, content_hash="1")


def notice(key: str, **facts: object) -> Notice:
    return Notice(url=f"https://ministry.example/en/{key}", key=key, **facts)  # type: ignore[arg-type]


async def announce(archive: Archive, *notices: Notice, quiet: bool = False, at: dt.datetime = NOW) -> int:
    return await archive.keep_notices(SOURCE.id, FEED, notices, READ, quiet=quiet, now=at)


async def due(archive: Archive, at: dt.datetime = NOW) -> list[str]:
    return [page.notice.key for page in await archive.due_pages(SOURCE.id, at, limit=100)]


async def texts(search: Search, query: str) -> list[str]:
    return [f.passage.text for f in (await search.find(parse_query(query))).found]


# ------------------------------------------------------------------ sources


async def test_a_source_taken_out_of_the_configuration_rests(archive: Archive) -> None:
    """It keeps its archive and its state, is polled no more, and goes on when it is put back."""
    other = Source("office", "The office", "sample", ())
    await archive.sync_sources([other], NOW)
    assert {s.id: s.configured for s in await archive.sources()} == {"ministry": False, "office": True}
    assert await archive.due_sources(NOW, 10) == (other,)
    await archive.sync_sources([SOURCE, other], NOW)
    assert await archive.due_sources(NOW, 10) == (SOURCE, other)
    assert await archive.due_sources(NOW, 1) == (SOURCE,)


async def test_a_source_added_by_a_command_outlives_the_configuration(archive: Archive) -> None:
    """It is watched as it was added until a command takes it back; its archive is kept even then."""
    address = Address("https://office.example/rss", "feed", "en")
    added = Source("office", "The office", "generic", (address,))
    await archive.add_source(added, NOW)
    await archive.sync_sources([SOURCE], NOW)
    assert await archive.watched() == (SOURCE, added)
    assert {s.id: s.added_at for s in await archive.sources()} == {"ministry": None, "office": NOW}
    assert not await archive.remove_source(SOURCE.id, NOW)
    assert await archive.remove_source(added.id, NOW)
    assert await archive.watched() == (SOURCE,)
    assert [s.id for s in await archive.sources()] == ["ministry", "office"]


async def test_a_source_fails_from_the_first_poll_that_failed_whole(archive: Archive) -> None:
    """That one of its addresses was dead for days before is another matter."""
    await archive.source_polled(SOURCE.id, due_at=NOW, now=NOW, trouble="one address: 404")
    await archive.source_trouble(SOURCE.id, "timeout", due_at=NOW, now=NOW + HOUR)
    await archive.source_trouble(SOURCE.id, "timeout", due_at=NOW, now=NOW + 2 * HOUR)
    assert (await archive.health(SOURCE.id)).trouble_at == NOW + HOUR


async def test_a_source_put_back_after_a_rest_is_imported_anew(archive: Archive) -> None:
    """What came while nobody watched is no news, and an alarm of then is over; a mere restart forgets nothing."""
    await announce(archive, notice("k1"))
    await archive.sound([Alarm(SOURCE.id, "failing", NOW, "timeout")], [], chats=(), now=NOW)
    await archive.sync_sources([SOURCE], NOW)
    assert await archive.address(SOURCE.id, FEED) == READ
    await archive.sync_sources([], NOW)
    assert (await archive.health(SOURCE.id)).alarms == ()
    await archive.sync_sources([SOURCE], NOW)
    assert await archive.address(SOURCE.id, FEED) is None


async def test_an_alarm_is_told_once_when_it_begins_and_once_when_it_is_over(
    archive: Archive, outbox: Outbox, subscribers: Subscribers
) -> None:
    """To each chat that was met, in order; the same alarm sounded again while it is on tells nobody."""
    await subscribers.meet(5, "en", NOW)
    alarm = Alarm(SOURCE.id, "failing", NOW, "timeout")
    assert await archive.sound([alarm], [], chats=(5, 99), now=NOW) == 1
    assert await archive.sound([replace(alarm, since_at=NOW + HOUR)], [], chats=(5,), now=NOW + HOUR) == 0
    assert (await archive.health(SOURCE.id)).alarms == (alarm,)
    assert await archive.sound([], [alarm], chats=(5,), now=NOW + HOUR) == 1
    assert await archive.sound([], [alarm], chats=(5,), now=NOW + HOUR) == 0
    assert (await archive.health(SOURCE.id)).alarms == ()

    (began,) = await outbox.claim(NOW + HOUR, lease_seconds=60, limit=10)
    assert isinstance(began, NoticeDelivery)
    assert (began.alarm, began.over, began.chat.id) == (alarm, False, 5)
    assert await outbox.delivery(began.id, 5) is None  # no alert whose passages could be asked for
    await outbox.sent(began.id, message_id=1, now=NOW)
    (over,) = await outbox.claim(NOW + HOUR, lease_seconds=60, limit=10)
    assert isinstance(over, NoticeDelivery)
    assert (over.alarm, over.over) == (alarm, True)
    again = replace(alarm, since_at=NOW + 2 * HOUR)
    assert await archive.sound([again], [], chats=(5,), now=NOW + 2 * HOUR) == 1


async def test_trouble_is_news_once_and_over_with_the_next_good_poll(archive: Archive) -> None:
    """One warning per change of state; the row tells since when, why, and how many polls failed in a row."""
    later_at = NOW + HOUR
    assert await archive.source_trouble(SOURCE.id, "timeout", due_at=later_at, now=NOW)
    assert not await archive.source_trouble(SOURCE.id, "status 503", due_at=later_at, now=later_at)
    state = await archive.source(SOURCE.id)
    assert state is not None
    assert (state.failures, state.trouble, state.trouble_at, state.imported) == (2, "status 503", NOW, False)
    assert (await archive.health(SOURCE.id)) == Health(2, "status 503", NOW)
    assert await archive.due_sources(NOW, 10) == ()

    await archive.source_polled(SOURCE.id, due_at=later_at, now=NOW)
    state = await archive.source(SOURCE.id)
    assert state is not None
    assert (state.failures, state.trouble, state.trouble_at, state.imported) == (0, None, None, True)
    assert await archive.source_trouble(SOURCE.id, "timeout", due_at=later_at, now=NOW)


# ------------------------------------------------------------------ notices and pages


async def test_validators_are_kept_only_with_the_rows_of_their_notices(archive: Archive, database: Database) -> None:
    """Were the feed's ETag kept and a notice lost, the feed would answer 304 and the briefing never be read."""
    assert await archive.address(SOURCE.id, FEED) is None
    async with database.write() as connection:
        await connection.exec_driver_sql(
            "CREATE TRIGGER disk_full BEFORE INSERT ON pages WHEN NEW.key = 'k2' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(DBAPIError):
        await announce(archive, notice("k1"), notice("k2"))
    assert await archive.address(SOURCE.id, FEED) is None
    assert await due(archive) == []
    assert await announce(archive, notice("k1")) == 1
    assert await archive.address(SOURCE.id, FEED) == READ


async def test_a_page_announced_again_is_not_new(archive: Archive) -> None:
    """A feed repeats its notices for days: only what it never said before counts, and only that is quiet or not."""
    assert await announce(archive, notice("k1"), quiet=True) == 1
    assert await announce(archive, notice("k1"), notice("k2")) == 1
    pages = await archive.due_pages(SOURCE.id, NOW, limit=10)
    assert {p.notice.key: p.quiet for p in pages} == {"k1": True, "k2": False}


@pytest.mark.parametrize(
    ("again", "is_due"),
    [
        ({"title": "A", "updated_at": NOW}, False),
        ({"title": "A", "updated_at": NOW - HOUR}, False),
        ({"title": "A", "updated_at": NOW + HOUR}, True),
        ({"title": "Corrected", "updated_at": NOW}, True),
        ({}, False),
    ],
)
async def test_a_page_is_due_again_when_its_notice_says_it_changed(
    archive: Archive, again: dict[str, object], is_due: bool
) -> None:
    """A later "updated", or another title; a notice that says less than before says nothing."""
    await announce(archive, notice("k1", title="A", updated_at=NOW))
    page = Settled(notice("k1").url, Validators(), None)
    await archive.record((), (), (page,), source_id=SOURCE.id, now=NOW)
    assert await due(archive) == []
    await announce(archive, notice("k1", **again), at=NOW + HOUR)
    assert await due(archive, NOW + HOUR) == (["k1"] if is_due else [])


async def test_a_text_that_comes_with_the_feed_is_due_again_when_it_changed(archive: Archive) -> None:
    """The feed that brought it first is the page: the same words again are nothing, others are a look."""
    await announce(archive, notice("k1", text="<p>Grain.</p>"))
    (page,) = await archive.due_pages(SOURCE.id, NOW, limit=10)
    assert page.notice.text == "<p>Grain.</p>"
    settled = Settled(page.notice.url, Validators(), None, content_hash="h")
    await archive.record((), (), (settled,), source_id=SOURCE.id, now=NOW)
    await announce(archive, notice("k1", text="<p>Grain.</p>"))
    assert await due(archive) == []
    await announce(archive, notice("k1", text="<p>Grain \ud800 and wheat.</p>"))
    (page,) = await archive.due_pages(SOURCE.id, NOW, limit=10)
    assert (page.notice.text, page.content_hash) == ("<p>Grain \ud800 and wheat.</p>", "h")


async def test_appearances_are_told_by_clocks_and_by_what_was_seen_coming(archive: Archive) -> None:
    """Each briefing once, at its first page; an archive's import and a day without a clock tell no hour."""
    midnight = NOW.replace(hour=0)
    await announce(
        archive,
        notice("clocked", published_at=NOW - HOUR),
        Notice("https://ministry.example/ru/clocked", "clocked", published_at=NOW),
        notice("day", published_at=midnight),
        quiet=True,
    )
    await announce(archive, notice("seen"), notice("day2", published_at=midnight), at=NOW + HOUR)
    await announce(archive, notice("unread"), at=NOW + HOUR)
    urls = [p.notice.url for p in await archive.due_pages(SOURCE.id, NOW + HOUR, limit=10) if p.notice.key != "unread"]
    settled = [Settled(url, Validators(), None) for url in urls]
    await archive.record((), (), settled, source_id=SOURCE.id, now=NOW + HOUR)
    assert await archive.appearances(SOURCE.id, 10) == (NOW - HOUR, NOW + HOUR, NOW + HOUR)
    assert await archive.appearances(SOURCE.id, 1) == (NOW + HOUR,)


async def test_a_page_that_turned_out_to_be_another_briefings_keeps_that_key(archive: Archive) -> None:
    """A second address belongs to the briefing it was found to be, whatever its feed says of it again."""
    await announce(archive, notice("k1"), notice("k2"))
    await record(archive, first(briefing("Text", key="k1")))
    alias = Settled(notice("k2").url, Validators(), NOW, key="k1")
    await archive.record((), (), (alias,), source_id=SOURCE.id, now=NOW)
    await announce(archive, notice("k1"), notice("k2", title="New title"))
    assert [(p.notice.url, p.notice.key) for p in await archive.due_pages(SOURCE.id, NOW, limit=9)] == [
        (notice("k1").url, "k1"),
        (notice("k2").url, "k1"),
    ]
    assert await archive.known_urls(SOURCE.id, [notice("k2").url, "https://ministry.example/no"]) == {notice("k2").url}


async def test_relatives_are_the_editions_of_the_days_around(archive: Archive) -> None:
    """With their passages and flags, as they stand now; of this source alone."""
    corrected = replace(briefing("One", key="k1"), flags=("corrected",))
    await record(archive, first(corrected), first(briefing("Two", key="k2", date=DAY + dt.timedelta(days=3))))
    (relative,) = await archive.relatives(SOURCE.id, DAY, DAY + dt.timedelta(days=1))
    assert (relative.key, relative.flags, [p.text for p in relative.passages]) == ("k1", ("corrected",), ["One"])
    assert len(await archive.relatives(SOURCE.id, DAY, DAY + dt.timedelta(days=3))) == 2
    assert await archive.relatives("office", DAY, DAY) == ()
    assert (await archive.known(SOURCE.id, "k1", NOW)).editions["en"].flags == ("corrected",)


async def test_what_an_extract_says_is_known_of_its_whole_and_the_other_way_round(archive: Archive) -> None:
    """So that a passage told from one is not told again from the other."""
    await record(archive, first(briefing("One", "Two", key="whole")))
    extract = first(briefing("Two", key="part"))
    await archive.record(
        [extract], (), (), source_id=SOURCE.id, now=NOW, extracts=[("ministry/part", "ministry/whole")]
    )
    assert (await archive.known(SOURCE.id, "part", NOW)).said == {"One", "Two"}
    assert (await archive.known(SOURCE.id, "whole", NOW)).said == {"Two"}
    assert await archive.said_in(["ministry/whole"]) == (frozenset({"One", "Two"}), frozenset())


async def test_two_feeds_may_word_a_title_differently_for_ever(archive: Archive) -> None:
    """Only the address that announced a page first is heard about its title; else each poll would look again."""
    await announce(archive, notice("k1", title="Briefing by the spokesman"))
    await archive.record((), (), (Settled(notice("k1").url, Validators(), None),), source_id=SOURCE.id, now=NOW)
    other = "https://ministry.example/listing"
    said = notice("k1", title="Briefing by …")
    assert await archive.keep_notices(SOURCE.id, other, [said], KnownAddress(), quiet=False, now=NOW) == 0
    assert await due(archive) == []


async def test_the_latest_pages_come_first_and_a_forced_look_takes_all_recent_ones(archive: Archive) -> None:
    """A long import must not hide today's briefing; a forced poll re-reads what was first seen since a moment."""
    for days, key in enumerate(("old", "middle", "new")):
        await announce(archive, notice(key, published_at=NOW + days * dt.timedelta(days=1)), at=NOW + days * HOUR)
    assert await due(archive, NOW + 9 * HOUR) == ["new", "middle", "old"]
    settled = [Settled(notice(key).url, Validators("p"), None) for key in ("old", "middle", "new")]
    await archive.record((), (), settled, source_id=SOURCE.id, now=NOW)
    assert await due(archive, NOW + 9 * HOUR) == []
    forced = await archive.due_pages(SOURCE.id, NOW + 9 * HOUR, limit=10, recheck_since=NOW)
    assert [(p.notice.key, p.fetched, p.validators) for p in forced] == [
        ("new", True, Validators("p")),
        ("middle", True, Validators("p")),
    ]


async def test_a_page_that_cannot_be_read_is_counted_and_put_off(archive: Archive) -> None:
    """Its failures grow until a look succeeds; `fetched` tells whether one ever did."""
    await announce(archive, notice("k1"))
    await archive.page_trouble(SOURCE.id, notice("k1").url, "timeout", NOW + HOUR, NOW)
    assert await due(archive) == []
    (page,) = await archive.due_pages(SOURCE.id, NOW + HOUR, limit=1)
    assert (page.failures, page.fetched) == (1, False)
    settled = Settled(notice("k1").url, Validators(), NOW + HOUR)
    await archive.record((), (), (settled,), source_id=SOURCE.id, now=NOW)
    (page,) = await archive.due_pages(SOURCE.id, NOW + HOUR, limit=1)
    assert (page.failures, page.fetched) == (0, True)


# ------------------------------------------------------------------ versions


async def test_a_briefing_is_read_back_as_it_was_recorded(archive: Archive) -> None:
    """Every edition whole, with its facts; the preferred language where there is one."""
    english = briefing("Visas were issued", ("Energy", "Prices fell"), language="en")
    french = briefing("Des visas", language="fr")
    await record(archive, first(english), first(french, at=NOW + HOUR))
    edition, read = await archive.read("ministry/k1", "fr") or (None, None)
    assert read == french
    assert edition is not None
    assert (edition.version, edition.language, edition.date, edition.first_seen_at) == (1, "fr", DAY, NOW + HOUR)
    assert await archive.read_edition(edition.id) == (edition, french)
    assert (await archive.read("ministry/k1", "zh") or ())[1:] == (english,)
    assert [e.language for e in await archive.editions("ministry/k1")] == ["en", "fr"]
    assert await archive.read("ministry/none") is None
    assert await archive.read_edition(99) is None
    assert await archive.counts() == Counts(briefings=1, editions=2, versions=2, passages=3)


async def test_what_is_known_is_what_was_recorded(archive: Archive, subscribers: Subscribers) -> None:
    """The facts that decide on the next version: numbers, hashes, passages in order, who was alerted, how it came."""
    unknown = await archive.known(SOURCE.id, "k1", NOW)
    assert (unknown.told, unknown.editions, unknown.quiet) == (frozenset(), {}, False)
    await subscribers.meet(5, "en", NOW)
    visas, _ = await subscribers.add(5, "visas", NOW)
    revision = first(briefing("New visas", "Energy"), quiet=True)
    told = parcel(visas, revision, Mention(visas, "en", 0, Match(((4, 9),))))
    await record(archive, revision, parcels=[told])
    known = await archive.known(SOURCE.id, "k1", NOW)
    assert known.told == {(5, "visas")}
    assert known.quiet
    edition = known.editions["en"]
    assert (edition.number, edition.text_hash, edition.url) == (1, revision.text_hash, revision.briefing.url)
    assert edition.passages == revision.passages


def edited() -> tuple[Briefing, Briefing, tuple[Change, ...]]:
    """Three passages; the second is edited, a new one put before them, the third removed."""
    old, new = (
        briefing("Alpha stays", "Beta wrong", "Gamma goes"),
        briefing("Delta arrives", "Alpha stays", "Beta right"),
    )
    before, after = old.passages(), new.passages()
    changes = (
        Change("added", None, after[0]),
        Change("edited", before[1], after[2]),
        Change("removed", before[2], None),
    )
    return old, new, changes


async def test_an_edit_closes_the_old_words_and_opens_the_new(archive: Archive, database: Database) -> None:
    """What was said stays on its row; what is unchanged keeps its own, wherever it now stands on the page."""
    old, new, changes = edited()
    await record(archive, first(old))
    await record(archive, later(new, 2, changes))
    assert (await archive.known(SOURCE.id, "k1", NOW)).editions["en"].passages == new.passages()
    async with database.read() as connection:
        rows = (await connection.execute(sa.select(passages).order_by(passages.c.id))).all()
    assert [(r.text, r.since_version, r.until_version) for r in rows] == [
        ("Alpha stays", 1, None),
        ("Beta wrong", 1, 2),
        ("Gamma goes", 1, 2),
        ("Delta arrives", 2, None),
        ("Beta right", 2, None),
    ]


async def test_search_finds_only_what_still_stands(archive: Archive, search: Search) -> None:
    """An edit takes the old words out of the index and puts the new ones in; the unchanged stay in it once."""
    old, new, changes = edited()
    await record(archive, first(old))
    assert await texts(search, "gamma OR wrong") == ["Gamma goes", "Beta wrong"]
    await record(archive, later(new, 2, changes))
    assert await texts(search, "gamma OR wrong") == []
    assert await texts(search, "alpha") == ["Alpha stays"]
    assert await texts(search, "beta OR delta") == ["Beta right", "Delta arrives"]


async def test_a_passage_that_only_moved_keeps_its_row(archive: Archive, database: Database) -> None:
    """Its words are the same: nothing is closed, opened or indexed anew, and a button that names it still works."""
    old, new = briefing("Alpha", "Beta"), briefing("Beta", "Alpha")
    changes = [Change("moved", old.passages()[1], new.passages()[0])]
    await record(archive, first(old))
    await record(archive, later(new, 2, changes))
    assert (await archive.known(SOURCE.id, "k1", NOW)).editions["en"].passages == new.passages()
    async with database.read() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(passages))).scalar() == 2


async def test_the_same_words_twice_on_a_page_are_two_passages(archive: Archive, search: Search) -> None:
    """Removing one of two equal passages leaves the other."""
    old, new = briefing("Laughter", "Alpha", "Laughter"), briefing("Laughter", "Alpha")
    await record(archive, first(old))
    assert len(await texts(search, "laughter")) == 2
    await record(archive, later(new, 2, [Change("removed", old.passages()[2], None)]))
    assert await texts(search, "laughter") == ["Laughter"]
    assert (await archive.known(SOURCE.id, "k1", NOW)).editions["en"].passages == new.passages()


async def test_a_corrected_date_moves_the_briefing_in_time(archive: Archive, search: Search) -> None:
    """Search by date follows what the page now says, for the unchanged passages too."""
    await record(archive, first(briefing("Alpha", date=None)))
    assert (await archive.editions("ministry/k1"))[0].date == NOW.date()
    corrected = briefing("Alpha", date=dt.date(2025, 12, 31))
    await record(archive, later(corrected, 2, ()))
    assert (await search.find(parse_query("alpha"), until=dt.date(2025, 12, 31))).total == 1
    assert (await search.find(parse_query("alpha"))).total == 1
    assert (await archive.latest())[0].date == dt.date(2025, 12, 31)


async def test_a_briefing_without_a_date_is_of_the_day_it_was_announced_for(archive: Archive) -> None:
    """As it says, else as announced, else as first seen; a version that forgets the date changes nothing."""
    await announce(archive, notice("k1", published_at=NOW - dt.timedelta(days=3)))
    await record(archive, first(briefing("Alpha", date=None)))
    assert (await archive.latest())[0].date == DAY - dt.timedelta(days=3)
    await record(archive, later(briefing("Alpha", date=None, title="B"), 2, ()))
    assert (await archive.latest())[0].date == DAY - dt.timedelta(days=3)


async def test_a_day_with_no_room_left_is_refused_rather_than_spilt_into_the_next(
    archive: Archive, database: Database
) -> None:
    """The number within the day has 15 bits: one more would be dated tomorrow."""
    await record(archive, first(briefing("Alpha")))
    async with database.write() as connection:
        await connection.execute(sa.update(passages).values(id=ids_until(DAY)))
    with pytest.raises(OverflowError, match="2026-03-05"):
        await record(archive, first(briefing("Beta", key="k2")))
    await record(archive, first(briefing("Beta", key="k2", date=DAY + dt.timedelta(days=1))))


@pytest.mark.parametrize("number", [1, 3])
async def test_a_version_decided_on_stale_facts_is_refused(archive: Archive, number: int) -> None:
    """Two looks at one briefing at once: the second to record finds the edition moved on, and keeps nothing."""
    old, new, changes = edited()
    await record(archive, first(old))
    with pytest.raises(StaleError) as caught:
        await record(archive, later(new, number, changes))
    assert (caught.value.briefing, caught.value.number) == ("ministry/k1", 1)
    assert (await archive.known(SOURCE.id, "k1", NOW)).editions["en"].passages == old.passages()


# ------------------------------------------------------------------ the one big transaction


@pytest.mark.parametrize("table", ["briefings", "editions", "versions", "passages", "symbols", "parcels", "mentions"])
async def test_a_look_is_recorded_whole_or_not_at_all(
    table: str, archive: Archive, database: Database, search: Search, subscribers: Subscribers, outbox: Outbox
) -> None:
    """Whichever row cannot be written, nothing of that look is kept; once it can, all of it is."""
    await subscribers.meet(5, "en", NOW)
    visas, _ = await subscribers.add(5, "visas", NOW)
    revision = first(briefing("Les visas", "Des employés", language="fr"))
    told = parcel(visas, revision, Mention(visas, "fr", 0, Match(((4, 9),))))
    await announce(archive, Notice(revision.briefing.url, "k1"))
    settled = Settled(revision.briefing.url, Validators("page"), None)

    async def look() -> tuple[int, ...]:
        return await archive.record([revision], [told], [settled], source_id=SOURCE.id, now=NOW)

    async with database.write() as connection:
        await connection.exec_driver_sql(
            f"CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    with pytest.raises(DBAPIError, match="the disk is full"):
        await look()
    assert await archive.counts() == Counts(0, 0, 0, 0)
    assert await texts(search, "visas") == []
    assert await outbox.waiting() == 0
    assert (await archive.due_pages(SOURCE.id, NOW, limit=1))[0].validators == Validators()

    async with database.write() as connection:
        await connection.exec_driver_sql("DROP TRIGGER broken")
    assert await look() == (1,)
    assert await archive.counts() == Counts(1, 1, 1, 2)
    assert await texts(search, "visas") == ["Les visas"]
    assert await outbox.waiting() == 1
    assert await due(archive) == []


# ------------------------------------------------------------------ reading


async def test_the_latest_briefings_come_newest_first_page_by_page(archive: Archive) -> None:
    """One edition each, in the language asked for where there is one; what arrives meanwhile shifts nothing."""
    days = [DAY, DAY - dt.timedelta(days=1), DAY, DAY - dt.timedelta(days=2)]
    made = [briefing("Text", key=f"k{n}", date=day) for n, day in enumerate(days)]
    for n, one in enumerate(made):
        await record(archive, first(one, at=NOW + n * HOUR))
    await record(archive, first(briefing("Texte", key="k1", language="fr", date=days[1])))
    page = await archive.latest(limit=2, language="fr")
    assert [(e.briefing, e.language) for e in page] == [("ministry/k2", "en"), ("ministry/k0", "en")]
    await record(archive, first(briefing("New", key="k9")))
    rest = await archive.latest(limit=9, language="fr", before=page[-1].id)
    assert [(e.briefing, e.language) for e in rest] == [("ministry/k1", "fr"), ("ministry/k3", "en")]
    assert await archive.latest(source="another") == ()
