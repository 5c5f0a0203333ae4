"""The sample ministry as a site: its feeds, listings, conditional requests, the new briefing and its edit."""

import datetime as dt
from collections.abc import AsyncIterator
from email.utils import format_datetime

import aiohttp
import pytest

from bot.sample.markup import LANGUAGES, numbers
from bot.sample.ministry import Ministry
from bot.sample.rehearsal import rehearse
from watchers.model import Address, Notice, Page
from watchers.sources.feed import read_feed
from watchers.sources.listing import read_listing
from watchers.sources.profile import find_profile

TODAY = dt.date(2026, 3, 5)
NEW_AT = dt.datetime(2026, 3, 5, 16, 2, 3, 450_000, tzinfo=dt.UTC)
EDIT_AT = NEW_AT + dt.timedelta(seconds=5)


@pytest.fixture
async def ministry() -> AsyncIterator[Ministry]:
    ministry = Ministry()
    await ministry.start(TODAY)
    yield ministry
    await ministry.close()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


async def get(client: aiohttp.ClientSession, url: str, **headers: str) -> tuple[int, aiohttp.ClientResponse, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.get(url, headers=named) as response:
        return response.status, response, await response.read()


async def announced(client: aiohttp.ClientSession, ministry: Ministry, language: str) -> tuple[Notice, ...]:
    """What the feed announces, having checked that the listing announces the same."""
    _, answer, body = await get(client, ministry.feed_url(language))
    address = Address(ministry.feed_url(language), "feed", language)
    page = Page(address.url, body, answer.content_type, answer.charset)
    notices = read_feed(page, address, find_profile("sample")).notices
    _, answer, body = await get(client, ministry.listing_url(language))
    address = Address(ministry.listing_url(language), "listing")
    listing = Page(address.url, body, answer.content_type, answer.charset)
    listed = read_listing(listing, address, find_profile("sample")).notices
    assert [(n.url, n.key, n.language, n.title) for n in listed] == [
        (n.url, n.key, n.language, n.title) for n in notices
    ]
    assert [n.published_at for n in listed] == [
        n.published_at.replace(second=0) for n in notices if n.published_at is not None
    ]
    return notices


@pytest.mark.parametrize("language", LANGUAGES)
async def test_feed_and_listing_announce_the_past_briefings(
    ministry: Ministry, client: aiohttp.ClientSession, language: str
) -> None:
    """Newest first, a week apart, at stable addresses whose number is the key in every language."""
    notices = await announced(client, ministry, language)
    *past, _new = numbers()
    assert [n.key for n in notices] == [str(number) for number in reversed(past)]
    assert [n.url for n in notices] == [ministry.briefing_url(language, number) for number in reversed(past)]
    assert {n.language for n in notices} == {language}
    assert [n.published_at.date() for n in notices if n.published_at] == [
        TODAY - dt.timedelta(weeks=weeks) for weeks in range(1, len(past) + 1)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_new_briefing_heads_the_feed_and_its_edit_is_quiet(
    ministry: Ministry, client: aiohttp.ClientSession, language: str
) -> None:
    """The new briefing is the first item, dated when it was published; an edit changes its page and nothing else."""
    before = await announced(client, ministry, language)
    new_url = ministry.briefing_url(language, numbers()[-1])
    assert (await get(client, new_url))[0] == 404
    ministry.publish_new(NEW_AT)
    first, *rest = await announced(client, ministry, language)
    assert (first.url, first.published_at) == (new_url, NEW_AT.replace(microsecond=0))
    assert tuple(rest) == before
    _, _, page = await get(client, new_url)

    ministry.publish_edit(EDIT_AT)
    assert await announced(client, ministry, language) == (first, *rest)
    _, answer, edited = await get(client, new_url)
    assert answer.headers["Last-Modified"] == format_datetime(EDIT_AT, usegmt=True)
    changed = [(a, b) for a, b in zip(page.splitlines(), edited.splitlines(), strict=True) if a != b]
    assert len(changed) == 1


async def test_conditional_requests_are_answered_304(ministry: Ministry, client: aiohttp.ClientSession) -> None:
    """By ETag or by date, until the page changes; the ETag counts first (RFC 9110, 13.2.2)."""
    ministry.publish_new(NEW_AT)
    for url in (
        ministry.feed_url("en"),
        ministry.listing_url("ru"),
        ministry.briefing_url("ru", numbers()[0]),
        ministry.briefing_url("en", numbers()[-1]),
    ):
        status, answer, body = await get(client, url)
        etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
        assert (status, answer.charset, bool(body)) == (200, "utf-8", True)
        for asked in ({"If_None_Match": etag}, {"If_None_Match": f'"x", W/{etag}'}, {"If_Modified_Since": modified}):
            status, answer, body = await get(client, url, **asked)
            assert (status, body, answer.headers["ETag"]) == (304, b"", etag)
        for other in ({"If_None_Match": '"x"', "If_Modified_Since": modified}, {"If_Modified_Since": "yesterday"}):
            assert (await get(client, url, **other))[0] == 200
    ministry.publish_edit(EDIT_AT)
    assert (await get(client, url, If_None_Match=etag))[0] == 200
    assert (await get(client, url, If_Modified_Since=modified))[0] == 200


async def test_what_is_not_there_is_404(ministry: Ministry, client: aiohttp.ClientSession) -> None:
    """An unknown address is no page."""
    for path in ("/", "/de/rss.xml", "/en/briefings/1", "/en/briefings/416x"):
        assert (await get(client, ministry.address + path))[0] == 404


async def test_an_edit_before_the_briefing_is_an_error(ministry: Ministry) -> None:
    """There is nothing to edit before publication."""
    with pytest.raises(LookupError):
        ministry.publish_edit(EDIT_AT)


async def test_a_rehearsal_publishes_then_edits(ministry: Ministry, client: aiohttp.ClientSession) -> None:
    """It waits as long as told, on the clock that was passed in, and dates what it publishes by it."""
    clock = NEW_AT
    seen: list[tuple[float, int]] = []
    url = ministry.briefing_url("en", numbers()[-1])

    async def sleep(seconds: float) -> None:
        nonlocal clock
        seen.append((seconds, (await get(client, url))[0]))
        clock += dt.timedelta(seconds=seconds)

    await rehearse(ministry, new_after=20, edit_after=40, sleep=sleep, now=lambda: clock)
    assert seen == [(20, 404), (40, 200)]
    _, answer, _ = await get(client, url)
    assert answer.headers["Last-Modified"] == format_datetime(NEW_AT + dt.timedelta(seconds=60), usegmt=True)
