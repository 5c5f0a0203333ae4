"""The sample ministry's quick clock: a new briefing soon, and a quiet edit of it soon after."""

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.sample.ministry import Ministry


async def rehearse(
    ministry: Ministry,
    *,
    new_after: float,
    edit_after: float,
    sleep: Callable[[float], Awaitable[object]],
    now: Callable[[], dt.datetime],
) -> None:
    """Publish the new briefing `new_after` seconds from now and its edit `edit_after` seconds later.

    sleep: waits for that many seconds (asyncio.sleep); now: the time, aware and in UTC.
    """
    await sleep(new_after)
    ministry.publish_new(now())
    await sleep(edit_after)
    ministry.publish_edit(now())
