"""The command ``list``."""

from __future__ import annotations

from studio.commands.printing import print_json
from studio.request.options import JsonOption


def list_clips(as_json: JsonOption = False) -> None:
    """List the acts and clips, with the idea of each."""
    from studio.request.clips import listing

    rows = listing()
    if as_json:
        print_json(rows)
        return
    width = max(len(row["address"]) for row in rows)
    for row in rows:
        print(f"{row['address']:{width}}  {row['idea']}")
