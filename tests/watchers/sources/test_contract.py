"""The JSON form of a briefing: the contract of storage, export and judging."""

import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

from watchers.contract import from_json, to_json
from watchers.model import Briefing, ContentsEntry, Exchange, Section, Turn

TEXTS = st.text(max_size=20)
MAYBE = st.none() | TEXTS
TURNS = st.builds(
    Turn,
    MAYBE,
    MAYBE,
    st.sampled_from(["principal", "guest", "journalist", "moderator", "staff", "anonymous", "unknown"]),
    st.sampled_from(["statement", "question", "answer", "event"]),
    TEXTS,
    st.booleans(),
)
INDICES = st.lists(st.integers(0, 9), max_size=3).map(tuple)
SECTIONS = st.builds(
    Section,
    st.sampled_from(["preamble", "topic", "qa", "appendix"]),
    MAYBE,
    st.none() | st.sampled_from(["body", "contents", "inferred"]),
    TEXTS,
    INDICES,
    st.lists(TURNS, max_size=4).map(tuple),
    st.lists(st.builds(Exchange, INDICES, INDICES), max_size=3).map(tuple),
)
BRIEFINGS = st.builds(
    Briefing,
    source=TEXTS,
    key=TEXTS,
    language=TEXTS,
    url=TEXTS,
    title=TEXTS,
    date=st.none() | st.dates(),
    time=st.none() | st.times(),
    contents=st.lists(st.builds(ContentsEntry, MAYBE, st.sampled_from(["topics", "questions"]), TEXTS), max_size=3).map(
        tuple
    ),
    sections=st.lists(SECTIONS, max_size=4).map(tuple),
)


@given(BRIEFINGS)
def test_a_briefing_survives_the_round_trip(briefing: Briefing) -> None:
    """Property: from_json(to_json(b)) == b, through real JSON."""
    assert from_json(json.loads(json.dumps(to_json(briefing)))) == briefing


def test_the_contract_as_it_is_written_down() -> None:
    """Rule: the keys and forms that judges, exports and storage rely on."""
    turn = Turn("Q", None, "journalist", "question", "Why?")
    briefing = Briefing(
        "tides",
        "77",
        "en",
        "https://tides.example/77",
        "Briefing",
        dt.date(2031, 3, 4),
        dt.time(19, 50),
        (ContentsEntry("1", "topics", "Fees"),),
        (Section("qa", "Fees", "body", "Q: Why?", (0,), (turn,), (Exchange((0,), ()),)),),
    )
    assert to_json(briefing) == {
        "id": "tides/77",
        "source": "tides",
        "key": "77",
        "url": "https://tides.example/77",
        "language": "en",
        "title": "Briefing",
        "date": "2031-03-04",
        "time": "19:50",
        "contents": [{"number": "1", "group": "topics", "text": "Fees"}],
        "sections": [
            {
                "kind": "qa",
                "heading": "Fees",
                "heading_origin": "body",
                "contents": [0],
                "text": "Q: Why?",
                "turns": [
                    {
                        "label": "Q",
                        "speaker": None,
                        "role": "journalist",
                        "kind": "question",
                        "text": "Why?",
                        "follow_up": False,
                    }
                ],
            }
        ],
        "exchanges": [{"section": 0, "questions": [0], "answers": []}],
    }
