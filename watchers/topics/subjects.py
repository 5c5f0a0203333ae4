"""The subjects of passages, each once: built-in names, and phrases that are no everyday ones (pure)."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from watchers import aliases
from watchers.errors import QueryError
from watchers.lexicon import russian_sense
from watchers.model import Setting
from watchers.query import parse_query
from watchers.text import Span, words
from watchers.topics.measuring import BEFORE, NOW, Field, Measured, between, is_usual, risen, surprise, worth
from watchers.topics.naming import Known, met, names_with, own_names
from watchers.topics.phrases import LONGEST_HAN, Phrase, phrases
from watchers.topics.row import Ints, Key, Row, Text, offices, read

_OWN = 0.5  # of all passages: who is named in more is the source itself
_PROPER = 0.8
_SAME = 0.5  # of the passages of a shorter phrase: the longer one is what it stands for
_CUT = 0.9  # ... where it begins or ends with a part of a name: that is cut in two
_PIECE = 0.6  # ... in scripts without blanks: of which the shorter one is but a piece
_TITLE = 0.4  # of its places: a name follows
_CALLED = 0.4  # ... commas are around it: somebody is called by it ("Go ahead, Steve.")
_ROMAN = re.compile("[IVXLC]+")
_PATRONYMIC = re.compile("(?:[ое]вич|[ое]вн|ичн)$")  # "Владимир Владимирович": nor is how a Russian is spoken to
_LONG = 20  # letters of a name
_LEAST = ((500, 2), (3_000, 3), (8_000, 5), (math.inf, 8))  # of so many passages, so many share what is looked at
_POOL = 300  # phrases that are looked at for a list


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is talked about, as it stands in both periods. name: the built-in one, if it is one; label: how
    it is to be shown, and which of its words (the first, and the one after the last) all its passages say; it takes a
    while to find out. everyday: it is a phrase, and not written as a name.
    """

    label: Callable[[], tuple[str, Span]]
    name: str | None
    everyday: bool
    now: Measured
    before: Measured
    where: Ints


def query_for(form: str) -> str:
    """The query that finds a phrase as it is written."""
    plain = words(form) == ((0, len(form)),)
    quoted = f'"{form.replace(chr(34), " ")}"'
    try:
        return str(parse_query(form if plain else quoted))
    except QueryError:  # a word that is an operator
        return quoted


def all_subjects(field: Field, language: str, title: str) -> list[Subject]:
    """All subjects of the field, in no order. language: the reader's, for built-in names; title: of the source, for
    what names it is no subject.
    """
    named = _names(field, language, own_names(title))
    by_name = {each.name: each.where for each in named if each.name}
    by_language: dict[str, list[int]] = defaultdict(list)
    for number, said in enumerate(field.all):
        by_language[said.setting.language].append(number)
    parts = [part for said in field.all for part in said.passage.parts]
    speakers, outlets = {p.speaker for p in parts if p.speaker}, {p.outlet for p in parts if p.outlet}
    found = list(named)
    for spoken, numbers in by_language.items():
        found += _phrases(field, np.array(numbers), by_name, Known.of(spoken, speakers, outlets, title))
    return found


# ------------------------------------------------------------------ built-in names


def _names(field: Field, language: str, own: frozenset[str]) -> list[Subject]:
    editions: dict[tuple[str, Setting], list[int]] = defaultdict(list)
    for number, said in enumerate(field.all):
        editions[said.briefing, said.setting].append(number)
    where: dict[str, list[int]] = defaultdict(list)
    for numbers in editions.values():
        passages = [field.all[n].passage for n in numbers]
        for name, places in met(passages, field.all[numbers[0]].setting):
            where[name] += [numbers[n] for n in places]
    found = []
    for name, met_in in where.items():
        about = aliases.about(name)
        if about is None or name in own:
            continue
        at = np.array(sorted(met_in), np.int64)
        in_passages, in_briefings = (table[0].tolist() for table in field.counts(np.zeros_like(at), at, 1))
        now, before = (_of_name(field, about.kind, in_passages, in_briefings, period) for period in (NOW, BEFORE))
        found.append(Subject(partial(_called, name, about, language), name, False, now, before, at))
    return _apart(found)


def _called(name: str, about: aliases.Name, language: str) -> tuple[str, Span]:
    """A name as a list shows it: an organisation's by its abbreviation, where the name itself is a line long."""
    label = about.label(language)
    if about.kind != "organisation" or len(label) <= _LONG:
        return label, (0, len(words(label)))
    spoken = language if language in about.labels else "en"
    short = (term[1:] for term in aliases.terms(name, spoken) if term.startswith("=") and term[1:].isupper())
    label = next(short, label)
    return label, (0, len(words(label)))


def _apart(found: Sequence[Subject]) -> list[Subject]:
    """Without those that are said in the very passages of another whose name holds theirs: "Republic of the Congo"."""
    places: dict[bytes, list[Subject]] = defaultdict(list)
    for each in found:
        places[each.where.tobytes()].append(each)
    return [
        each
        for each in found
        if not any(o is not each and each.label()[0] in o.label()[0] for o in places[each.where.tobytes()])
    ]


def _of_name(
    field: Field, kind: aliases.Kind, passages: Sequence[int], briefings: Sequence[int], period: int
) -> Measured:
    here, elsewhere = field.shares(passages, briefings, period)
    own = here.in_passages > _OWN and (elsewhere.in_passages > _OWN or not elsewhere.of)
    usual = own or (kind in ("person", "formula") and is_usual(here, elsewhere))
    counts = 0.0 if usual else 1.0
    if kind == "formula":
        counts *= between(surprise(here.passages, here.of, elsewhere.passages, elsewhere.of), 1.5, 3.0)
    return Measured(here.passages, here.briefings, counts * here.passages, usual)


# ------------------------------------------------------------------ phrases


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A phrase, and what it is worth in both periods."""

    phrase: Phrase
    now: Measured
    before: Measured

    @property
    def is_everyday(self) -> bool:
        """Whether it is not written as a name."""
        return self.phrase.proper < _PROPER

    @property
    def is_usual(self) -> bool:
        return self.now.usual or self.before.usual


def _phrases(field: Field, numbers: Ints, named: Mapping[str, Ints], known: Known) -> list[Subject]:
    """The subjects among the phrases of the passages (their numbers, in order) that are in one language."""
    language = known.language
    row = read([_text(field, n) for n in numbers.tolist()], language)
    least = next(least for most, least in _LEAST if len(numbers) < most)
    judged = _judged(field, phrases(row, least), row.lengths, numbers, language)
    pool: dict[Key, _Candidate] = {}
    for best in (
        sorted((c for c in judged if c.now.score > 0), key=lambda c: c.now.rank),
        sorted((c for c in judged if c.before.score > 0), key=lambda c: c.before.rank),
    ):
        pool |= {c.phrase.key: c for c in best[:_POOL]}
    sense = _senses(row, pool) if language == "ru" else {}
    no_subjects = {
        key
        for key, each in pool.items()
        if _says_one_of(each.phrase, numbers, named, language)
        or (len(key) == 1 and (_ROMAN.fullmatch(key[0]) or "Name" in sense.get(key[0], ())))
        or (each.is_everyday and any(part in pool and not pool[part].is_everyday for part in _parts(key)))
    }
    for key in no_subjects | _parts_of_others(pool, judged, known):
        del pool[key]
    return [
        Subject(
            partial(_as_written, row, head.phrase.key, shown.phrase),
            None,
            head.is_everyday,
            head.now,
            head.before,
            numbers[head.phrase.where],
        )
        for head, shown in _completed(_lines(list(pool.values())), judged, sense)
    ]


def _as_written(row: Row, head: Key, shown: Phrase) -> tuple[str, Span]:
    at = next(at for at in range(len(shown.key)) if shown.key[at : at + len(head)] == head)
    return row.written(shown.key, shown.where), (at, at + len(head))


def _senses(row: Row, pool: Iterable[Key]) -> dict[str, frozenset[str]]:
    """What the words of a few Russian phrases are, by their keys."""
    asked = {word for key in pool for word in key}
    return {key: russian_sense(sample) for key, sample in zip(row.keys, row.samples, strict=True) if key in asked}


def _text(field: Field, number: int) -> Text:
    passage = field.all[number].passage
    return Text(passage.heading or "", passage.text)


def _judged(field: Field, found: Sequence[Phrase], lengths: Ints, numbers: Ints, language: str) -> list[_Candidate]:
    """What each phrase is worth. lengths: of the passages, in words; numbers: theirs in the field."""
    if not found:
        return []
    many = len(found)
    which = np.repeat(np.arange(many), [phrase.spread for phrase in found])
    where = numbers[np.concatenate([phrase.where for phrase in found])]
    passages, briefings = (table.tolist() for table in field.counts(which, where, many))
    times = field.sums(which, where, np.concatenate([phrase.times for phrase in found]), many).tolist()
    in_all = field.sums(np.zeros_like(numbers), numbers, lengths, 1)[0].tolist()
    candidates = []
    for n, phrase in enumerate(found):
        if not passages[n][NOW] and not passages[n][BEFORE]:
            continue
        measured = []
        for period in (NOW, BEFORE):
            here, elsewhere = field.shares(passages[n], briefings[n], period)
            said, of = times[n][period], in_all[period]
            usual, counts = False, 0.0
            if here.passages:
                usual = is_usual(here, elsewhere)
                more = risen(said, of, sum(times[n]) - said, sum(in_all) - of)
                counts = 0.0 if usual else worth(phrase, language, here, elsewhere, more, said / here.passages)
            measured.append(Measured(here.passages, here.briefings, counts * here.passages, usual))
        candidates.append(_Candidate(phrase, *measured))
    return candidates


def _says_one_of(phrase: Phrase, numbers: Ints, named: Mapping[str, Ints], language: str) -> bool:
    """Whether it is but a part of a name ("humanitarian" of "humanitarian aid"), or begins or ends with one ("Kong's
    prosperity"), and is said where that is.
    """
    places = numbers[phrase.where]
    whole = names_with(phrase.key, language) & named.keys()
    cut = (names_with(phrase.key[:1], language) | names_with(phrase.key[-1:], language)) & named.keys() - whole
    if any(_shared(places, named[name]) >= _SAME for name in whole):
        return True
    everyday = phrase.proper < _PROPER and not phrase.is_han
    return everyday and any(_shared(places, named[name]) >= _CUT for name in cut)


def _shared(places: Ints, others: Ints) -> float:
    return len(np.intersect1d(places, others, assume_unique=True)) / len(places)


def _parts_of_others(pool: Mapping[Key, _Candidate], judged: Sequence[_Candidate], known: Known) -> set[Key]:
    """Those of the pool that say a name (a built-in one, a speaker's), or are but a part of a phrase that does, or of
    one that is usual ("White" of "White House"); titles, which lead many names ("Prime Minister"); how people are
    called.
    """
    gone = {key for key in pool if known.names(key)}
    led: dict[Key, int] = defaultdict(int)
    for each in judged:
        phrase = each.phrase
        for part in _parts(phrase.key):
            head = pool.get(part)
            if head is None or part in gone:
                continue
            if len(phrase.key) == len(part) + 1 and phrase.key[:-1] == part:
                led[part] = max(led[part], phrase.spread)
            same = phrase.spread >= _SAME * head.phrase.spread
            piece = phrase.is_han and phrase.spread >= _PIECE * head.phrase.spread
            if piece or (same and (each.is_usual or known.names(phrase.key))):
                gone.add(part)
    for key, head in pool.items():
        phrase = head.phrase
        if phrase.is_han:
            if len(key) == LONGEST_HAN:  # which may be but a piece as well
                gone.add(key)
        elif offices(known.language).issuperset(key) or bool(_PATRONYMIC.search(key[-1])):
            gone.add(key)
        elif phrase.proper >= _PROPER and (_is_title(phrase, led[key]) or phrase.apart >= _CALLED):
            gone.add(key)
            gone.update(
                part for part in _parts(key) if part in pool and phrase.spread >= _SAME * pool[part].phrase.spread
            )
    return gone


def _is_title(phrase: Phrase, led: int) -> bool:
    return phrase.leads >= _TITLE and led < _SAME * phrase.spread


def _parts(key: Key) -> Iterator[Key]:
    """The phrases within a phrase, itself not among them."""
    for length in range(1, len(key)):
        for at in range(len(key) - length + 1):
            yield key[at : at + length]


def _lines(pool: Sequence[_Candidate]) -> list[tuple[_Candidate, _Candidate]]:
    """The phrases, with those that say the same put together: (the one that is counted, the one that is shown).

    What holds a phrase of the line, or is held by one, belongs to it; what belongs to two is what they stand for where
    it is said in half of the places of both, and they are one line then.
    """
    lines: list[list[_Candidate]] = []
    for each in sorted(pool, key=lambda c: (-c.phrase.spread, -len(c.phrase.key), c.phrase.key)):
        kin = [line for line in lines if any(_are_kin(each.phrase.key, one.phrase.key) for one in line)]
        if not kin:
            lines.append([each])
            continue
        kin[0].append(each)
        for line in kin[1:]:
            if each.phrase.spread >= _SAME * line[0].phrase.spread:
                kin[0].extend(line)
                lines = [other for other in lines if other is not line]
    return [(line[0], _shown(line)) for line in lines]


def _completed(
    lines: Sequence[tuple[_Candidate, _Candidate]], judged: Sequence[_Candidate], sense: Mapping[str, frozenset[str]]
) -> list[tuple[_Candidate, _Candidate]]:
    """The same, but that adjectives are shown with what they are said of: "Курской области"."""
    open_ = {shown.phrase.key for _, shown in lines if "ADJF" in sense.get(shown.phrase.key[-1], ())}
    whole: dict[Key, _Candidate] = {}
    for each in judged if open_ else ():
        key = each.phrase.key
        if key[:-1] in open_ and (key[:-1] not in whole or each.phrase.spread > whole[key[:-1]].phrase.spread):
            whole[key[:-1]] = each
    return [
        (head, whole[shown.phrase.key])
        if shown.phrase.key in whole and whole[shown.phrase.key].phrase.spread >= _SAME * shown.phrase.spread
        else (head, shown)
        for head, shown in lines
    ]


def _shown(line: Sequence[_Candidate]) -> _Candidate:
    """The longest phrase that holds the first and is said in half of its passages; of a name, the longest name."""
    head = line[0].phrase
    longer = [
        c
        for c in line
        if c.phrase.spread >= _SAME * head.spread
        and _holds(c.phrase.key, head.key)
        and (c.phrase.proper >= _PROPER or head.proper < _PROPER)
    ]
    return max(longer, key=lambda c: (len(c.phrase.key), c.phrase.spread), default=line[0])


def _are_kin(one: Key, other: Key) -> bool:
    return _holds(one, other) or _holds(other, one)


def _holds(longer: Key, shorter: Key) -> bool:
    return any(longer[at : at + len(shorter)] == shorter for at in range(len(longer) - len(shorter) + 1))
