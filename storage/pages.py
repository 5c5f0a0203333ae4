"""The state of sources, addresses and pages: what was announced, how the last look went, when the next one is due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import Row, batched
from storage.tables import addresses, briefings, pages, sources
from watchers.model import Notice, Source, Validators
from watchers.remembered import DuePage, Settled


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is doing.

    configured: it is watched (one that is not keeps its archive); imported: it was polled with success at least once;
    failures: polls that failed in a row; trouble: what could not be read last time (a source some of whose addresses
    answer has trouble without failures), since trouble_at; briefings: how many are kept; unread: pages that it
    announced and that could not be read, and unread_reason why the latest could not. polled_at: when it was last read.
    """

    id: str
    name: str
    profile: str
    configured: bool
    imported: bool
    due_at: dt.datetime
    polled_at: dt.datetime | None
    failures: int
    trouble: str | None
    trouble_at: dt.datetime | None
    briefings: int
    unread: int
    unread_reason: str | None


# ------------------------------------------------------------------ sources


async def sync_sources(connection: AsyncConnection, configured: Sequence[Source], now: dt.datetime) -> None:
    """Make these the watched sources; a new one is due at once."""
    await connection.execute(sa.update(sources).values(configured=False))
    for source in configured:
        facts = {"name": source.name, "profile": source.profile, "configured": True}
        await connection.execute(
            insert(sources)
            .values(id=source.id, imported=False, due_at=now, failures=0, **facts)
            .on_conflict_do_update(index_elements=[sources.c.id], set_=facts)
        )


async def source_states(connection: AsyncConnection, source_id: str | None = None) -> tuple[SourceState, ...]:
    """All sources by id, or the one asked for."""
    count = sa.select(sa.func.count()).where(briefings.c.source_id == sources.c.id).scalar_subquery()
    failed = (pages.c.source_id == sources.c.id) & pages.c.trouble.is_not(None)
    unread = sa.select(sa.func.count()).where(failed).scalar_subquery()
    reason = sa.select(pages.c.trouble).where(failed).order_by(pages.c.trouble_at.desc()).limit(1).scalar_subquery()
    query = sa.select(
        sources, count.label("briefings"), unread.label("unread"), reason.label("unread_reason")
    ).order_by(sources.c.id)
    if source_id is not None:
        query = query.where(sources.c.id == source_id)
    return tuple(SourceState(**row._mapping) for row in await connection.execute(query))


async def due_sources(connection: AsyncConnection, now: dt.datetime) -> tuple[str, ...]:
    """The watched sources whose time has come, the longest due first."""
    due = sa.select(sources.c.id).where(sources.c.configured, sources.c.due_at <= now)
    return tuple((await connection.execute(due.order_by(sources.c.due_at, sources.c.id))).scalars())


async def source_polled(
    connection: AsyncConnection, source_id: str, due_at: dt.datetime, now: dt.datetime, trouble: str | None
) -> bool:
    """A poll went well, but for `trouble` with some of the addresses; whether that is news."""
    row = (await connection.execute(sa.select(sources).where(sources.c.id == source_id))).one_or_none()
    if row is None:
        return False
    fresh = trouble is not None and row.trouble is None
    began = None if trouble is None else (row.trouble_at or now)
    await connection.execute(
        sa.update(sources)
        .where(sources.c.id == source_id)
        .values(imported=True, due_at=due_at, polled_at=now, failures=0, trouble=trouble, trouble_at=began)
    )
    return fresh


async def source_trouble(
    connection: AsyncConnection, source_id: str, reason: str, due_at: dt.datetime, now: dt.datetime
) -> bool:
    """A poll failed; whether the one before it had not. trouble_at stays the moment the trouble began."""
    row = (await connection.execute(sa.select(sources).where(sources.c.id == source_id))).one_or_none()
    if row is None:
        return False
    fresh = row.trouble is None
    await connection.execute(
        sa.update(sources)
        .where(sources.c.id == source_id)
        .values(
            due_at=due_at,
            failures=row.failures + 1,
            trouble=reason,
            trouble_at=now if fresh else row.trouble_at,
        )
    )
    return fresh


async def failures(connection: AsyncConnection, source_id: str) -> int:
    """How many polls of a source have failed in a row."""
    found = await connection.execute(sa.select(sources.c.failures).where(sources.c.id == source_id))
    return found.scalar() or 0


# ------------------------------------------------------------------ addresses and what they announce


async def validators(connection: AsyncConnection, source_id: str, url: str) -> Validators | None:
    """Of a feed or listing as last kept; None: it was never read."""
    here = (addresses.c.source_id == source_id) & (addresses.c.url == url)
    row = (await connection.execute(sa.select(addresses).where(here))).one_or_none()
    return None if row is None else Validators(row.etag, row.last_modified)


async def keep_validators(
    connection: AsyncConnection, source_id: str, url: str, given: Validators, now: dt.datetime
) -> None:
    """Remember what a feed or listing gave us to ask for news with."""
    values = {"etag": given.etag, "last_modified": given.last_modified, "read_at": now}
    await connection.execute(
        insert(addresses)
        .values(source_id=source_id, url=url, **values)
        .on_conflict_do_update(index_elements=[addresses.c.source_id, addresses.c.url], set_=values)
    )


async def keep_notices(
    connection: AsyncConnection,
    source_id: str,
    address_url: str,
    notices: Sequence[Notice],
    *,
    quiet: bool,
    now: dt.datetime,
) -> int:
    """Make rows of notices; how many announce a page that was not known.

    A known page is due again when its notice says that it was updated since, or calls it otherwise than before. Only
    the address that announced it first is heard about the title: two feeds may word one differently for ever.
    """
    rows: dict[str, Row] = {}
    for some in batched([notice.url for notice in notices]):
        here = (pages.c.source_id == source_id) & pages.c.url.in_(some)
        rows.update((row.url, row) for row in await connection.execute(sa.select(pages).where(here)))
    new: dict[str, dict[str, Any]] = {}
    for notice in notices:
        row = rows.get(notice.url)
        if row is None:
            new.setdefault(
                notice.url,
                {
                    "source_id": source_id,
                    "url": notice.url,
                    "address_url": address_url,
                    "key": notice.key,
                    "language": notice.language,
                    "title": notice.title,
                    "published_at": notice.published_at,
                    "updated_at": notice.updated_at,
                    "quiet": quiet,
                    "first_seen_at": now,
                    "due_at": now,
                    "failures": 0,
                },
            )
        elif news := _news(row, notice, address_url):
            again = {"due_at": now} if news.keys() & {"updated_at", "title"} else {}
            here = (pages.c.source_id == source_id) & (pages.c.url == notice.url)
            await connection.execute(sa.update(pages).where(here).values(**news, **again))
    if new:
        await connection.execute(sa.insert(pages), list(new.values()))
    return len(new)


def _news(row: Row, notice: Notice, address_url: str) -> dict[str, Any]:
    """What a notice says that its row did not."""
    news: dict[str, Any] = {}
    if notice.updated_at is not None and (row.updated_at is None or notice.updated_at > row.updated_at):
        news["updated_at"] = notice.updated_at
    if notice.title is not None and notice.title != row.title and address_url == row.address_url:
        news["title"] = notice.title
    if row.published_at is None and notice.published_at is not None:
        news["published_at"] = notice.published_at
    if row.language is None and notice.language is not None:
        news["language"] = notice.language
    return news


# ------------------------------------------------------------------ pages


async def due_pages(
    connection: AsyncConnection, source_id: str, now: dt.datetime, *, limit: int, recheck_since: dt.datetime | None
) -> tuple[DuePage, ...]:
    """The pages to look at, those published last first; with recheck_since, all first seen after it count as due."""
    due = pages.c.due_at <= now
    if recheck_since is not None:
        due = sa.or_(due, pages.c.first_seen_at > recheck_since)
    query = (
        sa.select(pages)
        .where(pages.c.source_id == source_id, due)
        .order_by(sa.func.coalesce(pages.c.published_at, pages.c.first_seen_at).desc(), pages.c.key, pages.c.url)
        .limit(limit)
    )
    return tuple(
        DuePage(
            notice=Notice(row.url, row.key, row.language, row.title, row.published_at, row.updated_at),
            validators=Validators(row.etag, row.last_modified),
            quiet=row.quiet,
            failures=row.failures,
            first_seen_at=row.first_seen_at,
            fetched=row.fetched_at is not None,
        )
        for row in await connection.execute(query)
    )


async def published_on(connection: AsyncConnection, source_id: str, url: str) -> dt.date | None:
    """The day a page's notice gave for it, in UTC."""
    here = (pages.c.source_id == source_id) & (pages.c.url == url)
    found: dt.datetime | None = (await connection.execute(sa.select(pages.c.published_at).where(here))).scalar()
    return None if found is None else found.date()


async def settle(connection: AsyncConnection, source_id: str, page: Settled, now: dt.datetime) -> None:
    """A page was looked at with success."""
    await connection.execute(
        sa.update(pages)
        .where(pages.c.source_id == source_id, pages.c.url == page.url)
        .values(
            etag=page.validators.etag,
            last_modified=page.validators.last_modified,
            due_at=page.due_at,
            fetched_at=now,
            failures=0,
            trouble=None,
            trouble_at=None,
        )
    )


async def page_trouble(
    connection: AsyncConnection, source_id: str, url: str, reason: str, due_at: dt.datetime | None, now: dt.datetime
) -> None:
    """A look at a page failed."""
    await connection.execute(
        sa.update(pages)
        .where(pages.c.source_id == source_id, pages.c.url == url)
        .values(due_at=due_at, failures=pages.c.failures + 1, trouble=reason, trouble_at=now)
    )
