"""The database: its transactions, its migrations, and the clear word for one that cannot be used."""

import asyncio
import datetime as dt
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from storage import database as database_module
from storage.archive import Archive
from storage.database import MIGRATIONS, Database, open_database
from storage.errors import DatabaseError
from storage.outbox import Outbox
from storage.search import Search
from storage.subscribers import Subscribers
from storage.tables import SEARCH, chats, metadata, subscriptions
from tests.storage.making import DAY, NOW, briefing, first, record
from watchers import languages
from watchers.model import Match, Part, Subscription
from watchers.query import Field, Query, parse_query
from watchers.remembered import Delivery

# ------------------------------------------------------------------ migrations


async def test_the_migrations_build_what_the_tables_say(database: Database, tmp_path: Path) -> None:
    """The schema is stated once: what the migrations leave behind is what storage.tables would create, to the word."""

    def differences(connection: sa.Connection) -> list[object]:
        def ours(_object: object, name: str | None, *_rest: object) -> bool:
            return not (name or "").startswith(SEARCH)

        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        return list(compare_metadata(context, metadata))

    def ddl(connection: sa.Connection) -> dict[str, list[str]]:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        # The same words: the order of a table's constraints, and quotes left by a renaming, are nobody's concern.
        return {
            name: sorted(sql.replace(",", " ").replace('"', "").split())
            for name, sql in rows
            if name != "alembic_version"
        }

    engine = sa.create_engine(f"sqlite:///{tmp_path / 'created.db'}")
    with engine.begin() as made:
        metadata.create_all(made)
        created = ddl(made)
    engine.dispose()
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(ddl) == created


async def test_migrating_twice_keeps_every_row(database: Database) -> None:
    """A database that is up to date is left as it is."""
    await Subscribers(database).meet(5, "en", NOW)
    await database.migrate()
    current, head = await database.revision()
    assert current == head
    assert await Subscribers(database).get(5) is not None


def step_after_head(folder: Path, head: str, body: str) -> None:
    """The shipped migrations and one more, as a later release would bring."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_next.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9999'\ndown_revision = {head!r}\n"
        f"def upgrade():\n    with op.batch_alter_table('chats') as batch:\n        {body}\n"
    )


async def test_an_upgrade_keeps_the_rows_that_refer_to_a_table_made_anew(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Altering a table of SQLite drops and remakes it; what refers to its rows must not be deleted along with them."""
    await Subscribers(database).meet(5, "en", NOW)
    await Subscribers(database).add(5, "visas", NOW)
    _, head = await database.revision()
    step_after_head(tmp_path / "next", head, "batch.alter_column('language', nullable=True)")
    monkeypatch.setattr(database_module, "MIGRATIONS", tmp_path / "next")
    upgraded = open_database(database.path)
    await upgraded.migrate()
    assert await upgraded.revision() == ("9999", "9999")
    assert [s.query for s in await Subscribers(upgraded).list(5)] == ["visas"]
    await upgraded.close()


MOMENT = "2026-03-05 12:00:00"
FIRST_ROWS: list[tuple[str, dict[str, object]]] = [
    ("chats", {"id": 5, "language": "en", "met_at": MOMENT}),
    ("subscriptions", {"id": 3, "chat_id": 5, "query": "grain", "created_at": MOMENT}),
    ("index_state", {"id": 1, "analyzer_version": languages.ANALYZER_VERSION}),
    (
        "sources",
        {"id": "m", "name": "M", "profile": "sample", "configured": 1, "imported": 1, "failures": 0, "due_at": MOMENT},
    ),
    (
        "briefings",
        {"id": "m/1", "source_id": "m", "key": "1", "date": "2026-03-05", "quiet": 0, "first_seen_at": MOMENT},
    ),
    (
        "editions",
        {"id": 1, "briefing_id": "m/1", "language": "en", "url": "https://m.example/1", "title": "T", "version": 1}
        | {"date": "2026-03-05", "text_hash": "h", "first_seen_at": MOMENT, "changed_at": MOMENT},
    ),
    (
        "versions",
        {"id": 1, "edition_id": 1, "number": 1, "title": "T", "text_hash": "h", "page_hash": "p", "document": b""}
        | {"page": b"", "quiet": 0, "first_seen_at": MOMENT},
    ),
    (
        "passages",
        {"id": (2026 * 12 + 3) << 20 | 5 << 15 | 32_767, "edition_id": 1, "since_version": 1, "position": 0}
        | {"section": 0, "kind": "topic", "text": "Grain may leave the port."}
        | {"parts": '[["Ana Lind", null, "principal", "statement", 0, 25]]'},
    ),
    (
        "parcels",
        {"id": 7, "chat_id": 5, "kind": "alert", "briefing_id": "m/1", "numbers": "{}", "attempts": 0}
        | {"created_at": MOMENT, "due_at": MOMENT},
    ),
    (
        "mentions",
        {"parcel_id": 7, "position": 0, "edition_id": 1, "kind": "added", "query": "grain"}
        | {"after_id": (2026 * 12 + 3) << 20 | 5 << 15 | 32_767, "after_spans": "[[[0, 5]], []]"},
    ),
]


async def test_the_first_schema_is_brought_up_to_date_with_all_its_rows(tmp_path: Path) -> None:
    """A database of the first schema, with an alert in its outbox: nothing of it is lost, all of it is found."""
    path = tmp_path / "old.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for table, row in FIRST_ROWS:
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
            connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
    engine.dispose()
    upgraded = open_database(path)
    await upgraded.migrate()
    (delivery,) = await Outbox(upgraded).claim(NOW, lease_seconds=60, limit=10)
    assert isinstance(delivery, Delivery)
    (subject,) = delivery.subjects
    assert subject.after is not None
    assert subject.after.text == "Grain may leave the port."
    assert subject.after.parts == (Part("Ana Lind", None, "principal", "statement", 0, 25),)
    assert subject.matched_after == {"grain": Match(((0, 5),))}
    (found,) = (await Search(upgraded).find(parse_query("grain"))).found
    assert found.edition.briefing == "m/1"
    assert (await Search(upgraded).find(parse_query("grain"), until=DAY - dt.timedelta(days=1))).total == 0
    assert (await Search(upgraded).find(Query(Field("speaker", "Lind")))).total == 1
    assert [source.addresses for source in await Archive(upgraded).watched()] == [()]
    assert await Subscribers(upgraded).list(5) == (Subscription(3, 5, "grain"),)
    assert await Subscribers(upgraded).changed(0) == (0, {})
    await upgraded.close()


async def test_a_migration_that_fails_changes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All steps or none: the old release still runs on what a broken upgrade leaves."""
    await Subscribers(database).meet(5, "en", NOW)
    _, head = await database.revision()
    step_after_head(
        tmp_path / "next",
        head,
        "batch.add_column(sa.Column('extra', sa.Text()))\n    op.execute('SELECT * FROM no_such_table')",
    )
    with monkeypatch.context() as patch:
        patch.setattr(database_module, "MIGRATIONS", tmp_path / "next")
        upgraded = open_database(database.path)
        with pytest.raises(OperationalError, match="no_such_table"):
            await upgraded.migrate()
        await upgraded.close()
    assert await database.revision() == (head, head)
    async with database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT * FROM chats")
        assert "extra" not in rows.one()._mapping


async def test_the_migrations_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are shipped with the package: no alembic.ini, no current folder counts."""
    monkeypatch.chdir(tmp_path)
    opened = open_database("rostrum.db")
    await opened.migrate()
    await opened.close()
    assert (tmp_path / "rostrum.db").is_file()


# ------------------------------------------------------------------ a database that cannot be used


async def test_an_unmigrated_database_is_refused(tmp_path: Path) -> None:
    """What is there and what is wanted are told, with the remedy."""
    opened = open_database(tmp_path / "rostrum.db")
    with pytest.raises(DatabaseError) as caught:
        await Subscribers(opened).get(5)
    _, head = await opened.revision()
    assert (caught.value.reason, caught.value.wanted) == ("unmigrated", head)
    assert caught.value.path == str(tmp_path / "rostrum.db")
    assert caught.value.remedy
    await opened.close()


async def test_a_newer_database_is_refused_and_not_touched(database: Database) -> None:
    """A revision this program has never heard of was written by a later release: neither used nor migrated."""
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from the future'")
    opened = open_database(database.path)
    for attempt in (opened.migrate(), Subscribers(opened).get(5)):
        with pytest.raises(DatabaseError) as caught:
            await attempt
        assert (caught.value.reason, caught.value.found) == ("newer", "from the future")
    await opened.close()


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("missing/rostrum.db", "no_folder"),
        ("garbage/rostrum.db", "no_folder"),
        ("folder", "not_a_file"),
        ("sqlite+aiosqlite:///{}/missing/rostrum.db", "no_folder"),
        ("sqlite://", "unsupported"),
        ("postgresql+psycopg://user:secret@host/name", "unsupported"),
        ("no url://", "unsupported"),
    ],
)
def test_a_place_where_no_database_can_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, reason: str
) -> None:
    """Opening says at once what is wrong, and never a password."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "garbage").write_text("a file, not a folder")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DatabaseError) as caught:
        open_database(place.format(tmp_path))
    assert caught.value.reason == reason
    assert "secret" not in str(caught.value)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of other things is named as what it is, and left as it is."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 100)
    opened = open_database(path)
    for attempt in (opened.migrate(), Subscribers(opened).get(5)):
        with pytest.raises(DatabaseError) as caught:
            await attempt
        assert caught.value.reason == "not_a_database"
    await opened.close()
    assert path.read_text().startswith("Dear reader")


async def test_a_url_opens_the_file_it_names(tmp_path: Path) -> None:
    """A path and its SQLAlchemy URL are the same database."""
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'rostrum.db'}")
    assert opened.path == tmp_path / "rostrum.db"
    await opened.migrate()
    await opened.close()


async def test_another_analyzers_index_is_refused_until_it_is_rebuilt(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys that are made otherwise find nothing in the old index: migrating builds it anew, over what stands."""
    await record(Archive(database), first(briefing("New visas were issued", ("Énergie", "négociations"))))
    monkeypatch.setattr(languages, "ANALYZER_VERSION", languages.ANALYZER_VERSION + 1)
    opened = open_database(database.path)
    with pytest.raises(DatabaseError) as caught:
        await Search(opened).find(parse_query("visa"))
    assert caught.value.reason == "other_analyzer"
    await opened.migrate()
    assert (await Search(opened).find(parse_query("visa"))).total == 1
    assert (await Search(opened).find(parse_query("energie"))).total == 1
    await opened.close()


# ------------------------------------------------------------------ transactions


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    """Whatever stops it, an exception of ours included, its writes are undone."""

    async def fail() -> None:
        async with database.write() as connection:
            await connection.execute(sa.insert(chats).values(id=5, language="en", met_at=NOW))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await Subscribers(database).get(5) is None


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_no_lock(database: Database) -> None:
    """A task cancelled in the middle of writing undoes what it wrote, and the next writer goes on."""
    inside = asyncio.Event()

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(sa.insert(chats).values(id=5, language="en", met_at=NOW))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await Subscribers(database).get(5) is None
    await Subscribers(database).meet(6, "en", NOW)


async def test_processes_that_read_then_write_do_not_trip_over_each_other(database: Database) -> None:
    """Two handles on one file, as two processes have: every read-then-write goes through, none is lost."""
    await Subscribers(database).meet(5, "en", NOW)
    other = open_database(database.path)

    async def count_up(handle: Database) -> None:
        async with handle.write() as connection:
            language = (await connection.execute(sa.select(chats.c.language))).scalar_one()
            await connection.execute(sa.update(chats).values(language=language + "."))

    await asyncio.gather(*(count_up(handle) for handle in (database, other) * 20))
    chat = await Subscribers(database).get(5)
    assert chat is not None
    assert chat.language == "en" + "." * 40
    await other.close()


async def test_a_reader_sees_one_unmoving_picture(database: Database) -> None:
    """What is written while a read goes on shows only in the next one."""
    count = sa.select(sa.func.count()).select_from(chats)
    async with database.read() as connection:
        assert (await connection.execute(count)).scalar() == 0
        await Subscribers(database).meet(5, "en", NOW)
        assert (await connection.execute(count)).scalar() == 0


async def test_what_refers_to_nothing_is_refused(database: Database) -> None:
    """Foreign keys are enforced on every connection."""
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(sa.insert(subscriptions).values(chat_id=99, query="x", created_at=NOW))


async def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    """Nobody knows when it is."""
    with pytest.raises(StatementError, match="without a time zone"):
        await Subscribers(database).meet(5, "en", NOW.replace(tzinfo=None))


async def test_a_commit_survives_a_power_cut(database: Database) -> None:
    """The journal is a WAL, and it is flushed at each commit."""
    async with database.read() as connection:
        assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar() == "wal"
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2
