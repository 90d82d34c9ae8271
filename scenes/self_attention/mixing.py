"""What a word gets for its attention: values shrunken to their shares and added up, and the formula of it all.

z_i = sum_j a_ij v_j, then softmax(Q K^T / sqrt(d_k)) V. Source: Vaswani et al. 2017, section 3.2.1, equation 1.
"""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    VGroup,
)

from model.trace import derive
from scenes.kit.choose import hero_block, hero_head
from scenes.kit.layout import at
from scenes.kit.mobjects.row_arcs import RowArcs
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.unit import Unit
from scenes.kit.motion import pulse, stack_bars
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.mixing_board import Board
from scenes.self_attention.parts.mixing_lines import lines_about
from scenes.self_attention.parts.mixing_rows import EVEN, Row, story_of

UNIT = 720  # pixels from the top to the middle of the unit of attention
FORMULA, FORMULA_SIZE = 760, 84  # pixels: from the top to its middle; its capitals


class Mixing(ExplainerScene):
    """Values shrink to their shares and add up; one changed word swings the arc; the formula as a whole."""

    title = "What a word gets"
    idea = "Each word hands over its value in proportion to its share; added up, they are the head's report."
    picture = "An arc from the last word to the noun that it found, and below it the formula of attention."
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.story = story_of(self.trace)
        self.show_row()
        self.lay_out()
        self.shrink()
        self.add_up()
        self.look_around()
        self.change()
        self.write_formula()

    # -- one row, one sum -------------------------------------------------------------------------------------

    def show_row(self) -> None:
        """The arcs of the word whose mixture is followed."""
        row = self.story.mixture
        self.sentence = self._sentence(row)
        self.hero = self.sentence
        with self.speak("row"):
            self.play(FadeIn(self.sentence), run_time=0.8)
            self.until("Here is")
            self.play(self.sentence.act("asks", row.asks))
            self.arcs = self._arcs(row)
            self._grow(self.arcs, run_time=1.0)
            self.unit = self._cut(row)
        self.rest(0.6)

    def lay_out(self) -> None:
        """The shares and the words fly to the lines of a sum, and the words' values come out of them."""
        board = self.board = Board(self.trace, self.theme, self.story.mixture)
        columns, others = board.columns(), board.others
        self.hero = columns
        with self.speak("beside"):
            going = [self.arcs, self.unit, *(self.sentence.acting(j) for j in others)]
            moves: list[Animation] = []
            for j, line in zip(board.largest, board.lines, strict=True):
                chip = VGroup(self.sentence.chips[j], self.sentence.word(j))
                moves.append(ReplacementTransform(chip, line.word[0]))
                moves += [ReplacementTransform(p, line.word[1]) for p in self.sentence.picture(j) if len(line.word) > 1]
            self.play(*map(FadeOut, going), *moves, run_time=1.4)
            self.remove(*self.stage)
            self.add(columns, *(line.word for line in board.lines))
            self.play(FadeIn(columns), *(FadeIn(line.before) for line in board.lines), run_time=0.8)
            for line in board.lines:
                grown = FadeIn(line.full.bars, target_position=line.word[0], scale=0.3)
                self.play(FadeIn(line.full.baseline), grown, run_time=0.9)
                self.remove(line.full.baseline, line.full.bars)
                self.add(line.full)
        self.rest(0.8)

    def shrink(self) -> None:
        """Every bar shrinks to its share of its height; its outline stays."""
        board = self.board
        with self.speak("shrink"):
            for line in board.lines:
                ghost = line.full.copy()
                ghost.bars.set_fill(opacity=0.22)
                self.add(ghost, line.full)
                self.play(stack_bars(line.full, line.part), run_time=1.6)
            self.until("the others")
            last = board.last
            self.play(FadeIn(last.before, last.word), FadeIn(last.full, shift=0.4 * UP), run_time=1.0)
        self.rest(0.8)

    def add_up(self) -> None:
        """The shrunken values slide down and stand tip to tail: the report."""
        board = self.board
        with self.speak("add up"):
            self.play(Create(board.rule()), run_time=0.6)
            self._slide_down()
            self.until("numbers")
            self.play(FadeIn(board.total()), run_time=0.8)
        self.rest(1.0)

    def _slide_down(self) -> None:
        """One after the other the parts stand on the tips of the sum so far; the last sum is the report itself."""
        board, row = self.board, self.story.mixture
        lines = [*board.lines, board.last]
        nothing = derive("nothing yet", ("K",), np.zeros_like, row.report)
        total = board.strip(nothing, len(lines), "output")
        self.add(total)
        for place, line in enumerate(lines):
            stacked = line.full.copy_stacked_on(total)
            used = (*board.largest, *board.others) if place == len(lines) - 1 else board.largest[: place + 1]
            sums = row.report if place == len(lines) - 1 else board.term(tuple(used))
            grown = board.strip(sums, len(lines), "output")
            self.play(TransformFromCopy(line.full.bars, stacked.bars), run_time=0.8)
            self.play(ReplacementTransform(total, grown), FadeOut(stacked.bars), run_time=0.4)
            total = grown

    # -- who goes looking -------------------------------------------------------------------------------------

    def look_around(self) -> None:
        """The row of "it", which looks at nobody, then that of the word that does."""
        story = self.story
        self.clear_stage()
        self.compared = VGroup()
        self.sentence = self._sentence(story.looks)
        self.hero = self.sentence
        if story.pronoun is not None:
            with self.speak("pronoun"):
                self.play(FadeIn(self.sentence), run_time=0.7)
                self.play(self.sentence.act("asks", story.pronoun.asks))
                self.until("You would")
                self.play(pulse(*self.sentence.pictures.values(), factor=1.2), run_time=1.2)
                self.until("It does not")
                arcs = self._arcs(story.pronoun)
                self._grow(arcs, run_time=1.4)
                unit = self._cut(story.pronoun)
            self.rest(1.4)
            self.play(FadeOut(arcs, unit), self.sentence.act("rests", story.pronoun.asks), run_time=0.6)
        else:
            self.play(FadeIn(self.sentence), run_time=0.7)
        with self.speak("looks"):
            self.play(self.sentence.act("asks", story.looks.asks))
            self.until(story.looks.noun)
            self.arcs = self._arcs(story.looks)
            self._grow(self.arcs, run_time=1.6)
            self.play(self.sentence.act("answers", story.looks.largest))
            if any("value" in cue.text for cue in self.timeline.lines[-1].line.cues):
                self.until("the value")
                self._compare(story.looks)
        self.rest(1.8)

    def _compare(self, row: Row) -> None:
        """Below the sentence: the noun's value, and the report, which is nearly the same."""
        limit = float(max(np.abs(row.values[row.largest].values).max(), np.abs(row.report.values).max()))
        made = []
        for x, tensor, role in ((560, row.values[row.largest], "value"), (1360, row.report, "output")):
            strip = VectorStrip(tensor, self.theme, role, length=4.4, height=1.7, limit=limit)
            made.append(strip.shift(at(x, 720) - strip.box.get_center()))
        names = [self.words(text, role=role) for text, role in (("value", "value"), ("report", "output"))]
        for name, strip in zip(names, made, strict=True):
            name.on_baseline(strip.box.get_center()[0], at(0, 876)[1], align=0.5)
        alike = self.words("≈", size=self.theme.sizes.hero).move_to(at(960, 720))
        value, report = made
        self.compared = VGroup(value, report, alike, *names)
        chip = self.sentence.chips[row.largest]
        self.play(FadeIn(value, target_position=chip, scale=0.4), FadeIn(names[0]), run_time=0.9)
        self.play(TransformFromCopy(value, report), FadeIn(alike, names[1]), run_time=1.0)

    # -- one word changed -------------------------------------------------------------------------------------

    def change(self) -> None:
        """One word changes, the machine runs again, and the arc goes elsewhere."""
        story, before = self.story, self.sentence
        going = [self.arcs, *([self.compared] if self.compared else [])]
        with self.speak("change"):
            self.play(*map(FadeOut, going), before.act("rests", story.looks.largest), run_time=0.7)
            if story.swapped is None:
                self.play(before.act("rests", story.looks.asks), before.act("asks", story.changed.asks))
            else:
                self._swap_word(story.swapped)
        self.rest(1.6)
        self.arcs = self._arcs(story.changed)
        with self.speak("found"):
            self._grow(self.arcs, run_time=1.2)
            self.play(self.sentence.act("answers", story.changed.largest))
            self.until("Nobody")
            found = story.changed.largest
            self.play(pulse(self.sentence.picture(found) or self.sentence.acting(found), factor=1.2), run_time=1.0)
        self.rest(1.8)

    def _swap_word(self, place: int) -> None:
        """A word falls out of its chip, another falls in; the others make room."""
        before, after = self.sentence, self._sentence(self.story.changed)
        after.at_once("asks", [self.story.looks.asks])
        moves = [Transform(before.acting(j), after.acting(j)) for j in range(len(before.texts)) if j != place]
        self.play(FadeOut(before.acting(place), shift=1.0 * DOWN), run_time=0.6)
        self.play(*moves, FadeIn(after.acting(place), shift=1.0 * DOWN), run_time=0.8)
        self.remove(*before.get_family(), *after.get_family())
        self.add(after)
        self.sentence = self.hero = after

    # -- the formula ------------------------------------------------------------------------------------------

    def write_formula(self) -> None:
        """Equation 1, piece by piece, as its parts are named."""
        layer, head = hero_head(self.trace)
        block = self.trace.scope(f"main/encoder.{layer}.self_attn")
        query, key, value, mixed = (block[name][head] for name in ("query", "key", "value", "mixed"))
        formula = self.formula_of(mixed, "attention", size=FORMULA_SIZE, query=query, key=key, value=value)
        formula.move_to(at(960, FORMULA))
        with self.speak("formula"):
            self.play(FadeIn(formula[:9]), run_time=1.0)
            self.until("Queries")
            self.play(FadeIn(formula[10:13], shift=0.2 * UP), run_time=1.0)
            self.until("Softmax")
            self.play(FadeIn(formula[9], formula[13]), run_time=1.0)
            self.until("And the shares")
            self.play(FadeIn(formula[14], shift=-0.3 * UP), run_time=0.8)
        self.remove(*self.stage)
        self.add(self.sentence, self.arcs, formula)
        self.rest(1.6)

    # -- parts ------------------------------------------------------------------------------------------------

    def _sentence(self, row: Row) -> Sentence:
        return Sentence(row.words, self.trace, self.theme)

    def _arcs(self, row: Row) -> RowArcs:
        near_one = f"{row.share:.2f}" == "1.00" and f"{row.share:.3f}" != "1.000"
        spec = None if row.share < EVEN else ".3f" if near_one else ".2f"
        return RowArcs(row.weights, row.asks, self.sentence, self.theme, spec=spec)

    def _grow(self, arcs: RowArcs, run_time: float) -> None:
        """The arcs grow out of the word that asks, then the figure."""
        self.play(LaggedStart(*(Create(arc) for arc in arcs.arcs.values()), lag_ratio=0.1), run_time=run_time)
        if len(arcs.figure):
            self.play(FadeIn(arcs.figure, scale=0.7), run_time=0.4)
        self.remove(*arcs.get_family())
        self.add(arcs)

    def _cut(self, row: Row) -> Unit:
        """The word's one unit of attention, cut into its shares."""
        unit = Unit(row.words, row.weights, self.theme, y=UNIT)
        self.play(FadeIn(unit.posts, unit.whole), run_time=0.3)
        self.play(LaggedStart(*(FadeIn(piece, shift=0.3 * DOWN) for piece in unit.pieces), lag_ratio=0.1), run_time=0.9)
        self.play(FadeIn(unit.names_of, unit.figures), run_time=0.3)
        self.remove(*unit.get_family())
        self.add(unit)
        return unit
