"""The command ``list``."""

from __future__ import annotations

from studio.commands.printing import print_json
from studio.request.options import JsonOption


def list_clips(as_json: JsonOption = False) -> None:
    """List the clips, with their length once rendered, * where the short cut has them, and the idea of each."""
    from studio.request.clips import describe_clips

    rows = describe_clips()
    if as_json:
        print_json(rows)
        return
    width = max(len(row["address"]) for row in rows)
    for row in rows:
        seconds = row["seconds"]
        length = "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"
        print(f"{row['address']:{width}} {'*' if row['short'] else ' '} {length:>4}  {row['idea']}")
