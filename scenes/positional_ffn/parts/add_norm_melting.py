"""How alike the words of a sentence are before training, with residuals and without: two maps side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from model.formulas import FORMULAS
from model.formulas.blocks import similarity
from model.trace import END, Tensor, Trace, derive
from scenes.kit.choose import encoder_layers
from scenes.kit.claims import Computed, Measured
from scenes.kit.counts import Nth
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shared_limit, signed_legend
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

SIDES = ("untrained", "untrained.no_residual")
TRAINED = ("main", "ablated.no_residual")
SUFFIX = (".whole", "")  # of the record's arrays: with residuals, without
HEAD, LABELS, BELOW = 0.6, 1.0, 0.12  # units above a map: its heading, its words; and below it
ROW_LABELS = 1.35
MELTED = 0.95  # mean cosine from which the words are said to be one


def mean_cosine(rows: np.ndarray) -> float:
    """The mean cosine of every two different rows. (S, D) -> ()."""
    cosines, n = similarity(rows), len(rows)
    return float((cosines.sum() - n) / (n * (n - 1)))


class Melting:
    """The two maps with what stands round them; a place is 0 for the encoder's input, then one for each layer."""

    def __init__(self, trace: Trace, theme: Theme, stage: Region) -> None:
        self.trace, self.theme = trace, theme
        self.record = trace.scope("experiments/no_residual")
        self.places = ["encoder.input", *(f"encoder.{layer}.norm2.output" for layer in range(encoder_layers(trace)))]
        left, self.middle, right = stage.columns(5.2, 2.7, 5.2, gap=0.15)
        self.regions = (left, right)
        side = min(left.height - HEAD - LABELS - BELOW, left.width - ROW_LABELS)
        self.cell = side / len(trace.source)
        self.maps = [self._map(which) for which in range(2)]
        self.heads = [self._head(which) for which in range(2)]

    # -- values -----------------------------------------------------------------------------------------------

    def rows(self, which: int, place: int) -> Tensor:
        """The words' vectors (S, D) at a place, with residuals (0) or without (1)."""
        return self.trace[f"{SIDES[which]}/{self.places[place]}"]

    def cosines(self, which: int, place: int) -> Tensor:
        """The cosine of every two words (S, S)."""
        rows = self.rows(which, place)
        return derive(f"cosines of {rows.name}", ("S", "S"), similarity, rows)

    def mean(self, which: int, place: int) -> Computed:
        """The mean cosine of every two words."""
        return Computed("mean cosine", mean_cosine, (self.rows(which, place),))

    @property
    def melted(self) -> bool:
        """Whether the words have become one without the addition, and have not with it."""
        one, two = (self.mean(which, len(self.places) - 1).value for which in range(2))
        return one < MELTED <= two

    def recorded(self, name: str, which: int) -> Tensor:
        """What the experiment recorded, with residuals or without."""
        return self.record[f"{name}{SUFFIX[which]}"]

    def wrote(self, which: int) -> tuple[str, ...]:
        """What the trained model writes for this sentence."""
        return tuple(word for word in self.trace.words[f"{TRAINED[which]}.target"] if word != END)

    # -- what is drawn ------------------------------------------------------------------------------------------

    def number(self, which: int, place: int) -> NumberText:
        """The mean cosine above the right end of a map."""
        number = NumberText(self.mean(which, place), self.theme, spec=".3f", size=40, weight="MEDIUM")
        return number.on_baseline(float(self.maps[which].box.get_right()[0]), self.base, align=1.0)

    def note(self, place: int) -> VGroup:
        """Which rows are compared, between the maps."""
        parts: list[Words | NumberText] = [Words("into the encoder", self.theme, role="quiet", size=28)]
        if place:
            words = Words("after layer", self.theme, role="quiet", size=28)
            parts = [words, NumberText(Nth(self.rows(0, place)), self.theme, size=28, role="quiet")]
        group = on_one_baseline(parts, gap=pixels(12))
        return group.shift([self.middle.center[0] - group.get_center()[0], self.base - 0.45, 0])

    @property
    def top(self) -> float:
        """The upper edge of the maps."""
        return float(self.maps[0].box.get_top()[1])

    @property
    def base(self) -> float:
        """The baseline of the headings."""
        return self.middle.top - 0.42

    def between(self) -> VGroup:
        """When, the formula of a cell, and the scale of the colours."""
        theme, x = self.theme, self.middle.center[0]
        when = Words("before training", theme, weight="MEDIUM").on_baseline(x, self.base, align=0.5)
        formula = FormulaTex(FORMULAS["similarity"], theme, size=26)
        formula.scale(min(1.0, self.middle.width / formula.width)).move_to([x, self.top - 0.5, 0])
        legend = signed_legend(theme, shared_limit(self.cosines(0, 0)), width=1.1)
        return VGroup(when, formula, legend.move_to([x, self.base - 0.9, 0]))

    def outcome(self) -> tuple[VGroup, VGroup]:
        """Once both are trained: how many unseen sentences each gets right, and what the one without writes here."""
        theme, x, y = self.theme, self.middle.center[0], self.top - 1.95
        shares = self._pair(
            "right once trained", [Measured(self.recorded("exact", which)) for which in range(2)], ".0%", y
        )
        quote = wrapped(self.wrote(1), theme, theme.sizes.small, self.middle.width - 0.2)
        return shares, quote.move_to([x, y - 1.09 - quote.height / 2, 0])

    def gradient(self, which: int) -> Measured:
        """The size of the gradient at the encoder's input, before training."""
        return Measured(self.recorded("gradient.before", which)[0])

    def gradients(self) -> VGroup:
        """Both gradients, in the place of the cosine's formula."""
        return self._pair("gradient at the input", [self.gradient(which) for which in range(2)], ".3f", self.top - 0.4)

    def _pair(self, title: str, claims: Sequence[Measured], spec: str, y: float) -> VGroup:
        """A heading at height ``y``, and below it the number with the addition and the one without."""
        theme, right = self.theme, self.middle.right - 0.1
        pair = VGroup(Words(title, theme, weight="MEDIUM").on_baseline(self.middle.center[0], y, align=0.5))
        for which, claim in enumerate(claims):
            y -= 0.42
            formula = FormulaTex(FORMULAS["residual"], theme, size=24)
            kept = formula if which == 0 else formula.submobjects[-1]
            kept.shift([right - 0.9 - kept.get_right()[0], y + 0.06 - kept.get_center()[1], 0])
            pair.add(
                kept, NumberText(claim, theme, spec=spec, size=28, weight="MEDIUM").on_baseline(right, y, align=1.0)
            )
        return pair

    def _map(self, which: int) -> Heatmap:
        words = self.trace.source
        heatmap = Heatmap(
            self.cosines(which, 0),
            words,
            words,
            theme=self.theme,
            kind="signed",
            cell=self.cell,
            label_size=self.theme.sizes.small,
            legend=False,
        )
        region, size = self.regions[which], self.cell * len(words)
        x = region.center[0] + (ROW_LABELS - LABELS) / 2
        y = region.bottom + BELOW + size / 2
        return heatmap.shift(np.array([x, y, 0.0]) - heatmap.box.get_center())

    def _head(self, which: int) -> VGroup:
        """The part of the formula that a model computes, and what the number at the right is."""
        left, right, _, _ = self.maps[which].box.edges
        formula = FormulaTex(FORMULAS["residual"], self.theme, size=36)
        kept = formula if which == 0 else formula.submobjects[-1]
        kept.shift([left - kept.get_left()[0], self.base + 0.1 - kept.get_center()[1], 0])
        words = Words("mean cosine", self.theme, size=self.theme.sizes.small, role="quiet")
        return VGroup(kept, words.on_baseline(right, self.base - 0.34, align=1.0))


def wrapped(words: Sequence[str], theme: Theme, size: float, width: float) -> VGroup:
    """Words on as many lines as they need, centred; a word that ends in an apostrophe stands close to the next."""
    lines: list[list[Words]] = [[]]
    pen = 0.0
    for word in words:
        label = Words(word, theme, size=size)
        if lines[-1] and pen + label.width > width:
            lines.append([])
            pen = 0.0
        label.on_baseline(pen, -(len(lines) - 1) * pixels(size) * 1.3)
        pen += label.width + pixels(size) * (0.07 if word.endswith("'") else 0.33)
        lines[-1].append(label)
    group = VGroup(*(VGroup(*line) for line in lines))
    for line in group:
        line.shift([-line.get_center()[0], 0, 0])
    return group


__all__ = ["Melting", "mean_cosine"]
