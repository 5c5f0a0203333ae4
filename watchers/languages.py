"""The one analyzer: which keys a word is found by in each language, and which language a text is in."""

import re
import threading
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import Stemmer

from watchers.lexicon import russian_forms
from watchers.text import Span, fold, is_han_or_kana, strip_accents, words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Stored beside every index built from these keys: any change to what `word_keys` answers, to what `text.words` calls a
# word or to what `text.latin` makes of a name raises it, and a rise means that stored texts are to be analysed again,
# and saved word forms found anew.
ANALYZER_VERSION: Final = 3

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# How often Snowball is repeated, where not to its fixed point. Of a Russian word every form is known (lexicon.py), so
# that its texts are stemmed lightly: repeated, Snowball takes "Судан" for "суд" and "Армения" for "армия". In French
# and Esperanto more rounds mistake more words than they find ("Inde" for "indésirable"): benchmarks/forms.py.
_ROUNDS = {"ru": 1, "fr": 1, "eo": 1}
# Elsewhere no further round may leave less than this: "Kanada" would be "kan", Swedish for "can".
_LEAST = 4
_MOST_ROUNDS = 8  # stemming settles after 2 or 3 rounds; the bound is for words made up to hurt
_LONGEST = 64  # characters; a longer "word" is machine text: it is its own key, unstemmed and not remembered
_JOINT = re.compile("[-\u2010\u2011'\u2019\u02bc\u02bb]")
_MOST_PARTS = 4  # of a compound


@dataclass(frozen=True, slots=True)
class Analyzed:
    """A text as it is matched: its words as spans, and for each word the one or two keys it is found by.

    rules: the language whose rules the keys follow; a query meets the text by the same rules. compounds: words
    that are written as several ("co-operation", "Sana'a"): the first and the last of them, and the keys of all of them
    written together.
    """

    text: str
    tokens: tuple[Span, ...]
    keys: tuple[tuple[str, ...], ...]
    rules: str
    compounds: tuple[tuple[int, int, tuple[str, ...]], ...] = ()


class _Stemmers(threading.local):
    """The stemmers of one thread: PyStemmer's objects keep their working state and must not be shared by threads."""

    def __init__(self) -> None:
        self._made: dict[str, Stemmer.Stemmer] = {}

    def of(self, named: str) -> "Stemmer.Stemmer":
        if named not in self._made:
            # Its own cache is off: `_keys` remembers whole answers.
            self._made[named] = Stemmer.Stemmer(_STEMMERS[named], 0)
        return self._made[named]


_stemmers = _Stemmers()


def _short(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=1 << 10)
def rules(language: str) -> str:
    """The language by whose rules texts of a language are analysed: its own where it is stemmed, else "xx"; Chinese
    has its own as well, though nothing is stemmed in it.
    """
    short = _short(language)
    return short if short in _STEMMERS or short == "zh" else "xx"


def analyze(text: str, language: str) -> Analyzed:
    """The words of a text with their keys, for matching and for the search index alike."""
    spans = words(text)
    named = rules(language)
    # What `word_keys` does, without looking up the rules for every word.
    written = [text[start:end] for start, end in spans]
    keys = [_keys(word, named) if len(word) <= _LONGEST else _long_keys(word) for word in written]
    return Analyzed(text, spans, tuple(keys), named, tuple(compounds(text, spans, named)))


def compounds(text: str, spans: Sequence[Span], language: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The words of a text that are written as several: see `Analyzed`. spans: its words."""
    # Found by their few joints: to look at every word would take as long as all its keys do.
    named = rules(language)
    first = last = -1
    for found in _JOINT.finditer(text):
        joint = found.start()
        if text[joint - 1 : joint].isspace() or text[joint + 1 : joint + 2].isspace():
            continue
        number = bisect_left(spans, (joint, 0))
        if not 0 < number < len(spans) or not _joined(text, spans[number - 1], spans[number], joint):
            continue
        if number - 1 != last:
            yield from _together(text, spans, first, last, named)
            first = number - 1
        last = number
    yield from _together(text, spans, first, last, named)


def _together(
    text: str, spans: Sequence[Span], first: int, last: int, named: str
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    if 0 < last - first < _MOST_PARTS:
        yield first, last, word_keys("".join(text[start:end] for start, end in spans[first : last + 1]), named)


def _joined(text: str, one: Span, other: Span, joint: int) -> bool:
    """Whether a hyphen or an apostrophe holds two words together: not two numbers, which it parts."""
    if one[1] != joint or other[0] != joint + 1:
        return False
    before, after = text[joint - 1], text[joint + 1]
    return not (before.isdigit() and after.isdigit()) and not (is_han_or_kana(before) or is_han_or_kana(after))


# ------------------------------------------------------------------ the keys of a word


def word_keys(word: str, language: str) -> tuple[str, ...]:
    """The one or two keys a single word of a text is found by.

    The first is the stem with its accents stripped; the second, where it differs, the stem of the accentless
    spelling, so that "negociation" finds "négociation" without losing "négociée". Keys hold no white space.
    """
    return _keys(word, rules(language)) if len(word) <= _LONGEST else _long_keys(word)


def query_keys(word: str, language: str) -> tuple[str, ...]:
    """The keys by which a word of a query finds words of texts in this language: those of each form it may have.

    Of a Russian word, all forms in a dictionary; an umlaut also finds its spelling with e ("Müller", "Mueller"), and in
    German the other way round. At least one key, each once, those of the word as typed first.
    """
    named = rules(language)
    if len(word) > _LONGEST:
        return _long_keys(word)
    if word.isascii() and named != "de":
        return _keys(word, named)
    if named == "ru" and _CYRILLIC.search(word):
        folded = fold(word)
        return _learned.get(folded) or _russian(folded)
    return _query_keys(word, named)


def beginnings(start: str, language: str) -> tuple[str, ...]:
    """How a word of a text in this language may begin that is to begin so, folded and without accents: as typed, then
    with an umlaut spelt the other way (`query_keys`).
    """
    folded = fold(start)
    spellings = [folded, folded.translate(_WITHOUT)]
    if rules(language) == "de" and folded.isascii():
        spellings.append(_SPELT_WITHIN.sub(lambda found: _WITH[found.group()], folded))
    return tuple(dict.fromkeys(map(strip_accents, spellings)))


def forms(word: str, language: str) -> tuple[str, ...]:
    """The written forms that a word of a query is known to have, sorted; () where no dictionary is asked."""
    return russian_forms(word) if rules(language) == "ru" and _CYRILLIC.search(word) else ()


def learned(words: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """What it took a dictionary to find out about these words of queries: (word, keys), to be saved for `learn`."""
    russian = dict.fromkeys(fold(word) for word in words if len(word) <= _LONGEST and _CYRILLIC.search(word))
    return [(word, query_keys(word, "ru")) for word in russian]


def learn(known: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Take up what `learned` gave under this ANALYZER_VERSION, so that no dictionary need be asked again."""
    _learned.update(known)


_CYRILLIC = re.compile("[\u0400-\u04ff]")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_WITHOUT = str.maketrans(_UMLAUTS)
_WITH = {spelt: umlaut for umlaut, spelt in _UMLAUTS.items() if umlaut != "ß"}
_SPELT = re.compile("|".join(_WITH))
_SPELT_WITHIN = re.compile(f"(?<![aeq])({'|'.join(_WITH)})(?=.)")  # "Muell", but neither "neue" nor "zue"
_learned: dict[str, tuple[str, ...]] = {}


@lru_cache(maxsize=1 << 14)
def _russian(folded: str) -> tuple[str, ...]:
    found = dict.fromkeys(_keys(folded, "ru"))
    for form in russian_forms(folded):
        found.update(dict.fromkeys(_keys(form, "ru")))
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _query_keys(word: str, named: str) -> tuple[str, ...]:
    own = _keys(word, named)
    folded = unicodedata.normalize("NFC", word).lower()
    spellings = {folded.translate(_WITHOUT)}
    if named == "de" and folded.isascii():
        spellings.add(_SPELT.sub(lambda found: _WITH[found.group()], folded))
    return tuple(dict.fromkeys([*own, *(key for spelt in sorted(spellings - {folded}) for key in _keys(spelt, named))]))


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
    """Snowball repeated until the word stops changing or would become too short, but where `_ROUNDS` says less.

    Once is not enough: it takes "responsibilities" to "respons", and "respons" to "respon".
    """
    stemmer = _stemmers.of(named)
    for number in range(_ROUNDS.get(named, _MOST_ROUNDS)):
        stem: str = stemmer.stemWord(word)
        if stem == word or not stem or (number and len(stem) < _LEAST):
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
