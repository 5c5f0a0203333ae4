"""Which alarms about a source begin and which are over: it fails, what was due did not come, it has gone quiet.

Pure: every judgement is made anew from the facts and the alarms that are open, so one that was missed is made at the
next poll, and none is made twice.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from watchers.cadence import LATE, Expected, Rhythm, expected
from watchers.model import Alarm

_FAILED_POLLS = 3
_FAILING_FOR = timedelta(minutes=15)  # a hiccup is no news
_RECOVERY = timedelta(hours=1)  # what a source that was away has to tell may need a while to be read

_SURE = 0.7  # of recent weeks, for a window whose missing is worth a word
_BEFORE = timedelta(
    days=35
)  # the time before a silence in which its windows must have been kept, half of them at least
_AFTER = timedelta(days=15)  # every window comes round in a week, so the first one missed is not later than this
_EARLY = timedelta(hours=12)  # what came so long before its window is taken for it; who spoke so lately is not overdue

_SPOKE = 5  # days on which something came; who spoke less has no habit of speaking
_QUIET_LEAST = timedelta(days=3)
_QUIET_TIMES = 3


def judge(
    source_id: str,
    *,
    open: Sequence[Alarm],  # noqa: A002 - an alarm is open
    failures: int,
    failing_since: datetime | None,
    trouble: str | None,
    rhythm: Rhythm | None,
    moments: Sequence[datetime],
    now: datetime,
    recovered_at: datetime | None = None,
) -> tuple[tuple[Alarm, ...], tuple[Alarm, ...]]:
    """The alarms about one source that begin now, and those of `open` that are over.

    failures, failing_since, trouble: polls that failed in a row, when the first of them did, what the last one met.
    rhythm: stated or learned; moments: when briefings appeared, in any order; recovered_at: when the last failing
    alarm was over.

    failing: three polls failed, over a quarter of an hour or more; over with the first good poll.
        since_at: `failing_since`; reason: `trouble` ("" if there is none).
    overdue: nothing came for a window that is usually kept, by the time it was over, its spread and LATE (or twice the
        spread) had passed, nor anything for half a day; over when something comes and no later window is missed.
        since_at: the moment from which what came would have been taken for it; reason: the window as an ISO 8601
        interval in UTC to the minute, "2026-03-05T12:00Z/2026-03-05T16:00Z".
    quiet: silence three times as long as the longest usual one (nine of ten are shorter), and at least three days; over
        when something comes.
        since_at: when it last spoke; reason: the longest usual silence in whole days, rounded up, as an ISO 8601
        duration, "P7D".

    Of overdue and quiet only one is open at a time: both say "nothing came", and who was told so is not told again as
    the silence grows. Neither begins while polls fail, nor within an hour of `recovered_at`; a failing alarm may
    begin while one of them is open. An alarm that begins is never one of a kind that is open.
    """
    mine = [alarm for alarm in open if alarm.source == source_id]
    appeared = sorted(moment for moment in moments if moment <= now)
    missed = _missed(rhythm, appeared, now) if rhythm is not None else None
    usual = _usual_silence(appeared)
    quiet = usual is not None and now - appeared[-1] > max(_QUIET_TIMES * usual, _QUIET_LEAST)

    ended = [alarm for alarm in mine if alarm.kind == "failing" and not failures]
    if ended:
        recovered_at = now
    if missed is None and not quiet:
        silent = [alarm for alarm in mine if alarm.kind != "failing"]
        ended += [alarm for alarm in silent if appeared and appeared[-1] > alarm.since_at]

    kinds = {alarm.kind for alarm in mine}
    begun: list[Alarm] = []
    if (
        failures >= _FAILED_POLLS
        and failing_since is not None
        and now - failing_since >= _FAILING_FOR
        and "failing" not in kinds
    ):
        begun.append(Alarm(source_id, "failing", failing_since, trouble or ""))
    in_touch = not failures and (recovered_at is None or now - recovered_at >= _RECOVERY)
    if in_touch and not kinds & {"overdue", "quiet"}:
        if missed is not None:
            coming, awaited_from = missed
            begun.append(Alarm(source_id, "overdue", awaited_from, _interval(coming)))
        elif quiet and usual is not None:
            days = max(1, math.ceil(usual / timedelta(days=1)))
            begun.append(Alarm(source_id, "quiet", appeared[-1], f"P{days}D"))
    return tuple(begun), tuple(ended)


def _missed(rhythm: Rhythm, appeared: Sequence[datetime], now: datetime) -> tuple[Expected, datetime] | None:
    """The first window since the source last spoke that was sure to be kept and was not; None of one never heard.

    With the moment from which it was awaited: nothing came since.
    """
    if not appeared or now - appeared[-1] < _EARLY:
        return None
    known = expected(rhythm, max(appeared[0], appeared[-1] - _BEFORE), min(now, appeared[-1] + _AFTER))
    for number, coming in enumerate(known):
        awaited_from = _awaited_from(known, number)
        over = appeared[-1] <= awaited_from and _deadline(coming) <= now
        if over and coming.window.support >= _SURE and _kept(known, number, appeared):
            return coming, awaited_from
    return None


def _kept(known: Sequence[Expected], number: int, appeared: Sequence[datetime]) -> bool:
    """Whether the same window was kept in half of the weeks before: a rhythm that does not hold accuses nobody."""
    same = [n for n in range(number) if known[n].window == known[number].window]
    kept = 0
    for earlier in same:
        first = bisect_left(appeared, _awaited_from(known, earlier))
        kept += first < len(appeared) and appeared[first] <= _deadline(known[earlier])
    return len(same) < 2 or 2 * kept >= len(same)


def _awaited_from(known: Sequence[Expected], number: int) -> datetime:
    """From when what comes is taken for this window: half a day early, but not what came for the one before."""
    coming = known[number]
    early = coming.opens_at - max(_EARLY, coming.spread)
    if number:
        early = max(early, known[number - 1].closes_at + known[number - 1].spread)
    return min(early, coming.opens_at - coming.spread)


def _deadline(coming: Expected) -> datetime:
    return coming.closes_at + coming.spread + max(LATE, 2 * coming.spread)


def _usual_silence(appeared: Sequence[datetime]) -> timedelta | None:
    """The time between two days on which the source spoke that nine of ten such times do not exceed.

    Days, not moments: of a source that speaks ten times a day, the weekend would be one silence in fifty.
    """
    days = sorted({moment.astimezone(UTC).date(): moment for moment in appeared}.values())
    if len(days) < _SPOKE:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    return gaps[min(math.ceil(0.9 * len(gaps)), len(gaps) - 1)]


def _interval(coming: Expected) -> str:
    return "/".join(f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}" for moment in (coming.opens_at, coming.closes_at))
