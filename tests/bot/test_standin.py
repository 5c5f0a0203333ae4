"""The Bot API stand-in behaves like Telegram where the bot depends on it, seen through aiogram itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import nullcontext

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetChat
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.standin import BotApi
from tests.standin_checks import FILE_LIMIT, RefusedError, checked_document, checked_text, utf16


class LoopbackSession(AiohttpSession):
    """aiogram's session without the quarter of a second it grants TLS connections to close."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def bot_for(api: BotApi, token: str = "") -> Bot:
    return Bot(token or api.token, session=LoopbackSession(api=TelegramAPIServer.from_base(api.base)))


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with bot_for(api) as bot:
        yield bot


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=d, callback_data=d)] for d in data])


def bold(offset: int, length: int) -> MessageEntity:
    return MessageEntity(type="bold", offset=offset, length=length)


# ------------------------------------------------------------------ conversation


async def test_a_dispatcher_polls_answers_and_edits(api: BotApi, bot: Bot) -> None:
    """A real Dispatcher holds a conversation: a message, an answer with a button, a press, an edit."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        assert message.from_user is not None
        await message.reply(f"{message.from_user.language_code}: {message.text}", reply_markup=keyboard("more"))

    @dispatcher.callback_query()
    async def more(press: CallbackQuery) -> None:
        assert isinstance(press.message, Message)
        await press.message.edit_text("more of it")
        await press.answer("done")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    asked = api.say(7, "/start grain", language_code="ru")
    await api.wait_for(lambda: len(api.sent) == 1)
    sent = api.sent[0]
    assert (sent.chat_id, sent.text, sent.buttons) == (7, "ru: /start grain", {"more": "more"})
    assert sent.reply_parameters is not None
    assert sent.reply_parameters["message_id"] == asked

    callback_id = api.press(7, sent.message_id, "more")
    await api.wait_for(lambda: bool(api.answered))
    assert api.messages[7, sent.message_id].text == "more of it"
    assert api.messages[7, sent.message_id].reply_markup is None
    assert [(a.callback_id, a.text, a.alert) for a in api.answered] == [(callback_id, "done", False)]
    await dispatcher.stop_polling()
    await polling
    assert api.pending == 0


async def test_getupdates_confirms_what_lies_below_the_offset(api: BotApi, bot: Bot) -> None:
    """Updates come again until an offset above them is asked for; a negative offset keeps only the last ones."""
    for text in ("one", "two", "three"):
        api.say(1, text)
    first = await bot.get_updates()
    assert [u.message.text for u in first if u.message] == ["one", "two", "three"]
    assert await bot.get_updates() == first
    assert await bot.get_updates(limit=1) == first[:1]
    assert await bot.get_updates(offset=first[1].update_id) == first[1:]
    assert await bot.get_updates() == first[1:]
    assert await bot.get_updates(offset=-1) == first[2:]
    assert await bot.get_updates(offset=first[2].update_id + 1) == []
    assert api.pending == 0


async def test_a_long_poll_ends_with_the_first_update(api: BotApi, bot: Bot) -> None:
    """A poll with a timeout is held open, and answered as soon as somebody writes."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait_for(lambda: bool(api.called("getUpdates")))
    assert not poll.done()
    api.say(-1001234567890, "hello", user_id=5)
    (update,) = await poll
    assert update.message is not None
    assert update.message.chat.type == "supergroup"
    assert update.message.from_user is not None
    assert update.message.from_user.id == 5


async def test_of_two_polls_the_older_is_told_of_the_conflict(api: BotApi, bot: Bot) -> None:
    """Only one poll is served at a time (409 Conflict)."""
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait_for(lambda: len(api.called("getUpdates")) == 1)
    newer = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(TelegramConflictError):
        await older
    api.say(1, "hello")
    assert len(await newer) == 1


async def test_a_wrong_token_and_an_unknown_method_are_refused(api: BotApi, bot: Bot) -> None:
    """401 for a token that is not the bot's, 404 for a method that is not spoken."""
    async with bot_for(api, "1234567890:somebody_elses_token_somebody_elses") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
    with pytest.raises(TelegramNotFound):
        await bot(GetChat(chat_id=1))
    assert (await bot.get_me()).id == bot.id


async def test_it_is_spoken_to_in_forms_json_and_get(api: BotApi) -> None:
    """The Bot API takes parameters from the query, a form, a multipart form, or a JSON body."""
    url = f"{api.base}/bot{api.token}/sendMessage"
    entities = [{"type": "bold", "offset": 0, "length": 1}]
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in {"chat_id": "3", "text": "multipart", "entities": json.dumps(entities)}.items():
        multipart.add_field(name, value)
    async with aiohttp.ClientSession() as session:
        for response in (
            await session.get(url, params={"chat_id": 3, "text": "get", "entities": json.dumps(entities)}),
            await session.post(url, data={"chat_id": 3, "text": "form", "entities": json.dumps(entities)}),
            await session.post(url, data=multipart),
            await session.post(url, json={"chat_id": 3, "text": "json", "entities": entities}),
        ):
            assert (await response.json())["ok"]
    assert [m.text for m in api.sent] == ["get", "form", "multipart", "json"]
    assert all(m.entities == tuple(entities) and m.chat_id == 3 for m in api.sent)


async def test_commands_and_the_small_calls_are_accepted(api: BotApi, bot: Bot) -> None:
    """Commands are kept by language; the webhook is deleted, its pending updates too when asked."""
    await bot.set_my_commands([BotCommand(command="start", description="Begin")])
    await bot.set_my_commands([BotCommand(command="start", description="Начать")], language_code="ru")
    assert {code: [c["description"] for c in list_] for code, list_ in api.commands.items()} == {
        "": ["Begin"],
        "ru": ["Начать"],
    }
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Start!", description="Begin")])
    api.say(1, "old")
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert api.pending == 0
    assert await bot.send_chat_action(1, "typing")


# ------------------------------------------------------------------ what is checked


@pytest.mark.parametrize(
    ("text", "entities", "reason"),
    [
        (" \n ", [], "message text is empty"),
        ("", [], "message text is empty"),
        ("х" * 4097, [], "message is too long"),
        ("😀" * 2049, [], "message is too long"),
        ("grain", [bold(0, 6)], "ends after the end of the text at UTF-16 offset 5"),
        ("grain", [bold(6, 1)], "begins after the end"),
        ("a😀b", [bold(2, 1)], "begins in a middle of a UTF-16 symbol at byte offset 1"),
        ("a😀b", [bold(0, 2)], "ends in a middle of a UTF-16 symbol at byte offset 1"),
        ("x" * 101, [bold(i, 1) for i in range(101)], "ENTITIES_TOO_LONG"),
    ],
)
async def test_a_text_telegram_would_refuse_is_refused(
    api: BotApi, bot: Bot, text: str, entities: list[MessageEntity], reason: str
) -> None:
    """Length and offsets count in UTF-16 units; a refused message is not sent."""
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message(1, text, entities=entities)
    assert api.sent == []


async def test_a_text_at_the_limit_is_accepted(api: BotApi, bot: Bot) -> None:
    """4096 units, 100 entities, an entity around a whole surrogate pair, up to the very end."""
    text = "😀" * 2048
    await bot.send_message(1, text, entities=[bold(2 * i, 2) for i in range(99)] + [bold(4094, 2)])
    assert api.sent[0].text == text
    assert len(api.sent[0].entities) == 100


@given(st.text(alphabet="aж😀\n ", max_size=12), st.integers(-1, 14), st.integers(-1, 14))
def test_an_entity_is_accepted_exactly_when_it_covers_whole_letters(text: str, offset: int, length: int) -> None:
    """Oracle: an entity is right when its two ends are ends of prefixes of the text."""
    ends = {utf16(text[:i]) for i in range(len(text) + 1)}
    right = bool(text.strip()) and length >= 0 and offset in ends and offset + length in ends
    params = {"text": text, "entities": [{"type": "bold", "offset": offset, "length": length}]}
    with nullcontext() if right else pytest.raises(RefusedError, match="Bad Request"):
        checked_text(params)


async def test_buttons_are_checked(bot: Bot) -> None:
    """callback_data is 1 to 64 bytes of UTF-8; a button must do something."""
    await bot.send_message(1, "text", reply_markup=keyboard("x" * 64))
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(1, "text", reply_markup=keyboard("ж" * 33))
    idle = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="idle")]])
    with pytest.raises(TelegramBadRequest, match="Text buttons are unallowed"):
        await bot.send_message(1, "text", reply_markup=idle)


async def test_a_reply_needs_its_target(api: BotApi, bot: Bot) -> None:
    """A reply to a message of another chat is refused, unless sending without reply was allowed."""
    elsewhere = api.say(2, "elsewhere")
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(1, "text", reply_parameters=ReplyParameters(message_id=elsewhere))
    await bot.send_message(
        1, "text", reply_parameters=ReplyParameters(message_id=elsewhere, allow_sending_without_reply=True)
    )
    assert [m.reply_parameters for m in api.sent] == [None]
    first = await bot.send_message(1, "first", link_preview_options=LinkPreviewOptions(is_disabled=True))
    second = await bot.send_message(
        1, "second", disable_notification=True, reply_parameters=ReplyParameters(message_id=first.message_id)
    )
    assert second.reply_to_message is not None
    assert second.reply_to_message.text == "first"
    assert [m.silent for m in api.sent] == [False, False, True]


async def test_edits_are_checked(api: BotApi, bot: Bot) -> None:
    """An edit that changes nothing, or of a message that is not there, is refused."""
    sent = await bot.send_message(1, "text", reply_markup=keyboard("a"))
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("text", chat_id=1, message_id=sent.message_id, reply_markup=keyboard("a"))
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("other", chat_id=2, message_id=sent.message_id)
    await bot.edit_message_reply_markup(chat_id=1, message_id=sent.message_id, reply_markup=keyboard("b"))
    assert [m.buttons for m in api.edited] == [{"b": "b"}]
    await bot.delete_message(1, sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("other", chat_id=1, message_id=sent.message_id)


async def test_presses_are_checked_on_both_sides(api: BotApi, bot: Bot) -> None:
    """Only offered buttons can be pressed, and a press is answered once."""
    sent = await bot.send_message(1, "text", reply_markup=keyboard("a"))
    with pytest.raises(LookupError):
        api.press(1, sent.message_id, "b")
    await bot.edit_message_reply_markup(chat_id=1, message_id=sent.message_id)
    callback_id = api.press(1, sent.message_id, "a")
    await bot.answer_callback_query(callback_id, text="late", show_alert=True)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(callback_id)
    assert api.answered[0].alert


# ------------------------------------------------------------------ faults


async def test_refusals_on_demand_reach_aiogram_as_its_errors(api: BotApi, bot: Bot) -> None:
    """Each answer Telegram may give to a sending becomes the error that aiogram makes of it, once, in order."""
    api.fail_next("sendMessage", 429, "Too Many Requests: retry after 17", {"retry_after": 17})
    api.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    api.fail_next("sendMessage", 400, "Bad Request: chat not found")
    api.fail_next(
        "sendMessage",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": -1001234567890},
    )
    api.fail_next("sendMessage", 502, "<html><h1>502 Bad Gateway</h1></html>")
    with pytest.raises(TelegramRetryAfter) as slow:
        await bot.send_message(1, "text")
    assert slow.value.retry_after == 17
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(1, "text")
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(1, "text")
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(1, "text")
    assert moved.value.migrate_to_chat_id == -1001234567890
    with pytest.raises(ClientDecodeError):
        await bot.send_message(1, "text")
    await bot.send_message(1, "text")
    assert len(api.sent) == 1


async def test_a_fault_may_be_for_one_chat_and_for_several_times(api: BotApi, bot: Bot) -> None:
    """Another chat's messages pass meanwhile."""
    api.fail_next("sendMessage", 500, "Internal Server Error", times=2, chat_id=2)
    await bot.send_message(1, "text")
    for _ in range(2):
        with pytest.raises(Exception, match="Internal Server Error"):
            await bot.send_message(2, "text")
    await bot.send_message(2, "text")
    assert [m.chat_id for m in api.sent] == [1, 2]


async def test_a_dropped_connection_leaves_open_whether_the_message_went(api: BotApi, bot: Bot) -> None:
    """The bot sees the same error whether the message was accepted or not."""
    api.drop_next("sendMessage", accepted=False)
    api.drop_next("sendMessage", accepted=True)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1, "before")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1, "after")
    assert [m.text for m in api.sent] == ["after"]


async def test_a_hanging_request_is_held_until_released(api: BotApi, bot: Bot) -> None:
    """A request may hang; released, it is served as usual."""
    release = api.hang_next("sendMessage")
    sending = asyncio.create_task(bot.send_message(1, "text"))
    await api.wait_for(lambda: bool(api.called("sendMessage")))
    assert not sending.done()
    assert api.sent == []
    release.set()
    await sending
    assert len(api.sent) == 1


async def test_a_reader_who_blocks_the_bot_is_out_of_reach(api: BotApi, bot: Bot) -> None:
    """The bot is told by a my_chat_member update, and every sending is answered 403."""
    api.block(9)
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    for _ in range(2):
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(9, "text")


async def test_waiting_in_vain_says_what_was_there(api: BotApi, bot: Bot) -> None:
    """A wait that fails shows the messages that did come."""
    await bot.send_message(1, "something else")
    with pytest.raises(TimeoutError, match="something else"):
        await api.wait_for(lambda: False, seconds=0)


# ------------------------------------------------------------------ files


async def test_a_file_arrives_with_its_name_bytes_and_caption(api: BotApi, bot: Bot) -> None:
    """As a multipart form: the document names the part that holds it."""
    file = BufferedInputFile("зерно".encode(), "rostrum-зерно.csv")
    message = await bot.send_document(7, file, caption="1 passage", caption_entities=[bold(0, 1)])
    (sent,) = api.sent
    assert sent.document == ("rostrum-зерно.csv", "зерно".encode())
    assert (sent.text, len(sent.entities)) == ("1 passage", 1)
    assert message.document is not None
    assert (message.document.file_name, message.document.file_size) == ("rostrum-зерно.csv", 10)
    assert (message.caption, message.text) == ("1 passage", None)


@pytest.mark.parametrize(
    ("data", "caption", "refusal"),
    [
        (b"", "", "file must be non-empty"),
        (b"grain", "x" * 1025, "message caption is too long"),
        (b"grain", "🌾" * 513, "message caption is too long"),
    ],
)
async def test_a_file_outside_the_limits_is_refused(
    api: BotApi, bot: Bot, data: bytes, caption: str, refusal: str
) -> None:
    """An empty one; a caption of more than 1024 UTF-16 units."""
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_document(7, BufferedInputFile(data, "a.csv"), caption=caption)
    assert api.sent == []


def test_a_file_of_more_than_50_megabytes_is_too_large() -> None:
    """Bots can send no larger ones."""
    with pytest.raises(RefusedError) as refused:
        checked_document({"document": "attach://a", "a": ("a.csv", bytes(FILE_LIMIT + 1))})
    assert refused.value.status == 413
    assert checked_document({"document": "attach://a", "a": ("a.csv", b"x")}) == ("a.csv", b"x")


# ------------------------------------------------------------------ pictures


def png(width: int, height: int, size: int = 0) -> BufferedInputFile:
    """The least that passes for a PNG of so many pixels, and of at least so many bytes."""
    sides = width.to_bytes(4) + height.to_bytes(4)
    body = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + b"IHDR" + sides + bytes(size) + b"\0\0\0\0IEND\xaeB`\x82"
    return BufferedInputFile(body, "chart.png")


async def test_a_photo_is_taken_with_its_caption_and_its_buttons(api: BotApi, bot: Bot) -> None:
    """And comes back as one when a button under it is pressed: its text is a caption, with its entities."""
    button = InlineKeyboardButton(text="again", callback_data="again")
    bold = [MessageEntity(type="bold", offset=0, length=5)]
    sent = await bot.send_photo(
        1,
        png(1000, 900),
        caption="grain",
        caption_entities=bold,
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]),
    )
    assert sent.photo is not None
    assert (sent.caption, sent.text, sent.photo[0].width, sent.photo[0].height) == ("grain", None, 1000, 900)
    assert api.sent[0].photo is not None
    assert api.sent[0].photo.png == png(1000, 900).data
    api.press(1, sent.message_id, "again")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    pressed = update.callback_query.message
    assert isinstance(pressed, Message)
    assert pressed.caption is not None
    assert [e.extract_from(pressed.caption) for e in pressed.caption_entities or ()] == ["grain"]


async def test_a_caption_holds_1024_units_and_no_more(api: BotApi, bot: Bot) -> None:
    """In UTF-16, as every text; none is needed."""
    await bot.send_photo(1, png(10, 10), caption="🌾" * 512)
    await bot.send_photo(1, png(10, 10))
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_photo(1, png(10, 10), caption="🌾" * 512 + ".")
    assert len(api.sent) == 2


@pytest.mark.parametrize(
    ("photo", "refusal"),
    [
        (BufferedInputFile(b"GIF89a", "chart.png"), "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        ("https://ministry.example/chart.png", "no photo"),
    ],
)
async def test_what_is_no_photo_is_refused(api: BotApi, bot: Bot, photo: BufferedInputFile | str, refusal: str) -> None:
    """Other formats, too many pixels, too long a strip (Bot API, sendPhoto)."""
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_photo(1, photo)
    assert api.sent == []


async def test_a_photo_of_more_than_ten_megabytes_is_refused(api: BotApi, bot: Bot) -> None:
    """As Telegram has it."""
    with pytest.raises(TelegramBadRequest, match="too big"):
        await bot.send_photo(1, png(1000, 1000, 10 << 20))
