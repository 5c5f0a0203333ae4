"""A query as an FTS5 expression over one language's column of the search index, made of the index's symbols (pure).

Text that a user typed never reaches FTS5, which refuses or misreads most of it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from storage import index
from watchers.query import And, Node, Not, Or, Phrase, Query, Word

# A phrase whose words have several symbols each is asked for as every combination of them, up to so many; beyond, by
# its pieces, which says too much. (Two words of three symbols each make nine; most words have one.)
MOST_COMBINATIONS = 256


@dataclass(frozen=True, slots=True)
class Expression:
    """What to put to the index. Not exact: it is met by some passages too many, and by none too few."""

    text: str
    exact: bool


def words_of(query: Query) -> frozenset[str]:
    """Every word of a query, those ruled out included."""
    return frozenset(_words(query.root))


def express(query: Query, symbols_of: Mapping[str, Sequence[str]]) -> Expression | None:
    """The query, its words put as their symbols; None: no passage can meet it.

    symbols_of: for each of words_of(query), the symbols of the tokens it meets.
    """
    translator = _Translator(symbols_of)
    text = translator.side(query.root, above=True)
    return None if text is None else Expression(text, translator.exact)


def _words(node: Node) -> Iterator[str]:
    match node:
        case Word(text):
            yield text
        case Phrase(words):
            yield from words
        case Not(one):
            yield from _words(one)
        case And(items) | Or(items):
            for item in items:
                yield from _words(item)


class _Translator:
    """Puts node after node as FTS5 text; None is "no passage at all".

    The side above is met by at least the passages that meet the node, the side below by at most those: a NOT turns one
    into the other. `exact` while they are the same.
    """

    def __init__(self, symbols_of: Mapping[str, Sequence[str]]) -> None:
        self._symbols_of = symbols_of
        self.exact = True

    def side(self, node: Node, *, above: bool) -> str | None:
        match node:
            case Word(text):
                return _any(map(_quoted, self._symbols_of[text]))
            case Phrase(words):
                return self._phrase(words, above=above)
            case Or(items):
                return _any(side for item in items if (side := self.side(item, above=above)) is not None)
            case Not(item):
                return _all([], [self.side(item, above=not above)])
            case And(items):
                return _all(
                    [self.side(item, above=above) for item in items if not isinstance(item, Not)],
                    [self.side(item.item, above=not above) for item in items if isinstance(item, Not)],
                )

    def _phrase(self, words: Sequence[str], *, above: bool) -> str | None:
        slots = [self._symbols_of[word] for word in words]
        if len(words) == 1 or math.prod(map(len, slots)) <= MOST_COMBINATIONS:
            return _any(_quoted(" ".join(chosen)) for chosen in product(*slots))
        self.exact = False
        if not above:
            return None
        return _all([self._phrase(piece, above=True) for piece in self._pieces(words)], [])

    def _pieces(self, words: Sequence[str]) -> Iterator[Sequence[str]]:
        """The phrase cut into shorter ones, each of no more combinations than may be asked for."""
        start, combinations = 0, 1
        for at, word in enumerate(words):
            combinations *= len(self._symbols_of[word])
            if combinations > MOST_COMBINATIONS and at > start:
                yield words[start:at]
                start, combinations = at, len(self._symbols_of[word])
        yield words[start:]


def _quoted(symbol: str) -> str:
    return f'"{symbol}"'  # no symbol holds a quotation mark: storage.index writes none


def _any(expressions: Iterable[str]) -> str | None:
    each = list(expressions)
    return f"({' OR '.join(each)})" if each else None


def _all(wanted: Sequence[str | None], unwanted: Sequence[str | None]) -> str | None:
    if None in wanted:
        return None
    each = [w for w in wanted if w is not None] or [_quoted(index.MARK)]
    against = _any(u for u in unwanted if u is not None)
    both = " AND ".join(each)
    return f"({both})" if against is None else f"(({both}) NOT {against})"
