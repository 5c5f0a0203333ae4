"""What is remembered of sources, pages and briefings, as storage hands it to those who watch and those who tell.

Plain frozen values like those of model.py, and with the same conventions.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from watchers.model import (
    Alarm,
    ChangeKind,
    Chat,
    Flag,
    Match,
    Notice,
    ParcelKind,
    Passage,
    Setting,
    Sign,
    Subscription,
    Validators,
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A stored edition of a briefing: its facts, without its text. `version`: 1, 2, ... as first seen and changed."""

    id: int
    briefing: str
    source: str
    language: str
    url: str
    title: str
    date: dt.date
    version: int
    first_seen_at: dt.datetime
    changed_at: dt.datetime


# ------------------------------------------------------------------ what was said before

Order = Literal["newest", "best"]
"""Of past mentions: the latest day first, or what has most to do with the query."""
Step = Literal["month", "week", "briefing"]


class Narrower(TypedDict, total=False):
    """Where to look: editions of one source, or in one language; briefings of some days, both included."""

    source: str | None
    language: str | None
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Found:
    """A past mention: a stored passage that meets a query, and where.

    id: of its row, the day of the briefing in its upper bits, so that a later day has a higher one; version: of the
    edition, since when the passage reads so (1: since it was first read), and since_at: when that version was first
    seen; page_hash: SHA-256 of the bytes it was read from; edited: an edit of the page brought it, or its wording.
    """

    edition: Edition
    passage: Passage
    match: Match
    id: int
    version: int
    since_at: dt.datetime
    page_hash: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """A page of past mentions. total: passages that meet the query in all; next: where the next page starts, if any.

    at_least: there may be more than `total`, for more would have to be read to tell than is worth the while. read_to:
    the day down to which it was read for this page, where it is not full but there may be more.
    """

    total: int
    found: tuple[Found, ...]
    next: str | None
    at_least: bool = False
    read_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a query is met in the archive, in passages.

    at_least: there may be more, for only the newest were read to tell. recent: days (7, 30, 365) -> those of so many
    days up to today; first, last: the days of the first and the last; sources: (source id, passages), most first;
    speakers: (who says the words that met it, passages), most first, of the newest `heard`; lately: (n, of), it was met
    in n of the last so many briefings.
    """

    total: int
    at_least: bool
    recent: Mapping[int, int]
    first: dt.date | None
    last: dt.date | None
    sources: tuple[tuple[str, int], ...]
    speakers: tuple[tuple[str, int], ...]
    heard: int
    lately: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a series: its first day, the passages that meet the query, the briefings with such a passage, and
    all briefings. briefing: the id of the one, where each is a step.
    """

    start: dt.date
    mentions: int
    briefings: int
    of: int
    briefing: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """How often a query was met over time: every step of the span in order, those without a mention too.

    query: canonical text; first: the day of the first mention in the span; at_least: there may be more, for only the
    newest passages were read to tell; sources: the ids of those whose briefings are counted.
    """

    query: str
    step: Step
    points: tuple[Point, ...]
    first: dt.date | None
    at_least: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How often a query would have matched: `met` of `of` standing passages.

    sampled: of the newest `of` only, for to tell of all would take too long.
    """

    met: int
    of: int
    sampled: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What a chat follows now, all of it; chat: None, and nothing followed, if it is gone or suspended."""

    chat: Chat | None
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One changed passage of a delivery, with the queries that met it (canonical text -> where)."""

    edition: Edition
    kind: ChangeKind
    before: Passage | None
    after: Passage | None
    matched_after: Mapping[str, Match]
    matched_before: Mapping[str, Match]


@dataclass(frozen=True, slots=True)
class PastChange:
    """What a later version of an edition did to a passage, and when that was seen."""

    id: int
    edition: Edition
    kind: ChangeKind
    before: Passage | None
    after: Passage | None
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A parcel as the courier takes it from the outbox: everything needed to word it.

    edition: the one the chat is told in; attempts: how often it was taken before; signs: of one of that kind.
    """

    id: int
    chat: Chat
    kind: ParcelKind
    edition: Edition
    subjects: tuple[Subject, ...]
    attempts: int = 0
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeDelivery:
    """A notice as the courier takes it from the outbox: an alarm that began, or is over."""

    id: int
    chat: Chat
    alarm: Alarm
    over: bool
    attempts: int = 0
    kind: ParcelKind = "notice"


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """A feed or listing as it was last read.

    moved_to: where it said it is for good; content_hash: of its bytes, for a server that answers 200 to everything;
    unread: an earlier page of it that could not be read, from which a walk back is to go on.
    """

    validators: Validators = field(default_factory=Validators)
    moved_to: str | None = None
    content_hash: str | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How the polls of a source have gone: failures in a row, the trouble and since when, the alarms that are on.

    recovered_at: when the last alarm that it failed was over; watched_since: when its first page was announced to us.
    """

    failures: int = 0
    trouble: str | None = None
    trouble_at: dt.datetime | None = None
    alarms: tuple[Alarm, ...] = ()
    recovered_at: dt.datetime | None = None
    watched_since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the last look at a page was not believed. missing: marks of passages that were gone from it; sweeping: nearly
    all of it had changed; looks: how many in a row were not believed.
    """

    missing: frozenset[str]
    sweeping: bool
    looks: int = 1


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page to be looked at (again): as announced, with what the last look at it left behind.

    validators, content_hash: of the page itself; fetched: it was read and recorded before; quiet: announced by the
    first import of an archive; failures: looks that failed in a row; doubt: why the last look was not believed.
    """

    notice: Notice
    validators: Validators
    quiet: bool
    failures: int
    first_seen_at: dt.datetime
    fetched: bool
    content_hash: str | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class KnownEdition:
    """An edition as it stands in the archive: its newest version's number, and that version's passages in order.

    lost: the address it was read from can no longer be read; flags: as its newest version says.
    """

    number: int
    text_hash: str
    url: str
    passages: tuple[Passage, ...]
    lost: bool = False
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """An edition of an earlier briefing, as it stands: its passages in order, and what they stand in."""

    setting: Setting
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of one briefing: who was alerted of it for which query, and its editions by language.

    told: (chat id, canonical query); quiet: it came with the first import of an archive; said: the texts of passages
    that stand in what it is an extract of, or in its extracts, and kin_told: who was alerted of those; swept: how many
    of the source's other briefings changed nearly whole within a day; awaited: the chats that wait for an edition, each
    with its language; earlier: by language, the last briefings of the source, where somebody asked to be told how a new
    one differs from them. All is empty and False of a briefing never seen.
    """

    told: frozenset[tuple[int, str]]
    editions: Mapping[str, KnownEdition]
    quiet: bool
    said: frozenset[str] = frozenset()
    kin_told: frozenset[tuple[int, str]] = frozenset()
    swept: int = 0
    awaited: frozenset[tuple[int, str]] = frozenset()
    earlier: Mapping[str, tuple[Earlier, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """A page that was looked at with success: its new validators, and when to look again (None: never).

    key: of the briefing it turned out to be an address of (None: as announced); content_hash: of its bytes; doubt: why
    it was not believed (None: it was).
    """

    url: str
    validators: Validators
    due_at: dt.datetime | None
    key: str | None = None
    content_hash: str | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A saved page that was taken into the archive, so that it is not taken twice.

    content_hash: SHA-256 of its bytes; rank: which of the versions saved of its page it is; place: its file.
    """

    content_hash: str
    rank: int
    place: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a walk back through a feed or listing has come.

    at: the page of it to go on from (None: there is none before the last one read).
    """

    at: str | None


@dataclass(frozen=True, slots=True)
class Relative:
    """An edition of another briefing of the same source and about the same day: what a new page may be kin to.

    key: the source's own id of that briefing; date: of the edition; flags and passages: of its newest version.
    """

    key: str
    language: str
    url: str
    title: str
    date: dt.date
    flags: tuple[Flag, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A passage that stands in the archive, what it stands in, and the id of its briefing."""

    briefing: str
    setting: Setting
    passage: Passage
