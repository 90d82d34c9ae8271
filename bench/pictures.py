"""Pictures kept without loss, compared, and encoded again: ``python -m bench.pictures encode|compare ...``.

Each prints what it found as JSON, in a process of its own.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from studio.encoding.colour import Converter
from studio.encoding.h264 import PIXELS, ClipEncoder
from studio.frames.frame import QUALITIES, Frame, Quality

Picture = NDArray[np.uint8]
LOSSLESS = {"preset": "ultrafast", "qp": "0"}
COMPARED = 150
"""Pictures of a clip that are compared, spread evenly over it."""
HELD = 240
"""Different pictures that are held in memory and encoded in one go: at 1080p, 0.75 GB."""


class Recorder:
    """A FrameSink that keeps every frame in a file, as it is."""

    def __init__(self, path: Path, quality: Quality) -> None:
        self._container = av.open(str(path), "w", format="matroska")
        self._stream = self._container.add_stream("libx264rgb", rate=quality.fps, options=LOSSLESS)
        self._stream.width, self._stream.height = quality.size
        self._stream.pix_fmt = "rgb24"
        self._frames = 0

    def write(self, frame: Frame) -> None:
        """Keep a frame."""
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame.pixels[:, :, :3]), format="rgb24")
        for _ in range(frame.repeats):
            picture.pts = self._frames
            picture.time_base = 1 / Fraction(self._stream.average_rate or 1)
            self._container.mux(self._stream.encode(picture))
            self._frames += 1

    def finish(self) -> None:
        """Write what is left."""
        self._container.mux(self._stream.encode(None))
        self._container.close()


def record(painter: str, address: str, quality: Quality, file: str) -> None:
    """Paint a clip and keep its frames in ``file``."""
    from scenes.kit.setting import Setting
    from studio.painting.fast_mobjects import fast_mobjects
    from studio.painting.session import FAST, manim_session, perform
    from studio.request.clips import find_clips
    from studio.system import paths

    recorder = Recorder(Path(file), quality)
    with (
        tempfile.TemporaryDirectory() as folder,
        fast_mobjects() if painter == FAST else nullcontext(),
        manim_session(quality, paths.formulas(), Path(folder)),
    ):
        perform(find_clips(address)[0], Setting(), recorder, painter=painter)
    recorder.finish()


def frames_of(path: str) -> Iterator[av.VideoFrame]:
    """The frames of a file as they are kept in it."""
    with av.open(path) as container:
        yield from container.decode(video=0)


# -- the encoder alone -----------------------------------------------------------------------------------------------


class OurEncoder(ClipEncoder):
    """Our encoder, given pictures that are converted already."""

    def encode(self, picture: av.VideoFrame, number: int) -> None:
        """Encode one picture; one that rests is the same object."""
        if picture is not self._picture:
            self._picture, self._rests = picture, False
        self._show()


def converted_by_manim(frame: av.VideoFrame) -> av.VideoFrame:
    """A recorded frame as Manim converts it: FFmpeg is told nothing about its colours."""
    return av.VideoFrame.from_ndarray(_rgba(frame), format="rgba").reformat(format="yuv420p")


def _rgba(frame: av.VideoFrame) -> Picture:
    return np.asarray(frame.reformat(format="rgba").to_ndarray(), dtype=np.uint8)


def manims_encoder(path: Path, quality: Quality) -> Any:
    """Manim's encoder with its own settings, given pictures that are converted already."""
    from manim._config.output import OutputFormat, OutputSpec
    from manim._config.video_encoder import resolve_video_encoder
    from manim.scene.video_segment_encoder import VideoSegmentEncoder

    class ManimsEncoder(VideoSegmentEncoder):  # type: ignore[misc]
        def encode(self, picture: av.VideoFrame, number: int) -> None:
            picture.pts, picture.time_base = number, Fraction(1, quality.fps)
            self._container.mux(self._stream.encode(picture))

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None:
            self.finish()

    output = OutputSpec(OutputFormat.MP4, transparent=False, save_sections=False, fallback_to_still=False)
    spec = resolve_video_encoder(output, width=quality.width, height=quality.height, frame_rate=quality.fps)
    return ManimsEncoder(target=path, spec=spec)


def encode(quality: str, file: str) -> dict[str, Any]:
    """Encode the recorded frames with either side's settings; neither reading nor converting them is counted."""
    size = QUALITIES[quality]
    sides = {"ours": OurEncoder, "manim": manims_encoder}
    totals = {side: {"frames": 0, "wall": 0.0, "processor": 0.0} for side in sides}
    converter = Converter(PIXELS)
    with tempfile.TemporaryDirectory() as folder:
        runs = _runs(frames_of(file))
        while held := [(converter.convert(_rgba(frame)), repeats) for frame, repeats in islice(runs, HELD)]:
            pictures = [picture for picture, repeats in held for _ in range(repeats)]
            for side, encoder in sides.items():
                wall, processor = time.perf_counter(), time.process_time()
                _encode(pictures, encoder(Path(folder, "part.mp4"), size))
                totals[side]["wall"] += time.perf_counter() - wall
                totals[side]["processor"] += time.process_time() - processor
                totals[side]["frames"] += len(pictures)
    return {side: {name: round(value, 3) for name, value in total.items()} for side, total in totals.items()}


def _encode(pictures: list[av.VideoFrame], encoder: Any) -> None:
    with encoder:
        for number, picture in enumerate(pictures):
            encoder.encode(picture, number)


def _runs(frames: Iterator[av.VideoFrame]) -> Iterator[tuple[av.VideoFrame, int]]:
    """Each frame that differs from the one before, with the number of times it is shown."""
    shown, repeats = next(frames), 1
    for frame in frames:
        if np.array_equal(frame.to_ndarray(), shown.to_ndarray()):
            repeats += 1
        else:
            yield shown, repeats
            shown, repeats = frame, 1
    yield shown, repeats


# -- comparing -------------------------------------------------------------------------------------------------------


class Likeness:
    """How alike pairs of frames are: the mean difference of their values (of 255), and SSIM as FFmpeg measures it."""

    def __init__(self, width: int, height: int, pixels: str) -> None:
        self._graph = av.filter.Graph()
        self._inputs = [
            self._graph.add_buffer(width=width, height=height, format=av.VideoFormat(pixels), time_base=Fraction(1, 60))
            for _ in range(2)
        ]
        ssim, self._output = self._graph.add("ssim"), self._graph.add("buffersink")
        for place, source in enumerate(self._inputs):
            source.link_to(ssim, 0, place)
        ssim.link_to(self._output)
        self._graph.configure()
        self._ssim: list[float] = []
        self._difference: list[float] = []
        self._largest = 0

    def add(self, one: av.VideoFrame, two: av.VideoFrame) -> None:
        """Look at a pair."""
        first, second = one.to_ndarray(), two.to_ndarray()
        difference = np.maximum(first, second) - np.minimum(first, second)
        self._difference.append(float(difference.mean()))
        self._largest = max(self._largest, int(difference.max()))
        for source, frame in zip(self._inputs, (one, two), strict=True):
            frame.pts, frame.time_base = len(self._ssim), Fraction(1, 60)
            source.push(frame)
        self._ssim.append(float(self._output.pull().metadata["lavfi.ssim.All"]))

    def result(self) -> dict[str, float]:
        """Over all pairs: the mean difference and the largest, the mean SSIM and the lowest."""
        return {
            "mean_difference": round(sum(self._difference) / len(self._difference), 5),
            "largest_difference": self._largest,
            "ssim": round(sum(self._ssim) / len(self._ssim), 6),
            "ssim_lowest": round(min(self._ssim), 6),
        }


def compare(address: str, quality: str, ours: str, manims: str, our_film: str, manims_film: str) -> dict[str, Any]:
    """Our frames with plain Manim's in RGB, and either side's film with its own frames as that side converts them.

    The frames are painted anew, and kept in the files ``ours`` and ``manims``.
    """
    size = QUALITIES[quality]
    for painter, file in (("fast", ours), ("manim", manims)):
        record(painter, address, size, file)
    both, our_likeness, manims_likeness = (Likeness(*size.size, pixels) for pixels in ("gbrp", "yuv420p", "yuv420p"))
    with av.open(our_film) as container:
        total = container.streams.video[0].frames
    step = max(1, total // COMPARED)
    compared = 0
    converter = Converter(PIXELS)
    files = (frames_of(file) for file in (ours, manims, our_film, manims_film))
    for number, (one, two, our_encoded, manims_encoded) in enumerate(zip(*files, strict=True)):
        if number % step == 0:
            our_likeness.add(our_encoded, converter.convert(_rgba(one)))
            manims_likeness.add(manims_encoded, converted_by_manim(two))
            both.add(one, two)
            compared += 1
    return {
        "frames": total,
        "compared": compared,
        "frames_of_both": both.result(),
        "film_of_ours": our_likeness.result(),
        "film_of_manim": manims_likeness.result(),
    }


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    parts: dict[str, Callable[..., dict[str, Any]]] = {"encode": encode, "compare": compare}
    print(json.dumps(parts[name](*arguments)))
