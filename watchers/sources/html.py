"""HTML to lines: finds the page's title, date and body by the profile, then walks the body as a reader sees it."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watchers.model import Span
from watchers.sources.dates import find_date
from watchers.sources.lines import Document, Line, listed, tidy, trimmed
from watchers.sources.plain import read_lines
from watchers.sources.profile import Era, Profile

_BLOCKS = listed(
    """
    address article aside blockquote center dd details div dl dt figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    """
)
_SILENT = listed(
    """
    script style noscript template iframe object select button textarea svg math head title -comment
    """
)
_CHROME = listed("nav form footer aside")  # around a body that had to be guessed
_CHROME_NAMES = listed(  # words of a class or id, or a role, by which sites mark what surrounds the text
    """
    breadcrumb breadcrumbs cookie cookies footer menu navbar navigation newsletter pager pagination related share
    sharing sidebar social banner complementary contentinfo search
    """
)
_CHROME_SHARE = 0.3  # of the body's text: whatever its name, more than this is the text itself
_BOLD = listed("b strong h1 h2 h3 h4 h5 h6 th")
_GUESSES = (
    "[itemprop=articleBody]",
    "article .entry-content",
    "main article",
    "article",
    "main",
    "#content",
    ".content",
    "body",
)
_PUBLISHED = (
    "meta[property='article:published_time']",
    "meta[name=PubDate]",
    "meta[name='dcterms.issued']",
    "meta[itemprop=datePublished]",
    "[itemprop=datePublished]",
)
_UPDATED = (
    "meta[property='article:modified_time']",
    "meta[property='og:updated_time']",
    "meta[name='dcterms.modified']",
    "meta[itemprop=dateModified]",
    "[itemprop=dateModified]",
    "meta[name='last-modified']",
)
_DATE_LENGTH = 60  # characters
_STRUCK = listed("s strike del")
_DEEPEST = 300  # levels of markup; hostile pages nest without end
_HEADING = re.compile(r"h[1-6]")
_HAN_BREAK = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff”’]) (?=[\u4e00-\u9fff“‘])")  # left by a <br>
_SITE = re.compile(r"\s+(?:[|·»—–]|--?)\s+|\s*[_|]\s*|\s*[—–]+\s*(?=[\u4e00-\u9fff])")


def read_html(text: str, profile: Profile) -> Document:
    """An HTML page as a Document; its body is found by the profile's eras, or else is the page's main part."""
    tree = LexborHTMLParser(text)
    era, body = _body(tree, profile.eras)
    walk = _Walk(_dropped(body, era), chrome=era is None)
    lines = walk.lines() if body is not None else []
    # A <title> may be the site's on every page: a title printed in the body is better, whatever the profile says.
    title = _title(tree, (x for x in (*(era.title if era else ()), "h1") if x != "title"))
    return Document(
        lines=tuple(lines),
        title=title or _title(tree, ("meta[property='og:title']", "title")),
        dated=_stated(tree, era.date) if era else None,
        posted=_stated(
            tree,
            ("meta[property='article:published_time']", "meta[name='date']", "meta[name=PubDate]", "time[datetime]"),
        )
        or (_marked_date(tree) if era is None else None),
        titled=title is not None and era is not None,
        language=_language(tree),
        published=_stated(tree, (*(era.posted if era else ()), *_PUBLISHED)) or _scripted(text, "datePublished"),
        updated=_stated(tree, (*(era.updated if era else ()), *_UPDATED)) or _scripted(text, "dateModified"),
        place=_stated(tree, era.place) if era else None,
        number=_stated(tree, era.number) if era else None,
        editions=_editions(tree, era.editions if era else ()),
    )


def _body(tree: LexborHTMLParser, eras: tuple[Era, ...]) -> tuple[Era | None, LexborNode | None]:
    for era in eras:
        for selector in era.body:
            found = [node for node in tree.css(selector) if _length(node)]
            if found:
                return era, max(found, key=_length)
    for selector in _GUESSES:
        found = [node for node in tree.css(selector) if _length(node) > 200]
        if found:
            return None, max(found, key=_length)
    return None, tree.body or tree.root


def _length(node: LexborNode) -> int:
    return len(tidy(node.text(separator=" ")))


def _dropped(body: LexborNode | None, era: Era | None) -> tuple[LexborNode | None, frozenset[int]]:
    if body is None:
        return body, frozenset()
    if era is None:
        most = _CHROME_SHARE * _length(body)
        named = (node for node in body.css("[class], [id], [role]") if _is_chrome(node))
        return body, frozenset(node.mem_id for node in named if _length(node) <= most)
    return body, frozenset(node.mem_id for selector in era.drop for node in body.css(selector))


def _is_chrome(node: LexborNode) -> bool:
    names = " ".join(node.attributes.get(key) or "" for key in ("class", "id", "role"))
    return not _CHROME_NAMES.isdisjoint(re.split(r"[^a-z]+", names.lower()))


def _title(tree: LexborHTMLParser, selectors: Iterable[str]) -> str | None:
    for selector in selectors:
        node = tree.css_first(selector)
        if node is None:
            continue
        text = tidy(node.attributes.get("content") or "" if node.tag == "meta" else node.text(separator=" "))
        if text:
            return without_site(_HAN_BREAK.sub("", text))
    return None


def without_site(title: str) -> str:
    """A title without the site's name that follows it ("... | Ministry", "...——外交部")."""
    pieces = _SITE.split(title)
    if len(pieces) < 2 or len(pieces[0]) < 12 or any(c.isdigit() for c in pieces[-1]):  # "... - 2/27/09" is no site
        return title
    return pieces[0] if len(pieces[0]) >= len(pieces[-1]) else title


def _stated(tree: LexborHTMLParser, selectors: Iterable[str]) -> str | None:
    for selector in selectors:
        node = tree.css_first(selector)
        if node is not None:
            text = node.attributes.get("datetime") or node.attributes.get("content") or tidy(node.text(separator=" "))
            if text:
                return text
    return None


def _marked_date(tree: LexborHTMLParser) -> str | None:
    """The first short text with a date in an element that is named for one ("News_Body_Time", "publish-date")."""
    for node in tree.css("[class*=date i], [id*=date i], [class*=time i], [id*=time i], [class*=publish i]"):
        text = tidy(node.text(separator=" "))
        if 6 < len(text) <= _DATE_LENGTH and find_date(text):
            return text
    return None


def _scripted(text: str, key: str) -> str | None:
    """A date of the page's JSON-LD (schema.org), which some sites state nowhere else."""
    found = re.search(rf'"{key}"\s*:\s*"([^"]{{4,40}})"', text)
    return found[1] if found else None


def _language(tree: LexborHTMLParser) -> str | None:
    for selector in ("html[lang]", "meta[http-equiv='content-language']", "meta[property='og:locale']"):
        node = tree.css_first(selector)
        stated = (node.attributes.get("lang") or node.attributes.get("content") or "") if node is not None else ""
        if re.fullmatch(r"[A-Za-z]{2}(?:[-_].*)?", stated.strip()):
            return stated.strip()
    return None


def _editions(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses, as they stand in the page, of what it calls the same page in other languages."""
    found: dict[str, None] = {}
    for selector in (*selectors, "link[rel=alternate][hreflang]"):
        for node in tree.css(selector):
            href = (node.attributes.get("href") or "").strip()
            if href and (node.attributes.get("hreflang") or "").lower() != "x-default":
                found[href] = None
    return tuple(found)


class _Walk:
    """Reads a subtree in order, gathering lines; remembers how many characters of a line are bold so far."""

    def __init__(self, body: tuple[LexborNode | None, frozenset[int]], chrome: bool) -> None:
        self._root, self._drop = body
        self._silent = _SILENT | (_CHROME if chrome else frozenset())
        self._done: list[Line] = []
        self._pieces: list[str] = []
        self._length = self._bold = 0
        self._all_bold = True
        self._kind: str = "text"
        self._number: str | None = None
        self._anchors: list[str] = []
        self._links: list[str] = []
        self._gap = 1
        self._mark: list[Span] | None = None  # where the stretch being read is noted: struck, or added
        self._struck: list[Span] = []
        self._added: list[Span] = []
        self._rank = 0

    def lines(self) -> list[Line]:
        if self._root is not None:
            self._node(self._root, 0, False)
        self._flush(1)
        return self._done

    def _node(self, node: LexborNode, depth: int, bold: bool) -> None:
        child = node.child
        counter = _start(node) if node.tag == "ol" else None
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                self._text(child.text_content or "", bold)
            elif tag == "br":
                self._flush(0)
            elif tag in self._silent or child.mem_id in self._drop:
                pass
            elif tag == "pre" and "\n" in child.text().strip():
                self._flush(1)
                self._done += read_lines(re.sub(r"\r\n?", "\n", child.text()))
            elif depth > _DEEPEST:
                self._text(child.text(separator=" "), bold)
            else:
                attributes = child.attributes
                block = tag in _BLOCKS
                if block:
                    self._flush(1)
                for name in {attributes.get("id"), attributes.get("name") if tag == "a" else None} - {None, ""}:
                    self._anchors.append(str(name))
                href = attributes.get("href")
                if href and tag == "a" and "#" in href:
                    self._links.append(href.rpartition("#")[2])
                if tag == "li":
                    self._kind = "item"
                    self._number = str(counter) if counter is not None else None
                    counter = None if counter is None else counter + 1
                elif _HEADING.fullmatch(tag):
                    self._kind, self._rank = "heading", int(tag[1])
                style, mark = attributes.get("style"), self._mark
                if tag in _STRUCK or _is_struck(style):
                    self._mark = self._struck
                elif tag == "ins":
                    self._mark = self._added
                self._node(child, depth + 1, bold or tag in _BOLD or _bold_style(style))
                self._mark = mark
                if block:
                    self._flush(1)
                if tag == "li" or _HEADING.fullmatch(tag):
                    self._kind, self._number, self._rank = "text", None, 0
            child = child.next

    def _text(self, text: str, bold: bool) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if not self._pieces or self._pieces[-1].endswith(" "):
            text = text.lstrip(" ")
        if not text:
            return
        if self._mark is not None:
            self._mark.append((self._length, self._length + len(text)))
        self._pieces.append(text)
        self._length += len(text)
        if not bold and trimmed(text):
            self._all_bold = False
        if self._all_bold:
            self._bold = self._length

    def _flush(self, gap: int) -> None:
        whole = "".join(self._pieces)
        text = trimmed(whole)
        if text:
            lead = len(whole) - len(whole.lstrip(" \u00a0\u3000\u200b\ufeff"))
            self._done.append(
                Line(
                    text=text,
                    kind=self._kind,  # type: ignore[arg-type]
                    number=self._number,
                    bold=min(len(text), max(0, self._bold - lead)),
                    gap=self._gap,
                    anchors=tuple(self._anchors),
                    links=tuple(self._links),
                    rank=self._rank,
                    struck=_within(self._struck, lead, len(text)),
                    added=_within(self._added, lead, len(text)),
                )
            )
            self._gap = gap
            self._anchors, self._links = [], []
        else:
            self._gap = 1  # an empty line between two breaks parts paragraphs
        if gap:
            self._gap = 1
            if text:  # the first paragraph of an item is the item
                self._kind, self._number, self._rank = "text", None, 0
        self._struck.clear()
        self._added.clear()
        self._pieces, self._length, self._bold, self._all_bold = [], 0, 0, True


def _start(node: LexborNode) -> int:
    try:
        return int(node.attributes.get("start") or 1)
    except ValueError:
        return 1


def _within(spans: list[Span], lead: int, length: int) -> tuple[Span, ...]:
    """Spans into a line without its leading blanks; those that touch made one."""
    joined: list[Span] = []
    for start, end in ((max(0, a - lead), min(length, b - lead)) for a, b in spans):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        elif end > start:
            joined.append((start, end))
    return tuple(joined)


def _is_struck(style: str | None) -> bool:
    return bool(style and re.search(r"text-decoration[^;:]*:[^;]*line-through", style, re.IGNORECASE))


def _bold_style(style: str | None) -> bool:
    return bool(style and re.search(r"font-weight\s*:\s*(bold|[6-9]00)", style, re.IGNORECASE))
