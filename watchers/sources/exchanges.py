"""Turns and exchanges: lines of a section to what was said by whom, and questions to their answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from watchers.model import Exchange, Turn, TurnKind
from watchers.sources.labels import Label
from watchers.sources.lines import Line, folded, joined, tidy
from watchers.sources.profile import Labels
from watchers.sources.speakers import Cast
from watchers.sources.wording import is_event


@dataclass(slots=True)
class _Draft:
    label: Label | None
    printed: str
    lines: list[Line] = field(default_factory=list)
    event: bool = False


def read_turns(
    lines: Sequence[Line], labels: Sequence[Label | None], cast: Cast, words: Labels
) -> tuple[tuple[Turn, ...], tuple[Exchange, ...], str]:
    """The turns of a section, its exchanges, and its text: the turns with their labels as printed.

    What stands before the first label is the unlabelled opening. A stage direction on a line of its own belongs to
    the turn it interrupts; where none goes on after it, it is an event.
    """
    drafts = _drafts(lines, labels)
    turns: list[Turn] = []
    asked = False
    for draft in drafts:
        label = draft.label.text if draft.label else None
        text = joined(draft.lines)
        if draft.event:
            turns.append(Turn(None, None, "unknown", "event", text))
            continue
        role = cast.role(label)
        follow_up = label is not None and any(folded(label) == folded(w) for w in words.follow_up)
        kind: TurnKind = "statement"
        if role == "journalist":
            kind, asked = "question", True
        elif asked and role not in ("moderator", "staff"):
            kind = "answer"
        turns.append(Turn(label, cast.speaker(label), role, kind, text, follow_up))
    printed = [f"{d.printed} {t.text}".strip() for d, t in zip(drafts, turns, strict=True)]
    return tuple(turns), pair(turns), "\n\n".join(printed)


def pair(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """Exchanges: questions in a row (statements between them passed over), then the answers up to the next question."""
    exchanges: list[Exchange] = []
    questions: list[int] = []
    answers: list[int] = []
    for number, turn in enumerate(turns):
        if turn.kind == "question":
            if answers:
                exchanges.append(Exchange(tuple(questions), tuple(answers)))
                questions, answers = [], []
            questions.append(number)
        elif turn.kind == "answer" and questions:
            answers.append(number)
    if questions:
        exchanges.append(Exchange(tuple(questions), tuple(answers)))
    return tuple(exchanges)


def _drafts(lines: Sequence[Line], labels: Sequence[Label | None]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for number, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if label is not None:
            drafts.append(_Draft(label, tidy(line.text[: label.start]), [line.rest(label.start)]))
        elif is_event(line.text) and (number + 1 == len(lines) or labels[number + 1] is not None):
            drafts.append(_Draft(None, "", [line], event=True))
        elif drafts and not drafts[-1].event:
            drafts[-1].lines.append(line)
        else:
            drafts.append(_Draft(None, "", [line]))
    return drafts
