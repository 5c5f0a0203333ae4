"""Each change between two versions gets its right name, and a redline covers both texts to the character."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.diff import collapsed, compare, fingerprint, keeps_words, redline
from watchers.model import Change, Part, Passage

PARAGRAPHS = (
    "The Foreign Minister will receive his colleague from Cairo on Thursday; a joint lunch follows the talks.",
    "On the situation around the northern corridor: convoys pass twice a day and nobody has been held up since May.",
    "Our consulate in Porto Alegre reports that all nineteen hikers are safe and will fly home this week.",
    "The grain memorandum expires in the autumn. Whether it is prolonged depends on the insurers, not on us.",
    "An exhibition of maps from the seventeenth century opens in the old mint, entrance is free of charge.",
    "Question about the satellite: it is a weather satellite, its papers were filed with Geneva two years ago.",
)


def topic(text: str, heading: str | None = None) -> Passage:
    return Passage(0, None, "topic", heading, text)


def spoken(text: str, label: str) -> Passage:
    return Passage(1, 0, "qa", "Questions", text, (Part(None, label, "principal", "answer", 0, len(text)),))


PAGE = tuple(topic(text, f"Heading {number}") for number, text in enumerate(PARAGRAPHS))


def kinds(before: tuple[Passage, ...], after: tuple[Passage, ...]) -> list[str]:
    return [change.kind for change in compare(before, after)]


def test_an_unchanged_page_has_no_changes() -> None:
    """Nothing is told of passages that stayed."""
    assert compare(PAGE, PAGE) == ()


def test_a_passage_put_in_is_added_and_moves_nobody() -> None:
    """Those after it stand one later, which is no move."""
    new = topic("Something else entirely happened at the harbour.")
    assert compare(PAGE, (*PAGE[:2], new, *PAGE[2:])) == (Change("added", None, new),)


def test_a_passage_taken_out_is_removed() -> None:
    """And again nobody moves."""
    assert compare(PAGE, PAGE[:2] + PAGE[3:]) == (Change("removed", PAGE[2], None),)


def test_an_edited_passage_is_paired_with_what_it_was() -> None:
    """A word changed, a sentence more: the same passage, edited."""
    text = PARAGRAPHS[2].replace("nineteen", "twenty") + " Two of them were hurt."
    for heading in ("Heading 2", "Another heading", None):
        new = topic(text, heading)
        assert compare(PAGE, (*PAGE[:2], new, *PAGE[3:])) == (Change("edited", PAGE[2], new, ("number",)),)


def test_a_topic_rewritten_under_its_own_heading_is_edited() -> None:
    """A heading that names one topic alone keeps it the same, whatever its text becomes."""
    new = topic("Entirely other words, none shared.", "Heading 1")
    assert compare(PAGE, (PAGE[0], new, *PAGE[2:])) == (Change("edited", PAGE[1], new),)


def test_exchanges_under_one_heading_are_not_taken_for_each_other() -> None:
    """All exchanges of a section share its heading: an unlike one is a new one, the old one is gone."""
    page = tuple(Passage(1, number, "qa", "Questions", text) for number, text in enumerate(PARAGRAPHS))
    new = Passage(1, 2, "qa", "Questions", "Was the ferry late? Hardly: three minutes, as always when it snows.")
    assert kinds(page, (*page[:2], new, *page[3:])) == ["removed", "added"]


def test_an_answer_added_to_its_question_is_an_edit() -> None:
    """A question published first and answered later stays one passage."""
    question = Passage(1, 0, "qa", "Questions", "How many hikers are still in Porto Alegre, and when do they fly home?")
    answered = Passage(1, 0, "qa", "Questions", question.text + "\n\n" + PARAGRAPHS[2] + " " + PARAGRAPHS[4])
    assert kinds((*PAGE[:2], question), (*PAGE[:2], answered)) == ["edited"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('He said "yes".', "He said “yes”."),
        ("Nagorno-Karabakh – today", "Nagorno\u2011Karabakh — today"),
        ("One  two\nthree", "One two three"),
        ("Kara\u00adbakh\u200b today", "Karabakh today"),
        ("cafe\u0301", "café"),
        ("First, second; third", "First second: third"),
        ("Iran's", "Iran’s"),
        ("• One", "One"),
    ],
)
def test_layout_is_cosmetic(old: str, new: str) -> None:
    """Spacing, quotes, dashes, commas and unseen characters change no words; the redline shows nothing either."""
    assert kinds((topic(old),), (topic(new),)) == ["cosmetic"]
    assert {edit.op for edit in redline(old, new)} == {"equal"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("He will come.", "He will come?"),
        ("the president", "the President"),
        ("rose by 5%", "rose by 5"),
        ("it was -5 degrees", "it was 5 degrees"),
        ("3.5 million", "35 million"),
        ("$5", "€5"),
        ("все", "всё"),
        ("resign", "re-sign"),
    ],
)
def test_what_is_read_aloud_differently_is_an_edit(old: str, new: str) -> None:
    """Question marks, signs of money and number, letter case and letters carry meaning."""
    assert kinds((topic(old, "One"),), (topic(new, "One"),)) == ["edited"]
    assert {edit.op for edit in redline(old, new)} > {"equal"} or "equal" not in {e.op for e in redline(old, new)}


def test_a_passage_told_at_another_place_is_moved() -> None:
    """Only the one that left its neighbours: those it jumped over stayed."""
    assert compare(PAGE, (PAGE[4], *PAGE[:4], PAGE[5])) == (Change("moved", PAGE[4], PAGE[4]),)


def test_repeated_passages_do_not_move_when_one_goes() -> None:
    """Of passages with the same words, those in order are paired first."""
    thanks = topic("Thank you.")
    assert kinds((thanks, PAGE[0], thanks), (PAGE[0], thanks)) == ["removed"]


def test_another_heading_over_the_same_words_is_retitled() -> None:
    """A heading's words count, its quotes do not."""
    assert kinds((topic("Text.", "On maps"),), (topic("Text.", "On old maps"),)) == ["retitled"]
    assert kinds((topic("Text.", "On “maps”"),), (topic("Text.", 'On "maps"'),)) == ["cosmetic"]


def test_the_same_words_by_another_are_relabelled() -> None:
    """Who speaks changed, what is said did not; the same label with another dash is layout."""
    assert kinds((spoken("We agree.", "Ivanov"),), (spoken("We agree.", "Petrov"),)) == ["relabelled"]
    assert kinds((spoken("We agree.", "A – B"),), (spoken("We agree.", "A - B"),)) == ["cosmetic"]


passages = st.builds(
    topic, st.sampled_from([*PARAGRAPHS, "Thank you.", "Yes.", "Yes!", "“Yes.”"]), st.sampled_from([None, "A", "B"])
)
pages = st.lists(passages, max_size=8)


@given(pages, pages)
@settings(deadline=None, max_examples=300)
def test_every_passage_is_accounted_for_once(before: list[Passage], after: list[Passage]) -> None:
    """Changes and unchanged passages use up both versions exactly; each name fits what it is given to."""
    left_before, left_after = list(before), list(after)
    for change in compare(before, after):
        assert (change.before is None) == (change.kind == "added")
        assert (change.after is None) == (change.kind == "removed")
        if change.before:
            left_before.remove(change.before)
        if change.after:
            left_after.remove(change.after)
        if change.kind == "moved" and change.before and change.after:
            assert {e.op for e in redline(change.before.text, change.after.text)} <= {"equal"}
    assert sorted(map(repr, left_before)) == sorted(map(repr, left_after))
    assert compare(before, before) == ()
    assert (fingerprint(before) == fingerprint(after)) == (before == after)


words = st.lists(st.sampled_from(["the", "a", "Iran", "said", "«no»", "no", "5,5", "?", "–", "кафе\u0301", "  ", "\n"]))
redlined = st.one_of(st.text(max_size=40), words.map(" ".join), words.map("".join))


@given(redlined, redlined)
@settings(deadline=None, max_examples=400)
def test_a_redline_gives_both_texts_back(before: str, after: str) -> None:
    """The spans of each side, put together, are that side to the character; neighbours differ in op."""
    edits = redline(before, after)
    assert "".join(before[slice(*edit.before)] for edit in edits) == before
    assert "".join(after[slice(*edit.after)] for edit in edits) == after
    at = (0, 0)
    for edit in edits:
        assert (edit.before[0], edit.after[0]) == at
        at = (edit.before[1], edit.after[1])
        assert edit.op != "delete" or edit.after[0] == edit.after[1]
        assert edit.op != "insert" or edit.before[0] == edit.before[1]
        if edit.op != "equal":
            continue
        assert [e.op for e in redline(before[slice(*edit.before)], after[slice(*edit.after)])] == ["equal"]
    assert at == (len(before), len(after))
    assert all(one.op != other.op for one, other in pairwise(edits))
    assert {edit.op for edit in redline(before, before)} <= {"equal"}


def shown(before: str, after: str) -> str:
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(
        marks[e.op].format(before[slice(*e.before)] if e.op == "delete" else after[slice(*e.after)])
        for e in redline(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("We met on Monday.", "We met on Friday.", "We met on [-Monday-][+Friday+]."),
        ("We met Monday at six.", "We met Friday at six.", "We met [-Monday -][+Friday +]at six."),
        ("In Moscow next week.", "In Moscow.", "In Moscow[- next week-]."),
        ("In Moscow.", "In Moscow next week.", "In Moscow[+ next week+]."),
        ("He will come.", "He will not come.", "He will [+not +]come."),
        ("", "All new", "[+All new+]"),
        ("All gone", "", "[-All gone-]"),
        ("“Да”, – сказал он.", '"Нет" - сказал он.', '[-“Да”, – -][+"Нет" - +]сказал он.'),
        ("x кафе\u0301", "x море\u0301", "x [-кафе\u0301-][+море\u0301+]"),
    ],
)
def test_a_redline_reads_well(before: str, after: str, expected: str) -> None:
    """Whole words go and come, with the space after them; what both sides share stays outside."""
    assert shown(before, after) == expected


def test_a_word_that_survives_by_chance_does_not_cut_a_rewritten_sentence() -> None:
    """A lone "the" amid other words is no anchor for a reader."""
    before = "Our partners have always known the reasons for this difficult decision."
    after = "Next month ambassadors will visit the harbour at dawn without journalists."
    assert [edit.op for edit in redline(before, after)][:2] == ["delete", "insert"]
    assert len(redline(before, after)) <= 3


def test_two_ways_to_cut_a_page_keep_its_words() -> None:
    """Misread, it would hold others."""
    joined = replace(PAGE[0], text="\n\n".join(passage.text for passage in PAGE))
    assert keeps_words(PAGE, [joined])
    garbled = [replace(p, text=p.text.encode("utf-16-le").decode("cp1251", "replace")) for p in PAGE]
    assert not keeps_words(PAGE, garbled)


def test_a_page_that_lost_most_of_its_text_has_collapsed() -> None:
    """Contents without bodies, or a page cut in half, is no deletion."""
    hollow = tuple(topic("", p.heading) for p in PAGE)
    assert collapsed(PAGE, hollow)
    assert collapsed(PAGE, PAGE[:2])
    assert collapsed(PAGE, ())
    assert collapsed(PAGE[:1], ())


def test_a_page_that_kept_its_text_has_not() -> None:
    """One section withdrawn, a regrouping into fewer passages, or a short page that changed, are versions."""
    assert not collapsed(PAGE, PAGE)
    assert not collapsed(PAGE, PAGE[1:])
    assert not collapsed(PAGE, (topic(" ".join(PARAGRAPHS)),))
    assert not collapsed((), PAGE)
    assert not collapsed(PAGE[:3], PAGE[:1])


@pytest.mark.parametrize(
    "other",
    [
        (topic("ab", "H"), topic("c")),
        (topic("a", "H"), topic("bc")),
        (topic("a", "h"), topic("b c")),
        (topic("a"), topic("b c")),
        (topic("a", "H"), topic("b c", "")),
        (topic("a", "H"), topic("b  c")),
        (topic("a", "H"), topic("b\u00a0c")),
        (topic("b c"), topic("a", "H")),
        (topic("a", "H"), spoken("b c", "X")),
    ],
)
def test_any_character_changed_is_another_fingerprint(other: tuple[Passage, ...]) -> None:
    """So that even cosmetic versions are kept; where a field ends counts as well."""
    page = (topic("a", "H"), topic("b c"))
    assert fingerprint(page) == fingerprint(list(page))
    assert fingerprint(page) != fingerprint(other)


def test_two_long_versions_with_nothing_in_common_are_compared_all_the_same() -> None:
    """Four hundred passages a side, all of them other words or all nearly alike: bounded work, right answers."""
    drawn = random.Random(7)
    before = [topic(" ".join(f"b{drawn.randrange(5000)}" for _ in range(50))) for _ in range(400)]
    after = [topic(" ".join(f"a{drawn.randrange(5000)}" for _ in range(50))) for _ in range(400)]
    assert len(compare(before, after)) == 800
    alike = [topic(f"{PARAGRAPHS[1]} {number}") for number in range(400)]
    edited = [topic(f"{PARAGRAPHS[1]} {number}!") for number in range(400)]
    assert [change.kind for change in compare(alike, edited)] == ["edited"] * 400
