"""The command line. Without a command it renders the film."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

try:
    from studio.commands.app import app
except ModuleNotFoundError:  # started with another Python than the one in .venv
    from studio.setup.bootstrap import run_in_environment

    run_in_environment()

from studio.system.errors import StudioError

INTERRUPTED = 130  # the exit code that Typer makes of Ctrl-C, without a word


def _stop(command: str) -> NoReturn:
    print("stopped" if command == "inspect" else "stopped; what was finished is kept", file=sys.stderr)
    sys.exit(1)


def main() -> None:
    """Run the command line; every expected failure is one line and an exit code."""
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    if not first or (first.startswith("-") and first not in ("--help", "--install-completion", "--show-completion")):
        arguments = ["film", *arguments]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: children first
    try:
        app(arguments, prog_name="render.py")
    except StudioError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        _stop(arguments[0])
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _stop(arguments[0])
        raise
    except Exception as error:
        from studio.system.errors import describe_unexpected

        print(f"error: {describe_unexpected(error)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
