"""Parts of a clip: cut at its lines, pictures without encoding again, sound from samples; and single pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from studio.encoding.h264 import MP4, TIMESCALE
from studio.encoding.sound import SOUND_CODECS, Sound, SoundWriter
from studio.system.errors import StudioError


def cut(video: Path, start: float, end: float, path: Path, sound: Sound | None = None) -> None:
    """Write the frames from ``start`` up to ``end`` (seconds) to ``path``; a group of pictures must begin at ``start``.

    Clips have one at the beginning of each line.

    Args:
        video: the clip.
        start: seconds.
        end: seconds.
        path: the file to write.
        sound: what is heard beside the whole clip: its part is encoded from samples, as packets of sound begin and end
            where no picture does.
    """
    with av.open(str(video)) as source, av.open(str(path), "w", format="mp4", options=MP4) as part:
        stream = part.add_stream_from_template(source.streams.video[0])
        stream.time_base = Fraction(1, TIMESCALE)
        heard = None if sound is None else SoundWriter(part, sound.between(start, end), SOUND_CODECS["mp4"])
        first = None
        for packet in source.demux(video=0):
            if packet.pts is None or packet.dts is None or not start - 1e-4 <= packet.pts / TIMESCALE < end - 1e-4:
                continue
            if first is None:
                if not packet.is_keyframe:
                    raise StudioError(f"{video.name} cannot be cut at {start:.2f} s; render it again with --force")
                first = packet.pts
            packet.pts, packet.dts, packet.stream = packet.pts - first, packet.dts - first, stream
            if heard is not None:
                heard.until(packet.pts / TIMESCALE)
            part.mux(packet)
        if heard is not None:
            heard.finish()


def picture_at(video: Path, seconds: float) -> Image.Image:
    """The picture that the video shows at a time."""
    with av.open(str(video)) as source:
        stream = source.streams.video[0]
        assert stream.time_base is not None
        source.seek(int(seconds / stream.time_base), stream=stream)
        found = None
        for frame in source.decode(stream):
            if found is not None and frame.time > seconds + 1e-4:
                break
            found = frame
    if found is None:
        raise StudioError(f"{video.name} has no picture at {seconds:.2f} s; render it again with --force")
    return Image.fromarray(_pixels_of(found))


def _pixels_of(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """A decoded frame of ours as (height, width, 3) RGB."""
    picture = VideoReformatter().reformat(
        frame, format="rgb24", src_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.JPEG
    )
    return np.asarray(picture.to_ndarray(), dtype=np.uint8)
