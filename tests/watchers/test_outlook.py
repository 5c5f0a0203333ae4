"""What a watch comes to, over real stores: rhythm, and the alarms that operators get once and once again."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.support import briefing
from tests.watchers.watching import ADMIN, NOW, Watch, announce
from watchers.remembered import NoticeDelivery


async def told(watch: Watch) -> list[tuple[str, bool]]:
    """What the admin is told now: kind of alarm, and whether it is over."""
    taken = await watch.stores.outbox.claim(watch.now, lease_seconds=1, limit=10)
    for delivery in taken:
        await watch.stores.outbox.sent(delivery.id, message_id=1, now=watch.now)
    return [(d.alarm.kind, d.over) for d in taken if isinstance(d, NoticeDelivery) and d.chat.id == ADMIN]


async def due_at(watch: Watch) -> datetime:
    """When the source is looked at next."""
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    return state.due_at


async def test_a_source_that_fails_is_told_once_and_once_when_it_is_read_again(watch: Watch) -> None:
    """A hiccup is no news; what lasts is told to the admins, and never again until it is over."""
    await watch.look()
    feed = watch.site.pages.pop("/rss.xml")
    await watch.look()
    assert await told(watch) == []
    for _ in range(8):
        await watch.look(hours=0.2)
    assert await told(watch) == [("failing", False)]
    watch.site.pages["/rss.xml"] = feed
    await watch.look(hours=1)
    assert await told(watch) == [("failing", True)]
    await watch.look(hours=1)
    assert await told(watch) == []


async def test_a_briefing_that_was_due_and_did_not_come_is_told_once(watch: Watch) -> None:
    """Eight Thursdays at noon, then none: the admins hear of it that evening, and of the one that comes after it."""
    await watch.look()
    for week in range(1, 9):
        watch.now = NOW + timedelta(weeks=week)
        announce(watch.site, *range(7, 8 + week))
        assert (await watch.look()).new == 1
    watch.now = NOW + timedelta(weeks=9, minutes=-30)
    assert await told(watch) == []
    await watch.look()
    assert await due_at(watch) - watch.now <= timedelta(minutes=2), "bursts around the expected time"
    for _ in range(36):
        await watch.look(hours=1)
    assert await told(watch) == [("overdue", False)]
    announce(watch.site, *range(7, 17))
    await watch.look(hours=1)
    assert await told(watch) == [("overdue", True)]


async def test_a_source_whose_pages_alone_fail_is_no_alarm(watch: Watch) -> None:
    """A page's trouble is that page's."""
    announce(watch.site, 7, 8)
    watch.site.pages.pop("/en/briefings/8")
    for _ in range(6):
        await watch.look(hours=0.5)
    assert await told(watch) == []


async def test_an_archive_that_was_closed_long_ago_sounds_no_alarm(watch: Watch) -> None:
    """What was so when we came is no news: neither at the first look nor months later; what goes quiet then is."""
    links = [
        watch.site.put(f"/en/briefings/{n}", briefing([("Port", f"Grain of week {n}."), ("Bridge", "Open.")]))
        for n in range(8)
    ]
    dated = zip(links, (NOW - timedelta(weeks=60 + n) for n in range(8)), strict=True)
    items = "".join(
        f"<item><title>Briefing</title><link>{link}</link><pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for link, at in dated
    )
    watch.site.put("/rss.xml", f'<rss version="2.0"><channel>{items}</channel></rss>', "text/xml")
    for _ in range(20):
        await watch.look(hours=24)
    assert await told(watch) == []
    for n in range(9, 40):
        announce(watch.site, n)
        await watch.look(hours=31 * n % 50)
    assert await told(watch) == []
    for _ in range(30):
        await watch.look(hours=24)
    assert await told(watch) == [("quiet", False)]


async def test_a_pages_own_time_does_not_wait_for_the_sources(watch: Watch) -> None:
    """A page that failed is tried again after a minute, however rarely its source is polled."""
    await watch.look()
    announce(watch.site, 7, 8)
    watch.site.pages.pop("/en/briefings/8")
    slow = replace(watch.source, profile="un_noon")
    await watch.pipeline.watch(slow)
    assert await due_at(watch) <= watch.now + timedelta(minutes=1)


async def test_days_stated_as_midnight_teach_no_hour(watch: Watch) -> None:
    """Midnight in the site's own zone is a day without a clock: no rhythm comes of it, and so nothing is overdue."""
    source = replace(watch.source, profile="china_mfa")
    items = ""
    for day in range(1, 13):
        link = watch.site.put(f"/eng/t{day}.html", briefing([("Port", f"Grain of day {day}."), ("Bridge", "Open.")]))
        stamp = f"Sun, {day:02} Mar 2026 00:00:00 +0800"
        items += f"<item><title>Briefing</title><link>{link}</link><pubDate>{stamp}</pubDate></item>"
        watch.site.put("/rss.xml", f'<rss version="2.0"><channel>{items}</channel></rss>', "text/xml")
        watch.now = NOW + timedelta(days=day - 4)
        await watch.pipeline.watch(source)
    for _ in range(5):
        watch.now += timedelta(days=1)
        await watch.pipeline.watch(source)
    assert await told(watch) == []
