"""What chats follow, as rows: their subscriptions, the aliases of their own these use, and the word forms they need."""

import asyncio
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import LimitError
from storage.rows import batched
from storage.tables import names, subscriptions, word_forms
from watchers import languages
from watchers.errors import QueryError
from watchers.model import Subscription, Wish
from watchers.query import Field, Phrase, Word, names_in, parse_query
from watchers.query.tree import leaves
from watchers.text import words

MOST_NAMES = 50  # aliases of one chat's own

# ------------------------------------------------------------------ aliases of a chat's own


async def names_of(connection: AsyncConnection, chat_id: int) -> dict[str, str]:
    """The aliases that a chat has defined: name -> query text, by name."""
    found = sa.select(names.c.name, names.c.query).where(names.c.chat_id == chat_id).order_by(names.c.name)
    return {row.name: row.query for row in await connection.execute(found)}


async def every_name(connection: AsyncConnection) -> dict[int, dict[str, str]]:
    """The same of all chats that have any."""
    found: dict[int, dict[str, str]] = {}
    for chat_id, name, query in await connection.execute(sa.select(names.c.chat_id, names.c.name, names.c.query)):
        found.setdefault(chat_id, {})[name] = query
    return found


async def define(connection: AsyncConnection, chat_id: int, name: str, query: str, now: dt.datetime) -> None:
    """Let a name of the chat's stand for a query from now on. Raises LimitError if it is one too many."""
    there = await names_of(connection, chat_id)
    if name not in there and len(there) >= MOST_NAMES:
        raise LimitError("names", MOST_NAMES)
    new = insert(names).values(chat_id=chat_id, name=name, query=query, defined_at=now)
    await connection.execute(
        new.on_conflict_do_update(index_elements=[names.c.chat_id, names.c.name], set_={"query": query})
    )


async def undefine(connection: AsyncConnection, chat_id: int, name: str) -> bool:
    """Let a name of the chat's stand for nothing; whether it stood for something."""
    here = (names.c.chat_id == chat_id) & (names.c.name == name)
    return (await connection.execute(sa.delete(names).where(here))).rowcount > 0


# ------------------------------------------------------------------ subscriptions


async def of_chat(connection: AsyncConnection, chat_id: int) -> tuple[Subscription, ...]:
    """What a chat follows, the oldest first."""
    own = await names_of(connection, chat_id)
    here = sa.select(subscriptions).where(subscriptions.c.chat_id == chat_id).order_by(subscriptions.c.id)
    rows = await connection.execute(here)
    return tuple(Subscription(row.id, chat_id, row.query, names_used(row.query, own)) for row in rows)


async def one(connection: AsyncConnection, chat_id: int, where: sa.ColumnElement[bool]) -> Subscription | None:
    """One of a chat's subscriptions."""
    found = sa.select(subscriptions).where(subscriptions.c.chat_id == chat_id, where)
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    return Subscription(row.id, chat_id, row.query, names_used(row.query, await names_of(connection, chat_id)))


async def wished(connection: AsyncConnection, chat_id: int, subscription_id: int) -> dict[str, Any]:
    """What a chat wants to be told of one of its subscriptions, as columns of its row; {} if it is none of its own."""
    here = (subscriptions.c.chat_id == chat_id) & (subscriptions.c.id == subscription_id)
    columns = (subscriptions.c.tells, subscriptions.c.missed, subscriptions.c.ladder)
    row = (await connection.execute(sa.select(*columns).where(here))).one_or_none()
    return {} if row is None else dict(row._mapping)


async def wishes(
    connection: AsyncConnection, chat_ids: Collection[int] | None = None
) -> dict[int, tuple[tuple[str, Wish], ...]]:
    """Of which queries chats do not wish to be told all, and what they do: of these chats, or of all."""
    query = sa.select(subscriptions.c.chat_id, subscriptions.c.query, subscriptions.c.tells).where(
        subscriptions.c.tells != "all"
    )
    if chat_ids is not None:
        query = query.where(subscriptions.c.chat_id.in_(chat_ids))
    found: dict[int, tuple[tuple[str, Wish], ...]] = {}
    for chat_id, text, wish in await connection.execute(query.order_by(subscriptions.c.id)):
        found[chat_id] = (*found.get(chat_id, ()), (text, wish))
    return found


async def missed(
    connection: AsyncConnection, chat_ids: Collection[int] | None = None
) -> dict[int, tuple[tuple[int, str], ...]]:
    """Of which queries chats want to be told when a briefing says nothing of them: of these chats, or of all."""
    query = sa.select(subscriptions.c.chat_id, subscriptions.c.id, subscriptions.c.query).where(subscriptions.c.missed)
    if chat_ids is not None:
        query = query.where(subscriptions.c.chat_id.in_(chat_ids))
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for chat_id, id_, text in await connection.execute(query.order_by(subscriptions.c.id)):
        found[chat_id] = (*found.get(chat_id, ()), (id_, text))
    return found


async def ladders(
    connection: AsyncConnection, chat_ids: Collection[int] | None = None
) -> dict[int, tuple[tuple[int, tuple[str, ...]], ...]]:
    """Between which steps chats want to be told of a move, by subscription: of these chats, or of all."""
    query = sa.select(subscriptions.c.chat_id, subscriptions.c.id, subscriptions.c.ladder).where(
        subscriptions.c.ladder.is_not(None)
    )
    if chat_ids is not None:
        query = query.where(subscriptions.c.chat_id.in_(chat_ids))
    found: dict[int, tuple[tuple[int, tuple[str, ...]], ...]] = {}
    for chat_id, id_, steps in await connection.execute(query.order_by(subscriptions.c.id)):
        found[chat_id] = (*found.get(chat_id, ()), (id_, tuple(steps)))
    return found


def names_used(query: str, own: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those of a chat's own aliases that a query (canonical text) leans on, and those they lean on, by name."""
    if not own or "~" not in query:  # what most queries are: not worth reading
        return ()
    used: dict[str, str] = {}
    to_read = [query]
    while to_read:
        for name in names_in(to_read.pop()):
            if name in own and name not in used:
                used[name] = own[name]
                to_read.append(own[name])
    return tuple(sorted(used.items()))


# ------------------------------------------------------------------ word forms


async def forms_of(query: str) -> list[tuple[str, tuple[str, ...]]]:
    """The keys of those words of a query that take long to find out: in a thread, for they do."""
    return await asyncio.to_thread(lambda: languages.learned(_words_in(query)))


async def keep_forms(connection: AsyncConnection, pairs: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Save keys of words, as the present analyzer finds them."""
    version = languages.ANALYZER_VERSION
    for lot in batched(pairs):
        new = insert(word_forms)
        changed = {"keys": new.excluded["keys"], "analyzer_version": version}
        await connection.execute(
            new.on_conflict_do_update(index_elements=[word_forms.c.word], set_=changed),
            [{"word": word, "keys": list(keys), "analyzer_version": version} for word, keys in lot],
        )


async def kept_forms(connection: AsyncConnection) -> list[tuple[str, tuple[str, ...]]]:
    """The saved keys of words; none that another version of the analyzer found."""
    present = word_forms.c.analyzer_version == languages.ANALYZER_VERSION
    rows = await connection.execute(sa.select(word_forms.c.word, word_forms.c["keys"]).where(present))
    return [(word, tuple(keys)) for word, keys in rows]


def _words_in(text: str) -> list[str]:
    try:
        root = parse_query(text).root
    except QueryError:
        return []
    found: dict[str, None] = {}
    for node in leaves(root):
        match node:
            case Word(word):
                parts = [word[start:end] for start, end in words(word)]
                found.update(dict.fromkeys([*parts, "".join(parts)]))
            case Phrase(parts):
                found.update(dict.fromkeys(parts))
            case Field("title", value):
                found.update(dict.fromkeys(value[start:end] for start, end in words(value)))
    return list(found)
