"""How long to wait before a message may go: per bot, per chat and per group, as Telegram allows (pure)."""

from collections import deque

_CHATS_REMEMBERED = 10_000


class Pacer:
    """Spaces messages so that Telegram's limits hold; time is passed in, in seconds of any steady clock.

    about 30 messages a second per bot, one a second per chat, 20 a minute per group (Bot FAQ, "My bot is hitting
    limits"); they are unspecified and changing, so a retry_after always wins.
    """

    def __init__(self, *, per_second: float = 25, chat_seconds: float = 1, group_per_minute: int = 20) -> None:
        self._gap = 1 / per_second
        self._chat_gap = chat_seconds
        self._group_limit = group_per_minute
        self._free_at = 0.0
        self._chat_free_at: dict[int, float] = {}
        self._group_sent: dict[int, deque[float]] = {}

    def wait(self, chat_id: int, now: float) -> float:
        """Seconds from now until a message to a chat may go; asking takes no place."""
        at = max(now, self._free_at, self._chat_free_at.get(chat_id, 0.0))
        sent = self._group_sent.get(chat_id)
        if sent is not None and len(sent) == self._group_limit:
            at = max(at, sent[0] + 60)
        return at - now

    def take(self, chat_id: int, now: float) -> None:
        """A message to a chat goes now. Groups and channels have negative ids (Bot API, Chat.id)."""
        self._free_at = max(self._free_at, now) + self._gap
        self._chat_free_at[chat_id] = now + self._chat_gap
        if chat_id < 0:
            self._group_sent.setdefault(chat_id, deque(maxlen=self._group_limit)).append(now)
        if len(self._chat_free_at) > _CHATS_REMEMBERED:
            self._forget(now)

    def hold(self, chat_id: int, seconds: float, now: float) -> None:
        """Obey a retry_after: nothing to the chat before so many seconds have passed."""
        self._chat_free_at[chat_id] = max(self._chat_free_at.get(chat_id, 0.0), now + seconds)

    def _forget(self, now: float) -> None:
        self._chat_free_at = {chat: at for chat, at in self._chat_free_at.items() if at > now}
        self._group_sent = {chat: sent for chat, sent in self._group_sent.items() if sent[-1] > now - 60}
