"""Turns and exchanges: lines of a section to what was said by whom, and questions to their answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from watchers.model import Exchange, Role, Turn, TurnKind
from watchers.sources.labels import Label
from watchers.sources.lines import Line, joined, tidy
from watchers.sources.speakers import Cast
from watchers.sources.wording import is_event

_BROKEN_OFF = re.compile(r"(?:[-–—]|…|\.\.\.)[\"”’»\s]*(?:[(\[][^()\[\]]{2,60}[)\]][\s.]*)?$")
_TAKEN_UP = re.compile(r"(?:[-–—]+|…|\.\.\.)\s*\w")
_INTERJECTED = 4  # turns: a longer exchange of words is no interjection any more
_ASKS_ON = re.compile(
    r"\W*(?:(?:and|so|okay|yes|yeah|hi|thanks?|thank you|just|can i|could i|may i|if i (?:can|could|may)|let me|i|"
    r"i[’']d|i[’']ll|i[’']m|wanted|want|would|like|have|got|one|a|an|my|another|quick|brief|very|small|short|real|"
    r"also|again|then|to|in|as|on)\W+){0,8}follow(?:ing)?[ -]?up\b|\W*追问|\W*(?:и )?(?:ещё|еще)? ?уточняющий вопрос|"
    r"\W*(?:eine )?(?:zusatz|nach)frage\b",
    re.IGNORECASE,
)
_ENOUGH = 3  # labelled questions, and answers, to tell by how a page sets them off


@dataclass(slots=True)
class _Draft:
    label: Label | None
    printed: str
    lines: list[Line] = field(default_factory=list)
    event: bool = False
    role: Role | None = None  # known by weight, where the label was forgotten


def read_turns(
    lines: Sequence[Line], labels: Sequence[Label | None], cast: Cast
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
        kind: TurnKind = "statement"
        if role == "journalist":
            kind, asked = "question", True
        elif asked and role not in ("moderator", "staff"):
            kind = "answer"
        speaker = None if draft.role == "journalist" else cast.speaker(label)
        outlet = cast.outlet(label) if kind == "question" else None
        follow_up = kind == "question" and (
            cast.asks_on(label) or bool(_ASKS_ON.match(text)) or _asks_again(turns, label, speaker or outlet)
        )
        turns.append(Turn(label, speaker, role, kind, text, follow_up, outlet))
    printed = [f"{d.printed} {t.text}".strip() for d, t in zip(drafts, turns, strict=True)]
    return tuple(turns), pair(turns), "\n\n".join(printed)


def _asks_again(turns: Sequence[Turn], label: str | None, asker: str | None) -> bool:
    """Whether the last to ask was the same one, known by name, and was answered."""
    last = next((t for t in reversed(turns) if t.kind == "question"), None)
    return asker is not None and last is not None and last.label == label and turns[-1].kind != "question"


def pair(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """Exchanges: questions in a row (statements between them passed over), then the answers up to the next question.

    An interjection does not end an exchange: where the answer breaks off at a dash and goes on after it, or the
    question does, what stands between belongs to it.
    """
    exchanges: list[Exchange] = []
    questions: list[int] = []
    answers: list[int] = []
    for number, turn in enumerate(turns):
        if turn.kind == "question":
            if answers and not _goes_on(turns, number, turns[questions[-1]], turns[answers[-1]]):
                exchanges.append(Exchange(tuple(questions), tuple(answers)))
                questions, answers = [], []
            questions.append(number)
        elif turn.kind == "answer" and questions:
            answers.append(number)
    if questions:
        exchanges.append(Exchange(tuple(questions), tuple(answers)))
    return tuple(exchanges)


def _goes_on(turns: Sequence[Turn], at: int, question: Turn, answer: Turn) -> bool:
    """Whether the question at `at` does not begin an exchange: it resumes the last one, or interrupts its answer."""
    if _resumes(question, turns[at]):
        return True
    after = next((t for t in turns[at : at + _INTERJECTED] if t.kind == "answer"), None)
    return after is not None and _resumes(answer, after)


def _resumes(before: Turn, after: Turn) -> bool:
    """Whether one speaker was cut short and goes on: "it is about —", "— service and leadership"."""
    if (before.label, before.speaker, before.role) != (after.label, after.speaker, after.role):
        return False
    if not _BROKEN_OFF.search(before.text):
        return False
    named = after.speaker is not None  # many ask under one "Q": then only the dash tells that it is the same one
    return bool(_TAKEN_UP.match(after.text)) or (named and after.text[:1].islower())


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
