"""The words by which queries are put together, in the languages they are typed in."""

from functools import lru_cache
from typing import Final, Literal, TypeAlias

from watchers.text import fold, words

Operator: TypeAlias = Literal["or", "and", "not"]

CAPITALS: Final[dict[str, Operator]] = {
    "OR": "or",
    "ИЛИ": "or",
    "ODER": "or",
    "AND": "and",
    "UND": "and",
    "NOT": "not",
    "НЕ": "not",
    "БЕЗ": "not",
    "SAUF": "not",
    "NICHT": "not",
    "OHNE": "not",
}
"""Operators wherever they stand."""

BETWEEN: Final[dict[str, Operator]] = {
    "or": "or",
    "или": "or",
    "Или": "or",
    "ou": "or",
    "OU": "or",
    "oder": "or",
    "o": "or",
    "O": "or",
    "and": "and",
    "и": "and",
    "И": "and",  # a sentence's first word more often than a shout
    "et": "and",
    "ET": "and",  # also an hour's zone
    "und": "and",
    "y": "and",
    "Y": "and",
    "not": "not",
    "не": "not",
    "без": "not",
    "nicht": "not",
    "ohne": "not",
    "sauf": "not",
    "pas": "not",
    "PAS": "not",
    "sans": "not",
    "SANS": "not",
    "no": "not",
    "NO": "not",
    "sin": "not",
    "SIN": "not",
}
"""Operators only where one can stand, between two terms; elsewhere ordinary words."""

AFTER_AND: Final = frozenset({"not", "не", "без", "nicht", "ohne", "pas", "sans", "no", "sin"})
"""Of these, those that are operators only after an "and": "talks without conditions" rules no condition out."""

BUT: Final = frozenset({"but", "но", "а", "aber", "mais", "pero"})
"""Before a word that means "not", an "and"; elsewhere ordinary words."""

_SPANISH, _FRENCH, _GERMAN = "es", "fr", "de"
_FOREIGN: Final = {
    **dict.fromkeys(("o", "O", "y", "Y", "NO", "SIN", "no", "sin"), _SPANISH),
    **dict.fromkeys(("ou", "OU", "PAS", "pas", "SANS", "sans"), _FRENCH),
    "oder": _GERMAN,
}
# What "oder" may stand beside in English is a river; the other words that English has as well need a sign that the
# query is not English: a letter with an accent of the language's, or one of its everyday words.
_ENGLISH = frozenset("a an the of in on at for from to by with and or not is are river".split())  # noqa: SIM905
_LETTERS = {
    _SPANISH: frozenset("áéíóúñ"),
    _FRENCH: frozenset("àâçéèêëîïôûùœ"),
    _GERMAN: frozenset("äöüß"),
}
_EVERYDAY = {  # none that English has as well
    _SPANISH: frozenset(
        """el la los las del de por para que sobre contra una y pero guerra paz gobierno presidente ministro ministra
        embajador embajada sanciones acuerdo tratado frontera seguridad defensa derechos humanos estados unidos reino
        unido naciones unidas corea siria rusia ucrania alemania francia polonia grecia suecia noruega suiza italia
        egipto argelia marruecos libia irak arabia filipinas brasil turquia espana europa lituania letonia chipre
        croacia bielorrusia moldavia cisjordania idioma fuente orador titulo desde hasta""".split()  # noqa: SIM905
    ),
    _FRENCH: frozenset(
        """le la les des du et une aux dans sur avec pour contre qui que ou guerre paix gouvernement ministre
        ambassadeur ambassade traite frontiere securite droits humains russie allemagne chine japon syrie irak liban
        turquie grece suede norvege suisse italie pologne egypte algerie maroc tunisie libye tchad arabie inde coree
        bresil espagne royaume uni unies langue locuteur titre depuis mais""".split()  # noqa: SIM905
    ),
}


def foreign(word: str, text: str) -> bool:
    """Whether a word of BETWEEN is an operator of another language that `text`, the whole query, shows no sign of."""
    language = _FOREIGN.get(word)
    if language is None:
        return False
    found, letters = _seen(text)
    if letters & _LETTERS[language]:
        return False
    if language == _GERMAN:
        return bool(found & _ENGLISH)
    own = found - {fold(word)}
    if language == _FRENCH and fold(word) == "ou":
        return bool(own & _ENGLISH)
    return not own & _EVERYDAY[language]


@lru_cache(maxsize=8)
def _seen(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a query and its letters, folded."""
    return frozenset(fold(text[start:end]) for start, end in words(text)), frozenset(text.lower())


NEAR: Final = frozenset({"near", "рядом", "près", "pres", "nahe", "cerca"})
"""Before /n the word of nearness, in any case; `NEAR` and `РЯДОМ` alone are as well."""

NEAR_ALONE: Final = frozenset({"NEAR", "РЯДОМ"})

RESERVED: Final = frozenset(
    {word.casefold() for word in (*CAPITALS, *BETWEEN, *NEAR)} | {"ne", "u", "e", "within", "before", "after"}
)
"""Words, casefolded, that a canonical text quotes: it keeps its meaning if more of them come to be understood."""
