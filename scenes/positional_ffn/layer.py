"""A whole layer: a word's straight way over its blocks, the stack of layers, and what the word has taken in at the end.

Source: Vaswani et al. 2017, section 3.1 and figure 1. That words of a sentence become alike or part by context was
measured: the encoder on sentences in which another noun, of the same gender or of the other, stands for the one that
the followed word depends on (scopes ``neighbour``).
"""

from __future__ import annotations

from manim import (
    DOWN,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
)

from scenes.kit.bands import tag_band
from scenes.kit.claims import Cited
from scenes.kit.layout import at
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.layer_lines import PAPER, lines_about
from scenes.positional_ffn.parts.layer_neighbours import OWN, SCOPES, Neighbours
from scenes.positional_ffn.parts.layer_rows import Rows
from scenes.positional_ffn.parts.layer_stack import Stack
from scenes.positional_ffn.parts.layer_way import ALONE, ATTENTION, ENTRANCE, EXIT, Way

EDGE = 3.0


class Layer(ExplainerScene):
    """A word's row through a layer, through all layers, and what has become of it."""

    title = "All together"
    idea = "A word leaves with the same shape as it came, and with what it needs to know about its noun."
    picture = (
        "One word from three sentences as rows of bars: with two nouns they are alike, with the third they are not."
    )
    place = "encoder"
    needs = ("neighbour.same", "neighbour.other")
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.found = Neighbours(self.trace)
        self.way = Way(self.trace, self.theme, 0, self.found.place)
        self.come_in()
        self.pass_blocks()
        self.stack()
        self.lay_side_by_side()
        self.go_through()
        self.tell()

    # -- one layer --------------------------------------------------------------------------------------------

    def come_in(self) -> None:
        """The straight way, the blocks that hang below it, and the word's row on its card."""
        way = self.way
        self.card, self.chip = way.card(ENTRANCE), way.chip_at(ENTRANCE)
        self.strip = way.strip(way.tensors[0], ENTRANCE)
        self.hero = VGroup(way.line, *way.blocks)
        with self.speak("comes"):
            self.play(Create(way.line), run_time=0.7)
            self.play(*(Create(way.wires(k)) for k in range(2)), *map(FadeIn, way.blocks), run_time=0.8)
            self.until("“")
            self.play(FadeIn(self.card, self.chip, shift=0.4 * UP), run_time=0.6)
            self._grow(self.strip)

    def _grow(self, strip: VectorStrip) -> None:
        """The bars of a row come out of its word."""
        grown = [FadeIn(bar, target_position=self.chip, scale=0.3) for bar in strip.bars]
        self.play(FadeIn(strip.baseline), LaggedStart(*grown, lag_ratio=0.03), run_time=0.9)
        self.remove(strip.baseline, *strip.bars)
        self.add(strip)

    def pass_blocks(self) -> None:
        """Over attention and over feed-forward: each reports, the report is added, the sum brought to size."""
        with self.speak("heads"):
            self._pass(0, ATTENTION, "The report")
        self.rest(0.6)
        with self.speak("alone"):
            self._pass(1, ALONE, "Added")
        self.rest(0.6)

    def _pass(self, which: int, x: float, words: str) -> None:
        way, inside = self.way, self.way.insides[which]
        self._travel(x, run_time=0.8)
        self.play(FadeIn(inside, target_position=self.strip, scale=0.3), run_time=1.0)
        report = way.strip(way.report_tensors[which], x, "output").copy_stacked_on(self.strip)
        self.until(words)
        rising = [FadeIn(bar, target_position=inside, scale=0.3) for bar in report.bars]
        self.play(LaggedStart(*rising, lag_ratio=0.03), run_time=1.0)
        after = way.strip(way.tensors[which + 1], x)
        self.play(ReplacementTransform(self.strip, after), FadeOut(report.bars), run_time=1.0)
        self.strip = after

    def _travel(self, x: float, run_time: float) -> None:
        """The card goes on along the way."""
        across = at(x, 0)[0] - self.card.get_center()[0]
        moved = VGroup(self.card, self.strip, self.chip)
        self.play(moved.animate.shift([across, 0, 0]), run_time=run_time)

    def stack(self) -> None:
        """The layer becomes one of ours; below, as many as the first Transformer had."""
        way = self.way
        paper, year = Cited(PAPER, "layers base"), Cited(PAPER, "year")
        stack = Stack(self.trace, self.theme, self.found, paper, year)
        with self.speak("shape"):
            self._travel(EXIT, run_time=1.0)
            self.until("So another")
            self.play(FadeOut(*way.blocks, *way.insides), run_time=0.5)
            going = [part for part in self.stage if part not in (self.card, self.strip, self.chip, way.line)]
            self.play(
                *map(FadeOut, going),
                FadeOut(self.card, self.chip),
                ReplacementTransform(self.strip, stack.rows[1][1]),
                ReplacementTransform(way.line, stack.way),
                FadeIn(stack.rows[1][0]),
                run_time=0.9,
            )
            self.bring_to_front(stack.rows[1])
            self.hero = VGroup(stack.way, stack.panels)
            self.play(FadeIn(stack.panels[0], stack.rows[0], stack.chip), run_time=0.6)
            for layer in range(1, len(stack.panels)):
                self.play(FadeIn(stack.panels[layer], shift=0.4 * DOWN), run_time=0.5)
                self.play(FadeIn(stack.rows[layer + 1], target_position=stack.panels[layer], scale=0.4), run_time=0.7)
        self.rest(0.8)
        with self.speak("stack"):
            self.play(pulse(*(panel[1] for panel in stack.panels), factor=1.15), run_time=0.8)
            self.until("The first")
            self.play(FadeIn(stack.named[0]), Create(stack.theirs[0]), run_time=0.6)
            panels = [FadeIn(panel, shift=0.3 * DOWN) for panel in stack.theirs[1]]
            self.play(LaggedStart(*panels, lag_ratio=0.25), FadeIn(stack.named[1]), run_time=1.8)
        self.rest(1.0)

    # -- the same word three times ----------------------------------------------------------------------------

    def lay_side_by_side(self) -> None:
        """The word from sentences that differ in one noun: at the entrance its rows are equal."""
        rows = self.rows = Rows(self.trace, self.theme, self.found)
        self.clear_stage(run_time=0.5)
        self.strips = rows.strips(0)
        self.hero = VGroup(*self.strips, *rows.chips)
        order = (OWN, *(which for which in range(len(SCOPES)) if which != OWN))
        with self.speak("but"):
            own = rows.chips[OWN]
            self.play(FadeIn(own, scale=1.6), run_time=0.8)
            self.until("Take")
            others = [rows.chips[which] for which in order[1:]]
            self.play(*(TransformFromCopy(own, chip) for chip in others), run_time=1.2)
            for noun, picture in zip(self.found.nouns, rows.nouns, strict=True):
                self.until(f"“{noun}”")
                self.play(FadeIn(picture, scale=0.6), run_time=0.6)
        self.tag = tag_band(rows.stop(0), self.bands, self.layout)
        for which in order:
            strip = self.strips[which]
            grown = [FadeIn(bar, target_position=rows.chips[which], scale=0.3) for bar in strip.bars]
            moves = [FadeIn(strip.baseline), LaggedStart(*grown, lag_ratio=0.02)]
            self.play(*moves, *([FadeIn(self.tag)] if which == OWN else []), run_time=0.6)
            self.remove(strip.baseline, *strip.bars)
            self.add(strip)
        self.signs = rows.equals()
        with self.speak("entrance"):
            for which in (0, 2):
                self._lay_on_own(which)
            self.play(*map(FadeIn, self.signs), run_time=0.4)
        self.rest(1.0)

    def _lay_on_own(self, which: int) -> None:
        """A copy of a neighbour's row slides onto the sentence's own, and back."""
        ghost = self.strips[which].copy()
        over = self.strips[OWN].box.get_center() - ghost.box.get_center()
        self.add(ghost)
        self.play(ghost.animate.shift(over), run_time=0.7)
        self.play(ghost.animate.shift(-over), run_time=0.6)
        self.remove(ghost)

    def go_through(self) -> None:
        """Through one layer after the other; then the signs."""
        rows = self.rows
        with self.speak("exit"):
            self.play(*map(FadeOut, self.signs), run_time=0.4)
        last = len(self.found.places) - 1
        for stop in range(1, last + 1):
            after, tag = rows.strips(stop), tag_band(rows.stop(stop), self.bands, self.layout)
            moves = [ReplacementTransform(old, new) for old, new in zip(self.strips, after, strict=True)]
            self.play(*moves, FadeOut(self.tag), FadeIn(tag), run_time=1.8)
            self.strips, self.tag = after, tag
        near = rows.strips(last, close=True)
        self.play(*(ReplacementTransform(old, new) for old, new in zip(self.strips, near, strict=True)), run_time=1.0)
        self.strips = near
        self.hero = VGroup(*self.strips, *rows.chips)
        self.rest(1.0)
        signs = rows.likeness()
        with self.speak("parted") as line:
            self._lay_on_own(0)
            self.play(FadeIn(signs[0], target_position=self.strips[0], scale=0.6), run_time=0.4)
            if len(line.cues) > 1:
                self.until(line.cues[-1].text if not self.found.turns_away else "has turned")
            self._lay_on_own(2)
            self.play(FadeIn(signs[1], target_position=self.strips[2], scale=0.6), run_time=0.4)
        self.rest(1.2)

    def tell(self) -> None:
        """What is written of each; and that this is context."""
        rows = self.rows
        if "written" in self.said_lines:
            written = rows.written()
            with self.speak("written"):
                tinted = [self._tint(strip, rows.role(which)) for which, strip in enumerate(self.strips)]
                self.play(*tinted, run_time=0.8)
                self.until("the machine")
                coming = [
                    FadeIn(chip, target_position=strip, scale=0.4)
                    for chip, strip in zip(written, self.strips, strict=True)
                ]
                self.play(LaggedStart(*coming, lag_ratio=0.3), run_time=1.4)
            self.rest(1.0)
        with self.speak("context"):
            self.play(pulse(*rows.nouns, factor=1.15), run_time=0.9)
            if self.found.turns_away:
                self.until("what it needs")
                self.play(pulse(*(strip.bars for strip in self.strips), factor=1.05), run_time=1.2)
            self.until("context")
            self.play(pulse(*rows.chips, factor=1.12), run_time=0.9)
        self.rest(1.5)

    def _tint(self, strip: VectorStrip, role: str) -> Animation:
        """A row takes the colour of what is written of it."""
        fill, edge = self.theme.fill(role), self.theme.role(role)
        width = 0 if fill == edge else EDGE  # a pale fill has an edge
        return change(*strip.bars, to=lambda bar: bar.set_fill(fill).set_stroke(edge, width=width, opacity=1.0))
