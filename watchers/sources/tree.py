"""How deep each section stands: subheadings below headings, the entries of the questions below their heading."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from watchers.model import Section
from watchers.sources.blocks import Block
from watchers.sources.wording import is_counted

TOP = 0  # of a preamble or an appendix
PLAIN = 10  # of a heading that is no <h1> to <h6>: below any of those
_COUNTED = 20  # of "(1) Visits", below "Opening Remarks"


def ranks(blocks: Sequence[Block]) -> list[int]:
    """For each block how high its heading ranks, lower is higher: as its tag says, or as it is printed."""
    found: list[int] = []
    usual = next((b.rank for b in blocks if b.entries and b.rank), PLAIN)
    divided = False  # the heading of all questions is a section of its own, and the questions' sections below it
    for number, block in enumerate(blocks):
        if block.heading is None and block.divider is not None:
            divided = True
            found.append(block.rank or usual)
        elif block.heading is None and number == 0:
            found.append(TOP)
        else:
            counted = block.heading is not None and not block.entries and is_counted(block.heading)
            rank = _COUNTED if counted else block.rank or usual
            found.append(rank + 1 if divided and block.asked else rank)
    return found


def with_levels(sections: Iterable[tuple[Section, int]]) -> list[Section]:
    """The sections with their levels: each one deeper than the nearest before it that ranks higher."""
    above: list[int] = []
    done: list[Section] = []
    for section, rank in sections:
        while above and above[-1] >= rank:
            above.pop()
        done.append(section if not above else replace(section, level=len(above) + 1))
        if rank != TOP:
            above.append(rank)
    return done
