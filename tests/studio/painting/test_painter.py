"""What the painter hands to Cairo is what Manim hands to it: outlines, looks; and the parts that are converted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cairo
import cairocffi
import numpy as np
import pytest
from manim import BLUE, RED, UP, Annulus, Camera, Circle, Dot, Line, Mobject, Square, Text, VGroup, VMobject

from studio.encoding.colour import Converter
from studio.encoding.h264 import PIXELS, ClipEncoder
from studio.frames.box import NOTHING, Box, around
from studio.frames.frame import QUALITIES, Frame, Quality, whole_frame
from studio.painting.cairo_paths import cairo_paths
from studio.painting.drawing import cairo_path
from studio.painting.fast_mobjects import PLAIN_FAMILY, fast_mobjects
from studio.painting.painter import Painter
from studio.painting.session import manim_session

DRAFT = QUALITIES["draft"]


Make = Callable[[], VMobject]


@pytest.fixture(autouse=True)
def own_outlines(tmp_path: Path) -> Iterator[None]:
    """Words are outlined into a folder of the test's own."""
    with fast_mobjects(), manim_session(DRAFT, tmp_path, tmp_path):
        yield


def corners() -> VMobject:
    """A line with corners that closes."""
    return VMobject().set_points_as_corners([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0, 0]])


SHAPES: dict[str, Make] = {
    "one curve": lambda: Line([0, 0, 0], [3, 1, 0]),
    "closed": Circle,
    "with a hole": Annulus,
    "corners": corners,
    "open": lambda: Square().pointwise_become_partial(Square(), 0.1, 0.8),
    "letters": lambda: Text("Qé8").submobjects[1],
    "nothing": VMobject,
}


def test_outlines_are_the_paths_that_manim_draws() -> None:
    """Both paths are read back out of Cairo, which keeps them to 1/256."""
    shapes = [make() for make in SHAPES.values()]
    for shape, data in zip(shapes, cairo_paths([shape.points for shape in shapes]), strict=True):
        manims = cairo.Context(cairo.ImageSurface(cairo.FORMAT_ARGB32, 8, 8))
        Camera(pixel_width=8, pixel_height=8).set_cairo_context_path(manims, shape)
        ours = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, 8, 8))
        if len(data):
            cairocffi.cairo.cairo_append_path(ours._pointer, cairo_path(data)[0])
        wanted, made = list(manims.copy_path()), list(ours.copy_path())
        assert [int(kind) for kind, _ in made] == [int(kind) for kind, _ in wanted]
        for (_, one), (_, two) in zip(made, wanted, strict=True):
            np.testing.assert_allclose(one, two, atol=1 / 128)


def painted(camera: Camera, mobject: Mobject) -> np.ndarray:
    camera.reset()
    camera.capture_mobjects([mobject])
    return camera.pixel_array.copy()


PICTURES: dict[str, Make] = {
    "translucent": lambda: Square(fill_opacity=0.5, stroke_width=9),
    "gradient": lambda: Square(color=[RED, BLUE], fill_opacity=1, stroke_width=3).set_sheen_direction(UP),
    "no stroke": lambda: Circle(stroke_width=0, fill_opacity=1),
    "letters": lambda: Text("Transformer"),
    "order": lambda: VGroup(Dot().set_z_index(2), Square(fill_opacity=1), Line().set_stroke(width=30)),
    "background stroke": lambda: Text("edge").set_stroke(color=RED, width=8, background=True),
    "outside": lambda: Square().scale(10),
    "unseen": lambda: Square().set_opacity(0),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_mobject_is_painted_as_manim_paints_it(name: str) -> None:
    mobject = PICTURES[name]()
    size = {"pixel_width": 854, "pixel_height": 480}
    ours = Painter(**size)
    ours.paint([mobject], ours.background)
    difference = np.abs(painted(Camera(**size), mobject).astype(int) - ours.pixel_array)
    assert difference.max() <= 1


def test_only_what_has_changed_is_painted_and_all_of_it() -> None:
    camera, square, dot = Painter(pixel_width=854, pixel_height=480), Square(fill_opacity=1), Dot([3, 1, 0])
    ground = camera.background
    camera.paint([square, dot], ground)
    assert camera.changed() == Box(0, 0, 854, 480) and camera.changed() == NOTHING
    camera.paint([square, dot], ground)
    assert not camera.changed()
    for change in (
        lambda: dot.shift([0.5, 0, 0]),
        lambda: dot.set_fill(RED),
        lambda: dot.set_opacity(0),
        lambda: dot.set_opacity(1),
        lambda: dot.set_z_index(-1),
        lambda: dot.move_to(square),
    ):
        before = camera.pixel_array.copy()
        change()
        camera.paint([square, dot], ground)
        wanted = painted(Camera(pixel_width=854, pixel_height=480), VGroup(square, dot))
        assert np.abs(wanted.astype(int) - camera.pixel_array).max() <= 1
        box = camera.changed()
        outside = (before != camera.pixel_array).any(axis=2)
        outside[box.slices] = False
        assert not outside.any()


def test_the_box_around_boxes_leaves_out_the_empty_ones() -> None:
    assert around([Box(3, 4, 5, 6), NOTHING, Box(1, 5, 2, 9)]) == Box(1, 4, 5, 9)
    assert around([]) == NOTHING and not NOTHING and Box(0, 0, 1, 1)


@pytest.mark.parametrize("quality", [DRAFT, QUALITIES["hd"]], ids=lambda quality: f"{quality.height}")
def test_a_converted_part_is_that_of_a_frame_converted_whole(quality: Quality) -> None:
    rng = np.random.default_rng(0)
    width, height = quality.size
    frame = rng.integers(0, 255, (height, width, 4), dtype=np.uint8)
    converter = Converter(PIXELS)
    picture = converter.convert(frame)
    places = [(0, 0), (width - 1, height - 1), (7, 0), (width - 9, 101), *rng.integers(0, height, (20, 2)).tolist()]
    for left, top in places:
        for wide, tall in ((1, 1), (3, 40), (101, 2), (350, 260), (width, 7), (width, height)):
            box = Box(left, top, min(left + wide, width), min(top + tall, height))
            frame[box.slices] = rng.integers(0, 255, frame[box.slices].shape, dtype=np.uint8)
            converter.convert_part(frame, box, picture)
            assert np.array_equal(picture.to_ndarray(), converter.convert(frame).to_ndarray()), box


def test_frames_that_changed_in_part_are_encoded_as_whole_ones(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = rng.integers(0, 255, (480, 854, 4), dtype=np.uint8)
    boxes = [Box(10, top, 40, top + tall) for top, tall in ((0, 3), (7, 1), (101, 40), (470, 10), (0, 480))]
    with ClipEncoder(tmp_path / "whole.mp4", DRAFT) as whole, ClipEncoder(tmp_path / "parts.mp4", DRAFT) as parts:
        for encoder in (whole, parts):
            encoder.write(whole_frame(frame))
        for box in boxes:
            frame[box.slices] = rng.integers(0, 255, (box.bottom - box.top, box.right - box.left, 4), dtype=np.uint8)
            whole.write(whole_frame(frame))
            parts.write(Frame(frame, box))
        whole.write(whole_frame(frame))
        parts.write(Frame(frame, NOTHING))
    assert (tmp_path / "whole.mp4").read_bytes() == (tmp_path / "parts.mp4").read_bytes()


def test_fast_mobjects_have_the_families_of_plain_ones() -> None:
    inner = VGroup(Dot(), Square())
    shared = Dot()
    twice = VGroup(inner, shared, VGroup(shared, Circle()))
    looped = VGroup(Dot())
    looped.submobjects.append(looped)
    with fast_mobjects():
        for group in (inner, twice, looped, Dot(), VGroup()):
            assert group.get_family() == PLAIN_FAMILY(group)
            assert group.family_members_with_points() == [m for m in PLAIN_FAMILY(group) if m.get_num_points() > 0]


def test_cairo_is_the_same_library_for_both() -> None:
    assert cairocffi.cairo_version() == cairo.cairo_version()
