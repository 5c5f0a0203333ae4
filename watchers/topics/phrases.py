"""Phrases of one to four words that several passages share, counted passage by passage (pure)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from watchers.text import is_han_or_kana
from watchers.topics.row import Bools, Ints, Key, Row, spread_of

LONGEST: Final = 4
"""Words of a phrase at the most."""
LONGEST_HAN: Final = 8
"""Characters of one, in scripts that write no spaces."""

_BITS, _BITS_HAN = 3.0, 5.0
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that several passages share. key: what each of its words is compared by; where: the passages, by number,
    and times: how often it is said in each.

    proper: the share of its places where it is written as a name, with capitals that no sentence's beginning asks for;
    leads: where another word with a capital follows; apart: where punctuation stands on both sides; headings: how many
    different headings it stands in; is_bound: its words stand together far oftener than chance would have it.
    """

    key: Key
    where: Ints
    times: Ints
    proper: float
    leads: float
    apart: float
    headings: int
    is_bound: bool

    @property
    def spread(self) -> int:
        """In how many passages it is said."""
        return len(self.where)

    @property
    def is_han(self) -> bool:
        """Whether it is of a script that writes no spaces."""
        return is_han_or_kana(self.key[0])

    @property
    def is_word(self) -> bool:
        """Whether it is a single word, as far as can be told."""
        return len(self.key) == 1 or (len(self.key) == 2 and self.is_han)


def phrases(row: Row, least: int) -> list[Phrase]:
    """The phrases that at least so many of the passages share, shorter ones first.

    Each begins and ends with a word that means something by itself; it may stand within a longer one of them.
    """
    longest = LONGEST_HAN if row.han.any() else LONGEST
    named = row.capital | row.glue[row.code]
    now = _words(row, named, least)
    often: dict[tuple[int, ...], int] = {}
    found: list[Phrase] = []
    for length in range(1, longest + 1):
        if not now.members:
            break
        times = np.bincount(now.number, minlength=len(now.members))
        often |= dict(zip(now.members, times.tolist(), strict=True))
        found += _worded(row, now, times, often, length)
        if length < longest:
            now = _longer(now, row, named, least, han_only=length >= LONGEST)
    return found


@dataclass(frozen=True, slots=True)
class _Windows:
    """Phrases of one length, everywhere they stand: at which word each begins, in order, and which of `members` it is.

    proper: all of it is written with capitals, but for words that only join; telling: one of them says something;
    open: nothing parts it from the word after it.
    """

    at: Ints
    number: Ints
    members: list[tuple[int, ...]]
    proper: Bools
    telling: Bools
    open: Bools


def _words(row: Row, named: Bools, least: int) -> _Windows:
    """The words that so many passages share."""
    frequent = spread_of(row.code, row.passage, len(row.keys)) >= least
    at = np.flatnonzero(frequent[row.code])
    number = (np.cumsum(frequent) - 1)[row.code[at]]
    members: list[tuple[int, ...]] = [(n,) for n in np.flatnonzero(frequent).tolist()]
    return _Windows(at, number, members, named[at], row.telling[at], row.joined[at])


def _longer(now: _Windows, row: Row, named: Bools, least: int, *, han_only: bool) -> _Windows:
    """The phrases of one word more that so many passages share: where two overlap in all words but one."""
    where = np.full(len(row.code) + 1, -1)
    where[now.at] = np.arange(len(now.at))
    follows = where[now.at + 1]
    both = now.open & (follows >= 0)
    if han_only:
        both &= row.han[row.code[now.at]]
    first = np.flatnonzero(both)
    width = len(now.members) + 1
    pairs, number = np.unique(now.number[first] * width + now.number[follows[first]], return_inverse=True)
    frequent = spread_of(number, row.passage[now.at[first]], len(pairs)) >= least
    kept = frequent[number]
    first, number = first[kept], (np.cumsum(frequent) - 1)[number[kept]]
    # Members are made of what is left only: of all pairs of words there are a million in a year of briefings.
    ones, others = (half.tolist() for half in np.divmod(pairs[frequent], width))
    members = [(*now.members[a], now.members[b][-1]) for a, b in zip(ones, others, strict=True)]
    at, second = now.at[first], follows[first]
    proper, telling = named[at] & now.proper[second], row.telling[at] | now.telling[second]
    return _Windows(at, number, members, proper, telling, now.open[second])


def _worded(row: Row, now: _Windows, times: Ints, often: Mapping[tuple[int, ...], int], length: int) -> list[Phrase]:
    """Those of the phrases that stand alone. often: how often each of them, and each shorter one, is said."""
    many, width = len(now.members), int(row.passage[-1]) + 1
    shared, in_each = np.unique(now.number * width + row.passage[now.at], return_counts=True)
    phrase, where = np.divmod(shared, width)
    edges = np.searchsorted(phrase, np.arange(many + 1))
    headings = row.heading[now.at]
    tells = (headings < 0) & now.telling
    told = np.bincount(now.number[tells], minlength=many)
    proper = np.bincount(now.number[tells], now.proper[tells], minlength=many) / np.maximum(told, 1)
    follows = np.minimum(now.at + length, len(row.code) - 1)
    leading = now.open & row.capital[follows] & ~row.glue[row.code[follows]] & ~row.number[row.code[follows]]
    leads = np.bincount(now.number, leading, minlength=many) / times
    follow = np.zeros(len(row.code), np.bool_)
    follow[1:] = row.joined[:-1]
    apart = np.bincount(now.number, ~now.open & ~follow[now.at], minlength=many) / times
    kinds = int(row.heading.max()) + 1
    headed = np.unique(now.number[headings >= 0] * kinds + headings[headings >= 0]) // max(1, kinds)
    in_headings = np.bincount(headed, minlength=many)
    return [
        Phrase(
            tuple(row.keys[k] for k in members),
            where[edges[n] : edges[n + 1]],
            in_each[edges[n] : edges[n + 1]],
            float(proper[n]),
            float(leads[n]),
            float(apart[n]),
            int(in_headings[n]),
            _is_bound(members, int(times[n]), often, len(row.code), han=bool(row.han[members[0]])),
        )
        for n, members in enumerate(now.members)
        if _stands_alone(row, members)
    ]


def _stands_alone(row: Row, members: tuple[int, ...]) -> bool:
    first, last = members[0], members[-1]
    if row.glue[first] or row.glue[last] or row.number[first]:
        return False
    return not row.han[first] or (len(members) > 1 and not any(row.number[word] for word in members))


def _is_bound(
    members: tuple[int, ...], times: int, often: Mapping[tuple[int, ...], int], of: int, *, han: bool
) -> bool:
    """Whether its pointwise mutual information is high at every joint; in few words, whether it is near the highest."""
    least = min(_BITS_HAN if han else _BITS, _NEAR * math.log2(of / times))
    return all(
        math.log2(times * of / (often[members[:cut]] * often[members[cut:]])) >= least for cut in range(1, len(members))
    )
