"""Labels: which lines begin a turn, judged by what the whole page shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.sources.labels import find_labels, is_capitals, is_name
from watchers.sources.lines import Line
from watchers.sources.profile import find_profile

GENERIC = find_profile("generic")


def labels(*texts: str | Line, title: str = "") -> list[str | None]:
    lines = [t if isinstance(t, Line) else Line(t) for t in texts]
    return [label.text if label else None for label in find_labels(lines, GENERIC, title)]


@pytest.mark.parametrize(
    "label",
    [
        "MS. JEAN-DOE",
        "MR DOE",
        "SECRETARY McDOE",
        "UNDER SECRETARY DOE",
        "SENIOR HARBOUR OFFICIAL",
        "FRAGE GÖRRES",
        "THE PRESIDENT",
    ],
)
def test_capitals_as_transcripts_set_them_are_labels(label: str) -> None:
    """Rule: two words or more in capitals before a colon are a speaker, even once; accents and "Mc" do not matter."""
    assert is_capitals(label)
    assert labels(f"{label}: Good day.") == [label]


@pytest.mark.parametrize("label", ["NATO", "I have", "IN 2031", "U.S. policy"])
def test_an_acronym_or_a_sentence_is_no_label(label: str) -> None:
    """Rule: one word in capitals may be an acronym, so it is no sure label."""
    assert not is_capitals(label)
    assert labels(f"{label}: the sea is wide.") == [None]


def test_initials_and_surname_are_labels_with_what_stands_in_brackets() -> None:
    """Rule: "В.Путина (по-немецки):" is one label; the note in brackets stays part of it as printed."""
    assert labels("А.Иванов: Да.", "А.Иванов (по-немецки): Ja.") == ["А.Иванов", "А.Иванов (по-немецки)"]


def test_a_name_needs_evidence_where_questions_have_a_label() -> None:
    """Rule: beside "Question:", a capitalised word met once before a colon is no speaker; met twice it is."""
    page = ["Question: What?", "Jane Roe: This.", "Iran: we have spoken of it.", "Question: And?", "Jane Roe: That."]
    assert labels(*page) == ["Question", "Jane Roe", None, "Question", "Jane Roe"]


def test_names_in_the_title_or_in_the_list_of_speakers_are_labels() -> None:
    """Rule: a name met once is a label where the title or a list of speakers has it."""
    assert labels("Jane Roe: Good day.", title="Briefing by Spokeswoman Jane Roe") == ["Jane Roe"]
    listed = labels("Sprecher: StS Roe, von Dornen-Au (Hafen)", "Herr Au fragt.", "von Dornen-Au: Guten Tag.")
    assert listed == [None, None, "von Dornen-Au"]


def test_bold_before_plain_words_is_evidence() -> None:
    """Rule: a name set off by weight is a label where the page has labels at all."""
    assert labels("Q: Why?", Line("Jane Roe: Because.", bold=9)) == ["Q", "Jane Roe"]


def test_q_without_a_colon_needs_its_gap_or_company() -> None:
    """Rule: "Q" and several blanks is a label; with one blank it is where it comes again."""
    assert labels("Q    Is it?", "Q\u00a0 \u00a0Was it?") == ["Q", "Q"]
    assert labels("Q fever is rare.") == [None]
    assert labels("Q Is it?", "MR. ROE: Yes.", "Q Was it?") == ["Q", "MR. ROE", "Q"]


@pytest.mark.parametrize(
    "text",
    [
        "https://tides.example/a",
        "See: below",
        "10:30 is the time",
        "Source: the harbour master",
        "We have three aims: one, two, three.",
        "He said: “Go.”",
        ": nothing before",
        "：",
        "",
    ],
)
def test_other_colons_are_no_labels(text: str) -> None:
    """Rule: addresses, clocks, sentences and the like are words of the turn they stand in."""
    assert labels("Question: What?", text, "Jane Roe: This.", "Question: And?", "Jane Roe: That.")[1] is None


def test_a_label_ends_where_its_words_begin() -> None:
    """Rule: `start` is the first character of what was said; a full-width colon needs no blank."""
    (label,) = find_labels([Line("答：明天。")], GENERIC, "")
    assert label is not None
    assert (label.text, label.start) == ("答", 2)


@given(st.lists(st.text(max_size=80), max_size=12), st.text(max_size=60))
def test_any_lines_are_judged_without_an_error(texts: list[str], title: str) -> None:
    """Property: a label found is the beginning of its line, and there is one answer for each line."""
    lines = [Line(text) for text in texts]
    found = find_labels(lines, GENERIC, title)
    assert len(found) == len(lines)
    for line, label in zip(lines, found, strict=True):
        assert label is None or 0 < label.start <= len(line.text)


@given(st.text(max_size=150))
def test_any_text_can_be_asked_whether_it_is_a_name(text: str) -> None:
    """Property: the shape of a name is judged without an error."""
    if text.strip():
        is_name(text.strip())
