"""`rostrum match` and `rostrum explain`, as commands."""

import json
from pathlib import Path

from tests.support import briefing, ran

TOPICS = [
    ("Shipping", "Ships carrying grain may leave the port at once."),
    ("River treaty", "The treaty on the river is ready for signature."),
    ("Consular news", "Our consulate has moved to another street."),
]
EXCHANGES = [("On the harvest", "What of the harvest?", "The harvest was good. We expect to ship more grain in May.")]


async def test_a_file_of_queries_is_held_against_a_page(tmp_path: Path) -> None:
    """Line numbers, places and spans as `read --json` counts them; what cannot be read is told, the rest matched."""
    (tmp_path / "page.html").write_text(briefing(TOPICS, EXCHANGES), "utf-8")
    queries = ["# ours", "grain", "", "(broken", "kind:answer harvest", "{treaty river} OR gas", "speaker:Lind ships"]
    (tmp_path / "queries.txt").write_text("\n".join(queries), "utf-8")
    arguments = ("page.html", "--queries", "queries.txt", "--source", "sample")
    code, out, log = await ran("match", *arguments, "--json", cwd=tmp_path)
    assert code == 0
    assert "line 4" in log
    _, read, _ = await ran("read", "page.html", "--source", "sample", "--json", cwd=tmp_path)
    sections = json.loads(read)["sections"]
    found = json.loads(out)
    assert [error["query"] for error in found["errors"]] == [4]
    for match in found["matches"]:
        text = sections[match["section"]]["text"]
        assert all(text[start:end] == hit for start, end, hit in match["spans"])
    assert [(m["query"], m["exchange"], [hit for *_, hit in m["spans"]]) for m in found["matches"]] == [
        (2, None, ["grain"]),
        (2, 0, ["grain"]),
        (5, 0, ["harvest"]),
        (6, None, ["treaty", "river"]),
        (7, None, ["Ships"]),
        (7, 0, ["ship"]),
    ]
    code, out, _ = await ran("match", *arguments, cwd=tmp_path)
    assert code == 0
    assert "2: grain\n  section 0: Shipping\n    15-20 Ships carrying [grain]" in out


async def test_a_query_is_explained_without_a_database(tmp_path: Path) -> None:
    """Forms and what is required; with --json for programs."""
    code, out, _ = await ran("explain", "grain -Лавров =US", cwd=tmp_path)
    assert code == 0
    assert "exactly as written" in out
    code, out, _ = await ran("explain", "grain -Лавров", "--json", cwd=tmp_path)
    assert code == 0
    assert [term["text"] for term in json.loads(out)["terms"]] == ["grain", "Лавров"]
    assert not list(tmp_path.iterdir())
