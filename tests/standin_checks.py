"""What Telegram's Bot API checks in a request before it accepts it, and the words in which it refuses.

Pure functions on decoded parameters. Limits: https://core.telegram.org/bots/api (sendMessage, MessageEntity,
InlineKeyboardButton, BotCommand, answerCallbackQuery). Wordings: as the public server answers them (tdlib's
MessageEntity.cpp for entities).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Params = Mapping[str, Any]

TEXT_LIMIT = 4096
ENTITY_LIMIT = 100
CAPTION_LIMIT = 1024
PHOTO_LIMIT = 10 << 20  # bytes
PHOTO_SIDES = 10_000  # pixels, width and height together
PHOTO_RATIO = 20
CALLBACK_LIMIT = 64
NOTE_LIMIT = 200
FILE_LIMIT = 50 * 1000 * 1000  # "Bots can currently send files of any type of up to 50 MB in size"
BUTTON_LIMIT = 100
STRUCTURED = frozenset(
    (
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "reply_markup",
        "reply_parameters",
        "scope",
    )
)
ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "callback_game", "pay")


@dataclass(slots=True)
class RefusedError(Exception):
    """An answer with `ok: false`: the HTTP status (also its error_code), the description and its parameters."""

    status: int
    description: str
    parameters: Json = field(default_factory=dict)


def bad_request(reason: str) -> RefusedError:
    """The 400 that Telegram answers, with its usual prefix."""
    return RefusedError(400, f"Bad Request: {reason}")


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)


def decoded(raw: Params) -> Json:
    """Parameters as values: a form carries lists and objects as JSON text, a JSON body carries them as they are."""
    values: Json = {}
    for name, value in raw.items():
        if name in STRUCTURED and isinstance(value, str):
            try:
                values[name] = json.loads(value)
            except ValueError:
                raise bad_request(f"can't parse {name} JSON object") from None
        else:
            values[name] = value
    return values


def integer(params: Params, name: str, default: int = 0) -> int:
    """A whole number out of a form or a JSON body; what is no number counts as not given, as Telegram has it."""
    try:
        return int(params.get(name, default))
    except (TypeError, ValueError):
        return default


def chat_of(params: Params) -> int:
    """The chat a request is for; RefusedError 400 without one. (Names of channels are not spoken here.)"""
    if not str(params.get("chat_id", "")).strip():
        raise bad_request("chat_id is empty")
    try:
        return int(params["chat_id"])
    except (TypeError, ValueError):
        raise bad_request("chat not found") from None


def checked_text(params: Params) -> tuple[str, tuple[Json, ...]]:
    """The text of a message with its entities, as given; RefusedError 400 when Telegram would refuse them."""
    if params.get("parse_mode"):
        raise bad_request("this stand-in takes entities, it parses no markup")
    text = str(params.get("text", ""))
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    entities = tuple(params.get("entities") or ())
    _check_entities(text, entities)
    return text, entities


def checked_document(params: Params) -> tuple[str, bytes]:
    """The name and the bytes of a file that sendDocument brings along; RefusedError 400 for one Telegram would refuse.

    (Files by address or by id are not known here.)
    """
    attached = str(params.get("document") or "")
    name, data = params.get(attached.removeprefix("attach://"), (None, None))
    if not attached.startswith("attach://") or data is None:
        raise bad_request("there is no document in the request")
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > FILE_LIMIT:
        raise RefusedError(413, "Request Entity Too Large")
    return name, data


def checked_caption(params: Params) -> tuple[str, tuple[Json, ...]]:
    """The caption of a file, possibly empty, and its entities; RefusedError 400 for one Telegram would refuse."""
    if params.get("parse_mode"):
        raise bad_request("this stand-in takes entities, it parses no markup")
    caption = str(params.get("caption") or "")
    if utf16(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    entities = tuple(params.get("caption_entities") or ())
    _check_entities(caption, entities)
    return caption, entities


@dataclass(frozen=True, slots=True)
class Photo:
    """A PNG that was uploaded: its bytes, and its sides in pixels."""

    png: bytes
    width: int
    height: int


def checked_photo(params: Params) -> Photo:
    """The uploaded photo of sendPhoto, of a form's part that `attach://` names; RefusedError 400 for what is none.

    (Addresses and ids of files are not spoken here, nor other formats than PNG.)
    """
    named = str(params.get("photo") or "")
    _, png = params.get(named.removeprefix("attach://"), (None, None))
    if not named.startswith("attach://") or png is None:
        raise bad_request("there is no photo in the request")
    if len(png) > PHOTO_LIMIT:
        raise bad_request("file is too big")
    if png[:8] != b"\x89PNG\r\n\x1a\n" or png[12:16] != b"IHDR" or png[-8:-4] != b"IEND":
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return Photo(png, width, height)


def _check_entities(text: str, entities: Sequence[Json]) -> None:
    if len(entities) > ENTITY_LIMIT:
        raise bad_request("ENTITIES_TOO_LONG")
    starts: dict[int, int] = {}  # where a letter may begin, in UTF-16 units -> in bytes of UTF-8
    units = size = 0
    for letter in text:
        starts[units] = size
        units += 2 if ord(letter) > 0xFFFF else 1
        size += len(letter.encode())
    starts[units] = size
    for entity in entities:
        offset, length = integer(entity, "offset", -1), integer(entity, "length", -1)
        if offset < 0 or length < 0:
            raise bad_request("receive an entity with incorrect offset or length")
        if offset > units:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset + length > units:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {units}"
            )
        if offset not in starts:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {starts[offset - 1]}")
        if offset + length not in starts:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol"
                f" at byte offset {starts[offset + length - 1]}"
            )
        if entity.get("type") == "text_link":
            _check_link(str(entity.get("url") or ""))


def _check_link(url: str) -> None:
    """What LinkManager::check_link refuses; this stand-in takes none without a scheme, or of Telegram's own, either."""
    link = re.fullmatch(
        r"https?://(?:[^/?#@]*@)?(\[[^\]]*\]|[^\[/?#:]*)(?::\d+)?(?:[/?#].*)?", url, re.IGNORECASE | re.DOTALL
    )
    host = link[1] if link else ""
    if not host or ("." not in host and not host.startswith("[")):
        raise bad_request(f"entity URL '{url}' is invalid: Wrong HTTP URL")


def checked_keyboard(params: Params) -> Json | None:
    """The reply_markup of a message, or None; RefusedError 400 for a button that Telegram would not draw."""
    markup: Json | None = params.get("reply_markup") or None
    if markup is None:
        return None
    rows = markup.get("inline_keyboard", ())
    if sum(len(row) for row in rows) > BUTTON_LIMIT:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not str(button.get("text") or "").strip():
            raise bad_request('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
        if all(button.get(action) is None for action in ACTIONS):
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
    return markup


def checked_commands(params: Params) -> list[Json]:
    """The list for setMyCommands; RefusedError 400 for a name or description outside the rules."""
    commands: list[Json] = list(params.get("commands") or ())
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def checked_note(params: Params) -> str:
    """The toast of answerCallbackQuery, possibly empty; RefusedError 400 when it is too long."""
    note = str(params.get("text") or "")
    if utf16(note) > NOTE_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    return note
