"""The archive that questions are put to: made-up briefings of twenty years, recorded as the program records them."""

import asyncio
import datetime as dt
import hashlib
import json
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from searching.texts import SHARES, Tongue, tongues
from storage.archive import Archive
from storage.database import open_database
from watchers.model import Briefing, Change, Exchange, Revision, Role, Section, Source, Turn

SEED: Final = 2026
FIRST, LAST = dt.date(2006, 1, 9), dt.date(2026, 11, 20)  # of the days of briefings
PASSAGES: Final = 20  # of a briefing: half topics, half exchanges
_WORDS = 325  # drawn for a passage, on average: collocations are more than one
_RECORDED = 10  # briefings in one transaction, as when a source is imported
_LAYOUT = 1  # of what is made here: another number makes the archive anew

# Sources with the languages they speak and their cast: the spokesperson, then the guests.
CASTS: Final = {
    "norland_mfa": (("en",), ("Anna Berger", "Thomas Hale", "Ruth Okafor")),
    "norland_president": (("en",), ("Peter Lindqvist", "Edith Marsh", "Samuel Stone")),
    "sudria_mfa": (("ru", "en"), ("Ирина Соболева", "Пётр Ковалёв", "Олег Рябинин")),
    "ostland_president": (("ru",), ("Дмитрий Лесков", "Алексей Громов", "Нина Орлова")),
    "marais_mae": (("fr",), ("Claire Fontaine", "Luc Moreau", "Hélène Garnier")),
    "alta_exteriores": (("es",), ("Lucía Herrera", "Andrés Molina", "Inés Castaño")),
    "rhein_amt": (("de",), ("Jürgen Weiß", "Sabine Köhler", "Uwe Brandt")),
    "world_council": (("en", "fr", "es"), ("Marta Silva", "John Adeyemi", "Sofia Rossi")),
}
_OUTLETS = ("Norland Daily", "Agence Marais", "Rossnews", "Radio Alta", "Rhein Zeitung", "Harbour Post", "Wire One")
_GUEST_TOO = 0.1  # of exchanges: a guest answers as well
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Built:
    """An archive's file and what making it took. words, raw: words and bytes (UTF-8) of headings and texts; made,
    recorded: seconds for making the texts, and for recording them; cpu: of the latter, the processor's.
    """

    file: Path
    passages: int
    briefings: int
    words: int
    raw: int
    made: float
    recorded: float
    cpu: float
    sizes: dict[str, int] = field(default_factory=dict)


class Maker:
    """Makes the briefings of an archive of so many passages; the one of a number is the same every time."""

    def __init__(self, passages: int, seed: int = SEED) -> None:
        self.briefings = max(1, passages // PASSAGES)
        self.tongues = tongues(seed)
        self._seed = seed

    def briefing(self, number: int) -> Briefing:
        """The briefing of a number from 0; those after the archive's last are of the days after it."""
        chance = np.random.default_rng([self._seed, number])
        language = str(chance.choice(list(SHARES), p=list(SHARES.values())))
        sources = [id_ for id_, (spoken, _) in CASTS.items() if language in spoken]
        source = sources[int(chance.integers(len(sources)))]
        day = FIRST + (LAST - FIRST) * min(number, self.briefings) / self.briefings
        day += _ONE_DAY * max(0, number - self.briefings)
        cast = CASTS[source][1]
        written = _Written(self.tongues[language], chance)
        topics = [Section("topic", written.heading(), "body", written.text()) for _ in range(PASSAGES // 2)]
        return Briefing(
            source=source,
            key=f"b{number:06}",
            language=language,
            url=f"https://{source.replace('_', '-')}.example/{language}/{number}",
            title=f"Briefing by {cast[0]}, {day:%d.%m.%Y}",
            date=day,
            sections=(*topics, written.questions(cast, PASSAGES - len(topics))),
        )


class _Written:
    """Writes in one language for one briefing: all it needs is drawn at once."""

    def __init__(self, tongue: Tongue, chance: np.random.Generator) -> None:
        self._tongue, self._chance = tongue, chance
        self._drawn: list[str] = []

    def heading(self) -> str:
        return _begun(" ".join(self._take(int(self._chance.integers(3, 12)))))

    def text(self, part: float = 1.0) -> str:
        """Paragraphs of a few sentences. part: of a passage's length, which is lognormal."""
        length = int(min(max(self._chance.lognormal(np.log(_WORDS) - 0.18, 0.6), 30), 2_000) * part)
        return self._sentences(max(6, length))

    def questions(self, cast: Sequence[str], count: int) -> Section:
        turns: list[Turn] = []
        exchanges: list[Exchange] = []
        for _ in range(count):
            outlet = _OUTLETS[int(self._chance.integers(len(_OUTLETS)))]
            turns.append(Turn("Question", None, "journalist", "question", self.text(0.2), outlet=outlet))
            answers: list[tuple[str, Role]] = [(cast[0], "principal")]
            if self._chance.random() < _GUEST_TOO:
                answers.append((cast[1 + int(self._chance.integers(len(cast) - 1))], "guest"))
            first = len(turns)
            turns += [
                Turn(name.split()[-1], name, role, "answer", self.text(0.8 / len(answers))) for name, role in answers
            ]
            exchanges.append(Exchange((first - 1,), tuple(range(first, len(turns)))))
        text = "\n\n".join(f"{turn.label}: {turn.text}" for turn in turns)
        return Section("qa", self.heading(), "body", text, turns=tuple(turns), exchanges=tuple(exchanges))

    def _sentences(self, length: int) -> str:
        items = self._take(length)
        paragraphs: list[str] = []
        sentences: list[str] = []
        at = 0
        while at < length:
            end = at + int(self._chance.integers(6, 31))
            middle = (at + end) // 2
            halves = [" ".join(part) for part in (items[at:middle], items[middle:end]) if part]
            sentences.append(_begun((", " if end - at > 14 else " ").join(halves)) + ".")
            if len(sentences) == 5:
                paragraphs.append(" ".join(sentences))
                sentences = []
            at = end
        return "\n\n".join([*paragraphs, " ".join(sentences)] if sentences else paragraphs)

    def _take(self, count: int) -> list[str]:
        if len(self._drawn) < count:
            self._drawn = self._tongue.draw(self._chance, PASSAGES * _WORDS)
        taken = self._drawn[-count:]
        del self._drawn[-count:]
        return taken


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


# ------------------------------------------------------------------ recorded


def first_version(briefing: Briefing) -> Revision:
    """What watching makes of a briefing never seen before."""
    passages = briefing.passages()
    page = "\n".join(passage.text for passage in passages[:1]).encode()
    return Revision(
        briefing,
        1,
        hashlib.sha256("\n".join(passage.text for passage in passages).encode()).hexdigest(),
        passages,
        tuple(Change("added", None, passage) for passage in passages),
        _moment(briefing),
        quiet=False,
        page=page,
    )


def _moment(briefing: Briefing) -> dt.datetime:
    assert briefing.date is not None
    return dt.datetime.combine(briefing.date, dt.time(12), dt.UTC)


def sources() -> list[Source]:
    """All of them, as they are configured."""
    return [Source(id_, id_.replace("_", " ").title(), "generic", ()) for id_ in CASTS]


async def record(archive: Archive, briefings: Sequence[Briefing]) -> None:
    """Put first versions into the archive, in one transaction."""
    revisions = [first_version(briefing) for briefing in briefings]
    now = max(map(_moment, briefings))
    await archive.record(revisions, (), (), source_id=briefings[0].source, now=now)


def built(folder: Path, passages: int, *, anew: bool = False, seed: int = SEED) -> Built:
    """The archive of so many passages: as a run before made it, or made now."""
    file = folder / f"archive-{passages}-{seed}-{_LAYOUT}.db"
    figures = file.with_suffix(".json")
    folder.mkdir(parents=True, exist_ok=True)
    if anew or not figures.exists() or not asyncio.run(_is_of_today(file)):
        for old in (figures, *file.parent.glob(file.name + "*")):
            old.unlink(missing_ok=True)
        made = asyncio.run(_build(file, passages, seed))
        figures.write_text(json.dumps({**asdict(made), "file": str(file)}))
    stored = json.loads(figures.read_text())
    return Built(**{**stored, "file": file, "sizes": sizes(file)})


async def _build(file: Path, passages: int, seed: int) -> Built:
    maker = Maker(passages, seed)
    database = open_database(file)
    await database.migrate()
    archive = Archive(database)
    await archive.sync_sources(sources(), dt.datetime.combine(FIRST, dt.time(), dt.UTC))
    words = raw = stored = 0
    made = recorded = cpu = 0.0
    for start in range(0, maker.briefings, _RECORDED):
        begun = time.perf_counter()
        lot = [maker.briefing(number) for number in range(start, min(start + _RECORDED, maker.briefings))]
        texts = [text for one in lot for p in one.passages() for text in (p.heading or "", p.text)]
        stored += len(texts) // 2
        words += sum(len(text.split()) for text in texts)
        raw += sum(len(text.encode()) for text in texts)
        made += time.perf_counter() - begun
        begun, spent = time.perf_counter(), time.process_time()
        await record(archive, lot)
        recorded += time.perf_counter() - begun
        cpu += time.process_time() - spent
    await database.close()
    return Built(file, stored, maker.briefings, words, raw, made, recorded, cpu)


async def _is_of_today(file: Path) -> bool:
    """Whether its schema is the program's: brought up to date it would not be what recording makes."""
    database = open_database(file)
    there, wanted = await database.revision()
    await database.close()
    return there == wanted


# ------------------------------------------------------------------ what it takes


def sizes(file: Path) -> dict[str, int]:
    """Bytes of the file by part: texts, documents, index, symbols, others, and file: all of it.

    texts: the rows of passages, with their own indexes; documents: the whole briefings that versions keep.
    """
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        owners = dict(connection.execute("SELECT name, tbl_name FROM sqlite_master"))
        found = dict.fromkeys(("texts", "documents", "index", "symbols", "others"), 0)
        for name, taken in connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
            found[_part(owners.get(name, name))] += taken
    return {**found, "file": file.stat().st_size}


def _part(table: str) -> str:
    if table.startswith("passages_search"):
        return "index"
    if table in ("symbols", "vocabulary"):
        return "symbols"
    return {"passages": "texts", "versions": "documents"}.get(table, "others")
