"""The outbox: parcels from the moment they are due until they are sent or given up, one row each."""

import asyncio
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.passages import Placed
from storage.rows import EDITION, Row, batched, edition_of, match_of, match_to_json, passage_of, sign_of, sign_to_json
from storage.tables import alarms, briefings, chats, editions, mentions, parcels, passages
from watchers.model import TERMINAL_CHAT, Alarm, ChangeKind, Chat, Parcel, ParcelKind, Passage
from watchers.remembered import Delivery, Edition, NoticeDelivery, Subject

_WAITING = sa.and_(parcels.c.sent_at.is_(None), parcels.c.dead_at.is_(None))
_BEGAN, _OVER = "{}", '{"over":1}'  # what a notice tells of its alarm, as `numbers`
_LIVE_CHAT = chats.c.suspended_at.is_(None)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A parcel that was given up. reason: a stable word or an error's text; briefing: None of a notice."""

    id: int
    chat_id: int
    kind: ParcelKind
    briefing: str | None
    attempts: int
    reason: str
    dead_at: dt.datetime


async def put(
    connection: AsyncConnection,
    offered: Sequence[Parcel],
    placed: Mapping[tuple[str, str, int], Placed],
    *,
    now: dt.datetime,
) -> tuple[int, ...]:
    """Put parcels in the outbox, in the caller's transaction; the ids of those that are new.

    placed: where the changes that the mentions speak of are stored, by (briefing, edition language, index). A
    parcel that was put before (same chat, kind, briefing and versions) is passed over, and so is one for a chat that
    was forgotten since it was decided.
    """
    there = await _existing(connection, {parcel.chat_id for parcel in offered})
    wanted = {_subjects_of(parcel): parcel for parcel in offered if parcel.chat_id in there}
    if not wanted:
        return ()
    last = (await connection.execute(sa.select(sa.func.max(parcels.c.id)))).scalar() or 0
    rows = [
        {
            "chat_id": chat_id,
            "kind": kind,
            "briefing_id": briefing_id,
            "numbers": numbers,
            "signs": [sign_to_json(sign) for sign in parcel.signs] or None,
            "created_at": now,
            "due_at": parcel.due_at,
            "attempts": 0,
        }
        for (chat_id, kind, briefing_id, numbers), parcel in wanted.items()
    ]
    # All in one statement, for there may be a hundred thousand: the new ones are those numbered after the last.
    await connection.execute(insert(parcels).on_conflict_do_nothing(), rows)
    subjects = (parcels.c.chat_id, parcels.c.kind, parcels.c.briefing_id, parcels.c.numbers)
    new = await connection.execute(sa.select(parcels.c.id, *subjects).where(parcels.c.id > last).order_by(parcels.c.id))
    put_now = {id_: wanted[chat_id, kind, briefing, numbers] for id_, chat_id, kind, briefing, numbers in new}
    mentioned = [
        {
            "parcel_id": parcel_id,
            "position": position,
            "edition_id": (place := placed[parcel.briefing, mention.language, mention.change]).edition_id,
            "kind": place.kind,
            "query": mention.subscription.query,
            "before_id": place.before_id,
            "after_id": place.after_id,
            "before_spans": match_to_json(mention.before),
            "after_spans": match_to_json(mention.after),
        }
        for parcel_id, parcel in put_now.items()
        for position, mention in enumerate(parcel.mentions)
    ]
    if mentioned:
        await connection.execute(sa.insert(mentions), mentioned)
    return tuple(put_now)


async def put_notices(
    connection: AsyncConnection, alarm_ids: Sequence[int], chat_ids: Sequence[int], *, over: bool, now: dt.datetime
) -> int:
    """Put a notice of each alarm for each chat in the outbox, in the caller's transaction; how many are new.

    over: that the alarm has ended. A chat nobody ever met is passed over.
    """
    there = await _existing(connection, set(chat_ids))
    rows = [
        {
            "chat_id": chat_id,
            "kind": "notice",
            "alarm_id": alarm_id,
            "numbers": _OVER if over else _BEGAN,
            "created_at": now,
            "due_at": now,
            "attempts": 0,
        }
        for alarm_id in alarm_ids
        for chat_id in chat_ids
        if chat_id in there
    ]
    if rows:
        await connection.execute(insert(parcels).on_conflict_do_nothing(), rows)
    return len(rows)


def _subjects_of(parcel: Parcel) -> tuple[int, ParcelKind, str, str]:
    """What makes a parcel the same one: its chat, kind, briefing, and the versions told of as canonical JSON."""
    numbers = json.dumps(dict(parcel.numbers), sort_keys=True, separators=(",", ":"))
    return parcel.chat_id, parcel.kind, parcel.briefing, numbers


async def _existing(connection: AsyncConnection, chat_ids: set[int]) -> set[int]:
    there: set[int] = set()
    for some in batched(sorted(chat_ids)):
        there.update((await connection.execute(sa.select(chats.c.id).where(chats.c.id.in_(some)))).scalars())
    return there


def _behind(terminal: bool) -> sa.ColumnElement[bool]:
    """The chats behind one of the two doors: the one in the terminal, or all those in Telegram."""
    return (parcels.c.chat_id == TERMINAL_CHAT) if terminal else (parcels.c.chat_id != TERMINAL_CHAT)


class Outbox:
    """Hands parcels out under a lease, and remembers what became of them. It sends nothing, and decides no due time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bell = asyncio.Event()

    async def claim(
        self, now: dt.datetime, *, lease_seconds: float, limit: int, terminal: bool = False
    ) -> tuple[Delivery | NoticeDelivery, ...]:
        """Take the parcels that are due, the longest due first, and count the attempt.

        A parcel taken is nobody else's for `lease_seconds`: it comes back by itself if its taker died. Those of a
        suspended chat stay where they are, and so do those of chats behind the other door: terminal says which is open.
        A briefing is told in order: its change waits until its alert to the same chat has gone. So is an alarm.
        """
        earlier = parcels.alias()
        in_order = sa.and_(  # each by an index of its own: an OR of the two would read all that the chat ever got
            *(
                ~sa.exists().where(
                    earlier.c.chat_id == parcels.c.chat_id,
                    earlier.c[subject] == parcels.c[subject],
                    earlier.c.id < parcels.c.id,
                    earlier.c.sent_at.is_(None),
                    earlier.c.dead_at.is_(None),
                )
                for subject in ("briefing_id", "alarm_id")
            )
        )
        due = (
            sa.select(parcels.c.id)
            .join_from(parcels, chats)
            .where(
                _WAITING,
                _LIVE_CHAT,
                _behind(terminal),
                in_order,
                parcels.c.due_at <= now,
                sa.or_(parcels.c.leased_until.is_(None), parcels.c.leased_until <= now),
            )
            .order_by(parcels.c.due_at, parcels.c.id)
            .limit(limit)
        )
        async with self._database.write() as connection:
            ids = list((await connection.execute(due)).scalars())
            if not ids:
                return ()
            taken = await _deliveries(connection, ids)
            await connection.execute(
                sa.update(parcels)
                .where(parcels.c.id.in_(ids))
                .values(
                    leased_until=now + dt.timedelta(seconds=lease_seconds), attempts=parcels.c.attempts + sa.literal(1)
                )
            )
        return taken

    async def sent(self, parcel_id: int, *, message_id: int | None, now: dt.datetime) -> None:
        """Tick a parcel off. message_id: the chat's id of the (first) message, for later ones to answer to."""
        await self._set(parcel_id, sent_at=now, message_id=message_id, leased_until=None, reason=None)

    async def later(self, parcel_id: int, *, due_at: dt.datetime, reason: str, tried: bool = True) -> None:
        """Put a parcel back, due at `due_at`; `reason`: why it was not sent. tried: it counts as an attempt."""
        attempts = parcels.c.attempts - (0 if tried else 1)
        await self._set(parcel_id, due_at=due_at, leased_until=None, reason=reason, attempts=attempts)

    async def dead(self, parcel_id: int, *, reason: str, now: dt.datetime) -> None:
        """Give a parcel up for good."""
        await self._set(parcel_id, dead_at=now, leased_until=None, reason=reason)

    async def release(self, now: dt.datetime, *, terminal: bool = False) -> None:
        """Drop all leases: at the start of the one process that sends, whoever held them is dead."""
        async with self._database.write() as connection:
            await connection.execute(
                sa.update(parcels)
                .where(_WAITING, _behind(terminal), parcels.c.leased_until > now)
                .values(leased_until=None)
            )

    async def waiting(self, now: dt.datetime | None = None) -> int:
        """How many parcels of live chats wait to be sent; with `now`, only those due."""
        query = sa.select(sa.func.count()).select_from(parcels.join(chats)).where(_WAITING, _LIVE_CHAT)
        if now is not None:
            query = query.where(parcels.c.due_at <= now)
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def next_due(self, *, terminal: bool = False) -> dt.datetime | None:
        """When there will next be something to claim: the earliest due time or end of a lease; None: nothing waits."""
        at = sa.func.max(parcels.c.due_at, sa.func.coalesce(parcels.c.leased_until, parcels.c.due_at))
        earliest = sa.func.min(at, type_=parcels.c.due_at.type)
        query = sa.select(earliest).select_from(parcels.join(chats)).where(_WAITING, _LIVE_CHAT, _behind(terminal))
        async with self._database.read() as connection:
            found: dt.datetime | None = (await connection.execute(query)).scalar()
            return found

    async def delivery(self, parcel_id: int, chat_id: int) -> Delivery | None:
        """A parcel as it was or will be told, whatever became of it; None if it is not this chat's."""
        async with self._database.read() as connection:
            own = sa.select(parcels.c.id).where(parcels.c.id == parcel_id, parcels.c.chat_id == chat_id)
            ids = list((await connection.execute(own)).scalars())
            found = await _deliveries(connection, ids)
            return next((delivery for delivery in found if isinstance(delivery, Delivery)), None)

    async def message_of(self, chat_id: int, briefing: str) -> int | None:
        """The id of the message in which the chat was first alerted of the briefing, for a change to answer to."""
        query = (
            sa.select(parcels.c.message_id)
            .where(
                parcels.c.chat_id == chat_id,
                parcels.c.kind == "alert",
                parcels.c.briefing_id == briefing,
                parcels.c.message_id.is_not(None),
            )
            .order_by(parcels.c.sent_at, parcels.c.id)
            .limit(1)
        )
        async with self._database.read() as connection:
            found: int | None = (await connection.execute(query)).scalar()
            return found

    async def dead_letters(self, limit: int) -> tuple[DeadLetter, ...]:
        """The parcels given up, the latest first."""
        query = (
            sa.select(parcels)
            .where(parcels.c.dead_at.is_not(None))
            .order_by(parcels.c.dead_at.desc(), parcels.c.id.desc())
            .limit(limit)
        )
        async with self._database.read() as connection:
            return tuple(
                DeadLetter(row.id, row.chat_id, row.kind, row.briefing_id, row.attempts, row.reason or "", row.dead_at)
                for row in await connection.execute(query)
            )

    def ring(self) -> None:
        """Wake whoever waits, or the next to wait: something was put in the outbox."""
        self._bell.set()

    async def wait(self, seconds: float) -> None:
        """Return at the next ring (at once if it rang since the last wait), else after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            pass
        self._bell.clear()

    async def _set(self, parcel_id: int, **values: Any) -> None:
        async with self._database.write() as connection:
            await connection.execute(sa.update(parcels).where(parcels.c.id == parcel_id).values(values))


# ------------------------------------------------------------------ a parcel with all it speaks of


async def _deliveries(connection: AsyncConnection, parcel_ids: Sequence[int]) -> tuple[Delivery | NoticeDelivery, ...]:
    """The parcels with their subjects, in the order of `parcel_ids`."""
    if not parcel_ids:
        return ()
    rows = (
        await connection.execute(
            sa.select(
                parcels.c.id,
                parcels.c.kind,
                parcels.c.attempts,
                parcels.c.numbers,
                parcels.c.briefing_id,
                parcels.c.signs,
                chats.c.id.label("chat_id"),
                chats.c.language,
                *(alarms.c[name] for name in ("source_id", "since_at", "reason")),
                alarms.c.kind.label("alarm"),
            )
            .join_from(parcels, chats)
            .outerjoin(alarms, parcels.c.alarm_id == alarms.c.id)
            .where(parcels.c.id.in_(parcel_ids))
        )
    ).all()
    told = await _told(connection, parcel_ids)
    deliveries: dict[int, Delivery | NoticeDelivery] = {}
    for row in rows:
        if row.kind == "notice":
            alarm = Alarm(row.source_id, row.alarm, row.since_at, row.reason)
            over = row.numbers == _OVER
            deliveries[row.id] = NoticeDelivery(row.id, Chat(row.chat_id, row.language), alarm, over, row.attempts)
            continue
        subjects = _subjects(told.rows.get(row.id, ()), told, row.language)
        edition = subjects[0].edition if subjects else None
        if row.kind in ("edition", "signs"):
            edition = await _edition(connection, row.briefing_id, next(iter(json.loads(row.numbers))))
        if edition is not None:
            chat = Chat(row.chat_id, row.language)
            deliveries[row.id] = Delivery(
                row.id, chat, row.kind, edition, subjects, row.attempts, tuple(map(sign_of, row.signs or ()))
            )
    return tuple(deliveries[id_] for id_ in parcel_ids if id_ in deliveries)


async def _edition(connection: AsyncConnection, briefing_id: str, language: str) -> Edition | None:
    here = (editions.c.briefing_id == briefing_id) & (editions.c.language == language)
    row = (await connection.execute(sa.select(*EDITION).join_from(editions, briefings).where(here))).one_or_none()
    return None if row is None else edition_of(row)


@dataclass(frozen=True, slots=True)
class _Told:
    """The mentions of some parcels, by parcel and in order, with the editions and passages they point at."""

    rows: Mapping[int, Sequence[Row]]
    editions: Mapping[int, Edition]
    passages: Mapping[int, Passage]


async def _told(connection: AsyncConnection, parcel_ids: Sequence[int]) -> _Told:
    by_parcel: dict[int, list[Row]] = {}
    found = await connection.execute(
        sa.select(mentions)
        .where(mentions.c.parcel_id.in_(parcel_ids))
        .order_by(mentions.c.parcel_id, mentions.c.position)
    )
    for row in found:
        by_parcel.setdefault(row.parcel_id, []).append(row)
    each = [row for rows in by_parcel.values() for row in rows]
    edition_rows = await connection.execute(
        sa.select(*EDITION).join_from(editions, briefings).where(editions.c.id.in_({row.edition_id for row in each}))
    )
    passage_rows = await connection.execute(
        sa.select(passages).where(
            passages.c.id.in_({i for row in each for i in (row.before_id, row.after_id) if i is not None})
        )
    )
    return _Told(
        by_parcel,
        {row.edition: edition_of(row) for row in edition_rows},
        {row.id: passage_of(row) for row in passage_rows},
    )


def _subjects(rows: Sequence[Row], told: _Told, language: str) -> tuple[Subject, ...]:
    """One subject for each changed passage, those of the chat's own language first, then as they were told."""
    grouped: dict[tuple[int, str, int | None, int | None], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row.edition_id, row.kind, row.before_id, row.after_id), []).append(row)
    subjects = [
        Subject(
            edition=told.editions[edition],
            kind=cast(ChangeKind, kind),
            before=None if before is None else told.passages[before],
            after=None if after is None else told.passages[after],
            matched_after={r.query: where for r in group if (where := match_of(r.after_spans)) is not None},
            matched_before={r.query: where for r in group if (where := match_of(r.before_spans)) is not None},
        )
        for (edition, kind, before, after), group in grouped.items()
    ]
    return tuple(sorted(subjects, key=lambda subject: subject.edition.language != language))
