"""A period that was typed after a query ("last month", "since 2020", "в 2021 году"), split off from it (pure)."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.locales import Words
from watchers.query import And, Dates, Query
from watchers.query.operators import BETWEEN, BUT, CAPITALS
from watchers.text import strip_accents

EARLIEST: Final = 1990
"""Years before it are words: no archive of briefings goes back so far."""

_MOST_WORDS = 12  # of a period
_MOST_COUNTED = 1_000  # "last 1000 days"; of more, the words are no period


@dataclass(frozen=True, slots=True)
class Period:
    """Days of briefings, both ends included. since: None for all that came before; until: None for up to now."""

    since: dt.date | None
    until: dt.date | None


def split(text: str, today: dt.date) -> tuple[str, Period | None]:
    """What a user typed, without the period at its end, and that period; the text as it is, and None, if it has none.

    English, Russian, German, French and Spanish are understood. A period stands after something to look for, never in
    quotes or parentheses, nor after a word that asks for more; fields (`source:mid_ru`) may follow it, and are left.
    Weeks begin on Monday; it has begun by `today`.
    """
    words = list(re.finditer(r"\S+", text))
    while words and _FIELD.fullmatch(words[-1].group()):
        words.pop()
    folded = [_folded(word.group()) for word in words[-_MOST_WORDS:]]
    first = len(words) - len(folded)
    for start in range(first, len(words)):
        tail = " ".join(folded[start - first :])
        period = next((found for tongue in _TONGUES if (found := _period(tail, tongue, today))), None)
        if period is not None:
            before, after = text[: words[start].start()].rstrip(), text[words[-1].end() :].rstrip()
            return (before + after, period) if _is_whole(before) else (text, None)
    return text, None


def dated(query: Query, period: Period | None) -> Query:
    """The query for briefings of the period only, as `since:` and `until:` in it say."""
    if period is None:
        return query
    days = [Dates(since=period.since)] if period.since else []
    days += [Dates(until=period.until)] if period.until else []
    items = query.root.items if isinstance(query.root, And) else (query.root,)
    return Query(And((*items, *days))) if days else query


def said(period: Period, words: Words) -> str:
    """A period in words, to the day."""
    since, until = period.since, period.until
    if since and until:
        return words.day(since) if since == until else f"{words.day(since)} – {words.day(until)}"
    if since:
        return words("period-since", day=words.day(since))
    return words("period-until", day=words.day(until)) if until else ""


def understood(period: Period, words: Words) -> str:
    """What is said of a period that was taken off what somebody typed; of a year, which may be a word, also how to have
    it as one.
    """
    since, until = period.since, period.until
    year = since and until and (since, until) == (dt.date(since.year, 1, 1), dt.date(since.year, 12, 31))
    return words("mentions-year" if year else "mentions-period", period=said(period, words))


# ------------------------------------------------------------------ the rest of what was typed

_OPERATORS = frozenset(word.casefold() for word in (*CAPITALS, *BETWEEN, *BUT, "near", "рядом"))
_FIELD = re.compile(r"-?[^\W\d_]+[:：]\S+")
_PAIRS = (("(", ")"), ("（", "）"), ("{", "}"), ("｛", "｝"), ("«", "»"), ("“", "”"))


def _is_whole(rest: str) -> bool:
    """Whether what stands before a period can stand alone: nothing is open there that the period would be part of."""
    if not any(char.isalnum() for char in rest) or rest[-1] in ":：|｜&＆(（{｛-–—=~/":
        return False
    *before, last = rest.casefold().split()
    if (before and last in _OPERATORS) or last.split("/")[0] in {"near", "рядом"}:
        return False
    return rest.count('"') % 2 == 0 and all(rest.count(a) <= rest.count(b) for a, b in _PAIRS)


# ------------------------------------------------------------------ words of time, by language


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How a language says periods, as regular expressions of folded words.

    lead: what may stand before any of them; named: of that, what makes a period of a month or a day without its year;
    last: before a unit, or (last_after) after it, the one before this one; past: the days of one up to today; counted:
    of several; years: what may stand after a year; glue: between a day, its month and its year; after, before: the day,
    month or year itself not included.
    """

    lead: str
    named: str
    last: str
    last_after: str
    past: str
    counted: str
    this: str
    today: str
    yesterday: str
    units: tuple[str, str, str, str]  # day, week, month, year
    months: tuple[str, ...]
    years: str
    glue: str
    since: str
    after: str
    until: str
    before: str
    spans: tuple[tuple[str, str], ...]  # what stands before the first and the second end of a span


_NEVER = r"(?!)"
_ENGLISH = _Tongue(
    lead=r"(?:in|on|of|for|from|during|over|within|throughout)?(?: ?\bthe)?",
    named=r"in|on|of|during",
    last=r"last|previous",
    last_after=_NEVER,
    past=r"past",
    counted=r"(?:last|past|previous) {n} {unit}",
    this=r"this|current",
    today=r"today",
    yesterday=r"yesterday",
    units=(r"days?", r"weeks?", r"months?", r"years?"),
    months=(
        r"jan(?:uary)?", r"feb(?:ruary)?", r"mar(?:ch)?", r"apr(?:il)?", r"may", r"june?", r"july?", r"aug(?:ust)?",
        r"sept?(?:ember)?", r"oct(?:ober)?", r"nov(?:ember)?", r"dec(?:ember)?",
    ),
    years=r"",
    glue=r"of",
    since=r"since the (?:beginning|start) of|since|starting|from|as of",
    after=r"after",
    until=r"until|till|up to|through|to",
    before=r"before",
    spans=(("from", "to|until|till|through"), ("since", "to|until|till"), ("between", "and"), ("", "to")),
)  # fmt: skip
_RUSSIAN = _Tongue(
    lead=r"(?:за|в|во|на|от|в течение|на протяжении)?",
    named=r"за|в|во",
    last=r"прошл(?:ый|ая|ое|ую|ой|ом|ого)|предыдущ(?:ий|ая|ее|ую|ей|ем)",
    last_after=_NEVER,
    past=r"последн(?:ий|юю|ее|ем|ей)",
    counted=r"последн(?:ие|их) {n} {unit}",
    this=r"эт(?:от|ой|ом|у|ого)|текущ(?:ий|ем|ей|ую)|начала",  # "с начала года"
    today=r"сегодня",
    yesterday=r"вчера",
    units=(
        r"день|дня|дней|дни|сутки|суток", r"недел(?:я|и|ю|е|ь)", r"месяц(?:а|е|ев|ы)?", r"год(?:а|у|ы)?|лет",
    ),
    months=(
        r"январ[ьяе]", r"феврал[ьяе]", r"март[ае]?", r"апрел[ьяе]", r"ма[йяе]", r"июн[ьяе]", r"июл[ьяе]",
        r"август[ае]?", r"сентябр[ьяе]", r"октябр[ьяе]", r"ноябр[ьяе]", r"декабр[ьяе]",
    ),
    years=r"год(?:а|у|ом|ами|ы)?|гг?",
    glue=_NEVER,
    since=r"с|со|начиная с",
    after=r"после",
    until=r"до|по",
    before=_NEVER,
    spans=(("с|со", "по|до"), ("между", "и")),
)  # fmt: skip
_GERMAN = _Tongue(
    lead=r"(?:im|in|am|von|vom|wahrend|uber)?(?: ?\b(?:den|der|die|des|dem|das))?",
    named=r"im|in|am",
    last=r"letzte[nrsm]?|vergangene[nrsm]?|vorige[nrsm]?",
    last_after=_NEVER,
    past=_NEVER,
    counted=r"(?:letzten?|vergangenen?) {n} {unit}",
    this=r"diese[nrsm]?",
    today=r"heute",
    yesterday=r"gestern",
    units=(r"tage?n?", r"wochen?", r"monat(?:e|en|s)?", r"jahr(?:e|en|es)?"),
    months=(
        r"januar|janner", r"februar", r"marz", r"april", r"mai", r"juni", r"juli", r"august", r"september",
        r"oktober", r"november", r"dezember",
    ),
    years=r"",
    glue=_NEVER,
    since=r"seit|ab",
    after=r"nach",
    until=r"bis",
    before=r"vor",
    spans=(("von|vom", "bis|bis zum"), ("seit", "bis"), ("zwischen", "und")),
)  # fmt: skip
_FRENCH = _Tongue(
    lead=r"(?:en|au|a|du|de|des|sur|pendant|dans|au cours de|au cours des|durant)?(?: ?\b(?:le|la|les|ces))?",
    named=r"en|au",
    last=_NEVER,
    last_after=r"derni(?:er|ere)|passee?",
    past=_NEVER,
    counted=r"{n} derni(?:ers|eres) {unit}",
    this=r"cet(?:te)?|ce",
    today=r"aujourd'hui",
    yesterday=r"hier",
    units=(r"jours?", r"semaines?", r"mois", r"ans?|annees?"),
    months=(
        r"janvier", r"fevrier", r"mars", r"avril", r"mai", r"juin", r"juillet", r"aout", r"septembre", r"octobre",
        r"novembre", r"decembre",
    ),
    years=r"",
    glue=r"de",
    since=r"depuis(?: le)?|a partir d[eu]",
    after=r"apres",
    until=r"jusqu'(?:en|a|au)",
    before=r"avant",
    spans=(("de|du", "a|au"), ("depuis", "jusqu'(?:en|a|au)"), ("entre", "et")),
)  # fmt: skip
_SPANISH = _Tongue(
    lead=r"(?:en|de|del|durante|por)?(?: ?\b(?:el|la|los|las))?",
    named=r"en",
    last=_NEVER,
    last_after=r"pasad[oa]|anterior",
    past=r"ultim[oa]",
    counted=r"ultim[oa]s {n} {unit}",
    this=r"est[ea]",
    today=r"hoy",
    yesterday=r"ayer",
    units=(r"dias?", r"semanas?", r"mes(?:es)?", r"anos?"),
    months=(
        r"enero", r"febrero", r"marzo", r"abril", r"mayo", r"junio", r"julio", r"agosto", r"sep?tiembre", r"octubre",
        r"noviembre", r"diciembre",
    ),
    years=r"",
    glue=r"de|del",
    since=r"desde(?: el)?",
    after=r"despues de",
    until=r"hasta(?: el)?",
    before=r"antes de",
    spans=(("de|del|desde", "a|al|hasta"), ("entre", "y")),
)  # fmt: skip
_TONGUES = (_ENGLISH, _RUSSIAN, _GERMAN, _FRENCH, _SPANISH)

_COUNTS: Mapping[str, int] = {
    word: number
    for number, words in {
        2: "two два две zwei deux dos",
        3: "three три drei trois tres",
        4: "four четыре vier quatre cuatro",
        5: "five пять funf cinq cinco",
        6: "six шесть sechs seis",
        7: "seven семь sieben sept siete",
        8: "eight восемь acht huit ocho",
        9: "nine девять neun neuf nueve",
        10: "ten десять zehn dix diez",
        12: "twelve двенадцать zwolf douze doce",
    }.items()
    for word in words.split()
}
_COUNT = rf"(?P<n>[0-9]{{1,4}}|{'|'.join(_COUNTS)})"
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_POINTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_YEARS = re.compile(r"([0-9]{4})(?:(?: ?[-–—] ?|\.\.+)([0-9]{4}))?")


def _folded(word: str) -> str:
    plain = strip_accents(word.casefold()).replace("ё", "е").replace("’", "'").rstrip(".,;!?")
    return plain.removeprefix("l'")


# ------------------------------------------------------------------ what they say

_Days = tuple[dt.date, dt.date]


def _period(tail: str, tongue: _Tongue, today: dt.date) -> Period | None:
    """The period that these words name, all of them together."""
    for opens, links in tongue.spans:
        opening = rf"(?:{opens}) " if opens else ""
        if ends := re.fullmatch(rf"{opening}(.+) (?:{links}) (.+)", tail):
            return _spanning(ends[1], ends[2], tongue, today)
    if since := re.fullmatch(rf"(?:{tongue.since}) (.+)", tail):
        days = _days(since[1], tongue, today, named=True)
        if days:
            return Period(days[0], None)
    if after := re.fullmatch(rf"(?:{tongue.after}) (.+)", tail):
        days = _days(after[1], tongue, today, named=True)
        return Period(days[1] + dt.timedelta(days=1), None) if days and days[1] < today else None
    if until := re.fullmatch(rf"(?:{tongue.until}) (.+)", tail):
        days = _days(until[1], tongue, today, named=True)
        return Period(None, days[1]) if days else None
    if before := re.fullmatch(rf"(?:{tongue.before}) (.+)", tail):
        days = _days(before[1], tongue, today, named=True)
        return Period(None, days[0] - dt.timedelta(days=1)) if days else None
    named = re.match(rf"(?:{tongue.named}) ", tail) is not None
    days = _days(tail, tongue, today, named=named)
    return _up_to_now(*days, today) if days else None


def _up_to_now(since: dt.date, until: dt.date, today: dt.date) -> Period:
    return Period(since, until if until < today else None)  # the last day of a year that is not over is no bound


def _spanning(first: str, last: str, tongue: _Tongue, today: dt.date) -> Period | None:
    ends = _days(last, tongue, today, named=True)
    begins = _days(first, tongue, ends[1] if ends else today, named=True)
    if ends is None or begins is None:
        return None
    return _up_to_now(min(begins[0], ends[0]), max(begins[1], ends[1]), today)


def _days(said: str, tongue: _Tongue, today: dt.date, *, named: bool) -> _Days | None:
    """The first and the last day of what is said, if it has begun by `today`.

    named: a month or a day may stand without its year.
    """
    said = re.sub(rf"^(?:{tongue.lead}) ", "", said)
    days = _relative(said, tongue, today) or _absolute(said, tongue, today, named=named)
    return days if days and days[0] <= today and days[0].year >= EARLIEST else None


def _relative(said: str, tongue: _Tongue, today: dt.date) -> _Days | None:
    if re.fullmatch(tongue.today, said):
        return today, today
    if re.fullmatch(tongue.yesterday, said):
        return today - dt.timedelta(days=1), today - dt.timedelta(days=1)
    for number, unit in enumerate(tongue.units):
        one = rf"(?:{unit})"
        if re.fullmatch(rf"(?:{tongue.past}) {one}", said):
            return _counted(1, number, today)
        if number and re.fullmatch(rf"(?:{tongue.this}) {one}", said):
            return _around(number, today)
        if number and re.fullmatch(rf"(?:{tongue.last}) {one}|{one} (?:{tongue.last_after})", said):
            return _around(number, _around(number, today)[0] - dt.timedelta(days=1))
        orders = (tongue.counted, tongue.counted.replace("{unit}", "").strip() + " {unit}")
        for order in dict.fromkeys(orders):
            if found := re.fullmatch(order.replace("{n}", _COUNT).replace("{unit}", one), said):
                count = _COUNTS.get(found["n"]) or int(found["n"])
                return _counted(count, number, today) if 0 < count <= _MOST_COUNTED else None
    return None


def _counted(count: int, unit: int, today: dt.date) -> _Days | None:
    """So many days, weeks, months or years up to today, which is the last day of them."""
    if unit < 2:
        return today - dt.timedelta(days=count * (1, 7)[unit] - 1), today
    months = today.year * 12 + today.month - 1 - count * (1, 12)[unit - 2]
    year, month = divmod(months, 12)
    if year < EARLIEST:
        return None
    return dt.date(year, month + 1, min(today.day, monthrange(year, month + 1)[1])) + dt.timedelta(days=1), today


def _around(unit: int, day: dt.date) -> _Days:
    """The week, month or year that a day is in."""
    if unit == 1:
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if unit == 2:
        return _month(day.year, day.month)
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


def _month(year: int, month: int) -> _Days:
    return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])


def _absolute(said: str, tongue: _Tongue, today: dt.date, *, named: bool) -> _Days | None:
    """A year, a month or a day by its number or name."""
    if found := _ISO.fullmatch(said):
        return _date(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := _POINTED.fullmatch(said):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    if tongue.years:
        said = re.sub(rf"(?<=[0-9]) (?:{tongue.years})$", "", said)
    said = re.sub(r"^(?:jahr|the year|ano|annee|начала) (?=[0-9]{4}$)", "", said)
    if found := _YEARS.fullmatch(said):
        years = sorted({int(found[1]), int(found[2] or found[1])})
        return dt.date(max(years[0], 1), 1, 1), dt.date(max(years[-1], 1), 12, 31)
    for number, month in enumerate(tongue.months, 1):
        glue = rf" (?:(?:{tongue.glue}) )?"
        day = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?"
        after = rf"(?:{day}{glue})?(?:{month})(?:{glue}(?P<year>[0-9]{{4}}))?"
        before = rf"(?:{month}) {day},?(?: (?P<year>[0-9]{{4}}))?"
        if found := re.fullmatch(after, said) or re.fullmatch(before, said):
            if not found["year"] and not named:
                return None
            last = int(found["day"]) if found["day"] else None
            year = int(found["year"] or today.year)
            days = _date(year, number, last)
            if not found["year"] and days and days[0] > today:
                days = _date(year - 1, number, last)
            return days
    return None


def _date(year: int, month: int | None, day: int | None) -> _Days | None:
    try:
        if month is None:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        return _month(year, month) if day is None else (dt.date(year, month, day), dt.date(year, month, day))
    except ValueError:
        return None
