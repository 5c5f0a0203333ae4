"""Dates and clocks as official pages print them, in their own languages: found in a text, never guessed."""

import datetime as dt
import re
from typing import NamedTuple

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "ru": "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр",
    "uk": "січ лют берез квіт трав черв лип серп верес жовт листопад груд",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
}
_ENDINGS = {"ru": "(?:ь|я|а|й)?", "uk": "(?:ень|ня|ий|ого|о)?"}  # months are declined
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sept?", "oct", "nov", "dec")


def _names() -> tuple[str, list[tuple[re.Pattern[str], int]]]:
    forms: list[tuple[str, int]] = []
    for language, names in _MONTHS.items():
        forms += [(name + _ENDINGS.get(language, ""), number) for number, name in enumerate(names.split(), 1)]
    forms += [(name + r"\.?", number) for number, name in enumerate(_SHORT, 1)]
    forms.sort(key=lambda form: -len(form[0]))
    return "|".join(form for form, _ in forms), [(re.compile(form, re.IGNORECASE), number) for form, number in forms]


_MONTH, _NUMBERS = _names()
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|º|\.)?(?:\s+de|\s+of)?(?:\s+|-)(?P<month>{_MONTH})\b\.?,?(?:\s+(?:de|del))?[\s-]*{_YEAR}",
        rf"\b(?P<month>{_MONTH})\s*{_DAY}(?:st|nd|rd|th)?(?:\s*,\s*|\s+){_YEAR}",
        rf"{_YEAR}\s*年\s*(?P<number>[01]?\d)\s*月\s*{_DAY}\s*[日号號]",
        rf"{_YEAR}\s*년\s*(?P<number>[01]?\d)\s*월\s*{_DAY}\s*일",
        rf"(?<!\d){_YEAR}[-/.](?P<number>[01]\d)[-/.](?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d)(?P<day>[0-3]?\d)\.(?P<number>[01]?\d)\.{_YEAR}",
    )
)
_AMERICAN = re.compile(r"(?<![\d/])(?P<number>[01]?\d)/(?P<day>[0-3]?\d)/(?P<year>(?:20)?\d\d)(?![\d/])")
_YEARLESS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?P<month>{_MONTH})\s+{_DAY}(?:st|nd|rd|th)?(?!\d|,?\s+\d)",
        r"(?<!\d)(?P<number>[01]?\d)\s*月\s*(?P<day>[0-3]?\d)\s*[日号號]",
    )
)
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]|\.\d)\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<clock>\d\d:\d\d)(?!\d)")

WEEKDAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
)
"""A day of the week, as a regular expression without regard to case."""


class Dated(NamedTuple):
    """A date found in a text, and where it stands."""

    date: dt.date
    start: int
    end: int


def find_date(text: str, american: bool = False, year: int | None = None) -> Dated | None:
    """The first whole date of a text, or None.

    american: also read 5/11/16 as the 11th of May; year: also accept a date without a year, in this one.
    """
    if not _DIGIT.search(text):
        return None
    forms = _FORMS + ((_AMERICAN,) if american else ()) + (_YEARLESS if year else ())
    found = [d for form in forms if (d := _first(form, text, year))]
    return min(found, key=lambda d: (d.start, -d.end)) if found else None


def find_clock(text: str) -> dt.time | None:
    """The first time of day of a text ("19:50", "3:33 P.M.", glued to a year "202119:50"), or None."""
    for found in _CLOCK.finditer(_GLUED.sub(r"\g<year> \g<clock>", text)):
        hour, half = int(found["hour"]), (found["half"] or "").lower()
        if half:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        elif ":" not in found[0]:
            continue
        if hour < 24:
            return dt.time(hour, int(found["minute"]))
    return None


def _first(form: re.Pattern[str], text: str, year: int | None) -> Dated | None:
    for found in form.finditer(text):
        groups = found.groupdict()
        number = int(groups["number"]) if groups.get("number") else _month(groups["month"])
        stated = int(groups["year"]) if groups.get("year") else year or 0
        try:
            date = dt.date(stated + 2000 if stated < 100 else stated, number, int(groups["day"]))
        except ValueError:
            continue
        return Dated(date, found.start(), found.end())
    return None


def _month(name: str) -> int:
    return next(number for form, number in _NUMBERS if form.fullmatch(name))
