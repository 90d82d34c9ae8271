"""The commands that make videos: film, preview."""

from __future__ import annotations

import contextlib
from pathlib import Path

from studio.commands.common import app, request_from, show_film
from studio.commands.options import (
    Acts,
    Address,
    Captions,
    CaptionsOption,
    ClusterOption,
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
    Show,
    Theme,
    ThemeOption,
    Watch,
    Weights,
)
from studio.system.errors import UsageError


@app.command()
def film(
    acts: Acts = None,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    captions: CaptionsOption = Captions.burned,
    quality: QualityOption = QualityName.hd,
    out: Out = Path("out"),
    cut: CutOption = Cut.full,
    poster: Poster = None,
    painter: PainterOption = Painter.fast,
    jobs: Jobs = None,
    cluster: ClusterOption = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Render the film: out/film.mp4 with captions, chapters and a poster. This is what happens without a command."""
    request = request_from(weights, sentence, theme, captions, quality, painter, jobs, force, json, cluster)
    from studio.rendering.film import make_film

    show_film(make_film(acts or [], request, out, poster, short=cut is Cut.short), json)


@app.command()
def preview(
    address: Address,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    captions: CaptionsOption = Captions.burned,
    quality: QualityOption = QualityName.draft,
    out: Out = Path("out"),
    painter: PainterOption = Painter.fast,
    jobs: Jobs = None,
    cluster: ClusterOption = None,
    force: Force = False,
    json: Json = False,
    show: Show = True,
    watch: Watch = False,
) -> None:
    """Render a clip or an act small and fast, and open it; with --watch again whenever it is saved."""
    if watch and json:
        raise UsageError("--watch shows what it renders and does not end; for --json leave it out")
    request = request_from(weights, sentence, theme, captions, quality, painter, jobs, force, json, cluster)
    from studio.system.desktop import open_on_screen

    if watch:
        from studio.preview.watch import keep_watching

        with contextlib.suppress(KeyboardInterrupt):
            keep_watching(address, request, out / "preview", show=show)
        return
    from studio.rendering.warm_processes import prepare

    prepare()
    from studio.rendering.film import make_clip

    made = make_clip(address, request, out / "preview")
    show_film(made, json)
    if show and not json:
        open_on_screen(made.video)
