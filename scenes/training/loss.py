"""What a word costs: -ln p on a ruler of shares, what smoothing asks for, and what is paid before and after training.

Sources: Goodfellow et al. 2016, section 6.2.1.1; Szegedy et al. 2016, section 7; Vaswani et al. 2017, section 5.4.

The share is that of the bundle's own pronoun at a kept step of its training (experiment ``step_from_guess``), the
prices at the end are those of unseen sentences (experiment ``loss``).
"""

from __future__ import annotations

from manim import (
    DOWN,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    TransformFromCopy,
    VGroup,
)

from scenes.kit.bands import tag_band
from scenes.kit.claims import Measured
from scenes.kit.layout import at
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.loss_board import TONES, Blocks, Board, Piece, PriceDot, Slide, beside
from scenes.training.parts.loss_columns import Columns
from scenes.training.parts.loss_lines import lines_about
from scenes.training.parts.loss_story import GUESS, HALVINGS, RECORD, Story, price, price_claim
from scenes.training.parts.loss_target import Target

SENTENCE = 330  # pixels from the top


class Loss(ExplainerScene):
    """The price of a word, and what is asked."""

    title = "What a mistake costs"
    idea = "A word costs minus the logarithm of its share; training brings the price down, and certainty is not asked."
    picture = "What a word costs by blind guessing, before training and after it, as three columns."
    place = "decoder.logits"
    needs = (RECORD, GUESS)
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.story = Story(self.trace)
        self.begin()
        self.set_price()
        self.halve()
        self.come_down()
        self.ask()
        self.compare()

    # -- one word ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The ruler, and what the machine gave each of the pronouns."""
        story = self.story
        board = self.board = Board(self.theme, story.word)
        tones = [TONES.get(word, "output") for word in (story.word, story.other)]
        self.piece = Piece(board, story.share.item(), 0.0, tones[0])
        self.rival = Piece(board, story.other_share.item(), story.share.item(), tones[1])
        chips = [
            Chip(word, self.theme, look=word if word in TONES else "said", size=64)
            for word in (story.word, story.other)
        ]
        self.chip, other = chips
        for chip, piece in zip(chips, (self.piece, self.rival), strict=True):
            chip.move_to([piece.get_center()[0], at(0, 700)[1], 0])
        share = self.number(story.share, spec=".2f", size=110, weight="SEMIBOLD")
        share.on_baseline(self.piece.get_center()[0], at(0, 600)[1], align=0.5)
        tag = self.phrase("step {step:.0f}", step=story.step, role="quiet")
        sentence = Sentence(story.source, self.trace, self.theme, y=SENTENCE, rest="plain")
        self.hero = VGroup(board.ruler, sentence)
        with self.speak("begin"):
            self.play(FadeIn(sentence), run_time=0.7)
            self.play(FadeIn(board.ruler), run_time=0.7)
            self.until("It begins")
            self.play(LaggedStart(*(FadeIn(chip, shift=0.3 * DOWN) for chip in chips), lag_ratio=0.4), run_time=1.4)
        self.rest(0.4)
        with self.speak("share"):
            self.until("“")
            self.play(pulse(self.chip, factor=1.2), run_time=0.8)
            self.until("training, the")
            self.play(FadeIn(tag_band(tag, self.bands, self.layout)), run_time=0.4)
            self.play(GrowFromEdge(self.piece, [-1, 0, 0]), run_time=0.9)
            self.play(GrowFromEdge(self.rival, [-1, 0, 0]), run_time=0.9)
            self.play(FadeIn(share, shift=0.3 * UP), run_time=0.6)
        self.rest(1.0)
        self.play(FadeOut(share, self.rival, other, sentence), run_time=0.5)
        self.tag = tag

    def set_price(self) -> None:
        """A dot comes down from nowhere at certainty, and slides to the word's own share; its height is the price."""
        story, board = self.story, self.board
        goal = PriceDot(board, story.share_after(0), story.price_after(0))
        free = self.words("certain: free", size=50, weight="MEDIUM")
        free.on_baseline(at(1740, 0)[0], at(0, 690)[1], align=1.0)
        dot = self.dot = goal.copy()
        self.blocks = Blocks(
            board, [story.price_after(0), *map(story.rise, range(1, HALVINGS + 1))], self.theme, story.word
        )
        level = board.level(story.share.item())
        self.hero = VGroup(board, self.blocks)
        with self.speak("price"):
            self.play(Create(board.curve), run_time=1.6)
            self.until("To be certain")
            self.play(FadeIn(free, shift=0.2 * DOWN), run_time=0.7)
            self.until("costs")
            self.play(
                FadeIn(dot, target_position=self.piece.get_center()),
                change(self.chip, to=lambda chip: beside(chip, dot)),
                run_time=0.8,
            )
            self.play(Create(level), FadeIn(self.blocks.base, self.blocks.name), run_time=0.5)
            self.play(GrowFromEdge(self.blocks.cells[0], DOWN), FadeIn(self.blocks.figures[0]), run_time=0.8)
        self.rest(1.2)
        self.levels, self.free = VGroup(level), free

    def halve(self) -> None:
        """Half the share, three times; each time the price goes up by the same block."""
        story, board, blocks = self.story, self.board, self.blocks
        formula = self.formula_of(price(story.share), "cross_entropy", size=100, probability=story.share)
        formula.move_to(at(1240, 330))
        with self.speak("half"):
            for times, words in enumerate(("Halve the share", "Halve it again", "And again"), start=1):
                self.until(words)
                before = story.share_after(times - 1).value
                tick, riser = board.tick(before), board.riser(before)
                goal = PriceDot(board, story.share_after(times), story.price_after(times))
                self.add(tick)
                self.play(Slide(board, self.dot, goal, self.chip, self.piece, run_time=1.1))
                self.play(FadeIn(riser), Create(level := board.level(before / 2)), run_time=0.4)
                self.play(TransformFromCopy(riser, blocks.cells[times]), run_time=0.7)
                self.play(FadeIn(blocks.figures[times]), FadeOut(riser), run_time=0.3)
                self.levels.add(level)
                self.tick = tick
            self.until("The price")
            name = self.words("loss", size=64, weight="SEMIBOLD").on_baseline(at(1240, 0)[0], at(0, 480)[1], align=0.5)
            self.play(FadeIn(formula, name, shift=0.2 * UP), run_time=0.8)
        self.rest(1.8)
        self.formula = VGroup(formula, name)

    # -- a sentence -------------------------------------------------------------------------------------------

    def come_down(self) -> None:
        """The dot slides down, and the dots of a whole sentence with it."""
        story, board = self.story, self.board
        end = story.guess["kept.right"][-1]
        last = PriceDot(board, Measured(end), price_claim(end))
        words = VGroup(*(PriceDot(board, Measured(share), price_claim(share), radius=11) for share in story.words))
        ticks = [part for part in self.stage if type(part).__name__ == "Cell"]
        mean = self.number(story.mean, spec=".2f", size=110, weight="SEMIBOLD")
        mean.on_baseline(at(1700, 0)[0], at(0, 560)[1], align=1.0)
        self.hero = board
        with self.speak("down"):
            self.play(FadeOut(self.blocks, self.levels, *ticks, self.formula, self.free), run_time=0.6)
            self.until("and training")
            self.play(Slide(board, self.dot, last, self.chip, self.piece, run_time=2.2), FadeOut(self.tag))
            self.until("In the end")
            falling = [FadeIn(dot, shift=3.0 * DOWN) for dot in words]
            self.play(LaggedStart(*falling, lag_ratio=0.15), FadeOut(self.chip), run_time=1.8)
            self.play(FadeIn(mean, shift=0.3 * UP), run_time=0.6)
        self.rest(0.8)
        if "why" in self.said_lines:
            with self.speak("why"):
                self.play(pulse(mean, factor=1.15))
            self.rest(1.7)

    def ask(self) -> None:
        """The target, and its tail under a lens."""
        target = Target(self.story, self.theme)
        self.clear_stage(run_time=0.6)
        self.hero = target
        with self.speak("asked"):
            self.play(GrowFromEdge(target.piece, [-1, 0, 0]), FadeIn(target.named[1]), run_time=1.2)
            self.play(FadeIn(target.named[0]), run_time=0.5)
            self.until("with a crumb")
            self.play(FadeIn(target.tail, shift=0.2 * RIGHT), run_time=0.5)
            self.play(FadeIn(target.rays), run_time=0.5)
            crumbs = [TransformFromCopy(target.tail, crumb) for crumb in target.crumbs]
            self.play(LaggedStart(*crumbs, lag_ratio=0.02), run_time=1.8)
            self.play(FadeIn(target.legend), run_time=0.5)
        self.remove(*target.get_family())
        self.add(target)
        self.rest(1.3)
        name = self.words("label smoothing", size=64, weight="SEMIBOLD").on_baseline(
            at(960, 0)[0], at(0, 500)[1], align=0.5
        )
        with self.speak("apart"):
            self.play(pulse(target.piece, target.tail, factor=1.02), run_time=1.0)
            self.until("So it is not")
            self.play(FadeIn(name, shift=0.2 * UP), pulse(target.crumbs, factor=1.05), run_time=1.0)
        self.rest(1.2)

    def compare(self) -> None:
        """Three columns: blind, untrained, trained."""
        columns = Columns(self.story, self.theme)
        self.clear_stage(run_time=0.6)
        self.hero = columns
        with self.speak("start"):
            self.play(FadeIn(columns.base, columns.head), run_time=0.6)
            for place, words in ((0, "Blind guessing"), (1, "The untrained")):
                self.until(words)
                self._raise(columns, place)
            if self.story.is_wrong_before:
                self.until("It has opinions")
            self.play(pulse(columns.figures[1], factor=1.1))
        self.rest(1.6)
        with self.speak("next"):
            self._raise(columns, 2)
            self.until("But how")
            self.play(pulse(columns.bars[2], columns.figures[2], factor=1.05), run_time=1.0)
        self.remove(*columns.get_family())
        self.add(columns)
        self.rest(2.4)

    def _raise(self, columns: Columns, place: int) -> None:
        """A column grows, then its figure comes."""
        self.play(FadeIn(columns.names_of[place]), GrowFromEdge(columns.bars[place], DOWN), run_time=1.2)
        self.play(FadeIn(columns.figures[place], shift=0.2 * UP), run_time=0.4)


__all__ = ["Loss"]
