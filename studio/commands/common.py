"""What the commands share: the application, the options that videos have in common, and how results are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from studio.commands.options import Captions, Painter, QualityName, Theme
    from studio.rendering.join import Video
    from studio.request.options import Request

app = typer.Typer(
    help="A film about the Transformer in which every number is read out of a real, trained model.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def request_from(
    weights: str,
    sentence: str | None,
    theme: Theme,
    captions: Captions,
    quality: QualityName,
    painter: Painter,
    jobs: int | None,
    force: bool,
    quiet: bool,
    cluster: str | None = None,
) -> Request:
    """The common options, looked at before anything slow is imported."""
    from studio.request.options import Request

    looks = (theme.value, captions.value, quality.value, painter.value)
    request = Request(weights, sentence, *looks, jobs, force, quiet, cluster)
    request.check()
    return request


def show_film(made: Video, as_json: bool) -> None:
    """Say what was made, and where it is."""
    if as_json:
        from dataclasses import asdict

        print_json(asdict(made))
        return
    minutes, seconds = divmod(round(made.duration), 60)
    print(f"{made.video}  {minutes}:{seconds:02}  {made.video.stat().st_size / 1e6:.1f} MB")
    print(f"beside it: {made.srt.name}, {made.vtt.name}, {made.poster.name}")


def print_json(values: object) -> None:
    """Print plain values as JSON."""
    import json

    print(json.dumps(values, indent=2, ensure_ascii=False, default=str))
