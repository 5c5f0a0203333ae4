"""Delivery against a Bot API that fails in every way the real one does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.client.telegram import TelegramAPIServer

from bot import courier, render
from bot.app import App, open_app
from bot.config import load
from bot.courier import TokenRefusedError
from bot.message import Message
from tests.bot.test_standin import LoopbackSession
from tests.standin import BotApi
from tests.support import Site, briefing, config, rss
from watchers.model import TERMINAL_CHAT
from watchers.remembered import Delivery

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
READER, GROUP, NEW_GROUP = 100, -200, -100200


class Post:
    """A house whose courier talks to the stand-in; time stands still but for its waits."""

    def __init__(self, app: App, api: BotApi, site: Site, elapsed: list[float]) -> None:
        self.app, self.api, self.site, self.elapsed = app, api, site, elapsed

    async def follow(self, *chats: int) -> None:
        """Each chat follows grain."""
        for chat in chats:
            await self.app.stores.subscribers.meet(chat, "en", NOW)
            await self.app.stores.subscribers.add(chat, "grain", NOW)

    async def publish(self, number: int, text: str = "Grain may leave the port.") -> None:
        """A briefing appears and is recorded; nothing is sent yet."""
        link = self.site.put(f"/en/briefings/{number}", briefing([("Port", text), ("Visit", "He will come.")]))
        self.site.put("/rss.xml", rss([("Briefing", link)]), "text/xml")
        await self.app.pipeline.watch(self.app.sources[0], force=True)

    async def deliver(self, *, later: float = 0) -> list[int]:
        """The chats that were sent something, some seconds later."""
        before = len(self.api.sent)
        self.elapsed.append(later)
        await self.app.courier.drain()
        return [s.chat_id for s in self.api.sent[before:]]

    async def waiting(self) -> int:
        """Parcels not yet ticked off."""
        return await self.app.stores.outbox.waiting()


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """A courier, a chat and a group, and an empty feed already imported."""
    elapsed: list[float] = [0]

    async def sleep(seconds: float) -> None:
        elapsed.append(seconds)

    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi())
        site = await stack.enter_async_context(Site())
        site.put("/rss.xml", rss([]), "text/xml")
        settings = load(config(tmp_path, feed=site.url + "/rss.xml"))
        session = LoopbackSession(api=TelegramAPIServer.from_base(api.base))
        app = await stack.enter_async_context(
            open_app(
                settings,
                session,
                api.token,
                sources=settings.watched(),
                now=lambda: NOW + timedelta(seconds=sum(elapsed)),
                steady=lambda: sum(elapsed),
                sleep=sleep,
            )
        )
        await app.pipeline.watch(app.sources[0])
        yield Post(app, api, site, elapsed)


async def test_a_parcel_is_ticked_off_once_it_was_accepted(post: Post) -> None:
    """Sent once, and never again."""
    await post.follow(READER)
    await post.publish(7)
    assert await post.deliver() == [READER]
    assert await post.waiting() == 0
    assert await post.deliver(later=3600) == []


async def test_a_flood_wait_is_obeyed_and_delays_nobody_else(post: Post) -> None:
    """Twelve hours for one chat; the other is told at once."""
    await post.follow(READER, GROUP)
    post.api.fail_next(
        "sendMessage", 429, "Too Many Requests: retry after 43838", {"retry_after": 43838}, chat_id=READER
    )
    await post.publish(7)
    assert await post.deliver() == [GROUP]
    assert await post.deliver(later=43_000) == []
    assert await post.deliver(later=1_000) == [READER]


async def test_a_chat_that_blocked_us_is_suspended_and_its_queries_kept(post: Post) -> None:
    """Nothing more is sent there; /start would resume."""
    await post.follow(READER)
    post.api.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user", chat_id=READER)
    await post.publish(7)
    assert await post.deliver() == []
    assert not await post.app.stores.subscribers.active(READER)
    assert len(await post.app.stores.subscribers.list(READER)) == 1
    assert await post.deliver(later=86_400) == []


async def test_a_group_that_became_a_supergroup_is_followed_there(post: Post) -> None:
    """The parcel and the subscriptions move."""
    await post.follow(GROUP)
    post.api.fail_next(
        "sendMessage",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": NEW_GROUP},
        chat_id=GROUP,
    )
    await post.publish(7)
    assert await post.deliver() == [NEW_GROUP]
    assert len(await post.app.stores.subscribers.list(NEW_GROUP)) == 1
    await post.publish(8)
    assert await post.deliver() == [NEW_GROUP]


async def test_an_alert_is_never_lost_to_its_formatting(post: Post) -> None:
    """The same words go without entities and buttons."""
    await post.follow(READER)
    post.api.fail_next("sendMessage", 400, "Bad Request: can't parse entities: byte offset 7", chat_id=READER)
    await post.publish(7)
    assert await post.deliver() == [READER]
    assert post.api.sent[-1].entities == ()
    assert "Grain may leave the port." in post.api.sent[-1].text


async def test_a_message_that_can_never_go_is_kept_as_a_dead_letter(post: Post) -> None:
    """And does not stand in the way of the next."""
    await post.follow(READER)
    post.api.fail_next("sendMessage", 400, "Bad Request: something unheard of", chat_id=READER)
    await post.publish(7)
    assert await post.deliver() == []
    assert len(await post.app.stores.outbox.dead_letters(10)) == 1
    await post.publish(8)
    assert await post.deliver() == [READER]


@pytest.mark.parametrize("fault", ["bad gateway", "dropped before", "server error"])
async def test_troubles_on_the_way_are_tried_again(post: Post, fault: str) -> None:
    """A gateway's HTML, a broken connection, a 500: two seconds later."""
    await post.follow(READER)
    match fault:
        case "bad gateway":
            post.api.fail_next("sendMessage", 502, "<html>Bad Gateway</html>")
        case "dropped before":
            post.api.drop_next("sendMessage", accepted=False)
        case _:
            post.api.fail_next("sendMessage", 500, "Internal Server Error")
    await post.publish(7)
    assert await post.deliver() == []
    assert await post.waiting() == 1
    assert await post.deliver(later=3) == [READER]


async def test_a_message_that_may_have_arrived_is_sent_again_rather_than_lost(post: Post) -> None:
    """Telegram has no idempotency key: twice is better than never."""
    await post.follow(READER)
    post.api.drop_next("sendMessage", accepted=True)
    await post.publish(7)
    assert await post.deliver() == [READER]
    assert await post.deliver(later=3) == [READER]
    assert await post.deliver(later=3600) == []


async def test_a_refused_token_stops_the_courier_and_loses_nothing(post: Post) -> None:
    """Only the operator can mend it; the parcel waits."""
    await post.follow(READER)
    await post.publish(7)
    post.api.fail_next("sendMessage", 401, "Unauthorized")
    with pytest.raises(TokenRefusedError):
        await post.app.courier.run()
    assert await post.waiting() == 1
    assert await post.deliver() == [READER]


async def test_a_ring_wakes_the_courier(post: Post) -> None:
    """What is recorded is sent without waiting for the next look at the outbox."""
    await post.follow(READER)
    running = asyncio.create_task(post.app.courier.run())
    await asyncio.sleep(0)
    await post.publish(7)
    await post.api.wait_for(lambda: bool(post.api.sent))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_an_answer_waits_out_a_busy_second(post: Post) -> None:
    """A user who said something hears back."""
    post.api.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", {"retry_after": 1})
    await post.app.bot.send_message(READER, "Following: grain")
    assert [s.text for s in post.api.sent] == ["Following: grain"]


async def test_a_change_replies_to_the_alert_it_concerns(post: Post) -> None:
    """The reader sees what was said first."""
    await post.follow(READER)
    await post.publish(7)
    await post.deliver()
    await post.publish(7, "Grain may not leave the port.")
    await post.deliver()
    first, second = post.api.sent
    assert second.reply_parameters is not None
    assert second.reply_parameters["message_id"] == first.message_id


async def test_many_parcels_of_a_chat_that_must_wait_all_arrive_and_hold_up_nobody(post: Post) -> None:
    """A place that was only asked for is not taken: after the flood wait they go one by one."""
    await post.follow(READER)
    for number in range(1, 13):
        await post.publish(number)
    post.api.fail_next("sendMessage", 429, "Too Many Requests: retry after 30", {"retry_after": 30}, chat_id=READER)
    assert await post.deliver() == []
    await post.follow(GROUP)
    await post.publish(20)
    assert await post.deliver() == [GROUP]
    assert await post.deliver(later=31) == [READER] * 13


async def test_a_parcel_that_cannot_be_worded_harms_no_other(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours is that parcel's: tried again, ever more rarely, and in the end a dead letter."""
    await post.follow(READER, GROUP)
    await post.publish(7)

    def faulty(delivery: Delivery, *rest: Any, **options: Any) -> Message:
        if delivery.chat.id == READER:
            raise ZeroDivisionError
        return render.alert(delivery, *rest, **options)

    monkeypatch.setattr(courier, "alert", faulty)
    assert await post.deliver() == [GROUP]
    for _ in range(12):
        assert await post.deliver(later=600) == []
    assert len(await post.app.stores.outbox.dead_letters(10)) == 1


async def test_a_stop_lets_the_message_in_hand_be_ticked_off(post: Post) -> None:
    """Between Telegram's answer and our tick nothing is cut off; what was not begun goes back at once."""
    await post.follow(READER, GROUP)
    await post.publish(7)
    release = post.api.hang_next("sendMessage")
    running = asyncio.create_task(post.app.courier.run())
    await post.api.wait_for(lambda: bool(post.api.called("sendMessage")))
    post.app.courier.stop()
    release.set()
    await running
    sent = [s.chat_id for s in post.api.sent]
    assert len(sent) <= 1
    assert await post.waiting() == 2 - len(sent)
    assert sorted([*sent, *await post.deliver(later=3)]) == [GROUP, READER]


async def test_a_change_never_overtakes_the_alert_it_belongs_to(post: Post) -> None:
    """The alert waits for a flood to end; so does the change."""
    await post.follow(READER)
    post.api.fail_next("sendMessage", 429, "Too Many Requests: retry after 60", {"retry_after": 60}, chat_id=READER)
    await post.publish(7)
    await post.deliver()
    await post.publish(7, "Grain may not leave the port.")
    assert await post.deliver(later=61) == [READER, READER]
    first, second = post.api.sent
    assert "new briefing" in first.text
    assert (second.reply_parameters or {}).get("message_id") == first.message_id


async def test_what_is_due_in_telegram_is_not_printed_in_a_terminal_nor_the_other_way_round(post: Post) -> None:
    """Each door has its own chats."""
    await post.follow(READER, TERMINAL_CHAT)
    await post.publish(7)
    outbox = post.app.stores.outbox
    here = await outbox.claim(NOW + timedelta(hours=1), lease_seconds=1, limit=9, terminal=True)
    assert [d.chat.id for d in here] == [TERMINAL_CHAT]
    assert await post.deliver() == [READER]
