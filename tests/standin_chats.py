"""The chats behind the Bot API stand-in: who wrote and pressed what, and every message as a reader sees it now."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.standin_checks import Json, Photo, RefusedError, chat_of, integer

EPOCH = 1_767_225_600  # messages are dated from here, one second apart: the stand-in asks no clock


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the stand-in accepted from the bot, as a reader would see it. text: of a photo, its caption."""

    chat_id: int
    message_id: int
    text: str
    entities: tuple[Json, ...] = ()
    reply_markup: Json | None = None
    reply_parameters: Json | None = None
    silent: bool = False
    document: tuple[str, bytes] | None = None  # the name and the bytes of a file; `text` is its caption then
    photo: Photo | None = None

    @property
    def buttons(self) -> dict[str, str]:
        """What is written on the inline buttons -> their callback_data, or their url."""
        rows = (self.reply_markup or {}).get("inline_keyboard", ())
        return {b["text"]: b.get("callback_data") or b.get("url") or "" for row in rows for b in row}


class Chats:
    """Every chat there is: readers `say`, `press` and `block`; each event is queued as an update for the bot.

    Every chat exists until a test says otherwise. All ids come from counters: two runs are the same.
    """

    def __init__(self, bot_id: int) -> None:
        self.sent: list[Sent] = []
        self.edited: list[Sent] = []
        self.messages: dict[tuple[int, int], Sent] = {}  # as they stand now
        self.user: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Rostrum",
            "username": "rostrum_standin_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self._said: dict[tuple[int, int], Json] = {}
        self._updates: list[Json] = []
        self._update_id = 7_000
        self._message_id = 0
        self._waiting_presses: set[str] = set()
        self._offered: set[tuple[int, int, str]] = set()
        self._blocked: set[int] = set()
        self._happened = asyncio.Event()

    def say(
        self,
        chat_id: int,
        text: str,
        *,
        language_code: str = "en",
        user_id: int | None = None,
        first_name: str = "Reader",
        username: str | None = None,
        reply_to: int | None = None,
    ) -> int:
        """A reader writes in a chat (negative id: a group). Returns the id of the message."""
        message = self._written(chat_id, text, _user(user_id or abs(chat_id), first_name, language_code, username))
        if reply_to is not None:
            message["reply_to_message"] = self._as_shown(chat_id, reply_to)
        self._said[chat_id, message["message_id"]] = message
        self.queue(message=message)
        return int(message["message_id"])

    def press(
        self,
        chat_id: int,
        message_id: int,
        callback_data: str,
        *,
        language_code: str = "en",
        user_id: int | None = None,
    ) -> str:
        """A reader presses a button, an outdated one included; LookupError if it was never offered. Returns its id."""
        if (chat_id, message_id, callback_data) not in self._offered:
            raise LookupError(f"no button {callback_data!r} was ever under message {message_id} of chat {chat_id}")
        callback_id = str(9_000 + self._update_id)
        self._waiting_presses.add(callback_id)
        self.queue(
            callback_query={
                "id": callback_id,
                "from": _user(user_id or abs(chat_id), "Reader", language_code, None),
                "chat_instance": str(chat_id),
                "data": callback_data,
                "message": self._as_shown(chat_id, message_id),
            }
        )
        return callback_id

    def block(self, chat_id: int) -> None:
        """A reader blocks the bot: it is told so, and from now on every sending to that chat is answered 403."""
        self._blocked.add(chat_id)
        bot = {key: self.user[key] for key in ("id", "is_bot", "first_name", "username")}
        self.queue(
            my_chat_member={
                "chat": _chat(chat_id, "Reader"),
                "from": _user(abs(chat_id), "Reader", "en", None),
                "date": EPOCH + self._update_id,
                "old_chat_member": {"status": "member", "user": bot},
                "new_chat_member": {"status": "kicked", "user": bot, "until_date": 0},
            }
        )

    def queue(self, **update: Any) -> int:
        """Queue any update by its one field, as in the Bot API's Update. Returns its update_id."""
        self._update_id += 1
        self._updates.append({"update_id": self._update_id, **update})
        self._notify()
        return self._update_id

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed yet."""
        return len(self._updates)

    async def wait_for(self, predicate: Callable[[], bool], seconds: float = 5.0) -> None:
        """Return as soon as the predicate holds, asked again after each event; TimeoutError says what was there."""
        try:
            async with asyncio.timeout(seconds):
                while not predicate():
                    await self._happened.wait()
        except TimeoutError:
            texts = [(message.chat_id, message.text[:80]) for message in self.sent]
            raise TimeoutError(f"not within {seconds} s; sent: {texts}; edited: {len(self.edited)}") from None

    # -------------------------------------------------------------- what the stand-in keeps of them

    def _open_chat(self, params: Json) -> int:
        chat_id = chat_of(params)
        if chat_id in self._blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        return chat_id

    def _exists(self, chat_id: int, message_id: int) -> bool:
        return (chat_id, message_id) in self.messages or (chat_id, message_id) in self._said

    def _keep(self, message: Sent) -> None:
        self.messages[message.chat_id, message.message_id] = message
        self._offered |= {(message.chat_id, message.message_id, data) for data in message.buttons.values()}

    def _written(self, chat_id: int, text: str, author: Json) -> Json:
        self._message_id += 1
        message: Json = {
            "message_id": self._message_id,
            "date": EPOCH + self._message_id,
            "chat": _chat(chat_id, author["first_name"]),
            "from": author,
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return message

    def _as_shown(self, chat_id: int, message_id: int) -> Json:
        if (chat_id, message_id) in self._said:
            return self._said[chat_id, message_id]
        message = self.messages.get((chat_id, message_id))
        if message is None:  # deleted meanwhile: Telegram calls it an InaccessibleMessage, dated 0
            return {"chat": _chat(chat_id, "Reader"), "message_id": message_id, "date": 0}
        shown: Json = {
            "message_id": message_id,
            "date": EPOCH + message_id,
            "chat": _chat(chat_id, "Reader"),
            "from": {key: self.user[key] for key in ("id", "is_bot", "first_name", "username")},
        }
        written, marked = ("text", "entities")
        if message.document is not None:
            name, data = message.document
            kept = f"file-{chat_id}-{message_id}"
            shown["document"] = {"file_id": kept, "file_unique_id": kept, "file_name": name, "file_size": len(data)}
        if message.photo is not None:
            size = {"width": message.photo.width, "height": message.photo.height, "file_size": len(message.photo.png)}
            shown["photo"] = [{"file_id": f"photo-{message_id}", "file_unique_id": f"unique-{message_id}", **size}]
        if message.document is not None or message.photo is not None:
            written, marked = ("caption", "caption_entities")
        if message.text:
            shown[written] = message.text
        if message.entities:
            shown[marked] = list(message.entities)
        if message.reply_markup and "inline_keyboard" in message.reply_markup:
            shown["reply_markup"] = message.reply_markup
        if message.reply_parameters:
            shown["reply_to_message"] = self._as_shown(chat_id, integer(message.reply_parameters, "message_id"))
        return shown

    def _notify(self) -> None:
        self._happened.set()
        self._happened = asyncio.Event()


def _user(user_id: int, first_name: str, language_code: str, username: str | None) -> Json:
    user: Json = {"id": user_id, "is_bot": False, "first_name": first_name, "language_code": language_code}
    return user | ({"username": username} if username else {})


def _chat(chat_id: int, first_name: str) -> Json:
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": first_name}
    return {"id": chat_id, "type": "supergroup" if chat_id < -1_000_000_000_000 else "group", "title": "A group"}
