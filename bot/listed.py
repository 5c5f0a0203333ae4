"""Past mentions as plain text, where there is room for all of them (pure)."""

from collections.abc import Iterator, Mapping, Sequence

from bot import periods
from bot.export import EXCERPT, quoted
from bot.locales import Words
from bot.periods import Period
from bot.plain import safe
from bot.tallied import figures
from watchers.remembered import Found, Order, Tally


def listed(
    query: str,
    found: Sequence[Found],
    tally: Tally,
    words: Words,
    names: Mapping[str, str],
    *,
    order: Order = "newest",
    period: Period | None = None,
    whole: bool = False,
) -> Iterator[str]:
    """What stands above them, then each briefing with its own, a block of lines each.

    period: what was taken off the end of what was typed; whole: the passages are quoted whole.
    """
    head = words("mentions-head", count=tally.total, query="")
    lines = [(words("mentions-at-least", head=head) if tally.at_least else head) + query]
    if period is not None:
        lines.append(periods.understood(period, words))
    if tally.total > 1:
        lines += figures(tally, words, names, over=period is not None and period.until is not None)
    yield "\n".join(map(safe, lines))
    for group in by_briefing(found, order):
        edition = group[0].edition
        source = names.get(edition.source, edition.source)
        lines = ["", f"{words.day(edition.date)} · {source}", f"{' '.join(edition.title.split())} <{edition.url}>"]
        for hit in group:
            lines += ["▪ " + line if n == 0 else line for n, line in enumerate(_said(hit, words, whole=whole))]
        yield "\n".join(map(safe, lines))


def by_briefing(found: Sequence[Found], order: Order) -> list[list[Found]]:
    """The passages of one edition together, as they stand on its page, or the best first."""
    groups: dict[int, list[Found]] = {}
    for hit in found:
        groups.setdefault(hit.edition.id, []).append(hit)
    for group in groups.values() if order == "newest" else ():
        group.sort(key=lambda hit: (hit.passage.section, -1 if hit.passage.exchange is None else hit.passage.exchange))
    return list(groups.values())


def _said(hit: Found, words: Words, *, whole: bool) -> list[str]:
    """A passage: its heading, who says what, and when its wording was first seen if an edit brought it."""
    heading = " ".join((hit.passage.heading or "").split())
    lines = [heading] if heading else []
    for said in quoted(hit, whole=whole, budget=EXCERPT):
        text = " […] ".join(" ".join(stretch.split()) for stretch in said.texts)
        lines.append(f"{said.name}: {text}" if said.name else text)
    return [*lines, worded(hit, words)] if hit.edited else lines


def worded(hit: Found, words: Words) -> str:
    """When a wording was first seen that came with an edit."""
    return words("mentions-edited", when=f"{words.day(hit.since_at.date())} {hit.since_at:%H:%M} UTC")
