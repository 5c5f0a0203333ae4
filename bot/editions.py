"""The editions of a briefing side by side, in words (pure): what stands in which, and what is missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aiogram.utils.formatting import Bold, Text

from bot.locales import Words
from bot.message import Button, Draft, Message, fitted
from bot.render import headline, moment
from watchers.model import Briefing, Passage
from watchers.parallel import Counterpart
from watchers.remembered import Edition

_LISTED = 12  # passages named of each kind


def compared(
    editions: Sequence[tuple[Edition, Briefing]],
    pairs: Mapping[int, Sequence[Counterpart]],
    late: Mapping[int, Mapping[int, datetime]],
    words: Words,
    names: Mapping[str, str],
    wanted: str | None,
) -> Message:
    """Which passages of a briefing stand in which of its editions.

    editions: in the order they came; pairs: for each but the first, by its id, how it compares with the first; late: of
    each, the passages by number that came with a later version; wanted: a language in which there is none, and somebody
    might wait for it.
    """
    (first, whole), *others = editions
    draft = Draft(names.get(first.source, first.source), "\n", headline(first, words), "\n")
    for edition, briefing in editions:
        tongue = words.tongue(edition.language)
        draft.add(
            "\n",
            Bold(tongue),
            " — ",
            words("edition-line", count=len(briefing.passages()), when=moment(edition.first_seen_at)),
        )
    for edition, briefing in others:
        found = pairs[edition.id]
        ours, theirs = whole.passages(), briefing.passages()
        here, there = words.tongue(first.language), words.tongue(edition.language)
        both = sum(one.first is not None and one.second is not None for one in found)
        draft.add("\n\n", words("editions-both", one=here, other=there, count=both))
        missing = [ours[one.first] for one in found if one.first is not None and one.second is None]
        added = [theirs[one.second] for one in found if one.second is not None and one.first is None]
        shorter = [ours[one.first] for one in found if one.shorter and one.first is not None]
        for group, passages in (
            (words("editions-only", language=here), missing),
            (words("editions-only", language=there), added),
            (words("editions-shorter", language=there), shorter),
        ):
            if passages:
                draft.add("\n", group, *[line for passage in passages[:_LISTED] for line in _named(passage)])
                if len(passages) > _LISTED:
                    draft.add("\n  …")
    for edition, briefing in editions:
        said = briefing.passages()
        came = [(said[n], at) for n, at in late.get(edition.id, {}).items() if n < len(said)]
        if came:
            draft.add("\n\n", words("editions-late", language=words.tongue(edition.language)))
            for passage, at in came[:_LISTED]:
                draft.add(*_named(passage), f", {moment(at)}")
    read = [Button(words.tongue(edition.language), f"read:{edition.id}") for edition, _ in editions[:8]]
    wait = [Button(words("await", language=words.tongue(wanted)), f"await:{first.id}")] if wanted else []
    return draft.done(read, wait)


def _named(passage: Passage) -> list[Text | str]:
    """A passage by its heading, and an exchange, which shares its own with others, by how it begins as well."""
    heading = " ".join((passage.heading or "").split())
    begins = " ".join(passage.text[:160].split())
    if passage.exchange is None and heading:
        return ["\n  ▪ ", fitted(heading, 120)]
    return ["\n  ▪ ", fitted(begins, 100)]
