"""A message as the bot means it: text with entities and buttons, built whole so that Telegram's limits hold."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiogram.methods import EditMessageText, SendMessage
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
MOST_MARKED = 12  # hits marked in one stretch of a text, where others share the message


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

    def edit(self, chat_id: int, message_id: int) -> EditMessageText:
        """The Bot API call that puts it in the place of a message sent before."""
        return EditMessageText(
            chat_id=chat_id,
            message_id=message_id,
            text=self.text,
            entities=list(self.entities),
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=self.keyboard(),
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


def is_link(url: str) -> bool:
    """Whether Telegram takes an address for a link: of the web, at a host with a point in its name, or an IPv6 one.

    See LinkManager::check_link in its tdlib. A page somebody saved may have none but its file's.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and ("." in host or ":" in host)


def size(*pieces: Text | str) -> tuple[int, int]:
    """What pieces take of a message: UTF-16 code units, and entities."""
    text, entities = Text(*pieces).render()
    return units(text), len(entities)


def fitted(text: str, limit: int = MAX_UNITS) -> str:
    """The text, or as much of its beginning as fits into `limit` UTF-16 units, with … in place of the rest."""
    if units(text) <= limit:
        return text
    kept = text[: limit - 1]
    while units(kept) > limit - 1:
        kept = kept[: len(kept) - max(1, (units(kept) - limit + 1) // 2)]
    return kept + "…"


class Draft:
    """A message being built from whole pieces: a piece that would break a limit is refused, never cut."""

    def __init__(self, *pieces: Text | str) -> None:
        self._pieces: list[Text | str] = []
        self._units = 0
        self._entities = 0
        if not self.add(*pieces):
            raise ValueError("too long for a message")

    def add(self, *pieces: Text | str) -> bool:
        """Append the pieces together if all of them fit; say whether they did."""
        length, entities = size(*pieces)
        if self._units + length > MAX_UNITS or self._entities + entities > MAX_ENTITIES:
            return False
        self._pieces += pieces
        self._units += length
        self._entities += entities
        return True

    @property
    def left(self) -> int:
        """UTF-16 units that still fit."""
        return MAX_UNITS - self._units

    @property
    def entities_left(self) -> int:
        """Entities that still fit."""
        return MAX_ENTITIES - self._entities

    def done(self, *rows: Sequence[Button]) -> Message:
        """The finished message, with rows of buttons; trailing white space is dropped as Telegram would, and links it
        does not take are: it refuses the whole message for one.
        """
        text, entities = Text(*self._pieces).render()
        text = text.rstrip()
        end = units(text)
        kept = [e.model_copy(update={"length": min(e.length, end - e.offset)}) for e in entities if e.offset < end]
        kept = [e for e in kept if e.url is None or is_link(e.url)]
        return Message(text, tuple(kept), tuple(tuple(row) for row in rows if row))


def marked(text: str, start: int, end: int, spans: Sequence[Span], most: int = MOST_MARKED) -> Text:
    """text[start:end] with the spans that fall into it (or as much of them as does) bold; line breaks shown as spaces,
    every other character kept.

    most: how many spans are marked at the most (Telegram allows 100 entities a message).
    """
    pieces: list[Text | str] = []
    at = start
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    for a, b in inside[:most]:
        pieces += [_flat(text[at:a]), Bold(_flat(text[a:b]))]
        at = b
    return Text(*pieces, _flat(text[at:end]))


def redlined(
    edits: Sequence[Edit], before: str, after: str, *, around: int = 40, longest: int = 80, most: int = 40
) -> Text:
    """A redline of the sentences that changed: struck out what went, underlined what came.

    around: how many unchanged words at most stand on each side of a change; longest: words shown of one deletion or
    insertion, its two ends, the middle as […]; most: changes shown, after which […] says that there are more.
    """
    borders = sentences(after)
    starts, ends = [a for a, _ in borders], [b for _, b in borders]
    pieces: list[Text | str] = []
    last = len(edits) - 1
    shown = 0
    for number, edit in enumerate(edits):
        old, new = before[slice(*edit.before)], after[slice(*edit.after)]
        if edit.op == "equal":
            start, end = edit.after
            closes = start if number == 0 else min(_at(ends, bisect_left(ends, start), end), end)
            opens = end if number == last else max(_at(starts, bisect_right(starts, end) - 1, start), start)
            near = _near(after, edit.after, closes, opens, around, outer=number in (0, last), alone=not last)
            pieces.append(_flat(near))
            continue
        if shown == most:
            pieces.append(" […]")
            break
        shown += 1
        lead, core, trail = _parted(_flat(old if edit.op == "delete" else new))
        beside = number and edit.op == "insert" and edits[number - 1].op == "delete" and not lead
        glued = beside and not before[: edits[number - 1].before[1]][-1:].isspace()
        pieces.append(" " if glued else lead)
        if core:
            core = _two_ends(core, longest)
            pieces.append(Strikethrough(core) if edit.op == "delete" else Underline(core))
        pieces.append(trail)
    return Text(*pieces)


def _at(places: Sequence[int], number: int, otherwise: int) -> int:
    return places[number] if 0 <= number < len(places) else otherwise


def _near(text: str, span: Span, closes: int, opens: int, around: int, *, outer: bool, alone: bool) -> str:
    """Of an unchanged stretch, what belongs to the changed sentences on its two sides; the rest is […].

    closes, opens: where the sentence before the stretch ends, and where the one after it begins.
    """
    start, end = span
    words = text[start:end].split()
    whole = alone or not text[closes:opens].strip()
    if not words or (whole and len(words) <= (around if outer else 2 * around)):
        return text[start:end]
    head = _first_words(text[start : min(closes, end)], around)
    tail = _last_words(text[max(opens, start) : end], around)
    return f"{head.rstrip()}{' ' if head else ''}[…]{' ' if tail else ''}{tail.lstrip()}"


_WORD = 12  # characters: a "word" much longer than this is no reason to send a page of it


def _first_words(text: str, most: int) -> str:
    words = text.split()
    short = text if len(words) <= most else _parted(text)[0] + " ".join(words[:most])
    return short[: most * _WORD]


def _last_words(text: str, most: int) -> str:
    words = text.split()
    short = text if len(words) <= most else " ".join(words[-most:]) + _parted(text)[2]
    return short[-most * _WORD :]


def _two_ends(text: str, longest: int) -> str:
    """A text of many words by its first and last ones."""
    if len(text.split()) <= longest and len(text) <= longest * _WORD:
        return text
    half = longest // 2
    return f"{_first_words(text, half).rstrip()} […] {_last_words(text, half).lstrip()}"


def _parted(text: str) -> tuple[str, str, str]:
    """Leading blanks, words, trailing blanks."""
    core = text.strip()
    at = text.find(core) if core else len(text)
    return text[:at], core, text[at + len(core) :]


def _flat(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
