"""Attention in six lines of NumPy: the code on screen is the code that ran.

First an example small enough to check by hand, then the followed head's own Q, K and V: what the code makes of them is
what the machine itself computed. Source: Vaswani et al. 2017, section 3.2.1, equation 1.
"""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, Animation, Create, FadeIn, FadeOut, Group, LaggedStart, VGroup

from model.trace import Tensor
from scenes.kit.choose import hero_block, hero_row, hero_tensor
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.code import CodePanel
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.table import NumberTable
from scenes.kit.mobjects.unit import Unit
from scenes.kit.motion import late
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.in_code_attend import CLASSIC_QK, CLASSIC_V, FILE, attend, own_step, six_lines
from scenes.self_attention.parts.in_code_example import Example, Table
from scenes.self_attention.parts.in_code_lines import lines_about

SIZE = 50  # pixels: the code
PANEL, BELOW = 400, 800  # pixels from the top: the middle of the code, and of what stands below it
LINES_TOP, TABLES, TABLES_LOW = 200, 670, 715  # the same for the lines that are at work above the example's tables
COLOURS = {"Q": "query", "K": "key", "V": "value", "mixed": "output"}
STEPS = {"scores": (0, 0), "scaled": (1, 1), "weights": (2, 4), "mixed": (5, 5)}  # which lines make it
PARTS = {"scores": (10, 11), "scaled": (12,), "weights": (9, 13), "mixed": (14,)}  # of equation 1


class InCode(ExplainerScene):
    """Six lines; three words by hand; the machine's own numbers."""

    title = "Six lines of Python"
    idea = "Attention is a few lines of NumPy, and they give the numbers that the model gives."
    picture = "The lines of code, and below them two equal rows of bars: what they make, and what the machine made."
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.show_code()
        self.show_example()
        self.compare()
        self.share_out()
        self.mix()
        self.run_on_ours()
        self.ask_the_machine()

    # -- the code ---------------------------------------------------------------------------------------------

    def show_code(self) -> None:
        """All lines, lit one after another with their part of the formula."""
        self.panel = self._panel("\n".join(six_lines())).move_to(at(960, PANEL))
        q, k, v, z = (hero_tensor(self.trace, name) for name in ("query", "key", "value", "mixed"))
        formula = self.formula_of(z, "attention", size=64, query=q, key=k, value=v).move_to(at(960, BELOW))
        self.hero = self.panel
        with self.speak("code"):
            self.play(FadeIn(self.panel.ground), run_time=0.4)
            self.play(LaggedStart(*(FadeIn(line, shift=0.1 * DOWN) for line in self.panel.lines), lag_ratio=0.25))
            self._settle(self.panel)
            self.play(FadeIn(formula, shift=0.2 * UP), run_time=0.8)
            for step, words in zip(STEPS, ("Queries", "Divide", "Softmax", "And the shares"), strict=True):
                self.until(words)
                self.play(*self._light(step, formula), run_time=0.6)
        self.rest(1.0)
        self.play(self.panel.light(None), formula.light(), run_time=0.5)
        self.rest(0.5)
        self.formula = formula

    def show_example(self) -> None:
        """Q and V of three words, large; the line at work above them."""
        same, other = Table(CLASSIC_QK, f"{FILE}:CLASSIC_QK"), Table(CLASSIC_V, f"{FILE}:CLASSIC_V")
        self.example = Example(self.theme, attend, q=same, k=same, v=other)
        self.q = self.example.given(same, "Q", "query", spec=".0f")
        self.k = self.example.given(same.transposed, r"K^{\top}", "key", spec=".0f")
        self.v = self.example.given(other, "V", "value", spec=".1f")
        self.s = self.example.step("scores", r"QK^{\top}", "ink", spec=".0f")
        _in_a_row(self.q, self.k, self.s)
        self.hero = VGroup(self.q, self.k, self.s)
        with self.speak("example"):
            self.play(FadeOut(self.panel, self.formula), run_time=0.6)
            self._grow(self.q, run_time=1.4)
            self._grow(self.k, run_time=1.4)
        self.rest(1.0)

    def compare(self) -> None:
        """Each row of Q meets each column of K transposed; the table is the same across its diagonal."""
        self._put("scores")
        with self.speak("scores"):
            self.play(FadeIn(self.lines, shift=0.2 * UP), FadeIn(self.s.cells, self.s.lines, self.s.head), run_time=0.7)
            for i in range(self.s.shape_of[0]):
                for j in range(self.s.shape_of[1]):
                    self._meet(self.q, self.k, self.s, i, j, run_time=0.9 if i + j == 0 else 0.4)
        self.rest(1.0)
        self._settle(self.s)
        with self.speak("symmetric"):
            self.until("so the table")
            pairs = [(0, 2), (2, 0), (1, 2), (2, 1)]
            rings = [self.s.outline("focus", rows=slice(i, i + 1), columns=slice(j, j + 1)) for i, j in pairs]
            self.play(*map(Create, rings[:2]), run_time=0.7)
            self.play(*map(Create, rings[2:]), run_time=0.7)
            self.until("In a trained")
            self.play(*map(FadeOut, rings), run_time=0.5)
        self.rest(1.0)

    def share_out(self) -> None:
        """The scores are divided by two, and become shares, row by row."""
        scaled = self.example.step("scaled", "S", "ink", spec=".0f")
        weights = self.example.step("weights", "A", "query", spec=".2f")
        scores = self.example.step("scores", r"QK^{\top}", "ink", spec=".0f")
        _in_a_row(scores, scaled, weights, y=TABLES_LOW)
        self.hero = Group(self.panel, scores, scaled, weights)
        with self.speak("shares"):
            old = self.lines
            self._put("scaled")
            self.play(
                FadeOut(self.q, self.k, old),
                self.s.animate.shift(scores.box.get_center() - self.s.box.get_center()),
                FadeIn(self.lines, shift=0.2 * UP),
                run_time=0.9,
            )
            self._pour(self.s, scaled, run_time=1.2)
            old = self.lines
            self.until("and softmax")
            self._put("weights")
            self.play(FadeOut(old, shift=0.2 * UP), FadeIn(self.lines, shift=0.2 * UP), run_time=0.6)
            self._pour(scaled, weights, run_time=1.4)
            self.hero = Group(self.lines, scaled, weights)
        self.rest(0.6)
        self.a, self.gone = weights, (self.s, scaled)

    def mix(self) -> None:
        """Each row of shares meets each column of V."""
        mixed = self.example.step("mixed", "Z", "output", spec=".2f")
        there = self.example.step("weights", "A", "query", spec=".2f")
        _in_a_row(there, self.v, mixed)
        self.hero = VGroup(self.a, self.v, mixed)
        with self.speak("mixed"):
            old = self.lines
            self._put("mixed")
            self.play(
                FadeOut(*self.gone, old),
                self.a.animate.shift(there.box.get_center() - self.a.box.get_center()),
                FadeIn(self.lines, shift=0.2 * UP),
                FadeIn(self.v),
                run_time=0.8,
            )
            self.play(FadeIn(mixed.cells, mixed.lines, mixed.head), run_time=0.4)
            for i in range(mixed.shape_of[0]):
                for j in range(mixed.shape_of[1]):
                    self._meet(self.a, self.v, mixed, i, j, run_time=0.3)
        self.rest(1.0)
        self._settle(mixed)
        self.rest(1.0)

    # -- the machine's own ------------------------------------------------------------------------------------

    def run_on_ours(self) -> None:
        """The same lines on the followed head: what each makes for one word stands below."""
        self.clear_stage(run_time=0.6)
        row = hero_row(self.trace)
        self.panel = self._panel("\n".join(six_lines())).move_to(at(960, PANEL))
        self.hero = self.panel
        chip = Chip(self.trace.source[row], self.theme, look="asks")
        chip.shift(at(960, BELOW) - chip.box.get_center())
        scores = self._strip(own_step(self.trace, "scores")[row], "ink", 960, wide=1400)
        unit = Unit(self.trace.source, own_step(self.trace, "weights")[row], self.theme, y=BELOW)
        self.report = self._strip(own_step(self.trace, "mixed")[row], "output", 960, wide=900)
        with self.speak("ours"):
            self.play(FadeIn(self.panel), run_time=0.8)
            self.until("Follow")
            self.play(FadeIn(chip, shift=0.3 * UP), run_time=0.6)
            self.until("its scores")
            corner = at(62, BELOW) + np.array([chip.box.width / 2, 0.0, 0.0])
            self.play(
                chip.animate.move_to(corner) if chip.box.width < pixels(180) else FadeOut(chip),
                self._lit("scores"),
                FadeIn(scores, target_position=self.panel.line(0)),
                run_time=0.9,
            )
            self.until("Softmax")
            self.play(FadeOut(scores, chip), self._lit("weights"), FadeIn(unit.posts, unit.whole), run_time=0.4)
            pieces = [FadeIn(piece, target_position=self.panel.line(4)) for piece in unit.pieces]
            self.play(LaggedStart(*pieces, lag_ratio=0.05), run_time=0.6)
            self.play(FadeIn(unit.names_of, unit.figures), run_time=0.3)
            self._settle(unit)
            self.until("its report")
            self.play(FadeOut(unit), self._lit("mixed"), run_time=0.3)
            self.play(FadeIn(self.report, target_position=self.panel.line(5)), run_time=0.5)
        self.rest(0.6)

    def ask_the_machine(self) -> None:
        """Beside what the code makes stands what the machine made: the same bars."""
        row = hero_row(self.trace)
        left = self._strip(own_step(self.trace, "mixed")[row], "output", 480, wide=720)
        right = self._strip(hero_tensor(self.trace, "mixed")[row], "output", 1440, wide=720)
        names = [self.words(text, size=40, role="quiet") for text in ("these lines", "the machine")]
        for name, strip in zip(names, (left, right), strict=True):
            name.on_baseline(strip.box.get_center()[0], at(0, 890)[1], align=0.5)
        equal = self.words("=", size=self.theme.sizes.big, weight="SEMIBOLD").move_to(at(960, BELOW - 30))
        with self.speak("machine"):
            moved = self.report.animate.stretch_to_fit_width(left.width).move_to(left)
            self.play(moved, FadeIn(names[0]), self.panel.light(None), run_time=1.0)
            self.remove(self.report)
            self.add(left)
            grown = [FadeIn(bar, shift=0.3 * UP) for bar in right.bars]
            self.play(FadeIn(right.baseline, names[1]), LaggedStart(*grown, lag_ratio=0.15), run_time=1.4)
            self._settle(right)
            self.until("The same")
            self.play(FadeIn(equal, scale=1.6), run_time=0.6)
        self.rest(1.5)

    # -- parts ------------------------------------------------------------------------------------------------

    def _panel(self, source: str) -> CodePanel:
        return CodePanel(source, self.theme, roles=COLOURS, size=SIZE, origin=FILE, outline=6)

    def _put(self, step: str) -> None:
        """The lines that make a step, to stand above the tables."""
        first, last = STEPS[step]
        self.lines = self._panel("\n".join(six_lines()[first : last + 1]))
        self.lines.move_to(at(960, LINES_TOP + 44 * (last - first)))

    def _light(self, step: str, formula: FormulaTex) -> list[Animation]:
        return [self._lit(step), formula.light(*PARTS[step])]

    def _lit(self, step: str) -> Animation:
        return self.panel.light(*STEPS[step])

    def _strip(self, tensor: Tensor, role: str, x: float, *, wide: float) -> VectorStrip:
        strip = VectorStrip(tensor, self.theme, role, length=pixels(wide), height=pixels(150))
        return strip.shift(at(x, BELOW - 30) - strip.box.get_center())

    def _settle(self, whole: VGroup) -> None:
        """What came in parts is one again."""
        self.remove(*whole.get_family())
        self.add(whole)

    def _grow(self, table: NumberTable, run_time: float) -> None:
        """A table comes, then its numbers one after another."""
        self.play(FadeIn(table.cells, table.lines, table.head), run_time=0.4)
        coming = [FadeIn(number, scale=0.6) for number in table.numbers]
        self.play(LaggedStart(*coming, lag_ratio=0.15), run_time=run_time - 0.4)
        self._settle(table)

    def _pour(self, source: NumberTable, table: NumberTable, run_time: float) -> None:
        """Each number of a table glides out of its place in another."""
        self.play(FadeIn(table.cells, table.lines, table.head), run_time=0.3)
        pairs = zip(source.numbers, table.numbers, strict=True)
        coming = [FadeIn(number, target_position=old) for old, number in pairs]
        self.play(LaggedStart(*coming, lag_ratio=0.1), run_time=run_time - 0.3)
        self._settle(table)

    def _meet(
        self, left: NumberTable, upper: NumberTable, into: NumberTable, i: int, j: int, *, run_time: float
    ) -> None:
        """Copies of a row and of a column run together into one number."""
        spot = into.number(i, j).get_center()
        row = VGroup(*(left.tile(i, place) for place in range(left.shape_of[1]))).copy()
        column = VGroup(*(upper.tile(place, j) for place in range(upper.shape_of[0]))).copy()
        going = [FadeOut(part, target_position=spot, scale=0.3) for part in (row, column)]
        self.play(*going, FadeIn(into.number(i, j), rate_func=late), run_time=run_time)


def _in_a_row(*tables: NumberTable, y: float = TABLES) -> None:
    """Move tables side by side, centred, their boxes level, their middles so many pixels from the top."""
    gap = pixels(110)
    x = -(sum(table.box.width for table in tables) + gap * (len(tables) - 1)) / 2
    middle = at(0, y)[1]
    for table in tables:
        table.shift(np.array([x + table.box.width / 2, middle, 0.0]) - table.box.get_center())
        x += table.box.width + gap
