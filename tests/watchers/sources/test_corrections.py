"""Corrections in the text itself: struck words, words put in brackets, words marked with an asterisk.

Every text is written for these tests and reproduces one quirk of real pages.
"""

import pytest

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

Shown = tuple[str, str | None, str | None]
NOTICE = "**Please see below for a correction, marked with an asterisk."


def read(text: str, content_type: str = "text/html") -> Briefing:
    return read_briefing(Page("https://tides.example/page", text.encode(), content_type), find_profile("generic"))


def page(*paragraphs: str, notice: str = "") -> str:
    body = "".join(f"<p>{p}</p>" for p in (notice, "3:05 P.M. EST", *paragraphs) if p)
    return f"<html><body><article><h1>Press Briefing by Ana Bell, March 4, 2031</h1>{body}</article></body></html>"


def shown(briefing: Briefing) -> list[Shown]:
    return [(s.text[c.start : c.end], c.struck, c.put) for s in briefing.sections for c in s.corrections]


@pytest.mark.parametrize("tag", ["s", "strike", "del", 'span style="text-decoration: line-through"'])
def test_struck_words_and_what_stands_in_brackets_after_them(tag: str) -> None:
    """Rule: struck words stay in the text as printed; the correction spans them and the words put in their place."""
    words = f"MS. BELL:  The ferry is   <{tag}>breaching</{tag.split()[0]}> [bridging]* the bay."
    briefing = read(page("Q: Is it?", words))
    assert briefing.sections[-1].turns[1].text == "The ferry is breaching [bridging]* the bay."
    assert shown(briefing) == [("breaching [bridging]*", "breaching", "bridging")]
    assert "corrected" in briefing.flags


def test_struck_words_with_nothing_in_their_place() -> None:
    """Rule: words only struck are a correction with nothing put; brackets further on are not theirs."""
    briefing = read(page("Q: Is it?", "MS. BELL:  The <s>old</s> ferry has [two] decks."))
    assert shown(briefing) == [("old", "old", None)]


def test_deleted_and_inserted_words_as_html_has_them() -> None:
    """Rule: <ins> right after <del> is what was put; <ins> alone is an underline like any other."""
    briefing = read(page("Q: Is it?", "MS. BELL:  It <del>sank</del> <ins>sails</ins> <ins>today</ins>."))
    assert shown(briefing) == [("sank sails", "sank", "sails")]


def test_corrections_in_markdown() -> None:
    """Rule: pandoc's escapes and line breaks inside a correction do not hide it, nor does another on the line."""
    text = """---
title: "Press Briefing by Press Secretary Ana Bell"
date: '2031-03-05'
---
1:05 P.M. EST

Q    Is it wet, and will the <s>pear</s>
\\[pier\\]\\* hold, and ~~two~~ \\[three\\] boats?

MS. BELL:  It is \\[sic\\]. It is <s>dry</s>.
"""
    briefing = read(text, "text/markdown")
    turns = briefing.sections[-1].turns
    assert turns[0].text == "Is it wet, and will the pear [pier]* hold, and two [three] boats?"
    assert shown(briefing) == [
        ("pear [pier]*", "pear", "pier"),
        ("two [three]", "two", "three"),
        ("dry", "dry", None),
    ]


def test_an_escaped_asterisk_opens_no_emphasis() -> None:
    """Rule: what Markdown escapes is printed as it is, however many asterisks stand in the line."""
    text = '---\ntitle: "Remarks"\n---\n\\*\\*\\*\n\nThe tide \\[ebb\\]\\*, and \\[flow\\]\\* of it.\n'
    assert read(text, "text/markdown").sections[0].text == "***\n\nThe tide [ebb]*, and [flow]* of it."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("We have *two [three] boats.", ("*two [three]", "two", "three")),
        ("The *old pier house [new one] is open.", ("*old pier house [new one]", "old pier house", "new one")),
        ("It is the pilots *[who] sail.", ("*[who]", None, "who")),
        ("It is Orven's*[Kestria's] boat.", ("Orven's*[Kestria's]", "Orven's", "Kestria's")),
        ("It costs a billion [million]* crowns.", ("billion [million]*", "billion", "million")),
        ("We do not [ever]* sail.", ("[ever]*", None, "ever")),
        ("We do *Fogport Tidewick sail.", ("*Fogport", None, None)),
        ("We sail in March.*", ("March.*", None, None)),
    ],
)
def test_asterisks_that_the_page_explains(words: str, expected: Shown) -> None:
    """Rule: an asterisk marks a correction where a notice says so; what it does not tell is left open."""
    briefing = read(page("Q: Why?", f"MS. BELL:  {words}", notice=NOTICE))
    assert shown(briefing) == [expected]
    assert briefing.notes == (NOTICE,)
    assert briefing.flags == ("corrected",)


def test_asterisks_that_nothing_explains_are_none() -> None:
    """Rule: without a notice an asterisk may be anything, and brackets are the transcriber's."""
    words = "MS. BELL:  We have *two [three] boats, do [not] sail, [inaudible] the fog* and [sic] it."
    briefing = read(page("Q: Why?", words))
    assert shown(briefing) == []
    assert (briefing.notes, briefing.flags) == ((), ())


def test_an_addendum_is_put_as_a_whole() -> None:
    """Rule: a note of its own above the transcript is words put; the place it belongs to is marked in the text."""
    notice = "See below for answers to questions (marked with an asterisk) that were given later."
    briefing = read(
        page("Q: How long?", "MS. BELL:  I will get you the length.*", notice=f"{notice}</p><p>*It took an hour.")
    )
    assert shown(briefing) == [("*It took an hour.", None, "It took an hour."), ("length.*", None, None)]
    assert briefing.notes == (notice,)


def test_a_correction_notice_without_an_asterisk() -> None:
    """Rule: a line that begins with the word says that the page was corrected; its words are kept."""
    briefing = read(page("Q: Why?", "MS. BELL:  The fog.", notice="Correction: an earlier version misnamed the bay."))
    assert briefing.notes == ("Correction: an earlier version misnamed the bay.",)
    assert briefing.flags == ("corrected",)


@pytest.mark.parametrize(
    "line", ["Corrections officers met in Fogport", "Clarification of the state of the pier was asked for"]
)
def test_a_line_that_merely_begins_with_such_a_word_is_no_notice(line: str) -> None:
    """Rule: a notice says "Correction:", or what it corrects; a sentence or heading that begins alike does not."""
    briefing = read(page("Q: Why?", "MS. BELL:  The fog.", notice=line))
    assert (briefing.notes, briefing.flags) == ((), ())


def test_long_runs_without_blanks_are_read_in_time() -> None:
    """Rule: no text makes the search for corrections slow: bounds keep it linear."""
    words = "灯塔" * 40_000 + "*" + "<s>" * 2_000
    assert read(page("Q: Why?", f"MS. BELL:  {words}", notice=NOTICE)).notes == (NOTICE,)
