"""What of the past is shown with an alert, looked up when it is worded: the last time, and how long ago."""

import asyncio
from collections import OrderedDict
from datetime import date, timedelta

from storage.archive import Archive
from storage.search import Search
from storage.subscribers import Subscribers
from watchers.errors import QueryError
from watchers.precedent import Backdrop, Echo, Past
from watchers.query import parse_query
from watchers.remembered import Delivery, Subject
from watchers.text import Span

_BRIEFINGS = 8  # of the source before this one, that are looked into
_REMEMBERED = 16  # editions whose past is kept: the next chat is told of the same
_SHOWN = 8  # passages of an alert that are looked at: more are shown by a button, without their past
_LONG = timedelta(days=60)  # what is not said for so long is worth a line when it is said again
_REACH = timedelta(days=90)  # an archive that is younger knows of no "first time"


class Retrospect:
    """Looks things up, and remembers them for the other chats that are told of the same briefing. It words nothing."""

    def __init__(self, archive: Archive, search: Search, subscribers: Subscribers) -> None:
        self._archive = archive
        self._search = search
        self._subscribers = subscribers
        self._pasts: OrderedDict[int, Past] = OrderedDict()
        self._gaps: OrderedDict[tuple[int, str, tuple[tuple[str, str], ...]], date | None] = OrderedDict()

    async def of(self, delivery: Delivery) -> Backdrop | None:
        """What of the past is to stand beside an alert; None beside anything else, and where nothing is to be said."""
        if delivery.kind != "alert":
            return None
        echoes: dict[int, Echo] = {}
        repeated: dict[int, tuple[Span, ...]] = {}
        for number, subject in enumerate(delivery.subjects[:_SHOWN]):
            if subject.after is None:
                continue
            past = await self._past(subject)
            spans = sorted({span for match in subject.matched_after.values() for span in match.spans})
            repeated[number] = await asyncio.to_thread(past.repeated, subject.after)
            echo = await asyncio.to_thread(past.echo, subject.after, spans)
            if echo is not None:
                echoes[number] = echo
        since, gaps = await self._long_ago(delivery)
        edition = delivery.edition
        awaitable = edition.language != delivery.chat.language and await self._archive.speaks(
            edition.source, delivery.chat.language
        )
        return Backdrop(echoes, repeated, gaps, since, awaitable) if since else None

    async def _past(self, subject: Subject) -> Past:
        edition = subject.edition
        past = self._pasts.get(edition.id)
        if past is None:
            earlier = await self._archive.earlier(edition.source, edition.language, edition.date, _BRIEFINGS)
            past = self._pasts[edition.id] = await asyncio.to_thread(Past, earlier, edition.language)
            while len(self._pasts) > _REMEMBERED:
                self._pasts.popitem(last=False)
        return past

    async def _long_ago(self, delivery: Delivery) -> tuple[date | None, dict[str, date | None]]:
        """The first day of the archive, and the queries that were not met for long, with the day they last were."""
        since, day = await self._archive.first_day(), delivery.edition.date
        if since is None or day - since < _REACH:
            return since, {}
        own = dict(await self._subscribers.names(delivery.chat.id))
        found: dict[str, date | None] = {}
        for query in dict.fromkeys(query for subject in delivery.subjects for query in subject.matched_after):
            key = (delivery.edition.id, query, tuple(sorted(own.items())) if "~" in query else ())
            if key not in self._gaps:
                try:
                    asked = parse_query(query)
                except QueryError:  # another version of the language wrote it
                    continue
                last, sure = await self._search.last_met(asked, own, day - timedelta(days=1))
                self._gaps[key] = last if sure else day  # in doubt it is no news
                while len(self._gaps) > 64 * _REMEMBERED:
                    self._gaps.popitem(last=False)
            last = self._gaps[key]
            if last is None or day - last >= _LONG:
                found[query] = last
        return since, found
