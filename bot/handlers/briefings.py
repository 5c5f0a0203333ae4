"""/latest, /read and /sources: the briefings themselves, their contents as buttons, a section or an exchange whole."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Final

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers, briefings, periods
from bot import message as messages
from bot.briefings import LISTED, Stop
from bot.handlers.desk import Desk
from bot.locales import Words
from watchers.model import Briefing, Chat
from watchers.parallel import counterparts
from watchers.remembered import Edition

_MOST_NUMBERED = 999  # a longer number names no line of /latest, but a year


@dataclass(frozen=True, slots=True)
class Which:
    """Briefings that somebody names: of a source, of some days; None: of any."""

    source: str | None = None
    period: periods.Period | None = None


ALL: Final = Which()


def router() -> Router:
    """Reading."""
    router = Router(name="briefings")

    @router.message(Command("latest", ignore_case=True))
    async def latest(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        named = (command.args or "").strip()
        which = which_of(named, desk)
        if which is None:
            answer = answers.plain(words("latest-unknown", name=named[:80]))
        else:
            answer = await _list(desk, talk, words, which, words("latest-head"))
        await bot(answer.send(talk.id))

    @router.message(Command("read", ignore_case=True))
    async def read(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        await bot((await _read(desk, talk, words, (command.args or "").strip())).send(talk.id))

    @router.message(Command("sources", ignore_case=True))
    async def sources(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await bot(answers.sources(await desk.archive.sources(), words).send(talk.id))

    @router.callback_query(F.data.regexp(r"^list:[as]:(?:-|\d{8}):(?:-|\d{8}):\d{1,6}:\d{1,18}$"))
    async def older(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await press.answer()
        _, of, since, until, first, before = (press.data or "").split(":")
        last = await desk.archive.read_edition(int(before)) if of == "s" else None
        try:
            period = periods.Period(_day(since), _day(until))
        except ValueError:
            await bot(answers.plain(words("read-unknown", briefing="?")).send(talk.id))
            return
        which = Which(last[0].source if last else None, period if period != periods.Period(None, None) else None)
        listed = await _list(desk, talk, words, which, words("read-head"), int(first), int(before))
        await bot(listed.send(talk.id))

    @router.callback_query(F.data.regexp(r"^read:\d{1,18}(:\d{1,5})?$"))
    async def contents(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        edition, *page = (int(part) for part in (press.data or "").split(":")[1:])
        await press.answer()
        found = await desk.archive.read_edition(edition)
        answer = await _contents(desk, words, found, *page) if found else None
        await bot((answer or answers.plain(words("read-unknown", briefing="?"))).send(talk.id))

    @router.callback_query(F.data.regexp(r"^(?:sect:\d{1,18}|(?:said|exch):\d{1,18}:\d{1,5}):\d{1,5}:\d{1,5}$"))
    async def place(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        kind, *rest = (press.data or "").split(":")
        edition, section, *run, page = map(int, rest)
        await press.answer()
        found = await desk.archive.read_edition(edition)
        answer = None
        if found:
            stop: Stop | None = Stop(section, *run)
            if kind == "exch":
                stop = briefings.exchange_of(found[1], section, run[0])
            others = await desk.archive.editions(found[0].briefing)
            answer = briefings.shown(*found, stop, page, words, others) if stop else None
        await bot((answer or answers.plain(words("read-unknown", briefing="?"))).send(talk.id))

    @router.callback_query(F.data.regexp(r"^turn:\d{1,18}:\d{1,18}:\d{1,5}:(?:-|\d{1,5})$"))
    async def turn(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        _, there, here, section, run = (press.data or "").split(":")
        await press.answer()
        ours, theirs = await desk.archive.read_edition(int(here)), await desk.archive.read_edition(int(there))
        answer = None
        if ours and theirs and ours[0].briefing == theirs[0].briefing:
            pairs = await asyncio.to_thread(counterparts, ours[1], theirs[1])  # a while, for the first that asks
            number = None if run == "-" else int(run)
            stop = briefings.across(ours[1], theirs[1], pairs, int(section), number)
            others = await desk.archive.editions(ours[0].briefing)
            if stop:
                answer = briefings.shown(*theirs, stop, 0, words, others)
            else:
                note = words("read-not-there", language=words.tongue(theirs[0].language))
                answer = briefings.contents(*theirs, words, desk.names, others, note=note)
        await bot((answer or answers.plain(words("read-unknown", briefing="?"))).send(talk.id))

    return router


async def _read(desk: Desk, talk: Chat, words: Words, named: str) -> messages.Message:
    """The contents of the briefing that is named: by its number in /latest, its id, its source, its day; or a list."""
    if not named:
        return await _list(desk, talk, words, ALL, words("read-head"))
    if named.isdecimal() and 1 <= int(named) <= _MOST_NUMBERED:
        listed = await desk.archive.latest(language=talk.language, limit=int(named))
        named = listed[-1].briefing if len(listed) == int(named) else named
    found = await desk.archive.read(named, talk.language)
    if found is None:
        which = which_of(named, desk)
        if which is None:
            return answers.plain(words("read-unknown", briefing=named[:80]))
        few = await newest_of(desk, talk, which, 2)
        if len(few) > 1 and which.period is not None:
            return await _list(desk, talk, words, which, words("read-head"))
        if not few:
            return answers.plain(words("read-nothing", briefing=named[:80]))
        found = await desk.archive.read_edition(few[0].id)
    answer = await _contents(desk, words, found) if found else None
    return answer or answers.plain(words("read-unknown", briefing=named[:80]))


async def newest(desk: Desk, talk: Chat, which: Which) -> Edition | None:
    """The newest of the briefings that somebody names; None: there is none."""
    few = await newest_of(desk, talk, which, 1)
    return few[0] if few else None


def which_of(named: str, desk: Desk) -> Which | None:
    """A source, a period, or both, as a user types them: "mid_ru 28 January 2021"; None where there is no such source.

    A source goes by its id, its name, or by a part of these that is no other's.
    """
    lead = "read"  # a period stands after something
    rest, period = periods.split(f"{lead} {named}", desk.now().date())
    wanted = rest.removeprefix(lead).strip().casefold()
    if not wanted:
        return Which(None, period)
    called = {id_: (id_.casefold(), name.casefold()) for id_, name in desk.names.items()}
    exact = [id_ for id_, both in called.items() if wanted in both]
    near = [id_ for id_, both in called.items() if any(wanted in each for each in both)]
    found = exact or near
    return Which(found[0], period) if len(found) == 1 else None


async def newest_of(desk: Desk, talk: Chat, which: Which, limit: int, before: int | None = None) -> tuple[Edition, ...]:
    """The newest of these briefings, at most so many; before: older than that edition."""
    period = which.period or periods.Period(None, None)
    return await desk.archive.latest(
        source=which.source,
        language=talk.language,
        since=period.since,
        until=period.until,
        limit=limit,
        before=before,
    )


async def _list(
    desk: Desk, talk: Chat, words: Words, which: Which, head: str, first: int = 1, before: int | None = None
) -> messages.Message:
    """A page of briefings; the number of the first of them, and the last edition of the page before."""
    editions = await newest_of(desk, talk, which, LISTED + 1, before)
    page = editions[:LISTED]
    older = None
    if len(editions) > LISTED:
        period = which.period or periods.Period(None, None)
        days = ":".join(f"{day:%Y%m%d}" if day else "-" for day in (period.since, period.until))
        older = f"list:{'s' if which.source else 'a'}:{days}:{first + LISTED}:{page[-1].id}"
    return briefings.latest(page, words, desk.names, head=head, first=first, older=older)


async def _contents(
    desk: Desk, words: Words, found: tuple[Edition, Briefing], page: int = 0
) -> messages.Message | None:
    others = await desk.archive.editions(found[0].briefing)
    return briefings.contents(*found, words, desk.names, others, page)


def _day(said: str) -> dt.date | None:
    """Raises ValueError for a day that is none."""
    return None if said == "-" else dt.datetime.strptime(said, "%Y%m%d").replace(tzinfo=dt.UTC).date()
