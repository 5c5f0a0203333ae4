"""How often something was said, in a few short lines (pure)."""

from collections.abc import Mapping, Sequence

from bot.locales import Words
from bot.wording import short
from watchers.remembered import Tally

_NAMED = 3  # sources, and speakers


def figures(tally: Tally, words: Words, names: Mapping[str, str], *, over: bool) -> list[str]:
    """Up to four lines: lately, first and last, the sources, who says it.

    over: the days asked for are, so that nothing was said lately.
    """
    lines: list[str] = []
    if any(tally.recent.values()) and not over:
        recent = [words("mentions-recent", days=days, count=count) for days, count in sorted(tally.recent.items())]
        lines.append(" · ".join(recent))
    if tally.first and tally.last and tally.first != tally.last:
        key = "mentions-span-newest" if tally.at_least else "mentions-span"
        lines.append(words(key, first=words.day(tally.first), last=words.day(tally.last)))
    if len(tally.sources) > 1:
        lines.append(_ranked([(names.get(id_, id_), count) for id_, count in tally.sources], words))
    if speakers := [(name, count) for name, count in tally.speakers if name]:
        heard = words("mentions-heard", count=tally.heard) + " " if tally.heard < tally.total else ""
        lines.append(heard + _ranked(speakers, words))
    return lines


def _ranked(counted: Sequence[tuple[str, int]], words: Words) -> str:
    said = " · ".join(words("mentions-counted", name=short(name, 60), count=count) for name, count in counted[:_NAMED])
    return f"{said} · …" if len(counted) > _NAMED else said
