"""Plain text, Markdown with front matter, and JSON records to lines."""

import itertools
import json
import re
from collections import Counter
from functools import lru_cache
from typing import Any

from watchers.model import Span
from watchers.sources.dates import find_date
from watchers.sources.labels import is_name
from watchers.sources.lines import Document, Line, tidy, trimmed
from watchers.sources.profile import Profile, compiled

_FENCE = re.compile(r"\A\s*---[ \t]*\n(?P<matter>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"(?P<key>[A-Za-z_]\w*):[ \t]*(?P<value>.*(?:\n[ \t]+.*)*)")
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{[<%].{0,500}?[%>]\}\}")  # of a site's generator (Hugo): a picture, a video
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>$-])")
_TAGS = re.compile(r"</?(?:s|strike|del|ins|u|em|strong|b|i|sup|sub|span|br)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_STRIKE, _INSERT = ("\ue000", "\ue001"), ("\ue002", "\ue003")  # stand for tags while a line's other marks go
_MARK = re.compile("([\ue000-\ue003])")
_CROSSED = (
    (re.compile(r"<(?:s|strike|del)(?:\s[^<>]*)?>(.{0,600}?)</(?:s|strike|del)\s*>", re.IGNORECASE), *_STRIKE),
    (re.compile(r"(?<![~\\])~~(?=\S)([^~]{1,300}?)(?<=\S)~~(?!~)"), *_STRIKE),
    (re.compile(r"<ins(?:\s[^<>]*)?>(.{0,600}?)</ins\s*>", re.IGNORECASE), *_INSERT),
)
_MARKUP_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_STARRED = re.compile(r"(?<![*\w\\])(\*\*\*|\*\*|\*|__)(?=\S)(.{1,300}?)(?<=[^\s\\])\1(?![*\w])")
_ITEM = re.compile(r"\s*(?:(?P<number>\d{1,3})[.)]|(?P<bullet>[•·▪–*-]))\s+(?P<text>\S.*)")
_ENDED = re.compile(r"""[.!?…:;。！？：」”"’')\]]\s*$""")
_SENTENCE_END = re.compile(r"""[.!?…][”"»)\]]?\s+(?=[^\W\d_][^:：.!?]{1,99}:\s)""")
_SENTENCE_START = r"(?:^|(?<=[\s.!?…»”)\]]))"
_NAMED = re.compile(
    rf"{_SENTENCE_START}(?<!, )(?P<label>(?P<name>[^\W\d_][\w’-]+(?: [^\W\d_][\w’-]+){{1,3}})"
    r"(?: ?\((?P<aside>[^()]{3,80})\))?)\s?:(?=\s)"
)
_INTERPRETED = re.compile(r"перев[её]д|переводчик|\bпо-\w+ски\b|interpret|translat", re.IGNORECASE)
_TURN_END = re.compile(r"(?:[.!?…»”>)*:–—-]|\b\d{4}(?: года)?)\s*$")  # or the date of a page that a sidebar names
_STARS = r"\s\* \* \*(?=\s|$)"
_SEE_ALSO = re.compile(  # a sidebar between two paragraphs: titles of other pages, each with its date
    r"\s(?:Смотрите также|See also)\s(?=[А-ЯЁA-Z«“])[^:]{5,900}?(?:\d{4} года|[A-Z]\w{2,8} \d{1,2}, \d{4})\s*$"
)
_RECORD_HEAD = 1500  # characters of a flattened text among which its title, date and place are
_WIDE = 84  # columns: hard-wrapped text is narrower
_LABEL_FIRST = re.compile(r"\s*(?:[^\W\d_][^:：]{0,80}[:：]\s|Q\s{2,}|\(|END\b|\d{1,2}:\d\d)")


def read_plain(text: str, profile: Profile) -> Document:
    """A text as a Document: a JSON record with `title`, `date`, `url` and `text`, Markdown with front matter, or
    lines as printed (hard-wrapped ones made whole again)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    record = _record(text)
    if record is not None:
        return _of_record(record, profile)
    matter, body = _front_matter(text)
    if matter:
        body = _SHORTCODE.sub("", _QUOTED.sub("", body))  # a quotation's headings and paragraphs are the source's own
        lines = [_unmarked(line) for line in _paragraphs(body, wrapped=True)]
        return Document(
            tuple(lines),
            title=tidy(matter["title"]) if matter.get("title") else None,
            posted=matter.get("date"),
            url=matter.get("source_url"),
            titled=bool(matter.get("title")),
            language=matter.get("lang") or matter.get("language"),
            published=matter.get("published_time") or matter.get("date"),
            updated=matter.get("modified_time") or matter.get("updated") or matter.get("lastmod"),
            place=matter.get("place"),
        )
    return Document(tuple(read_lines(text)))


def read_lines(text: str) -> list[Line]:
    """The lines of a text as printed, hard-wrapped ones made whole again."""
    return _paragraphs(text, wrapped=_is_wrapped(text))


def _paragraphs(text: str, wrapped: bool) -> list[Line]:
    spaced = "\n\n" in re.sub(r"\n[ \t\u00a0]+(?=\n)", "\n", text.strip())
    if wrapped and not spaced:
        return [Line(piece) for piece in _resown(text)]
    lines: list[Line] = []
    gap, hard_break = 1, True
    for raw in text.split("\n"):
        if not trimmed(raw):
            gap += 1
            continue
        inside = wrapped and gap == 0 and bool(lines) and lines[-1].kind != "item"  # "... of Section / 230. We ..."
        item = None if inside else _ITEM.fullmatch(raw)
        if item and _is_dated(raw):
            item = None
        goes_on = (
            wrapped and lines and not hard_break and gap == 0 and not item and not _starts_anew(raw, lines[-1], spaced)
        )
        if goes_on:
            before = lines[-1]
            lines[-1] = Line(f"{before.text} {trimmed(raw)}", before.kind, before.number, gap=before.gap)
        elif item and not (item["bullet"] and item["bullet"] in "–-" and not raw[0].isspace()):
            lines.append(Line(trimmed(item["text"]), "item", item["number"], gap=gap))
        else:
            lines.append(Line(trimmed(raw), gap=gap if spaced or wrapped else 1))
        gap, hard_break = 0, raw.endswith("  ") and len(raw) < 60
    return lines


def _is_dated(raw: str) -> bool:
    """Whether the line begins with a date ("4. März 2031"), which is no numbered item."""
    found = find_date(raw[:40])
    return found is not None and not trimmed(raw[: found.start])


def _starts_anew(raw: str, before: Line, spaced: bool) -> bool:
    if re.match(r"\s*Q\s{2,}|\s*[A-Z][A-Z.’' -]{2,40}:\s", raw):
        return True
    # Where nothing parts paragraphs, a full stop at a line's end and a label after it do.
    return not spaced and bool(_ENDED.search(before.text)) and bool(_LABEL_FIRST.match(raw))


def _resown(text: str) -> list[str]:
    """Paragraphs of a hard-wrapped text without blank lines: a new one where a sentence ends and a label begins,
    or a line stops well short of the margin at a sentence's end."""
    raws = [trimmed(raw) for raw in text.split("\n") if trimmed(raw)]
    whole = " ".join(raws)
    cuts = [m.end() for m in _SENTENCE_END.finditer(whole) if is_name(whole[m.end() :].partition(":")[0][:100])]
    bounds = [0, *cuts, len(whole)]
    return [trimmed(whole[a:b]) for a, b in itertools.pairwise(bounds) if trimmed(whole[a:b])]


def _is_wrapped(text: str) -> bool:
    raws = [raw.rstrip() for raw in text.split("\n")]
    if len(text) < 400 or max(map(len, raws), default=0) > _WIDE:
        return False
    followed = [raw for raw, after in itertools.pairwise(raws) if raw.strip() and after.strip()]
    broken = [raw for raw in followed if not _ENDED.search(raw) and not _ITEM.match(raw)]
    return len(followed) >= 5 and len(broken) >= 0.4 * len(followed)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The keys of a leading `---` block (flat YAML: plain, 'quoted' and "escaped" values) and the text after it."""
    fence = _FENCE.match(text)
    if not fence:
        return {}, text
    matter: dict[str, str] = {}
    for found in _FIELD.finditer(fence["matter"]):
        value = found["value"].strip()
        if value.startswith('"'):
            value = re.sub(r"\\\n[ \t]*\\?", "", value)
            value = value[1:].removesuffix('"').replace("\\_", "\u00a0").replace('\\"', '"').replace("\\ ", " ")
            value = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), value)
            value = re.sub(r"\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), value)
        elif value.startswith("'"):
            value = value[1:].removesuffix("'").replace("''", "'")
        matter[found["key"]] = tidy(value)
    return matter, text[fence.end() :]


def _unmarked(line: Line) -> Line:
    text = _MARKUP_LINK.sub(r"\1", _MARK.sub("", line.text))
    if "<" in text or "~" in text:
        for pattern, opened, closed in _CROSSED:
            text = pattern.sub(rf"{opened}\1{closed}", text)
        text = _TAGS.sub("", text)
    heading = re.match(r"(#{1,6})\s+(.*)", text)
    kind = "heading" if heading else line.kind
    if heading:
        text = heading[2]
    starred = _STARRED.match(text)
    bold = len(_MARK.sub("", starred[2])) if starred and len(starred[1]) > 1 else 0
    text, struck, added = _marks(trimmed(_ESCAPE.sub(r"\1", _STARRED.sub(r"\2", text))))
    rank = len(heading[1]) if heading else 0
    return Line(
        text, kind, line.number, min(bold, len(text)), line.gap, rank=rank, struck=tuple(struck), added=tuple(added)
    )


def _marks(text: str) -> tuple[str, list[Span], list[Span]]:
    """A text without the marks that stand for tags, and what they enclosed: struck, added."""
    if text.isascii() or _MARK.search(text) is None:
        return text, [], []
    pieces = _MARK.split(text)  # a mark, and what follows it
    whole, opened = pieces[0], 0
    spans: dict[str, list[Span]] = {_STRIKE[0]: [], _INSERT[0]: []}
    for mark, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if mark in spans:
            opened = len(whole)
        else:
            spans[_STRIKE[0] if mark == _STRIKE[1] else _INSERT[0]].append((opened, len(whole)))
        whole += piece
    return whole, spans[_STRIKE[0]], spans[_INSERT[0]]


# ------------------------------------------------------------------ records


def _record(text: str) -> dict[str, Any] | None:
    if not text.lstrip("\ufeff \n").startswith("{"):
        return None
    try:
        record = json.loads(text.lstrip("\ufeff \n"))
    except ValueError:
        return None
    return record if isinstance(record, dict) and isinstance(record.get("text"), str) else None


def _of_record(record: dict[str, Any], profile: Profile) -> Document:
    def stated(key: str) -> str | None:
        value = record.get(key)
        return tidy(value) if isinstance(value, str) and value.strip() else None

    text = record["text"]
    lines = _paragraphs(text, wrapped=False)
    if "\n" not in text.strip():
        lines = _flattened(text, profile, [stated(k) for k in ("title", "summary", "place")], stated("raw_date"))
    title = stated("title")
    return Document(
        tuple(lines),
        title,
        stated("date") or stated("raw_date"),
        url=stated("url"),
        titled=title is not None,
        language=stated("language") or stated("lang"),
        published=stated("published") or stated("posted"),
        updated=stated("updated") or stated("modified"),
        place=stated("place"),
        number=stated("number"),
    )


@lru_cache(maxsize=8)
def _inline(words: tuple[str, ...]) -> list[re.Pattern[str]]:
    """The labels that are sure in the middle of a text: initials and a surname (with the surname again and an office,
    as a tooltip's words are left behind), and the words that ask."""
    name = r"[^\W\d_]\.(?:[ -]?[^\W\d_]\.)?\s?(?P<surname>[^\W\d_][\w’-]+(?: [A-ZА-ЯЁ][\w’-]+){0,4}?)"
    asks = "|".join(re.escape(word) for word in words if len(word) > 3 and word.isalpha())
    aside = r"(?: ?\([^()]{3,80}\))?"
    word = r"[^\W\d_a-zа-яё][\w’-]+"
    again = rf"(?P<label>(?:{word} ){{0,4}}(?P<surname>{word}(?: {word}){{0,3}}))\s(?P=surname)\s"
    return [
        re.compile(rf"(?:^|(?<=[.!?…»”)\]>]\s)){again}(?: (?!,)|[^:.!? ]|\.(?=\S)){{3,250}}?\s?:(?=\s)"),
        re.compile(rf"{_SENTENCE_START}(?P<label>{name})\s(?P=surname)\s(?:[^:.!?]|\.(?=\S)){{3,250}}?\s?:(?=\s)"),
        re.compile(rf"{_SENTENCE_START}(?P<label>{name}(?:[ -][^\W\d_][\w’-]+){{0,2}}{aside})\s?:(?=\s)"),
        re.compile(rf"{_SENTENCE_START}(?P<label>{asks}){aside}\s?:(?=\s)"),
    ]


def _flattened(text: str, profile: Profile, repeated: list[str | None], dated: str | None) -> list[Line]:
    """A text whose line ends were lost: cut at the inline labels; its head repeats the record's other fields."""
    patterns = [compiled(pattern) for pattern in profile.labels.inline] or _inline(profile.labels.question)
    found = {m.start("label"): m for pattern in reversed(patterns) for m in pattern.finditer(text)}
    if found:  # "Patriarch Ann" and the like, without initials: known by coming again, or by being interpreted
        named = [m for m in _NAMED.finditer(text) if is_name(m["name"])]
        sure = Counter(m["name"] for m in named)
        sure.update(m["name"] for m in named if _INTERPRETED.search(m["aside"] or ""))
        # In "P.Roe Roe Peter (as translated):" the tooltip's words are no other name.
        taken = {at for m in found.values() for at in range(m.start("label"), m.end())}
        found |= {m.start("label"): m for m in named if sure[m["name"]] > 1 and m.start("label") not in taken}
    ended = {at for at in found if at == min(found) or _TURN_END.search(text, max(0, at - 12), at)}
    spoken = {found[at]["label"] for at in ended}  # "as A.Pushkin said: ..." is said in the middle of a sentence
    found = {at: m for at, m in found.items() if at in ended or m["label"] in spoken}
    starts = sorted(found)
    head = text[: starts[0] if starts else len(text)]
    opening, rest = head[:_RECORD_HEAD], head[_RECORD_HEAD:]
    for piece in sorted(filter(None, repeated), key=len, reverse=True):
        whole = rf"(?<!\w){re.escape(piece)}(?!\w)"  # the town is named in the text, too: it goes once, and as a word
        opening = re.sub(whole, "\n", opening, count=1 if piece == repeated[-1] else 0)
    if dated:  # "5 March 2025 17:30"
        opening = re.sub(rf"{re.escape(dated)}(?: \d{{1,2}}:\d\d)?", lambda m: f"\n{m[0]}\n", opening, count=1)
    lines = [Line(trimmed(_SEE_ALSO.sub("", piece))) for piece in re.split(rf"\n|{_STARS}", opening + rest)]
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=False):  # the label without what a tooltip says
        words, *scenes = re.split(_STARS, _SEE_ALSO.sub("", text[found[start].end() : stop]))
        lines.append(Line(f"{found[start]['label']}: {trimmed(words)}"))
        lines += [Line(trimmed(piece)) for piece in scenes]
    return [line for line in lines if line.text]
