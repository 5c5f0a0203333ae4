"""The briefings that saved queries are held against, and the archive that the queries' words and rarities come from."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from watchers.errors import ParseError
from watchers.languages import word_keys
from watchers.model import Page, Passage, Setting
from watchers.sources.outline import read_briefing
from watchers.sources.profile import ProfileError, find_profile
from watchers.text import words

LANGUAGE = "en"
VOCABULARY = 60_000  # words that queries are made of
SHORT, LONG = 7_200, 20_000  # words of the two briefings, where they are made up
FUNCTION_WORDS = 0.25  # what stands in a larger part of all passages ("the") is followed by nobody on purpose
_KINDS = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".md": None, ".json": None}
_MADE_PASSAGES = 200_000  # of an archive that is made up: ten thousand briefings
_PASSAGE = 350  # words


@dataclass(frozen=True, slots=True)
class Text:
    """A briefing: its passages, and what they stand in."""

    name: str
    passages: tuple[Passage, ...]
    setting: Setting

    @property
    def length(self) -> int:
        """In words."""
        return sum(map(_length, self.passages))

    def again(self) -> tuple[Passage, ...]:
        """Its passages as if read once more: equal, but no object of theirs was seen before."""
        return tuple(
            replace(p, text=_copied(p.text), heading=_copied(p.heading or ""), parts=tuple(map(replace, p.parts)))
            for p in self.passages
        )


@dataclass(frozen=True, slots=True)
class Archive:
    """What was read before the briefing that is tested; nothing of that one is in it.

    words: lower-case, the commonest first; rarities: key -> how many of its `size` passages hold it; passages: some of
    them, where they are at hand.
    """

    name: str
    words: tuple[str, ...]
    rarities: dict[str, int]
    size: int
    passages: tuple[Passage, ...] = ()

    def rarity(self, language: str, key: str) -> int:
        """What a percolator asks for: in how many passages a key occurs."""
        return self.rarities.get(key, 0) if language == LANGUAGE else 0

    def worth_following(self) -> tuple[str, ...]:
        """Its words but for those that stand nearly everywhere, and those of one or two letters."""
        most = self.size * FUNCTION_WORDS
        return tuple(w for w in self.words if len(w) > 2 and self.rarities.get(word_keys(w, LANGUAGE)[0], 0) <= most)


# ------------------------------------------------------------------ saved pages


def read_document(file: Path, source: str) -> Text:
    """A briefing from a saved page."""
    briefing = read_briefing(Page(str(file), file.read_bytes(), _KINDS.get(file.suffix)), find_profile(source))
    setting = Setting(briefing.source, briefing.language, briefing.title, briefing.date)
    return Text(f"the page given ({setting.date})", briefing.passages(), setting)


def read_archive(folder: Path, tested: Path | None, seed: int) -> Archive:
    """The English pages below a folder that has a folder for each source, all but the one that is tested."""
    left_out = tested and tested.read_bytes()
    passages: list[Passage] = []
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            profile = find_profile(place.name)
        except ProfileError:
            profile = find_profile("generic")
        for file in sorted(path for path in place.rglob("*") if path.suffix in _KINDS):
            content = file.read_bytes()
            if content == left_out:
                continue
            try:
                briefing = read_briefing(Page(str(file), content, _KINDS[file.suffix]), profile)
            except ParseError:
                continue
            if briefing.language == LANGUAGE:
                passages += briefing.passages()
    held_words: Counter[str] = Counter()
    held_keys: Counter[str] = Counter()
    for passage in passages:
        held = {word.lower() for word in _words(passage)}
        held_words.update(sorted(held))  # of words as common as each other the first stays first
        held_keys.update({key for word in held for key in word_keys(word, LANGUAGE)})
    known = [word for word, _ in held_words.most_common() if _usable(word)]
    filling = [word for word in _dictionary(seed) if word not in held_words]
    return Archive(
        f"{len(passages):,} passages of saved pages",
        tuple((known + filling)[:VOCABULARY]),
        dict(held_keys),
        len(passages),
        tuple(passages),
    )


# ------------------------------------------------------------------ made up


def made_archive(seed: int, document: Text | None = None) -> Archive:
    """A vocabulary with the frequencies of Zipf and Mandelbrot.

    The words of a document that was not made of it are strewn over all ranks by chance, the same chance for each: how
    often the document has them plays no part.
    """
    chance = random.Random(seed)
    ranked = _dictionary(seed)
    if document is not None:
        own = sorted({w for p in document.passages for word in _words(p) if _usable(w := word.lower())})
        chance.shuffle(own)
        places = {min(int(VOCABULARY ** chance.random()), VOCABULARY - 1) for _ in range(2 * len(own))}
        strewn = dict(zip(sorted(places, key=lambda _: chance.random()), own, strict=False))
        others = iter([word for word in ranked if word not in set(own)])
        ranked = [strewn.get(rank) or next(others) for rank in range(VOCABULARY)]
    ranked = ranked[:VOCABULARY]
    weights = _weights(VOCABULARY)
    total = sum(weights)
    rarities: dict[str, int] = {}
    for word, weight in zip(ranked, weights, strict=True):
        held = round(_MADE_PASSAGES * (1 - exp(-_PASSAGE * weight / total)))
        for key in word_keys(word, LANGUAGE):
            rarities[key] = max(rarities.get(key, 0), held)
    return Archive("made up", tuple(ranked), rarities, _MADE_PASSAGES)


def made_passages(archive: Archive, seed: int) -> Iterator[Passage]:
    """Topics of about 350 words, without end, of words as frequent as in the archive."""
    chance = random.Random(seed)
    weights = _weights(len(archive.words))
    section = 0
    while True:
        left, sentences = chance.randint(_PASSAGE // 3, 2 * _PASSAGE), []
        while left > 0:
            drawn = chance.choices(archive.words, weights, k=min(left, chance.randint(6, 30)))
            sentences.append(" ".join(drawn).capitalize() + ".")
            left -= len(drawn)
        heading = " ".join(chance.choices(archive.words, weights, k=6)).capitalize()
        yield Passage(section, None, "topic", heading, " ".join(sentences))
        section += 1


def made_document(archive: Archive, seed: int) -> Text:
    """A made-up briefing of SHORT words."""
    setting = Setting("mid_ru", LANGUAGE, "Briefing by the Spokesperson", dt.date(2026, 11, 25))
    return Text("made up", _so_many((), made_passages(archive, seed), SHORT), setting)


def lengthened(text: Text, archive: Archive, seed: int) -> Text:
    """The briefing with other passages after it, to LONG words: of the archive where it has any, or made up."""
    others: Iterable[Passage] = made_passages(archive, seed)
    if archive.passages:
        others = list(archive.passages)
        random.Random(seed).shuffle(others)
    return replace(text, name="the same, lengthened", passages=_so_many(text.passages, others, LONG))


def _so_many(passages: Sequence[Passage], others: Iterable[Passage], count: int) -> tuple[Passage, ...]:
    found = list(passages)
    length = sum(map(_length, found))
    for other in others:
        if length >= count:
            break
        if length + _length(other) <= count + _PASSAGE:
            found.append(other)
            length += _length(other)
    return tuple(found)


def _dictionary(seed: int) -> list[str]:
    """English word forms in no order."""
    forms: set[str] = set()
    for form in DefaultDictionaryFactory().get_dictionary(LANGUAGE):
        text = form.decode() if isinstance(form, bytes) else str(form)
        if _usable(text) and len(text) > 2:
            forms.add(text)
    return random.Random(seed).sample(sorted(forms), len(forms))


def _weights(count: int) -> list[float]:
    return [1 / (rank + 2.7) for rank in range(count)]


def _usable(word: str) -> bool:
    return word.isascii() and word.isalpha() and word.islower() and word not in ("and", "or", "not", "near")


def _words(passage: Passage) -> Iterator[str]:
    for text in (passage.heading or "", passage.text):
        yield from (text[start:end] for start, end in words(text))


def _length(passage: Passage) -> int:
    return sum(1 for _ in _words(passage))


def _copied(text: str) -> str:
    return text.encode().decode()
