"""The one analyzer: which keys a word is found by in each language, and which language a text is in."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import Stemmer

from watchers.text import Span, fold, strip_accents, words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Stored beside every index built from these keys: any change to what `word_keys` answers raises it, and a rise
# means that stored texts are to be analysed again.
ANALYZER_VERSION: Final = 1

# One search column per language that is stemmed or written in its own way; "xx" takes all the others, unstemmed.
COLUMNS: Final = ("en", "ru", "fr", "de", "es", "zh", "xx")

_STEMMERS = {"en": "english", "ru": "russian", "fr": "french", "de": "german", "es": "spanish"}
_LONGEST = 64  # characters; a longer "word" is machine text: it is its own key, unstemmed and not remembered
_ROUNDS = 8  # stemming settles after 2 or 3 rounds; the bound is for words made up to hurt


@dataclass(frozen=True, slots=True)
class Analyzed:
    """A text as it is matched: its words as spans, and for each word the one or two keys it is found by.

    column: the search column whose rules the keys follow; a query meets the text by the same rules. compounds: words
    that are written as several ("co-operation", "Sana'a"): the first and the last of them, and the keys of all of them
    written together.
    """

    text: str
    tokens: tuple[Span, ...]
    keys: tuple[tuple[str, ...], ...]
    column: str
    compounds: tuple[tuple[int, int, tuple[str, ...]], ...] = ()


class _Stemmers(threading.local):
    """The stemmers of one thread: PyStemmer's objects keep their working state and must not be shared by threads."""

    def __init__(self) -> None:
        # Its own cache is off: `_keys` remembers whole answers.
        self.by_column = {column: Stemmer.Stemmer(name, 0) for column, name in _STEMMERS.items()}


_stemmers = _Stemmers()


def column(language: str) -> str:
    """The search column of a language: "en", "en-GB" and "EN" are "en"; one we do not stem is "xx"."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in COLUMNS else "xx"


def rules(language: str) -> str:
    """Which language's rules a text follows."""
    return language.replace("_", "-").split("-")[0].lower()


def analyze(text: str, language: str) -> Analyzed:
    """The words of a text with their keys, for matching and for the search index alike."""
    spans = words(text)
    named = column(language)
    keys = tuple(word_keys(text[start:end], named) for start, end in spans)
    return Analyzed(text, spans, keys, named)


def word_keys(word: str, language: str) -> tuple[str, ...]:
    """The one or two keys a single word is found by: two words are forms of one if they share a key.

    The first is the stem with its accents stripped; the second, where it differs, the stem of the accentless
    spelling, so that "negociation" finds "négociation" without losing "négociée". Keys hold no white space.
    """
    return _keys(word, column(language)) if len(word) <= _LONGEST else _long_keys(word)


def query_keys(word: str, language: str) -> tuple[str, ...]:
    """The keys by which a word of a query finds words of texts in this language: those of each form it may have."""
    return word_keys(word, language)


_forms: dict[str, tuple[str, ...]] = {}


def learn(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Remember the forms of words, so that they need not be looked up."""
    _forms.update(pairs)


def learned(words: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The forms of those words that take long to look up."""
    return [(word, query_keys(word, "ru")) for word in words if re.search("[а-я]", word)]


def _long_keys(word: str) -> tuple[str, ...]:
    return (strip_accents(fold(word)),)


@lru_cache(maxsize=1 << 17)
def _keys(word: str, named: str) -> tuple[str, ...]:
    folded = fold(word)
    bare = strip_accents(folded)
    if named not in _STEMMERS:
        return (bare,)
    first = strip_accents(_stem(folded, named))
    second = first if bare == folded else strip_accents(_stem(bare, named))
    return (first,) if first == second else (first, second)


def _stem(word: str, named: str) -> str:
    """Snowball repeated until the word stops changing.

    Once is not enough: Russian Snowball takes "Лавров" to "лавр" but "Лаврову" only to "лавров".
    """
    stemmer = _stemmers.by_column[named]
    for _ in range(_ROUNDS):
        stem: str = stemmer.stemWord(word)
        if stem == word or not stem:
            break
        word = stem
    return word


# ------------------------------------------------------------------ which language

_SAMPLE = 4000  # characters: more makes no answer surer
_ENOUGH = 24  # letters: below, names alone decide and the guess is a coin
_SURE = 0.4  # a probability below which the source's own word counts more
# Those that governments hold briefings in. Left to all of the model's 130, a page of English names is Nigerian Pidgin.
_CANDIDATES = """
    ar az be bg ca cs da de el en es et fa fi fr he hi hr hu hy id it ja ka kk ko ky lt lv mk ms nl no pl ps pt ro ru
    sk sl sq sr sv th tr uk ur uz vi zh
""".split()  # noqa: SIM905
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]")


def detect(text: str, hint: str | None = None) -> str:
    """The language of a text as a two-letter code; the hint's where the text is short or undecidable, else "xx".

    Reads a sample of bounded length. The model (130 MB in memory) is loaded by the first text that needs it.
    """
    sample = text[:_SAMPLE]
    fallback = hint.replace("_", "-").split("-")[0].lower() if hint else "xx"
    letters = len(_LETTERS.findall(sample))
    kana, hangul, han = (len(script.findall(sample)) for script in (_KANA, _HANGUL, _HAN))
    # A page in another language may quote a name in its own script: a quarter of the letters decides.
    if letters and 4 * (kana + han) >= letters:
        return "ja" if 20 * kana >= kana + han else "zh"
    if letters and 4 * hangul >= letters:
        return "ko"
    if letters < _ENOUGH:
        return fallback
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else fallback


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES)
    return identifier
