"""Chats, and what each of them follows."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.errors import LimitError
from storage.rows import Row
from storage.tables import chats, parcels, subscriptions
from watchers.model import Chat, Subscription

MOST_SUBSCRIPTIONS = 200  # of one chat


STOPPED = "stopped by the user"
"""The reason of a suspension that only the user takes back."""


class Subscribers:
    """Remembers who follows what. It understands no query: each is kept as the canonical text it was given as."""

    def __init__(self, database: Database, *, limit: int = MOST_SUBSCRIPTIONS) -> None:
        self._database = database
        self._limit = limit

    async def meet(self, chat_id: int, language: str, now: dt.datetime) -> Chat:
        """The chat, met for the first time if need be. `language` counts only then: a choice made stays.

        A chat that could not be reached and speaks again can be: only who said STOPPED stays suspended.
        """
        here = chats.c.id == chat_id
        async with self._database.read() as connection:
            row = (await connection.execute(sa.select(chats).where(here))).one_or_none()
        if row is not None and row.suspended_for in (None, STOPPED):
            return _chat(row)
        async with self._database.write() as connection:
            await connection.execute(
                insert(chats).values(id=chat_id, language=language, met_at=now).on_conflict_do_nothing()
            )
            await connection.execute(
                sa.update(chats)
                .where(here, chats.c.suspended_for != STOPPED)
                .values(suspended_at=None, suspended_for=None)
            )
            return _chat((await connection.execute(sa.select(chats).where(here))).one())

    async def get(self, chat_id: int) -> Chat | None:
        """The chat, if it was met."""
        async with self._database.read() as connection:
            row = (await connection.execute(sa.select(chats).where(chats.c.id == chat_id))).one_or_none()
            return None if row is None else _chat(row)

    async def set_language(self, chat_id: int, language: str) -> None:
        """Remember the language a chat's owner chose."""
        async with self._database.write() as connection:
            await connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(language=language))

    async def add(self, chat_id: int, query: str, now: dt.datetime) -> tuple[Subscription, bool]:
        """Let a chat that was met follow a query (canonical text); whether that is new.

        Raises LimitError when the chat follows as many as it may.
        """
        own = subscriptions.c.chat_id == chat_id
        async with self._database.write() as connection:
            row = (
                await connection.execute(sa.select(subscriptions).where(own, subscriptions.c.query == query))
            ).one_or_none()
            if row is not None:
                return _subscription(row), False
            count = (
                await connection.execute(sa.select(sa.func.count()).select_from(subscriptions).where(own))
            ).scalar_one()
            if count >= self._limit:
                raise LimitError("subscriptions", self._limit)
            new = insert(subscriptions).values(chat_id=chat_id, query=query, created_at=now).returning(subscriptions)
            return _subscription((await connection.execute(new)).one()), True

    async def list(self, chat_id: int) -> tuple[Subscription, ...]:
        """What a chat follows, the oldest first."""
        query = sa.select(subscriptions).where(subscriptions.c.chat_id == chat_id).order_by(subscriptions.c.id)
        async with self._database.read() as connection:
            return tuple(_subscription(row) for row in await connection.execute(query))

    async def get_subscription(self, chat_id: int, id: int) -> Subscription | None:  # noqa: A002
        """One of a chat's subscriptions; None if it is none of its own."""
        async with self._database.read() as connection:
            return await _one(connection, chat_id, id)

    async def remove(self, chat_id: int, id: int) -> Subscription | None:  # noqa: A002
        """Let a chat follow a query no more; what it was, or None if it was none of its own."""
        async with self._database.write() as connection:
            found = await _one(connection, chat_id, id)
            if found is not None:
                await connection.execute(sa.delete(subscriptions).where(subscriptions.c.id == id))
            return found

    async def suspend(self, chat_id: int, reason: str, now: dt.datetime) -> None:
        """Send a chat nothing until it is resumed; its parcels wait. The first reason and moment are kept."""
        async with self._database.write() as connection:
            await connection.execute(
                sa.update(chats)
                .where(chats.c.id == chat_id, chats.c.suspended_at.is_(None))
                .values(suspended_at=now, suspended_for=reason)
            )

    async def resume(self, chat_id: int, now: dt.datetime) -> None:  # noqa: ARG002 - as suspend
        """Send to a suspended chat again, what waited for it included."""
        async with self._database.write() as connection:
            await connection.execute(
                sa.update(chats).where(chats.c.id == chat_id).values(suspended_at=None, suspended_for=None)
            )

    async def active(self, chat_id: int) -> bool:
        """Whether the chat was met and is not suspended."""
        async with self._database.read() as connection:
            found = sa.select(chats.c.id).where(chats.c.id == chat_id, chats.c.suspended_at.is_(None))
            return (await connection.execute(found)).scalar() is not None

    async def move(self, old_id: int, new_id: int) -> None:
        """A group became a supergroup under a new id: all that is the old chat's is the new one's.

        What the new chat has already is not doubled. The ids of messages sent are let go of: they are the old chat's.
        """
        async with self._database.write() as connection:
            old = (await connection.execute(sa.select(chats).where(chats.c.id == old_id))).one_or_none()
            if old is None or old_id == new_id:
                return
            await connection.execute(
                insert(chats).values(id=new_id, language=old.language, met_at=old.met_at).on_conflict_do_nothing()
            )
            changes: list[tuple[sa.Table, dict[str, Any]]] = [
                (subscriptions, {"chat_id": new_id}),
                (parcels, {"chat_id": new_id, "message_id": None, "leased_until": None}),
            ]
            for table, values in changes:
                await connection.execute(
                    sa.update(table).where(table.c.chat_id == old_id).values(values).prefix_with("OR IGNORE")
                )
            await connection.execute(sa.delete(chats).where(chats.c.id == old_id))  # and what was doubled with it

    async def forget(self, chat_id: int) -> None:
        """Forget a chat with all it follows and all it was or was to be told."""
        async with self._database.write() as connection:
            await connection.execute(sa.delete(chats).where(chats.c.id == chat_id))

    async def audience(self) -> tuple[tuple[Subscription, ...], Mapping[int, Chat]]:
        """Who follows what: the subscriptions of all chats that are not suspended, and those chats by id."""
        live = chats.c.suspended_at.is_(None)
        async with self._database.read() as connection:
            followed = await connection.execute(
                sa.select(subscriptions).join(chats).where(live).order_by(subscriptions.c.id)
            )
            met = await connection.execute(sa.select(chats).where(live))
            return tuple(map(_subscription, followed)), {row.id: _chat(row) for row in met}


async def _one(connection: AsyncConnection, chat_id: int, id_: int) -> Subscription | None:
    query = sa.select(subscriptions).where(subscriptions.c.id == id_, subscriptions.c.chat_id == chat_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _subscription(row)


def _chat(row: Row) -> Chat:
    return Chat(row.id, row.language)


def _subscription(row: Row) -> Subscription:
    return Subscription(row.id, row.chat_id, row.query)
