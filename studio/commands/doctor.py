"""The command ``doctor``."""

from __future__ import annotations

import typer

from studio.commands.printing import print_json
from studio.request.options import JsonOption


def doctor(as_json: JsonOption = False) -> None:
    """Try each part that rendering needs, and say how to mend what does not work."""
    from dataclasses import asdict

    from studio.setup.doctor import checks

    found = checks()
    if as_json:
        print_json([asdict(check) for check in found])
    else:
        for check in found:
            print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
            if not check.ok:
                print(f"      to mend it: {check.mend}")
    raise typer.Exit(0 if all(check.ok for check in found) else 1)
