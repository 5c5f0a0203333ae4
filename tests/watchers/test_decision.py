"""decide: what a look at one briefing comes to (pure)."""

from dataclasses import replace
from datetime import UTC, date, datetime

from watchers.decision import Arrival, Decision, decide
from watchers.model import Briefing, Chat, Notice, Page, Section, Subscription, Validators
from watchers.percolator import Percolator
from watchers.remembered import DuePage, Known, KnownEdition

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
CHATS = {1: Chat(1, "en")}
GRAIN = Percolator()
GRAIN.add(Subscription(1, 1, "grain"))
TEXTS = ("The port is open.", "Grain may leave the port.", "The treaty is ready.", "The bridge is closed.")


def arrival(texts: tuple[str, ...] = TEXTS, *, language: str = "en", path: str = "7", quiet: bool = False) -> Arrival:
    """A page that came, with a topic for each text."""
    url = f"http://mfa.example/{language}/{path}"
    sections = tuple(Section("topic", f"Topic {n}", "body", text) for n, text in enumerate(texts))
    read = Briefing("mfa", "7", language, url, "Briefing", date(2026, 3, 5), sections=sections)
    due = DuePage(Notice(url, "7", language), Validators(), quiet, 0, NOW, fetched=False)
    return Arrival(due, read, Page(url, b""))


def remembered(decision: Decision, told: frozenset[tuple[int, str]] = frozenset()) -> Known:
    """What storage would know after a decision."""
    return Known(
        told,
        {
            r.briefing.language: KnownEdition(r.number, r.text_hash, r.briefing.url, r.passages, flags=r.briefing.flags)
            for r in decision.revisions
        },
        quiet=False,
    )


NOTHING = Known(frozenset(), {}, quiet=False)


def test_the_first_version_of_a_briefing_alerts_those_it_concerns() -> None:
    """Every passage is added; the one that matches is told."""
    decision = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    (revision,), (parcel,) = decision.revisions, decision.parcels
    assert (revision.number, [c.kind for c in revision.changes]) == (1, ["added"] * 4)
    assert (parcel.chat_id, parcel.kind, [m.change for m in parcel.mentions]) == (1, "alert", [1])


def test_the_first_import_of_an_archive_alerts_nobody() -> None:
    """It is recorded all the same."""
    decision = decide(NOTHING, [arrival(quiet=True)], GRAIN, CHATS, NOW)
    assert len(decision.revisions) == 1
    assert decision.parcels == ()


def test_the_same_words_again_are_nothing() -> None:
    """No revision, no parcel."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    assert decide(remembered(first), [arrival()], GRAIN, CHATS, NOW) == Decision((), ())


def test_an_edit_of_an_archived_page_is_told() -> None:
    """Quiet is the import, not the page."""
    first = decide(NOTHING, [arrival(quiet=True)], GRAIN, CHATS, NOW)
    edited = (TEXTS[0], "Grain may not leave the port.", *TEXTS[2:])
    second = decide(remembered(first), [arrival(edited, quiet=True)], GRAIN, CHATS, NOW)
    assert [(p.kind, p.numbers) for p in second.parcels] == [("change", {"en": 2})]


def test_an_edit_elsewhere_is_recorded_and_not_told() -> None:
    """A subscriber hears of the passages that concern them."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    second = decide(remembered(first), [arrival((*TEXTS[:3], "The bridge is open."))], GRAIN, CHATS, NOW)
    assert [r.number for r in second.revisions] == [2]
    assert second.parcels == ()


def test_words_that_leave_a_passage_are_told_to_those_who_followed_them() -> None:
    """The old text counts as well as the new."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    softened = (TEXTS[0], "Goods may leave the port.", *TEXTS[2:])
    (parcel,) = decide(remembered(first), [arrival(softened)], GRAIN, CHATS, NOW).parcels
    (mention,) = parcel.mentions
    assert (mention.after, mention.before is not None) == (None, True)


def test_half_a_page_is_refused_and_changes_nothing() -> None:
    """Most of a briefing does not vanish overnight."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    second = decide(remembered(first), [arrival(TEXTS[:1])], GRAIN, CHATS, NOW)
    assert (second.revisions, second.parcels) == ((), ())
    assert [error.reason for _, error in second.refused] == ["half_page"]


def test_an_address_keeps_the_language_it_was_first_read_in() -> None:
    """A detector's change of mind is no new edition."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    wavering = arrival()
    other = Briefing(
        "mfa", "7", "fr", wavering.briefing.url, "Briefing", date(2026, 3, 5), sections=wavering.briefing.sections
    )
    again = decide(remembered(first), [Arrival(wavering.due, other, wavering.page)], GRAIN, CHATS, NOW)
    assert again == Decision((), ())


def test_one_edition_under_two_addresses_is_told_once() -> None:
    """The second address of the same look adds nothing."""
    decision = decide(NOTHING, [arrival(), arrival(path="alias/7")], GRAIN, CHATS, NOW)
    assert (len(decision.revisions), len(decision.parcels)) == (1, 1)


def test_another_address_of_a_known_edition_is_not_compared_with_it() -> None:
    """A print view that words its furniture otherwise is no edit, as long as the first address can be read."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    known = remembered(first)
    printed = arrival((*TEXTS[:1], "Grain may leave the port. Printed on Monday.", *TEXTS[2:]), path="7-print")
    assert decide(known, [printed], GRAIN, CHATS, NOW) == Decision((), ())
    lost = {language: replace(edition, lost=True) for language, edition in known.editions.items()}
    moved = decide(replace(known, editions=lost), [printed], GRAIN, CHATS, NOW)
    assert [p.kind for p in moved.parcels] == ["change"]


def test_a_title_or_date_corrected_alone_is_kept_and_told_to_nobody() -> None:
    """The archive is right; the reader is not disturbed."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    again = arrival()
    corrected = replace(again, briefing=replace(again.briefing, title="Briefing (corrected)"))
    second = decide(remembered(first), [corrected], GRAIN, CHATS, NOW)
    assert [(r.number, r.changes) for r in second.revisions] == [(2, ())]
    assert second.parcels == ()


def test_a_corrected_second_address_takes_an_edition_over() -> None:
    """A page put out anew as CORRECTED is the edition from now on: its changes are told, the old page is let be."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    anew = arrival((TEXTS[0], "Grain may not leave the port.", *TEXTS[2:]), path="7-corrected")
    corrected = replace(anew, briefing=replace(anew.briefing, flags=("corrected",)))
    second = decide(remembered(first), [corrected], GRAIN, CHATS, NOW)
    assert [(p.kind, p.numbers) for p in second.parcels] == [("change", {"en": 2})]
    assert second.revisions[0].briefing.url.endswith("7-corrected")
    assert decide(remembered(second), [arrival()], GRAIN, CHATS, NOW) == Decision((), ())


def test_what_an_extract_repeats_is_not_told_again() -> None:
    """Only passages whose words do not stand in its kin are news."""
    said = frozenset({"Grain may leave the port."})
    known = replace(NOTHING, said=said, kin_told=frozenset({(1, "grain")}))
    assert decide(known, [arrival()], GRAIN, CHATS, NOW).parcels == ()
    more = arrival((*TEXTS, "Grain prices rose."))
    (parcel,) = decide(known, [more], GRAIN, CHATS, NOW).parcels
    assert [m.change for m in parcel.mentions] == [4]
    unheard = decide(replace(NOTHING, said=said), [arrival()], GRAIN, CHATS, NOW)
    assert len(unheard.parcels) == 1, "who was not told of the kin is told now"


def test_an_alias_that_comes_first_does_not_swallow_an_edit() -> None:
    """In one look at both addresses the followed one counts, whichever was listed before the other."""
    first = decide(NOTHING, [arrival()], GRAIN, CHATS, NOW)
    edited = (TEXTS[0], "Grain may not leave the port.", *TEXTS[2:])
    both = [arrival(edited, path="alias/7"), arrival(edited)]
    assert [p.kind for p in decide(remembered(first), both, GRAIN, CHATS, NOW).parcels] == ["change"]
