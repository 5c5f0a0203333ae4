"""How a new briefing differs from the last ones of its source as a whole, for those who asked to be told so (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from watchers import ladder
from watchers.model import Chat, Climb, Parcel, Passage, Revision, Setting, Sign, Silence, Subscription
from watchers.percolator import Percolator
from watchers.remembered import Earlier

LOOKED_AT = 8
"""Briefings of a source before the new one that are looked at."""

_LEAST = 4  # of them: fewer make no habit
_MOST = 0.75  # of them spoke of it


def is_asked(chats: Mapping[int, Chat]) -> bool:
    """Whether anybody asked to be told of a silence, or of a step on a ladder."""
    return any(chat.missed or chat.ladders for chat in chats.values())


def parcels(
    revisions: Sequence[Revision],
    earlier: Mapping[str, Sequence[Earlier]],
    percolator: Percolator,
    chats: Mapping[int, Chat],
    now: datetime,
) -> tuple[Parcel, ...]:
    """The parcels due for what a briefing never seen before says otherwise than the last ones, or not at all.

    revisions: its editions, as they came in one look; earlier: by language, the last briefings of its source, newest
    first. Each chat is told by the edition in its language, else by the first; that of which any edition speaks is not
    silent.
    """
    asked = np.array(sorted({id_ for chat in chats.values() for id_ in _asked(chat)}), np.int64)
    new = {
        r.briefing.language: _Read(percolator, asked, r.briefing.setting, r.passages)
        for r in revisions
        if r.number == 1 and not r.quiet and earlier.get(r.briefing.language)
    }
    before = {
        language: [_Read(percolator, asked, each.setting, each.passages) for each in earlier[language]]
        for language in new
    }
    ids = {r.briefing.language: r.briefing.id for r in revisions}
    made: list[Parcel] = []
    for chat in chats.values() if new else ():
        language = chat.language if chat.language in new else next(iter(new))
        signs: list[Sign] = [*_silences(chat, list(new.values()), before[language])]
        if chat.ladders:
            signs += _climbs(chat, percolator, new[language], before[language])
        if signs:
            made.append(Parcel(chat.id, "signs", ids[language], {language: 1}, (), now, tuple(signs)))
    return tuple(made)


@dataclass
class _Read:
    """A briefing, and which of the subscriptions asked about are met in which of its passages."""

    percolator: Percolator
    asked: NDArray[np.int64]
    setting: Setting
    passages: Sequence[Passage]

    @cached_property
    def met(self) -> dict[int, list[int]]:
        found = self.percolator.match(self.passages, self.setting)
        asked = np.isin(found.ids, self.asked)  # a few of what may be hundreds of thousands
        return dict(zip(found.ids[asked].tolist(), found.masks[asked].tolist(), strict=True))

    def of(self, id_: int) -> list[Passage]:
        masks = self.met.get(id_)
        return [p for n, p in enumerate(self.passages) if masks and masks[n // 64] >> n % 64 & 1]


def _asked(chat: Chat) -> list[int]:
    return [id_ for id_, _ in (*chat.missed, *chat.ladders)]


def _silences(chat: Chat, new: Sequence[_Read], before: Sequence[_Read]) -> list[Silence]:
    found: list[Silence] = []
    for id_, query in chat.missed:
        if any(id_ in edition.met for edition in new) or len(before) < _LEAST:
            continue
        spoke = [each.setting.date for each in before if id_ in each.met]
        if len(spoke) >= _MOST * len(before):
            found.append(Silence(query, len(spoke), len(before), spoke[0]))
    return found


def _climbs(chat: Chat, percolator: Percolator, new: _Read, before: Sequence[_Read]) -> list[Climb]:
    followed = {one.id: one for one in percolator.subscriptions_of(chat.id)}
    found: list[Climb] = []
    for id_, steps in chat.ladders:
        subscription = followed.get(id_)
        now = subscription and _height(subscription, steps, new)
        if not subscription or not now:
            continue
        for each in before:  # the newest that stands on any step
            then = _height(subscription, steps, each)
            if then is None:
                continue
            if then.step != now.step:
                found.append(Climb(subscription.query, steps[then.step], steps[now.step], each.setting.date, now.said))
            break
    return found


def _height(subscription: Subscription, steps: Sequence[str], read: _Read) -> ladder.Height | None:
    return ladder.height(subscription.query, dict(subscription.names), steps, read.of(subscription.id), read.setting)
