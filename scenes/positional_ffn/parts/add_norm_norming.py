"""A word, the report that is added to it, and the sum brought to mean zero and deviation one: strips on one scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from manim import LEFT, RIGHT, Mobject, VGroup

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import encoder_layers
from scenes.kit.claims import Computed, Measured
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.add_norm_spread import Spreads, as_is, centred, deviation_after, mean_after, normal

STRIP = 10.2  # units of a vector
SIDE = 1.3  # units for what stands at its right
FORMULA = 0.95
VISIBLE = (1 / 3, 1.5)  # of the word's size: reports that can be seen beside it


@dataclass(frozen=True)
class Step:
    """One add & norm: the block (``encoder.0.ffn``) whose report is added, to what, and the norm behind it."""

    block: str
    before: str
    norm: str


def steps_of(trace: Trace) -> tuple[Step, ...]:
    """Every add & norm of the encoder, in order."""
    found, before = [], "encoder.input"
    for layer in range(encoder_layers(trace)):
        for block, norm in (("self_attn", "norm1"), ("ffn", "norm2")):
            found.append(Step(f"encoder.{layer}.{block}", before, f"encoder.{layer}.{norm}"))
            before = f"encoder.{layer}.{norm}.output"
    return tuple(found)


def telling(trace: Trace) -> tuple[Step, int]:
    """The step and the word where both can be seen: of those with a report about as large as the word, the one
    whose sum has its mean furthest from zero."""  # fmt: skip
    options = []
    for step in steps_of(trace):
        sizes = [np.linalg.norm(trace[f"main/{name}"].values, axis=1) for name in (step.before, f"{step.block}.output")]
        means = np.abs(trace[f"main/{step.norm}.mean"].values)
        for row, ratio in enumerate((sizes[1] / sizes[0])[:-1]):  # the end token is no word
            options.append((VISIBLE[0] <= ratio <= VISIBLE[1], float(means[row]), step, row))
    found = max(options, key=lambda option: option[:2])
    return found[2], found[3]


class Norming:
    """One word in one add & norm of the encoder."""

    def __init__(self, trace: Trace, theme: Theme, stage: Region) -> None:
        self.trace, self.theme = trace, theme
        self.step, self.row = telling(trace)
        main = trace.scope("main")
        self.x, self.report = (main[name][self.row] for name in (self.step.before, f"{self.step.block}.output"))
        self.inputs, self.output = main[f"{self.step.norm}.input"], main[f"{self.step.norm}.output"][self.row]
        self.sum = self.inputs[self.row]
        self.mean, self.deviation = (main[f"{self.step.norm}.{name}"][self.row] for name in ("mean", "std"))
        body, self.band = stage.rows(stage.height - FORMULA - 0.1, FORMULA, gap=0.1)
        self.lines = body.rows(1, 1, 1, gap=0.2)
        self.upper, self.lower = body.rows(2.35, 2.0, gap=0.2)
        self.right = stage.right - SIDE
        self.center = self.right - STRIP / 2

    # -- the sum ------------------------------------------------------------------------------------------------

    def strips(self) -> tuple[VectorStrip, VectorStrip, VectorStrip]:
        """The word, the report and their sum, one below the other."""
        tensors = (self.x, self.report, self.sum)
        limit = max(float(np.abs(tensor.values).max()) for tensor in tensors)
        return tuple(  # type: ignore[return-value]
            VectorStrip(tensor, self.theme, role, length=STRIP, height=line.height, limit=limit).shift(
                [self.center, line.center[1], 0]
            )
            for tensor, line, role in zip(tensors, self.lines, ("ink", "output", "ink"), strict=True)
        )

    def labels(self, strips: tuple[VectorStrip, ...]) -> list[Mobject]:
        """What the lines are."""
        word = Words(self.trace.source[self.row], self.theme, weight="MEDIUM")
        labels = [word, Words("report", self.theme, role="output"), Words("sum", self.theme)]
        for label, strip in zip(labels, strips, strict=True):
            label.next_to(strip.box, LEFT, buff=0.25)
        return labels

    def shape(self, strip: VectorStrip) -> VGroup:
        """One row of so many numbers."""
        across = self.trace.size("D")
        return shape_label(self.theme, Extent(strip.tensor), across, size=24).next_to(strip.box, RIGHT, buff=0.2)

    # -- the norm -----------------------------------------------------------------------------------------------

    def _limit(self) -> float:
        sums = self.sum.values.astype(float)
        return 1.04 * max(float(np.abs(rows).max()) for rows in (sums, centred(sums), normal(sums), self.output.values))

    def wide(self, tensor: Tensor) -> VectorStrip:
        """A vector over the whole upper part of the stage."""
        strip = VectorStrip(tensor, self.theme, length=STRIP, height=self.upper.height, limit=self._limit())
        return strip.shift([self.center, self.upper.center[1], 0])

    def after(self, step: Callable[[np.ndarray], np.ndarray]) -> Tensor:
        """The sum after a step."""
        return derive(f"{step.__name__} {self.sum.origin}", ("D",), step, self.sum)

    def spread(self, step: Callable[[np.ndarray], np.ndarray]) -> Spreads:
        """Mean and deviation of the followed word over its bars, as wide as they are."""
        rows = self.inputs[self.row : self.row + 1]
        size = {"width": STRIP, "height": self.upper.height, "limit": self._limit()}
        spread = Spreads(rows, step, self.theme, fill=1.0, opacity=0.3, **size)
        return spread.shift([self.center, self.upper.center[1], 0])

    def readings(self, step: Callable[[np.ndarray], np.ndarray]) -> VGroup:
        """Mean and deviation in digits, at the right of the bars."""
        mean: Measured | Computed = Measured(self.mean)
        deviation: Measured | Computed = Measured(self.deviation)
        if step is not as_is:
            mean = Computed("mean", lambda x: mean_after(step, x), (self.sum,))
        if step is normal:
            deviation = Computed("deviation", lambda x: deviation_after(step, x), (self.sum,))
        group, x, y = VGroup(), self.right + 0.22, self.upper.center[1]
        for latex, claim, up in ((r"\mu", mean, 0.25), (r"\sigma", deviation, -0.3)):
            number = NumberText(claim, self.theme, size=28, weight="MEDIUM")
            row = on_one_baseline([Symbol(latex, self.theme, size=30), number], gap=pixels(16))
            group.add(row.shift([x - row.get_left()[0], y + up - number.get_center()[1], 0]))
        return group

    @property
    def exact(self) -> Measured:
        """How many unseen sentences the model without any norm gets right once trained."""
        return Measured(self.trace["experiments/no_norm/exact"])

    def without(self) -> VGroup:
        """The same as a note."""
        number = NumberText(self.exact, self.theme, spec=".0%", size=28, weight="MEDIUM")
        parts = [Words("trained without:", self.theme, size=28, role="quiet"), number]
        return on_one_baseline([*parts, Words("right", self.theme, size=28, role="quiet")], gap=pixels(10))

    # -- every word ---------------------------------------------------------------------------------------------

    def everyone(self, step: Callable[[np.ndarray], np.ndarray]) -> list[Spreads]:
        """Mean and deviation of every word, on one scale."""
        inputs = self.inputs.values.astype(float)
        limit = 1.05 * float((np.abs(mean_after(as_is, inputs)) + deviation_after(as_is, inputs)).max())
        height, count = self.lower.height - 0.5, len(inputs)
        found = []
        for place in range(count):
            rows = self.inputs[place : place + 1]
            spread = Spreads(rows, step, self.theme, width=STRIP / count, height=height, limit=limit)
            x = self.center - STRIP / 2 + (place + 0.5) * STRIP / count
            found.append(spread.shift([x, self.lower.top - height / 2, 0]))
        return found

    def words(self) -> VGroup:
        """The words below their bars, the followed one in ink, and at the left what the bars are."""
        words, pitch = VGroup(), STRIP / len(self.trace.source)
        size = self._size(pitch)
        for place, text in enumerate(self.trace.source):
            role = "ink" if place == self.row else "quiet"
            word = Words(text, self.theme, size=size, role=role)
            words.add(
                word.on_baseline(self.center - STRIP / 2 + (place + 0.5) * pitch, self.lower.bottom + 0.12, align=0.5)
            )
        for line, text in enumerate(("mean and", "deviation")):
            note = Words(text, self.theme, size=24, role="quiet")
            y = self.lower.top - (self.lower.height - 0.5) / 2 + 0.08 - 0.27 * line
            words.add(note.on_baseline(self.center - STRIP / 2 - 0.25, y, align=1.0))
        return words

    def _size(self, pitch: float) -> float:
        widest = max(Words(text, self.theme, size=26).width for text in self.trace.source)
        return max(float(self.theme.sizes.small), min(26.0, 26.0 * 0.92 * pitch / widest))


__all__ = ["Norming"]
