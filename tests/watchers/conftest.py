"""A watch of a feed with one briefing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.app import open_stores, open_watching
from bot.config import load
from tests.support import Site, config
from tests.watchers.watching import ADMIN, Watch, announce


@pytest.fixture
async def watch(tmp_path: Path) -> AsyncIterator[Watch]:
    """A watch of a feed with one briefing."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        announce(site, 7)
        settings = load(config(tmp_path, feed=site.url + "/rss.xml"))
        stores = await stack.enter_async_context(open_stores(settings, migrate=True))
        (source,) = settings.watched()
        made = Watch(site, stores, source)
        opened = open_watching(settings, stores, [source], admins=[ADMIN], now=lambda: made.now)
        made.pipeline = (await stack.enter_async_context(opened)).pipeline
        yield made
