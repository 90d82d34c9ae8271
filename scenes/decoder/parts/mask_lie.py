"""The lie of a missing mask: two losses that fall alike, and what each of the two models writes by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Dot, Line, Polygon, RoundedRectangle, Union, VGroup, VMobject

from model.trace import END, Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Curve, Data
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Scale, across, upward
from scenes.kit.theme import Theme

RECORD, WHOLE = "experiments/no_mask", "experiments/learning"
MIDDLES, WIDE = (500, 1420), 780  # pixels: the middles of both columns, their width
TILE, TILE_SIZE, DOTS = 200, 104, 4  # pixels: middle and side of the icons; dots a side
CURVE = (262, 476)  # pixels: upper and lower edge of the curves
SHARE, NOTE = 660, 740  # pixels: baselines
BUBBLE = (540, 820)  # pixels: upper and lower edge
SAID, LINE, MOST_LINES = 58, 1.32, 3  # pixels of what is said; line height in em
LAST, ALIKE = 5, 0.1  # records at the end; nats between their means: nearly as far


@dataclass(frozen=True)
class Model:
    """One of the two: name, mask, losses, what it writes, and how often it is right when it reads the right words."""

    name: str
    masked: bool
    loss: Tensor
    written: tuple[str, ...]
    forced: Tensor


class Column:
    """All that is shown of one of the two models: place 0 has the mask, place 1 has none.

    Attributes:
        heading: the icon and the name; curve: the loss as it fell, over its ground.
    """

    def __init__(self, trace: Trace, theme: Theme, place: int) -> None:
        self.theme, self.middle = theme, MIDDLES[place]
        record, whole = trace.scope(RECORD), trace.scope(WHOLE)
        self.model = (
            Model("with the mask", True, whole["loss"], trace.target, record["forced_exact.whole"]),
            Model("without it", False, record["loss"], trace.words["ablated.no_mask.target"], record["forced_exact"]),
        )[place]
        highest = max(float(losses["loss"].values.max()) for losses in (record, whole))
        self.heading = self._heading()
        self.curve = LossCurve(whole["step"], self.model.loss, highest, self.middle, theme)

    def _heading(self) -> VGroup:
        tile = icon(self.theme, masked=self.model.masked)
        name = Words(self.model.name, self.theme, size=56, weight="SEMIBOLD")
        tile.move_to(at(self.middle, TILE))
        name.on_baseline(tile.get_right()[0] + pixels(32), at(0, TILE + 18)[1])
        heading = VGroup(tile, name)
        return heading.shift([at(self.middle, 0)[0] - heading.get_center()[0], 0, 0])

    def share(self) -> VGroup:
        """How many new sentences come out right when the right words are read."""
        number = NumberText(Measured(self.model.forced), self.theme, spec=".0%", size=110, weight="SEMIBOLD")
        number.on_baseline(at(self.middle, 0)[0], at(0, SHARE)[1], align=0.5)
        note = Words("right, with the right words to read", self.theme, size=36, role="quiet")
        return VGroup(number, note.on_baseline(at(self.middle, 0)[0], at(0, NOTE)[1], align=0.5))

    # -- what it says -----------------------------------------------------------------------------------------

    def bubble(self) -> VMobject:
        """A speech bubble: filled where something is said, hollow where nothing is."""
        silent = self.model.written == (END,)
        top, bottom = BUBBLE
        body = RoundedRectangle(corner_radius=pixels(40), width=pixels(WIDE), height=pixels(bottom - top))
        body.move_to(at(self.middle, (top + bottom) / 2))
        left, low = self.middle - WIDE / 2 + 140, bottom - 4
        tail = Polygon(at(left, low), at(left + 10, low + 50), at(left + 76, low))
        bubble = Union(body, tail, stroke_width=5, stroke_color=self.theme.role("output"))
        return bubble.set_fill(self.theme.fill("output"), opacity=0.0 if silent else 1.0)

    def words(self) -> VGroup:
        """What it writes by itself, within its bubble; a bare end is its mark."""
        written, middle = self.model.written, at(self.middle, sum(BUBBLE) / 2)
        if written == (END,):
            mark = Chip(written[0], self.theme, look="mark", size=58)
            return VGroup(mark.shift(middle - mark.box.get_center()))
        words = [word for word in written if word != END]
        lines = self._lines(words)
        high = LINE * pixels(lines[0][0].size)
        for place, line in enumerate(lines):
            x = middle[0] - _long(line) / 2
            base = middle[1] + ((len(lines) - 1) / 2 - place) * high - 0.33 * pixels(line[0].size)
            for label in line:
                label.on_baseline(x, base)
                x += label.width + _gap(label)
        return VGroup(*(label for line in lines for label in line))

    def _lines(self, words: list[str]) -> list[list[Words]]:
        """The words in as few lines as there is room for, at most three, of about equal length."""
        size, room = float(SAID), pixels(WIDE - 80)
        while len(lines := self._broken(words, size, room)) > MOST_LINES and size > self.theme.sizes.small:
            size -= 2
        while room > 0:
            room -= pixels(10)
            tighter = self._broken(words, size, room)
            if len(tighter) > len(lines):
                break
            lines = tighter
        return lines

    def _broken(self, words: list[str], size: float, room: float) -> list[list[Words]]:
        lines: list[list[Words]] = [[]]
        for word in words:
            label = Words(word, self.theme, size=size, color=self.theme.ink_of_chip("output"), weight="MEDIUM")
            if lines[-1] and _long([*lines[-1], label]) > room:
                lines.append([])
            lines[-1].append(label)
        return lines


def _gap(label: Words) -> float:
    return pixels(label.size) * (0.06 if label.original_text.endswith("'") else 0.3)


def _long(line: list[Words]) -> float:
    return float(sum(label.width for label in line) + sum(_gap(label) for label in line[:-1]))


class LossCurve(VGroup):
    """The price of mistakes as training went on, over a ground: both axes begin at zero.

    Args:
        steps, loss: of each record (R).
        highest: the price that reaches the top.
        middle: pixels.
    """

    def __init__(self, steps: Tensor, loss: Tensor, highest: float, middle: float, theme: Theme) -> None:
        super().__init__()
        top, bottom = CURVE
        self.box = Box(pixels(WIDE), pixels(bottom - top)).move_to(at(middle, (top + bottom) / 2))
        x = Scale(across(self.box), 0.0, 1.0 / float(steps.values.max()))
        y = Scale(upward(self.box), 0.0, 1.0 / highest)
        data = Data(steps.values.astype(float), loss.values.astype(float))
        left, right, low, high = self.box.edges
        corners = np.zeros((len(data.x), 3))
        corners[:, 0] = left + x.part(data.x) * (right - left)
        corners[:, 1] = low + y.part(data.y) * (high - low)
        self.line = Curve(x, y, data, stroke_color=theme.role("ink"), stroke_width=7, fill_opacity=0)
        self.line.set_points_as_corners(corners)
        self.ground = VMobject(stroke_width=0, fill_color=theme.role("thread"), fill_opacity=1.0)
        self.ground.set_points_as_corners([[left, low, 0], *corners, [right, low, 0], [left, low, 0]])
        self.floor = Line([left, low, 0], [right, low, 0], stroke_width=4, color=theme.role("thread"))
        self.add(self.box, self.ground, self.floor, self.line)


def icon(theme: Theme, *, masked: bool) -> VGroup:
    """A small table of dots: all of them bright, or those right of the diagonal faint."""
    card = RoundedRectangle(
        corner_radius=pixels(18), width=pixels(TILE_SIZE), height=pixels(TILE_SIZE), stroke_width=0
    ).set_fill(theme.panel, opacity=1.0)
    pitch = pixels(0.86 * TILE_SIZE / DOTS)
    dots = VGroup()
    for i in range(DOTS):
        for j in range(DOTS):
            shut = masked and j > i
            dot = Dot(radius=pixels(3 if shut else 8), color=theme.role("thread") if shut else theme.fill("query"))
            dots.add(dot.move_to([(j - (DOTS - 1) / 2) * pitch, ((DOTS - 1) / 2 - i) * pitch, 0]))
    return VGroup(card, dots)


def fails_only_at_the_end(trace: Trace) -> bool:
    """Whether all mistakes, the right words read, are in the last row, which has no next column to look at."""
    wrong = trace.scope(RECORD)["forced_wrong"].values
    return bool(wrong[0] > 0 and not wrong[1:].any())


def looks_as_good(trace: Trace) -> bool:
    """Whether both losses fall, and end near to each other: in training, and on new sentences one by one."""
    losses = [trace.scope(record)["loss"].values.astype(float) for record in (RECORD, WHOLE)]
    ends = [float(loss[-LAST:].mean()) for loss in losses]
    record = trace.scope(RECORD)
    unseen = abs(record["unseen_loss"].item() - record["unseen_loss.whole"].item())
    falls = all(end < loss[0] for end, loss in zip(ends, losses, strict=True))
    return falls and abs(ends[0] - ends[1]) < ALIKE and unseen < ALIKE


__all__ = ["RECORD", "Column", "LossCurve", "fails_only_at_the_end", "icon", "looks_as_good"]
