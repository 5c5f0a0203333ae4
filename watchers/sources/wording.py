"""Lines known by their wording: back markers, furniture, ends, the headings of contents and questions."""

import re
from functools import lru_cache

from watchers.sources.lines import Line, tidy
from watchers.sources.profile import Profile, compiled

_LONGEST = 220  # characters; a longer line is words of the briefing, whatever it begins with
_CLOCK = re.compile(
    r"(?:\(?end\)?[\s.\-–—]*)?\d{1,2}[:.]\d{2}\s*[ap]\.?\s*m\.?(?:,?\s*\(?[A-Z]{2,5}\)?)?\s*", re.IGNORECASE
)
_CLOCK_FIRST = frozenset("(eE0123456789")
_EVENT_FIRST = frozenset("([（【")
_EVENT = re.compile(r"[(\[（【][^()\[\]（）]{2,120}[)\]）】][.。]?")
_POSTED = re.compile(
    r"\W*(?:(?:posted|published|issued|released)(?: on| at)?\b|date of (?:publication|issue)\b|опубликован\w*|"
    r"дата публикации|опубліковано|veröffentlicht|publi[ée]e? le\b|publicado el\b|发布时间|发布日期|發布日期|掲載日)",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\W*(?:(?:last |page )*(?:updated?|modified|changed)\b|(?:последнее )?(?:обновление|обновлено|изменено)\b|"
    r"оновлено\b|"
    r"(?:zuletzt )?(?:aktualisiert|geändert)\b|stand:|(?:dernière )?mise? à jour\b|(?:última )?actualizaci[oó]n\b|"
    r"actualizado\b|atualizado\b|更新时间|最后更新|最終更新)",
    re.IGNORECASE,
)
# How often a page was looked at, in any profile: the number grows with every visit, and would make each one a change.
_COUNTER_WORDS = (
    r"(?:(?:page|total|number of) ?)?(?:hits|views)|hit|visits|(?:количество |число )?просмотр(?:ов|ы|а)|прочитано|"
    r"(?:кількість )?перегляд(?:ів|и)|(?:nombre de )?(?:vues|visites)|aufrufe|zugriffe|"
    r"(?:número de )?(?:visitas|visualizaciones)|visualizações|visualizzazioni|"
    r"wyświetleń|wyświetlenia|görüntülenme(?: sayısı)?|okunma(?: sayısı)?|"
    r"(?:浏览|瀏覽|点击|點擊|阅读|閱讀|访问|訪問)(?:次数|次數|量|数|數)?|閲覧(?:数|回数)|アクセス数|조회(?:수)?|بازدید|"
    r"(?:تعداد|عدد) (?:بازدید|المشاهدات|الزيارات)"
)
_COUNTER = re.compile(
    rf"\W*(?:(?:{_COUNTER_WORDS}) ?[:：–-]? ?(?P<number>\d[\d., ]*k?)?|\d[\d., ]*k? ?(?:{_COUNTER_WORDS}))\W*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(\d{1,3})[.)]\s+(.*)", re.DOTALL)


@lru_cache(maxsize=256)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)


def is_one_of(text: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the profile's patterns is the whole of a short line."""
    text = tidy(text)
    return len(text) <= _LONGEST and bool(_any(patterns).fullmatch(text))


def without_number(text: str) -> tuple[str | None, str]:
    """A printed number ("12.", "3)") and what follows it; (None, text) where there is none."""
    found = _COUNTED.fullmatch(text)
    return (found[1], found[2]) if found else (None, text)


def after_posted(text: str) -> str | None:
    """What follows the words by which a line says when the page was put out ("Published on ..."); None: it does not."""
    found = _POSTED.match(text)
    return text[found.end() :] if found else None


def after_updated(text: str) -> str | None:
    """What follows the words by which a line says when the page was last changed; None: it does not."""
    found = _UPDATED.match(text)
    return text[found.end() :] if found else None


def is_counted(text: str) -> bool:
    """Whether a heading begins with a number in brackets ("(1) Visits"), as subheadings do."""
    return bool(re.match(r"\(\d{1,2}\)\s", text))


def is_question_heading(line: Line, profile: Profile) -> bool:
    """Whether the line heads the questions ("Answers to media questions:"), numbered or not."""
    return is_one_of(without_number(tidy(line.text))[1].rstrip(":： "), profile.words.questions)


def is_contents_heading(line: Line, profile: Profile) -> bool:
    """Whether the line heads a table of contents."""
    return is_one_of(tidy(line.text).rstrip(":： "), profile.words.contents)


def is_back_marker(line: Line, profile: Profile) -> bool:
    """Whether the line leads back to the contents, and so ends a section."""
    return is_one_of(line.text, profile.words.back)


def is_end(line: Line, profile: Profile) -> bool:
    """Whether the line says that the transcript is over."""
    text = tidy(line.text).strip("-–—*.# ‘’'\"“”")
    return bool(text) and (is_one_of(text, profile.words.end) or (text[:3].upper() == "END" and is_clock(line)))


def is_clock(line: Line) -> bool:
    """Whether the line is a time of day and nothing else (END before it included)."""
    text = tidy(line.text)
    return text[:1] in _CLOCK_FIRST and bool(_CLOCK.fullmatch(text))


def is_event(text: str) -> bool:
    """Whether it is a stage direction on a line of its own: "(Laughter.)"."""
    return text.lstrip()[:1] in _EVENT_FIRST and bool(_EVENT.fullmatch(tidy(text)))


def printed_heading(line: Line, profile: Profile) -> str | None:
    """The words of a heading in one of the forms the profile knows ("**Heading"), or None."""
    text = tidy(line.text)
    if len(text) > _LONGEST:
        return None
    for pattern in profile.words.heading:
        found = compiled(pattern).fullmatch(text)
        if found:
            return tidy(found["heading"])
    return None


def without_furniture(lines: tuple[Line, ...], profile: Profile) -> list[Line]:
    """The lines without those that belong to no section, and without the page's foot."""
    kept: list[Line] = []
    counting = False
    foot = _any(profile.words.foot)
    for line, following in zip(lines, (*lines[1:], None), strict=True):
        # A counter's number may stand below its word.
        counted = counting and _is_number(line)
        counter = _COUNTER.fullmatch(tidy(line.text)) if len(line.text) < _LONGEST else None
        counting = is_one_of(line.text, profile.words.furniture)
        if counter is not None and following is not None and counter["number"] is None and _is_number(following):
            counting = True
        if counting or counted or (counter is not None and any(c.isdigit() for c in line.text)):
            continue
        found = foot.search(line.text) if profile.words.foot else None
        if found:
            if found.start():
                kept.append(Line(line.text[: found.start()], line.kind, line.number, line.bold, line.gap, line.anchors))
            break
        kept.append(line)
    return kept


def _is_number(line: Line) -> bool:
    return tidy(line.text).replace(",", "").isdigit()
