"""A place in a passage is found in its section's text, where the page prints it."""

import datetime as dt

from watchers.model import Briefing, Exchange, Section, Turn
from watchers.places import in_section


def turn(label: str, text: str, kind: str = "answer") -> Turn:
    return Turn(label, label, "principal", kind, text)  # type: ignore[arg-type]


TURNS = (
    turn("Opening", "Good day.", "statement"),
    turn("Question", "What of grain?", "question"),
    turn("Maria", "Grain is fine."),
    turn("Room", "(Laughter.)", "event"),
    turn("Maria", "Grain is fine."),
    turn("Question", "And oil?", "question"),
    turn("Maria", "Grain is fine."),
)
QA = Section(
    "qa",
    "Questions",
    "body",
    "\n\n".join(f"{t.label}: {t.text}" for t in TURNS),
    turns=TURNS,
    exchanges=(Exchange((1,), (2, 4)), Exchange((5,), (6,))),
)
TOPIC = Section("topic", "Grain", "body", "Grain goes by ship.")
PASSAGES = Briefing("s", "1", "en", "u", "T", dt.date(2026, 1, 1), sections=(TOPIC, QA)).passages()


def test_each_word_of_a_passage_is_found_under_its_own_label() -> None:
    """The same words said three times are three places; labels between them are stepped over."""
    seen = []
    for passage in PASSAGES:
        section = (TOPIC, QA)[passage.section]
        at = -1
        while (at := passage.text.find("Grain", at + 1)) >= 0:
            ((start, end),) = in_section(passage, section, [(at, at + 5)])
            assert section.text[start:end] == "Grain"
            seen.append((passage.section, start))
    assert seen == sorted(set(seen))
    assert len(seen) == 4


def test_a_passage_whole_spans_its_turns() -> None:
    """From the first word of the first to the last of the last."""
    exchange = next(p for p in PASSAGES if p.exchange == 0)
    ((start, end),) = in_section(exchange, QA, [(0, len(exchange.text))])
    assert QA.text[start:end].startswith("What of grain?")
    assert QA.text[start:end].endswith("Maria: Grain is fine.")
