"""The command ``embed``: clips in the tools that lecturers use."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from studio.commands.options import takes
from studio.commands.printing import print_json
from studio.lecture.options import ALSO_CALLED, HOSTS, SILENT, EmbedRequest
from studio.request.addresses import canonical, complete_address
from studio.request.options import QualityName, Request
from studio.system.folders import check_place

HostName = Literal[*HOSTS, *ALSO_CALLED]  # type: ignore[valid-type]


@takes(Request, without=("quality", "painter", "cluster", "voice"), captions="none")
def embed(
    addresses: Annotated[
        list[str], typer.Argument(help="clips, acts for all their clips, or film", autocompletion=complete_address)
    ],
    host: Annotated[HostName, typer.Option("--for", help="what the clips are to be shown with")],
    by: Annotated[
        Literal["clip", "line"] | None,
        typer.Option(help="slides that stop at each clip (usual in pptx, beamer) or line (usual in revealjs)"),
    ] = None,
    *,
    request: Request,
    quality: Annotated[
        QualityName | None, typer.Option(help="480p15, 720p30, 1080p60 or 2160p60; hd, and preview in notebooks")
    ] = None,
    width: Annotated[int | None, typer.Option(min=160, max=7680, help="pixels that the player takes; 960")] = None,
    voice: Annotated[
        str, typer.Option(help="who speaks; none unless asked for, as you speak: heart, or whatever film --voice takes")
    ] = SILENT,
    out: Annotated[Path | None, typer.Option(help="the folder that results go to; out/lecture/HOST")] = None,
) -> None:
    """Put clips into slides, pages and notebooks: writes the files, and says what to open or paste."""
    host = ALSO_CALLED.get(host, host)
    request = replace(request, quality=quality or HOSTS[host].quality, voice=voice)
    request.check()
    asked = EmbedRequest(tuple(map(canonical, addresses)), host, request, out=out, by=by, width=width)
    asked.check()
    check_place(asked.folder)
    from studio.lecture.make import embed as made_from

    made = made_from(asked)
    if request.as_json:
        print_json(asdict(made))
        return
    print(f"{made.opens}  {made.opens.stat().st_size / 1e6:.1f} MB")
    print(made.advice)
    if made.paste:
        print(f"\n{made.paste}")
