"""The proof: a head's eight numbers, moved from one run to the other, change what "it" is.

All that happens here was recorded: in the experiment ``transplant``, and for the film's own pair of sentences. The
method is that of Geiger et al. 2021 and Meng et al. 2022 (interchange and causal tracing of hidden states).
"""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Animation,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Group,
    GrowArrow,
    LaggedStart,
    Transform,
    TransformFromCopy,
    VGroup,
)

from scenes.decoder.parts.eight_numbers_exchange import Exchange
from scenes.decoder.parts.eight_numbers_lines import lines_about
from scenes.decoder.parts.eight_numbers_proof import SQUARE, SQUARE_SIZE, Proof
from scenes.decoder.parts.eight_numbers_runs import Run
from scenes.kit.heads import Head
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.field import Field
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.questions import QuestionRow
from scenes.kit.motion import dim, pulse
from scenes.kit.pair import RECORDED
from scenes.kit.scene import ExplainerScene

GHOST = 0.25  # what stays of bars that are replaced
PAIRS_IN_A_ROW = 30
QUESTIONS = 866  # pixels from the top


class EightNumbers(ExplainerScene):
    """Reports are exchanged between two runs."""

    title = "Eight numbers"
    idea = "Eight numbers, moved from one run to the other, change what “it” is."
    picture = "A head's numbers, and below them its two reports as bars, between il and elle."
    place = "encoder"
    needs = (RECORDED, "experiments/head_roles")
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The layer of the head."""
        return f"encoder.{Exchange(self.trace).ours.layer}.self_attn"

    def construct(self) -> None:
        """One beat after the other."""
        self.exchange = Exchange(self.trace)
        reports = [self.exchange.report(self.exchange.ours, twin).values for twin in (False, True)]
        self.limit = float(np.abs(reports).max())
        self.show_runs()
        self.report()
        if self.exchange.others_change_nothing:
            self.exchange_others()
        self.exchange_ours()
        self.count()
        self.show_where()

    # -- two runs ---------------------------------------------------------------------------------------------

    def show_runs(self) -> None:
        """Both sentences' ends, and what is written about them."""
        self.runs = [Run(self.exchange, self.theme, twin=twin) for twin in (False, True)]
        self.hero = VGroup(*(run.card for run in self.runs))
        with self.speak("both"):
            self.play(*(FadeIn(run.card) for run in self.runs), run_time=0.8)
            self.until("Here is")
            for run in self.runs:
                self.play(FadeIn(run.clause, shift=0.2 * DOWN), run_time=0.8)
                self.play(FadeIn(run.french, shift=0.2 * DOWN), run_time=0.8)

    def report(self) -> None:
        """The head's numbers grow out of the last words."""
        ours = self.exchange.ours
        self.strips = [run.bars(ours, twin=run.twin, limit=self.limit) for run in self.runs]
        self.names = [run.tag(ours) for run in self.runs]
        with self.speak("says"):
            self.play(*map(FadeIn, self.names), run_time=0.6)
            for run, strip in zip(self.runs, self.strips, strict=True):
                grown = [FadeIn(bar, target_position=run.clause[-1], scale=0.3) for bar in strip.bars]
                self.play(FadeIn(strip.baseline), LaggedStart(*grown, lag_ratio=0.15), run_time=1.6)
                self.remove(strip.baseline, strip.bars)
                self.add(strip)
            self.until("It has nothing")
            self.play(pulse(*(strip.bars for strip in self.strips), factor=1.06))
        self.rest(0.8)

    # -- the exchange -----------------------------------------------------------------------------------------

    def exchange_others(self) -> None:
        """Other heads' reports go over, and nothing changes."""
        first, second, *rest = self.exchange.others
        with self.speak("others") as line:
            self._show(first, run_time=0.8)
            self.until("and put it")
            self._send(first, run_time=1.6)
            self.until("Nothing")
            self.rest(0.8)
            self._put_in(second, run_time=0.7)
            self.until("And so with")
            pace = max(0.4, (line.duration - (self.clock - self.timeline.lines[-1].start)) / len(rest) - 0.45)
            for head in rest:
                self._put_in(head, run_time=min(pace, 0.6))
        self.rest(0.6)

    def _put_in(self, head: Head, run_time: float) -> None:
        """Both cards show a head's reports; that of the right run goes over to the left one."""
        self._show(head, run_time=0.4 * run_time)
        self._send(head, run_time=run_time)

    def _show(self, head: Head, run_time: float) -> None:
        strips = [run.bars(head, twin=run.twin, limit=self.limit) for run in self.runs]
        names = [run.tag(head) for run in self.runs]
        self.play(*map(FadeOut, (*self.strips, *self.names)), *map(FadeIn, (*strips, *names)), run_time=run_time)
        self.strips, self.names = strips, names

    def _send(self, head: Head, run_time: float) -> None:
        left, right = self.strips
        moved = self.runs[0].bars(head, twin=True, limit=self.limit)
        self.play(FadeOut(left.bars), TransformFromCopy(right.bars, moved.bars), run_time=run_time)
        self.remove(*left.get_family(), moved.bars)
        self.add(moved)
        self.strips = [moved, right]

    def exchange_ours(self) -> None:
        """Ours go over, and the sentence turns."""
        ours, left = self.exchange.ours, self.runs[0]
        strips = [run.bars(ours, twin=run.twin, limit=self.limit) for run in self.runs]
        names = [run.tag(ours) for run in self.runs]
        with self.speak("now"):
            self.play(*map(FadeOut, (*self.strips, *self.names)), *map(FadeIn, (*strips, *names)), run_time=0.8)
        moved = left.bars(ours, twin=True, limit=self.limit)
        self.play(dim(strips[0].bars, opacity=GHOST), run_time=0.6)
        crossing = [
            TransformFromCopy(one, two, path_arc=0.9) for one, two in zip(strips[1].bars, moved.bars, strict=True)
        ]
        self.play(LaggedStart(*crossing, lag_ratio=0.15), run_time=2.4)
        self.remove(*moved.get_family())
        self.add(moved)
        self.rest(1.0)
        after = left.written(self.exchange.written(ours))
        with self.speak("after"):
            self._turn(left.french, after)
            if self.exchange.flips:
                if self.exchange.agrees:
                    self.until("And look")
                    self.play(pulse(left.clause[-1], after[-1], factor=1.15))
                self.until("In this run")
                self.play(FadeIn(self._picture_beside(left), scale=0.5), run_time=0.8)
        self.rest(2.0)

    def _turn(self, before: VGroup, after: VGroup) -> None:
        """Words that change fall out and in, the pronoun first; the others make room."""
        moves: list[Animation] = []
        changed: list[Animation] = []
        for place in range(max(len(before), len(after))):
            old, new = (row[place] if place < len(row) else None for row in (before, after))
            same = type(old) is type(new) and _text(old) == _text(new)
            if old is not None and new is not None and same:
                moves.append(Transform(old, new))
                continue
            changed += [FadeOut(old, shift=0.5 * DOWN)] if old is not None else []
            changed += [FadeIn(new, shift=0.5 * DOWN)] if new is not None else []
        self.play(*moves, *changed, run_time=1.0)
        self.remove(*before.get_family(), *after.get_family())
        self.add(after)

    # -- the proof --------------------------------------------------------------------------------------------

    def count(self) -> None:
        """How often it worked, in large figures."""
        size = self.theme.sizes.big * 2
        row = self.phrase(
            "{moved:.0f} of {pairs:.0f}",
            moved=self.exchange.moved,
            pairs=self.exchange.pairs,
            size=size,
            weight="SEMIBOLD",
        )
        row.move_to(at(960, 330))
        self.clear_stage(run_time=0.7)
        dots = self._dots()
        self.hero = VGroup(row, dots)
        with self.speak("count"):
            self.play(FadeIn(row[1:], shift=0.2 * UP), run_time=0.8)
            self.play(LaggedStart(*map(FadeIn, dots), lag_ratio=0.02), run_time=3.6)
            self.until("It worked")
            worked = dots[: round(self.exchange.moved.item())]
            green = self.theme.fill("learned")
            turned = [LaggedStart(*(dot.animate.set_fill(green) for dot in worked), lag_ratio=0.02)] if worked else []
            self.play(*turned, FadeIn(row[0], scale=0.6), run_time=1.8)
        self.rest(2.0)

    def _dots(self) -> VGroup:
        """A dot for each pair that was tried."""
        count = round(self.exchange.pairs.item())
        dots = VGroup(*(Dot(radius=pixels(11), color=self.theme.role("thread")) for _ in range(count)))
        dots.arrange_in_grid(rows=max(1, round(count / PAIRS_IN_A_ROW)), buff=pixels(20))
        return dots.move_to(at(960, 690))

    def _picture_beside(self, run: Run) -> VGroup:
        """What "it" is now, beside the end of the sentence."""
        noun = self.exchange.pair.second
        picture = picture_of(noun.words[noun.referent], self.trace, size=100)  # type: ignore[arg-type]
        return VGroup() if picture is None else picture.next_to(run.clause, RIGHT, buff=pixels(28))

    def show_where(self) -> None:
        """The field of all numbers, our head's square in it, and what comes out of it."""
        ours = self.exchange.ours
        block = f"encoder.{ours.layer}.self_attn"
        self.clear_stage(run_time=0.5)
        field = Field(self.trace, self.theme).move_to(at(960, 465))
        self.hero = field
        with self.speak("where"):
            self.play(FadeIn(field), run_time=1.0)
            self.until("One head")
            ring = outline_of(field.square(block, ours.number), self.theme.role("output"), width=5.0)
            self.play(Transform(field, field.only((block, ours.number))), Create(ring), run_time=1.0)
            lifted = field.lifted(block, ours.number, width=pixels(SQUARE_SIZE))
            self.add(lifted, ring)
            scale = pixels(SQUARE_SIZE) / lifted.width
            self.play(
                FadeOut(field),
                lifted.animate.scale(scale).move_to(at(*SQUARE)),
                ring.animate.scale(scale).move_to(at(*SQUARE)),
                run_time=1.2,
            )
            self._two_reports(lifted)
        self.rest(1.2)
        if self.exchange.always_works and self.exchange.flips:
            self._answer()
            self.rest(1.5)
        else:
            self.rest(5.8)

    def _two_reports(self, square: Field) -> None:
        """The last words go in at the left; out come two rows of numbers, one for each pronoun."""
        proof = Proof(self.exchange, self.theme, self.limit)
        chips, arrows = proof.askers(square)
        self.play(*map(FadeIn, chips), *map(GrowArrow, arrows), run_time=0.7)
        strips = [proof.report(twin) for twin in (False, True)]
        self.play(LaggedStart(*map(Create, proof.threads(square, strips[0])), lag_ratio=0.08), run_time=0.9)
        self.play(*map(FadeIn, strips), *map(FadeIn, proof.pronouns()), run_time=0.9)
        self.hero = Group(square, *strips)

    def _answer(self) -> None:
        """The first question gets its tick."""
        row = QuestionRow(self.theme, y=QUESTIONS, asked=0)
        self.play(FadeIn(row), run_time=0.6)
        self.play(FadeIn(row.ticks[0], scale=1.6), run_time=0.6)


def _text(part: object) -> str:
    """What a word or a chip says."""
    word = part.word if isinstance(part, Chip) else part
    return str(getattr(word, "original_text", ""))
