"""A narrowed plan as an FTS5 expression over one language's column of the search index, made of its symbols (pure).

Text that a user typed never reaches FTS5, which refuses or misreads most of it.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from storage import index
from storage.vocabulary import Symbols
from watchers.query.plan import Beginning, Both, Either, Facts, Keys, Plan, Run, Token, Without

# A phrase whose words have several symbols each is asked for as every combination of them, up to so many; beyond, by
# its pieces, which says too much. (Two words of three symbols each make nine; most words have one.)
MOST_COMBINATIONS = 256
# FTS5's parser has a stack of its own, 100 deep; what lies deeper in a query is not put to it.
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Expression:
    """What to put to the index. Not exact: it is met by some passages too many, and by none too few.

    bound: it is met in its own column only.
    """

    text: str
    exact: bool
    bound: bool


def express(asked: Plan, column: str, symbols: Symbols) -> Expression | None:
    """A plan of Token, Run, Beginning, Facts, Both, Either and Without; None: no passage can meet it.

    symbols: of all that the plan asks for in the language of the column. Raises TypeError for any other plan.
    """
    translator = _Translator(column, symbols)
    side = translator.side(asked, above=True)
    if side is False:
        return None
    return Expression(translator.everywhere if side is True else side, translator.exact, translator.bound)


# An expression; True: every passage meets it; False: none does.
_Side: TypeAlias = str | bool


class _Translator:
    """Puts node after node as FTS5 text.

    The side above is met by at least the passages that meet the node, the side below by at most those: a NOT turns one
    into the other. `exact` while they are the same.
    """

    def __init__(self, column: str, symbols: Symbols) -> None:
        self._column = f'"{column}"'
        self._symbols = symbols
        self.everywhere = self._in_column([_quoted(index.MARK)])
        self.exact = True
        self.bound = True

    def side(self, node: Plan, *, above: bool, depth: int = 0) -> _Side:
        if depth > _DEEPEST:
            return self._unsure(above)
        match node:
            case Token(keys):
                found = [s for key in keys for s in (*self._words(key), *self._symbols.compounds.get(key, ()))]
                return self._in_column(map(_quoted, found)) if found else False
            case Run(slots):
                return self._run(slots, above=above)
            case Beginning(start):
                return self._beginning(start, above=above)
            case Facts(_, needed):
                return _all([self._fact(clause) for clause in needed])
            case Either():
                return _any([self.side(item, above=above, depth=depth + 1) for item in _flat(node)])
            case Without(item):
                return self._without(True, [self.side(item, above=not above, depth=depth + 1)])
            case Both():
                items = list(_flat(node))
                wanted = [self.side(i, above=above, depth=depth + 1) for i in items if not isinstance(i, Without)]
                ruled_out = [
                    self.side(i.item, above=not above, depth=depth + 1) for i in items if isinstance(i, Without)
                ]
                return self._without(_all(wanted), ruled_out)
        raise TypeError(f"not to be put to an index: {node}")

    def _unsure(self, above: bool) -> bool:
        self.exact = False
        return above

    def _words(self, key: str) -> Sequence[str]:
        return self._symbols.words.get(key, ())

    def _in_column(self, phrases: Iterable[str]) -> str:
        each = list(dict.fromkeys(phrases))
        return f"{self._column} : {each[0]}" if len(each) == 1 else f"{self._column} : ({' OR '.join(each)})"

    def _fact(self, clause: Sequence[str]) -> _Side:
        self.bound = False
        facets = [_quoted(index.of_fact(fact)) for fact in clause]
        return f"facets : ({' OR '.join(facets)})" if facets else False

    def _beginning(self, start: str, *, above: bool) -> _Side:
        begun = self._symbols.beginnings[start]
        if begun.all is None:
            return self._unsure(above)
        if len(begun.sure) < len(begun.all):
            self.exact = False
        found = begun.all if above else begun.sure
        return self._in_column(map(_quoted, found)) if found else False

    def _run(self, slots: Sequence[Keys], *, above: bool) -> _Side:
        each = [tuple(dict.fromkeys(s for key in keys for s in self._words(key))) for keys in slots]
        if not all(each):
            return False
        if math.prod(map(len, each)) <= MOST_COMBINATIONS:
            return self._in_column(_quoted(" ".join(chosen)) for chosen in product(*each))
        if not above:
            return self._unsure(above)
        self.exact = False
        pieces = _pieces(each)
        return _all([self._in_column(_quoted(" ".join(c)) for c in product(*piece)) for piece in pieces])

    def _without(self, wanted: _Side, ruled_out: Sequence[_Side]) -> _Side:
        against = _any(ruled_out)
        if wanted is False or against is True:
            return False
        if against is False:
            return wanted
        return f"({self.everywhere if wanted is True else wanted} NOT {against})"


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
