"""What a page says of itself besides title and date: when it was put out and changed, where, under what number, how.

Facts that markup or front matter states come first; then what its own lines say, where they are no part of a turn.
"""

import datetime as dt
import re
import urllib.parse
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watchers.model import Flag
from watchers.sources.corrections import explains_asterisk, is_notice
from watchers.sources.dates import WEEKDAY, find_clock, find_date
from watchers.sources.labels import Label
from watchers.sources.lines import Document, Line, folded, listed, tidy
from watchers.sources.profile import Profile, compiled
from watchers.sources.wording import after_posted, after_updated, is_clock

_TOP, _BOTTOM = 40, 15  # lines of a page in which it speaks of itself
_SHORT = 120  # characters of such a line
_PLACE_LENGTH = 90
_NUMBER = re.compile(
    r"(?:(?:no|nr|pr|ref)\.?|№|N°)?[\s:]*(?P<number>\d{1,5}-\d{2}-\d{2}-\d{4}|\d{1,5}/(?:19|20)\d\d)", re.IGNORECASE
)
_ORDER: tuple[Flag, ...] = ("rush_transcript", "extract", "corrected", "as_prepared", "as_delivered")
_RUSH = re.compile(r"\b(?:rush|uncorrected|unedited|unofficial) transcript\b", re.IGNORECASE)
_WHOLE = r"\W*(?:(?:remarks|speech|statement|address|text|opening)\b.{0,60})?"
_PREPARED = re.compile(
    _WHOLE + r"\bas prepared(?: for delivery)?\W*(?:by .*)?|.*\b(?:check against delivery|es gilt das gesprochene wort|"
    r"seul le (?:texte )?prononcé fait foi|sólo es válido el texto pronunciado)\b.*",
    re.IGNORECASE,
)
_DELIVERED = re.compile(_WHOLE + r"\bas delivered\W*(?:by .*)?", re.IGNORECASE)
_TITLE_FLAGS: tuple[tuple[Flag, re.Pattern[str]], ...] = (
    ("as_prepared", re.compile(r"\bas prepared(?: for delivery)?\b", re.IGNORECASE)),
    ("as_delivered", re.compile(r"\bas delivered\b", re.IGNORECASE)),
)
_EXTRACT = re.compile(
    r"\W*(?:an? )?(?:extracts?|excerpts?) (?:from|of)\b|\W*(?:auszug|auszüge|ausschnitt) (?:aus|der|des)\b|"
    r"\W*extraits? d|\W*extractos? de|"
    r"\W*(?:выдержк[аи]|извлечени[ея]|отрывок|фрагмент\w*) из\b|\W*(?:уривок|витяг) з\b|"
    r".*（(?:节选|摘要)）",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"\W*(?:\(|\[)?(?:corrected|updated transcript|correction)\b|.*[(\[](?:corrected|as corrected|исправлено)[)\]]|"
    r"\W*(?:исправлено|уточнено|berichtigt|corrigé|corregido|更正)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:room|aboard .+|en route .+|hall|hotel|palace|cent(?:er|re)|garden|lawn|house|airport|base|university|school|"
    r"college|via (?:tele|video)-?conference|teleconference|embassy|headquarters|building|plaza|stadium|auditorium|"
    r"museum|library|church|ballroom|location|office|kremlin|capitol|pentagon)$",
    re.IGNORECASE,
)
_TOWN = re.compile(r"[A-Z][\w.’' -]{1,40}(?:, [A-Z][\w.’' -]{1,30}){1,2}")
_IN_TITLE = re.compile(r"^(?P<before>.{12,}?)\s?[,(]\s*(?P<place>[^\W\d_][\w’'-]+(?:[ -][^\W\d_][\w’'-]+){0,2}),\s*$")
_SMALL = listed("a an and aboard at by de des du en et for from in la le near of on route the to via")
_INITIALS = re.compile(r"\b[A-Z]\.[A-Z]\.$")  # "Washington, D.C."
_NAMELESS = re.compile(
    r"(?:affairs|ministry|federation|russia|state|nations|иностранных дел|федерации|россии)$", re.IGNORECASE
)
_NO_PLACE = re.compile(
    r"\b(?:by|with|press|briefing|conference|remarks|statement|of the|office of|transcript|ministry)\b", re.IGNORECASE
)
_NOT_IN = re.compile(r"(?:by|press (?:briefing|gaggle|conference)|office of|remarks)\b(?!.*\broom$)", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_ZONE = re.compile(r"\b(?:UTC|GMT|Z)\b")


@dataclass(frozen=True, slots=True)
class Imprint:
    """The facts of a page as Briefing names them."""

    page_language: str | None = None
    posted: dt.date | dt.datetime | None = None
    updated: dt.date | dt.datetime | None = None
    place: str | None = None
    number: str | None = None
    flags: tuple[Flag, ...] = ()
    notes: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


def read_imprint(
    document: Document,
    lines: Sequence[Line],
    labels: Sequence[Label | None],
    said: int,
    ended: int,
    title: str,
    profile: Profile,
    url: str,
) -> Imprint:
    """The imprint of a page.

    lines, labels: of the body; said: its first line that is a heading or a turn; ended: the line at which its
    transcript is over. Relative addresses of editions are completed by `url`, the page's own.
    """
    beside = [tidy(line.text) for line in (*lines[:said], *lines[ended:])]
    around = [
        tidy(x.text) for x in (*document.lines[:_TOP], *document.lines[_TOP:][-_BOTTOM:]) if len(x.text) <= _SHORT
    ]
    notes = tuple(dict.fromkeys(text for text in beside if is_notice(text)))
    zone = profile.zone()
    return Imprint(
        page_language=_language(document.language) or profile.language_of(url),
        posted=_moment(document.published or _said(map(after_posted, around)), zone),
        updated=_moment(document.updated or _said(map(after_updated, around)), zone),
        place=_tidied_place(document.place) or _place(lines[:said], title, labels, profile),
        number=document.number or _number(around),
        flags=_flags(title, [*beside, *around], notes),
        notes=notes,
        editions=_editions(document.editions, url, document.url),
    )


def with_corrected(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """The flags of a page that corrects itself in its text, whether it says so above it or not."""
    return tuple(flag for flag in _ORDER if flag in (*flags, "corrected"))


def _language(stated: str | None) -> str | None:
    found = re.match(r"[A-Za-z]{2}(?![A-Za-z])", stated or "")
    return found[0].lower() if found else None


# ------------------------------------------------------------------ moments


def _moment(stated: str | None, zone: dt.tzinfo) -> dt.date | dt.datetime | None:
    """A day, or a moment in UTC where a clock is stated too. Midnight sharp is how sites write a day."""
    if not stated:
        return None
    text = tidy(stated)
    if _ISO.fullmatch(text):
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if len(text) == 10 or not (moment.hour or moment.minute or moment.second):
                return moment.date()
            return _in_utc(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    found = find_date(text)
    if found is None:
        return None
    clock = find_clock(text[found.end :]) or find_clock(text)
    if clock is None:
        return found.date
    said = dt.UTC if _ZONE.search(text) else zone
    return _in_utc(dt.datetime.combine(found.date, clock, said))


def _in_utc(moment: dt.datetime) -> dt.date | dt.datetime:
    try:
        return moment.astimezone(dt.UTC)
    except (OverflowError, ValueError, zoneinfo.ZoneInfoNotFoundError):  # in the year 1 or 9999
        return moment.date()


def _said(stated: Iterable[str | None]) -> str | None:
    return next((text for text in stated if text and find_date(text)), None)


# ------------------------------------------------------------------ place, number, flags, editions


def _place(lines: Sequence[Line], title: str, labels: Sequence[Label | None], profile: Profile) -> str | None:
    """The lines above the first turn that name a place ("James S. Brady Press Briefing Room"); or the title's city."""
    found: list[str] = []
    for line in lines:
        text = tidy(line.text).strip("*[]() ")
        if _is_place(text, line, title, profile):
            found.append(text)
        elif found:
            break
    if found:
        return ", ".join(dict.fromkeys(found))
    dated = find_date(title, american=True)
    named = _IN_TITLE.match(title[: dated.start]) if dated else None
    if named is None or not named["place"][0].isupper() or _NO_PLACE.search(named["place"]):
        return None
    if re.fullmatch(WEEKDAY, named["place"], re.IGNORECASE):
        return None
    if " " in named["place"] and _NAMELESS.search(named["before"]):  # "... of Foreign Affairs, Jane Roe, 4 March"
        return None
    people = " ".join(folded(label.text) for label in labels if label)
    return None if folded(named["place"].split()[-1]) in people else named["place"]


def _is_place(text: str, line: Line, title: str, profile: Profile) -> bool:
    if not text or len(text) > _PLACE_LENGTH or ":" in text or is_clock(line) or is_notice(text) or line.kind == "item":
        return False
    if any(c.isdigit() for c in text) or folded(text) == folded(title):
        return False
    if text.endswith((".", "!", "?", ",", ";")) and not _INITIALS.search(text):
        return False
    if any(word[0].islower() and word not in _SMALL for word in text.split()):
        return False
    if _PLACE.search(text):
        return _NOT_IN.match(text) is None
    words = compiled("|".join(profile.words.title)) if profile.words.title else None
    return bool(_TOWN.fullmatch(text)) and not (words and words.search(text)) and not _NO_PLACE.search(text)


def _tidied_place(stated: str | None) -> str | None:
    return tidy(stated) or None if stated else None


def _number(around: Sequence[str]) -> str | None:
    return next((m["number"] for text in around if (m := _NUMBER.fullmatch(text))), None)


def _flags(title: str, said: Sequence[str], notes: Sequence[str]) -> tuple[Flag, ...]:
    short = [text for text in said if len(text) <= 2 * _SHORT]
    found: set[Flag] = {flag for flag, words in _TITLE_FLAGS if words.search(title)}
    if any(_RUSH.search(text) for text in (title, *short)):
        found.add("rush_transcript")
    if any(_PREPARED.fullmatch(text) for text in short):
        found.add("as_prepared")
    if any(_DELIVERED.fullmatch(text) for text in short):
        found.add("as_delivered")
    if _EXTRACT.match(title):
        found.add("extract")
    if _CORRECTED.match(title) or explains_asterisk(notes) or notes:
        found.add("corrected")
    return tuple(flag for flag in _ORDER if flag in found)


def _editions(found: Sequence[str], url: str, own: str | None) -> tuple[str, ...]:
    """Whole addresses of other pages; a site's front page in another language is no edition of this one."""
    whole: dict[str, None] = {}
    for href in found:
        try:
            address = urllib.parse.urldefrag(urllib.parse.urljoin(own or url, href))[0]
            parts = urllib.parse.urlsplit(address)
        except ValueError:
            continue
        front = len([piece for piece in parts.path.split("/") if piece]) < 2 and not parts.query
        if parts.scheme in ("http", "https") and not front and address.rstrip("/") not in (url.rstrip("/"), own):
            whole[address] = None
    return tuple(whole)
