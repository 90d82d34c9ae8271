"""The results of commands, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.rendering.join import Video


def print_video(video: Video, *, as_json: bool) -> None:
    """Say what was made of a video, and where it is."""
    if as_json:
        from dataclasses import asdict

        print_json(asdict(video))
        return
    minutes, seconds = divmod(round(video.duration), 60)
    print(f"{video.video}  {minutes}:{seconds:02}  {video.video.stat().st_size / 1e6:.1f} MB")
    beside = [video.srt, video.vtt, video.poster, *([video.description] if video.description else [])]
    print(f"beside it: {', '.join(file.name for file in beside)}")


def print_json(values: object) -> None:
    """Print plain values as JSON, in characters that whatever reads it can take."""
    import json
    import sys

    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(values, indent=2, ensure_ascii=plain, default=str))
