"""Files of what was found, read back by readers that are not ours."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import rispy
from aiogram.types import Chat, Message, MessageEntity, Update, User
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.export import (
    COLUMNS,
    FORMATS,
    Export,
    Format,
    begun,
    cut,
    defused,
    document,
    ended,
    entry,
    filename,
    quoted,
    to_json,
)
from bot.gathering import gather
from bot.handlers.dispatcher import build_dispatcher
from bot.handlers.export import chosen
from bot.locales import words
from tests.bot.conftest import House
from tests.storage.making import briefing, first
from watchers.model import TERMINAL_CHAT, Match, Part, Passage
from watchers.remembered import Edition, Findings, Found

NOW = datetime(2026, 3, 5, 12, 30, 1, tzinfo=UTC)
HASH = "5e" * 32
QUESTION = "What of the harvest? Was the grain as good as last year?"
ANSWER = "It was.\n\nWe expect to ship more grain in May. The weather was fine. Barley is another matter."
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120)
MARKUP = st.text("`*_[]()<>#+-=.!|~&;:\\/\"'$ \n\t1aя", max_size=60)


def found(
    question: str = QUESTION,
    answer: str = ANSWER,
    spans: tuple[tuple[int, int], ...] | None = None,
    heading: str | None = "On the harvest",
    title: str = "Briefing",
    url: str = "https://mfa.example/7",
) -> Found:
    """An exchange in which somebody asks and Ana Lind answers; spans: where it meets the query ("grain" as a rule)."""
    text = f"{question}\n\n{answer}"
    parts = (
        Part(None, "Question", "journalist", "question", 0, len(question)),
        Part("Ana Lind", "Ana Lind", "principal", "answer", len(question) + 2, len(text)),
    )
    met = tuple(m.span() for m in re.finditer("grain", text)) if spans is None else spans
    edition = Edition(3, "mfa/7", "mfa", "en", url, title, date(2026, 3, 5), 2, NOW, NOW)
    return Found(edition, Passage(4, 1, "qa", heading, text, parts), Match(met), 77, 2, NOW, HASH)


def export(total: int = 1, *, whole: bool = False, at_least: bool = False, query: str = "grain") -> Export:
    """What a file says of itself."""
    return Export(query, total, at_least, NOW, {"mfa": "Ministry, briefings"}, words("en"), whole=whole)


# ------------------------------------------------------------------ what is quoted


def test_a_quotation_is_parted_by_speaker() -> None:
    """Nobody is given another's words; stretches that stand apart stay apart."""
    asked, told = quoted(found())
    assert (asked.name, asked.texts, asked.met) == ("Question", ("Was the grain as good as last year?",), True)
    assert (told.name, told.texts) == ("Ana Lind", ("We expect to ship more grain in May.",))


def test_an_exchange_is_quoted_with_its_other_half() -> None:
    """The answer below a question that alone was met, the question above an answer; they are known as such."""
    only_asked = quoted(found(spans=((34, 39),)))
    assert [(each.name, each.met) for each in only_asked] == [("Question", True), ("Ana Lind", False)]
    assert only_asked[1].texts[0].startswith("It was.")
    at = len(QUESTION) + 2 + ANSWER.index("Barley")
    only_told = quoted(found(spans=((at, at + 6),)))
    assert [(each.name, each.met) for each in only_told] == [("Question", False), ("Ana Lind", True)]
    assert only_told[1].texts == ("Barley is another matter.",)


def test_a_passage_whole_is_every_word_of_it() -> None:
    """Of every speaker."""
    assert [each.texts for each in quoted(found(), whole=True)] == [(QUESTION,), (ANSWER,)]


def test_where_only_the_heading_was_met_the_passage_is_quoted_from_its_beginning() -> None:
    """Rather than nothing."""
    assert quoted(found(spans=()))[0].texts[0].startswith("What of the harvest?")


@given(TEXT, TEXT, st.lists(st.tuples(st.integers(0, 240), st.integers(1, 9)), max_size=4), st.booleans())
def test_every_quotation_is_verbatim(question: str, answer: str, places: list[tuple[int, int]], whole: bool) -> None:
    """Property: each stretch stands in the words of its speaker, whatever was met."""
    size = len(question) + 2 + len(answer)
    spans = tuple(sorted((a, min(a + n, size)) for a, n in places if a < size))
    for said in quoted(found(question, answer, spans), whole=whole):
        own = question if said.part.kind == "question" else answer
        assert all(text in own for text in said.texts)


# ------------------------------------------------------------------ CSV


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The rows, as Python's own reader takes them."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_csv_has_a_row_for_each_passage_with_its_proof() -> None:
    """UTF-8 with a byte order mark, lines ended by CRLF, every column filled."""
    data = document("csv", export(2), [found(), found(heading=None)])
    assert data.startswith(b"\xef\xbb\xbfdate,source,")
    assert data.endswith(b"\r\n")
    first, second = read_csv(data)
    assert tuple(first) == COLUMNS
    assert first == {
        "date": "2026-03-05",
        "source": "mfa",
        "source_name": "Ministry, briefings",
        "language": "en",
        "speaker": "Question; Ana Lind",
        "quotation": "Question: Was the grain as good as last year?\nAna Lind: We expect to ship more grain in May.",
        "heading": "On the harvest",
        "title": "Briefing",
        "url": "https://mfa.example/7",
        "since_at": "2026-03-05T12:30:01Z",
        "version": "2",
        "page_hash": HASH,
        "briefing": "mfa/7",
        "section": "4",
        "exchange": "1",
        "passage": "77",
    }
    assert second["heading"] == ""


def test_the_speaker_is_who_says_what_was_looked_for() -> None:
    """Not who is quoted beside it."""
    at = len(QUESTION) + 2 + ANSWER.index("Barley")
    (row,) = read_csv(document("csv", export(), [found(spans=((at, at + 6),))]))
    assert row["speaker"] == "Ana Lind"
    assert row["quotation"].startswith(
        "Question: What of the harvest? Was the grain as good as last year?\nAna Lind: Barley"
    )


@pytest.mark.parametrize("opening", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_cell_that_begins_like_a_formula_is_defused(opening: str) -> None:
    """A page must not make a spreadsheet run anything."""
    (row,) = read_csv(document("csv", export(), [found(heading=f"{opening}HYPERLINK(1)")]))
    assert row["heading"] == f"'{opening}HYPERLINK(1)"
    assert defused("a=b") == "a=b"


@given(TEXT, TEXT, TEXT)
def test_csv_gives_back_what_a_page_said(question: str, answer: str, heading: str) -> None:
    """Property: every character but NUL, commas, quotes and line breaks too; no cell opens a formula."""
    (row,) = read_csv(document("csv", export(whole=True), [found(question, answer, (), heading)]))
    assert row["quotation"].removeprefix("'") == f"Question: {question}\nAna Lind: {answer}".replace("\0", "")
    assert row["heading"] in (heading.replace("\0", ""), "'" + heading.replace("\0", ""))
    assert not any(cell.startswith(tuple("=+-@\t\r\n")) for cell in row.values())


# ------------------------------------------------------------------ JSON


def test_json_says_how_many_there_are_and_tells_each() -> None:
    """One document, however it was written."""
    told = json.loads(document("json", export(12, at_least=True), [found(), found(spans=())]))
    assert (told["total"], told["at_least"], len(told["mentions"])) == (12, True, 2)
    first = told["mentions"][0]
    assert first == to_json(found())
    assert {key: first[key] for key in ("passage", "version", "since_at", "page_hash", "speaker")} == {
        "passage": 77,
        "version": 2,
        "since_at": "2026-03-05T12:30:01Z",
        "page_hash": HASH,
        "speaker": "Question",
    }
    assert [first["excerpt"][a:b] for a, b in first["spans"]] == ["grain", "grain"]
    assert first["said"][1] == {
        "speaker": "Ana Lind",
        "outlet": None,
        "role": "principal",
        "kind": "answer",
        "met": True,
        "texts": ["We expect to ship more grain in May."],
    }
    assert json.loads(document("json", export(0), []))["mentions"] == []


# ------------------------------------------------------------------ Markdown


def rendered(data: bytes) -> tuple[list[str], list[str], list[str]]:
    """What a Markdown parser shows: the headings, the quotations, the links' addresses."""
    headings, quotations, links = [], [], []
    depth, last = 0, ""
    for token in MarkdownIt().parse(data.decode("utf-8")):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline":
            children = token.children or []
            broken = {"softbreak": "\n", "hardbreak": "\n"}
            text = "".join(broken.get(child.type, child.content) for child in children)
            links += [str(child.attrs["href"]) for child in children if child.type == "link_open"]
            if depth:
                quotations.append(text)
            elif last == "heading_open":
                headings.append(text)
        last = token.type
    return headings, quotations, links


def test_markdown_is_a_digest_that_can_be_read() -> None:
    """Quotations as quotations with who says them, source and address above, the proof below."""
    text = document("md", export(), [found()]).decode("utf-8")
    assert text == (
        "# grain\n"
        "\n"
        "1 passage. Made by Rostrum, 2026-03-05 12:30 UTC.\n"
        "\n"
        "## 5 March 2026, Ministry, briefings\n"
        "\n"
        "[On the harvest](<https://mfa.example/7>)\n"
        "\n"
        "> **Question:** Was the grain as good as last year?\n"
        ">\n"
        "> **Ana Lind:** We expect to ship more grain in May.\n"
        "\n"
        f"Briefing · en · mfa/7 · first seen 2026-03-05 12:30 UTC, version 2 · SHA-256 {HASH}\n"
    )


def test_markdown_says_so_when_it_was_cut() -> None:
    """A reader must not take a part for the whole."""
    assert "Only the first is in the file." in document("md", export(2), [found()]).decode()
    assert "Only the first" not in document("md", export(1), [found()]).decode()


@given(TEXT | MARKUP, TEXT | MARKUP)
def test_markdown_shows_a_page_as_it_is(answer: str, heading: str) -> None:
    """Property: whatever signs a page holds, a parser shows its words and nothing becomes markup."""
    hit = found("So?", answer, (), heading, url="https://mfa.example/a b<c>")
    headings, quotations, links = rendered(document("md", export(whole=True, query=heading), [hit]))

    def bare(text: str) -> str:
        return "".join("".join(c if c.isprintable() else " " for c in text).split())

    assert bare("".join(quotations)) == bare(f"Question: So? Ana Lind: {answer}")
    assert [bare(each) for each in headings][-1] == bare("5 March 2026, Ministry, briefings")
    assert bare("".join(headings[:-1])) == bare(heading)
    assert links == ["https://mfa.example/a%20b%3Cc%3E"]


# ------------------------------------------------------------------ RIS


def test_ris_is_taken_in_by_a_reference_manager() -> None:
    """A government document with its author, title, publisher, day, address, words and proof; CRLF."""
    data = document("ris", export(2), [found(), found(heading=None)]).decode("utf-8")
    assert "\n" not in data.replace("\r\n", "")
    first, second = rispy.loads(data)
    assert {
        "type_of_reference": "GOVDOC",
        "id": "rostrum-77",
        "authors": ["Ana Lind"],
        "title": "On the harvest",
        "secondary_title": "Briefing",
        "year": "2026",
        "date": "2026/03/05",
        "publisher": "Ministry, briefings",
        "type_of_work": "Press briefing",
        "language": "en",
        "urls": ["https://mfa.example/7"],
        "access_date": "2026/03/05",
        "abstract": "Question: Was the grain as good as last year? Ana Lind: We expect to ship more grain in May.",
    }.items() <= first.items()
    assert f"First seen 2026-03-05T12:30:01Z, version 2; SHA-256 of the page: {HASH}" in first["notes"][0]
    assert second["title"] == "Briefing"
    assert "secondary_title" not in second


@given(TEXT, TEXT)
def test_no_page_can_forge_a_reference(answer: str, heading: str) -> None:
    """Property: one passage is one reference, whatever it holds."""
    answer, heading = f"{answer}\r\nER  - \r\nTY  - BOOK\r\n", f"{heading}\nTI  - Forged"
    (read,) = rispy.loads(document("ris", export(whole=True), [found("So?", answer, (), heading)]).decode("utf-8"))
    assert read["type_of_reference"] == "GOVDOC"
    assert "TI - Forged" in read["title"]


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_written_piece_by_piece_is_the_same_as_at_once(kind: Format) -> None:
    """So one of any length can be written as its passages come."""
    told = export(3)
    hits = [found(), found(spans=()), found(heading=None)]
    pieces = [begun(kind, told), *(entry(kind, told, hit, n) for n, hit in enumerate(hits)), ended(kind, told, 3)]
    assert "".join(pieces).encode() == document(kind, told, hits)


@given(TEXT)
def test_a_file_name_leads_nowhere(query: str) -> None:
    """Property: one part of a path, of letters, digits, _ and -, whatever was asked."""
    name = filename(query, date(2026, 3, 5), "csv")
    assert re.fullmatch(r"rostrum-[\w-]{1,40}-2026-03-05\.csv", name)
    assert Path(name).name == name


def test_a_file_that_leaves_passages_out_is_known() -> None:
    """Where fewer were written than there are."""
    assert cut(export(3), 2)
    assert not cut(export(3), 3)
    assert not cut(export(3, at_least=True), 7)


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("grain", ("csv", "grain")),
        ("grain OR wheat RIS", ("ris", "grain OR wheat")),
        ("grain since 2020 .md", ("md", "grain since 2020")),
        ("json", ("csv", "json")),
        ("", ("csv", "")),
    ],
)
def test_the_format_is_the_last_word(asked: str, understood: tuple[str, str]) -> None:
    """A word alone is what to look for."""
    assert chosen(asked) == understood


async def test_all_that_is_found_is_gathered_up_to_a_bound() -> None:
    """Page by page, each from where the one before it ended; nothing beyond the bound is asked for."""
    asked: list[tuple[int, str | None]] = []

    async def find(*, limit: int, before: str | None) -> Findings:
        asked.append((limit, before))
        start = int(before or 0)
        hits = (found(),) * min(limit, 1_200 - start)
        return Findings(1_200, hits, str(start + limit) if start + limit < 1_200 else None)

    assert [len(page.found) async for page in gather(find, 10_000)] == [500, 500, 200]
    assert asked[-1] == (500, "1000")
    assert [len(page.found) async for page in gather(find, 600)] == [500, 100]
    assert [len(page.found) async for page in gather(find, 500)] == [500]


# ------------------------------------------------------------------ in the chat


def file_of(told: str) -> Path:
    """The file that the terminal says it saved."""
    return Path(told.split("→ ")[1].strip())


async def test_a_file_of_mentions_is_sent(house: House) -> None:
    """With how many there are and of what; its rows are those of the search."""
    for number in range(1, 8):
        house.publish(number, [("Port", f"Grain of week {number}."), ("Else", "Nothing.")], [], f"{number} March 2026")
    await house.poll()
    told = await house.say("/export grain")
    assert told.startswith("7 passages: grain\n→ ")
    rows = read_csv(file_of(told).read_bytes())
    assert [row["quotation"] for row in rows] == [f"Grain of week {n}." for n in range(7, 0, -1)]
    assert {row["page_hash"] for row in rows if len(row["page_hash"]) == 64} == {row["page_hash"] for row in rows}
    told = await house.say("/export grain since 3 March 2026 json")
    assert "5 passages: grain since:2026-03-03" in told
    assert len(json.loads(file_of(told).read_bytes())["mentions"]) == 5


async def test_the_same_name_twice_is_two_files(house: House) -> None:
    """Nothing of the user's is written over."""
    house.publish(1, [("Port", "Grain."), ("Else", "Nothing.")])
    await house.poll()
    paths = [file_of(await house.say("/export grain md")) for _ in range(2)]
    assert [path.name for path in paths] == ["rostrum-grain-2026-03-05.md", "rostrum-grain-2026-03-05-2.md"]


async def test_a_long_file_is_an_errand(house: House) -> None:
    """Others are answered meanwhile; it is announced, and holds all there is, or the newest ten thousand."""
    stores = house.app.stores
    made = briefing(*[f"Grain of lot {n}." for n in range(1_200)], source="sample", key="lots")
    await stores.archive.record([first(made)], (), (), source_id="sample", now=NOW)
    desk = replace(house.app.desk, trusting=False)
    dispatcher = build_dispatcher(desk)
    chat, user = Chat(id=TERMINAL_CHAT, type="private"), User(id=1, is_bot=False, first_name="You")
    asked = Message(message_id=1, date=NOW, chat=chat, from_user=user, text="/export grain ris")
    await dispatcher.feed_update(house.app.bot, Update(update_id=1, message=asked))
    await desk.finished()
    assert "Writing 1,200 passages to a file." in house.out.getvalue()
    read = rispy.loads(file_of(house.out.getvalue()).read_text("utf-8"))
    assert {each["abstract"] for each in read} == {f"Grain of lot {n}." for n in range(1_200)}


async def test_what_cannot_be_written_to_a_file_is_said(house: House) -> None:
    """Nothing found, nothing asked, nothing that can be read."""
    assert "/export grain csv" in await house.say("/export")
    assert "Nothing yet matches: wheat" in await house.say("/export wheat")
    assert "^" in await house.say("/export grain AND (port OR")


async def test_a_list_of_mentions_becomes_a_file_at_the_press_of_a_button(house: House) -> None:
    """The query is read back from the list; where it is gone, that is said."""
    house.publish(1, [("Port", "Grain."), ("Else", "Nothing.")])
    await house.poll()
    bold = MessageEntity(type="bold", offset=19, length=5)
    listed = await house.app.bot.send_message(TERMINAL_CHAT, "1 passage matches: grain", entities=[bold])
    told = await house.press("save:ris", listed)
    assert [each["abstract"] for each in rispy.loads(file_of(told).read_text("utf-8"))] == ["Grain."]
    assert "expired" in await house.press("save:ris")
    assert await house.press("save:exe") != ""
