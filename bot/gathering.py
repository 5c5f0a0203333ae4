"""All that a query finds, page by page, up to a bound."""

from collections.abc import AsyncIterator
from typing import Protocol

from watchers.remembered import Findings

_PAGE = 500


class Find(Protocol):
    """A search whose query is given already."""

    async def __call__(self, *, limit: int, before: str | None) -> Findings:
        """A page of past mentions, from where an earlier one ended."""


async def gather(find: Find, most: int) -> AsyncIterator[Findings]:
    """The pages of a search, at least one, until there are no more or `most` passages were found."""
    before: str | None = None
    left = most
    while True:
        page = await find(limit=min(_PAGE, left), before=before)
        yield page
        left -= len(page.found)
        before = page.next
        if before is None or left <= 0:
            return
