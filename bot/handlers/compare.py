"""/compare: the last two passages of an outlet that met a query, side by side."""

from collections.abc import Mapping
from datetime import timedelta

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot import answers, mentions, queries
from bot.asking import to_look_for
from bot.handlers.desk import Desk
from bot.handlers.mentions import first_page
from bot.locales import Words
from bot.periods import dated, split
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import Query
from watchers.remembered import Edition, Found

_LOOKED_AT = 30  # of the newest passages, for an outlet that said it on an earlier day too


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
        findings = await desk.search.find(query, own=own, limit=_LOOKED_AT)
        seen: set[tuple[str, str]] = set()
        for now in findings.found:
            outlet = (now.edition.source, now.edition.language)
            if outlet in seen:
                continue
            seen.add(outlet)
            if before := await _before(desk, query, own, now.edition):
                await bot(mentions.compared(str(query), before, now, words, desk.names).send(talk.id))
                return
        await bot((await first_page(desk, talk, words, query, None)).send(talk.id))

    return router


async def _before(desk: Desk, query: Query, own: Mapping[str, str], edition: Edition) -> Found | None:
    """The last passage before the day of an edition, of its outlet in its language: or all would be another word."""
    until = edition.date - timedelta(days=1)
    findings = await desk.search.find(
        query, own=own, limit=1, source=edition.source, language=edition.language, until=until
    )
    return findings.found[0] if findings.found else None
