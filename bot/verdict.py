"""What a failed send means for the parcel: a value for every error aiogram can raise (pure, tested as a table)."""

from dataclasses import dataclass

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    RestartingTelegram,
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
)

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 600.0


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after so many seconds; `told` when Telegram itself named the pause."""

    seconds: float
    told: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup: send to the new id, now and ever after."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be reached: suspend it, keep what it follows."""

    reason: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Telegram rejects the formatting: send the same words without it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """This message can never be sent: keep the parcel as a dead letter."""

    reason: str


@dataclass(frozen=True, slots=True)
class Halt:
    """Nothing can be sent by this bot: its token is wrong."""

    reason: str


Verdict = Retry | Moved | Gone | Plain | Drop | Halt

_GONE = (
    "chat not found",
    "user not found",
    "bot was blocked",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "peer_id_invalid",
    "group chat was deactivated",
)
_FORMATTING = ("can't parse", "entity", "entities", "button_", "reply markup", "message to be replied", "reply message")


def judge(error: Exception, attempts: int) -> Verdict:
    """What to do after `attempts` sends of a parcel, the last of which raised `error`.

    A network error is retried although the message may have arrived: there is no idempotency key, and an alert told
    twice is better than one lost.
    """
    match error:
        case TelegramRetryAfter():
            return Retry(float(error.retry_after), told=True)
        case TelegramMigrateToChat():
            return Moved(error.migrate_to_chat_id)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Halt(error.message)
        case TelegramForbiddenError():
            return Gone(error.message)
        case TelegramBadRequest():
            said = error.message.lower()
            if any(sign in said for sign in _GONE):
                return Gone(error.message)
            if any(sign in said for sign in _FORMATTING):
                return Plain(error.message)
            return Drop(error.message)
        case TelegramEntityTooLarge():
            return Drop(error.message)
        case (
            TelegramNetworkError()
            | RestartingTelegram()
            | TelegramServerError()
            | TelegramConflictError()
            | ClientDecodeError()
            | TimeoutError()
            | OSError()
        ):
            return Retry(pause(attempts))
        case AiogramError():
            return Retry(pause(attempts))
    return Drop(repr(error))


def pause(attempts: int) -> float:
    """Seconds before the next try: 2, 4, 8, ... up to ten minutes."""
    return min(_FIRST_PAUSE * 2.0 ** min(max(attempts - 1, 0), 16), _LONGEST_PAUSE)
