"""Briefings in words (pure): the latest, the contents of one, a section or exchange whole, and the ways among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.locales import Words
from bot.message import MAX_UNITS, Button, Draft, Message, fitted, is_link, units
from bot.render import headline
from watchers.model import Briefing, Section, Turn, turns_of_passages
from watchers.parallel import Counterpart
from watchers.remembered import Edition

LISTED = 10
"""Briefings in one list."""
_PAGE = MAX_UNITS - 700  # room for the heading and the address
_CONTENTS_PAGE = 40  # lines
_LINE = 74  # UTF-16 units of a line of the contents
_MOST_TONGUES = 8
_MOST_LABELS = 60


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where a reader stops: a section whole (run None), or one of the runs into which it is cut.

    exchange: which exchange of the section the run is; None for what is said beside them.
    """

    section: int
    run: int | None = None
    exchange: int | None = None


def latest(
    editions: Sequence[Edition],
    words: Words,
    names: Mapping[str, str],
    *,
    head: str,
    first: int = 1,
    older: str | None = None,
) -> Message:
    """Briefings, newest first, each with its date, source and address, and a button that opens it.

    head: what stands above; first: the number of the first; older: the callback data of the button that goes on.
    """
    if not editions:
        return Draft(words("latest-none" if first == 1 else "latest-end")).done()
    draft = Draft(head)
    buttons: list[Button] = []
    for number, edition in enumerate(editions, first):
        line = Text(f"\n{number}. ", headline(edition, words), f"\n    {names.get(edition.source, edition.source)}")
        if not draft.add(line):
            break
        buttons.append(Button(str(number), f"read:{edition.id}"))
    return draft.done(*_rows(buttons, 5), [Button(words("mentions-older"), older)] if older else [])


# ------------------------------------------------------------------ contents


def stops(briefing: Briefing) -> tuple[Stop, ...]:
    """Where a reader stops who leaves nothing out: sections, and where there are several exchanges, each of these."""
    found: list[Stop] = []
    for number, section in enumerate(briefing.sections):
        runs = turns_of_passages(section)
        if len(runs) < 2:
            found.append(Stop(number))
        else:
            found += [Stop(number, run, exchange) for run, (exchange, _) in enumerate(runs)]
    return tuple(found)


def contents(
    edition: Edition,
    briefing: Briefing,
    words: Words,
    names: Mapping[str, str],
    others: Sequence[Edition] = (),
    page: int = 0,
    note: str = "",
) -> Message | None:
    """A briefing's contents: its sections, and the exchanges of each, numbered, with a button for each that shows it
    whole; None past the last page. others: its editions in other languages, each with a button; note: said below.
    """
    lines: list[tuple[str, str, str]] = []  # number, words, callback data
    for number, section in enumerate(briefing.sections):
        stop = Stop(number)
        lines.append((f"{number + 1}", titled(section, words), _data(edition, stop)))
        runs = turns_of_passages(section)
        for run, (exchange, turns) in enumerate(runs if len(runs) > 1 else ()):
            begins = _begins([section.turns[turn] for turn in turns])
            lines.append((f"{number + 1}.{run + 1}", begins, _data(edition, Stop(number, run, exchange))))
    start = page * _CONTENTS_PAGE
    listed = lines[start : start + _CONTENTS_PAGE]
    if page and not listed:
        return None
    draft = Draft(
        names.get(edition.source, edition.source),
        "\n",
        headline(edition, words),
        "\n",
        words("contents-head", count=len(briefing.sections)),
    )
    buttons: list[Button] = []
    for label, said, data in listed:
        if not draft.add(f"\n{'    ' if '.' in label else ''}{label}. {fitted(said, _LINE)}"):
            break
        buttons.append(Button(label, data))
    if note:
        draft.add(f"\n\n{note}")
    row = [Button(words("read-more"), f"read:{edition.id}:{page + 1}")] if start + _CONTENTS_PAGE < len(lines) else []
    tongues = [Button(words.tongue(other.language), f"read:{other.id}") for other in others if other.id != edition.id]
    return draft.done(*_rows(buttons, 8 if len(listed) == len(briefing.sections) else 6), row, tongues[:_MOST_TONGUES])


def titled(section: Section, words: Words) -> str:
    """A section's heading, or a name for one that has none."""
    if heading := _flat(section.heading or ""):
        return heading
    return words("section-exchange" if section.kind == "qa" else "section-untitled")


def _begins(turns: Sequence[Turn]) -> str:
    """How an exchange begins, with who asks, where the page says it."""
    turn = turns[0]
    asking = turn.outlet or turn.speaker
    begins = _flat(turn.text[:200])
    return f"{fitted(_flat(asking), 24)}: {begins}" if asking else begins


# ------------------------------------------------------------------ a place whole


def shown(
    edition: Edition, briefing: Briefing, stop: Stop, page: int, words: Words, others: Sequence[Edition] = ()
) -> Message | None:
    """A section or one of its exchanges, whole, in as many pages as it takes; None when there is no such place or page.

    others: the briefing's editions in other languages, each with a button that leads to the same place there.
    """
    if not 0 <= stop.section < len(briefing.sections):
        return None
    section = briefing.sections[stop.section]
    runs = turns_of_passages(section)
    if stop.run is not None and not 0 <= stop.run < len(runs):
        return None
    text = section.text if stop.run is None else _written([section.turns[turn] for turn in runs[stop.run][1]])
    pages = paged(text, _PAGE)
    if not 0 <= page < len(pages):
        return None
    heading: list[Text | str] = [Bold(fitted(titled(section, words), 300))]
    if stop.run is not None:
        heading.append(f" · {stop.section + 1}.{stop.run + 1}")
    if len(pages) > 1:
        heading.append(f" ({page + 1}/{len(pages)})")
    official = Text(", ", TextLink(words("official-page"), url=edition.url)) if is_link(edition.url) else ""
    draft = Draft(*heading, "\n", words.day(edition.date), official, "\n\n")
    if not draft.add(_with_labels(pages[page], section)):
        draft.add(pages[page])
    more = _data(edition, stop, page + 1)
    row = [Button(words("read-more"), more)] if page + 1 < len(pages) else []
    place = "-" if stop.run is None else str(stop.run)
    tongues = [
        Button(words.tongue(other.language), f"turn:{other.id}:{edition.id}:{stop.section}:{place}")
        for other in others
        if other.id != edition.id
    ]
    return draft.done(row, _around(edition, briefing, stop, words), tongues[:_MOST_TONGUES])


def _around(edition: Edition, briefing: Briefing, stop: Stop, words: Words) -> list[Button]:
    """The buttons to what stands before and after a place, and to the contents."""
    route = stops(briefing)
    first = next(
        n for n, each in enumerate(route) if each == stop or (stop.run is None and each.section == stop.section)
    )
    last = max(n for n, each in enumerate(route) if each == stop or (stop.run is None and each.section == stop.section))
    around = [Button(words("read-contents"), f"read:{edition.id}")]
    if first > 0:
        around.insert(0, Button(words("read-previous"), _data(edition, route[first - 1])))
    if last + 1 < len(route):
        around.append(Button(words("read-next"), _data(edition, route[last + 1])))
    return around


def exchange_of(briefing: Briefing, section: int, exchange: int) -> Stop | None:
    """The place of an exchange, by its number in a section; the section, where that is nothing else."""
    if not 0 <= section < len(briefing.sections):
        return None
    runs = turns_of_passages(briefing.sections[section])
    run = next((n for n, (number, _) in enumerate(runs) if number == exchange), None)
    if run is None:
        return None
    return Stop(section, run, exchange) if len(runs) > 1 else Stop(section)


def across(
    ours: Briefing, theirs: Briefing, pairs: Sequence[Counterpart], section: int, run: int | None
) -> Stop | None:
    """The place in another edition where the same is said as at a place here; None: that is not there.

    pairs: how the passages of ours and theirs are each other's counterparts.
    """
    here = [n for n, place in enumerate(_places(ours)) if place.section == section and run in (None, place.run)]
    there = _places(theirs)
    for number in here:
        partner = next((pair.second for pair in pairs if pair.first == number), None)
        if partner is not None and partner < len(there):
            found = there[partner]
            alone = len(turns_of_passages(theirs.sections[found.section])) < 2
            return Stop(found.section) if run is None or alone else found
    return None


def _places(briefing: Briefing) -> list[Stop]:
    """The place of each passage, as they are cut."""
    runs = {n: turns_of_passages(section) for n, section in enumerate(briefing.sections) if section.turns}
    places: list[Stop] = []
    seen: dict[int, int] = {}
    for passage in briefing.passages():
        run = seen.get(passage.section, 0)
        seen[passage.section] = run + 1
        places.append(Stop(passage.section, run if passage.section in runs else None, passage.exchange))
    return places


def _data(edition: Edition, stop: Stop, page: int = 0) -> str:
    """The callback data of the button that leads to a place."""
    if stop.run is None:
        return f"sect:{edition.id}:{stop.section}:{page}"
    if stop.exchange is None:
        return f"said:{edition.id}:{stop.section}:{stop.run}:{page}"
    return f"exch:{edition.id}:{stop.section}:{stop.exchange}:{page}"


def _written(turns: Sequence[Turn]) -> str:
    """Turns as the page has them: each after its label."""
    return "\n\n".join(f"{turn.label}: {turn.text}" if turn.label else turn.text for turn in turns)


def _with_labels(text: str, section: Section) -> Text:
    """The text with the speakers' labels in italics where they open a line (at most so many)."""
    labels = {turn.label for turn in section.turns if turn.label}
    pieces: list[Text | str] = []
    for number, line in enumerate(text.split("\n")):
        label = next((x for x in labels if line.startswith(x)), None) if number < 400 else None
        pieces.append("\n" if number else "")
        pieces += [Italic(label), line[len(label) :]] if label and len(pieces) < 3 * _MOST_LABELS else [line]
    return Text(*pieces)


def paged(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units, cut between paragraphs, else at a blank."""
    pages: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        window = rest[: limit // 2 if units(rest[:limit]) > limit else limit]
        cut = max(window.rfind("\n\n"), 0) or max(window.rfind("\n"), 0) or max(window.rfind(" "), 0) or len(window)
        pages.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pages, rest]


def _rows(buttons: Sequence[Button], wide: int) -> list[Sequence[Button]]:
    return [buttons[i : i + wide] for i in range(0, len(buttons), wide)]


def _flat(text: str) -> str:
    return " ".join(text.split())
