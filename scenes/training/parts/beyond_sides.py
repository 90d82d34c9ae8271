"""The machine as two blocks with a bridge, and the three kinds of models that were made of them."""

from __future__ import annotations

from dataclasses import dataclass

from manim import PI, AnnularSector, ManimColor, RoundedRectangle, VGroup

from scenes.kit.claims import Cited
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.training.parts.beyond_lines import FIVE, GPT, TEXT_TO_TEXT

Edges = tuple[float, float, float, float]
"""Left, right, top and bottom in pixels of a 1080-line frame."""
SIDES = {"encoder": "reads", "decoder": "writes"}
WHOLE: dict[str, Edges] = {"encoder": (90, 860, 420, 780), "decoder": (1060, 1830, 420, 780)}
ARCH = (960, 420, 150, 290)  # pixels: the bridge's middle, its inner and its outer radius
TOP, BOTTOM = 310, 610  # pixels: the blocks of the three kinds
NAME, SERVES, SIZE = 240, 705, 785  # pixels: baselines
RADIUS, EDGE = 36, 5


class Side(VGroup):
    """A block in the colours of its side, with what it does in large letters."""

    def __init__(self, half: str, edges: Edges, theme: Theme, *, size: float = 110) -> None:
        super().__init__()
        self.box = solid(half, edges, theme)
        left, right, top, bottom = edges
        self.title = Words(SIDES[half], theme, size=size, weight="SEMIBOLD")
        self.title.on_baseline(at((left + right) / 2, 0)[0], at(0, (top + bottom) / 2 + 0.3 * size)[1], align=0.5)
        self.add(self.box, self.title)


def solid(half: str, edges: Edges, theme: Theme) -> RoundedRectangle:
    """A block in the colours of a side."""
    left, right, top, bottom = edges
    fill, edge = theme.solid(half)
    box = plate_of(
        pixels(right - left),
        pixels(bottom - top),
        fill,
        radius=pixels(min(RADIUS, (bottom - top) / 3)),
        edge=edge,
        edge_width=EDGE,
    )
    return box.move_to(at((left + right) / 2, (top + bottom) / 2))


def arch(x: float, y: float, inner: float, outer: float, theme: Theme) -> AnnularSector:
    """The bridge: a half ring that stands on both blocks; pixels."""
    bridge = AnnularSector(
        inner_radius=pixels(inner),
        outer_radius=pixels(outer),
        start_angle=0,
        angle=PI,
        fill_color=ManimColor(theme.role("thread")),
        fill_opacity=1.0,
        stroke_width=0,
    )
    return bridge.shift(at(x, y) - bridge.get_bottom())


@dataclass(frozen=True)
class Kind:
    """A kind of model: a well known one, the sides that it keeps with their edges, and what it is used for."""

    name: str
    number: Cited | None
    middle: float
    sides: tuple[tuple[str, Edges], ...]
    serves: str
    year: Cited
    size: Cited
    unit: str


KINDS = (
    Kind("BERT", None, 330, (("encoder", (90, 570, TOP, BOTTOM)),), "finds answers",
         Cited("devlin2018", "year"), Cited("devlin2018", "million parameters large"), "million"),
    Kind("GPT", None, 960, (("decoder", (720, 1200, TOP, BOTTOM)),), "goes on writing",
         Cited(GPT, "year"), Cited(GPT, "billion parameters"), "billion"),
    Kind("T", FIVE, 1590, (("encoder", (1350, 1570, TOP + 60, BOTTOM)), ("decoder", (1610, 1830, TOP + 60, BOTTOM))),
         "translates, sums up", Cited(TEXT_TO_TEXT, "year"), Cited(TEXT_TO_TEXT, "billion parameters"), "billion"),
)  # fmt: skip


class Column(VGroup):
    """A kind of model: its name above, the blocks that it keeps, what it does and how large its best known one is."""

    def __init__(self, kind: Kind, theme: Theme) -> None:
        super().__init__()
        self.theme, self.kind = theme, kind
        small = len(kind.sides) > 1
        self.sides = {half: Side(half, edges, theme, size=56 if small else 84) for half, edges in kind.sides}
        self.bridge = arch(kind.middle, TOP + 60, 34, 84, theme) if small else VGroup()
        name: list[Words | VGroup] = [Words(kind.name, theme, size=84, weight="SEMIBOLD")]
        if kind.number is not None:
            name.append(NumberText(kind.number, theme, size=84, weight="SEMIBOLD"))
        self.name_of = _middle(on_one_baseline(name, pixels(4)), kind.middle, NAME)
        self.serves = _middle(on_one_baseline([Words(kind.serves, theme, size=50)], 0.0), kind.middle, SERVES)
        self.size = _middle(
            on_one_baseline(
                [
                    NumberText(kind.size, theme, spec=",.0f", role="quiet", suffix=f" {kind.unit}"),
                    Words("numbers,", theme, role="quiet"),
                    NumberText(kind.year, theme, role="quiet"),
                ],
                pixels(12),
            ),
            kind.middle,
            SIZE,
        )
        self.add(self.bridge, *self.sides.values(), self.name_of, self.serves, self.size)


def _middle(row: VGroup, x: float, base: float) -> VGroup:
    """Move a row from baseline zero so that it stands in the middle of a column."""
    return row.shift([at(x, 0)[0] - row.get_center()[0], at(0, base)[1], 0.0])


__all__ = ["ARCH", "KINDS", "WHOLE", "Column", "Side", "arch", "solid"]
