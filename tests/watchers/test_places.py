"""A word found in a passage is found in its section's text: the same letters, at the place they are printed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from watchers.model import Briefing, Exchange, Section, Turn
from watchers.places import places

SAID = st.sampled_from(["Yes.", "Ana Lind", "Grain is shipped. Grain, I say.", "No comment", "Question", "Да. 🌾 Нет."])
LABELS = st.sampled_from([None, "Ana Lind", "Question", "Yes"])


@st.composite
def sections(draw: st.DrawFn) -> Section:
    """A section of turns with labels, as printed; some of the turns are exchanges, which may interrupt each other."""
    turns: list[Turn] = []
    printed: list[str] = []
    for _ in range(draw(st.integers(1, 7))):
        label, text = draw(LABELS), draw(SAID)
        kind = draw(st.sampled_from(["question", "answer", "event", "statement"]))
        turns.append(Turn(label, None, "unknown", kind, text))  # type: ignore[arg-type]
        printed.append(f"{label}: {text}" if label else text)
    owners = draw(st.lists(st.sampled_from([None, 0, 1]), min_size=len(turns), max_size=len(turns)))
    held = [[n for n, owner in enumerate(owners) if owner == exchange] for exchange in (0, 1)]
    exchanges = tuple(Exchange(tuple(some[:1]), tuple(some[1:])) for some in held if some)
    return Section("qa", "Questions", "body", "\n\n".join(printed), (), tuple(turns), exchanges)


def of(*cut: Section) -> Briefing:
    return Briefing("mid", "1", "en", "https://mid.example/1", "Briefing", None, sections=cut)


@given(st.lists(sections(), min_size=1, max_size=3))
def test_every_word_of_a_passage_stands_in_its_section_where_the_place_says(cut: list[Section]) -> None:
    """Each turn, letter for letter, in the order of the page, and no two turns at one place."""
    briefing = of(*cut, Section("topic", "Grain", "body", "Grain again."))
    found = places(briefing)
    assert [place.passage for place in found] == list(briefing.passages())
    taken: dict[int, list[tuple[int, int]]] = {}
    for place in found:
        text = briefing.sections[place.passage.section].text
        spans = [(part.start, part.end) for part in place.passage.parts] or [(0, len(place.passage.text))]
        shown = place.in_section(spans)
        assert [text[a:b] for a, b in shown] == [place.passage.text[a:b] for a, b in spans]
        taken.setdefault(place.passage.section, []).extend(shown)
    for stands in taken.values():
        ordered = sorted(stands)
        assert all(one[1] <= other[0] for one, other in pairwise(ordered))


def test_a_turn_that_repeats_its_label_is_found_behind_it() -> None:
    """The words, not the label that reads like them."""
    turn = Turn("Yes", None, "unknown", "answer", "Yes")
    (place,) = places(of(Section("qa", None, None, "Yes: Yes", (), (turn,))))
    assert place.in_section([(0, 3)]) == ((5, 8),)


def test_a_span_from_one_turn_into_the_next_becomes_one_in_each() -> None:
    """What stands between the two is no part of it."""
    turns = (Turn("Q", None, "journalist", "question", "Why now"), Turn("A", None, "principal", "answer", "now then"))
    section = Section("qa", None, None, "Q: Why now\n\nA: now then", (), turns, (Exchange((0,), (1,)),))
    (place,) = places(of(section))
    assert place.passage.text == "Why now\n\nnow then"
    assert [section.text[a:b] for a, b in place.in_section([(4, 12)])] == ["now", "now"]
