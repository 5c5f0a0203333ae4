"""robots.txt: what it asks of us, and that every request heeds it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from tests.watchers.names import AllNamesHere
from watchers.errors import FetchError
from watchers.fetch import Fetcher
from watchers.robots import LONGEST_PAUSE, MAX_BYTES, Robots, Rules, read_rules

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
FORBIDDING = b"User-agent: *\nDisallow: /private\n"


# ------------------------------------------------------------------ what is written


@pytest.mark.parametrize(
    ("body", "allowed", "forbidden"),
    [
        (b"User-agent: *\nDisallow: /a\nAllow: /a/b\n", ["/", "/a/b", "/b"], ["/a", "/a/c"]),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Rostrum\nDisallow: /x\n", ["/", "/y"], ["/x"]),
        (b"User-agent: ROSTRUM/2.0\nDisallow: /\n", [], ["/"]),
        (b"User-agent: Yandex\nUser-agent: rostrum\nDisallow: /\n", [], ["/"]),
        (b"User-agent: Rostrumbot\nUser-agent: Ros\nDisallow: /\n", ["/"], []),
        (b"User-agent: Yandex\nDisallow: /\n", ["/"], []),
        (b"User-agent: *\nDisallow:\n", ["/"], []),
        (b"User-agent: *\nSitemap: http://x/s.xml\nUser-agent: b\nDisallow: /\n", [], ["/"]),
        (b"User-agent: *\nDisallow: /*?PAGEN\nDisallow: /*.pdf$\n", ["/", "/a.pdf?x"], ["/n?PAGEN_1=2", "/a.pdf"]),
        (b"\xef\xbb\xbfUser-Agent : * # everybody\r\ndisallow : /a # not this\r\n", ["/b"], ["/a"]),
        (b"useragent *\nDisallow /a\n", ["/b"], ["/a"]),
        ("User-agent: *\nDisallow: /новости\n".encode(), ["/"], ["/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1"]),
        (b"Disallow: /\n", ["/"], []),
        (b"<html><body>User-agent: * Disallow: / not found</body></html>", ["/"], []),
        (b"\x00\xff\xfe garbage\n: : :\nUser-agent\n", ["/"], []),
        (b"", ["/"], []),
    ],
)
def test_what_a_robots_txt_allows(body: bytes, allowed: Sequence[str], forbidden: Sequence[str]) -> None:
    """Our group before everybody's, the longest rule first, other robots' groups left out, nonsense forbids nothing."""
    rules = read_rules(body)
    judged = {path: rules.allow(f"http://mfa.test{path}") for path in (*allowed, *forbidden)}
    assert judged == {**dict.fromkeys(allowed, True), **dict.fromkeys(forbidden, False)}


@pytest.mark.parametrize(
    ("body", "own", "pause"),
    [
        (b"User-agent: *\nCrawl-delay: 10\n", 5, 10),
        (b"User-agent: *\nCrawl-delay: 1\n", 5, 5),
        (b"User-agent: *\nCrawl-delay: 7200\n", 5, LONGEST_PAUSE),
        (b"User-agent: *\nCrawl-delay: 7200\n", 90, 90),
        (b"User-agent: *\nCrawl-delay: soon\n", 5, 5),
        (b"User-agent: *\nCrawl-delay: nan\n", 5, 5),
        (b"User-agent: other\nCrawl-delay: 10\n", 5, 5),
        (b"", 5, 5),
    ],
)
def test_a_crawl_delay_lengthens_the_pause_up_to_a_minute(body: bytes, own: float, pause: float) -> None:
    """It never shortens ours."""
    assert read_rules(body).pause(own) == pause


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode), st.text("/a*$?#%é:[", max_size=20))
def test_whatever_comes_is_read(body: bytes, path: str) -> None:
    """Any bytes at all make rules that answer."""
    lines = b"User-agent: *\nDisallow: " + body
    for written in (body, lines):
        assert read_rules(written).allow(f"http://mfa.test/{path}") in (True, False)
        assert read_rules(written).pause(1) >= 1


@given(
    st.lists(st.sampled_from(["User-agent: a", "User-agent: *", "User-agent: Rostrum", "Disallow: /p", "Allow: /p/q"]))
)
def test_other_robots_rules_are_not_needed_to_judge_ours(lines: list[str]) -> None:
    """Leaving their groups out changes no answer of the parser's."""
    whole = Rules("\n".join(lines))
    kept = read_rules("\n".join(lines).encode())
    for path in ("/", "/p", "/p/q"):
        assert kept.allow(f"http://mfa.test{path}") == whole.allow(f"http://mfa.test{path}")
    assert "User-agent: a" not in kept.text


def test_thousands_of_robots_above_thousands_of_rules_are_left_out_before_they_are_parsed() -> None:
    """The parser would make each rule known to each robot, and take minutes."""
    body = "".join(f"User-agent: a{n}\n" for n in range(12_000)) + "Disallow: /x\n" * 12_000
    assert read_rules(body.encode()) == Rules()
    assert len(read_rules(f"User-agent: *\n{body}".encode()).text.splitlines()) == 12_001


def test_what_follows_half_a_megabyte_is_not_read() -> None:
    """The rules before it hold."""
    rules = read_rules(b"User-agent: *\nDisallow: /a\n" + b"#" * MAX_BYTES + b"\nDisallow: /b\n")
    assert (rules.allow("http://mfa.test/a"), rules.allow("http://mfa.test/b")) == (False, True)


# ------------------------------------------------------------------ what is remembered


class Site:
    """Answers for robots.txt as the test says, and counts; time is the test's."""

    def __init__(self) -> None:
        self.now = NOW
        self.answer: bytes | FetchError = FORBIDDING
        self.asked: list[str] = []
        self.robots = Robots(self._ask, now=lambda: self.now)

    async def _ask(self, url: str, user_agent: str) -> bytes:
        self.asked.append(url)
        if isinstance(self.answer, FetchError):
            raise self.answer
        return self.answer

    async def allow(self, path: str, origin: str = "http://mfa.test") -> bool:
        """Whether the path may be asked for."""
        return (await self.robots.allow(origin + path, "Reader/1"))[0]


async def test_each_origin_is_asked_once_a_day() -> None:
    """Scheme, host and port together are an origin."""
    site = Site()
    for path in ("/a", "/b", "/private"):
        assert await site.allow(path) == (path != "/private")
    await site.allow("/a", "https://mfa.test")
    await site.allow("/a", "http://mfa.test:8080")
    assert site.asked == [f"{o}/robots.txt" for o in ("http://mfa.test", "https://mfa.test", "http://mfa.test:8080")]
    site.now += timedelta(hours=25)
    site.answer = b""
    assert await site.allow("/private")
    assert len(site.asked) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_site_without_robots_txt_allows_all(status: int) -> None:
    """Any 4xx but 429, for a day."""
    site = Site()
    site.answer = FetchError("u", "status", status=status)
    assert await site.allow("/private")
    assert await site.robots.rules("http://mfa.test/", "R") == Rules()
    assert len(site.asked) == 1


TROUBLES = [
    FetchError("u", "status", status=500),
    FetchError("u", "status", status=503),
    FetchError("u", "status", status=429),
    FetchError("u", "timeout"),
    FetchError("u", "network"),
    FetchError("u", "tls"),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
async def test_rules_once_known_hold_while_the_site_cannot_be_asked(trouble: FetchError) -> None:
    """They are asked for again after an hour, and the new ones hold then."""
    site = Site()
    assert not await site.allow("/private")
    site.answer = trouble
    site.now += timedelta(days=2)
    assert not await site.allow("/private")
    assert await site.allow("/other")
    assert len(site.asked) == 2
    site.answer = b""
    site.now += timedelta(hours=1)
    assert await site.allow("/private")
    assert len(site.asked) == 3


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
async def test_a_site_that_never_told_its_rules_is_read_at_half_the_pace(trouble: FetchError) -> None:
    """Not left unread, as the letter of the RFC would have it."""
    site = Site()
    site.answer = trouble
    allowed, rules = await site.robots.allow("http://mfa.test/a", "R")
    assert (allowed, rules.pause(10)) == (True, 20)
    site.answer = b""
    site.now += timedelta(hours=1)
    allowed, rules = await site.robots.allow("http://mfa.test/a", "R")
    assert (allowed, rules.pause(10)) == (True, 10)


async def test_a_busy_server_says_when_it_may_be_asked_again() -> None:
    """Retry-After beyond the hour is honoured."""
    site = Site()
    site.answer = FetchError("u", "status", status=503, retry_after=3 * 3600)
    await site.allow("/a")
    for hours, asked in ((2, 1), (1, 2)):
        site.now += timedelta(hours=hours)
        await site.allow("/a")
        assert len(site.asked) == asked


async def test_what_is_remembered_of_all_sites_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest goes first, and is asked for again when it is needed."""
    monkeypatch.setattr("watchers.robots._REMEMBERED", 1000)
    site = Site()
    for n in range(100):
        assert not await site.allow("/private", f"http://m{n}.test")
    assert len(site.robots._known) < 25
    assert not site.robots.fresh("http://m0.test/")
    assert site.robots.fresh("http://m99.test/")


# ------------------------------------------------------------------ at the door


class Ministry:
    """What the server at every name answers: path -> body, status or redirect; and what it was asked, by name."""

    def __init__(self) -> None:
        self.pages: dict[str, str | int] = {"/robots.txt": FORBIDDING.decode()}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.port = 0

    async def answer(self, request: web.Request) -> web.Response:
        """The page, a bare status, or a redirect where the body is an address."""
        host = request.host.partition(":")[0]
        self.asked.append(host + request.path)
        self.agents.add(request.headers["User-Agent"])
        page = self.pages.get(host + request.path, self.pages.get(request.path, "ok"))
        if isinstance(page, int):
            return web.Response(status=page)
        if page.startswith("http://"):
            return web.Response(status=302, headers={"Location": page.replace(".test", f".test:{self.port}")})
        return web.Response(text=page)


@asynccontextmanager
async def fetching(ministry: Ministry, **settings: Any) -> AsyncIterator[Fetcher]:
    """A fetcher for which every name is the ministry's server; addresses are written without its port."""
    app = web.Application()
    app.router.add_get("/{path:.*}", ministry.answer)
    async with TestServer(app) as server:
        ministry.port = server.port or 0
        names = [f"{name}:{server.port}" for name in ("mfa.test", "www.mfa.test", "127.0.0.1")]
        async with Fetcher(now=lambda: NOW, trusted=names, resolver=AllNamesHere(), **settings) as fetcher:
            yield fetcher


async def outcome(fetcher: Fetcher, ministry: Ministry, address: str, **how: Any) -> str:
    """What getting an address comes to: "read", or the FetchError's reason."""
    try:
        await fetcher.get(f"http://{address.replace('/', f':{ministry.port}/', 1)}", **how)
    except FetchError as error:
        return error.reason
    return "read"


async def test_what_a_site_forbids_is_not_asked_for() -> None:
    """The refusal says so and names the address."""
    ministry = Ministry()
    async with fetching(ministry) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/news") == "read"
        assert await outcome(fetcher, ministry, "mfa.test/private/1") == "robots"
        with pytest.raises(FetchError, match=r"robots\.txt .*/private/2"):
            await fetcher.get(f"http://mfa.test:{ministry.port}/private/2")
    assert ministry.asked == ["mfa.test/robots.txt", "mfa.test/news"]


async def test_an_operator_with_permission_can_do_without() -> None:
    """Then robots.txt is not even asked for."""
    ministry = Ministry()
    async with fetching(ministry, robots=False) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/private") == "read"
    assert ministry.asked == ["mfa.test/private"]


async def test_a_site_on_this_machine_is_not_asked_for_its_rules() -> None:
    """A mirror or the sample ministry is the operator's own."""
    ministry = Ministry()
    async with fetching(ministry) as fetcher:
        assert await outcome(fetcher, ministry, "127.0.0.1/private") == "read"
    assert ministry.asked == ["127.0.0.1/private"]


async def test_our_token_stays_ours_whatever_name_the_profile_sends() -> None:
    """A browser's User-Agent does not escape the rules for Rostrum, and robots.txt is asked for under the same name."""
    ministry = Ministry()
    ministry.pages["/robots.txt"] = "User-agent: Rostrum\nDisallow: /\n"
    async with fetching(ministry) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/news", user_agent="Mozilla/5.0 (X11)") == "robots"
    assert ministry.agents == {"Mozilla/5.0 (X11)"}


async def test_a_redirect_does_not_lead_around_the_rules() -> None:
    """Neither on the site itself nor to another whose rules forbid it."""
    ministry = Ministry()
    ministry.pages |= {
        "/here": "http://mfa.test/private",
        "/there": "http://www.mfa.test/closed",
        "www.mfa.test/robots.txt": "User-agent: *\nDisallow: /closed",
    }
    async with fetching(ministry) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/here") == "robots"
        assert await outcome(fetcher, ministry, "mfa.test/there") == "robots"
    assert ministry.asked == ["mfa.test/robots.txt", "mfa.test/here", "mfa.test/there", "www.mfa.test/robots.txt"]


async def test_robots_txt_may_itself_be_elsewhere() -> None:
    """Redirects of it are followed, and need no permission."""
    ministry = Ministry()
    ministry.pages |= {
        "mfa.test/robots.txt": "http://www.mfa.test/private/robots",
        "/private/robots": "User-agent: *\nDisallow: /",
    }
    async with fetching(ministry) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/news") == "robots"


async def test_robots_txt_leading_inside_is_not_followed_there() -> None:
    """The guard holds for it too; a site whose robots.txt leads nowhere has no rules."""
    ministry = Ministry()
    ministry.pages["/robots.txt"] = "http://private.test/robots.txt"
    async with fetching(ministry) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/news") == "read"
    assert ministry.asked == ["mfa.test/robots.txt", "mfa.test/news"]


async def test_an_endless_robots_txt_is_read_up_to_its_bound() -> None:
    """Longer than any page may be, and still the rules at its head hold."""
    ministry = Ministry()
    ministry.pages["/robots.txt"] = FORBIDDING.decode() + "#" * 2 * MAX_BYTES
    async with fetching(ministry, max_bytes=MAX_BYTES + 100_000) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/private") == "robots"


async def test_the_pause_is_the_longer_of_ours_and_theirs() -> None:
    """Crawl-delay counts between pages; robots.txt itself, asked once, does not delay its page."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    ministry = Ministry()
    ministry.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 30\n"
    async with fetching(ministry, sleep=sleep) as fetcher:
        await outcome(fetcher, ministry, "mfa.test/1", delay_seconds=5)
        assert waits == []
        await outcome(fetcher, ministry, "mfa.test/2", delay_seconds=50)
        await outcome(fetcher, ministry, "mfa.test/3", delay_seconds=50)
    first, second = waits
    assert 5 < first <= 30 < second <= 50


async def test_a_site_whose_robots_txt_fails_is_read_at_half_the_pace() -> None:
    """Once at the door as in the rules."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    ministry = Ministry()
    ministry.pages["/robots.txt"] = 500
    async with fetching(ministry, sleep=sleep) as fetcher:
        assert await outcome(fetcher, ministry, "mfa.test/1", delay_seconds=20) == "read"
        assert await outcome(fetcher, ministry, "mfa.test/2", delay_seconds=20) == "read"
    assert len(waits) == 1
    assert 20 < waits[0] <= 40
