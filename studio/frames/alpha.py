"""Pixels that are not opaque: Cairo's are premultiplied, most files hold straight ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def straight(pixels: NDArray[np.uint8], hidden: tuple[int, int, int] = (0, 0, 0)) -> NDArray[np.uint8]:
    """Premultiplied RGBA with its colours divided by alpha again, (..., 4); ``hidden`` where nothing is seen."""
    alpha = pixels[..., 3:].astype(np.uint16)
    colours = (pixels[..., :3] * np.uint16(255) + alpha // 2) // np.maximum(alpha, 1)
    result = np.empty_like(pixels)
    result[..., :3] = np.where(alpha == 0, np.array(hidden, np.uint16), np.minimum(colours, 255))
    result[..., 3:] = alpha
    return result


def picture_of(frame: NDArray[np.uint8], *, transparent: bool) -> Image.Image:
    """A painted frame as a picture: RGB, or RGBA when its ground was left out."""
    return Image.fromarray(straight(frame) if transparent else np.ascontiguousarray(frame[:, :, :3]))
