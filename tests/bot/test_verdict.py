"""What a failed send means, as a table over every error aiogram raises."""

import inspect

import pytest
from aiogram import exceptions
from aiogram.exceptions import (
    AiogramError,
    CallbackAnswerException,
    ClientDecodeError,
    DataNotDictLikeError,
    DetailedAiogramError,
    RestartingTelegram,
    SceneException,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
    UnsupportedKeywordArgument,
)
from aiogram.methods import SendMessage

from bot.verdict import Drop, Gone, Halt, Moved, Plain, Retry, Verdict, judge, pause

SEND = SendMessage(chat_id=1, text="x")

TABLE: list[tuple[Exception, Verdict]] = [
    (TelegramRetryAfter(SEND, "Too Many Requests", 43_838), Retry(43_838, told=True)),
    (TelegramMigrateToChat(SEND, "group chat was upgraded", -100123), Moved(-100123)),
    (TelegramUnauthorizedError(SEND, "Unauthorized"), Halt("Unauthorized")),
    (
        TelegramForbiddenError(SEND, "Forbidden: bot was blocked by the user"),
        Gone("Forbidden: bot was blocked by the user"),
    ),
    (TelegramForbiddenError(SEND, "Forbidden: user is deactivated"), Gone("Forbidden: user is deactivated")),
    (TelegramForbiddenError(SEND, "Forbidden: something new"), Gone("Forbidden: something new")),
    (TelegramBadRequest(SEND, "Bad Request: chat not found"), Gone("Bad Request: chat not found")),
    (
        TelegramBadRequest(SEND, "Bad Request: have no rights to send a message"),
        Gone("Bad Request: have no rights to send a message"),
    ),
    (
        TelegramBadRequest(SEND, "Bad Request: can't parse entities: byte 7"),
        Plain("Bad Request: can't parse entities: byte 7"),
    ),
    (TelegramBadRequest(SEND, "Bad Request: BUTTON_DATA_INVALID"), Plain("Bad Request: BUTTON_DATA_INVALID")),
    (TelegramBadRequest(SEND, "Bad Request: message is too long"), Drop("Bad Request: message is too long")),
    (TelegramNotFound(SEND, "Not Found"), Halt("Not Found")),
    (TelegramEntityTooLarge(SEND, "Request Entity Too Large"), Drop("Request Entity Too Large")),
    (TelegramNetworkError(SEND, "ServerDisconnectedError"), Retry(2)),
    (TelegramServerError(SEND, "Bad Gateway"), Retry(2)),
    (RestartingTelegram(SEND, "restart"), Retry(2)),
    (TelegramConflictError(SEND, "terminated by other getUpdates"), Retry(2)),
    (ClientDecodeError("no JSON", ValueError("<html>"), "<html>"), Retry(2)),
    (TimeoutError(), Retry(2)),
    (ConnectionResetError(), Retry(2)),
    (TelegramAPIError(SEND, "something new"), Retry(2)),
    (AiogramError("?"), Retry(2)),
    (DetailedAiogramError("?"), Retry(2)),
    (CallbackAnswerException("?"), Retry(2)),
    (SceneException("?"), Retry(2)),
    (UnsupportedKeywordArgument("?"), Retry(2)),
    (DataNotDictLikeError("?"), Retry(2)),
    (RuntimeError("ours"), Drop("RuntimeError('ours')")),
]


@pytest.mark.parametrize(("error", "verdict"), TABLE, ids=lambda value: repr(value)[:60])
def test_every_error_has_its_verdict(error: Exception, verdict: Verdict) -> None:
    """The table, row by row."""
    assert judge(error, 1) == verdict


def test_the_table_has_a_row_for_every_exception_aiogram_defines() -> None:
    """A new kind of error in a new aiogram fails here until somebody decides what it means."""
    defined = {
        kind
        for _, kind in inspect.getmembers(exceptions, inspect.isclass)
        if issubclass(kind, AiogramError) and kind.__module__ == exceptions.__name__
    }
    assert defined == {type(error) for error, _ in TABLE if isinstance(error, AiogramError)}


def test_retries_grow_apart_and_never_stop() -> None:
    """Two seconds, doubling, at most ten minutes."""
    assert [pause(n) for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert pause(1000) == 600
