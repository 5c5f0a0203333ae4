"""What became of each passage between two versions."""

import re
from collections.abc import Sequence
from dataclasses import replace

from watchers.diff.aligning import rising
from watchers.diff.marks import marks
from watchers.diff.pairing import exact, paired
from watchers.diff.regrouping import regrouped
from watchers.diff.signs import dates
from watchers.diff.units import essence
from watchers.diff.voices import voices
from watchers.model import Change, ChangeKind, Passage
from watchers.text import as_written, is_han_or_kana, words

_QUIET = (None, "cosmetic")
_MARKED = frozenset({"edited", "retitled", "relabelled"})
_HEADER_LINE = 12  # words at most
_HAN_PLACE = 8  # characters at most, beside a date
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?\s?m\b\.?)?", re.IGNORECASE)
_TIME_WORDS = frozenset({"года", "году", "часов", "noon", "local", "time", "heures", "horas"})


def compare(before: Sequence[Passage], after: Sequence[Passage], language: str = "") -> tuple[Change, ...]:
    """What became of each passage between two versions, in the order of the new one; unchanged ones are left out.

    added, removed; edited (its words differ); retitled (same words under other words); relabelled (same words by
    others); moved (same words, out of the order of those around them); cosmetic (only spacing, quotes, dashes, layout
    punctuation or unseen characters differ; or lines of place, date and clock above the text). One change a passage:
    the first of these that holds. Where a relabelling put turns into other passages, the old and the new one with the
    turn are `relabelled`, and nothing is said of those that only took in or lost it. language: of both, for the marks
    of what was edited, retitled or relabelled.
    """
    runs = regrouped(before, after)
    apart = ({i for run in runs for i in run.befores}, {j for run in runs for j in run.afters})
    pairs = paired(before, after, apart)
    kinds = {(i, j): _kind(before[i], after[j]) for i, j in pairs}
    # A passage that is told of anyway cannot have been the one that stayed while another moved.
    in_order = set(rising([pair for pair in pairs if kinds[pair] in _QUIET]))
    partner = {j: i for i, j in pairs}
    told = [(float(j), Change("relabelled", before[i], after[j])) for run in runs for i, j in run.pairs]
    for j, new in enumerate(after):
        if j in apart[1]:
            continue
        if j not in partner:
            told.append((j, Change("cosmetic" if _is_header(new) else "added", None, new)))
            continue
        old = before[partner[j]]
        kind = kinds[partner[j], j]
        if kind in _QUIET and (partner[j], j) not in in_order:
            kind = "moved"
        if kind:
            told.append((j, Change(kind, old, new)))
    place = dict(pairs) | {i: run.afters[-1] for run in runs for i in run.befores}
    latest = -1.0
    for i, old in enumerate(before):
        if i in place:
            latest = place[i]
        else:  # told where it stood: after the passage that stood before it
            told.append((latest + 0.5, Change("cosmetic" if _is_header(old) else "removed", old, None)))
    return tuple(_marked(change, language) for _, change in sorted(told, key=lambda entry: entry[0]))


def _marked(change: Change, language: str) -> Change:
    if change.kind not in _MARKED or change.before is None or change.after is None:
        return change
    return replace(change, marks=marks(change.before, change.after, language))


def _kind(old: Passage, new: Passage) -> ChangeKind | None:
    if exact(old) == exact(new):
        return None
    if essence(old.text) != essence(new.text):
        header = {old.kind, new.kind} == {"preamble"} and _below_header(old) == _below_header(new)
        return "cosmetic" if header else "edited"
    if essence(old.heading) != essence(new.heading):
        return "retitled"
    return "cosmetic" if voices(old) == voices(new) else "relabelled"


# ------------------------------------------------------------------ what stands above the text


def _is_header(passage: Passage) -> bool:
    """Whether a passage is nothing but lines of place, date and clock."""
    return passage.kind == "preamble" and not _below_header(passage)


def _below_header(passage: Passage) -> tuple[str, ...]:
    """The words of a preamble without its header lines."""
    return tuple(word for line in passage.text.splitlines() if not _is_header_line(line) for word in essence(line))


def _is_header_line(line: str) -> bool:
    """Whether a line is no sentence but a place, a date or a clock: short, not ended as a sentence is, and, but for
    dates and clocks, with all its longer words in capitals ("James S. Brady Press Briefing Room", "5:25 P.M. EDT")."""
    said = [line[start:end] for start, end in words(line)]
    last = said[-1] if said else ""
    if len(said) > _HEADER_LINE or (line.rstrip(')]"”* ')[-1:] in tuple(".!?:。！？；;") and as_written(last) == last):
        return False
    timeless = _CLOCK.sub(" ", dates("").sub(" ", line))
    if ":" in timeless or "：" in timeless:
        return False  # "Speakers: ..." tells more
    rest = [timeless[start:end] for start, end in words(timeless)]
    if any(is_han_or_kana(word) for word in rest):
        return timeless != line and len(rest) <= _HAN_PLACE
    return all(word[0].isupper() or word in _TIME_WORDS for word in rest if len(word) > 3)
