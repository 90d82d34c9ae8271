"""What commands take: the fields of a request as options, and the arguments and options that several share."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from typer import Argument, Option

from studio.request.addresses import canonical, complete_address
from studio.system.folders import check_place

Address = Annotated[
    str,
    Argument(help="film, an act, act/clip, or a clip's name", autocompletion=complete_address, callback=canonical),
]
Acts = Annotated[list[str] | None, Argument(help="acts to take; all by default", autocompletion=complete_address)]
OutOption = Annotated[Path, Option(help="the folder that results go to", callback=check_place)]
CutOption = Annotated[Literal["full", "short"], Option(help="all clips, or the few that a short film needs")]
PosterOption = Annotated[str | None, Option(help="the clip whose last still is the poster")]

LAST = ("painter", "jobs", "cluster", "force", "as_json")
"""How the work is done, and how its result is told, is what the help of a command ends with."""


def takes(
    request: type[Any], *, without: Collection[str] = (), **defaults: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each field of a request, in place of the one argument that the request is.

    Args:
        request: a dataclass whose fields are ``Annotated`` with what Typer makes of them.
        without: fields that this command has no options for.
        defaults: what fields are by default in this command, where they differ.
    """
    hints = get_type_hints(request, include_extras=True)
    usual = {field.name: defaults.get(field.name, field.default) for field in dataclasses.fields(request)}
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hints[name])
        for name, default in usual.items()
        if name not in without
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)
        (argument,) = (each.name for each in signature.parameters.values() if each.annotation is request)
        parameters: list[inspect.Parameter] = []
        for each in signature.parameters.values():
            parameters += options if each.name == argument else [each.replace(kind=inspect.Parameter.KEYWORD_ONLY)]

        @functools.wraps(command)
        def run(**given: Any) -> None:
            asked = request(**usual | {option.name: given.pop(option.name) for option in options})
            command(**{argument: asked}, **given)

        run.__signature__ = signature.replace(  # type: ignore[attr-defined]  # where Typer looks
            parameters=sorted(parameters, key=lambda each: each.name in LAST)
        )
        return run

    return decorate
