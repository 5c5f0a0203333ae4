"""How far up a ladder of words ("concern", "deep concern", "regret", "condemn") a subject is spoken of (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from watchers.model import Passage, Setting, Span
from watchers.query import View, meets, parse_query, plan
from watchers.text import sentences

TONE: Final = ("~concern", "~deep-concern", "~regret", "~protest", "~condemn")
"""The ladder that comes with Rostrum: formulas known in six languages, the mildest first."""

_LONGEST = 500  # characters of a sentence


@dataclass(frozen=True, slots=True)
class Height:
    """A step, counted from 0, and the sentence that stands on it."""

    step: int
    said: str


def height(
    subject: str, names: Mapping[str, str], steps: Sequence[str], passages: Sequence[Passage], setting: Setting
) -> Height | None:
    """The highest step (queries, the lowest first) met where a subject is met, in any of these passages; None: none is.

    A step counts in the sentence that speaks of the subject, or in one beside it: a passage says much else. Where only
    the heading names the subject, all of its passage speaks of it.
    """
    best: Height | None = None
    for passage in passages:
        view = View(passage, setting)
        about = meets(plan(parse_query(subject), setting.language, names), view)
        if about is None:
            continue
        said = sentences(passage.text)
        near = set(range(len(said)))
        if about.spans:
            near = {n + aside for n in _those_with(said, about.spans) for aside in (-1, 0, 1)}
        for number in range(len(steps) - 1, best.step if best else -1, -1):
            found = meets(plan(parse_query(steps[number]), setting.language), view)
            stands = sorted(near & _those_with(said, found.spans)) if found else []
            if stands:
                start, end = said[stands[0]]
                best = Height(number, " ".join(passage.text[start : min(end, start + _LONGEST)].split()))
                break
    return best


def _those_with(said: Sequence[Span], spans: Sequence[Span]) -> set[int]:
    return {n for n, (start, end) in enumerate(said) if any(a < end and start < b for a, b in spans)}


def read_steps(text: str) -> tuple[str, ...]:
    """The steps of a ladder as typed ("concern < "deep concern" < regret"), as canonical queries.

    Raises QueryError for a step that cannot be read, and ValueError where there are fewer than two.
    """
    steps = tuple(str(parse_query(step)) for step in text.split("<"))
    if len(set(steps)) < 2:
        raise ValueError(text)
    return steps
