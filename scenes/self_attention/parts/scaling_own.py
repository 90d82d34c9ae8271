"""Our own model: its loss with the division and without, and its lists beside those of 2017."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from manim import DashedLine, VGroup

from model.trace import Trace
from scenes.kit.choose import hero_row, hero_tensor, strongest
from scenes.kit.claims import Cited, Claim
from scenes.kit.counts import Reckoned
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.self_attention.parts.scaling_heap import Grain, Lists
from scenes.self_attention.parts.scaling_record import LEARNING, NO_DIVISION, PAPER, steps_to_level

LAST = 600  # steps that are shown: later the two runs lie on each other
LEFT, RIGHT, TOP, BASE = 200, 1760, 190, 800  # pixels of the curves' frame


class Race:
    """Two curves of the loss over the steps of training; where each crosses the level."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        record, whole = trace.scope(NO_DIVISION), trace.scope(LEARNING)
        last = min(LAST, int(record["step"].values[-1]), int(whole["step"].values[-1]))
        top = math.ceil(max(record["loss"].values.max(), whole["loss"].values.max()))
        self.plot = Plot(
            theme,
            x=(0.0, float(last)),
            y=(0.0, float(top)),
            width=pixels(RIGHT - LEFT),
            height=pixels(BASE - TOP),
            x_marks=(),
            y_marks=(),
        )
        self.plot.shift(at(LEFT, BASE) - self.plot.x_axis.line.get_start())
        for name, run, role in (("without", record, "thread"), ("with", whole, "learned")):
            steps = run["step"].values.astype(float)
            shown = steps <= last
            losses = run["loss"][: int(shown.sum())]
            self.plot.draw(name, steps[shown], losses, role=role, stroke_width=9)
        size = theme.sizes.label
        self.names = VGroup(
            Words("price of its mistakes", theme, size=size, role="quiet").on_baseline(
                at(LEFT + 24, 0)[0], at(0, TOP - 14)[1]
            ),
            Words("steps of training", theme, size=size, role="quiet").on_baseline(
                at(RIGHT, 0)[0], at(0, BASE + 44)[1], align=1.0
            ),
        )
        self.labels = VGroup(
            Words("without the division", theme, size=46, weight="MEDIUM"),
            Words("with it", theme, size=46, role="learned", weight="MEDIUM"),
        )
        self.marks = self._marks(trace, theme)
        upper, lower = (self.plot.on_curve(name, last * 0.3) for name in ("without", "with"))
        self.labels[0].on_baseline(upper[0] + pixels(40), upper[1] + pixels(60))
        self.labels[1].on_baseline(lower[0] - pixels(36), at(0, BASE - 56)[1], align=1.0)

    def _marks(self, trace: Trace, theme: Theme) -> VGroup:
        """Where either run first falls under the level: two dots on a dashed line, each with its step."""
        found = steps_to_level(trace)
        if found is None:
            return VGroup()
        plot, marks = self.plot, VGroup()
        for name, claim, role in zip(("without", "with"), found, ("ink", "learned"), strict=True):
            there = plot.on_curve(name, claim.value)
            foot = plot.point(claim.value, 0.0)
            drop = DashedLine(there, foot, stroke_width=4, color=theme.role(role), dash_length=0.1)
            dot = Grain(there, pixels(17), theme.role(role))
            number = NumberText(claim, theme, spec=".0f", size=theme.sizes.point, role=role, weight="SEMIBOLD")
            number.on_baseline(foot[0], foot[1] - pixels(60), align=0.5)
            marks.add(VGroup(drop, dot, number))
        return marks


class OwnPair(VGroup):
    """The followed head's query and the key that it fits best, as bars, each beside its word."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        super().__init__()
        row = hero_row(trace)
        column = strongest(hero_tensor(trace, "scaled")[row], 1)[0]
        tensors = (hero_tensor(trace, "query")[row], hero_tensor(trace, "key")[column])
        limit = float(max(np.abs(tensor.values).max() for tensor in tensors))
        looks = ((row, "asks", "query"), (column, "answers", "key"))
        for place, (tensor, (word, look, role)) in enumerate(zip(tensors, looks, strict=True)):
            y = 340 + 370 * place
            chip = Chip(trace.source[word], theme, look=look)
            chip.shift(at(460, y) - chip.box.get_right())
            strip = VectorStrip(tensor, theme, role, length=pixels(1280), height=pixels(340), limit=limit)
            self.add(VGroup(chip, strip.shift(at(1160, y) - strip.box.get_center())))


class Lengths:
    """The lists of our head above those of 2017, each with the number that its scores are divided by."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        ours, theirs = trace.size("K"), Cited(PAPER, "d_k base")
        most = max(ours.value, int(theirs.value))
        self.rows = VGroup()
        look: dict[str, Any] = {"size": 46.0, "weight": "MEDIUM"}
        year = Cited(PAPER, "year")
        labels = (
            Phrase("our head: lists of {count:.0f}", theme, count=ours, **look),
            Phrase("{year:.0f}: lists of {count:.0f}", theme, count=theirs, year=year, **look),
        )
        counts: tuple[Claim, ...] = (ours, theirs)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
            top = 210 + 270 * place
            label.on_baseline(at(160, 0)[0], at(0, top - 24)[1])
            lists = Lists(int(count.value), theme, left=160, top=top, pitch=1472 / most, high=48)
            root = Reckoned("square root", math.sqrt, (count,))
            sign = self._divided(root, theme, lists)
            self.rows.add(VGroup(label, lists, sign))

    def _divided(self, root: Claim, theme: Theme, lists: Lists) -> NumberText:
        number = NumberText(root, theme, spec=".1f", size=72, weight="SEMIBOLD", prefix="÷ ")
        right, middle = lists.get_right(), lists.get_center()
        return number.move_to([right[0] + pixels(34) + number.width / 2, middle[1], 0])
