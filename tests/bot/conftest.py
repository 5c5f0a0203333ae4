"""A house in one piece for the bot's tests: a site, real stores, the real Dispatcher, the terminal's session."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from bot.app import App, open_app
from bot.config import load
from bot.console import TOKEN, Console, ConsoleSession
from tests.support import Site, briefing, config, rss
from watchers.model import TERMINAL_CHAT

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@dataclass
class House:
    """An open app with a person at its terminal; time stands still until `pass_` is called."""

    app: App
    site: Site
    console: Console
    out: io.StringIO
    links: list[str] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)

    async def say(self, line: str) -> str:
        """What the bot answers to a line."""
        start = len(self.out.getvalue())
        await self.console.say(line)
        return self.out.getvalue()[start:].strip()

    async def press(self, data: str, message: Message | None = None) -> str:
        """What comes of a button that was not offered, below a message, or below one that says nothing."""
        start = len(self.out.getvalue())
        user = User(id=1, is_bot=False, first_name="You", language_code="en")
        message = message or Message(message_id=1, date=NOW, chat=Chat(id=TERMINAL_CHAT, type="private"), text="?")
        query = CallbackQuery(id="1", from_user=user, chat_instance="x", message=message, data=data)
        await self.app.dispatcher.feed_update(self.app.bot, Update(update_id=1, callback_query=query))
        return self.out.getvalue()[start:].strip()

    def publish(
        self,
        number: int,
        topics: list[tuple[str, str]],
        exchanges: list[tuple[str, str, str]] | None = None,
        day: str = "5 March 2026",
    ) -> None:
        """Put a briefing on the site (or change it), and announce it."""
        link = self.site.put(f"/en/briefings/{number}", briefing(topics, exchanges or (), day))
        self.links = [link, *(x for x in self.links if x != link)]
        self.site.put("/rss.xml", rss([("Briefing", x) for x in self.links]), "application/rss+xml")

    async def poll(self) -> str:
        """Watch the source now, deliver; what was told."""
        start = len(self.out.getvalue())
        self.elapsed.append(60)
        await self.app.pipeline.watch(self.app.sources[0], force=True)
        await self.app.courier.drain()
        return self.out.getvalue()[start:].strip()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house that watches an empty feed."""
    elapsed: list[float] = [0]

    def now() -> datetime:
        return NOW + timedelta(seconds=sum(elapsed))

    async def sleep(seconds: float) -> None:
        elapsed.append(seconds)

    async with Site() as site:
        site.put("/rss.xml", rss([]), "application/rss+xml")
        settings = load(config(tmp_path, feed=site.url + "/rss.xml"))
        out = io.StringIO()
        session = ConsoleSession(out, now=now, styled=False, tagged=True, folder=tmp_path)
        async with open_app(
            settings,
            session,
            TOKEN,
            sources=settings.watched(),
            announce=session.announce,
            terminal=True,
            now=now,
            sleep=sleep,
            steady=lambda: now().timestamp(),
        ) as app:
            console = Console(
                app.bot, app.dispatcher, session, now=now, language="en", tell=lambda n: f"There is no button [{n}]."
            )
            await app.pipeline.watch(app.sources[0])
            yield House(app, site, console, out, elapsed=elapsed)
