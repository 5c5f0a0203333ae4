"""What a look at one briefing comes to: versions to keep, and whom to tell what of them (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from watchers import dispatch
from watchers.diff import collapsed, compare, fingerprint
from watchers.errors import ParseError
from watchers.model import Briefing, Change, Chat, Hit, Mention, Page, Parcel, Passage, Revision, Setting
from watchers.percolator import Percolator
from watchers.remembered import DuePage, Known, KnownEdition


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page as read: its briefing, and what must be kept of the page itself."""

    due: DuePage
    briefing: Briefing
    page: Page


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be recorded and told of one briefing; `refused` are arrivals that cannot be what they claim to be."""

    revisions: tuple[Revision, ...]
    parcels: tuple[Parcel, ...]
    refused: tuple[tuple[Arrival, ParseError], ...] = ()


def decide(
    known: Known,
    arrivals: Sequence[Arrival],
    percolator: Percolator,
    chats: Mapping[int, Chat],
    now: datetime,
) -> Decision:
    """Compare the editions that came with those known, match what changed, and say whom to tell (pure).

    known: what is remembered of this one briefing; arrivals: pages of its editions, read in one look at the source.
    """
    revisions: list[Revision] = []
    hits: list[Hit] = []
    refused: list[tuple[Arrival, ParseError]] = []
    seen: set[str] = set()
    followed = {edition.url for edition in known.editions.values()}
    for arrival in sorted(arrivals, key=lambda arrival: arrival.briefing.url not in followed):
        briefing = _steady_language(arrival.briefing, known)
        if briefing.language in seen:
            continue  # the same edition under a second address, in this very look
        seen.add(briefing.language)
        passages = briefing.passages()
        text_hash = _state(briefing, passages)
        old = known.editions.get(briefing.language)
        changes: tuple[Change, ...]
        if old is None:
            number, changes = 1, tuple(Change("added", None, passage) for passage in passages)
        elif old.text_hash == text_hash or (old.url != briefing.url and not _takes_over(briefing, old)):
            continue  # the same; or another address of an edition that is followed where it was first read
        elif collapsed(old.passages, passages):
            detail = f"{len(passages)} passages where there were {len(old.passages)}"
            refused.append((arrival, ParseError(briefing.url, "half_page", detail)))
            continue
        else:
            number, changes = old.number + 1, compare(old.passages, passages)
        revision = Revision(
            briefing=briefing,
            number=number,
            text_hash=text_hash,
            passages=passages,
            changes=changes,
            seen_at=now,
            quiet=number == 1 and arrival.due.quiet,
            page=arrival.page.content,
        )
        revisions.append(revision)
        if not revision.quiet:
            hits += [
                hit
                for hit in percolator.hits(changes, _setting(briefing))
                if not _was_told(hit, changes[hit.change], known)
            ]
    by_language = {revision.briefing.language: revision for revision in revisions}

    def mention(hit: Hit) -> Mention:
        revision = by_language[hit.language]
        change, setting, asked = revision.changes[hit.change], _setting(revision.briefing), hit.subscription
        after, before = (
            percolator.met(asked.query, asked.names, passage, setting) if there and passage is not None else None
            for there, passage in ((hit.after, change.after), (hit.before, change.before))
        )
        return Mention(asked, hit.language, hit.change, after, before)

    parcels = dispatch.parcels(revisions, hits, chats, known.told, now, mention)
    return Decision(tuple(revisions), parcels, tuple(refused))


def _setting(briefing: Briefing) -> Setting:
    return Setting(briefing.source, briefing.language, briefing.title, briefing.date)


def _takes_over(briefing: Briefing, old: KnownEdition) -> bool:
    """Whether an edition is followed at this address from now on: its own is lost, or only this one is corrected."""
    return old.lost or ("corrected" in briefing.flags and "corrected" not in old.flags)


def _was_told(hit: Hit, change: Change, known: Known) -> bool:
    """Whether a new passage stands word for word in what this is an extract of, or in an extract of it, and the chat
    was told of that for this query: then it is no news.
    """
    subscription = hit.subscription
    return (
        change.kind == "added"
        and change.after is not None
        and change.after.text in known.said
        and (subscription.chat_id, subscription.query) in known.kin_told
    )


def _state(briefing: Briefing, passages: Sequence[Passage]) -> str:
    """What makes a version: the words, and the title and date they stand under (changed alone, they alert nobody)."""
    return sha256(f"{fingerprint(passages)}|{briefing.title}|{briefing.date}".encode()).hexdigest()


def _steady_language(briefing: Briefing, known: Known) -> Briefing:
    """An address keeps the language it was first read in: a detector's change of mind is not a new edition."""
    for language, edition in known.editions.items():
        if edition.url == briefing.url:
            return replace(briefing, language=language)
    return briefing
