"""The names a chat defines for itself: read from what was typed, and judged (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.asking import MOST_TERMS_NAMED, terms_of, to_follow
from watchers.errors import QueryError
from watchers.query import Alias, Query, names_in, parse_query

_LONGEST_NAME = 40  # characters
_DEEPEST: Final = 4  # levels of names that lean on names: what a plan of a query follows
_TYPED = re.compile(r"~?(?P<name>[^\s=]*)\s*(?:(?P<sign>=)(?P<query>.*))?", re.DOTALL)
_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a name. query: what it is to stand for ("": nothing any more; None: it is only asked about)."""

    name: str
    query: str | None


@dataclass(slots=True)
class NamingError(Exception):
    """A name that cannot be defined so. code: a stable word (bad, circular, deep, wide); name: which."""

    code: str
    name: str


def asked(text: str) -> Asked:
    """What `NAME`, `NAME = QUERY` or `NAME =` asks for; the name as queries compare it. Raises NamingError (bad)."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:  # several words before the sign, or none at all
        raise NamingError("bad", text.strip().split("=")[0].strip())
    query = found["query"].strip() if found["sign"] else None
    return Asked(plain_name(found["name"]), query)


def plain_name(typed: str) -> str:
    """A name as queries compare it. Raises NamingError (bad) for what cannot be one."""
    try:
        root = parse_query(f"~{typed.lstrip('~')}").root if _NAME.fullmatch(typed.lstrip("~")) else None
    except QueryError:
        root = None
    if not isinstance(root, Alias) or len(root.name) > _LONGEST_NAME:
        raise NamingError("bad", typed)
    return root.name


def defined(name: str, text: str, own: Mapping[str, str]) -> Query:
    """The query that a name is to stand for.

    own: the names the chat has. Raises QueryError with one of asking.CODES; NamingError where the name would lean on
    itself (circular), too many would lean on each other (deep), or one would stand for too many words (wide).
    """
    query = to_follow(text, {**own, name: text})
    after = {**own, name: str(query)}
    levels: dict[str, int] = {}
    terms: dict[str, int] = {}
    for each in after:
        _levels(each, after, (), levels)
        if terms_of(parse_query(f"~{each}").root, after, terms) > MOST_TERMS_NAMED:
            raise NamingError("wide", each)
    return query


def users_of(name: str, own: Mapping[str, str]) -> frozenset[str]:
    """The names that lean on a name, itself included."""
    found = {name}
    while more := {other for other, text in own.items() if other not in found and found & names_in(text)}:
        found |= more
    return frozenset(found)


def leans_on(text: str, names: frozenset[str]) -> bool:
    """Whether a query (canonical text) uses one of the names."""
    return bool(names & names_in(text))


def _levels(name: str, own: Mapping[str, str], above: tuple[str, ...], known: dict[str, int]) -> int:
    """How many levels of names there are from a name down, itself included."""
    if name not in own:
        return 1
    if name in above:
        raise NamingError("circular", name)
    if name not in known:
        below = (_levels(other, own, (*above, name), known) for other in sorted(names_in(own[name])))
        known[name] = 1 + max(below, default=0)
        if known[name] > _DEEPEST:
            raise NamingError("deep", name)
    return known[name]
