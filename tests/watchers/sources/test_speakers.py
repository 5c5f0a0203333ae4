"""Who speaks under a label: misprints, offices, hosts and those they meet; and labels inside a flattened record.

Every text is written for these tests and reproduces one quirk of real pages.
"""

import json

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile


def read(*turns: str, title: str, profile: str = "generic") -> Briefing:
    page = Page("https://tides.example/page", "\n\n".join((title, *turns)).encode(), "text/plain")
    return read_briefing(page, find_profile(profile))


def record(text: str, title: str, profile: str) -> Briefing:
    data = json.dumps({"title": title, "date": "2031-03-04", "text": text})
    page = Page("http://kremlin.ru/events/president/news/1", data.encode(), "application/json")
    return read_briefing(page, find_profile(profile))


def cast(briefing: Briefing) -> list[tuple[str | None, str | None, str]]:
    found = [(t.label, t.speaker, t.role) for s in briefing.sections for t in s.turns]
    return list(dict.fromkeys(found))


def test_a_misprinted_label_is_the_one_it_was_meant_to_be() -> None:
    """Rule: capitals that differ by a letter from a label far more frequent are the same person, printed label kept."""
    turns = ["Q:  Why?", "THE PRESIDENT:  Fog.", "Q:  When?", "THE PRESIDENT:  Now.", "Q:  So?", "THE PRESIDENT:  So."]
    briefing = read(*turns, "Q:  Ah?", "HE PRESIDENT:  Ah.", title="Remarks by President Reed in Press Gaggle")
    assert cast(briefing) == [
        ("Q", None, "journalist"),
        ("THE PRESIDENT", "President Reed", "principal"),
        ("HE PRESIDENT", "President Reed", "principal"),
    ]


def test_names_alike_are_no_misprints() -> None:
    """Rule: an ending, a number or a short name tells two people apart, however alike their labels are."""
    talk = ["Q:  Why?", *["MINISTER PETROV:  Fog."] * 3, "MINISTER PETROVA:  Rain.", "OFFICIAL NUMBER 1:  Snow."]
    briefing = read(*talk, *["OFFICIAL NUMBER 2:  Ice."] * 3, title="Press Conference on March 4, 2031")
    names = {label: speaker for label, speaker, _ in cast(briefing)}
    assert names["MINISTER PETROVA"] != names["MINISTER PETROV"]
    assert {"OFFICIAL NUMBER 1", "OFFICIAL NUMBER 2"} <= set(names)


def test_an_office_is_held_by_the_one_the_title_names_with_it() -> None:
    """Rule: THE PRESIDENT is "President Reed" by the title, without the words that follow the name in it."""
    briefing = read(
        "THE PRESIDENT:  Hello.",
        "THE VICE PRESIDENT:  Hello.",
        "Q:  Why?",
        "THE PRESIDENT:  Fog.",
        title="Remarks by President Reed and Vice President Ana Bell Before Marine One Departure",
    )
    assert [speaker for _, speaker, _ in cast(briefing)] == ["President Reed", "Vice President Ana Bell", None]


def test_whom_the_host_meets_is_a_guest() -> None:
    """Rule: a title that says who was met names a guest, and the one other speaker, or the site's own, is the host."""
    text = "В.Путин: Здравствуйте, как дела? А.Рифов: Всё хорошо, паром ходит. В.Путин: Спасибо."
    briefing = record(text, "Рабочая встреча с губернатором залива Андреем Рифовым", "kremlin")
    assert cast(briefing) == [("В.Путин", "В.Путин", "principal"), ("А.Рифов", "А.Рифов", "guest")]
    unknown = record(text, "Рабочая встреча с губернатором залива Андреем Рифовым", "generic")
    assert cast(unknown) == cast(briefing)
    alone = record("А.Рифов: Паром ходит каждый день.", "Встреча с губернатором залива Андреем Рифовым", "kremlin")
    assert [role for *_, role in cast(alone)] == ["principal"]


def test_labels_without_initials_in_a_flattened_record() -> None:
    """Rule: a title with a name before a colon is a label where it comes again; "I stress:" is none."""
    text = (
        "В.Путин: Добрый день! Подчеркну: погода плохая. Капитан Рифов: Очень плохая. Подчеркну: туман. "
        "В.Путин: Жаль. Капитан Рифов: Да. Главный Паром: тот."
    )
    briefing = record(text, "Беседа на пароме", "kremlin")
    assert [t.label for s in briefing.sections for t in s.turns] == [
        "В.Путин",
        "Капитан Рифов",
        "В.Путин",
        "Капитан Рифов",
    ]


def test_a_flattened_record_is_cut_without_a_profile() -> None:
    """Rule: initials with a surname, and words that ask, are sure anywhere; a tooltip after a name is not said."""
    text = (
        "Паром ушёл в море. А.Рифов Рифов Андрей Петрович Губернатор залива : Добрый день. "
        "Вопрос: Когда пойдёт паром? А.Рифов: Завтра. Реплика: Спасибо."
    )
    briefing = record(text, "Ответы на вопросы журналистов", "generic")
    assert [(t.label, t.text) for s in briefing.sections for t in s.turns] == [
        ("А.Рифов", "Добрый день."),
        ("Вопрос", "Когда пойдёт паром?"),
        ("А.Рифов", "Завтра."),
        ("Реплика", "Спасибо."),
    ]


def test_in_an_interview_the_others_ask() -> None:
    """Rule: whom an interview is given to is named in its title as a guest would be, and asks."""
    text = "П.Лоцман: Порт открыт? В.Путин: Открыт. П.Лоцман: А паром? В.Путин: Ходит."
    title = "Интервью журналисту Павлу Лоцману"
    assert [role for _, _, role in cast(record(text, title, "kremlin"))] == ["journalist", "principal"]
    met = cast(record(text, "Встреча с капитаном Павлом Лоцманом", "kremlin"))
    assert [role for _, _, role in met] == ["guest", "principal"]


def test_a_newspaper_beside_a_name_makes_a_question() -> None:
    """Rule: a title in quotation marks after a name is the journalist's paper."""
    text = "Вопрос: Порт открыт? В.Путин: Открыт. А.Лоцман («Орвенские вести»): А паром? В.Путин: Ходит."
    found = cast(record(text, "Ответы на вопросы журналистов", "kremlin"))
    assert [role for _, _, role in found] == ["journalist", "principal", "journalist"]
