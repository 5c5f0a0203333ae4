"""Which lines begin a turn: a label is a known word, capitals, or a name with evidence; not any text before a colon."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from watchers.sources.corrections import heads_notice
from watchers.sources.lines import Line, folded, listed, tidy
from watchers.sources.profile import Labels, Profile, Words

_COLON = re.compile(r"(?P<label>[^:：]{1,140}?)(?P<aside>[\s\u00a0]*\([^()]{1,60}\))?[\s\u00a0]*(?P<colon>[:：])")
_BLANKS = re.compile(  # "Q    And trains?", "Q. And trains?", "Q-- as I was saying"
    r"(?P<label>[A-Z]{1,12})(?:\.?(?P<gap>[\s\u00a0]+)(?=[^\s:：])|(?=[–—]|--))"
)
_GLUED = re.compile(r"(?P<label>[A-Z])(?P<word>I(?:[’'][a-z]+)?|[A-Z][a-z]+(?:[’'][a-z]+)?)(?![A-Za-z])")
_DIRECTED = re.compile(r"[(\[][^()\[\]]{2,60}[)\]][\s\u00a0.]*(?=[^\W\d_])")  # "(Laughter.)  Q    And the trains?"
_UNPOINTED = re.compile(  # "MR. REED  They run", "MR. REED; They run"
    r"(?P<label>[A-Z][\w.’' ‑-]{2,50}?)(?:\s*;|\.(?=[\s\u00a0]))?[\s\u00a0]+(?=[A-Z“\"(\[–—-])(?![A-Z]{2})"
)
_NOTED = re.compile(r"[A-Z]{1,12}\s*\([^():]{2,60}\)\s?:")
_DASH = re.compile(r"(?P<label>\w{1,12})[\s\u00a0]+[-–—][\s\u00a0]+")
_PARTICLES = listed(
    """
    of the and for to in at de la le les du des von van der den zu el al y ben bin ibn di da dos и по в на
    от бен бин ибн аль эль фон ван дер де да ди оглы кызы
    """
)
_HONOURS = listed(
    """
    mr mrs ms miss dr prof sir dame lord madam hon amb gen sec adm lt col maj capt mme m herr frau sra
    sr st
    """
)
_LISTED = re.compile(
    r"(?:sprecher|presenters?|participants|teilnehmer|speakers|briefers?)\s*:\s*(?P<names>.+)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:[’'`.\-‑–][^\W_]+)*\.?|[–—&/]")
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff]")
_HAN_LABEL = re.compile(r"(?:[^\s，。！？、；“”「」《》,.!?;]|《[^《》，。？！]{1,12}》){1,20}")
_ASIDE = re.compile(r"\([^()]*\)")
_PIECE = re.compile(r"[\w’'-]+")
_INITIALS = re.compile(
    r"[^\W\d_]\.(?:[ -]?[^\W\d_]\.){0,2}\s?(?:[^\W\d_A-ZА-ЯЁ]{2,4} )?[^\W\d_][\w’'-]+(?:[ -][^\W\d_][\w’'-]+){0,4}"
)
_NUMBERED = re.compile(r"(?<=\w{4})\s(?:[#№]\s?\d{1,2}|\d{1,2}|(?i:one|two|three|four|five))$")  # "SENIOR OFFICIAL #2"


class Label(NamedTuple):
    """A speaker's label at the start of a line: as printed, without colon; the words begin at `start`."""

    text: str
    start: int


class _Candidate(NamedTuple):
    line: int
    label: Label
    bold: bool  # set off from the words by weight, or part of a line bold as a whole
    sure: bool
    heads: bool = False  # the whole line is set off and does not end as speech does


def find_labels(lines: Sequence[Line], profile: Profile, title: str) -> tuple[Label | None, ...]:
    """For each line the label it begins with, or None.

    A label is sure where it is one of the profile's words, all capitals, or initials and a surname. A mere name
    counts where the page gives evidence: it recurs, stands in the title or in the list of speakers, names an outlet,
    is set off in bold, or the page is a transcript that has no label for questions other than names.
    """
    glued = _glued(lines, profile.labels)
    candidates = [
        c for number, line in enumerate(lines) for c in glued.get(number) or _candidates(number, line, profile.labels)
    ]
    spaced = Counter(c.label.text for c in candidates if not c.sure and c.label.text in profile.labels.without_colon)
    counts = Counter(_own(c) for c in candidates)
    known = " ".join([folded(title), *(folded(m["names"]) for line in lines if (m := _LISTED.fullmatch(line.text)))])
    sure = [c for c in candidates if c.sure]
    asked = sum(is_label_of(c.label.text, profile.labels.question) for c in sure)
    capitals = any(is_capitals(c.label.text) for c in sure)  # a transcript: there one "Q And trains?" is a question
    accepted: list[Label | None] = [None] * len(lines)
    names: list[_Candidate] = []
    for c in candidates:
        begins = lines[c.line].text[c.label.start :][:1]
        if c.sure or spaced[c.label.text] > 1 or (capitals and c.label.text in spaced and _opens_speech(begins)):
            accepted[c.line] = c.label
        elif is_name(_bare(c.label.text)) and c.label.text not in spaced:
            names.append(c)
    answers = bool(sure) or bool(spaced)
    for c in names:
        if accepted[c.line] is None and (
            _in_title(_bare(c.label.text), known)
            or is_outlet(c.label.text, profile.labels)
            or (c.bold and not c.heads and (answers or counts[_own(c)] > 1))
            or (counts[_own(c)] > 1 and len(counts) > 1)
        ):
            accepted[c.line] = c.label
    spoken = {folded(_bare(label.text)) for label in accepted if label}
    for c in candidates:  # "Jane roe" is Jane Roe
        if accepted[c.line] is None and _own(c) in spoken:
            accepted[c.line] = c.label
    first = next((number for number, label in enumerate(accepted) if label), len(lines))
    if asked < 2 and first < len(lines):
        for c in names:
            words = lines[c.line].text[c.label.start :]
            if not words and c.bold and c.line + 1 < len(lines):  # a label on a line of its own
                words = lines[c.line + 1].text
            if (
                accepted[c.line] is None
                and words
                and _is_plain_name(c.label.text)
                and not c.heads
                and (c.line > first or _is_speech(words))
            ):
                accepted[c.line] = c.label
    for number, label in _astray(lines, accepted, profile.labels).items():
        accepted[number] = label
    return tuple(accepted)


def _bare(label: str) -> str:
    """A label without what stands in brackets: "Ana Lind (translated from French)"."""
    return tidy(_ASIDE.sub(" ", label)) if "(" in label else label


def _own(candidate: _Candidate) -> str:
    return folded(_bare(candidate.label.text))


def _glued(lines: Sequence[Line], labels: Labels) -> dict[int, list[_Candidate]]:
    """Labels stuck to the words after them ("QThanks, Tom."), where there are two such words at least: QAnon is one.

    A whole transcript of 7 November 2014 on whitehouse.gov is set like that.
    """
    found = {i: m for i, line in enumerate(lines) if (m := _GLUED.match(line.text))}
    stuck = {i: m for i, m in found.items() if m["label"] in labels.without_colon}
    if len({m["word"] for m in stuck.values()}) < 2:
        return {}
    return {i: [_Candidate(i, Label(m["label"], m.start("word")), False, True)] for i, m in stuck.items()}


def _astray(lines: Sequence[Line], accepted: Sequence[Label | None], labels: Labels) -> dict[int, Label]:
    """The page's own labels where they stand after a stage direction, or lost their colon ("MR. REED  They run")."""
    spoken = {label.text for label in accepted if label}
    capitals = {text for text in spoken if is_capitals(text)}
    known = {folded(_bare(text)) for text in spoken}
    first = next((number for number, label in enumerate(accepted) if label), len(lines))
    found: dict[int, Label] = {}
    for number, line in enumerate(lines[first + 1 :], first + 1):
        if (
            accepted[number] is not None
            or line.kind == "heading"
            or not (line.text[:1].isupper() or line.text[:1] in ("(", "["))
        ):
            continue
        directed = _DIRECTED.match(line.text)
        if directed:
            for c in _candidates(number, line.rest(directed.end()), labels):
                if _own(c) in known and (c.sure or c.label.text not in labels.without_colon):
                    found[number] = Label(c.label.text, directed.end() + c.label.start)
        elif (stuck := _COLON.match(line.text)) and folded(stuck["label"]) in known:  # "Ana Lind:They run."
            found[number] = Label(tidy(stuck["label"]), stuck.end())
        elif capitals and (unpointed := _UNPOINTED.match(line.text)) and unpointed["label"] in capitals:
            found[number] = Label(unpointed["label"], unpointed.end())
    return found


def _candidates(number: int, line: Line, labels: Labels) -> list[_Candidate]:
    text = line.text
    if line.kind == "heading" and not line.is_bold:
        return []
    found = _DASH.match(text)
    if found and is_label_of(found["label"], labels.dashed):
        return [_Candidate(number, Label(found["label"], found.end()), False, True)]
    found = _BLANKS.match(text)
    if found and found["label"] in labels.without_colon and not _NOTED.match(text):  # "Q (Reuters): Buses?"
        return [_Candidate(number, Label(found["label"], found.end()), False, len(found["gap"] or "") > 1)]
    if text in labels.without_colon:
        return [_Candidate(number, Label(text, len(text)), False, True)]
    found = _COLON.match(text)
    if not found:
        return []
    label, end = tidy(found["label"]), found.end()
    aside = tidy(found["aside"] or "")
    after = text[end : end + 1]
    if not label or not any(c.isalpha() for c in label) or is_label_of(label, labels.never) or heads_notice(label):
        return []
    set_off = found.end("label") <= line.bold <= end + 1
    glued = found["colon"] == ":" and after and not after.isspace()
    if glued and not (set_off or line.is_bold or _is_sure(label, labels)):
        return []
    if after == "/" or (after.isdigit() and label[-1:].isdigit()):
        return []
    shown = f"{label} {aside}" if aside else label
    sure = _is_sure(label, labels) or (_HAN.search(label) is not None and set_off and is_name(label))
    start = end + len(text[end:]) - len(text[end:].lstrip())
    heads = line.is_bold and start < len(text) and not _is_speech(text)
    return [_Candidate(number, Label(shown, start), set_off or line.is_bold, sure, heads)]


def _is_sure(label: str, labels: Labels) -> bool:
    words = (labels.question, labels.follow_up, labels.answer, labels.moderator, labels.staff, labels.anonymous)
    return (
        any(is_label_of(label, of) for of in words)
        or (
            len(label) <= 90 and holds_one_of(label, (*labels.principal, *labels.guest)) and _is_name_with_office(label)
        )
        or is_capitals(_NUMBERED.sub("", label))
        or (bool(_INITIALS.fullmatch(label)) and is_name(label))
        or _is_word_and_name(label, labels)
    )


def _is_word_and_name(label: str, labels: Labels) -> bool:
    """ "FRAGE MEIER", "Vorsitzender Meier", "Question 2": a known word, then a name or number."""
    first, _, rest = label.partition(" ")
    known = is_label_of(first, (*labels.question, *labels.follow_up, *labels.moderator)) and len(first) > 1
    return known and bool(rest) and (is_name(rest) or rest.isdigit()) and len(rest.split()) <= 4


def is_label_of(label: str, words: Words) -> bool:
    """Whether the label is one of the words, whatever its case and blanks, and what stands in brackets."""
    own = folded(_NUMBERED.sub("", _ASIDE.sub("", label).rstrip() if "(" in label else label))
    return bool(own) and own in _folded_words(words)


@lru_cache(maxsize=512)
def _folded_words(words: Words) -> frozenset[str]:
    return frozenset(map(folded, words))


def holds_one_of(label: str, words: Words) -> bool:
    """Whether one of the words or names stands in the label, as whole words."""
    shown = _spaced(label)
    spaced, written = _spaced_words(words)
    return any(word in shown for word in spaced) or any(word in label for word in written)


@lru_cache(maxsize=512)
def _spaced_words(words: Words) -> tuple[Words, Words]:
    """The words as pieces between blanks; and those written without blanks between words, as they are."""
    return tuple(map(_spaced, words)), tuple(word for word in words if _HAN.search(word))


def is_outlet(label: str, labels: Labels) -> bool:
    """Whether the label names an outlet (a newspaper, an agency)."""
    return holds_one_of(label, labels.outlet) and is_name(label)


def is_capitals(label: str) -> bool:
    """Whether it is set in capitals as transcripts do ("MS. JEAN-PIERRE", "SECRETARY McMAHON"), eight words at most."""
    bare = re.sub(r"\b(?:Mc|Mac|De|La|Mr|Ms|Mrs|Dr|von|de|van|der)(?=[.A-Z\s])|’s?\b", "", label)
    letters = [c for c in bare if c.isalpha()]
    return (
        " " in label
        and len(label.split()) <= 9
        and all(c.isupper() for c in letters)
        and len(letters) > 1
        and is_name(label)
    )


def is_name(label: str) -> bool:
    """Whether it has the shape of a name or title: words with capitals and particles, no sentence."""
    if _HAN.search(label):
        return (
            len(label) <= 20
            and bool(_HAN_LABEL.fullmatch(label))
            and not label.endswith(("说", "表示", "指出", "是", "的"))
        )
    if len(label) > 130 or re.search(r"[!?;“”«»\"…—=@#*<>\[\]]", label):
        return False
    words = _WORD.findall(label)
    solid = [w for w in words if w.casefold().rstrip(".") not in _PARTICLES and w not in "–—&/"]
    if not solid or len(words) > 16 or label[-1] in ",-–":
        return False
    for word in re.findall(r"[^\W\d_]{4,}\.(?=\s)", label):
        if word.rstrip(".").casefold() not in _HONOURS and not word.isupper():
            return False
    return all(w[0].isupper() or w[0].isdigit() for w in solid) and any(w[0].isupper() for w in solid)


def _is_name_with_office(label: str) -> bool:
    """A name, and after a comma perhaps an office in small letters: "Ann Lee, spokesperson"."""
    name, _, office = label.partition(",")
    return is_name(label) or (is_name(name) and len(name.split()) > 1 and 0 < len(office.split()) <= 5)


def _is_plain_name(label: str) -> bool:
    words = label.split()
    starts = words[0].casefold()
    return (
        len(words) <= 14
        and "/" not in label
        and starts not in ("in", "on", "for", "to")
        and (starts != "the" or len(words) < 4)
    )


def _is_speech(text: str) -> bool:
    """Whether it ends as speech does; "Presenter: Press Secretary Jane Roe" does not."""
    return text.rstrip().endswith(
        (".", "!", "?", "…", "-", "–", "—", ":", ",", ")", "]", '"', "”", "»", "。", "？", "！")
    )


def _opens_speech(character: str) -> bool:
    return character.isupper() or character in ("(", "[", "“", '"', "–", "—", "-")


def _in_title(label: str, known: str) -> bool:
    return (len(folded(label)) > 3 or (len(label) > 1 and bool(_HAN.search(label)))) and folded(label) in known


def _spaced(text: str) -> str:
    return f" {' '.join(folded(piece) for piece in _PIECE.findall(text))} "
