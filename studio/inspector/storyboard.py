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

COLUMNS = 3
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


def write_storyboard(stills: Sequence[Still], title: str, path: Path) -> None:
    """Lay a clip's stills out on one picture, three a row, each captioned with its place, time and note."""
    font = ImageFont.truetype(str(FONT), 17)
    rows = -(-len(stills) // COLUMNS)
    width = COLUMNS * (TILE[0] + MARGIN) + MARGIN
    sheet = Image.new("RGB", (width, LABEL + rows * (TILE[1] + LABEL + MARGIN) + MARGIN), SHEET)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, LABEL / 2 + 2), title, fill=INK, font=font, anchor="lm")
    for place, still in enumerate(stills):
        x = MARGIN + place % COLUMNS * (TILE[0] + MARGIN)
        y = LABEL + MARGIN + place // COLUMNS * (TILE[1] + LABEL + MARGIN)
        sheet.paste(still.marked().resize(TILE, Image.Resampling.LANCZOS), (x, y + LABEL))
        label = f"{still.time:.2f} s   {still.note}"
        draw.text((x, y + LABEL / 2), label, fill=INK, font=font, anchor="lm")
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
