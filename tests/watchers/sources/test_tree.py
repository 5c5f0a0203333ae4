"""How deep sections stand, and where contents entries lead."""

from watchers.model import Briefing, Page
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

WORDS = "The ferry sails at noon, and nobody knows when it will be back in the harbour of the old town again."


def read(text: str, kind: str = "text/plain", profile: str = "generic") -> Briefing:
    return read_briefing(Page("https://tides.example/p", text.encode(), kind), find_profile(profile))


def tree(briefing: Briefing) -> list[tuple[str | None, int]]:
    return [(s.heading, s.level) for s in briefing.sections]


def test_counted_headings_stand_below_the_one_above_them() -> None:
    """Rule: "(1) ..." and its like are below the short line that heads them; the next such line is beside it."""
    briefing = read(
        "\n\n".join(
            [
                "Press Conference by Press Secretary Ada Reef, March 4, 2031",
                "Opening Remarks",
                "(1) Visit of the harbour master",
                f"Ada Reef: {WORDS}",
                "(2) Ferries in winter",
                f"Ada Reef: {WORDS}",
                "[Q&A]",
                "Journalist: Is it wet?",
                f"Ada Reef: {WORDS}",
            ]
        )
    )
    assert tree(briefing) == [
        ("Opening Remarks", 1),
        ("(1) Visit of the harbour master", 2),
        ("(2) Ferries in winter", 2),
        ("[Q&A]", 1),
    ]


def test_levels_follow_the_tags_of_headings() -> None:
    """Rule: an <h3> is below the <h2> before it, a bold line below any of them; a first <h3> has nothing above it."""
    body = f"""<h3>Fog</h3><p>{WORDS}</p><h2>Ferries</h2><p>{WORDS}</p><h3>Winter</h3><p>{WORDS}</p>
    <p><b>Ice on the bay</b></p><p>{WORDS}</p><h2>Piers</h2><p>{WORDS}</p>"""
    page = f"<html><body><article><h1>Briefing by Ada Reef, March 4, 2031</h1>{body}</article></body></html>"
    assert tree(read(page, "text/html")) == [
        ("Fog", 1),
        ("Ferries", 1),
        ("Winter", 2),
        ("Ice on the bay", 3),
        ("Piers", 1),
    ]


def test_questions_stand_below_their_heading_where_it_is_printed_as_a_section() -> None:
    """Rule: under a heading of all questions that has a section, the sections after it are one deeper."""
    body = f"""<h2>Ferries</h2><p>{WORDS}</p><h2>Answers to media questions</h2>
    <p>Question: Is it wet?</p><p>Ada Reef: It is.</p><h2>On the piers</h2><p>Question: Old?</p><p>Ada Reef: Old.</p>"""
    page = f"<html><body><article><h1>Briefing by Ada Reef, March 4, 2031</h1>{body}</article></body></html>"
    assert tree(read(page, "text/html")) == [("Ferries", 1), ("Answers to media questions", 1), ("On the piers", 2)]


def test_entries_lead_to_their_anchors() -> None:
    """Rule: a contents entry keeps the in-page target of its link."""
    entries = "".join(f"<li><a href='#{n}'>{name}</a></li>" for n, name in ((7, "Ferries"), (9, "Old piers")))
    body = f"""<h2>Contents</h2><ol>{entries}</ol><h2><a name='7'></a>Ferries</h2><p>{WORDS}</p>
    <h2>Old piers</h2><p>{WORDS}</p>"""
    page = f"<html><body><article><h1>Briefing by Ada Reef, March 4, 2031</h1>{body}</article></body></html>"
    assert [e.anchor for e in read(page, "text/html").contents] == ["7", "9"]
