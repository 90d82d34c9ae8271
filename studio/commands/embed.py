"""The command that brings clips into the tools that lecturers use: embed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from studio.commands.common import app, print_json, request_from
from studio.commands.options import (
    Captions,
    CaptionsOption,
    Force,
    HostOption,
    Jobs,
    Json,
    Painter,
    QualityName,
    Sentence,
    SlidesOption,
    Theme,
    ThemeOption,
    Weights,
    complete_address,
)


@app.command()
def embed(
    addresses: Annotated[
        list[str], typer.Argument(help="act/clip, acts for all their clips, or film", autocompletion=complete_address)
    ],
    host: HostOption,
    by: SlidesOption = None,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    captions: CaptionsOption = Captions.none,
    quality: Annotated[
        QualityName | None, typer.Option(help="480p15, 720p30, 1080p60 or 2160p60; hd, and preview in notebooks")
    ] = None,
    width: Annotated[int | None, typer.Option(min=160, max=7680, help="pixels that the player takes; 960")] = None,
    out: Annotated[Path | None, typer.Option(help="the folder that results go to; out/lecture/HOST")] = None,
    jobs: Jobs = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Put clips into slides, pages and notebooks: writes the files, and says what to open or paste."""
    from studio.lecture.options import HOSTS, EmbedRequest

    chosen = quality or QualityName(HOSTS[host.value].quality)
    video = request_from(weights, sentence, theme, captions, chosen, Painter.fast, jobs, force, json)
    asked = EmbedRequest(tuple(addresses), host.value, video, out, by.value if by else None, width)
    asked.check()
    from studio.lecture.make import embed as made_from

    made = made_from(asked)
    if json:
        print_json(asdict(made))
        return
    print(f"{made.opens}  {made.opens.stat().st_size / 1e6:.1f} MB")
    print(made.advice)
    if made.paste:
        print(f"\n{made.paste}")
