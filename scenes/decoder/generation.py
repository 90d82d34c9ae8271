"""The decoder writes: a row against every word's own, the word that fits best goes back in, keys and values are kept.

Source: Vaswani et al. 2017, sections 3.1 and 3.4 and figure 1; Press and Wolf 2017 (one table for reading and
writing). The step told in full is the one whose second choice is likeliest.
"""

from __future__ import annotations

from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    GrowArrow,
    LaggedStart,
    ReplacementTransform,
    VGroup,
    there_and_back,
)

from scenes.decoder.parts.generation_figure import Figure
from scenes.decoder.parts.generation_lines import lines_about
from scenes.decoder.parts.generation_machine import Line, Machine
from scenes.decoder.parts.generation_stairs import Stairs
from scenes.decoder.parts.generation_step import last_rows, told_step
from scenes.decoder.parts.generation_table import Table
from scenes.kit.layout import at
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene

FORMULA = (1580, 230)  # pixels
SLOWEST, FASTEST = 2.4, 0.4  # seconds for a later word


class Generation(ExplainerScene):
    """One word after another, each from a row that is compared with all words."""

    title = "The next word"
    idea = "The word that fits best goes back in and everything runs again, but for the keys and values that were kept."
    picture = "The machine as its inventors drew it: two straight ways, blocks beside them, and a bridge."
    place = "decoder"
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.step = told_step(self.trace)
        self.machine, self.line = Machine(self.trace, self.theme), Line(self.trace, self.theme)
        self.show_row()
        self.compare()
        self.share_out()
        self.go_on()
        self.compute_again()
        self.keep_rows()
        self.draw_whole()

    # -- one step ---------------------------------------------------------------------------------------------

    def show_row(self) -> None:
        """The line goes in, the parts flash, a row comes out."""
        machine, line = self.machine, self.line
        table = self.table = Table(self.trace, self.theme, self.step)
        written = VGroup(*line.chips[: self.step + 1])
        self.bracket, self.slot = line.bracket(self.step), line.slot(self.step + 1)
        self.add(machine)
        self.hero = VGroup(machine, written, table.card)
        with self.speak("row"):
            self.play(LaggedStart(*(FadeIn(chip, shift=0.15 * UP) for chip in written), lag_ratio=0.15), run_time=1.2)
            self.play(FadeIn(self.bracket), pulse(written[-1], factor=1.2), run_time=0.7)
            self.play(machine.flash("encoder"), run_time=0.7)
            self.play(machine.flash("decoder"), run_time=0.8)
            self.until("Out comes")
            self.play(Create(machine.out[0]), run_time=0.4)
            self.play(GrowArrow(machine.out[1]), FadeIn(table.card), run_time=0.4)
            bars = [
                FadeIn(bar, target_position=machine.boxes["decoder"].get_top(), scale=0.3) for bar in table.row.bars
            ]
            self.play(FadeIn(table.row.baseline), LaggedStart(*bars, lag_ratio=0.04), run_time=1.4)
            self.remove(table.row.baseline, *table.row.bars)
            self.add(table.row)
            self.until("must become")
            self.play(FadeIn(self.slot), run_time=0.6)
            self.until("How")
            self.play(pulse(self.slot, factor=1.2), run_time=0.8)
        self.rest(1.0)

    def compare(self) -> None:
        """The words' own rows, and the dot product of the decoder's row with each."""
        table = self.table
        self.hero = VGroup(table.row, table.rows)
        with self.speak("compare"):
            self.play(pulse(table.row.bars, factor=1.08), run_time=0.8)
            self.until("Every French")
            lines = [
                FadeIn(VGroup(strip, word), shift=0.3 * LEFT)
                for strip, word in zip(table.rows, table.words, strict=True)
            ]
            self.play(LaggedStart(*lines, lag_ratio=0.3), run_time=1.8)
            self.remove(*table.rows, *table.words)
            self.add(table.rows, table.words)
            self.until("Take the dot")
            for place, strip in enumerate(table.rows):
                copy = table.row.bars.copy()
                self.play(copy.animate.move_to(strip.bars), run_time=0.3)
                self.play(
                    FadeOut(copy, target_position=table.scores[place], scale=0.1),
                    FadeIn(table.scores[place], target_position=strip),
                    run_time=0.3,
                )
            self.until("fits best")
            self.play(Create(table.ring), pulse(table.words[0], factor=1.15), run_time=0.8)
        self.rest(1.2)

    def share_out(self) -> None:
        """Scores become shares of one."""
        table = self.table
        probabilities = self.trace["main/decoder.probabilities"][self.step]
        formula = self.formula_of(
            probabilities,
            "next_word",
            y=last_rows(self.trace)[self.step],
            table=self.trace["weights/target_embedding"],
            size=54,
        )
        self.formula = formula.move_to(at(*FORMULA))
        with self.speak("softmax"):
            self.play(FadeOut(table.scores, shift=0.2 * LEFT), *(FadeIn(s.frame) for s in table.shares), run_time=0.5)
            growing = [
                ReplacementTransform(share.piece.copy().stretch(0.01, 0, about_edge=LEFT), share.piece)
                for share in table.shares
            ]
            self.play(*growing, run_time=1.0)
            self.play(FadeIn(table.shares[0].number, target_position=table.shares[0]), run_time=0.5)
            self.remove(*table.shares.get_family())
            self.add(table.shares)
            self.play(FadeIn(formula, shift=0.2 * UP), run_time=0.5)
        self.rest(1.5)

    # -- word after word --------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """The word flies round into its place; then the same again, faster, until the end."""
        steps = range(self.step + 1, len(self.trace.target))
        with self.speak("again") as line:
            end = self.clock + line.duration
            self.play(FadeOut(self.formula), run_time=0.3)
            self._write(self.step, 1.2)
            self.until("goes back in")
            self._feed(self.step + 1, 0.5)
            for left, step in zip(range(len(steps), 0, -1), steps, strict=True):
                pace = min(max((end - self.clock) / left, FASTEST), SLOWEST)
                self._next_row(step, 0.5 * pace)
                self._write(step, 0.5 * pace)
                if left > 1:
                    self._feed(step + 1, 0.0)
        self.rest(1.5)

    def _write(self, step: int, seconds: float) -> None:
        """The word of a step leaves the table as a chip and flies round to its place in the line."""
        flying, chip = self.table.said(), self.line.chips[step + 1]
        size = chip.word.width / flying.word.width
        self.add(flying)
        self.play(
            flying.animate(path_arc=-1.3).scale(size).move_to(chip),
            FadeOut(self.slot),
            run_time=seconds,
        )
        self.remove(flying)
        self.add(chip)

    def _feed(self, place: int, seconds: float) -> None:
        """The bracket now spans the new word as well, and the next place is empty."""
        bracket = self.line.bracket(place)
        if seconds:
            self.play(ReplacementTransform(self.bracket, bracket), run_time=seconds)
        else:
            self.remove(self.bracket)
            self.add(bracket)
        self.bracket, self.slot = bracket, self.line.slot(place + 1)

    def _next_row(self, step: int, seconds: float) -> None:
        """The parts flash, another row comes out, and other words fit it."""
        old, new = self.table, Table(self.trace, self.theme, step)
        self.play(
            self.machine.flash("decoder", lag_ratio=0.2),
            ReplacementTransform(old.row, new.row),
            FadeOut(old.whole()),
            FadeIn(new.whole()),
            FadeIn(self.slot),
            run_time=seconds,
        )
        self.table = new
        self.hero = VGroup(new.row, new.rows)

    # -- the drawer -------------------------------------------------------------------------------------------

    def compute_again(self) -> None:
        """Every step sends all words so far through the decoder."""
        stairs = self.stairs = Stairs(self.trace, self.theme)
        without, self.arrow, self.kept = stairs.totals()
        self.hero = VGroup(stairs.words, *stairs.steps)
        with self.speak("rows"):
            self.clear_stage(run_time=0.5)
            self.play(FadeIn(stairs.words, stairs.heading), run_time=0.6)
            self.until("For every")
            columns = [LaggedStart(*(FadeIn(cell, scale=0.6) for cell in cells)) for cells in stairs.steps]
            self.play(LaggedStart(*columns, lag_ratio=0.6), run_time=3.4)
            self.until("That makes")
            self.play(FadeIn(without, target_position=stairs.repeated), run_time=0.8)
        self.rest(1.5)

    def keep_rows(self) -> None:
        """Earlier rows never change: their keys and values go into a drawer, and a step computes one row."""
        stairs = self.stairs
        with self.speak("keep"):
            self.play(LaggedStart(*(pulse(cell, factor=1.3) for cell in stairs.new), lag_ratio=0.15), run_time=2.2)
            self.until("Keep their")
            self.play(FadeIn(stairs.drawer, shift=0.3 * LEFT), run_time=0.5)
            self.play(
                LaggedStart(*map(Create, stairs.keys), lag_ratio=0.06),
                LaggedStart(*map(Create, stairs.values), lag_ratio=0.06),
                run_time=1.4,
            )
            self.until("and each step")
            self.play(
                LaggedStart(*(FadeOut(cell, scale=0.3) for cell in stairs.repeated), lag_ratio=0.02), run_time=1.4
            )
            self.until("in all")
            self.play(GrowArrow(self.arrow), FadeIn(self.kept, target_position=stairs.new), run_time=0.8)
        self.rest(1.2)
        with self.speak("drawer"):
            self.play(pulse(stairs.drawer, factor=1.02), run_time=0.8)
            self.until("key-value")
            self.play(FadeIn(stairs.name(), shift=0.2 * UP), run_time=0.8)
        self.rest(1.2)

    # -- the figure -------------------------------------------------------------------------------------------

    def draw_whole(self) -> None:
        """The model as in the paper, one word's row on its way through each half."""
        figure = Figure(self.trace, self.theme, self.step)
        self.hero = VGroup(figure.ways, figure.blocks())
        with self.speak("figure"):
            self.clear_stage(run_time=0.5)
            self.play(*map(GrowArrow, figure.ways), FadeIn(figure.names, figure.chips), run_time=0.9)
            for half in ("encoder", "decoder"):
                if half == "decoder":
                    self.play(Create(figure.bridge), run_time=0.6)
                self._travel(figure, half)
            self.play(FadeIn(figure.softmax()), run_time=0.4)
        said = figure.said()
        self.play(FadeIn(said, target_position=self.last, scale=0.6), run_time=0.9)
        boxes = [part.block[0] for half in ("encoder", "decoder") for part in figure.parts[half]]
        ink = self.theme.role("thread")
        lit = [change(box, to=lambda b: b.set_fill(ink), rate_func=there_and_back, run_time=0.9) for box in boxes]
        self.play(LaggedStart(*lit, pulse(said, factor=1.15), lag_ratio=0.4), run_time=2.6)
        self.rest(2.0)

    def _travel(self, figure: Figure, half: str) -> None:
        """A word's row goes up the straight way, and changes at each part that adds to it."""
        strip = figure.row(half, 0)
        self.play(FadeIn(strip, target_position=figure.chips[half == "decoder"]), run_time=0.5)
        for place, part in enumerate(figure.parts[half], start=1):
            after = figure.row(half, place)
            self.play(FadeIn(part.block, part.wires, part.norm, shift=0.1 * RIGHT), run_time=0.3)
            self.play(
                change(part.block[0], to=lambda box: box.set_fill(self.theme.role("thread"))),
                run_time=0.2,
            )
            self.play(ReplacementTransform(strip, after), self._calm(figure, half, place - 1), run_time=0.4)
            strip = after
        self.last = strip

    def _calm(self, figure: Figure, half: str, place: int) -> Animation:
        fill, _ = self.theme.solid(half)
        return change(figure.parts[half][place].block[0], to=lambda box: box.set_fill(fill))


__all__ = ["Generation"]
