"""From shares to a word: take the likeliest, let a needle fall, or keep several beginnings alive.

Sources: Ackley, Hinton and Sejnowski 1985 (temperature); Sutskever, Vinyals and Le 2014, section 3.2 (beam search);
Holtzman et al. 2020 (what sampling from the tail does).

The step that hesitates is one of the run's own kept steps; the needles are drawn with a seed; what whole
sentences become at three temperatures is the record ``sampling``; the beam is the trained machine's on the film's own.
"""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    UP,
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    ReplacementTransform,
    VGroup,
    rate_functions,
)

from scenes.decoder.parts.choosing_beam import LANES, Lane, Page, agrees, pages_of
from scenes.decoder.parts.choosing_beam import LEFT as LANE_LEFT
from scenes.decoder.parts.choosing_beam import RIGHT as LANE_RIGHT
from scenes.decoder.parts.choosing_lines import lines_about
from scenes.decoder.parts.choosing_race import FALLEN, Race
from scenes.decoder.parts.choosing_ruler import Heat, Needle, Ruler, Tally, tone_of
from scenes.decoder.parts.choosing_samples import Drawn, row_of
from scenes.kit.bands import tag_band
from scenes.kit.claims import Measured
from scenes.kit.counts import Bound
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.questions import QuestionRow
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.kit.translation import without_end

BEGINNING, QUESTIONS = 206, 862  # pixels from the top
SLOWLY = 3  # needles that fall one by one
OTHERS = 676  # pixels: what stands below the ruler's right end
TYPE = 54  # pixels: of two beginnings
OF = 884  # pixels: what the shares are of
ROOM = 330  # pixels that a score takes
PACE = 0.55  # seconds a word of the beam


class Choosing(ExplainerScene):
    """Greedy decoding, sampling with a temperature, beam search."""

    title = "Choosing a word"
    idea = "The machine gives shares; greedy decoding, sampling and beam search choose from them."
    picture = "A ruler of shares on which the right word has nearly all, and the beginning that it continues."
    place = "decoder.logits"
    needs = ("experiments/sampling", "search")
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.race = Race(self.trace)
        self.tag = tag_band(
            self.phrase("step {step}", step=self.race.step, size=30, role="quiet"), self.bands, self.layout
        )
        self.hesitate()
        self.take_likeliest()
        self.let_needles_fall()
        self.turn_heat()
        self.draw_sentences()
        self.keep_two()
        if self.race.trained is not None:
            self.settle()

    # -- one step ---------------------------------------------------------------------------------------------

    def hesitate(self) -> None:
        """The beginning that was written, an empty place, and the ruler of shares."""
        race, ruler = self.race, Ruler(self.race, self.race.shares, self.theme)
        self.beginning, self.ruler = self._beginning(), ruler
        self.nought = self.number(Bound(0), role="quiet").next_to(ruler.posts[0], LEFT, buff=pixels(18))
        if 2 in ruler.figured:
            others = self.phrase("{count:.0f} others", count=race.others, role="quiet")
        else:
            share = Measured(race.shares[2])
            others = self.phrase("{count:.0f} others {share:.2f}", count=race.others, share=share, role="quiet")
        self.others = others.on_baseline(at(1736, 0)[0], at(0, OTHERS)[1], align=1.0)
        self.hero = ruler
        with self.speak("choice"):
            self.play(LaggedStart(*map(FadeIn, self.beginning.labels[:-1]), lag_ratio=0.1), run_time=1.2)
            self.play(FadeIn(self.beginning.acting(-1), scale=0.6), run_time=0.4)
            self.until("The choice")
            pieces = [FadeIn(piece, target_position=self.beginning.word(-1), scale=0.2) for piece in ruler.pieces]
            self.play(FadeIn(ruler.posts, self.nought, ruler.whole), run_time=0.4)
            self.play(LaggedStart(*pieces, lag_ratio=0.35), run_time=1.6)
            self.until("Take it")
            swelling = LaggedStart(*(pulse(piece, factor=1.05) for piece in ruler.pieces), lag_ratio=0.3)
            self.play(FadeIn(self.tag, shift=0.1 * UP), swelling, run_time=1.4)
            self.until("while it")
            self.play(FadeIn(ruler.labels, self.others), run_time=0.6)
        self.remove(*self.beginning.get_family(), *ruler.get_family())
        self.add(self.beginning, ruler)
        self.rest(1.0)

    def take_likeliest(self) -> None:
        """A copy of the largest piece's word flies to the empty place, and leaves it again."""
        ruler, race = self.ruler, self.race
        chip = self._chip(race.words[0])
        with self.speak("greedy"):
            self.play(pulse(ruler.pieces[0], ruler.names_of[0], factor=1.04), run_time=0.8)
            self.play(FadeOut(self.beginning.acting(-1)), FadeIn(chip, target_position=ruler.names_of[0]), run_time=1.0)
            self.until("that is")
            self.play(pulse(chip, factor=1.15), run_time=0.8)
        self.rest(0.8)
        self.play(FadeOut(chip, shift=0.3 * UP), FadeIn(self.beginning.acting(-1)), run_time=0.5)

    def let_needles_fall(self) -> None:
        """Needles fall where the seed drew them; a tally grows below each piece."""
        race, ruler = self.race, self.ruler
        tallies = [Tally(race, piece, ruler, self.theme) for piece in (0, 1, 2)]
        needles = [Needle(k, ruler, self.theme) for k in range(len(FALLEN))]
        hits = [int(piece) for piece in race.needles.values]
        strokes = [tallies[piece].strokes[hits[:k].count(piece)] for k, piece in enumerate(hits)]
        with self.speak("needle"):
            for k in range(SLOWLY):
                self.play(FadeIn(needles[k], shift=0.4 * DOWN), run_time=0.4)
                self.play(
                    needles[k].animate.shift(needles[k].way * DOWN), run_time=0.5, rate_func=rate_functions.ease_in_quad
                )
                piece = ruler.pieces[hits[k]]
                self.play(FadeIn(needles[k].notch), pulse(piece, factor=1.03), Create(strokes[k]), run_time=0.5)
                self.play(FadeOut(needles[k]), run_time=0.3)
        self.rest(0.4)
        with self.speak("tally"):
            self.play(FadeOut(self.others), run_time=0.3)
            self.play(
                LaggedStart(*(FadeIn(n, shift=0.2 * DOWN) for n in needles[SLOWLY:]), lag_ratio=0.05), run_time=0.8
            )
            falls = [self._fall(needles[k], strokes[k]) for k in range(SLOWLY, len(FALLEN))]
            self.play(LaggedStart(*falls, lag_ratio=0.3), run_time=2.3)
            shown = [tally.number for piece, tally in enumerate(tallies) if piece in hits]
            self.play(*(FadeIn(number, scale=0.6) for number in shown), run_time=0.5)
        self.rest(1.5)
        self.marks = VGroup(*(n.notch for n in needles), *strokes, *shown)

    def _fall(self, needle: Needle, stroke: Line) -> AnimationGroup:
        """A needle falls; what is left is a notch, and a stroke of the tally."""
        falling = FadeOut(needle, shift=needle.way * DOWN, rate_func=rate_functions.ease_in_quad)
        return AnimationGroup(falling, AnimationGroup(FadeIn(needle.notch), FadeIn(stroke)), lag_ratio=0.8)

    def turn_heat(self) -> None:
        """Cold, then hot: the ruler is cut anew and keeps its length."""
        race, heat = self.race, Heat(self.race, self.theme)
        cold, plain, hot = race.temperatures
        with self.speak("heat"):
            self.play(FadeOut(self.marks), run_time=0.5)
            reading = heat.reading(plain)
            self.play(FadeIn(heat, shift=0.2 * UP), FadeIn(reading), run_time=0.8)
            for recorded, words in ((cold, "Cold"), (hot, "Hot")):
                self.until(words)
                after, fresh = self._ruler(recorded), heat.reading(recorded)
                self.play(FadeOut(self.ruler.labels, reading), run_time=0.3)
                self.play(
                    heat.knob.animate.move_to(heat.place(recorded)),
                    *(ReplacementTransform(a, b) for a, b in zip(self.ruler.pieces, after.pieces, strict=True)),
                    run_time=1.8,
                )
                self.play(FadeIn(after.labels, fresh), run_time=0.4)
                self.remove(*self.ruler.get_family(), *after.get_family())
                self.add(after)
                self.ruler, reading = after, fresh
                self.hero = after
        self.rest(1.5)

    def _ruler(self, recorded: int) -> Ruler:
        temperature = self.race.record["temperature"][recorded]
        return Ruler(self.race, self.race.at(temperature), self.theme)

    # -- whole sentences --------------------------------------------------------------------------------------

    def draw_sentences(self) -> None:
        """A sentence at each temperature, word by word, then how many new ones came out right."""
        rows = [Drawn(self.race, which, self.theme) for which in (0, 1, 2)]
        self.clear_stage(run_time=0.6)
        self.hero = VGroup(*rows)
        with self.speak("drawn"):
            self.play(LaggedStart(*(FadeIn(row.name, shift=0.1 * UP) for row in rows), lag_ratio=0.3), run_time=1.4)
            for row, words in zip(rows, ("First", "Then", "And then"), strict=True):
                self.until(words)
                self.play(LaggedStart(*(FadeIn(w, shift=0.2 * DOWN) for w in row.words), lag_ratio=0.3), run_time=1.2)
        self.play(*(Create(mark) for row in rows for mark in row.marks), run_time=0.8)
        self.rest(1.2)
        of = self.phrase("right, of {count:,.0f} new sentences", count=self.race.record["sentences"], role="quiet")
        with self.speak("exact"):
            self.play(FadeIn(of.on_baseline(at(1820, 0)[0], at(0, OF)[1], align=1.0)), run_time=0.6)
            for row, words in zip(rows, ("cold needles", "Plain ones", "and hot"), strict=True):
                self.until(words)
                self.play(FadeIn(row.share, target_position=row.name, scale=0.5), run_time=0.8)
                self.play(pulse(row.name, row.share, factor=1.1), run_time=0.8)
        self.rest(1.5)

    def keep_two(self) -> None:
        """The winner's beginning, and below it the best of what was kept beside it, step by step."""
        pages = pages_of(self.trace)
        nodes = [node for page in pages for node in (page.best, page.rival) if node is not None]
        widest = max(self.words(node.text, size=TYPE, weight="MEDIUM").width for node in nodes)
        self.type = TYPE * min(1.0, pixels(LANE_RIGHT - LANE_LEFT - ROOM) / widest)
        self.clear_stage(run_time=0.6)
        lanes = self._lanes(pages[0])
        self.hero = VGroup(*lanes)
        with self.speak("beam") as line:
            self.play(*(FadeIn(lane, shift=0.2 * DOWN) for lane in lanes), run_time=0.7)
            step = (line.duration - 0.4) / len(pages)
            pace = min(PACE, step)
            self.rest(max(0.0, step - 0.7))
            for page in pages[1:]:
                lanes = self._turn(lanes, self._lanes(page), pace)
                self.rest(step - pace)
        self.rest(1.0)
        greedy = row_of(without_end(self.trace.words["search.greedy"]), self.theme, self.type, at(0, LANES[1])[1])
        names = VGroup(
            *(
                self.words(name, size=44).on_baseline(at(LANE_LEFT, 0)[0], at(0, y - 84)[1])
                for name, y in zip(("beam", "greedy"), LANES, strict=True)
            )
        )
        alike = self.words("=" if agrees(self.trace) else "≠", size=self.theme.sizes.big)
        alike.move_to(at(960, sum(LANES) / 2 - 26))
        self.hero = VGroup(lanes[0].words, greedy, names, alike)
        with self.speak("ends"):
            dropped = [FadeOut(lane, shift=0.6 * DOWN) for lane in lanes[1:]]
            self.play(*dropped, FadeOut(lanes[0].bar, lanes[0].score), FadeIn(names[0]), run_time=0.7)
            self.play(LaggedStart(*(FadeIn(word, shift=0.2 * DOWN) for word in greedy), lag_ratio=0.15), run_time=1.4)
            self.until("the beam writes" if agrees(self.trace) else "For this")
            self.play(FadeIn(names[1], alike, scale=0.7), run_time=0.7)
            self.play(pulse(lanes[0].words, greedy, factor=1.03), run_time=0.8)
        self.rest(1.2)

    def _lanes(self, page: Page) -> list[Lane]:
        """The two beginnings of a page, or one where no other was kept."""
        kept = [node for node in (page.best, page.rival) if node is not None]
        return [
            Lane(node, lane, self.theme, role=("output", "thread")[lane], size=self.type)
            for lane, node in enumerate(kept)
        ]

    def _turn(self, old: list[Lane], new: list[Lane], pace: float) -> list[Lane]:
        """Bars shrink to what is left of them; words and scores make way, and what lags behind drops."""
        moves: list[Animation] = []
        for lane, (before, after) in enumerate(zip(old, new, strict=False)):
            going = FadeOut(before.words, before.score, shift=(0.5 if lane else 0.0) * DOWN)
            moves += [going, FadeIn(after.words, after.score), ReplacementTransform(before.bar, after.bar)]
        moves += [FadeOut(lane) for lane in old[len(new) :]] + [FadeIn(lane) for lane in new[len(old) :]]
        self.play(*moves, run_time=pace)
        self.remove(*(part for lane in (*old, *new) for part in lane.get_family()))
        self.add(*new)
        self.hero = VGroup(*new)
        return new

    # -- settled ----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """The ruler as it was when it hesitated, then as it is after training."""
        race, before = self.race, Ruler(self.race, self.race.shares, self.theme)
        assert race.trained is not None
        after = Ruler(race, race.trained, self.theme)
        self.clear_stage(run_time=0.6)
        beginning, chip = self._beginning(), self._chip(race.words[race.winner])
        self.hero = before
        with self.speak("settled"):
            self.play(FadeIn(beginning, before, self.nought, self.tag), run_time=0.8)
            self.play(FadeOut(before.labels, self.tag), run_time=0.3)
            moves = [ReplacementTransform(a, b) for a, b in zip(before.pieces, after.pieces, strict=True)]
            self.play(*moves, run_time=1.4)
            self.play(FadeIn(after.labels), run_time=0.3)
            self.remove(*before.get_family(), *after.get_family())
            self.add(after)
            self.hero = after
            self.play(
                FadeOut(beginning.acting(-1)),
                FadeIn(chip, target_position=after.names_of[race.winner]),
                run_time=0.8,
            )
            if race.is_settled and race.is_about_it:
                self.until("Where")
                self.play(FadeIn(QuestionRow(self.theme, y=QUESTIONS, asked=0), shift=0.2 * UP), run_time=0.8)
        self.rest(2.0)

    # -- parts ------------------------------------------------------------------------------------------------

    def _beginning(self) -> Sentence:
        """What was written so far, and an empty place, wide enough for either word."""
        widest = max(self.race.words, key=lambda word: self.words(word).width)
        row = (*self.race.beginning, str(widest))
        words = Sentence(row, self.trace, self.theme, y=BEGINNING, rest="plain", pictures=False)
        words.labels[-1].become(self.words("?", size=words.size, weight="SEMIBOLD").move_to(words.chips[-1]))
        VGroup(words.chips[-1], words.labels[-1]).shift([pixels(10), 0, 0])
        return words.at_once("wrong il", [len(words.texts) - 1])

    def _chip(self, word: str) -> Chip:
        """A word in the empty place."""
        tone = tone_of(word)
        chip = Chip(word, self.theme, look=tone if tone == "elle" else "said", size=self.beginning.size)
        empty = self.beginning.chips[-1]
        shift = empty.get_center() - chip.box.get_center()
        chip.shift([shift[0], self.beginning.labels[0].baseline - chip.word.baseline, 0])
        return chip
