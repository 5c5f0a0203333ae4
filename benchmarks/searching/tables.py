"""What was measured, as tables: sizes, times over all and by kind, growth, what was aimed at, and who disagrees."""

from collections.abc import Mapping, Sequence
from statistics import median

from searching.archive import Built
from searching.ours import Defined
from searching.questions import APART, KINDS, Question
from searching.standing import BEST, MONTHS, NEWEST, TOTAL, WAYS, Figures, share

_MB = 1_000_000
OURS, POSTGRES, TANTIVY = "Rostrum", "PostgreSQL 18, GIN", "tantivy"
# Why an engine may find something else: kind of question (and what stands in it) -> reason.
_REASONS = {
    "prefix": "a beginning of stems is not one of words",
    "kind:answer": "it does not know who says which words",
}


def sizes(archive: Built, peers: Mapping[str, Mapping[str, float]]) -> None:
    """What making the archives took, and what they take."""
    print(f"\n### {archive.passages:,} passages of {archive.briefings:,} briefings, {archive.words:,} words\n")
    print(f"Raw text: {archive.raw / _MB:,.0f} MB. Made in {archive.made:.0f} s, which is no part of what follows.\n")
    print(
        "| who | built, s | index, MB | bytes a word | words by their keys, MB | all, MB |\n|---|---|---|---|---|---|"
    )
    of = archive.sizes
    print(
        f"| {OURS}, recorded from texts | {archive.recorded:.0f} (processor {archive.cpu:.0f}) "
        f"| {of['index'] / _MB:.0f} | {of['index'] / archive.words:.2f} | {of['symbols'] / _MB:.0f} "
        f"| {of['file'] / _MB:.0f} |"
    )
    for name, built in peers.items():
        print(
            f"| {name}, given stems | {built['seconds']:.0f} | {built['index'] / _MB:.0f} "
            f"| {built['index'] / archive.words:.2f} | | {built['whole'] / _MB:.0f} |"
        )
    print(
        f"\nOf ours: texts {of['texts'] / _MB:.0f} MB, whole briefings as versions keep them "
        f"{of['documents'] / _MB:.0f} MB, others {of['others'] / _MB:.1f} MB. PostgreSQL's index is the column of "
        "tsvector and its GIN index.",
        flush=True,
    )


def over_all(all_: Sequence[Figures], questions: Sequence[Question]) -> None:
    """Every engine, all ways of asking."""
    print(f"\n### Over all {len(_counted(questions))} questions: ms, p50 / p95 / p99\n")
    print("| | " + " | ".join(figures.name for figures in all_) + " |\n" + "|---" * (1 + len(all_)) + "|")
    for way in WAYS:
        print(f"| {way} | " + " | ".join(_three(figures.of(way, questions)) for figures in all_) + " |")
    here = [figures for figures in all_ if figures.name != POSTGRES]
    print("\nOf the processor alone, of those that run in the asking process:\n")
    print("| | " + " | ".join(figures.name for figures in here) + " |\n" + "|---" * (1 + len(here)) + "|")
    for way in WAYS:
        print(f"| {way} | " + " | ".join(_three(figures.of(way, questions, spent=True)) for figures in here) + " |")
    print(flush=True)


def by_kind(figures: Figures, questions: Sequence[Question]) -> None:
    """One engine, kind by kind."""
    print(f"\n### {figures.name} by kind: ms, p50 / p95 / p99\n")
    print("| kind | questions | " + " | ".join(WAYS) + " |\n" + "|---" * (2 + len(WAYS)) + "|")
    for kind in KINDS:
        count = sum(1 for q in questions if q.kind == kind)
        cells = [_three(figures.of(way, questions, kind)) for way in WAYS]
        if count and any(cells):
            print(f"| {kind} | {count} | " + " | ".join(cells) + " |")
    print(flush=True)


def written(
    times: Mapping[str, Sequence[tuple[float, float]]], peers: Sequence[tuple[str, Sequence[float]]] = ()
) -> None:
    """What writing to the archive takes, by the clock and of the processor; of peers, by the clock."""
    print("\n| one transaction each: ms | p50 | p95 | most | of the processor: p50 | p95 | most |")
    print("|---" * 7 + "|")
    for name, each in times.items():
        cells = [f"{median(some):.1f} | {share(some, 0.95):.1f} | {max(some):.1f}" for some in zip(*each, strict=True)]
        print(f"| Rostrum: {name} | {' | '.join(cells)} |")
    for name, some in peers:
        cells = [f"{median(some):.1f}", f"{share(some, 0.95):.1f}", f"{max(some):.1f}"]
        print(f"| {name}: adding one briefing | {' | '.join(cells)} | | | |")
    print(flush=True)


def growth(small: tuple[Built, Figures], large: tuple[Built, Figures], questions: Sequence[Question]) -> None:
    """The same questions to a small archive and to a large one."""
    times = large[0].passages / small[0].passages
    print(f"\n### Growth: {times:.0f} times the passages\n")
    print(f"| | {small[0].passages:,}: p50 / p95 / p99 | {large[0].passages:,} | times: p50, p95 |\n|---|---|---|---|")
    for way in WAYS:
        before, after = small[1].of(way, questions), large[1].of(way, questions)
        if before and after:
            ratios = f"{median(after) / median(before):.1f}, {share(after, 0.95) / share(before, 0.95):.1f}"
            print(f"| {way} | {_three(before)} | {_three(after)} | {ratios} |")
    per = [built.sizes["index"] / built.words for built, _ in (small, large)]
    print(f"| index, bytes a word | {per[0]:.2f} | {per[1]:.2f} | {per[1] / per[0]:.2f} |", flush=True)


# ------------------------------------------------------------------ aims


def aims(all_: Sequence[Figures], archive: Built, questions: Sequence[Question]) -> None:
    """What was aimed at beside what came of it."""
    by_name = {figures.name: figures for figures in all_}
    ours = by_name[OURS]
    lines: list[tuple[str, str, float, bool]] = []
    for way, most in ((NEWEST, 25), (MONTHS, 20), (BEST, 60)):
        if times := ours.of(way, questions):
            reached = share(times, 0.95)
            lines.append((f"{way}, p95", f"<= {most} ms", reached, reached <= most))
    for name, way, part, least in (
        (POSTGRES, MONTHS, 0.5, 4),
        (POSTGRES, MONTHS, 0.95, 10),
        (POSTGRES, NEWEST, 0.95, 10),
    ):
        if name in by_name and (mine := ours.of(way, questions)) and (other := by_name[name].of(way, questions)):
            reached = share(other, part) / share(mine, part)
            lines.append((f"{name}, {way}, p{part * 100:.0f}", f">= {least} times ours", reached, reached >= least))
    if TANTIVY in by_name and (other := by_name[TANTIVY].of(TOTAL, questions)):
        for part in (0.5, 0.95):
            reached = share(ours.of(TOTAL, questions), part) / share(other, part)
            lines.append((f"total, p{part * 100:.0f}", "<= 3 times tantivy's", reached, reached <= 3))
    per = archive.sizes["index"] / archive.words
    lines.append(("index", "<= 5 bytes a word", per, per <= 5))
    print("\n### Aims\n\n| what | aim | reached | |\n|---|---|---|---|")
    for what, aim, reached, met in lines:
        print(f"| {what} | {aim} | {reached:.2f} | {'met' if met else 'MISSED'} |")
    print(flush=True)


# ------------------------------------------------------------------ agreement


def agreed(all_: Sequence[Figures], questions: Sequence[Question]) -> bool:
    """Whether all engines count the same passages, but where there is a reason; each difference is counted."""
    ours, *peers = all_
    sound = True
    for peer in peers:
        same, reasons, strange = 0, dict[str, int](), list[str]()
        for question in questions:
            text = question.text
            if text in peer.refused or text in ours.unsure or text not in peer.counts:
                continue
            if peer.counts[text] == ours.counts[text] and peer.months[text] == ours.months[text]:
                same += 1
                continue
            reason = next((why for sign, why in _REASONS.items() if sign in (question.kind, text.split()[0])), None)
            if reason:
                reasons[reason] = reasons.get(reason, 0) + 1
            else:
                strange.append(f"{text}: {peer.counts[text]} and not {ours.counts[text]}")
        said = [f"{count} differ: {why}" for why, count in reasons.items()]
        said += [f"{len(strange)} differ for NO KNOWN REASON: {'; '.join(strange[:5])}"] if strange else []
        said += [f"{len(peer.refused)} not to be asked"] if peer.refused else []
        print(f"{peer.name}: {same} counts by month are ours; " + "; ".join(said) + ".")
        sound &= not strange
    if ours.unsure:
        print(f"Of {len(ours.unsure)} questions ours counts but the newest that it reads.")
    return sound


def as_defined(ours: Figures, defined: Defined, questions: Sequence[Question]) -> bool:
    """Whether ours finds what the definition of a query says, the newest page and the months too."""
    wrong = []
    for question in questions:
        text = question.text
        same = ours.newest[text] == defined.newest[text]
        if text not in ours.unsure:
            same &= ours.counts[text] == defined.counts[text]
            same &= ours.months[text] == dict(defined.months[text])
        if not same:
            wrong.append(f"{text}: {ours.counts[text]} and not {defined.counts[text]}")
    print(f"{len(questions)} questions held against the definition, passage by passage: {len(wrong)} differ.")
    for line in wrong[:20]:
        print(f"- {line}")
    return not wrong


def _counted(questions: Sequence[Question]) -> list[Question]:
    return [q for q in questions if q.kind not in APART]


def _three(times: Sequence[float]) -> str:
    return f"{median(times):.2f} / {share(times, 0.95):.1f} / {share(times, 0.99):.1f}" if times else ""
