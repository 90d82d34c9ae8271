"""A score is the dot product of a query and a key; all scores are one product of matrices.

q_i . k_j, then Q K^T, then divided by sqrt(d_k). Source: Vaswani et al. 2017, section 3.2.1.
"""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from scenes.kit.choose import hero, hero_block, hero_tensor
from scenes.kit.counts import Reckoned
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import fill_cells, pulse, sweep_rows
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.head_tag import head_tag
from scenes.self_attention.parts.scores_lines import divided, facing, lines_about, terms_of
from scenes.self_attention.parts.scores_pairs import Pairs
from scenes.self_attention.parts.scores_table import ScoreTable
from scenes.self_attention.parts.scores_tower import Stand, Tower

TOWER = Stand(left=1300, right=1500, base=850, top=190)
NUMBER = 1582  # pixels: the left edge of the score beside its tower
MIDDLE = 320  # pixels that the columns stand further right before there is a tower
ASIDE = Stand(left=1060, right=1210, base=862, top=190)  # beside the table
SIDE_LEFT = 1290  # pixels: the left edge of what stands right of that
SCORE_Y, RESULT_Y, FORMULA_Y = 240, 400, 650  # pixels from the top


class Scores(ExplainerScene):
    """Query meets key; their products pile up to a score; the table of all scores fills."""

    title = "Does the question fit?"
    idea = "A score is the dot product of a question and a label: how well they match."
    picture = "All scores of one head as a table, one of them as a pile that has shrunk, and the formula of all."
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The layer whose head is followed."""
        return hero_block(self.trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.followed = hero(self.trace)
        self.score = hero_tensor(self.trace, "scores")[self.followed.row, self.followed.column]
        self.add(head_tag(self.trace, self.theme, self.bands))
        self.lay_face_to_face()
        self.multiply()
        self.pile_up()
        self.name_the_score()
        self.place_it()
        self.fill_the_table()
        self.divide()

    # -- one score --------------------------------------------------------------------------------------------

    def lay_face_to_face(self) -> None:
        """Two words of the sentence step out; a query comes out of one, a key out of the other."""
        trace, row, column = self.trace, self.followed.row, self.followed.column
        query, key = facing(trace)
        pairs = self.pairs = Pairs(trace, self.theme, query, key, trace.source[row], trace.source[column])
        pairs.parts.shift([pixels(MIDDLE), 0, 0])
        sentence = Sentence(trace.source, trace, self.theme)
        self.hero = sentence
        others = [i for i in range(len(trace.source)) if i not in (row, column)]
        with self.speak("fit"):
            self.play(FadeIn(sentence), run_time=0.6)
            self.play(sentence.act("asks", row), sentence.act("answers", column), run_time=0.6)
            self.until("Lay the query")
            going = [sentence.acting(i) for i in others]
            moves = self._step_out(sentence, row, pairs.asks) + self._step_out(sentence, column, pairs.answers)
            self.play(*map(FadeOut, going), *moves, run_time=1.0)
            self.remove(*sentence.get_family())
            self.add(pairs.asks, pairs.answers)
            self.play(FadeIn(pairs.cards), run_time=0.3)
            self.add(pairs.cards, pairs.asks, pairs.answers)
            self._come_out(pairs.asks, pairs.upper)
            self.until("above the key")
            self._come_out(pairs.answers, pairs.lower)
            self.hero = pairs.cards
            self.until("numbers against")
            self.play(pulse(*pairs.upper.bars, *pairs.lower.bars, factor=1.15), run_time=0.8)
        self.rest(1.2)

    def _step_out(self, sentence: Sentence, place: int, named: VGroup) -> list[ReplacementTransform | FadeIn]:
        """A word with its chip and picture glides to where it stands beside its numbers."""
        chip, says, *picture = named
        moves = [
            ReplacementTransform(VGroup(sentence.chips[place], sentence.word(place)), chip),
            FadeIn(says),
        ]
        return moves + [
            ReplacementTransform(old, new) for old, new in zip(sentence.picture(place), picture, strict=True)
        ]

    def _come_out(self, named: VGroup, strip: VectorStrip) -> None:
        """The bars of a strip come out of the word's chip."""
        seeds = [bar.copy().scale(0.15).move_to(named[0].box) for bar in strip.bars]
        coming = [ReplacementTransform(seed, bar) for seed, bar in zip(seeds, strip.bars, strict=True)]
        self.play(LaggedStart(*coming, lag_ratio=0.1), FadeIn(strip.baseline), run_time=1.4)
        self.remove(strip.baseline, *strip.bars)
        self.add(strip)

    def multiply(self) -> None:
        """A times sign in each column, then the sign of each product."""
        pairs = self.pairs
        with self.speak("multiply") as line:
            self.play(LaggedStart(*(FadeIn(mark, scale=1.6) for mark in pairs.times), lag_ratio=0.3), run_time=2.0)
            self.until(line.cues[1].text)
            for places in (pairs.agreeing, pairs.differing):
                if not places:
                    continue
                if places is pairs.differing and pairs.agreeing:
                    self.until("Where they differ")
                bars = [bar for i in places for bar in (pairs.upper.bar(i), pairs.lower.bar(i))]
                signs = [FadeIn(pairs.signs[i], shift=0.8 * DOWN) for i in places]
                self.play(pulse(*bars, factor=1.12), LaggedStart(*signs, lag_ratio=0.25), run_time=2.2)
        self.rest(1.2)

    def pile_up(self) -> None:
        """Each pair leaves its column as one piece of the tower, half query, half key."""
        pairs = self.pairs
        tower = self.tower = Tower(terms_of(self.trace), self.theme, TOWER)
        so_far = 0.0
        level = self.level = tower.level(so_far)
        with self.speak("pile") as line:
            self.play(pairs.parts.animate.shift([-pixels(MIDDLE), 0, 0]), run_time=0.8)
            self.play(Create(tower.ground_line), FadeIn(level), run_time=0.3)
            room = line.cues[-1].start if len(line.cues) > 1 else line.duration
            for i in tower.order:
                if self.pairs.terms[i] < 0 and i == pairs.differing[0]:
                    self.until("What is negative")
                ups, downs = (room - 1.2, pairs.agreeing), (line.duration - room, pairs.differing)
                seconds, pieces = downs if self.pairs.terms[i] < 0 and len(line.cues) > 1 else ups
                pace = min(0.8, max(0.2, seconds / max(len(pieces), 1)))
                so_far += float(self.pairs.terms[i])
                halves = zip((pairs.upper.bar(i), pairs.lower.bar(i)), tower.piece(i), strict=True)
                self.play(
                    *(TransformFromCopy(bar, half) for bar, half in halves),
                    level.animate.move_to(tower.level(so_far)),
                    run_time=pace,
                )
                self.bring_to_front(level)
        self.rest(1.2)
        self.remove(*tower.get_family(), level)
        self.add(tower, level)
        self.rest(0.6)

    def name_the_score(self) -> None:
        """How high the tower is: the score."""
        y = self.tower.height_of(self.score.item())
        number = self.number(self.score, spec=self._spec, size=self.theme.sizes.big, weight="SEMIBOLD")
        lowest, highest = at(0, 840)[1], at(0, 190)[1]
        middle = min(max(y, lowest), highest) - pixels(10)
        number.move_to([at(NUMBER, 0)[0] + number.width / 2, middle, 0])
        name = self.words("the score", size=54).on_baseline(number.get_left()[0], number.get_bottom()[1] - pixels(72))
        also = self.words("a dot product", role="quiet", size=40)
        also.on_baseline(number.get_left()[0], name.baseline - pixels(58))
        self.figure, self.named = number, VGroup(name, also)
        if number.get_right()[0] > at(1850, 0)[0]:
            number.scale((at(1850, 0)[0] - at(NUMBER, 0)[0]) / number.width)
        with self.speak("score"):
            self.play(FadeIn(number, scale=0.6), run_time=0.6)
            self.play(FadeIn(also), run_time=0.5)
            self.until("and here")
            self.play(FadeIn(name, shift=0.2 * UP), run_time=0.6)
            if any("same way" in cue.text for cue in self.timeline.lines[-1].line.cues):
                self.until("It is large")
                pairs = self.pairs
                for i in pairs.agreeing:
                    self.play(pulse(pairs.upper.bar(i), pairs.lower.bar(i), factor=1.2), run_time=0.45)
        self.rest(1.5)

    @property
    def _spec(self) -> str:
        return ".1f"

    # -- all scores -------------------------------------------------------------------------------------------

    def place_it(self) -> None:
        """The tower flies into the cell where the row of who asks and the column of who answers meet."""
        row, column = self.followed.row, self.followed.column
        scores = hero_tensor(self.trace, "scores")
        table = self.table = ScoreTable(self.trace, self.theme, scores, row, column)
        pairs = self.pairs
        going = [pairs.cards, pairs.upper, pairs.lower, pairs.times, pairs.signs, self.level, *self.named]
        going += [pairs.asks[1], pairs.answers[1]]
        picture = list(pairs.answers[2:])
        with self.speak("place"):
            landing = table.landing()
            aside = at(SIDE_LEFT, SCORE_Y) + np.array([self.figure.width / 2, 0, 0])
            moves = [
                ReplacementTransform(pairs.asks[0], table.names.asks),
                ReplacementTransform(pairs.answers[0], table.names.answers),
            ]
            self.play(
                *map(FadeOut, going),
                *map(FadeOut, [*picture, *pairs.asks[2:]]),
                *moves,
                FadeIn(table.ground),
                self.figure.animate.move_to(aside),
                *(ReplacementTransform(old, new) for old, new in self._moved()),
                run_time=1.6,
            )
            self._settle()
            self.hero = table.ground
            self.until("The row of")
            lines = table.crossing()
            self.play(FadeIn(table.names.pictures), *map(Create, lines), run_time=1.0)
            self.until("the column of")
            flying = self.tower.copy()
            self.play(flying.animate.scale(landing.height / flying.box.height).move_to(landing), run_time=1.3)
            self.play(FadeOut(flying), FadeIn(landing), run_time=0.4)
            self.play(fill_cells(table.grid, [(row, column)]), FadeIn(table.grid.legend), FadeOut(lines), run_time=0.5)
            self.remove(landing, *table.ground)
            self.add(table.grid)
        self.rest(1.2)

    def _moved(self) -> list[tuple[VMobject, VMobject]]:
        """The tower's parts, and those of the same tower beside the table."""
        self.beside = Tower(self.tower.terms, self.theme, ASIDE)
        return [
            (self.tower.ground_line, self.beside.ground_line),
            *zip(self.tower.pieces, self.beside.pieces, strict=True),
        ]

    def _settle(self) -> None:
        """The tower beside the table takes the place of the large one."""
        self.remove(*self.tower.get_family(), *self.beside.get_family())
        self.tower = self.beside
        self.add(self.tower)

    def fill_the_table(self) -> None:
        """The followed query meets every key; then every other query does."""
        row, table = self.followed.row, self.table
        query, key, scores = (hero_tensor(self.trace, name) for name in ("query", "key", "scores"))
        count = scores.shape[0]
        ring = table.grid.outline_row(row)
        product = self.formula_of(scores, "scores", size=104, query=query, key=key)
        product.move_to(at(SIDE_LEFT, FORMULA_Y) + np.array([product.width / 2, 0, 0]))
        with self.speak("row"):
            self.play(Create(ring), run_time=0.4)
            cells = [fill_cells(table.grid, [(row, j)]) for j in range(count) if j != self.followed.column]
            self.play(LaggedStart(*cells, lag_ratio=0.6), run_time=1.8)
            self.until("Everybody")
            self.play(FadeOut(ring), run_time=0.3)
            others = [i for i in range(count) if i != row]
            self.play(sweep_rows(table.grid, scores, rows=others, run_time=3.0))
            self.until("And that")
            self.play(FadeIn(product, shift=0.2 * UP), run_time=0.8)
        self.rest(1.2)
        self.product = product
        self.rest(0.8)

    def divide(self) -> None:
        """Every score divided by the square root of d_k: on the same scale, so that the table pales."""
        row, column, table = self.followed.row, self.followed.column, self.table
        query, key, scaled = (hero_tensor(self.trace, name) for name in ("query", "key", "scaled"))
        root = Reckoned("square root", np.sqrt, (self.trace.size("K"),))
        formula = self.formula_of(scaled, "scaled", size=80, query=query, key=key)
        formula.move_to(at(SIDE_LEFT, FORMULA_Y) + np.array([formula.width / 2, 0, 0]))
        worked = self.phrase(
            "{score} ÷ {root}",
            score=self.number(self.score, spec=self._spec, size=72, role="quiet"),
            root=self.number(root, spec=".1f", size=72, role="quiet"),
            size=72,
            role="quiet",
        )
        worked.on_baseline(at(SIDE_LEFT, 0)[0], at(0, SCORE_Y + 26)[1])
        result = self.number(
            scaled[row, column], spec=self._spec, size=self.theme.sizes.big, weight="SEMIBOLD", prefix="≈ "
        )
        result.on_baseline(at(SIDE_LEFT, 0)[0], at(0, RESULT_Y + 40)[1])
        lower = Tower(divided(self.tower.terms), self.theme, ASIDE, like=self.tower)
        before = self.tower.outline()
        old, new = self.product, formula
        with self.speak("divide"):
            self.play(
                ReplacementTransform(old[0], new[2]),
                ReplacementTransform(old[1], new[3]),
                FadeIn(new[0], new[1], new[4]),
                run_time=1.2,
            )
            self.remove(*old.get_family(), *new.get_family())
            self.add(new)
            self.play(ReplacementTransform(self.figure, worked["score"]), FadeIn(worked[1:]), run_time=0.8)
            halves = zip(self.tower.pieces, lower.pieces, strict=True)
            self.add(before)
            self.play(
                sweep_rows(table.grid, scaled, run_time=3.4),
                *(ReplacementTransform(one, two) for one, two in halves),
            )
            self.remove(*self.tower.get_family(), *lower.get_family())
            self.add(before, lower)
            self.play(FadeIn(result, shift=0.2 * UP), run_time=0.6)
        self.rest(1.5)
