"""A briefing as plain JSON values, and back without loss: the form it is stored, exported and judged in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from watchers.model import Briefing, ContentsEntry, Correction, Exchange, Section, Turn


def to_json(briefing: Briefing) -> dict[str, Any]:
    """The briefing as JSON values; names are the model's.

    date is "YYYY-MM-DD" or null, time "HH:MM" or null (with seconds only where there are some); posted and updated are
    "YYYY-MM-DD", or a moment "YYYY-MM-DDTHH:MM:SS+00:00", or null. Spans are [start, end] into the section's text; a
    correction is {"start", "end", "struck", "put"}. Exchanges stand at the top level: {"section": index, "questions":
    [turn indices in that section], "answers": [...]}.
    """
    return {
        "id": briefing.id,
        "source": briefing.source,
        "key": briefing.key,
        "url": briefing.url,
        "language": briefing.language,
        "page_language": briefing.page_language,
        "title": briefing.title,
        "date": briefing.date.isoformat() if briefing.date else None,
        "time": _clock(briefing.time) if briefing.time else None,
        "posted": briefing.posted.isoformat() if briefing.posted else None,
        "updated": briefing.updated.isoformat() if briefing.updated else None,
        "place": briefing.place,
        "number": briefing.number,
        "flags": list(briefing.flags),
        "notes": list(briefing.notes),
        "editions": list(briefing.editions),
        "contents": [
            {"number": e.number, "group": e.group, "text": e.text, "anchor": e.anchor} for e in briefing.contents
        ],
        "sections": [_section(section) for section in briefing.sections],
        "exchanges": [
            {"section": index, "questions": list(e.questions), "answers": list(e.answers)}
            for index, section in enumerate(briefing.sections)
            for e in section.exchanges
        ],
    }


def from_json(data: Mapping[str, Any]) -> Briefing:
    """The briefing of `to_json`'s value, equal to the one it was made from. Raises KeyError where a key is missing.

    What versions stored by an earlier Rostrum do not know (posted, corrections, levels, ...) may be missing.
    """
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
        contents=tuple(ContentsEntry(e["number"], e["group"], e["text"], e.get("anchor")) for e in data["contents"]),
        sections=tuple(
            _section_of(section, tuple(exchanges.get(index, ()))) for index, section in enumerate(data["sections"])
        ),
        page_language=data.get("page_language"),
        posted=_when(data.get("posted")),
        updated=_when(data.get("updated")),
        place=data.get("place"),
        number=data.get("number"),
        flags=tuple(data.get("flags", ())),
        notes=tuple(data.get("notes", ())),
        editions=tuple(data.get("editions", ())),
    )


def _section(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "heading": section.heading,
        "heading_origin": section.heading_origin,
        "level": section.level,
        "contents": list(section.contents),
        "text": section.text,
        "corrections": [
            {"start": c.start, "end": c.end, "struck": c.struck, "put": c.put} for c in section.corrections
        ],
        "events": [list(span) for span in section.events],
        "turns": [
            {
                "label": t.label,
                "speaker": t.speaker,
                "role": t.role,
                "kind": t.kind,
                "text": t.text,
                "follow_up": t.follow_up,
                "outlet": t.outlet,
            }
            for t in section.turns
        ],
    }


def _section_of(data: Mapping[str, Any], exchanges: tuple[Exchange, ...]) -> Section:
    return Section(
        kind=data["kind"],
        heading=data["heading"],
        heading_origin=data["heading_origin"],
        text=data["text"],
        contents=tuple(data["contents"]),
        turns=tuple(
            Turn(t["label"], t["speaker"], t["role"], t["kind"], t["text"], t["follow_up"], t.get("outlet"))
            for t in data["turns"]
        ),
        exchanges=exchanges,
        level=data.get("level", 1),
        corrections=tuple(Correction(c["start"], c["end"], c["struck"], c["put"]) for c in data.get("corrections", ())),
        events=tuple((start, end) for start, end in data.get("events", ())),
    )


def _clock(time: dt.time) -> str:
    return time.isoformat("auto" if time.second or time.microsecond else "minutes")


def _when(stated: str | None) -> dt.date | dt.datetime | None:
    if stated is None:
        return None
    return dt.datetime.fromisoformat(stated) if "T" in stated else dt.date.fromisoformat(stated)
