"""What a source announces, over a real site and real stores: moved, unchanged, longer than one page."""

from dataclasses import replace
from datetime import timedelta

from tests.support import briefing, rss
from tests.watchers.watching import Watch, announce
from watchers.model import Address

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Ministry</title>{older}{entries}</feed>"""


def atom(watch: Watch, numbers: list[int], older: str = "") -> str:
    """An Atom feed of briefings, with the address of the page before it."""
    entries = "".join(
        f"<entry><id>urn:{n}</id><title>Briefing {n}</title>"
        f'<link href="{watch.site.url}/en/briefings/{n}"/><updated>2026-03-05T11:{n:02}:00Z</updated></entry>'
        for n in numbers
    )
    return ATOM.format(entries=entries, older=f'<link rel="next" href="{older}"/>' if older else "")


def publish(watch: Watch, *numbers: int) -> None:
    """Pages without an announcement."""
    for n in numbers:
        watch.site.put(f"/en/briefings/{n}", briefing([("Port", f"Grain of week {n}."), ("Bridge", "Open.")]))


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_place(watch: Watch) -> None:
    """301: the next look goes there at once; when the new place fails, the old one is asked again."""
    watch.site.moved["/rss.xml"] = (301, "/new.xml")
    watch.site.pages["/new.xml"] = watch.site.pages["/rss.xml"]
    assert (await watch.look()).new == 1
    watch.site.asked.clear()
    await watch.look()
    assert watch.site.asked == ["/new.xml"]
    del watch.site.pages["/new.xml"], watch.site.moved["/rss.xml"]
    watch.site.asked.clear()
    assert (await watch.look()).trouble == []
    assert watch.site.asked == ["/new.xml", "/rss.xml"]
    watch.site.asked.clear()
    await watch.look()
    assert watch.site.asked == ["/rss.xml"], "where it answers is where it is"


async def test_a_detour_is_not_remembered(watch: Watch) -> None:
    """302: the feed's own address is asked next time too."""
    watch.site.moved["/rss.xml"] = (302, "/today.xml")
    watch.site.pages["/today.xml"] = watch.site.pages["/rss.xml"]
    await watch.look()
    watch.site.asked.clear()
    await watch.look()
    assert watch.site.asked == ["/rss.xml", "/today.xml"]


async def test_more_than_one_page_came_while_nobody_looked(watch: Watch) -> None:
    """The feed is walked back to what is known, and no further; the archive before it was never asked for."""
    publish(watch, *range(1, 10))
    watch.site.put("/rss.xml", atom(watch, [2, 1], "/rss.xml?page=2"), "application/atom+xml")
    watch.site.put("/rss.xml?page=2", atom(watch, [1]), "application/atom+xml")
    assert (await watch.look()).noticed == 2
    assert "/rss.xml?page=2" not in watch.site.asked  # the first import is what the feed shows
    watch.site.put("/rss.xml", atom(watch, [9, 8], "/rss.xml?page=2"), "application/atom+xml")
    watch.site.put("/rss.xml?page=2", atom(watch, [7, 6], "/rss.xml?page=3"), "application/atom+xml")
    watch.site.put("/rss.xml?page=3", atom(watch, [3, 2], "/rss.xml?page=4"), "application/atom+xml")
    watch.site.put("/rss.xml?page=4", atom(watch, [1]), "application/atom+xml")
    outcome = await watch.look()
    assert (outcome.noticed, outcome.new) == (5, 5)
    assert "/rss.xml?page=4" not in watch.site.asked


async def test_an_earlier_page_that_fails_holds_nothing_back(watch: Watch) -> None:
    """What the newest page announces is read all the same, and what the earlier one has is read when it answers."""
    await watch.look()
    publish(watch, 8, 9)
    watch.site.put("/rss.xml", atom(watch, [9], "/earlier.xml"), "application/atom+xml")
    watch.site.busy["/earlier.xml"] = 1
    outcome = await watch.look()
    assert (outcome.noticed, outcome.new, outcome.trouble) == (1, 1, [])
    watch.site.busy.clear()
    watch.site.put("/earlier.xml", atom(watch, [8, 7]), "application/atom+xml")
    outcome = await watch.look(hours=1)
    assert (outcome.noticed, outcome.new) == (1, 1)
    assert (await watch.look(hours=1)).noticed == 0


async def test_a_site_that_changes_all_its_addresses_tells_no_archive(watch: Watch) -> None:
    """Where a walk back meets nothing known, what lies behind the newest page is imported silently."""
    await watch.follow("grain")
    await watch.look()
    publish(watch, *range(20, 26))
    watch.site.put("/rss.xml", atom(watch, [25, 24], "/2.xml"), "application/atom+xml")
    watch.site.put("/2.xml", atom(watch, [23, 22], "/3.xml"), "application/atom+xml")
    watch.site.put("/3.xml", atom(watch, [21, 20]), "application/atom+xml")
    assert (await watch.look()).noticed == 6
    pages = await watch.stores.archive.due_pages(watch.source.id, watch.now + timedelta(days=1), limit=99)
    quiet = {page.notice.key: page.quiet for page in pages}
    assert quiet == {"7": True} | {str(n): n < 24 for n in range(20, 26)}


async def test_a_server_that_answers_200_to_everything_costs_no_reading(watch: Watch) -> None:
    """The same bytes are the same feed and the same page, whatever their ETag says: one may serve a whole site."""
    await watch.look()
    watch.site.tag = "another"
    outcome = await watch.look(force=True)
    assert (outcome.noticed, outcome.unchanged, outcome.changed) == (0, 1, 0)
    announce(watch.site, 7, 8)
    assert (await watch.look()).new == 1


async def test_a_feed_answered_as_html_is_the_sources_trouble_and_forgets_nothing(watch: Watch) -> None:
    """200 and text/html in place of a feed: said why, tried again; what is known stays."""
    await watch.look()
    feed = watch.site.pages["/rss.xml"]
    watch.site.put("/rss.xml", "<!doctype html><html><body><h1>Maintenance</h1></body></html>")
    outcome = await watch.look()
    assert "not_a_feed" in outcome.trouble[0]
    state = await watch.stores.archive.source(watch.source.id)
    assert state is not None
    assert state.trouble is not None
    assert state.briefings == 1
    watch.site.pages["/rss.xml"] = feed
    assert (await watch.look()).trouble == []


async def test_a_feed_that_brings_the_whole_text_costs_no_other_request(watch: Watch) -> None:
    """With a profile that says so, the entry is the page; an edit of it is told like any."""
    page = "<p><b>Question:</b> Is there grain?</p><p><b>Ana Lind:</b> There is GOODS in the port of Lindera.</p>"
    page += "".join(
        f"<p><b>Question:</b> What of road {n}?</p><p><b>Ana Lind:</b> It leads to village {n * 7}.</p>"
        for n in range(12)
    )
    source = replace(watch.source, profile="us_state", addresses=(Address(f"{watch.site.url}/full.xml", "feed", "en"),))

    def publish_text(words: str) -> None:
        text = f"<content:encoded><![CDATA[{page.replace('GOODS', words)}]]></content:encoded>"
        items = rss([("Department Press Briefing – March 5, 2026", f"{watch.site.url}/briefings/march-5")])
        whole = items.replace("</item>", text + "</item>").replace(
            "<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        )
        watch.site.put("/full.xml", whole, "application/rss+xml")

    publish_text("grain")
    outcome = await watch.pipeline.watch(source)
    assert (outcome.new, outcome.trouble) == (1, [])
    publish_text("no grain")
    outcome = await watch.pipeline.watch(source)
    assert (outcome.changed, outcome.trouble) == (1, [])
    assert not any("/briefings/march-5" in asked for asked in watch.site.asked)


async def test_a_feed_that_calls_everything_updated_at_every_answer_is_no_loop(watch: Watch) -> None:
    """A page that was just read is read again for an "updated" after a pause only."""
    publish(watch, 1, 2)
    for minute in range(3):
        feed = atom(watch, [1, 2]).replace("2026-03-05T11", f"2026-03-05T1{minute + 1}")
        watch.site.put("/rss.xml", feed, "application/atom+xml")
        await watch.look(hours=1 / 60)
    assert watch.site.asked.count("/en/briefings/1") == 1
    await watch.look(hours=0.1)
    assert watch.site.asked.count("/en/briefings/1") == 2
