"""Builds the Dispatcher: every router once, and what each handler is given (the chat, its words, the desk)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.handlers import (
    admin,
    briefings,
    changes,
    compare,
    editions,
    errors,
    export,
    feeds,
    mentions,
    names,
    start,
    subscriptions,
    topics,
    trend,
)
from bot.handlers.desk import Desk
from bot.locales import words


class _Introduced(BaseMiddleware):
    """Every handler knows the chat it talks to, in its own words."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        message = event.message if isinstance(event, CallbackQuery) else event
        user = event.from_user if isinstance(event, CallbackQuery | Message) else None
        if message is None or not hasattr(message, "chat"):
            return None
        language = ((user.language_code if user else None) or self._desk.default_language).split("-")[0].lower()
        chat = await self._desk.subscribers.meet(message.chat.id, language, self._desk.now())
        if self._desk.trusting and chat.language != language:  # at this machine the setting is the choice
            await self._desk.subscribers.set_language(chat.id, language)
            chat = replace(chat, language=language)
        return await handler(event, {**data, "talk": chat, "words": words(chat.language), "desk": self._desk})


def build_dispatcher(desk: Desk) -> Dispatcher:
    """A Dispatcher whose handlers work on the desk's stores; each call builds routers anew (a Router attaches once)."""
    dispatcher = Dispatcher()
    introduced = _Introduced(desk)
    dispatcher.message.outer_middleware(introduced)
    dispatcher.callback_query.outer_middleware(introduced)
    dispatcher.include_routers(
        errors.router(),
        start.router(),
        subscriptions.router(),
        mentions.router(),
        export.router(),
        trend.router(),
        topics.router(),
        compare.router(),
        names.router(),
        briefings.router(),
        changes.router(),
        editions.router(),
        feeds.router(),
        admin.router(),
        start.fallback_router(),
    )
    return dispatcher
