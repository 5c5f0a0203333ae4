"""What a user asks, read and judged before it is followed or looked for: names, days, common words (pure)."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from watchers import aliases
from watchers.errors import QueryError
from watchers.query import CODES as READERS_CODES
from watchers.query import (
    MAX_TERMS,
    Alias,
    And,
    Dates,
    Exact,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sentence,
    Word,
    parse_query,
)
from watchers.query.marks import Mark, marks
from watchers.query.tree import leaves, wanted
from watchers.query.writing import written
from watchers.remembered import Share

CODES: Final = READERS_CODES | {
    "unknown_name",  # an alias that stands for nothing
    "dated",  # days in what is to be followed
}
"""Every code of a QueryError that a user may be shown."""

MOST_TERMS_NAMED: Final = 5 * MAX_TERMS
"""With all names of the user's own put for what they stand for: names upon names would be words by the million."""

_BIG = 200  # passages: of fewer, no share says much


def to_look_for(text: str, own: Mapping[str, str]) -> Query:
    """The query that a user typed, with no name in it that stands for nothing.

    own: the user's own aliases. Raises QueryError with one of CODES.
    """
    query = parse_query(text)
    _expect_known_names(text, own)
    if terms_of(query.root, own, {}) > MOST_TERMS_NAMED:
        raise QueryError("too_many_terms", text, 0, len(text))
    return query


def terms_of(root: Node, own: Mapping[str, str], known: dict[str, int]) -> int:
    """How many terms a query has once each of the user's own names is put for what it stands for.

    known: of the names, as far as they were counted; it is added to. A name that leans on itself stands for nothing.
    """
    count = 0
    for leaf in leaves(root):
        name = leaf.name if isinstance(leaf, Alias) else None
        if name is None or name not in own:
            count += 1
            continue
        if name not in known:
            known[name] = 0
            try:
                known[name] = terms_of(parse_query(own[name]).root, own, known)
            except QueryError:  # written by another version of the language
                continue
        count += known[name]
    return count


def to_follow(text: str, own: Mapping[str, str]) -> Query:
    """The same for a query that is to be followed: what is followed lies ahead, so that no days may be named."""
    query = to_look_for(text, own)
    dated = next((mark for mark in _terms(text) if mark.node and _is_dated(mark.node)), None)
    if dated is not None:
        raise QueryError("dated", text, dated.start, dated.end, _readable(_undated(query.root)))
    return query


def too_common(query: Query, share: Share, own: Mapping[str, str]) -> bool:
    """Whether a query would tell of more than half of a big archive by nothing but words that are everywhere.

    Who names a country, a speaker or a source is taken at his word; a name of his own (own: them) is what he put in it.
    """
    return share.of >= _BIG and 2 * share.met > share.of and _is_plain(query.root, own, set())


def _is_plain(root: Node, own: Mapping[str, str], seen: set[str]) -> bool:
    """Whether words alone are asked for. seen: names that are looked at already, added to."""
    for node in wanted(root):
        if isinstance(node, Alias) and node.name in own:
            if node.name in seen:
                continue
            seen.add(node.name)
            try:
                if not _is_plain(parse_query(own[node.name]).root, own, seen):
                    return False
            except QueryError:  # written by another version of the language: it is met by nothing
                continue
        elif not isinstance(node, Word | Phrase | Prefix | Exact):
            return False
    return True


# ------------------------------------------------------------------ names


def _expect_known_names(text: str, own: Mapping[str, str]) -> None:
    if "~" not in text:  # what most queries are: not worth a second reading
        return
    unknown = [m for m in _terms(text) if isinstance(m.node, Alias) and not _is_known(m.node.name, own)]
    if not unknown:
        return
    mended = text
    for mark in reversed(unknown):
        assert isinstance(mark.node, Alias)
        close = meant(mark.node.name, own)
        mended = f"{mended[: mark.start]}~{close}{mended[mark.end :]}" if close and mended else ""
    raise QueryError("unknown_name", text, unknown[0].start, unknown[0].end, " ".join(mended.split()))


def meant(name: str, own: Mapping[str, str]) -> str:
    """The name a user's own or a built-in one, that an unknown one is most likely to mean, or ""."""
    return next(iter(get_close_matches(name, own, n=1, cutoff=0.75)), "") or aliases.suggest(name) or ""


def _is_known(name: str, own: Mapping[str, str]) -> bool:
    return name in own or aliases.resolve(name) is not None


def named_in(query: Query, own: Mapping[str, str]) -> tuple[str, ...]:
    """The built-in names of what a query asks for by a word of one language, each once ("Japan": "japan")."""
    found: dict[str, None] = {}
    for node in wanted(query.root):
        name = _name_for(node, own)
        if name:
            found[name] = None
    return tuple(found)


def in_all_languages(query: Query, own: Mapping[str, str]) -> Query | None:
    """The query with such names in the place of those words; None if there are none."""
    if not named_in(query, own):
        return None
    return parse_query(str(Query(_with_names(query.root, own))))


def _name_for(node: Node, own: Mapping[str, str]) -> str | None:
    match node:
        case Word() | Exact() | Phrase(slop=0):
            name = aliases.alias_for(written(node))
            return None if name in own else name  # a user's own says something else
    return None


def _with_names(node: Node, own: Mapping[str, str]) -> Node:
    match node:
        case And(items) | Or(items) | Near(items):
            return replace(node, items=tuple(_with_names(item, own) for item in items))
        case Sentence(item):
            return Sentence(_with_names(item, own))
    name = _name_for(node, own)
    return Alias(name) if name else node


# ------------------------------------------------------------------ the parts of a query


def _terms(text: str) -> list[Mark]:
    return [mark for mark in marks(text) if mark.node is not None]


def _is_dated(node: Node) -> bool:
    return isinstance(node, Dates) or (isinstance(node, Or) and any(isinstance(item, Dates) for item in node.items))


def _undated(node: Node) -> Node | None:
    match node:
        case Dates():
            return None
        case Not(item):
            kept = _undated(item)
            return Not(kept) if kept else None
        case And(items) | Or(items):
            left = tuple(kept for item in items if (kept := _undated(item)) is not None)
            return None if not left else left[0] if len(left) == 1 else replace(node, items=left)
    return node


def _readable(root: Node | None) -> str:
    """A query as text, or "" if it is none."""
    if root is None:
        return ""
    try:
        return str(parse_query(str(Query(root))))
    except QueryError:
        return ""
