"""`rostrum diff`: two saved versions of a page, and what the later one changed."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from bot.cli.options import AsJson
from bot.plain import safe
from watchers.model import Briefing, Change, Mark, Part, Passage

if TYPE_CHECKING:
    from watchers.places import Place

_AFTER_LABEL = re.compile(r"[^\w\s]*")
_AROUND = 40  # characters shown on either side of what changed
_LONGEST = 300  # characters shown of words that went or came


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The page as it was saved first.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The page as it was saved later.")],
    source: Annotated[str, typer.Option(help="The source's profile.")] = "generic",
    as_json: AsJson = False,
) -> None:
    """What became of each passage of a page between two saved versions, with the words that went and came.

    With --json: {"changes": [{kind, before_ref, after_ref, before, after, words, flags}]}. A ref is {section,
    exchange}, indices into what `rostrum read --json` prints of that version; "before" and "after" are the texts of
    the passage, "words" its [{op, before, after}] (replace, insert, delete) as printed, labels included; of the
    heading, where it was retitled, and of the labels, where it was relabelled. "flags" say what small edits mean:
    negation, number, date, name, relabelled, correction, anonymised.
    """
    from bot.cli.read import saved
    from watchers.diff import compare
    from watchers.sources.outline import read_briefing
    from watchers.sources.profile import find_profile

    profile = find_profile(source)
    before, after = (read_briefing(saved(page), profile) for page in (old, new))
    then, now = _Printed(before), _Printed(after)
    changes = compare(then.passages, now.passages, after.language if after.language == before.language else "")
    changes = tuple(_corrected(change, then, now) for change in changes)
    told = [(change, tuple(_replaced(change, then, now))) for change in changes]
    if as_json:
        print(json.dumps({"changes": [_json(change, words) for change, words in told]}, ensure_ascii=False))
        return
    for change, words in told:
        print(safe(_shown(change, words)))
    print(f"{len(told)} {'change' if len(told) == 1 else 'changes'}")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that gave way to others, as printed ("" where there are none), and what stands before and after them."""

    before: str
    after: str
    lead: str = ""
    tail: str = ""

    @property
    def op(self) -> Literal["replace", "insert", "delete"]:
        return "insert" if not self.before else "delete" if not self.after else "replace"


class _Printed:
    """A briefing's passages, and how its page prints them: with the labels."""

    def __init__(self, briefing: Briefing) -> None:
        from watchers.places import places

        found = places(briefing)
        self.passages = tuple(place.passage for place in found)
        self._sections = briefing.sections
        self._places: dict[int, Place] = {id(place.passage): place for place in found}

    def text(self, passage: Passage) -> str:
        if not passage.parts:
            return passage.text
        turns = (f"{self.label(passage, part)} {passage.text[part.start : part.end]}" for part in passage.parts)
        return "\n\n".join(turn.strip() for turn in turns)

    def struck(self, passage: Passage) -> Counter[tuple[str | None, str | None]]:
        """The corrections that the page shows in a passage: words taken back, words put in their place."""
        place = self._places[id(passage)]
        spans = place.in_section([(0, len(passage.text))])
        shown = self._sections[passage.section].corrections
        return Counter((c.struck, c.put) for c in shown if any(a <= c.start < b for a, b in spans))

    def label(self, passage: Passage, part: Part) -> str:
        """The label of a turn with the colon, or whatever it is printed with; "" where it has none."""
        text = self._sections[passage.section].text
        spoken = self._places[id(passage)].in_section([(part.start, part.end)])
        at = text.rfind(part.label, 0, spoken[0][0]) if part.label and spoken else -1
        if at < 0 or part.label is None:
            return part.label or ""
        ends = _AFTER_LABEL.match(text, at + len(part.label), spoken[0][0])
        return text[at : ends.end()] if ends else part.label


def _corrected(change: Change, then: _Printed, now: _Printed) -> Change:
    """The change with its mark, where words were struck out on the page itself, which no text shows."""
    if change.kind != "edited" or change.before is None or change.after is None or "correction" in change.marks:
        return change
    if not now.struck(change.after) - then.struck(change.before):
        return change
    marks = {*change.marks, "correction"}
    return replace(change, marks=tuple(mark for mark in get_args(Mark) if mark in marks))


def _replaced(change: Change, then: _Printed, now: _Printed) -> Iterator[_Words]:
    """The words that went and came: of the heading, of the labels, of the text with its labels."""
    from watchers.diff import relabelled

    old, new = change.before, change.after
    if old is None or new is None:
        yield _Words(then.text(old) if old else "", now.text(new) if new else "")
        return
    if change.kind in ("edited", "retitled"):
        yield from _differing(old.heading or "", new.heading or "", to_the_letter=False)
    if change.kind == "relabelled":
        turns = relabelled(old, new)
        for was, is_ in turns:
            said = " ".join(new.text[is_.start : is_.end].split())[:_AROUND]
            yield _Words(then.label(old, was), now.label(new, is_), tail=f" {said}")
        if turns:
            return
    if change.kind != "retitled":
        letters = change.kind in ("cosmetic", "moved")
        yield from _differing(then.text(old), now.text(new), to_the_letter=letters)


def _differing(before: str, after: str, *, to_the_letter: bool) -> Iterator[_Words]:
    from watchers.diff import stretches

    for stretch in stretches(before, after, to_the_letter=to_the_letter):
        start, end = stretch.after
        lead = after[max(0, start - _AROUND) : start]
        yield _Words(before[slice(*stretch.before)], after[start:end], lead, after[end : end + _AROUND])


# ------------------------------------------------------------------ told


def _json(change: Change, words: tuple[_Words, ...]) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "before_ref": _ref(change.before),
        "after_ref": _ref(change.after),
        "before": change.before and change.before.text,
        "after": change.after and change.after.text,
        "words": [{"op": each.op, "before": each.before, "after": each.after} for each in words],
        "flags": list(change.marks),
    }


def _ref(passage: Passage | None) -> dict[str, int | None] | None:
    return {"section": passage.section, "exchange": passage.exchange} if passage else None


def _shown(change: Change, words: tuple[_Words, ...]) -> str:
    passage = change.after or change.before
    assert passage is not None  # a change has a side
    place = f"section {passage.section}" + ("" if passage.exchange is None else f", exchange {passage.exchange}")
    heading = " ".join((passage.heading or "").split())
    marks = f" ({', '.join(change.marks)})" if change.marks else ""
    lines = [f"{change.kind}{marks}\n  {place}" + (f": {heading}" if heading else "")]
    for each in words:
        gone = f"[-{_short(each.before)}-]" if each.before else ""
        come = f"[+{_short(each.after)}+]" if each.after else ""
        lines.append("    " + " ".join(f"{each.lead}{gone}{come}{each.tail}".split()))
    return "\n".join(lines)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST // 2]} […] {words[-_LONGEST // 2 :]}"
