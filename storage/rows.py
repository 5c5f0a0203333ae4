"""Rows to nouns and back: editions, passages and matches as the tables hold them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeAlias, TypeVar, cast

import sqlalchemy as sa

from storage.tables import briefings, editions
from watchers.model import Climb, Match, Part, Passage, Sign, Silence, Span
from watchers.remembered import Edition

_T = TypeVar("_T")
_MOST_VALUES = 10_000

Row: TypeAlias = sa.Row[*tuple[Any, ...]]

# What edition_of reads, under names that clash with no other table's: select(*EDITION), editions joined to briefings.
EDITION = (
    editions.c.id.label("edition"),
    editions.c.briefing_id,
    briefings.c.source_id,
    editions.c.language,
    editions.c.url,
    editions.c.title,
    editions.c.date,
    editions.c.version,
    editions.c.first_seen_at,
    editions.c.changed_at,
)


def edition_of(row: Row) -> Edition:
    """The edition in a row that was selected with EDITION."""
    return Edition(
        id=row.edition,
        briefing=row.briefing_id,
        source=row.source_id,
        language=row.language,
        url=row.url,
        title=row.title,
        date=cast(dt.date, row.date),
        version=row.version,
        first_seen_at=row.first_seen_at,
        changed_at=row.changed_at,
    )


def passage_of(row: Row) -> Passage:
    """The passage in a row of the passages table."""
    return Passage(
        section=row.section,
        exchange=row.exchange,
        kind=row.kind,
        heading=row.heading,
        text=row.text,
        parts=tuple(Part(*part) for part in row.parts),
    )


def parts_to_json(parts: tuple[Part, ...]) -> list[list[object]]:
    """A passage's parts, as the passages table holds them; the outlet stands there only where there is one."""
    return [[p.speaker, p.label, p.role, p.kind, p.start, p.end, *filter(None, [p.outlet])] for p in parts]


def match_to_json(match: Match | None) -> list[list[Any]] | None:
    """A match, as the mentions table holds it."""
    if match is None:
        return None
    spans = [[list(span) for span in match.spans], [list(span) for span in match.heading_spans]]
    return [*spans, list(match.branches)] if match.branches else [*spans]


def match_of(value: list[list[Any]] | None) -> Match | None:
    """The match in a column of the mentions table."""
    if value is None:
        return None
    spans, heading_spans = (tuple(cast(Span, tuple(span)) for span in half) for half in value[:2])
    return Match(spans, heading_spans, tuple(value[2]) if len(value) > 2 else ())


def sign_to_json(sign: Sign) -> list[Any]:
    """A sign, as the parcels table holds it."""
    last = sign.last.isoformat() if sign.last else None
    if isinstance(sign, Silence):
        return ["silence", sign.query, sign.met, sign.of, last]
    return ["climb", sign.query, sign.before, sign.after, last, sign.said]


def sign_of(kept: list[Any]) -> Sign:
    """The sign in an entry of the parcels table."""
    if kept[0] == "silence":
        query, met, of, last = kept[1:]
        return Silence(query, met, of, dt.date.fromisoformat(last) if last else None)
    query, before, after, last, said = kept[1:]
    return Climb(query, before, after, dt.date.fromisoformat(last) if last else None, said)


def batched(values: Iterable[_T], most: int = _MOST_VALUES) -> Iterator[list[_T]]:
    """The values in lots for an IN (...): SQLite takes so many variables in a statement (32,766 since 3.32)."""
    rest = iter(values)
    while lot := list(islice(rest, most)):
        yield lot
