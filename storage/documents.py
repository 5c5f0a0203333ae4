"""A version's whole structure as it is stored: the briefing without the words that its passages hold already.

Every word of a briefing stands in one of its passages, and of these each is kept once, however many versions it lives
through. What is left to keep of a version is where which of their words stand: each text of a section and of a turn is
kept in pieces, a piece being words of its own (the labels) or [number of the passage, start, end].
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from watchers.contract import from_json, to_json
from watchers.model import Briefing, Passage

_LEAST = 24  # characters: to say where a shorter text stands takes as much as the text

_Pieces: TypeAlias = str | list[str | list[int]]


def packed(briefing: Briefing, passages: Sequence[Passage], rows: Sequence[int]) -> bytes:
    """The document of a version. passages: all of them, in order; rows: the id of the row of each."""
    whole = to_json(briefing)
    said: dict[int, list[tuple[int, str]]] = {}
    for number, passage in enumerate(passages):
        said.setdefault(passage.section, []).append((number, passage.text))
    for number, section in enumerate(whole["sections"]):
        here = said.get(number, [])
        spoken = [turn["text"] for turn in section["turns"]] or [section["text"]]
        section["text"] = _in_pieces(section["text"], spoken, here)
        for turn in section["turns"]:
            turn["text"] = _in_pieces(turn["text"], [turn["text"]], here)
    told = {"passages": list(rows), "briefing": whole}
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def rows_of(document: bytes) -> list[int]:
    """The ids of the rows of passages that are needed to unpack a document."""
    return list(_read(document).get("passages", ()))


def unpacked(document: bytes, texts: Mapping[int, str]) -> Briefing:
    """The briefing that was packed so. texts: of its passages, by the ids of their rows.

    A document may hold all its words itself: those of versions that were stored first do.
    """
    told = _read(document)
    if "passages" not in told:
        return from_json(told)
    said = [texts[row] for row in told["passages"]]
    for section in told["briefing"]["sections"]:
        section["text"] = _joined(section["text"], said)
        for turn in section["turns"]:
            turn["text"] = _joined(turn["text"], said)
    return from_json(told["briefing"])


def _read(document: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(zlib.decompress(document).decode("utf-8", "surrogatepass"))
    return read


def _in_pieces(text: str, spoken: Sequence[str], said: Sequence[tuple[int, str]]) -> _Pieces:
    """A text in pieces. spoken: what of it may stand in passages, in its order; said: (number, text) of these."""
    pieces: list[str | list[int]] = []
    at = 0
    for words in spoken:
        start = text.find(words, at) if len(words) >= _LEAST else -1
        if start < 0:
            continue
        for number, passage in said:
            place = passage.find(words)
            if place >= 0:
                pieces += [text[at:start], [number, place, place + len(words)]]
                at = start + len(words)
                break
    return [*pieces, text[at:]] if pieces else text


def _joined(pieces: _Pieces, said: Sequence[str]) -> str:
    if isinstance(pieces, str):
        return pieces
    return "".join(piece if isinstance(piece, str) else said[piece[0]][piece[1] : piece[2]] for piece in pieces)
