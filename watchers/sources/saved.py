"""A saved page to the briefing on it: of which address it is, of which day; and which pages a file of JSON holds."""

import datetime as dt
import json
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from watchers.contract import from_json
from watchers.errors import ParseError
from watchers.model import Briefing, Notice, Page
from watchers.sources.document import is_html, read_document
from watchers.sources.encoding import decode
from watchers.sources.outline import read_briefing
from watchers.sources.profile import Profile
from watchers.sources.record import page_of_record

KINDS = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "text/html",
    ".txt": "text/plain",
    ".md": None,
    ".json": None,
    ".jsonl": None,
    ".ndjson": None,
}
"""What a file holds by the end of its name; None: its bytes tell."""

_RECORDS = (".json", ".jsonl", ".ndjson")
_VERSION = re.compile(
    r"(?P<base>.+?)(?:[._-]v(?P<number>\d{1,4})| ?\((?P<copy>\d{1,4})\))"
)  # "x.v2", a browser's "x (1)"
_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_./]?)(?P<month>0[1-9]|1[0-2])(?P=mark)(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?\d{4}(?:\d\d)?Z?)?(?!\d)"
)
_CANONICAL = (("link[rel~=canonical]", "href"), ("meta[property='og:url']", "content"))


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as it was saved. place: the file, and of several in one file its number, as people are told of it.

    uri: what it is known by if it names no address of its own; day: as the file's name has it; rank: which of the
    versions saved of one page it is, from 1.
    """

    place: str
    uri: str
    content: bytes = field(repr=False)
    content_type: str | None = None
    day: dt.date | None = None
    rank: int = 1


def in_order(files: dict[PurePath, float]) -> list[PurePath]:
    """The files, each with the time it was written (seconds), in the order in which they are read, so that of several
    that hold one page the latest comes last.

    That is by day and by name, for a copied folder has all its times alike; versions told by their names
    ("page.html", "page.v2.html") follow each other.
    """
    first: dict[PurePath, int] = {}
    for file, written in files.items():
        base = base_of(file)
        first[base] = min(int(written // 86_400), first.get(base, 2**40))
    return sorted(files, key=lambda f: (first[base_of(f)], str(base_of(f)), rank_of(f), files[f], str(f)))


def rank_of(file: PurePath) -> int:
    """Which version of a page a file is, by its name: 2 of "page.v2.html" and of "page (1).html", 1 of all others."""
    found = _VERSION.fullmatch(file.stem)
    if found is None:
        return 1
    return int(found["number"]) if found["number"] else int(found["copy"]) + 1


def base_of(file: PurePath) -> PurePath:
    """The name of a file without what says which version it is."""
    found = _VERSION.fullmatch(file.stem)
    return file if found is None else file.with_name(f"{found['base']}{file.suffix}")


def day_of(file: PurePath) -> dt.date | None:
    """The day that the name of a file has ("2021-01-28.html", "20210128_briefing.txt"), or the folders it is in
    ("2021/01/28/page.html")."""
    days: list[dt.date] = []
    for text in (file.name, file.as_posix()):
        for found in _DAY.finditer(text):
            try:
                days.append(dt.date(int(found["year"]), int(found["month"]), int(found["day"])))
            except ValueError:
                continue
        if days:
            return days[0] if text == file.name else days[-1]
    return None


def pieces(content: bytes, suffix: str) -> list[bytes]:
    """The pages of a file, in its order: one as a rule; of JSON lines and of a list as many as there are."""
    if suffix.lower() not in _RECORDS:
        return [content]
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        lines = [line for line in content.split(b"\n") if line.strip()]
        return lines if len(lines) > 1 and all(line.lstrip().startswith(b"{") for line in lines) else [content]
    if not isinstance(whole, list):
        return [content]
    return [json.dumps(each, ensure_ascii=False).encode("utf-8", "surrogatepass") for each in whole]


def read_saved(saved: Saved, profile: Profile, language: str | None = None) -> Briefing:
    """The briefing on a saved page, under the address that it names (else its file's), on the day that it says (else
    the one its file's name has). language: what the page is said to be in.

    Raises ParseError as read_briefing does, and no_date: a page that was saved on no known day is of no day.
    """
    page = Page(saved.uri, saved.content, saved.content_type)
    briefing = briefing_of(page)
    if briefing is not None:
        if not briefing.url.startswith(("http://", "https://")):  # it was cut from a file
            file = PurePath(briefing.url)
            uri = (
                briefing.url if briefing.url.startswith("file:") else file.as_uri() if file.is_absolute() else saved.uri
            )
            briefing = replace(briefing, url=uri, key=profile.notice_key(uri))
        briefing = replace(briefing, language=language or briefing.language, date=briefing.date or saved.day)
    else:
        _check_record(page, profile)
        url = _address(page, profile) or saved.uri
        said = language or profile.language_of(url)
        at = None if saved.day is None else dt.datetime.combine(saved.day, dt.time(), profile.zone())
        notice = Notice(url, profile.notice_key(url), said, None, at)
        briefing = read_briefing(replace(page, url=url), profile, notice, language)
    if briefing.date is None:
        raise ParseError(briefing.url, "no_date", "neither the page nor its file's name has one")
    return briefing


def briefing_of(page: Page) -> Briefing | None:
    """The briefing that a page of JSON is, as watchers.contract writes it; None: it is another kind of page.

    Raises ParseError where it says that a page could not be read, or breaks off.
    """
    if not page.content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return None
    try:
        record: Any = json.loads(page.content.decode("utf-8-sig", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    if "error" in record and "sections" not in record and "text" not in record:
        raise ParseError(page.url, "no_text", str(record["error"])[:200])
    if not (isinstance(record.get("sections"), list) and isinstance(record.get("contents"), list)):
        return None
    try:
        return from_json(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ParseError(page.url, "no_text", f"no briefing as Rostrum writes it: {error!r}"[:200]) from error


def _check_record(page: Page, profile: Profile) -> None:
    """Lets every page pass but JSON that has no text. Raises ParseError: in a folder lie files of many kinds."""
    try:
        record = json.loads(page.content) if page.content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") else None
    except (ValueError, RecursionError):
        return
    if record is None or page_of_record(page.content.decode("utf-8", "replace"), profile) is not None:
        return
    if not (isinstance(record, dict) and isinstance(record.get("text"), str)):
        raise ParseError(page.url, "no_text", "JSON of another kind")


def _address(page: Page, profile: Profile) -> str | None:
    """The address that a page gives as its own: in its front matter or record, or as its canonical link."""
    for url in _addresses(page, profile):
        try:
            parts = urllib.parse.urlsplit(url.strip())
        except ValueError:
            continue
        # Sites there are that name their front page on every page.
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query):
            return urllib.parse.urldefrag(url.strip()).url
    return None


def _addresses(page: Page, profile: Profile) -> Iterator[str]:
    text = decode(page, profile)
    if not is_html(text, page.content_type):
        yield read_document(page, profile).url or ""
        return
    tree = LexborHTMLParser(text)
    for selector, attribute in _CANONICAL:
        for node in tree.css(selector):
            yield node.attributes.get(attribute) or ""
