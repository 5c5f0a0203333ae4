"""`rostrum read --json` over a folder of many pages, on all cores."""

import json
import signal
from pathlib import Path

from tests.support import briefing, ran, rostrum

MANY = 60
TALK = "The port is open, and ships carrying grain may leave it at once; all papers are ready for the captains."


def publish(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        page = briefing([(f"Shipping {number}", TALK), ("Visit", TALK)], [("Grain", f"Why {number}?", TALK)])
        (folder / f"{number:03}.html").write_text(page, "utf-8")


async def test_many_files_come_out_in_order_each_with_its_error(tmp_path: Path) -> None:
    """Rule: one line for each file, in the order of names, the same as of a file alone; errors stand in their place."""
    publish(tmp_path / "pages", MANY)
    (tmp_path / "pages" / "007.html").write_text("", "utf-8")
    code, out, log = await ran("read", "pages", "--source", "sample", "--json", cwd=tmp_path)
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["file"] for line in lines] == [f"pages/{number:03}.html" for number in range(MANY)]
    assert [n for n, line in enumerate(lines) if "error" in line] == [7]
    assert [line["sections"][0]["heading"] for line in lines[8:]] == [f"Shipping {n}" for n in range(8, MANY)]
    assert (code, log.count("\n")) == (2, 1)
    _, alone, _ = await ran("read", "pages/009.html", "--source", "sample", "--json", cwd=tmp_path)
    assert json.loads(alone) == {k: v for k, v in lines[9].items() if k != "file"}


async def test_an_interrupt_ends_it_without_a_word(tmp_path: Path) -> None:
    """Rule: Ctrl-C in the middle is exit code 130, no traceback, from the parent or its workers."""
    publish(tmp_path / "pages", 10)
    async with rostrum("read", *["pages"] * 300, "--source", "sample", "--json", cwd=tmp_path) as running:
        await running.until(lambda: running.out.count("\n") > 2)
        running.process.send_signal(signal.SIGINT)
        assert await running.end() == 130
    assert running.log == ""
    assert running.out.count("\n") < 3000
