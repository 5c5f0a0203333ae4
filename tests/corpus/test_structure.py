"""The founding document and the annotated corpus, where they are at hand: ROSTRUM_CORPUS names the corpus folder.

The scorer lies beside it, at tools/score_structure.py. No text of the corpus is kept here: only counts, numbers and
names of the document's structure.
"""

import datetime as dt
import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from tests.corpus.held import annotations, manifest, needs_corpus, read, scorer
from watchers.contract import from_json, to_json
from watchers.model import Briefing
from watchers.sources.gate import check_whole

FOUNDING = "mid_ru/complete/2021-01-28_en_seed.txt"

pytestmark = needs_corpus


@cache
def founding() -> Briefing:
    return read(FOUNDING, "mid_ru", "en")


def figures(documents: list[dict[str, Any]]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for document in documents:
        briefing = read(document["file"], document["source"], document.get("language"))
        count, _ = scorer().score(document, json.loads(json.dumps(to_json(briefing))), "ok", "")
        total.update(count)
    summed: dict[str, float] = scorer().figures(total)
    return summed


def test_the_founding_documents_head() -> None:
    """Rule: date, time and language of the founding document; the clock is glued to the date in print."""
    briefing = founding()
    assert (briefing.date, briefing.time, briefing.language) == (dt.date(2021, 1, 28), dt.time(19, 50), "en")
    assert briefing.title.endswith("Moscow, January 28, 2021")


def test_the_founding_documents_contents_and_sections() -> None:
    """Rule: 19 entries in two groups; 14 topics in order, each with its own text; one heading is the contents' own."""
    briefing = founding()
    assert Counter(e.group for e in briefing.contents) == {"topics": 14, "questions": 5}
    topics = [s for s in briefing.sections if s.kind == "topic"]
    assert [s.contents for s in topics] == [(n,) for n in range(14)]
    assert all(s.text and not s.turns for s in topics)
    assert len({s.text for s in topics}) == 14
    assert [s.heading for s in topics if s.heading_origin == "contents"] == ["E-visas"]


def test_the_founding_documents_exchanges() -> None:
    """Rule: five sections of questions hold six exchanges, of which the first section owns two; speakers are named."""
    asked = [s for s in founding().sections if s.kind == "qa"]
    assert [s.contents for s in asked] == [(n,) for n in range(14, 19)]
    assert [len(s.exchanges) for s in asked] == [2, 1, 1, 1, 1]
    answers = {(t.label, t.speaker, t.role) for s in asked for t in s.turns if t.kind == "answer"}
    assert answers == {("Maria Zakharova", "Maria Zakharova", "principal")}
    assert [s.kind for s in founding().sections] == ["topic"] * 14 + ["qa"] * 5


def test_the_founding_document_scores_full_marks() -> None:
    """Rule: every share and F1 of the founding document is 1, and nothing leaks."""
    found = figures([d for d in annotations() if d["file"] == FOUNDING])
    counters = {"documents", "crashes", "timeouts", "furniture_leaks"}
    assert {name: value for name, value in found.items() if name not in counters and value != 1.0} == {}
    assert (found["crashes"], found["timeouts"], found["furniture_leaks"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("measure", "least"),
    [
        ("title", 0.99),
        ("date", 0.99),
        ("language", 0.99),
        ("contents_f1", 0.99),
        ("headings_f1", 0.99),
        ("question_f1", 0.99),
        ("labelled_f1", 0.99),
        ("role", 0.99),
        ("coverage", 0.99),
        ("links", 0.99),
    ],
)
def test_the_annotated_pages_are_read_as_annotated(measure: str, least: float) -> None:
    """Rule: no measure over all annotated pages falls below what was reached."""
    assert whole()[measure] >= least


@cache
def whole() -> dict[str, float]:
    return figures(annotations())


def test_every_complete_page_is_whole() -> None:
    """Rule: no complete page of the corpus is turned back, neither when it is read nor at the gate before storage."""
    complete = [d for d in manifest() if d["complete"]]
    assert complete
    for document in complete:
        check_whole(read(document["file"], document["source"]))


def test_without_a_profile_the_annotated_pages_are_read_nearly_as_well() -> None:
    """Rule: what the generic profile reads of the annotated pages does not fall below what was reached."""
    found = figures([d | {"source": "generic"} for d in annotations()])
    reached = {"date": 0.99, "question_f1": 0.99, "labelled_f1": 0.99, "headings_f1": 0.95, "contents_f1": 0.99}
    assert {name: found[name] for name, least in reached.items() if found[name] < least} == {}


def test_every_annotated_page_survives_storage() -> None:
    """Rule: the JSON form is lossless for every page."""
    for document in annotations():
        briefing = read(document["file"], document["source"], document.get("language"))
        assert from_json(to_json(briefing)) == briefing
