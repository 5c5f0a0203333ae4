"""Parcels in words: what an alert or a change looks like in a chat, within Telegram's limits (pure)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.locales import Words
from bot.message import MOST_MARKED, Button, Draft, Message, fitted, marked, redlined
from bot.wording import short
from watchers.diff import redline
from watchers.diff.marks import marks
from watchers.errors import QueryError
from watchers.model import Alarm, Match, ParcelKind, Part, Passage, Silence, Span
from watchers.precedent import Backdrop
from watchers.query import Or, parse_query
from watchers.query.writing import written
from watchers.remembered import Delivery, Edition, PastChange, Subject
from watchers.text import excerpt, sentences

_NAMED = 5  # queries, or branches of them, named below a passage
_SHOWN = 3  # passages in one message: the reader asked for three lines of it
_EXCERPT = 480  # characters of one speaker's words in an alert
_CONTEXT = 180  # characters of the question above an answer, or of the answer below a question
_MOST_PARTS = 6  # speakers of a passage that is gone
_ALIKE = 0.5  # of a sentence, in the words of the last time: then it is shown as a redline
_ECHO = 240  # characters of what was said the last time
_REDLINE = 1200  # characters of one redline

_GAP = " […] "
REPEATED = " ↻"
"""What follows a sentence that was said before word for word."""
_TITLES: Mapping[ParcelKind, str] = {
    "alert": "alert-title",
    "change": "change-title",
    "edition": "edition-title",
    "signs": "signs-title",
}


def alert(
    delivery: Delivery, words: Words, names: Mapping[str, str], *, skip: int = 0, backdrop: Backdrop | None = None
) -> Message:
    """The message for a parcel, best passages first.

    names: source id -> its name. skip: passages shown already; the button "and 3 more" asks for the rest. The first
    message names source, title, date and address; each passage brings its heading, who speaks, and the queries it met.
    backdrop: what of the past is to stand beside them.
    """
    read = [Button(words("read-contents"), f"read:{delivery.edition.id}")]
    if delivery.kind == "edition":
        return Draft(*_head(delivery, words, names)).done(read)
    if delivery.kind == "signs":
        return _signs(delivery, words, names).done(read)
    number = {id(subject): n for n, subject in enumerate(delivery.subjects)}
    subjects = sorted(delivery.subjects, key=_rank)
    first: set[str] = set()  # queries of which it was said that they were not met for long
    draft = Draft(*_head(delivery, words, names)) if not skip else Draft()
    shown = skip
    for subject in subjects[skip : skip + _SHOWN]:
        for budget in (_EXCERPT, _EXCERPT // 2, _EXCERPT // 4):
            before = backdrop.repeated.get(number[id(subject)], ()) if backdrop else ()
            body = change(subject, words, budget) if delivery.kind == "change" else _quotation(subject, budget, before)
            if draft.left > 200 and draft.add(
                "\n\n" if shown else "", *_where(subject, delivery, words), *body, *_for(subject, words)
            ):
                shown += 1
                if backdrop and (past := _past(subject, number[id(subject)], backdrop, first, body, words)):
                    draft.add(*past)
                break
        else:
            break
    shown = max(shown, skip + 1)  # a passage that fits no message must not hold the rest back
    left = len(subjects) - shown
    more = [Button(words("alert-more", count=left), f"more:{delivery.id}:{shown}")] if left > 0 else []
    own = delivery.chat.language
    if backdrop is not None and backdrop.awaitable:
        read.append(Button(words("await", language=words.tongue(own)), f"await:{delivery.edition.id}"))
    return draft.done(more, read)


def _signs(delivery: Delivery, words: Words, names: Mapping[str, str]) -> Draft:
    draft = Draft(*_head(delivery, words, names))
    for sign in delivery.signs:
        last = words.day(sign.last) if sign.last else "?"
        pieces: list[Text | str] = ["▪ ", Bold(short(sign.query, 200)), ": "]
        if isinstance(sign, Silence):
            pieces.append(words("sign-silence", met=sign.met, of=sign.of, last=last))
        else:
            pieces += [words("sign-climb", before=sign.before, after=sign.after, last=last), "\n  ", Italic(sign.said)]
        if not draft.add(*pieces, "\n"):
            break
    return draft


def notice(alarm: Alarm, words: Words, names: Mapping[str, str], *, over: bool) -> Message:
    """What the operators are told of a source: what is the matter with it, or that it is over."""
    said = words(
        f"{'over' if over else 'alarm'}-{alarm.kind}",
        source=names.get(alarm.source, alarm.source),
        when=moment(alarm.since_at),
        reason=_reason(alarm, words),
    )
    return Draft(said).done()


def _reason(alarm: Alarm, words: Words) -> str:
    """An alarm's reason in words: of one that is overdue the span in which it was awaited, of a quiet one the days."""
    days = re.fullmatch(r"P(\d{1,5})D", alarm.reason)
    if days:
        return words("days", count=int(days[1]))
    try:
        opens, closes = map(datetime.fromisoformat, alarm.reason.split("/"))
    except ValueError:
        return fitted(alarm.reason, 400)
    return f"{moment(opens).removesuffix(' UTC')} – {moment(closes)}"


def moment(at: datetime) -> str:
    """A moment as operators read it: to the minute, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _rank(subject: Subject) -> tuple[int, int, int, int, int]:
    """Best first: met by more queries, then in the heading, then more hits, then the order of the page."""
    matches = [*subject.matched_after.values(), *subject.matched_before.values()]
    passage = subject.after or subject.before
    place = (passage.section, passage.exchange or 0) if passage else (0, 0)
    hits = sum(len(m.spans) for m in matches)
    headed = any(m.heading_spans for m in matches)
    met = len({*subject.matched_after, *subject.matched_before})
    return (-met, -headed, -min(hits, 6), *place)


def _head(delivery: Delivery, words: Words, names: Mapping[str, str]) -> list[Text | str]:
    edition = delivery.edition
    source = names.get(edition.source, edition.source)
    title = words(_TITLES[delivery.kind], source=source, language=words.tongue(edition.language))
    pieces: list[Text | str] = [title, "\n", headline(edition, words), "\n"]
    if delivery.kind == "change":
        times = words("change-times", first=moment(edition.first_seen_at), changed=moment(edition.changed_at))
        pieces += [times, "\n"]
    return [*pieces, "\n"]


def headline(edition: Edition, words: Words) -> Text:
    """Title and date of an edition, the title leading to the official page."""
    return Text(Bold(TextLink(fitted(edition.title, 300), url=edition.url)), ", ", words.day(edition.date))


def _where(subject: Subject, delivery: Delivery, words: Words) -> list[Text | str]:
    passage = subject.after or subject.before
    assert passage is not None
    pieces: list[Text | str] = []
    if heading := " ".join((passage.heading or "").split()):
        pieces += ["▪ ", Bold(fitted(heading, 300))]
    if subject.edition.language != delivery.edition.language:
        pieces += [" (", TextLink(words("also-in", language=subject.edition.language), url=subject.edition.url), ")"]
    return [*pieces, "\n"] if pieces else []


def _for(subject: Subject, words: Words) -> list[Text | str]:
    met: dict[str, None] = {}
    for found in (subject.matched_after, subject.matched_before):
        for query, match in found.items():
            met.update(dict.fromkeys(_branches(query, match)))
    listed = ", ".join(short(query, 80) for query in list(met)[:_NAMED])
    return ["\n", Italic(words("matched", queries=listed + (" …" if len(met) > _NAMED else "")))]


def _branches(query: str, match: Match) -> list[str]:
    """What to name of a query that was met: of one that gives a choice, the branches that were; else all of it."""
    try:
        root = parse_query(query).root if match.branches else None
    except QueryError:  # it was written by another version of the language
        root = None
    if not isinstance(root, Or) or match.branches[-1] >= len(root.items):
        return [query]
    return [written(root.items[number]) for number in match.branches]


def _quotation(subject: Subject, budget: int, before: Sequence[Span] = ()) -> list[Text | str]:
    """before: sentences that were said before word for word; new ones are quoted rather than these."""
    passage = subject.after or subject.before
    assert passage is not None
    spans = _spans(subject)
    new = tuple(span for span in spans if not any(a <= span[0] < b for a, b in before))
    return list(quotation(passage, new or spans, budget, before))


def _past(
    subject: Subject,
    number: int,
    backdrop: Backdrop,
    told: set[str],
    quoted: Sequence[Text | str],
    words: Words,
) -> list[Text | str]:
    """What of the past stands below a passage: how long its query was not met, and what was said the last time."""
    pieces: list[Text | str] = []
    for query in subject.matched_after:
        if query in backdrop.gaps and query not in told:
            told.add(query)
            last, now = backdrop.gaps[query], subject.edition.date
            if last is None:
                said = words("past-never", since=words.day(backdrop.since))
            else:
                said = words("past-first", months=max(2, round((now - last).days / 30.44)), last=words.day(last))
            pieces += ["\n☆ ", *([short(query, 60), ": "] if len(subject.matched_after) > 1 else []), said]
    if any(piece == REPEATED for piece in quoted):
        pieces += ["\n↻ ", words("past-repeated")]
    elif echo := backdrop.echoes.get(number):
        edits = redline(echo.before, echo.now)
        kept = sum(edit.after[1] - edit.after[0] for edit in edits if edit.op == "equal")
        pieces += ["\n↺ ", words("past-last", day=words.day(echo.date)), " "]
        if kept >= _ALIKE * len(echo.now):
            pieces.append(redlined(edits, echo.before, echo.now, around=12, longest=30, most=16))
        else:
            pieces.append(f"“{fitted(echo.before, _ECHO)}”")
    return pieces


def quotation(
    passage: Passage, spans: Sequence[Span], budget: int, repeated: Sequence[Span] = (), *, most: int = MOST_MARKED
) -> Iterable[Text | str]:
    """The passage's sentences that hold the spans, with who says them; hits bold.

    budget: characters of each speaker's words. In an exchange, a sentence of the question stands above the answer, and
    one of the answer below a question that alone was hit, so that a quotation is never without its other half.
    repeated: sentences that were said before word for word; each is followed by REPEATED. most: hits marked in one
    stretch.
    """
    parts = passage.parts or (Part(None, None, "unknown", "statement", 0, len(passage.text)),)
    hit = [p for p in parts if any(p.start <= a < p.end for a, _ in spans)]
    if not hit:  # only the heading was met
        shown = {parts[0]: _opening(passage.text, parts[0], budget // 2)}
        hit = [parts[0]]
    else:
        shown = {p: _chosen(passage.text, p, spans, budget) for p in hit[:3]}
    kinds = {p.kind for p in hit}
    if passage.exchange is not None and "question" not in kinds:
        asked = [p for p in parts if p.kind == "question" and p.start < hit[0].start]
        shown |= {p: _opening(passage.text, p, _CONTEXT) for p in asked[-1:]}
    if passage.exchange is not None and "answer" not in kinds:
        answered = [p for p in parts if p.kind == "answer" and p.start > hit[-1].start]
        shown |= {p: _opening(passage.text, p, _CONTEXT) for p in answered[:1]}
    return _lines(sorted(shown.items(), key=lambda item: item[0].start), passage, spans, repeated, most)


def _whole(passage: Passage, spans: Sequence[Span], budget: int) -> list[Text | str]:
    """As much of a passage as goes into so many characters of each speaker's words, from their beginning."""
    parts = passage.parts or (Part(None, None, "unknown", "statement", 0, len(passage.text)),)
    shown: dict[Part, Sequence[Span]] = {}
    for part in parts[:_MOST_PARTS]:
        within = [s for s in sentences(passage.text[part.start : part.end]) if s[1] <= budget]
        opening = _opening(passage.text, part, budget)
        shown[part] = tuple((part.start + a, part.start + b) for a, b in within) or opening
    return _lines(list(shown.items()), passage, spans)


def _lines(
    shown: Sequence[tuple[Part, Sequence[Span]]],
    passage: Passage,
    spans: Sequence[Span],
    repeated: Sequence[Span] = (),
    most: int = MOST_MARKED,
) -> list[Text | str]:
    pieces: list[Text | str] = []
    for part, chosen in shown:
        name = part.speaker or part.label
        pieces.append("\n" if pieces else "")
        if name:
            pieces += [Italic(name), ": "]
        if chosen and chosen[0][0] > part.start and passage.text[part.start : chosen[0][0]].strip():
            pieces.append("… ")
        for number, (start, end) in enumerate(chosen):
            adjacent = number and not passage.text[chosen[number - 1][1] : start].strip()
            pieces.append((" " if adjacent else _GAP) if number else "")
            for first, last in repeated:
                if start <= first and last <= end:
                    pieces += [marked(passage.text, start, last, spans, most), REPEATED]
                    start = last
            pieces.append(marked(passage.text, start, end, spans, most))
        if chosen and passage.text[chosen[-1][1] : part.end].strip():
            pieces.append(" …")
    return pieces


def _chosen(text: str, part: Part, spans: Sequence[Span], budget: int) -> tuple[Span, ...]:
    inside = [(a - part.start, b - part.start) for a, b in spans if part.start <= a < part.end]
    chosen = excerpt(text[part.start : part.end], inside, budget)
    return tuple((a + part.start, b + part.start) for a, b in chosen)


def _opening(text: str, part: Part, budget: int) -> tuple[Span, ...]:
    """The first sentence of a part, cut at a word when it is longer than the budget."""
    first = next(iter(sentences(text[part.start : part.end])), None)
    if first is None:
        return ()
    start, end = part.start + first[0], part.start + first[1]
    if end - start > budget:
        cut = text.rfind(" ", start, start + budget)
        end = cut if cut > start else start + budget
    return ((start, end),)


def change(subject: Subject | PastChange, words: Words, budget: int) -> list[Text | str]:
    """What became of a passage: added and removed ones quoted, edited ones as a redline of the sentences concerned."""
    before, after = subject.before, subject.after
    asked = subject.kind == "removed" and before is not None and before.exchange is not None
    said = f"{words('change-removed-question' if asked else f'change-{subject.kind}')} "
    if before is not None and after is not None:
        if subject.kind == "retitled":
            old, new = before.heading or "", after.heading or ""
        elif subject.kind == "relabelled":
            old, new = _names(before), _names(after)
        else:
            old, new = before.text, after.text
        found = ", ".join(words(f"mark-{mark}") for mark in marks(before, after, subject.edition.language))
        meaning: list[Text | str] = ["⚠ ", Bold(found), "\n"] if found and subject.kind == "edited" else []
        return [*meaning, said, _fitted(old, new, budget)]
    passage = after or before
    assert passage is not None
    if after is None:  # nowhere else to be read any more
        return [said, *_whole(passage, _spans(subject), 2 * budget)]
    return [said, *quotation(passage, _spans(subject), budget)]


def _spans(subject: Subject | PastChange) -> tuple[Span, ...]:
    """Where the queries are met in the passage as it stands, or stood."""
    if isinstance(subject, PastChange):
        return ()
    found = subject.matched_after if subject.after else subject.matched_before
    return merged(span for match in found.values() for span in match.spans)


def side_by_side(before: Passage, after: Passage) -> Text | None:
    """What of a passage's words is another's, as a redline; None where too few are for a reader to follow it."""
    edits = redline(before.text, after.text)
    kept = sum(edit.after[1] - edit.after[0] for edit in edits if edit.op == "equal")
    return _fitted(before.text, after.text, _EXCERPT) if kept >= _ALIKE * len(after.text) else None


def _fitted(old: str, new: str, budget: int) -> Text:
    edits = redline(old, new)
    room = max(_REDLINE * budget // _EXCERPT, 200)
    for around, longest, most in ((40, 80, 40), (12, 30, 30), (4, 12, 12)):
        shown = redlined(edits, old, new, around=around, longest=longest, most=most)
        text, entities = shown.render()
        if len(text) <= room and len(entities) <= 60:
            return shown
    return redlined(edits, old, new, around=2, longest=6, most=3)


def _names(passage: Passage) -> str:
    return ", ".join(dict.fromkeys(p.label or p.speaker or "—" for p in passage.parts))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of several matches as one sorted list without overlaps."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
