"""What every kind of page is first made into: its printed lines, with what their markup says of them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from watchers.model import Span

_UNSEEN = ("\u200b", "\u2060", "\ufeff", "\ufffc")  # blanks that Python does not count as such
_NO_LETTERS = re.compile(r"[\W_]+")
_REMEMBERED = 1000  # characters: what is made of a line is remembered, for each is asked a dozen times
_EDGES = " \t\r\n\u00a0\u3000\u200b\u2060\ufeff\ufffc"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or printed line, inner blanks as they came.

    bold: how many characters at its start are bold; gap: blank lines printed above it (0: it goes on from the line
    before, as after a <br>); number: of a numbered item, without its full stop; anchors, links: the in-page targets
    it carries and those it points to; rank: of a heading, as in <h2> (0: none); struck, added: the stretches that
    markup crosses out, and those it shows as put in.
    """

    text: str
    kind: Literal["text", "heading", "item"] = "text"
    number: str | None = None
    bold: int = 0
    gap: int = 1
    anchors: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    rank: int = 0
    struck: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return bool(self.text) and self.bold >= len(self.text)

    def rest(self, start: int) -> "Line":
        """The line from `start` on."""
        text = self.text[start:]
        stripped = text.lstrip(_EDGES)
        cut = start + len(text) - len(stripped)
        return Line(
            stripped,
            self.kind,
            None,
            max(0, self.bold - cut),
            self.gap,
            self.anchors,
            self.links,
            self.rank,
            _moved(self.struck, cut),
            _moved(self.added, cut),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A page as read: its lines, and the facts its markup or front matter states outright (None: it states none).

    titled: the lines are the body alone, so nothing before the title is left in them; posted: dates that are the
    site's, not the briefing's, are still better than none. published, updated: when the page itself was put out and
    last changed, as stated; language: of the page; editions: addresses of the same page in other languages.
    """

    lines: tuple[Line, ...]
    title: str | None = None
    dated: str | None = None
    posted: str | None = None
    url: str | None = None
    titled: bool = False
    language: str | None = None
    published: str | None = None
    updated: str | None = None
    place: str | None = None
    number: str | None = None
    editions: tuple[str, ...] = ()


def _moved(spans: tuple[Span, ...], cut: int) -> tuple[Span, ...]:
    return tuple((max(0, start - cut), end - cut) for start, end in spans if end > cut)


def tidy(text: str) -> str:
    """Runs of blanks (no-break and zero-width ones too) as one space; none at the ends."""
    return _tidied(text) if len(text) <= _REMEMBERED else _tidied.__wrapped__(text)


@lru_cache(maxsize=1 << 12)
def _tidied(text: str) -> str:
    if not text.isascii():
        for blank in _UNSEEN:
            text = text.replace(blank, " ")
    return " ".join(text.split())


def tidied_places(text: str) -> list[int]:
    """For each place in a text, its end included, the place in the tidied one to which it comes."""
    places: list[int] = []
    length, blank = 0, False
    for c in text:
        places.append(length + (blank and length > 0))
        blank = c.isspace() or c in _UNSEEN
        if not blank:
            length = places[-1] + 1
    return [*places, length + (blank and length > 0)]


def trimmed(text: str) -> str:
    """Without blanks at the ends, those inside as they came."""
    return text.strip(_EDGES)


def folded(text: str) -> str:
    """For comparing headings and labels: letters and digits only, without case."""
    return _folded(text) if len(text) <= _REMEMBERED else _folded.__wrapped__(text)


@lru_cache(maxsize=1 << 13)
def _folded(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())


def listed(words: str) -> frozenset[str]:
    """A table of words, written with blanks between them."""
    return frozenset(words.split())


def joined(lines: "list[Line]") -> str:
    """The text of lines: paragraphs parted by blank lines, their lines by line ends; numbers of items are kept."""
    pieces: list[str] = []
    for line in lines:
        text = tidy(line.text)
        if not text:
            continue
        if line.number is not None:
            text = f"{line.number}. {text}"
        if pieces:
            pieces.append("\n" if line.gap == 0 else "\n\n")
        pieces.append(text)
    return "".join(pieces)
