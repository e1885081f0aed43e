"""How commands end: exit codes, and errors as a sentence or two on standard error.

| code | means |
|---|---|
| 0 | done |
| 1 | it did not work out |
| 2 | wrong use: an option, a parameter, a file that exists already |
| 3 | the surroundings are at fault: a missing library, a port in use, a directory that cannot be written |
| 130 | interrupted |
"""

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec

import typer

from laterna.errors import LaternaError

P = ParamSpec("P")

FAILED = 1
MISUSED = 2
SURROUNDINGS = 3
INTERRUPTED = 130

_BY_CODE = {
    "missing_parameter": MISUSED,
    "invalid_parameter": MISUSED,
    "unknown_model": MISUSED,
    "invalid_setting": SURROUNDINGS,
    "storage_full": SURROUNDINGS,
    "database_unavailable": SURROUNDINGS,
    "engine_unavailable": SURROUNDINGS,
}

_WHAT_NEXT = {"unknown_model": "`laterna models` lists them."}


class Misuse(LaternaError):
    """A command was used in a way that cannot work."""

    default_code = "invalid_parameter"


def ends_well(command: Callable[P, None]) -> Callable[P, None]:
    """Makes a command end with a sentence and an exit code instead of a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except LaternaError as error:
            next_step = _WHAT_NEXT.get(error.code, "")
            complain(f"{error.message.rstrip('.')}. {next_step}" if next_step else error.message)
            raise typer.Exit(_BY_CODE.get(error.code, FAILED)) from error
        except KeyboardInterrupt:
            complain("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # Whoever read the output has had enough, as `head` does.
            sys.stderr.close()
            raise typer.Exit(FAILED) from None

    return wrapped


def complain(message: str) -> None:
    """Writes a message to standard error, as a sentence."""
    text = message.strip()
    end = "" if text.endswith((".", "!", "?")) else "."
    print(f"laterna: {text}{end}", file=sys.stderr)


def say(text: str = "") -> None:
    """Writes a line to standard output at once."""
    print(text, flush=True)


def note(text: str) -> None:
    """Writes a line that scripts need not read to standard error."""
    print(text, file=sys.stderr, flush=True)
