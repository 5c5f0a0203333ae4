"""Pages that were edited after publication: each edit is found, whole, under its right name, and nothing else is."""

import json
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.corpus.held import CORPUS, needs_corpus

FOLDER = CORPUS / "whitehouse_2021_2026" / "edited"
_LEAD, _TAIL = 4, 3
EXPECTED: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "edit_kinds.toml").read_text("utf-8"))["edit"]


@cache
def changes(page: str, old: str, new: str) -> list[dict[str, Any]]:
    """What `rostrum diff` says of two versions."""
    files = [str(next(FOLDER.glob(f"{page}_*.{version}.md"))) for version in (old, new)]
    outcome = CliRunner().invoke(app, ["diff", *files, "--source", "whitehouse_2021_2026", "--json"])
    assert outcome.exit_code == 0, outcome.output
    told: list[dict[str, Any]] = json.loads(outcome.stdout)["changes"]
    return told


def edits() -> list[dict[str, Any]]:
    """What is known of each two versions: the words that went and came, with a few of those around them."""
    if not FOLDER.exists():
        return []
    known: list[dict[str, Any]] = json.loads((FOLDER / "_edits.json").read_text("utf-8"))
    return known


def versions(name: str) -> str:
    found = re.search(r"\.(v\d)\.md$", name)
    assert found
    return found[1]


def changed(op: dict[str, str]) -> tuple[list[str], list[str]]:
    """The words of an op that differ, on either side: it has four words of context before them, and three after.

    Those of neighbouring edits may be among the context, so that it need not be the same on both sides.
    """
    before, after = (op[side].replace("\\", "").split() for side in ("before", "after"))
    lead = {"insert": len(before) - _TAIL, "delete": len(after) - _TAIL, "replace": _LEAD}[op["op"]]
    return before[lead:-_TAIL], after[lead:-_TAIL]


@needs_corpus
@pytest.mark.parametrize("edit", edits(), ids=lambda edit: f"{edit['group']}-{versions(edit['b'])}")
def test_every_word_that_went_or_came_is_told(edit: dict[str, Any]) -> None:
    """In the words of the changes; but for the place, date and END of a page, which are facts about it."""
    told = changes(edit["a"][:2], versions(edit["a"]), versions(edit["b"]))
    gone, come = (
        Counter(w for c in told for each in c["words"] for w in each[side].split()) for side in ("before", "after")
    )
    for op in edit["ops"]:
        before, after = changed(op)
        if before in (["END"], ["(September", "4,", "2023)"]):
            assert not told
            continue
        assert Counter(before) <= gone, op
        assert Counter(after) <= come, op


@needs_corpus
@pytest.mark.parametrize("edit", EXPECTED, ids=lambda edit: "-".join([edit["page"], *edit["versions"]]))
def test_each_edit_has_its_right_name_and_nothing_else_is_told(edit: dict[str, Any]) -> None:
    """Kinds, marks and a few of the words, as an eye sees them."""
    told = changes(edit["page"], *edit["versions"])
    assert [(c["kind"], c["flags"]) for c in told] == [(e["kind"], e["flags"]) for e in edit["changes"]]
    for change, expected in zip(told, edit["changes"], strict=True):
        assert expected["words"] in " ".join(each["after"] or each["before"] for each in change["words"])


@needs_corpus
@pytest.mark.parametrize("page", sorted({(e["page"], v) for e in EXPECTED for v in e["versions"]}), ids="-".join)
def test_a_version_compared_with_itself_has_no_changes(page: tuple[str, str]) -> None:
    """Nothing is told."""
    assert changes(page[0], page[1], page[1]) == []


@needs_corpus
def test_no_edit_is_left_out() -> None:
    """The table names every two versions there are."""
    told = {(e["page"], *e["versions"]) for e in EXPECTED}
    assert told == {(e["a"][:2], versions(e["a"]), versions(e["b"])) for e in edits()}
