"""/mentions: what was said before; and the buttons that lead on, in a list of mentions or an alert."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers, queries, render
from bot import message as messages
from bot.asking import to_look_for
from bot.handlers.desk import Desk
from bot.locales import Words
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import Query, parse_query

_PAGE = 5


def router() -> Router:
    """Past mentions."""
    router = Router(name="mentions")

    @router.message(Command("mentions", ignore_case=True))
    async def mentions(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            usage = words("mentions-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        try:
            query = to_look_for(command.args, await desk.subscribers.names(talk.id))
        except QueryError as error:
            await bot(queries.misread(error, words).send(talk.id))
            return
        await bot((await _page(desk, talk, words, query, None)).send(talk.id))

    @router.callback_query(F.data.regexp(r"^past:\d{1,18}$"))
    async def older(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        query = _asked(press)
        before = (press.data or "").removeprefix("past:")
        await press.answer()
        if query is None:
            await bot(answers.plain(words("mentions-gone")).send(talk.id))
            return
        await bot((await _page(desk, talk, words, query, before)).send(talk.id))

    @router.callback_query(F.data.regexp(r"^more:\d{1,18}:\d{1,4}$"))
    async def more(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        _, parcel, skip = (press.data or "").split(":")
        delivery = await desk.outbox.delivery(int(parcel), talk.id)
        await press.answer()
        if delivery is None or int(skip) >= len(delivery.subjects):
            await bot(answers.plain(words("alert-gone")).send(talk.id))
            return
        await bot(render.alert(delivery, words, desk.names, skip=int(skip)).send(talk.id))

    return router


def _asked(press: CallbackQuery) -> Query | None:
    """The query of a list, read back from the list itself: it is the first thing in bold there.

    So nothing has to be kept for buttons nobody may ever press. None for a message Telegram no longer shows us.
    """
    listed = press.message
    if not isinstance(listed, Message) or not listed.text:
        return None
    bold = next((e for e in listed.entities or () if e.type == "bold"), None)
    try:
        return parse_query(bold.extract_from(listed.text)) if bold else None
    except QueryError:
        return None


async def _page(desk: Desk, talk: Chat, words: Words, query: Query, before: str | None) -> messages.Message:
    own = await desk.subscribers.names(talk.id)
    findings = await desk.search.find(query, own=own, limit=_PAGE, before=before)
    older = f"past:{findings.next}" if findings.next else None
    return answers.mentions(
        str(query), findings.found, findings.total, words, desk.names, older, at_least=findings.at_least
    )
