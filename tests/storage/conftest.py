"""A real database in a file, migrated, with one source; closed afterwards."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.database import Database, open_database
from storage.outbox import Outbox
from storage.search import Search
from storage.subscribers import Subscribers
from tests.storage.making import NOW, SOURCE


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file with its source and nothing else, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "rostrum.db"

    async def make() -> None:
        database = open_database(path)
        await database.migrate()
        await Archive(database).sync_sources([SOURCE], NOW)
        await database.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def database(empty: Path, tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(shutil.copy(empty, tmp_path / "rostrum.db"))
    yield opened
    await opened.close()


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def subscribers(database: Database) -> Subscribers:
    return Subscribers(database)


@pytest.fixture
def search(database: Database) -> Search:
    return Search(database)
