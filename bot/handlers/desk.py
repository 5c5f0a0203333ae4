"""What handlers work with: the stores, the clock, the sources' names, the limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.archive import Archive
from storage.outbox import Outbox
from storage.search import Search
from storage.subscribers import Subscribers

_EXAMPLES = {"en": "grain", "ru": "зерно"}


@dataclass(frozen=True, slots=True)
class Desk:
    """The stores a handler may use; it does nothing by itself.

    names: source id -> the name its readers know it by.
    """

    archive: Archive
    outbox: Outbox
    subscribers: Subscribers
    search: Search
    names: Mapping[str, str]
    now: Callable[[], datetime]
    default_language: str = "en"

    def example(self, language: str) -> str:
        """A query to show a newcomer, in a language."""
        return _EXAMPLES.get(language, "grain")
