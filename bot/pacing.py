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

    def reserve(self, chat_id: int, now: float) -> float:
        """Take the next place for a message to a chat; the seconds from now until it may go.

        Groups and channels have negative ids (Bot API, Chat.id).
        """
        slot = max(now, self._free_at)
        at = max(slot, self._chat_free_at.get(chat_id, 0.0))
        if chat_id < 0:
            sent = self._group_sent.setdefault(chat_id, deque(maxlen=self._group_limit))
            if len(sent) == self._group_limit:
                at = max(at, sent[0] + 60)
            sent.append(at)
        if at == slot:  # a chat's own pause must not make the others wait
            self._free_at = slot + self._gap
        self._chat_free_at[chat_id] = at + self._chat_gap
        if len(self._chat_free_at) > _CHATS_REMEMBERED:
            self._forget(now)
        return at - now

    def hold(self, chat_id: int | None, seconds: float, now: float) -> None:
        """Obey a retry_after: nothing to the chat (None: to anyone) before so many seconds have passed."""
        if chat_id is None:
            self._free_at = max(self._free_at, now + seconds)
        else:
            self._chat_free_at[chat_id] = max(self._chat_free_at.get(chat_id, 0.0), now + seconds)

    def _forget(self, now: float) -> None:
        self._chat_free_at = {chat: at for chat, at in self._chat_free_at.items() if at > now}
        self._group_sent = {chat: sent for chat, sent in self._group_sent.items() if sent[-1] > now - 60}
