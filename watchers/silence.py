"""What a new briefing says nothing of, though most of the last ones did, for those who asked to be told so (pure)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from watchers.model import Chat, Parcel, Revision, Setting, Silence
from watchers.percolator import Percolator
from watchers.remembered import Earlier

LOOKED_AT = 8
"""Briefings of a source before the new one that are looked at."""

_LEAST = 4  # of them: fewer make no habit
_MOST = 0.75  # of them spoke of it


def is_asked(chats: Mapping[int, Chat]) -> bool:
    """Whether anybody asked to be told of silence."""
    return any(chat.missed for chat in chats.values())


def silences(
    revisions: Sequence[Revision],
    earlier: Mapping[str, Sequence[Earlier]],
    percolator: Percolator,
    chats: Mapping[int, Chat],
    now: datetime,
) -> tuple[Parcel, ...]:
    """The parcels due for what a briefing never seen before is silent about.

    revisions: its editions, as they came in one look; earlier: by language, the last briefings of its source, newest
    first. Each chat is told by the edition in its language, else by the first; that of which any edition speaks is not
    silent.
    """
    new = {
        r.briefing.language: r for r in revisions if r.number == 1 and not r.quiet and earlier.get(r.briefing.language)
    }
    if not new:
        return ()
    spoken = {id_ for revision in new.values() for id_ in _met(percolator, revision)}
    before = {
        language: [
            (each, set(percolator.match(each.passages, each.setting).ids.tolist())) for each in earlier[language]
        ]
        for language in new
    }
    parcels: list[Parcel] = []
    for chat in chats.values():
        language = chat.language if chat.language in new else next(iter(new))
        found: list[Silence] = []
        for id_, query in chat.missed:
            held = [each.setting.date for each, met in before[language] if id_ in met]
            of = len(before[language])
            if id_ not in spoken and of >= _LEAST and len(held) >= _MOST * of:
                found.append(Silence(query, len(held), of, held[0]))
        if found:
            briefing = new[language].briefing
            parcels.append(Parcel(chat.id, "silence", briefing.id, {language: 1}, (), now, tuple(found)))
    return tuple(parcels)


def _met(percolator: Percolator, revision: Revision) -> list[int]:
    briefing = revision.briefing
    setting = Setting(briefing.source, briefing.language, briefing.title, briefing.date)
    ids: list[int] = percolator.match(revision.passages, setting).ids.tolist()
    return ids
