"""The command that makes a web page of the film: page."""

from __future__ import annotations

from pathlib import Path

from studio.commands.common import app, print_json, request_from
from studio.commands.options import (
    Acts,
    Also,
    Captions,
    Cut,
    CutOption,
    Force,
    Jobs,
    Json,
    Out,
    Painter,
    PainterOption,
    Poster,
    QualityName,
    QualityOption,
    Sentence,
    Theme,
    ThemeOption,
    Weights,
)


@app.command()
def page(
    acts: Acts = None,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    quality: QualityOption = QualityName.hd,
    out: Out = Path("out"),
    cut: CutOption = Cut.full,
    poster: Poster = None,
    also: Also = None,
    painter: PainterOption = Painter.fast,
    jobs: Jobs = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Make a web page of the film: out/site, with chapters, captions, a transcript, and every clip to take away."""
    request = request_from(weights, sentence, theme, Captions.none, quality, painter, jobs, force, json)
    from studio.site.make import make_page

    formats = [file_format.value for file_format in also or []]
    made = make_page(acts or [], request, out, poster, short=cut is Cut.short, also=formats)
    if json:
        from dataclasses import asdict

        print_json(asdict(made))
        return
    minutes, seconds = divmod(round(made.duration), 60)
    print(f"{made.index}  {made.clips} clips, {minutes}:{seconds:02}, {made.size / 1e6:.1f} MB")
    print("open it from the disk, or put its folder anywhere on a web server")
