"""Who is told what, and when: one briefing's hits become at most one parcel per chat and kind (pure)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from watchers.model import Chat, Hit, Mention, Parcel, ParcelKind, Revision


def parcels(
    revisions: Sequence[Revision],
    hits: Sequence[Hit],
    chats: Mapping[int, Chat],
    told: Collection[tuple[int, str]],
    now: datetime,
    mention: Callable[[Hit], Mention],
    awaited: Collection[tuple[int, str]] = (),
) -> tuple[Parcel, ...]:
    """The parcels due for what one look at one briefing found.

    revisions: new versions of editions of the same briefing; hits: what they hold for whom; told: the chats that
    were alerted of this briefing before, each with the query that was met; mention: where exactly a hit is met, asked
    only of those that are told. A first version is told as an `alert`, once per chat and query whatever the edition; a
    later version as a `change`. Quiet revisions are told to nobody, nor is a chat told what it does not wish to hear.
    awaited: chats that wait for an edition, each with its language. They are told once more in it what they were told
    of another edition, and where nothing in it concerns them, that it came.
    """
    by_language = {r.briefing.language: r for r in revisions if not r.quiet}
    per_chat: dict[tuple[int, ParcelKind], list[Hit]] = defaultdict(list)
    wishes = {id_: dict(chat.wishes) for id_, chat in chats.items() if chat.wishes}
    for hit in hits:
        revision = by_language.get(hit.language)
        chat = hit.subscription.chat_id
        if revision is None or chat not in chats:
            continue
        wish = wishes.get(chat, {}).get(hit.subscription.query, "all")
        if wish != "all" and (wish == "new") != (revision.changes[hit.change].kind == "added"):
            continue
        kind: ParcelKind = "alert" if revision.number == 1 else "change"
        if kind == "change" or (chat, hit.subscription.query) not in told or (chat, hit.language) in awaited:
            per_chat[chat, kind].append(hit)

    made = tuple(
        Parcel(
            chat_id=chat,
            kind=kind,
            briefing=by_language[chosen[0].language].briefing.id,
            numbers={language: by_language[language].number for language in dict.fromkeys(h.language for h in chosen)},
            mentions=tuple(map(mention, chosen)),
            due_at=now,
        )
        for (chat, kind), found in per_chat.items()
        if (chosen := _told_once(found, chats[chat].language))
    )
    alerted = {(parcel.chat_id, language) for parcel in made if parcel.kind == "alert" for language in parcel.numbers}
    came = {language: r.briefing.id for language, r in by_language.items() if r.number == 1}
    return made + tuple(
        Parcel(chat, "edition", came[language], {language: 1}, (), now)
        for chat, language in sorted(awaited)
        if language in came and chat in chats and (chat, language) not in alerted
    )


def _told_once(hits: Sequence[Hit], language: str) -> tuple[Hit, ...]:
    """The chat's own edition first, and from the others only what its subscriptions would otherwise miss."""
    count: dict[str, int] = defaultdict(int)
    for hit in hits:
        count[hit.language] += 1
    order = sorted(count, key=lambda edition: (edition != language, -count[edition], edition))
    chosen: list[Hit] = []
    met: set[int] = set()
    for edition in order:
        fresh = [h for h in hits if h.language == edition and h.subscription.id not in met]
        chosen += fresh
        met |= {h.subscription.id for h in fresh}
    return tuple(chosen)
