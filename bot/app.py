"""The only place that wires the house, and the only one that asks the clock.

`open_stores` is enough for commands that look things up, `open_watching` for those that watch, `open_app` for those
that talk. aiogram is imported by `open_app` alone: it takes seconds.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from bot.config import Config
from storage.archive import Archive
from storage.database import Database, open_database
from storage.errors import DatabaseError
from storage.outbox import Outbox
from storage.rebuild import Rebuild
from storage.search import Search
from storage.subscribers import Subscribers
from storage.tokens import Tokens
from watchers.backfill import Backfill
from watchers.discovery import Scout
from watchers.fetch import Fetcher
from watchers.following import Following
from watchers.intake import Intake
from watchers.model import TERMINAL_CHAT, Address, Page, Source
from watchers.pipeline import Outcome, Pipeline
from watchers.reader import Reader
from watchers.schedule import Schedule
from watchers.sources.profile import find_profile

if TYPE_CHECKING:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.base import BaseSession
    from aiohttp.web import Application

    from bot.courier import Courier
    from bot.handlers.desk import Desk
    from bot.sample.ministry import Ministry
    from watchers.remembered import Delivery

Sleep = Callable[[float], Awaitable[None]]


def clock() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is remembered."""

    database: Database
    archive: Archive
    outbox: Outbox
    subscribers: Subscribers
    search: Search
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class App:
    """The house, open: what bot/serve.py runs. web: the HTTP endpoints, where some are to be served."""

    config: Config
    stores: Stores
    sources: Sequence[Source]
    pipeline: Pipeline
    schedule: Schedule
    bot: Bot
    dispatcher: Dispatcher
    desk: Desk
    courier: Courier
    terminal: bool
    now: Callable[[], datetime]
    sleep: Sleep
    web: Application | None = None


@asynccontextmanager
async def open_stores(config: Config, *, migrate: bool, path: Path | None = None) -> AsyncIterator[Stores]:
    """The stores over the configured database.

    migrate: bring its schema up to date first, creating it if need be; otherwise one that is missing, older or newer
    is a DatabaseError that says what to do. path: another database than the configured one.
    """
    file = path or config.storage.path
    if not migrate and not file.exists():
        raise DatabaseError("missing", str(file), remedy="Start `rostrum run` or `rostrum db upgrade` to create it.")
    database = open_database(file)
    try:
        if migrate:
            await database.migrate()
        yield Stores(
            database,
            Archive(database),
            Outbox(database),
            Subscribers(database, limit=config.delivery.subscriptions_per_chat),
            Search(database),
            Tokens(database),
        )
    finally:
        await database.close()


async def added_sources(config: Config) -> tuple[Source, ...]:
    """The sources that commands added, from the configured database where there is one."""
    if not config.storage.path.exists():
        return ()
    async with open_stores(config, migrate=True) as stores:
        added = {state.id for state in await stores.archive.sources() if state.added_at}
        return tuple(source for source in await stores.archive.watched() if source.id in added)


async def find_source(config: Config, stores: Stores, chosen: str) -> Source:
    """The source of that id, whether it is configured, was added, or was watched once; else the one that the profile of
    that name makes. Raises ProfileError where there is neither.
    """
    for source in (*config.watched(), *await stores.archive.watched()):
        if source.id == chosen:
            return source
    state = await stores.archive.source(chosen)
    if state is not None:
        return Source(state.id, state.name, state.profile, state.addresses)
    return find_profile(chosen).source()


async def upgrade_database(config: Config) -> tuple[str | None, str | None]:
    """Bring the configured database up to date; its schema's revision before (None: there was none) and after."""
    database = open_database(config.storage.path)
    try:
        before, _ = await database.revision()
        await database.migrate()
        after, _ = await database.revision()
        return before, after
    finally:
        await database.close()


async def rebuild_index(config: Config, told: Callable[[int, int], None]) -> int:
    """Build the search index of the configured database anew; how many passages it holds. told: how many of how many.

    A schema that is older is brought up to date first, and the index with it.
    """
    database = open_database(config.storage.path, any_analyzer=True)
    try:
        if not config.storage.path.exists():
            raise DatabaseError("missing", str(config.storage.path), remedy="There is nothing to index yet.")
        current, wanted = await database.revision()
        if current != wanted:
            await database.migrate()
        return await Rebuild(database).run(told)
    finally:
        await database.close()


async def fetch_once(config: Config, url: str) -> Page | None:
    """One page the operator asked for by its address, wherever that is. Raises FetchError."""
    async with _fetcher(config, [url], clock) as fetcher:
        return await fetcher.get(url)


def _fetcher(config: Config, own: Iterable[str], now: Callable[[], datetime]) -> Fetcher:
    """A Fetcher that trusts the hosts of the operator's own addresses to be anywhere; others must be public."""
    return Fetcher(
        now=now,
        trusted={netloc for url in own if (netloc := _netloc(url))},
        timeout_seconds=config.fetch.timeout_seconds,
        max_bytes=config.fetch.max_bytes,
        user_agent=config.fetch.user_agent,
        robots=config.fetch.robots,
    )


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # the fetch of it will say what is wrong
        return ""


@dataclass(frozen=True, slots=True)
class Watching:
    """Those who read the sites, by one door: so that a look at an outlet keeps the pauses of the polls."""

    pipeline: Pipeline
    scout: Scout
    intake: Intake
    backfill: Backfill


@asynccontextmanager
async def open_watching(
    config: Config,
    stores: Stores,
    sources: Sequence[Source] | None,
    *,
    admins: Sequence[int] = (),
    now: Callable[[], datetime] = clock,
) -> AsyncIterator[Watching]:
    """A pipeline over the stores, a scout, and those who take in what was said before.

    The rows of the sources are brought in line with `sources`, the configured ones; with None they are left as they
    are, and nothing is made ready to read pages until one comes. admins: the chats that are told when something is the
    matter with a source.
    """
    async with _fetcher(config, (), now) as fetcher, Reader() as reader:
        if sources is not None:
            reader.begin()
            await stores.archive.sync_sources(sources, now())
            for chat in admins:  # what is to be told to them needs their row
                await stores.subscribers.meet(chat, config.terminal.language, now())
        pipeline = Pipeline(
            fetcher,
            reader,
            stores.archive,
            Following(stores.subscribers, stores.search.rarity),
            now=now,
            ring=stores.outbox.ring,
            admins=admins,
        )
        yield Watching(
            pipeline,
            Scout(fetcher, reader),
            Intake(pipeline, reader, stores.archive, now=now),
            Backfill(fetcher, reader, stores.archive, pipeline, now=now),
        )


@asynccontextmanager
async def open_scout(config: Config, *, now: Callable[[], datetime] = clock) -> AsyncIterator[Scout]:
    """Someone to look at outlets with, where nothing is watched."""
    async with _fetcher(config, (), now) as fetcher, Reader() as reader:
        reader.begin()
        yield Scout(fetcher, reader)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Hold a lock beside the database; the system lets go of it however this process ends."""
    lock = FileLock(f"{database}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise DatabaseError(
            "in_use",
            str(database),
            remedy="Another `rostrum run` works on it: stop that one, or name another database.",
        ) from error
    except OSError as error:
        raise DatabaseError(
            "unwritable", str(database), found=str(error), remedy="Name a file in a folder of yours."
        ) from error
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def open_app(
    config: Config,
    session: BaseSession,
    token: str,
    *,
    sources: Sequence[Source],
    path: Path | None = None,
    alone: bool = True,
    announce: Callable[[Delivery], None] = lambda _: None,
    chat_seconds: float = 1,
    terminal: bool = False,
    now: Callable[[], datetime] = clock,
    steady: Callable[[], float] = time.monotonic,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[App]:
    """The whole house behind a session: Telegram's, the terminal's, or a test's that fails on purpose.

    Nothing moves until bot/serve.py sets it going.

    sources: what the configuration watches (none for a chat over an existing database). alone: be the one process that
    watches and delivers from this database, creating it if need be; a second one is refused (DatabaseError), since both
    would tell the same parcels. announce: told of each delivery just before it is sent. chat_seconds: least pause
    between two messages to one chat. terminal: the chat is the one in the terminal; what is due in Telegram is left
    alone.
    """
    from aiogram import Bot

    from bot.courier import Courier
    from bot.handlers.desk import Desk
    from bot.handlers.dispatcher import build_dispatcher
    from bot.pacing import Pacer
    from bot.patience import Patience
    from bot.retrospect import Retrospect

    async with AsyncExitStack() as stack:
        if alone:
            stack.enter_context(_alone(path or config.storage.path))
        stores = await stack.enter_async_context(open_stores(config, migrate=alone, path=path))
        admins = (TERMINAL_CHAT,) if terminal else config.telegram.admins
        watching = await stack.enter_async_context(
            open_watching(config, stores, sources if alone else None, admins=admins, now=now)
        )
        pipeline = watching.pipeline
        names = {state.id: state.name for state in await stores.archive.sources()}
        watched = await stores.archive.watched() if alone else ()
        bot = Bot(token, session=session)
        stack.push_async_callback(bot.session.close)
        bot.session.middleware(Patience(sleep))
        desk = Desk(
            stores.archive,
            stores.outbox,
            stores.subscribers,
            stores.search,
            names,
            now,
            watching.scout,
            set(admins),
            trusting=terminal,
            default_language=config.terminal.language,
            tokens=stores.tokens,
            site=config.web.address,
        )
        stack.push_async_callback(desk.close)
        courier = Courier(
            bot,
            stores.outbox,
            stores.subscribers,
            names,
            now=now,
            steady=steady,
            sleep=sleep,
            terminal=terminal,
            pacer=Pacer(per_second=config.delivery.messages_per_second, chat_seconds=chat_seconds),
            announce=announce,
            retrospect=Retrospect(stores.archive, stores.search, stores.subscribers),
        )
        schedule = Schedule(_Naming(pipeline, names), stores.archive, now=now)
        yield App(
            config,
            stores,
            watched,
            pipeline,
            schedule,
            bot,
            build_dispatcher(desk),
            desk,
            courier,
            terminal,
            now,
            sleep,
            _application(desk, steady) if config.web.port else None,
        )


def _application(desk: Desk, steady: Callable[[], float]) -> Application:
    from bot.web import build_application  # a tenth of a second's work, for those who want it

    return build_application(desk, steady)


@dataclass(frozen=True, slots=True)
class _Naming:
    """Watches, and learns the names of sources that were added meanwhile, so that they are told under them."""

    pipeline: Pipeline
    names: dict[str, str]

    async def watch(self, source: Source, *, force: bool = False) -> Outcome:
        self.names[source.id] = source.name
        return await self.pipeline.watch(source, force=force)


@asynccontextmanager
async def open_sample(now: Callable[[], datetime] = clock) -> AsyncIterator[tuple[Ministry, Source, Path]]:
    """The sample ministry on loopback, the source that watches it, and the path of a fresh temporary database."""
    from bot.sample.ministry import Ministry

    with tempfile.TemporaryDirectory(prefix="rostrum-") as folder:
        ministry = Ministry()
        await ministry.start(now().date())
        try:
            addresses = (
                Address(ministry.feed_url("en"), "feed", "en"),
                Address(ministry.listing_url("ru"), "listing", "ru"),
            )
            source = replace(find_profile("sample").source(addresses=addresses), trusted=True)
            yield ministry, source, Path(folder) / "sample.db"
        finally:
            await ministry.close()
