"""What handlers work with: the stores, the clock, the sources' names, the scout, the limits."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.archive import Archive
from storage.outbox import Outbox
from storage.search import Search
from storage.subscribers import Subscribers
from storage.tokens import Tokens
from watchers.discovery import Scout
from watchers.model import Source

_EXAMPLES = {"en": "grain", "ru": "зерно"}
_MOST_ERRANDS = 4  # outlets looked at for somebody at the same time


@dataclass(frozen=True, slots=True)
class Desk:
    """The stores a handler may use, and its errands: what takes longer than the next update may wait.

    names: source id -> the name its readers know it by; admins: the chats that may add sources; trusting: whoever asks
    sits at this machine, so that a source may be anywhere. offered: sources that were looked at and may be watched at
    the press of a button, by its token; they are forgotten with this process. site: how the world reaches the HTTP
    endpoints; "": none are served.
    """

    archive: Archive
    outbox: Outbox
    subscribers: Subscribers
    search: Search
    names: Mapping[str, str]
    now: Callable[[], datetime]
    scout: Scout
    admins: set[int] = field(default_factory=set)
    trusting: bool = False
    default_language: str = "en"
    offered: dict[str, Source] = field(default_factory=dict)
    tokens: Tokens = field(kw_only=True)
    site: str = ""
    _errands: set[asyncio.Task[None]] = field(default_factory=set)

    def example(self, language: str) -> str:
        """A query to show a newcomer, in a language."""
        return _EXAMPLES.get(language, "grain")

    def run(self, errand: Coroutine[Any, Any, None]) -> bool:
        """Start an errand that goes on while other updates are handled; False, and it is not, where too many are."""
        if len(self._errands) >= _MOST_ERRANDS:
            errand.close()
            return False
        task = asyncio.create_task(errand, name="errand")
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return True

    async def finished(self) -> None:
        """Wait until no errand is under way."""
        while self._errands:
            await asyncio.gather(*self._errands, return_exceptions=True)

    async def close(self) -> None:
        """End the errands under way."""
        for task in self._errands:
            task.cancel()
        await self.finished()
