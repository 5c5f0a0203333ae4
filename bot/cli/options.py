"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ConfigPath = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file.", show_default="config.toml", envvar="ROSTRUM_CONFIG"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
