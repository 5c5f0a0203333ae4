"""/latest, /read and /sources: the briefings themselves, their contents as buttons, a section whole."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers
from bot.handlers.desk import Desk
from bot.locales import Words
from watchers.model import Chat


def router() -> Router:
    """Reading."""
    router = Router(name="briefings")

    @router.message(Command("latest", ignore_case=True))
    async def latest(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        editions = await desk.archive.latest(language=talk.language)
        await bot(answers.latest(editions, words, desk.names, head="latest-head").send(talk.id))

    @router.message(Command("read", ignore_case=True))
    async def read(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        named = (command.args or "").strip()
        editions = await desk.archive.latest(language=talk.language)
        if not named:
            answer = answers.latest(editions, words, desk.names, head="read-head")
        else:
            if named.isdecimal() and 1 <= int(named) <= len(editions):
                named = editions[int(named) - 1].briefing
            found = await desk.archive.read(named, talk.language)
            listed = answers.contents(*found, words, desk.names) if found else None
            answer = listed or answers.plain(words("read-unknown", briefing=named[:80]))
        await bot(answer.send(talk.id))

    @router.message(Command("sources", ignore_case=True))
    async def sources(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await bot(answers.sources(await desk.archive.sources(), words).send(talk.id))

    @router.callback_query(F.data.regexp(r"^read:\d{1,18}(:\d{1,5})?$"))
    async def contents(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        edition, *page = (int(part) for part in (press.data or "").split(":")[1:])
        found = await desk.archive.read_edition(edition)
        await press.answer()
        answer = answers.contents(*found, words, desk.names, *page) if found else None
        await bot((answer or answers.plain(words("read-unknown", briefing="?"))).send(talk.id))

    @router.callback_query(F.data.regexp(r"^sect:\d{1,18}:\d{1,5}:\d{1,5}$"))
    async def section(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        edition, number, page = (int(part) for part in (press.data or "").split(":")[1:])
        found = await desk.archive.read_edition(edition)
        await press.answer()
        answer = answers.section(*found, number, page, words) if found else None
        await bot((answer or answers.plain(words("read-unknown", briefing="?"))).send(talk.id))

    return router
