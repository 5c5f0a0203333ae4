"""/changes: what was edited lately, with redlines."""

from collections.abc import Callable
from typing import TypedDict

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers
from bot import message as messages
from bot.handlers.briefings import newest, which_of
from bot.handlers.desk import Desk
from bot.locales import Words
from watchers.model import Chat
from watchers.remembered import PastChange


class _Of(TypedDict, total=False):
    source: str
    briefing: str


def router() -> Router:
    """What was edited."""
    router = Router(name="changes")

    @router.message(Command("changes", ignore_case=True))
    async def changes(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        named = (command.args or "").strip()
        of = await _named(named, talk, desk)
        if of is None:
            await bot(answers.plain(words("changes-unknown", name=named[:80])).send(talk.id))
            return
        await bot((await _page(desk, words, of, None)).send(talk.id))

    @router.callback_query(F.data.regexp(r"^edits:[asb]:\d{1,18}$"))
    async def older(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        _, which, before = (press.data or "").split(":")
        await press.answer()
        last = await desk.archive.changes(limit=1, before=int(before) + 1)
        of: _Of = {}
        if last and which != "a":  # of what it was a list is told by the last that it showed
            edition = last[0].edition
            of = {"source": edition.source} if which == "s" else {"briefing": edition.briefing}
        await bot((await _page(desk, words, of, int(before))).send(talk.id))

    return router


async def _named(named: str, talk: Chat, desk: Desk) -> _Of | None:
    """What a user names: nothing, a source, or a briefing by its id, its number in /latest or its day, as for /read."""
    if not named:
        return {}
    for source, name in desk.names.items():
        if named.casefold() in (source.casefold(), name.casefold()):
            return {"source": source}
    if named.isdecimal():
        latest = await desk.archive.latest(language=talk.language)
        return {"briefing": latest[int(named) - 1].briefing} if 1 <= int(named) <= len(latest) else None
    if await desk.archive.editions(named):
        return {"briefing": named}
    which = which_of(named, desk)
    if which is None:
        return None
    if which.period is None and which.source is not None:
        return {"source": which.source}
    found = await newest(desk, talk, which)
    return {"briefing": found.briefing} if found else None


async def _page(desk: Desk, words: Words, of: _Of, before: int | None) -> messages.Message:
    found = await desk.archive.changes(**of, limit=answers.CHANGES_PAGE, before=before)
    return answers.changes(found, words, desk.names, _older(of))


def _older(of: _Of) -> Callable[[PastChange], str]:
    which = "s" if "source" in of else "b" if "briefing" in of else "a"
    return lambda last: f"edits:{which}:{last.id}"
