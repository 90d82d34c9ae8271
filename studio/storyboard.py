"""The storyboard picture: the stills of a clip on pages, with their times, and problems outlined and numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH
from studio.captions import FONT

COLUMNS, ROWS = 3, 4
TILE = 512, 288
LABEL = 26
MARGIN = 8
SHEET, INK, RED = (32, 34, 40), (220, 222, 230), (255, 64, 64)


@dataclass
class Still:
    """The clip at one moment, (height, width, 3) RGB, with the boxes of numbered problems, in Manim units."""

    time: float
    picture: NDArray[np.uint8]
    note: str = ""
    marks: list[tuple[int, NDArray[np.float64]]] = field(default_factory=list)

    def marked(self) -> Image.Image:
        """The picture with its problems outlined."""
        image = Image.fromarray(self.picture)
        draw = ImageDraw.Draw(image)
        scale = np.array([image.width / FRAME_WIDTH, -image.height / FRAME_HEIGHT])
        shift = np.array([image.width / 2, image.height / 2])
        font = ImageFont.truetype(str(FONT), max(11, image.height // 40))
        for number, box in self.marks:
            (left, bottom), (right, top) = (box[:2] * scale + shift).tolist(), (box[2:] * scale + shift).tolist()
            draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), outline=RED, width=2)
            draw.text((left, top - 3), str(number), fill=RED, font=font, anchor="ls")
        return image


def write_pages(stills: Sequence[Still], title: str, folder: Path) -> list[Path]:
    """Lay the stills out, twelve a page: storyboard.png, storyboard-2.png, ..."""
    pages = []
    per_page = COLUMNS * ROWS
    font = ImageFont.truetype(str(FONT), 17)
    for page, first in enumerate(range(0, len(stills), per_page), start=1):
        shown = stills[first : first + per_page]
        rows = -(-len(shown) // COLUMNS)
        width = COLUMNS * (TILE[0] + MARGIN) + MARGIN
        sheet = Image.new("RGB", (width, rows * (TILE[1] + LABEL + MARGIN) + MARGIN), SHEET)
        draw = ImageDraw.Draw(sheet)
        for place, still in enumerate(shown):
            x = MARGIN + place % COLUMNS * (TILE[0] + MARGIN)
            y = MARGIN + place // COLUMNS * (TILE[1] + LABEL + MARGIN)
            sheet.paste(still.marked().resize(TILE, Image.Resampling.LANCZOS), (x, y + LABEL))
            label = f"{first + place + 1:03}   {still.time:.2f} s   {still.note or title}"
            draw.text((x, y + LABEL / 2), label[:60], fill=INK, font=font, anchor="lm")
        path = folder / ("storyboard.png" if page == 1 else f"storyboard-{page}.png")
        sheet.save(path)
        pages.append(path)
    return pages
