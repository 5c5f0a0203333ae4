"""Past mentions for other programs (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from watchers.model import Part, Span
from watchers.remembered import Found
from watchers.text import excerpt

_QUOTED = 1_200  # characters of one speaker's words; the whole passage is there for who asks for it
EXCERPT = 600
_BESIDE = 240  # of the other half of an exchange


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker says of a quotation: `texts` stand apart in the passage, each word for word.

    met: that it holds what was looked for; else it is there for what is said to it, or to what it is said.
    """

    part: Part
    texts: tuple[str, ...]
    met: bool

    @property
    def name(self) -> str | None:
        """Who says it: by name, else as the page labels it."""
        return self.part.speaker or self.part.label


def quoted(hit: Found, *, whole: bool = False, budget: int = _QUOTED) -> tuple[Said, ...]:
    """The sentences that hold what was looked for, by speaker, in the order of the page; or the passage, all of it.

    Where only the heading was met, how the passage begins. Of an exchange, how the question begins stands above an
    answer, and how the answer begins below a question that alone was met. budget: characters of each speaker's words.
    """
    passage, spans = hit.passage, hit.match.spans
    parts = passage.parts or (Part(None, None, "unknown", "statement", 0, len(passage.text)),)
    met = [part for part in parts if any(part.start <= a < part.end for a, _ in spans)]
    if whole:
        return tuple(Said(part, (passage.text[part.start : part.end],), part in met) for part in parts)
    shown = met or [parts[0]]
    beside: list[Part] = []
    if passage.exchange is not None:
        first, last = shown[0].start, shown[-1].start
        if all(part.kind != "question" for part in shown):
            beside += [part for part in parts if part.kind == "question" and part.start < first][-1:]
        if all(part.kind != "answer" for part in shown):
            beside += [part for part in parts if part.kind == "answer" and part.start > last][:1]
    limits = dict.fromkeys(shown, budget) | dict.fromkeys(beside, _BESIDE)
    quoted = sorted(limits, key=lambda part: part.start)
    return tuple(Said(part, _sentences(passage.text, part, spans, limits[part]), part in met) for part in quoted)


def _sentences(text: str, part: Part, spans: Iterable[Span], budget: int) -> tuple[str, ...]:
    said = text[part.start : part.end]
    inside = [(a - part.start, min(b, part.end) - part.start) for a, b in spans if part.start <= a < part.end]
    return tuple(said[a:b] for a, b in excerpt(said, inside, budget))


def to_json(hit: Found, *, whole: bool = False) -> dict[str, Any]:
    """A past mention for programs; section and exchange are indices into what `read --json` prints.

    excerpt: whole sentences around the hits, word for word, "\\n" between stretches that are not adjacent; spans:
    where the hits stand in the excerpt. said: the same by speaker (`whole`: all of the passage). since_at, version:
    since when, and which version of the edition, it reads so; page_hash: SHA-256 of the page that was read; passage:
    its id.
    """
    passage, edition = hit.passage, hit.edition
    stretches = excerpt(passage.text, hit.match.spans or ((0, 0),), EXCERPT)
    text, spans = "", []
    for start, end in stretches:
        text += "\n" if text else ""
        spans += [[len(text) + a - start, len(text) + b - start] for a, b in hit.match.spans if start <= a and b <= end]
        text += passage.text[start:end]
    at = hit.match.spans[0][0] if hit.match.spans else 0
    part = next((p for p in passage.parts if p.start <= at < p.end), None)
    return {
        "briefing": edition.briefing,
        "source": edition.source,
        "language": edition.language,
        "date": edition.date.isoformat(),
        "title": edition.title,
        "url": edition.url,
        "section": passage.section,
        "exchange": passage.exchange,
        "heading": passage.heading,
        "speaker": (part.speaker or part.label) if part else None,
        "excerpt": text,
        "spans": spans,
        "said": [
            {
                "speaker": said.name,
                "outlet": said.part.outlet,
                "role": said.part.role,
                "kind": said.part.kind,
                "met": said.met,
                "texts": list(said.texts),
            }
            for said in quoted(hit, whole=whole)
        ],
        "passage": hit.id,
        "version": hit.version,
        "since_at": _moment(hit.since_at),
        "page_hash": hit.page_hash,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
