"""A look at an outlet before it is watched, and at one that is: what it announces, and how its newest pages are cut."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from watchers.errors import FetchError, ParseError
from watchers.fetch import Fetcher
from watchers.model import Address, Announced, Briefing, Notice, Page, Source, Validators
from watchers.pipeline import Reader
from watchers.sources.discover import feeds_in, profiles_for, promise
from watchers.sources.gate import check_whole
from watchers.sources.profile import Profile, find_profile

_NEWEST = 3  # pages that are cut on trial
_TRIED = 4  # places that may announce pages, each one or two requests
_SURE = ("is_feed", "known_listing")  # leads that need no profile to tell where else to look
_ENOUGH = 0.6  # a promise: the page was understood, no other profile need be tried


@dataclass(frozen=True, slots=True)
class Looked:
    """A feed or listing as it answered: how many pages it announces, or what was the matter."""

    address: Address
    announced: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as it was cut on trial, or what was the matter with it. promise: how well it went, 0 to 1."""

    url: str
    title: str
    briefing: Briefing | None = None
    promise: float = 0.0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What watching a source would read: its feeds and listings, and its newest pages."""

    source: Source
    looked: tuple[Looked, ...]
    samples: tuple[Sample, ...]

    @property
    def promise(self) -> float:
        """How well its pages were understood, 0 to 1."""
        return sum(s.promise for s in self.samples) / len(self.samples) if self.samples else 0.0

    @property
    def well(self) -> bool:
        """Whether everything that was asked for came and was understood."""
        return bool(self.samples) and not self.troubles

    @property
    def troubles(self) -> tuple[str, ...]:
        """What was the matter, in the order it was met."""
        met = [each.trouble for each in self.looked] + [each.trouble for each in self.samples]
        return tuple(filter(None, met))


class Scout:
    """Fetches and cuts, and keeps nothing: whoever asked decides whether it is watched."""

    def __init__(self, fetcher: Fetcher, reader: Reader) -> None:
        self._fetcher = fetcher
        self._reader = reader

    async def trial(self, source: Source, newest: int = 1) -> Trial:
        """Read what a source announces, and its newest pages with its own profile. Raises nothing but ProfileError."""
        profile = find_profile(source.profile)
        if source.trusted:
            self._fetcher.trust(address.url for address in source.addresses)
        looked: list[Looked] = []
        notices: list[Notice] = []
        for address in source.addresses:
            try:
                announced = await self._announced(address, profile)
            except (FetchError, ParseError) as error:
                looked.append(Looked(address, 0, str(error)))
                continue
            looked.append(Looked(address, len(announced.notices)))
            notices += announced.notices
        samples = [await self._sample(notice, (profile,)) for notice in _newest(notices, newest)]
        return Trial(source, tuple(looked), tuple(sample for _, sample in samples))

    async def find(
        self,
        url: str,
        taken: Collection[str] = (),
        *,
        trusted: bool = False,
        told: Callable[[str], None] = lambda _: None,
    ) -> Trial:
        """From an address that somebody named to a source that could be watched there, with its newest pages cut.

        taken: ids that other sources have. trusted: the operator named it, so that its host may be anywhere. told:
        hears of each address as it is asked. The profile is the site's own where one is known, else the one that
        understands the newest pages best. Raises FetchError where nothing answers, ParseError("no_source") where
        nothing that announces pages is found.
        """
        if trusted:
            self._fetcher.trust([url])
        told(url)
        troubles: list[str] = []
        home = next((p for p in profiles_for(url)[:1] if p.id != "generic"), None)
        try:
            page = await self._fetcher.get(url, user_agent=home.user_agent if home else None)
            profiles = profiles_for(url, page)
            leads = feeds_in(page) if page is not None else ()
        except (FetchError, ParseError) as error:
            if home is None:
                raise
            troubles.append(str(error))
            profiles, leads = profiles_for(url), ()
        if home is not None and not any(lead.why in _SURE for lead in leads[:1]):
            # The address is no feed or listing itself, but the site's own profile knows where those are.
            source = home.source(id=home.id if home.id not in taken else _named(url, taken))
            told(home.id)
            trial = await self.trial(replace(source, trusted=trusted), _NEWEST)
            if trial.samples:
                return trial
            troubles += trial.troubles
        for lead in leads[:_TRIED]:
            own = find_profile(lead.profile) if lead.profile else profiles[0]
            told(lead.address.url)
            try:
                announced = await self._announced(lead.address, own)
            except (FetchError, ParseError) as error:
                troubles.append(str(error))
                continue
            chosen = _newest(announced.notices, _NEWEST)
            if chosen:
                trial = await self._tried(lead.address, len(announced.notices), chosen, profiles, taken, told)
                return replace(trial, source=replace(trial.source, trusted=trusted))
            troubles.append(f"{lead.address.url}: no_items")
        raise ParseError(url, "no_source", "; ".join(troubles)[:500])

    async def _tried(
        self,
        address: Address,
        count: int,
        newest: Sequence[Notice],
        profiles: Sequence[Profile],
        taken: Collection[str],
        told: Callable[[str], None],
    ) -> Trial:
        samples: list[Sample] = []
        chosen: Profile | None = None
        for notice in newest:
            told(notice.url)
            found, sample = await self._sample(notice, profiles if chosen is None else (chosen,))
            samples.append(sample)
            chosen = found or chosen
        profile = chosen or profiles[0]
        languages = {s.briefing.language for s in samples if s.briefing is not None}
        if address.language is None and len(languages) == 1:
            address = replace(address, language=next(iter(languages)))
        source = Source(
            _named(address.url, taken), urlsplit(address.url).hostname or address.url, profile.id, (address,)
        )
        return Trial(source, (Looked(address, count),), tuple(samples))

    async def _announced(self, address: Address, profile: Profile) -> Announced:
        page = await self._get(address.url, profile)
        return await self._reader.announced(page, address, profile.id)

    async def _sample(self, notice: Notice, profiles: Sequence[Profile]) -> tuple[Profile | None, Sample]:
        """A page cut by the first profile that understands it, else by the one that understands it best."""
        named = notice.title or ""
        try:
            if notice.text is None:
                page = await self._get(profiles[0].page_address(notice.url), profiles[0])
            else:
                page = Page(notice.url, notice.text.encode("utf-8", "replace"), "text/html", "utf-8")
        except FetchError as error:
            return None, Sample(notice.url, named, trouble=str(error))
        best: tuple[Profile | None, Sample] = (None, Sample(notice.url, named))
        for profile in profiles:
            try:
                briefing = await self._reader.briefing(page, profile.id, notice)
                check_whole(briefing)
            except ParseError as error:
                if best[0] is None and not best[1].trouble:
                    best = (None, replace(best[1], trouble=str(error)))
                continue
            worth = promise(briefing)
            if best[0] is None or worth > best[1].promise:
                best = (profile, Sample(notice.url, briefing.title, briefing, worth))
            if worth >= _ENOUGH:
                break
        return best

    async def _get(self, url: str, profile: Profile) -> Page:
        page = await self._fetcher.get(
            url, Validators(), user_agent=profile.user_agent, delay_seconds=profile.delay_seconds
        )
        if page is None:
            raise FetchError(url, "status", status=304)
        return page


def _newest(notices: Sequence[Notice], most: int) -> list[Notice]:
    """The newest notices, one for each briefing: by their moments where they have some, else as they stand."""
    unique = list({notice.key: notice for notice in reversed(notices)}.values())[::-1]
    dated = [(n.published_at, n) for n in unique if n.published_at is not None]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return [*(n for _, n in dated), *(n for n in unique if n.published_at is None)][:most]


def _named(url: str, taken: Collection[str]) -> str:
    """An id for a source at an address: its host's name, with a number where another has it."""
    host = (urlsplit(url).hostname or "source").removeprefix("www.")
    return free_id(re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_")[:36] or "source", taken)


def free_id(name: str, taken: Collection[str]) -> str:
    """The name as an id, with a number behind it where another has it."""
    return next(n for n in (name, *(f"{name}_{i}" for i in range(2, 10_000))) if n not in taken)
