"""What a chat follows (/subscribe, /subscriptions, /unsubscribe), and what it is told (/tell, /silence, /ladder)."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import get_args

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Text

from bot import answers, queries
from bot import mentions as past
from bot import message as messages
from bot.asking import in_all_languages, to_follow, to_look_for, too_common
from bot.handlers.desk import Desk
from bot.locales import Words
from storage.errors import LimitError
from watchers import ladder
from watchers.errors import QueryError
from watchers.model import Chat, Subscription, Wish
from watchers.query import Query, parse_query, taken_exactly

_SHOWN = 3  # passages of the past, when something is followed


def router() -> Router:
    """What a chat follows."""
    router = Router(name="subscriptions")

    @router.message(Command("subscribe", ignore_case=True))
    async def subscribe(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            usage = words("subscribe-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        own = await desk.subscribers.names(talk.id)
        try:
            query = to_follow(command.args, own)
            answer = await _followed(desk, talk, words, query, own, exactly=taken_exactly(command.args))
        except QueryError as error:
            answer = queries.misread(error, words)
        await bot(answer.send(talk.id))

    @router.callback_query(F.data.regexp(r"^every:\d{1,18}$"))
    async def everywhere(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        followed = await desk.subscribers.get_subscription(talk.id, int((press.data or "").removeprefix("every:")))
        await press.answer()
        own = await desk.subscribers.names(talk.id)
        query = in_all_languages(parse_query(followed.query), own) if followed else None
        if followed is None or query is None:
            await bot(answers.plain(words("subscription-gone")).send(talk.id))
            return
        await bot((await _followed(desk, talk, words, query, own, instead=followed)).send(talk.id))

    @router.message(Command("subscriptions", ignore_case=True))
    async def subscriptions(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        await bot((await _listed(desk, talk, words)).send(talk.id))

    @router.message(Command("tell", ignore_case=True))
    async def tell(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        *named, wish = (command.args or "").rsplit(maxsplit=1) or [""]
        chosen = _chosen(await desk.subscribers.list(talk.id), named[0]) if named else None
        wished = next((each for each in get_args(Wish) if wish.casefold() == words(f"wish-{each}").casefold()), None)
        wished = wished or next((each for each in get_args(Wish) if wish.casefold() == each), None)
        if wished is None or not named:
            await bot(answers.plain(words("tell-usage")).send(talk.id))
        elif chosen is None:
            await bot(answers.plain(words("unsubscribe-unknown", query=named[0][:80])).send(talk.id))
        else:
            await desk.subscribers.tell(talk.id, chosen.id, wished)
            said = words("told", query=chosen.query, what=words(f"told-{wished}"))
            await bot(answers.plain(said).send(talk.id))

    @router.message(Command("silence", ignore_case=True))
    async def silence(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        named = (command.args or "").strip()
        chosen = _chosen(await desk.subscribers.list(talk.id), named) if named else None
        if chosen is None:
            said = words("unsubscribe-unknown", query=named[:80]) if named else words("silence-usage")
        else:
            missed = (await desk.subscribers.wishes(talk.id))[1]
            on = chosen.query not in missed
            await desk.subscribers.miss(talk.id, chosen.id, on)
            said = words("silence-on" if on else "silence-off", query=chosen.query)
        await bot(answers.plain(said).send(talk.id))

    @router.message(Command("ladder", ignore_case=True))
    async def climb(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        named, sign, typed = (command.args or "").partition("=")
        chosen = _chosen(await desk.subscribers.list(talk.id), named) if named.strip() else None
        if chosen is None:
            usage = words("ladder-usage", steps=" < ".join(ladder.TONE))
            said = words("unsubscribe-unknown", query=named.strip()[:80]) if named.strip() else usage
            await bot(answers.plain(said).send(talk.id))
            return
        there = (await desk.subscribers.ladders(talk.id)).get(chosen.id)
        steps: Sequence[str] | None = None if sign or there else ladder.TONE
        try:
            for step in typed.split("<") if typed.strip() else ():
                to_look_for(step.strip(), {})
            steps = ladder.read_steps(typed) if typed.strip() else steps
        except QueryError as error:
            await bot(queries.misread(error, words).send(talk.id))
            return
        except ValueError:
            await bot(answers.plain(words("ladder-usage", steps=" < ".join(ladder.TONE))).send(talk.id))
            return
        await desk.subscribers.climb(talk.id, chosen.id, steps)
        said = words("ladder-off", query=chosen.query)
        if steps is not None:
            said = words("ladder-on", query=chosen.query, steps=" < ".join(steps))
        await bot(answers.plain(said).send(talk.id))

    @router.message(Command("unsubscribe", ignore_case=True))
    async def unsubscribe(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            await bot(answers.plain(words("unsubscribe-usage")).send(talk.id))
            return
        chosen = _chosen(await desk.subscribers.list(talk.id), command.args)
        if chosen is None or await desk.subscribers.remove(talk.id, chosen.id) is None:
            said = words("unsubscribe-unknown", query=command.args[:80])
        else:
            said = words("unsubscribed", query=chosen.query)
        await bot(answers.plain(said).send(talk.id))

    @router.callback_query(F.data.regexp(r"^drop:\d{1,18}$"))
    async def drop(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        dropped = await desk.subscribers.remove(talk.id, int((press.data or "").removeprefix("drop:")))
        await press.answer()
        if dropped is not None:
            await bot(answers.plain(words("unsubscribed", query=dropped.query)).send(talk.id))
        await bot((await _listed(desk, talk, words)).send(talk.id))

    return router


async def _listed(desk: Desk, talk: Chat, words: Words) -> messages.Message:
    listed = await desk.subscribers.list(talk.id)
    wishes, missed = await desk.subscribers.wishes(talk.id)
    return answers.subscriptions(listed, wishes, missed, words)


async def _followed(
    desk: Desk,
    talk: Chat,
    words: Words,
    query: Query,
    own: Mapping[str, str],
    *,
    exactly: Sequence[str] = (),
    instead: Subscription | None = None,
) -> messages.Message:
    """Follow a query, in the place of another if so asked, unless it would tell of nearly everything; the answer."""
    share = await desk.search.share(query, own)
    if too_common(query, share, own):
        return queries.too_common(query, share, words)
    try:
        subscription, new = await desk.subscribers.add(
            talk.id, str(query), desk.now(), instead=instead.id if instead else None
        )
    except LimitError as error:
        return answers.plain(words("too-many-subscriptions", limit=error.limit))
    await desk.subscribers.resume(talk.id, desk.now())  # who follows something wants to be told of it
    return queries.subscribed(
        query,
        words,
        new=new,
        own=own,
        share=share,
        exactly=exactly,
        subscription=subscription.id,
        instead=instead.query if instead else "",
        past=await _looked_back(desk, words, query, own) if share.met else (),
    )


async def _looked_back(desk: Desk, words: Words, query: Query, own: Mapping[str, str]) -> Sequence[Text | str]:
    """How often a query would have been met lately, and the newest passages, of different briefings if there are."""
    tally, findings = await asyncio.gather(
        desk.search.tally(query, own=own, today=desk.now().date()), desk.search.find(query, own=own, limit=4 * _SHOWN)
    )
    first = {hit.edition.briefing: hit for hit in reversed(findings.found)}
    chosen = sorted(findings.found, key=lambda hit: hit is not first[hit.edition.briefing])[:_SHOWN]
    return past.looked_back(tally, sorted(chosen, key=lambda hit: -hit.id), words, desk.names)


def _chosen(listed: Sequence[Subscription], said: str) -> Subscription | None:
    """The subscription a user names: by its number in the list, or by its query in any spelling of it."""
    said = said.strip()
    if said.isdecimal() and 1 <= int(said) <= len(listed):
        return listed[int(said) - 1]
    try:
        canonical = str(parse_query(said))
    except QueryError:
        canonical = said
    return next((s for s in listed if s.query == canonical), None)
