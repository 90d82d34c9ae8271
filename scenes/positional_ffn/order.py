"""Attention knows no order: shuffle what goes in, and what comes out is shuffled, nothing more.

Attention(P X) = P Attention(X). Sources: Vaswani et al. 2017, section 3.5 (why positions are added); Lee et al. 2019
(Set Transformer); Haviv et al. 2022 (a causal mask lets a decoder find positions). Everything shown is measured on the
model of the experiment ``no_positions``, which was trained without them, and run again on the shuffled words.
"""

from __future__ import annotations

from manim import DOWN, ORIGIN, Create, FadeIn, FadeOut, LaggedStart, ReplacementTransform, TransformFromCopy, VGroup

from model.formulas import FORMULAS
from scenes.kit.claims import Measured
from scenes.kit.layout import Region
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.motion import copy_each_into, fill_cells
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.order_bag import EXPERIMENT, Board
from scenes.positional_ffn.parts.order_shuffle import BLIND, Blind, Sheet

MEASURES = 4.0  # units at the right of the sentences


class Order(ExplainerScene):
    """Words are shuffled, and their rows ride along."""

    title = "A bag of words"
    idea = "Attention knows no order: without positions, a sentence is a bag of words to the encoder."
    place = "encoder"
    needs = (BLIND, f"{BLIND}.shuffled", EXPERIMENT)

    def construct(self) -> None:
        self.blind = Blind(self.trace)
        self.region, self.band = self.layout.with_formula(0.85)
        self.shuffle(self.show_head())
        self.state_rule()
        stage = self.layout.stage
        left, right = stage.columns(stage.width - MEASURES, MEASURES, gap=0.25)
        self.board = Board(self.trace, self.theme, left, right)
        self.merge_sentences()
        self.write_one_translation()
        self.look_at_decoder()
        self.compare_with_positions()

    # -- one head, shuffled -------------------------------------------------------------------------------------

    def show_head(self) -> Sheet:
        """Weights and reports of a head that has never seen positions."""
        blind, words = self.blind, self.trace.source
        sheet = Sheet(
            blind,
            blind.tensor("weights"),
            blind.tensor("mixed"),
            (words, words),
            blind.row,
            self.theme,
            self.region,
        )
        with self.say(
            "Does attention know which word comes first? | Here is a head of a model trained without positions."
        ):
            self.play(FadeIn(sheet.heat), run_time=1.2)
        self.before = sheet.copied("before", self.band.top - 0.32)
        with self.say("At the right is its report to each word. | We follow “{word}”.", word=words[blind.row]):
            self.play(FadeIn(sheet.report), FadeIn(sheet.digits), run_time=1.2)
            self.rest(1.8)
            self.play(Create(sheet.outline), run_time=0.8)
            self.play(TransformFromCopy(sheet.digits, self.before[1]), FadeIn(self.before[0]), run_time=1.0)
        self.remove(*self.stage)
        self.add(self.before)
        self.add(sheet)
        return sheet

    def shuffle(self, sheet: Sheet) -> None:
        """Rows ride along with their words, then columns with theirs."""
        blind, words = self.blind, self.trace.source
        shuffled = self.trace.words["shuffled.source"]
        half = Sheet(
            blind,
            blind.half_way("weights"),
            blind.half_way("mixed"),
            (shuffled, words),
            blind.new_row,
            self.theme,
            self.region,
        )
        after = Sheet(
            blind,
            blind.tensor("weights", shuffled=True),
            blind.tensor("mixed", shuffled=True),
            (shuffled, shuffled),
            blind.new_row,
            self.theme,
            self.region,
        )
        self.after = after.copied("after", self.band.top - 0.74)
        with self.say(
            "Now shuffle the words, and run the model again. | Rows ride along with their words, and so do columns."
        ):
            order = sorted(enumerate(blind.order), key=lambda pair: pair[1] == blind.row)  # its outline on top
            rows = [ReplacementTransform(sheet.row(old), half.row(new)) for new, old in order]
            self.play(LaggedStart(*rows, lag_ratio=0.06), run_time=3.2)
            self._settle(half)
            self.rest(0.6)
            moves = [ReplacementTransform(half.column(old), after.column(new)) for new, old in enumerate(blind.order)]
            moves.append(half.outline.animate.shift(ORIGIN))  # stays, and stays on top
            self.play(LaggedStart(*moves, lag_ratio=0.06), run_time=2.8)
            self._settle(after)

    def state_rule(self) -> None:
        """The same digits; the rule as a formula."""
        room = Region(self.band.left, self.before.get_left()[0] - 0.5, self.band.bottom, self.band.top)
        formula = room.place(FormulaTex(FORMULAS["permuted_attention"], self.theme), 0.6)
        shown = [[number.text for number in row[1]] for row in (self.before, self.after)]
        what = "has not changed in a single digit" if shown[0] == shown[1] else "has changed by no more than rounding"
        with self.say(
            "The row of “{word}” {what}. | What comes out is shuffled as what went in: | "
            "the encoder is blind to order.",
            word=self.trace.source[self.blind.row],
            what=what,
        ):
            self.play(TransformFromCopy(self.sheet.digits, self.after[1]), FadeIn(self.after[0]), run_time=1.2)
            self.rest(3.6)
            self.play(FadeIn(formula), run_time=1.2)

    def _settle(self, sheet: Sheet) -> None:
        """One sheet on the stage, whole, in place of parts that have arrived."""
        self.remove(*(part for part in self.stage if part is not self.before))
        self.add(sheet)
        self.sheet = sheet

    # -- one bag ------------------------------------------------------------------------------------------------

    def merge_sentences(self) -> None:
        """Two orders of the same words fall into one bag."""
        board = self.board
        one, two = board.sentences
        if board.pair.swapped:
            line = self.say("Two sentences of the same words | are one and the same bag to it.")
        else:
            line = self.say("The same words in another order | are one and the same bag to it.")
        with line:
            self.clear_stage(run_time=0.6)
            self.play(FadeIn(board.heading("the same words", 0), one), run_time=0.8)
            self.play(FadeIn(two), run_time=0.8)
            self.play(FadeIn(board.heading("without positions: one bag", 2), board.bag), run_time=0.6)
            first, second = ([board.loose[slot] for slot in board.home(place)] for place in range(2))
            self.play(copy_each_into([*one.labels], first, lag_ratio=0.03), run_time=1.4)
            ghosts = two.labels.copy()
            moves = [ghost.animate.move_to(word).fade(1.0) for ghost, word in zip(ghosts, second, strict=True)]
            self.play(LaggedStart(*moves, lag_ratio=0.03), run_time=1.4)
            self.remove(*ghosts)

    def write_one_translation(self) -> None:
        """What the model without positions writes of the bag."""
        board, pair = self.board, self.board.pair
        if pair.owners_only:
            line = self.say("So the model must write one translation for both: | the right words, wrong owners.")
        elif pair.swapped and pair.blind[0] == pair.reference:
            line = self.say("So the model must write one translation for both: | right for one, wrong for the other.")
        elif pair.swapped and not pair.seen:
            line = self.say("So the model must write one translation for both, | though they mean different things.")
        elif pair.swapped and pair.blind[0] not in pair.seeing:
            line = self.say("So the model must write one translation for both, | and it is right for neither.")
        elif pair.swapped:
            line = self.say("So the model must write one translation for both: | right for one, wrong for the other.")
        elif pair.blind[0] == pair.reference:
            line = self.say("The model writes the same for both, | and here it is the translation of the first.")
        else:
            line = self.say("The model writes the same for both, | and it is not the translation of the first.")
        with line:
            self.play(FadeIn(board.heading("it writes, for both", 3)), run_time=0.5)
            self.play(TransformFromCopy(board.loose, board.blind.labels), run_time=1.6)
            self.rest(0.8)
            if len(board.blind.marks):
                self.play(*map(Create, board.blind.marks), run_time=0.8)

    def look_at_decoder(self) -> None:
        """The causal mask gives the decoder an order."""
        heat: Heatmap = self.board.decoder_map()
        with self.say("The decoder is not quite blind: | each step sees only the words already written."):
            heading = self.board.above_map()
            self.play(FadeIn(heading, heat), run_time=0.8)
            fills = [fill_cells(heat, [(i, j) for j in range(i + 1)]) for i in range(heat.shape_of[0])]
            self.play(LaggedStart(*fills, lag_ratio=0.5), run_time=3.5)
        self.decoder = VGroup(heading, heat)

    def compare_with_positions(self) -> None:
        """The model with positions tells the orders apart; how often each is right."""
        board, record = self.board, self.trace.scope(EXPERIMENT)
        with self.say(
            "Of {count:.0f} unseen sentences, | "
            "{blind:.0%} come out right without positions, and {whole:.0%} with them.",
            count=record["sentences"],
            blind=Measured(record["exact"]),
            whole=Measured(record["exact.whole"]),
        ):
            self.play(FadeOut(self.decoder), FadeIn(board.heading("with positions", 4)), run_time=0.6)
            answers = [FadeIn(one.labels, shift=0.15 * DOWN) for one in board.seeing]
            self.play(LaggedStart(*answers, lag_ratio=0.4), run_time=1.2)
            self.play(FadeIn(board.measures()), run_time=1.0)
