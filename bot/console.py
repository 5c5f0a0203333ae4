"""The terminal as a chat: an aiogram session that prints what the bot sends, and a user who types into a Dispatcher."""

import asyncio
import io
import itertools
import shutil
import sys
import tempfile
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TextIO, cast

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetMe,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    Chat,
    Document,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)

from bot.picture import Picture
from bot.plain import safe
from watchers.model import TERMINAL_CHAT
from watchers.remembered import Delivery

TOKEN = "42:CONSOLE"  # the shape aiogram wants; nothing is ever sent anywhere
_BUTTONS_REMEMBERED = 400
_PIPED_COLUMNS = 80
_ANSI = {"bold": "1", "italic": "3", "underline": "4", "strikethrough": "9", "code": "2"}
_MARKS = {"strikethrough": ("[-", "-]"), "underline": ("{+", "+}")}


class ConsoleSession(BaseSession):
    """Telegram's side of the wire, in a terminal: every call of the bot is printed or answered at once.

    out: where it prints; None is standard output as it is at that moment (a prompt puts its own in its place).
    Buttons become running numbers, so that an alert that arrives while the user types renumbers nothing. With
    `styled`, entities become ANSI attributes; without, what was struck out or inserted is marked [-so-] and {+so+}.
    A picture is drawn in signs, and saved as a file too.
    folder: where files and pictures are saved (None: files in the working directory as it is at that moment, pictures
    in a temporary folder that is left to the user).
    """

    def __init__(
        self,
        out: TextIO | None = None,
        *,
        now: Callable[[], datetime],
        styled: bool,
        tagged: bool = False,
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self._out = out
        self._now = now
        self._styled = styled
        self._tagged = tagged
        self._folder = folder
        self._tag = ""
        self._ids = itertools.count(1)
        self._numbers = itertools.count(1)
        self._numbered = itertools.count(1)
        self._pictures = folder
        self._buttons: dict[int, tuple[Message, str]] = {}
        self._order: deque[int] = deque()

    def announce(self, delivery: Delivery) -> None:
        """The next message is this delivery: its first line is tagged, when output goes to a program."""
        if self._tagged:
            kind = "edit" if delivery.kind == "change" else "new"
            self._tag = f"ALERT {kind} {delivery.edition.briefing} "

    def button(self, number: int) -> tuple[Message, str] | None:
        """The message a numbered button stands under, and its callback data."""
        return self._buttons.get(number)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 (aiogram's)
    ) -> TelegramType:
        """Carry out a Bot API call in the terminal."""
        result: object
        match method:
            case SendMessage() | EditMessageText() if method.text is not None:  # an edit is printed below what it edits
                markup = method.reply_markup
                keyboard = markup if isinstance(markup, InlineKeyboardMarkup) else None
                result = self._print(bot, method.text, method.entities, keyboard)
            case SendDocument(document=BufferedInputFile() as file):
                result = self._save(bot, file, method.caption or "")
            case SendPhoto(photo=Picture() as picture):
                markup = method.reply_markup
                keyboard = markup if isinstance(markup, InlineKeyboardMarkup) else None
                result = self._draw(bot, picture, method.caption or "", method.caption_entities, keyboard)
            case AnswerCallbackQuery():
                if method.text:
                    self._write(safe(method.text))
                result = True
            case GetMe():
                result = User(id=42, is_bot=True, first_name="Rostrum", username="rostrum")
            case SetMyCommands():
                result = True
            case _:
                raise NotImplementedError(f"{type(method).__name__} has no meaning in a terminal")
        return cast("TelegramType", result)

    def _draw(
        self,
        bot: Bot,
        picture: Picture,
        caption: str,
        entities: list[MessageEntity] | None,
        keyboard: InlineKeyboardMarkup | None,
    ) -> Message:
        """A picture as text, where its file is, and what is said below it."""
        if self._pictures is None:
            self._pictures = Path(tempfile.mkdtemp(prefix="rostrum-"))
        name = Path(picture.filename or "picture.png")
        path = self._pictures / f"{name.stem}-{next(self._numbered)}{name.suffix}"
        path.write_bytes(picture.data)
        out = self._out or sys.stdout
        width = shutil.get_terminal_size().columns if out.isatty() else _PIPED_COLUMNS
        self._write(picture.sketch(width, out.encoding or "utf-8"))
        self._write(safe(picture.saved(str(path))))
        return self._print(bot, caption, entities, keyboard)

    def _print(
        self, bot: Bot, text: str, entities: list[MessageEntity] | None, keyboard: InlineKeyboardMarkup | None
    ) -> Message:
        message = Message(
            message_id=next(self._ids),
            date=self._now(),
            chat=Chat(id=TERMINAL_CHAT, type="private"),
            text=text,
            entities=entities,
            reply_markup=keyboard,
        ).as_(bot)
        lines = [self._tag + shown(text, entities or (), styled=self._styled)]
        self._tag = ""
        for row in keyboard.inline_keyboard if keyboard else ():
            cells = []
            for button in row:
                number = next(self._numbers)
                self._buttons[number] = (message, button.callback_data or "")
                self._order.append(number)
                cells.append(f"[{number}] {safe(button.text)}")
            lines.append("  ".join(cells))
        while len(self._order) > _BUTTONS_REMEMBERED:
            self._buttons.pop(self._order.popleft())
        if text or keyboard:
            self._write("\n".join(lines))
        return message

    def _save(self, bot: Bot, file: BufferedInputFile, caption: str) -> Message:
        path = saved(file.data, file.filename or "file", self._folder or Path.cwd())
        self._write(f"{safe(caption)}\n→ {path}".lstrip())
        number = next(self._ids)
        return Message(
            message_id=number,
            date=self._now(),
            chat=Chat(id=TERMINAL_CHAT, type="private"),
            caption=caption,
            document=Document(file_id=f"file-{number}", file_unique_id=f"{number}", file_name=path.name),
        ).as_(bot)

    def _write(self, text: str) -> None:
        print(text, end="\n\n", file=self._out or sys.stdout, flush=True)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 (aiogram's)
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded through a terminal."""
        raise NotImplementedError(url)
        yield b""

    async def close(self) -> None:
        """There is no connection to close."""


def saved(data: bytes, name: str, folder: Path) -> Path:
    """Where the bytes were saved: under this name, or one like it if there is such a file already.

    In the folder for temporary files where the other cannot be written to.
    """
    plain = Path(name).name  # a name leads nowhere else
    for place in (folder, Path(gettempdir())):
        for number in itertools.count(1):
            path = place / (plain if number == 1 else f"{Path(plain).stem}-{number}{Path(plain).suffix}")
            try:
                with path.open("xb") as file:
                    file.write(data)
            except FileExistsError:
                continue
            except OSError:
                break
            return path
    raise OSError(f"{plain} can be saved nowhere")


def shown(text: str, entities: "tuple[MessageEntity, ...] | list[MessageEntity]", *, styled: bool) -> str:
    """Text with its entities for a terminal: links followed by their address, the rest as ANSI or as marks."""
    encoded = safe(text).encode("utf-16-le", "replace")
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda e: (e.offset, -e.length)):
        start, end = entity.offset, entity.offset + entity.length
        before, after = _MARKS.get(entity.type, ("", ""))
        if styled:
            code = _ANSI.get(entity.type)
            before, after = (f"\x1b[{code}m", "\x1b[0m") if code else ("", "")
        if entity.type == "text_link":
            after = f"{after} <{safe(entity.url or '')}>"
        opens.setdefault(start, []).append(before)
        closes.setdefault(end, []).insert(0, after)
    places = sorted({0, len(encoded) // 2, *opens, *closes})
    pieces = []
    for at, following in itertools.pairwise([*places, len(encoded) // 2]):
        pieces += [*closes.get(at, ()), *opens.get(at, ())]
        pieces.append(encoded[2 * at : 2 * following].decode("utf-16-le", "replace"))
    return "".join(pieces)


class Console:
    """The user at the terminal: reads lines and feeds them to the Dispatcher as Telegram would.

    A line is a message; a number alone presses the button of that number. It has no commands of its own.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        session: ConsoleSession,
        *,
        now: Callable[[], datetime],
        language: str,
        tell: Callable[[int], str],
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._session = session
        self._now = now
        self._user = User(id=1, is_bot=False, first_name="You", language_code=language)
        self._no_button = tell
        self._updates = itertools.count(1)

    async def say(self, line: str) -> None:
        """One line of the user's, handled to its end."""
        line = line.strip()
        if not line:
            return
        if line.isdecimal() and len(line) < 6:
            pressed = self._session.button(int(line))
            if pressed is None:
                await self._bot.send_message(TERMINAL_CHAT, self._no_button(int(line)))
                return
            message, data = pressed
            query = CallbackQuery(
                id=str(next(self._updates)), from_user=self._user, chat_instance="terminal", message=message, data=data
            )
            await self._feed(Update(update_id=next(self._updates), callback_query=query))
            return
        message = Message(
            message_id=next(self._updates),
            date=self._now(),
            chat=Chat(id=TERMINAL_CHAT, type="private", first_name="You"),
            from_user=self._user,
            text=line[:4096],
        )
        await self._feed(Update(update_id=next(self._updates), message=message))

    async def _feed(self, update: Update) -> None:
        await self._dispatcher.feed_update(self._bot, update)

    async def converse(self, lines: "AsyncGenerator[str, None]") -> None:
        """Say every line until the input ends."""
        async for line in lines:
            await self.say(line)


async def typed(prompt: str) -> AsyncGenerator[str, None]:
    """Lines of a person at a terminal; the prompt stays below whatever is printed meanwhile."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.patch_stdout import patch_stdout

    session: PromptSession[str] = PromptSession(prompt)
    with patch_stdout(raw=True):
        while True:
            try:
                yield await session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                return


async def piped(stream: TextIO | None, echo: Callable[[str], None]) -> AsyncGenerator[str, None]:
    """Lines of a program or a file, each echoed; read in a thread, since a file cannot be awaited. None: no input."""
    if stream is None:
        return
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in stream:
                loop.call_soon_threadsafe(queue.put_nowait, line)
        finally:
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while (line := await queue.get()) is not None:
        echo(line.rstrip("\n"))
        yield line


def interactive() -> bool:
    """Whether a person sits at both ends of this program."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())
