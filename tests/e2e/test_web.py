"""The command serves what it says: a feed at the address the chat tells, and one line where it cannot."""

import re
import socket
from pathlib import Path

import aiohttp
import feedparser

from tests.support import Site, briefing, config, ran, rostrum, rss


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_address_told_in_the_chat_is_a_feed(tmp_path: Path) -> None:
    """Read while the command runs; no more once it ended, and it ends although a reader stays connected."""
    port = free_port()
    async with Site() as site:
        link = site.put("/en/briefings/7", briefing([("Port", "The grain may leave the port.")]))
        site.put("/rss.xml", rss([("Briefing", link)]), "application/rss+xml")
        path = config(tmp_path, feed=site.url + "/rss.xml")
        path.write_text(f"web = {{ port = {port} }}\n" + path.read_text("utf-8"), "utf-8")
        async with rostrum("run", cwd=tmp_path) as running, aiohttp.ClientSession() as client:
            running.say("/subscribe grain")
            running.say("/feeds")
            await running.until(lambda: "openapi.json" in running.out)
            address = re.findall(rf"http://127\.0\.0\.1:{port}/feeds/\S+/1\.atom", running.out)[0]
            async with client.get(address) as got:
                assert got.status == 200
                read = feedparser.parse(await got.read())
            assert (read.bozo, read.feed.title) == (False, "Rostrum: grain")
            assert await running.end() == 0
        assert address.split("/")[4] not in running.log


async def test_a_port_in_use_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    """Before anything is watched; exit code 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        path = config(tmp_path, feed="http://127.0.0.1:9/rss.xml")
        path.write_text(f"web = {{ port = {port} }}\n" + path.read_text("utf-8"), "utf-8")
        code, _, log = await ran("run", cwd=tmp_path)
    assert code == 2
    assert log == f"rostrum: web.port: port {port} of 127.0.0.1 is in use. Name another, or stop what uses it.\n"
