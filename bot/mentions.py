"""What was said before, in words: a page of past mentions, the figures above it, two of them side by side (pure)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot import periods
from bot.listed import by_briefing, worded
from bot.locales import Words
from bot.message import Button, Draft, Message, fitted, marked, size
from bot.periods import Period
from bot.render import quotation, side_by_side
from bot.tallied import figures
from bot.wording import short
from watchers.model import Part
from watchers.remembered import Edition, Found, Order, Tally
from watchers.text import excerpt

PAGE: Final = 5
"""Passages on a page."""

TREND: Final = "trend"
"""The callback data of the button that charts the query of a list."""
_NAMED = 3  # sources, and speakers, in the figures
_TITLE = 160  # characters of a title or a heading
_BUDGETS = ((360, 40), (240, 30), (120, 16))  # characters of each speaker's words, hits marked in them
_LINE = 200  # characters quoted where a passage has one line
_ROOM = 650  # UTF-16 units of a passage: a page is read on a phone
_ROOMY = 600  # the same, and hits marked, where no message limits them
_TURNS = 4  # buttons for pages before this one
_ROW = 3  # briefings' buttons in a row
_SORTED: Mapping[Order, str] = {"newest": "mentions-newest", "best": "mentions-best"}
_FURTHER: Mapping[Order, str] = {"newest": "mentions-older", "best": "mentions-next"}


@dataclass(frozen=True, slots=True)
class Turn:
    """A page of a list: its number from 1, and the token it begins at ("": the first)."""

    page: int
    token: str

    def data(self, order: Order) -> str:
        """The callback data of the button that leads there."""
        return f"past:{self.page}:{order[0]}:{self.token}"


def page(
    query: str,
    found: Sequence[Found],
    total: int,
    words: Words,
    names: Mapping[str, str],
    *,
    at_least: bool = False,
    order: Order = "newest",
    tally: Tally | None = None,
    period: Period | None = None,
    turns: Sequence[Turn] = (Turn(1, ""),),
    older: str | None = None,
    read_to: dt.date | None = None,
) -> Message:
    """A page of past mentions, by briefing.

    at_least: there may be more than `total`; tally: the figures, for the first page; period: what was taken off the end
    of what was typed, and is in `query` now; turns: the pages up to this one; older: the token of the next; read_to:
    the day down to which it was looked for these, where there may be more.
    """
    draft = Draft(*_head(query, total, words, names, at_least=at_least, tally=tally, period=period))
    if read_to is not None:
        draft.add("\n", words("mentions-read-to", day=words.day(read_to)))
    numbered: list[Button] = []
    opened: dict[int, Button] = {}
    left = len(found)
    for group in by_briefing(found, order):
        edition = group[0].edition
        draft.add("\n\n", *_briefing(edition, words, names, max(24, min(_TITLE, draft.left // left // 4))))
        opened[edition.id] = Button(words("mentions-contents", day=words.brief_day(edition.date)), f"read:{edition.id}")
        for hit in group:
            number = len(numbered) + 1
            draft.add(*_fitting(draft, number, hit, words, left))
            numbered.append(Button(f"▪ {number}", _opens(hit)))
            left -= 1
    other: Order = "best" if order == "newest" else "newest"
    sorting = [Button(words(_SORTED[other]), Turn(1, "").data(other))] if total > 1 else []
    return draft.done(
        _turning(turns, older, order, words),
        numbered,
        *_rows(list(opened.values())),
        sorting,
        _further(total, words),
    )


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Why nothing was found, perhaps, and what would be.

    unknown: sources it names of which there is no archive; ever: how many passages meet it without its period, and it
    without that; everywhere: how many meet it with names in every language, and it with these.
    """

    unknown: Sequence[str] = ()
    ever: tuple[int, str] = (0, "")
    everywhere: tuple[int, str] = (0, "")


def none(query: str, words: Words, *, period: Period | None = None, otherwise: Otherwise | None = None) -> Message:
    """Nothing was found."""
    otherwise = otherwise or Otherwise()
    draft = Draft(words("mentions-none", query=fitted(query, 1000)))
    if period is not None:
        draft.add("\n", periods.understood(period, words))
    if otherwise.unknown:
        draft.add("\n", words("mentions-unknown", sources=fitted(", ".join(otherwise.unknown), 200)))
    for key, (count, instead) in (("mentions-ever", otherwise.ever), ("mentions-everywhere", otherwise.everywhere)):
        if count:
            draft.add("\n", words(key, count=count, query=fitted(instead, 1000)))
    return draft.done()


def looked_back(tally: Tally, found: Sequence[Found], words: Words, names: Mapping[str, str]) -> list[Text | str]:
    """How often a query would have been met lately, and some of the passages, each in one line."""
    met, of = tally.lately
    pieces: list[Text | str] = []
    if of:
        pieces += [" ", words("share-lately", met=met, of=of, year=tally.recent.get(365, 0), more=str(tally.at_least))]
    for hit in found:
        pieces += _line(hit, words, names)
    return pieces


def compared(query: str, before: Found, now: Found, words: Words, names: Mapping[str, str]) -> Message:
    """The last two passages of an outlet that met a query: their words as a redline, where they share enough of them to
    be read so, else each quoted.
    """
    source = names.get(now.edition.source, now.edition.source)
    draft = Draft(words("compare-head", source=source), " ", Bold(query))
    for found in (before, now):
        heading = " ".join((found.passage.heading or "").split()) or found.edition.title
        draft.add(
            "\n", Bold(words.day(found.edition.date)), ": ", TextLink(fitted(heading, 200), url=found.edition.url)
        )
    shown = side_by_side(before.passage, now.passage)
    if shown is None or not draft.add("\n\n", shown):
        for found in (before, now):
            for budget in (700, 360, 180):
                quoted = quotation(found.passage, found.match.spans, budget)
                if draft.add("\n\n", Bold(words.day(found.edition.date)), "\n", *quoted):
                    break
    return draft.done()


# ------------------------------------------------------------------ what stands above a list


def _head(
    query: str,
    total: int,
    words: Words,
    names: Mapping[str, str],
    *,
    at_least: bool,
    tally: Tally | None,
    period: Period | None,
) -> list[Text | str]:
    head = words("mentions-head", count=total, query="")
    pieces: list[Text | str] = [words("mentions-at-least", head=head) if at_least else head, Bold(query)]
    if period is not None:
        pieces += ["\n", periods.understood(period, words)]
    if tally is not None and tally.total > 1:
        lines = figures(tally, words, names, over=period is not None and period.until is not None)
        pieces += [f"\n{line}" for line in lines]
    return pieces


# ------------------------------------------------------------------ passages


def _briefing(edition: Edition, words: Words, names: Mapping[str, str], longest: int) -> list[Text | str]:
    """The day, the source and the title of a briefing, which leads to the official page."""
    source = names.get(edition.source, edition.source)
    title = fitted(" ".join(edition.title.split()) or edition.url, longest)
    return [Bold(words.day(edition.date)), f" · {fitted(source, 60)}\n", TextLink(title, url=edition.url)]


def _fitting(draft: Draft, number: int, hit: Found, words: Words, left: int) -> list[Text | str]:
    """A passage in as many words as leave room for the `left` passages that are still to come, this one included."""
    edited: list[Text | str] = ["\n", Italic(worded(hit, words))] if hit.edited else []
    room, entities = min(draft.left // left, _ROOM), draft.entities_left // left
    pieces: list[Text | str] = []
    for budget, most in _BUDGETS:
        quoted = quotation(hit.passage, hit.match.spans, budget, most=most)
        pieces = [f"\n{number} ▪ ", *_heading(hit, _TITLE), *quoted, *edited]
        if _fits(pieces, room, entities):
            return pieces
    for budget in (_LINE, _LINE // 2, _LINE // 4, _LINE // 8):
        pieces = [f"\n{number} ▪ ", *_heading(hit, budget), _best(hit, budget, 4), *edited]
        if _fits(pieces, room, entities):
            break
    return pieces


def _fits(pieces: Sequence[Text | str], room: int, entities: int) -> bool:
    taken, marks = size(*pieces)
    return taken <= room and marks <= entities


def _heading(hit: Found, longest: int) -> list[Text | str]:
    """A passage's heading on a line of its own; nothing where it has none."""
    heading = hit.passage.heading or ""
    end = min(len(heading), longest)
    ending = "…\n" if end < len(heading) else "\n"
    return [marked(heading, 0, end, hit.match.heading_spans, 4), ending] if heading.strip() else []


def _line(hit: Found, words: Words, names: Mapping[str, str]) -> list[Text | str]:
    """A passage in one line: when, who, and the sentence that meets the query best, or the heading that alone does."""
    edition = hit.edition
    said_by = _speaker(_part(hit)) if hit.match.spans else ""
    who = ", ".join([names.get(edition.source, edition.source), *([said_by] if said_by else [])])
    return ["\n▪ ", TextLink(words.day(edition.date), url=edition.url), f", {short(who, 120)}: ", _best(hit, _LINE, 6)]


def _part(hit: Found) -> Part | None:
    """The stretch of one speaker that holds most of the hits."""
    counted = [(sum(part.start <= a < part.end for a, _ in hit.match.spans), part) for part in hit.passage.parts]
    return max(counted, key=lambda each: each[0])[1] if counted else None


def _speaker(part: Part | None) -> str:
    return (part.speaker or part.label or "") if part else ""


def _best(hit: Found, budget: int, most: int) -> Text:
    """The stretch that meets the query best, of the heading where only that does."""
    passage, spans = hit.passage, hit.match.spans
    if not spans and hit.match.heading_spans and passage.heading:
        return marked(passage.heading, 0, min(len(passage.heading), budget), hit.match.heading_spans, most)
    part = _part(hit)
    low, high = (part.start, part.end) if part else (0, len(passage.text))
    inside = [(a - low, b - low) for a, b in spans if low <= a and b <= high]
    stretches = excerpt(passage.text[low:high], inside, budget)
    if not stretches:
        return Text("")
    start, end = max(stretches, key=lambda stretch: sum(stretch[0] <= a < stretch[1] for a, _ in inside))
    before, after = passage.text[low : low + start].strip(), passage.text[low + end : high].strip()
    return Text(
        "… " if before else "", marked(passage.text, low + start, low + end, spans, most), " …" if after else ""
    )


# ------------------------------------------------------------------ buttons


def _turning(turns: Sequence[Turn], older: str | None, order: Order, words: Words) -> list[Button]:
    """The pages before this one, this one, and the next; none where there is but one page."""
    here = turns[-1]
    kept = turns[:-1] if len(turns) <= _TURNS + 1 else (turns[0], *turns[-_TURNS:-1])
    row = [Button(words("mentions-newer", page=turn.page), turn.data(order)) for turn in kept]
    if row:
        row.append(Button(words("mentions-here", page=here.page), here.data(order)))
    if older is not None:
        row.append(Button(words(_FURTHER[order]), Turn(here.page + 1, older).data(order)))
    return row


def _opens(hit: Found) -> str:
    """The callback data of the button that shows a passage whole: an exchange, or the section it is."""
    edition, passage = hit.edition.id, hit.passage
    if passage.exchange is None:
        return f"sect:{edition}:{passage.section}:0"
    return f"exch:{edition}:{passage.section}:{passage.exchange}:0"


def _further(total: int, words: Words) -> list[Button]:
    """What else can be made of a list: a chart, where there is anything to compare, and a file."""
    chart = [Button(words("mentions-trend"), TREND)] if total > 1 else []
    return [*chart, Button(words("mentions-save"), "save:csv")]


def _rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    return [buttons[at : at + _ROW] for at in range(0, len(buttons), _ROW)]
