"""A briefing as plain JSON values, and back without loss: the form it is stored, exported and judged in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from watchers.model import Briefing, ContentsEntry, Exchange, Section, Turn


def to_json(briefing: Briefing) -> dict[str, Any]:
    """The briefing as JSON values.

    date is "YYYY-MM-DD" or null, time "HH:MM" or null (with seconds only where there are some). Exchanges stand at
    the top level: {"section": index, "questions": [turn indices in that section], "answers": [...]}.
    """
    return {
        "id": briefing.id,
        "source": briefing.source,
        "key": briefing.key,
        "url": briefing.url,
        "language": briefing.language,
        "title": briefing.title,
        "date": briefing.date.isoformat() if briefing.date else None,
        "time": _clock(briefing.time) if briefing.time else None,
        "contents": [{"number": e.number, "group": e.group, "text": e.text} for e in briefing.contents],
        "sections": [_section(section) for section in briefing.sections],
        "exchanges": [
            {"section": index, "questions": list(e.questions), "answers": list(e.answers)}
            for index, section in enumerate(briefing.sections)
            for e in section.exchanges
        ],
    }


def from_json(data: Mapping[str, Any]) -> Briefing:
    """The briefing of `to_json`'s value, equal to the one it was made from. Raises KeyError where a key is missing."""
    exchanges: dict[int, list[Exchange]] = {}
    for e in data["exchanges"]:
        exchanges.setdefault(e["section"], []).append(Exchange(tuple(e["questions"]), tuple(e["answers"])))
    return Briefing(
        source=data["source"],
        key=data["key"],
        language=data["language"],
        url=data["url"],
        title=data["title"],
        date=dt.date.fromisoformat(data["date"]) if data["date"] else None,
        time=dt.time.fromisoformat(data["time"]) if data["time"] else None,
        contents=tuple(ContentsEntry(e["number"], e["group"], e["text"]) for e in data["contents"]),
        sections=tuple(
            Section(
                kind=s["kind"],
                heading=s["heading"],
                heading_origin=s["heading_origin"],
                text=s["text"],
                contents=tuple(s["contents"]),
                turns=tuple(
                    Turn(t["label"], t["speaker"], t["role"], t["kind"], t["text"], t["follow_up"]) for t in s["turns"]
                ),
                exchanges=tuple(exchanges.get(index, ())),
            )
            for index, s in enumerate(data["sections"])
        ),
    )


def _section(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "heading": section.heading,
        "heading_origin": section.heading_origin,
        "contents": list(section.contents),
        "text": section.text,
        "turns": [
            {
                "label": t.label,
                "speaker": t.speaker,
                "role": t.role,
                "kind": t.kind,
                "text": t.text,
                "follow_up": t.follow_up,
            }
            for t in section.turns
        ],
    }


def _clock(time: dt.time) -> str:
    return time.isoformat("auto" if time.second or time.microsecond else "minutes")
