"""Every page of the corpus against every other of its source: pairs are known for what they are, and nothing else is.

They are read from the folder that ROSTRUM_CORPUS names; without it these tests are skipped.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from tests.corpus.held import address, manifest, needs_corpus, read
from watchers.diff import fingerprint
from watchers.kinship import WINDOW, Kin, find_kin
from watchers.model import Briefing, Passage
from watchers.remembered import Relative

pytestmark = needs_corpus

GROUPS = ("dup_group", "edit_group", "revision_group")
SEED = "mid_ru/complete/2021-01-28_en_seed.txt"
REPOSTED = "mid_ru/reposted_sections/en_the-russian-foreign-ministry-on-the-navalny-protests.md"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """A page of the corpus, as read. source: the outlet (one profile may read several); key: its file, so that no
    two pages are told to be one by their ids."""

    source: str
    briefing: Briefing
    passages: tuple[Passage, ...]
    manifest: dict[str, Any]
    text: str

    @property
    def key(self) -> str:
        return str(self.manifest["file"])

    def relative(self, date: dt.date | None = None) -> Relative:
        """As remembered. date: instead of its own."""
        b = self.briefing
        known = date or b.date
        assert known is not None
        return Relative(self.key, b.language, b.url, b.title, known, b.flags, self.passages)


@cache
def corpus() -> tuple[Held, ...]:
    held = []
    for document in manifest():
        briefing = read(document["file"], document["source"], document["language"], address(document))
        source = document["source"] if briefing.source == "generic" else briefing.source
        passages = briefing.passages()
        held.append(Held(source, briefing, passages, document, fingerprint(passages)))
    return tuple(held)


def one_event(a: Held, b: Held) -> bool:
    """Whether the manifest knows the two for one event: a group, a pair, one id in the address, or one text."""
    one, two = a.manifest, b.manifest
    return (
        any(one.get(group) and one.get(group) == two.get(group) for group in GROUPS)
        or b.key == one.get("pair")
        or a.key == two.get("pair")
        or a.briefing.id == b.briefing.id
        or a.text == b.text
    )


def around(page: Held, date: dt.date | None) -> list[Relative]:
    """All others of its source within the window; those without a date as if they were of the very day."""
    dated = [
        (other, other.briefing.date or date or dt.date(2000, 1, 1))
        for other in corpus()
        if other is not page and other.source == page.source
    ]
    return [other.relative(day) for other, day in dated if date is None or abs(day - date) <= WINDOW]


def known(page: Held, date: dt.date | None) -> Kin | None:
    """What is found for a page put at a date, among all it could be taken for."""
    return find_kin(replace(page.briefing, date=date), page.passages, around(page, date))


def all_known(page: Held, date: dt.date | None, relatives: list[Relative]) -> Iterator[Kin]:
    """Whatever it would be taken for, the nearest first."""
    briefing = replace(page.briefing, date=date)
    while kin := find_kin(briefing, page.passages, relatives):
        yield kin
        relatives = [relative for relative in relatives if relative.key != kin.key]


def by_file(file: str) -> Held:
    return next(page for page in corpus() if page.key == file)


def test_what_was_put_out_twice_is_the_same_whichever_came_first() -> None:
    """At least 95 of 100 pairs, among all of their source about the day; and no link goes anywhere else."""
    twice = [page for page in corpus() if page.manifest.get("dup_group")]
    found = {page.key: known(page, page.briefing.date) for page in twice}
    right = [
        kin.kind == "same" and one_event(page, by_file(kin.key))
        for page in twice
        if (kin := found[page.key]) is not None
    ]
    assert len(twice) >= 60
    assert all(right)
    assert len(right) >= 0.95 * len(twice)


def test_the_editions_in_two_languages_are_linked_whichever_came_first() -> None:
    """Every pair of the manifest, in either order."""
    pairs = [(page, by_file(page.manifest["pair"])) for page in corpus() if page.manifest.get("pair")]
    missed = []
    for one, two in [*pairs, *((two, one) for one, two in pairs)]:
        kin = known(one, one.briefing.date)
        if kin is None or not one_event(one, by_file(kin.key)) or kin.kind not in ("edition", "same"):
            missed.append(one.key)
        elif kin.kind == "same":  # the briefing that was translated twice has a nearer kin: the other translation
            assert one.manifest["revision_group"]
        alone = find_kin(one.briefing, one.passages, [two.relative()])
        if alone is None or alone.kind != "edition":
            missed.append(f"{one.key} alone")
    assert len(pairs) >= 75
    assert missed == []


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_nothing_else_is_kin_be_the_dates_wrong_by_a_day(shift: int) -> None:
    """Each page against each other of its source within the window: no link that the manifest does not know.

    With wrong dates a third of the pages, for these are minutes.
    """
    wrong = []
    compared = 0
    for page in list(corpus())[:: 3 if shift else 1]:
        date = page.briefing.date + shift * DAY if page.briefing.date else None
        relatives = around(page, date)
        compared += len(relatives)
        wrong += [(page.key, k) for k in all_known(page, date, relatives) if not one_event(page, by_file(k.key))]
    assert compared > (3_000 if shift else 10_000)
    assert wrong == []


def test_a_chinese_page_is_linked_to_no_other_days_english_page() -> None:
    """Even where all pages claim to be of one day, the texts alone tell which belong together."""
    day = dt.date(2020, 1, 1)
    pages = [page for page in corpus() if page.source == "china_mfa"]
    chinese = [page for page in pages if page.briefing.language == "zh"]
    english = [page for page in pages if page.briefing.language == "en"]
    wrong = []
    for page in chinese:
        found = [(kin.key, kin.kind) for kin in all_known(page, day, [other.relative(day) for other in english])]
        if sorted(found) != sorted((other.key, "edition") for other in english if one_event(page, other)):
            wrong.append((page.key, found))
    assert len(chinese) * len(english) > 9_000
    assert wrong == []


def test_a_section_put_out_alone_is_an_extract_of_its_briefing() -> None:
    """Though it does not say so; and the briefing is the whole of it."""
    whole, part = by_file(SEED), by_file(REPOSTED)
    day = whole.briefing.date
    assert day is not None
    extract = find_kin(replace(part.briefing, date=day), part.passages, [whole.relative()])
    assert extract is not None
    assert (extract.key, extract.kind) == (SEED, "extract")
    assert find_kin(whole.briefing, whole.passages, [part.relative(day)]) == Kin(REPOSTED, "whole", extract.likeness)
