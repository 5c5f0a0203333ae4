"""/editions: a briefing's editions side by side; and the button that waits for the one in one's own language."""

import asyncio

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers, briefings
from bot.editions import compared
from bot.handlers.briefings import newest_of, which_of
from bot.handlers.desk import Desk
from bot.locales import Words
from watchers.model import Chat
from watchers.parallel import counterparts


def router() -> Router:
    """Editions."""
    router = Router(name="editions")

    @router.message(Command("editions", ignore_case=True))
    async def editions(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        named = (command.args or "").strip()
        latest = await desk.archive.latest(language=talk.language)
        if not named and latest:
            named = latest[0].briefing
        elif named.isdecimal() and 1 <= int(named) <= len(latest):
            named = latest[int(named) - 1].briefing
        listed = await desk.archive.editions(named)
        if not listed and (which := which_of(named, desk)):  # by its source or its day, as /read takes it
            newest = await newest_of(desk, talk, which, 1)
            listed = await desk.archive.editions(newest[0].briefing) if newest else ()
        read = [found for edition in listed if (found := await desk.archive.read_edition(edition.id))]
        if not read:
            await bot(answers.plain(words("read-unknown", briefing=named[:80] or "?")).send(talk.id))
            return
        first = read[0][1]
        # Names are looked for in all of it: a while, for the first that asks.
        pairs = {e.id: await asyncio.to_thread(counterparts, first, briefing) for e, briefing in read[1:]}
        wanted = talk.language if talk.language not in {edition.language for edition, _ in read} else None
        late = {edition.id: await desk.archive.added(edition.id) for edition, _ in read}
        await bot(compared(read, pairs, late, words, desk.names, wanted).send(talk.id))

    @router.callback_query(F.data.regexp(r"^await:\d{1,18}$"))
    async def wait(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        found = await desk.archive.read_edition(int((press.data or "").removeprefix("await:")))
        await press.answer()
        if found is None:
            await bot(answers.plain(words("read-unknown", briefing="?")).send(talk.id))
            return
        edition, _ = found
        there = {other.language: other for other in await desk.archive.editions(edition.briefing)}
        if talk.language in there:  # it came meanwhile
            await bot(
                briefings.latest([there[talk.language]], words, desk.names, head=words("edition-there")).send(talk.id)
            )
            return
        await desk.archive.wait_for(talk.id, edition.briefing, talk.language)
        await bot(answers.plain(words("awaiting", language=words.tongue(talk.language))).send(talk.id))

    return router
