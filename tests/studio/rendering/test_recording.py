"""A recording gives back what was painted, from any frame to any other; and what sinks do to frames on their way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.frames.alpha import picture_of, straight
from studio.frames.box import NOTHING, Box
from studio.frames.frame import Frame, Quality, everywhere, whole_frame
from studio.frames.surround import FADE, Looping, Padded, fit
from studio.rendering.clip import ClipFacts
from studio.rendering.recording import RecordingWriter, play, read_facts
from studio.system.errors import StudioError

SMALL = Quality("small", 32, 18, 15)
FACTS = ClipFacts("tiny/random", "Random", "Pixels change.", 15, 14, (0.0,))


class Kept:
    """A FrameSink that keeps each frame as often as it is shown, and believes what it is told of changes."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []

    def write(self, frame: Frame) -> None:
        mine = self.frames[-1].copy() if self.frames else np.zeros_like(frame.pixels)
        mine[frame.changed.slices] = frame.pixels[frame.changed.slices]
        self.frames += [mine] * frame.repeats


@pytest.fixture
def painted(tmp_path: Path) -> tuple[Path, list[np.ndarray]]:
    """A recording of random pixels that change in random boxes, and its frames."""
    random = np.random.default_rng(3)
    path, seen = tmp_path / "a.recording", Kept()
    frame = random.integers(0, 256, (18, 32, 4), np.uint8)
    with RecordingWriter(path, SMALL) as writer:
        for number, repeats in enumerate((1, 3, 1, 4, 2, 3)):
            box = Box(number, 2, 20 + number, 11) if number != 3 else NOTHING
            frame[box.slices] = random.integers(0, 256, frame[box.slices].shape, np.uint8)
            changed = everywhere(frame) if number in (0, 4) else box
            writer.write(Frame(frame, changed, repeats))
            seen.write(Frame(frame, changed, repeats))
        writer.finish(FACTS)
    return path, seen.frames


@pytest.mark.parametrize(("start", "stop"), [(0, None), (0, 14), (2, 3), (5, 9), (13, None)])
def test_a_recording_gives_back_every_pixel(
    painted: tuple[Path, list[np.ndarray]], start: int, stop: int | None
) -> None:
    path, frames = painted
    seen = Kept()
    last = play(path, seen, start, stop)
    assert np.array_equal(seen.frames, frames[start:stop])
    assert np.array_equal(last, frames[start:stop][-1])


def test_frames_that_are_not_there_are_an_error(painted: tuple[Path, list[np.ndarray]]) -> None:
    with pytest.raises(StudioError, match="no frame"):
        play(painted[0], Kept(), 14)


def test_a_recording_knows_whose_frames_it_holds(painted: tuple[Path, list[np.ndarray]]) -> None:
    assert read_facts(painted[0]) == FACTS


@pytest.mark.parametrize("place", [3, 40, -3, -12])
def test_a_damaged_recording_counts_as_missing(painted: tuple[Path, list[np.ndarray]], place: int) -> None:
    path, _ = painted
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert read_facts(path) is None
    path.write_bytes(data[:-30])
    assert read_facts(path) is None
    path.unlink()
    assert read_facts(path) is None


def test_straight_pixels_times_alpha_are_the_premultiplied_ones() -> None:
    alpha = np.arange(256, dtype=np.uint8)[:, None]
    colours = (np.arange(0, 256, 5)[None, :] * alpha.astype(int) / 255).round().astype(np.uint8)
    pixels = np.stack([colours, colours, colours, np.broadcast_to(alpha, colours.shape)], axis=-1)
    result = straight(pixels, (9, 8, 7))
    assert np.array_equal(result[..., 3], pixels[..., 3])
    again = (result[..., :3].astype(float) * pixels[..., 3:] / 255).round()
    assert np.abs(again[1:] - pixels[1:, :, :3]).max() == 0
    assert (result[0, :, :3] == (9, 8, 7)).all()


def test_a_picture_has_alpha_only_when_the_ground_was_left_out() -> None:
    frame = np.full((2, 2, 4), 128, np.uint8)
    assert picture_of(frame, transparent=True).getpixel((0, 0)) == (255, 255, 255, 128)
    assert picture_of(frame, transparent=False).getpixel((0, 0)) == (128, 128, 128)


@pytest.mark.parametrize(
    ("size", "picture"),
    [((1280, 720), (1280, 720)), ((854, 480), (854, 480)), ((1366, 768), (1366, 768)), ((1024, 768), (1024, 576)),
     ((800, 600), (800, 450)), ((1080, 1080), (1080, 608)), ((2560, 1080), (1920, 1080))],
)  # fmt: skip
def test_a_picture_of_the_films_shape_fits_into_any_size(size: tuple[int, int], picture: tuple[int, int]) -> None:
    assert fit(size) == picture


def test_the_ground_is_around_the_picture() -> None:
    random, seen = np.random.default_rng(1), Kept()
    padded = Padded(seen, (40, 30), (1, 2, 3, 255))
    frame = random.integers(0, 256, (18, 32, 4), np.uint8)
    padded.write(whole_frame(frame))
    first = frame.copy()
    box = Box(3, 4, 9, 11)
    frame[box.slices] = 77
    padded.write(Frame(frame, box, 2))
    padded.write(Frame(frame, NOTHING))
    for shown, painted in zip(seen.frames, (first, frame, frame, frame), strict=True):
        assert np.array_equal(shown[6:24, 4:36], painted)
        rest = shown.copy()
        rest[6:24, 4:36] = (1, 2, 3, 255)
        assert (rest == (1, 2, 3, 255)).all()


def test_a_loop_goes_back_to_its_first_frame_evenly() -> None:
    seen = Kept()
    looping = Looping(seen, SMALL)
    frame = np.zeros((18, 32, 4), np.uint8)
    looping.write(whole_frame(frame, 2))
    box = Box(0, 0, 8, 18)
    frame[box.slices] = 240
    looping.write(Frame(frame, box))
    looping.finish()
    way = [int(shown[0, 0, 0]) for shown in seen.frames[3:]]
    assert len(way) == FADE * 15
    assert np.abs(np.diff([240, *way, 0]) + 240 / (len(way) + 1)).max() <= 2
    assert all((shown[:, 8:] == 0).all() for shown in seen.frames)
