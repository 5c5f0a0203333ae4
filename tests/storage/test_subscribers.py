"""Chats and what they follow."""

from dataclasses import replace

import pytest

from storage import journal
from storage.archive import Archive
from storage.database import Database
from storage.errors import LimitError
from storage.following import MOST_NAMES
from storage.outbox import Outbox
from storage.subscribers import Subscribers
from tests.storage.making import NOW, briefing, first, parcel, record
from watchers import languages
from watchers.model import Chat, Match, Mention, Subscription
from watchers.remembered import Followed


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


async def test_one_subscription_takes_the_place_of_another_at_the_limit(database: Database) -> None:
    """In one step, that is told; a chat's own only, and never the very one that is asked for."""
    subscribers = Subscribers(database, limit=2)
    await subscribers.meet(5, "en", NOW)
    await subscribers.meet(6, "en", NOW)
    foreign, _ = await subscribers.add(6, "grain", NOW)
    first_, _ = await subscribers.add(5, "a", NOW)
    await subscribers.add(5, "b", NOW)
    cursor = await subscribers.cursor()
    with pytest.raises(LimitError):
        await subscribers.add(5, "c", NOW, instead=foreign.id)
    assert len(await subscribers.list(6)) == 1
    made, new = await subscribers.add(5, "c", NOW, instead=first_.id)
    assert new
    assert [one.query for one in await subscribers.list(5)] == ["b", "c"]
    assert await subscribers.add(5, "c", NOW, instead=made.id) == (made, False)
    told = await subscribers.changed(cursor)
    assert told is not None
    assert [one.query for one in told[1][5].subscriptions] == ["b", "c"]
    assert await subscribers.add(5, "c", NOW, instead=(await subscribers.list(5))[0].id) == (made, False)
    assert [one.query for one in await subscribers.list(5)] == ["c"]


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


async def everyone(subscribers: Subscribers, batch: int = 20_000) -> list[Subscription]:
    return [subscription async for some in subscribers.everyone(batch) for subscription in some]


async def test_a_suspended_chat_is_no_audience(subscribers: Subscribers) -> None:
    """Nobody is matched for a chat that cannot be reached, until it comes back."""
    for chat in (5, 6):
        await subscribers.meet(chat, "en", NOW)
        await subscribers.add(chat, "visas", NOW)
    await subscribers.suspend(5, "blocked", NOW)
    assert [s.chat_id for s in await everyone(subscribers)] == [6] == list(await subscribers.chats())
    assert await subscribers.count() == 1
    assert not await subscribers.active(5)
    await subscribers.resume(5, NOW)
    assert await subscribers.active(5)
    assert [s.chat_id for s in await everyone(subscribers)] == [5, 6]
    assert await subscribers.chats() == {5: Chat(5, "en"), 6: Chat(6, "en")}
    assert await subscribers.count() == 2


async def test_everyone_comes_once_in_order_whatever_the_batch(subscribers: Subscribers) -> None:
    """By id, none left out where a batch ends, with the names that each uses."""
    for chat in (5, 6):
        await subscribers.meet(chat, "en", NOW)
    await subscribers.define(5, "mine", "visas", NOW)
    for n in range(7):
        await subscribers.add(5 + n % 2, f"~mine w{n}", NOW)
    for batch in (1, 3, 7, 100):
        found = await everyone(subscribers, batch)
        assert [s.query for s in found] == [f"~mine w{n}" for n in range(7)]
        assert [s.names for s in found] == [(("mine", "visas"),), ()] * 3 + [(("mine", "visas"),)]


# ------------------------------------------------------------------ names of a chat's own


async def test_a_subscription_carries_the_names_it_leans_on(subscribers: Subscribers) -> None:
    """Those of its own chat, those behind them included, wherever in the query they stand; no others."""
    await subscribers.meet(5, "en", NOW)
    await subscribers.meet(6, "en", NOW)
    for name, query in (("far", "visas"), ("near", "~far OR borders"), ("else", "grain"), ("round", "~round OR ports")):
        await subscribers.define(5, name, query, NOW)
    await subscribers.define(6, "near", "another", NOW)
    for query, names in (
        ("talks", ()),
        ("~far", (("far", "visas"),)),
        ("talks -(ports ~near)", (("far", "visas"), ("near", "~far OR borders"))),
        ("{talks ~far}", (("far", "visas"),)),
        ("~far NEAR/3 talks", (("far", "visas"),)),
        ("~round", (("round", "~round OR ports"),)),
        ("~japan ~nobody", ()),
        ('"~far"', ()),
    ):
        made, _ = await subscribers.add(5, query, NOW)
        assert made.names == names, query
        assert await subscribers.get_subscription(5, made.id) == made
        assert (await subscribers.list(5))[-1] == made


async def test_a_name_defined_anew_means_the_new_query_everywhere(subscribers: Subscribers) -> None:
    """Subscriptions follow a changed alias; one that is undefined stands for nothing of the chat's."""
    await subscribers.meet(5, "en", NOW)
    await subscribers.define(5, "mine", "visas", NOW)
    made, _ = await subscribers.add(5, "~mine", NOW)
    await subscribers.define(5, "mine", "grain", NOW)
    assert await subscribers.names(5) == {"mine": "grain"}
    assert [s.names for s in await subscribers.list(5)] == [(("mine", "grain"),)]
    assert await subscribers.undefine(5, "mine")
    assert not await subscribers.undefine(5, "mine")
    assert await subscribers.names(5) == {}
    assert await subscribers.list(5) == (Subscription(made.id, 5, "~mine"),)


async def test_a_chat_may_define_so_many_names(subscribers: Subscribers) -> None:
    """One more is refused with the limit; one it has already may be defined anew."""
    await subscribers.meet(5, "en", NOW)
    for n in range(MOST_NAMES):
        await subscribers.define(5, f"n{n}", "visas", NOW)
    with pytest.raises(LimitError) as caught:
        await subscribers.define(5, "more", "visas", NOW)
    assert (caught.value.what, caught.value.limit) == ("names", MOST_NAMES) == ("names", 50)
    await subscribers.define(5, "n0", "grain", NOW)
    assert len(await subscribers.names(5)) == MOST_NAMES


# ------------------------------------------------------------------ the journal


async def test_every_change_of_what_a_chat_follows_is_told(subscribers: Subscribers) -> None:
    """Whoever holds what all follow asks for what changed since, and gets all that the chats concerned follow now."""

    async def told(at: int) -> tuple[int, list[int], Followed]:
        found = await subscribers.changed(at)
        assert found is not None
        assert found[0] == await subscribers.cursor() > at
        return found[0], list(found[1]), found[1][5]

    at = await subscribers.cursor()
    await subscribers.meet(6, "en", NOW)
    await subscribers.meet(5, "en", NOW)
    at, concerned, followed = await told(at)
    assert concerned == [6, 5]
    assert followed == Followed(Chat(5, "en"), ())
    visas, _ = await subscribers.add(5, "~mine", NOW)
    grain, _ = await subscribers.add(5, "grain", NOW)
    at, concerned, followed = await told(at)
    assert concerned == [5]
    assert followed == Followed(Chat(5, "en"), (visas, grain))
    await subscribers.define(5, "mine", "visas", NOW)
    at, _, followed = await told(at)
    visas = replace(visas, names=(("mine", "visas"),))
    assert followed.subscriptions == (visas, grain)
    await subscribers.remove(5, grain.id)
    at, _, followed = await told(at)
    assert followed.subscriptions == (visas,)
    await subscribers.undefine(5, "mine")
    at, _, followed = await told(at)
    assert followed.subscriptions == (replace(visas, names=()),)
    await subscribers.set_language(5, "ru")
    at, _, followed = await told(at)
    assert followed.chat == Chat(5, "ru")
    await subscribers.suspend(5, "blocked", NOW)
    at, _, followed = await told(at)
    assert followed == Followed(None, ())
    await subscribers.resume(5, NOW)
    at, _, followed = await told(at)
    assert followed == Followed(Chat(5, "ru"), (replace(visas, names=()),))
    await subscribers.suspend(5, "blocked", NOW)
    await subscribers.meet(5, "en", NOW)  # it speaks: it can be reached
    at, _, followed = await told(at)
    assert followed.chat == Chat(5, "ru")
    await subscribers.move(5, 7)
    found = await subscribers.changed(at)
    assert found is not None
    assert found[1][5] == Followed(None, ())
    assert [s.id for s in found[1][7].subscriptions] == [visas.id]
    at = found[0]
    await subscribers.move(7, 5)
    await subscribers.forget(5)
    at, _, followed = await told(at)
    assert followed == Followed(None, ())
    assert await subscribers.changed(at) == (at, {})


async def test_what_changes_nothing_is_not_told(subscribers: Subscribers) -> None:
    """Reading, following twice, removing what is another's: nobody need look."""
    await subscribers.meet(5, "en", NOW)
    made, _ = await subscribers.add(5, "visas", NOW)
    at = await subscribers.cursor()
    await subscribers.meet(5, "ru", NOW)
    await subscribers.add(5, "visas", NOW)
    await subscribers.remove(6, made.id)
    await subscribers.undefine(5, "mine")
    await subscribers.set_language(6, "ru")
    await subscribers.list(5)
    assert await subscribers.changed(at) == (at, {})


async def test_a_journal_that_does_not_go_back_so_far_says_so(
    subscribers: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many entries are kept; whoever is further behind, or ahead of a restored file, is to read everything anew."""
    monkeypatch.setattr(journal, "KEPT", 3)
    for chat in range(1, 6):
        await subscribers.meet(chat, "en", NOW)
    at = await subscribers.cursor()
    assert await subscribers.changed(at - 4) is None
    assert await subscribers.changed(at + 1) is None
    found = await subscribers.changed(at - 3)
    assert found is not None
    assert list(found[1]) == [3, 4, 5]


async def test_what_is_read_before_and_told_of_after_is_what_there_is(subscribers: Subscribers) -> None:
    """Cursor, everyone, changed, in this order: nothing that happens in between is lost."""
    for chat in (5, 6):
        await subscribers.meet(chat, "en", NOW)
        for n in range(3):
            await subscribers.add(chat, f"w{n}", NOW)
    at = await subscribers.cursor()
    held: dict[int, Subscription] = {}
    async for some in subscribers.everyone(2):
        held.update((s.id, s) for s in some)
        if len(held) == 4:
            await subscribers.remove(5, next(iter(held)))
            await subscribers.add(5, "new", NOW)
    found = await subscribers.changed(at)
    assert found is not None
    for chat, followed in found[1].items():
        held = {id_: s for id_, s in held.items() if s.chat_id != chat}
        held.update((s.id, s) for s in followed.subscriptions)
    assert sorted(held.values(), key=lambda s: s.id) == await everyone(subscribers)


# ------------------------------------------------------------------ word forms


async def test_what_of_a_query_a_chat_is_told_is_kept_and_is_news(subscribers: Subscribers) -> None:
    """Beside the chat, for whoever tells; taken over by a query in the place of another; nobody else's business."""
    await subscribers.meet(5, "en", NOW)
    await subscribers.meet(6, "en", NOW)
    grain, _ = await subscribers.add(5, "grain", NOW)
    await subscribers.add(5, "visas", NOW)
    since = await subscribers.cursor()
    assert not await subscribers.tell(6, grain.id, "new")
    assert await subscribers.tell(5, grain.id, "new")
    assert await subscribers.wishes(5) == ({"grain": "new"}, frozenset())
    assert (await subscribers.chats())[5].wishes == (("grain", "new"),)
    changed = await subscribers.changed(since)
    assert changed is not None
    assert {id_: followed.chat and followed.chat.wishes for id_, followed in changed[1].items()} == {
        5: (("grain", "new"),)
    }
    await subscribers.miss(5, grain.id, True)
    await subscribers.climb(5, grain.id, ("concern", "regret"))
    new, _ = await subscribers.add(5, "~grain", NOW, instead=grain.id)
    assert await subscribers.wishes(5) == ({"~grain": "new"}, frozenset({"~grain"}))
    assert await subscribers.ladders(5) == {new.id: ("concern", "regret")}
    await subscribers.move(5, 7)
    assert await subscribers.wishes(7) == ({"~grain": "new"}, frozenset({"~grain"}))


async def test_the_forms_of_followed_words_are_saved_for_the_next_start(
    subscribers: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of queries and of names' queries, in phrases too; not those that another analyzer found the forms of."""
    await subscribers.meet(5, "ru", NOW)
    await subscribers.add(5, 'visas OR "переговоры делегаций"', NOW)
    await subscribers.define(5, "mine", "зерно", NOW)
    saved = await subscribers.forms()
    assert saved == tuple(sorted(languages.learned(["переговоры", "делегаций", "зерно"])))
    assert len(saved) == 3
    monkeypatch.setattr(languages, "ANALYZER_VERSION", languages.ANALYZER_VERSION + 1)
    assert await subscribers.forms() == ()
    await subscribers.keep_forms(saved[:1])
    assert await subscribers.forms() == saved[:1]


async def test_a_group_takes_everything_along_to_its_new_id(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    """What it follows and what waits for it; not the ids of messages, which the new chat does not know."""
    await subscribers.meet(-5, "ru", NOW)
    visas, _ = await subscribers.add(-5, "visas", NOW)
    await subscribers.define(-5, "mine", "grain", NOW)
    told, waits = (first(briefing("New visas", key=key)) for key in ("k1", "k2"))
    mention = Mention(visas, "en", 0, Match(((4, 9),)))
    done, _ = await record(archive, told, waits, parcels=[parcel(visas, r, mention) for r in (told, waits)])
    await outbox.sent(done, message_id=77, now=NOW)

    await subscribers.move(-5, -1005)

    assert await subscribers.get(-5) is None
    assert await subscribers.get(-1005) == Chat(-1005, "ru")
    assert [(s.id, s.query) for s in await subscribers.list(-1005)] == [(visas.id, "visas")]
    assert await subscribers.names(-1005) == {"mine": "grain"}
    assert [d.chat.id for d in await outbox.claim(NOW, lease_seconds=60, limit=9)] == [-1005]
    assert await outbox.message_of(-1005, told.briefing.id) is None
    assert (-1005, "visas") in (await archive.known("ministry", "k1", NOW)).told


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
    await subscribers.define(5, "mine", "grain", NOW)
    await subscribers.forget(5)
    assert await subscribers.list(5) == ()
    assert await subscribers.names(5) == {}
    assert await outbox.delivery(id_, 5) is None
    assert (await archive.known("ministry", "k1", NOW)).told == frozenset()
