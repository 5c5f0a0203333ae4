"""What is said of queries and names, in words: misread, refused, followed, explained, defined (pure)."""

from collections.abc import Mapping, Sequence

from aiogram.utils.formatting import Bold, Code, Text

from bot import figures
from bot.asking import in_all_languages, named_in
from bot.figures import Explained
from bot.locales import Words
from bot.message import Button, Draft, Message, fitted
from bot.periods import Period, dated
from bot.plain import pointed
from bot.wording import short, understood, why
from watchers import aliases
from watchers.aliases import Kind
from watchers.errors import QueryError
from watchers.model import Subscription
from watchers.query import Query, parse_query
from watchers.remembered import Share

_KINDS: tuple[Kind, ...] = ("country", "organisation", "person", "formula")
_NAMED = 8  # built-in names of a kind shown as examples
_TERMS = 14  # of a name's terms in one language
_LANGUAGES = ("en", "ru", "fr", "de", "es", "zh")


def misread(error: QueryError, words: Words, period: Period | None = None) -> Message:
    """A query that could not be understood: the query, a caret under the place, what is wrong, what would work.

    period: what was taken off the end of what was typed; what would work has it too.
    """
    shown, caret = pointed(error.text, error.start, error.end)
    reason = why(error, words)
    pieces: list[Text | str] = [Code(f"{shown}\n{caret}"), "\n", reason] if error.text.strip() else [reason]
    if error.suggestion:
        pieces += ["\n", words("query-suggestion", suggestion=within(error.suggestion, period))]
    return Draft(*pieces).done()


def within(suggestion: str, period: Period | None) -> str:
    """What is suggested, of the period only: after an OR it is not enough to add the days to the end."""
    try:
        return str(dated(parse_query(suggestion), period)) if period else suggestion
    except QueryError:  # a suggestion of another command's language
        return suggestion


# ------------------------------------------------------------------ following


def subscribed(
    query: Query,
    words: Words,
    *,
    new: bool,
    own: Mapping[str, str],
    share: Share,
    exactly: Sequence[str] = (),
    subscription: int = 0,
    instead: str = "",
    past: Sequence[Text | str] = (),
) -> Message:
    """A subscription confirmed: how its query was understood, and how often it would have been met so far.

    exactly: the words of it that were taken exactly as written for being all capitals; subscription: its id; instead:
    the query it takes the place of; past: how often it would have been met lately, and where.
    """
    draft = Draft(
        words("subscribed" if new else "subscribed-again", query=""),
        Bold(str(query)),
        *(["\n", words("subscribed-instead", query=instead)] if instead else []),
        "\n",
        understood(query.root, words, own),
    )
    if exactly:
        draft.add("\n", words("taken-exactly", words=", ".join(exactly), small=" ".join(exactly).lower()))
    if share.of:
        draft.add("\n", words("share", met=share.met, of=share.of, sampled=str(share.sampled)))
        draft.add(*past)
    draft.add("\n", words("subscribed-next", query=str(query)))
    if not subscription or in_all_languages(query, own) is None:
        return draft.done()
    names = " ".join(f"~{name}" for name in named_in(query, own))
    return draft.done([Button(words("subscribe-everywhere", names=short(names, 50)), f"every:{subscription}")])


def too_common(query: Query, share: Share, words: Words) -> Message:
    """Why a query is not followed that would tell of nearly everything."""
    return Draft(
        Bold(str(query)), "\n", words("too-common", met=share.met, of=share.of, sampled=str(share.sampled))
    ).done()


# ------------------------------------------------------------------ explained


def explained(told: Explained, query: Query, words: Words, own: Mapping[str, str], exactly: tuple[str, ...]) -> Message:
    """A query laid open."""
    draft = Draft(Bold(str(query)))
    for line in figures.lines(told, query, words, own, exactly):
        if not draft.add("\n", fitted(line, 1300)):
            draft.add("\n…")
            break
    return draft.done()


# ------------------------------------------------------------------ names


def names(own: Mapping[str, str], words: Words) -> Message:
    """The names a chat has defined, and a few of the built-in ones by kind."""
    draft = Draft(words("aliases-own" if own else "aliases-none"))
    for name, query in own.items():
        if not draft.add("\n~", Bold(name), " = ", short(query, 60)):
            break
    by_kind: dict[Kind, list[str]] = {kind: [] for kind in _KINDS}
    for name in aliases.names():
        known = aliases.about(name)
        if known is not None:
            by_kind[known.kind].append(name)
    draft.add("\n\n", words("aliases-built-in", count=sum(map(len, by_kind.values()))))
    for kind, listed in by_kind.items():
        step = max(1, len(listed) // _NAMED)  # from all over the alphabet
        shown = "  ".join(f"~{name}" for name in listed[::step][:_NAMED])
        draft.add("\n", words("alias-kind", kind=kind, count=len(listed), examples=shown))
    draft.add("\n\n", words("alias-usage"))
    return draft.done()


def named(name: str, query: Query, words: Words, own: Mapping[str, str], used: Sequence[Subscription]) -> Message:
    """A name of the chat's own: what it stands for, what it hides, and who follows by it."""
    draft = Draft("~", Bold(name), " = ", str(query), "\n", understood(query.root, words, own))
    if (known := aliases.about(name)) is not None:
        draft.add("\n", words("alias-hides", name=name, label=known.label(words.language)))
    if used:
        draft.add("\n", words("alias-used", count=len(used), queries=_listed(used)))
    return draft.done()


def built_in(name: str, words: Words) -> Message | None:
    """What a built-in name stands for in each language; None if there is no such name."""
    known = aliases.about(name)
    if known is None:
        return None
    draft = Draft("~", Bold(known.name), ": ", known.label(words.language))
    for language in _LANGUAGES:
        found = aliases.terms(known.name, language)
        if found:
            draft.add(f"\n{language}: ", ", ".join(found[:_TERMS]), ", …" if len(found) > _TERMS else "")
    return draft.done()


def unnamed(name: str, words: Words, used: Sequence[Subscription], *, still: bool) -> Message:
    """A name of the chat's own taken back. still: a built-in one is called the same, and is in force again."""
    draft = Draft(words("alias-removed", name=name))
    if still:
        draft.add("\n", words("alias-built-in-again", name=name))
    elif used:
        draft.add("\n", words("alias-missed", count=len(used), queries=_listed(used)))
    return draft.done()


def _listed(used: Sequence[Subscription]) -> str:
    return "; ".join(short(one.query, 60) for one in used[:5]) + ("; …" if len(used) > 5 else "")
