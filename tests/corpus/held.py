"""The corpus, where it is at hand: the folder that ROSTRUM_CORPUS names, its manifest, its annotations and its scorer.

No text of it is kept here. Each page is cut once for all the tests of a run.
"""

import importlib.util
import json
import os
import types
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

CORPUS = Path(os.environ.get("ROSTRUM_CORPUS", "/nowhere"))
KINDS = {".html": "text/html", ".txt": "text/plain", ".md": "text/markdown", ".json": "application/json"}

needs_corpus = pytest.mark.skipif("ROSTRUM_CORPUS" not in os.environ, reason="ROSTRUM_CORPUS names no corpus folder")


@cache
def manifest() -> list[dict[str, Any]]:
    """Every document, with what is known of it; none without the corpus."""
    return _documents("manifest.json")


@cache
def annotations() -> list[dict[str, Any]]:
    """The annotated documents; none without the corpus."""
    return _documents("gold.json")


def _documents(name: str) -> list[dict[str, Any]]:
    if not CORPUS.exists():
        return []
    documents: list[dict[str, Any]] = json.loads((CORPUS / name).read_text("utf-8"))["documents"]
    return documents


@cache
def scorer() -> types.ModuleType:
    """tools/score_structure.py, which lies beside the corpus."""
    spec = importlib.util.spec_from_file_location("score_structure", CORPUS.parent / "tools" / "score_structure.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def address(document: dict[str, Any]) -> str | None:
    """The document's own address, where the manifest has one (a few say in words that there is none)."""
    url = str(document["url"] or "")
    return url if url.startswith("http") else None


def page_of(file: str, url: str | None = None) -> Page:
    """A document as a page of its address, or of one made up from its name."""
    path = CORPUS / file
    return Page(url or f"https://corpus.example/{path.name}", path.read_bytes(), KINDS.get(path.suffix))


@cache
def read(file: str, profile: str, language: str | None = None, url: str | None = None) -> Briefing:
    """A document as cut with a profile."""
    return read_briefing(page_of(file, url), find_profile(profile), language=language)
