"""A house in one piece for the bot's tests: a site, real stores, the real Dispatcher, the terminal's session."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram.types import CallbackQuery, Chat, Message, Update, User
from multidict import CIMultiDict

from bot.app import App, open_app
from bot.config import load
from bot.console import TOKEN, Console, ConsoleSession
from bot.door import listening
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


# ------------------------------------------------------------------ its HTTP endpoints

PUBLIC = "https://press.example.org/rostrum"
TOPICS = [
    ("Visit to Kestria", "The minister will visit Kestria on Monday. He will stay two days."),
    (
        "Shipping &amp; grain",
        "The port is open. Ships carrying &lt;grain&gt; may leave the port at once. All papers are ready.",
    ),
]
EXCHANGES = [("About the port", "Is the port open?", "It is open. Grain has left it.")]


def token(said: str) -> str:
    """The token in what /feeds says."""
    found: list[str] = re.findall(r"Authorization: Bearer (\S+)", said)
    return found[0]


@dataclass
class Served:
    """A house whose endpoints are served, a client of theirs, and the token of the chat in the terminal."""

    house: House
    client: aiohttp.ClientSession
    token: str = ""

    async def get(self, path: str, **headers: str) -> tuple[int, Any, CIMultiDict[str]]:
        """Status, JSON (or bytes) and headers of an answer; time passes, so that no quota is met."""
        self.house.elapsed.append(1)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.get(path, headers=told) as got:
            json = got.content_type.endswith("json")
            return got.status, await (got.json(content_type=None) if json else got.read()), CIMultiDict(got.headers)

    async def api(self, path: str) -> Any:
        """What is answered to one who has the token."""
        status, body, _ = await self.get(f"/api/v1{path}", Authorization=f"Bearer {self.token}")
        assert status == 200, body
        return body

    async def refused(self, path: str) -> dict[str, Any]:
        """The problem it is answered with."""
        status, body, headers = await self.get(f"/api/v1{path}", Authorization=f"Bearer {self.token}")
        assert status == body["status"] == 400, body
        assert headers["Content-Type"] == "application/problem+json"
        assert isinstance(body, dict)
        return body


@pytest.fixture
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator who serves the endpoints. (The port in the test is one that is free.)"""
    monkeypatch.setenv("ROSTRUM_WEB__PORT", "8080")
    monkeypatch.setenv("ROSTRUM_WEB__PUBLIC_URL", PUBLIC + "/")


@pytest.fixture
async def served(switched_on: None, house: House) -> AsyncIterator[Served]:
    """Two briefings, two subscriptions, a token."""
    house.publish(7, TOPICS, EXCHANGES)
    house.publish(8, [("Wheat", "The wheat is here, and grain as well.")], day="6 March 2026")
    await house.poll()
    await house.say("/subscribe grain")
    await house.say("/subscribe kestria")
    assert house.app.web is not None
    async with (
        listening(house.app.web, "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield Served(house, client, token(await house.say("/feeds")))
