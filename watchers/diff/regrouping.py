"""Turns that came into other passages with their words unchanged: where a question became an answer, or went."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from watchers.diff.aligning import aligned
from watchers.diff.pairing import exact
from watchers.diff.units import essence
from watchers.model import Passage


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Passages, old and new, that hold the same paragraphs, cut in another way.

    pairs: an old one and a new one between which words have another speaker, each passage at most once.
    """

    befores: tuple[int, ...]
    afters: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    passage: int
    label: tuple[str, ...]
    words: tuple[str, ...]


def regrouped(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Regrouped, ...]:
    """The groups of passages, none of which stayed as it was, that share all their paragraphs among them.

    Of exchanges only where a paragraph has another speaker, which is what cuts them anew; of what is said around
    exchanges (a moderator's calls) wherever it is one passage now and was two: an exchange between came or went.
    """
    stayed = aligned([exact(p) for p in before], [exact(p) for p in after])
    rest = {i for i, _ in stayed}, {j for _, j in stayed}
    olds, news = (
        [one for n, p in enumerate(side) if n not in same for one in _paragraphs(n, p)]
        for side, same in zip((before, after), rest, strict=True)
    )
    matched = [(olds[a], news[b]) for a, b in _matched(olds, news)]
    found: list[Regrouped] = []
    for befores, afters in _groups(matched):
        pairs = [(old, new) for old, new in matched if old.passage in befores]
        sizes = (sum(one.passage in group for one in side) for side, group in ((olds, befores), (news, afters)))
        if len(befores) + len(afters) < 3 or set(sizes) != {len(pairs)}:
            continue
        passages = [*(before[i] for i in befores), *(after[j] for j in afters)]
        if len({essence(p.heading) for p in passages}) > 1:
            continue
        group = Regrouped(tuple(sorted(befores)), tuple(sorted(afters)), _changed_hands(pairs))
        if group.pairs or (all(p.exchange is None for p in passages) and _in_order(pairs, news)):
            found.append(group)
    return tuple(found)


def _paragraphs(number: int, passage: Passage) -> list[_Paragraph]:
    """What a passage with speakers is made of; nothing of another."""
    return [
        _Paragraph(number, essence(part.label), words)
        for part in passage.parts
        for paragraph in passage.text[part.start : part.end].split("\n\n")
        if (words := essence(paragraph))
    ]


def _matched(olds: Sequence[_Paragraph], news: Sequence[_Paragraph]) -> list[tuple[int, int]]:
    """Which paragraph is which: those with the same words, in order first."""
    pairs = aligned([one.words for one in olds], [one.words for one in news])
    taken = {i for i, _ in pairs}, {j for _, j in pairs}
    waiting: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for j, one in enumerate(news):
        if j not in taken[1]:
            waiting[one.words].append(j)
    late = [i for i, one in enumerate(olds) if i not in taken[0]]
    return sorted([*pairs, *((i, found.popleft()) for i in late if (found := waiting[olds[i].words]))])


def _groups(matched: Sequence[tuple[_Paragraph, _Paragraph]]) -> list[tuple[set[int], set[int]]]:
    """The passages that hang together by the paragraphs they share."""
    whose: dict[int, set[int]] = defaultdict(set)
    back: dict[int, set[int]] = defaultdict(set)
    for old, new in matched:
        whose[old.passage].add(new.passage)
        back[new.passage].add(old.passage)
    groups: list[tuple[set[int], set[int]]] = []
    left = dict.fromkeys(whose)
    while left:
        befores: set[int] = set()
        afters: set[int] = set()
        asked = [next(iter(left))]
        while asked:
            i = asked.pop()
            if i not in befores:
                befores.add(i)
                left.pop(i)
                afters |= whose[i]
                asked += [other for j in whose[i] for other in back[j]]
        groups.append((befores, afters))
    return groups


def _in_order(pairs: Sequence[tuple[_Paragraph, _Paragraph]], news: Sequence[_Paragraph]) -> bool:
    places = {id(one): place for place, one in enumerate(news)}
    order = [places[id(new)] for _, new in pairs]
    return order == sorted(order)


def _changed_hands(matched: Sequence[tuple[_Paragraph, _Paragraph]]) -> tuple[tuple[int, int], ...]:
    pairs: dict[int, int] = {}
    for old, new in matched:
        if old.label != new.label and old.passage not in pairs and new.passage not in pairs.values():
            pairs[old.passage] = new.passage
    return tuple(pairs.items())
