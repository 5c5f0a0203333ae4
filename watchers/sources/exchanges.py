"""Turns and exchanges: lines of a section to what was said by whom, and questions to their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from watchers.model import Exchange, Role, Turn, TurnKind
from watchers.sources.labels import Label
from watchers.sources.lines import Line, folded, joined, tidy
from watchers.sources.profile import Labels
from watchers.sources.speakers import Cast
from watchers.sources.wording import is_event

_ENOUGH = 3  # labelled questions, and answers, to tell by how a page sets them off


@dataclass(slots=True)
class _Draft:
    label: Label | None
    printed: str
    lines: list[Line] = field(default_factory=list)
    event: bool = False
    role: Role | None = None  # known by weight, where the label was forgotten


def read_turns(
    lines: Sequence[Line], labels: Sequence[Label | None], cast: Cast, words: Labels
) -> tuple[tuple[Turn, ...], tuple[Exchange, ...], str]:
    """The turns of a section, its exchanges, and its text: the turns with their labels as printed.

    What stands before the first label is the unlabelled opening. A stage direction on a line of its own belongs to
    the turn it interrupts; where none goes on after it, it is an event.
    """
    drafts = _drafts(lines, labels, _forgotten(lines, labels, cast))
    turns: list[Turn] = []
    asked = False
    for draft in drafts:
        label = draft.label.text if draft.label else None
        text = joined(draft.lines)
        if draft.event:
            turns.append(Turn(None, None, "unknown", "event", text))
            continue
        role = draft.role or cast.role(label)
        follow_up = label is not None and any(folded(label) == folded(w) for w in words.follow_up)
        kind: TurnKind = "statement"
        if role == "journalist":
            kind, asked = "question", True
        elif asked and role not in ("moderator", "staff"):
            kind = "answer"
        speaker = None if draft.role == "journalist" else cast.speaker(label)
        turns.append(Turn(label, speaker, role, kind, text, follow_up))
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


def _forgotten(lines: Sequence[Line], labels: Sequence[Label | None], cast: Cast) -> dict[int, Role]:
    """Lines that begin a turn whose label was forgotten, where all questions are bold and no answer is.

    A plain line in a question that no labelled answer follows is the answer; bold lines in an answer, right above
    another labelled answer, are a question.
    """
    said = [(i, cast.role(label.text), lines[i].is_bold) for i, label in enumerate(labels) if label]
    asked = [bold for _, role, bold in said if role == "journalist"]
    answered = [bold for _, role, bold in said if role == "principal"]
    if min(len(asked), len(answered)) < _ENOUGH or not all(asked) or any(answered):
        return {}
    found: dict[int, Role] = {}
    for (start, role, _), (stop, after) in zip(
        said, [*((i, r) for i, r, _ in said[1:]), (len(lines), None)], strict=True
    ):
        bolds = [lines[i].is_bold or is_event(lines[i].text) for i in range(start, stop)]
        if role == "journalist" and after != "principal" and False in bolds:
            found[start + bolds.index(False)] = "principal"
        elif role == "principal" and after == "principal" and bolds[-1] and not is_event(lines[stop - 1].text):
            found[start + len(bolds) - bolds[::-1].index(False)] = "journalist"
    return found


def _drafts(lines: Sequence[Line], labels: Sequence[Label | None], forgotten: Mapping[int, Role]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for number, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if number in forgotten:
            drafts.append(_Draft(None, "", [line], role=forgotten[number]))
        elif label is not None:
            drafts.append(_Draft(label, tidy(line.text[: label.start]), [line.rest(label.start)]))
        elif is_event(line.text) and (number + 1 == len(lines) or labels[number + 1] is not None):
            drafts.append(_Draft(None, "", [line], event=True))
        elif drafts and not drafts[-1].event:
            drafts[-1].lines.append(line)
        else:
            drafts.append(_Draft(None, "", [line]))
    return drafts
