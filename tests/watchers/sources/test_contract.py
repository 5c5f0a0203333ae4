"""The JSON form of a briefing: the contract of storage, export and judging."""

import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

from watchers.contract import from_json, to_json
from watchers.model import Briefing, ContentsEntry, Correction, Exchange, Section, Turn

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
    MAYBE,
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
    st.integers(1, 4),
    st.lists(st.builds(Correction, st.integers(0, 9), st.integers(0, 9), MAYBE, MAYBE), max_size=2).map(tuple),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
)
MOMENTS = st.none() | st.dates() | st.datetimes(timezones=st.just(dt.UTC))
BRIEFINGS = st.builds(
    Briefing,
    source=TEXTS,
    key=TEXTS,
    language=TEXTS,
    url=TEXTS,
    title=TEXTS,
    date=st.none() | st.dates(),
    time=st.none() | st.times(),
    contents=st.lists(
        st.builds(ContentsEntry, MAYBE, st.sampled_from(["topics", "questions"]), TEXTS, MAYBE), max_size=3
    ).map(tuple),
    sections=st.lists(SECTIONS, max_size=4).map(tuple),
    page_language=MAYBE,
    posted=MOMENTS,
    updated=MOMENTS,
    place=MAYBE,
    number=MAYBE,
    flags=st.lists(st.sampled_from(["rush_transcript", "extract", "corrected"]), max_size=2).map(tuple),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
    editions=st.lists(TEXTS, max_size=2).map(tuple),
)


@given(BRIEFINGS)
def test_a_briefing_survives_the_round_trip(briefing: Briefing) -> None:
    """Property: from_json(to_json(b)) == b, through real JSON."""
    assert from_json(json.loads(json.dumps(to_json(briefing)))) == briefing


def test_the_contract_as_it_is_written_down() -> None:
    """Rule: the keys and forms that judges, exports and storage rely on."""
    asked = Turn(
        "Ann Lee, Tide Times", "Ann Lee", "journalist", "question", "Why?", follow_up=True, outlet="Tide Times"
    )
    section = Section(
        "qa",
        "Fees",
        "body",
        "Ann Lee, Tide Times: Why?",
        (0,),
        (asked,),
        (Exchange((0,), ()),),
        level=2,
        corrections=(Correction(3, 9, "old", None),),
        events=((1, 4),),
    )
    briefing = Briefing(
        "tides",
        "77",
        "en",
        "https://tides.example/77",
        "Briefing",
        dt.date(2031, 3, 4),
        dt.time(19, 50),
        (ContentsEntry("1", "topics", "Fees", "7"),),
        (section,),
        page_language="ru",
        posted=dt.datetime(2031, 3, 4, 20, 5, tzinfo=dt.UTC),
        updated=dt.date(2031, 3, 5),
        place="Port Orven",
        number="12-04-03-2031",
        flags=("extract", "corrected"),
        notes=("Corrected on March 5",),
        editions=("https://tides.example/ru/77",),
    )
    assert to_json(briefing) == {
        "id": "tides/77",
        "source": "tides",
        "key": "77",
        "url": "https://tides.example/77",
        "language": "en",
        "page_language": "ru",
        "title": "Briefing",
        "date": "2031-03-04",
        "time": "19:50",
        "posted": "2031-03-04T20:05:00+00:00",
        "updated": "2031-03-05",
        "place": "Port Orven",
        "number": "12-04-03-2031",
        "flags": ["extract", "corrected"],
        "notes": ["Corrected on March 5"],
        "editions": ["https://tides.example/ru/77"],
        "contents": [{"number": "1", "group": "topics", "text": "Fees", "anchor": "7"}],
        "sections": [
            {
                "kind": "qa",
                "heading": "Fees",
                "heading_origin": "body",
                "level": 2,
                "contents": [0],
                "text": "Ann Lee, Tide Times: Why?",
                "corrections": [{"start": 3, "end": 9, "struck": "old", "put": None}],
                "events": [[1, 4]],
                "turns": [
                    {
                        "label": "Ann Lee, Tide Times",
                        "speaker": "Ann Lee",
                        "role": "journalist",
                        "kind": "question",
                        "text": "Why?",
                        "follow_up": True,
                        "outlet": "Tide Times",
                    }
                ],
            }
        ],
        "exchanges": [{"section": 0, "questions": [0], "answers": []}],
    }


def test_what_was_stored_before_pages_spoke_of_themselves_is_read() -> None:
    """Rule: a version stored without the newer keys is read, with nothing known under them."""
    briefing = Briefing(
        "t", "1", "en", "https://t.example/1", "B", None, sections=(Section("topic", None, None, "Sea."),)
    )
    stored = to_json(briefing)
    for key in ("page_language", "posted", "updated", "place", "number", "flags", "notes", "editions"):
        del stored[key]
    for key in ("level", "corrections", "events"):
        del stored["sections"][0][key]
    assert from_json(stored) == briefing
