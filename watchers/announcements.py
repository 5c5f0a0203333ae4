"""What a source announces: its feeds and listings into rows, from wherever they moved, back to what is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol

import structlog

from watchers.errors import FetchError, ParseError
from watchers.fetch import Fetcher
from watchers.model import Address, Announced, Notice, Page, Source, Validators
from watchers.remembered import KnownAddress
from watchers.sources.profile import Profile

log = structlog.get_logger()

_GONE = (404, 410)
_EARLIER = 10  # pages of a feed or listing walked back to what is known, after a long silence


class AddressKeeper(Protocol):
    """What is remembered of feeds and listings. Each method is one transaction."""

    async def address(self, source_id: str, url: str) -> KnownAddress | None:
        """A feed or listing as last read; None when nothing of it was ever kept (its archive is still to import)."""

    async def known_urls(self, source_id: str, urls: Sequence[str]) -> frozenset[str]:
        """Those of the addresses that were announced before."""

    async def keep_notices(
        self,
        source_id: str,
        address_url: str,
        notices: Sequence[Notice],
        read: KnownAddress,
        *,
        quiet: bool,
        now: datetime,
    ) -> int: ...


class AnnouncementReader(Protocol):
    """The bytes of a feed or listing to what it announces, wherever that is done. Raises ParseError."""

    async def announced(self, page: Page, address: Address, profile_id: str) -> Announced: ...


class Announcements:
    """Reads one address of a source; it judges no page, and fetches none but those of the feed or listing itself."""

    def __init__(self, fetcher: Fetcher, reader: AnnouncementReader, keeper: AddressKeeper) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._keeper = keeper

    async def read(self, source: Source, address: Address, profile: Profile, now: datetime) -> int:
        """Steps 2 and 3 for one address: its notices become rows, and only with them how it was read; how many are new.

        Raises FetchError, ParseError.
        """
        known = await self._keeper.address(source.id, address.url)
        before = known or KnownAddress()
        page, moved_to = await self._fetched(address, before, profile)
        if page is None and before.unread is None:
            return 0
        read = before
        newest = Announced(())
        if page is not None:
            read = KnownAddress(page.validators, moved_to, sha256(page.content).hexdigest(), before.unread)
            if read.content_hash != before.content_hash:  # else a server that answers 200 to everything
                newest = await self._reader.announced(page, address, profile.id)
        new = 0
        if known is not None:
            start = newest.earlier if await self._is_new(source, newest) else before.unread
            earlier, met, unread = await self._earlier(source, address, start, profile)
            read = replace(read, unread=unread)
            if earlier:
                # Where nothing known was met the site has changed its addresses: its archive is no news.
                new += await self._keeper.keep_notices(
                    source.id, address.url, earlier, replace(before, unread=unread), quiet=not met, now=now
                )
        if read == known and not newest.notices:
            return new
        return new + await self._keeper.keep_notices(
            source.id, address.url, newest.notices, read, quiet=known is None, now=now
        )

    async def _is_new(self, source: Source, announced: Announced) -> bool:
        """Whether a page announces nothing that is known, so that more may have come than it shows."""
        urls = [notice.url for notice in announced.notices]
        return bool(urls) and not await self._keeper.known_urls(source.id, urls)

    async def _fetched(self, address: Address, known: KnownAddress, profile: Profile) -> tuple[Page | None, str | None]:
        """A feed or listing, from where it moved to, or from its old place where the new one fails; and where it is to
        be looked for from now on (None: at its own address).
        """
        if known.moved_to is not None:
            try:
                page = await self._get(known.moved_to, address, profile, known.validators)
                return page, page.url if page is not None and page.moved else known.moved_to
            except FetchError as error:
                log.info("moved address not read", url=address.url, moved_to=known.moved_to, reason=str(error))
        page = await self._get(address.url, address, profile, Validators() if known.moved_to else known.validators)
        return page, page.url if page is not None and page.moved else None

    async def _earlier(
        self, source: Source, address: Address, start: str | None, profile: Profile
    ) -> tuple[tuple[Notice, ...], bool, str | None]:
        """What stands on the pages from `start` back to the first that holds something known; whether that was met; and
        the page to go on from next time, where one could not be read (the newest does not wait for it).
        """
        found: list[Notice] = []
        walked = {address.url}
        at = start
        while at is not None and at not in walked and len(walked) <= _EARLIER:
            walked.add(at)
            try:
                page = await self._get(at, address, profile, Validators())
                announced = Announced(()) if page is None else await self._reader.announced(page, address, profile.id)
            except (FetchError, ParseError) as error:
                log.warning("earlier page not read", source=source.id, url=at, reason=str(error))
                gone = isinstance(error, FetchError) and error.status in _GONE
                return tuple(found), not gone, None if gone else at
            found += announced.notices
            if not await self._is_new(source, announced):
                return tuple(found), True, None
            at = announced.earlier
        return tuple(found), False, None

    async def _get(self, url: str, address: Address, profile: Profile, validators: Validators) -> Page | None:
        return await self._fetcher.get(
            url,
            validators,
            user_agent=profile.user_agent,
            delay_seconds=profile.delay_seconds,
            language=address.language,
        )
