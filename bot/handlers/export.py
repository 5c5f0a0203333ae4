"""/export: all that was said of something, as a file; and the button that makes one of a list of mentions."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from functools import partial
from typing import Any

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import AiogramError
from aiogram.filters import Command, CommandObject
from aiogram.methods import SendDocument, SendMessage
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot import answers, queries
from bot.asking import to_look_for
from bot.export import FORMATS, MOST, Export, Format, cut, document, filename
from bot.gathering import gather
from bot.handlers.desk import Desk
from bot.handlers.mentions import asked
from bot.locales import Words
from bot.message import fitted
from bot.periods import dated, split
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import Query
from watchers.remembered import Findings, Found

log = structlog.get_logger()

MAX_CAPTION = 1024  # UTF-16 code units (Bot API, sendDocument)
MAX_FILE = 50_000_000  # bytes that a bot can send (Bot API, sendDocument)


def router() -> Router:
    """Files."""
    router = Router(name="export")

    @router.message(Command("export", ignore_case=True))
    async def export(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        kind, typed = chosen(command.args or "")
        wanted, period = split(typed, desk.now().date())
        if not wanted:
            usage = words("export-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        try:
            query = dated(to_look_for(wanted, await desk.subscribers.names(talk.id)), period)
        except QueryError as error:
            await bot(queries.misread(error, words, period).send(talk.id))
            return
        await _export(bot, desk, talk, words, query, kind)

    @router.callback_query(F.data.regexp(rf"^save:(?:{'|'.join(FORMATS)})$"))
    async def save(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        query = asked(press)
        await press.answer()
        if query is None:
            await bot(answers.plain(words("mentions-gone")).send(talk.id))
            return
        kind = next(each for each in FORMATS if press.data == f"save:{each}")
        await _export(bot, desk, talk, words, query, kind)

    return router


def chosen(asked: str) -> tuple[Format, str]:
    """The format that a user names after a query (csv where none is named), and the rest; a word alone is a query."""
    rest, _, last = asked.strip().rpartition(" ")
    for kind in FORMATS:
        if rest.strip() and last.casefold().lstrip(".") == kind:
            return kind, rest.strip()
    return "csv", asked.strip()


async def _export(bot: Bot, desk: Desk, talk: Chat, words: Words, query: Query, kind: Format) -> None:
    """Send the file: at once where there is one page of it, else while other updates are handled."""
    own = await desk.subscribers.names(talk.id)
    pages = gather(partial(desk.search.find, query, own=own), MOST)
    first = await anext(pages)
    if not first.found:
        await bot(answers.plain(words("mentions-none", query=str(query))).send(talk.id))
        return
    export = Export(str(query), first.total, first.at_least, desk.now(), desk.names, words)
    making = _made(talk, export, kind, first, pages)
    if first.next is None or desk.trusting:  # who sits at the terminal waits, and may be gone before an errand is done
        await bot(await making)
    elif desk.run(_errand(bot, talk, words, making)):
        await bot(answers.plain(words("export-begun", count=min(first.total, MOST))).send(talk.id))
    else:
        making.close()
        await bot(answers.plain(words("export-busy")).send(talk.id))


async def _errand(bot: Bot, talk: Chat, words: Words, making: Coroutine[Any, Any, SendDocument]) -> None:
    """Send a file that takes a while to make."""
    answer: SendDocument | SendMessage
    try:
        answer = await making
    except Exception:  # the boundary of an errand: ours to look at, and the asker's to know
        log.exception("errand failed", chat=talk.id)
        answer = answers.plain(words("error-internal")).send(talk.id)
    try:
        await bot(answer)
    except AiogramError as error:
        log.warning("not answered", chat=talk.id, error=str(error))


async def _made(
    talk: Chat, export: Export, kind: Format, first: Findings, pages: AsyncIterator[Findings]
) -> SendDocument:
    """The file, ready to be sent."""
    found = list(first.found)
    async for page in pages:
        found += page.found
    data, count = await asyncio.to_thread(_within, export, kind, found)  # thousands of passages take a while to quote
    words = export.words
    said = words("export-count", count=export.total)
    lines = [f"{words('mentions-at-least', head=said) if export.at_least else said}: {fitted(export.query, 600)}"]
    if cut(export, count):
        lines.append(words("export-cut", count=count))
    file = BufferedInputFile(data, filename(export.query, export.made_at.date(), kind))
    return SendDocument(chat_id=talk.id, document=file, caption=fitted("\n".join(lines), MAX_CAPTION))


def _within(export: Export, kind: Format, found: list[Found]) -> tuple[bytes, int]:
    """The file, and how many passages are in it: as many as go into one that can be sent."""
    count = len(found)
    while len(data := document(kind, export, found[:count])) > MAX_FILE and count > 1:
        count = count * MAX_FILE // len(data) * 9 // 10 or 1
    return data, count
