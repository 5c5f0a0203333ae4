"""/topics: what was talked about most in a period, what is new and what is gone; and the buttons below it."""

import datetime as dt

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers
from bot import message as messages
from bot import topics as wording
from bot.handlers.desk import Desk
from bot.handlers.mentions import first_page
from bot.locales import Words
from bot.overview import overview
from bot.periods import Period, split
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import parse_query

_MOST_OFFERED = 8  # sources to narrow the list to


def router() -> Router:
    """What was talked about."""
    router = Router(name="topics")

    @router.message(Command("topics", ignore_case=True))
    async def topics(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        # A period stands after something: here after the name of a source, or after nothing.
        rest, period = split(f"topics {command.args or ''}".strip(), desk.now().date())
        named = rest.removeprefix("topics").strip()
        source = _source(named, desk)
        if named and source is None:
            await bot(answers.plain(words("topics-unknown", name=named[:80])).send(talk.id))
            return
        await bot((await _seen(desk, talk, words, source, period)).send(talk.id))

    @router.callback_query(F.data.regexp(r"^topics:\d{8}:\d{8}:.*$"))
    async def narrower(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await press.answer()
        try:
            since, until, source = _read((press.data or "").removeprefix("topics:"))
        except ValueError:  # no button of ours
            return
        known = source if source in desk.names else None
        await bot((await _seen(desk, talk, words, known, Period(since, until))).send(talk.id))

    @router.callback_query(F.data.regexp(r"^said:\d{1,3}:\d{1,3}-\d{1,3}:\d{8}:\d{8}:.*$"))
    async def mentions(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        _, number, said, rest = (press.data or "").split(":", 3)
        label, (start, end) = _label(press, int(number)), map(int, said.split("-"))
        await press.answer()
        try:
            since, until, source = _read(rest)
            query = parse_query(wording.asked(label, (start, end), source, since, until)) if label else None
        except (QueryError, ValueError):
            query = None
        if query is None:
            await bot(answers.plain(words("mentions-gone")).send(talk.id))
            return
        await bot((await first_page(desk, talk, words, query, None)).send(talk.id))

    return router


def _source(named: str, desk: Desk) -> str | None:
    """The source that a user names by its id, its name, or a word of its name that no other has."""
    wanted = named.casefold()
    if not wanted:
        return None
    exact = [id_ for id_, name in desk.names.items() if wanted in (id_.casefold(), name.casefold())]
    near = exact or [id_ for id_, name in desk.names.items() if wanted in f"{id_} {name}".casefold()]
    return near[0] if len(near) == 1 else None


async def _seen(desk: Desk, talk: Chat, words: Words, source: str | None, period: Period | None) -> messages.Message:
    states = sorted(await desk.archive.sources(), key=lambda state: -state.briefings)  # those with most to say first
    spoken = [state.id for state in states if state.briefings]
    if source is None and len(spoken) == 1:
        source = spoken[0]
    seen = await overview(
        desk.archive,
        source=source,
        name=desk.names.get(source or "", ""),
        period=period,
        language=talk.language,
        today=desk.now().date(),
    )
    if seen is None:
        return answers.plain(words("latest-none"))
    return wording.topics(seen, words, desk.names, spoken[:_MOST_OFFERED] if source is None else ())


def _read(carried: str) -> tuple[dt.date, dt.date, str]:
    """The days and the source that a button of the list carries. Raises ValueError for days there are none of."""
    since, until, source = carried.split(":", 2)
    return dt.date.fromisoformat(since), dt.date.fromisoformat(until), source


def _label(press: CallbackQuery, number: int) -> str:
    """The subject of that number, read back from the list itself: nothing but subjects is bold there.

    So nothing has to be kept for buttons nobody may ever press. "" for a message Telegram no longer shows us.
    """
    listed = press.message
    if not isinstance(listed, Message) or not listed.text:
        return ""
    bold = [entity for entity in listed.entities or () if entity.type == "bold"]
    return bold[number - 1].extract_from(listed.text) if 0 < number <= len(bold) else ""
