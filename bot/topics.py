"""What /topics answers, in words (pure): each subject is numbered, and a button leads to what was said of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from aiogram.utils.formatting import Bold, Text

from bot.locales import Words
from bot.message import MAX_CALLBACK_BYTES, Button, Draft, Message, fitted
from bot.overview import MOST, Overview
from watchers import aliases
from watchers.model import Span
from watchers.topics import Topic, query_for

_MOST, _ELSE, _PEOPLE = 10, 5, 6  # lines of the lists
_LABEL = 60  # characters
_IN_A_ROW = 6


def topics(seen: Overview, words: Words, names: Mapping[str, str], narrower: Sequence[str]) -> Message:
    """The lists: talked about most, new besides, no longer spoken of; who asked, who answered.

    narrower: the sources that buttons offer instead. Nothing but subjects is bold: `asked` reads them back.
    """
    told = seen.topics
    draft = Draft(
        words("topics-head", source=_source(seen.source, words, names)),
        f"\n{_days(seen.since, seen.until, words)}: ",
        words("topics-count", passages=told.passages, briefings=told.briefings),
    )
    if not seen.whole:
        draft.add("\n", words("topics-cut", most=MOST))
    elif told.passages_before:
        before = words("topics-count", passages=told.passages_before, briefings=told.briefings_before)
        draft.add(
            "\n", words("topics-before", days=_days(seen.before, seen.since - timedelta(days=1), words), size=before)
        )
    most = told.most[:_MOST]
    listed = {topic.query for topic in most}
    new = [topic for topic in told.new if topic.query not in listed][:_ELSE]
    buttons: list[Button] = []
    number = 0
    period, past = (seen.since, seen.until), (seen.before, seen.since - timedelta(days=1))
    for head, chosen, days in (
        (None if told.most else "topics-none", most, period),
        ("topics-new", new, period),
        ("topics-gone", told.gone[:_ELSE], past),
    ):
        if head and (chosen or head == "topics-none"):
            draft.add("\n\n", words(head))
        elif chosen:
            draft.add("\n")
        for topic in chosen:
            line = _line(topic, words, gone=days is past, compared=bool(told.passages_before))
            if not draft.add(f"\n{number + 1}. ", *line):
                break
            number += 1
            buttons.append(Button(str(number), _leads(number, topic, days, seen.source)))
    for pieces in _people(seen, words):
        draft.add("\n", *pieces)
    rows = [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]
    return draft.done(*rows, *([Button(fitted(names.get(one, one), 40), _narrows(one, seen))] for one in narrower))


def _source(source: str | None, words: Words, names: Mapping[str, str]) -> str:
    return words("topics-all") if source is None else names.get(source, source)


def _days(since: date, until: date, words: Words) -> str:
    return words.day(since) if since == until else f"{words.day(since)} – {words.day(until)}"


def _line(topic: Topic, words: Words, *, gone: bool, compared: bool) -> list[Text | str]:
    passages, briefings = topic.passages, topic.briefings
    if gone:
        passages, briefings = topic.passages_before, topic.briefings_before
    pieces: list[Text | str] = [
        Bold(fitted(topic.label, _LABEL)),
        " — ",
        words("topics-count", passages=passages, briefings=briefings),
    ]
    if compared and not gone:
        new = not topic.passages_before
        more = words("topics-is-new") if new else _signed(topic.passages - topic.passages_before)
        pieces.append(f" ({more})")
    return pieces


def _signed(more: int) -> str:
    return f"+{more}" if more > 0 else f"−{-more}" if more else "="


def _people(seen: Overview, words: Words) -> Iterator[list[Text | str]]:
    told = seen.topics
    if told.asked:
        yield ["\n", words("topics-asked", who=_counted(told.asked))]
    if told.answered:
        yield ["" if told.asked else "\n", words("topics-answered", who=_counted(told.answered))]


def _counted(people: Sequence[tuple[str, int]]) -> str:
    shown = ", ".join(f"{fitted(name, _LABEL)} {count}" for name, count in people[:_PEOPLE])
    return f"{shown}, …" if len(people) > _PEOPLE else shown


def _leads(number: int, topic: Topic, days: tuple[date, date], source: str | None) -> str:
    return _data(f"said:{number}:{topic.said[0]}-{topic.said[1]}", days, source)


def _narrows(source: str, seen: Overview) -> str:
    return _data("topics", (seen.since, seen.until), source)


def _data(what: str, days: tuple[date, date], source: str | None) -> str:
    """What a button of the list carries; where a source's id is too long for it, all sources are meant."""
    data = f"{what}:{days[0]:%Y%m%d}:{days[1]:%Y%m%d}:{source or ''}"
    return data if len(data.encode()) <= MAX_CALLBACK_BYTES else data[: -len(source or "")]


def asked(label: str, said: Span, source: str, since: date, until: date) -> str:
    """The query for what was said of a subject that a list shows, in its source ("": in all) and its days.

    said: of its label, what all of its passages say.
    """
    name = aliases.alias_for(label)
    found = f"~{name}" if name else query_for(label[slice(*said)].removesuffix("…"))
    return f"{found}{f' source:{source}' if source else ''} since:{since} until:{until}"
