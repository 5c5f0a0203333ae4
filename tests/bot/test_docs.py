"""Documentation is tested: a command, a word or a setting without its line fails here."""

import re
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from bot.answers import COMMANDS
from bot.asking import CODES
from bot.cli import app
from bot.locales import LANGUAGES, words
from bot.wording import why
from watchers.errors import QueryError
from watchers.model import Role

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
LOCALES = ROOT / "bot" / "locales"


def test_every_chat_command_is_in_the_readme_and_in_the_help() -> None:
    """In the table of commands, and with a word in each language."""
    for command in COMMANDS:
        assert f"| `/{command}" in README, command
    for path in (ROOT / "bot" / "handlers").glob("*.py"):
        for handled in re.findall(r'Command\("(\w+)"', path.read_text("utf-8")):
            assert handled in COMMANDS, handled


def test_every_command_line_command_and_option_is_in_the_readme() -> None:
    """Down to the options."""
    root = get_command(app)
    commands = dict(root.commands)  # type: ignore[attr-defined]
    for group, command in root.commands.items():  # type: ignore[attr-defined]
        commands |= {f"{group} {name}": below for name, below in getattr(command, "commands", {}).items()}
    for name, command in commands.items():
        row = re.search(rf"\| `rostrum {name}\b.*", README)
        assert row, name
        options = {option for p in command.params for option in p.opts if option.startswith("--")}
        for option in options - {"--config", "--help"}:
            assert option in row[0], (name, option)


def test_every_file_of_the_rooms_is_on_the_house_map() -> None:
    """A newcomer finds each by name, or its folder."""
    plan = README[README.index("## House map") :]
    for room in ("watchers", "storage", "bot"):
        for path in (ROOT / room).iterdir():
            if path.name.startswith("__") or path.name == "py.typed":
                continue
            assert path.name in plan, path


def keys(language: str) -> set[str]:
    """The messages a language has."""
    text = (LOCALES / language / "rostrum.ftl").read_text("utf-8")
    return set(re.findall(r"^([a-z][a-z-]+) =", text, re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_message(language: str) -> None:
    """No more, no less than English."""
    assert keys(language) == keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_the_code_says_exists_and_is_used(language: str) -> None:
    """Nothing is said under a name nobody wrote, nothing written that nobody says."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    said = set(re.findall(r'(?:words|say|said)\(\s*f?"([a-z][a-z-]+)"', code))
    assert said - keys(language) == set()
    spoken = {key for key in keys(language) if f'"{key}"' in code}
    made = {key for key in keys(language) if re.match(r"(alarm|change|command|mark|over|query|told|wish)-", key)}
    assert keys(language) - spoken - made == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 21])
def test_numbers_are_said_right(language: str, count: int) -> None:
    """Plurals of both languages, and no placeholder left standing."""
    for key in ("mentions-head", "contents-head", "welcome-back", "alert-more", "source-line"):
        said = words(language)(key, count=count, query="q", when="today")
        assert "{" not in said
        assert key not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_a_query_can_be_wrong_is_worded(language: str) -> None:
    """Every code of QueryError, with nothing left to fill in."""
    assert {"never", "unknown_name", "dated"} <= CODES
    for code in sorted(CODES):
        said = why(QueryError(code, "kind:reply grain", 5, 10), words(language))
        assert "query-" not in said, code
        assert "{" not in said.replace("{ }", ""), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_and_kind_has_its_words(language: str) -> None:
    """None falls to the words for another."""
    said = words(language)
    roles = {said("understood-role", role=each) for each in get_args(Role)}
    kinds = {said("understood-kind", kind=each) for each in ("topic", "question", "answer", "exchange")}
    assert len(roles) == len(get_args(Role))
    assert len(kinds) == 4


def test_an_unknown_language_is_spoken_to_in_english() -> None:
    """Also where only a region is unknown."""
    assert words("pt-BR").language == "en"
    assert words("ru-RU").language == "ru"
