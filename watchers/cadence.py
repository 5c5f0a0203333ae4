"""When to look next: at a source, at a page that failed, at a published page that may be edited.

Pure: every function takes the moment and gives the next one. A briefing is re-read after publication because a fifth of
them are edited, half of the edits within 14 hours (White House git history, 2021-2026).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

_SOURCE_CEILING = timedelta(hours=1)
_PAGE_STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


def next_poll(now: datetime, poll_seconds: float, failures: int = 0, retry_after: float | None = None) -> datetime:
    """When to read a source's feed again.

    failures: how many polls in a row have failed; the pause doubles with each, up to an hour (or the source's own
    rhythm, where that is slower). retry_after: seconds the server asked for, always honoured.
    """
    rhythm = timedelta(seconds=poll_seconds)
    pause = min(rhythm * float(2 ** min(failures, 12)), max(_SOURCE_CEILING, rhythm))
    if retry_after is not None:
        pause = max(pause, timedelta(seconds=retry_after))
    return now + pause


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
