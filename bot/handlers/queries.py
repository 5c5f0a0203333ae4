"""/explain: a query laid open; /alias, /unalias: names of one's own for queries."""

import re

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot import answers
from bot.handlers.desk import Desk
from bot.locales import Words
from bot.understood import meaning
from storage.errors import LimitError
from watchers import aliases
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import parse_query
from watchers.query.explaining import explain
from watchers.query.reading import taken_exactly

_NAME = re.compile(r"~?([\w-]{1,40})\s*(?:=\s*(.*))?", re.DOTALL)


def router() -> Router:
    """What a query means, and names for queries."""
    router = Router(name="queries")

    @router.message(Command("explain", ignore_case=True))
    async def explained(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            usage = words("explain-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        try:
            query = parse_query(command.args)
        except QueryError as error:
            await bot(answers.misread(error, words).send(talk.id))
            return
        own = await desk.subscribers.names(talk.id)
        share = await desk.search.share(query, own)
        explanation = explain(query, own=own, rarity=await desk.search.rarity() if share.of else None)
        meant = meaning(query.root, words)
        answer = answers.explained(explanation, meant, taken_exactly(command.args), share, words)
        await bot(answer.send(talk.id))

    @router.message(Command("alias", ignore_case=True))
    async def alias(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        own = await desk.subscribers.names(talk.id)
        if not command.args:
            await bot(answers.names(own, words).send(talk.id))
            return
        found = _NAME.fullmatch(command.args.strip())
        if found is None:
            await bot(answers.plain(words("alias-usage")).send(talk.id))
            return
        name, text = found[1].casefold(), found[2]
        if text is None:
            await bot(answers.plain(_shown(name, own.get(name), words)).send(talk.id))
        elif not text.strip():
            await bot(answers.plain(await _undefined(desk, talk, name, words)).send(talk.id))
        else:
            try:
                query = parse_query(text)
                await desk.subscribers.define(talk.id, name, str(query), desk.now())
            except QueryError as error:
                answer = answers.misread(error, words)
            except LimitError as error:
                answer = answers.plain(words("too-many-names", limit=error.limit))
            else:
                said = words("alias-defined", name=name, query=str(query))
                hides = "\n" + words("alias-hides", name=name) if aliases.resolve(name) else ""
                answer = answers.plain(said + hides)
            await bot(answer.send(talk.id))

    @router.message(Command("unalias", ignore_case=True))
    async def unalias(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        name = (command.args or "").strip().removeprefix("~").casefold()
        said = await _undefined(desk, talk, name, words) if name else words("alias-usage")
        await bot(answers.plain(said).send(talk.id))

    return router


async def _undefined(desk: Desk, talk: Chat, name: str, words: Words) -> str:
    there = await desk.subscribers.undefine(talk.id, name)
    return words("alias-removed" if there else "alias-unknown", name=name[:40])


def _shown(name: str, query: str | None, words: Words) -> str:
    if query is not None:
        return f"~{name} = {query}"
    if (main := aliases.resolve(name)) is None:
        near = aliases.suggest(name)
        return words("alias-unknown", name=name) + (" " + words("did-you-mean-name", name=near) if near else "")
    terms = [
        f"{language}: {', '.join(aliases.terms(main, language)[:12])}"
        for language in ("en", "ru", "fr", "de", "es", "zh")
    ]
    return "\n".join([f"~{main}", *terms])
