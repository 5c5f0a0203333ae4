"""The query language as written: read into a small tree, with an error that says where and what would work instead.

    query   = all ("OR" all)*                 also: |  or
    all     = item ("AND"? item)*             also: &  and; AND binds tighter than OR
    item    = ("NOT" | "-")* near
    near    = operand ("NEAR/5" operand)*     NEAR alone: NEAR/10
    operand = word | "a phrase" | "a phrase"~5 | =word | ="two words" | prefix* | ~alias
            | field:value | field:value,value | field:(query) | "(" query ")" | "{" query "}"

Operators in capitals are understood in English, Russian, French, German and Spanish; in small letters they count only
where one can stand: between two terms ("not" only after an "and" or a "but"); elsewhere they are ordinary words. A
comma or semicolon parts words as a space does. Quotes may be of any kind, and one left open is closed at the end. A
word of 2 to 5 letters, all capitals, is taken exactly so (`taken_exactly`), unless the whole query is typed in
capitals.
"""

import re
from itertools import pairwise
from typing import Final

from watchers.errors import QueryError
from watchers.query.marks import Kind, Mark, TroubleError, marks, taken
from watchers.query.simple import simple
from watchers.query.spelling import MINUS
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
    leaves,
)
from watchers.query.writing import Query
from watchers.text import fold, strip_accents

MAX_LENGTH: Final = 1000  # characters, as typed and as written back
MAX_TERMS: Final = 100  # words, phrases and fields
MAX_DEPTH: Final = 20  # levels of the tree; parentheses that add none may nest to the next bound
_MAX_PARENTHESES = 50
_SURELY_SHORT = 100  # characters: what is no longer is nowhere near MAX_LENGTH when it is written back

CODES: Final = frozenset(
    {
        "empty",
        "no_words",  # no letters or digits
        "only_negative",  # nothing has to be there
        "unbalanced",  # a parenthesis or brace without its other half
        "operator_without_operand",
        "unsupported",  # a sign that other search engines give a meaning, or one out of its place
        "too_long",
        "too_many_terms",
        "too_deep",
        "unknown_field",
        "bad_value",  # of a field
        "bad_date",
        "short_prefix",  # too many words begin so
        "bad_distance",
        "near_operand",  # what NEAR cannot measure from
        "nested_sentence",  # a sentence, a field or a date within a sentence
        "never",  # can never be met
        "always",  # is always met
    }
)
"""Every code of a QueryError."""


def parse_query(text: str) -> Query:
    """Read a query as a user types it, or as `str(Query)` wrote it; linear in its length, for any characters.

    Raises QueryError with one of CODES; its `suggestion`, if any, parses.
    """
    root = simple(text)
    if root is not None:
        return Query(root)
    try:
        return _parse(text)
    except TroubleError as trouble:
        raise QueryError(trouble.code, text, trouble.start, trouble.end, _mended(text, trouble)) from None


def taken_exactly(text: str) -> tuple[str, ...]:
    """The words of a query that are taken exactly as written because they are all capitals, as typed, each once."""
    try:
        return tuple(taken(marks(text[:MAX_LENGTH])))
    except TroubleError:
        return ()


def names_in(text: str) -> frozenset[str]:
    """The aliases that a query text uses; none of one that cannot be read: another version of the language wrote it."""
    try:
        root = parse_query(text).root if "~" in text else None
    except QueryError:
        root = None
    return frozenset() if root is None else frozenset(leaf.name for leaf in leaves(root) if isinstance(leaf, Alias))


# ------------------------------------------------------------------ read


class _Reader:
    """Recursive descent over the marks of one query; no deeper than the parentheses allowed."""

    def __init__(self, text: str, found: list[Mark]) -> None:
        self.text = text
        self.marks = found
        self.at = 0
        self.open: list[Mark] = []
        self.sentence: Mark | None = None

    def peek(self) -> Kind | None:
        return self.marks[self.at].kind if self.at < len(self.marks) else None

    def take(self) -> Mark:
        self.at += 1
        return self.marks[self.at - 1]

    def whole(self) -> Node:
        node = self.any_of()
        if self.at < len(self.marks):
            raise _unbalanced(self.marks[self.at])
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
        while (kind := self.peek()) in _BEGINNINGS or kind == "and":
            if kind == "and":
                self.expect_operand(self.take())
            items.append(self.item())
        return _flat(And, items)

    def item(self) -> Node:
        negative = False
        while self.peek() == "not":
            self.expect_operand(self.take())
            negative = not negative
        node = self.near()
        if not negative:
            return node
        return node.item if isinstance(node, Not) else Not(node)

    def near(self) -> Node:
        start = self.at
        node = self.operand()
        if self.peek() != "near":
            return node
        items, distances = [node], []
        self.expect_measurable(node, start)
        while self.peek() == "near":
            operator = self.take()
            distances.append(operator.distance)
            if self.peek() == "not":
                mark = self.marks[self.at]
                raise TroubleError("near_operand", mark.start, mark.end)
            self.expect_operand(operator)
            start = self.at
            items.append(self.operand())
            self.expect_measurable(items[-1], start)
        return Near(tuple(items), tuple(distances))

    def expect_measurable(self, node: Node, first: int) -> None:
        choices = node.items if isinstance(node, Or) else (node,)
        if not all(isinstance(choice, Word | Exact | Prefix | Phrase | Alias) for choice in choices):
            last = self.marks[self.at - 1]
            raise TroubleError("near_operand", self.marks[first].start, last.end, self.instead_of_near(first))

    def instead_of_near(self, first: int) -> tuple[int, int, str]:
        """The nearest NEAR taken out: the words are asked for all the same."""
        around = (*range(first - 1, -1, -1), *range(self.at, len(self.marks)))
        mark = next(self.marks[n] for n in around if self.marks[n].kind == "near")
        return mark.start, mark.end, " "

    def operand(self) -> Node:
        if self.at >= len(self.marks):
            raise TroubleError("no_words", 0, 0)
        mark = self.take()
        if mark.node is not None:
            if self.sentence and not isinstance(mark.node, Word | Exact | Prefix | Phrase | Alias):
                raise TroubleError("nested_sentence", mark.start, mark.end, self.outside(mark))
            return mark.node
        if mark.kind == "open":
            return self.group(mark, "close", ")")
        if mark.kind == "brace":
            if self.sentence:
                raise TroubleError("nested_sentence", mark.start, mark.end, self.without(mark))
            self.sentence = mark
            node = self.group(mark, "unbrace", "}")
            self.sentence = None
            return Sentence(node)
        if mark.kind in ("close", "unbrace") and not self.open:
            raise _unbalanced(mark)
        raise _without_operand(mark)

    def group(self, opening: Mark, closing: Kind, sign: str) -> Node:
        """What stands in parentheses or braces, the opening one being taken."""
        if len(self.open) >= _MAX_PARENTHESES:
            raise TroubleError("too_deep", opening.start, opening.end)
        if self.peek() == closing:
            end = self.take().end
            raise TroubleError("operator_without_operand", opening.start, end, (opening.start, end, " "))
        self.open.append(opening)
        if self.peek() is None:
            raise _unbalanced(opening)
        node = self.any_of()
        if self.peek() != closing:
            where = self.marks[self.at].start if self.at < len(self.marks) else self.marks[-1].end
            raise TroubleError("unbalanced", opening.start, opening.end, (where, where, sign))
        self.take()
        self.open.pop()
        return node

    def outside(self, field: Mark) -> tuple[int, int, str]:
        """A field moved from within the sentence to behind it."""
        closing = next((mark for mark in self.marks[self.at :] if mark.kind == "unbrace"), None)
        if closing is None:
            return field.start, field.end, " "
        typed, rest = self.text[field.start : field.end], self.text[field.end : closing.end]
        return field.start, closing.end, f"{rest.lstrip()} {typed}"

    def without(self, brace: Mark) -> tuple[int, int, str]:
        """Braces within braces turned into parentheses."""
        halves = [mark for mark in self.marks[self.at :] if mark.kind in ("brace", "unbrace")]
        if not halves or halves[0].kind == "brace":
            return brace.start, brace.end, " "
        return brace.start, halves[0].end, f"({self.text[brace.end : halves[0].start]})"

    def expect_operand(self, operator: Mark) -> None:
        if self.peek() not in _BEGINNINGS:
            raise _without_operand(operator)


_BEGINNINGS: Final = frozenset({"term", "open", "brace", "not"})


def _unbalanced(mark: Mark) -> TroubleError:
    return TroubleError("unbalanced", mark.start, mark.end, (mark.start, mark.end, " "))


def _without_operand(operator: Mark) -> TroubleError:
    edit = (operator.start, operator.end, " ")
    return TroubleError("operator_without_operand", operator.start, operator.end, edit)


def _flat(kind: type[And] | type[Or], items: list[Node]) -> Node:
    """The items under one And or Or, those of the same kind taken in, what is said twice said once."""
    if len(items) == 1:
        return items[0]
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
        case Phrase(parts, slop):
            return (slop, *map(fold, parts))
        case Prefix(text):
            return Prefix, strip_accents(fold(text))
        case Not(item) | Sentence(item):
            return type(node), _identity(item)
        case And(items) | Or(items):
            return type(node), tuple(_identity(item) for item in items)
        case Near(items, distances):
            return Near, distances, tuple(_identity(item) for item in items)
    return node


# ------------------------------------------------------------------ the whole


def _parse(text: str) -> Query:
    if len(text) > MAX_LENGTH:
        raise TroubleError("too_long", MAX_LENGTH, len(text))
    if not text.strip():
        raise TroubleError("empty", 0, len(text))
    found = marks(text)
    terms = [mark for mark in found if mark.node]
    if not terms and not any(mark.kind in ("or", "and", "not", "near") for mark in found):
        raise TroubleError("no_words", 0, len(text))
    if len(terms) > MAX_TERMS:
        raise TroubleError("too_many_terms", terms[MAX_TERMS].start, len(text))
    root = _Reader(text, found).whole()
    start, end = found[0].start, found[-1].end
    depth, size = _measured(root)
    if depth > MAX_DEPTH:
        raise TroubleError("too_deep", start, end)
    if size > MAX_TERMS:
        raise TroubleError("too_many_terms", start, end)
    _refuse_senseless(root, text, found)
    query = Query(root)
    if len(text) > _SURELY_SHORT and len(str(query)) > MAX_LENGTH:
        raise TroubleError("too_long", 0, len(text))
    return query


def _refuse_senseless(root: Node, text: str, found: list[Mark]) -> None:
    from watchers.query import sense  # it needs plans of queries, and a plan has to read what a name stands for

    start, end = found[0].start, found[-1].end
    if met_by_nothing(root):
        if not sense.always(root):
            raise TroubleError("only_negative", start, end)
        raise TroubleError("always", start, end, _asked(sense.asked(root), start, end))
    if sense.never(root):
        edit = _in_time(text, found) or _either_value(found) or _asked(sense.asked(root), start, end)
        raise TroubleError("never", start, end, edit)


def _in_time(text: str, found: list[Mark]) -> tuple[int, int, str] | None:
    """Where one day to begin with and one to end with stand side by side: the two the other way about."""
    dated = [n for n, mark in enumerate(found) if isinstance(mark.node, Dates)]
    if len(dated) != 2 or dated[1] - dated[0] > 1:
        return None
    marks_ = [found[n] for n in dated]
    days = {mark.node: re.split("[:：]", text[mark.start : mark.end], maxsplit=1)[-1] for mark in marks_}
    since = next((day for node, day in days.items() if isinstance(node, Dates) and node.since), "")
    until = next((day for node, day in days.items() if isinstance(node, Dates) and node.until), "")
    return marks_[0].start, marks_[1].end, f"since:{until.strip()} until:{since.strip()}"


def _either_value(found: list[Mark]) -> tuple[int, int, str] | None:
    """Where two values of a field that has but one stand side by side: either of them."""
    for one, other in pairwise(found):
        match one.node, other.node:
            case Field(name, value), Field(again, another) if name == again and value != another:
                return one.start, other.end, f"{name}:{value},{another}"
    return None


def _asked(root: Node | None, start: int, end: int) -> tuple[int, int, str] | None:
    return None if root is None else (start, end, str(Query(root)))


def _mended(text: str, trouble: TroubleError) -> str:
    """The query with the trouble's edit made, and those of further troubles, if the outcome parses; else ""."""
    for _ in range(8):
        if trouble.edit is None:
            return ""
        start, end, instead = trouble.edit
        if instead == " " and start and text[start - 1] in MINUS:
            instead = ""  # a minus with a space after it rules nothing out
        text = " ".join((text[:start] + instead + text[end:]).split())
        try:
            _parse(text)
        except TroubleError as further:
            trouble = further
        else:
            return text
    return ""


def _measured(node: Node) -> tuple[int, int]:
    """How deep a tree is and how many leaves it has."""
    match node:
        case Not(item) | Sentence(item):
            depth, size = _measured(item)
            return depth + 1, size
        case And(items) | Or(items) | Near(items):
            each = [_measured(item) for item in items]
            return 1 + max(depth for depth, _ in each), sum(size for _, size in each)
    return 1, 1


def met_by_nothing(node: Node) -> bool:
    """Whether a text without any of the words would do: then nothing is asked for, only things are ruled out."""
    match node:
        case Not(item):
            return not met_by_nothing(item)
        case Sentence(item):
            return met_by_nothing(item)
        case And(items):
            return all(met_by_nothing(item) for item in items)
        case Or(items):
            return any(met_by_nothing(item) for item in items)
    return False
