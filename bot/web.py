"""Every HTTP endpoint that is served: Atom feeds, and the archive as JSON."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot import feeds, openapi
from bot.door import Quota, Turnstile, answer, as_json, attend, attended, over_quota
from bot.export import to_json
from bot.handlers.desk import Desk
from bot.parameters import Parameters, ProblemError, text
from watchers import contract
from watchers.errors import QueryError
from watchers.query import Query, parse_query
from watchers.remembered import Edition, Series, Tally

_FEED_ENTRIES = 50
_TOKEN_LENGTH = 200  # characters: no token of ours is longer

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_HandlerFor = Callable[[web.Request, int], Awaitable[web.StreamResponse]]


def build_application(desk: Desk, steady: Callable[[], float]) -> web.Application:
    """The endpoints over the desk's stores. steady: seconds of a clock that only goes forward, for the quotas."""
    endpoints = _Endpoints(desk, steady)
    application = attend(web.Application(middlewares=[attended], client_max_size=1024))
    add = application.router.add_get
    add("/", endpoints.home)
    add("/feeds/{token}/find.atom", endpoints.by_address(endpoints.feed_of_query))
    add("/feeds/{token}/{subscription:[0-9]{1,18}}.atom", endpoints.by_address(endpoints.feed_of_subscription))
    add("/api/v1/openapi.json", endpoints.description)
    add("/api/v1/find", endpoints.by_token(endpoints.find))
    add("/api/v1/counts", endpoints.by_token(endpoints.counts))
    add("/api/v1/series", endpoints.by_token(endpoints.series))
    add("/api/v1/sources", endpoints.by_token(endpoints.sources))
    add("/api/v1/briefings", endpoints.by_token(endpoints.briefings))
    add("/api/v1/briefings/{source}/{key:.+}", endpoints.by_token(endpoints.briefing))
    return application


@dataclass(frozen=True, slots=True)
class _Endpoints:
    """What is answered. Whoever has a chat's token asks as that chat: by its names, of its subscriptions."""

    desk: Desk
    steady: Callable[[], float]
    quota: Quota = field(default_factory=Quota)
    turnstile: Turnstile = field(default_factory=Turnstile)

    # -------------------------------------------------------------- who asks

    def by_token(self, handler: _HandlerFor) -> _Handler:
        """A handler of requests that bring their token in a header, or as a parameter."""

        async def handle(request: web.Request) -> web.StreamResponse:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            token = token.strip() if scheme.lower() == "bearer" else ""
            holder = await self._holder(token or request.query.get("token", ""))
            if holder is None:
                raise ProblemError(
                    HTTPStatus.UNAUTHORIZED,
                    "A token is needed; /feeds in the chat makes one.",
                    headers={"WWW-Authenticate": "Bearer"},
                )
            return await self._served(handler, request, holder)

        return handle

    def by_address(self, handler: _HandlerFor) -> _Handler:
        """A handler of requests whose address holds the token, since feed readers send no headers."""

        async def handle(request: web.Request) -> web.StreamResponse:
            holder = await self._holder(request.match_info["token"])
            if holder is None:
                raise _no_feed()
            return await self._served(handler, request, holder)

        return handle

    async def _holder(self, token: str) -> int | None:
        return await self.desk.tokens.holder(token) if 0 < len(token) <= _TOKEN_LENGTH else None

    async def _served(self, handler: _HandlerFor, request: web.Request, holder: int) -> web.StreamResponse:
        wait = self.quota.take(holder, self.steady())
        if wait:
            raise over_quota(wait)
        with self.turnstile.through(holder):
            return await handler(request, holder)

    # -------------------------------------------------------------- for people

    async def home(self, request: web.Request) -> web.Response:
        """What this is, for whoever comes by."""
        return answer(request, _home(self.desk.site).encode("utf-8"), "text/html; charset=utf-8")

    # -------------------------------------------------------------- feeds

    async def feed_of_subscription(self, request: web.Request, holder: int) -> web.Response:
        """What a chat follows, as a feed."""
        Parameters.read(request.query.items(), ())
        id_ = int(request.match_info["subscription"])
        followed = await self.desk.subscribers.get_subscription(holder, id_)
        if followed is None:
            raise _no_feed()
        try:
            query = parse_query(followed.query)
        except QueryError as error:  # written by another version of the language
            raise _no_feed() from error
        return await self._feed(request, holder, query, f"{id_}.atom", f"subscription/{id_}")

    async def feed_of_query(self, request: web.Request, holder: int) -> web.Response:
        """Any query as a feed."""
        asked = Parameters.read(request.query.items(), ("q",))
        query = asked.query(await self.desk.subscribers.names(holder))
        return await self._feed(request, holder, query, f"find.atom?q={quote(str(query), safe='')}", f"find/{query}")

    async def _feed(self, request: web.Request, holder: int, query: Query, path: str, name: str) -> web.Response:
        own = await self.desk.subscribers.names(holder)
        findings = await self.desk.search.find(query, own=own, limit=_FEED_ENTRIES)
        body = feeds.atom(
            findings.found,
            self.desk.names,
            query=str(query),
            title=f"Rostrum: {query}",
            name=name,
            address=f"{self.desk.site}/feeds/{request.match_info['token']}/{path}",
            site=self.desk.site,
        )
        last_modified = format_datetime(feeds.updated_at(findings.found), usegmt=True)
        return answer(request, body, feeds.CONTENT_TYPE, headers={"Last-Modified": last_modified})

    # -------------------------------------------------------------- the archive

    async def find(self, request: web.Request, holder: int) -> web.Response:
        """The passages that meet a query."""
        asked = Parameters.read(_but_token(request), openapi.parameters("find"))
        own = await self.desk.subscribers.names(holder)
        query = asked.query(own)
        since, until = asked.span()
        try:
            findings = await self.desk.search.find(
                query,
                own=own,
                order=asked.order(),
                limit=asked.limit(),
                before=asked.before(),
                source=asked.source(self.desk.names),
                language=asked.language(),
                since=since,
                until=until,
            )
        except ValueError as error:
            raise _no_page() from error
        return as_json(
            request,
            {
                "query": str(query),
                "total": findings.total,
                "at_least": findings.at_least,
                "next": findings.next,
                "passages": [to_json(hit) for hit in findings.found],
            },
        )

    async def counts(self, request: web.Request, holder: int) -> web.Response:
        """How often a query is met, in figures."""
        asked = Parameters.read(_but_token(request), openapi.parameters("counts"))
        own = await self.desk.subscribers.names(holder)
        query = asked.query(own)
        since, until = asked.span()
        tally = await self.desk.search.tally(
            query,
            own=own,
            today=self.desk.now().date(),
            source=asked.source(self.desk.names),
            language=asked.language(),
            since=since,
            until=until,
        )
        return as_json(request, {"query": str(query), **_tally(tally)})

    async def series(self, request: web.Request, holder: int) -> web.Response:
        """How a subject rose and fell."""
        asked = Parameters.read(_but_token(request), openapi.parameters("series"))
        own = await self.desk.subscribers.names(holder)
        query = asked.query(own)
        since, until = asked.span()
        series = await self.desk.search.series(
            query,
            own=own,
            step=asked.step(),
            source=asked.source(self.desk.names),
            language=asked.language(),
            since=since,
            until=until,
        )
        return as_json(request, _series(series))

    async def sources(self, request: web.Request, holder: int) -> web.Response:  # noqa: ARG002
        """The outlets whose briefings are kept."""
        Parameters.read(_but_token(request), ())
        listed = [
            {
                "id": state.id,
                "name": state.name,
                "watched": state.configured,
                "briefings": state.briefings,
                "polled_at": feeds.moment(state.polled_at) if state.polled_at else None,
            }
            for state in await self.desk.archive.sources()
        ]
        return as_json(request, {"sources": listed})

    async def briefings(self, request: web.Request, holder: int) -> web.Response:  # noqa: ARG002
        """The latest briefings, one edition of each."""
        asked = Parameters.read(_but_token(request), openapi.parameters("briefings"))
        before, limit = asked.before(), asked.limit()
        if before is not None and not (before.isdecimal() and len(before) < 19):
            raise _no_page()
        listed = await self.desk.archive.latest(
            source=asked.source(self.desk.names),
            language=asked.language(),
            limit=limit + 1,
            before=int(before) if before else None,
        )
        following = str(listed[limit - 1].id) if len(listed) > limit else None
        return as_json(request, {"next": following, "briefings": [_edition(each) for each in listed[:limit]]})

    async def briefing(self, request: web.Request, holder: int) -> web.Response:  # noqa: ARG002
        """A briefing whole, as it stands."""
        asked = Parameters.read(_but_token(request), ("language",))
        id_ = text("source", request.match_info["source"]) + "/" + text("key", request.match_info["key"])
        language = asked.language()
        found = await self.desk.archive.read(id_, language)
        if found is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such briefing.")
        edition, briefing = found
        if language is not None and edition.language != language:
            there = [each.language for each in await self.desk.archive.editions(id_)]
            raise ProblemError(
                HTTPStatus.NOT_FOUND, f"It is there in {', '.join(there)} only.", {"parameter": "language"}
            )
        return as_json(request, {"edition": _edition(edition), "briefing": contract.to_json(briefing)})

    async def description(self, request: web.Request) -> web.Response:
        """What can be asked here, for programs: OpenAPI."""
        return as_json(request, openapi.document(self.desk.site))


def _but_token(request: web.Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query.items() if name != "token"]


def _no_feed() -> ProblemError:
    return ProblemError(HTTPStatus.NOT_FOUND, "There is no such feed.")


def _no_page() -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "It takes the next of an earlier answer.", {"parameter": "before"})


# ------------------------------------------------------------------ as JSON


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "briefing": edition.briefing,
        "source": edition.source,
        "language": edition.language,
        "date": edition.date.isoformat(),
        "title": edition.title,
        "url": edition.url,
        "version": edition.version,
        "first_seen_at": feeds.moment(edition.first_seen_at),
        "changed_at": feeds.moment(edition.changed_at),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    met, of = tally.lately
    return {
        "total": tally.total,
        "at_least": tally.at_least,
        "recent": {str(days): count for days, count in sorted(tally.recent.items())},
        "first": tally.first.isoformat() if tally.first else None,
        "last": tally.last.isoformat() if tally.last else None,
        "sources": [{"source": source, "passages": count} for source, count in tally.sources],
        "speakers": [{"speaker": speaker, "passages": count} for speaker, count in tally.speakers],
        "heard": tally.heard,
        "lately": {"met": met, "of": of},
    }


def _series(series: Series) -> dict[str, Any]:
    return {
        "query": series.query,
        "step": series.step,
        "first": series.first.isoformat() if series.first else None,
        "at_least": series.at_least,
        "sources": list(series.sources),
        "points": [
            {
                "start": point.start.isoformat(),
                "mentions": point.mentions,
                "briefings": point.briefings,
                "of": point.of,
                "briefing": point.briefing or None,
            }
            for point in series.points
        ],
    }


# ------------------------------------------------------------------ as a page

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rostrum</title>
<style>body {{ max-width: 40rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }}</style>
</head>
<body>
<h1>Rostrum</h1>
<p>Official press briefings, word for word: what was said, and what was changed afterwards. This is where feed readers
and programs ask; the bot in the chat gives them their addresses, at <code>/feeds</code>.</p>
<p>{lines}</p>
<p><a href="{site}/api/v1/openapi.json">The description for programs</a> (OpenAPI 3.1) says what each takes.</p>
</body>
</html>
"""


def _home(site: str) -> str:
    paths: Mapping[str, str] = {
        "/feeds/TOKEN/NUMBER.atom": "a subscription as an Atom feed",
        "/feeds/TOKEN/find.atom?q=QUERY": "any query as one",
        **{path: summary for path, summary in openapi.summaries().items() if "{" not in path},
    }
    lines = "<br>\n".join(f"<code>{html.escape(path)}</code> {html.escape(what)}" for path, what in paths.items())
    return _PAGE.format(lines=lines, site=html.escape(site))
