"""Telegram's side of the wire, for tests: a Bot API on loopback that behaves like the real one, or as badly as told."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from aiohttp import web

from tests.standin_chats import EPOCH, Chats, Sent
from tests.standin_checks import (
    Json,
    RefusedError,
    bad_request,
    checked_caption,
    checked_commands,
    checked_document,
    checked_keyboard,
    checked_note,
    checked_photo,
    checked_text,
    decoded,
    integer,
)

LONGEST_POLL = 50  # seconds, as Telegram caps it


@dataclass(frozen=True, slots=True)
class Call:
    """A request that reached the stand-in, whether it was accepted, refused or dropped."""

    method: str
    params: Json


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a pressed button."""

    callback_id: str
    text: str
    alert: bool


@dataclass(slots=True)
class _Fault:
    method: str
    act: Literal["refuse", "drop", "drop_accepted", "hang"]
    times: int
    chat_id: int | None
    refusal: RefusedError | None = None
    release: asyncio.Event = field(default_factory=asyncio.Event)


class BotApi(Chats):
    """A Telegram Bot API on 127.0.0.1: readers `say` and `press`, the bot under test polls and sends.

    It does not know: other media than files and PNG photos, inline mode, markup languages, webhooks, rate limits of its
    own (see `fail_next`).
    """

    def __init__(self, token: str = "4242424242:stand-in_token_that_opens_no_door") -> None:
        super().__init__(int(token.partition(":")[0]))
        self.token = token
        self.base = ""
        self.answered: list[Answered] = []
        self.calls: list[Call] = []
        self.commands: dict[str, list[Json]] = {}  # by language code; "" is everybody's
        self._faults: list[_Fault] = []
        self._poll: object | None = None
        self._closing = False
        self._runner: web.AppRunner | None = None
        self._methods: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "answerCallbackQuery": self._answer_callback_query,
            "deleteMessage": self._delete_message,
            "deleteWebhook": self._delete_webhook,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "editMessageText": self._edit_message_text,
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "sendChatAction": self._send_chat_action,
            "sendDocument": self._send_document,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "setMyCommands": self._set_my_commands,
            "setMyDescription": self._accept,
            "setMyShortDescription": self._accept,
        }

    # -------------------------------------------------------------- the server

    async def start(self) -> None:
        """Listen on a free port; `base` is then the address to configure the bot with."""
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"

    async def close(self) -> None:
        """Let every waiting request go and stop listening."""
        self._closing = True
        for fault in self._faults:
            fault.release.set()
        self._notify()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> "BotApi":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def called(self, method: str) -> list[Json]:
        """The parameters of every request for a method so far, in order, the refused ones too."""
        return [call.params for call in self.calls if call.method == method]

    # -------------------------------------------------------------- faults on demand

    def fail_next(
        self,
        method: str,
        status: int,
        description: str,
        parameters: Json | None = None,
        times: int = 1,
        *,
        chat_id: int | None = None,
    ) -> None:
        """Refuse the next requests for a method (of one chat, if given) unprocessed.

        parameters: retry_after (seconds) or migrate_to_chat_id. A description that begins with "<" is sent as an HTML
        page instead of JSON, as the proxies before Telegram do.
        """
        refusal = RefusedError(status, description, parameters or {})
        self._faults.append(_Fault(method, "refuse", times, chat_id, refusal))

    def drop_next(self, method: str, *, accepted: bool, times: int = 1, chat_id: int | None = None) -> None:
        """Cut the connection without an answer: before the request took effect, or after it was `accepted`."""
        self._faults.append(_Fault(method, "drop_accepted" if accepted else "drop", times, chat_id))

    def hang_next(self, method: str, times: int = 1, *, chat_id: int | None = None) -> asyncio.Event:
        """Leave the next requests unanswered until the returned event is set; they are then treated as usual."""
        fault = _Fault(method, "hang", times, chat_id)
        self._faults.append(fault)
        return fault.release

    def _fault_for(self, method: str, params: Json) -> _Fault | None:
        for fault in self._faults:
            if fault.times and fault.method == method and fault.chat_id in (None, integer(params, "chat_id")):
                fault.times -= 1
                return fault
        return None

    # -------------------------------------------------------------- requests

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            if request.match_info["token"] != self.token:
                raise RefusedError(401, "Unauthorized")
            method = request.match_info["method"]
            params = decoded(await _raw(request))
            self.calls.append(Call(method, params))
            return await self._obey(request, method, params)
        except RefusedError as refusal:
            return _refused(refusal)
        finally:
            self._notify()

    async def _obey(self, request: web.Request, method: str, params: Json) -> web.StreamResponse:
        fault = self._fault_for(method, params)
        if fault and fault.refusal:
            raise fault.refusal
        if fault and fault.act == "hang":
            self._notify()
            await fault.release.wait()
        if fault and (fault.act == "drop" or self._closing):
            return _dropped(request)
        if method not in self._methods:
            raise RefusedError(404, "Not Found")
        result = await self._methods[method](params)
        if fault and fault.act == "drop_accepted":
            return _dropped(request)
        return web.json_response({"ok": True, "result": result})

    async def _get_updates(self, params: Json) -> list[Json]:
        # The newer of two polls wins; the older one is told of the conflict (as Telegram does it).
        mine = self._poll = object()
        self._notify()
        offset = integer(params, "offset")
        if offset > 0:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
        elif offset < 0:
            self._updates = self._updates[offset:]
        patience = min(max(integer(params, "timeout"), 0), LONGEST_POLL)
        try:
            async with asyncio.timeout(patience):
                while not self._updates and not self._closing and self._poll is mine:
                    await self._happened.wait()
        except TimeoutError:
            pass
        if self._poll is not mine:
            raise RefusedError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        self._poll = None
        limit = integer(params, "limit", 100) or 100
        return self._updates[: min(max(limit, 1), 100)]

    async def _send_message(self, params: Json) -> Json:
        text, entities = checked_text(params)
        keyboard = checked_keyboard(params)
        return self._sent(params, text=text, entities=entities, reply_markup=keyboard)

    async def _send_document(self, params: Json) -> Json:
        caption, entities = checked_caption(params)
        document, keyboard = checked_document(params), checked_keyboard(params)
        return self._sent(params, text=caption, entities=entities, reply_markup=keyboard, document=document)

    async def _send_photo(self, params: Json) -> Json:
        caption, entities = checked_caption(params)
        photo, keyboard = checked_photo(params), checked_keyboard(params)
        return self._sent(params, text=caption, entities=entities, reply_markup=keyboard, photo=photo)

    def _sent(self, params: Json, **content: Any) -> Json:
        chat_id = self._open_chat(params)
        reply: Json | None = params.get("reply_parameters") or None
        if reply is not None and not self._exists(chat_id, integer(reply, "message_id")):
            if not reply.get("allow_sending_without_reply"):
                raise bad_request("message to be replied not found")
            reply = None
        self._message_id += 1
        silent = str(params.get("disable_notification", "")).lower() == "true"
        sent = Sent(chat_id, self._message_id, reply_parameters=reply, silent=silent, **content)
        self.sent.append(sent)
        self._keep(sent)
        return self._as_shown(chat_id, sent.message_id)

    async def _edit_message_text(self, params: Json) -> Json:
        text, entities = checked_text(params)
        keyboard = checked_keyboard(params)
        return self._edited(params, text=text, entities=entities, reply_markup=keyboard)

    async def _edit_message_reply_markup(self, params: Json) -> Json:
        return self._edited(params, reply_markup=checked_keyboard(params))

    def _edited(self, params: Json, **new: Any) -> Json:
        chat_id = self._open_chat(params)
        old = self.messages.get((chat_id, integer(params, "message_id")))
        if old is None:
            raise bad_request("message to edit not found")
        edited = replace(old, **new)
        if edited == old:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        self.edited.append(edited)
        self._keep(edited)
        return self._as_shown(chat_id, edited.message_id) | {"edit_date": EPOCH + edited.message_id}

    async def _delete_message(self, params: Json) -> bool:
        if self.messages.pop((self._open_chat(params), integer(params, "message_id")), None) is None:
            raise bad_request("message to delete not found")
        return True

    async def _answer_callback_query(self, params: Json) -> bool:
        note, callback_id = checked_note(params), str(params.get("callback_query_id"))
        if callback_id not in self._waiting_presses:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self._waiting_presses.remove(callback_id)
        alert = str(params.get("show_alert", "")).lower() == "true"
        self.answered.append(Answered(callback_id, note, alert))
        return True

    async def _set_my_commands(self, params: Json) -> bool:
        self.commands[str(params.get("language_code") or "")] = checked_commands(params)
        return True

    async def _delete_webhook(self, params: Json) -> bool:
        if str(params.get("drop_pending_updates", "")).lower() == "true":
            self._updates.clear()
        return True

    async def _get_me(self, params: Json) -> Json:
        return self.user

    async def _send_chat_action(self, params: Json) -> bool:
        self._open_chat(params)
        return True

    async def _accept(self, params: Json) -> bool:
        return True


async def _raw(request: web.Request) -> Json:
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        return values | dict(await request.json())
    for key, value in (await request.post()).items():
        values[key] = (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    return values


def _refused(refusal: RefusedError) -> web.Response:
    if refusal.description.startswith("<"):
        return web.Response(status=refusal.status, text=refusal.description, content_type="text/html")
    body: Json = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)


def _dropped(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
