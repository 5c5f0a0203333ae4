"""Who says what: the words of a passage that went from one speaker to another."""

from collections import Counter
from collections.abc import Sequence

from watchers.diff.aligning import aligned
from watchers.diff.units import essence, units_of
from watchers.model import Part, Passage

_ALIKE = 0.5  # of the words shared: a turn edited, and not another one


def voices(passage: Passage) -> list[tuple[tuple[str, ...], int]]:
    """Who says how many words, in order."""
    return [(essence(part.label), len(units_of(passage.text[part.start : part.end]))) for part in passage.parts]


def relabelled(old: Passage, new: Passage) -> list[tuple[Part, Part]]:
    """Turns that another speaker has now, as they were and as they are: the same words, or most of them."""
    befores, afters = _turns(old), _turns(new)
    same = aligned([(label, words) for _, label, words in befores], [(label, words) for _, label, words in afters])
    found: list[tuple[Part, Part]] = []
    i = j = 0
    for i_next, j_next in [*same, (len(befores), len(afters))]:
        found += _in_gap(befores[i:i_next], afters[j:j_next])
        i, j = i_next + 1, j_next + 1
    return found


_Turn = tuple[Part, tuple[str, ...], tuple[str, ...]]


def _turns(passage: Passage) -> list[_Turn]:
    return [(part, essence(part.label), essence(passage.text[part.start : part.end])) for part in passage.parts]


def _in_gap(befores: Sequence[_Turn], afters: Sequence[_Turn]) -> list[tuple[Part, Part]]:
    found: list[tuple[Part, Part]] = []
    i = j = 0
    pairs = aligned([words for *_, words in befores], [words for *_, words in afters])
    for i_next, j_next in [*pairs, (len(befores), len(afters))]:
        if i_next - i == j_next - j:
            for (old, label, words), (new, other, others) in zip(befores[i:i_next], afters[j:j_next], strict=True):
                shared = (Counter(words) & Counter(others)).total()
                if label != other and shared > _ALIKE * max(len(words), len(others)):
                    found.append((old, new))
        if i_next < len(befores) and befores[i_next][1] != afters[j_next][1] and befores[i_next][2]:
            found.append((befores[i_next][0], afters[j_next][0]))
        i, j = i_next + 1, j_next + 1
    return found
