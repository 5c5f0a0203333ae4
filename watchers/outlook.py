"""What a watch of a source comes to: when the next one is due, and what its operators must know."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Protocol

import structlog

from watchers import cadence, doubt, watchdog
from watchers.cadence import Rhythm
from watchers.model import Alarm, Source
from watchers.remembered import Health
from watchers.sources.profile import Profile

log = structlog.get_logger()

_A_MINUTE = timedelta(minutes=1)
_MOMENTS = 60  # appearances a rhythm is learned from


class SourceKeeper(Protocol):
    """What is remembered of how a source is doing. Each method is one transaction."""

    async def health(self, source_id: str) -> Health:
        """How its polls have gone, and which alarms are on."""

    async def appearances(self, source_id: str, most: int) -> tuple[datetime, ...]:
        """When its newest briefings came out, in order."""

    async def next_page(self, source_id: str) -> datetime | None:
        """When the first of its pages is due."""

    async def source_polled(
        self, source_id: str, *, due_at: datetime, now: datetime, trouble: str | None = None
    ) -> bool: ...

    async def source_trouble(self, source_id: str, reason: str, *, due_at: datetime, now: datetime) -> bool: ...

    async def sound(
        self, begun: Sequence[Alarm], ended: Sequence[Alarm], *, chats: Sequence[int], now: datetime
    ) -> int: ...


class Outlook:
    """Sets when a source is looked at again, and sounds its alarms; it keeps only what it can ask for anew."""

    def __init__(self, keeper: SourceKeeper, admins: Sequence[int]) -> None:
        """admins: the chats that are told when something is the matter with a source, and when it is over."""
        self._keeper = keeper
        self._admins = tuple(admins)
        self._moments: dict[str, tuple[datetime, ...]] = {}

    def heard(self, source_id: str) -> None:
        """A briefing of the source was recorded: its rhythm is to be learned anew."""
        self._moments.pop(source_id, None)

    async def settle(
        self,
        source: Source,
        profile: Profile,
        errors: Sequence[Exception],
        now: datetime,
        *,
        left: bool,
        busy_seconds: float,
    ) -> int:
        """Record how the poll went and when the next is due; how many notices to operators came of it.

        errors: of the addresses that could not be read; left: pages are still to be read, at once; busy_seconds: the
        pause the server asked for.
        """
        health = await self._keeper.health(source.id)
        failed = bool(source.addresses) and len(errors) == len(source.addresses)
        trouble = "; ".join(str(error) for error in errors) or None
        failures = health.failures + 1 if failed else 0
        zone = profile.zone()
        # Midnight of the site's own zone is a day without a clock: it tells no hour.
        moments = tuple(at for at in await self._appearances(source.id) if at.astimezone(zone).time() != time())
        rhythm = self._rhythm(profile, moments, now)
        retry_after = max([busy_seconds, *(getattr(error, "retry_after", None) or 0 for error in errors)])
        due_at = now
        if failed or not left or retry_after:
            due_at = cadence.next_poll(
                now,
                profile.poll_seconds,
                failures,
                retry_after,
                rhythm=rhythm,
                heard_at=max((at for at in moments if at <= now), default=None),
                delay_seconds=profile.delay_seconds,
                source_id=source.id,
            )
        if not failed and not retry_after and (page_at := await self._keeper.next_page(source.id)) is not None:
            due_at = min(due_at, max(page_at, now + _A_MINUTE))  # a page's own time does not wait for the source's
        if failed:
            fresh = await self._keeper.source_trouble(source.id, trouble or "", due_at=due_at, now=now)
        else:
            fresh = await self._keeper.source_polled(source.id, due_at=due_at, now=now, trouble=trouble)
        if fresh:
            log.warning("source in trouble", source=source.id, reason=trouble, again_at=str(due_at))
        begun, ended = watchdog.judge(
            source.id,
            open=health.alarms,
            failures=failures,
            failing_since=(health.trouble_at or now) if failed else None,
            trouble=trouble,
            now=now,
            recovered_at=health.recovered_at,
            rhythm=rhythm,
            moments=moments,
        )
        # Told once; what changes nearly whole a day later is looked at anew.
        ended = (*ended, *(a for a in health.alarms if a.kind == "swept" and now - a.since_at > doubt.A_DAY))
        if begun and _was_silent(source.id, health.watched_since, rhythm, moments):
            begun = tuple(alarm for alarm in begun if alarm.kind == "failing")
        if not begun and not ended:
            return 0
        return await self._keeper.sound(begun, ended, chats=self._admins, now=now)

    async def site_changed(self, source_id: str, url: str, now: datetime) -> int:
        """Tell the operators that a source's pages change nearly whole, this one among them, and that nobody else is
        told; how many notices came of it.
        """
        log.warning("site changed", source=source_id, url=url)
        return await self._keeper.sound([Alarm(source_id, "swept", now, url)], [], chats=self._admins, now=now)

    def _rhythm(self, profile: Profile, moments: Sequence[datetime], now: datetime) -> Rhythm | None:
        """As learned from what came, else as the profile states it."""
        zone = profile.zone()
        return cadence.learned(moments, zone, now) or cadence.stated(profile.rhythm, zone)

    async def _appearances(self, source_id: str) -> tuple[datetime, ...]:
        if source_id not in self._moments:
            self._moments[source_id] = await self._keeper.appearances(source_id, _MOMENTS)
        return self._moments[source_id]


def _was_silent(
    source_id: str, watched_since: datetime | None, rhythm: Rhythm | None, moments: Sequence[datetime]
) -> bool:
    """Whether a source has said nothing since it is watched, and was overdue or quiet when that began: an archive that
    was closed long ago is no news of ours.
    """
    if watched_since is None or (moments and moments[-1] > watched_since):
        return False
    begun, _ = watchdog.judge(
        source_id,
        open=(),
        failures=0,
        failing_since=None,
        trouble=None,
        rhythm=rhythm,
        moments=moments,
        now=watched_since,
    )
    return bool(begun)
