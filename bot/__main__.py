"""The command `rostrum`: runs a command; an operator's mistake is one line with the remedy, and exit code 2."""

import io
import sys


def main() -> None:
    """Run the command line."""
    from bot.cli import app  # here, for the processes that cut pages import this file too
    from bot.config import ConfigError
    from storage.errors import DatabaseError
    from watchers.errors import FetchError, ParseError, ProfileError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that knows no Cyrillic is shown what there is in codes
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except (ConfigError, DatabaseError, ProfileError, FetchError, ParseError) as error:
        print(f"rostrum: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
