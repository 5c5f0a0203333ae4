"""/feeds: the addresses at which a chat's subscriptions are Atom feeds, and the token by which programs ask."""

import secrets
from collections.abc import Iterable, Sequence

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from aiogram.utils.formatting import Bold, Code, Text

from bot import answers
from bot import message as messages
from bot.handlers.desk import Desk
from bot.locales import Words
from bot.message import Draft, fitted
from watchers.model import Chat, Subscription

_TOKEN_BYTES = 24
_LONGEST = 200  # characters of a query that is named


def router() -> Router:
    """Feeds, and the token they hold."""
    router = Router(name="feeds")

    @router.message(Command("feeds", ignore_case=True))
    async def feeds(_: Message, bot: Bot, command: CommandObject, talk: Chat, words: Words, desk: Desk) -> None:
        for answer in await _answers((command.args or "").strip().casefold(), talk, words, desk):
            await bot(answer.send(talk.id))

    return router


async def _answers(wish: str, talk: Chat, words: Words, desk: Desk) -> Sequence[messages.Message]:
    """Make a token if there is none or another is wished for, or revoke it; what is said of it."""
    if not desk.site:
        return [answers.plain(words("feeds-not-here"))]
    if wish == "off":
        revoked = await desk.tokens.revoke(talk.id)
        return [answers.plain(words("feeds-revoked" if revoked else "feeds-none"))]
    if wish not in ("", "new"):
        return [answers.plain(words("feeds-usage"))]
    followed = await desk.subscribers.list(talk.id)
    made_at = await desk.tokens.made_at(talk.id)
    if made_at is not None and not wish:
        return _said(_again(words.day(made_at.date()), desk.site, followed, words))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    await desk.tokens.keep(talk.id, token, desk.now())
    return _said(_first(token, desk.site, desk.example(words.language), followed, words))


def _first(
    token: str, site: str, example: str, followed: Sequence[Subscription], words: Words
) -> Iterable[tuple[Text | str, ...]]:
    """What is told only once: all the addresses."""
    feeds = f"{site}/feeds/{token}"
    yield (words("feeds-head"),)
    for subscription in followed:
        yield ("\n\n", Bold(fitted(subscription.query, _LONGEST)), f"\n{feeds}/{subscription.id}.atom")
    yield ("\n\n", words("feeds-any"), f"\n{feeds}/find.atom?q={example}")
    header = Code(f"Authorization: Bearer {token}")
    yield ("\n\n", words("feeds-programs"), f"\n{site}/api/v1/find?q={example}\n", header)
    yield ("\n", words("feeds-described"), f"\n{site}/api/v1/openapi.json")
    yield ("\n\n", words("feeds-keep"))


def _again(day: str, site: str, followed: Sequence[Subscription], words: Words) -> Iterable[tuple[Text | str, ...]]:
    """What can still be told when the token is known to its holder alone."""
    yield (words("feeds-made", day=day),)
    for subscription in followed:
        yield ("\n\n", Bold(fitted(subscription.query, _LONGEST)), f"\n{site}/feeds/…/{subscription.id}.atom")


def _said(pieces: Iterable[tuple[Text | str, ...]]) -> list[messages.Message]:
    """The pieces in as few messages as hold them, none of them cut."""
    drafts: list[Draft] = []
    for piece in pieces:
        if not drafts or not drafts[-1].add(*piece):
            drafts.append(Draft(*piece))
    return [draft.done() for draft in drafts]
