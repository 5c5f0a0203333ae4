"""A message as the bot means it: text with entities and buttons, built whole so that Telegram's limits hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.methods import SendMessage
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from aiogram.utils.formatting import Bold, Strikethrough, Text, Underline

from watchers.diff import Edit
from watchers.model import Span
from watchers.text import sentences

MAX_UNITS = 4096  # of text after entities are parsed, in UTF-16 code units (Bot API, sendMessage)
MAX_ENTITIES = 100
MAX_CALLBACK_BYTES = 64


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: its words, and the data that comes back when it is pressed (at most 64 bytes)."""

    words: str
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """Text, its entities (offsets in UTF-16 code units) and rows of buttons, ready for any aiogram session."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()

    def send(self, chat_id: int, *, reply_to: int | None = None) -> SendMessage:
        """The Bot API call that sends it; replying to a message that is gone sends it all the same."""
        return SendMessage(
            chat_id=chat_id,
            text=self.text,
            entities=list(self.entities),
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=self.keyboard(),
            reply_parameters=ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
            if reply_to
            else None,
        )

    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram wants them; None when there are none."""
        if not self.buttons:
            return None
        rows = [[InlineKeyboardButton(text=b.words, callback_data=b.data) for b in row] for row in self.buttons]
        return InlineKeyboardMarkup(inline_keyboard=rows)


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(c > "\uffff" for c in text)


class Draft:
    """A message being built from whole pieces: a piece that would break a limit is refused, never cut."""

    def __init__(self, *pieces: Text | str) -> None:
        self._pieces: list[Text | str] = []
        self._units = 0
        self._entities = 0
        self.add(*pieces)

    def add(self, *pieces: Text | str) -> bool:
        """Append the pieces together if all of them fit; say whether they did."""
        text, entities = Text(*pieces).render()
        if self._units + units(text) > MAX_UNITS or self._entities + len(entities) > MAX_ENTITIES:
            return False
        self._pieces += pieces
        self._units += units(text)
        self._entities += len(entities)
        return True

    @property
    def left(self) -> int:
        """UTF-16 units that still fit."""
        return MAX_UNITS - self._units

    def done(self, *rows: Sequence[Button]) -> Message:
        """The finished message, with rows of buttons; trailing white space is dropped as Telegram would."""
        text, entities = Text(*self._pieces).render()
        text = text.rstrip()
        end = units(text)
        kept = [e.model_copy(update={"length": min(e.length, end - e.offset)}) for e in entities if e.offset < end]
        return Message(text, tuple(kept), tuple(tuple(row) for row in rows if row))


def marked(text: str, start: int, end: int, spans: Sequence[Span], most: int = 12) -> Text:
    """text[start:end] with the spans that fall into it bold; line breaks shown as spaces, every other character kept.

    most: how many spans are marked at the most (Telegram allows 100 entities a message).
    """
    pieces: list[Text | str] = []
    at = start
    for a, b in [s for s in spans if start <= s[0] and s[1] <= end][:most]:
        pieces += [_flat(text[at:a]), Bold(_flat(text[a:b]))]
        at = b
    return Text(*pieces, _flat(text[at:end]))


def redlined(edits: Sequence[Edit], before: str, after: str, around: int = 40) -> Text:
    """A redline of the sentences that changed: struck out what went, underlined what came.

    around: how many unchanged words at most stand on each side of a change, where its sentence is longer.
    """
    borders = sentences(after)
    pieces: list[Text | str] = []
    last = len(edits) - 1
    for number, edit in enumerate(edits):
        old, new = before[slice(*edit.before)], after[slice(*edit.after)]
        if edit.op == "equal":
            near = _near(after, edit.after, borders, around, first=number == 0, last=number == last)
            pieces.append(_flat(near))
        else:
            words = old if edit.op == "delete" else new
            lead, core, trail = _parted(_flat(words))
            beside = number and edit.op == "insert" and edits[number - 1].op == "delete" and not lead
            glued = beside and not before[: edits[number - 1].before[1]][-1:].isspace()
            pieces.append(" " if glued else lead)
            pieces += [Strikethrough(core) if edit.op == "delete" else Underline(core), trail] if core else [trail]
    return Text(*pieces)


def _near(text: str, span: Span, borders: Sequence[Span], around: int, *, first: bool, last: bool) -> str:
    """Of an unchanged stretch, what belongs to the changed sentences on its two sides; the rest is […]."""
    start, end = span
    closes = start if first else min(next((b for _, b in borders if b >= start), end), end)
    opens = end if last else max(next((a for a, _ in reversed(borders) if a <= end), start), start)
    words = text[start:end].split()
    whole = not text[closes:opens].strip() or (first and last)
    if not words or (whole and len(words) <= (around if first or last else 2 * around)):
        return text[start:end]
    head = _first_words(text[start : min(closes, end)], around)
    tail = _last_words(text[max(opens, start) : end], around)
    return f"{head.rstrip()}{' ' if head else ''}[…]{' ' if tail else ''}{tail.lstrip()}"


def _first_words(text: str, most: int) -> str:
    words = text.split()
    return text if len(words) <= most else _parted(text)[0] + " ".join(words[:most])


def _last_words(text: str, most: int) -> str:
    words = text.split()
    return text if len(words) <= most else " ".join(words[-most:]) + _parted(text)[2]


def _parted(text: str) -> tuple[str, str, str]:
    """Leading blanks, words, trailing blanks."""
    core = text.strip()
    at = text.find(core) if core else len(text)
    return text[:at], core, text[at + len(core) :]


def _flat(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
