"""The nearest boundary of a handler: what went wrong is logged whole, and the user gets one honest sentence."""

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ErrorEvent

from bot.locales import words

log = structlog.get_logger()


def router() -> Router:
    """Errors of all other routers."""
    router = Router(name="errors")

    @router.error()
    async def failed(event: ErrorEvent, bot: Bot) -> bool:
        log.error("handler failed", update=event.update.update_id, exc_info=event.exception)
        press = event.update.callback_query
        message = press.message if press else event.update.message
        if message is None or isinstance(event.exception, TelegramAPIError):
            return True
        user = press.from_user if press else event.update.message and event.update.message.from_user
        said = words((user.language_code if user else None) or "en")
        try:
            await bot.send_message(message.chat.id, said("error-internal"))
        except TelegramAPIError as error:
            log.warning("not answered", chat=message.chat.id, error=str(error))
        return True

    return router
