"""From a place in a passage to the place in its section's text, where the page prints it."""

from collections.abc import Iterable

from watchers.model import Passage, Section, Span


def in_section(passage: Passage, section: Section, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of a passage's text as spans of its section's text, in order.

    A passage joins the words of its turns and leaves the labels out; the section has them as printed. A span that runs
    over the end of a turn runs over the next label there.
    """
    places = _places(passage, section)
    if not places:  # a section without turns is one passage
        return tuple(spans)
    return tuple((_place(start, places), _place(end - 1, places) + 1) for start, end in spans)


def _places(passage: Passage, section: Section) -> list[tuple[int, int, int]]:
    """Of each part of the passage its beginning and end, and how much further on it stands in the section."""
    if not section.turns:
        return []
    printed: list[int] = []  # where each turn's words stand
    at = 0
    for turn in section.turns:
        at = section.text.index(turn.text, at)
        printed.append(at)
        at += len(turn.text)
    owned = {number for exchange in section.exchanges for number in (*exchange.questions, *exchange.answers)}
    own: Iterable[int] = range(len(section.turns))
    if passage.exchange is not None:
        exchange = section.exchanges[passage.exchange]
        mine = {*exchange.questions, *exchange.answers}
        own = [number for number in own if number in mine or number not in owned]
        own = [number for number in own if number >= min(mine)]
    else:
        own = [number for number in own if number not in owned]
    turns = iter(own)
    places = []
    for part in passage.parts:
        text = passage.text[part.start : part.end]
        number = next(number for number in turns if section.turns[number].text == text)
        places.append((part.start, part.end, printed[number] - part.start))
    return places


def _place(at: int, places: list[tuple[int, int, int]]) -> int:
    for start, end, further in places:
        if start <= at < end:
            return at + further
    # Between two turns: the end of the one before.
    before = [(end, further) for _, end, further in places if end <= at]
    return before[-1][0] - 1 + before[-1][1] if before else at
