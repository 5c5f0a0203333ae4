"""Briefings, revisions and parcels made for the tests of storage."""

import datetime as dt
from collections.abc import Sequence

from storage.archive import Archive
from watchers.model import Briefing, Change, Mention, Parcel, Passage, Revision, Section, Source, Subscription

NOW = dt.datetime(2026, 3, 5, 12, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 5)
SOURCE = Source("ministry", "The ministry", "sample", ())


def briefing(
    *texts: str | tuple[str | None, str],
    key: str = "k1",
    language: str = "en",
    date: dt.date | None = DAY,
    source: str = SOURCE.id,
    title: str = "A briefing",
) -> Briefing:
    """A briefing of topic sections: each its text, or its heading and text."""
    pairs = [(None, text) if isinstance(text, str) else text for text in texts]
    return Briefing(
        source=source,
        key=key,
        language=language,
        url=f"https://ministry.example/{language}/{key}",
        title=title,
        date=date,
        sections=tuple(Section("topic", heading, "body" if heading else None, text) for heading, text in pairs),
    )


def first(made: Briefing, *, at: dt.datetime = NOW, quiet: bool = False, page: bytes = b"<html>") -> Revision:
    """Its first version."""
    passages = made.passages()
    changes = tuple(Change("added", None, passage) for passage in passages)
    return Revision(made, 1, str(hash(made.sections)), passages, changes, at, quiet=quiet, page=page)


def later(made: Briefing, number: int, changes: Sequence[Change], *, at: dt.datetime = NOW) -> Revision:
    """A later version, with what it changed."""
    return Revision(made, number, str(hash(made.sections)), made.passages(), tuple(changes), at)


def parcel(subscription: Subscription, revision: Revision, *mentions: Mention, due_at: dt.datetime = NOW) -> Parcel:
    """What tells the subscription's chat of a revision."""
    return Parcel(
        chat_id=subscription.chat_id,
        kind="alert" if revision.number == 1 else "change",
        briefing=revision.briefing.id,
        numbers={revision.briefing.language: revision.number},
        mentions=mentions,
        due_at=due_at,
    )


async def record(archive: Archive, *revisions: Revision, parcels: Sequence[Parcel] = ()) -> tuple[int, ...]:
    """Record revisions of the one source."""
    return await archive.record(revisions, parcels, (), source_id=SOURCE.id, now=NOW)


def passages_of(*texts: str) -> tuple[Passage, ...]:
    """The passages of a briefing of such texts."""
    return briefing(*texts).passages()
