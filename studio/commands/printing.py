"""The results of commands, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.rendering.join import Film


def print_film(film: Film, *, as_json: bool) -> None:
    """Say what was made, and where it is."""
    if as_json:
        from dataclasses import asdict

        print_json(asdict(film))
        return
    minutes, seconds = divmod(round(film.duration), 60)
    print(f"{film.video}  {minutes}:{seconds:02}  {film.video.stat().st_size / 1e6:.1f} MB")
    print(f"beside it: {film.srt.name}, {film.vtt.name}, {film.poster.name}")


def print_json(values: object) -> None:
    """Print plain values as JSON."""
    import json

    print(json.dumps(values, indent=2, ensure_ascii=False, default=str))
