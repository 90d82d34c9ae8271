"""One layer, everything assembled: attention, add & norm, feed-forward, add & norm; and the stack of such layers.

Source: Vaswani et al. 2017, section 3.1 and figure 1. Every strip is the row of the followed word as the model
computed it.
"""

from __future__ import annotations

from itertools import pairwise

from manim import (
    DOWN,
    LEFT,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    MoveAlongPath,
    RoundedRectangle,
    VGroup,
    smooth,
    squish_rate_func,
)

from model.formulas import FORMULAS
from scenes.kit.choose import hero
from scenes.kit.claims import Cited
from scenes.kit.counts import Fact, Nth
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.labels import weight_legend
from scenes.kit.mobjects.wires import path_through, tip
from scenes.kit.motion import become
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.layer_passage import Labels, Passage, small_labels

PAPER = "vaswani2017"
LEFT_SIDE = 1.6  # units for the words
SLOT = 0.35  # units between two layers


class Layer(ExplainerScene):
    """A word's row from the foot of a layer to its end, and then the whole stack."""

    title = "One layer, assembled"
    idea = "A row goes through attention, add & norm, feed-forward, add & norm and comes out as wide as it went in."

    def lit_block(self) -> str:
        """The followed layer."""
        return f"encoder.{hero(self.trace).layer}"

    def construct(self) -> None:
        found = hero(self.trace)
        self.found, self.word = found, self.trace.source[found.row]
        body, _, band = self.layout.stage.rows(4.2, 0.5, 0.75, gap=0.1)
        place = Region(body.left + LEFT_SIDE, body.right - 0.1, body.bottom, body.top)
        self.passage = Passage(self.trace, found.layer, found.row, self.theme, place)
        self.labels = Labels(self.passage, self.trace, body)
        self.formula = band.place(FormulaTex(FORMULAS["residual_norm"], self.theme, size=38), 0.5, 0.3)
        self.bring_row_in()
        self.attend()
        self.add_and_norm("norm1", "between")
        self.feed_forward()
        self.pull_back()

    # -- one layer ----------------------------------------------------------------------------------------------

    def bring_row_in(self) -> None:
        """The sentence, and the row of the followed word."""
        self.word_labels = self.labels.words()
        parts, texts = self.passage.parts, self.labels.texts
        with self.say("One whole layer of the encoder. | The row of “{word}” comes in.", word=self.word):
            self.play(FadeIn(self.word_labels), run_time=0.8)
            source = self.word_labels[self.found.row]
            self.play(FadeIn(parts["x"], target_position=source, scale=0.4), FadeIn(texts["x"]), run_time=1.2)

    def attend(self) -> None:
        """Each head's shares for every word; one report."""
        parts, texts, wires = self.passage.parts, self.labels.texts, self.passage.wires
        box, grid = parts["attention"]
        legend = weight_legend(self.theme, width=0.9)
        x = self.word_labels.get_right()[0] - legend.width / 2
        self.legend = legend.move_to([x, texts["attention shape"].get_center()[1], 0])
        with self.say(
            "Attention: {h} heads read all the words, | and what they gather is one report.",
            h=self.trace.size("H"),
        ):
            self.play(FadeIn(wires["attention"], box, texts["attention"], texts["attention shape"]), run_time=0.8)
            self.play(FadeIn(grid, shift=0.1 * LEFT), FadeIn(legend), run_time=1.0)
            self.rest(0.6)
            self.play(FadeIn(wires["report"]), run_time=0.3)
            self.play(FadeIn(parts["report"], target_position=grid, scale=0.6), FadeIn(texts["report"]), run_time=1.2)

    def add_and_norm(self, norm: str, after: str) -> None:
        """The row goes round the block, meets its report, and both leave as one."""
        with self.say("The row itself goes round. The two are added, then normed."):
            self._join(norm, after)
            self.play(FadeIn(self.formula), run_time=0.8)

    def feed_forward(self) -> None:
        """The row passes the feed-forward network and its add & norm."""
        parts, texts, wires = self.passage.parts, self.labels.texts, self.passage.wires
        box, wide = parts["ffn"]
        with self.say("Feed-forward widens this row alone, | cuts off at zero, and makes a second report."):
            self.play(FadeIn(wires["ffn"], box, texts["ffn"], texts["ffn shape"]), run_time=0.8)
            self.play(FadeIn(wide, target_position=parts["between"], scale=0.6), run_time=1.2)
            self.play(FadeIn(wires["answer"]), run_time=0.3)
            self.play(FadeIn(parts["answer"], target_position=wide, scale=0.6), FadeIn(texts["answer"]), run_time=1.0)
        with self.say(
            "Added and normed again, a row of {d} numbers leaves: | just what another layer can take.",
            d=self.trace.size("D"),
        ):
            self._join("norm2", "out")

    def _join(self, norm: str, after: str) -> None:
        """Row and report meet in an add & norm."""
        passage, texts = self.passage, self.labels.texts
        parts, wires, around = passage.parts, passage.wires, passage.around[norm]
        start, report = ("x", "report") if norm == "norm1" else ("between", "answer")
        self.play(FadeIn(parts[norm], texts[norm], wires[norm]), Create(around[0]), FadeIn(around[1]), run_time=0.9)
        mine, other = parts[start].copy(), parts[report].copy()
        path = [point[:2] for point in around[0].get_anchors()]
        ends = [parts[start].get_center()[:2], *path, parts[norm].get_center()[:2]]
        straight = [parts[report].get_center()[:2], parts[norm].get_center()[:2]]
        self.play(
            MoveAlongPath(mine.scale(0.3), path_through(ends), remover=True),
            MoveAlongPath(other.scale(0.3), path_through(straight), remover=True),
            run_time=1.6,
        )
        self.play(FadeIn(wires[after]), run_time=0.2)
        self.play(FadeIn(parts[after], target_position=parts[norm], scale=0.3), FadeIn(texts[after]), run_time=0.8)

    # -- the stack ----------------------------------------------------------------------------------------------

    def pull_back(self) -> None:
        """The layer becomes one of the encoder's; below, how many there were in the paper."""
        here, six = Fact.of(self.trace, "config", "encoder_layers"), Cited(PAPER, "layers base")
        layers = int(here.value)
        upper, lower = self.layout.stage.rows(3.7, 1.8, gap=0.15)
        slots = upper.inset(0.1, 0.0).columns(*[1] * layers, gap=SLOT)
        panels = [self._panel(slot, layer) for layer, slot in enumerate(slots)]
        inner = [Region(s.left + 0.25, s.right - 0.25, s.bottom + 0.55, s.top - 0.62) for s in slots]
        small = [Passage(self.trace, layer, self.found.row, self.theme, place) for layer, place in enumerate(inner)]
        arrows = [self._arrow(a, b) for a, b in pairwise(slots)]
        mine = self.found.layer
        legend = weight_legend(self.theme)
        row, paper = self._paper(lower, six)
        legend.move_to([slots[0].right - 0.3 - legend.width / 2, slots[0].top - 0.32, 0])
        with self.say(
            "The encoder has {here} such layers: | one plan, but each has learned its own numbers.",
            here=here,
        ):
            texts = [*self.labels.texts.values(), self.word_labels, self.formula, self.legend]
            self.play(*map(FadeOut, texts), run_time=0.6)
            self.remove(*self.stage)
            self.add(panels[mine], self.passage)
            late = squish_rate_func(smooth, 0.6, 1.0)
            self.play(FadeIn(panels[mine], rate_func=late), become(self.passage, small[mine]), run_time=1.6)
            others = [layer for layer in range(layers) if layer != mine]
            moves = [FadeIn(VGroup(panels[layer], small[layer])) for layer in others]
            self.play(LaggedStart(*moves, lag_ratio=0.3), *map(FadeIn, arrows), FadeIn(legend), run_time=1.2)
            self.play(*(FadeIn(small_labels(passage)) for passage in small), run_time=0.6)
        with self.say(
            "The Transformer of {year} stacked {six}, and as many in its decoder.", year=Cited(PAPER, "year"), six=six
        ):
            self.play(FadeIn(paper), run_time=0.6)
            self.play(LaggedStart(*(FadeIn(box, shift=0.1 * DOWN) for box in row), lag_ratio=0.15), run_time=1.4)

    def _panel(self, slot: Region, layer: int) -> VGroup:
        """The ground of a layer with its number."""
        ground = RoundedRectangle(corner_radius=0.18, width=slot.width, height=slot.height, stroke_width=0)
        ground.set_fill(self.theme.role("encoder"), opacity=1.0).move_to(slot.center)
        number = Nth(self.trace[f"main/encoder.{layer}.norm2.output"])
        label = self.phrase("layer {number}", number=number, size=28, gap=pixels(10))
        return VGroup(ground, label.shift([slot.left + 0.3, slot.top - 0.42, 0]))

    def _arrow(self, before: Region, after: Region) -> VGroup:
        """An arrow from one layer into the next."""
        y = before.center[1]
        corners = [[before.right + 0.03, y], [after.left - 0.03, y]]
        colour = self.theme.role("ink")
        return VGroup(path_through(corners).set_stroke(colour, 3, opacity=1.0), tip(corners, colour))

    def _blocks(self, slot: Region) -> VGroup:
        """The four blocks of a layer, without a word."""
        blocks = VGroup()
        for part in slot.inset(0.14, 0.2).columns(3, 1, 3, 1, gap=0.09):
            block = RoundedRectangle(corner_radius=0.04, width=part.width, height=part.height, stroke_width=0)
            blocks.add(block.set_fill(self.theme.role("quiet"), opacity=0.5).move_to(part.center))
        return blocks

    def _paper(self, region: Region, count: Cited) -> tuple[VGroup, VGroup]:
        """As many plain boxes as the paper's encoder had layers, and what they are."""
        number = self.number(count, size=30, weight="MEDIUM")
        label = self.phrase(
            "in {year:d} there were {number}",
            year=Cited(PAPER, "year"), number=number, size=30, role="quiet", value_role="ink", gap=pixels(12),
        )  # fmt: skip
        label.shift([region.left + 0.1 - label.get_left()[0], region.center[1] - 0.1, 0])
        boxes = VGroup()
        free = Region(label.get_right()[0] + 0.5, region.right - 0.1, region.bottom + 0.35, region.top - 0.35)
        slots = free.columns(*[1] * int(count.value), gap=0.3)
        for before, slot in zip([None, *slots], slots, strict=False):
            box = RoundedRectangle(corner_radius=0.12, width=slot.width, height=slot.height, stroke_width=1.5)
            box.set_stroke(self.theme.role("quiet")).set_fill(self.theme.role("encoder"), opacity=1.0)
            group = VGroup(box.move_to(slot.center), self._blocks(slot))
            if before is not None:
                group.add(self._arrow(before, slot))
            boxes.add(group)
        return boxes, label


__all__ = ["Layer"]
