"""A query explained, with the figures of the archive where there is one: for the chat and the command line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.locales import Words
from bot.wording import understood
from storage.search import Search
from watchers.errors import QueryError
from watchers.query import Field, Query, parse_query
from watchers.query.explaining import Explanation, InLanguage, explain
from watchers.remembered import Share

_COUNTED = 12  # terms of which the archive is asked how often they occur
_FORMS = 24  # written forms of one word in one language
_LANGUAGES = ("en", "ru", "fr", "de", "es", "zh")

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A query explained, and what the archive says of it.

    share: of the whole query (None: there is no archive, or nothing in it); shares: of its terms, by their canonical
    text; forms: the words of the archive that a language's keys find, by (language, keys).
    """

    explanation: Explanation
    share: Share | None = None
    shares: Mapping[str, Share] = field(default_factory=dict)
    forms: Mapping[tuple[str, Keys], tuple[str, ...]] = field(default_factory=dict)

    def spoken(self, found: InLanguage) -> tuple[tuple[str, ...], ...]:
        """For each word of a term its written forms in a language: those of the archive, else those of a dictionary."""
        if self.share is None:
            return found.forms
        return tuple(self.forms.get((found.language, keys), ()) for keys in found.keys)


async def explained(query: Query, own: Mapping[str, str], search: Search | None) -> Explained:
    """A query explained in the languages of the archive, or in all that are explained where there is none."""
    if search is None:
        return Explained(explain(query, own=own))
    there = [code for code in _LANGUAGES if (await search.share(Query(Field("lang", code)))).met]
    share = await search.share(query, own)
    if not there or not share.of:
        return Explained(explain(query, own=own))
    explanation = explain(query, there, own, await search.rarity())
    shares: dict[str, Share] = {}
    forms: dict[tuple[str, Keys], tuple[str, ...]] = {}
    for term in explanation.terms[:_COUNTED]:
        try:
            shares[term.text] = await search.share(parse_query(term.text), own)
        except QueryError:  # no query by itself
            continue
        for found in term.languages:
            for keys in found.keys:
                forms[found.language, keys] = await search.written(keys, found.language, _FORMS)
    return Explained(explanation, share, shares, forms)


def to_json(told: Explained, query: Query, own: Mapping[str, str], exactly: tuple[str, ...]) -> dict[str, Any]:
    """An explained query for programs.

    understood: it in a sentence; taken_exactly: its words that are all capitals; archive: {met, of, sampled} passages,
    null where there is none. Each term has "languages": the keys its words are found by, their forms, what a name
    stands for; "passages" is an estimate.
    """
    made = asdict(told.explanation)
    for term, shown in zip(told.explanation.terms, made["terms"], strict=True):
        shown["archive"] = asdict(told.shares[term.text]) if term.text in told.shares else None
        for found, language in zip(term.languages, shown["languages"], strict=True):
            language["forms"] = told.spoken(found)
    return {
        "query": made["text"],
        "understood": understood(query.root, Words("en"), own),
        "taken_exactly": exactly,
        "archive": asdict(told.share) if told.share else None,
        "terms": made["terms"],
        "required": made["required"],
    }


def lines(told: Explained, query: Query, words: Words, own: Mapping[str, str], exactly: tuple[str, ...]) -> list[str]:
    """An explained query in lines that a phone shows whole: without the query itself."""
    said = [understood(query.root, words, own)]
    if told.share is not None:
        said.append(words("share", met=told.share.met, of=told.share.of, sampled=str(told.share.sampled)))
    if exactly:
        said.append(words("taken-exactly", words=", ".join(exactly), small=" ".join(exactly).lower()))
    for term in told.explanation.terms[:_COUNTED]:
        share = told.shares.get(term.text)
        head = f"▪ {'-' if term.excluded else ''}{term.text}"
        counted = words("term-share", met=share.met) if share else ""
        said.append(f"{head}: {counted}" if share else head)
        said += _languages(told, term.kind, term.languages, words)
    if len(told.explanation.terms) > _COUNTED:
        said.append("…")
    by_terms: dict[tuple[str, ...], list[str]] = {}
    for one in told.explanation.required:
        by_terms.setdefault(one.terms, []).append(one.language)
    for terms, languages in by_terms.items():
        where = f"{', '.join(languages)}: " if len(by_terms) > 1 else ""
        listed = " | ".join(terms[:6]) + (" | …" if len(terms) > 6 else "")
        said.append(where + words("required", count=len(terms), terms=listed))
    return said


def _languages(told: Explained, kind: str, found: tuple[InLanguage, ...], words: Words) -> list[str]:
    """How a term is looked for, languages in which it is the same together."""
    if kind == "exact":
        return ["  " + words("term-exact")]
    if kind == "prefix":
        return ["  " + words("term-prefix")]
    same: dict[str, list[str]] = {}
    for each in found:
        if each.names:
            shown = ", ".join(each.names[:12]) + (", …" if len(each.names) > 12 else "")
        elif any(spoken := told.spoken(each)):
            shown = " + ".join(", ".join(forms[:10]) + (", …" if len(forms) > 10 else "") or "—" for forms in spoken)
        elif told.share is not None:
            continue  # nobody has used the word in this language
        else:
            shown = words("term-stem", stem=" + ".join("/".join(keys) for keys in each.keys))
        same.setdefault(shown, []).append(each.language)
    return [f"  {', '.join(languages)}: {shown}" for shown, languages in same.items()]
