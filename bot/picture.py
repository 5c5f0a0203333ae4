"""A picture as the bot means it: a PNG for a chat, and what is drawn of it where only text can be."""

from collections.abc import Callable

from aiogram.methods import SendMessage, SendPhoto
from aiogram.types import BufferedInputFile

from bot.message import Message, units

MAX_CAPTION_UNITS = 1024  # after entities are parsed, in UTF-16 code units (Bot API, sendPhoto)


class Picture(BufferedInputFile):
    """A PNG with its name. sketch: the same as text, so many columns wide, in signs of an encoding; saved: the sentence
    that says where it was put.
    """

    def __init__(
        self, png: bytes, filename: str, *, sketch: Callable[[int, str], str], saved: Callable[[str], str]
    ) -> None:
        super().__init__(png, filename)
        self.sketch = sketch
        self.saved = saved


def sending(picture: Picture, message: Message, chat_id: int) -> tuple[SendPhoto | SendMessage, ...]:
    """The Bot API calls that send a picture with a text below it: in a message of its own where it is long."""
    if units(message.text) > MAX_CAPTION_UNITS:
        return SendPhoto(chat_id=chat_id, photo=picture, parse_mode=None), message.send(chat_id)
    photo = SendPhoto(
        chat_id=chat_id,
        photo=picture,
        caption=message.text,
        caption_entities=list(message.entities),
        parse_mode=None,
        reply_markup=message.keyboard(),
    )
    return (photo,)
