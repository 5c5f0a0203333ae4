"""The command as a newcomer runs it, in a terminal and in pipes."""

import json
from pathlib import Path

from tests.support import Site, briefing, config, ran, rostrum, rss

TOPICS = [
    ("Visit to Kestria", "The minister will visit Kestria on Monday. He will stay two days."),
    ("Shipping", "The port is open. Ships carrying grain may leave the port at once. All papers are ready."),
    ("River treaty", "The treaty on the river is ready for signature."),
    ("Consular news", "Our consulate has moved to another street."),
]
EXCHANGES = [("On the harvest", "What of the harvest?", "The harvest was good. We expect to ship more grain in May.")]


async def test_with_no_configuration_the_sample_ministry_shows_the_main_job(tmp_path: Path) -> None:
    """Subscribe in a pipe: an alert of the new briefing, then of its edit, and a clean end."""
    code, out, log = await ran("run", cwd=tmp_path, said="/subscribe grain\n/mentions grain")
    assert (code, log) == (0, "")
    alerts = [line.split()[:3] for line in out.splitlines() if line.startswith("ALERT ")]
    assert [a[1] for a in alerts] == ["new", "edit"]
    assert alerts[0][2] == alerts[1][2]
    assert alerts[0][2].startswith("sample/")
    assert "config.toml" in out
    assert out.index("> /mentions grain") < out.index("ALERT new")
    assert "Following: grain" in out
    assert not list(tmp_path.iterdir()), "a fresh temporary database, and nothing left behind"


async def test_a_configured_source_is_polled_imported_silently_and_found(tmp_path: Path) -> None:
    """poll, find, status, chat and read over one database."""
    async with Site() as site:
        page = site.put("/en/briefings/7", briefing(TOPICS, EXCHANGES))
        config(tmp_path, feed=site.put("/rss.xml", rss([("Briefing", page)]), "application/rss+xml"))

        code, out, _ = await ran("poll", cwd=tmp_path)
        assert (code, out) == (0, "sample: 1 noticed, 1 new, 0 changed, 0 unchanged, 0 to deliver\n")

        code, out, _ = await ran("find", "grain", "--json", cwd=tmp_path)
        found = json.loads(out)
        assert found["total"] == 2
        answer = next(m for m in found["mentions"] if m["exchange"] is not None)
        assert answer["briefing"] == "sample/7"
        assert answer["speaker"] == "Ana Lind"
        assert answer["url"] == page
        assert answer["excerpt"].endswith("We expect to ship more grain in May.")
        (span,) = answer["spans"]
        assert answer["excerpt"][slice(*span)] == "grain"

        code, out, _ = await ran("find", "grain since 2020", "--until", "2026-03", "--best", cwd=tmp_path)
        assert out.startswith(
            "2 passages match: grain since:2020-01-01 until:2026-03-31\nPeriod: since 1 January 2020\n"
        )
        assert "\n\n5 March 2026 · Foreign Ministry of Orvenia, briefings\nBriefing by " in out
        assert f" <{page}>\n▪ " in out
        assert out.count("\n▪ ") == 2
        code, out, _ = await ran("find", "grain", "--since", "2027", cwd=tmp_path)
        assert (code, out) == (0, "Nothing yet matches: grain since:2027-01-01\n")
        code, _, log = await ran("find", "grain", "--since", "then", cwd=tmp_path)
        assert (code, log) == (2, "rostrum: --since: “then” is no day. Write 2021, 2021-03 or 2021-03-05.\n")

        code, out, _ = await ran("status", "--json", cwd=tmp_path)
        status = json.loads(out)
        assert status["archive"]["briefings"] == 1
        assert status["sources"][0]["trouble"] is None

        code, out, _ = await ran("chat", cwd=tmp_path, said="/latest\n/mentions grain\n/read sample/7\n2\n/nonsense")
        assert code == 0
        assert "2 passages match: grain" in out
        assert "I don't know /nonsense" in out

        code, out, _ = await ran("read", page, "--source", "sample", "--json", cwd=tmp_path)
        read = json.loads(out)
        assert (read["date"], read["time"], len(read["contents"])) == ("2026-03-05", "12:05", 5)
        assert read["exchanges"] == [{"section": 4, "questions": [0], "answers": [1]}]


async def test_a_folder_is_read_in_one_go_a_json_line_for_each_page(tmp_path: Path) -> None:
    """Fast over thousands; a page that is none says so in its line, and the exit code tells."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1.html").write_text(briefing(TOPICS, EXCHANGES), "utf-8")
    (pages / "2.html").write_text("", "utf-8")
    (pages / "3.html").write_text(briefing(TOPICS), "utf-8")
    code, out, log = await ran("read", "pages", "--source", "sample", "--json", cwd=tmp_path)
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["file"] for line in lines] == ["pages/1.html", "pages/2.html", "pages/3.html"]
    assert [len(line.get("sections", [])) for line in lines] == [5, 0, 4]
    assert "no_text" in lines[1]["error"]
    assert (code, log.count("\n")) == (2, 1)


async def test_a_second_poll_sends_nothing_and_a_changed_page_only_its_change(tmp_path: Path) -> None:
    """What was told is not told again; what changed is."""
    async with Site() as site:
        page = site.put("/en/briefings/7", briefing(TOPICS))
        feed = site.put("/rss.xml", rss([("Briefing", page)]), "application/rss+xml")
        path = config(tmp_path, feed=feed)
        await ran("poll", cwd=tmp_path)
        await ran("chat", cwd=tmp_path, said="/subscribe grain")
        newer = site.put("/en/briefings/8", briefing(TOPICS, EXCHANGES, "12 March 2026"))
        site.put("/rss.xml", rss([("Briefing", newer), ("Briefing", page)]), "application/rss+xml")

        _, out, _ = await ran("poll", "sample", "--config", str(path), cwd=tmp_path)
        assert out == "sample: 1 noticed, 1 new, 0 changed, 1 unchanged, 1 to deliver\n"
        _, out, _ = await ran("poll", cwd=tmp_path)
        assert out == "sample: 0 noticed, 0 new, 0 changed, 2 unchanged, 0 to deliver\n"

        edited = [(h, t.replace("may leave", "may not leave")) for h, t in TOPICS]
        site.put("/en/briefings/8", briefing(edited, EXCHANGES, "12 March 2026"))
        _, out, _ = await ran("poll", cwd=tmp_path)
        assert out == "sample: 0 noticed, 0 new, 1 changed, 1 unchanged, 1 to deliver\n"

        async with rostrum("run", cwd=tmp_path) as running:
            await running.until(lambda: running.out.count("ALERT") == 2)
            assert await running.end() == 0
        assert "ALERT new sample/8" in running.out
        change = running.out[running.out.index("ALERT edit sample/8") :]
        assert "may {+not+} leave" in change
        assert "harvest" not in change


async def test_an_operators_mistake_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    """What, where, and what to do; no traceback."""
    cases = [
        (("find", "grain"), "rostrum.db"),
        (("chat",), "rostrum.db"),
        (("status",), "rostrum.db"),
        (("poll",), "[[sources]]"),
        (("read", "nowhere.html"), "nowhere.html"),
        (("read", "nowhere.html", "--source", "mid_rx"), "mid_ru"),
        (("run", "--config", "none.toml"), "none.toml"),
        (("find", "NOT grain", "--json"), "leave out"),
        (("read", "http://[x"), "http://[x"),
    ]
    for arguments, word in cases:
        code, out, log = await ran(*arguments, cwd=tmp_path)
        said = log.strip()
        assert (code, out) == (2, ""), arguments
        assert word in said, arguments
        assert "Traceback" not in said
        assert arguments[0] == "find" or "\n" not in said, said


async def test_a_second_run_on_the_same_database_is_refused_and_a_chat_is_not(tmp_path: Path) -> None:
    """Two would deliver the same parcels; looking things up disturbs nobody."""
    async with Site() as site:
        config(tmp_path, feed=site.put("/rss.xml", rss([]), "application/rss+xml"))
        async with rostrum("run", cwd=tmp_path) as running:
            await site.wait_for("/rss.xml")
            code, _, log = await ran("run", cwd=tmp_path)
            assert code == 2
            assert "Another `rostrum run`" in log.splitlines()[-1]
            code, out, _ = await ran("chat", cwd=tmp_path, said="/latest")
            assert (code, "No briefing" in out) == (0, True)
            assert await running.end() == 0
        code, _, _ = await ran("run", cwd=tmp_path)
        assert code == 0


async def test_commands_that_do_not_talk_never_import_aiogram(tmp_path: Path) -> None:
    """It costs seconds and memory that a look-up does not have to spend."""
    script = (
        "import sys; sys.argv = ['rostrum', 'db', 'upgrade']\n"
        "from bot.__main__ import main\n"
        "for command in (['db', 'upgrade'], ['status'], ['find', 'grain'], ['trend', 'grain', '--csv']):\n"
        "    sys.argv = ['rostrum', *command]\n"
        "    try: main()\n"
        "    except SystemExit as end: assert not end.code, command\n"
        "print('aiogram' in sys.modules, 'matplotlib' in sys.modules)\n"
    )
    async with rostrum(cwd=tmp_path, script=script) as running:
        assert await running.end() == 0
    assert running.out.endswith("False False\n"), running.log
