"""A query in a sentence: how it was understood or what is wrong with it, in the reader's language (pure)."""

import re
from collections.abc import Mapping, Sequence

from bot.locales import Words
from watchers import aliases
from watchers.errors import QueryError
from watchers.query import (
    MAX_LENGTH,
    MAX_TERMS,
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
from watchers.query.fields import CHOICES, NAMES

_LISTED = 6  # alternatives named one by one
_LONGEST = 300  # characters of one of them


def understood(root: Node, words: Words, own: Mapping[str, str], longest: int = 1200) -> str:
    """The sentence that says what a query looks for, its middle at most so many characters long.

    own: the aliases of whoever asks, name -> query text.
    """
    return words("understood", meaning=short(_meaning(root, words, own), longest))


def short(text: str, longest: int) -> str:
    """The text, or as much of its beginning as fits, with … in place of the rest."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _meaning(node: Node, words: Words, own: Mapping[str, str], *, inside: bool = False) -> str:
    match node:
        case Word(text):
            return words("understood-word", word=text)
        case Exact(parts):
            return words("understood-exact", phrase=" ".join(parts))
        case Prefix(text):
            return words("understood-prefix", start=text)
        case Phrase(parts, 0):
            return words("understood-phrase", phrase=" ".join(parts))
        case Phrase(parts, slop):
            return words("understood-loose", phrase=" ".join(parts), slop=slop)
        case Alias(name) if name in own:
            return words("understood-own-alias", name=name, means=short(own[name], 80))
        case Alias(name):
            known = aliases.about(name)
            return words("understood-alias", name=name, means=known.label(words.language) if known else name)
        case Near(items, distances):
            said = _meaning(items[0], words, own, inside=True)
            for item, distance in zip(items[1:], distances, strict=True):
                other = _meaning(item, words, own, inside=True)
                said = words("understood-near", one=said, other=other, distance=distance)
            return said
        case _ if _says_where(node):
            said = words("understood-passages", where=_where(node, words))
        case Not(item):
            return words("understood-not", item=_meaning(item, words, own, inside=True))
        case Sentence(And(items)):
            said = words("understood-all-in-a-sentence", items=_listed(items, words, own))
        case Sentence(item):
            said = words("understood-in-a-sentence", item=_meaning(item, words, own, inside=True))
        case And(items):
            said = _all(items, words, own)
        case Or(items):
            said = words("understood-any", items=_listed(items, words, own))
    return f"({said})" if inside else said


def _all(items: Sequence[Node], words: Words, own: Mapping[str, str]) -> str:
    """What is looked for, then where, then what must be nowhere in the passage, in whatever order these are typed."""
    where = [_where(item, words) for item in items if _says_where(item)]
    what = [item for item in items if not _says_where(item) and not isinstance(item, Not)]
    without = [_meaning(item, words, own) for item in items if not _says_where(item) and isinstance(item, Not)]
    if not what:
        found = [words("understood-passages", where=", ".join(where))] if where else []
    else:
        many = len(what) > 1
        said = words("understood-all", items=_listed(what, words, own)) if many else _one(what[0], words, own)
        found = [", ".join([said, *where])]
    return "; ".join(found + without[:_LISTED] + (["…"] if len(without) > _LISTED else []))


def _one(item: Node, words: Words, own: Mapping[str, str]) -> str:
    return _meaning(item, words, own, inside=isinstance(item, Or))


def _says_where(node: Node) -> bool:
    match node:
        case Field() | Dates():
            return True
        case Not(item):
            return _says_where(item)
        case Or(items):
            return all(_says_where(item) for item in items)
    return False


def _where(node: Node, words: Words) -> str:
    match node:
        case Field():
            return _field(node, words)
        case Dates(None, until) if until is not None:
            return words("understood-until", day=words.day(until))
        case Dates(since, _) if since is not None:
            return words("understood-since", day=words.day(since))
        case Not(item):
            return words("understood-not-so", item=_where(item, words))
        case Or(items):
            return words("understood-or").join(_where(item, words) for item in items)
    raise AssertionError(node)


def _listed(items: Sequence[Node], words: Words, own: Mapping[str, str]) -> str:
    said = [short(_meaning(item, words, own, inside=True), _LONGEST) for item in items[:_LISTED]]
    return "; ".join(said + (["…"] if len(items) > _LISTED else []))


def _field(field: Field, words: Words) -> str:
    value = field.value
    if field.name == "lang":
        return words("understood-lang", language=words.tongue(value))
    if field.name == "role":
        return words("understood-role", role=value)
    if field.name == "kind":
        return words("understood-kind", kind=value)
    said = {
        "speaker": "understood-speaker",
        "source": "understood-source",
        "title": "understood-title",
        "outlet": "understood-outlet",
    }
    return words(said[field.name], value=value)


# ------------------------------------------------------------------ what is wrong


def why(error: QueryError, words: Words) -> str:
    """What is wrong with a query, in a sentence."""
    code = error.code.replace("_", "-")
    place = error.text[error.start : error.end]
    field, choices = _choices(error)
    said = words(f"query-{code}", limit=MAX_LENGTH, terms=MAX_TERMS, place=short(place, 40), field=field)
    return f"{said} {words('query-choices', field=field, choices=choices)}" if choices else said


_FIELD = re.compile(r"([^\W\d_]+)[:：]")


def _choices(error: QueryError) -> tuple[str, str]:
    """The field a wrong value was given to, and what it takes, if that can be listed."""
    named = [NAMES[name] for name in map(str.casefold, _FIELD.findall(error.text[: error.start])) if name in NAMES]
    if error.code != "bad_value" or not named:
        return "", ""
    values = dict.fromkeys(CHOICES.get(named[-1], {}).values())
    return named[-1], "" if len(values) > 12 else ", ".join(values)  # the languages of the world are too many
