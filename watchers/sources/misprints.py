"""What is wrong in a profile whose TOML can be read: the first key at fault, what is wrong with it, and the remedy."""

import re
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from watchers.errors import ProfileError

if TYPE_CHECKING:
    from watchers.sources.profile import Era, Listing, Profile

_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_RHYTHM = re.compile(
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekdays|daily) (?P<from>{_CLOCK})-(?P<to>{_CLOCK})"
)
_LANGUAGE = re.compile(r"[a-z]{2}")
_NOTHING = LexborHTMLParser("<p></p>")  # selectors are tried on it: one that cannot be parsed finds no page either


def check_profile(profile: "Profile", id_: str) -> None:
    """Raises ProfileError for the first key whose value has the right type and no sense. id_: the file's name."""
    if profile.id != id_:
        raise ProfileError(id_, "id", f"is {profile.id!r}, the file's name says {id_!r}.")
    if not profile.name.strip():
        raise ProfileError(id_, "name", "is empty.")
    _check_times(profile)
    for key, language in (
        *((f"languages.{i}", language) for i, language in enumerate(profile.languages)),
        *((f"addresses.{i}.language", a.language) for i, a in enumerate(profile.addresses) if a.language is not None),
    ):
        if not _LANGUAGE.fullmatch(language):
            raise ProfileError(id_, key, f"{language!r} is no two-letter code.", "Write en, ru, zh.")
    for index, address in enumerate(profile.addresses):
        if not address.url.startswith(("http://", "https://")):
            raise ProfileError(id_, f"addresses.{index}.url", f"{address.url!r} is no web address.")
    kinds = {address.kind for address in profile.addresses}
    if "listing" in kinds and not profile.listing.items:
        raise ProfileError(id_, "listing.items", "are needed to read the listing among the addresses.")
    if profile.full_text and kinds == {"listing"}:
        raise ProfileError(id_, "full_text", "is said of a feed, and there is none among the addresses.")
    for key, pattern, group in _patterns(profile):
        try:
            groups = re.compile(pattern, re.IGNORECASE).groupindex
        except re.error as error:
            raise ProfileError(id_, key, f"no regular expression: {error}.") from error
        if group and group not in groups:
            raise ProfileError(id_, key, f"lacks a group named {group!r}.")
    for index, (pattern, address_) in enumerate(profile.pages):
        try:
            re.sub(pattern, address_, "")
        except (re.error, IndexError) as error:
            raise ProfileError(id_, f"pages.{index}.1", f"names a group there is not: {error}.") from error
    for key, selector in _selectors(profile):
        try:
            _NOTHING.css(selector)
        except SelectolaxError as error:
            raise ProfileError(id_, key, f"{selector!r} is no CSS selector.") from error


def check_names(profiles: Sequence["Profile"]) -> None:
    """Raises ProfileError where two profiles go by one name, or one does not say what was seen of its site."""
    owners: dict[str, str] = {}
    for profile in profiles:
        for key, name in (("id", profile.id), *((f"aliases.{i}", alias) for i, alias in enumerate(profile.aliases))):
            owner = owners.setdefault(folded_name(name), profile.id)
            if owner != profile.id:
                raise ProfileError(profile.id, key, f"{name!r} also names {owner}.")
        if not profile.seen.strip():
            remedy = "Write which pages were seen, and when."
            raise ProfileError(profile.id, "seen", "a shipped profile says what of its site was seen.", remedy)


def folded_name(text: str) -> str:
    """A profile's name as it is looked up: without case, blanks and dashes."""
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def _check_times(profile: "Profile") -> None:
    try:
        profile.zone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        remedy = "Use a name of the IANA list, like Europe/Paris."
        raise ProfileError(profile.id, "time_zone", f"unknown zone {profile.time_zone!r}.", remedy) from None
    for key, least in (("poll_seconds", 1), ("delay_seconds", 0)):
        if not getattr(profile, key) >= least:
            raise ProfileError(profile.id, key, "must be positive.")
    ages = [age for age, _ in profile.recheck]
    if ages != sorted(set(ages)) or any(age <= 0 or every <= 0 for age, every in profile.recheck):
        raise ProfileError(profile.id, "recheck", "pairs of [age, every] in seconds, growing ages.")
    for index, usual in enumerate(profile.rhythm):
        found = _RHYTHM.fullmatch(usual)
        if not found or found["from"] >= found["to"]:
            remedy = "Write: thursday 15:00-19:00"
            raise ProfileError(profile.id, f"rhythm.{index}", f"{usual!r} is no day and span.", remedy)


def _patterns(profile: "Profile") -> Iterator[tuple[str, str, str | None]]:
    """Every regular expression with its key, and the group it must have."""
    for index, pattern in enumerate(profile.keys):
        yield f"keys.{index}", pattern, "key"
    for group in ("year", "month", "day"):
        for index, pattern in enumerate(profile.address_dates):
            yield f"address_dates.{index}", pattern, group
    for index, (pattern, _) in enumerate(profile.pages):
        yield f"pages.{index}.0", pattern, None
    for index, pattern in enumerate(profile.labels.inline):
        yield f"labels.inline.{index}", pattern, "label"
    for field in fields(profile.words):
        if field.name == "plain_headings":
            continue
        for index, pattern in enumerate(getattr(profile.words, field.name)):
            yield f"words.{field.name}.{index}", pattern, "heading" if field.name == "heading" else None


def _selectors(profile: "Profile") -> Iterator[tuple[str, str]]:
    """Every CSS selector with its key."""
    parts: list[tuple[str, Listing | Era]] = [
        ("listing", profile.listing),
        *((f"eras.{i}", era) for i, era in enumerate(profile.eras)),
    ]
    for at, part in parts:
        for field in fields(part):
            if field.name != "name":
                for index, selector in enumerate(getattr(part, field.name)):
                    yield f"{at}.{field.name}.{index}", selector
