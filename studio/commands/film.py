"""The command ``film``."""

from __future__ import annotations

from pathlib import Path

from studio.commands.options import Acts, CutOption, OutOption, PosterOption, takes
from studio.commands.printing import print_video
from studio.request.options import Request


@takes(Request)
def film(
    request: Request,
    acts: Acts = None,
    out: OutOption = Path("out"),
    cut: CutOption = "full",
    poster: PosterOption = None,
) -> None:
    """Render the film: out/film.mp4 with captions, chapters and a poster."""
    request.check()
    from studio.rendering.film import make_film

    print_video(make_film(acts or [], request, out, poster, short=cut == "short"), as_json=request.as_json)
