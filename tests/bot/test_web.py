"""The HTTP endpoints over a real house: feeds and JSON, asked by a client on loopback."""

import asyncio
import re
from datetime import timedelta

import feedparser
import pytest

from storage.archive import Archive
from tests.bot.conftest import EXCHANGES, NOW, PUBLIC, TOPICS, House, Served, token
from watchers.model import TERMINAL_CHAT

# ------------------------------------------------------------------ in the chat


async def test_where_nothing_is_served_the_chat_is_told_what_the_operator_can_do(house: House) -> None:
    """And no token is made."""
    assert house.app.web is None
    assert "port under [web]" in await house.say("/feeds")
    assert "port under [web]" in await house.say("/feeds new")


async def test_the_addresses_are_told_once(switched_on: None, house: House) -> None:
    """One of each subscription, then never again the token: nobody has a copy."""
    await house.say("/subscribe grain")
    said = await house.say("/feeds")
    secret = token(said)
    assert len(secret) == 32
    assert f"grain\n{PUBLIC}/feeds/{secret}/1.atom" in said
    again = await house.say("/feeds")
    assert secret not in again
    assert "5 March 2026" in again
    assert f"grain\n{PUBLIC}/feeds/…/1.atom" in again
    assert secret not in await house.say("/feeds what?")


async def test_ninety_long_queries_take_as_many_messages_as_they_need(switched_on: None, house: House) -> None:
    """Each whole address is told."""
    await house.say("/start")
    for number in range(90):
        await house.app.stores.subscribers.add(TERMINAL_CHAT, f"{'very' * 40}{number}", NOW)
    said = await house.say("/feeds")
    assert len(set(re.findall(r"/(\d+)\.atom", said))) == 90


async def test_another_token_takes_the_place_of_the_first_and_off_ends_it(served: Served) -> None:
    """At once."""
    old = served.token
    served.token = token(await served.house.say("/feeds new"))
    assert served.token != old
    assert (await served.get(f"/feeds/{old}/1.atom"))[0] == 404
    assert (await served.get(f"/feeds/{served.token}/1.atom"))[0] == 200
    assert "no longer work" in await served.house.say("/feeds off")
    assert (await served.get(f"/feeds/{served.token}/1.atom"))[0] == 404
    assert "have no addresses" in await served.house.say("/feeds off")


# ------------------------------------------------------------------ feeds


async def test_a_feed_reader_reads_a_subscription(served: Served) -> None:
    """Newest first: heading, speaker, official page, the sentences with the hits marked, when they were first seen."""
    status, body, headers = await served.get(f"/feeds/{served.token}/1.atom")
    assert status == 200
    assert headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(body)
    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.title for entry in read.entries] == ["Wheat", "About the port", "Shipping & grain"]
    entry = read.entries[2]
    assert entry.link == f"{served.house.site.url}/en/briefings/7"
    assert entry.author == "Ana Lind"
    assert entry.tags[0].term == "sample"
    assert entry.published == entry.updated == "2026-03-05T12:01:00Z"
    assert "Ships carrying &lt;<b>grain</b>&gt; may leave" in entry.summary
    assert read.feed.links[0].rel == "self"
    assert read.feed.links[0].href == f"{PUBLIC}/feeds/{served.token}/1.atom"
    assert read.feed.updated == "2026-03-05T12:01:00Z"


async def test_ids_are_the_same_whoever_asks_and_another_for_other_words(served: Served) -> None:
    """A reader shows a passage once, and once more when it was edited."""
    path = f"/feeds/{served.token}/find.atom?q=grain"
    before = {entry.title: entry.id for entry in feedparser.parse((await served.get(path))[1]).entries}
    assert all(id_.startswith("tag:press.example.org,2026:passage/sample/") for id_ in before.values())
    served.house.publish(7, [TOPICS[0], (TOPICS[1][0], "Grain may not leave the port.")], EXCHANGES)
    await served.house.poll()
    after = {entry.title: entry.id for entry in feedparser.parse((await served.get(path))[1]).entries}
    assert {title for title in before if before[title] != after[title]} == {"Shipping & grain"}


async def test_a_feed_that_is_as_it_was_is_not_sent_again(served: Served) -> None:
    """By its tag, or by its date; a tag that is not the one goes before the date."""
    path = f"/feeds/{served.token}/1.atom"
    _, _, headers = await served.get(path)
    tag, date = headers["ETag"], headers["Last-Modified"]
    assert date == "Thu, 05 Mar 2026 12:01:00 GMT"
    assert (await served.get(path, If_None_Match=tag))[:2] == (304, b"")
    assert (await served.get(path, If_None_Match=f'"other", {tag.removeprefix("W/")}'))[0] == 304
    assert (await served.get(path, If_Modified_Since=date))[0] == 304
    assert (await served.get(path, If_None_Match='W/"other"', If_Modified_Since=date))[0] == 200
    async with served.client.head(path) as got:
        assert (got.status, await got.read(), got.headers["ETag"]) == (200, b"", tag)


async def test_a_feed_is_packed_for_who_unpacks_it_and_kept_by_nobody_between(served: Served) -> None:
    """gzip by the choice of the client; private; its address goes to no other site."""
    _, _, headers = await served.get(f"/feeds/{served.token}/1.atom", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    _, _, plain = await served.get(f"/feeds/{served.token}/1.atom", Accept_Encoding="gzip;q=0, br")
    assert "Content-Encoding" not in plain
    for name, value in (
        ("Cache-Control", "private, no-cache"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ):
        assert headers[name] == value
    assert "Access-Control-Allow-Origin" not in headers


async def test_a_feed_tells_nobody_of_another_chat(served: Served) -> None:
    """Another chat's subscription, one that never was, and a wrong token are answered alike."""
    await served.house.app.stores.subscribers.meet(77, "en", NOW)
    other, _ = await served.house.app.stores.subscribers.add(77, "kestria", NOW)
    answers = [
        await served.get(f"/feeds/{served.token}/{other.id}.atom"),
        await served.get(f"/feeds/{served.token}/999999999999999999.atom"),
        await served.get("/feeds/wrong/1.atom"),
        await served.get("/feeds/%00/1.atom"),
        await served.get(f"/feeds/{'x' * 5000}/1.atom"),
    ]
    for status, body, _ in answers:
        assert status == 404
        assert body == answers[0][1]


async def test_a_feed_of_nothing_is_a_feed(served: Served) -> None:
    """What nobody said yet may be said tomorrow."""
    status, body, _ = await served.get(f"/feeds/{served.token}/find.atom?q=submarine")
    read = feedparser.parse(body)
    assert (status, read.bozo, read.entries) == (200, False, [])


# ------------------------------------------------------------------ JSON


async def test_passages_are_found_with_exact_spans_page_by_page(served: Served) -> None:
    """Word for word; the pages together are all there is."""
    pages, before = [], ""
    while True:
        page = await served.api(f"/find?q=grain&limit=1{before}")
        assert page["total"] == 3
        pages += page["passages"]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert [p["heading"] for p in pages] == ["Wheat", "About the port", "Shipping & grain"]
    for passage in pages:
        assert {passage["excerpt"][a:b].lower() for a, b in passage["spans"]} == {"grain"}
    assert pages[0]["page_hash"] == pages[0]["page_hash"].lower()
    assert len(pages[0]["page_hash"]) == 64


async def test_passages_are_narrowed_by_day_source_and_language(served: Served) -> None:
    """Each alone."""
    for narrower, total in (
        ("since=2026-03-06", 1),
        ("until=2026-03-05", 2),
        ("since=2026-03-05&until=2026-03-05", 2),
        ("source=sample", 3),
        ("language=en", 3),
        ("language=fr", 0),
        ("order=best", 3),
    ):
        assert (await served.api(f"/find?q=grain&{narrower}"))["total"] == total, narrower


async def test_a_name_of_the_chats_own_is_understood(served: Served) -> None:
    """Whoever has the token asks as the chat does."""
    await served.house.say("/alias cereals = grain OR wheat")
    assert (await served.api("/find?q=~cereals"))["total"] == 4
    assert (await served.refused("/find?q=~cerealz"))["suggestion"] == "~cereals"


async def test_counts_and_series_say_how_often(served: Served) -> None:
    """In all and by month."""
    counts = await served.api("/counts?q=grain")
    assert (counts["total"], counts["first"], counts["last"]) == (3, "2026-03-05", "2026-03-06")
    assert counts["sources"] == [{"source": "sample", "passages": 3}]
    series = await served.api("/series?q=grain&step=briefing")
    assert [(p["start"], p["mentions"], p["briefing"]) for p in series["points"]] == [
        ("2026-03-05", 2, "sample/7"),
        ("2026-03-06", 1, "sample/8"),
    ]
    assert [(p["mentions"], p["of"]) for p in (await served.api("/series?q=grain"))["points"]] == [(3, 2)]


async def test_briefings_are_listed_and_read_whole(served: Served) -> None:
    """The latest first, page by page; one by its id; an edition that is not there is not another one."""
    first = await served.api("/briefings?limit=1")
    second = await served.api(f"/briefings?limit=1&before={first['next']}")
    assert [b["briefing"] for page in (first, second) for b in page["briefings"]] == ["sample/8", "sample/7"]
    assert second["next"] is None
    whole = await served.api("/briefings/sample/7?language=en")
    assert whole["edition"]["briefing"] == whole["briefing"]["id"] == "sample/7"
    assert whole["briefing"]["sections"][0]["heading"] == "Visit to Kestria"
    for path, detail in (("/sample/7?language=fr", "in en only"), ("/sample/9", "no such"), ("/%00/%ED%A0%80", "")):
        status, body, _ = await served.get(f"/api/v1/briefings{path}", Authorization=f"Bearer {served.token}")
        assert status in (400, 404)
        assert detail in body["detail"]


async def test_sources_are_listed(served: Served) -> None:
    """With what is kept of them."""
    listed = (await served.api("/sources"))["sources"]
    assert [(s["id"], s["watched"], s["briefings"]) for s in listed] == [("sample", True, 2)]


async def test_without_its_token_nobody_asks(served: Served) -> None:
    """In a header or in the address; the description needs none."""
    for headers, path in (
        ({}, "/api/v1/find?q=grain"),
        ({"Authorization": "Bearer wrong"}, "/api/v1/find?q=grain"),
        ({"Authorization": f"Basic {served.token}"}, "/api/v1/find?q=grain"),
        ({}, "/api/v1/find?q=grain&token=wrong"),
        ({}, "/api/v1/briefings/sample/7"),
    ):
        status, body, told = await served.get(path, **headers)
        assert (status, body["status"], told["WWW-Authenticate"]) == (401, 401, "Bearer")
    assert (await served.get(f"/api/v1/find?q=grain&token={served.token}"))[0] == 200
    assert (await served.get("/api/v1/openapi.json"))[1]["openapi"] == "3.1.0"


async def test_a_mistake_is_told_with_its_place_and_what_would_work(served: Served) -> None:
    """The parameter, and of a query the words it is about."""
    wrong = await served.refused("/find?q=grain%20AND%20(port")
    assert wrong["parameter"] == "q"
    assert wrong["code"]
    assert wrong["detail"]
    assert 0 <= wrong["start"] < wrong["end"] <= len("grain AND (port")
    for path, parameter in (
        ("/find", "q"),
        ("/find?q=", "q"),
        ("/find?q=grain&q=port", "q"),
        ("/find?q=grain&sorce=sample", "sorce"),
        ("/find?q=grain&source=smple", "source"),
        ("/find?q=grain&source=%27%3B--", "source"),
        ("/find?q=grain&language=English", "language"),
        ("/find?q=grain&since=2026-02-30", "since"),
        ("/find?q=grain&since=last%20week", "since"),
        ("/find?q=grain&since=2026-03-02&until=2026-03-01", "until"),
        ("/find?q=grain&limit=0", "limit"),
        ("/find?q=grain&limit=101", "limit"),
        ("/find?q=grain&limit=%D9%A1", "limit"),
        ("/find?q=grain&order=random", "order"),
        ("/find?q=grain&before=soon", "before"),
        ("/find?q=grain&before=1:1", "before"),
        ("/briefings?before=-1", "before"),
        ("/series?q=grain&step=day", "step"),
        ("/sources?q=grain", "q"),
        ("/find?q=" + "grain%20" * 200, "q"),
        ("/find?q=grain%00", "q"),
        ("/find?q=%ED%A0%80%1B", "q"),
    ):
        assert (await served.refused(path))["parameter"] == parameter, path


async def test_what_is_not_there_and_what_is_not_understood_are_problems_too(served: Served) -> None:
    """As everything that goes wrong, in the one form."""
    assert (await served.get("/nothing"))[1]["status"] == 404
    async with served.client.post("/api/v1/find", data=b"x" * 100_000) as got:
        assert (got.status, got.headers["Allow"]) == (405, "GET,HEAD")
        assert got.content_type == "application/problem+json"


async def test_whoever_asks_too_much_is_told_when_to_ask_again(served: Served) -> None:
    """Twenty at once, then ten a second; another chat is not concerned."""
    path = f"/api/v1/sources?token={served.token}"
    statuses = []
    for _ in range(21):
        async with served.client.get(path) as got:
            statuses.append(got.status)
    assert statuses == [200] * 20 + [429]
    assert got.headers["Retry-After"] == "1"
    await served.house.app.stores.subscribers.meet(77, "en", NOW)
    await served.house.app.stores.tokens.keep(77, "another", NOW)
    async with served.client.get("/api/v1/sources?token=another") as got:
        assert got.status == 200
    served.house.elapsed.append(timedelta(seconds=0.2).total_seconds())
    async with served.client.get(path) as got:
        assert got.status == 200


async def test_what_fails_here_is_logged_without_the_token(
    served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one who asks learns nothing of it but that."""

    async def broken(_: Archive) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Archive, "sources", broken)
    status, body, _ = await served.get(f"/api/v1/sources?token={served.token}")
    assert (status, body["title"]) == (500, "Internal Server Error")
    assert "defect" not in str(body)
    told = "".join(capsys.readouterr())
    assert "a defect" in told
    assert served.token not in told


async def test_the_first_page_says_what_this_is(served: Served) -> None:
    """For people; nothing of anybody's in it."""
    status, body, headers = await served.get("/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"/api/v1/find" in body
    assert PUBLIC.encode() in body
    assert served.token.encode() not in body


async def test_many_at_a_time_are_all_answered_or_sent_away(served: Served) -> None:
    """Nobody waits for ever, nothing fails."""

    async def ask() -> int:
        return (await served.get(f"/api/v1/find?q=grain&token={served.token}"))[0]

    statuses = await asyncio.gather(*(ask() for _ in range(40)))
    assert set(statuses) <= {200, 429, 503}
    assert statuses.count(200) >= 4
