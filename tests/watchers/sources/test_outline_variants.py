"""Pages as transcribers really leave them: misprinted labels, labels after stage directions, names with tooltips.

Every text is written for these tests; the misprints are those of published pages.
"""

import json

import pytest

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

TALK = "The ferries will run all winter, and the pilots were told so last week."


def read(text: str, profile: str, content_type: str = "text/html") -> Briefing:
    return read_briefing(Page("https://tides.example/page", text.encode(), content_type), find_profile(profile))


def said(briefing: Briefing) -> list[tuple[str | None, str]]:
    return [(t.label, t.text) for s in briefing.sections for t in s.turns]


def transcript(*paragraphs: str) -> str:
    shown = (
        p.replace("Q    ", "Q&nbsp;&nbsp;&nbsp; ") for p in ("Harbour Briefing Room", "12:10 P.M. EST", *paragraphs)
    )
    body = "".join(f"<p>{p}</p>" for p in shown)
    title = "Press Briefing by Press Secretary Tom Reed, 3/5/2031"
    return f"<html><body><h1>{title}</h1><div class='field-name-field-forall-body'>{body}</div></body></html>"


def record(words: str, title: str = "Встреча с капитаном Петром Мачтиным", place: str = "Орвен") -> str:
    text = f"События {title} 5 марта 2031 года 17:30 {place} {words} География Орвен Статус материала Опубликован"
    fields = {"title": title, "date": "2031-03-05", "raw_date": "5 марта 2031 года", "place": place, "text": text}
    return json.dumps(fields, ensure_ascii=False)


# ------------------------------------------------------------------ labels of transcripts


@pytest.mark.parametrize("profile", ["whitehouse", "generic"])
def test_a_label_may_be_stuck_to_the_first_word(profile: str) -> None:
    """Rule: where the blanks after Q are lost throughout, Q before a capitalised word is a label."""
    page = transcript(f"MR. REED: {TALK}", "QThanks, Tom. And trains?", "MR. REED: They run.", "QI had one more.")
    assert said(read(page, profile))[1:] == [
        ("Q", "Thanks, Tom. And trains?"),
        ("MR. REED", "They run."),
        ("Q", "I had one more."),
    ]


def test_a_word_that_begins_with_q_is_no_label() -> None:
    """Rule: one such word, however often it comes, is a word ("QAnon", "QRay")."""
    page = transcript(f"MR. REED: {TALK}", "QRay is a ship.", "Q    And trains?", "MR. REED: No.", "QRay sails.")
    assert [label for label, _ in said(read(page, "whitehouse"))] == ["MR. REED", "Q", "MR. REED"]


@pytest.mark.parametrize("answer", ["MR. REED  They run.", "MR. REED; They run.", "MR. REED They run."])
@pytest.mark.parametrize("profile", ["whitehouse", "generic"])
def test_a_label_in_capitals_may_have_lost_its_colon(answer: str, profile: str) -> None:
    """Rule: a label known from the page is one without its colon, too, where it is set in capitals."""
    page = transcript(f"MR. REED: {TALK}", "Q    And trains?", answer, "Q    And buses?", "MR. REED: No.")
    assert said(read(page, profile))[2] == ("MR. REED", "They run.")


@pytest.mark.parametrize("question", ["Q And trains?", "Q “Trains,” he said?", "Q. And trains?", "Q (Inaudible.)"])
@pytest.mark.parametrize("profile", ["whitehouse", "generic"])
def test_a_single_question_may_have_lost_its_gap(question: str, profile: str) -> None:
    """Rule: in a transcript that sets labels in capitals, one Q before words is a question, with a full stop too."""
    page = transcript(f"MR. REED: {TALK}", question, "MR. REED: They run.")
    assert [label for label, _ in said(read(page, profile))] == ["MR. REED", "Q", "MR. REED"]


def test_officials_ask_nothing_where_nobody_asks() -> None:
    """Rule: a briefing of several officials that ends without a question has none."""
    page = transcript(f"MR. REED: {TALK}", f"DR. ROE: {TALK}", "ADMIRAL POE: Thank you.", "DR. ROE: Thank you all.")
    briefing = read(page, "whitehouse")
    assert {t.kind for s in briefing.sections for t in s.turns} == {"statement"}


@pytest.mark.parametrize(
    "line", ["Published on: March 6, 2031", "Issued on: March 6, 2031", "Updated: March 06, 2031 19:45"]
)
def test_a_line_that_says_when_a_page_was_put_out_is_head(line: str) -> None:
    """Rule: such a line is of no section; the briefing's own date goes before its."""
    title = "Briefing by Ministry Spokeswoman Ana Lind, March 5, 2031"
    briefing = read(f"{title}\n\n{line}\n\nQuestion: And trains?\n\nAna Lind: {TALK}\n", "generic", "text/plain")
    assert [s.kind for s in briefing.sections] == ["qa"]
    assert str(briefing.date) == "2031-03-05"


def test_capitals_above_the_first_turn_are_no_label() -> None:
    """Rule: only after a label has been seen may one have lost its colon."""
    page = transcript("MR. REED Of the Harbour", f"MR. REED: {TALK}", "Q    And trains?", "MR. REED: They run.")
    assert said(read(page, "whitehouse"))[0] == ("MR. REED", TALK)


@pytest.mark.parametrize("profile", ["whitehouse", "generic"])
def test_a_label_may_follow_a_stage_direction(profile: str) -> None:
    """Rule: "(Laughter.)" before a label of the page does not hide it, and stays in the section's text."""
    page = transcript(
        f"MR. REED: {TALK}",
        "Q    And trains?",
        "MR. REED: They run.",
        "(Laughter.)  Q    Truly?",
        "[Laughs.] MR. REED: No.",
    )
    briefing = read(page, profile)
    assert said(briefing)[3:] == [("Q", "Truly?"), ("MR. REED", "No.")]
    assert "(Laughter.)" in briefing.sections[-1].text


def test_a_label_may_lack_the_blank_after_its_colon() -> None:
    """Rule: a speaker of the page is one without the blank, too; a bold line's label needs no other proof."""
    page = transcript("<b>The Harbour:</b> And trains?", "Ana Lind: They run.", "<b>ORV:And buses?</b>", "Ana Lind:No.")
    page = page.replace("Press Secretary Tom Reed", "Spokeswoman Ana Lind")
    assert said(read(page, "china_mfa"))[1:] == [("Ana Lind", "They run."), ("ORV", "And buses?"), ("Ana Lind", "No.")]


def test_a_note_in_brackets_after_q_belongs_to_the_label() -> None:
    """Rule: what stands between Q and its colon is part of the label."""
    page = transcript("Q: And trains?", "A: They run.", "Q (The Harbour): And buses?", "A: No.")
    assert said(read(page, "china_mfa"))[2] == ("Q (The Harbour)", "And buses?")


def test_a_direction_before_words_is_part_of_them() -> None:
    """Rule: after a direction only a label of the page begins a turn."""
    page = transcript(f"MR. REED: {TALK}", "Q    And trains?", "(Laughs.)  One thing: they run.")
    assert len(said(read(page, "whitehouse"))) == 2


def test_numbered_officials_are_anonymous_ones() -> None:
    """Rule: a number after an anonymous label tells the officials apart and changes nothing of their role."""
    page = transcript(
        f"SENIOR ADMINISTRATION OFFICIAL #1: {TALK}",
        "Q    And trains?",
        "SENIOR ADMINISTRATION OFFICIAL #2: They run.",
        "AUDIENCE: Hear, hear!",
    )
    turns = [t for s in read(page, "whitehouse").sections for t in s.turns]
    assert [(t.label, t.role) for t in turns] == [
        ("SENIOR ADMINISTRATION OFFICIAL #1", "anonymous"),
        ("Q", "journalist"),
        ("SENIOR ADMINISTRATION OFFICIAL #2", "anonymous"),
        ("AUDIENCE", "anonymous"),
    ]


def test_a_note_in_brackets_does_not_make_another_speaker() -> None:
    """Rule: who is known as a speaker is one with a note after the name, too."""
    text = f"""Briefing by Ministry Spokeswoman Ana Lind, March 5, 2031

Question: What of trains?

Ana Lind: They run.

Question (translated from French): And buses?

Ana Lind (translated from French): {TALK}
"""
    assert said(read(text, "mid_ru", "text/plain"))[-1] == ("Ana Lind (translated from French)", TALK)


def test_short_lines_above_questions_are_headings_where_a_site_sets_headings_so() -> None:
    """Rule: without a list of contents, too, each question has its heading, and no answer ends with the next one's."""
    text = f"""Briefing by Ministry Spokeswoman Ana Lind, March 5, 2031

Answers to media questions:

Trains on the coast

Question: What of trains?

Ana Lind: {TALK}

Ships

Question: What of ships?

Ana Lind: They sail.
"""
    briefing = read(text, "mid_ru", "text/plain")
    headed = [(s.heading, len(s.exchanges)) for s in briefing.sections if s.exchanges]
    assert headed == [("Trains on the coast", 1), ("Ships", 1)]
    assert said(briefing)[1] == ("Ana Lind", TALK)


def test_an_office_with_a_name_and_the_name_are_one_speaker() -> None:
    """Rule: in Chinese, too, the spokesperson is the principal with office and without."""
    page = """<html><body><div id="News_Body_Title">2031年3月5日外交部发言人林海主持例行记者会</div>
    <div id="News_Body_Txt_A"><p>问：火车呢？</p><p>外交部发言人林海：开。</p><p>问：船呢？</p><p>林海：也开。</p></div>
    </body></html>"""
    turns = [t for s in read(page, "china_mfa").sections for t in s.turns]
    assert [t.role for t in turns] == ["journalist", "principal", "journalist", "principal"]


def test_a_sentence_with_a_full_width_colon_is_no_label() -> None:
    """Rule: what opens a page is no speaker's label because it stands near the title."""
    page = """<html><head><title>2031年3月5日外交部发言人林海主持例行记者会</title></head><body><main>
    <p>首先向大家通报一组数字：今年港口开放三百天，比去年多二十天，请大家知悉并转告各位同事。</p>
    <p>问：火车呢？</p><p>答：开。</p><p>问：船呢？</p><p>答：也开。</p></main></body></html>"""
    assert [label for label, _ in said(read(page, "generic"))] == [None, "问", "答", "问", "答"]


# ------------------------------------------------------------------ furniture


def test_a_button_beside_the_transcript_is_no_preamble() -> None:
    """Rule: what stands in an <aside> of the body of 2017-2020 leads elsewhere."""
    body = f"<aside><a href='/news/'>All News</a></aside><p>Rose Room</p><p>MR. REED: {TALK}</p><p>Q    So?</p>"
    title = "<h1 class='page-header__title'>Remarks</h1>"
    page = f"<html><body>{title}<div class='page-content__content'>{body}</div></body></html>"
    assert read(page, "whitehouse").sections[0].text == "Rose Room"


@pytest.mark.parametrize("masthead", ["Office of the Press Secretary", "Office of the Press Secrectary"])
def test_a_masthead_is_furniture_misprinted_too(masthead: str) -> None:
    """Rule: the office's name above a transcript is in no section."""
    briefing = read(transcript(masthead, f"MR. REED: {TALK}", "Q    So?"), "whitehouse")
    assert all(masthead not in s.text for s in briefing.sections)


@pytest.mark.parametrize(
    "counter",
    [
        "Views: 1,234",
        "Hits 1234",
        "1 234 views",
        "Количество просмотров: 1234",
        "浏览次数：1234",
        "Nombre de vues : 1 234",
        "조회수 1234",
    ],
)
@pytest.mark.parametrize("source", ["whitehouse", "mid_ru", "generic"])
def test_a_counter_of_visits_is_furniture_in_every_profile(counter: str, source: str) -> None:
    """Rule: its number grows with every visit, and would make every visit a change; the number may stand below it."""
    word = counter.replace("1,234", "").replace("1 234", "").replace("1234", "").strip()
    for foot in ([counter], [word, "1234"]):
        briefing = read(transcript(f"MR. REED: {TALK}", "Q    So?", "MR. REED: So.", *foot), source)
        assert "234" not in "".join(s.text for s in briefing.sections)


@pytest.mark.parametrize("said", ["Views on the treaty", "We had 1,234 views of it.", "Visits", "Hits: none so far"])
def test_a_line_that_speaks_of_views_is_no_counter(said: str) -> None:
    """Rule: without a number, or with more words, it is text."""
    briefing = read(transcript(f"MR. REED: {TALK}", "Q    So?", "MR. REED: So.", said), "whitehouse")
    assert said in briefing.sections[-1].text


# ------------------------------------------------------------------ flattened records


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("Д.Рей-Ноль Рей-Ноль Дени Президент Республики Кест (как переведено) :", "Д.Рей-Ноль"),
        ("М.Рей Ноль Рей Ноль Мигель Президент Кеста :", "М.Рей Ноль"),
        ("Тамим Бен Рауд Бен Рауд Тамим Эмир Государства Кест (как переведено) :", "Тамим Бен Рауд"),
        ("Си Ланьпин Си Ланьпин Председатель Республики Кест :", "Си Ланьпин"),
        ("Си Ланьпин (как переведено) :", "Си Ланьпин (как переведено)"),
        ("Х.Бен Тарек Аль Рауд (как переведено) :", "Х.Бен Тарек Аль Рауд (как переведено)"),
        ("М. бен Рауд Аль Тарек:", "М. бен Рауд Аль Тарек"),
        ("Ж.-К.Ноль :", "Ж.-К.Ноль"),
        ("В.О’Рей :", "В.О’Рей"),
        ("Из зала :", "Из зала"),
        ("Ведущая:", "Ведущая"),
    ],
)
def test_a_flattened_label_is_found_whatever_the_name(printed: str, label: str) -> None:
    """Rule: double initials, names of several words, particles, and tooltips that say the name again."""
    briefing = read(
        record(f"В.Штурвал : Рад Вас видеть. {printed} Спасибо. В.Штурвал : Прошу."), "kremlin", "application/json"
    )
    assert said(briefing) == [("В.Штурвал", "Рад Вас видеть."), (label, "Спасибо."), ("В.Штурвал", "Прошу.")]


def test_whom_a_speaker_addresses_is_no_label() -> None:
    """Rule: a name after a comma is spoken to, however often."""
    words = "Порт готов, Пётр Мачтин: вот план. Да, Пётр Мачтин: вот смета."
    briefing = read(record(f"В.Штурвал : {words}"), "kremlin", "application/json")
    assert said(briefing) == [("В.Штурвал", words)]


def test_a_town_named_in_the_text_stays_in_it() -> None:
    """Rule: of the record's place only the one that heads the text is left out, and no part of a word."""
    lead = "Мероприятия пройдут в Орвене. Затем Орвен примет гостей."
    briefing = read(record(f"{lead} * * * В.Штурвал : Добрый день."), "kremlin", "application/json")
    assert briefing.sections[0].text == lead


def test_who_is_quoted_in_a_flattened_text_speaks_no_turn() -> None:
    """Rule: a turn begins where a sentence has ended; in the middle of one, only a name that has spoken does."""
    words = "Помню слова А.Моряка: «Порт открыт». И дальше."
    briefing = read(record(f"В.Штурвал : {words} П.Мачтин : Да – В.Штурвал : Нет."), "kremlin", "application/json")
    assert said(briefing) == [("В.Штурвал", words), ("П.Мачтин", "Да –"), ("В.Штурвал", "Нет.")]


def test_a_sidebar_and_stars_inside_a_flattened_text_are_no_words_of_it() -> None:
    """Rule: what leads to other pages, and the stars between two scenes, are in no section."""
    briefing = read(
        record(
            "Встреча прошла в порту. Смотрите также Открытие порта 4 марта 2031 года * * * В.Штурвал : Добрый день. "
            "Смотрите также Спуск «Орвена» 3 марта 2031 года Закрытие порта 2 марта 2031 года П.Мачтин : Рад. * * * "
            "Беседа в порту В.Штурвал : Прошу."
        ),
        "kremlin",
        "application/json",
    )
    assert briefing.sections[0].text == "Встреча прошла в порту."
    assert said(briefing) == [
        ("В.Штурвал", "Добрый день."),
        ("П.Мачтин", "Рад.\n\nБеседа в порту"),
        ("В.Штурвал", "Прошу."),
    ]
