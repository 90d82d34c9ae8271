"""Add & norm: a report is added to its word, and every sum is brought to mean zero and deviation one.

LayerNorm(x + Sublayer(x)): Vaswani et al. 2017, section 3.1; residuals: He et al. 2016; LayerNorm: Ba, Kiros and Hinton
2016. What the addition is for was measured: the encoder's rows before training with it and without (scopes
``untrained``), and the model trained without it; so was what the norm is for, in a model trained without.
"""

from __future__ import annotations

from itertools import pairwise

from manim import (
    DOWN,
    LEFT,
    FadeIn,
    FadeOut,
    GrowArrow,
    GrowFromEdge,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
)

from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import become, change, pulse
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.add_norm_board import Board
from scenes.positional_ffn.parts.add_norm_lines import lines_about
from scenes.positional_ffn.parts.add_norm_rows import Followed, Melting, varied_step
from scenes.positional_ffn.parts.add_norm_spread import Spreads, as_is, centred, normal
from scenes.positional_ffn.parts.add_norm_stream import Streams
from scenes.positional_ffn.parts.add_norm_unmixed import Unmixed

WORDS, SUMS, HIGH = 812, 470, 560  # pixels: the sentence under its sums, their middle, their height
WIDE = 74  # pixels of a sum
FORMULA = 180  # pixels from the top


class AddNorm(ExplainerScene):
    """What stands after every attention and every feed-forward network."""

    title = "What becomes of a report?"
    idea = "A report is added to its word and does not replace it; without the addition, all words melt into one."
    picture = "Two lines through the same blocks: past them, where reports are added, and through each of them."
    needs = ("untrained.no_residual", "ablated.no_norm", "experiments/no_residual", "experiments/no_norm")
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The block whose report is added."""
        return Followed(self.trace).block

    def construct(self) -> None:
        """One beat after the other."""
        self.followed, self.melting = Followed(self.trace), Melting(self.trace)
        self.report()
        self.add_up()
        self.bring_to_size()
        self.keep_from_drifting()
        unmixed = Unmixed(self, self.followed, self.melting)
        unmixed.melt()
        unmixed.train()
        unmixed.blame()

    # -- add --------------------------------------------------------------------------------------------------

    def report(self) -> None:
        """The word's numbers, and above them what was reported to it."""
        board = self.board = Board(self.trace, self.theme, self.followed)
        above, below = self.named = board.names()
        self.hero = VGroup(board.word, board.report)
        with self.speak("reported"):
            self._grow(below, board.word)
            self._grow(above, board.report)
        self.rest(1.0)

    def _grow(self, name: VGroup, strip: VGroup) -> None:
        """What something is, and its bars coming out of it."""
        self.play(FadeIn(name), run_time=0.5)
        grown = [FadeIn(bar, target_position=name[0], scale=0.3) for bar in strip.bars]
        self.play(FadeIn(strip.baseline), LaggedStart(*grown, lag_ratio=0.03), run_time=1.1)
        self.remove(strip.baseline, *strip.bars)
        self.add(strip)

    def add_up(self) -> None:
        """Bar by bar the report falls on the word, and leaves its outline."""
        board = self.board
        laid, ghost = board.laid(), board.ghost()
        formula = self.formula_of(self.followed.total, "residual", x=self.followed.before, report=self.followed.report)
        with self.speak("added"):
            self.until("“")
            hollow = change(
                *board.report.bars, to=lambda bar: bar.set_fill(opacity=0).set_stroke(ghost, width=3, opacity=0.8)
            )
            falling = [TransformFromCopy(one, two) for one, two in zip(board.report.bars, laid.bars, strict=True)]
            rims = board.rims(laid)
            self.add(rims, laid.bars)
            shown = LaggedStart(*map(FadeIn, rims), lag_ratio=0.12)
            self.play(LaggedStart(*falling, lag_ratio=0.12), shown, hollow, run_time=4.2)
            self.remove(*laid.bars)
            self.add(rims, laid)
            self.until("and")
            self.play(pulse(self.named[0], factor=1.15), run_time=0.8)
        self.rest(1.5)
        self.hero = VGroup(board.word, laid)
        formula.move_to(at(1100, board.zeros[0]))
        with self.speak("named"):
            self.play(FadeOut(board.report), FadeOut(self.named[0]), run_time=0.5)
            self.play(FadeIn(formula), run_time=0.6)
        self.rest(1.0)

    # -- norm -------------------------------------------------------------------------------------------------

    def bring_to_size(self) -> None:
        """Over each word its sum, from one deviation below the mean to one above; all become alike."""
        self.clear_stage(run_time=0.6)
        step = varied_step(self.trace)
        inputs = self.trace[f"main/{step.norm}.input"]
        output = self.trace[f"main/{step.norm}.output"]
        gain, bias = (self.trace[f"weights/{step.norm}.{name}"] for name in ("gain", "bias"))
        sentence = Sentence(self.trace.source, self.trace, self.theme, y=WORDS, pictures=False)
        limit = 1.02 * float((abs(inputs.values.mean(-1)) + inputs.values.std(-1)).max())
        middles = [word.get_center()[0] for word in sentence.labels]
        wide = min(pixels(WIDE), 0.85 * min(b - a for a, b in pairwise(middles)))
        stages = []
        for work in (as_is, centred, normal):
            spreads = VGroup()
            for place, word in enumerate(sentence.labels):
                row, size = inputs[place : place + 1], {"width": wide, "height": pixels(HIGH)}
                spread = Spreads(row, work, self.theme, limit=limit, fill=1.0, **size)
                spreads.add(spread.shift([word.get_center()[0], at(0, SUMS)[1], 0]))
            stages.append(spreads)
        self.hero = VGroup(stages[0], sentence)
        now = stages[0]
        with self.speak("sizes"):
            self.play(FadeIn(sentence), run_time=0.5)
            seeds = [spread.bars[0].copy().stretch(0.02, 1) for spread in now]
            grown = [ReplacementTransform(seed, spread.bars[0]) for seed, spread in zip(seeds, now, strict=True)]
            self.play(LaggedStart(*grown, lag_ratio=0.08), run_time=1.2)
            self.play(FadeIn(*(spread.ticks for spread in now)), run_time=0.3)
            self.remove(*(part for spread in now for part in spread.get_family()))
            self.add(now)
            for words, after in (("mean zero", stages[1]), ("deviation one", stages[2])):
                self.until(words)
                moves = [become(one, two) for one, two in zip(now, after, strict=True)]
                self.play(LaggedStart(*moves, lag_ratio=0.08), run_time=1.2)
                self.remove(*now, *after)
                self.add(after)
                now = after
            self.hero = VGroup(now, sentence)
            self.until("every word")
            self.play(pulse(*(spread.bars[0] for spread in now), factor=1.06), run_time=0.8)
        self.rest(1.2)
        formula = self.formula_of(output, "layer_norm", x=inputs, gain=gain, bias=bias)
        formula.move_to(at(960, FORMULA + 40))
        with self.speak("norm"):
            self.play(FadeIn(formula, shift=0.2 * DOWN), run_time=0.8)
            self.until("This is")
            self.play(pulse(formula[1], formula[-1], factor=1.2), run_time=0.8)
        self.rest(1.0)

    def keep_from_drifting(self) -> None:
        """The word's stream under the blocks: with norms it comes back to its size, without it swells."""
        self.clear_stage(run_time=0.6)
        streams = Streams(self.trace, self.theme, self.followed)
        count = len(streams.blocks)
        self.hero = VGroup(*streams.streams, streams.blocks)
        with self.speak("drift"):
            self.play(FadeIn(streams.blocks, streams.names[0]), run_time=0.7)
            self._flow(streams, 0, pace=3.1 / count)
            self.until("Without the norm" if "only" in self.said_lines["drift"].holds else "With")
            self.play(FadeIn(streams.names[1]), run_time=0.4)
            self._flow(streams, 1, pace=2.4 / count)
        self.rest(1.2)
        with self.speak("small"):
            self.play(pulse(streams.blocks, factor=1.05), run_time=0.9)
            self.until("Trained")
            self.play(pulse(streams.streams[1].pieces, factor=1.05), run_time=1.0)
            self.until("it gets")
            self.play(FadeIn(streams.outcome(), target_position=streams.names[1], scale=0.6), run_time=0.7)
        self.rest(0.8)

    def _flow(self, streams: Streams, which: int, pace: float) -> None:
        """A stream from left to right; at each block a report comes down, and the stream widens."""
        stream = streams.streams[which]
        self.play(GrowFromEdge(stream.pieces[0], LEFT), run_time=0.5)
        for k in range(len(streams.blocks)):
            grown = [GrowFromEdge(piece, LEFT) for piece in streams.pieces_after(which, k)]
            self.play(GrowArrow(streams.drop(which, k)), LaggedStart(*grown, lag_ratio=0.6), run_time=pace)
        self.play(FadeIn(streams.figures[which], target_position=stream.pieces[-1]), run_time=0.4)
        self.remove(*stream.pieces)
        self.add(stream)
