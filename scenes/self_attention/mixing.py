"""Shares mix the values into a head's report, and the formula of attention is whole.

z_i = sum_j a_ij v_j, then softmax(Q K^T / sqrt(d_k)) V. Source: Vaswani et al. 2017, section 3.2.1, equation 1.
"""

from __future__ import annotations

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    FadeTransform,
    LaggedStart,
    MoveToTarget,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
)

from model.trace import derive
from scenes.kit.choose import hero_block, hero_head, hero_tensor
from scenes.kit.counts import Extent
from scenes.kit.layout import Region
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import dim, stack_bars, sweep_rows, tint
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.mixing_contrast import Contrast, contrast_of
from scenes.self_attention.parts.mixing_formula_picture import FormulaPicture
from scenes.self_attention.parts.mixing_lines import lines_about
from scenes.self_attention.parts.mixing_ribbon import Ribbon
from scenes.self_attention.parts.mixing_standing import Standing, stand_up
from scenes.self_attention.parts.mixing_weighted_sum import Ingredient, SumBoard, recipe_of

GHOST = 0.25  # what stays of a bar's full height after it has shrunk


class Mixing(ExplainerScene):
    """A row tips over into weights, the values shrink to their share and add up; the formula as a picture."""

    title = "Mixing the values"
    idea = "Each word hands over its value in proportion to its share; added up, they are the head's report."
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def setup(self) -> None:
        """Find the row whose mixture is followed, and cut the stage in two."""
        super().setup()
        self.recipe = recipe_of(self.trace)
        self.weights = hero_tensor(self.trace, "weights")
        self.left, right = self.layout.stage.columns(0.46, 0.54, gap=0.5)
        self.board = SumBoard(self.trace, self.recipe, self.theme, right)

    def construct(self) -> None:
        heatmap = self.show_row()
        ingredients = self.shrink(self.tip_over(heatmap), heatmap)
        self.add_up(ingredients)
        self.compare_rows(heatmap, contrast_of(self.trace, self.recipe.row))
        self.show_whole_formula()

    # -- one row, one sum -------------------------------------------------------------------------------------

    def show_row(self) -> Heatmap:
        """The weights of this head, one row outlined, the others fallen back."""
        n, row = self.trace.size("S"), self.recipe.row
        heatmap = Heatmap(
            self.weights,
            self.trace.source,
            self.trace.source,
            theme=self.theme,
            cell=min(4.05 / n.value, 0.6),
            name=Symbol("A", self.theme),
            shape=(n, n),
        )
        self.left.place(heatmap, 0.0, 0.5)
        self.aside = heatmap.get_center() - self.layout.stage.center
        heatmap.shift(-self.aside)
        outline = heatmap.outline_row(row)
        with self.speak("row"):
            self.play(FadeIn(heatmap), run_time=1.0)
            self.play(Create(outline), tint(heatmap.row_label(row), theme=self.theme, role="query"), run_time=1.0)
            self.play(dim(*(c for i in range(n.value) if i != row for c in heatmap.row(i)), opacity=0.4))
        self.outline = outline
        return heatmap

    def tip_over(self, heatmap: Heatmap) -> Standing:
        """The row turns upright, each share beside the value of its word."""
        heatmap.generate_target().shift(self.aside)
        standing = stand_up(self.trace, self.theme, heatmap, heatmap.target, self.board)
        row = heatmap.row(self.recipe.row)
        with self.speak("tip over"):
            self.play(MoveToTarget(heatmap), self.outline.animate.shift(self.aside), run_time=1.0)
            self.play(TransformFromCopy(row, standing.shares, path_arc=np.pi / 2), run_time=2.0)
            self.play(FadeIn(standing.labels), FadeIn(standing.values, shift=0.3 * RIGHT), run_time=1.2)
        return standing

    def shrink(self, standing: Standing, heatmap: Heatmap) -> list[Ingredient]:
        """Every bar shrinks to its share of its height, a ghost of it stays; then the largest shares step forward."""
        row, values = self.weights[self.recipe.row], standing.values
        ghosts = VGroup(*(strip.bars.copy().set_fill(opacity=GHOST) for strip in values.strips))
        with self.speak("shrink"):
            self.add(ghosts, values)
            shrinking = [stack_bars(strip, strip.copy_scaled(row[j])) for j, strip in enumerate(values.strips)]
            self.play(LaggedStart(*shrinking, lag_ratio=0.08), run_time=3.0)
            self.rest(0.6)
            self.remove(values, standing.labels, standing.shares)
            self.add(*values.strips, *standing.labels, *standing.shares)
            ingredients = self.gather(standing, FadeOut(ghosts), FadeOut(values.foot))
            lens = self.board.lens(heatmap.edges(rows=slice(self.recipe.row, self.recipe.row + 1)))
            largest = [heatmap.column_label(j) for j in self.recipe.largest]
            self.play(Create(lens), tint(*largest, theme=self.theme, role="key"), run_time=1.0)
        return ingredients

    def gather(self, standing: Standing, *going: Animation) -> list[Ingredient]:
        """The largest shares become lines of a sum with their words; the others become one line."""
        ingredients = self.board.ingredients(self.trace.source)
        moves, arrived = list(going), []
        for item in ingredients:
            alone = len(item.places) == 1
            if alone:
                moves.append(FadeTransform(standing.shares[item.places[0]], item.share, stretch=False))
            else:
                moves += [FadeIn(item.word), FadeIn(item.share), *(FadeOut(standing.shares[j]) for j in item.places)]
            for j in item.places:
                target = item.strip
                if j != item.places[-1]:
                    target = item.strip.copy()
                    target.baseline.set_fill(opacity=0)
                arrived.append(target)
                moves.append(ReplacementTransform(standing.values.row(j), target))
                label = standing.labels[j]
                moves.append(ReplacementTransform(label, item.word) if alone else FadeOut(label))
        self.play(*moves, run_time=2.0)
        self.remove(*arrived)
        self.add(*(item.strip for item in ingredients))
        return ingredients

    def add_up(self, ingredients: list[Ingredient]) -> None:
        """The shrunken values slide down and stand tip to tail: the report."""
        board, below = self.board, len(ingredients)
        y = board.line_middle(below)
        name = Symbol("z_i", self.theme, "output", size=42)
        name.move_to([board.words_right - name.width / 2, y, 0])
        report = hero_tensor(self.trace, "mixed")[self.recipe.row]
        shape = shape_label(self.theme, Extent(report), self.trace.size("K"), size=self.theme.sizes.small)
        shape.move_to([board.share_middle, y, 0])
        row = self.weights[self.recipe.row]
        formula = self.formula_of(board.report, "mix", weights=row, value=board.values, size=42)
        with self.speak("add up"):
            total = self.slide_down(ingredients, y)
            digits = total.digits(size=self.theme.sizes.small)
            self.play(FadeIn(name), FadeIn(shape), FadeIn(digits), run_time=0.6)
            low = digits.get_bottom()[1]
            Region(board.left, board.right, board.bottom, low - 0.1).place(formula)
            self.play(
                TransformFromCopy(name, formula.part(0)),
                FadeIn(formula.parts(1, 2)),
                FadeTransform(ingredients[0].share.copy(), formula.part(3), stretch=False),
                FadeTransform(ingredients[0].strip.bars.copy(), formula.part(4), stretch=False),
                run_time=1.2,
            )
        self.rest(0.8)

    def slide_down(self, ingredients: list[Ingredient], y: float) -> VectorStrip:
        """One after the other the strips stand on the tips of the sum so far; the last sum is the tensor itself."""
        nothing = derive("nothing yet", ("K",), np.zeros_like, self.board.terms[0])
        total = ingredients[0].strip.like(nothing, role="output")
        total.shift([0, y - total.box.get_center()[1], 0])
        self.play(Create(self.board.rule()), FadeIn(total), run_time=0.4)
        for place, item in enumerate(ingredients):
            stacked = item.strip.copy_stacked_on(total)
            last = place == len(ingredients) - 1
            sums = self.board.report if last else self.board.sum_of(place + 1)
            grown = total.like(sums, role="output")
            self.play(TransformFromCopy(item.strip, stacked), run_time=0.7)
            self.play(ReplacementTransform(total, grown), FadeOut(stacked), run_time=0.3)
            total = grown
        return total

    # -- one word changed -------------------------------------------------------------------------------------

    def compare_rows(self, heatmap: Heatmap, two: Contrast) -> None:
        """A row with its report, and below it the row to be compared: after one word was changed, where that can be."""
        upper, lower = two.ribbons(self.theme, self.layout.stage)
        going = list(self.stage)
        with self.speak("upper row"):
            self.play(
                TransformFromCopy(heatmap.row(two.upper.place), upper.cells.cells),
                *map(FadeOut, going),
                FadeIn(upper.cells.lines, upper.cells.row_labels, upper.cells.column_labels),
                run_time=1.6,
            )
            self.remove(*self.stage)
            self.add(upper.cells)
            self.play(
                FadeIn(upper.digits),
                FadeIn(upper.report, upper.below),
                tint(upper.cells.column_label(two.upper.favourite), theme=self.theme, role="key"),
                run_time=0.8,
            )
        with self.speak("lower row"):
            self.rest(0.8)
            self.change_words(upper, lower, two)
            self.play(tint(lower.cells.column_label(two.lower.favourite), theme=self.theme, role="key"))

    def change_words(self, upper: Ribbon, lower: Ribbon, two: Contrast) -> None:
        """A copy of the upper row moves down, takes the other words, then the other shares."""
        start = upper.cells.copy().light(rows=[0])
        start.shift(lower.cells.box.get_center() - start.box.get_center())
        self.play(TransformFromCopy(upper.cells, start), run_time=1.2)
        old, new = (
            VGroup(cells.row_label(0), *(cells.column_label(j) for j in two.swapped)) for cells in (start, lower.cells)
        )
        self.play(FadeOut(old, shift=0.15 * UP), FadeIn(new, shift=0.15 * UP), run_time=1.0)
        self.remove(*self.stage)
        self.add(upper, start, new)
        old.set_opacity(0.0)
        self.play(sweep_rows(start, to=two.lower.row), run_time=1.4)
        self.remove(start, new)
        self.add(lower.cells)
        self.play(FadeIn(lower.digits), FadeIn(lower.report, lower.below), run_time=0.8)

    # -- the formula ------------------------------------------------------------------------------------------

    def show_whole_formula(self) -> None:
        """Each symbol of equation 1 comes out of the matrix that it stands for."""
        layer, head = hero_head(self.trace)
        block = self.trace.scope(f"main/encoder.{layer}.self_attn")
        row = self.recipe.row
        picture = FormulaPicture(block, head, row, self.trace.source[row], self.theme, self.layout.stage)
        self.clear_stage(run_time=0.6)
        with self.speak("scores"):
            self.play(FadeIn(picture.whole("Q")), FadeIn(picture.whole("K")), run_time=0.8)
            self.play(*picture.spell("Q"), *picture.spell("K"), run_time=1.4)
            self.play(*picture.combine("QK", "S"), run_time=1.4)
            self.play(*picture.spell("S"), run_time=1.2)
        with self.speak("shares"):
            self.play(*picture.combine("S", "A"), run_time=1.2)
            self.play(*picture.spell("A"), FadeIn(picture.whole("V")), run_time=1.2)
            self.play(*picture.spell("V"), *picture.combine("AV", "Z"), run_time=1.4)
            self.play(*picture.spell("Z"), run_time=1.2)
        with self.speak("together"):
            self.play(FadeIn(picture.label), Create(picture.rings["Q"]), run_time=0.6)
            self.play(Create(picture.thread), *(Create(picture.rings[k]) for k in "SAZ"), run_time=1.6)
        self.remove(*self.stage)
        self.add(picture)
