"""The nouns of Rostrum: sources, pages, briefings and their parts, changes, mentions and parcels.

Plain frozen values, shared by all rooms. Times are aware and in UTC (`..._at`); spans are (start, end) into the text
they belong to, counted in code points, so that every quotation can be shown word for word.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

TERMINAL_CHAT = 0
"""The id of the chat in the terminal: one that Telegram gives to nobody."""

Span = tuple[int, int]
Group = Literal["topics", "questions"]
SectionKind = Literal["preamble", "topic", "qa", "appendix"]
HeadingOrigin = Literal["body", "contents", "inferred"]
TurnKind = Literal["statement", "question", "answer", "event"]
Role = Literal["principal", "guest", "journalist", "moderator", "staff", "anonymous", "unknown"]
Flag = Literal["rush_transcript", "extract", "corrected", "as_prepared", "as_delivered"]
ChangeKind = Literal["added", "removed", "edited", "moved", "retitled", "relabelled", "cosmetic"]
Mark = Literal["negation", "number", "date", "name", "relabelled", "correction", "anonymised"]
Wish = Literal["all", "new", "edits"]
"""What of a query a chat is told: new passages and edits, new passages only, edits only."""
ParcelKind = Literal["alert", "change", "edition", "signs", "notice"]
AlarmKind = Literal["failing", "overdue", "quiet", "swept"]


# ------------------------------------------------------------------ what is read


@dataclass(frozen=True, slots=True)
class Address:
    """Where a source announces its pages: a feed or a listing, in one language (None: the page's own tells)."""

    url: str
    kind: Literal["feed", "listing"]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One official outlet in one place, as it is watched: which profile reads it, and from which addresses.

    trusted: the operator named its hosts, so that they may stand anywhere, a private network included.
    """

    id: str
    name: str
    profile: str
    addresses: tuple[Address, ...]
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with (RFC 9110, 8.8): the ETag and Last-Modified as received."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of a feed or listing that says a page exists.

    key: the source's own id of the briefing, taken from the address: editions of one briefing share it. text: the
    whole page as HTML, where the feed itself brings it (None: it is to be fetched).
    """

    url: str
    key: str
    language: str | None = None
    title: str | None = None
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Announced:
    """What one page of a feed or listing announces, newest first as a rule, and the address of the page before it."""

    notices: tuple[Notice, ...]
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one address as fetched. `url` is where they were found in the end, redirects followed.

    moved: that every redirect on the way was a permanent one (301, 308), so that `url` is the address from now on.
    """

    url: str
    content: bytes
    content_type: str | None = None
    charset: str | None = None
    validators: Validators = Validators()
    moved: bool = False


# ------------------------------------------------------------------ a briefing and its parts


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the printed table of contents, kept even when nothing in the body answers to it.

    number: as printed, without its full stop; anchor: the in-page target it leads to.
    """

    number: str | None
    group: Group
    text: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """An uninterrupted stretch by one labelled speaker; paragraphs of `text` are parted by blank lines.

    label: as printed, without the colon (None: unlabelled opening); speaker: the person's canonical name, where known;
    outlet: whom a journalist asks for, where the label says; follow_up: a question that asks on.
    """

    label: str | None
    speaker: str | None
    role: Role
    kind: TurnKind
    text: str
    follow_up: bool = False
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction the page itself shows: `start:end` into the section's text, from the struck words to the new ones.

    struck: the words taken back (None: only an insertion); put: the words put in their place (None: only struck). Both
    are words of the section's text, where they stand as printed: "breaching [bridging]*". Both None: the page marks
    the place with an asterisk and does not say which words are the new ones.
    """

    start: int
    end: int
    struck: str | None
    put: str | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Questions (with the follow-ups read out together) and their answers, n to m: indices of the section's turns."""

    questions: tuple[int, ...]
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a briefing. `contents` are indices of the entries it answers to; `text` holds no furniture.

    In a section with turns, `text` is the text of its turns with their labels, as printed. level: its depth in the tree
    (1: top; a section belongs to the nearest one before it with a lower level). corrections, events: where in the
    text the page corrects itself, and where stage directions ("(Laughter.)") stand.
    """

    kind: SectionKind
    heading: str | None
    heading_origin: HeadingOrigin | None
    text: str
    contents: tuple[int, ...] = ()
    turns: tuple[Turn, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    level: int = 1
    corrections: tuple[Correction, ...] = ()
    events: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a passage by one speaker: `start:end` into the passage's text.

    outlet: whom a journalist asks for.
    """

    speaker: str | None
    label: str | None
    role: Role
    kind: TurnKind
    start: int
    end: int
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What is matched and quoted: an exchange, or the part of a section that is no exchange.

    section, exchange: indices into Briefing.sections and that section's exchanges (None: not an exchange).
    text: the words themselves, labels left out, turns parted by a blank line; parts: who speaks where in it.
    """

    section: int
    exchange: int | None
    kind: SectionKind
    heading: str | None
    text: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """One edition of a briefing, as read from one page: the whole structure, in the page's own words.

    language: of the text, as detected; page_language: what the page or its address says. date, time: the event's own;
    posted, updated: when the page says it was put out and last changed (a moment where it states a clock, else a day).
    number: of the document, as printed ("1234-28-01-2021"); notes: what the page says of its corrections;
    editions: addresses at which the page says the same briefing stands in other languages.
    """

    source: str
    key: str
    language: str
    url: str
    title: str
    date: dt.date | None
    time: dt.time | None = None
    contents: tuple[ContentsEntry, ...] = ()
    sections: tuple[Section, ...] = ()
    page_language: str | None = None
    posted: dt.date | dt.datetime | None = None
    updated: dt.date | dt.datetime | None = None
    place: str | None = None
    number: str | None = None
    flags: tuple[Flag, ...] = ()
    notes: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The briefing's name everywhere, the same for all its editions: "<source>/<key>"."""
        return f"{self.source}/{self.key}"

    @property
    def setting(self) -> "Setting":
        """What its passages stand in."""
        return Setting(self.source, self.language, self.title, self.date)

    def passages(self) -> tuple[Passage, ...]:
        """Every word of every section once, cut into passages in the order of the page.

        A topic without labelled turns is spoken by the principal, where the rest of the briefing names one.
        """
        speakers = {t.speaker for s in self.sections for t in s.turns if t.role == "principal" and t.speaker}
        principal = next(iter(speakers)) if len(speakers) == 1 else None
        return tuple(p for i, section in enumerate(self.sections) for p in _passages(i, section, principal))


def _passages(index: int, section: Section, principal: str | None) -> list[Passage]:
    if not section.turns:
        spoken = principal is not None and section.kind == "topic"
        part = Part(principal, None, "principal", "statement", 0, len(section.text))
        whole = Passage(index, None, section.kind, section.heading, section.text, (part,) if spoken else ())
        return [whole] if section.text.strip() else []
    return [_joined(index, exchange, section, turns) for exchange, turns in turns_of_passages(section)]


def turns_of_passages(section: Section) -> list[tuple[int | None, list[int]]]:
    """How a section with turns is cut into passages: which exchange each is (None: none), and its turns by number."""
    owner = {turn: n for n, e in enumerate(section.exchanges) for turn in (*e.questions, *e.answers)}
    runs: list[tuple[int | None, list[int]]] = []
    place: dict[int, int] = {}  # an exchange interrupted and resumed stays one passage
    for number, turn in enumerate(section.turns):
        exchange = owner.get(number)
        if exchange is not None and exchange in place:
            runs[place[exchange]][1].append(number)
        elif exchange is None and runs and (turn.kind == "event" or runs[-1][0] is None):
            runs[-1][1].append(number)
        else:
            runs.append((exchange, [number]))
            if exchange is not None:
                place[exchange] = len(runs) - 1
    return runs


def _joined(index: int, exchange: int | None, section: Section, turns: list[int]) -> Passage:
    pieces: list[str] = []
    parts: list[Part] = []
    at = 0
    for turn in (section.turns[number] for number in turns):
        parts.append(Part(turn.speaker, turn.label, turn.role, turn.kind, at, at + len(turn.text), turn.outlet))
        pieces.append(turn.text)
        at += len(turn.text) + 2
    return Passage(index, exchange, section.kind, section.heading, "\n\n".join(pieces), tuple(parts))


# ------------------------------------------------------------------ following, noticing, telling


@dataclass(frozen=True, slots=True)
class Change:
    """What a new version did to a passage. In a first version every passage is `added`.

    A `cosmetic` one may have but one side: a line of place, date or clock put above the text, or taken away. marks:
    what small edits of the passage mean, in the order of `Mark`.
    """

    kind: ChangeKind
    before: Passage | None
    after: Passage | None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation: its id on the chat's side, and the language its owner reads.

    wishes: of its queries (canonical text) those of which it does not want to be told all; missed: those of which it
    wants to be told when a briefing says nothing, with the ids of the subscriptions; ladders: of subscriptions by id,
    the steps (queries, as text) between which it wants to be told of a move.
    """

    id: int
    language: str
    wishes: tuple[tuple[str, Wish], ...] = ()
    missed: tuple[tuple[int, str], ...] = ()
    ladders: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A query a chat follows; `query` is canonical text (str(Query)), compiled by whoever matches.

    names: the aliases of the chat's own that it uses, as they stand: (name, query text), those they lean on included.
    """

    id: int
    chat_id: int
    query: str
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a passage stands in: the edition's source, language and title, and the day of the briefing."""

    source: str
    language: str
    title: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where a query was met in a passage: spans into its text and into its heading, in order, not overlapping.

    branches: where the query gives a choice (an OR of all it says), which of its branches were met, counted from 0.
    """

    spans: tuple[Span, ...]
    heading_spans: tuple[Span, ...] = ()
    branches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A subscription's query met in what a revision changed: that it is met, not where.

    language: the edition; change: index into that Revision's changes; after, before: in which of its two passages.
    """

    subscription: Subscription
    language: str
    change: int
    after: bool
    before: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A subscription's query met in what a revision changed.

    language: the edition; change: index into that Revision's changes. `after` is where it stands in the new text,
    `before` where it stood in the old; at least one is there.
    """

    subscription: Subscription
    language: str
    change: int
    after: Match | None
    before: Match | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A version about to be stored: the edition as now read, its number (1 for the first), what it changed.

    passages: all passages of the new version, in order. quiet: told to nobody: part of the first import of an archive,
    the same page read in another way, or a change of the whole site. edited: False of these two, for what differs from
    the version before is no edit.
    """

    briefing: Briefing
    number: int
    text_hash: str
    passages: tuple[Passage, ...]
    changes: tuple[Change, ...]
    seen_at: dt.datetime
    quiet: bool = False
    page: bytes = field(default=b"", repr=False)
    edited: bool = True


@dataclass(frozen=True, slots=True)
class Silence:
    """A query that was met in `met` of the last `of` briefings, for the last time on a day, and is not met now."""

    query: str
    met: int
    of: int
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Climb:
    """What is said where a query is met went from one step of a ladder (a query each) to another.

    last: the day of the earlier one; said: the sentence of the new one.
    """

    query: str
    before: str
    after: str
    last: dt.date | None
    said: str


Sign: TypeAlias = Silence | Climb


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery due to one chat, unique by (chat, kind, subjects).

    briefing: the briefing's id; numbers: the versions told of, by edition language (a change is told once per version).
    One of the kind "edition", that an edition came which the chat waits for, has no mentions, nor has one of the kind
    "signs", which has those of the briefing as a whole.
    """

    chat_id: int
    kind: ParcelKind
    briefing: str
    numbers: Mapping[str, int]
    mentions: tuple[Mention, ...]
    due_at: dt.datetime
    signs: tuple[Sign, ...] = ()


# ------------------------------------------------------------------ watching the watched


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about a source that its operators must know of: told once when it begins, once when it is over.

    kind: failing (it cannot be read), overdue (a briefing that was due did not come), quiet (nothing for far longer
    than ever), swept (its pages change nearly whole, one after the other: the site did, not what was said). reason:
    what was seen, or for how long; since_at: when it began.
    """

    source: str
    kind: AlarmKind
    since_at: dt.datetime
    reason: str = ""
