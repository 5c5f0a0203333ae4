"""The terminal's side of the wire."""

import io
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

from aiogram import Bot
from aiogram.types import BufferedInputFile, MessageEntity

from bot.console import TOKEN, ConsoleSession, saved, shown
from bot.message import Button, Message

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def entity(kind: str, offset: int, length: int, url: str | None = None) -> MessageEntity:
    """An entity as Telegram would have it."""
    return MessageEntity(type=kind, offset=offset, length=length, url=url)


def test_a_link_is_followed_by_its_address() -> None:
    """A terminal cannot hide one."""
    assert shown("see here.", [entity("text_link", 4, 4, "http://mfa.example/1")], styled=False) == (
        "see here <http://mfa.example/1>."
    )


def test_what_was_struck_and_inserted_is_marked_where_there_are_no_styles() -> None:
    """As wdiff does."""
    entities = [entity("strikethrough", 0, 3), entity("underline", 4, 3)]
    assert shown("old new", entities, styled=False) == "[-old-] {+new+}"


def test_styles_become_ansi() -> None:
    """Bold hits, at the right place even after an emoji."""
    assert shown("🌾 grain", [entity("bold", 3, 5)], styled=True) == "🌾 \x1b[1mgrain\x1b[0m"


def test_a_page_cannot_play_tricks_on_the_terminal() -> None:
    """Escape sequences, bells and overrides are made visible, styled or not; offsets stay true."""
    for styled in (False, True):
        assert shown("a\x1b[2Jb\x07c\u202ed\r", [], styled=styled) == "a\ufffd[2Jb\ufffdc\ufffdd\ufffd"
    assert shown("\U000e0001grain", [entity("bold", 2, 5)], styled=True) == "\ufffd\ufffd\x1b[1mgrain\x1b[0m"


async def test_buttons_get_running_numbers() -> None:
    """An alert that arrives meanwhile renumbers nothing."""
    out = io.StringIO()
    session = ConsoleSession(out, now=lambda: NOW, styled=False)
    bot = Bot(TOKEN, session=session)
    await bot(Message("one", (), ((Button("More", "more:1:3"), Button("Read", "read:1")),)).send(1))
    await bot(Message("two", (), ((Button("Older", "past:1:2"),),)).send(1))
    assert out.getvalue() == "one\n[1] More  [2] Read\n\ntwo\n[3] Older\n\n"
    pressed = session.button(2)
    assert pressed is not None
    assert (pressed[0].text, pressed[1]) == ("one", "read:1")
    assert session.button(9) is None


async def test_a_file_is_saved_and_its_path_told(tmp_path: Path) -> None:
    """Below its caption; one that is there already is not written over, and a name leads nowhere else."""
    out = io.StringIO()
    session = ConsoleSession(out, now=lambda: NOW, styled=False, folder=tmp_path)
    bot = Bot(TOKEN, session=session)
    for data in (b"one", b"two"):
        sent = await bot.send_document(1, BufferedInputFile(data, "../grain.csv"), caption="7 passages")
    assert out.getvalue() == f"7 passages\n→ {tmp_path / 'grain.csv'}\n\n7 passages\n→ {tmp_path / 'grain-2.csv'}\n\n"
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"two", b"one"]
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("grain-2.csv", "7 passages")


def test_a_file_goes_to_the_temporary_files_where_its_folder_takes_none(tmp_path: Path) -> None:
    """Rather than be lost."""
    path = saved(b"grain", "rostrum-test.csv", tmp_path / "nowhere")
    assert path.parent == Path(gettempdir())
    assert path.read_bytes() == b"grain"
    path.unlink()
