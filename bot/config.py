"""config.toml and the environment, read into one frozen Config; an error names the key, the line and the remedy."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from watchers.model import Address, Source
from watchers.sources.profile import find_profile

DEFAULT_PATH = Path("config.toml")


class ConfigError(Exception):
    """A setting is wrong or missing: `where` (file, line, key), what is wrong, and what to do about it."""

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(f"{where}: {problem}. {remedy}")
        self.where, self.problem, self.remedy = where, problem, remedy


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TelegramSettings(_Table):
    """The bot on Telegram's side."""

    token: SecretStr = SecretStr("")
    api_base: str = "https://api.telegram.org"
    admins: tuple[int, ...] = ()


class StorageSettings(_Table):
    """Where everything is kept."""

    path: Path = Path("rostrum.db")


class TerminalSettings(_Table):
    """The chat in the terminal, used when there is no token."""

    language: str = "en"


class FetchSettings(_Table):
    """Limits and manners of requests."""

    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60
    max_bytes: Annotated[int, Field(ge=10_000, le=200_000_000)] = 16_777_216
    user_agent: Annotated[str, Field(min_length=3, max_length=300, pattern=r"^[\x20-\x7e]+$")] = (
        "Mozilla/5.0 (compatible; Rostrum/0.1; reads press briefings)"
    )
    robots: bool = True


class DeliverySettings(_Table):
    """Limits of sending."""

    messages_per_second: Annotated[float, Field(gt=0, le=30)] = 25
    subscriptions_per_chat: Annotated[int, Field(ge=1, le=1000)] = 90


class WebSettings(_Table):
    """The HTTP endpoints that are served: feeds and JSON."""

    port: Annotated[int, Field(ge=0, le=65535)] = 0
    host: Annotated[str, Field(pattern=r"^[0-9A-Za-z._:-]+$")] = "127.0.0.1"
    public_url: Annotated[str, Field(pattern=r"^(https?://[^\s/?#]+[^\s?#]*)?$")] = ""

    @property
    def address(self) -> str:
        """How the world reaches them, without a slash at the end; "" where nothing is served."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url.rstrip("/") or f"http://{host}:{self.port}") if self.port else ""


class LogSettings(_Table):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "warning"


class AddressSettings(_Table):
    """One feed or listing of a source."""

    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
    kind: Literal["feed", "listing"] = "feed"
    language: str | None = None


class SourceSettings(_Table):
    """One source to watch: a profile, and where it differs from it."""

    profile: str
    id: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")] | None = None
    name: str | None = None
    languages: tuple[str, ...] | None = None
    addresses: tuple[AddressSettings, ...] | None = None


class Config(BaseSettings):
    """Everything an operator can set. Frozen: a change means a restart."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="ROSTRUM_", env_nested_delimiter="__", env_ignore_empty=True
    )

    telegram: TelegramSettings = TelegramSettings()
    storage: StorageSettings = StorageSettings()
    terminal: TerminalSettings = TerminalSettings()
    fetch: FetchSettings = FetchSettings()
    delivery: DeliverySettings = DeliverySettings()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    sources: tuple[SourceSettings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file (which arrives as the init values)."""
        return env_settings, init_settings

    def watched(self) -> tuple[Source, ...]:
        """The configured sources, each made from its profile. Raises ProfileError or ConfigError."""
        sources: list[Source] = []
        for number, settings in enumerate(self.sources, 1):
            profile = find_profile(settings.profile)
            addresses = tuple(Address(a.url, a.kind, a.language) for a in settings.addresses or ()) or None
            source = replace(
                profile.source(addresses=addresses, languages=settings.languages, id=settings.id, name=settings.name),
                trusted=True,
            )
            if not source.addresses:
                raise ConfigError(
                    f"sources[{number}] ({settings.profile})",
                    "it has no address to watch",
                    'Add addresses = [{ url = "https://...", kind = "feed" }].',
                )
            if any(source.id == other.id for other in sources):
                raise ConfigError(
                    f"sources[{number}]", f'the id "{source.id}" is used twice', 'Give one of them its own id = "...".'
                )
            sources.append(source)
        return tuple(sources)


def load(path: Path | None = None) -> Config:
    """The configuration: from `path`, or config.toml in the working directory if there is one, and the environment.

    Raises ConfigError: a file that is named but missing, broken TOML, an unknown key, a value of the wrong kind.
    """
    named = path or (Path(env) if (env := os.environ.get("ROSTRUM_CONFIG")) else None)
    file = named or DEFAULT_PATH
    text = ""
    try:
        text = file.read_text("utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError as error:
        if named is not None:
            raise ConfigError(str(file), "there is no such file", "Copy config.example.toml there.") from error
        values = {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(file), f"it cannot be read ({error})", "Make it a readable UTF-8 file.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(file), f"it is not TOML: {error}", "Compare it with config.example.toml.") from error
    try:
        return Config(**values)
    except SettingsError as error:  # a table given in the environment that is no JSON
        where = "environment, ROSTRUM_..."
        raise ConfigError(where, str(error), "Set single keys, as in ROSTRUM_TELEGRAM__TOKEN.") from error
    except ValidationError as error:
        raise _explained(error, file, text, values) from error


def _explained(error: ValidationError, file: Path, text: str, values: Mapping[str, Any]) -> ConfigError:
    first = error.errors(include_url=False, include_input=False)[0]
    place = first["loc"]
    key = ".".join(str(part) for part in place)
    if place and str(place[0]) not in values:
        where = f"environment, ROSTRUM_{'__'.join(str(p) for p in place).upper()}"
    else:
        line = _line(text, [str(part) for part in place if isinstance(part, str)])
        where = f"{file}, line {line}, key {key}" if line else f"{file}, key {key}"
    if first["type"] == "extra_forbidden":
        return ConfigError(
            where, "there is no such setting", "Remove it, or see config.example.toml for its right name."
        )
    return ConfigError(where, first["msg"][:1].lower() + first["msg"][1:], "See config.example.toml for what it takes.")


def _line(text: str, keys: list[str]) -> int | None:
    """The line a key stands on: inside the table named before it, where the file has one."""
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = stripped.split("#")[0].strip("[] ").split(".")
            if table == keys:
                return number
        name = stripped.split("=")[0].strip().strip('"')
        if stripped and "=" in stripped and [*table, name] == keys[: len(table) + 1]:
            return number
    return None
