"""`rostrum sources` as an operator types it, against a real site on this machine."""

from pathlib import Path

from tests.support import Site, briefing, config, ran, rostrum, rss

TOPICS = [("Port", "Grain may leave the port. " * 8), ("Bridge", "The bridge is open. " * 8)]


def publish(site: Site, *numbers: int) -> None:
    """Briefings, and a home page that leads to their feed."""
    links = [
        site.put(f"/news/{n}", briefing(TOPICS, [("Ferries", "When?", "Soon.")], f"{n} March 2026")) for n in numbers
    ]
    site.put("/rss.xml", rss([(f"Briefing {n}", x) for n, x in zip(numbers, links, strict=True)]), "text/xml")
    site.put("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>')


async def test_an_outlet_is_added_checked_watched_and_removed(tmp_path: Path) -> None:
    """Nothing is saved unasked; what was added is polled though no configuration names it; its archive outlives it."""
    async with Site() as site:
        config(tmp_path)
        publish(site, 2, 1)
        code, out, _ = await ran("sources", "add", site.url, cwd=tmp_path, said="n")
        assert code == 1
        assert "2 pages announced" in out
        assert "2026-03-02  Briefing by Foreign Ministry Spokeswoman Ana Lind, March 2, 2026 (en)" in out
        assert "3 sections, 2 turns, 1 questions; Ana Lind" in out
        assert "Nothing is watched yet." in (await ran("sources", cwd=tmp_path))[1]

        code, out, _ = await ran("sources", "add", site.url, "--name", "Office", "--yes", cwd=tmp_path)
        assert (code, "127_0_0_1 is watched from now on" in out) == (0, True)
        code, out, _ = await ran("sources", "check", cwd=tmp_path)
        assert (code, out.startswith("127_0_0_1: ok, 1 of 1 addresses answer, 2 pages announced")) == (0, True)
        assert "2 new" in (await ran("poll", cwd=tmp_path))[1]
        listed = (await ran("sources", cwd=tmp_path))[1]
        assert "127_0_0_1        Office (generic, added)" in listed
        assert "2 briefings, last read" in listed

        await ran("chat", cwd=tmp_path, said="/subscribe grain")
        publish(site, 3, 2, 1)
        assert "1 new, 0 changed, 2 unchanged, 1 to deliver" in (await ran("poll", cwd=tmp_path))[1]
        async with rostrum("run", cwd=tmp_path) as running:
            await running.until(lambda: "watching 1 source" in running.out)
            await running.until(lambda: "ALERT new 127_0_0_1/news-3 Office: new briefing" in running.out)
            await running.end()

        site.pages.clear()
        code, out, _ = await ran("sources", "check", "127_0_0_1", cwd=tmp_path)
        assert code == 1
        assert "IN TROUBLE, 0 of 1 addresses answer" in out
        assert "status 404" in out
        assert (await ran("sources", "remove", "127_0_0_1", cwd=tmp_path))[0] == 0
        code, _, log = await ran("sources", "remove", "127_0_0_1", cwd=tmp_path)
        assert (code, "no source of this id was added" in log) == (2, True)
        assert "grain" in (await ran("find", "grain", cwd=tmp_path))[1].lower()


async def test_every_outlet_there_is_a_profile_for_is_listed_with_what_was_seen(tmp_path: Path) -> None:
    """One that was never tried on real pages says so."""
    _, out, _ = await ran("sources", cwd=tmp_path)
    for outlet in ("mid_ru", "kremlin", "china_mfa", "nato", "uk_fcdo", "germany_bpk"):
        assert f"\n  {outlet} " in out
    nato = out[out.index("\n  nato ") :].split("\n")[1:3]
    assert "[not tried on real pages]" in nato[0]
    assert "seen: " in nato[1]


async def test_mistakes_are_one_line_with_the_remedy(tmp_path: Path) -> None:
    """What, where, and what to do; exit code 2."""
    for arguments, said in (
        (("sources", "check", "atlantis"), "Known are:"),
        (("sources", "add", "http://127.0.0.1:1/"), "network"),
        (("sources", "check"), "nothing to check"),
    ):
        code, _, log = await ran(*arguments, cwd=tmp_path)
        assert code == 2
        assert said in log
        assert len([line for line in log.splitlines() if line.startswith("rostrum: ")]) == 1
