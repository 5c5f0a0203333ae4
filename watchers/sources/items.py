"""The items of a listing that nobody described: groups of like siblings with links, news told from menus."""

import re
import urllib.parse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watchers.sources.dates import find_clock, find_date
from watchers.sources.entries import web_address
from watchers.sources.lines import listed, tidy
from watchers.sources.profile import Listing

Side = Literal["in", "before", "after"]

_CLIMB = 30  # levels from a link upwards; hostile pages nest without end
_MOST_LINKS = 3000
_DATE_LOOKED_AT = 600  # characters: an item that holds the whole text has its date at its head
_DATE_ALONE = 40
_NEIGHBOURS = 4  # nodes beside an item that may hold its date
_LONG = 24  # characters of a title; menus have shorter ones, but not in Chinese
_LONG_HAN = 9
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHROME_TAGS = listed("nav footer header aside form")
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|breadcrumbs?|footer|header|sidebar|social|share|pager|pagination|topics"
    r"|languages?|tags?|tagcloud|related|banner)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[A-Za-z_][\w-]*")
_POSITION = listed("first last odd even active current clearfix row item selected sticky")
_DATED_ADDRESS = re.compile(r"(?:19|20)\d\d[/_-]?(?:0[1-9]|1[0-2])(?:[/_-]?[0-3]\d)?|[/t]20\d{6}")
_DIGITS = re.compile(r"\d+")
_SLUG = re.compile(r"[^/]+(?:[-_][^/_-]+){3,}")
_HEADINGS = "h1, h2, h3, h4, h5, h6"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the page it announces, its title as shown, and the text (at `side` of it) that may hold its date."""

    url: str
    title: str
    node: LexborNode = field(repr=False)
    link: LexborNode = field(repr=False)
    near: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items of one form. dated: the share of them with a date near; worth: how much they look like news."""

    items: tuple[Item, ...]
    dated: float
    worth: float
    side: Side = "in"


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What the links of the page at `url` are relative to: its <base>, or itself."""
    node = tree.css_first("base[href]")
    return (web_address(url, node.attributes.get("href")) if node is not None else None) or url


def find_items(tree: LexborHTMLParser, url: str) -> tuple[ItemGroup, ...]:
    """The groups of the page at `url` that look like news, best first; none where there is nothing but menus.

    A group is what stands side by side (in one element, or in several of the same form, as months do) under one tag,
    each with a link of its own. News has addresses of one shape, titles longer than a menu's, and dates: near each
    item, or in its address.
    """
    base = base_of(tree, url)
    groups = [group for members in _siblings(tree, url, base) if (group := _group(members, base))]
    best: list[ItemGroup] = []
    groups.reverse()  # of equals the outer, for it has the telling classes
    for group in sorted(groups, key=lambda g: -g.worth):
        urls = {item.url for item in group.items}
        if not any(len(urls & {i.url for i in other.items}) > len(urls) / 2 for other in best):
            best.append(group)  # else the same links, by an outer or an inner element
    return tuple(best)


def _siblings(tree: LexborHTMLParser, page: str, base: str) -> Iterator[list[tuple[LexborNode, list[LexborNode]]]]:
    """Each group of siblings with the links inside each; those of parents of the same form are one group."""
    parents: dict[tuple[int, str], dict[int, tuple[LexborNode, list[LexborNode]]]] = defaultdict(dict)
    forms: dict[tuple[int, str], str] = {}
    here = urllib.parse.urldefrag(page).url
    for link in tree.css("a[href]")[:_MOST_LINKS]:
        url = web_address(base, link.attributes.get("href"))
        if url is None or urllib.parse.urldefrag(url).url == here or urllib.parse.urlsplit(url).path in ("", "/"):
            continue
        node = link
        for _ in range(_CLIMB):
            parent = node.parent
            if parent is None or parent.tag in (None, "html", "-undef"):
                break
            key = (parent.mem_id, node.tag or "")
            parents[key].setdefault(node.mem_id, (node, []))[1].append(link)
            if key not in forms:
                forms[key] = f"{_form(parent.parent)}>{_form(parent)}>{node.tag}"
            node = parent
    merged: dict[str, list[tuple[LexborNode, list[LexborNode]]]] = defaultdict(list)
    for key, members in parents.items():
        merged[forms[key]] += members.values()
        if len(members) >= 3 and len(merged[forms[key]]) > len(members):
            yield list(members.values())  # one parent may be the news, another of the same form the rest
    yield from merged.values()


def _form(node: LexborNode | None) -> str:
    if node is None:
        return ""
    classes = sorted(_DIGITS.sub("#", name) for name in _classes(node))
    return ".".join([node.tag or "", *classes])


def _classes(node: LexborNode) -> list[str]:
    """The element's classes that say what it is, not which one of several it is."""
    names = (node.attributes.get("class") or "").split()
    return [name for name in names if name.lower() not in _POSITION and not name[-1].isdigit()]


def _group(members: Sequence[tuple[LexborNode, list[LexborNode]]], base: str) -> ItemGroup | None:
    found: dict[str, Item] = {}
    links = 0
    for node, inside in members:
        item = _item(node, inside, base)
        if item is not None and item.url not in found:
            found[item.url] = item
            links += len({link.attributes.get("href") for link in inside})
    items = list(found.values())
    if len(items) < 2:
        return None
    printed, side, near = _printed_dates(items)
    dated = max(printed, sum(bool(_DATED_ADDRESS.search(item.url)) for item in items) / len(items))
    items = [replace(item, near=text) for item, text in zip(items, near, strict=True)]
    count = len(items)
    shapes = Counter(_shape(item.url) for item in items)
    alike = max(shapes.values()) / count
    long = sum(_is_long(item.title) for item in items) / count
    numbered = sum(bool(_names_one_page(item.url)) for item in items) / count
    least = 2 if dated == 1 and long == 1 else 3
    told = max(long, printed if printed >= 0.9 else 0)  # "Briefing 1/29/09" is short, and yet no menu
    if count < least or told < 0.5 or alike < 0.4 or (dated < 0.5 and numbered < 0.6):
        return None
    looks = 2 * dated + (0.5 if side == "in" else 0.3) * printed + told + 0.5 * alike + 0.5 * numbered
    worth = min(count, 25) ** 0.5 * looks * count / links
    return ItemGroup(tuple(items), dated, worth * (0.2 if _is_chrome(items[0].node) else 1), side)


def _item(node: LexborNode, links: Sequence[LexborNode], base: str) -> Item | None:
    """The item's page is what its heading links to, or else its longest link; "Read more" is titled by the heading."""
    heading = node.css_first(_HEADINGS)
    headed = {link.mem_id for link in (heading.css("a[href]") if heading is not None else ())}
    link = max(links, key=lambda a: (a.mem_id in headed, a.css_first(_HEADINGS) is not None, len(_text(a))))
    url = web_address(base, link.attributes.get("href"))
    if url is None:
        return None
    inner = link.css_first(_HEADINGS)
    title = _text(inner) if inner is not None else _undated(link) or tidy(link.attributes.get("title") or "")
    if heading is not None and not _is_long(title) and len(_text(heading)) > len(title):
        title = _text(heading)
    return Item(urllib.parse.urldefrag(url).url, title, node, link)


def _printed_dates(items: Sequence[Item]) -> tuple[float, Side, list[str]]:
    """The share of items with a date near, on which side of them it stands, and the text there of each."""
    own = {item.node.mem_id for item in items}
    inside = [_stated(item.node) or item.node.text(separator=" ")[:_DATE_LOOKED_AT] for item in items]
    best: tuple[float, Side, list[str]] = (_share(inside), "in", inside)
    if best[0] < 0.5:
        sides: tuple[Side, Side] = ("before", "after")
        for side in sides:
            beside = [_beside(item.node, side, own) for item in items]
            if _share(beside) > max(best[0], 0.5):
                best = (_share(beside), side, beside)
    return best


def _share(texts: Sequence[str]) -> float:
    return sum(find_date(text, american=True) is not None for text in texts) / len(texts)


def _stated(node: LexborNode) -> str | None:
    time = node if node.tag == "time" else node.css_first("time[datetime]")
    return f"{time.attributes.get('datetime') or ''} {time.text(separator=' ')}" if time is not None else None


def _beside(node: LexborNode, side: Side, own: set[int]) -> str:
    """The text beside a node, up to the next item: a <dt> with the date, or bare text after a link."""
    pieces: list[str] = []
    at = node.prev if side == "before" else node.next
    while at is not None and at.mem_id not in own and len(pieces) < _NEIGHBOURS:
        pieces.append((at.text_content if at.tag == "-text" else at.text(separator=" ")) or "")
        at = at.prev if side == "before" else at.next
    return " ".join(reversed(pieces) if side == "before" else pieces)[:_DATE_LOOKED_AT]


def _size(node: LexborNode) -> int:
    return len(node.text())


def _text(node: LexborNode) -> str:
    return tidy(node.text(separator=" "))


def _undated(link: LexborNode) -> str:
    """The words of a link without those of an element in it that is nothing but a date (kremlin.ru, mfa.gov.ua)."""
    dates = (n for n in link.css("*") if n.mem_id != link.mem_id and len(n.text()) <= _DATE_ALONE)
    words = _text(link)
    for text in (_text(node) for node in dates if node.tag == "time" or find_date(_text(node)) is not None):
        words = tidy(words.replace(text, " ", 1)) if text != words else words
    return words


def _is_long(title: str) -> bool:
    return len(title) >= (_LONG_HAN if _HAN.search(title) else _LONG)


def _shape(url: str) -> str:
    """Addresses of one shape: the same site and folders, digits and the last step set aside."""
    parts = urllib.parse.urlsplit(url)
    folders = [_DIGITS.sub("#", step) for step in parts.path.rstrip("/").split("/")[:-1]]
    kind = parts.path.rstrip("/").rpartition(".")[2] if "." in parts.path.rstrip("/").rpartition("/")[2] else ""
    return "/".join([parts.netloc, *folders, kind])


def _names_one_page(url: str) -> bool:
    """Whether the address is that of one page, by a number or a title in it: a menu's are words."""
    parts = urllib.parse.urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return bool(re.search(r"\d{3,}", last + parts.query) or _SLUG.fullmatch(last) or _DATED_ADDRESS.search(url))


def _is_chrome(node: LexborNode) -> bool:
    at: LexborNode | None = node
    for _ in range(_CLIMB):
        if at is None or at.tag in (None, "html", "body"):
            return False
        names = " ".join(at.attributes.get(key) or "" for key in ("class", "id", "role"))
        if at.tag in _CHROME_TAGS or _CHROME.search(names):
            return True
        at = at.parent
    return False


# ------------------------------------------------------------------ a group as selectors


def described(group: ItemGroup, tree: LexborHTMLParser) -> Listing | None:
    """Selectors by which the group is found again; None where no short one finds it and nothing else."""
    wanted = {item.node.mem_id for item in group.items}
    parent = group.items[0].node.parent
    common = [set(_classes(item.node)) for item in group.items]
    own = _selector(group.items[0].node.tag or "*", None, sorted(set.intersection(*common)))
    path = own
    for _ in range(4):
        if parent is None or parent.tag in (None, "html"):
            break
        path = f"{_selector(parent.tag or '*', parent.attributes.get('id'), _classes(parent))} > {path}"
        found = tree.css(path)
        if {node.mem_id for node in found if _links_somewhere(node)} >= wanted and len(found) <= 1.2 * len(wanted) + 1:
            return Listing((path,), _link_selectors(group), _title_selectors(group), _date_selectors(group))
        parent = parent.parent
    return None


def _selector(tag: str, identity: str | None, classes: Sequence[str]) -> str:
    named = f"#{identity}" if identity and _NAMED.fullmatch(identity) and not identity[-1].isdigit() else ""
    return tag + named + "".join(f".{name}" for name in classes[:3] if _NAMED.fullmatch(name))


def _links_somewhere(node: LexborNode) -> bool:
    return node.tag == "a" or node.css_first("a[href]") is not None


def _link_selectors(group: ItemGroup) -> tuple[str, ...]:
    if all(item.link.mem_id == item.node.mem_id for item in group.items):
        return ()
    classes = set.intersection(*(set(_classes(item.link)) for item in group.items))
    candidates = [_selector("a", None, [name]) for name in sorted(classes)]
    candidates += [f"h{level} a" for level in range(1, 7)] + ["a"]
    hits = {c: sum(_is_first(item, c) for item in group.items) for c in candidates}
    return tuple(dict.fromkeys((max(candidates, key=lambda c: hits[c]), "a")))


def _is_first(item: Item, selector: str) -> bool:
    found = item.node.css_first(selector)
    return found is not None and found.mem_id == item.link.mem_id


def _title_selectors(group: ItemGroup) -> tuple[str, ...]:
    """Where the titles are not the links' whole words: the element that has them, named as most items name it."""
    found: Counter[str] = Counter()
    for item in group.items:
        if _text(item.link) != item.title:
            node = next((n for n in item.node.css("*") if _text(n) == item.title), None)
            found[_selector(node.tag or "*", None, _classes(node)[:1]) if node is not None else ""] += 1
    return tuple(selector for selector, count in found.most_common(1) if selector and count >= len(group.items) / 2)


def _date_selectors(group: ItemGroup) -> tuple[str, ...]:
    """The smallest element in which items have their date (and clock), named as most of them name it."""
    if group.side != "in":
        return ()
    found: Counter[str] = Counter()
    for item in group.items:
        if item.node.css_first("time") is not None:
            found["time"] += 1
            continue
        dated = [n for n in item.node.css("*") if n.tag != "a" and find_date(n.text(separator=" "), american=True)]
        if dated:
            node = min((n for n in dated if find_clock(n.text())), key=_size, default=min(dated, key=_size))
            found[_selector(node.tag or "*", None, _classes(node)[:1])] += 1
    return tuple(selector for selector, count in found.most_common(1) if count >= len(group.items) / 2)
