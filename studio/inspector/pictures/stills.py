"""A still of a clip, and how its problems are outlined and numbered on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH
from studio.inspector.problems import Mark
from studio.system import paths

RED, ON_RED = (226, 40, 48), (255, 255, 255)


@lru_cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of the project, in pixels."""
    return ImageFont.truetype(str(paths.ROOT / "assets" / "fonts" / name), size)


@dataclass
class Still:
    """The clip at one moment.

    Attributes:
        time: seconds from the clip's start.
        picture: (height, width, 3) RGB.
        what: what the moment is, such as "line 3".
        where: the line of the clip's file that was running.
        text: what had been said, at the end of a line.
        marks: the boxes of numbered problems, in Manim units.
        chosen: whether it belongs on the storyboard.
    """

    time: float
    picture: NDArray[np.uint8]
    what: str = ""
    where: str = ""
    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    chosen: bool = True

    def draw_marks(self, size: tuple[int, int] | None = None) -> Image.Image:
        """The picture, scaled to a size, with its problems outlined and numbered."""
        image = Image.fromarray(self.picture)
        if size is not None and image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS)
        draw, line = ImageDraw.Draw(image), max(2, image.height // 160)
        face = font("Inter-SemiBold.otf", max(13, image.height // 22))
        scale = np.array([image.width / FRAME_WIDTH, -image.height / FRAME_HEIGHT])
        middle = np.array([image.width / 2, image.height / 2])
        furthest = np.array([image.width - 1, image.height - 1])
        badges: list[tuple[int, NDArray[np.float64]]] = []
        for number, box in self.marks:
            corners = (box.reshape(2, 2) * scale + middle).clip(0, furthest)  # lower left, upper right
            (left, bottom), (right, top) = corners
            outline = np.clip([left - line, top - line, right + line, bottom + line], 0, [*furthest, *furthest])
            draw.rectangle(outline.tolist(), outline=RED, width=line)
            size_of_badge = np.array([face.getlength(str(number)) + 8, face.size + 4])
            start = np.array([outline[0], outline[1] - size_of_badge[1]]).clip(0, furthest - size_of_badge)
            if any(number == other and np.abs(start - taken[:2]).max() < face.size for other, taken in badges):
                continue  # it has its number already
            while any(_touch(start, start + size_of_badge, taken) for _, taken in badges):
                start[0] += size_of_badge[0]
            badges.append((number, np.concatenate([start, start + size_of_badge])))
        for number, badge in badges:
            draw.rectangle(badge.tolist(), fill=RED)
            draw.text(((badge[0] + badge[2]) / 2, (badge[1] + badge[3]) / 2), str(number), ON_RED, face, anchor="mm")
        return image


def _touch(start: NDArray[np.float64], end: NDArray[np.float64], taken: NDArray[np.float64]) -> bool:
    return bool((start < taken[2:]).all() and (end > taken[:2]).all())
