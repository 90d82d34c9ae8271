"""Parts of paintings become one webm, mov or gif."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from studio.encoding.gif import write_gif
from studio.encoding.video import CODECS, VideoEncoder
from studio.formats.composition import Look
from studio.formats.parts import Part, Told
from studio.frames.frame import FrameSink


def encode(
    parts: Sequence[Part], look: Look, path: Path, title: str, threads: int, tell: Callable[[int], None]
) -> Image.Image:
    """Write a file of the kind that its name ends in; returns the last still, without its caption.

    Args:
        parts: what it shows, one after another.
        look: how that looks.
        path: a temporary name.
        title: for players.
        threads: of the encoder.
        tell: hears now and then how many frames are done.
    """
    if path.suffix == ".gif":
        stills: list[Image.Image] = []

        def pour(sink: FrameSink) -> None:
            stills.append(look.pour(parts, Told(sink, tell)))

        write_gif(path, look.shown, pour, loop=look.loop)
        return stills[-1]
    encoder = VideoEncoder(path, look.shown, CODECS[path.suffix[1:]], title, look.hidden, threads)
    try:
        still = look.pour(parts, Told(encoder, tell))
        encoder.finish()
    except BaseException:
        encoder.abort()
        raise
    return still
