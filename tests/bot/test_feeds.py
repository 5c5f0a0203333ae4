"""Passages as Atom: what is written can be read again, whatever the words are (pure)."""

import datetime as dt
import html
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import feeds
from tests.storage.making import DAY, NOW
from watchers.model import Match, Part, Passage
from watchers.remembered import Edition, Found

ATOM = {"a": "http://www.w3.org/2005/Atom"}
EDITION = Edition(1, "ministry/k1", "ministry", "en", "https://ministry.example/en/k1", "A briefing", DAY, 1, NOW, NOW)
TEXT = "Is it true? Grain is short.\n\nNo. The grain is here & <ready>. It may leave. Much grain will."
SPOKEN = (
    Part(None, "Question", "journalist", "question", 0, 27),
    Part("Ana Lind", "Ana Lind", "principal", "answer", 29, len(TEXT)),
)
EXCHANGE = (
    Part(None, "Question", "journalist", "question", 0, 6),
    Part("Ana Lind", "Ana Lind", "principal", "answer", 7, 13),
)


def spans(text: str, word: str = "grain") -> tuple[tuple[int, int], ...]:
    """Where a word stands."""
    return tuple(found.span() for found in re.finditer(word, text, re.IGNORECASE))


def found(
    text: str = TEXT, parts: tuple[Part, ...] = SPOKEN, heading: str | None = "Grain", word: str = "grain"
) -> Found:
    """A passage that meets a word."""
    return Found(EDITION, Passage(0, 0, "qa", heading, text, parts), Match(spans(text, word), ()), 7, 1, NOW, "ab" * 32)


def written(*hits: Found, site: str = "https://press.example.org/rostrum") -> bytes:
    """A feed of them."""
    return feeds.atom(
        hits,
        {"ministry": "The ministry"},
        query="grain",
        title="Rostrum: grain",
        name="find/grain",
        address=site,
        site=site,
    )


def test_the_sentences_are_shown_by_speaker_with_the_hits_in_bold() -> None:
    """Word for word, what is left out said so."""
    assert feeds.shown(found()) == (
        "<p><i>Question:</i> […] <b>Grain</b> is short.</p>"
        "<p><i>Ana Lind:</i> […] The <b>grain</b> is here &amp; &lt;ready&gt;. […] Much <b>grain</b> will.</p>"
    )


def test_what_only_the_heading_says_is_shown_by_its_beginning() -> None:
    """Of an exchange, what is asked and how the answer begins."""
    assert feeds.shown(found("Is it? It is.", EXCHANGE, word="Visit")) == (
        "<p><i>Question:</i> Is it?</p><p><i>Ana Lind:</i> It is.</p>"
    )
    assert feeds.shown(found("One. Two.", (), word="Visit")) == "<p>One. Two.</p>"


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=3))
def test_any_words_make_a_feed_that_is_read_again(text: str, heading: str, word: str) -> None:
    """What XML cannot say is put as U+FFFD; of the words that are shown, all others are the passage's own."""
    hit = found(text, (), heading, re.escape(word) or "x")
    entry = ET.fromstring(written(hit)).find("a:entry", ATOM)
    assert entry is not None
    for name in ("id", "title", "updated", "published", "author", "link", "summary"):
        assert len(entry.findall(f"a:{name}", ATOM)) == 1
    assert (entry.findtext("a:title", namespaces=ATOM) or "").strip()
    shown = html.unescape(re.sub("</?[pbi]>", "", entry.findtext("a:summary", namespaces=ATOM) or ""))
    kept = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
    for piece in shown.split(" […]"):
        words = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in piece.replace("[…] ", ""))
        assert " ".join(words.split()) in " ".join(kept.split())


def test_the_author_is_who_says_it_by_name() -> None:
    """A label such as "Question" is nobody's name: then it is who answers, or the source."""
    for hit, author in (
        (found(), "Ana Lind"),
        (found("Is it? It is.", EXCHANGE, word="Is it"), "Ana Lind"),
        (found("Is it? It is.", EXCHANGE[:1]), "The ministry"),
        (found("Grain.", ()), "The ministry"),
    ):
        assert feedparser.parse(written(hit)).entries[0].author == author


def test_a_feed_is_the_same_as_long_as_its_passages_are() -> None:
    """To the byte, so that its tag is; whoever is asked what it was updated, the latest passage says."""
    later = replace(found(), id=8, since_at=NOW + dt.timedelta(hours=1))
    assert written(found(), later) == written(found(), later)
    read = feedparser.parse(written(found(), later))
    assert read.feed.updated == "2026-03-05T13:00:00Z"
    assert [entry.updated for entry in read.entries] == ["2026-03-05T12:00:00Z", "2026-03-05T13:00:00Z"]


def test_what_was_read_long_after_it_was_said_is_published_on_its_day() -> None:
    """So that readers put an old briefing in its place."""
    old = replace(found(), edition=replace(EDITION, date=dt.date(2021, 1, 28)))
    entry = feedparser.parse(written(old)).entries[0]
    assert (entry.published, entry.updated) == ("2021-01-28T00:00:00Z", "2026-03-05T12:00:00Z")


def test_ids_are_tag_uris_in_the_name_of_the_host() -> None:
    """RFC 4151: a name of a host, and nothing that is not a character of a URI."""
    odd = replace(found(), edition=replace(EDITION, briefing='ministry/a "b" [ы]'))
    for site, authority in (
        ("https://press.example.org/rostrum", "press.example.org"),
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("http://[::1]:8080", "localhost"),
    ):
        entry = feedparser.parse(written(odd, site=site)).entries[0]
        assert re.fullmatch(rf"tag:{re.escape(authority)},2026:passage/[!-~]+/7", entry.id)
        assert not set('"[]') & set(entry.id)
