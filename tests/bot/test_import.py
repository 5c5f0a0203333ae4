"""`rostrum import`: folders of saved pages into a database, as its user sees it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.progress import bar
from tests.support import briefing, config


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command run in this process sets the log going to a stream that is closed after it."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def rostrum(folder: Path, *arguments: str) -> Result:
    """A command on the database of a folder."""
    return CliRunner().invoke(app, [*arguments, "--config", str(config(folder))])


def save(folder: Path, name: str, text: str, day: str = "5 March 2026") -> Path:
    """A page in a folder."""
    file = folder / "saved" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(briefing([("Port", text), *((f"Topic {n}", f"Text {n} of {day}.") for n in range(4))], day=day))
    return file


def test_a_folder_is_taken_with_all_below_it_and_found(tmp_path: Path) -> None:
    """One line says what came of it; the words are found; a second call takes nothing twice."""
    save(tmp_path, "2026/a.html", "Grain left the port.")
    save(tmp_path, "2026/b.html", "Wheat left the port.", "6 March 2026")
    save(tmp_path, "2026/b.v2.html", "Rye left the port.", "6 March 2026")
    save(tmp_path, "notes.css", "Grain")
    done = rostrum(tmp_path, "import", str(tmp_path / "saved"), "--source", "sample")
    assert (done.exit_code, done.stdout) == (0, "3 pages: 2 new, 1 new versions\n")
    found = json.loads(rostrum(tmp_path, "find", "grain OR wheat OR rye", "--json").stdout)
    assert [(m["date"], m["url"].rpartition("/")[2]) for m in found["mentions"]] == [
        ("2026-03-06", "b.html"),
        ("2026-03-05", "a.html"),
    ]
    again = rostrum(tmp_path, "import", str(tmp_path / "saved"), "--source", "sample")
    assert again.stdout == "3 pages: 0 new, 3 taken before\n"


def test_what_rostrum_read_printed_is_taken_as_it_was_cut(tmp_path: Path) -> None:
    """JSON lines, of which some say that a page could not be read."""
    files = [save(tmp_path, "a.html", "Grain left the port."), save(tmp_path, "b.html", "Rye.", "6 March 2026")]
    printed = CliRunner().invoke(app, ["read", *map(str, files), str(tmp_path), "--source", "sample", "--json"]).stdout
    lines = tmp_path / "lines.jsonl"
    lines.write_text(printed + json.dumps({"file": "c.html", "error": "challenge"}) + "\n")
    done = rostrum(tmp_path, "import", str(lines), "--source", "sample")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "5 pages: 2 new, 2 taken before, 1 unreadable"
    assert "page 5: no text (challenge)" in done.stdout
    # The pages they were cut from are the same briefings.
    assert rostrum(tmp_path, "import", *map(str, files), "--source", "sample").stdout == "2 pages: 0 new, 2 unchanged\n"


def test_files_that_cannot_be_read_are_listed_and_an_import_of_nothing_else_failed(tmp_path: Path) -> None:
    """With the reason, one line each; exit code 1 where no page was read."""
    save(tmp_path, "empty.html", "").write_text("")
    done = rostrum(tmp_path, "import", str(tmp_path / "saved"), str(tmp_path / "gone.html"), "--source", "sample")
    assert done.exit_code == 1
    first, *listed = done.stdout.splitlines()
    assert first == "2 pages: 0 new, 2 unreadable"
    assert "gone.html: No such file" in listed[0]
    assert "empty.html: no text (empty)" in listed[1]


def test_a_source_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """It is neither configured nor a profile; nothing was taken."""
    done = rostrum(tmp_path, "import", str(tmp_path), "--source", "smaple")
    assert done.exit_code != 0
    assert "smaple" in str(done.exception)


def test_progress_is_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """About twenty of them from beginning to end, however many pages there are."""
    import sys

    with bar("into sample", 1000, sys.stderr) as progress:
        for n in range(1000):
            progress.step()
            progress.say(f"{n} new")
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "into sample: 50 of 1000; 49 new"
    assert len(said) == 20
