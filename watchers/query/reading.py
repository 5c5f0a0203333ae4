"""The query language as written: read into a small tree, with an error that says where and what would work instead.

    query   = all ("OR" all)*          also: |  or
    all     = item ("AND"? item)*      also: &  and; AND binds tighter than OR
    item    = ("NOT" | "-")* (word | "a phrase" | "(" query ")")

Lower-case operators count only where one can stand: between two terms ("not" only after an "and"); elsewhere they are
ordinary words. A comma or semicolon parts words as a space does. A word that holds several ("Nagorno-Karabakh",
"51,400", a run of Han characters) is a phrase. Quotes may be of any kind, and one left open is closed at the end.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from watchers.errors import QueryError
from watchers.query.tree import And, Node, Not, Or, Phrase, Term, Word
from watchers.query.writing import Query
from watchers.text import fold, visible, words

MAX_LENGTH: Final = 1000  # characters, as typed and as written back
MAX_TERMS: Final = 100  # words and phrases
MAX_DEPTH: Final = 20  # levels of the tree; parentheses that add none may nest to the next bound
_MAX_PARENTHESES = 50


# ------------------------------------------------------------------ cut into tokens

_OPERATORS: dict[str, Literal["or", "and", "not"]] = {
    "OR": "or",
    "ИЛИ": "or",
    "AND": "and",
    "NOT": "not",
    "НЕ": "not",
}
_LOWER_OPERATORS: dict[str, Literal["or", "and", "not"]] = {
    "or": "or",
    "или": "or",
    "and": "and",
    "и": "and",
    "И": "and",  # a sentence's first word more often than a shout
    "not": "not",
    "не": "not",
}

_QUOTES = {
    mark: family
    for family in ("\"“”„‟＂〝〞", "«»‹›《》", "「」『』")
    for mark in family
}  # fmt: skip
_MINUS = "-‐‑−–－"
_SEPARATORS = r"\s,;，、；،؛"
_STOPS = rf"{_SEPARATORS}()（）|｜&＆" + re.escape("".join(_QUOTES))
_TOKEN = re.compile(
    rf"(?P<gap>[{_SEPARATORS}]+)"
    rf"|(?P<quote>[{re.escape(''.join(_QUOTES))}])"
    r"|(?P<open>[(（])|(?P<close>[)）])|(?P<or>[|｜]+)|(?P<and>[&＆]+)"
    rf"|(?P<not>[{_MINUS}])(?=[{_MINUS}]*[^{_SEPARATORS}{_MINUS})）|｜&＆])"
    rf"|(?P<word>(?:[^{_STOPS}]|(?<=\d)[,，](?=\d)|(?<=\w)[&＆](?=\w))+)"
)
_UNSUPPORTED = re.compile(
    r"[*?](?<=\w.)(?=\w)|[*]"  # wildcards
    r"|[~^]\d*"  # nearness, weight
    r"|[{}\[\]]|=+"
    r"|(?<=\w):(?=\S)(?!(?<=\d:)\d)"  # a field; but 10:30 is a time
    r"|^!+(?=\w)"
    r"|^NEAR/\d+$"
)
_REPLACED = {"!": "-", ":": " ", "=": " ", "[": " ", "]": " ", "{": " ", "}": " "}

_Kind: TypeAlias = Literal["term", "open", "close", "or", "and", "not"]
_KINDS: dict[str, _Kind] = {"open": "open", "close": "close", "or": "or", "and": "and"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    start: int
    end: int
    term: Term | None = None
    lower: Literal["or", "and", "not"] | None = None  # the operator this ordinary word may be


@dataclass(slots=True)
class _TroubleError(Exception):
    """What is wrong where, and an edit of that place which may mend it (None: none is known)."""

    code: str
    start: int
    end: int
    edit: tuple[int, int, str] | None = None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found  # every character begins one or the other
        start, at = found.span()
        kind = found.lastgroup
        if kind == "quote":
            closing = next((i for i in range(at, len(text)) if text[i] in _QUOTES[found.group()]), len(text))
            _refuse_unsupported(text, at, closing, re.compile(r"\*"))
            tokens += _term(text, start, min(closing + 1, len(text)), None)
            at = closing + 1
        elif kind == "word":
            word = found.group()
            _refuse_unsupported(text, start, at, _UNSUPPORTED)
            if word in _OPERATORS:
                tokens.append(_Token(_OPERATORS[word], start, at))
            else:
                tokens += _term(text, start, at, _LOWER_OPERATORS.get(word))
        elif kind == "not":
            rest = _TOKEN.match(text, at)
            if not (rest and rest.lastgroup == "word" and not words(rest.group())):  # "-..." excludes nothing
                tokens.append(_Token("not", start, at))
        elif kind and kind != "gap":
            tokens.append(_Token(_KINDS[kind], start, at))
    return tokens


def _refuse_unsupported(text: str, start: int, end: int, pattern: re.Pattern[str]) -> None:
    # `$` and `^` of the pattern mean the word's own ends, while what follows it (a quote) must stay in sight.
    inside = text[start : end + 1] if pattern is _UNSUPPORTED and text[end : end + 1] in _QUOTES else text[start:end]
    found = pattern.search(inside)
    if found and found.start() < end - start:
        first, last = start + found.start(), min(start + found.end(), end)
        raise _TroubleError("unsupported", first, last, (first, last, _REPLACED.get(found.group()[0], "")))


def _term(text: str, start: int, end: int, lower: Literal["or", "and", "not"] | None) -> list[_Token]:
    found = [unicodedata.normalize("NFC", visible(text[start + a : start + b])) for a, b in words(text[start:end])]
    if not found:
        return []
    return [_Token("term", start, end, Word(found[0]) if len(found) == 1 else Phrase(tuple(found)), lower)]


def _with_lower_operators(tokens: list[_Token]) -> list[_Token]:
    """Ordinary words that are operators where they stand: "or" and "and" between two terms, "not" after an "and"."""
    read: list[_Token] = []
    for number, token in enumerate(tokens):
        before = read[-1] if read else None
        after = tokens[number + 1] if number + 1 < len(tokens) else None
        if token.lower and before and after and _can_operate(token.lower, before, after):
            read.append(_Token(token.lower, token.start, token.end))
        else:
            read.append(token)
    return read


def _can_operate(operator: Literal["or", "and", "not"], before: _Token, after: _Token) -> bool:
    if after.kind not in ("term", "open", "not"):
        return False
    if operator == "not":
        return before.kind == "and"
    return before.kind in ("term", "close") and after.lower in (None, "not")


# ------------------------------------------------------------------ read


class _Reader:
    """Recursive descent over the tokens of one query; no deeper than the parentheses allowed."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.open: list[_Token] = []

    def peek(self) -> _Kind | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def whole(self) -> Node:
        node = self.any_of()
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            raise _TroubleError("unbalanced", token.start, token.end, (token.start, token.end, " "))
        return node

    def any_of(self) -> Node:
        items = [self.all_of()]
        while self.peek() == "or":
            operator = self.take()
            self.expect_operand(operator)
            items.append(self.all_of())
        return _flat(Or, items)

    def all_of(self) -> Node:
        items = [self.item()]
        while self.peek() in ("term", "open", "not", "and"):
            if self.peek() == "and":
                self.expect_operand(self.take())
            items.append(self.item())
        return _flat(And, items)

    def item(self) -> Node:
        negative = False
        while self.peek() == "not":
            self.expect_operand(self.take())
            negative = not negative
        node = self.operand()
        if not negative:
            return node
        return node.item if isinstance(node, Not) else Not(node)

    def operand(self) -> Node:
        if self.at >= len(self.tokens):
            raise _TroubleError("no_words", 0, 0)
        token = self.take()
        if token.term is not None:
            return token.term
        if token.kind == "close" and not self.open:
            raise _TroubleError("unbalanced", token.start, token.end, (token.start, token.end, " "))
        if token.kind != "open":
            raise _without_operand(token)
        if len(self.open) >= _MAX_PARENTHESES:
            raise _TroubleError("too_deep", token.start, token.end)
        if self.peek() == "close":
            raise _TroubleError(
                "operator_without_operand", token.start, self.tokens[self.at].end, (token.start, self.take().end, " ")
            )
        self.open.append(token)
        if self.peek() is None:
            raise _TroubleError("unbalanced", token.start, token.end, (token.start, token.end, " "))
        node = self.any_of()
        if self.peek() != "close":
            last = self.tokens[-1].end
            raise _TroubleError("unbalanced", token.start, token.end, (last, last, ")"))
        self.take()
        self.open.pop()
        return node

    def expect_operand(self, operator: _Token) -> None:
        if self.peek() not in ("term", "open", "not"):
            raise _without_operand(operator)


def _without_operand(operator: _Token) -> _TroubleError:
    return _TroubleError("operator_without_operand", operator.start, operator.end, (operator.start, operator.end, " "))


def _flat(kind: type[And] | type[Or], items: list[Node]) -> Node:
    """The items under one And or Or, those of the same kind taken in, what is said twice said once."""
    kept: dict[object, Node] = {}
    for item in items:
        for part in item.items if isinstance(item, kind) else (item,):
            kept.setdefault(_identity(part), part)
    parts = tuple(kept.values())
    return parts[0] if len(parts) == 1 else kind(parts)


def _identity(node: Node) -> object:
    match node:
        case Word(text):
            return fold(text)
        case Phrase(parts, _):
            return tuple(fold(part) for part in parts)
        case Not(item):
            return Not, _identity(item)
        case And(items) | Or(items):
            return type(node), tuple(_identity(item) for item in items)
    return node


def parse_query(text: str) -> Query:
    """Read a query as a user types it, or as `str(Query)` wrote it; linear in its length, for any characters.

    Raises QueryError: empty, no_words (no letters or digits), only_negative (nothing has to be there), unbalanced
    (a parenthesis), operator_without_operand, unsupported (a character other search engines give a meaning),
    too_long (MAX_LENGTH), too_many_terms (MAX_TERMS), too_deep (MAX_DEPTH). `suggestion`, if any, parses.
    """
    try:
        return _parse(text)
    except _TroubleError as trouble:
        raise QueryError(trouble.code, text, trouble.start, trouble.end, _mended(text, trouble)) from None


def _parse(text: str) -> Query:
    if len(text) > MAX_LENGTH:
        raise _TroubleError("too_long", MAX_LENGTH, len(text))
    if not text.strip():
        raise _TroubleError("empty", 0, len(text))
    tokens = _with_lower_operators(_tokens(text))
    terms = [token for token in tokens if token.term]
    if not terms and not any(token.kind in ("or", "and", "not") for token in tokens):
        raise _TroubleError("no_words", 0, len(text))
    if len(terms) > MAX_TERMS:
        raise _TroubleError("too_many_terms", terms[MAX_TERMS].start, len(text))
    query = Query(_Reader(tokens).whole())
    if _depth(query.root) > MAX_DEPTH:
        raise _TroubleError("too_deep", tokens[0].start, tokens[-1].end)
    if met_by_nothing(query.root):
        raise _TroubleError("only_negative", tokens[0].start, tokens[-1].end)
    if len(str(query)) > MAX_LENGTH:
        raise _TroubleError("too_long", 0, len(text))
    return query


def _mended(text: str, trouble: _TroubleError) -> str:
    """The query with the trouble's edit made, and those of further troubles, if the outcome parses; else ""."""
    for _ in range(8):
        if trouble.edit is None:
            return ""
        start, end, instead = trouble.edit
        text = " ".join((text[:start] + instead + text[end:]).split())
        try:
            _parse(text)
        except _TroubleError as further:
            trouble = further
        else:
            return text
    return ""


def _depth(node: Node) -> int:
    match node:
        case Not(item):
            return 1 + _depth(item)
        case And(items) | Or(items):
            return 1 + max(_depth(item) for item in items)
    return 1


def met_by_nothing(node: Node) -> bool:
    """Whether a text without any of the words would do: then nothing is asked for, only things are ruled out."""
    match node:
        case Not(item):
            return not met_by_nothing(item)
        case And(items):
            return all(met_by_nothing(item) for item in items)
        case Or(items):
            return any(met_by_nothing(item) for item in items)
    return False
