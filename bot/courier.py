"""Delivers: takes due parcels from the outbox, words them, sends them within the limits, and ticks them off."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog
from aiogram import Bot

from bot.locales import words
from bot.message import Message
from bot.pacing import Pacer
from bot.render import alert, notice
from bot.retrospect import Retrospect
from bot.verdict import Drop, Gone, Halt, Moved, Plain, Retry, judge, pause
from storage.outbox import Outbox
from storage.subscribers import Subscribers
from watchers.precedent import Backdrop
from watchers.remembered import Delivery, NoticeDelivery

log = structlog.get_logger()

_BATCH = 20
_LEASE_SECONDS = 300.0  # longer than a batch with its waits and sends may take
_LONGEST_WAIT = 1.0  # a place further off than this goes back to the outbox, so that nobody else waits for it
_PAST_SECONDS = 3.0  # for looking up what of the past stands beside an alert
_MOST_FAULTS = 8  # attempts after which a parcel that we ourselves cannot word is given up


class TokenRefusedError(Exception):
    """Telegram does not know the bot's token; nothing can be delivered until the operator mends it."""


class Courier:
    """Sends each parcel at least once; a parcel is ticked off only after Telegram accepted it.

    It does not decide what is told to whom (dispatch did), nor how it looks (render does). It can double a message
    only where Telegram accepted it and we died before the tick.
    """

    def __init__(
        self,
        bot: Bot,
        outbox: Outbox,
        subscribers: Subscribers,
        names: Mapping[str, str],
        *,
        now: Callable[[], datetime],
        steady: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pacer: Pacer | None = None,
        announce: Callable[[Delivery], None] = lambda _: None,
        terminal: bool = False,
        poll_seconds: float = 5,
        retrospect: Retrospect | None = None,
    ) -> None:
        self._bot = bot
        self._outbox = outbox
        self._subscribers = subscribers
        self._names = names
        self._now = now
        self._steady = steady
        self._sleep = sleep
        self._pacer = pacer or Pacer()
        self._announce = announce
        self._terminal = terminal
        self._poll_seconds = poll_seconds
        self._retrospect = retrospect
        self._rounds = asyncio.Lock()
        self._stopping = False

    async def run(self) -> None:
        """Deliver until stopped: on each ring, when a parcel becomes due, and every few seconds should a ring be lost.

        Raises TokenRefusedError, which only the operator can mend.
        """
        self._stopping = False
        while not self._stopping:
            busy, rest = 0, self._poll_seconds
            try:
                busy = await self.round()
                due_at = await self._outbox.next_due(terminal=self._terminal)
                if due_at is not None:
                    rest = min(rest, max(0.05, (due_at - self._now()).total_seconds()))
            except TokenRefusedError:
                raise
            except Exception:  # the loop boundary: leases bring back what was in hand
                log.exception("delivery round failed")
            if not busy and not self._stopping:
                await self._outbox.wait(rest)

    def stop(self) -> None:
        """End `run` after the delivery in hand: a message that went is ticked off, the others go back."""
        self._stopping = True
        self._outbox.ring()

    async def round(self) -> int:
        """Deliver what is due now; the number of parcels taken."""
        async with self._rounds:
            due = await self._outbox.claim(
                self._now(), lease_seconds=_LEASE_SECONDS, limit=_BATCH, terminal=self._terminal
            )
            left = list(due)
            try:
                while left and not self._stopping:
                    await self._safely(left.pop(0))
            finally:
                for delivery in left:
                    await self._outbox.later(delivery.id, due_at=self._now(), reason="stopped", tried=False)
            return len(due)

    async def _safely(self, delivery: Delivery | NoticeDelivery) -> None:
        """A fault of ours with one parcel is that parcel's: it is logged whole and tried again, ever more rarely."""
        try:
            await self._deliver(delivery)
        except TokenRefusedError:
            await self._outbox.later(delivery.id, due_at=self._now(), reason="token refused", tried=False)
            raise
        except Exception as error:
            attempts = delivery.attempts + 1
            log.exception("parcel failed", parcel=delivery.id, chat=delivery.chat.id, attempts=attempts)
            if attempts >= _MOST_FAULTS:
                await self._outbox.dead(delivery.id, reason=repr(error), now=self._now())
            else:
                due_at = self._now() + timedelta(seconds=pause(attempts))
                await self._outbox.later(delivery.id, due_at=due_at, reason=repr(error))

    async def drain(self) -> None:
        """Deliver until nothing is due."""
        self._stopping = False
        while await self.round():
            pass

    async def _deliver(self, delivery: Delivery | NoticeDelivery) -> None:
        wait = self._pacer.wait(delivery.chat.id, self._steady())
        if wait > _LONGEST_WAIT:
            due_at = self._now() + timedelta(seconds=wait)
            await self._outbox.later(delivery.id, due_at=due_at, reason="pacing", tried=False)
            return
        if wait > 0:
            await self._sleep(wait)
        self._pacer.take(delivery.chat.id, self._steady())
        said, reply_to = words(delivery.chat.language), None
        if isinstance(delivery, NoticeDelivery):
            message = notice(delivery.alarm, said, self._names, over=delivery.over)
        else:
            message = alert(delivery, said, self._names, backdrop=await self._backdrop(delivery))
        if delivery.kind != "alert" and isinstance(delivery, Delivery):
            reply_to = await self._outbox.message_of(delivery.chat.id, delivery.edition.briefing)
        await self._send(delivery, message, reply_to)

    async def _backdrop(self, delivery: Delivery) -> Backdrop | None:
        """What of the past stands beside an alert, which is never late or lost for it."""
        if self._retrospect is None:
            return None
        try:
            async with asyncio.timeout(_PAST_SECONDS):
                return await self._retrospect.of(delivery)
        except Exception:
            log.exception("past not told", parcel=delivery.id)
            return None

    async def _send(self, delivery: Delivery | NoticeDelivery, message: Message, reply_to: int | None) -> None:
        if isinstance(delivery, Delivery):
            self._announce(delivery)
        try:
            sent = await self._bot(message.send(delivery.chat.id, reply_to=reply_to))
        except Exception as error:  # noqa: BLE001 (judge has a verdict for every one)
            await self._judged(delivery, message, error)
        else:
            await self._outbox.sent(delivery.id, message_id=sent.message_id, now=self._now())
            log.info("told", chat=delivery.chat.id, kind=delivery.kind, parcel=delivery.id)

    async def _judged(self, delivery: Delivery | NoticeDelivery, message: Message, error: Exception) -> None:
        verdict = judge(error, delivery.attempts + 1)
        chat = delivery.chat.id
        log.warning("not sent", chat=chat, parcel=delivery.id, verdict=type(verdict).__name__, error=str(error)[:300])
        match verdict:
            case Retry(seconds, told):
                if told:
                    self._pacer.hold(chat, seconds, self._steady())
                due_at = self._now() + timedelta(seconds=seconds)
                await self._outbox.later(delivery.id, due_at=due_at, reason=str(error)[:300])
            case Moved(chat_id):
                await self._subscribers.move(chat, chat_id)
                await self._outbox.later(delivery.id, due_at=self._now(), reason="moved")
            case Gone(reason):
                await self._subscribers.suspend(chat, reason, self._now())
                await self._outbox.later(delivery.id, due_at=self._now(), reason=reason)
            case Plain() if message.entities or message.buttons:
                await self._send(delivery, Message(message.text), None)
            case Plain(reason) | Drop(reason):
                await self._outbox.dead(delivery.id, reason=reason, now=self._now())
            case Halt(reason):
                raise TokenRefusedError(reason) from error
