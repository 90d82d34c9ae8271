"""The command ``preview``."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from studio.commands.options import Address, OutOption, takes
from studio.commands.printing import print_video
from studio.request.addresses import file_name
from studio.request.options import Request
from studio.system.errors import UsageError


@takes(Request, quality="draft")
def preview(
    request: Request,
    address: Address,
    out: OutOption = Path("out"),
    show: Annotated[bool, typer.Option("--open/--no-open", help="open it in a player, if there is a screen")] = True,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="play it on a page of this machine, and render again whenever a file of it is saved"
        ),
    ] = False,
) -> None:
    """Render a clip or an act small and fast, and open it; with --watch again whenever it is saved."""
    if watch and request.as_json:
        raise UsageError("--watch shows what it renders and does not end; for --json leave it out")
    request.check()
    from studio.system.desktop import open_on_screen

    if watch:
        from studio.preview.watch import keep_watching

        with contextlib.suppress(KeyboardInterrupt):
            keep_watching(address, request, out / "preview", show=show)
        return
    from studio.rendering.warm_processes import prepared

    with prepared():
        from studio.rendering.film import make_clip

        made = make_clip(address, request, out / "preview" / f"{file_name(address)}.mp4")
    print_video(made, as_json=request.as_json)
    if show and not request.as_json:
        open_on_screen(made.video)
