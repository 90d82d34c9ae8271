"""A shipped drawing that stands for no word of the sentence: a thing or a person of an analogy."""

from __future__ import annotations

from manim import ManimColor, VGroup, VMobject

from model.project import ASSETS
from scenes.kit.layout import pixels
from scenes.kit.mobjects.picture import parts_of


class Drawing(VGroup):
    """A drawing of assets/pictures by its name, its longer side ``size`` pixels of a 1080-line frame."""

    def __init__(self, name: str, *, size: float) -> None:
        super().__init__()
        for points, colour, opacity in parts_of((ASSETS / "pictures" / f"{name}.svg").read_text(encoding="utf-8")):
            part = VMobject(stroke_width=0, fill_color=ManimColor(colour), fill_opacity=opacity)
            self.add(part.set_points(points * pixels(size)))
