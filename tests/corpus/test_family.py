"""Real pages put out twice and in two languages, from their addresses to the archive: one event is one briefing.

They are read from the folder that ROSTRUM_CORPUS names; without it these tests are skipped.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from bot.app import Stores, open_stores, open_watching
from bot.config import load
from tests.corpus.held import address, manifest, needs_corpus, page_of
from tests.support import Site, config, rss
from watchers.model import Address, Source
from watchers.pipeline import Pipeline
from watchers.remembered import Edition

pytestmark = needs_corpus


@asynccontextmanager
async def watched(folder: Path, site: Site, profile: str) -> AsyncIterator[tuple[Stores, Pipeline, Source]]:
    """A source with a feed for English and one for Chinese, and nothing announced yet."""
    for language in ("en", "zh"):
        site.put(f"/{language}.xml", rss([]), "text/xml")
    addresses = tuple(Address(f"{site.url}/{language}.xml", "feed", language) for language in ("en", "zh"))
    source = Source("real", "Real pages", profile, addresses, trusted=True)
    settings = load(config(folder))
    async with (
        open_stores(settings, migrate=True) as stores,
        open_watching(settings, stores, [source]) as watching,
    ):
        await watching.pipeline.watch(source)
        yield stores, watching.pipeline, source


def publish(site: Site, documents: list[dict[str, Any]]) -> None:
    """Put documents where their addresses say, and announce them in the feed of their language."""
    for language in ("en", "zh"):
        links = []
        for document in (d for d in documents if d["language"] == language):
            page = page_of(document["file"], address(document))
            path = quote(urlsplit(page.url).path)
            links.append(("Briefing", site.put(path, page.content, page.content_type or "text/markdown")))
        site.put(f"/{language}.xml", rss(links), "text/xml")


async def kept(stores: Stores) -> dict[str, list[Edition]]:
    """The briefings that are kept, each with its editions."""
    listed = await stores.archive.latest(limit=1000)
    return {edition.briefing: list(await stores.archive.editions(edition.briefing)) for edition in listed}


async def test_pages_put_out_twice_are_kept_as_one_briefing(tmp_path: Path) -> None:
    """Rule: of 33 pairs under 66 addresses, at least 95 % are one briefing each."""
    documents = [d for d in manifest() if d.get("dup_group")]
    async with Site() as site, watched(tmp_path, site, "whitehouse") as (stores, pipeline, source):
        publish(site, documents)
        while (await pipeline.watch(source)).left:
            pass
        groups = len({d["dup_group"] for d in documents})
        briefings = await kept(stores)
        assert (len(documents), groups) == (66, 33)
        assert groups <= len(briefings) <= groups * 1.05
        state = await stores.archive.source(source.id)
        assert state is not None
        assert state.unread == 0


async def test_editions_under_numbers_of_their_own_are_linked(tmp_path: Path) -> None:
    """Rule: each pair of an English and a Chinese page is one briefing of one day with two editions."""
    chinese = [d for d in manifest() if d.get("pair")]
    english = [d for d in manifest() if d["file"] in {c["pair"] for c in chinese}]
    async with Site() as site, watched(tmp_path, site, "china_mfa") as (stores, pipeline, source):
        for documents in (english[::2] + chinese[1::2], english + chinese):  # half come in either order
            publish(site, documents)
            while (await pipeline.watch(replace(source))).left:
                pass
        briefings = await kept(stores)
        both = [editions for editions in briefings.values() if len(editions) == 2]
        assert len(both) == len(briefings) == len(chinese) == 78
        assert all({e.language for e in editions} == {"en", "zh"} for editions in both)
        assert all(len({e.date for e in editions}) == 1 for editions in both)
