"""Who follows what is read once, and then kept in step with what is remembered."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import Stores, open_stores
from bot.config import load
from watchers.following import Followers, Following
from watchers.model import Change, Passage, Setting

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
EN = Setting("mfa", "en", "Briefing", date(2026, 3, 5))


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    """Empty stores with two chats."""
    async with open_stores(load(), migrate=True, path=tmp_path / "following.db") as opened:
        for chat, language in ((1, "en"), (2, "ru")):
            await opened.subscribers.meet(chat, language, NOW)
        yield opened


def met(followers: Followers, text: str) -> list[tuple[int, str]]:
    """Whom a new passage concerns, of the chats that are told."""
    hits = followers.percolator.hits([Change("added", None, Passage(0, None, "topic", None, text))], EN)
    return [(h.subscription.chat_id, h.subscription.query) for h in hits if h.subscription.chat_id in followers.chats]


async def test_what_was_followed_before_and_what_is_followed_since_is_known(stores: Stores) -> None:
    """The first question reads all, each later one what changed; what is given up is forgotten."""
    following = Following(stores.subscribers, stores.search.rarity)
    first, _ = await stores.subscribers.add(1, "grain", NOW)
    assert met(await following.latest(), "Grain and oil.") == [(1, "grain")]
    await stores.subscribers.add(2, "oil", NOW)
    assert met(await following.latest(), "Grain and oil.") == [(1, "grain"), (2, "oil")]
    await stores.subscribers.remove(1, first.id)
    assert met(await following.latest(), "Grain and oil.") == [(2, "oil")]
    assert len((await following.latest()).percolator) == 1


async def test_a_suspended_chat_is_not_concerned_until_it_is_resumed(stores: Stores) -> None:
    """What it follows is kept."""
    following = Following(stores.subscribers)
    await stores.subscribers.add(1, "grain", NOW)
    await following.latest()
    await stores.subscribers.suspend(1, "blocked", NOW)
    assert met(await following.latest(), "Grain.") == []
    await stores.subscribers.resume(1, NOW)
    assert met(await following.latest(), "Grain.") == [(1, "grain")]


async def test_a_subscription_follows_the_name_it_uses(stores: Stores) -> None:
    """Defined, defined anew, and undefined, without being touched itself."""
    following = Following(stores.subscribers)
    await stores.subscribers.add(1, "~mine", NOW)
    assert met(await following.latest(), "Grain and oil.") == []
    await stores.subscribers.define(1, "mine", "grain", NOW)
    assert met(await following.latest(), "Grain.") == [(1, "~mine")]
    await stores.subscribers.define(1, "mine", "oil", NOW)
    assert met(await following.latest(), "Grain.") == []
    assert met(await following.latest(), "Oil.") == [(1, "~mine")]
    await stores.subscribers.undefine(1, "mine")
    assert met(await following.latest(), "Oil.") == []


async def test_a_group_that_moves_takes_what_it_follows_along(stores: Stores) -> None:
    """Under its new id, and only there."""
    following = Following(stores.subscribers)
    await stores.subscribers.add(1, "grain", NOW)
    await following.latest()
    await stores.subscribers.move(1, -100)
    assert met(await following.latest(), "Grain.") == [(-100, "grain")]
    await stores.subscribers.forget(-100)
    assert met(await following.latest(), "Grain.") == []


async def test_a_journal_that_goes_back_too_little_is_made_good_by_reading_all(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever slept too long starts anew."""
    following = Following(stores.subscribers)
    await following.latest()
    monkeypatch.setattr("storage.journal.KEPT", 2)
    for word in ("grain", "oil", "gas", "ports", "ships"):
        await stores.subscribers.add(1, word, NOW)
    assert len(met(await following.latest(), "Grain, oil, gas, ports, ships.")) == 5
