"""The query language: read (parse_query), written (str), understood (match), put to indexes (plan, narrowed)."""

from watchers.query.meaning import View, match, meets
from watchers.query.plan import narrowed, plan
from watchers.query.reading import CODES, MAX_DEPTH, MAX_LENGTH, MAX_TERMS, names_in, parse_query, taken_exactly
from watchers.query.sense import possible_in
from watchers.query.tree import (
    Alias,
    And,
    Dates,
    Exact,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sentence,
    Term,
    Word,
)
from watchers.query.writing import Query

__all__ = [
    "CODES",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_TERMS",
    "Alias",
    "And",
    "Dates",
    "Exact",
    "Field",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Query",
    "Sentence",
    "Term",
    "View",
    "Word",
    "match",
    "meets",
    "names_in",
    "narrowed",
    "parse_query",
    "plan",
    "possible_in",
    "taken_exactly",
]
