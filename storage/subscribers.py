"""Chats, and what each of them follows."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import following, journal
from storage.database import Database
from storage.errors import LimitError
from storage.rows import Row, batched
from storage.tables import awaited, chats, editions, names, parcels, subscriptions, tokens
from watchers.model import Chat, Subscription, Wish
from watchers.remembered import Followed

MOST_SUBSCRIPTIONS = 200  # of one chat


STOPPED = "stopped by the user"
"""The reason of a suspension that only the user takes back."""

_LIVE = chats.c.suspended_at.is_(None)
# As text, and its rows as the driver gives them: there may be a million.
_BATCH = (
    "SELECT subscriptions.id, subscriptions.chat_id, subscriptions.query FROM subscriptions"
    " JOIN chats ON chats.id = subscriptions.chat_id AND chats.suspended_at IS NULL"
    " WHERE subscriptions.id > ? ORDER BY subscriptions.id LIMIT ?"
)


class Subscribers:
    """Remembers who follows what: each query as the canonical text it was given as. It matches nothing.

    Whatever changes about a chat or what it follows is noted in a journal: see `changed`.
    """

    def __init__(self, database: Database, *, limit: int = MOST_SUBSCRIPTIONS) -> None:
        self._database = database
        self._limit = limit

    # -------------------------------------------------------------- chats

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
            await journal.note(connection, chat_id)
            return _chat((await connection.execute(sa.select(chats).where(here))).one())

    async def get(self, chat_id: int) -> Chat | None:
        """The chat, if it was met."""
        async with self._database.read() as connection:
            row = (await connection.execute(sa.select(chats).where(chats.c.id == chat_id))).one_or_none()
            return None if row is None else _chat(row)

    async def wishes(self, chat_id: int) -> tuple[Mapping[str, Wish], frozenset[str]]:
        """Of which of its queries (canonical text) a chat does not wish to be told all, and what it does; and of which
        it wants to be told when a briefing says nothing of them.
        """
        async with self._database.read() as connection:
            wishes = dict((await following.wishes(connection, [chat_id])).get(chat_id, ()))
            missed = (await following.missed(connection, [chat_id])).get(chat_id, ())
            return wishes, frozenset(query for _, query in missed)

    async def set_language(self, chat_id: int, language: str) -> None:
        """Remember the language a chat's owner chose."""
        await self._change(chat_id, language=language)

    async def suspend(self, chat_id: int, reason: str, now: dt.datetime) -> None:
        """Send a chat nothing until it is resumed; its parcels wait. The first reason and moment are kept."""
        await self._change(chat_id, _LIVE, suspended_at=now, suspended_for=reason)

    async def resume(self, chat_id: int, now: dt.datetime) -> None:  # noqa: ARG002 - as suspend
        """Send to a suspended chat again, what waited for it included."""
        await self._change(chat_id, suspended_at=None, suspended_for=None)

    async def active(self, chat_id: int) -> bool:
        """Whether the chat was met and is not suspended."""
        async with self._database.read() as connection:
            found = sa.select(chats.c.id).where(chats.c.id == chat_id, _LIVE)
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
                (names, {"chat_id": new_id}),
                (awaited, {"chat_id": new_id}),
                (tokens, {"chat_id": new_id}),
                (parcels, {"chat_id": new_id, "message_id": None, "leased_until": None}),
            ]
            for table, values in changes:
                await connection.execute(
                    sa.update(table).where(table.c.chat_id == old_id).values(values).prefix_with("OR IGNORE")
                )
            await connection.execute(sa.delete(chats).where(chats.c.id == old_id))  # and what was doubled with it
            await journal.note(connection, old_id, new_id)

    async def forget(self, chat_id: int) -> None:
        """Forget a chat with all it follows and all it was or was to be told."""
        async with self._database.write() as connection:
            await connection.execute(sa.delete(chats).where(chats.c.id == chat_id))
            await journal.note(connection, chat_id)

    # -------------------------------------------------------------- what a chat follows

    async def add(
        self, chat_id: int, query: str, now: dt.datetime, *, instead: int | None = None
    ) -> tuple[Subscription, bool]:
        """Let a chat that was met follow a query (canonical text); whether that is new.

        instead: the id of one of its subscriptions to another query, which it follows no more: what it wished
        to be told of that one it is told of the new one. Raises LimitError, and leaves all as it is, when the chat
        follows as many as it may.
        """
        own = subscriptions.c.chat_id == chat_id
        forms = await following.forms_of(query)
        async with self._database.write() as connection:
            wished: dict[str, Any] = {}
            if instead is not None:
                wished = await following.wished(connection, chat_id, instead)
                another = (subscriptions.c.id == instead) & (subscriptions.c.query != query)
                if (await connection.execute(sa.delete(subscriptions).where(own, another))).rowcount:
                    await journal.note(connection, chat_id)
            found = await following.one(connection, chat_id, subscriptions.c.query == query)
            if found is not None:
                return found, False
            count = (
                await connection.execute(sa.select(sa.func.count()).select_from(subscriptions).where(own))
            ).scalar_one()
            if count >= self._limit:
                raise LimitError("subscriptions", self._limit)
            await connection.execute(
                insert(subscriptions).values(chat_id=chat_id, query=query, created_at=now, **wished)
            )
            await following.keep_forms(connection, forms)
            await journal.note(connection, chat_id)
            made = await following.one(connection, chat_id, subscriptions.c.query == query)
            assert made is not None  # it was put there just now
            return made, True

    async def list(self, chat_id: int) -> tuple[Subscription, ...]:
        """What a chat follows, the oldest first."""
        async with self._database.read() as connection:
            return await following.of_chat(connection, chat_id)

    async def get_subscription(self, chat_id: int, id: int) -> Subscription | None:  # noqa: A002
        """One of a chat's subscriptions; None if it is none of its own."""
        async with self._database.read() as connection:
            return await following.one(connection, chat_id, subscriptions.c.id == id)

    async def tell(self, chat_id: int, id: int, wish: Wish) -> bool:  # noqa: A002
        """What of a query a chat wishes to be told from now on; False if it is none of its own."""
        here = (subscriptions.c.chat_id == chat_id) & (subscriptions.c.id == id)
        async with self._database.write() as connection:
            changed = await connection.execute(sa.update(subscriptions).where(here).values(tells=wish))
            if changed.rowcount:
                await journal.note(connection, chat_id)
            return changed.rowcount > 0

    async def miss(self, chat_id: int, id: int, told: bool) -> bool:  # noqa: A002
        """Whether a chat is told from now on when a briefing says nothing of a query; False if it has no such query."""
        here = (subscriptions.c.chat_id == chat_id) & (subscriptions.c.id == id)
        async with self._database.write() as connection:
            changed = await connection.execute(sa.update(subscriptions).where(here).values(missed=told))
            if changed.rowcount:
                await journal.note(connection, chat_id)
            return changed.rowcount > 0

    async def climb(self, chat_id: int, id: int, steps: Sequence[str] | None) -> bool:  # noqa: A002
        """Between which steps (canonical queries) a chat is told of moves where a query is met; None: of none any more.

        False if the subscription is none of its own.
        """
        here = (subscriptions.c.chat_id == chat_id) & (subscriptions.c.id == id)
        async with self._database.write() as connection:
            kept = None if steps is None else list(steps)
            changed = await connection.execute(sa.update(subscriptions).where(here).values(ladder=kept))
            if changed.rowcount:
                await journal.note(connection, chat_id)
            return changed.rowcount > 0

    async def ladders(self, chat_id: int) -> Mapping[int, tuple[str, ...]]:
        """Between which steps a chat is told of moves, by the id of the subscription."""
        async with self._database.read() as connection:
            return dict((await following.ladders(connection, [chat_id])).get(chat_id, ()))

    async def remove(self, chat_id: int, id: int) -> Subscription | None:  # noqa: A002
        """Let a chat follow a query no more; what it was, or None if it was none of its own."""
        async with self._database.write() as connection:
            found = await following.one(connection, chat_id, subscriptions.c.id == id)
            if found is not None:
                await connection.execute(sa.delete(subscriptions).where(subscriptions.c.id == id))
                await journal.note(connection, chat_id)
            return found

    async def define(self, chat_id: int, name: str, query: str, now: dt.datetime) -> None:
        """Let `~name` stand for a query (canonical text) in what a chat that was met follows and asks.

        Raises LimitError when the chat has defined as many names as it may.
        """
        forms = await following.forms_of(query)
        async with self._database.write() as connection:
            await following.define(connection, chat_id, name, query, now)
            await following.keep_forms(connection, forms)
            await journal.note(connection, chat_id)

    async def undefine(self, chat_id: int, name: str) -> bool:
        """Let a name of a chat's own stand for nothing any more; whether it stood for something."""
        async with self._database.write() as connection:
            was = await following.undefine(connection, chat_id, name)
            if was:
                await journal.note(connection, chat_id)
            return was

    async def names(self, chat_id: int) -> Mapping[str, str]:
        """The aliases a chat has defined, name -> query text, by name."""
        async with self._database.read() as connection:
            return await following.names_of(connection, chat_id)

    # -------------------------------------------------------------- what all chats follow

    async def everyone(self, batch: int = 20_000) -> AsyncIterator[tuple[Subscription, ...]]:
        """What all chats follow that are not suspended, by id, so many at a time.

        Not one picture of the database: whoever needs that takes the `cursor` first, and asks after it what `changed`.
        """
        async with self._database.read() as connection:
            own = await following.every_name(connection)
        after = 0
        while True:
            async with self._database.read() as connection:
                rows = await _tuples(connection, _BATCH, (after, batch))
            if not rows:
                return
            after = rows[-1][0]
            yield await asyncio.to_thread(_subscriptions, rows, own)

    async def count(self) -> int:
        """How many subscriptions `everyone` gives."""
        counted = sa.select(sa.func.count()).select_from(subscriptions.join(chats)).where(_LIVE)
        async with self._database.read() as connection:
            return int((await connection.execute(counted)).scalar_one())

    async def languages(self) -> tuple[str, ...]:
        """The languages of the editions that are in the archive: those in which something may be told."""
        async with self._database.read() as connection:
            return tuple((await connection.execute(sa.select(editions.c.language).distinct())).scalars())

    async def chats(self) -> Mapping[int, Chat]:
        """The chats that are not suspended, by id."""
        async with self._database.read() as connection:
            rows = (await connection.execute(sa.select(chats.c.id, chats.c.language).where(_LIVE))).all()
            wishes = await following.wishes(connection)
            missed = await following.missed(connection)
            ladders = await following.ladders(connection)
        return {
            id_: Chat(id_, language, wishes.get(id_, ()), missed.get(id_, ()), ladders.get(id_, ()))
            for id_, language in rows
        }

    async def cursor(self) -> int:
        """Where the journal of changes stands: what is noted later is what `changed` tells of."""
        async with self._database.read() as connection:
            return await journal.last(connection)

    async def changed(self, since: int) -> tuple[int, Mapping[int, Followed]] | None:
        """Where the journal stands now, and all that those chats follow about which something changed since a cursor.

        None: the journal does not go back that far, and all is to be read anew.
        """
        async with self._database.read() as connection:
            concerned = await journal.since(connection, since)
            if concerned is None:
                return None
            live: dict[int, Chat] = {}
            for lot in batched(concerned):
                rows = await connection.execute(sa.select(chats).where(_LIVE, chats.c.id.in_(lot)))
                wishes = await following.wishes(connection, lot)
                missed = await following.missed(connection, lot)
                ladders = await following.ladders(connection, lot)
                for id_, language in [(row.id, row.language) for row in rows]:
                    live[id_] = Chat(id_, language, wishes.get(id_, ()), missed.get(id_, ()), ladders.get(id_, ()))
            followed = {
                chat_id: Followed(live.get(chat_id), await _followed(connection, chat_id, live))
                for chat_id in concerned
            }
            return await journal.last(connection), followed

    async def forms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The keys of followed words that take long to find out, for watchers.languages.learn."""
        async with self._database.read() as connection:
            return tuple(await following.kept_forms(connection))

    async def keep_forms(self, pairs: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """Save keys of words that had to be found out (watchers.languages.learned), for the next start."""
        async with self._database.write() as connection:
            await following.keep_forms(connection, pairs)

    async def _change(self, chat_id: int, *where: sa.ColumnElement[bool], **values: Any) -> None:
        """Change a chat's row, and note it if there is one to change."""
        async with self._database.write() as connection:
            changed = await connection.execute(sa.update(chats).where(chats.c.id == chat_id, *where).values(values))
            if changed.rowcount:
                await journal.note(connection, chat_id)


def _chat(row: Row) -> Chat:
    return Chat(row.id, row.language)


async def _followed(connection: AsyncConnection, chat_id: int, live: Mapping[int, Chat]) -> tuple[Subscription, ...]:
    return await following.of_chat(connection, chat_id) if chat_id in live else ()


async def _tuples(connection: AsyncConnection, sql: str, values: tuple[int, ...]) -> Sequence[tuple[Any, ...]]:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    rows: Sequence[tuple[Any, ...]] = await driver.execute_fetchall(sql, values)
    return rows


def _subscriptions(rows: Sequence[Sequence[Any]], own: Mapping[int, Mapping[str, str]]) -> tuple[Subscription, ...]:
    if not own:
        return tuple(Subscription(id_, chat_id, query) for id_, chat_id, query in rows)
    return tuple(
        Subscription(id_, chat_id, query, following.names_used(query, own.get(chat_id, {})))
        for id_, chat_id, query in rows
    )
