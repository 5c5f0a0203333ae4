"""How the reader of queries stands 10,000 queries made up by chance and over 200 made by hand to hurt it, and what
ordinary ones cost.

.venv/bin/python benchmarks/hostile.py
"""

import sys
import time
import timeit
from collections import Counter
from contextlib import suppress

from tests.watchers.hostile import HAND_MADE, by_chance
from watchers.errors import QueryError
from watchers.query import CODES, parse_query, plan

COUNT = 10_000
LIMIT_MS = 50.0
ORDINARY = (
    "sanctions",
    "Лавров",
    '"Security Council"',
    "nuclear*",
    "Iran OR Syria OR Iraq",
    '(Iran OR Syria) "nuclear deal" -oil',
    "speaker:zakharova ~germany -football",
    "{sanctions Iran}",
    "sanctions NEAR/5 Iran",
    "co-operation Sana'a",
)


def outcome(text: str) -> str:
    """What becomes of it: "answered", or the code it is refused with; an error where the refusal is unsound."""
    try:
        parse_query(text)
    except QueryError as error:
        sound = error.code in CODES and 0 <= error.start <= error.end <= len(text)
        if not sound or (error.suggestion and not parse_query(error.suggestion)):
            raise AssertionError(text) from error
        return error.code
    return "answered"


def cost(text: str) -> float:
    """Microseconds to read a query, at best of five."""
    rounds = 2000
    return min(timeit.repeat(lambda: parse_query(text), number=rounds, repeat=5)) / rounds * 1e6


def main() -> int:
    """Print what became of how many, the slowest, and the ordinary; 1 if one took longer than it may."""
    plan(parse_query("санкции"), "ru")  # what is loaded once: the Russian dictionary, in some 50 ms
    counted: Counter[str] = Counter()
    taken: list[tuple[float, str]] = []
    for text in (*HAND_MADE, *by_chance(COUNT)):
        start = time.perf_counter()
        with suppress(QueryError):
            parse_query(text)
        taken.append(((time.perf_counter() - start) * 1000, text))
        counted[outcome(text)] += 1
    print("| outcome | queries |\n|---|---|")
    for name, count in counted.most_common():
        print(f"| {name} | {count:,} |")
    taken.sort(reverse=True)
    print(f"\nms: median {taken[len(taken) // 2][0]:.3f}, 99 % {taken[len(taken) // 100][0]:.2f}; the slowest:")
    for ms, text in taken[:8]:
        print(f"{ms:8.2f}  {text[:80]!r}")
    over = sum(ms > LIMIT_MS for ms, _ in taken)
    print(f"over {LIMIT_MS:.0f} ms: {over}")
    print("\n| query | us |\n|---|---|")
    for text in ORDINARY:
        print(f"| `{text}` | {cost(text):.1f} |")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
