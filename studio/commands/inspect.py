"""The command ``inspect``."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from studio.commands.options import takes
from studio.request.addresses import canonical, complete_address
from studio.request.options import InspectRequest


@takes(InspectRequest, without=("addresses",))
def inspect(
    request: InspectRequest,
    addresses: Annotated[
        list[str] | None,
        typer.Argument(help="film (the default), acts, clips", autocompletion=complete_address),
    ] = None,
) -> None:
    """Say what is wrong with clips, and where: layout, truth and times. Exit code 1 if anything is."""
    if addresses:
        request = replace(request, addresses=tuple(map(canonical, addresses)))
    request.check()
    from studio.inspector.inspection import inspect_request

    raise typer.Exit(1 if inspect_request(request) else 0)
