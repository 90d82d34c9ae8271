"""The command ``page``: the film as a web page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from studio.commands.options import Acts, CutOption, OutOption, PosterOption, takes
from studio.commands.printing import print_json
from studio.formats.options import FORMATS
from studio.request.options import Request

OtherFormat = StrEnum("OtherFormat", [name for name in FORMATS if name not in ("mp4", "png")])  # type: ignore[misc]
"""What a page can offer besides what it has anyway; an enumeration, as Typer takes no list of a Literal."""


@takes(Request, without=("captions", "cluster"), captions="none")
def page(
    request: Request,
    acts: Acts = None,
    out: OutOption = Path("out"),
    cut: CutOption = "full",
    poster: PosterOption = None,
    also: Annotated[
        list[OtherFormat] | None,
        typer.Option(help="offer each clip in this format as well; may be given several times; mov is 1 GB a minute"),
    ] = None,
) -> None:
    """Make a web page of the film: out/site, with chapters, captions, a transcript, and every clip to take away."""
    request.check()
    from studio.site.make import make_page

    formats = [file_format.value for file_format in also or []]
    made = make_page(acts or [], request, out, poster, short=cut == "short", also=formats)
    if request.as_json:
        from dataclasses import asdict

        print_json(asdict(made))
        return
    minutes, seconds = divmod(round(made.duration), 60)
    print(f"{made.index}  {made.clips} clips, {minutes}:{seconds:02}, {made.size / 1e6:.1f} MB")
    print("open it from the disk, or put its folder anywhere on a web server")
