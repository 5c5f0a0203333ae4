"""/start, /help, /stop, and an answer to whatever is no command."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from bot import answers
from bot.handlers.desk import Desk
from bot.locales import Words
from storage.subscribers import STOPPED
from watchers.model import Chat


def router() -> Router:
    """Beginning, help, and the end."""
    router = Router(name="start")

    @router.message(CommandStart(ignore_case=True))
    async def start(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        was_active = await desk.subscribers.active(talk.id)
        await desk.subscribers.resume(talk.id, desk.now())
        follows = len(await desk.subscribers.list(talk.id))
        if follows or not was_active:
            said = words("welcome-back", count=follows)
        else:
            said = words("welcome", example=desk.example(words.language))
        await bot(answers.plain(said).send(talk.id))

    @router.message(Command("help", ignore_case=True))
    async def help_(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await bot(answers.helped(words, _of_no_use(talk, desk)).send(talk.id))

    @router.message(F.migrate_to_chat_id)
    async def moved(message: Message, talk: Chat, desk: Desk) -> None:
        if message.migrate_to_chat_id is not None:
            await desk.subscribers.move(talk.id, message.migrate_to_chat_id)

    @router.message(Command("stop", ignore_case=True))
    async def stop(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await desk.subscribers.suspend(talk.id, STOPPED, desk.now())
        await bot(answers.plain(words("stopped")).send(talk.id))

    return router


def fallback_router() -> Router:
    """The last to be asked: what no other handler took. In groups it keeps quiet."""
    router = Router(name="fallback")

    @router.message(F.chat.type == "private", F.text.startswith("/"))
    async def unknown(message: Message, bot: Bot, talk: Chat, words: Words) -> None:
        command = (message.text or "/").split()[0][:40]
        await bot(answers.plain(words("unknown-command", command=command)).send(talk.id))

    @router.message(F.chat.type == "private", F.text)
    async def plain(message: Message, bot: Bot, talk: Chat, words: Words) -> None:
        text = " ".join((message.text or "").split())[:80]
        await bot(answers.plain(words("plain-text", text=text)).send(talk.id))

    @router.message(F.chat.type == "private")
    async def no_words(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await bot(answers.helped(words, _of_no_use(talk, desk)).send(talk.id))

    @router.callback_query()
    async def unknown_button(press: CallbackQuery, words: Words) -> None:
        await press.answer(words("alert-gone"))

    return router


def _of_no_use(talk: Chat, desk: Desk) -> list[str]:
    """Commands that would only say that they are not for this chat, or not switched on."""
    return [*([] if talk.id in desk.admins else ["addsource"]), *([] if desk.site else ["feeds"])]
