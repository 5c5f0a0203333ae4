"""Waits out a short flood wait on behalf of whoever called: an answer to a user is not lost to one busy second."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response, TelegramType

_SHORT = 5.0  # seconds; a longer wait is the courier's business, who can put a parcel back


class Patience(BaseRequestMiddleware):
    """A session's middleware: a call told to come back within seconds does so, once."""

    def __init__(self, sleep: Callable[[float], Awaitable[Any]]) -> None:
        self._sleep = sleep

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; after a TelegramRetryAfter of at most a few seconds, make it again."""
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            if error.retry_after > _SHORT:
                raise
            await self._sleep(error.retry_after)
        return await make_request(bot, method)
