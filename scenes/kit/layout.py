"""The regions of the frame, in Manim units: a clip asks for a region and never computes with frame coordinates.

The frame is 14.22 by 8 units, 1920 by 1080 pixels. Title and map share the top band, captions own the bottom band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Mobject

FRAME_WIDTH = 128 / 9
FRAME_HEIGHT = 8.0
SIDE = 0.4
TITLE_HEIGHT = 0.9
CAPTION_HEIGHT = 1.25
PIXELS_PER_UNIT = 135  # of a frame of 1080 lines


def pixels(count: float) -> float:
    """A length given in pixels of a 1080-line frame, in Manim units."""
    return count / PIXELS_PER_UNIT


def at(x: float, y: float) -> np.ndarray:
    """The point at so many pixels from the left and from the top of a 1080-line frame."""
    return np.array([pixels(x) - FRAME_WIDTH / 2, FRAME_HEIGHT / 2 - pixels(y), 0.0])


@dataclass(frozen=True)
class Region:
    """An upright rectangle of the frame, in Manim units."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def width(self) -> float:
        """Units from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Units from bottom to top."""
        return self.top - self.bottom

    @property
    def center(self) -> np.ndarray:
        """The middle, as a point."""
        return self.at(0.5, 0.5)

    def at(self, across: float, up: float) -> np.ndarray:
        """The point at the given fractions of width and height: (0, 0) is the lower left corner."""
        return np.array([self.left + across * self.width, self.bottom + up * self.height, 0.0])

    def columns(self, *shares: float, gap: float = 0.4) -> tuple[Region, ...]:
        """Regions side by side, widths in proportion to ``shares``, left to right."""
        free = self.width - gap * (len(shares) - 1)
        parts, left = [], self.left
        for share in shares:
            right = left + free * share / sum(shares)
            parts.append(Region(left, right, self.bottom, self.top))
            left = right + gap
        return tuple(parts)

    def rows(self, *shares: float, gap: float = 0.3) -> tuple[Region, ...]:
        """Regions one above the other, heights in proportion to ``shares``, top to bottom."""
        free = self.height - gap * (len(shares) - 1)
        parts, top = [], self.top
        for share in shares:
            bottom = top - free * share / sum(shares)
            parts.append(Region(self.left, self.right, bottom, top))
            top = bottom - gap
        return tuple(parts)

    def place(self, mobject: Mobject, across: float = 0.5, up: float = 0.5, *, fit: bool = True) -> Mobject:
        """Move ``mobject`` inside, aligned at the given fractions (0 left/bottom, 1 right/top); shrink it if it must.

        Shrinking has no lower bound here: the inspector reports text that became too small.
        """
        if fit:
            factor = min(1.0, self.width / max(mobject.width, 1e-9), self.height / max(mobject.height, 1e-9))
            if factor < 1.0:
                mobject.scale(factor)
        half = np.array([mobject.width / 2, mobject.height / 2, 0.0])
        low = self.at(0, 0) + half
        high = self.at(1, 1) - half
        mobject.move_to(low + (high - low) * np.array([across, up, 0.0]))
        return mobject


@dataclass(frozen=True)
class Layout:
    """The regions of one frame; ``stage`` is what is left for the one idea."""

    frame: Region
    title: Region
    stage: Region
    caption: Region


def standard_layout() -> Layout:
    """The layout of every clip: title above, captions below, the stage between them."""
    right, top = FRAME_WIDTH / 2, FRAME_HEIGHT / 2
    return Layout(
        frame=Region(-right, right, -top, top),
        title=Region(-right + SIDE, right - SIDE, top - TITLE_HEIGHT, top - 0.15),
        stage=Region(-right + SIDE, right - SIDE, -top + CAPTION_HEIGHT + 0.1, top - TITLE_HEIGHT - 0.1),
        caption=Region(-right + SIDE, right - SIDE, -top, -top + CAPTION_HEIGHT),
    )
