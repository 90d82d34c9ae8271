"""The command ``cache``."""

from __future__ import annotations

from typing import Annotated

import typer

from studio.commands.printing import print_json
from studio.request.options import JsonOption


def cache(
    size: Annotated[bool, typer.Option("--size", help="print its size only")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="remove it; whatever is needed is made again")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what is kept so that it need not be made again, and where; remove it."""
    from dataclasses import asdict

    from studio.setup import cache as kept
    from studio.system.errors import UsageError

    if size and clear:
        raise UsageError("give --size or --clear, not both; --clear says how much it freed")
    if clear:
        cleared = kept.clear()
        if as_json:
            print_json(asdict(cleared))
            return
        print(f"{_megabytes(cleared.freed)} freed in {cleared.folder}")
        if cleared.left:
            print(f"{cleared.left} left: a film is being made or inspected; run again when that has ended")
        return
    found = kept.contents()
    if size:
        print_json({"bytes": found.bytes}) if as_json else print(_megabytes(found.bytes))
    elif as_json:
        print_json(asdict(found))
    else:
        print(found.folder)
        for kind in found.kinds:
            print(f"{kind.name:10} {kind.number:6} {_megabytes(kind.bytes):>12}")
        print(f"{'all':10} {sum(kind.number for kind in found.kinds):6} {_megabytes(found.bytes):>12}")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
