"""Briefings, their editions and every version of these, as they are stored and read back."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import changes, documents, pages, passages
from storage.tables import awaited, briefings, editions, mentions, parcels, versions
from storage.tables import pages as page_rows
from storage.tables import passages as passage_rows
from watchers import doubt
from watchers.errors import StaleError
from watchers.model import Briefing, Revision, Setting
from watchers.remembered import Earlier, Known, KnownEdition, Relative

_LOST = 4  # looks in a row that failed, half an hour and more: a page that is merely slow today is not lost


async def known(connection: AsyncConnection, source_id: str, key: str, now: dt.datetime) -> Known:
    """What is remembered of a briefing."""
    here = (briefings.c.source_id == source_id) & (briefings.c.key == key)
    briefing = (await connection.execute(sa.select(briefings).where(here))).one_or_none()
    if briefing is None:
        return Known(frozenset(), {}, quiet=False)
    told = await _told_of(connection, [briefing.id])
    unread = sa.select(page_rows.c.url).where(
        page_rows.c.source_id == source_id, page_rows.c.key == key, page_rows.c.failures >= _LOST
    )
    lost = frozenset((await connection.execute(unread)).scalars())
    rows = (await connection.execute(sa.select(editions).where(editions.c.briefing_id == briefing.id))).all()
    return Known(
        told,
        {
            row.language: KnownEdition(
                row.version,
                row.text_hash,
                row.url,
                await passages.standing(connection, row.id),
                row.url in lost,
                tuple(row.flags),
            )
            for row in rows
        },
        briefing.quiet,
        *await _kin_said(connection, briefing.id, briefing.extract_of),
        swept=await pages.swept(connection, source_id, key, now - doubt.A_DAY),
        awaited=await _awaited(connection, briefing.id),
    )


async def _awaited(connection: AsyncConnection, briefing_id: str) -> frozenset[tuple[int, str]]:
    waiting = sa.select(awaited.c.chat_id, awaited.c.language).where(awaited.c.briefing_id == briefing_id)
    return frozenset((chat, language) for chat, language in await connection.execute(waiting))


async def _told_of(connection: AsyncConnection, briefing_ids: Sequence[str]) -> frozenset[tuple[int, str]]:
    """Who was alerted of some briefings, and for which query."""
    alerted = (
        sa.select(parcels.c.chat_id, mentions.c.query)
        .join_from(parcels, mentions, mentions.c.parcel_id == parcels.c.id)
        .where(parcels.c.briefing_id.in_(briefing_ids), parcels.c.kind == "alert")
        .distinct()
    )
    return frozenset((chat, query) for chat, query in await connection.execute(alerted))


async def said_in(
    connection: AsyncConnection, briefing_ids: Sequence[str]
) -> tuple[frozenset[str], frozenset[tuple[int, str]]]:
    """The texts of the passages that stand in any edition of some briefings, and who was alerted of these."""
    query = (
        sa.select(passage_rows.c.text)
        .join_from(passage_rows, editions)
        .where(editions.c.briefing_id.in_(briefing_ids), passage_rows.c.until_version.is_(None))
    )
    texts = frozenset((await connection.execute(query)).scalars())
    return texts, await _told_of(connection, briefing_ids)


async def _kin_said(
    connection: AsyncConnection, id_: str, extract_of: str | None
) -> tuple[frozenset[str], frozenset[tuple[int, str]]]:
    """The same of what a briefing is an extract of, and of its own extracts."""
    extracts = sa.select(briefings.c.id).where(briefings.c.extract_of == id_)
    kin = [*(await connection.execute(extracts)).scalars(), *([] if extract_of is None else [extract_of])]
    return await said_in(connection, kin) if kin else (frozenset(), frozenset())


async def relatives(
    connection: AsyncConnection, source_id: str, since: dt.date, until: dt.date
) -> tuple[Relative, ...]:
    """The editions of a source's briefings of some days, as their newest versions stand; the latest day first."""
    query = (
        sa.select(editions, briefings.c.key)
        .join_from(editions, briefings)
        .where(briefings.c.source_id == source_id, briefings.c.date.between(since, until))
        .order_by(editions.c.date.desc(), editions.c.id)
    )
    return tuple(
        [
            Relative(
                row.key,
                row.language,
                row.url,
                row.title,
                row.date,
                tuple(row.flags),
                await passages.standing(connection, row.id),
            )
            for row in (await connection.execute(query)).all()
        ]
    )


async def earlier(
    connection: AsyncConnection, source_id: str, language: str, before: dt.date, most: int
) -> tuple[Earlier, ...]:
    """The last editions of a source in a language, of days before that one, newest first."""
    query = (
        sa.select(editions)
        .join_from(editions, briefings)
        .where(
            briefings.c.source_id == source_id,
            briefings.c.date < before,
            briefings.c.extract_of.is_(None),
            editions.c.language == language,
        )
        .order_by(briefings.c.date.desc(), editions.c.id.desc())
        .limit(most)
    )
    return tuple(
        [
            Earlier(Setting(source_id, language, row.title, row.date), await passages.standing(connection, row.id))
            for row in (await connection.execute(query)).all()
        ]
    )


async def link(connection: AsyncConnection, extract: str, whole: str) -> None:
    """Remember of one briefing that it is an extract of another; both are kept."""
    await connection.execute(sa.update(briefings).where(briefings.c.id == extract).values(extract_of=whole))


async def store(connection: AsyncConnection, revision: Revision) -> tuple[passages.Placed, ...]:
    """Store a version with all that follows from it, the search index included; where each of its changes stands.

    Raises StaleError when it is not the version that comes next.
    """
    briefing = revision.briefing
    here = (editions.c.briefing_id == briefing.id) & (editions.c.language == briefing.language)
    old = (await connection.execute(sa.select(editions).where(here))).one_or_none()
    if revision.number != (1 if old is None else old.version + 1):
        raise StaleError(briefing.id, briefing.language, 0 if old is None else old.version, revision.number)

    date = await _date(connection, revision, None if old is None else old.date)
    await _keep_briefing(connection, revision, date)
    facts: dict[str, Any] = {
        "url": briefing.url,
        "title": briefing.title,
        "date": date,
        "version": revision.number,
        "text_hash": revision.text_hash,
        "flags": list(briefing.flags),
        "changed_at": revision.seen_at,
    }
    if old is None:
        new = sa.insert(editions).values(
            briefing_id=briefing.id, language=briefing.language, first_seen_at=revision.seen_at, **facts
        )
        edition_id = int((await connection.execute(new.returning(editions.c.id))).scalar_one())
    else:
        edition_id = old.id
        await connection.execute(sa.update(editions).where(editions.c.id == edition_id).values(facts))
    before = None if old is None else (old.date, old.title)
    placed, rows = await passages.advance(connection, edition_id, revision, date=date, before=before)
    await connection.execute(
        sa.insert(versions).values(
            edition_id=edition_id,
            number=revision.number,
            title=briefing.title,
            text_hash=revision.text_hash,
            page_hash=hashlib.sha256(revision.page).hexdigest(),
            document=documents.packed(briefing, revision.passages, rows),
            page=zlib.compress(revision.page),
            quiet=revision.quiet,
            first_seen_at=revision.seen_at,
        )
    )
    await changes.keep(connection, revision, placed)
    if revision.number == 1:  # who waited for it is told with it
        here = (awaited.c.briefing_id == briefing.id) & (awaited.c.language == briefing.language)
        await connection.execute(sa.delete(awaited).where(here))
    return placed


async def page_of(connection: AsyncConnection, briefing_id: str, language: str) -> bytes | None:
    """The bytes that the newest version of an edition was read from."""
    newest = (
        sa.select(versions.c.page)
        .join_from(versions, editions)
        .where(editions.c.briefing_id == briefing_id, editions.c.language == language)
        .order_by(versions.c.number.desc())
        .limit(1)
    )
    packed: bytes | None = (await connection.execute(newest)).scalar()
    return None if packed is None else zlib.decompress(packed)


async def document(connection: AsyncConnection, edition_id: int) -> Briefing | None:
    """The newest version of an edition, whole."""
    newest = (
        sa.select(versions.c.document)
        .where(versions.c.edition_id == edition_id)
        .order_by(versions.c.number.desc())
        .limit(1)
    )
    packed: bytes | None = (await connection.execute(newest)).scalar()
    if packed is None:
        return None
    held = sa.select(passage_rows.c.id, passage_rows.c.text).where(passage_rows.c.id.in_(documents.rows_of(packed)))
    return documents.unpacked(packed, {row.id: row.text for row in await connection.execute(held)})


async def _date(connection: AsyncConnection, revision: Revision, old: dt.date | None) -> dt.date:
    """The day of an edition: as it says, else as it said, as the other editions say, as announced, as first seen."""
    briefing = revision.briefing
    found = briefing.date or old
    if found is None:
        other = sa.select(briefings.c.date).where(briefings.c.id == briefing.id)
        found = (await connection.execute(other)).scalar()
    if found is None:
        found = await pages.published_on(connection, briefing.source, briefing.url)
    return found or revision.seen_at.astimezone(dt.UTC).date()


async def _keep_briefing(connection: AsyncConnection, revision: Revision, date: dt.date) -> None:
    """The briefing's row: of the day its editions last said, quiet if the first of them came quietly."""
    briefing = revision.briefing
    await connection.execute(
        insert(briefings)
        .values(
            id=briefing.id,
            source_id=briefing.source,
            key=briefing.key,
            date=date,
            quiet=revision.quiet,
            first_seen_at=revision.seen_at,
        )
        .on_conflict_do_update(index_elements=[briefings.c.id], set_={"date": date})
    )
