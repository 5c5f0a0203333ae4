"""Thousands of outlets on this machine, each a host of its own (127.x.y.z) with a feed and pages: for polling.py.

Run by it as a process of its own; it prints its port, and does what http://127.0.0.1:PORT/control?... says.
"""

import asyncio
import datetime as dt
import sys
from email.utils import format_datetime
from functools import cache

from aiohttp import web

from bot.sample.markup import load_text, numbers
from bot.sample.pages import briefing_page

ITEMS = 20  # in a feed
HANGING, HOSTILE = 50, 20  # outlets that are troubled, when trouble is on
_A_DAY = 86_400
_DEEP = b"<html><body>" + b"<div>" * 100_000 + b"</body></html>"


def address(outlet: int, port: int) -> str:
    """Where an outlet is: all of 127.0.0.0/8 answers on Linux."""
    return f"http://127.{10 + outlet // 62_500}.{outlet // 250 % 250}.{1 + outlet % 250}:{port}"


def page_url(outlet: int, port: int, number: int) -> str:
    """The address of one of its pages."""
    return f"{address(outlet, port)}/en/briefings/{number}"


def published_at(number: int) -> dt.datetime:
    """When a page came out: one a day at no particular hour up to yesterday, those of the later rounds today."""
    today = dt.datetime.combine(dt.datetime.now(dt.UTC).date(), dt.time(), dt.UTC)
    if number > ITEMS:
        return today + dt.timedelta(seconds=number)
    return today - dt.timedelta(days=ITEMS + 1 - number) + dt.timedelta(hours=number * number * 5 % 24, minutes=7)


def read_before(outlet: int) -> range:
    """The numbers of the pages that were read long ago: of two outlets in three, all that the first feed shows."""
    return range(1, ITEMS + 1 - (outlet % 3 == 0))


def is_hanging(outlet: int, outlets: int) -> bool:
    """Whether it never answers while trouble is on. The troubled ones stand anywhere among the others."""
    return _place(outlet, outlets) < HANGING * outlets // 5000


def is_hostile(outlet: int, outlets: int) -> bool:
    """Whether it has a new page made to hurt its reader while trouble is on."""
    return HANGING * outlets // 5000 <= _place(outlet, outlets) < (HANGING + HOSTILE) * outlets // 5000


def _place(outlet: int, outlets: int) -> int:
    return outlet * 7919 % outlets


def has_news(outlet: int) -> bool:
    """Whether its feed has a new page in each round after the first: one in ten."""
    return outlet % 10 == 3


def is_down(outlet: int) -> bool:
    """Whether it answers 503 after the first round: one in fifty."""
    return outlet % 50 == 7


@cache
def page_of(number: int) -> bytes:
    """A page: one of the sample ministry's briefings."""
    text = load_text(numbers()[number % len(numbers())], "en", published_at(number))
    return briefing_page(text).encode()


def feed_of(outlet: int, port: int, newest: int) -> bytes:
    """A feed of the newest ITEMS pages."""
    items = "".join(
        f"<item><title>Briefing by the Spokesperson, number {n}</title><link>{page_url(outlet, port, n)}</link>"
        f'<guid isPermaLink="true">{page_url(outlet, port, n)}</guid>'
        f"<pubDate>{format_datetime(published_at(n), usegmt=True)}</pubDate>"
        f"<description>{'On the state of the river and of the harbour. ' * 5}</description></item>"
        for n in range(newest, newest - ITEMS, -1)
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Press service</title>{items}</channel></rss>'
    return text.encode()


class Outlets:
    """What they answer, as of the round they are told of."""

    def __init__(self, count: int, port: int) -> None:
        self._count, self._port = count, port
        self._round, self._trouble = 1, False

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """A feed, a page, or the trouble of the outlet that is asked."""
        if not (request.remote or "").startswith("127."):
            return web.Response(status=403)
        host = (request.host or "").partition(":")[0]
        if host == "127.0.0.1":
            self._round, self._trouble = int(request.query["round"]), request.query["trouble"] == "1"
            return web.Response(text="ok")
        _, high, middle, low = map(int, host.split("."))
        outlet = (high - 10) * 62_500 + middle * 250 + low - 1
        if self._trouble and is_hanging(outlet, self._count):
            await asyncio.sleep(_A_DAY)
        if self._round > 1 and is_down(outlet):
            return web.Response(status=503, text="busy")
        hostile = self._trouble and is_hostile(outlet, self._count)
        newest = ITEMS + (self._round - 1 if has_news(outlet) or hostile else 0)
        if request.path == "/rss.xml":
            tag = f'"{newest}"'
            if request.headers.get("If-None-Match") == tag:
                return web.Response(status=304, headers={"ETag": tag})
            body = feed_of(outlet, self._port, newest)
            return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})
        number = int(request.path.rpartition("/")[2])
        body = _DEEP if hostile and number == newest else page_of(number)
        return web.Response(body=body, content_type="text/html", charset="utf-8", headers={"ETag": f'"{number}"'})


async def main(count: int) -> None:
    """Serve until standard input ends."""
    runner = web.ServerRunner(web.Server(lambda request: outlets.answer(request)))
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0, backlog=4096)  # for all of 127.0.0.0/8
    await site.start()
    port = runner.addresses[0][1]
    outlets = Outlets(count, port)
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
