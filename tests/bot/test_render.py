"""Alerts in words: whatever a page holds, what is sent is valid, verbatim and complete."""

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefings import paged
from bot.locales import words
from bot.message import MAX_CALLBACK_BYTES, MAX_ENTITIES, MAX_UNITS, Message, units
from bot.plain import pointed
from bot.render import alert
from watchers.model import ChangeKind, Chat, Match, ParcelKind, Part, Passage
from watchers.remembered import Delivery, Edition, Subject

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
EDITION = Edition(1, "mfa/7", "mfa", "en", "http://mfa.example/7", "Briefing", date(2026, 3, 5), 1, NOW, NOW)
TEXT = st.text(st.characters(codec="utf-16", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)


@st.composite
def passages(draw: st.DrawFn) -> tuple[Passage, Match]:
    """A passage of one to three speakers with "grain" in it, and where; sometimes far too long for a message."""
    pieces = draw(st.lists(st.tuples(TEXT, st.integers(1, 90)), min_size=1, max_size=3))
    texts = [f"{text}. " * times + "Some grain here." for text, times in pieces]
    at, parts, spans = 0, [], []
    for number, text in enumerate(texts):
        kind = ("question", "answer", "statement")[number]
        parts.append(Part(f"Speaker {number}", None, "unknown", kind, at, at + len(text)))  # type: ignore[arg-type]
        spans.append((at + len(text) - 11, at + len(text) - 6))
        at += len(text) + 2
    heading = draw(st.none() | TEXT)
    kept = draw(st.lists(st.sampled_from(spans), unique=True))
    exchange = draw(st.sampled_from([None, 0]))
    return Passage(draw(st.integers(0, 30)), exchange, "qa", heading, "\n\n".join(texts), tuple(parts)), Match(
        tuple(sorted(kept)), ((0, 1),) if heading else ()
    )


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """A parcel with up to nine passages, new or changed."""
    kind: ParcelKind = draw(st.sampled_from(["alert", "change"]))
    subjects = []
    for passage, match in draw(st.lists(passages(), min_size=1, max_size=9)):
        queries = draw(st.lists(TEXT, min_size=1, max_size=6, unique=True))
        change: ChangeKind = draw(st.sampled_from(["added", "removed", "edited"])) if kind == "change" else "added"
        old = Passage(passage.section, passage.exchange, "qa", passage.heading, passage.text.replace("Some", "No", 1))
        before = old if change != "added" else None
        after = passage if change != "removed" else None
        found = dict.fromkeys(queries, match)
        subjects.append(Subject(EDITION, change, before, after, found if after else {}, {} if after else found))
    return Delivery(2**62, Chat(1, "en"), kind, EDITION, tuple(subjects))


def shown_and_left(message: Message) -> tuple[int, int | None]:
    """How many passages a message shows, and where its button continues."""
    more = [b.data for row in message.buttons for b in row if b.data.startswith("more:")]
    return message.text.count("for: "), int(more[0].split(":")[2]) if more else None


@settings(deadline=None, max_examples=60)
@given(deliveries(), st.sampled_from(["en", "ru"]))
def test_every_message_is_one_telegram_accepts_and_every_passage_is_reached(delivery: Delivery, language: str) -> None:
    """Within the limits of text, entities and callback data; the button leads on until nothing is left."""
    skip: int | None = 0
    steps = 0
    while skip is not None:
        message = alert(delivery, words(language), {"mfa": "Ministry"}, skip=skip)
        assert 0 < units(message.text) <= MAX_UNITS
        assert len(message.entities) <= MAX_ENTITIES
        for entity in message.entities:
            assert entity.length > 0
            assert entity.offset + entity.length <= units(message.text)
            entity.extract_from(message.text).encode("utf-8")  # never half a surrogate pair
        for row in message.buttons:
            assert all(len(button.data.encode()) <= MAX_CALLBACK_BYTES for button in row)
        _, following = shown_and_left(message)
        assert following is None or following > skip
        skip, steps = following, steps + 1
    assert steps <= len(delivery.subjects)


def test_a_heading_of_blanks_is_none() -> None:
    """Telegram takes no empty entity, and nobody sees one."""
    passage = Passage(0, None, "topic", " \u00a0", "Some grain here.")
    subject = Subject(EDITION, "added", None, passage, {"grain": Match(((5, 10),))}, {})
    message = alert(Delivery(1, Chat(1, "en"), "alert", EDITION, (subject,)), words("en"), {"mfa": "Ministry"})
    assert all(entity.length > 0 for entity in message.entities)
    assert "▪" not in message.text


def test_a_long_speech_is_shown_by_the_sentences_that_were_hit_and_cut_at_neither_end() -> None:
    """Whole sentences, dots where something was left out."""
    text = "It rained. " * 60 + "Ships carry grain to Kenya. " + "It snowed. " * 60 + "More grain will follow."
    first = text.index("grain")
    second = text.rindex("grain")
    part = Part("Ana Lind", "Ana Lind", "principal", "answer", 0, len(text))
    passage = Passage(3, None, "topic", "Shipping", text, (part,))
    found = {"grain": Match(((first, first + 5), (second, second + 5)))}
    delivery = Delivery(1, Chat(1, "en"), "alert", EDITION, (Subject(EDITION, "added", None, passage, found, {}),))
    message = alert(delivery, words("en"), {"mfa": "Ministry"})
    assert message.text.splitlines()[-2] == ("Ana Lind: … Ships carry grain to Kenya. […] More grain will follow.")
    bold = [e.extract_from(message.text) for e in message.entities if e.type == "bold"]
    assert bold[-2:] == ["grain", "grain"]


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_the_caret_stands_under_its_place(text: str, a: int, b: int) -> None:
    """Whatever was typed, on one line, not longer than a phone is wide."""
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    shown, caret = pointed(text, start, end)
    assert "\n" not in shown
    assert len(shown) <= 62
    assert set(caret.strip()) == {"^"}
    if start < len(text):
        at = caret.index("^")
        assert shown[at] == text[start] or not text[start].isprintable() or text[start].isspace()


@given(st.text(st.characters(codec="utf-16"), max_size=400), st.integers(4, 60))
def test_a_section_is_paged_without_losing_a_word(text: str, limit: int) -> None:
    """Pages fit, and together they are the text, but for blanks at the cuts."""
    pages = paged(text, limit)
    assert all(units(page) <= limit for page in pages)
    assert "".join("".join(pages).split()) == "".join(text.split())


def test_of_a_choice_the_branches_that_were_met_are_named_each_once() -> None:
    """A query whose branches are not known, or no longer fit it, is named whole; a long branch by its beginning."""
    text = "Some grain here."
    passage = Passage(0, None, "topic", None, text)
    long = " ".join(f"word{n}" for n in range(30))
    cases = [
        ("fish OR grain OR meat", (1,), "for: grain"),
        ("fish OR grain OR meat", (0, 1), "for: fish, grain"),
        ("fish OR grain OR meat", (), "for: fish OR grain OR meat"),
        ("fish OR grain", (1, 5), "for: fish OR grain"),
        ("grain fish", (0,), "for: grain fish"),
        ("grain (", (0,), "for: grain ("),
        (f"fish OR ({long})", (1,), f"for: {long[:79].rstrip()}…"),
    ]
    for query, branches, said in cases:
        found = {query: Match(((5, 10),), (), branches)}
        subject = Subject(EDITION, "edited", passage, passage, found, found)
        delivery = Delivery(1, Chat(1, "en"), "alert", EDITION, (subject,))
        assert alert(delivery, words("en"), {"mfa": "Ministry"}).text.splitlines()[-1] == said


def test_a_branch_that_two_queries_share_is_named_once() -> None:
    """Nobody needs to read it twice."""
    passage = Passage(0, None, "topic", None, "Some grain here.")
    found = {query: Match(((5, 10),), (), (1,)) for query in ("fish OR grain", "meat OR grain")}
    delivery = Delivery(1, Chat(1, "en"), "alert", EDITION, (Subject(EDITION, "added", None, passage, found, {}),))
    assert alert(delivery, words("en"), {"mfa": "Ministry"}).text.splitlines()[-1] == "for: grain"
