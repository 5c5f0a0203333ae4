"""`rostrum backfill` against a real site, beside nothing."""

from pathlib import Path

from tests.support import Site, briefing, config, ran

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Ministry</title>{older}<entry><id>urn:{n}</id>
<title>Briefing {n}</title><link href="{url}/en/briefings/{n}"/><published>2026-03-0{n}T11:00:00Z</published></entry>
</feed>"""


async def test_a_walk_back_says_what_came_of_it_and_where_it_stopped(tmp_path: Path) -> None:
    """In two lines; a call again has nothing to read, and one for earlier days goes on."""
    async with Site() as site:
        for n in (1, 2, 3):
            older = f'<link rel="next" href="{site.url}/{n - 1}.xml"/>' if n > 1 else ""
            site.put(f"/{n}.xml", ATOM.format(older=older, url=site.url, n=n), "application/atom+xml")
            site.put(f"/en/briefings/{n}", briefing([("Port", f"Grain of day {n}.")], day=f"{n} March 2026"))
        settings = str(config(tmp_path, feed=f"{site.url}/3.xml"))
        command = ("backfill", "sample", "--config", settings, "--since")
        code, out, _ = await ran(*command, "2026-03-02", cwd=tmp_path)
        assert code == 0
        assert out.splitlines() == [
            "sample: 3 pages announced, 2 read, 2 new, back to 2026-03-01",
            f"  {site.url}/3.xml: walked back to that day",
        ]
        assert "/en/briefings/1" not in site.asked
        code, out, _ = await ran(*command, "2026-03-01", "--limit", "5", cwd=tmp_path)
        assert code == 0
        assert "1 read, 1 new" in out
        code, out, _ = await ran("backfill", "generic", "--config", settings, "--since", "2026-03", cwd=tmp_path)
        code_soon, _, log = await ran("backfill", "generic", "--config", settings, "--since", "soon", cwd=tmp_path)
        assert (code_soon, "“soon” is no day" in log) == (2, True)
        assert code == 2
