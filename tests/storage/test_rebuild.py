"""The search index built anew beside the one that serves, on a real database."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage import index, rebuild
from storage.archive import Archive
from storage.database import Database, open_database
from storage.errors import DatabaseError
from storage.rebuild import Rebuild
from storage.search import Search
from storage.tables import index_next, symbols, vocabulary
from tests.storage.making import DAY, briefing, first, later, record
from watchers import languages
from watchers.model import Change
from watchers.query import parse_query


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two passages at a time, so that few briefings take many steps."""
    monkeypatch.setattr(rebuild, "_ROWS", 2)


async def fill(archive: Archive, days: int = 6) -> None:
    """Briefings of several days, three passages each."""
    for n in range(days):
        made = briefing(f"Grain {n}", "The co-operation goes on", f"Zürich {n}", key=f"k{n}", date=DAY + timedelta(n))
        await record(archive, first(made))


async def edit(archive: Archive, n: int, *, title: str = "A briefing", text: str = "Wheat") -> None:
    """A second version of briefing n."""
    old = briefing(f"Grain {n}", "The co-operation goes on", f"Zürich {n}", key=f"k{n}", date=DAY + timedelta(n))
    new = briefing(
        f"{text} {n}", "The co-operation goes on", f"Zürich {n}", key=f"k{n}", date=DAY + timedelta(n), title=title
    )
    change = Change("edited", old.passages()[0], new.passages()[0])
    await record(archive, later(new, 2, [change]))


async def written(database: Database) -> tuple[list[Any], list[Any], list[Any]]:
    """All that is in the index that serves: each symbol at its place, and the tables of its words."""
    async with database.read() as connection:
        await connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab('main', 'passages_search', 'instance')"
        )
        places = (await connection.exec_driver_sql("SELECT term, doc, col, offset FROM temp.places")).all()
        tables = [sorted((await connection.execute(sa.select(table))).all()) for table in (symbols, vocabulary)]
    return sorted(map(tuple, places)), tables[0], tables[1]


async def is_as_if_built_at_once(database: Database) -> None:
    """The index holds what one transaction would have written."""
    found = await written(database)
    async with database.write() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(index_next)) == 0
        await index.rebuild(connection)
    wanted = await written(database)
    assert found[0] == wanted[0]
    assert set(found[1]) >= set(wanted[1])
    assert set(found[2]) >= set(wanted[2])
    assert {row[:2] for row in found[2]} - {row[:2] for row in wanted[2]} <= {("en", "grain"), ("en", "wheat")}


def between_steps(monkeypatch: pytest.MonkeyPatch, *happens: Callable[[], Awaitable[object]]) -> None:
    """Let something happen before each step, in turn."""
    step, left = Rebuild._step, list(happens)

    async def stepped(self: Rebuild) -> int:
        if left:
            await left.pop(0)()
        return await step(self)

    monkeypatch.setattr(Rebuild, "_step", stepped)


async def found(search: Search, query: str) -> int:
    """How many passages a query meets."""
    return (await search.find(parse_query(query))).total


async def test_an_index_built_anew_answers_as_before(database: Database, archive: Archive, search: Search) -> None:
    """And holds the very same, from the first to the last passage; it tells how far it has come."""
    await fill(archive)
    before, told = await written(database), []
    assert await Rebuild(database).run(lambda done, of: told.append((done, of))) == 18
    assert await written(database) == before
    assert told[0] == (0, 18)
    assert told[-1] == (18, 18)
    assert [await found(search, query) for query in ("grain", "cooperation", "zurich")] == [6, 6, 6]


async def test_searching_and_recording_go_on_meanwhile(
    database: Database, archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is recorded, edited and retitled before and beyond the place it has come to is found at once, and after."""
    await fill(archive)
    said: list[int] = []

    async def ask() -> None:
        said.append(await found(search, "grain"))

    async def on(day: int) -> None:
        made = briefing("Grain anew", "More", key=f"new{day}", date=DAY + timedelta(day))
        await record(archive, first(made))
        await ask()

    between_steps(
        monkeypatch,
        ask,
        lambda: on(0),
        lambda: edit(archive, 0),
        lambda: edit(archive, 5, title="Another title"),
        lambda: on(5),
        lambda: edit(archive, 1, title="Another title"),
        ask,
        lambda: on(-1),
    )
    await Rebuild(database).run()
    assert said == [6, 7, 6, 5, 6]
    assert await found(search, "grain") == 6
    assert await found(search, "wheat") == 3
    assert await found(search, 'title:"another title"') == 6
    await is_as_if_built_at_once(database)


@pytest.mark.parametrize("times", [1, 50])
async def test_a_passage_that_is_written_while_its_step_is_prepared_is_not_missed(
    database: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """The step is prepared anew; where others write all the time, they are made to wait for it at last."""
    await fill(archive)
    standing, wrote = index.standing, 0

    async def read(connection: Any, after: int, limit: int) -> Any:
        nonlocal wrote
        entries = await standing(connection, after, limit)
        if wrote < times and not connection.sync_connection.get_execution_options()["storage_immediate"]:
            wrote += 1
            if wrote == 1:
                await edit(archive, 0)
            else:
                await record(archive, first(briefing("Rye", key=f"rye{wrote}", date=DAY + timedelta(40))))
        return entries

    with monkeypatch.context() as patched:
        patched.setattr(index, "standing", read)
        await Rebuild(database).run()
    assert wrote == times
    await is_as_if_built_at_once(database)


async def test_one_that_was_interrupted_goes_on_where_it_was(
    database: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was put to it stays; what was recorded since then is in it too."""
    await fill(archive)

    async def dies() -> None:
        raise KeyboardInterrupt

    async def nothing() -> None:
        return None

    with monkeypatch.context() as patched:
        between_steps(patched, nothing, nothing, nothing, dies)
        with pytest.raises(KeyboardInterrupt):
            await Rebuild(database).run()
    await edit(archive, 0)
    told: list[tuple[int, int]] = []
    await Rebuild(database).run(lambda done, of: told.append((done, of)))
    assert told[0] == (6, 18)
    await is_as_if_built_at_once(database)


async def test_who_had_the_database_open_is_served_by_the_new_index(
    database: Database, archive: Archive, search: Search, tmp_path: Path
) -> None:
    """Another process, with connections that know the old tables: it searches and records as if nothing were."""
    await fill(archive)
    assert await found(search, "grain") == 6
    builder = open_database(database.path, any_analyzer=True)
    await Rebuild(builder).run()
    await builder.close()
    assert await found(search, "grain") == 6
    await edit(archive, 2)
    assert (await found(search, "grain"), await found(search, "wheat")) == (5, 1)
    await is_as_if_built_at_once(database)


# ------------------------------------------------------------------ another analyzer


async def test_an_index_of_another_analyzer_is_built_anew_while_that_one_serves(
    database: Database, archive: Archive, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older Rostrum goes on answering until the end, and writes into an index it cannot read no more after that."""
    await fill(archive)
    newer = open_database(database.path, any_analyzer=True)
    monkeypatch.setattr(languages, "ANALYZER_VERSION", languages.ANALYZER_VERSION + 1)
    unasked = open_database(database.path)
    with pytest.raises(DatabaseError):
        await found(Search(unasked), "grain")
    await unasked.close()
    assert await found(search, "grain") == 6
    assert await Rebuild(newer).run() == 18
    assert await found(Search(newer), "grain") == 6
    await newer.close()
    monkeypatch.undo()
    with pytest.raises(DatabaseError) as caught:
        await edit(archive, 0)
    assert caught.value.reason == "other_analyzer"


async def test_an_older_rostrum_that_writes_meanwhile_makes_it_begin_anew(
    database: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot keep in step an index whose analyzer it has not: rather none than a wrong one."""
    await fill(archive)
    newer = open_database(database.path, any_analyzer=True)
    version = languages.ANALYZER_VERSION

    async def older(writes: int = 0) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(languages, "ANALYZER_VERSION", version)
            await record(archive, first(briefing("Rye", key=f"rye{writes}")))

    monkeypatch.setattr(languages, "ANALYZER_VERSION", version + 1)
    between_steps(monkeypatch, older)
    assert await Rebuild(newer).run() == 19
    await newer.close()


async def test_it_gives_up_where_an_older_rostrum_writes_all_the_time(
    database: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says which one is to be stopped; the old index is as it was."""
    await fill(archive)
    newer = open_database(database.path, any_analyzer=True)
    version, wrote = languages.ANALYZER_VERSION, 0

    async def older() -> None:
        nonlocal wrote
        wrote += 1
        with monkeypatch.context() as patched:
            patched.setattr(languages, "ANALYZER_VERSION", version)
            await record(archive, first(briefing("Rye", key=f"rye{wrote}")))

    with monkeypatch.context() as patched:
        patched.setattr(languages, "ANALYZER_VERSION", version + 1)
        between_steps(patched, *[older] * 10)
        with pytest.raises(DatabaseError) as caught:
            await Rebuild(newer).run()
    assert "stop that one" in caught.value.remedy
    await newer.close()
    await is_as_if_built_at_once(database)
