"""Images as Manim's camera shows them, drawn once and laid over frames where these change."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Camera, ImageMobject
from numpy.typing import NDArray

from studio.frames.box import NOTHING, Box

Frame = NDArray[np.uint8]
EDGE = 2  # pixels around an image's corners that it may touch


@dataclass(slots=True)
class ImageDrawing:
    """An image as it was drawn when it was last seen.

    Attributes:
        member: the image.
        key: all that its picture depends on.
        layer: red, green, blue and opacity of the pixels in its box.
        box: the pixels that it may touch.
    """

    member: ImageMobject
    key: tuple[Any, ...]
    layer: Frame
    box: Box = NOTHING


def image_key(member: ImageMobject) -> tuple[Any, ...]:
    """All that an image's picture depends on."""
    pixels = member.pixel_array
    seen = zlib.crc32(np.ascontiguousarray(pixels).data)
    return member.points.tobytes(), pixels.shape, seen, member.resampling_algorithm


def draw_image(camera: Camera, member: ImageMobject, key: tuple[Any, ...]) -> ImageDrawing:
    """An image as Manim's camera lays it over an empty frame."""
    whole = np.zeros((camera.pixel_height, camera.pixel_width, 4), dtype=np.uint8)
    Camera.display_image_mobject(camera, member, whole)
    corners = camera.points_to_subpixel_coords(member, member.points)
    frame = np.array([camera.pixel_width, camera.pixel_height])
    low = np.clip(np.floor(corners.min(axis=0)).astype(int) - EDGE, 0, frame)
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int) + EDGE, 0, frame)
    box = Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
    return ImageDrawing(member, key, whole[box.slices].copy(), box) if box else ImageDrawing(member, key, whole[:0])


def lay_over(pixels: Frame, drawing: ImageDrawing, box: Box) -> None:
    """Lay an image over the part ``box`` of a frame whose pixels are premultiplied, as Cairo paints them."""
    own = drawing.box
    part = Box(max(own.left, box.left), max(own.top, box.top), min(own.right, box.right), min(own.bottom, box.bottom))
    if part.right <= part.left or part.bottom <= part.top:
        return
    layer = drawing.layer[part.top - own.top : part.bottom - own.top, part.left - own.left : part.right - own.left]
    opacity = layer[..., 3:].astype(np.float32) / 255
    under = pixels[part.slices].astype(np.float32) * (1 - opacity)
    under[..., :3] += layer[..., :3] * opacity
    under[..., 3:] += 255 * opacity
    pixels[part.slices] = np.rint(under)
