#!/usr/bin/env python3
"""The command line: what was typed goes to the commands in ``studio/commands``."""

from __future__ import annotations

import json
import signal
import sys
from typing import NoReturn

if sys.platform == "win32":  # which has no locks of the kind that keep renders apart
    sys.exit("error: this does not run on Windows; use WSL, or the container of Containerfile: README.md says how")

try:
    from studio.commands.app import app
except ModuleNotFoundError:  # started with another Python than the one in .venv
    from studio.setup.bootstrap import run_in_environment

    run_in_environment()

from typer import Abort
from typer.exceptions import TyperException

from studio.system.errors import StudioError, printable
from studio.system.manim_settings import settings_unread

INTERRUPTED = 130  # the exit code that Typer makes of Ctrl-C, without a word


def _stop(command: str) -> NoReturn:
    print("stopped" if command == "inspect" else "stopped; what was finished is kept", file=sys.stderr)
    sys.exit(1)


def _fail(line: str, code: int, *, as_json: bool) -> NoReturn:
    """Say what is wrong in one line, as JSON too where a program reads the result, and end."""
    line = printable(line)
    if as_json:
        print(json.dumps({"error": line, "code": code}))
    print(f"error: {line}", file=sys.stderr)
    sys.exit(code)


def _in_one_line(error: TyperException) -> str:
    """What is wrong with what was typed, and where to read what may be typed."""
    said = " ".join(error.format_message().replace("Value error, ", "").split()).rstrip(".")
    path = getattr(getattr(error, "ctx", None), "command_path", "render.py")
    return f"{said}{'' if said.endswith('?') else ';'} see python {path} --help"


def main() -> None:
    """Run the command line; every expected failure is one line and an exit code."""
    arguments = sys.argv[1:] or ["--help"]
    as_json = "--json" in arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # where a terminal lacks a letter, its number stands
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: children first
    try:
        with settings_unread():
            sys.exit(app(arguments, prog_name="render.py", standalone_mode=False))
    except TyperException as error:
        _fail(_in_one_line(error), getattr(error, "exit_code", 2), as_json=as_json)
    except StudioError as error:
        _fail(str(error), error.code, as_json=as_json)
    except (KeyboardInterrupt, Abort):
        _stop(arguments[0])
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _stop(arguments[0])
        raise
    except Exception as error:
        from studio.request.expected import describe

        _fail(*describe(error), as_json=as_json)


if __name__ == "__main__":
    main()
