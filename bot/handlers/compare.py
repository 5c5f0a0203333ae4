"""/compare: the last two passages that met a query, side by side."""

from datetime import timedelta

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot import answers, mentions, queries
from bot.asking import to_look_for
from bot.handlers.desk import Desk
from bot.locales import Words
from bot.periods import dated, split
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.remembered import Found


def router() -> Router:
    """Comparing."""
    router = Router(name="compare")

    @router.message(Command("compare", ignore_case=True))
    async def compare(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            usage = words("compare-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        own = await desk.subscribers.names(talk.id)
        typed, period = split(command.args, desk.now().date())
        try:
            query = dated(to_look_for(typed, own), period)
        except QueryError as error:
            await bot(queries.misread(error, words, period).send(talk.id))
            return
        now = (await desk.search.find(query, own=own, limit=1)).found
        before: tuple[Found, ...] = ()
        if now:  # of one outlet in one language, or all would be another word
            edition = now[0].edition
            until = edition.date - timedelta(days=1)
            findings = await desk.search.find(
                query, own=own, limit=1, source=edition.source, language=edition.language, until=until
            )
            before = findings.found
        await bot(mentions.compared(str(query), now[:1], before[:1], words, desk.names).send(talk.id))

    return router
