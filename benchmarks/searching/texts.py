"""Texts of five languages as frequent in their words as real ones: Zipf's law, real word forms, stop words on top."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

SHARES: Final = {"en": 0.50, "ru": 0.25, "fr": 0.10, "es": 0.10, "de": 0.05}  # of the passages
VOCABULARY = 60_000  # word forms of a language
COLLOCATIONS = 2_000  # of a language
TOGETHER = 0.03  # of all that is drawn: collocations
_FORMS = 8  # of one word at most: no text of this size has all hundred forms of a Spanish verb
_COMMON = 60  # content words of a collocation are no commoner than this
_RARE = 20_000  # ... and no rarer
_NO_WORDS = frozenset(("and", "or", "not", "near"))  # operators of the query language

STOP_WORDS: Final = {
    "en": "the of to in a that is for on with we as it this be are by have our at from will has was not an which they "
    "their its been all were you he there would can more but about these also who his what any other such only",
    "ru": "в и на что с по не о это к мы для как из от за а его их у был он также так то все мы я но или этого при "
    "было если только уже они которые она еще до ее мы нам том после чтобы между быть того со нас",
    "fr": "de la le les des et à en du un une que est dans pour qui sur par nous au ce pas plus avec sont ne il cette "
    "aux se ces été son sa elle ont mais nos leur ou notre comme être vous tous si ses fait",
    "es": "de la que en el y a los las del se por con una un para es no al como lo su más este sus esta ha entre sobre "
    "han también son pero nos desde muy ser fue todo nuestro hay todos cuando estos si ya o porque",
    "de": "der die und in den von zu das mit dem für auf ist im wir sich eine nicht es des dass auch werden an ein sie "
    "haben als hat wird aus bei sind einer um ich zur nach wie über vor einen durch noch nur am zum",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a language's texts are made of. words: the commonest first; sums: of the chances of words, then of
    collocations, to be drawn.
    """

    code: str
    words: tuple[str, ...]
    collocations: tuple[str, ...]
    sums: NDArray[np.float64]

    @property
    def stop_words(self) -> int:
        """So many of the first words are."""
        return len(dict.fromkeys(STOP_WORDS[self.code].split()))

    def draw(self, chance: np.random.Generator, count: int) -> list[str]:
        """Words and collocations, as often as they are said."""
        items = self.words + self.collocations
        return [items[at] for at in np.searchsorted(self.sums, chance.random(count)).tolist()]


def tongues(seed: int) -> dict[str, Tongue]:
    """All five, by code; the same of the same seed."""
    return {code: _tongue(code, seed) for code in SHARES}


def _tongue(code: str, seed: int) -> Tongue:
    chance = random.Random(f"{seed} {code}")
    top = list(dict.fromkeys(STOP_WORDS[code].split()))
    words = (top + [word for word in _forms(code, chance) if word not in set(top)])[:VOCABULARY]
    collocations: dict[str, None] = {}
    while len(collocations) < COLLOCATIONS:
        collocations[_collocation(words, top, chance)] = None
    weights = np.concatenate(
        [
            _zipf(len(words), 1 - TOGETHER),
            _zipf(len(collocations), TOGETHER),
        ]
    )
    sums = np.cumsum(weights)
    sums[-1] = 1.0
    return Tongue(code, tuple(words), tuple(collocations), sums)


def _collocation(words: Sequence[str], top: Sequence[str], chance: random.Random) -> str:
    """Two or three content words, every fourth with a stop word within: "Council of Ministers"."""
    content = [words[int(_COMMON * (_RARE / _COMMON) ** chance.random())] for _ in range(chance.choice((2, 2, 2, 3)))]
    if chance.random() < 0.25:
        content.insert(1, chance.choice(top[:10]))
    return " ".join(content)


def _zipf(count: int, share: float) -> NDArray[np.float64]:
    """The chances by rank, by Zipf and Mandelbrot."""
    weights: NDArray[np.float64] = 1 / (np.arange(count) + 2.7)
    return weights * (share / float(weights.sum()))


def _forms(code: str, chance: random.Random) -> list[str]:
    """Forms of words drawn from the dictionary, in no order: several of one word, so that they share their stems."""
    by_lemma: dict[str, list[str]] = defaultdict(list)
    for form, lemma in DefaultDictionaryFactory().get_dictionary(code).items():
        if _usable(form):
            by_lemma[lemma].append(form)
    lemmas = sorted(by_lemma)
    chance.shuffle(lemmas)
    forms: dict[str, None] = {}
    for lemma in lemmas:
        own = sorted(by_lemma[lemma])
        forms.update(dict.fromkeys(chance.sample(own, min(len(own), _FORMS))))
        if len(forms) >= VOCABULARY:
            break
    drawn = list(forms)
    chance.shuffle(drawn)
    return drawn


def _usable(form: str) -> bool:
    return len(form) > 2 and form.isalpha() and not form.isupper() and form not in _NO_WORDS
