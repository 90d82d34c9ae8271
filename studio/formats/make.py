"""A clip made in the format that is wanted."""

from __future__ import annotations

from pathlib import Path

from studio.film import make_clip
from studio.formats.wanted import ClipFile, Wanted
from studio.frames import QUALITIES
from studio.poster import make_posters
from studio.request import Request


def make_files(address: str, request: Request, wanted: Wanted, folder: Path) -> list[ClipFile]:
    """Make a clip, an act or the film in the format that is wanted, as ``act-clip.FORMAT`` in ``folder``.

    Returns one file, or, as png, one for each clip of the address.

    Raises:
        UsageError: the address, the format, its options or the lines do not exist; nothing has been written then.
        StudioError: it could not be made.
    """
    wanted.check()
    width, height = QUALITIES[request.quality].size
    if wanted.format == "png":
        files = make_posters(address, request, folder)
        return [ClipFile(file, None, None, file, 0.0, "png", width, height, False, False) for file in files]
    made = make_clip(address, request, folder)
    return [ClipFile(made.video, made.srt, made.vtt, made.poster, made.duration, "mp4", width, height, False, False)]
