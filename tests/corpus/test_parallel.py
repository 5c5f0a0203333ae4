"""Real briefings in English and Chinese: each passage's counterpart is found, and what is left out of one is missed.

They are read from the folder that ROSTRUM_CORPUS names; without it these tests are skipped.
"""

import re
from dataclasses import replace

from tests.corpus.held import manifest, needs_corpus, read
from watchers.model import Briefing
from watchers.parallel import counterparts

pytestmark = needs_corpus


def pairs() -> list[tuple[Briefing, Briefing]]:
    """The English and the Chinese edition of each day that has both, cut into as many passages."""
    found: dict[str, dict[str, Briefing]] = {}
    for document in manifest():
        if document["source"] == "china_mfa" and (day := re.search(r"/(en|zh)_(\d{4}-\d\d-\d\d)", document["file"])):
            briefing = read(document["file"], document["source"], document["language"])
            found.setdefault(day[2], {})[day[1]] = briefing
    both = [(day["en"], day["zh"]) for day in found.values() if len(day) == 2]
    return [pair for pair in both if len(pair[0].passages()) == len(pair[1].passages())]


def without(briefing: Briefing, number: int) -> Briefing:
    """A briefing that lacks one of its passages."""
    gone = briefing.passages()[number]
    section = briefing.sections[gone.section]
    if gone.exchange is None:
        return replace(briefing, sections=tuple(s for s in briefing.sections if s is not section))
    left = tuple(exchange for n, exchange in enumerate(section.exchanges) if n != gone.exchange)
    owned = {turn for exchange in left for turn in (*exchange.questions, *exchange.answers)}
    place = {turn: n for n, turn in enumerate(sorted(owned))}
    exchanges = tuple(
        replace(e, questions=tuple(place[t] for t in e.questions), answers=tuple(place[t] for t in e.answers))
        for e in left
    )
    shorter = replace(section, turns=tuple(section.turns[t] for t in sorted(owned)), exchanges=exchanges)
    return replace(briefing, sections=tuple(shorter if s is section else s for s in briefing.sections))


def test_two_whole_editions_agree_passage_by_passage() -> None:
    """Every one of seventy."""
    found = pairs()
    assert len(found) > 60
    for english, chinese in found:
        assert all(one.first == one.second for one in counterparts(english, chinese)), english.url


def test_a_passage_left_out_of_one_edition_is_missed() -> None:
    """That one and no other, in nineteen of twenty cases at least (else its neighbour is taken for it)."""
    right = wrong = 0
    for english, chinese in pairs():
        count = len(english.passages())
        for number in range(1, count - 1, 2):
            lacking = without(chinese, number)
            if len(lacking.passages()) != count - 1:
                continue
            missed = [one.first for one in counterparts(english, lacking) if one.second is None]
            right, wrong = right + (missed == [number]), wrong + (missed != [number])
    assert right + wrong > 100
    assert right > 19 * wrong
