"""What a request asks for, read from the parameters of its address; a mistake names the parameter (pure)."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, get_args

from bot.asking import to_look_for
from bot.locales import words
from bot.wording import why
from watchers.errors import QueryError
from watchers.query import MAX_LENGTH, Query
from watchers.remembered import Order, Step

MOST = 100  # results at a time
USUAL = 20
_TONGUE = "en"  # programs are told in English what is wrong
SOURCE = r"^[a-z0-9_-]{1,40}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
BEFORE = r"^[0-9.:-]{1,40}$"


@dataclass(slots=True)
class ProblemError(Exception):
    """What is wrong with a request, as a program is told it (RFC 9457).

    detail: a sentence; more: further members; headers: of the answer.
    """

    status: HTTPStatus
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status}: {self.detail}"

    def to_json(self) -> dict[str, Any]:
        """The problem as JSON values; its type says no more than its status does, so that it is about:blank."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            **self.more,
        }


def wrong(parameter: str, detail: str, **more: Any) -> ProblemError:
    """A parameter is wrong."""
    return ProblemError(HTTPStatus.BAD_REQUEST, detail, {"parameter": parameter, **more})


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one address, each given once, none of them unknown."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]], known: Iterable[str]) -> "Parameters":
        """The parameters `known` as given. Raises ProblemError: one is unknown, given twice, or no text."""
        allowed, values = frozenset(known), dict[str, str]()
        for name, value in pairs:
            if name not in allowed:
                listed = ", ".join(sorted(allowed)) or "none"
                raise wrong(_printable(name)[:40], f"There is no such parameter; there are: {listed}.")
            if name in values:
                raise wrong(name, "It is given more than once.")
            values[name] = text(name, value)
        return cls(values)

    def query(self, own: Mapping[str, str]) -> Query:
        """The query `q`, where `own` names may be used. Raises ProblemError, with the place and what would work."""
        typed = self.values.get("q")
        if typed is None:
            raise wrong("q", "It is missing: what is to be looked for.")
        if len(typed) > MAX_LENGTH:
            raise wrong("q", f"It is longer than {MAX_LENGTH} characters.")
        try:
            return to_look_for(typed, own)
        except QueryError as error:
            place = {"code": error.code, "start": error.start, "end": error.end}
            suggestion = {"suggestion": error.suggestion} if error.suggestion else {}
            raise wrong("q", why(error, words(_TONGUE)), **place, **suggestion) from error

    def source(self, there: Mapping[str, str]) -> str | None:
        """The source asked for. there: those there are."""
        source = self._matching("source", SOURCE, "as /api/v1/sources names them")
        if source is not None and source not in there:
            raise wrong("source", "There is no such source; see /api/v1/sources.")
        return source

    def language(self) -> str | None:
        """The language asked for."""
        return self._matching("language", LANGUAGE, "a language tag such as en")

    def before(self) -> str | None:
        """Where to go on: the `next` of an earlier answer."""
        return self._matching("before", BEFORE, "the next of an earlier answer")

    def limit(self) -> int:
        """How many are asked for at the most."""
        typed = self._matching("limit", r"^[0-9]{1,3}$", f"a number from 1 to {MOST}")
        limit = USUAL if typed is None else int(typed)
        if not 1 <= limit <= MOST:
            raise wrong("limit", f"It takes a number from 1 to {MOST}.")
        return limit

    def order(self) -> Order:
        """Newest first, or best first."""
        order: Order = self._chosen("order", Order, "newest")
        return order

    def step(self) -> Step:
        """Of what length the steps of a series are."""
        step: Step = self._chosen("step", Step, "month")
        return step

    def span(self) -> tuple[dt.date | None, dt.date | None]:
        """The days asked for, both included."""
        since, until = self._day("since"), self._day("until")
        if since and until and since > until:
            raise wrong("until", "It is before since.")
        return since, until

    def _day(self, name: str) -> dt.date | None:
        typed = self._matching(name, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a day, YYYY-MM-DD")
        try:
            return None if typed is None else dt.date.fromisoformat(typed)
        except ValueError as error:
            raise wrong(name, "There is no such day.") from error

    def _chosen(self, name: str, choices: Any, usual: str) -> Any:
        typed = self.values.get(name, usual)
        if typed not in get_args(choices):
            raise wrong(name, f"It takes {' or '.join(get_args(choices))}.")
        return typed

    def _matching(self, name: str, pattern: str, takes: str) -> str | None:
        value = self.values.get(name)
        if value is not None and not re.fullmatch(pattern.strip("^$"), value):
            raise wrong(name, f"It takes {takes}.")
        return value


def text(name: str, value: str) -> str:
    """A value that is text. Raises ProblemError for NUL, other control characters and half of a surrogate pair."""
    if any((c < " " and c not in "\t\r\n") or "\ud800" <= c <= "\udfff" for c in value):
        raise wrong(name, "It holds a character that is no text.")
    return value


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)
