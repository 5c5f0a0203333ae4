"""`rostrum trend`, run to its end on a database."""

import json
from pathlib import Path

from tests.support import Site, briefing, config, ran, rss


async def test_a_trend_is_drawn_counted_and_put_into_a_picture(tmp_path: Path) -> None:
    """Drawn by default, with the picture beside it; as CSV and JSON for programs; refused with exit code 2."""
    async with Site() as site:
        days = ("8 January 2026", "15 January 2026", "12 February 2026")
        texts = ("Grain was shipped.", "A bridge was opened.", "Grain is stored. Газ подорожал.")
        links = [
            site.put(f"/en/briefings/{number}", briefing([("Matters", text)], day=day))
            for number, (day, text) in enumerate(zip(days, texts, strict=True), 1)
        ]
        feed = site.put("/rss.xml", rss([("Briefing", link) for link in links]), "application/rss+xml")
        config(tmp_path, feed=feed)
        assert (await ran("poll", cwd=tmp_path))[0] == 0

    code, out, log = await ran("trend", "grain", "газ", cwd=tmp_path)
    assert code == 0, log
    assert "│" in out
    assert "grain\n2 passages in 2 of 3 briefings (67%)" in out
    assert str(tmp_path / "trend.png") in log
    assert (tmp_path / "trend.png").read_bytes().startswith(b"\x89PNG")

    code, out, log = await ran("trend", "grain", "--by", "month", "--csv", "--since", "2026-01", cwd=tmp_path)
    assert out == "step,query,mentions,briefings,of\n2026-01-01,grain,1,1,2\n2026-02-01,grain,1,1,1\n", log

    code, out, log = await ran("trend", "grain in 2026", "--csv", "--by", "month", "--until", "2026-01", cwd=tmp_path)
    assert out == "step,query,mentions,briefings,of\n2026-01-01,grain,1,1,2\n", log

    code, out, log = await ran("trend", "zugzwang", "--output", "none.png", cwd=tmp_path)
    assert out.endswith("\n\nzugzwang\nNot said in this time\n"), log
    assert "│" not in out
    assert not (tmp_path / "none.png").exists()

    code, out, _ = await ran("trend", "grain", "--json", "--until", "2026-01", "--output", "a.png", cwd=tmp_path)
    (told,) = json.loads(out)["series"]
    assert (told["query"], told["step"], told["first"]) == ("grain", "briefing", "2026-01-08")
    assert [point["mentions"] for point in told["points"]] == [1, 0]
    assert (tmp_path / "a.png").exists()

    for arguments, said in (
        (("grain AND", "--since", "soon"), "since:soon"),
        (("~nobodyknows",), "~nobodyknows"),
        (("a", "b", "c", "d", "e", "f"), "5 queries"),
        (("grain", "--output", "no/such/folder.png"), "no/such/folder.png"),
    ):
        code, _, log = await ran("trend", *arguments, cwd=tmp_path)
        assert (code, said in log.replace("\n", "")) == (2, True), log
        assert "Traceback" not in log
