"""Tokens: one a chat, kept as a digest, and whose they are."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.subscribers import Subscribers
from storage.tokens import Tokens
from tests.storage.making import NOW


@pytest.fixture
async def tokens(database: Database, subscribers: Subscribers) -> Tokens:
    """Two chats that may have tokens."""
    await subscribers.meet(5, "en", NOW)
    await subscribers.meet(6, "en", NOW)
    return Tokens(database)


async def test_a_token_speaks_for_the_chat_it_was_made_for(tokens: Tokens) -> None:
    """Each for its own, and an unknown one for nobody."""
    await tokens.keep(5, "one", NOW)
    await tokens.keep(6, "two", NOW)
    assert (await tokens.holder("one"), await tokens.holder("two")) == (5, 6)
    for unknown in ("", "On", "One", "one\0", "\ud800", "one" * 1000):
        assert await tokens.holder(unknown) is None


async def test_a_new_token_takes_the_place_of_the_old_one(tokens: Tokens) -> None:
    """At once, and with its own day."""
    await tokens.keep(5, "one", NOW)
    await tokens.keep(5, "other", NOW + timedelta(days=1))
    assert await tokens.holder("one") is None
    assert await tokens.holder("other") == 5
    assert await tokens.made_at(5) == NOW + timedelta(days=1)


async def test_a_revoked_token_speaks_for_nobody(tokens: Tokens) -> None:
    """And what was not there cannot be revoked."""
    await tokens.keep(5, "one", NOW)
    assert await tokens.revoke(5)
    assert not await tokens.revoke(5)
    assert await tokens.holder("one") is None
    assert await tokens.made_at(5) is None


async def test_a_token_itself_is_nowhere_in_the_file(tokens: Tokens, database: Database) -> None:
    """Who reads the database can let in nobody."""
    await tokens.keep(5, "a-secret-of-the-chat", NOW)
    async with database.read() as connection:
        await connection.execute(sa.text("SELECT 1"))
    written = b"".join(path.read_bytes() for path in database.path.parent.glob("rostrum.db*"))
    assert b"a-secret-of-the-chat" not in written
    assert b"tokens" in written


async def test_a_token_follows_its_chat_and_goes_with_it(tokens: Tokens, subscribers: Subscribers) -> None:
    """A group that became a supergroup keeps it; a chat that is forgotten takes it along."""
    await tokens.keep(5, "one", NOW)
    await subscribers.move(5, -1005)
    assert await tokens.holder("one") == -1005
    await subscribers.forget(-1005)
    assert await tokens.holder("one") is None
