"""The subjects of passages, each once: built-in names, and phrases that are no everyday ones (pure)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from watchers import aliases
from watchers.errors import QueryError
from watchers.query import parse_query
from watchers.text import words
from watchers.topics.measuring import BEFORE, NOW, Field, Measured, between, is_usual, risen, surprise, worth
from watchers.topics.naming import met, names_with, says_a_name
from watchers.topics.phrases import LONGEST_HAN, Phrase, phrases
from watchers.topics.row import Ints, Key, Row, Text, grammar, key_of, offices, read

_OWN = 0.5  # of all passages: who is named in more is the source itself
_PROPER = 0.8
_SAME = 0.5  # of the passages of a shorter phrase: the longer one is what it stands for
_PIECE = 0.6  # ... in scripts without blanks: of which the shorter one is but a piece
_TITLE = 0.4  # of its places: a name follows
_CALLED = 0.4  # ... commas are around it: somebody is called by it ("Go ahead, Steve.")
_PATRONYMIC = re.compile("(?:[ое]вич|[ое]вн|ичн)$")  # "Владимир Владимирович": nor is how a Russian is spoken to
_LONG = 20  # letters of a name
_POOL = 300  # phrases that are looked at for a list


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is talked about, as it stands in both periods. name: the built-in one, if it is one; label: how
    it is to be shown; it takes a while to find out.
    """

    label: Callable[[], str]
    name: str | None
    now: Measured
    before: Measured
    where: Ints

    @property
    def query(self) -> str:
        """The query that finds its passages."""
        return f"~{self.name}" if self.name else query_for(self.label())


def query_for(form: str) -> str:
    """The query that finds a phrase as it is written."""
    plain = words(form) == ((0, len(form)),)
    quoted = f'"{form.replace(chr(34), " ")}"'
    try:
        return str(parse_query(form if plain else quoted))
    except QueryError:  # a word that is an operator
        return quoted


def subjects(field: Field, language: str, own: frozenset[str]) -> list[Subject]:
    """All subjects of the field, in no order. language: the reader's, for built-in names; own: those that are none, for
    they name the source itself.
    """
    named = _names(field, language, own)
    by_name = {each.name: each.where for each in named if each.name}
    by_language: dict[str, list[int]] = defaultdict(list)
    for number, said in enumerate(field.all):
        by_language[said.setting.language].append(number)
    speaking = {part.speaker for said in field.all for part in said.passage.parts if part.speaker}
    found = list(named)
    for spoken, numbers in by_language.items():
        found += _phrases(field, spoken, np.array(numbers), by_name, speaking)
    return found


# ------------------------------------------------------------------ built-in names


def _names(field: Field, language: str, own: frozenset[str]) -> list[Subject]:
    editions: dict[tuple[str, object], list[int]] = defaultdict(list)
    for number, said in enumerate(field.all):
        editions[said.briefing, said.setting].append(number)
    where: dict[str, list[int]] = defaultdict(list)
    for numbers in editions.values():
        passages = [field.all[n].passage for n in numbers]
        for name, places in met(passages, field.all[numbers[0]].setting):
            where[name] += [numbers[n] for n in places]
    found = []
    for name, numbers in where.items():
        about = aliases.about(name)
        if about is None or name in own:
            continue
        places = np.array(sorted(numbers), np.int64)
        counted = [table[0].tolist() for table in field.counts(np.zeros_like(places), places, 1)]
        now, before = (_of_name(field, about.kind, *counted, period) for period in (NOW, BEFORE))
        label = _called(name, about, language)
        found.append(Subject(lambda label=label: label, name, now, before, places))
    return _apart(found)


def _called(name: str, about: aliases.Name, language: str) -> str:
    """A name as a list shows it: an organisation's by its abbreviation, where the name itself is a line long."""
    label = about.label(language)
    if about.kind != "organisation" or len(label) <= _LONG:
        return label
    spoken = language if language in about.labels else "en"
    short = (term[1:] for term in aliases.terms(name, spoken) if term.startswith("=") and term[1:].isupper())
    return next(short, label)


def _apart(found: Sequence[Subject]) -> list[Subject]:
    """Without those that are said in the very passages of another whose name holds theirs: "Republic of the Congo"."""
    places: dict[bytes, list[Subject]] = defaultdict(list)
    for each in found:
        places[each.where.tobytes()].append(each)
    return [
        each
        for each in found
        if not any(o is not each and each.label() in o.label() for o in places[each.where.tobytes()])
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
    def is_usual(self) -> bool:
        return self.now.usual or self.before.usual


def _phrases(
    field: Field, language: str, numbers: Ints, named: Mapping[str, Ints], speaking: Iterable[str]
) -> list[Subject]:
    """The subjects among the phrases of the passages (their numbers, in order) that are in one language."""
    row = read([_text(field, n) for n in numbers.tolist()], language)
    least = 2 if len(numbers) < 500 else 3 if len(numbers) < 5000 else 5
    judged = _judged(field, phrases(row, least), row.lengths, numbers, language)
    pool: dict[Key, _Candidate] = {}
    for counts in (lambda c: c.now, lambda c: c.before):
        ranked = sorted((c for c in judged if counts(c).score > 0), key=lambda c: counts(c).rank)
        pool |= {c.phrase.key: c for c in ranked[:_POOL]}
    people = _speakers(speaking, language)
    said = {key for key, c in pool.items() if _says_one_of(c.phrase, numbers, named, language)}
    for key in said | _parts_of_others(pool, judged, people, language):
        del pool[key]
    return [
        Subject(
            lambda shown=shown: row.written(shown.phrase.key, shown.phrase.where),
            None,
            head.now,
            head.before,
            numbers[head.phrase.where],
        )
        for head, shown in _lines(list(pool.values()))
    ]


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


def _speakers(names: Iterable[str], language: str) -> frozenset[str]:
    """The words of the names of those who speak: how they are addressed is no subject."""
    found = {key_of(name[start:end], language) for name in names for start, end in words(name)}
    return found - grammar(language)


def _says_one_of(phrase: Phrase, numbers: Ints, named: Mapping[str, Ints], language: str) -> bool:
    """Whether it is but a part of a name ("humanitarian" of "humanitarian aid"), and said where that is."""
    places = numbers[phrase.where]
    names = names_with(phrase.key, language) & named.keys()
    return any(len(np.intersect1d(places, named[name])) >= _SAME * len(places) for name in names)


def _parts_of_others(
    pool: Mapping[Key, _Candidate], judged: Sequence[_Candidate], speakers: frozenset[str], language: str
) -> set[Key]:
    """Those of the pool that say a built-in name or a speaker's, or are but a part of a phrase that does, or of one that
    is usual ("White" of "White House"); titles, which lead many names ("Prime Minister"), and how people are called.
    """
    gone = {key for key in pool if _is_named(key, speakers, language)}
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
            if piece or (same and (each.is_usual or _is_named(phrase.key, speakers, language))):
                gone.add(part)
    for key, head in pool.items():
        phrase = head.phrase
        if phrase.is_han:
            if len(key) == LONGEST_HAN:  # which may be but a piece as well
                gone.add(key)
        elif offices(language).issuperset(key) or bool(_PATRONYMIC.search(key[-1])):
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


def _is_named(key: Key, speakers: frozenset[str], language: str) -> bool:
    return not speakers.isdisjoint(key) or says_a_name(key, language)


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


def _shown(line: Sequence[_Candidate]) -> _Candidate:
    """The longest phrase that holds the first and is said in half of its passages."""
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
