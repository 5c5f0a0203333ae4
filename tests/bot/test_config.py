"""config.toml: what it may say, and what a mistake is answered with."""

import tomllib
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the machine's own."""
    monkeypatch.chdir(tmp_path)
    for name in ("ROSTRUM_CONFIG", "ROSTRUM_TELEGRAM__TOKEN"):
        monkeypatch.delenv(name, raising=False)


def written(text: str) -> Path:
    """A config.toml in the working directory."""
    path = Path("config.toml")
    path.write_text(text, "utf-8")
    return path


def test_without_any_configuration_the_defaults_hold() -> None:
    """No file, no environment: no token, no sources."""
    config = load()
    assert config.telegram.token.get_secret_value() == ""
    assert config.watched() == ()


def test_the_example_is_a_valid_configuration_and_states_the_defaults() -> None:
    """What config.example.toml says is what holds without it."""
    assert load(EXAMPLE) == load()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token need not stand in a file."""
    written('[telegram]\ntoken = "1:file"\n[storage]\npath = "here.db"\n')
    monkeypatch.setenv("ROSTRUM_TELEGRAM__TOKEN", "2:environment")
    config = load()
    assert config.telegram.token.get_secret_value() == "2:environment"
    assert config.storage.path == Path("here.db")


def test_the_token_is_not_shown() -> None:
    """A configuration that is printed or logged keeps its secret."""
    written('[telegram]\ntoken = "123456:secret"\n')
    assert "secret" not in repr(load())


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("[telegram]\ntokn = 'x'\n", "config.toml, line 2, key telegram.tokn", "no such setting"),
        ("\n[fetch]\n# seconds\ntimeout_seconds = -1\n", "line 4, key fetch.timeout_seconds", "greater than 0"),
        ("[log]\nlevel = 'loud'\n", "line 2, key log.level", "'debug'"),
        ("[nonsense]\na = 1\n", "line 1, key nonsense", "no such setting"),
        ("[telegram\n", "config.toml", "not TOML"),
        ("[[sources]]\nname = 'x'\n", "key sources.0.profile", "required"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_remedy(text: str, where: str, problem: str) -> None:
    """One line: the key, the line, what is wrong, what to do."""
    written(text)
    with pytest.raises(ConfigError) as caught:
        load()
    said = str(caught.value)
    assert where in said
    assert problem in said
    assert "config.example.toml" in said
    assert "\n" not in said


def test_a_named_file_that_is_missing_is_told() -> None:
    """Only the default path may be absent."""
    with pytest.raises(ConfigError, match="no such file"):
        load(Path("elsewhere.toml"))


def test_a_source_is_made_from_its_profile_and_what_overrides_it() -> None:
    """Profile, own id, own address."""
    written(
        '[[sources]]\nprofile = "mid_ru"\nid = "mid"\n'
        'addresses = [{ url = "http://127.0.0.1:1/rss", kind = "feed", language = "en" }]\n'
    )
    (source,) = load().watched()
    assert (source.id, source.profile, source.addresses[0].url) == ("mid", "mid_ru", "http://127.0.0.1:1/rss")


def test_two_sources_may_not_share_an_id() -> None:
    """Their rows would be one."""
    written('[[sources]]\nprofile = "china_mfa"\n[[sources]]\nprofile = "china_mfa"\n')
    with pytest.raises(ConfigError, match="used twice"):
        load().watched()


def test_every_setting_is_in_the_example_with_a_word_about_it() -> None:
    """A setting nobody documented does not exist."""
    text = EXAMPLE.read_text("utf-8")
    values = tomllib.loads(text)
    for table, field in Config.model_fields.items():
        if table == "sources":
            continue
        settings = type(field.default).model_fields
        assert set(values[table]) == set(settings), table
    commented = text[text.index("# [[sources]]") :]
    for key in ("profile", "id", "name", "languages", "addresses"):
        assert f"# {key} = " in commented
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            assert lines[number - 1].startswith("#"), f"no comment above: {line}"
