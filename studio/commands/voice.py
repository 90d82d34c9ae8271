"""The command ``voice``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.commands.options import Address
from studio.commands.printing import print_json
from studio.request.options import BundleOption, JsonOption, Request, SentenceOption
from studio.system.folders import check_place


def voice(
    address: Address,
    sentence: SentenceOption = None,
    bundle: BundleOption = "default",
    out: Annotated[
        Path, typer.Option(help="the folder for the recordings, and for the script", callback=check_place)
    ] = Path("out/voice"),
    as_json: JsonOption = False,
) -> None:
    """Write the script to read for one's own recordings: each line, its time, and the name of its file."""
    request = Request(sentence=sentence, bundle=bundle, as_json=as_json)
    request.check()
    from studio.rendering.script import write_script

    script = write_script(address, request, out)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(script))
        return
    print(f"{script.file}: {script.lines} lines, {script.seconds / 60:.1f} minutes of speech at most")
    print(f"with the recordings beside it: python render.py film --voice {out}")
