"""Where the words of a passage stand in its section's text: a passage leaves out what a section prints around them."""

from collections.abc import Iterable
from dataclasses import dataclass

from watchers.model import Briefing, Passage, Section, Span, turns_of_passages


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a briefing, and where its text stands in that of its section.

    pieces: what of the passage's text stands there letter for letter (start, end), and how much further on.
    """

    passage: Passage
    pieces: tuple[tuple[int, int, int], ...]

    def in_section(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Spans of the passage's text as spans of its section's text, in order: the same words, letter for letter.

        A span from one turn into the next becomes one in each: in the section's text a label stands between them.
        """
        cut = ((max(a, start), min(b, end), shift) for a, b in spans for start, end, shift in self.pieces)
        return tuple(sorted((a + shift, b + shift) for a, b, shift in cut if a < b))


def places(briefing: Briefing) -> tuple[Place, ...]:
    """The passages of a briefing, in the order of `Briefing.passages`, each with its place."""
    passages = iter(briefing.passages())
    made: list[Place] = []
    for section in briefing.sections:
        if not section.turns:
            if section.text.strip():
                made.append(Place(next(passages), ((0, len(section.text), 0),)))
            continue
        starts = _starts(section)
        for _, turns in turns_of_passages(section):
            passage = next(passages)
            stand = zip(passage.parts, (starts[turn] for turn in turns), strict=True)
            pieces = ((part.start, part.end, at - part.start) for part, at in stand if at is not None)
            made.append(Place(passage, tuple(pieces)))
    return tuple(made)


def _starts(section: Section) -> list[int | None]:
    """For each turn, where its text begins in that of the section (None: it is not there)."""
    found: list[int | None] = []
    at = 0
    for turn in section.turns:
        label = section.text.find(turn.label, at) if turn.label else -1
        start = section.text.find(turn.text, at if label < 0 or turn.label is None else label + len(turn.label))
        found.append(None if start < 0 else start)
        at = at if start < 0 else start + len(turn.text)
    return found
