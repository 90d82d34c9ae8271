"""Backpropagation: a mistake runs back against the wires, a row of attention is pushed elsewhere, a step is taken.

dl = p - q at the logits; in a head dS = A * (dA - rowsum(A * dA)), dQ = dS K / sqrt(d_k), dW_Q = X^T dQ, S the scaled
scores. Sources: Rumelhart, Hinton and Williams 1986; Dao et al. 2022, appendix B.2; Kingma and Ba 2015 for the step.
All slopes are autograd's, of the whole sentence's loss: experiment ``step_from_guess``.
"""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    Transform,
    TransformFromCopy,
    VGroup,
)

from scenes.kit.bands import tag_band
from scenes.kit.heads import EXPERIMENT
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.row_arcs import RowArcs
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.backpropagation_guess import RECORD, Guess
from scenes.training.parts.backpropagation_lines import lines_about
from scenes.training.parts.backpropagation_matrix import Queries
from scenes.training.parts.backpropagation_panels import OneStep
from scenes.training.parts.backpropagation_pushes import FLOOR, Pushes
from scenes.training.parts.backpropagation_row import thread_others
from scenes.training.parts.backpropagation_twin import listen
from scenes.training.parts.backpropagation_voices import Goals, Voices
from scenes.training.parts.backpropagation_way_back import RunBack, WayBack

ABOVE = 288  # pixels from the top: the sentence over bars
TOWER = 104  # pixels from an arrow to the tower beside it


class Backpropagation(ExplainerScene):
    """From what was said, less what was asked, to one step."""

    title = "The way back"
    idea = "A mistake runs back along the wires and says of each number which way to push it; a step is such a push."
    picture = "How loud il and elle are for two sentences, before one step, in outline, and after it."
    place = ""  # the whole model
    needs = (RECORD, EXPERIMENT)
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.guess = Guess(self.trace)
        self.stop()
        self.take_difference()
        self.run_back()
        self.look_into_head()
        self.ask_each_score()
        self.balance()
        self.reach_matrix()
        self.make_step()
        listen(self, self.guess, keep=self.tag)

    # -- from the output back ---------------------------------------------------------------------------------

    def stop(self) -> None:
        """The sentence, and how loudly each pronoun was said."""
        guess = self.guess
        sentence = Sentence(guess.source, self.trace, self.theme, y=ABOVE, rest="plain")
        voices = self.voices = Voices(guess, self.theme, when="before", x=900, apart=700)
        tag = self.phrase("stopped at step {step:.0f}", step=guess.step, role="quiet")
        self.hero = VGroup(sentence, voices)
        with self.speak("stop"):
            self.play(FadeIn(sentence), run_time=0.7)
            self.play(FadeIn(tag_band(tag, self.bands, self.layout)), run_time=0.5)
            self.until(guess.right)
            self.play(FadeIn(voices.floor), FadeIn(voices.chips), run_time=0.6)
            self.until("and the machine")
            self.play(
                *(GrowFromEdge(bar, DOWN) for bar in voices.bars),
                LaggedStart(*(FadeIn(figure, shift=0.3 * UP) for figure in voices.figures)),
                run_time=1.4,
            )
        self.remove(*voices.get_family())
        self.add(voices)
        self.rest(1.0)
        self.tag = tag

    def take_difference(self) -> None:
        """What was asked, as lines; arrows from what was said."""
        goals = self.goals = Goals(self.voices, self.theme)
        with self.speak("slope"):
            self.until("Take")
            self.rest(0.8)
            self.play(*map(Create, goals.lines), FadeIn(goals.asked), run_time=1.0)
            self.until(self.guess.other)
            for place in goals.loud_first:
                self.play(GrowFromEdge(goals.arrows[place], DOWN if goals.rises(place) else UP), run_time=1.0)
            self.until("That difference")
            self.play(*map(FadeIn, goals.figures), FadeIn(goals.name), run_time=0.8)
        self.remove(*goals.get_family())
        self.add(goals)
        self.rest(1.2)

    def run_back(self) -> None:
        """The slopes run back against the wires; each block lights up, and its bar rises."""
        way = WayBack(self.guess, self.theme)
        kept = [self.tag]
        self.clear_stage(keep=kept, run_time=0.6)
        self.hero = way
        drawn = VGroup(way.wires, *way.blocks.values(), way.names)
        with self.speak("back"):
            self.play(FadeIn(drawn), run_time=0.7)
            for (corners, reached), words in zip(way.legs, ("through", "over", "down"), strict=True):
                self.until(words)
                self.play(RunBack(corners, self.theme, run_time=1.6), *self._light(way, reached, 1.6))
            self.until("That is")
            self.play(FadeIn(way.marks(), shift=0.3 * LEFT), run_time=0.6)
            self.play(pulse(way.bars[0], factor=1.1))
        self.rest(1.2)
        self.way = way

    def _light(self, way: WayBack, reached: tuple[str, ...], seconds: float) -> list[LaggedStart]:
        """Blocks light up one after the other, and their bars grow out of them."""
        if not reached:
            return []
        lit = LaggedStart(*(way.light(name) for name in reached), lag_ratio=0.4, run_time=seconds)
        grown = (GrowFromEdge(way.bar(name), DOWN) for name in reached)
        return [lit, LaggedStart(*grown, lag_ratio=0.4, run_time=seconds)]

    # -- in the head ------------------------------------------------------------------------------------------

    def look_into_head(self) -> None:
        """Out of a block comes the row of the word that asks, as arcs over the sentence."""
        guess = self.guess
        block = self.way.blocks[f"encoder.{guess.head[0]}.self_attn"]
        sentence = self.sentence = Sentence(guess.source, self.trace, self.theme)
        self.hero = sentence
        with self.speak("row"):
            self.until("at the row")
            going = [part for part in self.stage if part is not self.tag]
            self.play(
                *map(FadeOut, going),
                FadeIn(sentence, scale=0.2, target_position=block.get_center()),
                run_time=1.2,
            )
            self.play(sentence.act("asks", guess.asks), run_time=0.5)
            arcs = self.arcs = self._arcs("before")
            self.play(LaggedStart(*(Create(arc) for arc in arcs.arcs.values()), lag_ratio=0.1), run_time=1.4)
            self.until(guess.source[guess.largest])
            self.play(FadeIn(arcs.figure, scale=0.7), sentence.act("answers", guess.largest), run_time=0.6)
        self.remove(*arcs.get_family())
        self.add(arcs)
        self.rest(0.8)

    def ask_each_score(self) -> None:
        """Under each word an arrow: against its slope, as long as that is."""
        guess = self.guess
        pushes = self.pushes = Pushes(guess.pushes, self.sentence, self.theme)
        target = pushes.arrows[guess.steepest]
        others = [arrow for place, arrow in enumerate(pushes.arrows) if place != guess.steepest]
        with self.speak("ask"):
            self.play(FadeIn(pushes.line), run_time=0.4)
            grown = [
                FadeIn(arrow, shift=0.2 * (UP if arrow.get_center()[1] > at(0, FLOOR)[1] else DOWN)) for arrow in others
            ]
            self.play(LaggedStart(*grown, lag_ratio=0.3), run_time=2.6)
            self.until(f"For “{guess.source[guess.steepest]}”")
            self.play(GrowFromEdge(target, UP), run_time=1.0)
        self.remove(*pushes.get_family())
        self.add(pushes)
        self.rest(0.6)
        side = 1 if target.get_center()[0] < at(1300, 0)[0] else -1
        x, y = target.get_center()[0] + side * pixels(70), at(0, 800)[1]
        less = self.words("less", size=64, weight="SEMIBOLD").on_baseline(x, y, align=0.0 if side > 0 else 1.0)
        slope = self.phrase("slope of its score {slope:+.3f}", slope=guess.slopes[guess.steepest], role="quiet")
        slope.shift([x - (slope.get_left()[0] if side > 0 else slope.get_right()[0]), y - pixels(56), 0])
        self.labels = VGroup(less, slope)
        with self.speak("less"):
            self.until("look less")
            self.play(FadeIn(less, shift=0.3 * DOWN), pulse(self.arcs.arc(guess.steepest)), run_time=0.9)
            self.play(FadeIn(slope), run_time=0.5)
        self.rest(1.5)

    def balance(self) -> None:
        """The pushes down and the pushes up, tip to tail, are equally long."""
        guess, pushes = self.guess, self.pushes
        values = guess.pushes.values
        x = pushes.arrows[guess.steepest].get_center()[0]
        downs = [guess.steepest, *(j for j in range(len(values)) if values[j] < 0 and j != guess.steepest)]
        ups = [j for j in range(len(values)) if values[j] > 0]
        low, high = pushes.tower(downs, x), pushes.tower(ups, x - pixels(TOWER))
        more = self.words("more", size=64, weight="SEMIBOLD", role="quiet")
        more.on_baseline(x - pixels(TOWER + 70), at(0, 800)[1], align=1.0)
        with self.speak("zero"):
            self.rest(0.4)
            moves = [TransformFromCopy(pushes.arrows[j], arrow) for j, arrow in zip(ups, high.arrows, strict=True)]
            self.until(guess.source[guess.steepest])
            self.play(LaggedStart(*moves, lag_ratio=0.12), run_time=1.5)
            fallen = [
                TransformFromCopy(pushes.arrows[j], arrow) for j, arrow in zip(downs[1:], low.arrows[1:], strict=True)
            ]
            self.play(*fallen, FadeIn(more), run_time=0.6)
        self.rest(1.2)

    def reach_matrix(self) -> None:
        """The row's slopes become those of its query; all queries' become those of the matrix."""
        guess = self.guess
        queries = Queries(guess, self.theme)
        strips, row = queries.strips, queries.strips.row(guess.asks)
        d_query = guess.of_head("d_query")
        formulas = [
            self.formula_of(
                d_query,
                "d_query",
                size=64,
                d_scaled=guess.of_head("d_scaled"),
                key=guess.of_head("before.key"),
            ),
            self.formula_of(guess.w_q, "d_w_q", size=64, x=guess.input, d_projected=d_query),
        ]
        for line, formula in enumerate(formulas):
            queries.place(formula, line)
        arrows = self.pushes.arrows.copy()
        self.add(arrows)
        kept = [self.tag, arrows]
        self.hero = VGroup(strips, queries.matrix)
        with self.speak("matrix"):
            self.clear_stage(keep=kept, run_time=0.6)
            self.play(
                FadeOut(arrows, target_position=row.box, scale=0.3),
                FadeIn(row, strips.row_label(guess.asks)),
                run_time=1.2,
            )
            others = [place for place in range(len(guess.source)) if place != guess.asks]
            self.play(
                LaggedStart(
                    *(FadeIn(VGroup(strips.row(j), strips.row_label(j)), shift=0.1 * UP) for j in others), lag_ratio=0.1
                ),
                FadeIn(formulas[0], queries.names[0]),
                run_time=1.4,
            )
            self.until("it tells")
            falling = strips.strips.copy()
            self.play(
                FadeOut(falling, target_position=queries.matrix.get_center(), scale=0.3),
                FadeIn(queries.matrix, formulas[1], queries.names[1], queries.legend),
                run_time=1.6,
            )
        self.rest(1.2)

    # -- one step ---------------------------------------------------------------------------------------------

    def make_step(self) -> None:
        """The row again, before the step and after it, and what became of its largest push."""
        guess = self.guess
        self.clear_stage(keep=[self.tag], run_time=0.5)
        sentence = self.sentence = Sentence(guess.source, self.trace, self.theme)
        sentence.at_once("asks", [guess.asks]).at_once("answers", [guess.steepest])
        before, after = (self._arcs(when, figure=False) for when in ("before", "after"))
        step = OneStep(guess, self.theme)
        self.hero = VGroup(sentence, before)
        with self.speak("step"):
            self.play(FadeIn(sentence, before), run_time=0.8)
            arc = before.arc(guess.steepest)
            self.play(FadeIn(step.before, target_position=arc.get_center(), scale=0.4), run_time=0.9)
            self.until("an optimiser")
            self.play(FadeIn(step.arrow, step.name, shift=0.3 * RIGHT), run_time=0.8)
            self.until("looks less" if guess.looks_less else "Here is")
            self.play(*(Transform(before.arc(j), after.arc(j)) for j in before.arcs), run_time=1.6)
            self.play(FadeIn(step.after, shift=0.2 * RIGHT), FadeIn(step.rate), run_time=0.5)
        self.rest(1.2)

    def _arcs(self, when: str, *, figure: bool = True) -> RowArcs:
        spec = ".2f" if figure else None
        arcs = RowArcs(self.guess.weights(when), self.guess.asks, self.sentence, self.theme, spec=spec)
        return thread_others(arcs, self.guess.steepest)


__all__ = ["Backpropagation"]
