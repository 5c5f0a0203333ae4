"""/trend: how queries rose and fell over time, as a picture with its figures; and the buttons for another step."""

import asyncio
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers, charts, queries, trends
from bot.asking import to_look_for
from bot.counting import counted
from bot.handlers.desk import Desk
from bot.handlers.mentions import asked, first_page
from bot.locales import Words
from bot.mentions import TREND
from bot.periods import Period, dated
from bot.picture import Picture, sending
from bot.sketch import blocks_for, sketch
from bot.trend_message import PRESSED, SAID, pressed, said_of, told
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import Query, parse_query
from watchers.remembered import Step


def router() -> Router:
    """Trends."""
    router = Router(name="trend")

    @router.message(Command("trend", ignore_case=True))
    async def trend(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        typed = trends.asked(command.args or "", desk.now().date())
        if not typed.queries:
            usage = words("trend-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        if len(typed.queries) > charts.MOST_LINES:
            await bot(answers.plain(trends.too_many(words)).send(talk.id))
            return
        own = await desk.subscribers.names(talk.id)
        try:
            read = [to_look_for(text, own) for text in typed.queries]
        except QueryError as error:
            await bot(queries.misread(error, words, typed.period if len(typed.queries) == 1 else None).send(talk.id))
            return
        wanted, period = trends.spanned(read, typed.period)
        await _show(bot, desk, talk, words, wanted, typed.step, period)

    @router.callback_query(F.data.regexp(PRESSED, mode="fullmatch"))
    async def otherwise(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        choice, wanted = pressed(press.data or ""), _charted(press)
        await press.answer()
        if choice is None or not wanted:
            await bot(answers.plain(words("trend-gone")).send(talk.id))
            return
        await _show(bot, desk, talk, words, wanted, *choice)

    @router.callback_query(F.data == TREND)
    async def of_a_list(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        query = asked(press)
        await press.answer()
        if query is None:
            await bot(answers.plain(words("mentions-gone")).send(talk.id))
            return
        wanted, period = trends.spanned([query], trends.NO_PERIOD)
        await _show(bot, desk, talk, words, wanted, None, period)

    @router.callback_query(F.data.regexp(SAID, mode="fullmatch"))
    async def said(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        choice, wanted = said_of(press.data or ""), _charted(press)
        await press.answer()
        if choice is None or not 0 < choice[0] <= len(wanted):
            await bot(answers.plain(words("trend-gone")).send(talk.id))
            return
        number, period = choice
        await bot((await first_page(desk, talk, words, dated(wanted[number - 1], period), None)).send(talk.id))

    return router


def _charted(press: CallbackQuery) -> tuple[Query, ...]:
    """The queries of a chart, read back from the text with it: all that is in bold there; () if it is gone."""
    shown = press.message
    if not isinstance(shown, Message):
        return ()
    text, entities = (shown.caption, shown.caption_entities) if shown.caption else (shown.text, shown.entities)
    bold = [entity.extract_from(text) for entity in entities or () if entity.type == "bold"] if text else []
    try:
        return tuple(map(parse_query, bold[: charts.MOST_LINES]))
    except QueryError:
        return ()


async def _show(
    bot: Bot, desk: Desk, talk: Chat, words: Words, wanted: tuple[Query, ...], step: Step | None, period: Period
) -> None:
    own = await desk.subscribers.names(talk.id)
    series = await counted(desk.search, wanted, own, step, period)
    if not series[0].points:
        await bot(answers.plain(words("latest-none")).send(talk.id))
        return
    today = desk.now().date()
    message = told(series, words, desk.names, today, period)
    if not any(point.mentions for each in series for point in each.points):
        await bot(message.send(talk.id))
        return
    chart = trends.chart(series, words, desk.names, today, period)
    picture = Picture(
        await asyncio.to_thread(charts.png, chart),
        "trend.png",
        sketch=lambda width, encoding: sketch(replace(chart, heads=()), width, blocks=blocks_for(encoding)),
        saved=lambda path: words("trend-saved", path=path),
    )
    for call in sending(picture, message, talk.id):
        await bot(call)
