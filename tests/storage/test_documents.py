"""Documents: a version's structure without the words of its passages, and all of it again."""

import json
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from storage import documents
from storage.archive import Archive
from tests.storage.making import briefing, first, later, record
from watchers.contract import to_json
from watchers.model import Briefing, Change, Exchange, Section, Turn

SAID = "The question of the footbridge was raised again"
_PIECES = st.sampled_from([SAID, "No.", "", f"{SAID}.\n\n{SAID}", "\ud800", "Да, и это тоже было сказано вчера"])
TEXTS = st.lists(_PIECES, max_size=4).map(" ".join)


def turns() -> st.SearchStrategy[list[Turn]]:
    kind = st.sampled_from(["question", "answer", "statement", "event"])
    turn = st.builds(Turn, st.sampled_from([None, "Ms Lind"]), st.none(), st.just("unknown"), kind, TEXTS)
    return st.lists(turn, min_size=1, max_size=4)


@st.composite
def sections(draw: st.DrawFn) -> Section:
    """Of a text alone, or of turns whose texts stand in that of the section, or do not."""
    if draw(st.booleans()):
        return Section("topic", draw(st.none() | TEXTS), None, draw(TEXTS))
    said = draw(turns())
    whole = "\n\n".join(f"{turn.label}: {turn.text}" if turn.label else turn.text for turn in said)
    exchanges = (Exchange((0,), (len(said) - 1,)),) if draw(st.booleans()) else ()
    return Section("qa", None, None, draw(st.just(whole) | TEXTS), turns=tuple(said), exchanges=exchanges)


@settings(deadline=None)
@given(st.lists(sections(), max_size=4))
def test_what_is_unpacked_is_what_was_packed(made: list[Section]) -> None:
    """Whatever stands in which passage, once or twice or not at all."""
    whole = Briefing("s", "k", "en", "https://s.example/k", "Title", None, sections=tuple(made))
    passages = whole.passages()
    rows = [100 + n for n in range(len(passages))]
    document = documents.packed(whole, passages, rows)
    assert documents.rows_of(document) == rows
    texts = {row: passage.text for row, passage in zip(rows, passages, strict=True)}
    assert documents.unpacked(document, texts) == whole


def test_the_words_of_passages_are_not_kept_twice() -> None:
    """Neither of a topic, nor of turns; labels stay."""
    said = [Turn("Ms Lind", "Ana Lind", "principal", "answer", f"{SAID}, {n}") for n in range(3)]
    qa = Section("qa", None, None, "\n\n".join(f"{t.label}: {t.text}" for t in said), turns=tuple(said))
    whole = Briefing("s", "k", "en", "u", "T", None, sections=(qa, Section("topic", "H", "body", SAID * 5)))
    document = documents.packed(whole, whole.passages(), [1, 2])
    text = zlib.decompress(document).decode()
    assert SAID not in text
    assert "Ms Lind: " in text


def test_a_document_with_all_its_words_is_read_as_it_is() -> None:
    """As versions stored first have it."""
    whole = briefing("Grain", ("Visas", "New rules"))
    document = zlib.compress(json.dumps(to_json(whole)).encode())
    assert documents.rows_of(document) == []
    assert documents.unpacked(document, {}) == whole


async def test_a_later_version_is_read_whole_though_most_of_it_stood_before(archive: Archive) -> None:
    """Passages that stay keep their rows, and so do those that move; an edit has another."""
    old = briefing("One that stays as long as it lives", "Another, which is going to be edited", "The last of them all")
    await record(archive, first(old))
    new = briefing("The last of them all", "One that stays as long as it lives", "Another, which was edited since")
    was, now = old.passages(), new.passages()
    changes = [Change("edited", was[1], now[2]), Change("moved", was[2], now[0])]
    await record(archive, later(new, 2, changes))
    read = await archive.read(new.id)
    assert read is not None
    assert read[1] == new
