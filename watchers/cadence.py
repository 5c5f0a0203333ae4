"""When to look next: at a source, at a page that failed, at a published page that may be edited.

Pure: every function takes the moment and gives the next one. A briefing is re-read after publication because a fifth of
them are edited, half of the edits within 14 hours (White House git history, 2021-2026).

A source's rhythm is stated by its profile until it can be learned from when its briefings appeared; around the time it
speaks it is looked at every minute, otherwise slowly.
"""

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

LATE = timedelta(hours=2)
"""How long after its window a briefing is still looked for as if it were to come any minute."""

_SOURCE_CEILING = timedelta(hours=1)
_PAGE_STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
_SLOW = 3.0  # how much rarer than usual a source is read while nothing is expected of it
_JITTER = 0.1  # the share of a pause by which sources differ

_WEEK = timedelta(days=7)
_DAY = 24 * 60  # minutes, as all that follow
_STATED_SPREAD = 15
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STATED = re.compile(r"(?P<days>[a-z]+) (?P<h1>\d\d):(?P<m1>\d\d)-(?P<h2>\d\d):(?P<m2>\d\d)")


# ------------------------------------------------------------------ rhythm


@dataclass(frozen=True, slots=True)
class Window:
    """When a source speaks on one day of the week, by the clock of its place.

    weekday: 0 is Monday; opens, closes: minutes since that day's midnight (closes is later, past 1440 where the window
    crosses midnight); spread: minutes by which a briefing strays from its usual time; support: the share of recent
    weeks in which it came, 0 to 1.
    """

    weekday: int
    opens: int
    closes: int
    spread: int
    support: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The windows of a source's week, at least one, and the zone whose clock they go by."""

    windows: tuple[Window, ...]
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Expected:
    """One occurrence of a window: a briefing is expected between these moments (UTC)."""

    window: Window
    opens_at: datetime
    closes_at: datetime

    @property
    def spread(self) -> timedelta:
        """By how much it may come earlier or later than that."""
        return timedelta(minutes=self.window.spread)


def stated(rhythm: Sequence[str], zone: tzinfo) -> Rhythm | None:
    """The rhythm a profile states ("thursday 15:00-19:00", "weekdays 12:00-13:30"), or None where it states none.

    A span that ends at or before its beginning ends on the next day. Raises ValueError for a line it cannot read.
    """
    groups = {"daily": range(7), "weekdays": range(5), **{name: (n,) for n, name in enumerate(_DAYS)}}
    windows: list[Window] = []
    for line in rhythm:
        found = _STATED.fullmatch(line)
        if not found or found["days"] not in groups:
            raise ValueError(line)
        opens, closes = (int(found["h" + n]) * 60 + int(found["m" + n]) for n in "12")
        closes += 0 if closes > opens else _DAY
        windows += [Window(day, opens, closes, _STATED_SPREAD, 1.0) for day in groups[found["days"]]]
    return Rhythm(tuple(sorted(windows, key=_place)), zone) if windows else None


def expected(rhythm: Rhythm, since: datetime, until: datetime) -> tuple[Expected, ...]:
    """Every occurrence of the rhythm's windows that touches the time between two moments, by its opening."""
    first, last = since.astimezone(rhythm.zone).toordinal() - 2, until.astimezone(rhythm.zone).toordinal()
    found: list[Expected] = []
    for window in rhythm.windows:
        for day in range(first + (window.weekday - _weekday(first)) % 7, last + 1, 7):
            opens_at, closes_at = _at(day, window.opens, rhythm.zone), _at(day, window.closes, rhythm.zone)
            if closes_at <= opens_at:  # it opens in the hour that summer time skips
                closes_at = opens_at + timedelta(minutes=window.closes - window.opens)
            if closes_at >= since and opens_at <= until:
                found.append(Expected(window, opens_at, closes_at))
    return tuple(sorted(found, key=lambda e: (e.opens_at, e.closes_at)))


def window(rhythm: Rhythm, now: datetime) -> tuple[datetime, datetime]:
    """The window that is open now, or else the next one: its opening and closing."""
    coming = next(e for e in expected(rhythm, now, now + 2 * _WEEK) if e.closes_at > now)
    return coming.opens_at, coming.closes_at


def _at(day: int, minute: int, zone: tzinfo) -> datetime:
    clock = datetime.combine(date.fromordinal(day), datetime.min.time()) + timedelta(minutes=minute)
    return clock.replace(tzinfo=zone).astimezone(UTC)


def _weekday(day: int) -> int:
    return (day + 6) % 7


def _place(window: Window) -> tuple[int, int, int]:
    return window.weekday, window.opens, window.closes


# ------------------------------------------------------------------ learning it

_MEMORY = timedelta(days=400)
_EVENTS = 120
_ENOUGH = 6  # appearances without which nothing is concluded
_TOGETHER = timedelta(minutes=30)  # what appears at such distances came at once: an import, editions of one briefing
_WIDTHS = (60, 120, 240)  # how wide a window can be, in minutes
_WINDOWS_A_DAY = 4
_HALF_LIFE = 28  # days after which an appearance weighs half: a source that changed its day is believed in weeks
_HALF = 0.5  # of recent weeks: a weekday on which a source speaks less often is none of its rhythm
_SURPRISE = 12.0  # nats; of 4,800 made-up sources that speak at random, four reached it
_BREAK = 15  # days of silence that are no missed weeks but a break, unless the source is that slow


def learned(moments: Iterable[datetime], zone: tzinfo, now: datetime) -> Rhythm | None:
    """The rhythm seen in when briefings appeared, or None where there are too few or they follow none.

    moments: in any order, doubles allowed; those of the last year or so count, recent ones most. zone: the clock the
    source goes by.

    For each span of the day, the days of the week on which something came within it in at least half of the weeks are
    set against what a source as talkative as this one, but speaking at random, would do (the Chernoff bound of the
    binomial tail); the least likely span is a window, and the rest is searched for further ones. Long breaks are left
    out of the count: August says nothing of September.
    """
    events: list[datetime] = []
    previous: datetime | None = None
    for moment in sorted(m for m in moments if now - _MEMORY <= m <= now):
        if previous is None or moment - previous > _TOGETHER:
            events.append(moment)
        previous = moment
    return _learn(tuple(events[-_EVENTS:]), zone, now.astimezone(zone).toordinal())


@lru_cache(maxsize=4096)  # asked at every poll; another answer comes only with a briefing or a day
def _learn(events: tuple[datetime, ...], zone: tzinfo, today: int) -> Rhythm | None:
    if len(events) < _ENOUGH:
        return None
    clocks = [event.astimezone(zone) for event in events]
    said = [(clock.toordinal(), clock.hour * 60 + clock.minute) for clock in clocks]
    weights = _weights(sorted({day for day, _ in said}), today)
    windows: list[Window] = []
    for _ in range(_WINDOWS_A_DAY if weights else 0):
        found = _strongest(said, weights)
        if not found:
            break
        windows += found
        said = [(day, minute) for day, minute in said if not any(_covers(w, day, minute) for w in found)]
    return Rhythm(tuple(sorted(windows, key=_place)), zone) if windows else None


def _weights(spoken: Sequence[int], today: int) -> dict[int, float]:
    """The days on which the source could have spoken, today left out, and how much each one says."""
    gaps = sorted(later - earlier for earlier, later in pairwise(spoken))
    tolerated = max(_BREAK, 3 * gaps[len(gaps) // 2] if gaps else 0)
    days: list[int] = []
    for day, following in zip(spoken, (*spoken[1:], today), strict=True):
        days += [day] if following - day > tolerated else range(day, following)
    return {day: 0.5 ** (age / _HALF_LIFE) for age, day in enumerate(reversed(days))}


def _strongest(said: Sequence[tuple[int, int]], weights: dict[int, float]) -> list[Window]:
    """The windows of the span of the day that is kept most remarkably, on the days of the week that keep it."""
    possible: dict[int, float] = defaultdict(float)
    for day, weight in weights.items():
        possible[_weekday(day)] += weight
    worth = sum(weights.values()) / sum(weight**2 for weight in weights.values())  # a weighted day in days (Kish)
    talk = sum(weights.get(day, 0.0) for day, _ in said) / sum(weights.values())
    best: tuple[float, int, int, dict[int, float]] = (_SURPRISE, 0, 0, {})
    for width in _WIDTHS:
        chance = 1 - math.exp(-talk * width / _DAY)
        for start in {minute for _, minute in said}:
            heard = {day - (m < start) for day, m in said if (m - start) % _DAY <= width}
            came: dict[int, list[float]] = defaultdict(list)
            missing: dict[int, float] = defaultdict(float)  # heard on a day not counted: today, or before midnight
            for day in heard:
                came[_weekday(day)].append(weights.get(day, 1.0))
                missing[_weekday(day)] += 0.0 if day in weights else 1.0
            supports = {d: sum(came[d]) / (possible[d] + missing[d]) for d in came if len(came[d]) > 1}
            days = {d: support for d, support in supports.items() if support >= _HALF}
            all_heard, all_possible = sum(sum(came[d]) for d in days), sum(possible[d] + missing[d] for d in days)
            surprise = worth * _surprise(all_heard, all_possible, chance)
            if surprise > best[0]:
                best = surprise, start, width, days
    _, start, width, days = best
    inside = [
        (_weekday(day - (m < start)), start + (m - start) % _DAY, weights.get(day, 1.0))
        for day, m in said
        if (m - start) % _DAY <= width
    ]
    clocks = {own: [(minute, weight) for day, minute, weight in inside if day == own] for own in days}
    alone = {own for own in days if _apart(clocks[own], [c for day in days if day != own for c in clocks[day]])}
    pooled = [clock for day in days if day not in alone for clock in clocks[day]]
    return [_fitted(day, clocks[day] if day in alone else pooled, min(days[day], 1.0)) for day in days]


def _apart(own: Sequence[tuple[int, float]], others: Sequence[tuple[int, float]]) -> bool:
    """Whether a day of the week has a time of its own: a handful of clocks alone would follow every stray one."""
    if len(own) < 6 or not others:
        return False
    return abs(_quantile(own, 0.5) - _quantile(others, 0.5)) > max(20, 2 * _stray(own))


def _stray(minutes: Sequence[tuple[int, float]]) -> int:
    middle = _quantile(minutes, 0.5)
    return _quantile([(abs(minute - middle), weight) for minute, weight in minutes], 0.5)


def _fitted(weekday: int, minutes: Sequence[tuple[int, float]], support: float) -> Window:
    """From the clocks at which it came, and their weights: where nine of ten lie, in whole five minutes."""
    spread = min(max(_stray(minutes), 15), 120)
    opens, closes = _quantile(minutes, 0.05) // 5 * 5, -(-_quantile(minutes, 0.95) // 5) * 5
    closes = max(closes, opens + 10)
    shift = opens // _DAY * _DAY  # the span began before midnight, what came on this day after it
    return Window((weekday + shift // _DAY) % 7, opens - shift, closes - shift, spread, support)


def _quantile(values: Sequence[tuple[int, float]], share: float) -> int:
    wanted = share * sum(weight for _, weight in values)
    for value, weight in sorted(values):
        wanted -= weight
        if wanted <= 1e-9:
            return value
    return max(values)[0]


def _surprise(heard: float, possible: float, chance: float) -> float:
    """How unlikely so many of the possible are by chance, as -ln p or less (Chernoff); 0 where it is no surprise."""
    share = min(heard / possible, 1.0) if possible else 0.0
    if share <= chance:
        return 0.0
    missed = (1 - share) * math.log((1 - share) / (1 - chance)) if share < 1 else 0.0
    return possible * (share * math.log(share / chance) + missed)


def _covers(window: Window, day: int, minute: int) -> bool:
    """Whether what was said then belongs to an occurrence of the window, its spread included."""
    return any(
        _weekday(day - back) == window.weekday
        and window.opens - window.spread <= minute + back * _DAY <= window.closes + window.spread
        for back in (-1, 0, 1)
    )


# ------------------------------------------------------------------ when to look


def next_poll(
    now: datetime,
    poll_seconds: float,
    failures: int = 0,
    retry_after: float | None = None,
    *,
    rhythm: Rhythm | None = None,
    heard_at: datetime | None = None,
    burst_seconds: float = 60,
    delay_seconds: float = 0,
    source_id: str | None = None,
) -> datetime:
    """When to read a source's feed again.

    poll_seconds: how often, where no rhythm is known. With a rhythm: every `burst_seconds` (never quicker than
    `delay_seconds`) from a spread before a window opens until a briefing came (heard_at: the newest one), at most LATE
    and a spread after it closes; every `poll_seconds` in the rest of a window that was kept (a second one may come);
    three times as rarely otherwise, at most an hour, and never past the next opening.

    failures: how many polls in a row have failed; the pause doubles with each, up to an hour (or the source's own
    rhythm, where that is slower). retry_after: seconds the server asked for, always honoured. source_id: shortens the
    pauses by up to a tenth, each source's by its own share, so that thousands do not poll in the same second.
    """
    share = _share(source_id)
    quick = max(min(burst_seconds, poll_seconds), delay_seconds)
    pace, opening = poll_seconds, None
    if rhythm is not None:
        pace, opening = _pace(now, rhythm, heard_at, poll_seconds, quick, timedelta(seconds=quick * share))
    pause = timedelta(seconds=max(pace * (1 - _JITTER * share), min(pace, delay_seconds)))
    pause = min(pause * float(2 ** min(failures, 12)), max(_SOURCE_CEILING * (1 - _JITTER * share), pause))
    if opening is not None and not failures:
        pause = max(min(pause, opening - now), min(pause, timedelta(seconds=quick)))
    if retry_after is not None:
        pause = max(pause, timedelta(seconds=retry_after))
    return now + pause


def _pace(
    now: datetime, rhythm: Rhythm, heard_at: datetime | None, normal: float, quick: float, early: timedelta
) -> tuple[float, datetime | None]:
    """Seconds between two looks as of now, and when the next window begins to be watched."""
    slow = max(normal, min(normal * _SLOW, _SOURCE_CEILING.total_seconds()))
    pace, opening = slow, None
    widest = timedelta(minutes=max(w.spread for w in rhythm.windows))
    for coming in expected(rhythm, now - widest - LATE, now + 2 * _WEEK):
        begins = coming.opens_at - coming.spread - early
        if begins > now:
            opening = min(opening or begins, begins)
        elif heard_at is None or heard_at < begins:
            pace = quick if now < coming.closes_at + coming.spread + LATE else pace
        elif now < coming.closes_at + coming.spread:
            pace = min(pace, normal)
    return pace, opening


def _share(source_id: str | None) -> float:
    """A number from 0 to 1 of the source's own, the same in every run."""
    if source_id is None:
        return 0.0
    return int.from_bytes(hashlib.blake2b(source_id.encode(), digest_size=4).digest()) / 2**32


def next_check(first_seen_at: datetime, now: datetime, recheck: Sequence[tuple[float, float]]) -> datetime | None:
    """When to read a published page again, or None when it is old enough to be left alone.

    recheck: (age, pause) in seconds, ages rising: a page younger than `age` is read again after `pause`.
    """
    age = (now - first_seen_at).total_seconds()
    for limit, pause in recheck:
        if age < limit:
            return now + timedelta(seconds=pause)
    return None


def retry_page(now: datetime, failures: int, retry_after: float | None = None) -> datetime:
    """When to try a page again that could not be read `failures` times before: soon, then ever more rarely."""
    pause = _PAGE_STEPS[min(failures, len(_PAGE_STEPS) - 1)]
    if retry_after is not None:
        pause = max(pause, timedelta(seconds=retry_after))
    return now + pause
