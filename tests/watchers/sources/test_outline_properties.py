"""Properties of the cut: every word once, whatever the page; and only ParseError for what cannot be read."""

import contextlib
import itertools
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.errors import ParseError
from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile, find_profile, parse_profile

PROFILE: Profile = parse_profile(
    'id = "tides"\nname = "Tides"\n[labels]\nprincipal = ["Marta Quill"]\n[words]\nplain_headings = true\n',
    "tides",
    find_profile("generic"),
)
WORDS = st.sampled_from(["tide", "lamp", "quay", "rope", "fog", "pilot", "berth", "mast", "hull"])
SENTENCES = st.lists(WORDS, min_size=3, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join)
TURNS = st.tuples(
    st.sampled_from(["Question", "Marta Quill", "(Laughter.)"]), st.lists(PARAGRAPHS, min_size=1, max_size=3)
)
HEADINGS = st.lists(WORDS, min_size=2, max_size=5).map(lambda words: " ".join(words).title())
TOPICS = st.lists(st.tuples(HEADINGS, st.lists(PARAGRAPHS, min_size=1, max_size=3)), min_size=1, max_size=5)
TITLE = "Briefing by Ministry Spokeswoman Marta Quill, March 4, 2031"


def read(text: str, content_type: str = "text/plain") -> Briefing:
    return read_briefing(Page("https://tides.example/p", text.encode("utf-8", "replace"), content_type), PROFILE)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def words_of(briefing: Briefing) -> Counter[str]:
    counted: Counter[str] = Counter()
    for section in briefing.sections:
        counted += words(section.text)
        if section.heading_origin == "body":
            counted += words(section.heading or "")
    return counted


@given(TOPICS, st.lists(TURNS, max_size=6), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_every_word_of_the_body_comes_out_once(
    topics: list[tuple[str, list[str]]], turns: list[tuple[str, list[str]]], listed: bool, marked: bool
) -> None:
    """Property: headings and texts hold the words of the body, none lost, none twice; back markers go."""
    back = ["Back to top"] if marked else []
    body: list[str] = []
    for heading, paragraphs in topics:
        body += [heading, *paragraphs, *back]
    for label, paragraphs in turns:
        body += [label] if label.startswith("(") else [f"{label}: {paragraphs[0]}", *paragraphs[1:]]
    contents = [f"  {n}. {heading}" for n, (heading, _) in enumerate(topics, 1)] if listed and len(topics) > 1 else []
    head = [TITLE, *(["Table of contents", "\n".join(contents)] if contents else [])]
    briefing = read("\n\n".join([*head, *body]))
    assert words_of(briefing) == words("\n".join(line for line in body if line != "Back to top"))


@given(TOPICS, st.lists(TURNS, max_size=6))
@settings(deadline=None, max_examples=60)
def test_turns_and_exchanges_cover_their_section(
    topics: list[tuple[str, list[str]]], turns: list[tuple[str, list[str]]]
) -> None:
    """Property: turns and labels hold the section's words; exchanges name existing turns, each once, in order."""
    body = [f"{label}: {paragraphs[0]}" for label, paragraphs in turns if not label.startswith("(")]
    briefing = read("\n\n".join([TITLE, *(p for _, paragraphs in topics for p in paragraphs), *body]))
    for section in briefing.sections:
        spoken: Counter[str] = Counter()
        for turn in section.turns:
            spoken += words(turn.text) + words(turn.label or "")
        assert not section.turns or spoken == words(section.text)
        indices = [i for e in section.exchanges for i in (*e.questions, *e.answers)]
        assert len(indices) == len(set(indices))
        assert all(tuple(sorted(part)) == part for e in section.exchanges for part in (e.questions, e.answers))
        spans = [(min(e.questions), max((*e.questions, *e.answers))) for e in section.exchanges]
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))
        assert all(section.text[a:b].strip("([（【") != section.text[a:b] for a, b in section.events)
        assert all(section.turns[i].kind == "question" for e in section.exchanges for i in e.questions)
        assert all(section.turns[i].kind == "answer" for e in section.exchanges for i in e.answers)


@given(st.text(max_size=600), st.sampled_from(["text/plain", "text/html", "text/markdown", "application/json", ""]))
@settings(deadline=None)
def test_any_text_gives_a_briefing_or_a_parse_error(text: str, content_type: str) -> None:
    """Property: nothing but ParseError leaves the reader of pages, and what is read is well formed."""
    try:
        briefing = read(text, content_type)
    except ParseError:
        return
    assert briefing.sections
    assert len(briefing.language) == 2


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<br>",
                "<h2>",
                "</h2>",
                "<li>",
                "<ol>",
                "</ol>",
                "<ul>",
                "<div>",
                "</div>",
                '<a href="#1">',
                '<a name="1">',
                "</a>",
            ]
        ),
        st.sampled_from(
            ["Question: ", "Q    ", "A: ", "Contents", "1. ", "END", "Back to top", "：", "(Laughter.)", "\u00a0", "\n"]
        ),
        st.sampled_from(["<s>", "</s>", "<del>", "[", "]", "*", "<ins>", "</ins>", " [right]*", "(Laughter.)"]),
        st.text(max_size=30),
        SENTENCES,
    ),
    max_size=40,
).map("".join)


@given(MARKUP)
@settings(deadline=None)
def test_any_markup_gives_a_briefing_or_a_parse_error(markup: str) -> None:
    """Property: broken HTML is read as far as it goes."""
    with contextlib.suppress(ParseError):
        briefing = read(f"<html><body>{markup}</body></html>", "text/html")
        for section in briefing.sections:
            for c in section.corrections:
                shown = section.text[c.start : c.end]
                assert (c.struck or "") in shown
                assert (c.put or "") in shown


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_give_a_briefing_or_a_parse_error(content: bytes) -> None:
    """Property: bytes of no known encoding are a ParseError."""
    with contextlib.suppress(ParseError):
        read_briefing(Page("https://tides.example/p", content, None), PROFILE)


def test_reading_is_stable_for_nested_markup() -> None:
    """Rule: hundreds of nested elements are read, and no word of theirs is lost."""
    briefing = read("<html><body>" + "<div><b>" * 700 + "The tide is high." + "</body></html>", "text/html")
    assert "The tide is high." in "\n".join(f"{s.heading}\n{s.text}" for s in briefing.sections)
