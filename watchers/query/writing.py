"""A query, and how it is written: its canonical text, which reads back as the same query."""

from dataclasses import dataclass
from itertools import pairwise

from watchers.query.tree import And, Node, Not, Or, Phrase, Word
from watchers.text import is_han_or_kana


@dataclass(frozen=True, slots=True)
class Query:
    """What a user follows or looks for. `str` gives its canonical text: parse_query(str(query)) == query."""

    root: Node

    def __str__(self) -> str:
        return _write(self.root)


# Quoted when written back, so that a canonical text keeps its meaning when more operators come to be understood.
_RESERVED = frozenset("or and not near или и не рядом ou et sauf ne pas oder und nicht o u y e no".split())  # noqa: SIM905


def _write(node: Node) -> str:
    match node:
        case Word(text):
            return f'"{text}"' if text.casefold() in _RESERVED else text
        case Phrase(parts, _):
            return f'"{_joined(parts)}"'
        case Not(item):
            return "-" + _write_inside(item)
        case And(items):
            return " ".join(_write_inside(item) for item in items)
        case Or(items):
            return " OR ".join(_write_inside(item) for item in items)
    raise AssertionError(node)


def _write_inside(node: Node) -> str:
    return f"({_write(node)})" if isinstance(node, And | Or) else _write(node)


def _joined(parts: tuple[str, ...]) -> str:
    text = parts[0]
    for before, after in pairwise(parts):
        text += after if is_han_or_kana(before) and is_han_or_kana(after) else f" {after}"
    return text
