"""What a look at one briefing comes to: versions to keep, and whom to tell what of them (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from watchers import dispatch, doubt, habits
from watchers.diff import collapsed, compare, fingerprint, keeps_words
from watchers.errors import ParseError
from watchers.model import Briefing, Change, Chat, Hit, Mention, Page, Parcel, Passage, Revision
from watchers.percolator import Percolator
from watchers.remembered import Doubt, DuePage, Known, KnownEdition


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page as read: its briefing, and what must be kept of the page itself.

    reread: the page as it was last stored, read once more as pages are read now (None: nothing asks for that).
    """

    due: DuePage
    briefing: Briefing
    page: Page
    reread: "Arrival | None" = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be recorded and told of one briefing.

    refused: arrivals that cannot be what they claim to be; doubted: those to be looked at once more before they are
    believed; swept: the addresses of those that changed nearly whole, and are told to nobody, for so did others.
    """

    revisions: tuple[Revision, ...]
    parcels: tuple[Parcel, ...]
    refused: tuple[tuple[Arrival, ParseError], ...] = ()
    doubted: tuple[tuple[Arrival, Doubt], ...] = ()
    swept: tuple[str, ...] = ()


def decide(
    known: Known,
    arrivals: Sequence[Arrival],
    percolator: Percolator,
    chats: Mapping[int, Chat],
    now: datetime,
    *,
    silent: bool = False,
) -> Decision:
    """Compare the editions that came with those known, match what changed, and say whom to tell (pure).

    known: what is remembered of this one briefing; arrivals: pages of its editions, read in one look at the source.
    silent: they come from an archive, and are no news: neither told nor doubted.
    """
    revisions: list[Revision] = []
    hits: list[Hit] = []
    refused: list[tuple[Arrival, ParseError]] = []
    doubted: list[tuple[Arrival, Doubt]] = []
    swept: list[str] = []
    seen: set[str] = set()
    followed = {edition.url for edition in known.editions.values()}
    for arrival in sorted(arrivals, key=lambda arrival: arrival.briefing.url not in followed):
        briefing = _steady_language(arrival.briefing, known)
        if briefing.language in seen:
            continue  # the same edition under a second address, in this very look
        seen.add(briefing.language)
        old = known.editions.get(briefing.language)
        if old is None:
            revision = _revision(arrival, briefing, 1, (), now, quiet=arrival.due.quiet)
        elif not differs(briefing, old) or (old.url != briefing.url and not _takes_over(briefing, old)):
            continue  # the same; or another address of an edition that is followed where it was first read
        else:
            number, before = old.number + 1, old.passages
            again = arrival.reread
            if again is not None and _is_read_otherwise(reread := _steady_language(again.briefing, known), old):
                # Pages are read otherwise than when this one was: what that changes is no news.
                revisions.append(replace(_revision(again, reread, number, before, now, quiet=True), edited=False))
                if revisions[-1].text_hash == _state(briefing, briefing.passages()):
                    continue
                number, before = number + 1, revisions[-1].passages
            revision = _revision(arrival, briefing, number, before, now, quiet=silent)
            if collapsed(before, revision.passages):
                detail = f"{len(revision.passages)} passages where there were {len(before)}"
                refused.append((arrival, ParseError(briefing.url, "half_page", detail)))
                continue
            why = None if silent else doubt.doubt(before, revision.changes, arrival.due.doubt)
            if why is not None:
                doubted.append((arrival, why))
                continue
            if not silent and doubt.is_sweeping(before, revision.changes) and doubt.is_the_site(known.swept):
                swept.append(briefing.url)
                revision = replace(revision, quiet=True, edited=False)
        revisions.append(revision)
        if not revision.quiet:
            hits += [
                hit
                for hit in percolator.hits(revision.changes, briefing.setting)
                if not _was_told(hit, revision.changes[hit.change], known)
            ]
    by_language = {revision.briefing.language: revision for revision in revisions}  # the last of each

    def mention(hit: Hit) -> Mention:
        revision = by_language[hit.language]
        change, setting, asked = revision.changes[hit.change], revision.briefing.setting, hit.subscription
        after, before = (
            percolator.met(asked.query, asked.names, passage, setting) if there and passage is not None else None
            for there, passage in ((hit.after, change.after), (hit.before, change.before))
        )
        return Mention(asked, hit.language, hit.change, after, before)

    parcels = dispatch.parcels(revisions, hits, chats, known.told, now, mention, known.awaited)
    parcels += habits.parcels(revisions, known.earlier, percolator, chats, now)
    return Decision(tuple(revisions), parcels, tuple(refused), tuple(doubted), tuple(swept))


def differs(briefing: Briefing, old: KnownEdition) -> bool:
    """Whether a page says anything else than the edition it is known as."""
    return old.text_hash != _state(briefing, briefing.passages())


def _is_read_otherwise(reread: Briefing, old: KnownEdition) -> bool:
    """Whether a stored page is cut otherwise now; not where it seems to hold other words: then it was misread now."""
    return differs(reread, old) and keeps_words(old.passages, reread.passages())


def _revision(
    arrival: Arrival,
    briefing: Briefing,
    number: int,
    before: Sequence[Passage],
    now: datetime,
    *,
    quiet: bool = False,
) -> Revision:
    passages = briefing.passages()
    changes = (
        compare(before, passages, briefing.language)
        if number > 1
        else tuple(Change("added", None, each) for each in passages)
    )
    return Revision(
        briefing=briefing,
        number=number,
        text_hash=_state(briefing, passages),
        passages=passages,
        changes=changes,
        seen_at=now,
        quiet=quiet,
        page=arrival.page.content,
    )


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
