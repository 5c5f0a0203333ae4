"""The sample ministry's web server: feeds, listings and briefings in two languages, on this machine only."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from bot.sample.markup import LANGUAGES, Text, load_text, numbers
from bot.sample.pages import briefing_page, feed, listing_page, path_of


@dataclass(frozen=True, slots=True)
class _Document:
    content: bytes
    content_type: str
    modified_at: dt.datetime

    @property
    def etag(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:20]


class Ministry:
    """The Foreign Ministry of Orvenia: its past weekly briefings, a new one when told, and a quiet edit of that one.

    It asks no clock: what day it is, and when something is published, is passed in (aware, UTC). Every answer has a
    strong ETag and a Last-Modified, and a conditional request is answered 304 (RFC 9110, 13.2.2).
    """

    def __init__(self) -> None:
        self._address = ""
        self._documents: dict[str, _Document] = {}
        self._texts: dict[str, list[Text]] = {language: [] for language in LANGUAGES}  # newest first
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """The site's address, without a slash at its end; empty before `start`."""
        return self._address

    def feed_url(self, language: str) -> str:
        """The address of the RSS feed of a language."""
        return f"{self._address}/{language}/rss.xml"

    def listing_url(self, language: str) -> str:
        """The address of the page that lists the briefings of a language."""
        return self._address + path_of(language)

    def briefing_url(self, language: str, number: int) -> str:
        """The address of a briefing, published or not; the number is the same in every language."""
        return self._address + path_of(language, number)

    async def start(self, today: dt.date) -> None:
        """Open the site on a free port of 127.0.0.1; its past briefings are a week apart, the last a week old."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"http://{host}:{port}"
        *past, _new = numbers()
        for weeks, number in zip(range(len(past), 0, -1), past, strict=True):
            self._publish(number, dt.datetime.combine(today - dt.timedelta(weeks=weeks), dt.time(12), dt.UTC))

    def publish_new(self, at: dt.datetime) -> None:
        """Publish the new briefing, held on the day of `at`, at the head of the feeds and listings."""
        self._publish(numbers()[-1], at)

    def publish_edit(self, at: dt.datetime) -> None:
        """Replace the new briefing's pages with edited ones; feeds and listings stay as they are, as edits are quiet.

        Raises LookupError when the new briefing has not been published.
        """
        number = numbers()[-1]
        for language in LANGUAGES:
            shown = next((text for text in self._texts[language] if text.number == number), None)
            if shown is None:
                raise LookupError(f"briefing {number} is not published yet")
            self._put_page(load_text(number, language, shown.at, edited=True), at)

    async def close(self) -> None:
        """Close the site."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _publish(self, number: int, at: dt.datetime) -> None:
        for language in LANGUAGES:
            text = load_text(number, language, at)
            texts = self._texts[language]
            texts.insert(0, text)
            self._put_page(text, text.at)
            rss, listing = feed(language, self._address, texts), listing_page(language, texts)
            self._documents[f"/{language}/rss.xml"] = _Document(rss, "application/rss+xml", text.at)
            self._documents[path_of(language)] = _Document(listing.encode(), "text/html", text.at)

    def _put_page(self, text: Text, at: dt.datetime) -> None:
        page = briefing_page(text).encode()
        self._documents[path_of(text.language, text.number)] = _Document(page, "text/html", at)

    async def _serve(self, request: web.Request) -> web.Response:
        document = self._documents.get(request.path)
        if document is None:
            raise web.HTTPNotFound(text="Not found")
        headers = {
            "ETag": f'"{document.etag}"',
            "Last-Modified": format_datetime(document.modified_at.astimezone(dt.UTC), usegmt=True),
            "Cache-Control": "no-cache",
        }
        if _is_known(request, document):
            return web.Response(status=304, headers=headers)
        return web.Response(body=document.content, content_type=document.content_type, charset="utf-8", headers=headers)


def _is_known(request: web.Request, document: _Document) -> bool:
    """Whether the client has this very document. If-None-Match counts before If-Modified-Since (RFC 9110, 13.2.2)."""
    if request.if_none_match is not None:
        return any(tag.value in (document.etag, "*") for tag in request.if_none_match)
    since = request.headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        return document.modified_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # a date that is none, or one without a zone: as if not asked
        return False
