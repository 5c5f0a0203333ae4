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
from bot.locales import Words
from bot.periods import Period
from bot.picture import Picture, sending
from bot.sketch import blocks_for, sketch
from bot.trend_message import PRESSED, pressed, told
from watchers.errors import QueryError
from watchers.model import Chat
from watchers.query import Query, parse_query
from watchers.remembered import Step


def router() -> Router:
    """Trends."""
    router = Router(name="trend")

    @router.message(Command("trend", ignore_case=True))
    async def trend(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        asked = trends.asked(command.args or "", desk.now().date())
        if not asked.queries:
            usage = words("trend-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        if len(asked.queries) > charts.MOST_LINES:
            await bot(answers.plain(trends.too_many(words)).send(talk.id))
            return
        own = await desk.subscribers.names(talk.id)
        try:
            read = [to_look_for(text, own) for text in asked.queries]
        except QueryError as error:
            await bot(queries.misread(error, words).send(talk.id))
            return
        wanted, period = trends.spanned(read, asked.period)
        await _show(bot, desk, talk, words, wanted, asked.step, period)

    @router.callback_query(F.data.regexp(PRESSED, mode="fullmatch"))
    async def otherwise(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        choice, wanted = pressed(press.data or ""), _asked(press)
        await press.answer()
        if choice is None or not wanted:
            await bot(answers.plain(words("trend-gone")).send(talk.id))
            return
        await _show(bot, desk, talk, words, wanted, *choice)

    return router


def _asked(press: CallbackQuery) -> tuple[Query, ...]:
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
