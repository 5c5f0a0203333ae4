"""The state of addresses and pages: what was announced, how the last look went, when the next one is due."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import Row, batched
from storage.tables import addresses, pages
from watchers.model import Notice, Validators
from watchers.remembered import Doubt, DuePage, KnownAddress, Settled

_PAUSE = dt.timedelta(minutes=5)

# ------------------------------------------------------------------ addresses and what they announce


async def address(connection: AsyncConnection, source_id: str, url: str) -> KnownAddress | None:
    """A feed or listing as last kept; None: it was never read."""
    here = (addresses.c.source_id == source_id) & (addresses.c.url == url)
    row = (await connection.execute(sa.select(addresses).where(here))).one_or_none()
    return (
        None
        if row is None
        else KnownAddress(Validators(row.etag, row.last_modified), row.moved_to, row.content_hash, row.unread)
    )


async def keep_address(
    connection: AsyncConnection, source_id: str, url: str, read: KnownAddress, now: dt.datetime
) -> None:
    """Remember what a feed or listing gave us to ask for news with, and where it moved."""
    values = {
        "etag": read.validators.etag,
        "last_modified": read.validators.last_modified,
        "moved_to": read.moved_to,
        "content_hash": read.content_hash,
        "unread": read.unread,
        "read_at": now,
    }
    await connection.execute(
        insert(addresses)
        .values(source_id=source_id, url=url, **values)
        .on_conflict_do_update(index_elements=[addresses.c.source_id, addresses.c.url], set_=values)
    )


async def known_urls(connection: AsyncConnection, source_id: str, urls: Sequence[str]) -> frozenset[str]:
    """Those of the addresses that were announced before."""
    known: set[str] = set()
    for some in batched(urls):
        here = (pages.c.source_id == source_id) & pages.c.url.in_(some)
        known.update((await connection.execute(sa.select(pages.c.url).where(here))).scalars())
    return frozenset(known)


async def next_page(connection: AsyncConnection, source_id: str) -> dt.datetime | None:
    """When the first of a source's pages is due."""
    earliest = sa.select(sa.func.min(pages.c.due_at, type_=pages.c.due_at.type)).where(pages.c.source_id == source_id)
    found: dt.datetime | None = (await connection.execute(earliest)).scalar()
    return found


async def appearances(connection: AsyncConnection, source_id: str, most: int) -> tuple[dt.datetime, ...]:
    """When the newest briefings of a source came out, in order: as stated with a clock, else when they were first seen.

    The first import of an archive was not seen coming out; a day stated without a clock (midnight) tells no hour.
    """
    query = (
        sa.select(pages.c.key, pages.c.published_at, pages.c.first_seen_at, pages.c.quiet)
        .where(pages.c.source_id == source_id, pages.c.fetched_at.is_not(None))
        .order_by(sa.func.coalesce(pages.c.published_at, pages.c.first_seen_at).desc())
        .limit(most * 4)  # a briefing may have a page for each of its languages
    )
    first: dict[str, dt.datetime] = {}
    for row in await connection.execute(query):
        clocked = row.published_at is not None and row.published_at.time() != dt.time()
        if not clocked and row.quiet:
            continue
        at = row.published_at if clocked else row.first_seen_at
        first[row.key] = min(at, first.get(row.key, at))
    return tuple(sorted(first.values())[-most:])


async def keep_notices(
    connection: AsyncConnection,
    source_id: str,
    address_url: str,
    notices: Sequence[Notice],
    *,
    quiet: bool,
    now: dt.datetime,
    due: bool = True,
) -> int:
    """Make rows of notices; how many announce a page that was not known. due: they are to be looked at by the watch.

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
                    "text": _packed(notice.text),
                    "text_hash": _hash(notice.text),
                    "quiet": quiet,
                    "first_seen_at": now,
                    "due_at": now if due else None,
                    "failures": 0,
                },
            )
        elif news := _news(row, notice, address_url):
            again = {"due_at": now} if news.keys() & {"updated_at", "title", "text"} else {}
            if news.keys() == {"text", "text_hash"} and row.text_hash is None and row.fetched_at is not None:
                again = {}  # cut from its page until now: the feed's own text is no edit of it
            if again and news.keys() == {"updated_at"} and row.fetched_at is not None:
                again["due_at"] = max(now, row.fetched_at + _PAUSE)  # some feeds call all "updated" at every answer
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
    if notice.text is not None and _hash(notice.text) != row.text_hash and address_url == row.address_url:
        news |= {"text": _packed(notice.text), "text_hash": _hash(notice.text)}
    return news


def _packed(text: str | None) -> bytes | None:
    return None if text is None else zlib.compress(text.encode("utf-8", "surrogatepass"))


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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
    return tuple([_due(row) for row in await connection.execute(query)])


async def found(
    connection: AsyncConnection, source_id: str, since_at: dt.datetime, limit: int, overdue_at: dt.datetime | None
) -> tuple[DuePage, ...]:
    """The pages that only a walk back has found, and nobody has looked at yet, the latest first; those without a day
    among them, for only a look at them tells it. overdue_at: also those of an archive that were due by then.
    """
    mine: sa.ColumnElement[bool] = pages.c.due_at.is_(None) & pages.c.trouble.is_(None)
    if overdue_at is not None:
        mine = sa.or_(mine, pages.c.due_at <= overdue_at)
    query = (
        sa.select(pages)
        .where(pages.c.source_id == source_id, pages.c.quiet, pages.c.fetched_at.is_(None), mine)
        .where(sa.or_(pages.c.published_at.is_(None), pages.c.published_at >= since_at))
        .order_by(sa.func.coalesce(pages.c.published_at, pages.c.first_seen_at).desc(), pages.c.key, pages.c.url)
        .limit(limit)
    )
    return tuple([_due(row) for row in await connection.execute(query)])


def _due(row: Row) -> DuePage:
    return DuePage(
        notice=Notice(
            row.url,
            row.key,
            row.language,
            row.title,
            row.published_at,
            row.updated_at,
            None if row.text is None else zlib.decompress(row.text).decode("utf-8", "surrogatepass"),
        ),
        validators=Validators(row.etag, row.last_modified),
        quiet=row.quiet,
        failures=row.failures,
        first_seen_at=row.first_seen_at,
        fetched=row.fetched_at is not None,
        content_hash=row.content_hash,
        doubt=_doubt_of(row.doubt),
    )


def _doubt_of(kept: Any) -> Doubt | None:
    return None if kept is None else Doubt(frozenset(kept["missing"]), kept["sweeping"], kept["looks"])


def _doubt_to_json(doubt: Doubt | None) -> Any:
    if doubt is None:
        return None
    return {"missing": sorted(doubt.missing), "sweeping": doubt.sweeping, "looks": doubt.looks}


async def hurry(connection: AsyncConnection, source_id: str, now: dt.datetime, most: int) -> int:
    """Let the newest pages of a source that were read before be due now; how many. None that is due sooner."""
    newest = (
        sa.select(pages.c.url)
        .where(pages.c.source_id == source_id, pages.c.fetched_at.is_not(None), pages.c.doubt.is_(None))
        .order_by(sa.func.coalesce(pages.c.published_at, pages.c.first_seen_at).desc(), pages.c.url)
        .limit(most)
    )
    urls = list((await connection.execute(newest)).scalars())
    here = (pages.c.source_id == source_id) & pages.c.url.in_(urls)
    later = sa.or_(pages.c.due_at.is_(None), pages.c.due_at > now)
    return (await connection.execute(sa.update(pages).where(here, later).values(due_at=now))).rowcount


async def swept(connection: AsyncConnection, source_id: str, key: str, since: dt.datetime) -> int:
    """How many pages of a source's other briefings changed nearly whole since then."""
    here = (pages.c.source_id == source_id) & (pages.c.key != key) & pages.c.swept_at.is_not(None)
    here &= pages.c.swept_at >= since
    return int((await connection.execute(sa.select(sa.func.count(pages.c.key.distinct())).where(here))).scalar_one())


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
            **({} if page.key is None else {"key": page.key}),
            etag=page.validators.etag,
            last_modified=page.validators.last_modified,
            content_hash=page.content_hash,
            due_at=page.due_at,
            doubt=_doubt_to_json(page.doubt),
            **({"swept_at": now} if page.doubt is not None and page.doubt.sweeping else {}),
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
