"""What can go wrong while watching, each error with the data its reader needs to act.

Errors carry data, never finished sentences: the bot words them in the reader's language. FetchError and ParseError
are a source's trouble (state on its row, retried); QueryError is the user's (answered in the chat with a caret);
ProfileError is the operator's (one line naming the key, exit code 2).
"""

from dataclasses import dataclass, fields
from typing import Self


@dataclass(slots=True)
class RostrumError(Exception):
    """The root of every error that Rostrum raises on purpose."""

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Whole through a pipe: Exception alone would carry only what was passed by position."""
        return type(self), tuple(getattr(self, f.name) for f in fields(self))


@dataclass(slots=True)
class FetchError(RostrumError):
    """An address could not be read.

    reason: a stable word (timeout, too_large, refused, robots, status, redirects, tls, network); status: the HTTP
    status if one came; retry_after: seconds the server asked us to wait, if it did.
    """

    url: str
    reason: str
    status: int | None = None
    retry_after: float | None = None
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}" + (f" {self.status}" if self.status else "") + f" {self.detail}".rstrip()


@dataclass(slots=True)
class ParseError(RostrumError):
    """A page came, but it is not the briefing it should be: a challenge, an error page, a login, half a page, no
    feed.

    reason: a stable word (challenge, error_page, login, not_a_feed, no_items, no_text, no_source, half_page, encoding,
    hostile); detail: what was seen, for `rostrum status`.
    """

    url: str
    reason: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}" + (f" ({self.detail})" if self.detail else "")


@dataclass(slots=True)
class QueryError(RostrumError):
    """A query that cannot be understood.

    code: a stable word the bot's locales translate, one of watchers.query.CODES; text: the query as typed; start,
    end: the place in `text` the caret stands under; suggestion: a query that would work, or "".
    """

    code: str
    text: str
    start: int
    end: int
    suggestion: str = ""

    def __str__(self) -> str:
        return f"{self.code} at {self.start}: {self.text}"


@dataclass(slots=True)
class ProfileError(RostrumError):
    """A source's profile (or the name of one) is wrong: `key` says where, `problem` what, `remedy` what to do."""

    profile: str
    key: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"profile {self.profile}" + (f", key {self.key}" if self.key else "")
        return f"{where}: {self.problem}" + (f" {self.remedy}" if self.remedy else "")


@dataclass(slots=True)
class StaleError(RostrumError):
    """A version was decided on against an edition that has moved on since: two watches of one briefing at once.

    Nothing was kept; the next look makes it good. number: the newest version stored; revision: the one offered.
    """

    briefing: str
    language: str
    number: int
    revision: int

    def __str__(self) -> str:
        return f"{self.briefing} ({self.language}): version {self.revision} offered, {self.number} stored"
