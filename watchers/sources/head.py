"""Title, date and time of a briefing, and where its head ends."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from watchers.model import Notice
from watchers.sources.contents import Contents
from watchers.sources.dates import WEEKDAY, find_clock, find_date
from watchers.sources.html import without_site
from watchers.sources.labels import Label
from watchers.sources.lines import Document, Line, folded, tidy
from watchers.sources.profile import Profile
from watchers.sources.wording import (
    after_posted,
    after_updated,
    is_clock,
    is_contents_heading,
    is_question_heading,
    printed_heading,
)

_REACH = 26  # lines; no page seen had its title further down
_WEAK = 4  # lines: a title that nothing but its place speaks for is among the first
_LEAD = 500  # characters before the first turn in which a date may still be the event's
_MASTHEAD = 40  # lines
_MARGINAL = 120  # characters of a line between text and the first turn, as of a masthead below a quotation
_PARAGRAPH = 320  # characters: from here on it is text, not a title
_CLOCK_WORDS = r"\d{1,2}[:.]\d{2}(?::\d\d)?|[ap]\.?m\.?|[A-Z]{3,4}\b|г(?:ода|\.)|года?|at|um|uhr|à|[\W\d]"
_PATH = re.compile(r"\S\s[>›]\s\S")  # "Home > Press > Briefings"
_BESIDE = re.compile(f"{WEEKDAY}|{_CLOCK_WORDS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself. start: the first line after the title; dropped: lines after it that are head too."""

    title: str
    date: dt.date | None
    time: dt.time | None
    start: int
    dropped: frozenset[int]


def read_head(
    document: Document,
    lines: Sequence[Line],
    labels: Sequence[Label | None],
    profile: Profile,
    url: str,
    notice: Notice | None,
) -> Head:
    """The head of a page: the title by markup or by its wording; the date in the title, then beside it, then as
    stated elsewhere (the day of publication last, for a briefing may be put out later)."""
    region = _region(lines, labels, profile)
    title, last = _title(document, lines, region, profile, notice)
    # A masthead is furniture, but may be all that has the date ("For Immediate Release   May 11, 2009").
    unsaid = next((i for i, label in enumerate(labels) if label), 1 if region else 0)
    left_out = [tidy(line.text) for line in document.lines[:_MASTHEAD] if line not in lines]
    opening = " ".join((*left_out, *(tidy(line.text) for line in lines[region:unsaid])))[:_LEAD]
    openings = (opening, " ".join(text for line in lines[region:unsaid] if len(text := tidy(line.text)) <= _MARGINAL))
    date, clock = _dated(title, document, lines[:region], openings, profile.date_of(url), notice, profile.zone())
    start = last + 1
    dropped = frozenset(
        i
        for i in range(start, min(len(lines), max(region, start)))
        if labels[i] is None and (_is_date_line(lines[i]) or folded(lines[i].text) == folded(title))
    )
    return Head(title, date, clock, start, dropped)


def _region(lines: Sequence[Line], labels: Sequence[Label | None], profile: Profile) -> int:
    for i, line in enumerate(lines[:_REACH]):
        text = tidy(line.text)
        ended = text.endswith((".", "!", "?", "。")) and len(text) > 150
        listed = line.number is not None and i + 1 < len(lines) and lines[i + 1].number is not None
        if labels[i] or len(text) > _PARAGRAPH or ended or listed or is_contents_heading(line, profile):
            return i
        if is_question_heading(line, profile) or (printed_heading(line, profile) and i):
            return i
    return min(len(lines), _REACH)


def _title(
    document: Document, lines: Sequence[Line], region: int, profile: Profile, notice: Notice | None
) -> tuple[str, int]:
    """The title and the number of the last line up to which everything is head (-1: none)."""
    if document.titled and document.title:
        same = [i for i in range(region) if folded(lines[i].text) == folded(document.title)]
        return document.title, same[-1] if same else -1
    words = re.compile("|".join(profile.words.title), re.IGNORECASE) if profile.words.title else None
    scored = [(_score(lines[i], i, words), -i) for i in range(region)]
    best = max(scored, default=(0.0, 0))
    if best[0] >= 1.5:
        at = -best[1]
        title, last = _with_second_line(lines, at, region)
        return without_site(title), last
    if document.title:
        same = [i for i in range(region) if folded(lines[i].text) == folded(document.title)]
        return document.title, same[-1] if same else -1
    if notice is not None and notice.title:
        return notice.title, -1
    at = -best[1]
    if best[0] > 0 and at < _WEAK and at + 1 < len(lines) and len(tidy(lines[at].text)) <= (160 if at else 300):
        return tidy(lines[at].text), at
    return "", -1


def _score(line: Line, at: int, words: re.Pattern[str] | None) -> float:
    text = tidy(line.text)
    if _is_date_line(line) or is_clock(line) or not any(c.isalpha() for c in text) or _PATH.search(text):
        return -9.0
    score = 0.5 - 0.04 * at
    if words and words.search(text):
        score += 2
    if find_date(text, american=True):
        score += 1.2
    if len(text) < 20:
        score -= 0.9
    if text.endswith((".", "!", ",", ":", "。")):
        score -= 3
    if line.kind == "item" or text[:1] in "(*[":
        score -= 3
    if line.kind == "heading":
        score += 1
    return score


def _with_second_line(lines: Sequence[Line], at: int, region: int) -> tuple[str, int]:
    title = tidy(lines[at].text)
    if at + 1 < region and re.match(r"(?:by|with|par|von|con)\s+\S", tidy(lines[at + 1].text)) and len(title) < 120:
        return f"{title} {tidy(lines[at + 1].text)}", at + 1
    return title, at


def _dated(
    title: str,
    document: Document,
    near: Sequence[Line],
    openings: Sequence[str],
    addressed: dt.date | None,
    notice: Notice | None,
    zone: dt.tzinfo,
) -> tuple[dt.date | None, dt.time | None]:
    marginal = [line for line in near if len(tidy(line.text)) <= 160]
    short = [line for line in marginal if after_posted(line.text) is None and after_updated(line.text) is None]
    posting = " ".join(line.text for line in marginal if after_posted(line.text) is not None)
    places = [title, " ".join(tidy(line.text) for line in short), document.dated or "", *openings]
    said = next((found.date for text in places if (found := find_date(text, american=text == title))), None)
    posted = find_date(document.posted or "") or find_date(posting)
    published = notice.published_at.astimezone(zone).date() if notice and notice.published_at else None
    date = said or addressed or (posted.date if posted else published)
    if date:
        yearless = find_date(title, american=True, year=date.year)  # "Regular Press Conference on September 14"
        if yearless and abs((yearless.date - date).days) < 30:
            date = yearless.date
    clock = next(
        (c for line in short if (find_date(line.text) or is_clock(line)) and (c := find_clock(line.text))), None
    )
    if clock is None and document.dated and find_date(document.dated):
        clock = find_clock(document.dated)
    return date, clock


def _is_date_line(line: Line) -> bool:
    """Whether the line is a date, with at most a weekday, a clock and a zone beside it, and "Published on" before."""
    text = re.sub(r"((?:19|20)\d\d)(?=\d\d:\d\d)", r"\1 ", tidy(line.text))
    text = next((rest for rest in (after_posted(text), after_updated(text)) if rest is not None), text)
    found = find_date(text)
    return found is not None and not _BESIDE.sub("", text[: found.start] + text[found.end :])


def head_reaches(contents: Contents | None, head: Head) -> int:
    """The first line of the body: after the title, and after the contents where there are some."""
    return head.start if contents is None else contents.stop
