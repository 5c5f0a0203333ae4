"""Queries as their readers mean them, followed in the terminal, over pages laid out as the founding document is."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.support import ROOT, Site, briefing, config, rostrum, rss

TOPICS = [
    ("Update on a pipeline", "The Nord Stream 2 project is a commercial one. Nord winds and a stream are not."),
    ("Rallies", "The Berlin police used water cannons in August. Nobody was heard to complain."),
    ("Sports medicine", "A German court convicted a doctor. His football players were not tried."),
    ("Restrictive measures", "We regard all sanctions imposed on Tehran and Iran as illegal."),
    ("Two matters", "Sanctions bring nothing. The delegation of Iran left on Friday."),
    ("A lighthouse", "A lighthouse was opened."),
]
EXCHANGES = [
    ("On gas", "What does Germany want of us?", "I would not like to act as anybody's press secretary. Ask them."),
    ("On gas", "And what of the strategic interests of others?", "The Germans should speak of those themselves."),
    ("On rallies", "Will Navalny be let go?", "That is for the court."),
    ("On the lighthouse", "Who pays for the lamp?", "We do."),
]


async def test_each_query_brings_what_its_reader_means_and_nothing_else(tmp_path: Path) -> None:
    """A choice by either branch, told by the one that was met; a name in any of its forms in the words of one speaker,
    without what is ruled out; two words in one sentence.
    """

    def page(topics: list[tuple[str, str]], exchanges: list[tuple[str, str, str]], day: str) -> str:
        return briefing(topics, exchanges, day).replace("Ana Lind", "Maria Zakharova")

    async with Site() as site:
        old = site.put("/en/briefings/1", page(TOPICS[-1:], EXCHANGES[-1:], "5 March 2026"))
        config(tmp_path, feed=site.put("/rss.xml", rss([("Briefing", old)]), "application/rss+xml"))
        async with rostrum("run", cwd=tmp_path) as running:
            await site.wait_for("/rss.xml", 2)
            for query in ('"Nord Stream" OR Navalny', "speaker:Zakharova ~germany -football", "{sanctions Iran}"):
                running.say(f"/subscribe {query}")
            await running.until(lambda: running.out.count("Following:") == 3)
            new = site.put("/en/briefings/2", page(TOPICS, EXCHANGES, "12 March 2026"))
            site.put("/rss.xml", rss([("Briefing", new), ("Briefing", old)]), "application/rss+xml")
            await running.until(lambda: "and 2 more" in running.out)
            button = re.search(r"\[(\d+)\] … and 2 more", running.out)
            assert button is not None
            running.say(button[1])
            await running.until(lambda: running.out.count("for: ") == 5)
            assert await running.end() == 0

    told = running.out[running.out.index("ALERT new sample/2") :]
    passages = {piece.split("\n")[0]: piece for piece in re.split(r"▪ ", told)[1:]}
    met = {heading: re.findall(r"^for: (.*)$", piece, re.MULTILINE) for heading, piece in passages.items()}
    germany = "speaker:zakharova ~germany -football"
    assert met == {
        "Update on a pipeline": ['"Nord Stream"'],
        "Rallies": [germany],
        "Restrictive measures": ["{sanctions Iran}"],
        "On gas": [germany],
        "On rallies": ["Navalny"],
    }
    assert "The Germans should speak of those themselves." in passages["On gas"]
    assert "Question: Will Navalny be let go?" in passages["On rallies"]
    assert "Maria Zakharova: The Berlin police used water cannons in August." in passages["Rallies"]


def test_a_terminal_without_cyrillic_is_shown_codes_and_no_traceback() -> None:
    """What it cannot write is no reason to fail."""
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "explain", "Лавров"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert b"\\u041b" in done.stdout
