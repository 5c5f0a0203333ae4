"""A source on a real site, watched into real stores, for the tests of watching."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.app import Stores
from tests.support import Site, briefing, rss
from watchers.model import Source
from watchers.pipeline import Outcome, Pipeline
from watchers.remembered import Delivery

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ADMIN = 77


class Watch:
    """A source on a real site, watched into real stores; time moves as the test says."""

    def __init__(self, site: Site, stores: Stores, source: Source) -> None:
        self.site, self.stores, self.source = site, stores, source
        self.now = NOW
        self.links: list[str] = []
        self.pipeline: Pipeline

    async def follow(self, query: str) -> None:
        """Let a chat follow a query."""
        await self.stores.subscribers.meet(5, "en", self.now)
        await self.stores.subscribers.add(5, query, self.now)

    async def told(self) -> list[tuple[str, list[str]]]:
        """What the chat is told now, taken off the outbox: kind, and the headings of the passages."""
        taken = await self.stores.outbox.claim(self.now, lease_seconds=1, limit=10)
        for delivery in taken:
            await self.stores.outbox.sent(delivery.id, message_id=1, now=self.now)
        return [
            (d.kind, [passage.heading or "" for s in d.subjects if (passage := s.after or s.before)])
            for d in taken
            if isinstance(d, Delivery)
        ]

    async def look(self, *, force: bool = False, hours: float = 0) -> Outcome:
        """Watch once, some hours later."""
        self.now += timedelta(hours=hours)
        return await self.pipeline.watch(self.source, force=force)


def announce(site: Site, *numbers: int, text: Callable[[int], str] = lambda n: f"Grain of week {n}.") -> None:
    """Publish briefings and the feed that lists them."""
    links = [
        site.put(f"/en/briefings/{n}", briefing([("Port", text(n)), *[(f"Topic {i}", f"Text {i}.") for i in range(4)]]))
        for n in numbers
    ]
    site.put("/rss.xml", rss([(f"Briefing {n}", link) for n, link in zip(numbers, links, strict=True)]), "text/xml")


def topics(*subjects: str) -> list[tuple[str, str]]:
    """A topic for each subject, each a hundred words of its own."""
    return [
        (
            f"On {subject}",
            " ".join(
                f"Point {n} of {subject} was raised by delegate {subject[::-1]}{n * 7} and put off to item {n * 13}."
                for n in range(1, 9)
            ),
        )
        for subject in subjects
    ]


SUBJECTS = ("grain", "ferries", "tariffs", "visas", "bridges", "fisheries")


def publish(watch: Watch, path: str, subjects: tuple[str, ...], *, title: str = "", first: bool = True) -> str:
    """A page of topics at a path of the site, announced first in the feed (or only put there); its address."""
    page = briefing(topics(*subjects))
    if title:
        page = page.replace("Briefing by Foreign Ministry Spokeswoman Ana Lind, March 5, 2026", title)
    link = watch.site.put(path, page)
    watch.links = [link, *(x for x in watch.links if x != link)] if first else watch.links
    watch.site.put("/rss.xml", rss([("Briefing", x) for x in watch.links]), "text/xml")
    return link
