"""Best first: what has most to do with a query comes first, each passage once, whatever arrives meanwhile."""

import datetime as dt
from dataclasses import replace

import pytest

from storage import ranking
from storage.archive import Archive
from storage.search import Search
from tests.storage.making import DAY, briefing, first, later, record
from watchers.model import Change, Exchange, Section, Turn
from watchers.query import Query, Word, parse_query

LONG = "The ministry spoke of many things that day, of roads and rivers, of schools and of the weather. " * 3


async def best(search: Search, text: str, limit: int = 10, before: str | None = None) -> list[str]:
    findings = await search.find(parse_query(text), order="best", limit=limit, before=before)
    return [f.passage.text for f in findings.found]


async def test_more_of_the_words_and_the_heading_and_a_later_day_are_worth_more(
    archive: Archive, search: Search
) -> None:
    """Each beside the same passage without it."""
    old = DAY - dt.timedelta(days=1500)
    await record(
        archive,
        first(briefing(f"{LONG} visas", f"{LONG} visas, visas and visas", ("Visas", f"{LONG} visas."), key="a")),
        first(briefing(f"{LONG} visas of old", key="b", date=old)),
        first(briefing(*[LONG] * 8, key="c")),
    )
    order = await best(search, "visas")
    assert order[0] == f"{LONG} visas."
    assert order[1:] == [f"{LONG} visas, visas and visas", f"{LONG} visas", f"{LONG} visas of old"]


async def test_a_question_about_it_goes_before_an_answer_that_touches_upon_it(archive: Archive, search: Search) -> None:
    """The same words, asked or answered."""

    def exchange(question: str, answer: str) -> Section:
        turns = (
            Turn("Question", None, "journalist", "question", question),
            Turn("Ms Lind", "Ana Lind", "principal", "answer", answer),
        )
        return Section("qa", None, None, "", turns=turns, exchanges=(Exchange((0,), (1,)),))

    sections = (exchange("And the visas here?", "No comment on it."), exchange("Any comment on it?", "No visas here."))
    await record(archive, first(replace(briefing(), sections=sections)), first(briefing(*[LONG] * 8, key="c")))
    assert [text.split("\n")[0] for text in await best(search, "visas")] == [
        "And the visas here?",
        "Any comment on it?",
    ]


@pytest.mark.parametrize("text", ["visas", "=visas"])
async def test_the_pages_of_the_best_hold_each_passage_once(
    archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """All of those that were there when the first was shown, though others come between two pages."""
    monkeypatch.setattr(ranking, "_READ", 4)
    texts = [f"visas {'visas ' * (n % 5)}{n}" for n in range(15)]
    await record(archive, *(first(briefing(t, "Visas", key=f"k{n}")) for n, t in enumerate(texts)))
    seen: list[str] = []
    before = None
    for number in range(20):
        page = await search.find(parse_query(text), order="best", limit=4, before=before)
        seen += [f.passage.text for f in page.found if f.passage.text != "Visas"]
        await record(archive, first(briefing("visas", key=f"late{number}", date=DAY + dt.timedelta(days=1))))
        before = page.next
        if before is None:
            break
    assert sorted(seen) == sorted(texts)
    assert page.total == 15 + (number if text == "=visas" else 15 + number)


async def test_what_comes_or_goes_above_a_page_of_the_best_shifts_nothing_on_the_next(
    archive: Archive, search: Search
) -> None:
    """A briefing of an earlier day that is better than all, and an edit of what was shown."""
    texts = [f"{'visas ' * (10 - n)}{LONG}{n}" for n in range(9)]
    made = [briefing(text, key=f"k{n}") for n, text in enumerate(texts)]
    await record(archive, *map(first, made))
    shown = await search.find(parse_query("visas"), order="best", limit=3)
    seen = [found.passage.text for found in shown.found]
    better = briefing("visas visas visas", key="late", date=DAY - dt.timedelta(days=1))
    await record(archive, first(better))
    shown = await search.find(parse_query("visas"), order="best", limit=3, before=shown.next)
    seen += [found.passage.text for found in shown.found]
    edited = briefing(LONG, key="k0")
    change = Change("edited", made[0].passages()[0], edited.passages()[0])
    await record(archive, later(edited, 2, [change]), later(replace(better, sections=()), 2, []))
    seen += await best(search, "visas", before=shown.next)
    assert seen == texts


async def test_only_the_newest_are_ranked(archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    """But all are counted."""
    monkeypatch.setattr(ranking, "MOST_RANKED", 3)
    await record(archive, *(first(briefing(f"visas {n}", key=f"k{n}")) for n in range(5)))
    findings = await search.find(Query(Word("visas")), order="best")
    assert sorted(f.passage.text for f in findings.found) == ["visas 2", "visas 3", "visas 4"]
    assert (findings.total, findings.next) == (5, None)


async def test_a_place_nobody_named_is_refused(archive: Archive, search: Search) -> None:
    """Whatever a button's data was made to say."""
    await record(archive, first(briefing("visas")))
    for forged in ("x", "1", "1:2:", "1:2:3:4", "-1:0", "1:-1", "9" * 30 + ":1", ""):
        with pytest.raises(ValueError, match="not a place"):
            await best(search, "visas", before=forged)
