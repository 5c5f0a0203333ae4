"""A plan as FTS5 expressions over the search index, made of the symbols of one language (pure).

Text that a user typed never reaches FTS5, which refuses or misreads most of it.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from storage import index
from storage.vocabulary import Symbols
from watchers.query.plan import (
    Beginning,
    Both,
    Close,
    Either,
    Facts,
    Keys,
    Loose,
    Plan,
    Run,
    Token,
    Verbatim,
    Within,
    Without,
    binds,
    wanting,
)
from watchers.query.tree import Dates

# A phrase whose words have several symbols each is asked for as every combination of them, up to so many; beyond, by
# its pieces, which says too much. (Two words of three symbols each make nine; most words have one.)
MOST_COMBINATIONS = 256
# FTS5's parser has a stack of its own, 100 deep; what lies deeper in a query is not put to it.
_DEEPEST = 20
# Pairs of phrases are many where names in all their forms stand close: so many times more of them.
_PAIRS = 4


@dataclass(frozen=True, slots=True)
class Expression:
    """What to put to the index.

    above: met by every passage that meets the plan, and maybe by others; below: met by none that does not, and maybe
    not by all (None: by none at all). Where the two are the same, the index has the last word. bound: either is met by
    passages whose language has these rules only.
    """

    above: str
    below: str | None
    bound: bool


def express(asked: Plan, language: str, symbols: Symbols) -> Expression | None:
    """A plan as expressions; None: no passage can meet it.

    symbols: of all that the plan asks for in the language.
    """
    translator = _Translator(language, symbols)
    above = translator.side(asked, above=True)
    if above is False:
        return None
    below = above if translator.exact else translator.side(asked, above=False)

    def text(side: _Side) -> str | None:
        return translator.everywhere if side is True else side or None

    return Expression(text(above) or "", text(below), translator.bound)


# An expression; True: every passage meets it; False: none does.
_Side: TypeAlias = str | bool
# What a NEAR can stand upon: phrases, each a row of symbols; none of them: no index knows where it stands.
_Phrases: TypeAlias = tuple[tuple[str, ...], ...]


class _Translator:
    """Puts node after node as FTS5 text.

    The side above is met by at least the passages that meet the node, the side below by at most those: a NOT turns one
    into the other. `exact` while they are the same.
    """

    def __init__(self, language: str, symbols: Symbols) -> None:
        self._mark = index.marked("", language)
        self._symbols = symbols
        self.everywhere = _quoted(self._mark + index.MARK)
        self.exact = True
        self.bound = True

    def side(self, node: Plan, *, above: bool, depth: int = 0) -> _Side:
        if depth > _DEEPEST:
            return self._unsure(above)
        match node:
            case Token(keys):
                return self._token(keys)
            case Run(slots):
                return self._run(slots, above=above)
            case Verbatim(_, slots):  # the index knows no capitals
                self.exact = False
                return (self._token(slots[0]) if len(slots) == 1 else self._run(slots, above=True)) if above else False
            case Loose(slots, width):
                return self._loose(slots, width, above=above)
            case Beginning(start):
                return self._beginning(start, above=above)
            case Facts():
                return self._facts(node, above=above)
            case Dates():
                return self._unsure(above)
            case Within(item):  # nor any sentences
                self.exact = False
                return self.side(wanting(item), above=True, depth=depth + 1) if above else False
            case Close(items, distances):
                return self._close(items, distances, above=above, depth=depth + 1)
            case Either():
                return _any([self.side(item, above=above, depth=depth + 1) for item in _flat(node)])
            case Without(item):
                return self._and([node], above=above, depth=depth)
            case Both():
                return self._and(list(_flat(node)), above=above, depth=depth)

    def _unsure(self, above: bool) -> bool:
        self.exact = False
        return above

    def _words(self, key: str) -> Sequence[str]:
        return self._symbols.words.get(key, ())

    def _token(self, keys: Keys) -> _Side:
        return _any([*(self._said(word) for key in keys for word in self._words(key)), *self._compounds(keys)])

    def _compounds(self, keys: Keys) -> list[_Side]:
        return [self._said(written) for key in keys for written in self._symbols.compounds.get(key, ())]

    def _said(self, *symbols: str) -> str:
        """The symbols one after the other, as they stand in the index."""
        return _quoted(" ".join(self._mark + symbol for symbol in symbols))

    def _beginning(self, start: str, *, above: bool) -> _Side:
        begun = self._symbols.beginnings[start]
        if begun.all is None:
            return self._unsure(above)
        if len(begun.sure) < len(begun.all):
            self.exact = False
        found = begun.all if above else begun.sure
        return _any(list(map(self._said, found)))

    def _run(self, slots: Sequence[Keys], *, above: bool) -> _Side:
        each = self._slots(slots)
        if not all(each):
            return False
        if math.prod(map(len, each)) <= MOST_COMBINATIONS:
            return _any([self._said(*chosen) for chosen in product(*each)])
        if not above:
            return self._unsure(above)
        self.exact = False
        pieces = _pieces(each)
        return _all([_any([self._said(*chosen) for chosen in product(*piece)]) for piece in pieces])

    def _slots(self, slots: Sequence[Keys]) -> list[tuple[str, ...]]:
        return [tuple(dict.fromkeys(s for key in keys for s in self._words(key))) for keys in slots]

    # -------------------------------------------------------------- side by side

    def _loose(self, slots: Sequence[Keys], width: int, *, above: bool) -> _Side:
        """FTS5 counts the words between the first and the last, in any order, and one may stand for two."""
        each = self._slots(tuple(dict.fromkeys(slots)))  # a word asked for twice is there when it is there once
        if not all(each):
            return False
        if len(each) == 1:
            return _any(list(map(self._said, each[0])))
        if math.prod(map(len, each)) <= MOST_COMBINATIONS:
            return _any([_near(map(self._said, chosen), width - 2) for chosen in product(*each)])
        self.exact = False
        return _all([_any(list(map(self._said, words))) for words in each]) if above else False

    def _close(self, items: Sequence[Plan], distances: Sequence[int], *, above: bool, depth: int) -> _Side:
        """Of two phrases FTS5 knows whether they stand close. Not so of one and itself, nor of compounds, whose place
        it does not know; of three, that each is close to the next says more than it knows.
        """
        each = [self._phrases(item) for item in items]
        pairs: list[_Side] = []
        for n, distance in enumerate(distances):
            one, other = each[n], each[n + 1]
            if one is None or other is None or len(one) * len(other) > _PAIRS * MOST_COMBINATIONS:
                self.exact = False
                pairs.append(_all([self.side(item, above=True, depth=depth) for item in items]) if above else False)
                continue
            near: list[_Side] = [
                _near((self._said(*p), self._said(*q)), distance - 1)
                for p, q in product(one, other)
                if above or not set(p) & set(q)
            ]
            if any(set(p) & set(q) for p, q in product(one, other)):
                self.exact = False
            pairs.append(_any(near))
        if len(items) > 2:
            self.exact = False
            if not above:
                return False
        close = _all(pairs)
        apart = [[*self._in_pieces(item)] for item in items]
        if any(apart):
            self.exact = False
        if not above or not any(apart):
            return close
        # A compound may be what stands close, in place of any of the items.
        sides = [self.side(item, above=True, depth=depth) for item in items]
        return _any([close, *(_all([*sides, _any(pieces)]) for pieces in apart if pieces)])

    def _phrases(self, item: Plan) -> _Phrases | None:
        match item:
            case Token(keys):
                return tuple(dict.fromkeys((word,) for key in keys for word in self._words(key)))
            case Run(slots):
                each = self._slots(slots)
                if math.prod(map(len, each)) > MOST_COMBINATIONS:
                    return None
                return tuple(product(*each))
            case Beginning(start):
                begun = self._symbols.beginnings[start]
                sure = begun.all is not None and len(begun.all) == len(begun.sure)
                return tuple((word,) for word in begun.sure) if sure else None
            case Either(items):
                each_one = [self._phrases(one) for one in items]
                if any(phrases is None for phrases in each_one):
                    return None
                return tuple(dict.fromkeys(phrase for phrases in each_one for phrase in phrases or ()))
        return None

    def _in_pieces(self, item: Plan) -> Iterator[_Side]:
        match item:
            case Token(keys):
                yield from self._compounds(keys)
            case Either(items) | Both(items):
                for one in items:
                    yield from self._in_pieces(one)

    # -------------------------------------------------------------- who says it

    def _facts(self, node: Facts, *, above: bool) -> _Side:
        if binds(node) and len(node.needed) > 1:  # one speaker, of whom all of it is true
            self.exact = False
        sides = [self._fact(clause) for clause in node.needed]
        alone = [_ALONE] if binds(node) and len(node.needed) > 1 and not above else []
        return _all([*sides, *alone])

    def _fact(self, clause: Sequence[str]) -> _Side:
        self.bound = False
        return _any([_quoted(index.of_fact(fact)) for fact in clause])

    def _and(self, items: Sequence[Plan], *, above: bool, depth: int) -> _Side:
        """What must be met, and what must not. Where a field says who must say the words, the index knows of passages
        by one speaker.
        """
        within = [item for item in items if not binds(item) and not isinstance(item, Without | Facts | Dates)]
        apart = all(map(_apart, within))
        scopes = [item for item in items if binds(item) and not (apart and _of_the_whole(item))]
        bound = bool(scopes) and (within or len(scopes) > 1 or isinstance(scopes[0], Without))
        if bound:
            self.exact = False
        wanted = [self.side(i, above=above, depth=depth + 1) for i in items if not isinstance(i, Without)]
        ruled_out: list[_Side] = []
        for item in items:
            if isinstance(item, Without):
                if item in scopes and above:  # somebody else may say it
                    continue
                ruled_out.append(self.side(item.item, above=not above, depth=depth + 1))
        if bound and not above:
            wanted.append(_ALONE)
        return self._without(_all(wanted), ruled_out)

    def _without(self, wanted: _Side, ruled_out: Sequence[_Side]) -> _Side:
        against = _any(ruled_out)
        if wanted is False or against is True:
            return False
        if against is False:
            return wanted
        return f"({self.everywhere if wanted is True else wanted} NOT {against})"


def _of_the_whole(node: Plan) -> bool:
    """Whether it is a field that says of which kind the passage is: it is so of all that is said in it."""
    match node:
        case Facts(field):
            return field.name == "kind" and field.value in ("topic", "exchange")
        case Without(item):
            return _of_the_whole(item)
    return False


def _apart(node: Plan) -> bool:
    """Whether its words stand each for itself: a phrase from a question into its answer nobody says."""
    match node:
        case Run() | Loose():
            return False
        case Both(items) | Either(items) | Close(items):
            return all(map(_apart, items))
    return True


_ALONE = f'"{index.ONE_VOICE}"'


def _near(phrases: Iterable[str], between: int) -> str:
    """FTS5 for: with so many words between the first and the last of these at the most."""
    return f"NEAR({' '.join(phrases)}, {max(between, 0)})"


def _pieces(slots: Sequence[Sequence[str]]) -> Iterator[Sequence[Sequence[str]]]:
    """A phrase cut into shorter ones, each of no more combinations than may be asked for (or of one word)."""
    start, combinations = 0, 1
    for at, slot in enumerate(slots):
        combinations *= len(slot)
        if combinations > MOST_COMBINATIONS and at > start:
            yield slots[start:at]
            start, combinations = at, len(slot)
    yield slots[start:]


def _flat(node: Both | Either) -> Iterator[Plan]:
    for item in node.items:
        if type(item) is type(node):
            yield from _flat(item)
        else:
            yield item


def _quoted(symbol: str) -> str:
    return f'"{symbol}"'  # no symbol holds a quotation mark: storage.index writes none


def _any(sides: Sequence[_Side]) -> _Side:
    if True in sides:
        return True
    each = list(dict.fromkeys(side for side in sides if isinstance(side, str)))
    return f"({' OR '.join(each)})" if len(each) > 1 else each[0] if each else False


def _all(sides: Sequence[_Side]) -> _Side:
    if False in sides:
        return False
    each = list(dict.fromkeys(side for side in sides if isinstance(side, str)))
    return f"({' AND '.join(each)})" if len(each) > 1 else each[0] if each else True
