"""The demonstration of a folder of saved briefings, on a small one: counted right, and asked through the chat."""

import io
import re
from pathlib import Path

import pytest

from benchmarks import corpus
from tests.support import briefing

TOPICS = [
    ("Port", "The nuclear weapons of Kestria are not ours. We know the sanctions against Iran, and we regret them."),
    ("Roads", "The road to the northern villages is mended, and lorries use it again since the thaw."),
]
FERRIES = ("Ferries", "Ferries sail twice a day.")


def saved(folder: Path) -> Path:
    """Three pages of two sources, one of them without a day, and a folder of no source."""
    for place, page in {
        "sample/a.html": briefing(TOPICS, day="5 March 2026"),
        "sample/b.html": briefing([TOPICS[0], FERRIES], day="12 March 2026"),
        "un_pga/c.txt": "A text that nobody dated, of a source that is known by another name of its profile.",
        "nobody_knows/d.html": briefing(TOPICS),
    }.items():
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    return folder


async def test_a_folder_is_taken_in_counted_and_asked(tmp_path: Path) -> None:
    """Each folder under its profile; what was left out is told with the reason; each question has its answer."""
    out = io.StringIO()
    await corpus.demo(saved(tmp_path / "pages"), tmp_path / "archive.db", None, out)
    told = out.getvalue()
    assert "No profile is named nobody_knows: left out." in told
    words = sum(len(f"{heading} {text}".split()) for heading, text in [*TOPICS, TOPICS[0], FERRIES])
    assert re.search(rf"\| sample \| 2 \| 2 \| 2 \| 2 \| 2 \| 4 \| {words} \| [\d.]+ \|\n", told)
    assert re.search(r"\| generic \| 1 \| 0 \| 0 \| 0 \| 0 \| 0 \| 0 \| [\d.]+ \|\n", told)
    assert re.search(r"Unreadable: 1\.\n  1: no .+ \(c\.txt\)\n", told)
    sizes = {
        part: float(size) for part, size in re.findall(r"^\| ([a-z][\w ,-]+) \| (\d+\.\d\d) \|", told, re.MULTILINE)
    }
    parts = ("texts", "index", "symbols", "documents", "page bytes", "others")
    assert sizes["all"] == pytest.approx(sum(sizes[part] for part in parts), abs=0.04)
    assert sizes["all"] == pytest.approx((tmp_path / "archive.db").stat().st_size / 1e6, abs=0.02)
    answers = told.split("\n--- ")[1:]
    assert len(answers) == len(corpus.QUESTIONS) == 10
    assert "2 passages match: sanctions NEAR/5 Iran" in answers[0]
    assert "Newest first" in answers[1]
    assert "2 passages" in answers[9]
    assert "The nuclear weapons of Kestria are not ours." in answers[9]
    assert str(tmp_path) not in told.split("--- 1 ")[0]
    assert "In all: 2 pages read and 1 not, 2 briefings, 4 passages" in told


def test_without_a_corpus_there_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That says what to name, and how."""
    monkeypatch.setattr("sys.argv", ["corpus.py", "--corpus", str(tmp_path / "gone")])
    assert corpus.main() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--corpus or ROSTRUM_CORPUS" in line
