"""Simple queries read at once: what the whole reader would make of them, but sooner; a million are read at start.

A text is simple if it is a word, a phrase, or a few of them with OR, minus, parentheses and the plainest of fields,
exact words, prefixes and names: most of what `str(Query)` writes. Of anything else, and of all that is to be refused,
nothing is said here.
"""

import re
from typing import Final

from watchers.query.fields import value_of
from watchers.query.operators import BETWEEN
from watchers.query.spelling import LETTERS
from watchers.query.tree import Alias, And, Exact, Field, FieldName, Node, Not, Or, Phrase, Prefix, Word
from watchers.text import fold, strip_accents

_WORD = rf"[{LETTERS}]+"
_ONE = re.compile(rf'({_WORD})|"({_WORD}(?: {_WORD})*)"')
_LONGEST = 900

_PIECE: Final = re.compile(
    r" OR | "
    rf"|(?<![^ (-])(?:{_WORD}|\"{_WORD}(?: {_WORD})*\"|=[A-Za-z]+|~[a-z]+(?:-[a-z]+)*|[A-Za-zА-Яа-я]{{3,}}\*"
    rf"|(?:source|speaker|role|kind|lang|title|outlet):{_WORD}(?:_{_WORD})*)(?![^ )])"
    r"|(?<![^ (])-(?=[^ )-])"
    r"|(?<![^ (-])\(|\)(?![^ )])"
)
_LONGEST_OF_SEVERAL = 200  # as far as no limit of the language can be passed
_MOST_GROUPS = 5
_ONCE: Final = frozenset({"kind", "role", "lang"})


def simple(text: str) -> Node | None:
    """The tree of a simple query, or None if it is not one: then the whole reader has the word."""
    found = _ONE.fullmatch(text)
    if found is None:
        return _several(text) if len(text) <= _LONGEST_OF_SEVERAL else None
    if len(text) > _LONGEST:
        return None
    word = found[1]
    if word is not None:
        return None if word.isupper() else Word(word)
    parts = tuple(found[2].split(" "))
    return Phrase(parts) if len(parts) > 1 else Word(parts[0])


def _several(text: str) -> Node | None:
    pieces = _PIECE.findall(text)
    if "".join(pieces) != text or text.count("(") > _MOST_GROUPS:
        return None
    if "-" in pieces and ("*" in text or "lang:" in text or text.count(":") > 1):
        return None  # one might rule out what the other asks for
    reader = _Simple(pieces, text.isascii())
    node = reader.group(inside=False)
    return node if reader.at == len(pieces) else None


class _Simple:
    """Reads pieces; None wherever the whole reader has to look: an error, an operator in small letters, a repetition
    (which it takes out), a word both asked for and ruled out.
    """

    def __init__(self, pieces: list[str], ascii_only: bool) -> None:
        self.pieces = pieces
        self.at = 0
        self.seen: set[str] = set()
        self.ascii_only = ascii_only

    def group(self, inside: bool) -> Node | None:
        """Up to the closing parenthesis, or to the end."""
        pieces = self.pieces
        choices: list[Node] = []
        items: list[Node] = []
        positive = negative = False
        while self.at < len(pieces):
            piece = pieces[self.at]
            self.at += 1
            if piece == " ":
                continue
            if piece == "-":
                negative = True
                continue
            if piece == " OR ":
                if not positive:  # nothing before it, or nothing that has to be there
                    return None
                choices.append(items[0] if len(items) == 1 else And(tuple(items)))
                items, positive = [], False
                continue
            if piece == ")":
                if not inside:
                    return None
                inside = False
                break
            node = self.group(inside=True) if piece == "(" else self.leaf(piece)
            if node is None:
                return None
            if negative:
                items.append(Not(node))
                negative = False
            else:
                positive = True
                if type(node) is And:
                    items += node.items
                else:
                    items.append(node)
        if not positive or inside:
            return None
        last = items[0] if len(items) == 1 else And(tuple(items))
        if not choices:
            return last
        flat: list[Node] = []
        for choice in (*choices, last):
            flat += choice.items if type(choice) is Or else (choice,)
        return Or(tuple(flat))

    def leaf(self, piece: str) -> Node | None:
        first = piece[0]
        if first == '"':
            inner = piece[1:-1]
            if not self.new(inner):
                return None
            parts = tuple(inner.split(" "))
            return Phrase(parts) if len(parts) > 1 else Word(inner)
        if first == "=":
            return Exact((piece[1:],)) if self.new(piece[1:]) else None
        if first == "~":
            return Alias(piece[1:]) if self.new(piece) else None
        if piece[-1] == "*":
            return Prefix(piece[:-1]) if self.new(piece) else None
        if ":" in piece:
            return self.field(piece)
        if piece in BETWEEN or piece.isupper() or not self.new(piece):
            return None
        return Word(piece)

    def field(self, piece: str) -> Node | None:
        typed, _, value = piece.partition(":")
        name: FieldName = typed  # type: ignore[assignment]
        if not self.new(typed if name in _ONCE else piece):
            return None
        canonical = value_of(name, value)
        return None if canonical is None else Field(name, canonical)

    def new(self, text: str) -> bool:
        """Whether none of these words has stood in the query yet."""
        for word in text.split(" "):
            folded = word.lower() if self.ascii_only else strip_accents(fold(word))
            if folded in self.seen:
                return False
            self.seen.add(folded)
        return True
