"""/subscribe, /subscriptions, /unsubscribe, and the buttons that stop one."""

from collections.abc import Sequence

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import answers
from bot import message as messages
from bot.handlers.desk import Desk
from bot.locales import Words
from storage.errors import LimitError
from watchers import aliases
from watchers.errors import QueryError
from watchers.model import Chat, Subscription
from watchers.query import parse_query
from watchers.query.reading import taken_exactly, unknown_names
from watchers.query.reshaping import any_field, in_all_languages, without_dates

_BIG = 200  # passages: an archive that tells what is common
_MOST = 0.5  # of its passages: a query that more of them meet tells nobody anything


def router() -> Router:
    """What a chat follows."""
    router = Router(name="subscriptions")

    @router.message(Command("subscribe", ignore_case=True))
    async def subscribe(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        if not command.args:
            usage = words("subscribe-usage", example=desk.example(words.language))
            await bot(answers.plain(usage).send(talk.id))
            return
        await bot((await _followed(command.args, talk, words, desk)).send(talk.id))

    @router.callback_query(F.data == "wider")
    async def wider(press: CallbackQuery, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        """The query of the confirmation, read back from its bold words, with names in place of its words."""
        confirmed = press.message
        bold = None
        if isinstance(confirmed, Message) and confirmed.text:
            bold = next((e for e in confirmed.entities or () if e.type == "bold"), None)
        await press.answer()
        if bold is None or not isinstance(confirmed, Message) or not confirmed.text:
            await bot(answers.plain(words("alert-gone")).send(talk.id))
            return
        text = bold.extract_from(confirmed.text)
        instead = in_all_languages(text)
        answer = await _followed(instead or text, talk, words, desk)
        if instead and (old := next((s for s in await desk.subscribers.list(talk.id) if s.query == text), None)):
            await desk.subscribers.remove(talk.id, old.id)
        await bot(answer.send(talk.id))

    @router.message(Command("subscriptions", ignore_case=True))
    async def subscriptions(_: Message, bot: Bot, talk: Chat, words: Words, desk: Desk) -> None:
        listed = await desk.subscribers.list(talk.id)
        await bot(answers.subscriptions(listed, words).send(talk.id))

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
        listed = await desk.subscribers.list(talk.id)
        await bot(answers.subscriptions(listed, words).send(talk.id))

    return router


async def _followed(typed: str, talk: Chat, words: Words, desk: Desk) -> messages.Message:
    """Let a chat follow what it typed, and say how that was understood; or say why not."""
    try:
        query = parse_query(typed)
        if timeless := without_dates(query):
            raise QueryError("dates", typed, 0, len(typed), timeless)
        own = await desk.subscribers.names(talk.id)
        known = [*own, *aliases.names()]
        for name, near in unknown_names(query, known):
            if aliases.resolve(name) is None:
                meant = aliases.suggest(name) or near
                raise QueryError(
                    "unknown_name", typed, *_place(typed, name), typed.replace(name, meant) if meant else ""
                )
        share = await desk.search.share(query, own)
        if share.of >= _BIG and share.met > _MOST * share.of and not any_field(query):
            return answers.plain(words("too-common", query=str(query)[:200], met=share.met, of=share.of))
        _subscription, new = await desk.subscribers.add(talk.id, str(query), desk.now())
        await desk.subscribers.resume(talk.id, desk.now())  # who follows something wants to be told of it
    except QueryError as error:
        return answers.misread(error, words)
    except LimitError as error:
        return answers.plain(words("too-many-subscriptions", limit=error.limit))
    return answers.subscribed(query, words, share, taken_exactly(typed), in_all_languages(str(query)), new=new)


def _place(typed: str, name: str) -> tuple[int, int]:
    at = typed.casefold().find(name)
    return (at, at + len(name)) if at >= 0 else (0, len(typed))


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
