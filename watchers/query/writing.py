"""A query, and how it is written: its canonical text, which reads back as the same query."""

from dataclasses import dataclass

from watchers.query.spelling import bare, joined
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
    Word,
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a user follows or looks for. `str` gives its canonical text: parse_query(str(query)) == query."""

    root: Node

    def __str__(self) -> str:
        return written(self.root)


def written(node: Node) -> str:
    """A part of a query as it stands in the canonical text, without parentheses around it."""
    match node:
        case Word(text):
            return text if bare(text) else f'"{text}"'
        case Phrase(parts, slop):
            return f'"{joined(parts)}"' + (f"~{slop}" if slop else "")
        case Exact(parts):
            return "=" + _valued(joined(parts))
        case Prefix(text):
            return f"{text}*"
        case Alias(name):
            return f"~{name}"
        case Field(name, value):
            return f"{name}:{_valued(value)}"
        case Dates(since, until):
            return f"since:{since}" if since else f"until:{until}"
        case Not(item):
            return f"-({written(item)})" if isinstance(item, Near) else "-" + _inside(item)
        case And(items):
            text = ""
            for part in map(_inside, items):
                # Spaces alone might make one number of two.
                text += (", " if text[-1:].isdigit() and part[:1].isdigit() else " ") + part
            return text[1:]
        case Or(items):
            return " OR ".join(map(_inside, items))
        case Near(items, distances):
            text = _inside(items[0])
            for distance, item in zip(distances, items[1:], strict=True):
                text += f" NEAR/{distance} {_inside(item)}"
            return text
        case Sentence(item):
            return f"{{{written(item)}}}"
    raise AssertionError(node)


def _inside(node: Node) -> str:
    return f"({written(node)})" if isinstance(node, And | Or) else written(node)


def _valued(text: str) -> str:
    return text if text.replace("_", "").isalnum() else f'"{text}"'
