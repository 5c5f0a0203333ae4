"""A file of queries held against a saved page: which are met, and where in what `rostrum read --json` prints."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app
from tests.support import briefing

TOPICS = [
    ("Shipping", "The port is open. Ships carrying grain may leave the port at once."),
    ("Grain prices", "They fell."),
    ("Consular news", "Our consulate 🏛 has moved. No grain."),
]
EXCHANGES = [
    ("On the harvest", "What of the grain?", "The grain was good."),
    ("On the harvest", "Is there a fleet?", "We expect to ship more grain in May."),
]
QUERIES = """# what the desk follows
grain

speaker:Lind grain
grain AND (port OR
wheat
prices
~japn
kind:question "of the grain"
"""


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
def folder(tmp_path: Path) -> Path:
    """A saved page, and a file of queries."""
    (tmp_path / "page.html").write_text(briefing(TOPICS, EXCHANGES), "utf-8")
    (tmp_path / "queries.txt").write_text(QUERIES, "utf-8")
    return tmp_path


def run(*arguments: str) -> Any:
    outcome = CliRunner().invoke(app, [*arguments])
    assert outcome.exit_code == 0, outcome.output
    return outcome


def matched(folder: Path) -> dict[str, Any]:
    page, queries = str(folder / "page.html"), str(folder / "queries.txt")
    told: dict[str, Any] = json.loads(run("match", page, "--queries", queries, "--source", "sample", "--json").stdout)
    return told


def test_each_match_names_its_line_its_passage_and_the_words_in_its_section(folder: Path) -> None:
    """Lines as an editor numbers them; the spans hold in the text that `read --json` prints, labels and all."""
    read = json.loads(run("read", str(folder / "page.html"), "--source", "sample", "--json").stdout)
    texts = [section["text"] for section in read["sections"]]
    found = matched(folder)["matches"]
    for one in found:
        for start, end, text in one["spans"]:
            assert texts[one["section"]][start:end] == text
    assert [(one["query"], one["section"], one["exchange"], [span[2] for span in one["spans"]]) for one in found] == [
        (2, 0, None, ["grain"]),
        (2, 1, None, []),
        (2, 2, None, ["grain"]),
        (2, 3, 0, ["grain", "grain"]),
        (2, 4, 0, ["grain"]),
        (4, 0, None, ["grain"]),
        (4, 1, None, []),
        (4, 2, None, ["grain"]),
        (4, 3, 0, ["grain"]),
        (4, 4, 0, ["grain"]),
        (7, 1, None, []),
        (9, 3, 0, ["of the grain"]),
    ]


def test_a_query_that_cannot_be_read_is_told_and_the_others_are_matched(folder: Path) -> None:
    """On standard error with its line, and among the errors; the exit code is that of success."""
    page, queries = str(folder / "page.html"), str(folder / "queries.txt")
    errors = matched(folder)["errors"]
    assert [(error["query"], error["code"]) for error in errors] == [
        (5, "operator_without_operand"),
        (8, "unknown_name"),
    ]
    assert errors[1]["suggestion"] == "~japan"
    told = run("match", page, "--queries", queries, "--source", "sample").stderr
    assert f"{queries}, line 5: A word is missing here." in told
    assert f"{queries}, line 8: ~japn is a name that stands for nothing." in told


def test_without_json_it_is_read_line_by_line(folder: Path) -> None:
    """The query, where it stands, the words in their surroundings."""
    page, queries = str(folder / "page.html"), str(folder / "queries.txt")
    said = run("match", page, "--queries", queries, "--source", "sample").stdout
    assert '9: kind:question "of the grain"\n  section 3, exchange 0' in said
    assert "[of the grain]?" in said
    assert said.endswith("4 of 5 queries are met\n")


def test_a_file_that_is_not_there_is_the_operators_mistake(folder: Path) -> None:
    """Told by the door of the command, as for `read`."""
    outcome = CliRunner().invoke(app, ["match", str(folder / "page.html"), "--queries", str(folder / "none.txt")])
    assert outcome.exit_code == 1
    assert "none.txt" in str(outcome.exception)


def test_a_query_is_explained_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms by language, and no figures; the same as JSON."""
    monkeypatch.chdir(tmp_path)
    said = run("explain", "ships ~japan US").stdout
    assert said.startswith("ships ~japan =US\nI look for all of these in one passage: ")
    assert "ru: Япония" in said
    assert "US: taken exactly" in said
    assert "in the archive" not in said
    told = json.loads(run("explain", "порт -US", "--json").stdout)
    assert (told["query"], told["taken_exactly"], told["archive"]) == ("порт -=US", ["US"], None)
    port, us = told["terms"]
    assert [language["language"] for language in port["languages"]] == ["ru"]
    assert {"порт", "порты", "портов"} <= set(port["languages"][0]["forms"][0])
    assert (us["kind"], us["excluded"], us["archive"]) == ("exact", True, None)
    assert told["required"][0]["terms"] == ["порт"]
    assert not list(tmp_path.iterdir())


def test_the_help_says_what_a_span_is() -> None:
    """Brackets are markup to who prints the help."""
    said = " ".join(CliRunner().invoke(app, ["match", "--help"]).stdout.split())
    assert 'spans [start, end, "text"] count code points' in said
