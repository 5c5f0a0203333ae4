"""The one database: its engine and pragmas, its transactions, and bringing its schema up to date."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage import index
from storage.errors import DatabaseError
from storage.tables import index_state
from watchers import languages

MIGRATIONS = Path(__file__).parent / "migrations"

_BUSY_MILLISECONDS = 15_000
_IMMEDIATE = "storage_immediate"


def open_database(path_or_url: str | Path, *, any_analyzer: bool = False) -> "Database":
    """The database in the file at `path_or_url` (a path, or `sqlite+aiosqlite:///path`); created by migrate().

    any_analyzer: whichever wrote its search index, for who builds it anew.
    Raises DatabaseError (unsupported, no_folder, not_a_file, unwritable). Nothing is read or written yet.
    """
    path = _path(path_or_url)
    folder = path.parent
    if not folder.is_dir():
        raise DatabaseError("no_folder", str(path), wanted=str(folder), remedy="Create the folder, or name another.")
    if path.exists() and not path.is_file():
        raise DatabaseError("not_a_file", str(path), remedy="Name a file.")
    if not os.access(path if path.exists() else folder, os.W_OK) or not os.access(folder, os.W_OK):
        raise DatabaseError("unwritable", str(path), remedy="Make the file and its folder writable, or name another.")
    return Database(path, any_analyzer=any_analyzer)


def _path(path_or_url: str | Path) -> Path:
    if isinstance(path_or_url, Path) or "://" not in path_or_url:
        return Path(path_or_url).expanduser().absolute()
    remedy = "Give a path, or sqlite+aiosqlite:///path."
    try:
        url = make_url(path_or_url)
    except ArgumentError:
        raise DatabaseError("unsupported", path_or_url, remedy=remedy) from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise DatabaseError("unsupported", url.render_as_string(), found=url.drivername, remedy=remedy)
    return Path(url.database).expanduser().absolute()


class Database:
    """The engine and its transactions. It knows no noun: Archive, Outbox, Subscribers and Search are built upon it."""

    def __init__(self, path: Path, *, any_analyzer: bool = False) -> None:
        self.path = path
        self._engine = _engine(path)
        self._any_analyzer = any_analyzer
        self._writing = asyncio.Lock()  # SQLite has one writer: wait here, in order, not in its busy loop
        self._checked = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write, and is the only one: BEGIN IMMEDIATE, then all or nothing.

        Immediate, because a transaction that reads first and writes later fails at once when another wrote in between.
        """
        await self._check()
        async with self._writing, self._connection(self._engine, immediate=True) as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: one unmoving picture of the database, however long it takes."""
        await self._check()
        async with self._connection(self._engine, immediate=False) as connection:
            yield connection

    async def migrate(self) -> None:
        """Create the schema, or bring it up to date, and the search index with it; all or nothing.

        Raises DatabaseError (newer, damaged, not_a_database, unwritable).
        """
        current, head = await self.revision()
        if current not in _known_revisions():
            raise self._newer(current, head)
        # SQLite alters a table by making it anew, and dropping the old one would delete, with the keys enforced,
        # every row that refers to it. So they are off here, and looked over before anything is kept.
        engine = _engine(self.path, foreign_keys=False)
        try:
            async with self._writing, self._connection(engine, immediate=True) as connection:
                await connection.run_sync(_upgrade)
                broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                if broken:
                    raise DatabaseError(
                        "damaged", str(self.path), found=f"{len(broken)} rows refer to nothing", remedy="Restore it."
                    )
                await _bring_index_up_to_date(connection)
        finally:
            await engine.dispose()

    async def revision(self) -> tuple[str | None, str]:
        """The schema's revision in the file (None: empty), and the one this program wants.

        Raises DatabaseError (not_a_database, unwritable).
        """
        async with self._connection(self._engine, immediate=False) as connection:
            return await connection.run_sync(_revision), _head()

    async def close(self) -> None:
        """Close every connection. The database may not be used afterwards."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine, *, immediate: bool) -> AsyncIterator[AsyncConnection]:
        try:
            async with engine.connect() as connection:
                await connection.execution_options(**{_IMMEDIATE: immediate})
                async with connection.begin():
                    yield connection
        except DBAPIError as error:
            found = self._unusable(error)
            if found is None:
                raise
            raise found from error

    async def _check(self) -> None:
        """Once: refuse a database whose schema or search index is not the one this program was written for."""
        if self._checked:
            return
        current, head = await self.revision()
        if current != head:
            if current not in _known_revisions():
                raise self._newer(current, head)
            raise DatabaseError(
                "unmigrated",
                str(self.path),
                found=current or "nothing",
                wanted=head,
                remedy="Run `rostrum db upgrade`.",
            )
        async with self._connection(self._engine, immediate=False) as connection:
            version = (await connection.execute(sa.select(index_state.c.analyzer_version))).scalar()
        if version != languages.ANALYZER_VERSION and not self._any_analyzer:
            raise DatabaseError(
                "other_analyzer",
                str(self.path),
                found=str(version),
                wanted=str(languages.ANALYZER_VERSION),
                remedy="Run `rostrum reindex`, or `rostrum db upgrade`: both build the search index anew.",
            )
        self._checked = True

    def _newer(self, current: str | None, head: str) -> DatabaseError:
        return DatabaseError(
            "newer", str(self.path), found=str(current), wanted=head, remedy="Install the version that wrote it."
        )

    def _unusable(self, error: DBAPIError) -> DatabaseError | None:
        """What the operator can act on, told from our own faults by SQLite's result code."""
        cause: BaseException | None = error.orig
        while cause is not None and not isinstance(cause, sqlite3.Error):
            cause = cause.__cause__
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the extended codes keep the plain one in the low byte
        if code == sqlite3.SQLITE_NOTADB:
            return DatabaseError("not_a_database", str(self.path), remedy="Name another file.")
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL):
            return DatabaseError(
                "unwritable", str(self.path), found=str(cause), remedy="Look at the disk and the rights."
            )
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return DatabaseError("busy", str(self.path), found=str(cause), remedy="Stop what else is writing to it.")
        if code == sqlite3.SQLITE_CORRUPT:
            return DatabaseError("damaged", str(self.path), found=str(cause), remedy="Restore it from a copy.")
        return None


class Turns:
    """The long reads of a database, so many at a time, in order: there is always a connection for those who record."""

    def __init__(self, database: Database, at_once: int) -> None:
        self._database = database
        self._free = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """As Database.read, when it is one's turn."""
        async with self._free, self._database.read() as connection:
            yield connection


def _engine(path: Path, *, foreign_keys: bool = True) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=str(path))
    # A pool of 15 connections: who waits for one longer than half a minute fails (see Turns).
    engine = create_async_engine(url, poolclass=None if foreign_keys else NullPool)

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing on its own: `began` does
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    def began(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get(_IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", began)
    return engine


# ------------------------------------------------------------------ migrations


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _head() -> str:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise AssertionError("the migrations are not shipped")
    return head


def _known_revisions() -> set[str | None]:
    return {None, *(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())}


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: sa.Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection  # taken up by migrations/env.py
    command.upgrade(config, "head")


async def _bring_index_up_to_date(connection: AsyncConnection) -> None:
    version = (await connection.execute(sa.select(index_state.c.analyzer_version))).scalar()
    if version != languages.ANALYZER_VERSION:
        await index.rebuild(connection)
