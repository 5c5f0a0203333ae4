"""The schema, stated once; the migrations are proved equal to it by a test. Private to storage.

Moments are kept in UTC. Rows of passages are never rewritten but for their place on the page: what was said, and told,
stays quotable after an edit.
"""

import datetime as dt
import zlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, event
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Moment(sa.TypeDecorator[dt.datetime]):
    """An aware moment: kept in UTC, read back aware. A naive one is refused, for nobody knows when it is."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Packed(sa.TypeDecorator[str]):
    """A text, compressed (zlib) where that saves an eighth of it and more: most passages take half as much."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else packed(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else unpacked(value)


_PLAIN = b"\0"  # before a text that is not compressed; a zlib stream begins otherwise (RFC 1950, 2.2)


def packed(text: str) -> bytes:
    """A text as a column of Packed holds it."""
    plain = text.encode("utf-8", "surrogatepass")
    small = zlib.compress(plain)
    return small if len(small) * 8 <= len(plain) * 7 else _PLAIN + plain


def unpacked(value: bytes) -> str:
    """The text that was `packed` so."""
    plain = value[1:] if value[:1] == _PLAIN else zlib.decompress(value)
    return plain.decode("utf-8", "surrogatepass")


def _required(name: str, kind: Any, *args: Any, **kwargs: Any) -> Column[Any]:
    return Column(name, kind, *args, nullable=False, **kwargs)


# ------------------------------------------------------------------ what is watched

# configured: it is watched. added_at: since when, by a command; NULL: by the configuration, as read at each start.
# addresses: [[url, kind, language], ...]. trusted: the operator named them, so that they may be on a private network.
sources = Table(
    "sources",
    metadata,
    Column("id", sa.Text, primary_key=True),
    _required("name", sa.Text),
    _required("profile", sa.Text),
    _required("configured", sa.Boolean(create_constraint=False)),
    Column("added_at", Moment),
    _required("addresses", sa.JSON, server_default="[]"),
    _required("trusted", sa.Boolean(create_constraint=False), server_default=sa.false()),
    _required("imported", sa.Boolean(create_constraint=False)),
    _required("due_at", Moment),
    Column("polled_at", Moment),
    _required("failures", sa.Integer),
    Column("trouble", sa.Text),
    Column("trouble_at", Moment),
)

# What somebody must know of a source: told once when it begins, once when it has ended.
alarms = Table(
    "alarms",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _required("source_id", sa.Text, ForeignKey("sources.id", ondelete="CASCADE")),
    _required("kind", sa.Text),
    _required("reason", sa.Text),
    _required("since_at", Moment),
    Column("ended_at", Moment),
    Index("uq_alarms_open", "source_id", "kind", unique=True, sqlite_where=sa.text("ended_at IS NULL")),
)

# A feed or listing, from the day its first notices became rows. moved_to: where it said it is for good (301, 308);
# content_hash: SHA-256 of the bytes last read, for servers that answer 200 to everything; unread: the earlier
# page of it from which a walk back is to go on.
addresses = Table(
    "addresses",
    metadata,
    Column("source_id", sa.Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("url", sa.Text, primary_key=True),
    Column("etag", sa.Text),
    Column("last_modified", sa.Text),
    Column("moved_to", sa.Text),
    Column("content_hash", sa.Text),
    Column("unread", sa.Text),
    _required("read_at", Moment),
)

# A notice and the state of the page it speaks of. due_at NULL: never look again. key: of the briefing it turned out to
# be an address of. text: the page as the feed itself brought it, zlib, and text_hash of it; content_hash: SHA-256 of
# the bytes last read from the page. doubt: why the last look was not believed, {"missing": [...], "sweeping": bool,
# "looks": n}; swept_at: when nearly all of the page had last changed at once.
pages = Table(
    "pages",
    metadata,
    Column("source_id", sa.Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("url", sa.Text, primary_key=True),
    _required("address_url", sa.Text),
    _required("key", sa.Text),
    Column("language", sa.Text),
    Column("title", sa.Text),
    Column("published_at", Moment),
    Column("updated_at", Moment),
    Column("text", sa.LargeBinary),
    Column("text_hash", sa.Text),
    _required("quiet", sa.Boolean(create_constraint=False)),
    _required("first_seen_at", Moment),
    Column("due_at", Moment),
    Column("fetched_at", Moment),
    Column("etag", sa.Text),
    Column("last_modified", sa.Text),
    Column("content_hash", sa.Text),
    _required("failures", sa.Integer),
    Column("trouble", sa.Text),
    Column("trouble_at", Moment),
    Column("doubt", sa.JSON(none_as_null=True)),
    Column("swept_at", Moment),
    Index(None, "source_id", "due_at"),
    Index(None, "source_id", "first_seen_at"),
    Index("ix_pages_swept", "source_id", "swept_at", sqlite_where=sa.text("swept_at IS NOT NULL")),
)

# The saved pages that were taken into a source's archive: SHA-256 of their bytes, which of the versions saved of the
# page it was, and its file.
imports = Table(
    "imports",
    metadata,
    Column("source_id", sa.Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("content_hash", sa.Text, primary_key=True),
    Column("rank", sa.Integer, primary_key=True),
    _required("place", sa.Text),
    _required("taken_at", Moment),
    sqlite_with_rowid=False,
)

# How far a walk back through a feed or listing has come: the page of it to go on from (NULL: there is none before the
# last one read).
walks = Table(
    "walks",
    metadata,
    Column("source_id", sa.Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("address_url", sa.Text, primary_key=True),
    Column("at", sa.Text),
    _required("walked_at", Moment),
)

# ------------------------------------------------------------------ what was said

# extract_of: the briefing of which this one, put out apart, repeats a part.
briefings = Table(
    "briefings",
    metadata,
    Column("id", sa.Text, primary_key=True),
    _required("source_id", sa.Text, ForeignKey("sources.id")),
    _required("key", sa.Text),
    _required("date", sa.Date),
    _required("quiet", sa.Boolean(create_constraint=False)),
    _required("first_seen_at", Moment),
    Column("extract_of", sa.Text, ForeignKey("briefings.id")),
    UniqueConstraint("source_id", "key"),
    Index(None, "date", "first_seen_at", "id"),
    Index(None, "source_id", "date"),
    Index(None, "extract_of"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _required("briefing_id", sa.Text, ForeignKey("briefings.id", ondelete="CASCADE")),
    _required("language", sa.Text),
    _required("url", sa.Text),
    _required("title", sa.Text),
    _required("date", sa.Date),
    _required("version", sa.Integer),
    _required("text_hash", sa.Text),
    _required("flags", sa.JSON, server_default="[]"),
    _required("first_seen_at", Moment),
    _required("changed_at", Moment),
    UniqueConstraint("briefing_id", "language"),
    Index(None, "language"),
)

# document: the briefing as JSON, zlib, without the words of its passages (see storage/documents.py); page: the bytes
# it was read from, zlib; page_hash: of those bytes, SHA-256.
versions = Table(
    "versions",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _required("edition_id", sa.Integer, ForeignKey("editions.id", ondelete="CASCADE")),
    _required("number", sa.Integer),
    _required("title", sa.Text),
    _required("text_hash", sa.Text),
    _required("page_hash", sa.Text),
    _required("document", sa.LargeBinary),
    _required("page", sa.LargeBinary),
    _required("quiet", sa.Boolean(create_constraint=False)),
    _required("first_seen_at", Moment),
    UniqueConstraint("edition_id", "number"),
)

# id: (year*12+month)<<21 | day<<16 | n, so that newest first and spans of dates need no join (see storage/passages.py);
# Integer, though it takes 36 bits: in SQLite that is 64 bits wide and the row's own address, which BIGINT is not.
# until_version: the first version without it; NULL: it still stands.
passages = Table(
    "passages",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    _required("edition_id", sa.Integer, ForeignKey("editions.id", ondelete="CASCADE")),
    _required("since_version", sa.Integer),
    Column("until_version", sa.Integer),
    _required("position", sa.Integer),
    _required("section", sa.Integer),
    Column("exchange", sa.Integer),
    _required("kind", sa.Text),
    Column("heading", sa.Text),
    _required("text", Packed),
    _required("parts", sa.JSON),
    Index(None, "edition_id", "until_version", "position"),
)

# Rows of passages that were written together: those from first_id to last_id are an edition's. So it is known of a
# hundred thousand ids, without looking at their rows, whose they are.
runs = Table(
    "runs",
    metadata,
    Column("first_id", sa.Integer, primary_key=True, autoincrement=False),
    _required("last_id", sa.Integer),
    _required("edition_id", sa.Integer, ForeignKey("editions.id", ondelete="CASCADE")),
)

# What versions after the first changed, passage by passage, in the order of the page; of quiet ones, nothing.
changes = Table(
    "changes",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _required("edition_id", sa.Integer, ForeignKey("editions.id", ondelete="CASCADE")),
    _required("version", sa.Integer),
    _required("kind", sa.Text),
    Column("before_id", sa.Integer, ForeignKey("passages.id")),
    Column("after_id", sa.Integer, ForeignKey("passages.id")),
    _required("seen_at", Moment),
    Index(None, "edition_id"),
)

# Chats that wait for an edition of a briefing that is not there yet.
awaited = Table(
    "awaited",
    metadata,
    Column("chat_id", sa.BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("briefing_id", sa.Text, ForeignKey("briefings.id", ondelete="CASCADE"), primary_key=True),
    Column("language", sa.Text, primary_key=True),
    Index(None, "briefing_id"),
    sqlite_with_rowid=False,
)

# ------------------------------------------------------------------ the search index


# The symbols under which a key occurs, by the rules of its language (see storage/index.py).
def _symbols(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("rules", sa.Text, primary_key=True),
        Column("key", sa.Text, primary_key=True),
        Column("symbol", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )


symbols = _symbols("symbols")


# Every word that was ever written into the index, folded and without accents, with the symbol it stands there as.
def _vocabulary(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("rules", sa.Text, primary_key=True),
        Column("word", sa.Text, primary_key=True),
        Column("symbol", sa.Text, primary_key=True),
        Index(None, "rules", "symbol"),
        sqlite_with_rowid=False,
    )


vocabulary = _vocabulary("vocabulary")

# One row: which analyzer wrote the index.
index_state = Table(
    "index_state",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    _required("analyzer_version", sa.Integer),
)

# The same of the index that is being built beside the one that serves, and how far that has come (see
# storage/rebuild.py): it holds all standing passages up to the id `upto`. writes: how often passages were written
# meanwhile. One row, or none: nothing is being built.
symbols_next = _symbols("symbols_next")
vocabulary_next = _vocabulary("vocabulary_next")
index_next = Table(
    "index_next",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    _required("analyzer_version", sa.Integer),
    _required("upto", sa.Integer),
    _required("writes", sa.Integer),
)

SEARCH = "passages_search"
SEARCH_NEXT = "passages_search_next"
FIELDS = ("text", "heading", "facets")
SEARCH_DDL = f"CREATE VIRTUAL TABLE {SEARCH} USING fts5({', '.join(FIELDS)}, content='', tokenize='ascii')"
SEARCH_NEXT_DDL = SEARCH_DDL.replace(SEARCH, SEARCH_NEXT)


@event.listens_for(metadata, "after_create")
def _create_search(_metadata: MetaData, connection: sa.Connection, **_options: Any) -> None:
    connection.exec_driver_sql(SEARCH_DDL)


# ------------------------------------------------------------------ who is told

chats = Table(
    "chats",
    metadata,
    Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    _required("language", sa.Text),
    _required("met_at", Moment),
    Column("suspended_at", Moment),
    Column("suspended_for", sa.Text),
)

# tells: "all", or "new" passages only, or "edits" only; missed: told too when a briefing says nothing of it.
# ladder: [query, ...], the steps between which a move is told.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _required("chat_id", sa.BigInteger, ForeignKey("chats.id", ondelete="CASCADE")),
    _required("query", sa.Text),
    _required("created_at", Moment),
    _required("tells", sa.Text, server_default="all"),
    _required("missed", sa.Boolean(create_constraint=False), server_default=sa.false()),
    Column("ladder", sa.JSON(none_as_null=True)),
    UniqueConstraint("chat_id", "query"),
    sqlite_autoincrement=True,  # a button in an old message must never meet another subscription's id
)

# A chat's own aliases; query: canonical text.
names = Table(
    "names",
    metadata,
    Column("chat_id", sa.BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("name", sa.Text, primary_key=True),
    _required("query", sa.Text),
    _required("defined_at", Moment),
    sqlite_with_rowid=False,
)

# What a chat's feeds and programs are let in by, one at a time. digest: SHA-256 of the token, which itself is not kept.
tokens = Table(
    "tokens",
    metadata,
    Column("chat_id", sa.BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    _required("digest", sa.Text, unique=True),
    _required("made_at", Moment),
    sqlite_with_rowid=False,
)

# Chats whose following changed, in order; the oldest rows go. No foreign key: a chat that was forgotten is news too.
journal = Table(
    "journal",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _required("chat_id", sa.BigInteger),
    sqlite_autoincrement=True,
)

# The keys of words that are followed, where finding them out takes long: those of one version of the analyzer.
word_forms = Table(
    "word_forms",
    metadata,
    Column("word", sa.Text, primary_key=True),
    _required("keys", sa.JSON),
    _required("analyzer_version", sa.Integer),
    sqlite_with_rowid=False,
)

# numbers: the versions told of, by edition language, as canonical JSON. Waiting: neither sent nor dead. A notice has an
# alarm in place of a briefing; its numbers are {} when the alarm begins, {"over":1} when it has ended. signs: of a
# parcel of that kind, [["silence", query, met, of, last day], ["climb", query, before, after, last day, said], ...].
parcels = Table(
    "parcels",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _required("chat_id", sa.BigInteger, ForeignKey("chats.id", ondelete="CASCADE")),
    _required("kind", sa.Text),
    Column("briefing_id", sa.Text, ForeignKey("briefings.id", ondelete="CASCADE")),
    Column("alarm_id", sa.Integer, ForeignKey("alarms.id", ondelete="CASCADE")),
    _required("numbers", sa.Text),
    Column("signs", sa.JSON(none_as_null=True)),
    _required("created_at", Moment),
    _required("due_at", Moment),
    Column("leased_until", Moment),
    _required("attempts", sa.Integer),
    Column("sent_at", Moment),
    Column("message_id", sa.BigInteger),
    Column("dead_at", Moment),
    Column("reason", sa.Text),
    UniqueConstraint("chat_id", "kind", "briefing_id", "numbers"),
    UniqueConstraint("chat_id", "alarm_id", "numbers"),
    Index(None, "briefing_id"),
    Index(
        "ix_parcels_waiting",
        "due_at",
        "id",
        sqlite_where=sa.text("sent_at IS NULL AND dead_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

# before_spans, after_spans: a Match as [[spans of the text], [spans of the heading]], or with [branches] as the third.
mentions = Table(
    "mentions",
    metadata,
    Column("parcel_id", sa.Integer, ForeignKey("parcels.id", ondelete="CASCADE"), primary_key=True),
    Column("position", sa.Integer, primary_key=True),
    _required("edition_id", sa.Integer, ForeignKey("editions.id")),
    _required("kind", sa.Text),
    _required("query", sa.Text),
    Column("before_id", sa.Integer, ForeignKey("passages.id")),
    Column("after_id", sa.Integer, ForeignKey("passages.id")),
    Column("before_spans", sa.JSON(none_as_null=True)),
    Column("after_spans", sa.JSON(none_as_null=True)),
    sqlite_with_rowid=False,
)
