"""Reads the sample ministry's briefings: files of a tiny markup, one per number and language, in `texts/`.

    title: Briefing by ..., [[date]]      the page's title
    time: 16:40                           the clock on the page (left out: that of its publication)

    > A greeting.                         a paragraph before the first topic
    # Heading                             a topic; its paragraphs follow, parted by blank lines
    #- Heading                            a topic whose heading only the contents have: the page forgot it
    ? Line of the contents                a question announced in the contents
    Q: ...                                a question; further paragraphs follow
    A: ...                                the answer to it

Inside lines: `~` is a no-break space, [[-3]] the day three days before the briefing, and [-old-]{+new+} a place that a
later edit of the page changes.
"""

import datetime as dt
import re
from dataclasses import dataclass
from importlib import resources

LANGUAGES = ("en", "ru")
_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
}
_FILE = re.compile(r"(?P<number>\d+)\.en\.txt")
_EDIT = re.compile(r"\[-(?P<before>.*?)-\]\{\+(?P<after>.*?)\+\}")
_DAY = re.compile(r"\[\[(?P<days>[+-]\d+)\]\]")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the page has it. heading: as typed, stray blanks included; headed: whether the body repeats it."""

    heading: str
    headed: bool
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its answer, each as paragraphs."""

    question: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the contents' second list, and every exchange it stands for."""

    heading: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A briefing as it was written: what a page shows, and what a reader of that page ought to find."""

    number: int
    language: str
    title: str
    at: dt.datetime
    preamble: tuple[str, ...]
    topics: tuple[Topic, ...]
    items: tuple[Item, ...]


def numbers() -> tuple[int, ...]:
    """The numbers of all briefings written, oldest first; the last is the one published while the reader looks on."""
    found = (_FILE.fullmatch(file.name) for file in (resources.files("bot.sample") / "texts").iterdir())
    return tuple(sorted(int(match["number"]) for match in found if match))


def load_text(number: int, language: str, at: dt.datetime, edited: bool = False) -> Text:
    """The briefing of that number, held on the day of `at` (its clock counts only where the file names none)."""
    file = resources.files("bot.sample") / "texts" / f"{number}.{language}.txt"
    return parse_text(file.read_text("utf-8"), number, language, at, edited)


def parse_text(source: str, number: int, language: str, at: dt.datetime, edited: bool = False) -> Text:
    """A briefing from its markup. Raises ValueError for a paragraph that stands where none can."""
    head, _, body = _filled(source, language, at.date(), edited).partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    if "time" in facts:
        at = dt.datetime.combine(at.date(), dt.time.fromisoformat(facts["time"]), at.tzinfo)
    preamble: list[str] = []
    topics: list[tuple[str, bool, list[str]]] = []
    items: list[tuple[str, list[tuple[list[str], list[str]]]]] = []
    open_: list[str] | None = None  # the paragraphs that an unmarked line continues
    for block in filter(None, (block.strip("\n") for block in body.split("\n\n"))):
        mark, _, words = block.partition(" ")
        match mark:
            case ">":
                preamble.append(words)
            case "#" | "#-":
                open_ = []
                topics.append((words, mark == "#", open_))
            case "?":
                items.append((words, []))
                open_ = None
            case "Q:":
                open_ = [words]
                items[-1][1].append((open_, []))
            case "A:":
                open_ = items[-1][1][-1][1]
                open_.append(words)
            case _ if open_ is not None:
                open_.append(block)
            case _:
                raise ValueError(f"{number}.{language}: a paragraph of nothing: {block[:60]!r}")
    return Text(
        number,
        language,
        facts["title"],
        at,
        tuple(preamble),
        tuple(Topic(heading, headed, tuple(paragraphs)) for heading, headed, paragraphs in topics),
        tuple(Item(heading, tuple(Asked(tuple(q), tuple(a)) for q, a in asked)) for heading, asked in items),
    )


def printed_date(day: dt.date, language: str) -> str:
    """A date as the head of a page prints it: "28 January 2021", "28 января 2021"."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def one_spaced(text: str) -> str:
    """A heading without its stray blanks, as the contents print it."""
    return " ".join(text.split())


def _filled(source: str, language: str, day: dt.date, edited: bool) -> str:
    def near(match: re.Match[str]) -> str:
        other = day + dt.timedelta(days=int(match["days"]))
        month = _MONTHS[language][other.month - 1]
        return f"{month} {other.day}" if language == "en" else f"{other.day} {month}"

    month = _MONTHS[language][day.month - 1]
    whole = f"{month} {day.day}, {day.year}" if language == "en" else f"{day.day} {month} {day.year} года"
    text = _EDIT.sub(lambda match: match["after" if edited else "before"], source)
    return _DAY.sub(near, text).replace("[[date]]", whole).replace("~", "\u00a0")
