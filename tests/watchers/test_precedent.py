"""The last time: the previous passage on a subject, and sentences that are said again."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from watchers.model import Passage, Setting
from watchers.precedent import Past
from watchers.remembered import Earlier

GRAIN = (
    "On grain",
    "We regret the decision of Kestria to close the port of Lindera to ships that carry grain and fodder. "
    "The port must be opened without delay, and the harvest must reach those who wait for it.",
)
BRIDGE = (
    "On the bridge",
    "The new footbridge across the river Sael will be opened by the mayor in the spring. "
    "Engineers from two countries have tested its cables, and children will walk across it first.",
)
VISAS = (
    "Consular news",
    "Visas for students are issued within nine days since Monday by all our consulates. "
    "A photograph and a letter of the university are needed, and nothing is charged for it.",
)
WEEKS = [(GRAIN, VISAS), (BRIDGE, VISAS), (GRAIN, BRIDGE)]


def passage(heading: str, text: str) -> Passage:
    """A topic."""
    return Passage(0, None, "topic", heading, text)


def past(*weeks: tuple[tuple[str, str], ...]) -> Past:
    """Briefings of one a week, the newest first."""
    return Past(
        [
            Earlier(
                Setting("mfa", "en", "Briefing", date(2026, 3, 26 - 7 * n)), tuple(passage(*topic) for topic in week)
            )
            for n, week in enumerate(weeks)
        ],
        "en",
    )


def test_the_last_time_is_the_newest_passage_on_the_subject() -> None:
    """By its words; of two, the newer one."""
    now = passage(
        "Grain exports",
        "We condemn the decision of Kestria to close Lindera to ships that carry grain and fodder. "
        "It is wrong: the harvest must reach those who wait for it without delay.",
    )
    found = past(*WEEKS).last_time(now)
    assert found is not None
    assert (found.passage.heading, found.date) == ("On grain", date(2026, 3, 26))
    found = past(*WEEKS[1:]).last_time(now)
    assert found is not None
    assert found.date == date(2026, 3, 19)


def test_in_doubt_there_is_no_last_time() -> None:
    """A country in common is not a subject; nor is anything said of a few words, or where there is no past."""
    other = (
        "The minister of Kestria thanked our doctors and nurses for the vaccines that reached its islands in winter."
    )
    assert past(*WEEKS).last_time(passage("On vaccines", other)) is None
    assert past(*WEEKS).last_time(passage("Grain", "Grain may leave the port.")) is None
    assert past().last_time(passage(*GRAIN)) is None


def test_what_is_said_again_word_for_word_is_known() -> None:
    """Whatever its quotes and spaces; a form of speech is no repetition."""
    text = GRAIN[1].split(". ")[0] + ".  We condemn it all the same. Thank you very much."
    (span,) = past(*WEEKS).repeated(passage("On grain", text))
    assert text[slice(*span)].startswith("We regret the decision")
    assert text[slice(*span)].endswith("fodder.")


def test_an_echo_is_the_sentence_that_stood_in_its_place() -> None:
    """Of the sentence that holds the hit; none of what is said in the very same words."""
    text = (
        "We condemn the decision of Kestria to close the port of Lindera to ships that carry grain. "
        "It is wrong: the harvest must reach those who wait for it without delay."
    )
    said = passage("On grain", text)
    echo = past(*WEEKS).echo(said, [(11, 19)])
    assert echo is not None
    assert echo.now == text.split(" It ")[0]
    assert echo.before.startswith("We regret the decision of Kestria")
    assert past(*WEEKS).echo(passage(*GRAIN), [(10, 18)]) is None
    assert (
        past(*WEEKS).echo(passage("On vaccines", "Vaccines reached the islands in winter, and all thanked."), [(0, 8)])
        is None
    )


TOPICS = st.lists(st.sampled_from([GRAIN, BRIDGE, VISAS, ("", ""), ("Short", "Yes.")]), max_size=4).map(tuple)


@given(st.lists(TOPICS, max_size=4), st.sampled_from([GRAIN, BRIDGE, VISAS, ("", ""), ("Short", "Yes.")]))
def test_what_stood_there_before_is_found_again(weeks: list[tuple[tuple[str, str], ...]], now: tuple[str, str]) -> None:
    """Every sentence of it is a repetition if it stood in any of the briefings, and no other is."""
    looked = past(*weeks)
    there = any(now in week for week in weeks)
    spans = looked.repeated(passage(*now))
    long = [s for s in now[1].split(". ") if len(s.split()) >= 6]
    assert len(spans) == (len(long) if there else 0)
    found = looked.last_time(passage(*now))
    assert found is None or there
