"""What is asked of the archive: queries of every kind, from words said daily to those said once."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from searching.archive import CASTS, FIRST, LAST, SEED
from searching.texts import SHARES, Tongue
from watchers.errors import QueryError
from watchers.query import Query, parse_query

KINDS: Final = {  # kind -> how many; the order is that of the tables
    "word": 80,
    "rare word": 20,
    "phrase": 60,
    "phrase of common words": 20,
    "prefix": 40,
    "near": 40,
    "boolean": 60,
    "fields and days": 30,
    "exact": 20,
    "one sentence": 20,
}
APART: Final = ("exact", "one sentence")  # in rows of their own: not part of what is said over all
NEAR = 5
PREFIX = 5  # letters
_RARE = 20_000  # the rank from which a word is called rare: it stands in a few hundredths of a percent of all passages


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it is typed. within: whether it says of which days by itself."""

    kind: str
    language: str
    text: str
    query: Query
    within: bool

    def of_year(self, year: int) -> Query:
        """The same of one year."""
        return parse_query(f"({self.text}) since:{year} until:{year}")


def questions(tongues: dict[str, Tongue], seed: int = SEED) -> list[Question]:
    """All of them, each kind in a row; the languages as in the archive."""
    chance = random.Random(seed)
    found: dict[str, Question] = {}
    for kind, count in KINDS.items():
        last = len(found) + count
        while len(found) < last:
            code = chance.choices(list(SHARES), list(SHARES.values()))[0]
            text = _MADE[kind](_Words(tongues[code], chance))
            try:
                query = parse_query(text)
            except QueryError:  # two forms of one word, one of them ruled out
                continue
            found.setdefault(str(query), Question(kind, code, text, query, kind == "fields and days"))
    return list(found.values())


class _Words:
    """Draws what queries of one language are made of."""

    def __init__(self, tongue: Tongue, chance: random.Random) -> None:
        self.tongue, self.chance = tongue, chance

    def word(self, low: int = 50, high: int = _RARE) -> str:
        """A content word, of a rank by the logarithm."""
        low = max(low, self.tongue.stop_words)
        return self.tongue.words[int(low * (high / low) ** self.chance.random())]

    def several(self, count: int) -> list[str]:
        """Words common enough to stand together."""
        return [self.word(high=3_000) for _ in range(count)]

    def together(self) -> str:
        """A collocation, the commoner the likelier."""
        return self.tongue.collocations[int(len(self.tongue.collocations) ** self.chance.random()) - 1]

    def days(self) -> str:
        """A span of a few months to ten years."""
        since = FIRST + (LAST - FIRST) * (0.9 * self.chance.random())
        until = min(since + dt.timedelta(days=int(90 * 40 ** self.chance.random())), LAST)
        return f"since:{since} until:{until}"


def _common(words: _Words) -> str:
    top = words.tongue.words[:20]
    return f'"{" ".join(words.chance.sample(top, words.chance.choice((2, 2, 3))))}"'


def _prefix(words: _Words) -> str:
    while len(word := words.word()) <= PREFIX:
        pass
    return f"{word[:PREFIX]}*"


def _near(words: _Words) -> str:
    if words.chance.random() < 0.5:
        one, *_, other = words.together().split()
        if words.chance.random() < 0.5:
            one, other = other, one
    else:
        one, other = words.word(high=500), words.word(high=500)
        while other == one:
            other = words.word(high=500)
    return f"{one} NEAR/{NEAR} {other}"


def _boolean(words: _Words) -> str:
    one, two, three, four = words.several(4)
    return words.chance.choice(
        (
            f"{one} {two}",
            f"{one} OR {two} OR {three}",
            f"({one} OR {two}) {three}",
            f"{one} -{two}",
            f'"{words.together()}" {one}',
            f'"{words.together()}" OR {one}',
            f"{one} {two} {three} -{four}",
        )
    )


def _fields(words: _Words) -> str:
    spoken = words.tongue.code
    sources = [id_ for id_, (languages, _) in CASTS.items() if spoken in languages]
    field = words.chance.choice(
        (
            f"source:{words.chance.choice(sources)}",
            f"lang:{spoken}",
            f"kind:{words.chance.choice(('topic', 'exchange', 'answer'))}",
        )
    )
    return f"{field} {words.word(high=3_000)} {words.days()}"


def _exact(words: _Words) -> str:
    word = words.word(high=3_000)
    return f"={word.capitalize() if words.chance.random() < 0.5 else word}"


_MADE: Final[dict[str, Callable[[_Words], str]]] = {
    "word": lambda words: words.word(high=_RARE),
    "rare word": lambda words: words.word(_RARE, 60_000),
    "phrase": lambda words: f'"{words.together()}"',
    "phrase of common words": _common,
    "prefix": _prefix,
    "near": _near,
    "boolean": _boolean,
    "fields and days": _fields,
    "exact": _exact,
    "one sentence": lambda words: f"{{{' '.join(words.several(2))}}}",
}
