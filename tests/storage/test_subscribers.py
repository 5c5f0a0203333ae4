"""Chats and what they follow."""

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.errors import LimitError
from storage.outbox import Outbox
from storage.subscribers import Subscribers
from tests.storage.making import NOW, briefing, first, parcel, record
from watchers.model import Chat, Match, Mention


async def test_a_chat_is_met_once_and_keeps_its_language(subscribers: Subscribers) -> None:
    """What Telegram says of a language counts at the first meeting; a choice made later stays."""
    assert await subscribers.meet(5, "en", NOW) == Chat(5, "en")
    assert await subscribers.meet(5, "fr", NOW) == Chat(5, "en")
    await subscribers.set_language(5, "ru")
    assert await subscribers.meet(5, "fr", NOW) == Chat(5, "ru")
    assert await subscribers.get(6) is None


async def test_following_twice_is_following_once(subscribers: Subscribers) -> None:
    """A subscription is the chat's and the query's: the second time it is found, not doubled."""
    await subscribers.meet(5, "en", NOW)
    made, new = await subscribers.add(5, "visas", NOW)
    again, newer = await subscribers.add(5, "visas", NOW)
    assert (new, newer) == (True, False)
    assert made == again
    assert await subscribers.list(5) == (made,)


async def test_a_chat_may_follow_so_many_queries(database: Database) -> None:
    """One more is refused with the limit; one it has already is not."""
    subscribers = Subscribers(database, limit=2)
    await subscribers.meet(5, "en", NOW)
    for query in ("a", "b"):
        await subscribers.add(5, query, NOW)
    with pytest.raises(LimitError) as caught:
        await subscribers.add(5, "c", NOW)
    assert (caught.value.what, caught.value.limit) == ("subscriptions", 2)
    assert not (await subscribers.add(5, "b", NOW))[1]


async def test_a_chat_reaches_only_its_own_subscriptions(subscribers: Subscribers) -> None:
    """Ids come from buttons, and buttons can be forged."""
    await subscribers.meet(5, "en", NOW)
    await subscribers.meet(6, "en", NOW)
    made, _ = await subscribers.add(5, "visas", NOW)
    assert await subscribers.get_subscription(6, made.id) is None
    assert await subscribers.remove(6, made.id) is None
    assert await subscribers.remove(5, made.id) == made
    assert await subscribers.remove(5, made.id) is None
    again, _ = await subscribers.add(5, "visas", NOW)
    assert again.id != made.id  # the old message's button means the old one


@pytest.mark.parametrize("query", ['"', "'; DROP TABLE chats; --", "a\x00b", "👩‍👩‍👧", "NEAR(a b)", "中国"])
async def test_any_text_is_kept_as_it_is(subscribers: Subscribers, query: str) -> None:
    """A query is a value, never a piece of SQL."""
    await subscribers.meet(5, "en", NOW)
    made, _ = await subscribers.add(5, query, NOW)
    assert (await subscribers.list(5))[0].query == made.query == query


async def test_a_suspended_chat_is_no_audience(subscribers: Subscribers) -> None:
    """Nobody is matched for a chat that cannot be reached, until it comes back."""
    for chat in (5, 6):
        await subscribers.meet(chat, "en", NOW)
        await subscribers.add(chat, "visas", NOW)
    await subscribers.suspend(5, "blocked", NOW)
    followed, met = await subscribers.audience()
    assert [s.chat_id for s in followed] == [6] == list(met)
    assert not await subscribers.active(5)
    await subscribers.resume(5, NOW)
    assert await subscribers.active(5)
    followed, met = await subscribers.audience()
    assert {s.chat_id for s in followed} == {5, 6} == set(met)


async def test_a_group_takes_everything_along_to_its_new_id(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    """What it follows and what waits for it; not the ids of messages, which the new chat does not know."""
    await subscribers.meet(-5, "ru", NOW)
    visas, _ = await subscribers.add(-5, "visas", NOW)
    told, waits = (first(briefing("New visas", key=key)) for key in ("k1", "k2"))
    mention = Mention(visas, "en", 0, Match(((4, 9),)))
    done, _ = await record(archive, told, waits, parcels=[parcel(visas, r, mention) for r in (told, waits)])
    await outbox.sent(done, message_id=77, now=NOW)

    await subscribers.move(-5, -1005)

    assert await subscribers.get(-5) is None
    assert await subscribers.get(-1005) == Chat(-1005, "ru")
    assert [(s.id, s.query) for s in await subscribers.list(-1005)] == [(visas.id, "visas")]
    assert [d.chat.id for d in await outbox.claim(NOW, lease_seconds=60, limit=9)] == [-1005]
    assert await outbox.message_of(-1005, told.briefing.id) is None
    assert (-1005, "visas") in (await archive.known("ministry", "k1")).told


async def test_a_group_that_moves_to_a_known_chat_doubles_nothing(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    """The new id may have been met before the move was heard of."""
    revision = first(briefing("New visas"))
    parcels = []
    for chat in (-5, -1005):
        await subscribers.meet(chat, "en", NOW)
        made, _ = await subscribers.add(chat, "visas", NOW)
        parcels.append(parcel(made, revision, Mention(made, "en", 0, Match(((4, 9),)))))
    await subscribers.add(-5, "energy", NOW)
    await record(archive, revision, parcels=parcels)
    await subscribers.move(-5, -1005)
    assert [s.query for s in await subscribers.list(-1005)] == ["visas", "energy"]
    assert await outbox.waiting() == 1
    await subscribers.move(-5, -1005)  # told again: nothing is left to move


async def test_a_forgotten_chat_leaves_nothing_behind(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    """Its subscriptions, its parcels and that it was told are gone with it."""
    await subscribers.meet(5, "en", NOW)
    visas, _ = await subscribers.add(5, "visas", NOW)
    revision = first(briefing("New visas"))
    told = parcel(visas, revision, Mention(visas, "en", 0, Match(((4, 9),))))
    (id_,) = await record(archive, revision, parcels=[told])
    await subscribers.forget(5)
    assert await subscribers.list(5) == ()
    assert await outbox.delivery(id_, 5) is None
    assert (await archive.known("ministry", "k1")).told == frozenset()
