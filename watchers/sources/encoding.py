"""The bytes of a page to text: what the page says of its encoding, what the profile knows, then what fits."""

import codecs
import contextlib
import re

from watchers.errors import ParseError
from watchers.model import Page
from watchers.sources.profile import Profile

_META = re.compile(rb"""<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TOLERATED = 0.02  # of the characters: a stray byte is the site's slip, more is the wrong encoding
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "utf-8"}
_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    *_BOMS,
)
# Which of the first four bytes are zero, where a text begins with two ASCII characters (RFC 4627, 3).
_WIDTHS: dict[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
_BLANK_BYTES = b" \t\r\n"
_ONE_BYTE = ("iso8859", "cp125", "koi8", "latin", "mac")
_BEYOND_CHANCE = 2  # continuation bytes


def decode(page: Page, profile: Profile) -> str:
    """The page's text, by its byte order mark, HTTP header, own declaration, UTF-8, or the profile's encoding.

    Raises ParseError("encoding") where none of them reads the bytes.
    """
    content = page.content
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(name, "replace")
    declared = _META.search(content[:4096])
    named = [page.charset, declared[1].decode("ascii") if declared else None, "utf-8", profile.encoding]
    worst = ""
    for name in dict.fromkeys(filter(None, named)):
        try:
            codec = codecs.lookup(_WIDER.get(name.lower(), name)).name
            text = content.decode(codec, "replace")
        except (LookupError, ValueError):
            continue
        if text.count("\ufffd") <= len(text) * _TOLERATED:
            return text
        worst = name
    raise ParseError(page.url, "encoding", worst)


def decode_feed(page: Page, profile: Profile) -> str:
    """A feed's text (XML or JSON): by its byte order mark, the width of its first characters, then what is stated.

    RFC 7303: a byte order mark outweighs the header's charset, which outweighs the XML declaration; with neither it is
    UTF-8. But a server's blanket "iso-8859-1" fits any bytes: bytes that are UTF-8 beyond chance are UTF-8. What no
    encoding reads whole is read by the one stated, with marks for the bytes that do not fit; it raises nothing.
    """
    wide = _WIDTHS.get(tuple(byte == 0 for byte in page.content[:4]))
    if wide is not None:
        return page.content.decode(wide, "replace")
    content = page.content.lstrip(_BLANK_BYTES)
    for bom, name in _MARKS:
        if content.startswith(bom):
            return content[len(bom) :].decode(name, "replace")
    declared = _META.search(_ebcdic(content[:400]))
    stated = [page.charset, declared[1].decode("ascii", "replace") if declared else None]
    codecs_stated = [codec for name in stated if name and (codec := _codec(name)) and _fits(content, codec)]
    if codecs_stated and codecs_stated[0].startswith(_ONE_BYTE) and _is_utf8_beyond_chance(content):
        return content.decode("utf-8")
    for codec in dict.fromkeys((*codecs_stated, "utf-8", _codec(profile.encoding or "") or "utf-8")):
        with contextlib.suppress(ValueError):
            return content.decode(codec)
    # Not one of them: a stray byte in UTF-8 costs a letter; where none fits, it is an old encoding nobody named.
    text = content.decode(codecs_stated[0] if codecs_stated else "utf-8", "replace")
    marks = text.count("\ufffd")
    return text if marks * 2 < sum(letter > "\x7f" for letter in text) else content.decode("cp1252", "replace")


def _codec(name: str) -> str | None:
    """The codec of this name, if it is one of text."""
    try:
        found = codecs.lookup(_WIDER.get(name.lower(), name))
        found.decode(b"")
    except (LookupError, ValueError, TypeError):
        return None
    return found.name if isinstance(found.decode(b"")[0], str) else None


def _fits(content: bytes, codec: str) -> bool:
    """Whether markup is seen through the codec: "utf-16" stated of bytes that are not is a slip."""
    head = content[:400].decode(codec, "ignore")
    return "<" in head or "{" in head


def _is_utf8_beyond_chance(content: bytes) -> bool:
    try:
        return len(content) - len(content.decode("utf-8")) >= _BEYOND_CHANCE
    except UnicodeDecodeError:
        return False


def _ebcdic(head: bytes) -> bytes:
    # XML 1.0, appendix F: the declaration itself is in the encoding that it names.
    return head.decode("cp037").encode("ascii", "replace") if head.startswith(b"\x4c\x6f\xa7\x94") else head
