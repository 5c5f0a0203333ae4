"""Texts cut at white space and looked up piece by piece: the same words and compounds as of the text whole."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from watchers.languages import analyze
from watchers.percolator.forms import Pieces
from watchers.text import WORD

# What makes and breaks words: letters, digits, joints, points, spaces of several kinds, marks, Han.
TEXTS = st.text(alphabet="aBsй1 2 05.,-'’\u2011\u00a0\u2009\u202f\t\n\u0301\u00ad日本—(\"", max_size=40)


@given(st.lists(TEXTS, max_size=4))
@example(["1 140 000", "x-1 000-strong", "28 2021", "S-400 500", "1 000\n000 a-b"])
def test_pieces_hold_the_words_and_compounds_of_the_text(texts: list[str]) -> None:
    """No word goes beyond a piece, and asking again gives the same."""
    pieces = Pieces("en")
    for text in [*texts, *texts]:
        numbers = np.array(list(pieces.cut(text)), np.int64)
        forms, counts = pieces.words(numbers)
        assert [pieces.forms[form] for form in forms.tolist()] == WORD.findall(text)
        assert counts.sum() == len(forms)
        joined = {key for number in numbers.tolist() for key in pieces.compounds.get(number, ())}
        assert joined == {key for *_, keys in analyze(text, "en").compounds for key in keys}


def test_sentences_without_spaces_are_not_kept() -> None:
    """What is longer than any word does not come again: it is read, and forgotten sooner or later."""
    pieces = Pieces("zh")
    sentence = "中" * 200
    assert len(list(pieces.cut(sentence))) == 1
    assert sentence not in pieces
    assert not pieces.full
