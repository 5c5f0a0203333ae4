"""/mentions: what was said before; and the buttons that lead on, in a list of mentions or an alert."""

import asyncio
import re

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers, queries, render
from bot import mentions as past
from bot import message as messages
from bot.asking import in_all_languages, to_look_for
from bot.handlers.desk import Desk
from bot.locales import Words
from bot.mentions import Otherwise, Turn
from bot.periods import Period, dated, split
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import Field, Query, parse_query
from watchers.query.tree import wanted
from watchers.remembered import Order

_TURN = re.compile(r"past:(?:(\d{1,3}):([nb]):)?([0-9.:-]{0,40})")
_ORDERS: dict[str, Order] = {"n": "newest", "b": "best"}


def router() -> Router:
    """Past mentions."""
    router = Router(name="mentions")

    @router.message(Command("mentions", ignore_case=True))
    async def mentions(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            usage = words("mentions-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        typed, period = split(command.args, desk.now().date())
        try:
            query = to_look_for(typed, await desk.subscribers.names(talk.id))
        except QueryError as error:
            await bot(queries.misread(error, words, period).send(talk.id))
            return
        await bot((await first_page(desk, talk, words, query, period)).send(talk.id))

    @router.callback_query(F.data.regexp(rf"^{_TURN.pattern}$"))
    async def turn(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        query, (here, order) = asked(press), _turn(press.data or "")
        await press.answer()
        page = None
        if query is not None:
            turns = [*(each for each in _turns(press, order) if each.page < here.page), here]
            page = await _page(desk, talk, words, query, order, turns)
        if page is None or press.message is None:
            await bot(answers.plain(words("mentions-gone")).send(talk.id))
            return
        try:
            await bot(page.edit(talk.id, press.message.message_id))
        except TelegramBadRequest as error:
            if "not modified" not in error.message:  # else the page was there already
                await bot(page.send(talk.id))

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


def asked(press: CallbackQuery) -> Query | None:
    """The query of the list that a button stands below, read back from the list itself: the first thing in bold there.

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


def _turn(data: str) -> tuple[Turn, Order]:
    """The page that a button leads to, and the order of its list."""
    page, order, token = _TURN.fullmatch(data).groups()  # type: ignore[union-attr]
    return Turn(int(page or 2), token), _ORDERS[order or "n"]


def _turns(press: CallbackQuery, order: Order) -> list[Turn]:
    """The pages that the buttons of a list lead to: those before this one begin where its reader came from."""
    listed = press.message
    keyboard = listed.reply_markup.inline_keyboard if isinstance(listed, Message) and listed.reply_markup else []
    turns = [_turn(button.callback_data or "") for row in keyboard for button in row if _is_turn(button.callback_data)]
    return [Turn(1, ""), *(each for each, sorted_by in turns if sorted_by == order and each.page > 1)]


def _is_turn(data: str | None) -> bool:
    return data is not None and _TURN.fullmatch(data) is not None


async def first_page(desk: Desk, talk: Chat, words: Words, query: Query, period: Period | None) -> messages.Message:
    """What is answered to a question: the first page, with the figures above it."""
    asked = dated(query, period)
    page = await _page(desk, talk, words, asked, "newest", [Turn(1, "")], period)
    if page is not None:
        return page
    return past.none(str(asked), words, period=period, otherwise=await _otherwise(desk, talk, query, period))


async def _otherwise(desk: Desk, talk: Chat, query: Query, period: Period | None) -> Otherwise:
    """What may be told to one who found nothing."""
    own = await desk.subscribers.names(talk.id)
    known = {id_.casefold() for id_ in desk.names}
    named = [leaf.value for leaf in wanted(query.root) if isinstance(leaf, Field) and leaf.name == "source"]
    unknown = tuple(dict.fromkeys(value for value in named if value.casefold() not in known))
    without, named_everywhere = query if period else None, in_all_languages(query, own)
    everywhere = dated(named_everywhere, period) if named_everywhere else None
    counted = [
        (0, "") if each is None else ((await desk.search.find(each, own=own, limit=1)).total, str(each))
        for each in (without, everywhere)
    ]
    return Otherwise(unknown, *counted)


async def _page(
    desk: Desk,
    talk: Chat,
    words: Words,
    query: Query,
    order: Order,
    turns: list[Turn],
    period: Period | None = None,
) -> messages.Message | None:
    """The last of these pages; None if nothing is on it, or it begins at what is no token."""
    own = await desk.subscribers.names(talk.id)
    before = turns[-1].token or None
    # With the figures of a first page comes how many there are.
    counted = before is not None
    finding = desk.search.find(query, own=own, order=order, limit=past.PAGE, before=before, counted=counted)
    if before is None:
        findings, tally = await asyncio.gather(finding, desk.search.tally(query, own=own, today=desk.now().date()))
    else:
        try:
            findings, tally = await finding, None
        except ValueError:
            return None
    if not findings.found and findings.next is None:
        return None
    return past.page(
        str(query),
        findings.found,
        tally.total if tally else findings.total,
        words,
        desk.names,
        at_least=tally.at_least if tally else findings.at_least,
        order=order,
        tally=tally,
        period=period,
        turns=turns,
        older=findings.next,
        read_to=findings.read_to,
    )
