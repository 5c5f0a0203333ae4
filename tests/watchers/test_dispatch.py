"""Who is told what: one alert per chat and briefing, in the chat's own language where it can be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from watchers.dispatch import parcels
from watchers.model import Briefing, Change, Chat, Hit, Match, Mention, Passage, Revision, Subscription, Wish

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
CHATS = {1: Chat(1, "en"), 2: Chat(2, "ru")}


def revision(language: str, number: int = 1, *, quiet: bool = False) -> Revision:
    """A new version of an edition with two passages."""
    briefing = Briefing("mfa", "7", language, f"http://mfa.example/{language}/7", "Briefing", date(2026, 3, 5))
    passages = (Passage(0, None, "topic", "One", "Grain."), Passage(1, None, "topic", "Two", "More grain."))
    changes = tuple(Change("added", None, p) for p in passages)
    return Revision(briefing, number, "hash", passages, changes, NOW, quiet)


def hit(chat: int, language: str, subscription: int = 1, change: int = 0) -> Hit:
    """A subscription of a chat met in a change of an edition."""
    return Hit(Subscription(subscription, chat, "grain"), language, change, after=True, before=False)


def mention(one: Hit) -> Mention:
    """Where it is met."""
    return Mention(one.subscription, one.language, one.change, Match(((0, 5),)))


def told(
    revisions: Sequence[Revision], hits: Sequence[Hit], told_before: frozenset[tuple[int, str]] = frozenset()
) -> dict[tuple[int, str], list[tuple[str, int, int]]]:
    """What dispatch says, as (chat, kind) -> [(language, subscription, change)]."""
    made = parcels(revisions, hits, CHATS, told_before, NOW, mention)
    return {(p.chat_id, p.kind): [(m.language, m.subscription.id, m.change) for m in p.mentions] for p in made}


def test_a_chat_that_matches_in_two_editions_is_told_once_in_its_own_language() -> None:
    """The own edition is chosen, and the other one brings nothing that was met already."""
    both = [hit(2, "en", 5), hit(2, "ru", 5), hit(2, "ru", 5, 1)]
    assert told([revision("en"), revision("ru")], both) == {(2, "alert"): [("ru", 5, 0), ("ru", 5, 1)]}


def test_a_chat_is_told_in_another_language_when_only_that_edition_matches() -> None:
    """A match is never dropped for its language."""
    assert told([revision("en"), revision("ru")], [hit(2, "en", 5)]) == {(2, "alert"): [("en", 5, 0)]}


def test_a_subscription_met_only_in_the_other_edition_joins_the_one_alert() -> None:
    """Nothing is missed: an English and a Russian query of one chat share the alert."""
    found = told([revision("en"), revision("ru")], [hit(1, "en", 5), hit(1, "ru", 6)])
    assert found == {(1, "alert"): [("en", 5, 0), ("ru", 6, 0)]}


def test_a_chat_is_told_what_it_wishes_of_each_query() -> None:
    """New passages, also those that a later version adds; or edits."""
    new, later = revision("en"), revision("en", 2)
    passage = later.passages[1]
    later = replace(later, changes=(later.changes[0], Change("edited", passage, passage)))
    told = {}
    for wish in get_args(Wish):
        chats = {1: Chat(1, "en", (("grain", wish), ("oil", "new")))}
        told[wish] = [
            [mentioned.change for made in parcels([one], found, chats, (), NOW, mention) for mentioned in made.mentions]
            for one in (new, later)
            for found in [[hit(1, "en"), hit(1, "en", change=1)]]
        ]
    assert told == {"all": [[0, 1], [0, 1]], "new": [[0, 1], [0]], "edits": [[], [1]]}


def test_a_later_edition_does_not_alert_a_chat_that_was_told() -> None:
    """One briefing, one alert, even when the second edition comes a day later."""
    assert told([revision("ru")], [hit(1, "ru")], frozenset({(1, "grain")})) == {}


def test_a_query_met_only_in_a_later_edition_is_told_all_the_same() -> None:
    """What the first edition's alert could not say is not swallowed by it."""
    later = Hit(Subscription(9, 1, "зерно"), "ru", 0, after=True, before=False)
    assert told([revision("ru")], [hit(1, "ru"), later], frozenset({(1, "grain")})) == {(1, "alert"): [("ru", 9, 0)]}


def test_a_change_is_told_to_chats_that_were_told_before() -> None:
    """The alert does not use up the changes."""
    assert told([revision("en", 2)], [hit(1, "en")], frozenset({(1, "grain")})) == {(1, "change"): [("en", 1, 0)]}


def test_a_quiet_revision_is_told_to_nobody() -> None:
    """The first import of an archive is silent."""
    assert told([revision("en", quiet=True)], [hit(1, "en")]) == {}


def test_a_suspended_chat_gets_no_parcel() -> None:
    """A chat that is not in the audience is not written to."""
    assert told([revision("en")], [hit(99, "en")]) == {}


@given(
    st.lists(
        st.builds(hit, st.sampled_from([1, 2, 3]), st.sampled_from(["en", "ru"]), st.integers(1, 3), st.integers(0, 1)),
        max_size=12,
    ),
    st.frozensets(st.sampled_from([1, 2])),
)
def test_each_chat_has_at_most_one_parcel_of_a_kind_and_every_subscription_is_in_it(
    hits: list[Hit], before: frozenset[int]
) -> None:
    """Whatever is met, once per chat; and no subscription of an untold chat is left out."""
    told_before = frozenset((chat, "grain") for chat in before)
    made = parcels([revision("en"), revision("ru")], hits, CHATS, told_before, NOW, mention)
    assert len({(p.chat_id, p.kind) for p in made}) == len(made)
    for chat in CHATS.keys() - before:
        due = {m.subscription.id for m in hits if m.subscription.chat_id == chat}
        sent = {m.subscription.id for p in made if p.chat_id == chat for m in p.mentions}
        assert sent == due
