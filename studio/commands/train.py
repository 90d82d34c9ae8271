"""The command ``train``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def train(
    bundle: Annotated[
        str, typer.Option("--bundle", "--weights", help="the name of the bundle to make, in assets/models")
    ] = "default",
    grammar: Annotated[Path | None, typer.Option(help="a grammar file; assets/grammar.toml by default")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="search for the seed first, and measure all experiments")
    ] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="processes; as many as cores by default")] = None,
    restart: Annotated[bool, typer.Option("--restart", help="do again what was done before")] = False,
) -> None:
    """Train a model and write its bundle; run again, it goes on where it stopped."""
    from studio.setup.training import make_bundle

    print(make_bundle(bundle, grammar, everything=everything, jobs=jobs, restart=restart))
