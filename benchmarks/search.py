"""Everything said before, asked for: how long the archive takes to answer, at what size, and how long others take.

.venv/bin/python benchmarks/search.py [--passages N] [--peers none|all|pg,tantivy,fts5] [--only KIND] [--full]

The archive is made once (200,000 passages: a quarter of an hour, 5 GB with all peers) in --folder and found there by
later runs; --anew makes it again. Ends with 1 if ours finds anything else than the definition of a query says, or than
a peer does without a reason.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from searching import tables
from searching.archive import Maker, built
from searching.ours import Defined, writing
from searching.peers import PEERS
from searching.questions import KINDS, questions
from searching.standing import add_to_peer, ask_ours, ask_peer

WHOLE, SMALL = 200_000, 20_000
DEFINED = 20  # questions held against every passage, where not all are
WRITTEN = 100  # briefings added to the archive


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Search in an archive of 70 million words.")
    parser.add_argument("--passages", type=int, default=WHOLE, help="so many; 20000: a quick look")
    parser.add_argument("--peers", default="all", help=f"none, all, or some of {','.join(PEERS)}")
    parser.add_argument("--only", choices=list(KINDS), help="questions of one kind")
    parser.add_argument("--full", action="store_true", help="hold all questions against the definition")
    parser.add_argument("--anew", action="store_true", help="make the program's own archives again")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "rostrum-search")
    chosen = parser.parse_args()
    peers = {"none": [], "all": list(PEERS)}.get(chosen.peers, chosen.peers.split(","))
    started = time.perf_counter()
    print(f"Load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")

    maker = Maker(chosen.passages)
    asked = [q for q in questions(maker.tongues) if chosen.only in (None, q.kind)]
    archive = built(chosen.folder, chosen.passages, anew=chosen.anew)
    _progress(f"{archive.passages:,} passages stand; asking")
    ours = ask_ours(archive, asked)
    measured = {}
    for name in peers:
        _progress(name)
        measured[name] = ask_peer(name, archive, maker, asked)
    all_ = [ours, *(figures for figures, _ in measured.values())]
    tables.sizes(archive, {figures.name: taken for figures, taken in measured.values()})
    tables.over_all(all_, asked)
    for figures in all_:
        tables.by_kind(figures, asked)
    _progress("writing")
    tables.written(
        writing(archive.file, maker, WRITTEN), [add_to_peer(name, archive, maker, WRITTEN) for name in peers]
    )

    small, of_small = archive, ours
    if chosen.passages > SMALL:
        small = built(chosen.folder, SMALL, anew=chosen.anew)
        of_small = ask_ours(small, asked)
        tables.growth((small, of_small), (archive, ours), asked)
    tables.aims(all_, archive, asked)

    _progress("holding against the definition")
    sound = tables.agreed(all_, asked)
    held = asked if chosen.full else asked[:: max(1, len(asked) // DEFINED)]
    sound &= tables.as_defined(of_small, Defined(Maker(small.passages), held), held)
    print(f"\nTook {time.perf_counter() - started:.0f} s.")
    return 0 if sound else 1


def _progress(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
