"""The command ``trace``."""

from __future__ import annotations

from typing import Annotated

import typer

from studio.commands.printing import print_json
from studio.request.options import BundleOption, JsonOption


def trace(
    sentence: Annotated[
        str | None, typer.Argument(help="a sentence of the grammar; the bundle's own by default")
    ] = None,
    bundle: BundleOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Record the model at work on a sentence, and say what was recorded."""
    from studio.setup.trace_summary import describe, describe_as_text

    found = describe(bundle, sentence)
    if as_json:
        print_json(found)
    else:
        print(describe_as_text(found))
