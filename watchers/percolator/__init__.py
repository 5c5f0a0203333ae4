"""From what a version changed to whom it concerns: a million saved queries held against all its passages at once."""

import gc
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from watchers.errors import QueryError
from watchers.model import Change, ChangeKind, Hit, Match, Passage, Setting, Subscription
from watchers.percolator.atoms import Rarity
from watchers.percolator.catalogue import Catalogue, Names, Place
from watchers.percolator.evidence import Evidence, planned
from watchers.percolator.index import CHUNK, Index
from watchers.percolator.numbers import Numbers
from watchers.query import Query, parse_query, plan
from watchers.query.plan import NO_NAMES, Plan

__all__ = ["Evidence", "Matched", "Percolator", "Rarity", "uncollected", "unknown"]

# A passage that only moved, or whose quotes were straightened, says nothing new to anybody.
_TELLING: frozenset[ChangeKind] = frozenset({"added", "removed", "edited", "retitled", "relabelled"})
_BATCH = 256  # queries put into an index while others wait: some milliseconds
_EDITIONS = 4  # whose evidence is kept: more are hardly decided at once


def unknown(language: str, key: str) -> int:  # noqa: ARG001
    """The rarity of words where no archive is at hand: all are as rare as each other."""
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The subscriptions whose queries are met, each once, in no order, and by which passages.

    masks: for each id, as many numbers as it takes for a bit for each passage, 64 in a number, lowest bit first.
    """

    ids: NDArray[np.int64]
    masks: NDArray[np.uint64]


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the rounds of the garbage collector, for whoever adds many: of all that is made to stay, each round finds
    nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Percolator:
    """Subscriptions made ready to be matched together; they come and go one by one.

    The outcome is that of evaluating every query on every passage (`meets`), at a cost that hardly depends on those
    that are not met: queries are kept by the rarest word they cannot be met without. Each language has an index of its
    own, made when its first passage comes. Whose query cannot be read is set aside and silences nobody.
    It does not decide who is told: chats, languages and hours are not its business. Threads may share it; each call
    waits for the one before.
    """

    def __init__(self, rarity: Rarity = unknown) -> None:
        """rarity: of words in the archive; it only makes matching faster, and may be out of date."""
        self._rarity = rarity
        self._catalogue = Catalogue()
        self._indexes: dict[str, Index] = {}
        self._unreadable: dict[int, Subscription] = {}
        self._evidence: OrderedDict[Setting, Evidence] = OrderedDict()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._catalogue) + len(self._unreadable)

    @property
    def unreadable(self) -> tuple[Subscription, ...]:
        """Those whose stored query can no longer be read, for the operator to see; they match nothing."""
        with self._lock:
            return tuple(self._unreadable.values())

    def add(self, subscription: Subscription) -> bool:
        """Follow a query from now on, in place of the subscription that had the id; False if it cannot be read."""
        with self._lock:
            self.remove(subscription.id)
            group = self._group(subscription)
            if group < 0:
                return False
            self._catalogue.add(subscription.id, subscription.chat_id, group)
            return True

    def add_all(self, subscriptions: Sequence[Subscription]) -> None:
        """As `add` of each in turn, in less time."""
        with self._lock:
            ids = np.array([one.id for one in subscriptions], np.int64)
            set_aside = not self._unreadable.keys().isdisjoint(ids.tolist())
            if set_aside or len(np.unique(ids)) < len(ids) or self._catalogue.holds_any(ids):
                for one in subscriptions:
                    self.add(one)
                return
            known: dict[str | tuple[str, Names], int] = {}
            groups = np.zeros(len(ids), np.int32)
            for number, one in enumerate(subscriptions):
                asked = (one.query, one.names) if one.names else one.query
                group = known.get(asked)
                if group is None:
                    group = known[asked] = self._group(one)
                elif group < 0:
                    self._unreadable[one.id] = one
                groups[number] = group
            readable = groups >= 0
            chats = np.array([one.chat_id for one in subscriptions], np.int64)
            self._catalogue.add_all(ids[readable], chats[readable], groups[readable])

    def remove(self, subscription_id: int) -> bool:
        """Follow it no longer; False if it was not followed."""
        with self._lock:
            if self._unreadable and self._unreadable.pop(subscription_id, None) is not None:
                return True
            if not self._catalogue.remove(subscription_id):
                return False
            if self._catalogue.wasteful:
                self._catalogue.recycle()
                self._indexes.clear()
            return True

    def subscriptions_of(self, chat_id: int) -> tuple[Subscription, ...]:
        """A chat's subscriptions, unreadable ones included, by id."""
        with self._lock:
            found = self._catalogue.of_chat(chat_id)
            found += [one for one in self._unreadable.values() if one.chat_id == chat_id]
            return tuple(sorted(found, key=lambda one: one.id))

    def prepare(self, language: str) -> None:
        """Make the index of a language, so that its first passage need not wait for it.

        Others are let in between one batch and the next: a million queries take some ten seconds.
        """
        while True:
            with self._lock:
                index = self._indexes.setdefault(language, Index(language, self._rarity))
                first = index.taken
                asked = [self._catalogue.asked(group) for group in range(first, min(first + _BATCH, self._groups))]
                if not asked:
                    index.settle()
                    self._catalogue.settle()
                    return
            plans = [None if one is None else planned(*one, language) for one in asked]
            with self._lock:
                if self._indexes.get(language) is index and index.taken == first:  # nobody was faster
                    self._take_in(index, plans)

    def match(self, passages: Sequence[Passage], setting: Setting) -> Matched:
        """The subscriptions whose queries are met by passages of one edition."""
        self.prepare(setting.language)
        with self._lock:
            slots, masks = self._met(passages, setting)
            return Matched(self._catalogue.ids(slots), masks)

    def hits(self, changes: Sequence[Change], setting: Setting) -> tuple[Hit, ...]:
        """Who is concerned by which change: by change, then by the subscription's id.

        A change concerns whoever follows what the passage meets as it now stands (`after`), or met as it stood
        (`before`), or both. One that only moved a passage, or its quotes, concerns nobody.
        """
        sides = [
            (number, after, passage)
            for number, change in enumerate(changes)
            if change.kind in _TELLING
            for after, passage in ((True, change.after), (False, change.before))
            if passage is not None
        ]
        self.prepare(setting.language)
        with self._lock:
            slots, masks = self._met([passage for *_, passage in sides], setting)
            order = np.argsort(self._catalogue.ids(slots))
            slots, masks = slots[order], masks[order]
            subscriptions = self._catalogue.subscriptions(slots.tolist())
        met: dict[int, dict[bool, NDArray[np.bool_]]] = {}
        for bit, (number, after, _) in enumerate(sides):
            met.setdefault(number, {})[after] = (masks[:, bit // CHUNK] >> np.uint64(bit % CHUNK) & 1).astype(np.bool_)
        nobody = np.zeros(len(slots), np.bool_)
        found: list[Hit] = []
        for number, each in met.items():
            now, then = each.get(True, nobody), each.get(False, nobody)
            concerned = np.flatnonzero(now | then)
            sides_met = zip(concerned.tolist(), now[concerned].tolist(), then[concerned].tolist(), strict=True)
            found += [
                Hit(subscriptions[one], setting.language, number, after, before) for one, after, before in sides_met
            ]
        return tuple(found)

    def met(self, query: str, names: Names, passage: Passage, setting: Setting) -> Match | None:
        """Where one passage meets a query, for those that will be told; each pair of an edition is looked at once."""
        with self._lock:
            evidence = self._evidence.get(setting)
            if evidence is None:
                evidence = self._evidence[setting] = Evidence(setting)
                while len(self._evidence) > _EDITIONS:
                    self._evidence.popitem(last=False)
            return evidence.met(query, names, passage)

    def _group(self, subscription: Subscription) -> int:
        """The group of a subscription's query, made if there is none; -1, and it is set aside, if it cannot be read."""
        group, place = self._catalogue.find(subscription.query, subscription.names)
        if group >= 0:
            return group
        try:
            query = parse_query(subscription.query)
            for _, text in subscription.names:
                parse_query(text)
        except QueryError:
            self._unreadable[subscription.id] = subscription
            return -1
        return self._new_group(place, query, subscription.names)

    def _new_group(self, place: Place, query: Query, names: Names) -> int:
        group = self._catalogue.new_group(place)
        for language, index in self._indexes.items():
            if group <= index.taken:  # else its turn will come
                index.add(group, plan(query, language, dict(names) if names else NO_NAMES))
                index.taken = max(index.taken, group + 1)
        return group

    @property
    def _groups(self) -> int:
        return self._catalogue.groups

    def _take_in(self, index: Index, plans: "Sequence[Plan | None]") -> None:
        """The next groups as they were planned, but for those that nobody follows any more, or only now."""
        for asking in plans:
            # A number goes to another query only after every index was dropped: what was planned is still right.
            now = self._catalogue.asked(index.taken)
            if now is not None:
                index.add(index.taken, asking or planned(*now, index.language))
            index.taken += 1

    def _met(self, passages: Sequence[Passage], setting: Setting) -> tuple[Numbers, NDArray[np.uint64]]:
        """The slots of those whose queries are met, and by which passages, as in `Matched`."""
        self.prepare(setting.language)  # nothing is left to do, unless all was begun anew a moment ago
        index, evidence = self._indexes[setting.language], Evidence(setting)
        found = []
        for first in range(0, len(passages), CHUNK):
            chunk = passages[first : first + CHUNK]

            def check(group: int, number: int, chunk: Sequence[Passage] = chunk) -> bool:
                asked = self._catalogue.asked(group)
                return asked is not None and evidence.met(*asked, chunk[number]) is not None

            found.append(index.sweep(chunk, setting, self._groups, check))
        if len(found) == 1:
            slots, masks = self._catalogue.members(found[0])
            return slots, masks[:, np.newaxis]
        if not found:
            return np.zeros(0, np.int64), np.zeros((0, 0), np.uint64)
        slots, _ = self._catalogue.members(np.bitwise_or.reduce(found))
        of = self._catalogue.groups_of(slots)
        return slots, np.stack([masks[of] for masks in found], axis=1)
