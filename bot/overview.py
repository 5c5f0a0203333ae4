"""What was talked about in a period, read from the archive and judged in a thread, so that the chat need not wait."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Final

from bot.periods import Period
from storage.archive import Archive
from watchers.topics import Topics, topics

MOST: Final = 10_000
"""Passages of a period that are read at the most, the newest: some seconds' work."""

_USUAL = 30  # days, where no period is named
_OLDER = 800  # passages before both periods, to tell what the source always says


@dataclass(frozen=True, slots=True)
class Overview:
    """The topics of a source (None: of all) from a day to a day, against as many days before, from `before` on.

    whole: all of it was read; else the newest MOST passages, from `since` on, and they are compared with nothing.
    """

    source: str | None
    since: dt.date
    until: dt.date
    before: dt.date
    whole: bool
    topics: Topics


async def overview(
    archive: Archive, *, source: str | None, name: str, period: Period | None, language: str, today: dt.date
) -> Overview | None:
    """What was talked about; without a period, in the last thirty days up to the newest briefing. None: no briefing.

    name: the source's, for what it calls itself is no topic of its; language: the reader's.
    """
    first, last = await archive.first_day(), await archive.last_day(source)
    if first is None or last is None:
        return None
    until = min(period.until or today, max(today, last)) if period else last
    since = (period.since or first) if period else until - dt.timedelta(days=_USUAL - 1)
    since = min(since, until)
    before = since - (until - since) - dt.timedelta(days=1)
    day = dt.timedelta(days=1)

    now, whole = await archive.said(source=source, language=language, since=since, until=until, most=MOST)
    then, _ = await archive.said(source=source, language=language, since=before, until=since - day, most=MOST)
    older, _ = await archive.said(source=source, language=language, since=first, until=before - day, most=_OLDER)
    if not whole:
        since = min(said.setting.date or since for said in now)
        then, older = (), then
    found = await asyncio.to_thread(topics, now, then, older, language=language, title=name)
    return Overview(source, since, until, before, whole, found)
