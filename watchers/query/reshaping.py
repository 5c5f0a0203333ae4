"""Queries made from queries: without their dates, with names that all languages know."""

from watchers import aliases
from watchers.errors import QueryError
from watchers.query.reading import leaves, parse_query
from watchers.query.tree import Alias, And, Dates, Field, Near, Node, Not, Or, Phrase, Sentence, Word
from watchers.query.writing import Query


def any_field(query: Query) -> bool:
    """Whether it says of what source, speaker, kind... the passages are to be."""
    return any(isinstance(leaf, Field) for leaf in leaves(query.root))


def without_dates(query: Query) -> str | None:
    """The canonical text of the query with its dates left out; "" if nothing is left; None if it has none."""
    if not any(isinstance(leaf, Dates) for leaf in leaves(query.root)):
        return None
    kept = _without_dates(query.root)
    try:
        return str(parse_query(str(Query(kept)))) if kept is not None else ""
    except QueryError:  # what is left asks for nothing
        return ""


def _without_dates(node: Node) -> Node | None:
    match node:
        case Dates():
            return None
        case Not(item):
            kept = _without_dates(item)
            return None if kept is None else Not(kept)
        case And(items) | Or(items):
            left = tuple(one for item in items if (one := _without_dates(item)) is not None)
            if len(left) > 1:
                return type(node)(left)
            return left[0] if left else None
    return node


def in_all_languages(text: str) -> str | None:
    """A canonical query with `~japan` in place of a word or phrase that names Japan, and so on; None if none does."""
    query = parse_query(text)
    widened = Query(_widened(query.root))
    if widened == query:
        return None
    try:
        return str(parse_query(str(widened)))
    except QueryError:
        return None


def _widened(node: Node) -> Node:
    match node:
        case Word(text):
            name = aliases.alias_for(text)
            return Alias(name) if name else node
        case Phrase(parts, 0):
            name = aliases.alias_for(" ".join(parts))
            return Alias(name) if name else node
        case Not(item):
            return Not(_widened(item))
        case Sentence(item):
            return Sentence(_widened(item))
        case And(items) | Or(items):
            return type(node)(tuple(map(_widened, items)))
        case Near(items, distances):
            return Near(tuple(map(_widened, items)), distances)
    return node
