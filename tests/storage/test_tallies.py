"""How often a query is met: the figures are those of counting by hand, whatever the index is sure of."""

import asyncio
import datetime as dt
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import tallies
from storage.archive import Archive
from storage.database import open_database
from storage.search import Search
from tests.storage.making import DAY, NOW, SOURCE, briefing, first, later, record
from watchers.model import Briefing, Change, Exchange, Section, Source, Turn
from watchers.query import Query, View, Word, match, parse_query
from watchers.remembered import Point, Step

OTHER = Source("other", "Another", "sample", ())
WORDS = ("visas", "grain", "Visas", "port")
# Of some the index is sure, of some it is not, and of some it is of a part.
QUERIES = ("visas", "=Visas", "visas NEAR/2 port", "{grain port}", "visas OR =port", "gra* -port", "speaker:Lind visas")


@st.composite
def archives(draw: st.DrawFn) -> list[Briefing]:
    """Briefings of several sources, languages and days, some of them editions of one."""
    text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
    turn = st.builds(
        Turn,
        label=st.none(),
        speaker=st.sampled_from([None, "Ana Lind", "Per Holm"]),
        role=st.just("principal"),
        kind=st.sampled_from(["question", "answer"]),
        text=text,
    )
    section = st.builds(Section, st.just("topic"), st.none() | text, st.none(), text) | st.builds(
        lambda two: Section("qa", None, None, "", turns=tuple(two), exchanges=(Exchange((0,), (1,)),)),
        st.lists(turn, min_size=2, max_size=2),
    )
    made = draw(
        st.lists(
            st.builds(
                lambda key, language, source, days, sections: replace(
                    briefing(key=key, language=language, source=source, date=DAY - dt.timedelta(days=days)),
                    sections=tuple(sections),
                ),
                st.sampled_from("abcd"),
                st.sampled_from(["en", "fr"]),
                st.sampled_from([SOURCE.id, OTHER.id]),
                st.sampled_from([0, 1, 6, 7, 29, 30, 31, 364, 365, 400]),
                st.lists(section, min_size=1, max_size=3),
            ),
            max_size=7,
        )
    )
    return list({(b.id, b.language): b for b in made}.values())


def counted(made: list[Briefing], text: str) -> list[tuple[Briefing, frozenset[str]]]:
    """For each passage that meets a query: its briefing, and who says the words that met it."""
    query, found = parse_query(text), []
    for each in made:
        for passage in each.passages():
            met = match(query, View(passage, each.setting))
            if met is not None:
                parts = [p for p in passage.parts if any(p.start <= start < p.end for start, _ in met.spans)]
                found.append((each, frozenset(p.speaker for p in parts if p.speaker)))
    return found


def day(each: Briefing) -> dt.date:
    assert each.date is not None
    return each.date


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(made=archives(), text=st.sampled_from(QUERIES), step=st.sampled_from(["month", "week", "briefing"]))
def test_tallies_and_series_are_what_counting_by_hand_gives(
    empty: Path, made: list[Briefing], text: str, step: Step
) -> None:
    """By days, sources, speakers, months, weeks and briefings; every step is there, the empty ones too."""
    found = counted(made, text)

    async def check(path: Path) -> None:
        database = open_database(shutil.copy(empty, path))
        await Archive(database).sync_sources([SOURCE, OTHER], NOW)
        await record(Archive(database), *map(first, made))
        search, query = Search(database), parse_query(text)

        told = await search.tally(query, today=DAY)
        assert (told.total, told.at_least) == (len(found), False)
        assert told.recent == {n: sum((DAY - day(b)).days < n for b, _ in found) for n in (7, 30, 365)}
        assert (told.first, told.last) == (
            min((day(b) for b, _ in found), default=None),
            max((day(b) for b, _ in found), default=None),
        )
        assert Counter(dict(told.sources)) == Counter(b.source for b, _ in found)
        assert Counter(dict(told.speakers)) == Counter(speaker for _, said in found for speaker in said)
        assert told.heard == len(found)
        of = {b.id for b in made}
        assert told.lately == (len({b.id for b, _ in found}), len(of))

        by_month = await search.months(query)
        assert by_month == Counter((day(b).year, day(b).month) for b, _ in found)
        assert await search.count(query) == (len(found), False)

        series = await search.series(query, step=step)
        assert sum(point.mentions for point in series.points) == len(found)
        assert series.first == told.first
        assert series.sources == tuple(sorted({b.source for b in made}))
        starts = [point.start for point in series.points]
        if step == "briefing":
            assert {p.briefing for p in series.points} == of
            assert all(p.of == 1 and p.briefings == (p.mentions > 0) for p in series.points)
            assert {p.briefing: p.mentions for p in series.points if p.mentions} == Counter(b.id for b, _ in found)
        else:
            for point, following in zip(series.points, [*starts, dt.date.max][1:], strict=True):
                here = {b.id for b in made if point.start <= day(b) < following}
                met = [b.id for b, _ in found if point.start <= day(b) < following]
                assert (point.mentions, point.briefings, point.of) == (len(met), len(set(met)), len(here))
            if step == "week":
                assert all(start.weekday() == 0 for start in starts)
                assert all((b - a).days == 7 for a, b in pairwise(starts))
            else:
                assert all(start.day == 1 and 28 <= (b - start).days <= 31 for start, b in pairwise(starts))
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder) / "rostrum.db"))


async def test_figures_may_be_narrowed_and_then_speak_of_nothing_else(archive: Archive, search: Search) -> None:
    """To a source, a language, days; the steps of days that are asked for are there though nobody spoke on them."""
    await archive.sync_sources([SOURCE, OTHER], NOW)
    january, may = dt.date(2025, 1, 10), dt.date(2025, 5, 2)
    await record(
        archive,
        first(briefing("visas", key="a", date=january)),
        first(briefing("visas", key="a", date=january, language="fr")),
        first(briefing("visas", "visas", key="b", date=may, source=OTHER.id)),
        first(briefing("grain", key="c", date=may)),
    )
    query = Query(Word("visas"))
    series = await search.series(query, source=SOURCE.id)
    assert series.points == (
        Point(dt.date(2025, 1, 1), 2, 1, 1),
        *(Point(dt.date(2025, month, 1), 0, 0, 0) for month in (2, 3, 4)),
        Point(dt.date(2025, 5, 1), 0, 0, 1),
    )
    assert series.sources == (SOURCE.id,)
    assert [p.mentions for p in (await search.series(query, language="fr")).points] == [1]
    asked = await search.series(query, since=dt.date(2025, 3, 3), until=dt.date(2025, 7, 1))
    assert [(p.start.month, p.mentions) for p in asked.points] == [(3, 0), (4, 0), (5, 2), (6, 0), (7, 0)]
    dated = await search.series(parse_query("visas since:2025-03 until:2025-07"))
    assert dated.points == asked.points
    tally = await search.tally(query, today=may, source=SOURCE.id)
    assert (tally.total, tally.sources, tally.lately) == (2, ((SOURCE.id, 2),), (1, 2))
    assert (await search.tally(query, today=may, language="fr")).lately == (1, 1)
    nothing = await search.tally(Query(Word("nobody")), today=may)
    assert (nothing.total, nothing.first, nothing.lately) == (0, None, (0, 3))
    assert [p.of for p in (await search.series(Query(Word("nobody")))).points] == [1, 0, 0, 0, 2]
    assert (await search.series(query, since=dt.date(2030, 1, 1), until=dt.date(2030, 1, 2))).points == (
        Point(dt.date(2030, 1, 1), 0, 0, 0),
    )


async def test_of_an_empty_archive_there_is_nothing_to_count(search: Search) -> None:
    """No step, no figure, no error."""
    query = Query(Word("visas"))
    assert (await search.series(query)).points == ()
    assert (await search.tally(query, today=DAY)).lately == (0, 0)
    assert await search.months(query) == {}


@pytest.mark.parametrize("step", ["month", "week"])
@pytest.mark.parametrize(
    ("since", "until"), [(None, dt.date(9998, 1, 1)), (None, dt.date.max), (dt.date.min, dt.date.max), (DAY, None)]
)
async def test_days_far_off_hide_nothing_of_what_was_said(
    archive: Archive, search: Search, step: Step, since: dt.date | None, until: dt.date | None
) -> None:
    """A series has so many steps at the most, and those with briefings among them."""
    await record(archive, first(briefing("visas")))
    series = await search.series(Query(Word("visas")), step=step, since=since, until=until)
    assert sum(point.mentions for point in series.points) == 1
    assert len(series.points) <= tallies.MOST_STEPS
    nothing = await search.series(Query(Word("visas")), step=step, source="nobody", since=since, until=until)
    assert not any(point.of for point in nothing.points)


async def test_where_too_much_would_have_to_be_read_figures_say_at_least(
    archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest are read; what is sure without reading is counted whole."""
    monkeypatch.setattr(tallies, "_LOT", 2)
    monkeypatch.setattr(tallies, "MOST_READ", 4)
    for n in range(8):
        await record(archive, first(briefing("Visas", "grain", key=f"k{n}", date=DAY - dt.timedelta(days=n))))
    told = await search.tally(parse_query("=Visas OR grain"), today=DAY)
    assert (told.total, told.at_least) == (12, True)
    assert (await search.series(parse_query("=Visas"))).at_least
    assert not (await search.series(parse_query("grain"))).at_least


async def test_an_edit_counts_once_and_under_its_briefing(archive: Archive, search: Search) -> None:
    """What a later version put in stands in a run of ids of its own; what it took out is counted no more."""
    made = briefing("visas", "visas again")
    await record(archive, first(made))
    await record(archive, first(briefing("visas", key="k2")))
    edited = briefing("visas", "visas anew")
    old, new = made.passages()[1], edited.passages()[1]
    await record(archive, later(edited, 2, [Change("edited", old, new)], at=NOW + dt.timedelta(hours=1)))
    series = await search.series(Query(Word("visas")), step="briefing")
    assert {p.briefing: p.mentions for p in series.points} == {"ministry/k1": 2, "ministry/k2": 1}
    (found,) = (await search.find(Query(Word("anew")))).found
    assert (found.version, found.since_at) == (2, NOW + dt.timedelta(hours=1))
    kept = (await search.find(Query(Word("visas")))).found
    assert {(f.passage.text, f.version, f.edited) for f in kept} == {("visas", 1, False), ("visas anew", 2, True)}


async def test_what_is_read_otherwise_is_not_said_to_be_edited(archive: Archive, search: Search) -> None:
    """The version is a later one, but nobody changed a word of the page; nor is it among the changes."""
    made, cut = briefing("visas and grain"), briefing("visas", "and grain")
    await record(archive, first(made))
    changes = [Change("edited", made.passages()[0], cut.passages()[0]), Change("added", None, cut.passages()[1])]
    await record(archive, replace(later(cut, 2, changes), quiet=True, edited=False))
    (found,) = (await search.find(Query(Word("visas")))).found
    assert (found.version, found.edited) == (2, False)
    assert await archive.changes() == ()
