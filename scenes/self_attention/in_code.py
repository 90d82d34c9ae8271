"""Attention in a few lines of NumPy: the code on screen is the code that ran.

First the classic example with Q = K, small enough to check by hand, then the followed head's own Q, K and V.
Source: Vaswani et al. 2017, section 3.2.1, equation 1.
"""

from __future__ import annotations

import inspect
from functools import partial
from typing import NamedTuple

import numpy as np
from manim import (
    DOWN,
    LEFT,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    FadeTransform,
    LaggedStart,
    TransformFromCopy,
    VGroup,
)
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, derived
from scenes.kit.choose import hero_block, hero_tensor
from scenes.kit.claims import Computed, project_path
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.code import CodePanel
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.table import NumberTable
from scenes.kit.motion import change, sweep_rows
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.in_code_cross import ModelMaps, cross, late
from scenes.self_attention.parts.in_code_example import Example, Table

Array = NDArray[np.float64]


class Steps(NamedTuple):
    """What each line of ``attend`` makes."""

    scores: Array
    scaled: Array
    weights: Array
    mixed: Array


def attend(Q: Array, K: Array, V: Array) -> Steps:
    """Scaled dot-product attention, step by step."""
    scores = Q @ K.T
    scaled = scores / np.sqrt(K.shape[1])
    shifted = scaled - scaled.max(1, keepdims=True)
    powers = np.exp(shifted)
    weights = powers / powers.sum(1, keepdims=True)
    mixed = weights @ V
    return Steps(scores, scaled, weights, mixed)


FILE = project_path(__file__)
CLASSIC_QK = ((1, 0, 1, 0), (0, 1, 0, 1), (1, 1, 1, 1))
CLASSIC_V = ((0.1, 0.2, 0.3, 0.4), (0.5, 0.6, 0.7, 0.8), (0.9, 1.0, 1.1, 1.2))
CLASSIC = ((CLASSIC_QK, "CLASSIC_QK"), (CLASSIC_V, "CLASSIC_V"))
PARTS = {"scores": (10, 11), "scaled": (12,), "weights": (9, 13), "mixed": (14,)}  # of equation 1, by the line's name
COLOURS = {"Q": "query", "K": "key", "V": "value", "weights": "weight", "mixed": "output"}


def one_step(step: str, q: Array, k: Array, v: Array) -> Array:
    """What one line of ``attend`` makes."""
    made: Array = getattr(attend(q, k, v), step)
    return made


def largest_difference(q: Array, k: Array, v: Array, z: Array) -> float:
    """The largest difference between what ``attend`` makes and a report Z."""
    return float(np.abs(attend(q, k, v).mixed - z).max())


def decimals(q: Array, k: Array, v: Array, z: Array) -> float:
    """To how many decimals the two agree everywhere."""
    return float(np.floor(-np.log10(2 * max(largest_difference(q, k, v, z), 1e-12))))


def in_place(table: NumberTable, of: NumberTable) -> NumberTable:
    """The table, standing where another one stands."""
    return table.shift(of.box.get_center() - table.box.get_center())


def fade_numbers(table: NumberTable) -> Animation:
    """Numbers that have been used fall back."""
    return change(table.numbers, to=lambda numbers: numbers.set_opacity(0.35))


class InCode(ExplainerScene):
    """A small example by hand, then the model's own tensors, through the same running lines."""

    title = "In code"
    idea = "Attention is a few lines of NumPy, and they give the numbers that the model gives."

    def lit(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def setup(self) -> None:
        """Find what to follow."""
        super().setup()
        self.tensors, self.code = self.layout.stage.columns(6.85, 6.15, gap=0.4)

    def construct(self) -> None:
        panel = self.show_code()
        q, v = self.show_example()
        k, scores = self.compare(panel, q, v)
        weights = self.share_out(panel, scores, (q, k))
        mixed = self.mix(panel, weights, v)
        self.run_model(panel, [q, k, weights, v, mixed])

    # -- the small example ------------------------------------------------------------------------------------

    def show_code(self) -> CodePanel:
        """The source of the function that makes every number of this clip."""
        panel = CodePanel(inspect.getsource(attend), self.theme, roles=COLOURS, size=24, origin=FILE)
        self.code.place(panel, 1.0, 0.96)
        where = self.words(FILE, size=self.theme.sizes.small, role="quiet", code=True)
        where.on_baseline(panel.get_left()[0], panel.get_bottom()[1] - pixels(38))
        below = Region(panel.get_left()[0], self.code.right, self.code.bottom, where.get_bottom()[1] - 0.2)
        band, self.notes = below.rows(1.1, 1.0, gap=0.1)
        self.formula = FormulaTex(FORMULAS["attention"], self.theme, size=42)
        band.place(self.formula, 0.0, 0.5)
        self.aside = np.array([panel.get_center()[0] - self.layout.stage.center[0], 0.0, 0.0])
        self.code_parts = (panel, where, self.formula)
        for part in self.code_parts:
            part.shift(-self.aside)
        with self.say("In code, attention is a few lines of NumPy, | and its pieces are those of the formula."):
            self.play(FadeIn(panel), FadeIn(where), run_time=0.8)
            self.play(FadeIn(self.formula), run_time=0.8)
            for names in (("scores",), ("scaled",), ("shifted", "powers", "weights"), ("mixed",)):
                self.play(*self.light(panel, *names), run_time=0.6)
                self.rest(0.4)
            self.play(panel.light(None), self.formula.light(), run_time=0.6)
        return panel

    def light(self, panel: CodePanel, *names: str) -> list[Animation]:
        """Outline the lines from the one that makes the first name to that of the last; light their pieces."""
        source = panel.source.split("\n")
        lines = [next(i for i, text in enumerate(source) if text.strip().startswith(f"{name} =")) for name in names]
        parts = [part for name in names for part in PARTS.get(name, ())]
        return [panel.light(lines[0], lines[-1]), self.formula.light(*parts)]

    def show_example(self) -> tuple[NumberTable, NumberTable]:
        """Q and V of the classic example, set down in the source."""
        same, other = (Table(rows, f"{FILE}:{name}") for rows, name in CLASSIC)
        self.example = Example(self.theme, attend, q=same, k=same, v=other)
        q = self.example.given(same, "Q", "query", spec=".0f", wide=False, above=False)
        k = self.example.given(same.transposed, r"K^{\top}", "key", spec=".0f")
        v = self.example.given(other, "V", "value", spec=".1f")
        s = self.example.step("scores", "S", "ink", spec=".0f")
        z = self.example.step("mixed", "Z", "output", spec=".4f")
        cross(self.tensors, q, k, s, v, z)
        self.small = {"K": k, "S": s, "Z": z}
        with self.say("First an example to check by hand: | three words, four numbers each."):
            self.play(*(part.animate.shift(self.aside) for part in self.code_parts), run_time=1.0)
            self.play(FadeIn(q), run_time=0.8)
            self.play(FadeIn(v), run_time=0.8)
        return q, v

    def compare(self, panel: CodePanel, q: NumberTable, v: NumberTable) -> tuple[NumberTable, NumberTable]:
        """Each row of Q against each column of K transposed; here the two are the same, so S is symmetric."""
        k, s = self.small["K"], self.small["S"]
        with self.say(
            "Here the keys equal the queries, so the scores are symmetric: | "
            "first and third word fit each other alike. | In a trained model, queries and keys differ."
        ):
            sources = VGroup(*(q.number(i, j) for j in range(k.shape_of[0]) for i in range(k.shape_of[1])))
            self.play(FadeIn(k.cells, k.lines, k.head), run_time=0.5)
            self.play(TransformFromCopy(sources, k.numbers), run_time=1.4)
            self.add(k)
            self.play(*self.light(panel, "scores"), FadeIn(s.cells, s.lines, s.head), run_time=0.8)
            self.meet(q, k, s, 0, 2, ("query", "key"))
            rest = [number for number in s.numbers if number is not s.number(0, 2)]
            self.play(LaggedStart(*map(FadeIn, rest), lag_ratio=0.15), run_time=1.4)
            self.add(s)
            mirrored = [s.outline("focus", rows=slice(i, i + 1), columns=slice(j, j + 1)) for i, j in ((0, 2), (2, 0))]
            self.play(*map(Create, mirrored), run_time=1.0)
            self.rest(1.2)
            self.play(*map(FadeOut, mirrored), run_time=0.5)
        return k, s

    def share_out(self, panel: CodePanel, scores: NumberTable, done: tuple[NumberTable, NumberTable]) -> NumberTable:
        """Scaled, raised to powers of e, divided by the row's sum."""
        scaled = in_place(self.example.step("scaled", "S", "ink", spec=".0f"), scores)
        weights = in_place(self.example.step("weights", "A", "weight", spec=".4f", shaded=True), scores)
        with self.say("Divide by the root of the width, | raise e to that, divide by the row’s sum."):
            self.play(*self.light(panel, "scaled"), *map(fade_numbers, done), run_time=0.8)
            self.play(FadeOut(scores), FadeIn(scaled), run_time=0.8)
            self.rest(1.0)
            self.play(*self.light(panel, "shifted", "powers", "weights"), run_time=0.8)
            self.play(FadeOut(scaled), FadeIn(weights), run_time=1.0)
        return weights

    def mix(self, panel: CodePanel, weights: NumberTable, v: NumberTable) -> NumberTable:
        """Each row of weights against each column of V."""
        z = self.small["Z"]
        with self.say("These weights mix the values | into a report for each word."):
            self.play(*self.light(panel, "mixed"), FadeIn(z.cells, z.lines, z.head), run_time=0.8)
            self.meet(weights, v, z, 0, 0, ("query", "value"))
            rest = [number for number in z.numbers if number is not z.number(0, 0)]
            self.play(LaggedStart(*map(FadeIn, rest), lag_ratio=0.1), run_time=1.4)
            self.add(z)
        return z

    def meet(
        self, left: NumberTable, upper: NumberTable, into: NumberTable, i: int, j: int, roles: tuple[str, str]
    ) -> None:
        """A row and a column are outlined; their numbers run together into one."""
        row = left.outline(roles[0], rows=slice(i, i + 1))
        column = upper.outline(roles[1], columns=slice(j, j + 1))
        self.play(Create(row), Create(column), run_time=0.7)
        spot = into.number(i, j).get_center()
        going = [FadeOut(part.copy(), target_position=spot) for part in (left.row(i), upper.column(j))]
        self.play(*going, FadeIn(into.number(i, j), rate_func=late), run_time=1.2)
        self.play(FadeOut(row), FadeOut(column), run_time=0.4)

    # -- the model's own --------------------------------------------------------------------------------------

    def run_model(self, panel: CodePanel, example: list[NumberTable]) -> None:
        """The same lines on the followed head's Q, K and V, compared with the Z that the model computed."""
        maps = ModelMaps(self.trace, self.theme, self.tensors, self.model_steps())
        parts = dict(zip("QKSVZ", example, strict=True))
        with self.say(
            "Now the same lines on our sentence: | {n} rows of scores come out, | each becomes shares of one, | "
            "and these mix the values.",
            n=self.trace.size("S"),
        ):
            self.play(panel.light(0), self.formula.light(), *(FadeOut(parts[name]) for name in "SZ"), run_time=0.8)
            self.play(*(FadeTransform(parts[name], maps.whole(name)) for name in "QKV"), run_time=1.6)
            self.run_lines(panel, maps)
        self.agree(panel, maps)

    def run_lines(self, panel: CodePanel, maps: ModelMaps) -> None:
        """Line by line the scores, the shares and the reports appear."""
        self.play(
            *self.light(panel, "scores", "scaled"), FadeIn(maps.whole("S")), FadeIn(maps.legends["S"]), run_time=0.6
        )
        self.play(sweep_rows(maps.heatmap, to=maps.steps["scaled"], run_time=1.8))
        self.play(
            *self.light(panel, "shifted", "powers", "weights"),
            FadeOut(maps.heads["S"], maps.legends["S"]),
            FadeIn(maps.heads["A"], maps.legends["A"]),
            run_time=0.6,
        )
        self.play(sweep_rows(maps.heatmap, to=maps.steps["weights"], kind="weight", run_time=1.8))
        self.play(*self.light(panel, "mixed"), run_time=0.6)
        self.play(*maps.mix(), run_time=1.4)

    def model_steps(self) -> dict[str, Tensor]:
        """What ``attend`` returns for the followed head's Q, K and V."""
        inputs = [hero_tensor(self.trace, name) for name in ("query", "key", "value")]
        axes = {"scaled": ("S", "S"), "weights": ("S", "S"), "mixed": ("S", "K")}
        return {step: derived(f"attend(Q, K, V).{step}", axes[step], partial(one_step, step), *inputs) for step in axes}

    def agree(self, panel: CodePanel, maps: ModelMaps) -> None:
        """The largest difference between this code's Z and the model's own."""
        inputs = tuple(hero_tensor(self.trace, name) for name in ("query", "key", "value", "mixed"))
        difference = Computed("largest difference", largest_difference, inputs)
        words = self.words("largest difference from the Z that the model computed", role="quiet", size=26)
        number = self.number(difference, spec=".8f", size=40, role="output")
        note = VGroup(words, number).arrange(DOWN, buff=pixels(20), aligned_edge=LEFT)
        self.notes.place(note, 0.0, 0.5)
        with self.say(
            "And the model’s own reports? | The two agree to {digits:.0f} decimals.",
            digits=Computed("decimals that agree", decimals, inputs),
        ):
            self.play(panel.light(len(panel.lines) - 1), self.formula.light(), *maps.follow(), run_time=1.2)
            self.play(FadeIn(note), run_time=0.8)
