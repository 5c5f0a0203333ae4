"""Messages stay within Telegram's limits, whole."""

import pytest
from aiogram.utils.formatting import Bold, Text, TextLink
from hypothesis import given
from hypothesis import strategies as st

from bot import console
from bot.message import MAX_ENTITIES, MAX_UNITS, Button, Draft, marked, redlined, units
from tests.standin_checks import RefusedError, checked_text
from watchers.diff import redline

TEXT = st.text(st.characters(codec="utf-16"), max_size=60)


def test_length_is_counted_as_telegram_counts() -> None:
    """Characters beyond the basic plane count twice."""
    assert units("aж中") == 3
    assert units("🌾") == 2


def test_a_piece_that_does_not_fit_is_refused_and_nothing_of_it_stays() -> None:
    """Nothing is ever cut in the middle."""
    draft = Draft("a" * (MAX_UNITS - 1))
    assert not draft.add("🌾")
    assert draft.add("b")
    assert draft.done().text == "a" * (MAX_UNITS - 1) + "b"


def test_entities_are_counted_too() -> None:
    """A hundred, no more."""
    draft = Draft()
    for _ in range(MAX_ENTITIES):
        assert draft.add(Bold("x"))
    assert not draft.add(Bold("x"))


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://ministry.example/1", True),
        ("http://127.0.0.1:8080/1", True),
        ("http://[::1]/1", True),
        ("file:///home/editor/saved/2021-01-28.html", False),
        ("http://intranet/1", False),
        ("https:///1", False),
        ("http://[bad/1", False),
        ("saved/2021.html", False),
        ("", False),
    ],
)
def test_an_address_telegram_takes_no_link_to_is_none(url: str, linked: bool) -> None:
    """It would refuse the whole message; the words stay."""
    message = Draft("See ", TextLink("the page", url=url)).done()
    assert message.text == "See the page"
    assert [entity.url for entity in message.entities] == ([url] if linked else [])
    try:
        checked_text({"text": message.text, "entities": [{"type": "text_link", "offset": 4, "length": 8, "url": url}]})
    except RefusedError:
        assert not linked
    else:
        assert linked


@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_marking_changes_no_word(text: str, places: list[tuple[int, int]]) -> None:
    """What is shown is the text itself, only line breaks and tabs become blanks; bold stands where the hits are."""
    spans, at = [], 0
    for a, b in sorted(places):
        start, end = max(a, at), min(b, len(text))
        if start < end:
            spans.append((start, end))
            at = end
    shown, entities = marked(text, 0, len(text), spans).render()
    assert shown == text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ") or "\r\n" in text
    encoded = shown.encode("utf-16-le")
    bold = [encoded[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in entities]
    if "\r" not in text:
        assert bold == [text[a:b].replace("\n", " ").replace("\t", " ") for a, b in spans]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("He will come to Moscow next week.", "He will come to Moscow.", "He will come to Moscow [-next week-]."),
        ("It opens on Monday.", "It opens on Friday.", "It opens on [-Monday-] {+Friday+}."),
        ("They may leave.", "They may not leave.", "They may {+not+} leave."),
        ("They do not agree.", "They do agree.", "They do [-not-] agree."),
    ],
)
def test_a_redline_reads_as_a_sentence(before: str, after: str, shown: str) -> None:
    """Blanks stay where they were; what came stands apart from what went."""
    text, entities = redlined(redline(before, after), before, after).render()
    assert console.shown(text, entities, styled=False) == shown


def test_a_redline_shows_whole_sentences_and_leaves_out_the_others() -> None:
    """The sentence that changed can be quoted; its neighbours are not in the way."""
    before = "The harvest is in. We do not plan to close the port. The stores are full. He left on Monday. All is well."
    after = before.replace("do not", "do").replace("Monday", "Friday")
    text, entities = redlined(redline(before, after), before, after).render()
    assert console.shown(text, entities, styled=False) == (
        "[…] We do [-not-] plan to close the port. […] He left on [-Monday-] {+Friday+}. […]"
    )


def test_a_long_insertion_is_shown_by_its_two_ends_and_nothing_is_called_deleted_that_was_not() -> None:
    """The words that were there before stay unmarked."""
    before = "The stores are full. " * 40
    added = "A whole new page was put in. " * 90
    text, entities = redlined(redline(before, added + before), before, added + before).render()
    shown = console.shown(text, entities, styled=False)
    assert "[-" not in shown
    assert shown.startswith("{+A whole new page was put in.")
    assert "[…]" in shown
    assert len(shown) < 2500


def test_unchanged_words_far_from_a_change_are_left_out() -> None:
    """What is near stays, so that the change can be understood."""
    words = " ".join(f"w{n}" for n in range(100))
    text, _ = redlined(
        redline(words, words.replace("w50", "new")), words, words.replace("w50", "new"), around=2
    ).render()
    assert text == "[…] w48 w49 w50 new w51 w52 […]"


ONE_SENTENCE = st.text("abcд🌾 ", max_size=40)


@given(ONE_SENTENCE, ONE_SENTENCE)
def test_a_redline_loses_no_word_of_the_sentence(before: str, after: str) -> None:
    """Struck and unmarked words are the old text, underlined and unmarked ones the new."""
    text, entities = redlined(redline(before, after), before, after, around=1000, longest=1000, most=1000).render()
    encoded = text.encode("utf-16-le")
    kept: dict[str, list[str]] = {"strikethrough": [], "underline": []}
    at = 0
    for entity in sorted(entities, key=lambda e: e.offset):
        plain = encoded[2 * at : 2 * entity.offset].decode("utf-16-le")
        at = entity.offset + entity.length
        kept["strikethrough"].append(plain)
        kept["underline"].append(plain)
        kept[entity.type].append(encoded[2 * entity.offset : 2 * at].decode("utf-16-le"))
    tail = encoded[2 * at :].decode("utf-16-le")
    assert "".join("".join(kept["strikethrough"] + [tail]).split()) == "".join(before.split())
    assert "".join("".join(kept["underline"] + [tail]).split()) == "".join(after.split())


@given(st.lists(st.tuples(TEXT, st.booleans()), max_size=40))
def test_every_draft_is_a_message_telegram_accepts(pieces: list[tuple[str, bool]]) -> None:
    """Entities inside the text, nothing over the limits, no trailing blank."""
    draft = Draft()
    for text, bold in pieces:
        draft.add(Text(Bold(text)) if bold else text)
    message = draft.done([Button("more", "more:1:3")])
    assert units(message.text) <= MAX_UNITS
    assert message.text == message.text.rstrip()
    assert all(e.offset >= 0 and e.offset + e.length <= units(message.text) for e in message.entities)
