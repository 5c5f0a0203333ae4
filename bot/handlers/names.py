"""/explain, /alias and /unalias: a query laid open, and the names a chat defines for itself."""

from collections.abc import Mapping, Sequence

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot import answers, queries
from bot import message as messages
from bot.asking import meant, to_look_for
from bot.figures import explained
from bot.handlers.desk import Desk
from bot.locales import Words
from bot.naming import NamingError, asked, defined, leans_on, users_of
from storage.errors import LimitError
from watchers import aliases
from watchers.errors import QueryError
from watchers.model import Chat, Subscription
from watchers.query import parse_query, taken_exactly


def router() -> Router:
    """How queries are understood."""
    router = Router(name="names")

    @router.message(Command("explain", ignore_case=True))
    async def explain(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            await bot(answers.plain(words("explain-usage", example=desk.example(words.language))).send(talk.id))
            return
        own = await desk.subscribers.names(talk.id)
        try:
            query = to_look_for(command.args, own)
        except QueryError as error:
            await bot(queries.misread(error, words).send(talk.id))
            return
        told = await explained(query, own, desk.search)
        answer = queries.explained(told, query, words, own, taken_exactly(command.args))
        await bot(answer.send(talk.id))

    @router.message(Command("alias", ignore_case=True))
    async def alias(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        await bot((await _alias(command.args or "", talk, words, desk)).send(talk.id))

    @router.message(Command("unalias", ignore_case=True))
    async def unalias(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        name = (command.args or "").strip()
        answer = await _alias(f"{name} =", talk, words, desk) if name else answers.plain(words("alias-usage"))
        await bot(answer.send(talk.id))

    return router


async def _alias(said: str, talk: Chat, words: Words, desk: Desk) -> messages.Message:
    """Define a name, take it back, show it, or list all: what of it was asked for."""
    own = await desk.subscribers.names(talk.id)
    if not said.strip():
        return queries.names(own, words)
    try:
        wanted = asked(said)
        if wanted.query:
            return await _define(wanted.name, wanted.query, own, talk, words, desk)
    except NamingError as error:
        return answers.plain(words("alias-wrong", code=error.code, name=error.name[:60]))
    except QueryError as error:
        return queries.misread(error, words)
    except LimitError as error:
        return answers.plain(words("too-many-aliases", limit=error.limit))
    name = wanted.name
    if name not in own:
        known = queries.built_in(name, words) if wanted.query is None else None
        close = meant(name, own)
        return known or answers.plain(words("alias-unknown", name=name, close=close or "none"))
    used = await _used(name, own, talk, desk)
    if wanted.query is None:
        return queries.named(name, parse_query(own[name]), words, own, used)
    await desk.subscribers.undefine(talk.id, name)
    return queries.unnamed(name, words, used, still=aliases.resolve(name) is not None)


async def _define(
    name: str, text: str, own: Mapping[str, str], talk: Chat, words: Words, desk: Desk
) -> messages.Message:
    query = defined(name, text, own)
    await desk.subscribers.define(talk.id, name, str(query), desk.now())
    after = {**own, name: str(query)}
    return queries.named(name, query, words, after, await _used(name, after, talk, desk))


async def _used(name: str, own: Mapping[str, str], talk: Chat, desk: Desk) -> Sequence[Subscription]:
    """What a chat follows by a name, or by one that leans on it."""
    concerned = users_of(name, own)
    return [one for one in await desk.subscribers.list(talk.id) if leans_on(one.query, concerned)]
