"""A query's text cut into marks: words, phrases, names, fields, and the signs and words that put them together."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from watchers.query.fields import NAMES, Name, dates_of, meant, value_meant, value_of
from watchers.query.operators import AFTER_AND, BETWEEN, BUT, CAPITALS, NEAR, NEAR_ALONE, Operator, foreign
from watchers.query.spelling import (
    CHUNK,
    LETTERS,
    MINUS,
    QUOTES,
    SEPARATORS,
    bare,
    is_abbreviation,
    is_shouted,
    parts_of,
    within_quotes,
    without_quotes,
)
from watchers.query.tree import Alias, Dates, Exact, Field, Node, Or, Phrase, Prefix, Word
from watchers.text import as_written, fold, is_han_or_kana, strip_accents, visible, words

MAX_DISTANCE: Final = 100  # words, in NEAR and after a phrase
DISTANCE: Final = 10  # words, where NEAR states none
MIN_PREFIX: Final = 3  # letters or digits; a Korean syllable is written with two or three letters

Kind: TypeAlias = Literal["term", "open", "close", "brace", "unbrace", "or", "and", "not", "near"]


@dataclass(slots=True)
class Mark:
    """One mark and its place. node: what a term says; lower: the operator that this ordinary word may be; distance: of
    a NEAR; exactly: the word has been taken exactly as written, since it is all capitals.
    """

    kind: Kind
    start: int
    end: int
    node: Node | None = None
    lower: Operator | None = None
    distance: int = 0
    exactly: str = ""


@dataclass(slots=True)
class TroubleError(Exception):
    """What is wrong where, and an edit of some place that may mend it (None: none is known)."""

    code: str
    start: int
    end: int
    edit: tuple[int, int, str] | None = None


# ------------------------------------------------------------------ signs

_MINUS = re.escape(MINUS)  # bare, it would be a range within a class
_MARK = re.compile(
    rf"(?P<gap>[{SEPARATORS}]+)"
    rf"|(?P<quote>[{re.escape(''.join(QUOTES))}])"
    r"|(?P<open>[(（])|(?P<close>[)）])|(?P<brace>[{｛])|(?P<unbrace>[}｝])|(?P<or>[|｜]+)|(?P<and>[&＆]+)"
    rf"|(?P<not>[{_MINUS}])(?=[{_MINUS}]*[^{SEPARATORS}{_MINUS})）}}｝|｜&＆])"
    rf"|(?P<chunk>{CHUNK.pattern})"
)
_SIGNS: dict[str, Kind] = {
    "open": "open", "close": "close", "brace": "brace", "unbrace": "unbrace", "or": "or", "and": "and",
}  # fmt: skip
_SINGLE_OPENS = frozenset("'‘‚‛’")
_SINGLE_OPEN = re.compile(r"['‘‚‛’](?=[^\W\d_])")
_SINGLE_CLOSE = re.compile(r"(?<=[^\s'‘’‛])['‘’‛](?!\w)")
_NEAR = re.compile(rf"({'|'.join(sorted(NEAR))})/(\d*)", re.IGNORECASE)
_SLOP = re.compile(r"~(\d+)")
_NAME = re.compile(r"([^\W\d_]+)([:：])")
_VALUE = re.compile(r"\s*(?=[\w(（]|[" + re.escape("".join(QUOTES)) + "])")
_UNSUPPORTED = re.compile(
    r"[?](?<=\w.)(?=\w)|[*]"  # wildcards
    r"|[~^][\d.]*"  # likeness, weight
    r"|[\[\]]|=+"
    r"|^!+(?=\w)"
)
_WILD_WITHIN = re.compile(r"(?<=\w)[*?]+(?=\w)")
_WILD_PIECE = rf"(?:[{LETTERS}]+|[{LETTERS}]{{{MIN_PREFIX},}}\*|\*)"
_WILD_PHRASE = re.compile(rf"\s*{_WILD_PIECE}(?:\s+{_WILD_PIECE})*\s*")
_INSTEAD = {"!": "-", "=": " ", "[": " ", "]": " "}
_NOT_IN_A_VALUE = re.compile(r"[*~^=\[\]]")
_LETTER = re.compile(r"[^\W\d_]")
_SYLLABLE = re.compile("[\uac00-\ud7a3]")
_NUMBER = re.compile(r"\d{1,3}(?:\s\d{3})+(?!\w)")  # with spaces between its thousands, as some languages write it


def marks(text: str) -> list[Mark]:
    """The marks of a query, in order. Raises TroubleError; linear in the text's length."""
    return _between(list(_Cutter(text).cut()), text)


class _Cutter:
    """Goes through the text once. `fields` holds, for each parenthesis open, the field whose values stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.fields: list[Name | None] = [None]
        self.cut_so_far: list[Mark] = []
        self.single_closes = True

    def cut(self) -> list[Mark]:
        """All marks; words that are all capitals taken exactly, unless all the query is typed so."""
        text, found = self.text, self.cut_so_far
        shouted = False
        while self.at < len(text):
            mark = _MARK.match(text, self.at)
            assert mark  # every character begins one or the other
            start, kind = self.at, mark.lastgroup
            self.at = mark.end()
            if kind == "chunk":
                if text[start] in _SINGLE_OPENS and self.single(start):
                    continue
                shouted = self.chunk(start, mark.group()) or shouted
            elif kind == "quote":
                self.quoted(start, self.closing(start))
            elif kind == "not":
                found.append(Mark("not", start, self.at))
            elif kind and kind != "gap":
                self.sign(_SIGNS[kind], start)
        for mark_ in found:
            if mark_.exactly and shouted:
                mark_.exactly = ""
            elif mark_.exactly:
                mark_.node = Exact((as_written(mark_.exactly),))
        return found

    def sign(self, kind: Kind, start: int) -> None:
        if kind == "open":
            self.fields.append(self.fields[-1])
        elif kind == "close" and len(self.fields) > 1:
            self.fields.pop()
        elif kind == "brace" and self.fields[-1]:
            raise TroubleError("bad_value", start, self.at, (start, self.at, " "))
        self.cut_so_far.append(Mark(kind, start, self.at))

    def add(self, node: Node | None, start: int) -> Mark | None:
        """A term; where it has no words, nothing, and what was to rule it out rules out nothing."""
        if node is not None:
            self.cut_so_far.append(Mark("term", start, self.at, node))
            return self.cut_so_far[-1]
        while self.cut_so_far and self.cut_so_far[-1].kind == "not" and self.cut_so_far[-1].end == start:
            start = self.cut_so_far.pop().start
        return None

    # -------------------------------------------------------------- between quotes

    def closing(self, opening: int) -> int:
        """Where what is opened there ends: at its closing mark, or with the text."""
        family = QUOTES[self.text[opening]]
        return next((n for n in range(opening + 1, len(self.text)) if self.text[n] in family), len(self.text))

    def single(self, start: int) -> bool:
        """Whether 'single quotes' open there and close again; they are no apostrophes then."""
        if not (self.single_closes and _SINGLE_OPEN.match(self.text, start)):
            return False
        found = _SINGLE_CLOSE.search(self.text, start + 1)
        self.single_closes = found is not None
        if found:
            self.quoted(start, found.start())
        return found is not None

    def quoted(self, start: int, closing: int) -> None:
        text = self.text
        inside = text[start + 1 : closing]
        self.at = min(closing + 1, len(text))
        field = self.fields[-1]
        if "*" in inside:
            star = start + 1 + inside.index("*")
            instead = "" if field or _SLOP.match(text, self.at) else _without_wildcards(inside)
            edit = (start, self.at, instead) if instead else (star, star + 1, "")
            raise TroubleError("unsupported", star, star + 1, edit)
        if field:
            self.add(self.value(field, start, self.at, inside), start)
        else:
            node: Node | None = within_quotes(inside)
            slop = _SLOP.match(text, self.at)
            if slop:
                node = _loose(node, slop)
                self.at = slop.end()
            self.add(node, start)

    # -------------------------------------------------------------- without quotes

    def chunk(self, start: int, chunk: str) -> bool:
        """Read one; whether it is shouted."""
        text = self.text
        if chunk in CAPITALS:
            self.cut_so_far.append(Mark(CAPITALS[chunk], start, self.at))
        elif self.fields[-1]:
            mark = self.add(self.value(self.fields[-1], start, self.at, chunk), start)
            if mark:
                mark.lower = BETWEEN.get(chunk)
        elif chunk.isdigit() and (number := _NUMBER.match(text, start)) and len(words(number.group())) == 1:
            self.at = number.end()
            self.add(within_quotes(number.group()), start)
        elif found := _NAME.match(text, start):
            return self.named(found, start, chunk)
        elif chunk in ("=", "~") and text[self.at : self.at + 1] in QUOTES:
            closing = self.closing(self.at)
            inside = text[self.at + 1 : closing]
            self.at = min(closing + 1, len(text))
            _refuse(re.compile(r"\*"), text, start, closing)
            self.add(_exact(inside) if chunk == "=" else self.alias(inside, start), start)
        elif chunk[0] == "=" and chunk[1:2].isalnum():
            _refuse(_UNSUPPORTED, text, start + 1, self.at)
            self.add(_exact(chunk), start)
        elif chunk[0] == "~" and _LETTER.search(chunk):
            _refuse(_UNSUPPORTED, text, start + 1, self.at)
            self.add(self.alias(chunk, start), start)
        elif chunk in NEAR_ALONE:
            self.cut_so_far.append(Mark("near", start, self.at, distance=DISTANCE))
        elif near := _NEAR.fullmatch(chunk):
            distance = _distance(near[2] or str(DISTANCE), start + near.start(2), start + near.end(2))
            self.cut_so_far.append(Mark("near", start, self.at, distance=distance))
        else:
            return self.word(start, chunk)
        return False

    def word(self, start: int, chunk: str) -> bool:
        star = chunk.find("*")
        if star > 0 and not words(chunk[star:]):
            node: Node | None = self.prefix(start, start + star)
            self.add(node, start)
            return False
        if not chunk.strip("!") and self.text[self.at : self.at + 1] in QUOTES:
            raise TroubleError("unsupported", start, self.at, (start, self.at, "-"))
        if not chunk.isalnum():
            self.refuse_wild(start, chunk)
            _refuse(_UNSUPPORTED, self.text, start, self.at)
        node = without_quotes(chunk)
        mark = self.add(node, start)
        if mark is None:
            return False
        mark.lower = BETWEEN.get(chunk)
        if isinstance(node, Word):
            if is_abbreviation(node.text):
                mark.exactly = node.text
            return is_shouted(node.text)
        return is_shouted(chunk)

    def refuse_wild(self, start: int, chunk: str) -> None:
        """A wildcard within a word: without it the word would be another, but its beginning may be asked for."""
        wild = _WILD_WITHIN.search(chunk)
        if wild is None:
            return
        first = start + wild.start()
        edit: tuple[int, int, str] | None = None
        with suppress(TroubleError):
            self.prefix(start, first)
            edit = (first, self.at, "*")
        raise TroubleError("unsupported", first, start + wild.end(), edit)

    def prefix(self, start: int, star: int) -> Prefix:
        chunk = self.text[start:star]
        spans, parts = words(chunk), parts_of(chunk)
        if len(parts) != 1 or spans[0][1] != len(chunk) or is_han_or_kana(parts[0]) or _UNSUPPORTED.search(chunk):
            instead = _without_wildcards(re.sub(f"[{_MINUS}]", " ", chunk) + "*") if len(parts) > 1 else ""
            edit = (start, star + 1, instead) if instead else (star, star + 1, "")
            raise TroubleError("unsupported", star, star + 1, edit)
        letters = sum(map(str.isalnum, strip_accents(fold(parts[0])))) + len(_SYLLABLE.findall(parts[0]))
        if letters < MIN_PREFIX:
            raise TroubleError("short_prefix", start, star + 1, (star, star + 1, ""))
        return Prefix(parts[0])

    def alias(self, typed: str, start: int) -> Alias | None:
        name = _name(typed)
        if not _LETTER.search(name):
            raise TroubleError("unsupported", start, start + 1, (start, start + 1, ""))
        return Alias(name)

    # -------------------------------------------------------------- fields

    def named(self, found: re.Match[str], start: int, chunk: str) -> bool:
        """A word with a colon after it: a field, or words like others."""
        text, name = self.text, NAMES.get(found[1].casefold())
        value = _VALUE.match(text, found.end())
        if name is None:
            close = meant(found[1]) if value and value.end() == found.end() else ""
            if close:
                raise TroubleError("unknown_field", start, found.end(1), (start, found.end(1), close))
            return self.word(start, chunk)
        if value is None:
            sign = text[found.end() : found.end() + 1]
            if sign in MINUS and sign:
                raise TroubleError("bad_value", found.end(), found.end() + 1, (start, found.end() + 1, f"-{name}:"))
            if sign and _NOT_IN_A_VALUE.match(sign):
                raise TroubleError("bad_value", found.end(), found.end() + 1, (found.end(), found.end() + 1, ""))
            return self.word(start, chunk)
        self.at = value.end()
        if text[self.at] in "(（":
            self.cut_so_far.append(Mark("open", self.at, self.at + 1))
            self.fields.append(name)
            self.at += 1
            return False
        values: list[Node] = []
        while True:
            begin = self.at
            if text[begin] in QUOTES:
                closing = self.closing(begin)
                self.at = min(closing + 1, len(text))
                node = self.value(name, begin, self.at, text[begin + 1 : closing])
            else:
                self.at = _end_of_value(text, begin)
                node = self.value(name, begin, self.at, text[begin : self.at])
            if node not in values:
                values.append(node)
            following = _VALUE.match(text, self.at + 1)
            if text[self.at : self.at + 1] not in (",", "，") or following is None or following.end() > self.at + 1:
                break
            if text[following.end()] in "(（":
                break
            self.at += 1
        self.add(values[0] if len(values) == 1 else Or(tuple(values)), start)
        return False

    def value(self, name: Name, start: int, end: int, typed: str) -> Field | Dates:
        """What a field is to be. Raises TroubleError bad_value, bad_date."""
        sign = _NOT_IN_A_VALUE.search(typed)
        if sign:
            at = self.text.index(sign.group(), start)
            raise TroubleError("bad_value", at, at + 1, (at, at + 1, ""))
        plain = visible(typed).strip().strip(".!?:;'’…#@/\\")
        if name in ("since", "until"):
            dates = dates_of(name, plain)
            if dates is None:
                raise TroubleError("bad_date", start, end)
            return dates
        value = value_of(name, plain)
        if value is None:
            close = value_meant(name, plain)  # type: ignore[arg-type]
            raise TroubleError("bad_value", start, end, (start, end, close) if close else None)
        return Field(name, value)  # type: ignore[arg-type]


def _without_wildcards(phrase: str) -> str:
    """What comes nearest to a phrase with a "*" at a word's end or for a word, or "" if it has another."""
    if not _WILD_PHRASE.fullmatch(phrase):
        return ""
    pieces = phrase.split()
    if "*" not in pieces:
        return " NEAR/1 ".join(piece if piece[-1] == "*" or bare(piece) else f'"{piece}"' for piece in pieces)
    if pieces[0] == "*" or pieces[-1] == "*" or any(piece[-1] == "*" for piece in pieces if piece != "*"):
        return ""
    return f'"{" ".join(piece for piece in pieces if piece != "*")}"~{pieces.count("*")}'


def _end_of_value(text: str, start: int) -> int:
    found = CHUNK.match(text, start)
    assert found
    comma = re.compile("[,，]").search(text, start, found.end())  # in a list of values "2020,2021" are two
    return comma.start() if comma else found.end()


def _loose(node: Node | None, slop: re.Match[str]) -> Node:
    if not isinstance(node, Phrase):
        raise TroubleError("unsupported", *slop.span(), (*slop.span(), ""))
    if not int(slop[1][:4]):
        raise TroubleError("bad_distance", *slop.span(1), (*slop.span(), ""))
    return Phrase(node.words, _distance(slop[1], *slop.span(1)))


def _distance(digits: str, start: int, end: int) -> int:
    value = int(digits[:4])
    if not 1 <= value <= MAX_DISTANCE:
        raise TroubleError("bad_distance", start, end, (start, end, "1" if value < 1 else str(MAX_DISTANCE)))
    return value


def _exact(text: str) -> Exact | None:
    parts = tuple(map(as_written, parts_of(text)))
    return Exact(parts) if parts else None


def _name(typed: str) -> str:
    """An alias's name as it is compared: casefolded, of letters, digits, "-" and "_"."""
    name = visible(typed).strip()
    for _ in range(3):  # a letter laid bare may join with the mark that follows it
        name = unicodedata.normalize("NFC", name.casefold())
    kept = (c if c.isalnum() or c == "_" or unicodedata.category(c)[0] == "M" else "-" for c in name)
    return re.sub("--+", "-", "".join(kept)).strip("-")


def _refuse(pattern: re.Pattern[str], text: str, start: int, end: int) -> None:
    """Raise TroubleError at the first sign of the pattern in a stretch of the text."""
    found = pattern.search(text[start:end])
    if found:
        first, last = start + found.start(), start + found.end()
        raise TroubleError("unsupported", first, last, (first, last, _INSTEAD.get(found.group()[0], "")))


# ------------------------------------------------------------------ words that are operators where they stand

_BEFORE: Final = frozenset({"term", "close", "unbrace"})
_AFTER: Final = frozenset({"term", "open", "brace", "not"})


def _between(found: list[Mark], text: str) -> list[Mark]:
    """Ordinary words that are operators where they stand: "or" and "and" between two terms, "not" after an "and", "but"
    before a "not".
    """
    if not any(mark.lower or mark.kind == "not" for mark in found):
        return found
    read: list[Mark] = []
    for number, mark in enumerate(found):
        before = read[-1] if read else None
        after = found[number + 1] if number + 1 < len(found) else None
        operator = mark.lower
        if operator and before and after and _can_operate(text[mark.start : mark.end], operator, before, after, text):
            read.append(Mark(operator, mark.start, mark.end))
        elif before and before.kind in _BEFORE and _is_but(found[number : number + 3], text):
            read.append(Mark("and", mark.start, mark.end))
        else:
            read.append(mark)
    return read


def _can_operate(word: str, operator: Operator, before: Mark, after: Mark, text: str) -> bool:
    if after.kind not in _AFTER or foreign(word, text):
        return False
    if operator == "not":
        return before.kind == "and" or (word not in AFTER_AND and before.kind in _BEFORE and after.kind != "not")
    return before.kind in _BEFORE and after.lower in (None, "not")


def _is_but(following: list[Mark], text: str) -> bool:
    """Whether marks begin with a "but", a "not" in words and what is not to be."""
    if len(following) < 3 or following[2].kind not in _AFTER:
        return False
    but, no = (text[mark.start : mark.end] for mark in following[:2])
    if but.lower() not in BUT:
        return False
    return no in CAPITALS if following[1].kind == "not" else following[1].lower == "not" and not foreign(no, text)


def taken(found: list[Mark]) -> Iterator[str]:
    """The words taken exactly as written because they are all capitals, in the order typed, each once."""
    yield from dict.fromkeys(mark.exactly for mark in found if mark.exactly)
