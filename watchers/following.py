"""Who follows what, ready to be matched: the percolator and the chats, kept in step with what is remembered."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from watchers import languages
from watchers.model import Chat, Subscription
from watchers.percolator import Percolator, Rarity, uncollected
from watchers.remembered import Followed

log = structlog.get_logger()

_LINE = 100_000  # subscriptions read between two lines that say how far the reading has come


class Audience(Protocol):
    """Who follows what, as it is remembered."""

    async def cursor(self) -> int:
        """The place in the journal of changes up to which all that the other methods say is known."""

    async def languages(self) -> Sequence[str]:
        """The languages of the editions that are in the archive."""

    async def count(self) -> int:
        """How many subscriptions `everyone` will give, about."""

    def everyone(self) -> AsyncIterator[tuple[Subscription, ...]]:
        """All subscriptions of chats that are told of anything, in the order of their ids."""

    async def chats(self) -> Mapping[int, Chat]:
        """The chats that are told of anything, by id."""

    async def forms(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        """The saved word forms of words that are followed, for languages.learn."""

    async def changed(self, since: int) -> tuple[int, Mapping[int, Followed]] | None:
        """The chats of which anything changed since that place in the journal, as they are now, and the place now;
        None: the journal does not go back so far.
        """


@dataclass(frozen=True, slots=True)
class Followers:
    """Who follows what, as of one moment; the next `latest` changes both in place."""

    percolator: Percolator
    chats: Mapping[int, Chat]


NOBODY = Followers(Percolator(), {})


class Following:
    """Reads the whole audience once, then only what changed: one question to the journal for each briefing.

    It matches nothing and tells nobody. Any number of watches may ask for the latest at once.
    """

    def __init__(self, audience: Audience, rarity: Callable[[], Awaitable[Rarity]] | None = None) -> None:
        """rarity: how often each key occurs in the archive, asked when the audience is read."""
        self._audience = audience
        self._rarity = rarity
        self._lock = asyncio.Lock()
        self._cursor: int | None = None
        self._percolator = Percolator()
        self._chats: dict[int, Chat] = {}

    async def latest(self) -> Followers:
        """The followers as they are now."""
        async with self._lock:
            news = None if self._cursor is None else await self._audience.changed(self._cursor)
            if news is None:
                await self._read_all()
            else:
                self._cursor, followed = news
                for chat_id, now in followed.items():
                    self._take(chat_id, now)
            return Followers(self._percolator, self._chats)

    async def _read_all(self) -> None:
        """Everybody anew. What changes meanwhile is in the journal, after the place asked for first."""
        cursor = await self._audience.cursor()
        percolator = Percolator(await self._rarity()) if self._rarity else Percolator()
        chats = dict(await self._audience.chats())
        for language in await self._audience.languages():
            percolator.prepare(language)  # now, while it is empty: then each query is read but once
        count = await self._audience.count()
        languages.learn(await self._audience.forms())
        with uncollected():
            async for batch in self._audience.everyone():
                before = len(percolator) // _LINE
                await asyncio.to_thread(percolator.add_all, batch)
                if len(percolator) // _LINE > before:
                    log.info("reading subscriptions", read=len(percolator), of=count)
        for subscription in percolator.unreadable:
            _say_unreadable(subscription)
        self._cursor, self._percolator, self._chats = cursor, percolator, chats

    def _take(self, chat_id: int, now: Followed) -> None:
        """One chat as it is now: what it follows no more goes, what is new comes, the rest stays where it is."""
        if now.chat is None:
            self._chats.pop(chat_id, None)
        else:
            self._chats[chat_id] = now.chat
        held = {s.id: s for s in self._percolator.subscriptions_of(chat_id)}
        wanted = {s.id: s for s in now.subscriptions} if now.chat is not None else {}
        for id_ in held.keys() - wanted.keys():
            self._percolator.remove(id_)
        for id_, subscription in sorted(wanted.items()):
            if held.get(id_) != subscription and not self._percolator.add(subscription):
                _say_unreadable(subscription)


def _say_unreadable(subscription: Subscription) -> None:
    log.error("subscription cannot be read", chat=subscription.chat_id, query=subscription.query)
