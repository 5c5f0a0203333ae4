"""The outbox: each parcel once, handed out under a lease, with everything needed to word it."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from storage.archive import Archive
from storage.database import Database, open_database
from storage.outbox import Outbox
from storage.subscribers import Subscribers
from tests.storage.making import NOW, briefing, first, later, parcel, record
from watchers.model import Change, Exchange, Match, Mention, Parcel, Revision, Section, Subscription, Turn
from watchers.remembered import Delivery

MINUTE = dt.timedelta(minutes=1)
THERE = Match(((4, 9),))


@pytest.fixture
async def visas(subscribers: Subscribers) -> Subscription:
    await subscribers.meet(5, "en", NOW)
    return (await subscribers.add(5, "visas", NOW))[0]


def alert(subscription: Subscription, key: str, *, due_at: dt.datetime = NOW) -> tuple[Revision, Parcel]:
    revision = first(briefing("New visas", key=key))
    return revision, parcel(subscription, revision, Mention(subscription, "en", 0, THERE), due_at=due_at)


async def put(archive: Archive, *alerts: tuple[Revision, Parcel]) -> tuple[int, ...]:
    return await record(archive, *(r for r, _ in alerts), parcels=[p for _, p in alerts])


async def claimed(outbox: Outbox, at: dt.datetime = NOW) -> list[str]:
    taken = await outbox.claim(at, lease_seconds=60, limit=10)
    return [d.edition.briefing if isinstance(d, Delivery) else d.alarm.kind for d in taken]


# ------------------------------------------------------------------ once


async def test_a_parcel_put_again_is_passed_over(archive: Archive, outbox: Outbox, visas: Subscription) -> None:
    """One parcel for a chat, kind, briefing and versions: a look repeated after a crash tells nobody twice."""
    revision, told = alert(visas, "k1")
    (first_id,) = await put(archive, (revision, told))
    again = later(revision.briefing, 2, [Change("added", None, revision.passages[0])])
    assert await record(archive, again, parcels=[told]) == ()
    change = replace(told, kind="change", numbers={"en": 2})
    (change_id,) = await record(archive, later(revision.briefing, 3, again.changes), parcels=[change, change])
    assert change_id != first_id
    assert await outbox.waiting() == 2


async def test_a_chat_forgotten_meanwhile_gets_no_parcel_and_stops_no_one_elses(
    archive: Archive, outbox: Outbox, subscribers: Subscribers, visas: Subscription
) -> None:
    """Who follows what was read before the page was: a chat gone since is passed over, the version still recorded."""
    revision, told = alert(visas, "k1")
    gone = replace(told, chat_id=99)
    assert len(await record(archive, revision, parcels=[gone, told])) == 1
    assert [d.chat.id for d in await outbox.claim(NOW, lease_seconds=60, limit=10)] == [5]


# ------------------------------------------------------------------ leases


async def test_a_claimed_parcel_comes_back_when_its_lease_runs_out(
    archive: Archive, outbox: Outbox, visas: Subscription
) -> None:
    """Nobody else takes it meanwhile; if its taker died it is due again, and the attempts are counted."""
    await put(archive, alert(visas, "k1"))
    (taken,) = await outbox.claim(NOW, lease_seconds=60, limit=10)
    assert taken.attempts == 0
    assert await outbox.claim(NOW + MINUTE - dt.timedelta(seconds=1), lease_seconds=60, limit=10) == ()
    assert await outbox.next_due() == NOW + MINUTE
    (taken,) = await outbox.claim(NOW + MINUTE, lease_seconds=60, limit=10)
    assert taken.attempts == 1


async def test_a_start_drops_the_leases_of_the_dead(archive: Archive, outbox: Outbox, visas: Subscription) -> None:
    """The one process that sends waits for no lease of its predecessor."""
    await put(archive, alert(visas, "k1"))
    await claimed(outbox)
    assert await claimed(outbox) == []
    await outbox.release(NOW)
    assert await claimed(outbox) == ["ministry/k1"]


async def test_two_couriers_never_take_the_same_parcel(archive: Archive, outbox: Outbox, visas: Subscription) -> None:
    """Claiming is one transaction: two at once share the parcels out."""
    await put(archive, *(alert(visas, f"k{n}") for n in range(10)))
    rounds = await asyncio.gather(*(outbox.claim(NOW, lease_seconds=60, limit=3) for _ in range(5)))
    ids = [d.id for deliveries in rounds for d in deliveries]
    assert len(ids) == len(set(ids)) == 10


async def test_the_longest_due_goes_first_and_none_before_its_time(
    archive: Archive, outbox: Outbox, visas: Subscription
) -> None:
    """Quiet hours are a due time: it is kept."""
    await put(
        archive,
        alert(visas, "later", due_at=NOW + MINUTE),
        alert(visas, "second", due_at=NOW),
        alert(visas, "first", due_at=NOW - MINUTE),
    )
    assert await outbox.waiting() == 3
    assert await outbox.waiting(NOW) == 2
    assert await claimed(outbox) == ["ministry/first", "ministry/second"]
    later_on = NOW + MINUTE - dt.timedelta(microseconds=1)
    assert await claimed(outbox, later_on) == []
    await outbox.release(later_on)
    assert await claimed(outbox, NOW + MINUTE) == ["ministry/first", "ministry/second", "ministry/later"]


async def test_a_suspended_chats_parcels_wait_for_it(
    archive: Archive, outbox: Outbox, subscribers: Subscribers, visas: Subscription
) -> None:
    """Who blocked the bot is sent nothing, wakes nobody, and finds it all on coming back."""
    await put(archive, alert(visas, "k1"))
    await subscribers.suspend(5, "blocked", NOW)
    assert await claimed(outbox) == []
    assert await outbox.waiting() == 0
    assert await outbox.next_due() is None
    await subscribers.resume(5, NOW)
    assert await claimed(outbox) == ["ministry/k1"]


# ------------------------------------------------------------------ what became of it


async def test_a_sent_parcel_is_done_and_its_message_remembered(
    archive: Archive, outbox: Outbox, visas: Subscription
) -> None:
    """A later change answers to the message of the alert; not to that of another change."""
    revision, told = alert(visas, "k1")
    (id_,) = await put(archive, (revision, told))
    assert await outbox.message_of(5, "ministry/k1") is None
    await outbox.sent(id_, message_id=77, now=NOW)
    assert await claimed(outbox, NOW + 9 * MINUTE) == []
    assert await outbox.message_of(5, "ministry/k1") == 77
    changed = later(revision.briefing, 2, [Change("added", None, revision.passages[0])])
    (change,) = await record(archive, changed, parcels=[replace(told, kind="change", numbers={"en": 2})])
    await outbox.sent(change, message_id=78, now=NOW)
    assert await outbox.message_of(5, "ministry/k1") == 77
    assert await outbox.message_of(6, "ministry/k1") is None


async def test_a_parcel_put_off_is_due_at_its_new_time(archive: Archive, outbox: Outbox, visas: Subscription) -> None:
    """Telegram said when to come back: the lease is given up and that moment kept."""
    (id_,) = await put(archive, alert(visas, "k1"))
    await claimed(outbox)
    await outbox.later(id_, due_at=NOW + 5 * MINUTE, reason="retry after 300")
    assert await outbox.next_due() == NOW + 5 * MINUTE
    assert await claimed(outbox, NOW + 4 * MINUTE) == []
    assert await claimed(outbox, NOW + 5 * MINUTE) == ["ministry/k1"]


async def test_a_dead_parcel_is_kept_with_its_reason(archive: Archive, outbox: Outbox, visas: Subscription) -> None:
    """Given up is not gone: the operator can see what was never told, and why; the latest first."""
    first_id, second_id = await put(archive, alert(visas, "k1"), alert(visas, "k2"))
    await outbox.dead(first_id, reason="can't parse entities", now=NOW)
    await outbox.dead(second_id, reason="message too long", now=NOW + MINUTE)
    assert await claimed(outbox, NOW + 9 * MINUTE) == []
    letters = await outbox.dead_letters(10)
    assert [(d.id, d.chat_id, d.briefing, d.reason) for d in letters] == [
        (second_id, 5, "ministry/k2", "message too long"),
        (first_id, 5, "ministry/k1", "can't parse entities"),
    ]
    assert len(await outbox.dead_letters(1)) == 1


# ------------------------------------------------------------------ what it holds


async def test_a_delivery_groups_its_mentions_by_passage_the_chats_own_language_first(
    archive: Archive, outbox: Outbox, subscribers: Subscribers
) -> None:
    """One subject for each changed passage, with every query that met it and where, in the old words and the new."""
    await subscribers.meet(5, "fr", NOW)
    visas, _ = await subscribers.add(5, "visas", NOW)
    fresh, _ = await subscribers.add(5, "new", NOW)
    english, french = first(briefing("New visas", "Energy")), first(briefing("Des visas", language="fr"))
    new_at, visas_at = Match(((0, 3),)), Match(((4, 9),), ((0, 1),))
    told = Parcel(
        chat_id=5,
        kind="alert",
        briefing="ministry/k1",
        numbers={"en": 1, "fr": 1},
        mentions=(
            Mention(visas, "en", 0, visas_at),
            Mention(fresh, "en", 0, new_at),
            Mention(visas, "fr", 0, THERE),
        ),
        due_at=NOW,
    )
    await record(archive, english, french, parcels=[told])
    (delivery,) = await outbox.claim(NOW, lease_seconds=60, limit=1)
    assert isinstance(delivery, Delivery)
    own, other = delivery.subjects
    assert delivery.edition == own.edition
    assert (own.edition.language, own.after, own.matched_after) == ("fr", french.passages[0], {"visas": THERE})
    assert (other.edition.language, other.after, other.before) == ("en", english.passages[0], None)
    assert other.matched_after == {"visas": visas_at, "new": new_at}
    assert other.matched_before == {}


async def test_a_change_shows_the_words_before_and_after_even_once_edited_again(
    archive: Archive, outbox: Outbox, visas: Subscription
) -> None:
    """A parcel speaks of what it was put for: a later edit does not rewrite what is being told."""
    texts = ["New visas", "Old visas", "No passports"]
    made = [briefing(text) for text in texts]
    passages = [one.passages()[0] for one in made]
    await record(archive, first(made[0]))
    changed = later(made[1], 2, [Change("edited", passages[0], passages[1])])
    told = parcel(visas, changed, Mention(visas, "en", 0, THERE, before=THERE))
    (id_,) = await record(archive, changed, parcels=[told])
    await record(archive, later(made[2], 3, [Change("edited", passages[1], passages[2])]))
    delivery = await outbox.delivery(id_, 5)
    assert delivery is not None
    (subject,) = delivery.subjects
    assert (subject.kind, subject.before, subject.after) == ("edited", passages[0], passages[1])
    assert subject.matched_before == {"visas": THERE}


async def test_a_delivery_says_where_and_by_which_branch_a_query_was_met(
    archive: Archive, outbox: Outbox, visas: Subscription
) -> None:
    """A match comes back as it was found, and so does whoever speaks in the passage, with whom they ask for."""
    turns = (
        Turn("Question", None, "journalist", "question", "Any visas?", outlet="An agency"),
        Turn("Ms Lind", "Ana Lind", "principal", "answer", "None."),
    )
    section = Section("qa", "On visas", "body", "", turns=turns, exchanges=(Exchange((0,), (1,)),))
    revision = first(replace(briefing(), sections=(section,)))
    where = Match(((4, 9),), ((3, 8),), branches=(0, 2))
    await put(archive, (revision, parcel(visas, revision, Mention(visas, "en", 0, where, THERE))))
    (delivery,) = await outbox.claim(NOW, lease_seconds=60, limit=10)
    assert isinstance(delivery, Delivery)
    (subject,) = delivery.subjects
    assert subject.after == revision.passages[0]
    assert [part.outlet for part in subject.after.parts] == ["An agency", None]
    assert (subject.matched_after, subject.matched_before) == ({"visas": where}, {"visas": THERE})


async def test_a_delivery_is_shown_only_to_its_own_chat(archive: Archive, outbox: Outbox, visas: Subscription) -> None:
    """Ids come from buttons; what was sent can be opened again, by the chat it was sent to."""
    (id_,) = await put(archive, alert(visas, "k1"))
    await outbox.sent(id_, message_id=1, now=NOW)
    assert await outbox.delivery(id_, 6) is None
    delivery = await outbox.delivery(id_, 5)
    assert delivery is not None
    assert delivery.edition.briefing == "ministry/k1"


# ------------------------------------------------------------------ the doorbell


async def test_a_ring_wakes_who_waits_and_who_comes_next(outbox: Outbox) -> None:
    """A ring before the wait is not lost; each ring is answered once; no ring costs at most the timeout."""
    waiting = asyncio.create_task(outbox.wait(3600))
    await asyncio.sleep(0)
    outbox.ring()
    await waiting
    outbox.ring()
    await outbox.wait(3600)
    await outbox.wait(0)


async def test_another_process_finds_the_parcels_without_a_ring(
    archive: Archive, outbox: Outbox, database: Database, visas: Subscription
) -> None:
    """The row is the truth, the bell only a hint: a handle that heard nothing still claims it."""
    await put(archive, alert(visas, "k1"))
    other = open_database(database.path)
    assert await claimed(Outbox(other)) == ["ministry/k1"]
    await other.close()
