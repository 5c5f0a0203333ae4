"""`rostrum find`: the same mentions for eyes, for programs, and as files."""

import asyncio
import csv
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import rispy
import structlog
from typer.testing import CliRunner, Result

from bot.app import open_stores
from bot.cli import app
from bot.config import ConfigError, load
from tests.storage.making import NOW, SOURCE, briefing, first
from tests.support import config


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command run in this process sets the log going to a stream that is closed after it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The configuration of an archive in which grain is spoken of in 25 passages."""
    path = config(tmp_path)

    async def fill() -> None:
        async with open_stores(load(path), migrate=True) as stores:
            await stores.archive.sync_sources([SOURCE], NOW)
            texts = [f"Ships carry grain, {n} of them. The weather was fine." for n in range(25)]
            revision = first(briefing(*texts), page=b"<html>the page")
            await stores.archive.record([revision], (), (), source_id=SOURCE.id, now=NOW)

    asyncio.run(fill())
    return path


def run(settings: Path, *arguments: str) -> Result:
    """What the command does."""
    outcome = CliRunner().invoke(app, ["find", *arguments, "--config", str(settings)])
    assert outcome.exit_code == 0, outcome.output
    return outcome


def test_eyes_are_shown_twenty_and_told_how_many_there_are(settings: Path) -> None:
    """Each with its day, source, title, address and sentence."""
    out = run(settings, "grain").stdout
    assert out.startswith("25 passages match: grain\n7 days: ")
    assert "\n5 March 2026 · The ministry\nA briefing <https://ministry.example/en/k1>\n" in out
    assert "▪ Ships carry grain, 24 of them.\n" in out
    assert out.count("Ships carry grain") == 20
    assert "fine" in run(settings, "grain", "--whole", "--limit", "1").stdout


def test_a_source_nobody_knows_is_refused(settings: Path) -> None:
    """Nothing found would be taken for nothing said."""
    for command in ("find", "trend"):
        refused = CliRunner().invoke(app, [command, "grain", "--source", "nope", "--config", str(settings)])
        assert refused.exit_code == 2
        assert "there is no source nope; known: " in " ".join(refused.stderr.replace("│", " ").split())


def test_what_would_work_keeps_the_period(settings: Path) -> None:
    """That was typed after the query."""
    for command in ("find", "trend"):
        refused = CliRunner().invoke(app, [command, "(grain OR wheat)) since 2020", "--config", str(settings)])
        assert refused.exit_code == 2
        assert "Did you mean: (grain OR wheat) since:2020-01-01\n" in refused.stderr


def test_json_is_the_same_by_either_name(settings: Path) -> None:
    """The newest twenty, and how many there are; --limit gives more."""
    told = json.loads(run(settings, "grain", "--json").stdout)
    assert (told["total"], told["at_least"], len(told["mentions"])) == (25, False, 20)
    assert told == json.loads(run(settings, "grain", "--format", "json").stdout)
    assert len(json.loads(run(settings, "grain", "--json", "--limit", "99").stdout)["mentions"]) == 25


def test_the_other_formats_hold_all_of_them(settings: Path) -> None:
    """On standard output, in UTF-8 whatever the terminal's; with the hash of the page."""
    data = run(settings, "grain", "--format", "csv").stdout_bytes
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 25
    assert rows[0]["quotation"] == "Ships carry grain, 24 of them."
    assert {len(row["page_hash"]) for row in rows} == {64}
    assert len(rispy.loads(run(settings, "grain", "--format", "ris").stdout_bytes.decode())) == 25
    assert run(settings, "grain", "--format", "md").stdout_bytes.decode().count("\n> ") == 25


def test_a_file_is_written_and_said_to_be_cut(settings: Path, tmp_path: Path) -> None:
    """All of it goes there, and nothing to standard output."""
    path = tmp_path / "grain.json"
    outcome = run(settings, "grain", "--json", "--output", str(path))
    assert outcome.stdout == ""
    assert outcome.stderr == f"rostrum: 25 passages written to {path}\n"
    assert len(json.loads(path.read_bytes())["mentions"]) == 25
    outcome = run(settings, "grain", "--format", "md", "--limit", "7", "-o", str(path))
    assert outcome.stderr == "rostrum: the first 7 of 25 passages; --limit gives more\n"
    assert "Only the first 7 are in the file." in path.read_text("utf-8")


def test_nothing_found_is_an_empty_file_of_its_kind(settings: Path) -> None:
    """Which readers take."""
    assert run(settings, "wheat").stdout == "Nothing yet matches: wheat\n"
    assert json.loads(run(settings, "wheat", "--json").stdout)["mentions"] == []
    assert rispy.loads(run(settings, "wheat", "--format", "ris").stdout) == []


def test_a_file_that_cannot_be_written_is_the_operators_to_know(settings: Path, tmp_path: Path) -> None:
    """One line that says which and why."""
    outcome = CliRunner().invoke(
        app, ["find", "grain", "-o", str(tmp_path / "no" / "where.csv"), "--config", str(settings)]
    )
    assert isinstance(outcome.exception, ConfigError)
    assert "cannot be written" in str(outcome.exception)
