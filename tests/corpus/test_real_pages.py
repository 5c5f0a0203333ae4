"""Real pages end to end: a real listing with its briefings as published, and the founding document, polled.

They are read from the folder that ROSTRUM_CORPUS names; without it these tests are skipped.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

from tests.corpus.held import CORPUS, needs_corpus
from tests.support import Site, config, ran, rostrum, rss

pytestmark = needs_corpus

LISTING = "/mfa_eng/xwfw_665399/s2510_665401/2511_665403/default.shtml"
FOUNDING = "/en/press_service/spokesman/briefings/-/asset_publisher/D2wHaWMCU6Od/content/id/4551178"


def publish_china(site: Site) -> dict[str, str]:
    """The listing page of July 2020 and every English briefing of it that the corpus holds; path -> file."""
    folder = CORPUS.parent / "feeds" / "listings" / "china_mfa"
    site.put(LISTING, (folder / (LISTING.strip("/").replace("/", "_").replace(".", "_") + ".html")).read_bytes())
    held = {}
    for document in json.loads((CORPUS / "manifest.json").read_text("utf-8"))["documents"]:
        path = urlsplit(document["url"] or "").path
        if document["source"] == "china_mfa" and path.startswith(LISTING.rsplit("/", 1)[0]):
            site.put(path, (CORPUS / document["file"]).read_bytes(), "text/html")
            held[path] = document["file"]
    return held


async def poll(folder: Path) -> str:
    """What `rostrum poll` says."""
    _, out, _ = await ran("poll", cwd=folder)
    return out


async def test_a_real_listing_is_polled_and_its_briefings_are_found(tmp_path: Path) -> None:
    """Import, 404s that wait, an alert for what appears later, silence, and an edit that tells its change only."""
    async with Site() as site:
        held = publish_china(site)
        config(tmp_path, feed=site.url + LISTING, kind="listing", profile="china_mfa")
        listed = [path for path in held if path.rsplit("/", 1)[1].encode() in site.pages[LISTING][0]]
        newest = max(listed)
        late = site.pages.pop(newest)
        listing, kind = site.pages[LISTING]
        lines = listing.split(b"\n")
        name = newest.rsplit("/", 1)[1].encode()
        site.pages[LISTING] = (b"\n".join(line for line in lines if name not in line), kind)

        first = await poll(tmp_path)
        assert f"{len(listed) - 1} new, 0 changed" in first
        assert "0 to deliver" in first
        assert "404" in first
        _, out, _ = await ran("find", "cooperation", "--json", cwd=tmp_path)
        assert json.loads(out)["total"] > 0
        assert "Following" in (await ran("chat", cwd=tmp_path, said="/subscribe beetle"))[1]

        site.pages[LISTING] = (listing, kind)
        site.pages[newest] = late
        second = await poll(tmp_path)
        assert "1 new, 0 changed" in second
        assert "1 to deliver" in second
        assert "0 new, 0 changed" in await poll(tmp_path)

        site.pages[newest] = (late[0].replace(b"longhorned beetles", b"longhorned moths"), late[1])
        third = await poll(tmp_path)
        assert "0 new, 1 changed" in third
        assert "1 to deliver" in third
        async with rostrum("run", cwd=tmp_path) as running:
            await running.until(lambda: running.out.count("ALERT") >= 2)
            await running.end()
        alert = running.out[running.out.index("ALERT new china_mfa/") : running.out.index("ALERT edit")]
        assert "Zhao Lijian" in alert
        assert "China National Radio" in alert
        assert "longhorned beetles" in alert
        edit = running.out[running.out.index("ALERT edit china_mfa/") :]
        assert "longhorned [-beetles-] {+moths+}" in edit
        assert running.out.count("ALERT") == 2


async def test_the_founding_document_is_polled_and_quoted_word_for_word(tmp_path: Path) -> None:
    """A subscriber gets the right three lines; the second poll is silent; a changed word is told with its passage."""
    text = (CORPUS / "mid_ru" / "complete" / "2021-01-28_en_seed.txt").read_text("utf-8")
    async with Site() as site:
        config(tmp_path, feed=site.url + "/rss.php", profile="mid_ru")
        site.put("/rss.php", rss([]), "application/rss+xml")
        assert "0 noticed" in await poll(tmp_path)
        await ran("chat", cwd=tmp_path, said='/subscribe visas\n/subscribe "Minsk Group"\n/subscribe Kazakhstan')

        link = site.put(FOUNDING, text, "text/plain; charset=utf-8")
        site.put("/rss.php", rss([("Briefing", link)]), "application/rss+xml")
        assert "1 new, 0 changed, 0 unchanged, 1 to deliver" in await poll(tmp_path)
        assert "0 new, 0 changed, 1 unchanged, 0 to deliver" in await poll(tmp_path)

        site.put(FOUNDING, text.replace("is indeed being planned", "is not being planned"), "text/plain; charset=utf-8")
        assert "0 new, 1 changed, 0 unchanged, 1 to deliver" in await poll(tmp_path)
        async with rostrum("run", cwd=tmp_path) as running:
            await running.until(lambda: running.out.count("ALERT") >= 2)
            await running.end()
    alert = running.out[running.out.index("ALERT new mid_ru/4551178") : running.out.index("ALERT edit")]
    for expected in (
        "28 January 2021",
        "E-visas",
        "unified electronic visas",
        "Maria Zakharova: … As for a visit by the OSCE Minsk Group co-chairs",
        "for: visas",
        'for: "Minsk Group"',
    ):
        assert expected in alert, expected
    assert "Kazakhstan" not in alert
    edit = running.out[running.out.index("ALERT edit mid_ru/4551178") :]
    assert "[-indeed-]" in edit
    assert "{+not+}" in edit
    assert "visas" not in edit
