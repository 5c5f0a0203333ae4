"""Which fonts a picture is written in: matplotlib's own, others for letters it has not (imported on first use)."""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_OWN = "DejaVu Sans"  # comes with matplotlib: Latin, Cyrillic, Greek, Arabic, Hebrew, Armenian, Georgian
# WenQuanYi Micro Hei (Apache 2.0, 5 MB): Chinese, Japanese, Korean. Before the system's, so that pictures are the same.
_PACKAGED = (("paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc"),)
_SYSTEMS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "Droid Sans Fallback", "PingFang SC", "Hiragino Sans", "Microsoft YaHei", "SimHei", "Yu Gothic", "Malgun Gothic",
    "Noto Sans Devanagari", "Noto Sans Thai", "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Ethiopic",
    "Nirmala UI", "Leelawadee UI", "Arial Unicode MS",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """Font families in the order in which each letter looks for one that has it."""

    families: tuple[str, ...]

    def at(self, size: float, *, bold: bool = False) -> FontProperties:
        """The face in a size in points."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(family=list(self.families), size=size, weight="bold" if bold else "normal")

    def has(self, text: str) -> bool:
        """Whether every letter of a text can be drawn."""
        return not _missing(text, self.families)


def face(text: str) -> Face:
    """A face for a text: our own font, and as few others as can draw what it has not."""
    families = [_OWN]
    for family in _others():
        missing = _missing(text, tuple(families))
        if not missing:
            break
        if any(ord(char) in _letters(family) for char in missing):
            families.append(family)
    return Face(tuple(families))


def _missing(text: str, families: tuple[str, ...]) -> set[str]:
    """Letters that no family has. Joiners and the like are shaped away, and need no sign of their own."""
    seen = {char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc", "Mn")}
    marks = {char for char in text if unicodedata.category(char) == "Mn" and not "\ufe00" <= char <= "\ufe0f"}
    return {char for char in seen | marks if all(ord(char) not in _letters(family) for family in families)}


@cache
def _others() -> tuple[str, ...]:
    """The families there are besides our own, the packaged ones first."""
    from matplotlib.font_manager import fontManager, get_font

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # that a font has no bold cut is no news
    found: list[str] = []
    for package, file in _PACKAGED:
        spec = find_spec(package)
        path = Path(spec.origin).parent / file if spec and spec.origin else None
        if path is not None and path.exists():
            family = str(get_font(str(path)).family_name)
            fontManager.addfont(str(path))
            found.append(family)
    there = {entry.name for entry in fontManager.ttflist}
    return (*found, *(name for name in _SYSTEMS if name in there and name not in found))


@cache
def _letters(family: str) -> frozenset[int]:
    """The code points a family has a sign for."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family=family))).get_charmap())
