"""Stage directions inside a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.sources.directions import find_events


@pytest.mark.parametrize(
    "direction",
    [
        "(Laughter.)",
        "(Applause.)",
        "(Laughter and applause.)",
        "(laughs)",
        "(Cross-talk by reporters.)",
        "(Crosstalk.)",
        "[inaudible]",
        "(Off-mike.)",
        "(As interpreted.)",
        "(Speaks French.)",
        "(Смех.)",
        "(Аплодисменты.)",
        "(неразборчиво)",
        "(по-немецки)",
        "(Heiterkeit)",
        "(akustisch unverständlich)",
        "(Rires.)",
        "(Applaudissements)",
        "(Risas.)",
        "（笑）",
        "（记者点头）",
        "（掌声）",
    ],
)
def test_directions_in_the_languages_of_the_sources(direction: str) -> None:
    """Rule: what is said of the room between brackets is an event, wherever it stands."""
    text = f"It is wet. {direction} It is very wet."
    assert [text[a:b] for a, b in find_events(text, spoken=False)] == [direction]


@pytest.mark.parametrize(
    "aside",
    [
        "(COVID-19)",
        "[sic]",
        "[not]",
        "(in Japan)",
        "(Tuesday)",
        "(NATO and the EU)",
        "[senior administration official]",
        "(See the map of the bay.)",
        "(We had said so before.)",
        "（周一）",
        "(those who laughed at us when we first built the pier)",
    ],
)
def test_asides_are_no_directions(aside: str) -> None:
    """Rule: an abbreviation, a date, an insertion or a remark between brackets belongs to the matter."""
    text = f"It is wet {aside} and cold."
    assert find_events(text, spoken=True) == ()


def test_a_sentence_in_brackets_is_a_direction_in_a_transcript_only() -> None:
    """Rule: transcripts tell what people do in whole sentences; elsewhere those are asides."""
    text = "Here it is. (Points to the map of the bay.) You see."
    assert [text[a:b] for a, b in find_events(text, spoken=True)] == ["(Points to the map of the bay.)"]
    assert find_events(text, spoken=False) == ()


@given(st.text(alphabet="([])（）abc. \nLaughter", max_size=120), st.booleans())
def test_events_are_spans_of_the_text_in_order(text: str, spoken: bool) -> None:
    """Property: events lie inside the text, in order, apart, each between brackets."""
    last = 0
    for start, end in find_events(text, spoken):
        assert last <= start < end <= len(text)
        assert text[start] in "([（【"
        assert text[end - 1] in ")]）】"
        last = end
