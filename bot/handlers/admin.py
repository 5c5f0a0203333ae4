"""/addsource, for the bot's admins: look at an outlet, show what would be read, watch it at the press of a button."""

import secrets
from dataclasses import replace

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers
from bot.handlers.desk import Desk
from bot.locales import Words
from watchers.discovery import free_id
from watchers.errors import FetchError, ParseError
from watchers.model import Chat

log = structlog.get_logger()

_MOST_OFFERED = 50


def router() -> Router:
    """What only the operators may do."""
    router = Router(name="admin")

    @router.message(Command("addsource", ignore_case=True))
    async def addsource(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        url = (command.args or "").strip()
        if talk.id not in desk.admins:
            said = words("admin-only", id=str(talk.id))
        elif not url.startswith(("http://", "https://")):
            said = words("addsource-usage")
        elif desk.run(_looked(bot, talk, words, desk, url)):
            said = words("addsource-looking", url=url[:300])
        else:
            said = words("addsource-busy")
        await bot(answers.plain(said).send(talk.id))

    @router.callback_query(F.data.regexp(r"^watch:[0-9a-f]{8}$"))
    async def watch(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await press.answer()
        allowed = talk.id in desk.admins
        source = desk.offered.pop((press.data or "").removeprefix("watch:"), None) if allowed else None
        if source is None:
            await bot(answers.plain(words("addsource-gone")).send(talk.id))
            return
        taken = {state.id for state in await desk.archive.sources()}
        if source.id in taken:  # another look at the same host was quicker
            source = replace(source, id=free_id(source.id, taken))
        await desk.archive.add_source(source, desk.now())
        await bot(answers.plain(words("addsource-added", name=source.name, id=source.id)).send(talk.id))

    return router


async def _looked(bot: Bot, talk: Chat, words: Words, desk: Desk, url: str) -> None:
    """Look at an outlet, and say what was found there: an errand, for sites may be slow."""
    try:
        taken = {state.id for state in await desk.archive.sources()}
        trial = await desk.scout.find(url, taken, trusted=desk.trusting)
        token = secrets.token_hex(4)  # never used again: a button in an old message must not add another outlet
        desk.offered[token] = trial.source
        while len(desk.offered) > _MOST_OFFERED:
            del desk.offered[next(iter(desk.offered))]
        answer = answers.trial(trial, words, f"watch:{token}")
    except (FetchError, ParseError) as error:
        answer = answers.plain(words("addsource-nothing", reason=str(error)[:500]))
    except Exception:  # the boundary of an errand: ours to look at, and the asker's to know
        log.exception("errand failed", url=url)
        answer = answers.plain(words("error-internal"))
    try:
        await bot(answer.send(talk.id))
    except TelegramAPIError as error:
        log.warning("not answered", chat=talk.id, error=str(error))
