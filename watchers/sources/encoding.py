"""The bytes of a page to text: what the page says of its encoding, what the profile knows, then what fits."""

import codecs
import re

from watchers.errors import ParseError
from watchers.model import Page
from watchers.sources.profile import Profile

_META = re.compile(rb"""<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TOLERATED = 0.02  # of the characters: a stray byte is the site's slip, more is the wrong encoding
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "utf-8"}


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
