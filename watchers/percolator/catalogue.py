"""Who follows which query: a million subscriptions in flat arrays, those with the same query as one group."""

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from watchers.model import Subscription
from watchers.percolator.numbers import Lookup, Masks, Numbers, nonzero, offsets_of, spread

Names = tuple[tuple[str, str], ...]

Place = tuple[int, bytes]

_NOBODY = -1
_FEW = 4096  # so many out of their order, or dead, are not worth sorting anew


class Catalogue:
    """Subscriptions by id and by query; no object is kept for any of them.

    A group is all subscriptions with one query and one set of names. Its number stays its own until `recycle`, also
    when nobody follows it any more, so that an index may go on speaking of it. A subscription's slot changes whenever
    all are sorted by group, so that those of one group are next to each other; the latest stand behind the sorted ones.
    """

    def __init__(self) -> None:
        self._ids = array("q")  # of each slot
        self._chats = array("q")
        self._groups = array("i")
        self._sorted = 0  # how many of the slots are
        self._offsets = np.zeros(1, np.int32)  # where in them a group begins
        self._dying = 0  # slots whose subscription is gone
        self._slots = Lookup()
        self._written = bytearray()  # the texts of all groups
        self._starts = array("I")  # of each group
        self._lengths = array("I")
        self._followers = array("I")
        self._free_groups: list[int] = []
        self._dead_groups: list[int] = []
        self._dead_bytes = 0
        self._by_text = Lookup()

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def groups(self) -> int:
        """One more than the highest number of a group."""
        return len(self._starts)

    def add(self, subscription_id: int, chat_id: int, group: int) -> None:
        """Let a new subscription follow a group."""
        self._slots.put(subscription_id, len(self._ids))
        self._ids.append(subscription_id)
        self._chats.append(chat_id)
        self._groups.append(group)
        self._followers[group] += 1

    def add_all(self, ids: NDArray[np.int64], chats: NDArray[np.int64], groups: NDArray[np.int32]) -> None:
        """Let many new subscriptions follow their groups."""
        slots = np.arange(len(self._ids), len(self._ids) + len(ids), dtype=np.int32)
        self._ids.frombytes(ids.tobytes())
        self._chats.frombytes(chats.tobytes())
        self._groups.frombytes(groups.tobytes())
        self._slots.put_all(ids, slots)
        np.add.at(np.asarray(self._followers), groups, 1)

    def holds_any(self, ids: NDArray[np.int64]) -> bool:
        """Whether one of these subscriptions is there."""
        return bool((self._slots.each(ids) >= 0).any())

    def remove(self, subscription_id: int) -> bool:
        """Take a subscription out; False if it is not there."""
        slot = self._slots.pop(subscription_id)
        if slot < 0:
            return False
        group = self._groups[slot]
        self._groups[slot] = _NOBODY
        self._dying += 1
        self._followers[group] -= 1
        if not self._followers[group]:
            self._forget(group)
        if self._dying > len(self._slots) + _FEW:
            self._sort()
        return True

    def find(self, query: str, names: Names) -> tuple[int, Place]:
        """The group of a query, or -1; and the place where a new one is to be put, while nothing else changes."""
        written = _written(query, names)
        place = hash(written) >> 2  # room to count on
        while (group := self._by_text.get(place)) >= 0 and self._text(group) != written:
            place += 1
        return group, (place, written)

    def new_group(self, place: Place) -> int:
        """A number for a query that has none, by its place as `find` gave it."""
        free, written = place
        if self._free_groups:
            group = self._free_groups.pop()
        else:
            group = len(self._starts)
            self._starts.append(0)
            self._lengths.append(0)
            self._followers.append(0)
        self._starts[group], self._lengths[group] = len(self._written), len(written)
        self._written += written
        self._by_text.put(free, group)
        return group

    def asked(self, group: int) -> tuple[str, Names] | None:
        """The query and the names of a group; None of one that nobody follows."""
        return _read(self._text(group)) if self._followers[group] else None

    def subscriptions(self, slots: Iterable[int]) -> list[Subscription]:
        """The subscriptions in these slots."""
        asked: dict[int, tuple[str, Names]] = {}
        found = []
        for slot in slots:
            group = self._groups[slot]
            if (both := asked.get(group)) is None:
                both = asked[group] = _read(self._text(group))
            found.append(Subscription(self._ids[slot], self._chats[slot], *both))
        return found

    def of_chat(self, chat_id: int) -> list[Subscription]:
        """Those of one chat, in no order."""
        found = np.flatnonzero((np.asarray(self._chats) == chat_id) & (np.asarray(self._groups) >= 0)).tolist()
        return self.subscriptions(found)

    def members(self, masks: Masks) -> tuple[Numbers, Masks]:
        """The slots that follow the groups whose mask (masks[group]) is not 0, each with that mask."""
        self.settle()
        keys, slots, counts = spread(self._offsets, nonzero(masks))
        found = np.repeat(masks[keys], counts)
        groups = np.asarray(self._groups)
        if self._sorted < len(groups):
            late = groups[self._sorted :]
            shown = np.where(late >= 0, masks[late], np.uint64(0))
            met = np.flatnonzero(shown)
            slots, found = np.concatenate((slots, met + self._sorted)), np.concatenate((found, shown[met]))
        if self._dying:
            living = np.flatnonzero(groups[slots] >= 0)
            slots, found = slots[living], found[living]
        return slots, found

    def settle(self) -> None:
        """Do now what `members` would have to do first."""
        late = len(self._ids) - self._sorted
        if 4 * late > self._sorted + _FEW or 4 * self._dying > len(self._slots) + _FEW:
            self._sort()

    def ids(self, slots: Numbers) -> NDArray[np.int64]:
        """The ids of the subscriptions in these slots."""
        return np.asarray(self._ids)[slots]

    def groups_of(self, slots: Numbers) -> NDArray[np.int32]:
        """The groups that the subscriptions in these slots follow."""
        return np.asarray(self._groups)[slots]

    @property
    def wasteful(self) -> bool:
        """Whether more groups are dead than alive, so that whoever indexes them should begin anew (`recycle`)."""
        dead = len(self._dead_groups)
        return dead > 1024 and 2 * dead > len(self._starts) - len(self._free_groups)

    def recycle(self) -> None:
        """Let the numbers of dead groups be given again: nobody speaks of them any more."""
        self._free_groups += self._dead_groups
        self._dead_groups.clear()

    def _text(self, group: int) -> bytes:
        start = self._starts[group]
        return bytes(self._written[start : start + self._lengths[group]])

    def _forget(self, group: int) -> None:
        written = self._text(group)
        place = hash(written) >> 2
        while (found := self._by_text.get(place)) >= 0:
            if found == group:
                self._by_text.pop(place)
                break
            place += 1
        self._dead_groups.append(group)
        self._dead_bytes += len(written)
        if 2 * self._dead_bytes > len(self._written) + 2 * _FEW:
            self._compact()

    def _compact(self) -> None:
        kept = bytearray()
        for group, followed in enumerate(self._followers):
            written = self._text(group) if followed else b""
            self._starts[group], self._lengths[group] = len(kept), len(written)
            kept += written
        self._written, self._dead_bytes = kept, 0

    def _sort(self) -> None:
        groups = np.asarray(self._groups)
        living = np.flatnonzero(groups != _NOBODY)
        living = living[np.argsort(groups[living], kind="stable")]
        self._ids = array("q", np.asarray(self._ids)[living].tobytes())
        self._chats = array("q", np.asarray(self._chats)[living].tobytes())
        self._groups = array("i", groups[living].tobytes())
        self._offsets = offsets_of(np.asarray(self._groups))
        self._sorted, self._dying = len(living), 0
        slots = np.zeros(len(groups), np.int32)
        slots[living] = np.arange(len(living), dtype=np.int32)
        self._slots.renumber(slots)


def _written(query: str, names: Names) -> bytes:
    if not names:
        return query.encode("utf-8", "surrogatepass")
    parts = (query, *(part for name in names for part in name))
    return b"\xff".join(part.encode("utf-8", "surrogatepass") for part in parts)  # no byte of UTF-8


def _read(written: bytes) -> tuple[str, Names]:
    query, *rest = (part.decode("utf-8", "surrogatepass") for part in written.split(b"\xff"))
    return query, tuple(zip(rest[::2], rest[1::2], strict=True))
