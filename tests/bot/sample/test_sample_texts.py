"""The sample ministry's texts: the markup they are written in, and what each of them must hold."""

import datetime as dt

import pytest

from bot.sample.markup import LANGUAGES, Asked, Item, Text, Topic, load_text, numbers, parse_text

AT = dt.datetime(2026, 1, 1, 18, 5, tzinfo=dt.UTC)
EVERY = [(number, language) for number in numbers() for language in LANGUAGES]
GRAIN = {"en": "grain", "ru": "зерн"}


def topic_words(text: Text) -> list[str]:
    return ["\n\n".join(topic.paragraphs) for topic in text.topics]


def asked(text: Text) -> list[Asked]:
    return [asked for item in text.items for asked in item.asked]


def test_the_markup_is_read() -> None:
    """Each mark of the markup: facts, preamble, topics with and without a heading, questions, days, blanks, edits."""
    source = """title: Briefing, [[date]]
time: 09:30

> Good day.

# A~  heading~

Grain [-did not leave-]{+left+} on [[-2]].

Second.

#- Forgotten

Third.

? Two questions

Q: One?

And more?

A: Yes.

Q: Two?

A: No.

Not at all."""
    text = parse_text(source, 7, "en", AT)
    assert text == Text(
        7,
        "en",
        "Briefing, January 1, 2026",
        AT.replace(hour=9, minute=30),
        ("Good day.",),
        (
            Topic("A\u00a0  heading\u00a0", True, ("Grain did not leave on December 30.", "Second.")),
            Topic("Forgotten", False, ("Third.",)),
        ),
        (Item("Two questions", (Asked(("One?", "And more?"), ("Yes.",)), Asked(("Two?",), ("No.", "Not at all.")))),),
    )
    assert parse_text(source, 7, "en", AT, edited=True).topics[0].paragraphs[0] == "Grain left on December 30."
    russian = parse_text("title: Брифинг, [[date]]\n\n> [[-2]] и [[+31]].", 7, "ru", AT)
    assert (russian.title, russian.at) == ("Брифинг, 1 января 2026 года", AT)
    assert russian.preamble == ("30 декабря и 1 февраля.",)


def test_a_paragraph_of_nothing_is_an_error() -> None:
    """A paragraph under no heading would be lost: it is refused, and shown."""
    with pytest.raises(ValueError, match="lost words"):
        parse_text("title: Briefing\n\nlost words", 7, "en", AT)


@pytest.mark.parametrize(("number", "language"), EVERY)
def test_each_briefing_has_the_quirks_of_the_real_ones(number: int, language: str) -> None:
    """6 to 9 topics, one heading forgotten, one with stray blanks, 3 to 5 questions, several of them under one line."""
    text = load_text(number, language, AT)
    assert 6 <= len(text.topics) <= 9
    assert sum(not topic.headed for topic in text.topics) == 1
    assert any("\u00a0" in topic.heading for topic in text.topics)
    assert 3 <= len(asked(text)) <= 5
    assert any(len(item.asked) > 1 for item in text.items)
    assert any(len(each.question) > 1 for each in asked(text))
    left = str(text)
    assert not any(mark in left for mark in ("[[", "[-", "{+", "~"))


@pytest.mark.parametrize("number", numbers())
def test_both_editions_tell_the_same(number: int) -> None:
    """English and Russian pages of a number have the same parts, paragraph by paragraph."""

    def shape(text: Text) -> object:
        topics = [(topic.headed, len(topic.paragraphs)) for topic in text.topics]
        items = [[(len(each.question), len(each.answer)) for each in item.asked] for item in text.items]
        return text.at, len(text.preamble), topics, items

    assert shape(load_text(number, "en", AT)) == shape(load_text(number, "ru", AT))


@pytest.mark.parametrize("language", LANGUAGES)
def test_grain_is_spoken_of_now_and_before(language: str) -> None:
    """The new briefing has grain in a topic and in an answer; every past one mentions it at least twice."""
    *past, new = (load_text(number, language, AT) for number in numbers())
    word = GRAIN[language]
    assert len(past) >= 4
    assert any(word in words for words in topic_words(new))
    assert any(word in "\n".join(each.answer) for each in asked(new))
    for text in past:
        assert str(text).casefold().count(word) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edit_turns_one_answer_about_grain_into_its_opposite(language: str) -> None:
    """The edit of the new briefing changes one sentence of one answer: a "not" falls. No past briefing has an edit."""
    before, after = (load_text(numbers()[-1], language, AT, edited) for edited in (False, True))
    assert before.topics == after.topics
    ((old, new),) = [(a, b) for a, b in zip(asked(before), asked(after), strict=True) if a != b]
    assert old.question == new.question
    ((was, is_),) = [(a, b) for a, b in zip(old.answer, new.answer, strict=True) if a != b]
    assert is_ == was.replace({"en": "not ", "ru": "не намерено"}[language], {"en": "", "ru": "намерено"}[language], 1)
    assert GRAIN[language] in is_
    for number in numbers()[:-1]:
        assert load_text(number, language, AT) == load_text(number, language, AT, edited=True)
