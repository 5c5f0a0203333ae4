"""Who is told what, and when: one briefing's mentions become at most one parcel per chat and kind (pure)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from watchers.model import Chat, Mention, Parcel, ParcelKind, Revision


def parcels(
    revisions: Sequence[Revision],
    mentions: Sequence[Mention],
    chats: Mapping[int, Chat],
    told: Collection[tuple[int, str]],
    now: datetime,
) -> tuple[Parcel, ...]:
    """The parcels due for what one look at one briefing found.

    revisions: new versions of editions of the same briefing; mentions: what they hold for whom; told: the chats that
    were alerted of this briefing before, each with the query that was met. A first version is told as an `alert`, once
    per chat and query whatever the edition; a later version as a `change`. Quiet revisions are told to nobody.
    """
    by_language = {r.briefing.language: r for r in revisions if not r.quiet}
    per_chat: dict[tuple[int, ParcelKind], list[Mention]] = defaultdict(list)
    for mention in mentions:
        revision = by_language.get(mention.language)
        chat = mention.subscription.chat_id
        if revision is None or chat not in chats:
            continue
        kind: ParcelKind = "alert" if revision.number == 1 else "change"
        if kind == "change" or (chat, mention.subscription.query) not in told:
            per_chat[chat, kind].append(mention)

    return tuple(
        Parcel(
            chat_id=chat,
            kind=kind,
            briefing=by_language[chosen[0].language].briefing.id,
            numbers={language: by_language[language].number for language in dict.fromkeys(m.language for m in chosen)},
            mentions=chosen,
            due_at=now,
        )
        for (chat, kind), found in per_chat.items()
        if (chosen := _told_once(found, chats[chat].language))
    )


def _told_once(mentions: Sequence[Mention], language: str) -> tuple[Mention, ...]:
    """The chat's own edition first, and from the others only what its subscriptions would otherwise miss."""
    count: dict[str, int] = defaultdict(int)
    for mention in mentions:
        count[mention.language] += 1
    order = sorted(count, key=lambda edition: (edition != language, -count[edition], edition))
    chosen: list[Mention] = []
    met: set[int] = set()
    for edition in order:
        fresh = [m for m in mentions if m.language == edition and m.subscription.id not in met]
        chosen += fresh
        met |= {m.subscription.id for m in fresh}
    return tuple(chosen)
