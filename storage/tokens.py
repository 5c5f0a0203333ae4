"""Tokens by which feed readers and programs are let in: one a chat, and only its SHA-256 is kept."""

import datetime as dt
import hmac
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from storage.database import Database
from storage.tables import tokens


class Tokens:
    """Remembers which chat a token speaks for. It makes none, and cannot tell anyone what a token was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, chat_id: int, token: str, now: dt.datetime) -> None:
        """Let a token speak for a chat that was met; the one it had before speaks for nobody any more."""
        made = {"digest": _digest(token), "made_at": now}
        new = insert(tokens).values(chat_id=chat_id, **made)
        async with self._database.write() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=[tokens.c.chat_id], set_=made))

    async def revoke(self, chat_id: int) -> bool:
        """Let a chat's token speak for nobody any more; whether it had one."""
        async with self._database.write() as connection:
            return (await connection.execute(sa.delete(tokens).where(tokens.c.chat_id == chat_id))).rowcount > 0

    async def made_at(self, chat_id: int) -> dt.datetime | None:
        """Since when a chat has the token it has; None: it has none."""
        async with self._database.read() as connection:
            found = sa.select(tokens.c.made_at).where(tokens.c.chat_id == chat_id)
            made_at: dt.datetime | None = (await connection.execute(found)).scalar()
            return made_at

    async def holder(self, token: str) -> int | None:
        """The chat that a token speaks for; None: nobody.

        It is looked up by its digest: how long that takes tells nothing of the tokens there are.
        """
        digest = _digest(token)
        async with self._database.read() as connection:
            found = sa.select(tokens.c.chat_id, tokens.c.digest).where(tokens.c.digest == digest)
            row = (await connection.execute(found)).one_or_none()
        if row is None or not hmac.compare_digest(row.digest, digest):
            return None
        holder: int = row.chat_id
        return holder


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
