"""What became of each passage between two versions."""

from collections.abc import Sequence

from watchers.diff.aligning import rising
from watchers.diff.pairing import exact, paired
from watchers.diff.units import essence, units_of
from watchers.model import Change, ChangeKind, Passage


def compare(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Change, ...]:
    """What became of each passage between two versions, in the order of the new one; unchanged ones are left out.

    added, removed; edited (its words differ); retitled (same words under other words); relabelled (same words by
    others); moved (same words, out of the order of those around them); cosmetic (only spacing, quotes, dashes, layout
    punctuation or unseen characters differ). One change a passage: the first of these that holds.
    """
    pairs = paired(before, after)
    in_order = set(rising(pairs))
    partner = {j: i for i, j in pairs}
    told: list[tuple[float, Change]] = []
    for j, new in enumerate(after):
        if j not in partner:
            told.append((j, Change("added", None, new)))
            continue
        old = before[partner[j]]
        kind = _kind(old, new)
        if kind in (None, "cosmetic") and (partner[j], j) not in in_order:
            kind = "moved"
        if kind:
            told.append((j, Change(kind, old, new)))
    place = dict(pairs)
    latest = -1.0
    for i, old in enumerate(before):
        if i in place:
            latest = place[i]
        else:  # told where it stood: after the passage that stood before it
            told.append((latest + 0.5, Change("removed", old, None)))
    return tuple(change for _, change in sorted(told, key=lambda entry: entry[0]))


def _kind(old: Passage, new: Passage) -> ChangeKind | None:
    if exact(old) == exact(new):
        return None
    if essence(old.text) != essence(new.text):
        return "edited"
    if essence(old.heading) != essence(new.heading):
        return "retitled"
    return "cosmetic" if _voices(old) == _voices(new) else "relabelled"


def _voices(passage: Passage) -> list[tuple[tuple[str, ...], int]]:
    """Who says how many words, in order."""
    return [(essence(part.label), len(units_of(passage.text[part.start : part.end]))) for part in passage.parts]
