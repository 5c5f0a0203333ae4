"""`rostrum run` with a token, unchanged, against a Bot API that behaves like Telegram's."""

from pathlib import Path

from tests.e2e.test_terminal import EXCHANGES, TOPICS
from tests.standin import BotApi
from tests.standin_chats import Sent
from tests.support import PATIENCE, Rostrum, Site, briefing, config, ran, rostrum, rss

READER, OTHER = 100, 200


class Newsroom:
    """A ministry's site, Telegram, and a rostrum between them."""

    def __init__(self, site: Site, api: BotApi, running: Rostrum) -> None:
        self.site, self.api, self.running = site, api, running
        self.links: list[str] = []

    def publish(self, number: int, day: str, **changed: str) -> None:
        """Publish a briefing (or change it), and the feed with it."""
        topics = [(h, changed.get(h.split()[0].lower(), text)) for h, text in TOPICS]
        link = self.site.put(f"/en/briefings/{number}", briefing(topics, EXCHANGES, day))
        self.links = [link, *(x for x in self.links if x != link)]
        self.announce()

    def announce(self) -> None:
        """The feed as it now is."""
        self.site.put("/rss.xml", rss([("Briefing", link) for link in self.links]), "application/rss+xml")

    async def answer(self, chat: int, said: str, expected: str) -> None:
        """Say something and wait for an answer that holds a word."""
        before = len(self.api.sent)
        self.api.say(chat, said)
        await self.api.wait_for(
            lambda: any(s.chat_id == chat and expected in s.text for s in self.api.sent[before:]), PATIENCE
        )


async def test_the_whole_life_of_a_subscription_in_telegram(tmp_path: Path) -> None:
    """Menu, subscribe, alert, button, edit as a reply; 429 waited for; a chat that blocked us is left alone."""
    async with Site() as site, BotApi() as api:
        config(tmp_path, feed=site.url + "/rss.xml", token=api.token, api_base=api.base)
        site.put("/rss.xml", rss([]), "application/rss+xml")
        async with rostrum("run", cwd=tmp_path) as running:
            room = Newsroom(site, api, running)
            room.publish(7, "5 March 2026")
            await site.wait_for("/en/briefings/7")
            await room.answer(READER, "/start", "/subscribe")
            await room.answer(READER, "/subscribe grain", "Following: grain")
            await room.answer(OTHER, "/subscribe treaty", "Following: treaty")
            assert {c["command"] for c in api.commands[""]} >= {"subscribe", "mentions", "stop"}

            api.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", {"retry_after": 1}, chat_id=READER)
            api.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user", chat_id=OTHER)
            room.publish(8, "12 March 2026")
            await api.wait_for(lambda: bool(alerts(api, READER)), PATIENCE)
            (alert,) = alerts(api, READER)
            assert "Briefing by Foreign Ministry Spokeswoman Ana Lind" in alert.text
            assert "Ships carrying grain may leave the port at once." in alert.text
            assert "Ana Lind: … We expect to ship more grain in May." in alert.text

            room.publish(8, "12 March 2026", shipping="The port is open. Ships carrying grain may not leave the port.")
            await api.wait_for(lambda: "was changed" in api.sent[-1].text, PATIENCE)
            assert api.sent[-1].reply_parameters == {
                "message_id": alert.message_id,
                "allow_sending_without_reply": True,
            }
            assert len(alerts(api, READER)) == 1
            assert alerts(api, OTHER) == []

            await room.answer(OTHER, "/start", "You follow 1 query")
            await room.answer(READER, "/mentions grain", "passages match")
            await room.answer(READER, "/trend grain, treaty", "Passages by briefing")
            chart = api.sent[-1]
            assert chart.photo is not None
            assert (chart.photo.width, chart.photo.height) == (1000, 1000)
            api.press(READER, chart.message_id, chart.buttons["by month"])
            await api.wait_for(lambda: "Passages by month" in api.sent[-1].text, PATIENCE)
            assert api.sent[-1].photo not in (None, chart.photo)
            assert "1. grain" in api.sent[-1].text
            running.process.terminate()
            assert await running.process.wait() == 0
            assert api.token not in running.out + running.log


def alerts(api: BotApi, chat: int) -> list[Sent]:
    """The alerts of new briefings a chat was sent."""
    return [s for s in api.sent if s.chat_id == chat and "new briefing" in s.text]


async def test_a_wrong_token_ends_with_one_clear_line(tmp_path: Path) -> None:
    """No endless retrying of what only the operator can mend."""
    async with Site() as site, BotApi() as api:
        site.put("/rss.xml", rss([]), "application/rss+xml")
        wrong = api.token[:-3] + "xyz"
        config(tmp_path, feed=site.url + "/rss.xml", token=wrong, api_base=api.base)
        code, out, log = await ran("run", cwd=tmp_path)
    assert code == 2
    assert "telegram.token" in log.splitlines()[-1]
    assert "Traceback" not in log
    assert wrong not in out + log


async def test_a_token_without_sources_is_told(tmp_path: Path) -> None:
    """There would be nothing to say."""
    config(tmp_path, token="4242424242:stand-in_token_that_opens_no_door", api_base="http://127.0.0.1:9")
    code, _, log = await ran("run", cwd=tmp_path)
    assert (code, "[[sources]]" in log) == (2, True)


DIE_INSTEAD_OF_SENDING = """
import asyncio, os, signal, sys
from pathlib import Path
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from bot import serve
from bot.app import open_app
from bot.config import load

class Deadly(AiohttpSession):
    async def make_request(self, bot, method, timeout=None):
        if isinstance(method, SendMessage) and "new briefing" in method.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return await super().make_request(bot, method, timeout)

async def main():
    config = load(Path("config.toml"))
    session = Deadly(api=TelegramAPIServer.from_base(config.telegram.api_base))
    token = config.telegram.token.get_secret_value()
    async with open_app(config, session, token, sources=config.watched()) as app:
        await serve.in_telegram(app)

asyncio.run(main())
"""


async def test_killed_between_record_and_send_the_alert_arrives_after_a_restart(tmp_path: Path) -> None:
    """The parcel is a row before anything is sent, and is ticked off only after."""
    async with Site() as site, BotApi() as api:
        config(tmp_path, feed=site.url + "/rss.xml", token=api.token, api_base=api.base)
        site.put("/rss.xml", rss([]), "application/rss+xml")
        async with rostrum(cwd=tmp_path, script=DIE_INSTEAD_OF_SENDING) as doomed:
            room = Newsroom(site, api, doomed)
            await site.wait_for("/rss.xml")
            await room.answer(READER, "/subscribe grain", "Following: grain")
            room.publish(7, "5 March 2026")
            assert await doomed.process.wait() == -9
        assert alerts(api, READER) == []
        site.pages.clear()  # what is told now comes from the database alone
        async with rostrum("run", cwd=tmp_path):
            await api.wait_for(lambda: bool(alerts(api, READER)), PATIENCE)
        assert len(alerts(api, READER)) == 1
