"""Small edits that change what is said carry a mark that says how; others carry none."""

import pytest

from watchers.diff import compare
from watchers.model import Change, Part, Passage, Role

AROUND = "The talks went on until late in the evening, and both sides were content with how they had gone. "


def topic(text: str, heading: str | None = "Talks") -> Passage:
    return Passage(0, None, "topic", heading, text)


def marked(old: str, new: str, language: str, around: str = AROUND) -> tuple[str, ...]:
    (change,) = compare((topic(around + old),), (topic(around + new),), language)
    return change.marks


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "The sanctions do stand in the way.", "The sanctions do [not] stand in the way."),
        ("en", "We can confirm that.", "We can't confirm that."),
        ("en", "We can confirm that.", "We cannot confirm that."),
        ("en", "They came with weapons.", "They came without weapons."),
        ("en", "That is a legal step.", "That is an illegal step."),
        ("en", "We have never said so.", "We have said so."),
        ("en", "It is not only a threat to them.", "It is only a threat to them."),
        ("ru", "Мы подтверждаем эти сведения.", "Мы не подтверждаем эти сведения."),
        ("ru", "Это возможно при таких условиях.", "Это невозможно при таких условиях."),
        ("ru", "Договор подписан с оговорками.", "Договор подписан без оговорок."),
        ("fr", "Nous confirmons cette information.", "Nous ne confirmons pas cette information."),
        ("fr", "Nous avons confirmé.", "Nous n’avons pas confirmé."),
        ("de", "Wir haben eine Bestätigung dafür.", "Wir haben keine Bestätigung dafür."),
        ("de", "Das können wir bestätigen.", "Das können wir nicht bestätigen."),
        ("es", "Podemos confirmar esa noticia.", "No podemos confirmar esa noticia."),
        ("zh", "中方支持有关决定，并将派代表出席会议。", "中方不支持有关决定，并将派代表出席会议。"),
        ("zh", "双方已经达成协议，会议取得成果。", "双方没有达成协议，会议取得成果。"),
        ("", "Мы подтверждаем эти сведения.", "Мы не подтверждаем эти сведения."),
        ("", "We did say so.", "We did not say so."),
    ],
)
def test_a_denial_put_in_or_taken_out_is_marked(language: str, old: str, new: str) -> None:
    """In both directions, as a word of its own, a contraction or a prefix."""
    assert "negation" in marked(old, new, language)
    assert "negation" in marked(new, old, language)


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "They met in Vienna.", "They met not only in Vienna."),
        ("en", "We don't know.", "We do not know."),
        ("en", "It ends in no time.", "It ends in no way."),
        ("en", "They sat under the tree.", "They sat until the tree."),
        ("ru", "Они встретились в Вене.", "Они встретились не только в Вене."),
        ("zh", "双方合作发展，会议取得成果。", "双方合作不断发展，会议取得成果。"),
    ],
)
def test_what_denies_as_much_as_before_is_not_marked(language: str, old: str, new: str) -> None:
    """Nor what only looks like a denial."""
    assert "negation" not in marked(old, new, language)


@pytest.mark.parametrize(
    ("language", "old", "new", "expected"),
    [
        ("en", "It killed 15 people.", "It killed 17 people.", ("number",)),
        ("en", "It killed twelve people.", "It killed fifteen people.", ("number",)),
        ("en", "It cost 3.5 million.", "It cost 3.5 billion.", ("number",)),
        ("en", "Prices rose by 5% there.", "Prices rose by 5 there.", ("number",)),
        ("en", "It cost $5 a day.", "It cost €5 a day.", ("number",)),
        ("en", "It sold 1,140,000 tonnes.", "It sold 1 140 000 tonnes.", ()),
        ("en", "They meet on May 15 there.", "They meet on May 16 there.", ("date",)),
        ("en", "They meet on 15 May 2021 there.", "They meet on 15 June 2021 there.", ("date",)),
        ("en", "They meet on Monday there.", "They meet on Friday there.", ("date",)),
        ("en", "They met in 2019 there.", "They met in 2020 there.", ("date",)),
        ("en", "It was the 2020 election there.", "It was the 2016 election there.", ("date",)),
        ("en", "It took 2000 soldiers there.", "It took 2010 soldiers there.", ("number",)),
        ("ru", "Погибли 2000 человек там.", "Погибли 2010 человек там.", ("number",)),
        ("en", "They meet on 28.01.2021 there.", "They meet on 29.01.2021 there.", ("date",)),
        ("en", "They meet on 2021-01-28 there.", "They meet on 2021-02-28 there.", ("date",)),
        ("ru", "Встреча пройдёт 28 января в Вене.", "Встреча пройдёт 29 января в Вене.", ("date",)),
        ("ru", "Встреча прошла в 2020 году в Вене.", "Встреча прошла в 2021 году в Вене.", ("date",)),
        ("fr", "Le point presse. Lundi il part.", "Le point presse. Mardi il part.", ("date",)),
        ("en", "They may meet there.", "They will meet there.", ()),
        ("ru", "Встреча пройдёт в среду в Вене.", "Встреча пройдёт в пятницу в Вене.", ("date",)),
        ("ru", "Погибли 15 человек.", "Погибли 17 человек.", ("number",)),
        ("ru", "Погибли пять человек.", "Погибли семь человек.", ("number",)),
        ("de", "Das Treffen ist am 5. Mai dort.", "Das Treffen ist am 6. Mai dort.", ("date",)),
        ("de", "Es waren zwei Tage.", "Es waren drei Tage.", ("number",)),
        ("fr", "La réunion aura lieu le 3 mars ici.", "La réunion aura lieu le 4 mars ici.", ("date",)),
        ("es", "La reunión será el 3 de marzo aquí.", "La reunión será el 3 de abril aquí.", ("date",)),
        ("zh", "会议将于3月5日举行，双方将出席。", "会议将于3月6日举行，双方将出席。", ("date",)),
        ("zh", "会议将于星期一举行，双方将出席。", "会议将于星期三举行，双方将出席。", ("date",)),
        ("zh", "共有15人出席会议，气氛友好。", "共有17人出席会议，气氛友好。", ("number",)),
    ],
)
def test_a_number_or_a_date_that_became_another_is_marked(
    language: str, old: str, new: str, expected: tuple[str, ...]
) -> None:
    """A date is no number besides; a number written another way is the same."""
    assert marked(old, new, language) == expected


@pytest.mark.parametrize(
    ("language", "old", "new", "expected"),
    [
        ("en", "Then Foreign Minister Wong met him.", "Then Foreign Minister Wang met him.", ("name",)),
        ("en", "A call with President Yoon Suk-yeol.", "A call with President Yoon Suk Yeol.", ("name",)),
        ("en", "Some national leaders can go on.", "Subnational leaders can go on.", ()),
        ("en", "He thanked the president there.", "He thanked the President there.", ()),
        ("en", "Then don’t. Okay?", "Then well, don’t. Okay?", ()),
        ("en", "He met Wang. Some came.", "He met Wang. Others came.", ()),
        ("ru", "Затем министр Иванов встретил его.", "Затем министр Петров встретил его.", ("name",)),
        ("de", "Dann sprach Außenminister Maas dort.", "Dann sprach Außenminister Haas dort.", ("name",)),
        ("de", "Sie haben in Frankreich gesprochen.", "Sie haben in Italien gesprochen.", ("name",)),
        ("de", "Sie haben ein Haus gesehen.", "Sie haben ein Boot gesehen.", ()),
        ("en", "Over to you, Josh.", "Over to you, [senior administration official].", ("anonymised",)),
        ("en", "Thank you, Brett. You said so.", "Thank you. You said so.", ("anonymised",)),
        ("en", "It was said by Brett McGurk there.", "It was said by a senior official there.", ("anonymised",)),
        ("en", "They like Russia, Ukraine and Poland.", "They like Russia and Poland.", ()),
        ("en", "It is breaching the gap.", "It is breaching [bridging] the gap.", ("correction",)),
        ("en", "It is breaching the gap.", "It is ~~breaching~~ bridging the gap.", ("correction",)),
        ("en", "It is funny.", "It is funny. [Laughter.]", ()),
        ("en", "It is bad.", "It is bad and grave.", ()),
    ],
)
def test_names_and_corrections(language: str, old: str, new: str, expected: tuple[str, ...]) -> None:
    """A capital that begins a sentence is no name, nor is a German noun; brackets may correct, hide or only direct."""
    assert marked(old, new, language) == expected


Said = tuple[str | None, Role, str]


def said(*turns: Said, exchange: int = 0) -> Passage:
    parts: list[Part] = []
    at = 0
    for label, role, text in turns:
        parts.append(Part(None, label, role, "question" if role == "journalist" else "answer", at, at + len(text)))
        at += len(text) + 2
    return Passage(0, exchange, "qa", None, "\n\n".join(text for *_, text in turns), tuple(parts))


ASKED: Said = ("Q", "journalist", "What will the President say about it in the afternoon?")


def test_a_speaker_who_changed_is_marked_whether_or_not_the_words_did() -> None:
    """A name that gave way to a role is anonymised besides; a mere Q has no name to lose."""
    text = "So, I mean, just to say it again: the committee has met twice this year."
    old = said(ASKED, ("THE PRESIDENT", "principal", text))
    new = said(ASKED, ("MS. ROE", "guest", text))
    assert compare((old,), (new,)) == (Change("relabelled", old, new, ("relabelled",)),)
    edited = said(ASKED, ("MS. ROE", "guest", text.replace("twice", "again")))
    (change,) = compare((old,), (edited,))
    assert (change.kind, change.marks) == ("edited", ("relabelled",))
    hidden = said(ASKED, ("SENIOR ADMINISTRATION OFFICIAL", "anonymous", text))
    assert compare((old,), (hidden,))[0].marks == ("relabelled", "anonymised")
    asked = said(ASKED, ("Q", "journalist", text))
    assert compare((asked,), (hidden,))[0].marks == ("relabelled",)


def test_a_turn_put_in_relabels_nobody() -> None:
    """Those around it keep their speakers."""
    old = said(ASKED, ("MR. DOE", "principal", "Yes."))
    new = said(ASKED, ("MS. ROE", "guest", "Oops, sorry."), ("MR. DOE", "principal", "Yes."))
    assert [(c.kind, c.marks) for c in compare((old,), (new,))] == [("edited", ())]


def test_a_question_that_becomes_an_answer_is_relabelled_though_the_exchanges_are_cut_anew() -> None:
    """The same words in other passages: told once, of the passages that hold the turn."""
    answer: Said = ("MR. DOE", "principal", "That is for the committee to decide, and it has not.")
    second = "I would add that nothing has been decided about the second half of it yet."
    last: Said = ("MR. DOE", "principal", "Quite so.")
    old = (said(ASKED, answer), said(("Q", "journalist", second), last, exchange=1))
    new = (said(ASKED, answer, ("SENIOR OFFICIAL", "anonymous", second), last),)
    assert compare(old, new) == (Change("relabelled", old[1], new[0], ("relabelled",)),)
    assert compare(new, old) == (Change("relabelled", new[0], old[1], ("relabelled",)),)


def test_an_exchange_taken_out_leaves_what_was_said_around_it() -> None:
    """A moderator's calls before and after it become one passage, or two again, which is no change."""
    calls: tuple[Said, Said] = (
        ("MODERATOR", "moderator", "Let us go to the back."),
        ("MODERATOR", "moderator", "And now to the front."),
    )
    between = said(ASKED, ("MR. DOE", "principal", "Quite so."))
    apart = tuple(Passage(0, None, "qa", None, p.text, p.parts) for p in (said(calls[0]), said(calls[1])))
    joined = said(*calls)
    together = Passage(0, None, "qa", None, joined.text, joined.parts)
    old, new = (apart[0], between, apart[1]), (together,)
    assert compare(old, new) == (Change("removed", between, None),)
    assert compare(new, old) == (Change("added", None, between),)


def test_a_rewritten_passage_carries_no_marks_of_words() -> None:
    """Numbers and names all over are no small edit; nor is a sentence that came with a number of its own."""
    old = "On Monday President Doe met 15 ministers in Vienna and did not sign the treaty with Minister Wong."
    new = "Last Friday Chancellor Roe and her 3 advisers flew to Geneva where Ambassador Wang signed all of it."
    assert marked(old, new, "en", "") == ()
    assert (
        marked(
            "It is over.", "It is over. On Friday 5 ministers did not come to Vienna because of the snow there.", "en"
        )
        == ()
    )


def test_headings_are_read_as_well() -> None:
    """A retitled passage may have another date, or a denial."""
    (change,) = compare(
        (topic(AROUND, "Visit to Vienna on Monday"),), (topic(AROUND, "Visit to Vienna on Friday"),), "en"
    )
    assert (change.kind, change.marks) == ("retitled", ("date",))


def preamble(text: str) -> Passage:
    return Passage(0, None, "preamble", None, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1:54 P.M. EDT", "James S. Brady Press Briefing Room\n\n1:54 P.M. EDT"),
        ("The Church\nRehoboth Beach, Delaware\n(September 4, 2023)", "The Church\nRehoboth Beach, Delaware"),
        ("Washington, D.C.", "Washington, DC\nThursday"),
        ("2021年3月5日 北京", "2021年3月6日 北京"),
        ("Москва, 28 января 2021 года", "Москва, 29 января 2021 года"),
    ],
)
def test_lines_of_place_and_time_above_the_text_are_cosmetic(old: str, new: str) -> None:
    """Come, gone or changed; but not a sentence that stands there."""
    assert {change.kind for change in compare((preamble(old),), (preamble(new),))} == {"cosmetic"}
    assert [change.kind for change in compare((), (preamble(new),))] == ["cosmetic"]
    lead = "\nThe minister will speak about the harvest."
    assert {change.kind for change in compare((preamble(old),), (preamble(new + lead),))} & {"edited", "added"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Speakers: Doe, Roe", "Speakers: Doe, Poe"),
        ("Floods kill 15 people", "Floods kill 17 people"),
        ("The minister will speak.", "The minister will not speak."),
    ],
)
def test_what_else_stands_above_the_text_is_edited(old: str, new: str) -> None:
    """A list of speakers, a subtitle, a sentence."""
    assert [change.kind for change in compare((preamble(old),), (preamble(new),))] == ["edited"]
