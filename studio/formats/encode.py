"""Stretches of recordings become one webm, mov or gif."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from studio.encoding.gif import write_gif
from studio.encoding.sound import Sound
from studio.encoding.video import CODECS, VideoEncoder
from studio.formats.composition import Composition
from studio.formats.stretches import Stretch
from studio.frames.counted import Counted
from studio.frames.frame import FrameSink


def encode(
    stretches: Sequence[Stretch],
    composition: Composition,
    path: Path,
    title: str,
    threads: int,
    tell: Callable[[int], None],
    sound: Sound | None = None,
) -> Image.Image:
    """Write a file of the kind that its name ends in; returns the last still, without its caption.

    Args:
        stretches: what it shows, one after another.
        composition: how that looks.
        path: a temporary name.
        title: for players.
        threads: of the encoder.
        tell: hears now and then how many frames are done.
        sound: what is heard beside it; a gif is silent.
    """
    if path.suffix == ".gif":
        stills: list[Image.Image] = []

        def pour(sink: FrameSink) -> None:
            stills.append(composition.pour(stretches, Counted(sink, tell)))

        write_gif(path, composition.shown, pour, loop=composition.loop)
        return stills[-1]
    codec = CODECS[path.suffix[1:]]
    with VideoEncoder(path, composition.shown, codec, title, composition.hidden, threads, sound) as encoder:
        return composition.pour(stretches, Counted(encoder, tell))
