"""What commands answer, in words: lists, contents, sections whole (pure); what is said of queries is in queries.py."""

from collections.abc import Callable, Collection, Mapping, Sequence

from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.locales import Words
from bot.message import MAX_UNITS, Button, Draft, Message, fitted, units
from bot.render import change, headline, moment, quotation, side_by_side
from storage.sources import SourceState
from watchers.discovery import Sample, Trial
from watchers.model import Briefing, Section, Subscription, Wish
from watchers.remembered import Edition, Found, PastChange

CHANGES_PAGE = 8
"""Changes asked for at a time."""
_PAGE = MAX_UNITS - 700  # room for the heading, and the address at the end
_MOST_BUTTONS = 96  # Telegram takes a hundred
_MOST_WISHES = 60  # subscriptions of which a list also says what of them is told
_CONTENTS_PAGE = 40
COMMANDS = (
    "start",
    "subscribe",
    "subscriptions",
    "unsubscribe",
    "tell",
    "silence",
    "ladder",
    "mentions",
    "topics",
    "compare",
    "changes",
    "explain",
    "alias",
    "unalias",
    "latest",
    "read",
    "editions",
    "sources",
    "addsource",
    "help",
    "stop",
)


def helped(words: Words) -> Message:
    """The commands, and how a query is written."""
    lines = [f"/{command} — {words('command-' + command)}\n" for command in COMMANDS]
    return Draft(words("help"), "\n", *lines, "\n", words("help-query")).done()


def plain(text: str) -> Message:
    """A sentence and nothing else."""
    return Draft(fitted(text)).done()


def subscriptions(
    listed: Sequence[Subscription], wishes: Mapping[str, Wish], missed: Collection[str], words: Words
) -> Message:
    """What a chat follows, numbered, each with a button that stops it.

    wishes: of which it is not told all; missed: of which it is told, too, when a briefing says nothing of it.
    """
    if not listed:
        return plain(words("subscriptions-none"))
    draft = Draft(words("subscriptions-head"))
    buttons: list[Button] = []
    room = max(12, (MAX_UNITS - 200) // len(listed) - 8)  # each is named, if need be by its beginning
    for number, subscription in enumerate(listed[:_MOST_BUTTONS], 1):
        wish = wishes.get(subscription.query)
        told = [words(f"told-{wish}")] if wish else []
        told += [words("told-missed")] if subscription.query in missed else []
        said = "".join(f" · {each}" for each in told) if len(listed) <= _MOST_WISHES else ""
        draft.add(f"\n{number}. ", Bold(fitted(subscription.query, room)), said)
        buttons.append(Button(words("subscription-stop", number=number), f"drop:{subscription.id}"))
    return draft.done(*[buttons[i : i + 5] for i in range(0, len(buttons), 5)])


def mentions(
    query: str,
    found: Sequence[Found],
    total: int,
    words: Words,
    names: Mapping[str, str],
    older: str | None,
    *,
    at_least: bool = False,
) -> Message:
    """Past mentions, newest first. older: the callback data of the button for the next page, None on the last.

    at_least: there may be more than `total`.
    """
    if not found:
        return plain(words("mentions-none", query=query))
    title = words("mentions-head", count=total, query="")
    draft = Draft(words("mentions-at-least", head=title) if at_least else title, Bold(query))
    for hit in found:
        edition = hit.edition
        where = [" ".join((hit.passage.heading or "").split())[:200] or edition.title[:200]]
        head: list[Text | str] = [
            "\n\n",
            Bold(words.day(edition.date)),
            ", ",
            names.get(edition.source, edition.source),
            "\n",
            TextLink(where[0], url=edition.url),
            "\n",
        ]
        for budget in (360, 180, 90):
            if draft.add(*head, *quotation(hit.passage, hit.match.spans, budget)):
                break
    return draft.done([Button(words("mentions-older"), older)] if older else [])


def changes(
    found: Sequence[PastChange], words: Words, names: Mapping[str, str], older: Callable[[PastChange], str]
) -> Message:
    """What was edited lately, the latest first, by briefing.

    older: the callback data of the button that goes on after a change; it is offered where there may be more to show.
    """
    if not found:
        return plain(words("changes-none"))
    draft = Draft(words("changes-head"))
    last, shown = None, 0
    for each in found:
        passage = each.after or each.before
        assert passage is not None
        edition = each.edition
        head: list[Text | str] = []
        if edition.id != last:
            head = ["\n\n", names.get(edition.source, edition.source), "\n", headline(edition, words)]
        head += [
            f"\n{moment(each.seen_at)}  ▪ ",
            Bold(fitted(" ".join((passage.heading or "").split()) or "—", 200)),
            "\n",
        ]
        if not any(draft.add(*head, *change(each, words, budget)) for budget in (240, 120, 60)):
            break
        last, shown = edition.id, shown + 1
    if shown == 0:  # one that fits no message must not hide the others
        shown = 1
    more = shown < len(found) or len(found) == CHANGES_PAGE
    return draft.done([Button(words("mentions-older"), older(found[shown - 1]))] if more else [])


def compared(
    query: str, now: Sequence[Found], before: Sequence[Found], words: Words, names: Mapping[str, str]
) -> Message:
    """The last passage that met a query (none, or one), and the one before it: their words as a redline, where they
    share enough of them to be read so, else each quoted.
    """
    if not now:
        return plain(words("mentions-none", query=query))
    if not before:
        return mentions(query, now, 1, words, names, None)
    draft = Draft(words("compare-head", source=names.get(now[0].edition.source, now[0].edition.source)), Bold(query))
    for found in (before[0], now[0]):
        heading = " ".join((found.passage.heading or "").split()) or found.edition.title
        draft.add(
            "\n", Bold(words.day(found.edition.date)), ": ", TextLink(fitted(heading, 200), url=found.edition.url)
        )
    shown = side_by_side(before[0].passage, now[0].passage)
    if shown is None or not draft.add("\n\n", shown):
        for found in (before[0], now[0]):
            for budget in (700, 360, 180):
                quoted = quotation(found.passage, found.match.spans, budget)
                if draft.add("\n\n", Bold(words.day(found.edition.date)), "\n", *quoted):
                    break
    return draft.done()


def latest(editions: Sequence[Edition], words: Words, names: Mapping[str, str], *, head: str) -> Message:
    """The newest briefings, each with its date, source and address, and a button that opens it."""
    if not editions:
        return plain(words("latest-none"))
    draft = Draft(words(head))
    buttons: list[Button] = []
    for number, edition in enumerate(editions, 1):
        line = Text(f"\n{number}. ", headline(edition, words), f"\n    {names.get(edition.source, edition.source)}")
        if not draft.add(line):
            break
        buttons.append(Button(str(number), f"read:{edition.id}"))
    return draft.done(*[buttons[i : i + 5] for i in range(0, len(buttons), 5)])


def contents(
    edition: Edition, briefing: Briefing, words: Words, names: Mapping[str, str], page: int = 0
) -> Message | None:
    """A briefing's contents: its sections numbered, each with a button that shows it whole; None past the last page."""
    start = page * _CONTENTS_PAGE
    listed = briefing.sections[start : start + _CONTENTS_PAGE]
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
    for number, section in enumerate(listed, start):
        draft.add(f"\n{number + 1}. {fitted(titled(section, words), 80)}")
        buttons.append(Button(str(number + 1), f"sect:{edition.id}:{number}:0"))
    more = [Button(words("read-more"), f"read:{edition.id}:{page + 1}")]
    left = start + _CONTENTS_PAGE < len(briefing.sections)
    return draft.done(*[buttons[i : i + 8] for i in range(0, len(buttons), 8)], more if left else [])


def titled(section: Section, words: Words) -> str:
    """A section's heading, or a name for one that has none."""
    if heading := " ".join((section.heading or "").split()):
        return heading
    return words("section-exchange" if section.kind == "qa" else "section-untitled")


def section(edition: Edition, briefing: Briefing, number: int, page: int, words: Words) -> Message | None:
    """One section, whole, in as many pages as it takes; None when there is no such section or page."""
    if not 0 <= number < len(briefing.sections):
        return None
    chosen = briefing.sections[number]
    pages = paged(chosen.text, _PAGE)
    if not 0 <= page < len(pages):
        return None
    draft = Draft()
    if page == 0:
        draft.add(Bold(fitted(titled(chosen, words), 300)), "\n\n")
    if not draft.add(_with_labels(pages[page], chosen)):
        draft.add(pages[page])
    if page == len(pages) - 1:
        draft.add("\n\n", TextLink(words("official-page"), url=edition.url))
    here = f"sect:{edition.id}:{number}"
    row = [Button(words("read-more"), f"{here}:{page + 1}")] if page + 1 < len(pages) else []
    around = [Button(words("read-contents"), f"read:{edition.id}")]
    if number > 0:
        around.insert(0, Button(words("read-previous"), f"sect:{edition.id}:{number - 1}:0"))
    if number + 1 < len(briefing.sections):
        around.append(Button(words("read-next"), f"sect:{edition.id}:{number + 1}:0"))
    return draft.done(row, around)


def _with_labels(text: str, section: Section) -> Text:
    """The text with the speakers' labels in italics where they open a line (at most 60)."""
    labels = {turn.label for turn in section.turns if turn.label}
    pieces: list[Text | str] = []
    for number, line in enumerate(text.split("\n")):
        label = next((x for x in labels if line.startswith(x)), None) if number < 400 else None
        pieces.append("\n" if number else "")
        pieces += [Italic(label), line[len(label) :]] if label and len(pieces) < 180 else [line]
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


def trial(looked: Trial, words: Words, watch: str) -> Message:
    """What a look at an outlet found, with a button that has it watched. watch: the button's callback data."""
    source = looked.source
    draft = Draft(words("trial-head", name=source.name, profile=source.profile))
    for each in looked.looked:
        draft.add("\n", words("trial-address", url=each.address.url[:300], count=each.announced))
    for sample in looked.samples:
        draft.add("\n\n", *_sampled(sample, words))
    if not looked.well:
        draft.add("\n\n⚠ ", words("trial-doubtful"))
    return draft.done([Button(words("trial-watch"), watch)])


def _sampled(sample: Sample, words: Words) -> list[Text | str]:
    title = fitted(sample.title or sample.url, 200)
    if sample.briefing is None:
        return ["▪ ", TextLink(title, url=sample.url), "\n⚠ ", fitted(sample.trouble, 300)]
    briefing = sample.briefing
    turns = [turn for section in briefing.sections for turn in section.turns]
    cut = words(
        "trial-cut",
        sections=len(briefing.sections),
        turns=len(turns),
        questions=sum(turn.kind == "question" for turn in turns),
    )
    day = words.day(briefing.date) if briefing.date else words("trial-undated")
    return ["▪ ", TextLink(title, url=sample.url), f", {day}\n{cut}"]


def sources(states: Sequence[SourceState], words: Words) -> Message:
    """What is watched, when each source was read last, and which are in trouble since when and why."""
    if not states:
        return plain(words("sources-none"))
    draft = Draft(words("sources-head"))
    for state in states:
        when = moment(state.polled_at) if state.polled_at else words("source-never")
        pieces: list[Text | str] = [
            "\n",
            Bold(state.name),
            f" ({state.id})\n    ",
            words("source-line", count=state.briefings, when=when),
        ]
        if state.unread:
            reason = fitted(state.unread_reason or "", 200)
            pieces += ["\n    ⚠ ", words("source-unread", count=state.unread, reason=reason)]
        if state.trouble and state.trouble_at:
            reason = fitted(state.trouble, 200)
            pieces += ["\n    ⚠ ", words("source-trouble", when=moment(state.trouble_at), reason=reason)]
        if not draft.add(*pieces):
            break
    return draft.done()
