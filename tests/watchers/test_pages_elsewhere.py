"""Pages whose text is fetched from another address than their own, watched on a real site."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import open_stores, open_watching
from bot.config import load
from tests.support import Site, briefing, config, rss
from watchers.sources.profile import find_profile

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A site that is up while the test runs."""
    async with Site() as made:
        yield made


async def test_a_page_filled_by_script_is_read_from_where_its_text_is(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule: `pages` says what is fetched; the briefing keeps the address its readers can open."""
    pages = ((r"/show/(\d+)", rf"{site.url}/text?id=\1"),)
    monkeypatch.setattr("watchers.pipeline.find_profile", lambda name: replace(find_profile(name), pages=pages))
    shown = site.put("/show/7", "<html><body><script>fill()</script></body></html>")
    site.put("/text?id=7", briefing([("Port", "The fog lifts.")]))
    site.put("/rss.xml", rss([("Briefing 7", shown)]), "text/xml")
    settings = load(config(tmp_path, feed=site.url + "/rss.xml"))
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings, migrate=True))
        (source,) = settings.watched()
        opened = open_watching(settings, stores, [source], now=lambda: NOW)
        pipeline = (await stack.enter_async_context(opened)).pipeline
        outcome = await pipeline.watch(source)
    assert (outcome.new, outcome.trouble) == (1, [])
    assert "/show/7" not in site.asked
