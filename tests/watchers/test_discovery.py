"""The scout, on real sites: from an address somebody named to what would be read there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import open_scout
from bot.config import load
from tests.support import Site, briefing, config, rss
from watchers.discovery import Scout
from watchers.errors import FetchError, ParseError
from watchers.model import Address, Source
from watchers.sources.profile import find_profile

TOPICS = [("Port", "Grain may leave the port. " * 8), ("Bridge", "The bridge is open. " * 8)]
ASKED = [("Ferries", "When will the ferries run?", "From Monday on, as planned."), ("Tariffs", "And tariffs?", "No.")]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A ministry with five briefings, a feed and a listing."""
    async with Site() as made:
        links = [
            made.put(f"/news/briefing-{n}", briefing(TOPICS, ASKED, day=f"{n} March 2026")) for n in (5, 4, 3, 2, 1)
        ]
        made.put(
            "/rss.xml", rss([(f"Briefing {n}", x) for n, x in zip((5, 4, 3, 2, 1), links, strict=True)]), "text/xml"
        )
        items = "".join(
            f'<div class="row"><span>{n} March 2026</span> <a href="{x}">Briefing by Ana Lind, {n} March</a></div>'
            for n, x in zip((5, 4, 3, 2, 1), links, strict=True)
        )
        menu = "".join(f'<li><a href="/about/{n}">About {n}</a></li>' for n in range(8))
        made.put("/listing", f"<html><body><nav><ul>{menu}</ul></nav><main>{items}</main></body></html>")
        head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
        made.put("/", f"<html><head>{head}</head><body><nav><ul>{menu}</ul></nav><p>Welcome.</p></body></html>")
        yield made


@pytest.fixture
async def scout(tmp_path: Path) -> AsyncIterator[Scout]:
    async with open_scout(load(config(tmp_path))) as made:
        yield made


@pytest.mark.parametrize(
    ("path", "kind", "where"),
    [("/", "feed", "/rss.xml"), ("/rss.xml", "feed", "/rss.xml"), ("/listing", "listing", "/listing")],
)
async def test_an_address_leads_to_a_source(site: Site, scout: Scout, path: str, kind: str, where: str) -> None:
    """A home page that declares a feed, the feed itself, a bare listing: the newest three are cut on trial."""
    asked: list[str] = []
    trial = await scout.find(site.url + path, told=asked.append, trusted=True)
    (address,) = trial.source.addresses
    assert (address.kind, address.url, address.language) == (kind, site.url + where, "en")
    assert [str(s.briefing.date) for s in trial.samples if s.briefing] == ["2026-03-05", "2026-03-04", "2026-03-03"]
    assert all(len(s.briefing.sections) == 4 for s in trial.samples if s.briefing)
    assert trial.well
    assert trial.looked[0].announced == 5
    assert asked[0] == site.url + path
    assert len([x for x in site.asked if x.startswith("/news/")]) == 3


async def test_a_source_gets_an_id_nobody_has(site: Site, scout: Scout) -> None:
    """Its host's name, with a number where that is taken."""
    first = (await scout.find(site.url, trusted=True)).source.id
    assert first == "127_0_0_1"
    assert (await scout.find(site.url, {first}, trusted=True)).source.id == "127_0_0_1_2"


async def test_where_nothing_is_announced_it_is_said_so(site: Site, scout: Scout) -> None:
    """No guess is made of a page without news; a page that is not there is the fetch's own error."""
    site.put("/empty", "<html><body><p>Nothing here.</p></body></html>")
    with pytest.raises(ParseError) as nothing:
        await scout.find(site.url + "/empty", trusted=True)
    assert nothing.value.reason == "no_source"
    with pytest.raises(FetchError):
        await scout.find(site.url + "/gone", trusted=True)


async def test_a_page_that_cannot_be_cut_is_shown_as_such(site: Site, scout: Scout) -> None:
    """The reader of the report sees which page, and why; the trial did not go well."""
    site.put("/news/briefing-5", "<html><body><script>bobcmn</script></body></html>")
    trial = await scout.find(site.url + "/rss.xml", trusted=True)
    assert not trial.well
    assert "challenge" in trial.samples[0].trouble
    assert trial.samples[1].briefing is not None


async def test_a_watched_source_is_tried_with_its_own_profile(site: Site, scout: Scout) -> None:
    """Each address by itself: one that fails does not hide the other."""
    addresses = (Address(site.url + "/rss.xml", "feed", "en"), Address(site.url + "/gone", "feed", "en"))
    trial = await scout.trial(Source("m", "M", "sample", addresses, trusted=True))
    assert [(each.announced, bool(each.trouble)) for each in trial.looked] == [(5, False), (0, True)]
    assert [s.briefing is not None for s in trial.samples] == [True]
    assert not trial.well


async def test_a_private_address_that_a_stranger_named_is_not_asked(site: Site, scout: Scout) -> None:
    """Only the operator may send Rostrum into a private network."""
    with pytest.raises(FetchError) as refused:
        await scout.find(site.url)
    assert refused.value.reason == "refused"
    assert site.asked == []


async def test_a_site_with_a_profile_is_watched_where_that_says(
    site: Site, scout: Scout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever page of the site was named, and though that page itself refuses us."""
    feed = Address(site.url + "/rss.xml", "feed", "en")
    known = replace(find_profile("sample"), addresses=(feed,))
    monkeypatch.setattr("watchers.discovery.profiles_for", lambda *_: (known, find_profile("generic")))
    for path in ("/", "/listing", "/forbidden"):
        trial = await scout.find(site.url + path, {"sample"}, trusted=True)
        assert (trial.source.profile, trial.source.id, trial.source.addresses) == ("sample", "127_0_0_1", (feed,))
        assert trial.well
    assert (await scout.find(site.url + "/rss.xml", trusted=True)).source.profile == "sample"


async def test_a_strangers_word_makes_no_profiles_hosts_trusted(
    site: Site, scout: Scout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A known profile's addresses are as far as the one who named its site."""
    known = replace(find_profile("sample"), addresses=(Address(site.url + "/rss.xml", "feed", "en"),))
    monkeypatch.setattr("watchers.discovery.profiles_for", lambda *_: (known, find_profile("generic")))
    with pytest.raises(ParseError, match="no_source"):
        await scout.find(site.url)
    assert site.asked == []
