"""The application: the commands in the order in which its help lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Annotated

import typer

from scenes.kit.titles import FILM
from studio.commands.cache import cache
from studio.commands.clip import clip
from studio.commands.doctor import doctor
from studio.commands.embed import embed
from studio.commands.film import film
from studio.commands.inspect import inspect
from studio.commands.list_clips import list_clips
from studio.commands.page import page
from studio.commands.preview import preview
from studio.commands.trace import trace
from studio.commands.train import train
from studio.commands.voice import voice
from studio.system.paths import ROOT

COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_clips,
    "inspect": inspect,
    "trace": trace,
    "doctor": doctor,
    "film": film,
    "preview": preview,
    "clip": clip,
    "cache": cache,
    "embed": embed,
    "page": page,
    "voice": voice,
    "train": train,
}

app = typer.Typer(
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def main(
    version: Annotated[bool, typer.Option("--version", help="say which version this is", is_eager=True)] = False,
) -> None:
    """A film about the Transformer in which every number is read out of a real, trained model."""
    if version:
        print(f"{FILM} {tomllib.loads((ROOT / 'pyproject.toml').read_text('utf-8'))['project']['version']}")
        raise typer.Exit


for name, command in COMMANDS.items():
    app.command(name)(command)
