"""Two small structures of plain integers that hold millions: a table (number -> number) and postings (-> many)."""

from array import array
from typing import Final

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.uint64]
Numbers = NDArray[np.int64]

_EMPTY: Final = -1
_GONE: Final = -2
_SPREAD: Final = 0x9E3779B97F4A7C15  # 2**64 / golden ratio: neighbours end up far apart (Knuth, TAOCP 6.4)
_WORD: Final = (1 << 64) - 1


class Lookup:
    """A table from 64-bit numbers to numbers from 0 to 2**31 - 1, in some 25 bytes an entry.

    Open addressing with linear probing. A dict of as many would take four times the memory, and could not be asked
    for thousands at once.
    """

    def __init__(self) -> None:
        self._resize(8)

    def __len__(self) -> int:
        return self._held

    def get(self, key: int) -> int:
        """The value of a key, or -1."""
        keys, values, top = self._keys, self._values, len(self._values) - 1
        at = (key * _SPREAD & _WORD) >> self._shift
        while (value := values[at]) != _EMPTY:
            if keys[at] == key and value >= 0:
                return value
            at = (at + 1) & top
        return -1

    def put(self, key: int, value: int) -> None:
        """Give a key its value; it must have none."""
        if 8 * (self._used + 1) > 5 * len(self._values):
            self._grow()
        keys, values, top = self._keys, self._values, len(self._values) - 1
        at = (key * _SPREAD & _WORD) >> self._shift
        while values[at] >= 0:
            at = (at + 1) & top
        self._used += values[at] == _EMPTY
        self._held += 1
        keys[at], values[at] = key, value

    def pop(self, key: int) -> int:
        """Take a key out; its value, or -1 if it had none."""
        keys, values, top = self._keys, self._values, len(self._values) - 1
        at = (key * _SPREAD & _WORD) >> self._shift
        while (value := values[at]) != _EMPTY:
            if keys[at] == key and value >= 0:
                values[at] = _GONE
                self._held -= 1
                return value
            at = (at + 1) & top
        return -1

    def each(self, asked: Numbers) -> NDArray[np.int32]:
        """As `get`, of many keys at once."""
        keys, values = np.asarray(self._keys), np.asarray(self._values)
        found = np.full(len(asked), -1, np.int32)
        at = _places(asked, self._shift)
        left = np.arange(len(asked))
        while len(left):
            value = values[at]
            hit = (keys[at] == asked[left]) & (value >= 0)
            found[left[hit]] = value[hit]
            on = ~hit & (value != _EMPTY)
            left, at = left[on], (at[on] + 1) & (len(values) - 1)
        return found

    def renumber(self, values: NDArray[np.int32]) -> None:
        """Give each key, in place of its value n, the value values[n]."""
        held = np.asarray(self._values)
        there = np.flatnonzero(held >= 0)
        held[there] = values[held[there]]

    def _resize(self, bits: int) -> None:
        self._shift = 64 - bits
        self._keys = array("q", bytes(8 << bits))
        self._values = array("i", b"\xff" * (4 << bits))
        self._held = self._used = 0

    def put_all(self, keys: Numbers, values: NDArray[np.int32]) -> None:
        """Give many keys their values; none has one, and none comes twice."""
        if 8 * (self._used + len(keys)) > 5 * len(self._values):
            self._grow(len(keys))
        self._insert(keys, values)

    def _grow(self, more: int = 1) -> None:
        """Make room, and leave out what is gone."""
        keys, values = np.asarray(self._keys), np.asarray(self._values)
        held = np.flatnonzero(values >= 0)
        keys, values = keys[held], values[held]
        bits = 8
        while 8 * (len(held) + more) > 3 << bits:  # at most 3/8 full, so that it lasts a while
            bits += 1
        self._resize(bits)
        self._insert(keys, values)

    def _insert(self, keys: Numbers, values: NDArray[np.int32]) -> None:
        own_keys, own_values = np.asarray(self._keys), np.asarray(self._values)
        at = _places(keys, self._shift)
        left = np.arange(len(keys))
        while len(left):  # of those that want one place, the last written has it; the others go one further
            free = own_values[at] == _EMPTY
            own_values[at[free]] = values[left[free]]
            own_keys[at[free]] = keys[left[free]]
            on = ~(free & (own_keys[at] == keys[left]))
            left, at = left[on], (at[on] + 1) & (len(own_values) - 1)
        self._held += len(keys)
        self._used += len(keys)


def _places(keys: Numbers, shift: int) -> Numbers:
    spread: Numbers = ((keys.astype(np.uint64) * np.uint64(_SPREAD)) >> np.uint64(shift)).astype(np.int64)
    return spread


class Postings:
    """Which numbers stand under each number: most of them in one sorted block, the latest beside it.

    Nothing is ever taken out.
    """

    def __init__(self) -> None:
        self._offsets = np.zeros(1, np.int32)  # of those under n: offsets[n] to offsets[n + 1]
        self._block = np.zeros(0, np.int32)
        self._late_keys = array("i")
        self._late_values = array("i")

    def __len__(self) -> int:
        return len(self._block) + len(self._late_values)

    def add(self, key: int, value: int) -> None:
        """Put a number under another; whoever adds sees to it that none stands there twice."""
        self._late_keys.append(key)
        self._late_values.append(value)

    def gather(self, shown: Numbers, masks: Masks) -> tuple[NDArray[np.int32], Masks]:
        """All that stands under the numbers whose mask is not 0 (shown: as `nonzero` gives them), each with it."""
        self.settle_late()
        keys, places, counts = spread(self._offsets, shown)
        values, found = self._block[places], np.repeat(masks[keys], counts)
        if self._late_values:
            late = masks[np.asarray(self._late_keys)]
            met = np.flatnonzero(late)
            values = np.concatenate((values, np.asarray(self._late_values)[met]))
            found = np.concatenate((found, late[met]))
        return values, found

    def settle_late(self) -> None:
        """Put all into the block if so many stand beside it that looking through them takes time."""
        if 4 * len(self._late_values) > len(self._block) + 4096:
            self.settle()

    def settle(self) -> None:
        """Put all into the block."""
        counts = np.diff(self._offsets)
        keys = np.concatenate((np.repeat(np.arange(len(counts), dtype=np.int32), counts), np.asarray(self._late_keys)))
        values = np.concatenate((self._block, np.asarray(self._late_values)))
        order = np.argsort(keys, kind="stable")
        self._block = values[order].astype(np.int32, copy=False)
        self._offsets = offsets_of(keys)
        self._late_keys, self._late_values = array("i"), array("i")


def offsets_of(keys: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where what stands under n is, in a block sorted by these keys: from offsets[n] to offsets[n + 1]."""
    offsets = np.zeros(int(keys.max()) + 2 if len(keys) else 1, np.int32)
    if len(keys):
        np.cumsum(np.bincount(keys), out=offsets[1:])
    return offsets


def nonzero(masks: Masks) -> Numbers:
    """The numbers whose mask is not 0, ascending."""
    return np.flatnonzero(masks != 0)  # several times faster than without the comparison


def spread(offsets: NDArray[np.int32], keys: Numbers) -> tuple[Numbers, Numbers, NDArray[np.int32]]:
    """What stands in a block under numbers (ascending): those of them under which something does, the places in the
    block, and how many places each of them has.
    """
    keys = keys[: np.searchsorted(keys, len(offsets) - 1)]
    first = offsets[keys]
    counts = offsets[keys + 1] - first
    held = np.flatnonzero(counts)
    counts = counts[held]
    return keys[held], ranges(first[held], counts), counts


def ranges(first: NDArray[np.integer], counts: NDArray[np.integer]) -> Numbers:
    """The numbers from each first on, as many as are counted (at least one), one range after the other."""
    if not len(first):
        return np.zeros(0, np.int64)
    ends = np.cumsum(counts, dtype=np.int64)
    steps = np.ones(int(ends[-1]), np.int64)  # from each number to the next
    steps[0] = first[0]
    steps[ends[:-1]] = first[1:] - first[:-1] - counts[:-1] + 1
    return np.cumsum(steps, out=steps)
