"""A page under an unknown key is known for what it is, and never taken for what it is not.

The pages are made of invented words, by a plan: which turns there are, who asks, how long each is and which numbers
stand in it. Two languages that follow one plan are editions of one event.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.kinship import WINDOW, Kin, find_kin
from watchers.model import Briefing, Flag, Part, Passage
from watchers.remembered import Relative

MONDAY = dt.date(2024, 3, 11)
TUESDAY = MONDAY + dt.timedelta(days=1)
PAGE_URL = "https://ministry.example/page/2"
KNOWN_URL = "https://ministry.example/page/1"

SYLLABLES = {
    "en": ["ba", "rel", "con", "ti", "mor", "she", "wun", "dal", "pre", "gos", "lin", "ter", "ay", "of"],
    "ru": ["бо", "рел", "кон", "ти", "мор", "ше", "вун", "дал", "пре", "гос", "лин", "тер", "ай", "об"],
}
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 900)]
PACE = {"en": 1.0, "ru": 0.9, "zh": 1.55}  # words (in Chinese: characters) for one of the plan's


@dataclass(frozen=True)
class Planned:
    """A turn of an event: who speaks, how long, and the numbers that fall."""

    asks: bool
    length: int
    numbers: tuple[int, ...]


def plan(seed: int, exchanges: int = 12) -> list[Planned]:
    rng = random.Random(seed)
    turns = []
    for _ in range(exchanges):
        numbers = tuple(rng.randint(13, 9999) for _ in range(rng.choice((0, 0, 1, 2))))
        turns.append(Planned(True, rng.randint(12, 60), ()))
        turns += [Planned(False, rng.randint(25, 160), numbers) for _ in range(rng.choice((1, 1, 2)))]
    return turns


def said(turn: Planned, language: str, rng: random.Random) -> str:
    length = max(3, round(turn.length * PACE[language] * rng.uniform(0.88, 1.12)))
    numbers = {rng.randrange(length): f" {number} " for number in turn.numbers}
    if language == "zh":
        return "".join(numbers.get(n, "") + rng.choice(HAN) for n in range(length)) + "。"
    syllables = SYLLABLES[language]
    return " ".join(
        numbers.get(n, "").strip() or "".join(rng.choice(syllables) for _ in range(rng.choice((1, 2, 2, 3, 3))))
        for n in range(length)
    )


def spoken(turns: Sequence[Planned], language: str = "en", seed: int = 0) -> tuple[Passage, ...]:
    """The event of a plan in a language: an exchange is a question with the answers that follow it."""
    rng = random.Random(f"{language}{seed}")
    passages: list[Passage] = []
    for turn in turns:
        text = said(turn, language, rng)
        if turn.asks or not passages:
            passages.append(Passage(0, len(passages), "qa", None, "", ()))
        before = passages[-1]
        start = len(before.text) + 2 if before.text else 0
        part = Part(None, None, "unknown", "question" if turn.asks else "answer", start, start + len(text))
        joined = f"{before.text}\n\n{text}" if before.text else text
        passages[-1] = replace(before, text=joined, parts=(*before.parts, part))
    return tuple(passages)


def page(
    date: dt.date | None = MONDAY,
    language: str = "en",
    title: str = "Briefing by the Spokesperson",
    flags: tuple[Flag, ...] = (),
    editions: tuple[str, ...] = (),
) -> Briefing:
    return Briefing("ministry", "2", language, PAGE_URL, title, date, flags=flags, editions=editions)


def known(
    passages: tuple[Passage, ...],
    date: dt.date = MONDAY,
    language: str = "en",
    key: str = "1",
    title: str = "Briefing by the Spokesperson",
    flags: tuple[Flag, ...] = (),
) -> Relative:
    return Relative(key, language, KNOWN_URL, title, date, flags, passages)


def mirrored(briefing: Briefing, passages: tuple[Passage, ...], relative: Relative) -> Kin | None:
    """What is found when the two come the other way round, under the key of the relative."""
    assert briefing.date is not None
    first = replace(briefing, key=relative.key, language=relative.language, title=relative.title, date=relative.date)
    second = Relative("2", briefing.language, KNOWN_URL, briefing.title, briefing.date, briefing.flags, passages)
    kin = find_kin(replace(first, flags=relative.flags, editions=()), relative.passages, [second])
    return kin and replace(kin, key=relative.key)


def edited(passages: tuple[Passage, ...], every: int) -> tuple[Passage, ...]:
    """The passages with every n-th word replaced."""
    changed = []
    for passage in passages:
        words = passage.text.split(" ")
        words[every - 1 :: every] = ["otherwise"] * len(words[every - 1 :: every])
        changed.append(replace(passage, text=" ".join(words), parts=()))
    return tuple(changed)


PRESS = spoken(plan(1), seed=1)
GAGGLE = spoken(plan(2), seed=2)


# ------------------------------------------------------------------ put out twice


@pytest.mark.parametrize("days", [0, 1, WINDOW.days])
@pytest.mark.parametrize("title", ["Briefing by the Spokesperson", "CORRECTED: Briefing by the Spokesperson", "Parade"])
def test_a_briefing_put_out_again_is_the_same(days: int, title: str) -> None:
    """Whatever its title, and be it dated some days later."""
    found = find_kin(page(MONDAY + dt.timedelta(days=days), title=title), PRESS, [known(GAGGLE, key="3"), known(PRESS)])
    assert found == Kin("1", "same", 1.0)


def test_beyond_the_window_nothing_is_kin() -> None:
    """Then it is put out as something new, on purpose."""
    assert find_kin(page(MONDAY + WINDOW + dt.timedelta(days=1)), PRESS, [known(PRESS)]) is None


@pytest.mark.parametrize("change", [edited(PRESS, 60), PRESS[:5] + PRESS[6:], PRESS[1:]])
@pytest.mark.parametrize("date", [MONDAY, TUESDAY])
def test_a_few_edits_leave_it_the_same(change: tuple[Passage, ...], date: dt.date) -> None:
    """Words changed, an exchange taken out: still the same, whichever came first."""
    kin = find_kin(page(date), change, [known(PRESS)])
    assert kin is not None
    assert (kin.kind, kin.key) == ("same", "1")
    assert mirrored(page(date), change, known(PRESS)) == kin


def test_a_new_translation_of_one_day_is_the_same() -> None:
    """A twentieth of the words differ: the same on its day, and too little on another."""
    again = edited(PRESS, 15)
    assert (kin := find_kin(page(), again, [known(PRESS)])) is not None
    assert kin.kind == "same"
    assert kin.likeness < 0.85
    assert find_kin(page(TUESDAY), again, [known(PRESS)]) is None


def test_two_briefings_of_one_day_are_two() -> None:
    """A morning gaggle and the press briefing have source, day, language and title in common, and are not merged."""
    assert find_kin(page(), GAGGLE, [known(PRESS)]) is None


def test_a_daily_notice_that_changes_only_its_numbers_is_new() -> None:
    """The same hundred words with other figures on the next day are that day's news; unchanged, they are the same."""
    words = said(Planned(False, 110, (311, 27, 4052)), "en", random.Random(5))
    first = (Passage(0, None, "topic", None, words),)
    second = (Passage(0, None, "topic", None, words.replace("311", "325").replace("4052", "4177")),)
    assert find_kin(page(TUESDAY), second, [known(first)]) is None
    assert find_kin(page(TUESDAY), first, [known(first)]) == Kin("1", "same", 1.0)


def test_a_few_words_of_form_are_nobodys() -> None:
    """ "There is no briefing today" says so on every day."""
    notice = (Passage(0, None, "topic", None, said(Planned(False, 30, ()), "en", random.Random(6))),)
    assert find_kin(page(TUESDAY), notice, [known(notice)]) is None
    assert find_kin(page(), (Passage(0, None, "topic", None, "No briefing today."),), [known(PRESS)]) is None


def test_without_a_date_only_nearly_the_same_words_are_kin() -> None:
    """No part, no other language, no new translation."""
    chinese = known(spoken(plan(1), "zh"), language="zh")
    assert find_kin(page(None), PRESS, [chinese, known(GAGGLE, key="3"), known(PRESS)]) == Kin("1", "same", 1.0)
    assert find_kin(page(None), edited(PRESS, 15), [known(PRESS)]) is None
    assert find_kin(page(None, title="Extract from the briefing"), PRESS[:4], [known(PRESS)]) is None
    assert find_kin(page(None), PRESS, [chinese]) is None


def test_the_pages_own_key_is_no_kin() -> None:
    """An edition under the very key is the briefing itself."""
    assert find_kin(page(), PRESS, [known(PRESS, key="2")]) is None


def test_a_mistaken_language_does_not_hide_the_same_words() -> None:
    """Of a short page the language is guessed: words in common tell better."""
    assert find_kin(page(language="sr"), PRESS, [known(PRESS)]) == Kin("1", "same", 1.0)


def test_spelling_and_layout_make_no_difference() -> None:
    """Capitals, curly quotes, soft hyphens and decomposed letters are the same words."""
    first = tuple(replace(p, text=p.text.replace("ше", "й'ё").capitalize()) for p in spoken(plan(4), "ru"))
    second = tuple(
        replace(p, text=p.text.upper().replace("'", "’").replace("ТЕР", "Т\u00adЕР").replace("Й", "И\u0306"))
        for p in first
    )
    assert find_kin(page(language="ru"), second, [known(first, language="ru")]) == Kin("1", "same", 1.0)


# ------------------------------------------------------------------ extracts

TITLES = [
    "Extract from the briefing by the Spokesperson, March 11, 2024",
    "Excerpts from the press conference",
    "Из брифинга официального представителя, 11 марта 2024 года",
    "О ситуации на севере (из брифинга от 11 марта)",
    "On the situation in the north (from the briefing by the Spokesperson)",
    "Выдержки из брифинга",
    "Extrait du point de presse",
    "Auszüge aus der Regierungspressekonferenz",
    "Extractos de la conferencia",
    "发言人例行记者会节选",
]


@pytest.mark.parametrize(
    ("title", "flags"), [*((title, ()) for title in TITLES), ("On the situation in the north", ("extract",))]
)
def test_a_page_that_says_it_is_an_extract_is_one(title: str, flags: tuple[Flag, ...]) -> None:
    """By its flag or its title; even short, with a lead of its own, a day later; and the other way round."""
    lead = Passage(0, None, "preamble", None, said(Planned(False, 15, ()), "en", random.Random(8)))
    part = (lead, replace(PRESS[3], parts=(), text=" ".join(PRESS[3].text.split()[:45])))
    briefing = page(TUESDAY, title=title, flags=flags)
    kin = find_kin(briefing, part, [known(GAGGLE, key="3"), known(PRESS)])
    assert kin is not None
    assert (kin.key, kin.kind) == ("1", "extract")
    assert mirrored(briefing, part, known(PRESS)) == replace(kin, kind="whole")
    assert find_kin(replace(briefing, title="News", flags=()), part, [known(PRESS)]) is None


def test_an_extract_need_not_say_so() -> None:
    """Nine tenths word for word are enough, if they are no mere form of words."""
    assert find_kin(page(title="On grain"), PRESS[4:6], [known(PRESS)]) == Kin("1", "extract", 1.0)
    assert find_kin(page(TUESDAY), PRESS, [known(PRESS[4:6])]) == Kin("1", "whole", 1.0)
    assert find_kin(page(title="On grain"), (*PRESS[3:7], GAGGLE[4]), [known(PRESS)]) is None


def test_an_extract_of_something_else_is_no_kin() -> None:
    """The title does not decide, the words do."""
    assert find_kin(page(title=TITLES[0], flags=("extract",)), GAGGLE[:3], [known(PRESS)]) is None


def test_two_extracts_of_one_briefing_are_two() -> None:
    """Each is kin to the whole, not to the other."""
    first = known(PRESS[:2], title=TITLES[0], key="3")
    assert find_kin(page(title=TITLES[0]), PRESS[4:7], [first]) is None
    assert find_kin(page(title=TITLES[0]), PRESS[4:7], [first, known(PRESS)]) == Kin("1", "extract", 1.0)


# ------------------------------------------------------------------ other languages


@pytest.mark.parametrize(
    "url", [KNOWN_URL, f"{KNOWN_URL}/", "http://www.ministry.example/page/1", f"{KNOWN_URL}#content"]
)
def test_what_the_page_names_as_an_edition_is_one(url: str) -> None:
    """Even undated, and whatever it says: the source knows best."""
    named = page(None, editions=("https://ministry.example/other", url))
    assert find_kin(named, GAGGLE, [known(PRESS, language="fr")]) == Kin("1", "edition", 1.0)
    assert find_kin(page(), GAGGLE, [known(PRESS, language="fr")]) is None


LANGUAGES = [("en", "zh"), ("en", "ru"), ("ru", "zh")]


@pytest.mark.parametrize(("one", "two"), LANGUAGES)
@pytest.mark.parametrize("seed", range(20))
def test_one_event_in_two_languages_is_known_by_its_course_and_numbers(one: str, two: str, seed: int) -> None:
    """Whichever edition comes first; another day's, or another event's, is none."""
    here, there = spoken(plan(seed), one, seed), known(spoken(plan(seed), two, seed + 1), language=two)
    kin = find_kin(page(language=one), here, [there])
    assert kin is not None
    assert (kin.key, kin.kind) == ("1", "edition")
    back = mirrored(page(language=one), here, there)
    assert back is not None
    assert back.kind == "edition"
    assert back.likeness == pytest.approx(kin.likeness)
    assert find_kin(page(TUESDAY, language=one), here, [there]) is None
    for other in range(seed + 1, seed + 6):
        assert find_kin(page(language=one), spoken(plan(other), one, other), [there]) is None


def test_of_two_events_of_a_day_the_translated_one_is_found() -> None:
    """The nearest of them."""
    relatives = [known(spoken(plan(n), "zh", n), language="zh", key=str(n)) for n in (10, 11, 12)]
    kin = find_kin(page(), spoken(plan(11), "en"), relatives)
    assert kin is not None
    assert kin.key == "11"


@pytest.mark.parametrize("seed", range(20, 26))
def test_a_translation_may_leave_out_a_question(seed: int) -> None:
    """Translators do: here one of fourteen, with what was answered."""
    turns = plan(seed, exchanges=14)
    starts = [n for n, turn in enumerate(turns) if turn.asks]
    shorter = [*turns[: starts[5]], *turns[starts[6] :]]
    kin = find_kin(page(), spoken(shorter), [known(spoken(turns, "zh"), language="zh")])
    assert kin is not None
    assert kin.kind == "edition"


@pytest.mark.parametrize("seed", range(20, 26))
def test_a_translation_may_join_paragraphs(seed: int) -> None:
    """Or part them: all that is said between two questions is one paragraph there."""
    turns = [replace(turn, numbers=()) for turn in plan(seed, exchanges=16)]
    joined: list[Planned] = []
    for turn in turns:
        if joined and not turn.asks and not joined[-1].asks:
            joined[-1] = Planned(False, joined[-1].length + turn.length, ())
        else:
            joined.append(turn)
    assert len(joined) < len(turns) - 2
    kin = find_kin(page(), spoken(joined), [known(spoken(turns, "zh"), language="zh")])
    assert kin is not None
    assert kin.kind == "edition"


@pytest.mark.parametrize("seed", range(30, 36))
def test_it_matters_who_asks(seed: int) -> None:
    """Paragraphs as long as each other are no translation where one asks what the other answers."""
    turns = [replace(turn, numbers=()) for turn in plan(seed)]
    other = [replace(turn, asks=not turn.asks) for turn in turns]
    chinese = known(spoken(turns, "zh"), language="zh")
    assert find_kin(page(), spoken(turns), [chinese]) is not None
    assert find_kin(page(), spoken(other), [chinese]) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_short_statement_is_linked_to_no_other_language(seed: int) -> None:
    """A few paragraphs have no course, and many statements are as long as each other."""
    short = plan(seed, exchanges=1)
    assert find_kin(page(), spoken(short), [known(spoken(short, "zh"), language="zh")]) is None


def test_an_event_that_has_an_edition_in_this_language_is_another() -> None:
    """Where its words are others: one that is so alike in form is not the same event."""
    turns = plan(15)
    chinese = known(spoken(turns, "zh"), language="zh")
    assert find_kin(page(), spoken(turns, seed=1), [chinese]) is not None
    assert find_kin(page(), spoken(turns, seed=1), [chinese, known(GAGGLE)]) is None


NUMBERS = ["12,500", "1,204,000", "7,310", "45,120", "88,040", "903,000", "61,750", "30,300", "5,640"]
FRACTIONS = ["12.5", "34.25", "7.75", "45.1", "88.4", "90.3", "61.7", "30.3", "56.4"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (NUMBERS, [number.replace(",", "\u00a0") for number in NUMBERS]),
        (NUMBERS, [number.replace(",", "\u202f") for number in NUMBERS]),
        (NUMBERS, [number.replace(",", ".") for number in NUMBERS]),
        (NUMBERS, [number.replace(",", "") for number in NUMBERS]),
        (FRACTIONS, [number.replace(".", ",") for number in FRACTIONS]),
        (FRACTIONS, [number.translate({48 + n: 0xFF10 + n for n in range(10)}) for number in FRACTIONS]),
        (FRACTIONS, [number.translate({48 + n: 0x0660 + n for n in range(10)}) for number in FRACTIONS]),
    ],
)
def test_numbers_are_compared_whatever_their_script_and_marks(first: list[str], second: list[str]) -> None:
    """Thousands, decimals and digits are written in many ways; a text that has other numbers is another text."""
    turns = [replace(turn, numbers=()) for turn in plan(16, exchanges=3)]

    def with_numbers(language: str, numbers: list[str]) -> tuple[Passage, ...]:
        return tuple(
            replace(p, text=f"{p.text} {' '.join(numbers[n::3])}") for n, p in enumerate(spoken(turns, language))
        )

    here, there = with_numbers("en", first), with_numbers("ru", second)
    other = with_numbers("ru", [number.translate({50: "9", 51: "8", 53: "6", 55: "4"}) for number in first])
    kin = find_kin(page(), here, [known(there, language="ru")])
    assert kin is not None
    assert (kin.key, kin.kind) == ("1", "edition")
    assert find_kin(page(), here, [known(other, language="ru")]) is None


# ------------------------------------------------------------------ whatever comes

SEEDS = st.integers(0, 10_000)


@given(seed=SEEDS, every=st.integers(50, 400), gone=st.integers(0, 11), days=st.integers(0, WINDOW.days))
def test_an_edited_briefing_stays_the_same_both_ways(seed: int, every: int, gone: int, days: int) -> None:
    """Any exchange out of twelve taken away, any word in fifty changed: the same, and symmetrically so."""
    first = spoken(plan(seed), seed=seed)
    longest = max(len(p.text) for p in first)
    second = edited(first if len(first[gone].text) == longest else first[:gone] + first[gone + 1 :], every)
    briefing = page(MONDAY + dt.timedelta(days=days))
    kin = find_kin(briefing, second, [known(first)])
    assert kin is not None
    assert kin.kind == "same"
    assert mirrored(briefing, second, known(first)) == kin


@given(one=SEEDS, two=SEEDS, languages=st.sampled_from([*LANGUAGES, ("en", "en"), ("zh", "zh")]))
def test_unrelated_events_are_no_kin(one: int, two: int, languages: tuple[str, str]) -> None:
    """Of one day or not, in one language or two."""
    if one == two:
        two += 1
    here, there = languages
    other = known(spoken(plan(two), there, two), language=there)
    assert find_kin(page(language=here), spoken(plan(one), here, one), [other]) is None


TEXTS = st.one_of(st.text(max_size=300), st.text("ab 1,.\n", max_size=300), st.text("中文12 \n。", max_size=200))


@st.composite
def any_passages(draw: st.DrawFn) -> tuple[Passage, ...]:
    passages = []
    for number, text in enumerate(draw(st.lists(TEXTS, max_size=6))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
        parts = tuple(
            Part(None, None, "unknown", draw(st.sampled_from(("question", "answer", "event"))), start, end)
            for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
        )
        passages.append(Passage(number, None, "topic", None, text, parts if draw(st.booleans()) else ()))
    return tuple(passages)


@given(
    passages=any_passages(),
    others=st.lists(st.tuples(any_passages(), st.sampled_from(("en", "zh", "ru", "")), st.integers(-5, 5)), max_size=3),
    language=st.sampled_from(("en", "zh-CN", "xx")),
    dated=st.booleans(),
    title=st.text(max_size=40),
)
def test_nothing_raises(
    passages: tuple[Passage, ...],
    others: list[tuple[tuple[Passage, ...], str, int]],
    language: str,
    dated: bool,
    title: str,
) -> None:
    """Empty passages, one character, no letters: an answer comes, and its likeness is a share."""
    relatives = [
        known(held, MONDAY + dt.timedelta(days=days), spoken_in, key=f"k{n}")
        for n, (held, spoken_in, days) in enumerate([*others, (passages, language, 0)])
    ]
    kin = find_kin(page(MONDAY if dated else None, language, title), passages, relatives)
    assert kin is None or (0 < kin.likeness <= 1 and kin.key in {relative.key for relative in relatives})


@given(order=st.permutations(range(4)))
def test_the_order_of_the_relatives_does_not_matter(order: list[int]) -> None:
    """The same is nearer than an edition, an edition than a part."""
    turns = plan(1)
    relatives = [
        known(PRESS, key="same"),
        known(spoken(turns, "zh"), language="zh", key="edition"),
        known(PRESS[4:6], key="whole"),
        known(GAGGLE, key="none"),
    ]
    ranked = [relatives[n] for n in order]
    for key in ("same", "edition", "whole"):
        kin = find_kin(page(), PRESS, ranked)
        assert kin is not None
        assert kin.key == key
        ranked = [relative for relative in ranked if relative.key != key]
    assert find_kin(page(), PRESS, ranked) is None
