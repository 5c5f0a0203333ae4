"""What a query looks for, laid open: the forms of its words by language, and what every passage it meets must hold."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from watchers import aliases
from watchers.languages import forms
from watchers.query.plan import (
    NEVER,
    NO_NAMES,
    Beginning,
    Both,
    Close,
    Either,
    Loose,
    Plan,
    Run,
    Token,
    Verbatim,
    Within,
    plan,
)
from watchers.query.sense import possible_in
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
    signed_leaves,
)
from watchers.query.writing import Query, written

Rarity: TypeAlias = Callable[[str, str], int]
"""In how many passages of the archive a key of a language occurs: (language, key) -> count, 0 where it is unknown."""

Kind: TypeAlias = Literal["word", "phrase", "exact", "prefix", "alias", "field", "dates"]

_KINDS: Final[dict[type[Node], Kind]] = {
    Word: "word",
    Phrase: "phrase",
    Exact: "exact",
    Prefix: "prefix",
    Alias: "alias",
    Field: "field",
    Dates: "dates",
}
# What no count is known of is taken for more common than any word: to be met by a field alone is to be met often.
_COMMON = 1 << 40
_MOST_FORMS = 24
_SHOWN: Final = ("en", "ru", "fr", "de", "es", "zh")


@dataclass(frozen=True, slots=True)
class InLanguage:
    """How one term is looked for in texts of a language.

    keys: for each of its words in turn, the keys any of which will do (none for a field or a prefix); forms: for each
    of its words the written forms it may have, where they are known; names: what an alias stands for, as query texts;
    passages: about how many passages of the archive hold its rarest word, in any form (None: not known).
    """

    language: str
    keys: tuple[tuple[str, ...], ...] = ()
    forms: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    passages: int | None = None


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """One term of a query: its canonical text, what it is, whether it is ruled out, and how it is looked for."""

    text: str
    kind: Kind
    excluded: bool
    languages: tuple[InLanguage, ...]


@dataclass(frozen=True, slots=True)
class Required:
    """Terms of which every passage of a language that the query meets holds one: the rarest such set.

    passages: about how many passages of the archive hold one of them, at most (None: not known).
    """

    language: str
    terms: tuple[str, ...]
    passages: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole query explained: its canonical text, its terms in the order written, and what it hangs on."""

    text: str
    terms: tuple[ExplainedTerm, ...]
    required: tuple[Required, ...]


def explain(
    query: Query,
    languages: Sequence[str] = _SHOWN,
    own: Mapping[str, str] = NO_NAMES,
    rarity: Rarity | None = None,
) -> Explanation:
    """How a query is understood in each of some languages (two letters).

    own: the aliases of whoever asks; rarity: counts of the archive (None: there is none). Languages in which a term is
    not to be expected (Cyrillic letters in English) are left out with it, and those the query's `lang:` rules out.
    """
    tried = [language for language in languages if possible_in(query, language)]
    each = dict.fromkeys(signed_leaves(query.root))
    terms = tuple(_explained(node, excluded, tried, own, rarity) for node, excluded in each)
    expected = {found.language for term in terms for found in term.languages} or set(tried)
    required = (_required(query, language, own, rarity) for language in tried if language in expected)
    return Explanation(str(query), terms, tuple(one for one in required if one is not None))


# ------------------------------------------------------------------ which languages a word may be of

_SCRIPTS: Final = (
    (re.compile("[\u0400-\u052f]"), frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "uz"})),
    (re.compile("[\u4e00-\u9fff]"), frozenset({"zh", "ja", "ko"})),
    (re.compile("[\u3041-\u30ff]"), frozenset({"ja"})),
    (re.compile("[\uac00-\ud7a3]"), frozenset({"ko"})),
    (re.compile("[\u0600-\u06ff]"), frozenset({"ar", "fa", "ur", "ps"})),
    (re.compile("[\u0370-\u03ff]"), frozenset({"el"})),
    (re.compile("[\u0590-\u05ff]"), frozenset({"he", "yi"})),
    (re.compile("[\u10a0-\u10ff]"), frozenset({"ka"})),
    (re.compile("[\u0530-\u058f]"), frozenset({"hy"})),
    (re.compile("[\u0e00-\u0e7f]"), frozenset({"th"})),
    (re.compile("[\u0900-\u097f]"), frozenset({"hi", "ne", "mr"})),
)
_ELSEWHERE = frozenset().union(*(languages for _, languages in _SCRIPTS)) - {"sr", "uz"}


def expected_in(text: str, language: str) -> bool:
    """Whether words in these letters are the language's own: Cyrillic in Russian, Latin letters in French, digits in
    all. A reader is to be told of no more; a match is not ruled out elsewhere.
    """
    scripts = [languages for letters, languages in _SCRIPTS if letters.search(text)]
    if scripts:
        return all(language in languages for languages in scripts)
    return language not in _ELSEWHERE or not any(char.isalpha() for char in text)


# ------------------------------------------------------------------ the terms


def _explained(
    node: Node, excluded: bool, languages: Iterable[str], own: Mapping[str, str], rarity: Rarity | None
) -> ExplainedTerm:
    found: list[InLanguage] = []
    for language in languages:
        match node:
            case Word() | Phrase() | Exact() | Prefix():
                parts = (node.text,) if isinstance(node, Word | Prefix) else node.words
                if not expected_in(" ".join(parts), language):
                    continue
                asked = plan(Query(node), language, own)
                spoken = () if isinstance(node, Exact | Prefix) else tuple(forms(part, language) for part in parts)
                found.append(InLanguage(language, _keys(asked), _short(spoken), (), _count(asked, language, rarity)))
            case Alias(name):
                names = (own[name],) if name in own else aliases.terms(name, language)
                if names:
                    count = _count(plan(Query(node), language, own), language, rarity)
                    found.append(InLanguage(language, names=names, passages=count))
    return ExplainedTerm(written(node), _KINDS[type(node)], excluded, tuple(found))


def _short(spoken: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(each[:_MOST_FORMS] for each in spoken) if any(spoken) else ()


def _keys(asked: Plan) -> tuple[tuple[str, ...], ...]:
    match asked:
        case Token(keys):
            return (keys,)
        case Run(slots) | Loose(slots) | Verbatim(_, slots):
            return slots
        case Either(items) if items:  # a compound: its words, then all of them together
            return tuple(keys for item in items for keys in _keys(item))
    return ()


# ------------------------------------------------------------------ what is required


def _count(asked: Plan, language: str, rarity: Rarity | None) -> int | None:
    """In how many passages at most a term is met; None: not known."""
    if rarity is None:
        return None
    count = _most(asked, language, rarity)
    return None if count >= _COMMON else count


def _most(asked: Plan, language: str, rarity: Rarity) -> int:
    """At most so many passages meet it; _COMMON where that is not known."""
    match asked:
        case Token(keys):
            return sum(rarity(language, key) for key in keys)
        case Run(slots) | Loose(slots) | Verbatim(_, slots):
            return min(sum(rarity(language, key) for key in keys) for keys in slots)
        case Both(items) | Close(items):
            return min((_most(item, language, rarity) for item in items), default=_COMMON)
        case Either(items):
            return min(_COMMON, sum(_most(item, language, rarity) for item in items))
        case Within(item):
            return _most(item, language, rarity)
        case Beginning():
            return _COMMON
    return _COMMON


def _required(query: Query, language: str, own: Mapping[str, str], rarity: Rarity | None) -> Required | None:
    found = _anchor(query.root, language, own, rarity)
    if found is None:
        return None
    weight, terms = found
    count = None if rarity is None or weight[0] >= _COMMON else weight[0]
    return Required(language, terms, count)


# How common, how many terms, how short the shortest is: the least is the best to hang on.
_Weight: TypeAlias = tuple[int, int, int]


def _anchor(
    node: Node, language: str, own: Mapping[str, str], rarity: Rarity | None
) -> tuple[_Weight, tuple[str, ...]] | None:
    """The set of terms one of which is in every passage that meets the node; None: there is none."""
    match node:
        case Not():
            return None
        case Sentence(item):
            return _anchor(item, language, own, rarity)
        case And(items) | Near(items):
            each = [_anchor(item, language, own, rarity) for item in items]
            return min((one for one in each if one is not None), key=lambda one: one[0], default=None)
        case Or(items):
            alternatives = [_anchor(item, language, own, rarity) for item in items if _can_be(item, language, own)]
            if None in alternatives or not alternatives:
                return None
            chosen = [one for one in alternatives if one is not None]
            terms = tuple(dict.fromkeys(term for _, found in chosen for term in found))
            common = min(_COMMON, sum(weight[0] for weight, _ in chosen))
            return (common, len(terms), max(weight[2] for weight, _ in chosen)), terms
    text = written(node)
    common = _COMMON if isinstance(node, Field | Dates | Prefix) else 0
    if rarity is not None and not common:
        common = _most(plan(Query(node), language, own), language, rarity)
    return (common, 1, -len(text)), (text,)


def _can_be(node: Node, language: str, own: Mapping[str, str]) -> bool:
    """Whether a passage in the language may meet an alternative: not so where another language or a name without a
    meaning is asked for.
    """
    return possible_in(Query(node), language) and plan(Query(node), language, own) != NEVER
