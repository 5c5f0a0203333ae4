"""A site is a profile: the facts of one official outlet, as validated TOML, and what can be asked of them.

A profile lives in `watchers/sources/profiles/<id>.toml`. Everything but `id` and `name` may be left out:

    id = "sample"                        # the file's own name; also the source's id unless another is given
    name = "Sample Ministry, briefings"
    aliases = ["sample_old"]             # other names it is known by
    languages = ["en", "ru"]             # editions it publishes, two-letter codes, the main one first
    encoding = "windows-1251"            # only where pages neither say theirs nor are UTF-8
    time_zone = "Europe/Moscow"          # of dates and clocks printed without a zone
    poll_seconds = 300                   # how often to look for news
    delay_seconds = 10.0                 # between two requests to the site
    recheck = [[21600, 3600], [259200, 21600], [604800, 86400]]   # [until this age, look every], in seconds
    rhythm = ["thursday 15:00-19:00"]    # when briefings usually appear, until it is learned: a day's English name,
                                         # "weekdays" or "daily", and two clocks of the time zone
    full_text = true                     # the feed's entries bring the whole text: no page is fetched
    seen = "pages of 2021-2024 as published, the feed of April 2026"   # what of the site was seen, and when
    tried = true                         # whether real pages of it were cut; false is said in `rostrum sources`
    user_agent = "..."                   # where the site wants a particular one
    keys = ['/id/(?P<key>\\d+)', '/(?P<language>en|ru)/(?P<key>\\d+)']   # the source's own id in a page's address;
                                         # more groups `key_2`, `key_3` are more pieces of it
    pages = [['/show/(\\d+)', 'https://ministry.example/text?id=\\1']]   # where the text of a page is, if not at its
                                         # own address (a page filled by script): what to fetch in its place

    address_dates = ['/db(?P<year>\\d\\d)(?P<month>\\d\\d)(?P<day>\\d\\d)\\.']   # where only the address has the date

    [[addresses]]                        # where it announces its pages, any number of times
    url = "https://ministry.example/en/rss.xml"
    kind = "feed"                        # or "listing"
    language = "en"                      # left out where the pages tell

    [listing]                            # CSS selectors; each key is a list, the first that matches wins
    items = ["ul.news > li"]             # one element for each page announced
    link = ["a.title"]                   # inside an item (the item itself, where it is the link)
    title = ["a.title"]                  # left out: the text of the link
    date = ["span.date", "time"]         # left out: no date
    earlier = ["a.next"]                 # leads to the page of earlier items; left out: there is none

    [[eras]]                             # how pages looked, newest first; the first whose `body` matches is used
    name = "2021-"
    title = ["h1"]
    date = [".date"]                     # the element's `datetime` or `content`, or else its text
    body = ["div.article"]               # left out, or nothing matches: the page's main part is looked for
    drop = [".share"]                    # inside the body: never read
    posted = ["time.published"]          # when it was put out, where that is not `date`
    updated = [".last-updated"]          # when it was last changed, as the page states
    place = [".place"]                   # where the event was
    number = [".doc-number"]             # the document's own number
    editions = ["a[hreflang]"]           # links to the same briefing in other languages

    [record]                             # where pages come as JSON with HTML in it: paths, the first that leads to one
    title = ["resource.title"]
    date = ["eventDate"]
    text = ["resource.html"]             # eras then know them as h1, time and article

    [labels]                             # who speaks, as printed; compared without case, blanks and the colon
    question = ["Question"]              # labels that always ask
    follow_up = ["Follow-up"]            # ... that ask on
    answer = ["Answer"]                  # ... that answer for the principal
    principal = ["Jane Roe"]             # words or names: a label holding one is the principal's
    guest = ["Minister"]                 # the same for guests
    moderator = ["Moderator"]            # the same for these three
    staff = ["Staff"]
    anonymous = ["Senior official"]
    outlet = ["News Agency"]             # words by which a label names an outlet: it asks
    without_colon = ["Q"]                # labels set off by blanks alone
    dashed = ["Q", "A"]                  # labels set off by " - "
    never = ["Note"]                     # words before a colon that are no labels
    inline = ['...']                     # regular expressions: labels in the middle of a flattened text
    others = "auto"                      # any other name: "journalist", "guest", or "auto" (a journalist's where
                                         # the page has no question label of its own)

    [words]                              # regular expressions for a whole line, compared without case
    contents = ["contents:?"]            # heading of the table of contents
    questions = ["answers to questions:?"]  # heading of the questions
    back = ["back to top"]               # markers that end a section
    furniture = ["share( this)?"]        # lines that belong to no section
    end = ["END"]                        # the end of the transcript; what follows is an appendix
    foot = ["All rights reserved"]       # looked for inside a line: from here on, the page's foot
    heading = ['\\*\\*(?P<heading>.+)']     # printed forms of headings, with a group `heading` for the words
    title = ["briefing"]                 # words of titles (looked for inside a line)
    plain_headings = true                # a short line of its own above a paragraph is a heading

    [signs]                              # pieces of text by which a page that came is known for what it is
    challenge = ["bobcmn"]
    error_page = ["<title>system</title>"]
    error_address = ["/error.htm"]       # ... or by a piece of the address at which it came in the end
    whole = ["</html>"]                  # what every HTML page of the site ends with, one of them: else half of it came

What is wrong is named by its key (misprints.py). A shipped profile says with `seen` what of the site was seen.

The lists of `labels`, `words` and `signs` are added to those of `generic.toml`, which hold what is usual everywhere
(and are looked at after the profile's own); single values stand for themselves.
"""

import datetime as dt
import difflib
import hashlib
import json
import re
import tomllib
import urllib.parse
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from watchers.errors import ProfileError
from watchers.model import Address, Source
from watchers.sources.misprints import check_names, check_profile, folded_name

Words = tuple[str, ...]
RECHECK = ((6 * 3600, 3600), (3 * 86400, 6 * 3600), (7 * 86400, 86400))
_KEY_LENGTH = 80  # characters; a longer slug is cut, and told from its like by its hash
_CONFIG = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Listing:
    """CSS selectors of a listing page; each is a list of fall-backs."""

    items: Words = ()
    link: Words = ()
    title: Words = ()
    date: Words = ()
    earlier: Words = ()


@dataclass(frozen=True, slots=True)
class Era:
    """How the site's pages looked for a while: where title, date and body are; each a list of fall-backs."""

    name: str = ""
    title: Words = ()
    date: Words = ()
    body: Words = ()
    drop: Words = ()
    posted: Words = ()
    updated: Words = ()
    place: Words = ()
    number: Words = ()
    editions: Words = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Paths into a page that is JSON, steps parted by full stops; each is a list of fall-backs."""

    title: Words = ()
    date: Words = ()
    text: Words = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of speakers, as printed."""

    question: Words = ()
    follow_up: Words = ()
    answer: Words = ()
    principal: Words = ()
    guest: Words = ()
    moderator: Words = ()
    staff: Words = ()
    anonymous: Words = ()
    outlet: Words = ()
    without_colon: Words = ()
    dashed: Words = ()
    never: Words = ()
    inline: Words = ()
    others: Literal["auto", "journalist", "guest"] = "auto"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What lines of a certain use look like: regular expressions, compared without case."""

    contents: Words = ()
    questions: Words = ()
    back: Words = ()
    furniture: Words = ()
    end: Words = ()
    foot: Words = ()
    heading: Words = ()
    title: Words = ()
    plain_headings: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """Pieces of text by which a page that came is known not to be a briefing, or (`whole`) to have come to its end."""

    challenge: Words = ()
    error_page: Words = ()
    error_address: Words = ()
    whole: Words = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One outlet's facts; see the head of this file for each key."""

    id: str
    name: str
    aliases: Words = ()
    languages: Words = ()
    encoding: str | None = None
    time_zone: str = "UTC"
    poll_seconds: int = 300
    delay_seconds: float = 5.0
    recheck: tuple[tuple[int, int], ...] = RECHECK
    rhythm: Words = ()
    full_text: bool = False
    seen: str = ""
    tried: bool = False
    user_agent: str | None = None
    keys: Words = ()
    pages: tuple[tuple[str, str], ...] = ()
    address_dates: Words = ()
    addresses: tuple[Address, ...] = ()
    listing: Listing = Listing()
    eras: tuple[Era, ...] = ()
    record: Record = Record()
    labels: Labels = field(default_factory=Labels)
    words: Vocabulary = field(default_factory=Vocabulary)
    signs: Signs = field(default_factory=Signs)

    def notice_key(self, url: str) -> str:
        """The source's own id of the page at `url`; where no pattern knows one, a stable slug of the address."""
        for pattern in self.keys:
            found = compiled(pattern).search(url)
            if found and found["key"]:
                pieces = (found[name] for name in found.re.groupindex if name.partition("_")[0] == "key")
                return _shortened("-".join(piece for piece in pieces if piece))
        return _slug(url)

    def page_address(self, url: str) -> str:
        """Where the text of the page at `url` is fetched from: there, unless a pattern of `pages` says otherwise."""
        for pattern, address in self.pages:
            found = compiled(pattern).search(url)
            if found:
                return found.expand(address)
        return url

    def language_of(self, url: str) -> str | None:
        """The two-letter language that the address itself states, where a key pattern has a group `language`."""
        for pattern in self.keys:
            found = compiled(pattern).search(url)
            if found and found.groupdict().get("language"):
                return str(found["language"]).lower()[:2]
        return None

    def date_of(self, url: str) -> dt.date | None:
        """The briefing's date as the address itself states it, where a pattern of `address_dates` finds one."""
        for pattern in self.address_dates:
            found = compiled(pattern).search(url)
            if found:
                year = int(found["year"])
                try:
                    return dt.date(year + 2000 if year < 100 else year, int(found["month"]), int(found["day"]))
                except ValueError:
                    continue
        return None

    def zone(self) -> dt.tzinfo:
        """The zone of clocks that the site prints without one."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def source(
        self,
        addresses: Sequence[Address] | None = None,
        languages: Sequence[str] | None = None,
        id: str | None = None,  # noqa: A002 - a source's id is called id everywhere
        name: str | None = None,
    ) -> Source:
        """This outlet as something to watch; what is given stands in for the profile's own.

        languages: keep only the addresses of these languages (and those that name none).
        """
        chosen = tuple(self.addresses if addresses is None else addresses)
        if languages is not None:
            chosen = tuple(a for a in chosen if a.language is None or a.language in languages)
        return Source(id or self.id, name or self.name, self.id, chosen)


for _part in (Listing, Era, Record, Labels, Vocabulary, Signs, Profile):
    setattr(_part, "__pydantic_config__", _CONFIG)  # noqa: B010 - a key we do not know is a misprint


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of a profile's key, without regard to case."""
    return re.compile(pattern, re.IGNORECASE)


# ------------------------------------------------------------------ where profiles come from


@cache
def load_profiles() -> Mapping[str, Profile]:
    """All shipped profiles by id. Raises ProfileError for the first that is wrong."""
    folder = resources.files("watchers.sources") / "profiles"
    return read_profiles(
        {f.name.removesuffix(".toml"): f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}
    )


def read_profiles(texts: Mapping[str, str]) -> Mapping[str, Profile]:
    """Profiles that are shipped together, by id, from the TOML of each; one of them is `generic`.

    Raises ProfileError for the first that is wrong, goes by another's name, or does not say what was seen of its site.
    """
    generic = parse_profile(texts["generic"], "generic")
    profiles = {
        id_: generic if id_ == "generic" else parse_profile(text, id_, generic) for id_, text in sorted(texts.items())
    }
    check_names(tuple(profiles.values()))
    return profiles


def find_profile(name: str) -> Profile:
    """The profile with this id or alias. Raises ProfileError with a did-you-mean where there is none."""
    profiles = load_profiles()
    known = {folded_name(n): p for p in profiles.values() for n in (p.id, *p.aliases)}
    found = known.get(folded_name(name))
    if found is None:
        near = difflib.get_close_matches(folded_name(name), known, n=1, cutoff=0.6)
        remedy = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(sorted(profiles))}."
        raise ProfileError(name, "", "There is no such profile.", remedy)
    return found


def parse_profile(text: str, id_: str, generic: Profile | None = None) -> Profile:
    """A profile from its TOML. `generic`: whose usual words are added to the profile's own.

    Raises ProfileError naming the key that is wrong.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(id_, "", f"not TOML: {error}") from error
    addresses = data.get("addresses")
    for index, address in enumerate(addresses if isinstance(addresses, list) else ()):
        for key in set(address) - {f.name for f in fields(Address)} if isinstance(address, dict) else ():
            raise ProfileError(id_, f"addresses.{index}.{key}", "There is no such key.")
    try:
        # JSON has lists where the dataclasses have tuples, and so can be read without guessing: "yes" is no true, and
        # TOML's dates, which JSON has not, are no text.
        profile = _adapter().validate_json(
            json.dumps(data, default=lambda moment: {"moment": str(moment)}), strict=True
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ProfileError(id_, key, f"{first['msg']}.") from error
    check_profile(profile, id_)
    return profile if generic is None else _with_usual(profile, generic)


@cache
def _adapter() -> TypeAdapter[Profile]:
    return TypeAdapter(Profile)


def _with_usual(profile: Profile, generic: Profile) -> Profile:
    def joined(own: Any, usual: Any) -> Any:
        lists = {f.name for f in fields(own) if isinstance(getattr(own, f.name), tuple)}
        return replace(own, **{n: tuple(dict.fromkeys((*getattr(own, n), *getattr(usual, n)))) for n in lists})

    return replace(
        profile,
        labels=joined(profile.labels, generic.labels),
        words=joined(profile.words, generic.words),
        signs=joined(profile.signs, generic.signs),
    )


def _slug(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    asked = [(k, v) for k, v in urllib.parse.parse_qsl(parts.query) if not k.lower().startswith("utm_")]
    whole = urllib.parse.unquote(parts.path) + "-" + "-".join(f"{k}-{v}" for k, v in sorted(asked))
    slug = re.sub(r"[\W_]+", "-", whole.casefold()).strip("-") or re.sub(r"[\W_]+", "-", parts.netloc.casefold())
    return _shortened(slug or "page")


def _shortened(key: str) -> str:
    if len(key) <= _KEY_LENGTH:
        return key
    return key[:70].rstrip("-") + "-" + hashlib.sha256(key.encode()).hexdigest()[:8]
