"""Whatever is done to a briefing is found again: any sequence of insertions, removals, moves and edits."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.diff import compare, redline, stretches
from watchers.diff.aligning import rising
from watchers.diff.units import essence
from watchers.model import Briefing, Change, Exchange, Passage, Section, Turn

# ------------------------------------------------------------------ briefings, and what is done to them


@dataclass(frozen=True)
class Block:
    """A topic, or the question and answer of an exchange: `said` are its words, none of which any other block has."""

    number: int
    said: tuple[str, ...]
    heading: str | None = None
    label: str | None = None
    quotes: str = '""'

    def text(self) -> str:
        return f"{self.quotes[0]}{' '.join(self.said)}{self.quotes[1]}"


@dataclass
class Page:
    """A briefing in the making: topics, each with a heading of its own, and then exchanges under one heading."""

    topics: list[Block]
    exchanges: list[Block]
    blocks: int = 0
    touched: dict[int, set[str]] = field(default_factory=dict)

    def briefing(self) -> Briefing:
        sections = [Section("topic", block.heading, "body", block.text()) for block in self.topics]
        turns: list[Turn] = []
        pairs: list[Exchange] = []
        for block in self.exchanges:
            turns.append(Turn("Question", None, "journalist", "question", f"Asked {block.said[0]}?"))
            turns.append(Turn(block.label, None, "principal", "answer", block.text()))
            pairs.append(Exchange((len(turns) - 2,), (len(turns) - 1,)))
        if turns:
            text = "\n\n".join(f"{turn.label}: {turn.text}" for turn in turns)
            sections.append(Section("qa", "Questions", "body", text, turns=tuple(turns), exchanges=tuple(pairs)))
        return Briefing(
            "sample", "1", "en", "https://x.example/1", "Briefing", dt.date(2021, 1, 5), sections=tuple(sections)
        )

    def new(self, *, topic: bool) -> Block:
        self.blocks += 1
        number = self.blocks
        said = tuple(f"w{number}x{chr(97 + n)}" for n in range(16))
        return Block(number, said, f"Heading h{number}", None) if topic else Block(number, said, None, "Speaker")

    def numbers(self) -> list[int]:
        return [block.number for block in (*self.topics, *self.exchanges)]


def page(topics: int, exchanges: int) -> Page:
    made = Page([], [])
    made.topics = [made.new(topic=True) for _ in range(topics)]
    made.exchanges = [made.new(topic=False) for _ in range(exchanges)]
    return made


operations = st.tuples(
    st.sampled_from(["insert", "remove", "move", "edit", "retitle", "relabel", "quotes"]),
    st.booleans(),
    st.integers(0, 20),
    st.integers(0, 20),
)
edited_pages = st.tuples(st.integers(0, 6), st.integers(0, 6), st.lists(operations, max_size=6))


def done(made: Page, operation: tuple[str, bool, int, int]) -> Page:
    """The page after one operation; the same, where there is nothing to do it to."""
    what, topic, at, to = operation
    blocks = list(made.topics if topic else made.exchanges)
    touched = {number: set(kinds) for number, kinds in made.touched.items()}
    result = replace(made, touched=touched)
    if what == "insert":
        blocks.insert(at % (len(blocks) + 1), result.new(topic=topic))
    elif blocks:
        at %= len(blocks)
        block = blocks.pop(at)
        if what == "move":
            blocks.insert(to % (len(blocks) + 1), block)
        elif what != "remove":
            place = to % len(block.said[1:]) + 1
            changed = {
                "edit": replace(block, said=(*block.said[:place], block.said[place] + "z", *block.said[place + 1 :])),
                "retitle": replace(block, heading=f"{block.heading} anew") if topic else block,
                "relabel": replace(block, label=f"{block.label} again") if not topic else block,
                "quotes": replace(block, quotes="“”"),
            }[what]
            blocks.insert(at, changed)
            if changed != block:
                touched.setdefault(block.number, set()).add(what)
    return replace(result, topics=blocks) if topic else replace(result, exchanges=blocks)


def versions(drawn: tuple[int, int, list[tuple[str, bool, int, int]]]) -> tuple[Page, Page]:
    topics, exchanges, steps = drawn
    old = new = page(topics, exchanges)
    for step in steps:
        new = done(new, step)
    return old, new


def number_of(passage: Passage) -> int:
    """The block a passage was made of."""
    return int(passage.text.partition("x")[0].rpartition("w")[2])


# ------------------------------------------------------------------ properties


@given(edited_pages)
@settings(deadline=None, max_examples=300)
def test_what_was_done_is_what_is_told(drawn: tuple[int, int, list[Any]]) -> None:
    """Each block's kind follows from what became of it; those not told of kept their order, as many as can."""
    old, new = versions(drawn)
    told: dict[int, str] = {}
    for change in compare(old.briefing().passages(), new.briefing().passages()):
        passage = change.after or change.before
        assert passage is not None
        assert change.before is None or change.after is None or number_of(change.before) == number_of(change.after)
        assert number_of(passage) not in told
        told[number_of(passage)] = change.kind
    before, after = old.numbers(), new.numbers()
    for number in {*before, *after}:
        kinds = new.touched.get(number, set())
        if number not in before or number not in after:
            assert told.pop(number) == ("removed" if number in before else "added")
        elif loud := [kind for kind in ("edit", "retitle", "relabel") if kind in kinds]:
            assert told.pop(number) == {"edit": "edited", "retitle": "retitled", "relabel": "relabelled"}[loud[0]]
        elif "quotes" in kinds:
            assert told.pop(number) in ("cosmetic", "moved")
    assert set(told.values()) <= {"moved"}
    places = {number: place for place, number in enumerate(after)}
    quiet = [number for number in before if number in places and new.touched.get(number, set()) <= {"quotes"}]
    both = [(before.index(number), places[number]) for number in quiet]
    assert len(told) <= len(both) - len(rising(both))
    stayed = [number for number in before if number in places and number not in told and number not in new.touched]
    assert [places[number] for number in stayed] == sorted(places[number] for number in stayed)


def applied(
    old: Sequence[Passage], changes: Sequence[Change], places: Sequence[tuple[int, int | None]]
) -> list[Passage]:
    """An old version brought to the new one by its changes: whatever they do not speak of keeps its words and order.

    places: of the new version's passages, of which only those of the changes are told by these.
    """
    left = list(old)
    put: dict[tuple[int, int | None], Passage] = {}
    for change in changes:
        if change.before is not None:
            left.remove(change.before)
        if change.after is not None:
            put[change.after.section, change.after.exchange] = change.after
    kept = iter(left)
    made = [
        put[place] if place in put else replace(next(kept), section=place[0], exchange=place[1]) for place in places
    ]
    assert not list(kept)
    return made


@given(edited_pages)
@settings(deadline=None, max_examples=300)
def test_the_changes_applied_to_the_old_version_give_the_new_one(drawn: tuple[int, int, list[Any]]) -> None:
    """To the last character; and nothing changes a version into itself."""
    old, new = (made.briefing().passages() for made in versions(drawn))
    changes = compare(old, new)
    assert applied(old, changes, [(p.section, p.exchange) for p in new]) == list(new)
    assert compare(old, old) == ()
    assert compare(new, new) == ()


@given(edited_pages)
@settings(deadline=None, max_examples=200)
def test_the_way_back_tells_the_same_kinds(drawn: tuple[int, int, list[Any]]) -> None:
    """What was added is removed, and all else is called what it was, with the same marks; of those that changed places,
    the one that has other quotes besides may be told as either."""
    old, new = (made.briefing().passages() for made in versions(drawn))
    back = {"added": "removed", "removed": "added"}
    forth, again = ([c for c in changes if c.kind != "cosmetic"] for changes in (compare(old, new), compare(new, old)))
    assert Counter((c.kind, c.marks) for c in forth) == Counter((back.get(c.kind, c.kind), c.marks) for c in again)


SAID = [
    "the", "a", "of", "Iran", "Wong", "said", "not", "never", "15", "17", "5%", "Monday", "May", "2021", "in", "two",
    "[not]", "“no”", "don’t", "–", "official", "Ms.", "Roe,", "talks.", "They", "не", "стороны", "会议不", "\n\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(SAID), max_size=20).map(" ".join)


@given(texts, texts, st.sampled_from(["", "en", "ru", "de", "zh", "xx"]))
@settings(deadline=None, max_examples=400)
def test_marks_are_stable(before: str, after: str, language: str) -> None:
    """The same for a passage alone as among others, each once, and only on a change that can have some."""
    old, new = (Passage(0, None, "topic", "Talks", text) for text in (before, after))
    other = Passage(1, None, "topic", "Other", "Quite another matter, of which nothing more can be said now.")
    alone = compare((old,), (new,), language)
    assert [c for c in compare((other, old), (other, new), language) if other not in (c.before, c.after)] == list(alone)
    assert alone == compare((old,), (new,), language)
    for change in alone:
        assert change.kind in ("edited", "retitled", "relabelled") or not change.marks
        assert len(set(change.marks)) == len(change.marks)


@given(texts, st.sampled_from(SAID), st.sampled_from(SAID), texts)
@settings(deadline=None, max_examples=300)
def test_one_word_for_another_means_the_same_both_ways(lead: str, gone: str, come: str, tail: str) -> None:
    """A denial, a number, a date or a name that differs does so whichever was first."""
    one, other = (Passage(0, None, "topic", "Talks", f"{lead} xyz {word} zyx {tail}") for word in (gone, come))
    either = {"negation", "number", "date", "name"}
    forth, back = (
        {mark for c in compare(*pair) for mark in c.marks} for pair in ((((one,), (other,))), ((other,), (one,)))
    )
    assert forth & either == back & either


@given(texts, texts)
@settings(deadline=None, max_examples=400)
def test_a_redline_and_its_stretches_cover_both_texts_whole(before: str, after: str) -> None:
    """Put together, the spans of each side are that side; what lies between two stretches says the same on both."""
    edits = redline(before, after)
    assert "".join(before[slice(*edit.before)] for edit in edits) == before
    assert "".join(after[slice(*edit.after)] for edit in edits) == after
    i = j = 0
    for stretch in stretches(before, after):
        assert i <= stretch.before[0] <= stretch.before[1] <= len(before)
        assert j <= stretch.after[0] <= stretch.after[1] <= len(after)
        assert essence(before[i : stretch.before[0]]) == essence(after[j : stretch.after[0]])
        i, j = stretch.before[1], stretch.after[1]
    assert essence(before[i:]) == essence(after[j:])
    assert stretches(before, before, to_the_letter=True) == ()
    if " ".join(before.split()) != " ".join(after.split()):
        assert stretches(before, after, to_the_letter=True)
