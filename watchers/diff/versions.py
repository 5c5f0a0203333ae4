"""Versions as wholes: whether one is half a page, and by what two are known to be the same."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from watchers.model import Passage
from watchers.text import WORD

_SAME_WORDS = 0.8


def collapsed(before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Whether a new version lost most of the old: half a page came, which must not pass for "all was deleted".

    True when a version of four passages or more keeps less than half its text, or less than half its passages and
    three quarters of its text (a regrouping keeps the text), or when any version with words is left with none.
    """
    had, has = _length(before), _length(after)
    if had and not has:
        return True
    if len(before) < 4:
        return False
    return 2 * has < had or (2 * len(after) < len(before) and 4 * has < 3 * had)


def keeps_words(before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Whether two versions hold nearly the same words, however these are cut into passages."""
    one, other = (Counter(word for p in side for word in WORD.findall(p.text)) for side in (before, after))
    return 2 * (one & other).total() >= _SAME_WORDS * (one.total() + other.total())


def _length(passages: Iterable[Passage]) -> int:
    return sum(len("".join(passage.text.split())) for passage in passages)


def fingerprint(passages: Sequence[Passage]) -> str:
    """A SHA-256 of everything a version says, in hex: headings, labels and text to the last character, in order."""
    digest = hashlib.sha256()
    for passage in passages:
        parts = [field for part in passage.parts for field in (part.label, str(part.start), str(part.end))]
        fields = [passage.heading, passage.text, str(len(parts)), *parts]
        for value in fields:
            data = b"" if value is None else value.encode("utf-8", "surrogatepass")
            digest.update(b"-" if value is None else f"{len(data)}:".encode())
            digest.update(data)
    return digest.hexdigest()
