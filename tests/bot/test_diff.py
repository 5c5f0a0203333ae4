"""Two saved versions of a page compared on the command line: what changed, where in what `rostrum read` prints."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.cli import app
from tests.support import briefing

TOPICS = [
    ("Shipping", "The port is open. Ships carrying grain may leave the port at once."),
    ("Grain prices", "Prices fell by 5% in the last week, and they will fall further."),
    ("Consular news", "Our consulate has moved to a new house at the harbour."),
]
EXCHANGES = [
    ("On the harvest", "What of the grain?", "The grain was good, as far as we know."),
    ("On the harvest", "Is there a fleet?", "We expect to ship more grain in the spring."),
]


def pages(folder: Path, old: str, new: str) -> list[str]:
    for name, text in (("old.html", old), ("new.html", new)):
        (folder / name).write_text(text, "utf-8")
    return [str(folder / "old.html"), str(folder / "new.html"), "--source", "sample"]


def changes(folder: Path, old: str, new: str) -> list[dict[str, Any]]:
    outcome = CliRunner().invoke(app, ["diff", *pages(folder, old, new), "--json"])
    assert outcome.exit_code == 0, outcome.output
    told = json.loads(outcome.stdout)
    assert list(told) == ["changes"]
    found: list[dict[str, Any]] = told["changes"]
    return found


def test_a_page_that_stayed_has_no_changes(tmp_path: Path) -> None:
    """Nothing is told."""
    page = briefing(TOPICS, EXCHANGES)
    assert changes(tmp_path, page, page) == []


def test_each_change_says_what_it_is_where_it_stands_and_which_words(tmp_path: Path) -> None:
    """The refs are indices of either page; the words are whole; what did not change is left out."""
    text = "Prices did not fall by 5% in the last week, and they will fall further."
    topics = [TOPICS[0], ("Grain prices", text), ("News of consulates", TOPICS[2][1])]
    edited, retitled, removed = changes(tmp_path, briefing(TOPICS, EXCHANGES), briefing(topics, EXCHANGES[:1]))
    assert edited == {
        "kind": "edited",
        "before_ref": {"section": 1, "exchange": None},
        "after_ref": {"section": 1, "exchange": None},
        "before": TOPICS[1][1],
        "after": text,
        "words": [{"op": "replace", "before": "fell", "after": "did not fall"}],
        "flags": ["negation"],
    }
    assert (retitled["kind"], retitled["words"]) == (
        "retitled",
        [{"op": "replace", "before": "Consular news", "after": "News of consulates"}],
    )
    assert (removed["kind"], removed["after_ref"], removed["after"]) == ("removed", None, None)
    assert removed["before_ref"] == {"section": 4, "exchange": 0}
    assert [(each["op"], each["after"]) for each in removed["words"]] == [("delete", "")]
    assert removed["before"].startswith("Is there a fleet?")


def test_words_struck_out_on_the_page_are_a_correction(tmp_path: Path) -> None:
    """Though the text of the passage does not show that they are struck."""
    old, new = (
        briefing([TOPICS[0], TOPICS[1], ("Bridges", text)]) for text in ("It is XX the gap.", "It is YY the gap.")
    )
    (change,) = changes(tmp_path, old.replace("XX", "breaching"), new.replace("YY", "<s>breaching</s> bridging"))
    assert (change["kind"], change["flags"]) == ("edited", ["correction"])
    assert change["words"] == [{"op": "insert", "before": "", "after": "bridging"}]


def test_without_json_each_change_is_a_short_redline(tmp_path: Path) -> None:
    """The words in their surroundings; nothing a page says plays tricks on the terminal."""
    topics = [TOPICS[0], TOPICS[1], ("Consular news", TOPICS[2][1].replace("harbour", "\x1b[2Jmarket \u202e"))]
    outcome = CliRunner().invoke(app, ["diff", *pages(tmp_path, briefing(TOPICS), briefing(topics))])
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout.startswith("edited\n  section 2: Consular news\n    ")
    assert "a new house at the [-harbour.-][+" in outcome.stdout
    assert not {"\x1b", "\u202e"} & set(outcome.stdout)
    assert outcome.stdout.endswith("\n1 change\n")


def test_a_page_that_is_not_there_is_the_operators_mistake(tmp_path: Path) -> None:
    """Told by the door of the command, as for `read`."""
    outcome = CliRunner().invoke(app, ["diff", str(tmp_path / "none.html"), str(tmp_path / "new.html")])
    assert outcome.exit_code == 1
    assert "none.html" in str(outcome.exception)


def test_an_unknown_profile_is_refused(tmp_path: Path) -> None:
    """As by `read`."""
    page = pages(tmp_path, briefing(TOPICS), briefing(TOPICS))
    outcome = CliRunner().invoke(app, ["diff", *page[:2], "--source", "nobody"])
    assert outcome.exit_code == 1
    assert "nobody" in str(outcome.exception)
