"""Words, sentences and excerpts point into the original text, whatever is hidden in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.text import as_written, excerpt, fold, latin, sentences, strip_accents, words

# Texts made of what breaks tokenisers: marks, unseen characters, quotes, stops, scripts without spaces.
awkward = st.text(alphabet="aé\u0301ёйи\u0306\u00ad\u200b\u2060'’s.!?…\"”»-,;5 \n\t中国ガｶﾞ。（）_²½ﬁA", max_size=60)
texts = st.one_of(st.text(max_size=60), awkward)


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nagorno-Karabakh", ["Nagorno", "Karabakh"]),
        ("Iran's and Iran’s", ["Iran's", "and", "Iran’s"]),
        ("l’Allemagne don't", ["l", "Allemagne", "don", "t"]),
        ("U.S. 51,400", ["U.S.", "51,400"]),
        ("the U.S.-led, U.S.’s, e.g. at 5 p.m.", ["the", "U.S.", "led", "U.S.’s", "e.g.", "at", "5", "p.m."]),
        ("С.В.Лавров, S.Lavrov, т.е.", ["С.В.", "Лавров", "S", "Lavrov", "т.е."]),
        (
            "1,140,000.5 1.140.000 1 140 000 1\u00a0140 1'140",
            ["1,140,000.5", "1.140.000", "1 140 000", "1\u00a0140", "1'140"],
        ),
        ("3.5, 3,5. 28.01.2021 1.2.3 2020,2021", ["3.5", "3,5", "28", "01", "2021", "1", "2", "3", "2020", "2021"]),
        ("$3.5bn, 10,000km, 1,000s of", ["3.5", "bn", "10,000", "km", "1,000", "s", "of"]),
        ("an S-400 500 times; Су-35 100", ["an", "S", "400", "500", "times", "Су", "35", "100"]),
        ("0.125 0,125 12,5000", ["0.125", "0,125", "12", "5000"]),
        ("in 2021 100 people, 5,6,7, 10:30", ["in", "2021", "100", "people", "5", "6", "7", "10", "30"]),
        ("S-400, COVID-19", ["S", "400", "COVID", "19"]),
        ("外交部 said 会見", ["外", "交", "部", "said", "会", "見"]),
        ("대변인은 말했다", ["대변인은", "말했다"]),
        ("Kara\u00adbakh zero\u200bwidth", ["Kara\u00adbakh", "zero\u200bwidth"]),
        ("ne\u0301gociation и\u0306од", ["ne\u0301gociation", "и\u0306од"]),
        ("the treaty² of km³", ["the", "treaty", "of", "km"]),
        ("snake_case", ["snake", "case"]),
        ("п'ять пʼять п’ять", ["п", "ять"] * 3),
        ("ｶﾞｽ", ["ｶﾞ", "ｽ"]),
        ("trailing\u200b", ["trailing"]),
        ("…—«»", []),
    ],
)
def test_words_are_what_a_reader_calls_words(text: str, expected: list[str]) -> None:
    """Hyphens, apostrophes and points part words; marks, unseen characters and a possessive do not."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran's", "IRAN"),
        ("Iran’s", "iran"),
        ("ne\u0301gociation", "négociation"),
        ("Kara\u00adbakh", "karabakh"),
        ("\ufeff".join("ab"), "ab"),
        ("Ещё", "еще"),
        ("и\u0306од", "йод"),
        ("за\u0301мок", "замок"),
        ("Ｍｏｓｃｏｗ", "moscow"),
        ("ﬁnal", "final"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("ｶﾞ", "ガ"),
    ],
)
def test_spellings_of_one_word_fold_together(one: str, other: str) -> None:
    """Letter case, decomposition, unseen characters, ё, stress marks, width, ligatures and 's make no other word."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("йод", "иод"), ("négocié", "negocie"), ("½", "12"), ("мир", "мэр")])
def test_different_words_stay_different(one: str, other: str) -> None:
    """й is a letter of its own, accents are kept by folding, and a fraction is not a number's digits."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("word", "bare"),
    [("négociée", "negociee"), ("erdoğan", "erdogan"), ("łódź", "lodz"), ("йод", "йод"), ("їжак", "їжак"), ("a", "a")],
)
def test_accents_that_people_leave_out_are_stripped(word: str, bare: str) -> None:
    """Latin accents go; the Cyrillic letters that are written with a mark stay letters."""
    assert strip_accents(word) == bare


@given(texts)
@settings(deadline=None)
def test_words_are_spans_in_order_that_fold_to_something(text: str) -> None:
    """Spans rise without overlap, and each word folds to a key with no white space, which folds to itself."""
    last = 0
    for start, end in words(text):
        assert last <= start < end <= len(text)
        last = end
        folded = fold(text[start:end])
        assert folded
        assert not re.search(r"\s", folded)
        assert fold(folded) == folded
        assert strip_accents(folded)


def shown(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith and Dr. Jones met Gen. Brown.",
        "See No. 5 and Art. 51 of the Charter.",
        "The U.S. Government spoke to J. F. Kennedy's aides at 5 p.m. Moscow time.",
        "It grew by 3.5 percent.",
        "“Will you come?” he asked.",
        "С.В. Лавров прибыл 5 мая 2024 г. Москва его ждала.",
        "Нефть, газ и т.д. Россия поставляет давно.",
        "См. ст. 5 и п. 3 договора, им. Ленина, 5 млн. Долларов.",
        "1. The situation in Syria",
        "Er kam am 5. Mai zurück.",
        "Monsieur M. Dupont est venu.",
        "「行きます。」と述べた。",
        "One line\nand the next of it.",
        "Wait... what is it?",
    ],
)
def test_one_sentence_is_not_cut(text: str) -> None:
    """Abbreviations, initials, numbers and quoted questions end no sentence."""
    assert shown(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. We do not.", ["No.", "We do not."]),
        ("“Yes.” She left.", ["“Yes.”", "She left."]),
        ("«Да.» Он ушёл!", ["«Да.»", "Он ушёл!"]),
        ("He went home (at last.) Then it rained.", ["He went home (at last.)", "Then it rained."]),
        ("他说。我听！你呢？", ["他说。", "我听！", "你呢？"]),
        ("A heading\n\nThe text", ["A heading", "The text"]),
        ("Three e.g.\n \nFour", ["Three e.g.", "Four"]),
        ("It is 5G. We know.", ["It is 5G.", "We know."]),
        ("In 2024. Then in 2025.", ["In 2024.", "Then in 2025."]),
        ("Really?! Yes… Good.", ["Really?!", "Yes…", "Good."]),
        ("  spaced.  Out.  ", ["spaced.", "Out."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    """A stop with the quotes after it, an ideographic stop, and a blank line end a sentence."""
    assert shown(text) == expected


@given(texts)
@settings(deadline=None)
def test_sentences_hold_every_character_that_is_not_blank(text: str) -> None:
    """Spans rise without overlap, are trimmed, and nothing but white space lies between them."""
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


TEXT = "Alpha one. Beta two about Iran. Gamma three. Delta Iran and Iran again. Epsilon five."


def hits(text: str, word: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(word, text)]


def quoted(text: str, spans: list[tuple[int, int]], budget: int) -> list[str]:
    return [text[start:end] for start, end in excerpt(text, spans, budget)]


def test_an_excerpt_takes_the_sentence_with_most_hits_first() -> None:
    """Within a budget for one sentence, that with two hits is quoted, not the earlier one with one."""
    assert quoted(TEXT, hits(TEXT, "Iran"), 30) == ["Delta Iran and Iran again."]


def test_an_excerpt_is_told_in_the_order_of_the_text() -> None:
    """Stretches come as they stand in the text, whichever was chosen first."""
    assert quoted(TEXT, hits(TEXT, "Iran"), 60) == ["Beta two about Iran.", "Delta Iran and Iran again."]


def test_neighbouring_sentences_are_quoted_as_one_stretch() -> None:
    """The white space between two chosen neighbours belongs to the quotation and to its budget."""
    spans = hits(TEXT, "Beta|Gamma")
    assert quoted(TEXT, spans, 33) == ["Beta two about Iran. Gamma three."]
    assert quoted(TEXT, spans, 32) == ["Beta two about Iran."]


def test_a_long_sentence_is_cut_at_word_borders_around_the_hit() -> None:
    """When the best sentence alone is over the budget, a window of whole words around the hit remains."""
    text = "word " * 50 + "Iran " + "more " * 50 + "end."
    [piece] = quoted(text, hits(text, "Iran"), 40)
    assert "Iran" in piece
    assert 30 <= len(piece) <= 40
    assert set(piece.split()) <= {"word", "more", "Iran"}


@pytest.mark.parametrize(
    ("text", "span", "budget", "expected"),
    [
        ("one two three four five six.", (4, 23), 10, "two three"),
        ("a wordwithoutanyend and more", (2, 19), 5, "wordw"),
        ("one two three. ", (14, 15), 9, "three."),
        ("外交部发言人回答了记者的提问", (5, 6), 5, "发言人回答"),
    ],
)
def test_a_cut_holds_as_much_of_a_long_hit_as_fits(
    text: str, span: tuple[int, int], budget: int, expected: str
) -> None:
    """A hit longer than the budget is quoted from its start; only a word that is itself too long is broken."""
    [piece] = quoted(text, [span], budget)
    assert piece == expected


def test_a_hit_that_begins_between_two_sentences_belongs_to_the_second() -> None:
    """Where it has characters that are not blank."""
    assert quoted("One. Two. Three.", [(4, 8)], 5) == ["Two."]


def test_without_hits_the_beginning_is_quoted() -> None:
    """A passage met by its heading alone is quoted from its first sentence."""
    assert quoted(TEXT, [], 33) == ["Alpha one. Beta two about Iran."]


def test_a_hit_over_two_sentences_is_not_cut() -> None:
    """A phrase may run over a stop: both sentences are quoted then."""
    assert quoted("Up. In Iran. Syria too. Down.", [(7, 18)], 40) == ["In Iran. Syria too."]


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6), st.integers(0, 80))
@settings(deadline=None)
def test_an_excerpt_is_verbatim_ordered_and_within_its_budget(
    text: str, ends: list[tuple[int, int]], budget: int
) -> None:
    """Stretches rise without overlap or blank ends, never over the budget; a hit that fits is in the quotation."""
    spans = [(min(a, b), max(a, b)) for a, b in ends if max(a, b) <= len(text)]
    chosen = excerpt(text, spans, budget)
    assert sum(end - start for start, end in chosen) <= budget
    last = 0
    for start, end in chosen:
        assert last <= start < end <= len(text)
        assert text[start:end].strip()
        last = end
    real = [(text[a:b], (a, b)) for a, b in spans if text[a:b].strip() == text[a:b] != ""]
    if real and len(real) == len(spans) and budget >= len(text):
        assert all(any(start <= a and b <= end for start, end in chosen) for _, (a, b) in real)


def test_hostile_texts_are_read_in_linear_time() -> None:
    """Runs of one kind of character, which make careless patterns quadratic, end at once (else this never would)."""
    for text in ("a" * 200_000, "a\u200b" * 100_000, "\n " * 100_000, "." * 200_000, ". " * 100_000, "'s" * 100_000):
        words(text)
        sentences(text)
        excerpt(text, [(5, 6)], 100)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("U.S.", "us"),
        ("U.S.’s", "us"),
        ("т.е.", "те"),
        ("1,140,000.50", "1140000.50"),
        ("1.140.000,5", "1140000.5"),
        ("1\u202f140", "1140"),
        ("1’140", "1140"),
        ("3,5", "3.5"),
        ("0,125", "0.125"),
        ("ﬁne", "fine"),
        ("ＮＡＴＯ", "nato"),
    ],
)
def test_points_and_separators_make_no_difference(word: str, folded: str) -> None:
    """Nor do ligatures and full-width letters."""
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("U.S.", "US"),
        ("US’s", "US"),
        ("Ka\u00adra", "Kara"),
        ("3.5", "3.5"),
        ("ё", "ё"),
        ("ＮＡＴＯ", "NATO"),
        ("½", "½"),
    ],
)
def test_a_word_as_written_keeps_its_letters(word: str, written: str) -> None:
    """What nobody would call a part of it goes."""
    assert as_written(word) == written


@pytest.mark.parametrize(
    "name",
    [
        "Сергей Sergey Sergei",
        "Мария Maria Mariya",
        "Дмитрий Dmitry Dmitriy Dmitrii Dmitri",
        "Дмитро Dmytro",
        "Захарова Zakharova",
        "Песков Peskov",
        "Зеленский Зеленський Zelensky Zelenskyy Zelenskiy",
        "Евгений Yevgeny Evgeny Yevgeniy",
        "Ельцин Yeltsin Eltsin",
        "Фёдор Fyodor Fedor",
        "Пётр Петр Pyotr Petr Peter",
        "Александр Alexander Aleksandr",
        "Алексей Alexei Alexey Aleksey",
        "Максим Maxim Maksim",
        "Юлия Yulia Yuliya Iuliia",
        "Татьяна Tatyana Tatiana",
        "Наталья Natalya Natalia",
        "Илья Ilya Ilia",
        "Игорь Igor",
        "Лаврентьев Lavrentyev Lavrentiev",
        "Хрущёв Khrushchev Khrushchyov",
        "Соловьёв Solovyov Solovyev Soloviev",
        "Андреев Andreev Andreyev",
        "Василий Vasily Vasiliy Vassily",
        "Небензя Nebenzya Nebenzia",
        "Рябков Ryabkov Riabkov",
        "Шойгу Shoigu Shoygu",
        "Токаев Тоқаев Tokaev Tokayev",
        "Назарбаев Nazarbaev Nazarbayev",
        "Ющенко Yushchenko Iushchenko",
        "Јован Jovan",
        "Киодо Kyodo Kiodo",
        "Сана'а Sanaa Sana’a",
        "Müller Muller",
        "Erdoğan Erdogan",
    ],
)
def test_a_name_is_one_in_either_script(name: str) -> None:
    """However English papers write it."""
    assert len({latin(spelling) for spelling in name.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lavrov", "Lavrova"),
        ("Иванов", "Ивановский"),
        ("Ли", "Ле"),
        ("Lee", "Le"),
        ("Иран", "Ирак"),
        ("Petrov", "Peter"),
    ],
)
def test_names_of_others_stay_apart(one: str, other: str) -> None:
    """What is written in one way is only what papers write now so, now otherwise."""
    assert latin(one) != latin(other)


@given(st.text(alphabet="abdeiklmnorstxyzабдеёийксьюя'", min_size=1, max_size=9))
def test_a_name_made_comparable_is_comparable_as_it_stands(name: str) -> None:
    """It folds to itself, holds no white space and no Cyrillic letter."""
    plain = latin(name)
    assert fold(plain) == plain
    assert not re.search(r"[\s\u0400-\u04ff]", plain)
