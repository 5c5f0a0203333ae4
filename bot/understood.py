"""How a query is understood, in a sentence; and how it is wrong."""

from collections.abc import Sequence

from bot.locales import Words
from bot.plain import pointed, safe
from watchers import aliases
from watchers.errors import QueryError
from watchers.query import (
    MAX_LENGTH,
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

_LISTED = 6
_MOST = 300  # characters of one of several


def meaning(node: Node, words: Words) -> str:
    """What is looked for, in words."""
    match node:
        case Word(text):
            return words("understood-word", word=text)
        case Exact(parts):
            return words("understood-exact", word=" ".join(parts))
        case Prefix(text):
            return words("understood-prefix", word=text)
        case Phrase(parts, slop):
            phrase = " ".join(parts)
            return (
                words("understood-loose", phrase=phrase, slop=slop)
                if slop
                else words("understood-phrase", phrase=phrase)
            )
        case Alias(name):
            about = aliases.about(name)
            return words("understood-alias", name=name, label=about.label(words.language) if about else name)
        case Field(name, value):
            return words(f"understood-{name}", value=value)
        case Dates(since, until):
            day = since or until
            assert day is not None
            return words("understood-since" if since else "understood-until", day=words.day(day))
        case Not(item):
            return words("understood-not", item=meaning(item, words))
        case And(items):
            return words("understood-all", items=_listed(items, words))
        case Or(items):
            return words("understood-any", items=_listed(items, words))
        case Near(items, distances):
            return words("understood-near", items=_listed(items, words), distance=max(distances))
        case Sentence(item):
            inner = item.items if isinstance(item, And) else (item,)
            return words("understood-sentence", items=_listed(inner, words))
    raise AssertionError(node)


def _listed(items: Sequence[Node], words: Words) -> str:
    shown = [_short(meaning(item, words)) for item in items[:_LISTED]]
    return "; ".join(shown + (["…"] if len(items) > _LISTED else []))


def _short(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def reason(error: QueryError, words: Words) -> str:
    """What is wrong with a query, in a sentence."""
    return words(f"query-{error.code.replace('_', '-')}", limit=MAX_LENGTH)


def misread(error: QueryError, words: Words) -> list[str]:
    """A query that could not be understood, for fixed width: what is wrong, the place, and what would work."""
    lines = [reason(error, words), *(f"  {line}" for line in pointed(error.text, error.start, error.end))]
    if error.suggestion:
        lines.append(f"  {words('query-suggestion', suggestion=safe(error.suggestion))}")
    return lines
