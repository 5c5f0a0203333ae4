"""The sample ministry's pages, read by Rostrum itself: it finds what the texts declare, and nothing else."""

import datetime as dt

import pytest

from bot.sample.markup import LANGUAGES, Asked, Item, Text, load_text, numbers, one_spaced
from bot.sample.pages import PRINCIPAL, briefing_page
from watchers.model import Briefing, ContentsEntry, Exchange, HeadingOrigin, Page, Section, Turn
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

AT = dt.datetime(2026, 3, 5, 18, 5, tzinfo=dt.UTC)
QUESTION = {"en": "Question", "ru": "Вопрос"}


def read(text: Text) -> Briefing:
    url = f"http://127.0.0.1:8080/{text.language}/briefings/{text.number}"
    page = Page(url, briefing_page(text).encode(), "text/html", "utf-8")
    return read_briefing(page, find_profile("sample"))


def declared(text: Text) -> Briefing:
    """The briefing that a text's page ought to be read as."""
    topics = [ContentsEntry(str(n), "topics", one_spaced(t.heading), str(n)) for n, t in enumerate(text.topics, 1)]
    items = [ContentsEntry(str(n), "questions", item.heading) for n, item in enumerate(text.items, 1)]
    sections = [Section("preamble", None, None, "\n\n".join(text.preamble))] if text.preamble else []
    for entry, topic in enumerate(text.topics):
        origin: HeadingOrigin = "body" if topic.headed else "contents"
        body = "\n\n".join(topic.paragraphs)
        sections.append(Section("topic", one_spaced(topic.heading), origin, body, (entry,)))
    for entry, item in enumerate(text.items, len(topics)):
        sections.append(_answers(item, entry, text.language))
    return Briefing(
        source="sample",
        key=str(text.number),
        language=text.language,
        url=f"http://127.0.0.1:8080/{text.language}/briefings/{text.number}",
        title=text.title,
        date=text.at.date(),
        time=text.at.time(),
        contents=(*topics, *items),
        sections=tuple(sections),
        page_language=text.language,
        place={"en": "Castelmar", "ru": "Кастельмар"}[text.language],
    )


def _answers(item: Item, entry: int, language: str) -> Section:
    turns = tuple(turn for asked in item.asked for turn in _turns(asked, language))
    printed = "\n\n".join(f"{turn.label}: {turn.text}" for turn in turns)
    exchanges = tuple(Exchange((n,), (n + 1,)) for n in range(0, len(turns), 2))
    return Section("qa", item.heading, "contents", printed, (entry,), turns, exchanges)


def _turns(asked: Asked, language: str) -> tuple[Turn, Turn]:
    name = PRINCIPAL[language]
    return (
        Turn(QUESTION[language], None, "journalist", "question", "\n\n".join(asked.question)),
        Turn(name, name, "principal", "answer", "\n\n".join(asked.answer)),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", numbers())
def test_a_page_is_read_as_its_text_declares(number: int, language: str) -> None:
    """Title, date, contents, sections, turns and exchanges are exactly the text's; no furniture is among them."""
    text = load_text(number, language, AT)
    found, expected = read(text), declared(text)
    assert found.contents == expected.contents
    for section, wanted in zip(found.sections, expected.sections, strict=False):
        assert section == wanted
    assert found == expected


@pytest.mark.parametrize("day", [dt.date(2024, 2, 29), dt.date(2026, 1, 1), dt.date(2026, 5, 9), dt.date(2026, 12, 31)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_read_on_any_day(day: dt.date, language: str) -> None:
    """Days around the turn of a month or year are named right, and read right."""
    text = load_text(numbers()[-1], language, dt.datetime.combine(day, dt.time(9, 7), dt.UTC))
    found = read(text)
    assert (found.date, found.time, found.title) == (day, dt.time(9, 7), text.title)
    assert len(found.passages()) == len(declared(text).passages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edit_changes_one_passage(language: str) -> None:
    """As read from the pages, the edit touches exactly one passage: the answer about limits on the export of grain."""
    before, after = (read(load_text(numbers()[-1], language, AT, edited)).passages() for edited in (False, True))
    ((old, new),) = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert old.kind == "qa"
    assert old.exchange is not None
    assert len(old.text) - len(new.text) == len({"en": "not ", "ru": "не "}[language])
