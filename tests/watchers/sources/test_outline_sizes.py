"""Pages far larger than any briefing, or made to be slow: they are read in time that grows with their length.

No clock is asked: what these pages took before was minutes, and a test that hangs is one that fails.
"""

import itertools
import string

import hypothesis.strategies as st
import pytest
from hypothesis import given

from watchers.model import Page
from watchers.sources.lines import tidied_places, tidy
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

TITLE = "Briefing by Harbour Ministry Spokeswoman Ana Lind, March 5, 2031"
NAMES = ["".join(letters) for letters in itertools.product(string.ascii_uppercase, repeat=3)]
NOTED = "Please see below for corrections, marked with an asterisk."


def listed(entries: int) -> str:
    """A long list, and a body of headings that are nearly alike and match none of its entries."""
    contents = "\n".join(
        f"{i}. On the ferry line of the harbour number {i * 7}, quay {i * 3}" for i in range(1, entries)
    )
    body = "\n\n".join(
        f"At a lighthouse of the harbours, numbered {i * 5}, quays {i * 9}\n\nThe ferries ran to it all winter long."
        for i in range(entries)
    )
    return f"{TITLE}\n\nTable of contents\n\n{contents}\n\n{body}\n"


@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        (listed(290), "text/plain"),
        (f"{TITLE}\n\n" + "".join(f"Question: Why {i}?\n\nAna Lind: So.\n\n" for i in range(15_000)), "text/plain"),
        ("<html><body>" + "".join(f"<p>MR. {n}SON: So.</p>" for n in NAMES[:4000]) + "</body></html>", "text/html"),
        (f"{NOTED}\n\nQuestion: Why?\n\nAna Lind: " + "word* [put]* " * 20_000, "text/plain"),
        ("---\ntitle: Ferries\n---\n" + "They <s>ran</s> [sail] * ** " * 30_000, "text/markdown"),
    ],
    ids=["contents", "exchanges", "speakers", "asterisks", "struck"],
)
def test_a_large_page_is_read_in_time(text: str, content_type: str) -> None:
    """Rule: nothing on a page is compared with everything else on it."""
    page = Page("https://tides.example/page", text.encode(), content_type)
    assert read_briefing(page, find_profile("generic")).sections


@given(st.text(alphabet="ab\u00a0\u200b \t*", max_size=30))
def test_places_of_a_text_are_those_of_the_tidied_one(text: str) -> None:
    """Property: each place is how far the tidied text has come there."""
    assert tidied_places(text) == [len(tidy(f"{text[:at]}x")) - 1 for at in range(len(text) + 1)]
