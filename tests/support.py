"""What end-to-end tests share: a ministry's site whose pages the test writes, and a rostrum process to talk to."""

import asyncio
import hashlib
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

ROOT = Path(__file__).parents[1]
PATIENCE = 40.0  # seconds until a test gives up on an event; no test waits for this long when all is well


class Site:
    """A web site on loopback: `pages` maps a path to its bytes; `asked` lists what was requested.

    Answers carry ETags and honour If-None-Match; a path that is not there is a 404.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, str]] = {}
        self.asked: list[str] = []
        self.busy: dict[str, int] = {}  # path -> seconds a 429 asks us to wait
        self.moved: dict[str, tuple[int, str]] = {}  # path -> status of a redirect, and where to
        self.tag = ""  # part of every ETag: another one makes all pages look new
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._news = asyncio.Event()

    async def wait_for(self, path: str, times: int = 1) -> None:
        """Wait until a path has been requested so many times."""
        async with asyncio.timeout(PATIENCE):
            while self.asked.count(path) < times:
                self._news.clear()
                await self._news.wait()

    def put(self, path: str, body: str | bytes, content_type: str = "text/html; charset=utf-8") -> str:
        """Publish (or change) a page; its address."""
        self.pages[path] = (body.encode("utf-8") if isinstance(body, str) else body, content_type)
        return self.url + path

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        self._news.set()
        if request.path in self.busy:
            return web.Response(status=429, headers={"Retry-After": str(self.busy[request.path])})
        if request.path in self.moved:
            status, target = self.moved[request.path]
            return web.Response(status=status, headers={"Location": target})
        found = self.pages.get(request.path_qs) or self.pages.get(request.path)
        if found is None:
            return web.Response(status=404, text="Not here")
        body, content_type = found
        etag = f'"{self.tag}{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(body=body, headers={"Content-Type": content_type, "ETag": etag})


def rss(items: Sequence[tuple[str, str]]) -> str:
    """An RSS 2.0 feed of (title, address), newest first."""
    lines = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for title, link in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Ministry</title>{lines}</channel></rss>'


def briefing(
    topics: Sequence[tuple[str, str]], exchanges: Sequence[tuple[str, str, str]] = (), day: str = "5 March 2026"
) -> str:
    """A briefing page as the founding one is laid out: topics (heading, text), exchanges (entry, question, answer)."""
    listed = "".join(f"<li>{heading}</li>" for heading, _ in topics)
    asked = "".join(f"<li>{entry}</li>" for entry, _, _ in exchanges)
    body = "".join(f"<p><b>{heading}</b></p><p>{text}</p><p>Back to top</p>" for heading, text in topics)
    questions = "".join(
        f"<p><b>Question:</b> {question}</p><p><b>Ana Lind:</b> {answer}</p><p>Back to top</p>"
        for _, question, answer in exchanges
    )
    month, number, year = day.split()[1], day.split()[0], day.split()[2]
    return f"""<!doctype html><html lang="en"><head><title>Briefing</title></head><body>
<div class="article"><p>{day}12:05</p>
<h1>Briefing by Foreign Ministry Spokeswoman Ana Lind, {month} {number}, {year}</h1>
<p>Table of contents</p><ol>{listed}</ol>
{"<p>Answers to media questions:</p><ol>" + asked + "</ol>" if exchanges else ""}
{body}
{"<p>Answers to media questions:</p>" + questions if exchanges else ""}
</div></body></html>"""


def config(
    folder: Path,
    *,
    feed: str = "",
    profile: str = "sample",
    token: str = "",
    api_base: str = "",
    kind: str = "feed",
    language: str = "en",
) -> Path:
    """A config.toml for one source in a folder, the database beside it."""
    lines = [f'storage = {{ path = "{folder / "rostrum.db"}" }}', 'log = { level = "info" }']
    if token:
        lines.append(f'telegram = {{ token = "{token}", api_base = "{api_base}" }}')
    if feed:
        address = f'{{ url = "{feed}", kind = "{kind}", language = "{language}" }}'
        lines.append(f'[[sources]]\nprofile = "{profile}"\naddresses = [{address}]')
    path = folder / "config.toml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


class Rostrum:
    """A running `rostrum` process: lines in, lines out as they come."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.out = ""
        self.log = ""
        self._news = asyncio.Event()

    async def read(self, stream: asyncio.StreamReader, name: str) -> None:
        """Collect a stream until it ends."""
        while piece := await stream.read(65536):
            setattr(self, name, getattr(self, name) + piece.decode("utf-8", "replace"))
            self._news.set()
        self._news.set()

    def say(self, line: str) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")

    async def until(self, told: Callable[[], bool]) -> None:
        """Wait until what came out makes `told` true."""
        async with asyncio.timeout(PATIENCE):
            while not told():
                self._news.clear()
                await self._news.wait()

    async def end(self) -> int:
        """End of input; the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(90):
            return await self.process.wait()


@asynccontextmanager
async def rostrum(*arguments: str, cwd: Path, script: str | None = None) -> AsyncIterator[Rostrum]:
    """A rostrum process in a folder; `script`: Python to run in its place. Killed at the end if it still runs."""
    command = ["-c", script] if script is not None else ["-m", "bot", *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ROSTRUM_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Rostrum(process)
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        asyncio.create_task(running.read(process.stdout, "out")),
        asyncio.create_task(running.read(process.stderr, "log")),
    ]
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await asyncio.gather(*readers)


async def ran(*arguments: str, cwd: Path, said: str = "") -> tuple[int, str, str]:
    """A rostrum command run to its end on some input: exit code, output, log."""
    async with rostrum(*arguments, cwd=cwd) as running:
        if said:
            running.say(said.rstrip("\n"))
        code = await running.end()
    return code, running.out, running.log
