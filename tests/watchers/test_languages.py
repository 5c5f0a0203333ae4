"""Two words are one when they share a key, in each language by its own rules."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.languages import analyze, detect, learn, learned, query_keys, rules, word_keys
from watchers.text import words


def same(one: str, other: str, language: str) -> bool:
    return bool(set(word_keys(one, language)) & set(word_keys(other, language)))


NAMES = [line.split() for line in (Path(__file__).parent / "names_ru.txt").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("cases", NAMES, ids=lambda cases: cases[0])
def test_the_nominative_of_a_russian_name_finds_all_its_cases(cases: list[str]) -> None:
    """Snowball parts Лавров from Лаврова; the dictionary, and what is known of names it has not, do not."""
    asked = set(query_keys(cases[0], "ru"))
    assert [case for case in cases if asked.isdisjoint(word_keys(case, "ru"))] == []


def test_there_are_more_than_a_hundred_such_names() -> None:
    """Names of people and of places, each in four or five cases."""
    assert len(NAMES) > 100
    assert all(len(cases) > 2 for cases in NAMES)


@pytest.mark.parametrize(("name", "word"), [("Судан", "суд"), ("Армения", "армия"), ("Ереван", "еремия")])
def test_a_russian_name_does_not_find_a_word_that_only_begins_like_it(name: str, word: str) -> None:
    """As it would were Snowball repeated to its fixed point."""
    assert set(query_keys(name, "ru")).isdisjoint(word_keys(word, "ru"))


@pytest.mark.parametrize(
    ("asked", "text", "language"),
    [
        ("Müller", "Mueller", "en"),
        ("Müller", "Muller", "en"),
        ("Mueller", "Müller", "de"),
        ("Straße", "Strasse", "de"),
        ("человек", "людьми", "ru"),
        ("переговорах", "переговоры", "ru"),
        ("US", "U.S.", "en"),
        ("1140000", "1,140,000", "en"),
        ("3.5", "3,5", "de"),
    ],
)
def test_a_word_of_a_query_finds_other_spellings_and_forms(asked: str, text: str, language: str) -> None:
    """What is known of the word as typed is looked for as well."""
    assert not set(query_keys(asked, language)).isdisjoint(word_keys(text, language))


@given(st.text(alphabet="абвгдеёжзийклмнопрстуabc-'öüß", min_size=1, max_size=12))
@settings(max_examples=100)
def test_a_word_of_a_query_finds_the_same_word_of_a_text(word: str) -> None:
    """In every language, with and without what was learned."""
    for language in ("ru", "en", "de", "uk", "tr"):
        assert set(word_keys(word, language)) <= set(query_keys(word, language))


def test_what_was_learned_answers_in_place_of_the_dictionary() -> None:
    """And says the same."""
    before = query_keys("Переговорщица", "ru")
    saved = learned(["Переговорщица", "talks", "Переговорщица"])
    assert saved == [("переговорщица", before)]
    learn(saved)
    assert query_keys("Переговорщица", "ru") == before


@pytest.mark.parametrize(
    ("text", "language", "compounds"),
    [
        ("economic co-operation, now", "en", [("co-operation", "cooperation")]),
        ("Sana'a and Ta’iz", "en", [("Sana'a", "Sanaa"), ("Ta’iz", "Taiz")]),
        ("COVID-19 and S-400, 1990-1995", "en", [("COVID-19", "COVID19"), ("S-400", "S400")]),
        ("state-of-the-art but not-this-many-parts-of-it", "en", [("state-of-the-art", "stateoftheart")]),
        ("a - b, a- b, 外-交", "zh", []),
        ("вице-премьера", "ru", [("вице-премьера", "вицепремьера")]),
        ("U.S.-led by O’Brien-Ng, -x, x-, --", "en", [("U.S.-led", "U.S.led"), ("O’Brien-Ng", "OBrienNg")]),
    ],
)
def test_words_held_together_are_also_one(text: str, language: str, compounds: list[tuple[str, str]]) -> None:
    """By a hyphen or an apostrophe without spaces, up to four of them; not two numbers."""
    analyzed = analyze(text, language)
    assert [
        (text[analyzed.tokens[first][0] : analyzed.tokens[last][1]], keys) for first, last, keys in analyzed.compounds
    ] == [(words, word_keys(joined, language)) for words, joined in compounds]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("sanctions", "sanction", "en"),
        ("negotiating", "negotiated", "en"),
        ("Iran’s", "Iran", "en"),
        ("Erdoğan", "Erdogan", "en"),
        ("ещё", "еще", "ru"),
        ("Королёва", "Королевой", "ru"),
        ("négociation", "negociation", "fr"),
        ("négociations", "négociation", "fr"),
        ("Verhandlungen", "Verhandlung", "de"),
        ("Müller", "Muller", "de"),
        ("Müller", "Mueller", "de"),
        ("sanción", "sancion", "es"),
        ("Türkiye", "turkiye", "tr"),
        ("responsibilities", "respons", "en"),
        ("negociações", "negociar", "pt"),
        ("sanctioneringarna", "sanctionering", "sv"),
        ("外", "外", "zh"),
    ],
)
def test_forms_and_spellings_of_a_word_share_a_key(one: str, other: str, language: str) -> None:
    """Word forms, case, ё and accents left out meet."""
    assert same(one, other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("UN", "unite", "en"),
        ("UN", "under", "en"),
        ("Iran", "Iraq", "en"),
        ("мир", "мера", "ru"),
        ("йод", "иод", "ru"),
        ("Иран", "Ирак", "ru"),
        ("Kanada", "kan", "sv"),
        ("Malásia", "mal", "pt"),
        ("Armènia", "arma", "ca"),
        ("Inde", "indésirable", "fr"),
        ("sanction", "sanctions", "it"),
    ],
)
def test_other_words_share_none(one: str, other: str, language: str) -> None:
    """Whole words only; й is no и; a language that we do not stem has its words as they are."""
    assert not same(one, other, language)


def test_each_language_has_its_rules() -> None:
    """Regional tags count as their language; all that is not stemmed follows the rules of "xx"."""
    assert [rules(tag) for tag in ("en-GB", "RU", "zh_Hans", "uk", "")] == ["en", "ru", "zh", "xx", "xx"]


@given(st.text(max_size=80), st.sampled_from(("en", "ru", "fr", "de", "es", "zh", "xx")))
@settings(deadline=None)
def test_every_word_of_any_text_has_one_or_two_usable_keys(text: str, language: str) -> None:
    """Keys belong to the words of `text.words`, are not empty, hold no white space, and answer to the word alone."""
    analyzed = analyze(text, language)
    assert analyzed.text == text
    assert analyzed.rules == language
    assert analyzed.tokens == words(text)
    assert len(analyzed.keys) == len(analyzed.tokens)
    for (start, end), keys in zip(analyzed.tokens, analyzed.keys, strict=True):
        assert keys == word_keys(text[start:end], language)
        assert 1 <= len(keys) == len(set(keys)) <= 2
        assert all(key and not any(char.isspace() for char in key) for key in keys)


def test_a_word_too_long_to_be_one_is_its_own_key() -> None:
    """Machine text must not fill the memory of stems, nor take quadratic time."""
    assert word_keys("ing" * 50_000, "en") == ("ing" * 50_000,)


def test_threads_agree_on_the_keys() -> None:
    """Stemmers are not shared by threads: many at once give what one alone gives."""
    pool = [f"negotiat{ending}{number}ing" for number in range(400) for ending in ("ed", "ing", "ions")]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda word: word_keys(word, "en"), pool * 2))
    assert answers == [word_keys(word, "en") for word in pool * 2]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Minister said that the talks would take place in Moscow next week.", "en"),
        ("Министр сообщил, что переговоры пройдут в Москве на следующей неделе.", "ru"),
        ("Міністр повідомив, що переговори відбудуться в Києві наступного тижня.", "uk"),
        ("Le ministre a déclaré que les négociations auraient lieu la semaine prochaine.", "fr"),
        ("Der Minister sagte, dass die Verhandlungen nächste Woche stattfinden werden.", "de"),
        ("El ministro dijo que las negociaciones tendrán lugar la próxima semana.", "es"),
        ("Ambassadors Okonkwo, Adeyemi and Balogun were received by Mr Eze at Aso Rock in Abuja.", "en"),
        ("外交部发言人回答了记者的提问。", "zh"),
        ("外務大臣は記者会見で次のように述べました。", "ja"),
        ("외교부 대변인은 기자들의 질문에 답했다.", "ko"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    """By its script where that decides, else by the model."""
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [("Kyiv", "uk", "uk"), ("", "ru", "ru"), ("12.05.2024 — 5", "en-GB", "en"), ("", None, "xx"), ("…", None, "xx")],
)
def test_a_text_too_short_to_tell_has_the_language_hinted(text: str, hint: str | None, language: str) -> None:
    """A name or a date decides nothing; without a hint the answer is "xx"."""
    assert detect(text, hint) == language


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=50)
def test_any_text_gets_a_two_letter_code(text: str) -> None:
    """No text breaks the detector."""
    assert len(detect(text)) == 2
    assert len(detect(text * 40)) == 2
