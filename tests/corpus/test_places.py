"""On real pages, what stands in a passage stands in its section."""

from typing import Any

import pytest

from tests.corpus.held import annotations, needs_corpus, read
from watchers.places import places


@needs_corpus
@pytest.mark.parametrize("document", annotations(), ids=lambda document: str(document["file"]))
def test_no_turn_of_a_real_page_is_lost_in_its_section(document: dict[str, Any]) -> None:
    """Every turn is found letter for letter, whatever the page looks like."""
    briefing = read(document["file"], document["source"], document.get("language"))
    for place in places(briefing):
        text = briefing.sections[place.passage.section].text
        spans = [(part.start, part.end) for part in place.passage.parts if part.end > part.start]
        assert [text[a:b] for a, b in place.in_section(spans)] == [place.passage.text[a:b] for a, b in spans]
