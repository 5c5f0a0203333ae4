"""A page to a Briefing: its head, its table of contents, its sections in order, and who says what in them.

read_document -> lines -> furniture out -> labels -> head -> contents -> headings -> blocks -> sections with turns.
Every word of the body comes out once: in a heading, a label or a text. Left out are the title, the table of contents,
the one line that heads all questions (where the contents name each of them), and what wording.py calls furniture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from watchers.errors import ParseError
from watchers.languages import detect
from watchers.model import Briefing, Notice, Page, Section, SectionKind
from watchers.sources.blocks import Block, cut_blocks, divide, name_unheaded
from watchers.sources.contents import Contents, find_contents
from watchers.sources.corrections import explains_asterisk, find_corrections, is_notice
from watchers.sources.directions import find_events
from watchers.sources.document import read_document
from watchers.sources.exchanges import read_turns
from watchers.sources.head import head_reaches, read_head
from watchers.sources.headings import find_headings
from watchers.sources.imprint import read_imprint, with_corrected
from watchers.sources.labels import Label, find_labels
from watchers.sources.lines import Line, folded, joined, tidy
from watchers.sources.profile import Profile
from watchers.sources.speakers import Cast
from watchers.sources.tree import TOP, ranks, with_levels
from watchers.sources.wording import is_back_marker, is_clock, is_end, without_furniture

_HINT = 14  # lines among which the title is, before it is known
_SAMPLE = 6000  # characters are enough to tell a language by


def read_briefing(page: Page, profile: Profile, notice: Notice | None = None, language: str | None = None) -> Briefing:
    """The whole structure of a page, in its own words.

    notice: what announced the page, if anything; language: what the address promised (the text decides).
    Raises ParseError: challenge, error_page, login, encoding, half_page, no_text. Whether contents and sections answer
    to each other is not asked here, for the opening of a page is to be readable: see gate.check_whole.
    """
    document = read_document(page, profile)
    lines = without_furniture(document.lines, profile)
    hint = document.title or ""
    if not document.titled:
        short = (x for x in lines[:_HINT] if len(x.text) < 200 and not {":", "："} & set(x.text))
        hint = " ".join([hint, *(tidy(x.text) for x in short)])
    labels = list(find_labels(lines, profile, hint))
    head = read_head(document, lines, labels, profile, document.url or page.url, notice)
    contents = find_contents(lines, labels, head.start, profile)
    start = head_reaches(contents, head)
    if contents:  # "Visas: first results" is no label, be it an entry or the heading it names
        for i in range(contents.first, len(lines)):
            if i < contents.stop or contents.names(lines[i]):
                labels[i] = None
    before = [i for i in range(head.start, contents.first if contents else head.start) if i not in head.dropped]
    body = [*before, *(i for i in range(start, len(lines)) if i not in head.dropped)]
    kept, kept_labels = [lines[i] for i in body], [labels[i] for i in body]
    ended = _end(kept, kept_labels, profile)
    cast = _cast(kept_labels[:ended], kept, profile, head.title)
    headings = find_headings(kept[:ended], kept_labels[:ended], len(before), contents, profile)
    blocks = cut_blocks(kept[:ended], kept_labels, headings, profile)
    if contents:
        name_unheaded(blocks, contents)
    said = next((i for i in range(ended) if kept_labels[i] or headings[i]), min(ended, _HINT))
    imprint = read_imprint(document, kept, kept_labels, said, ended, head.title, profile, page.url)
    reader = _Reader(blocks, contents, cast, profile, explains_asterisk(imprint.notes))
    ranked = [(s, rank) for block, rank in zip(blocks, ranks(blocks), strict=True) for s in reader.sections(block)]
    sections = with_levels([*ranked, *((s, TOP) for s in reader.appendix(kept[ended:]))])
    if not sections and not contents:
        raise ParseError(page.url, "no_text", head.title)
    entries = contents.entries if contents else ()
    text = "\n".join([*(f"{s.heading or ''}\n{s.text}" for s in sections), *(entry.text for entry in entries)])
    hinted = language or (notice.language if notice else None) or profile.language_of(page.url)
    return Briefing(
        source=profile.id,
        key=notice.key if notice else profile.notice_key(document.url or page.url),
        language=detect(text[:_SAMPLE], hinted),
        url=page.url,
        title=head.title or (notice.title if notice and notice.title else ""),
        date=head.date,
        time=head.time,
        contents=entries,
        sections=tuple(sections),
        page_language=imprint.page_language,
        posted=imprint.posted,
        updated=imprint.updated,
        place=imprint.place,
        number=imprint.number,
        flags=with_corrected(imprint.flags) if any(s.corrections for s in sections) else imprint.flags,
        notes=imprint.notes,
        editions=imprint.editions,
    )


# ------------------------------------------------------------------ sections


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the blocks of one page. noticed: the page explains its asterisks."""

    blocks: Sequence[Block]
    contents: Contents | None
    cast: Cast
    profile: Profile
    noticed: bool

    def sections(self, block: Block) -> list[Section]:
        """A block as the section it is, or as several: a preamble before it, or one for each of its entries."""
        heading, origin = block.heading, block.origin
        if heading is None and block.divider:
            heading, origin = block.divider, "body"
        if heading is None and not block.lines:
            return []
        if not any(block.labels):
            section = Section(_plain_kind(block, self.blocks), heading, origin, joined(block.lines), block.entries)
            return [self._marked(section, block.lines)]
        first = next(i for i, label in enumerate(block.labels) if label)
        opening = _preamble_length(block, first, self.cast, self.profile) if heading is None else 0
        before = block.lines[:opening]
        sections = [self._marked(Section("preamble", None, None, joined(before)), before)] if opening else []
        if self.contents and len(block.entries) > 1:
            spoken = replace(block, lines=block.lines[opening:], labels=block.labels[opening:])
            parts = divide(spoken, _exchange_starts(spoken.labels, self.cast), self.contents)
            if parts:
                return [*sections, *(s for part in parts for s in self.sections(part))]
        lines, labels = block.lines[opening:], block.labels[opening:]
        turns, exchanges, text = read_turns(lines, labels, self.cast)
        kind: SectionKind = "qa" if exchanges or block.asked else "topic"
        section = Section(kind, heading, origin, text, block.entries, turns, exchanges)
        if any(line.struck for line in lines):
            lines = [x.rest(label.start) if label else x for x, label in zip(lines, labels, strict=True)]
        return [*sections, self._marked(section, lines)]

    def appendix(self, lines: Sequence[Line]) -> list[Section]:
        """What stands after the end, if anything."""
        rest = [x for x in lines if not (is_end(x, self.profile) or is_clock(x) or is_back_marker(x, self.profile))]
        text = joined(rest)
        return [self._marked(Section("appendix", None, None, text), rest)] if text else []

    def _marked(self, section: Section, lines: Sequence[Line]) -> Section:
        """The section with its corrections and stage directions. lines: its own (without labels, if any are struck)."""
        corrections = find_corrections(lines, section.text, section.kind, self.noticed)
        events = find_events(section.text, spoken=bool(section.turns))
        return replace(section, corrections=corrections, events=events) if corrections or events else section


def _exchange_starts(labels: Sequence[Label | None], cast: Cast) -> list[int]:
    """The lines at which a question follows an answer (or is the first)."""
    starts: list[int] = []
    answered = True
    for i, label in enumerate(labels):
        if label is None:
            continue
        asks = cast.role(label.text) == "journalist"
        if asks and answered:
            starts.append(i)
        answered = not asks
    return starts


def _plain_kind(block: Block, blocks: Sequence[Block]) -> SectionKind:
    if block.asked:
        return "qa"
    if block.heading is None and not block.entries and not block.marked and len(blocks) > 1 and block is blocks[0]:
        return "preamble"
    return "topic"


def _preamble_length(block: Block, first: int, cast: Cast, profile: Profile) -> int:
    """How many lines before the first label are no turn: place, clock, corrections; or all of them, where the first
    to speak is no journalist (then a lead was written by the site's editors, not spoken)."""
    label = block.labels[first]
    if first and label is not None and cast.role(label.text) != "journalist":
        return first
    length = 0
    while length < first and _is_place_or_note(block.lines[length], profile):
        length += 1
    return length


def _is_place_or_note(line: Line, profile: Profile) -> bool:
    text = tidy(line.text)
    if ":" in text and folded(text.partition(":")[0]) in {folded(word) for word in profile.labels.never}:
        return True
    return (
        is_clock(line)
        or is_notice(text)
        or text[:1] in "*(["
        or (len(text) <= 90 and not text.endswith((".", "!", "?", "。", "！", "？")))
    )


def _end(lines: Sequence[Line], labels: Sequence[Label | None], profile: Profile) -> int:
    """Where the transcript is over: at its END, or at a clock that stands alone after the last turn has begun."""
    spoken = max((i for i, label in enumerate(labels) if label), default=len(lines))
    return next((i for i, x in enumerate(lines) if is_end(x, profile) or (i > spoken and is_clock(x))), len(lines))


def _cast(labels: Sequence[Label | None], lines: Sequence[Line], profile: Profile, title: str) -> Cast:
    opening = " ".join(tidy(line.text) for line in lines[:3])[:400]
    return Cast([label.text for label in labels if label], profile, title, opening)
