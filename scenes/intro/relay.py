"""Why attention: a recurrent network is a relay. Sources: Elman 1990; Hochreiter 1991; Hochreiter and Schmidhuber 1997.

Sutskever, Vinyals and Le 2014 translate so; Vaswani et al. 2017, section 4, count the steps. All sizes were measured on
networks of our own (experiment ``relay``), before training and after; the sentence is the recorded one.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import (
    LEFT,
    UP,
    Create,
    CubicBezier,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    Line,
    ReplacementTransform,
    Transform,
    VGroup,
)

from scenes.intro.parts.relay_bars import CEILING, FLOOR, GLASS, BlameBars, Glass, Memory
from scenes.intro.parts.relay_lines import lines_about
from scenes.intro.parts.relay_sizes import Sizes
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent, steps_between
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chevrons import chevron
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.row_arcs import bow
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import dim, pulse, undim
from scenes.kit.scene import ExplainerScene

ROW, BLAME = 770, 850  # pixels from the top: words, the way back


class Relay(ExplainerScene):
    """A memory handed from word to word, blame that fades on its way back, and attention beside it."""

    title = "Down the line"
    idea = "A relay takes a step from each word to the next and blame fades on it; attention joins any two in one step."
    picture = "Arcs join the last word to all others in one step; below, dots lead from word to word."
    place = None
    needs = ("experiments/relay",)
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.sizes = Sizes(self.trace)
        self.hand_along()
        self.hold_it_all()
        self.blame()
        self.enlarge()
        self.compare()
        self.attend()
        self.be_fair()
        self.count_steps()

    # -- the line ---------------------------------------------------------------------------------------------

    def hand_along(self) -> None:
        """The memory goes from word to word, and every word changes it."""
        self.sentence = Sentence(self.sizes.words, self.trace, self.theme, y=420, rest="plain")
        self.hero = self.sentence
        count = len(self.sizes.words)
        with self.speak("line") as line:
            self.play(FadeIn(self.sentence, shift=0.2 * UP), run_time=0.9)
            self.until("For a long time")
            self.memory = self._memory(0)
            self.play(self.sentence.act("followed", 0), FadeIn(self.memory, scale=0.6), run_time=0.8)
            pace = (line.duration - (self.clock - self.timeline.lines[-1].start)) / count
            for place in range(1, count):
                after = self._memory(place)
                moves = [self.sentence.act("plain", place - 1), self.sentence.act("followed", place)]
                self.play(Transform(self.memory, after), *moves, run_time=0.9 * pace)
                self.remove(self.memory)
                self.memory = after
                self.add(self.memory)
        self.rest(1.4)

    def _memory(self, place: int) -> Memory:
        """The memory after a word, below it."""
        wide = 420
        x = (self.sentence.labels[place].get_center()[0] - self.layout.frame.left) / pixels(1)
        x = min(max(x, 60 + wide / 2), 1860 - wide / 2)
        return Memory(
            self.sizes.states[place],
            self.theme,
            x=min(max(x, 60 + wide / 2), 1860 - wide / 2),
            y=610,
            wide=wide,
            high=110,
        )

    def hold_it_all(self) -> None:
        """The last memory, large: the translation is written from this alone."""
        large = Memory(self.sizes.states[-1], self.theme, x=960, y=520, wide=1560, high=420)
        with self.speak("memory"):
            self.play(FadeOut(self.sentence), Transform(self.memory, large), run_time=1.4)
            self.remove(self.memory)
            self.add(large)
            self.hero = large
            self.until("has to hold")
            self.play(pulse(large.strip.bars, factor=1.05))
        self.rest(1.8)
        self.play(FadeOut(large), run_time=0.6)

    # -- the way back -----------------------------------------------------------------------------------------

    def blame(self) -> None:
        """From the last word to the first, a bar over each: what is left of the blame there."""
        row = self.row = Sentence(self.sizes.words, self.trace, self.theme, y=ROW, pictures=False)
        floor = Line(at(60, FLOOR), at(1860, FLOOR), stroke_width=3, color=self.theme.role("quiet"))
        self.bars = BlameBars(self.sizes.of("rnn"), row, self.theme)
        self.tag = self.words("before training", role="quiet").on_baseline(at(1860, 0)[0], at(0, 180)[1], align=1.0)
        chevrons = self._chevrons()
        self.hero = self.bars
        with self.speak("blame"):
            self.play(FadeIn(row, floor), run_time=0.8)
            self.until("If the translation")
            last = len(row.labels) - 1
            self.play(row.act("followed", last), GrowFromEdge(self.bars.bars[last], [0, -1, 0]), run_time=1.0)
            self.play(LaggedStart(*(FadeIn(mark, shift=0.3 * LEFT) for mark in chevrons), lag_ratio=0.4), run_time=2.6)
            self.until("and every hand-over")
            growing = [GrowFromEdge(bar, [0, -1, 0]) for bar in reversed(self.bars.bars[:-1])]
            self.play(LaggedStart(*growing, lag_ratio=0.6), FadeIn(self.tag), run_time=3.0)
            self.remove(*self.bars.get_family())
            self.add(self.bars)
        self.floor, self.chevrons = floor, chevrons
        self.rest(1.4)

    def _chevrons(self) -> VGroup:
        """Between the words, pointing back."""
        marks, labels = VGroup(), self.row.labels
        for left, right in pairwise(labels):
            x = (left.get_right()[0] + right.get_left()[0]) / 2
            marks.add(chevron(self.theme, np.array([x, at(0, BLAME)[1], 0.0]), np.array([-1.0, 0.0, 0.0])).scale(1.7))
        return VGroup(*reversed(marks))

    def enlarge(self) -> None:
        """The glass over the first word: there, the bar has to be made thousands of times longer to be as long."""
        sizes, ratio = self.sizes.of("rnn"), self.sizes.ratio("rnn")
        glass = self.glass = Glass(self.theme)
        first = BlameBars(sizes, self.row, self.theme, enlarged=ratio.value)
        seen = first.bars[0]
        seen.stretch(1.5, 0).shift([at(GLASS[0], 0)[0] - seen.get_center()[0], 0, 0])
        level = DashedLine(
            at(GLASS[0] + 60, CEILING), at(1780, CEILING), color=self.theme.role("quiet"), stroke_width=3
        )
        number = self.number(ratio, spec=",.0f", size=120, weight="SEMIBOLD", suffix="×")
        number.move_to(at(960, 330))
        word = self.words("enlarged", size=44, role="quiet").next_to(number, [0, -1, 0], buff=pixels(24))
        with self.speak("glass"):
            self.play(FadeIn(glass, shift=0.6 * UP), run_time=1.0)
            self.play(GrowFromEdge(seen, [0, -1, 0]), run_time=1.6)
            self.play(Create(level), FadeIn(number, word), run_time=0.8)
            self.until("That is")
            self.play(pulse(number, factor=1.08))
        self.shown = VGroup(seen, level, number, word)
        self.rest(2.0)

    def compare(self) -> None:
        """The LSTM's bars, on the same scale, and its factor."""
        ratio = self.sizes.ratio("lstm")
        bars = BlameBars(self.sizes.of("lstm"), self.row, self.theme, limit=self.bars.limit)
        number = self.number(ratio, spec=",.0f", size=120, weight="SEMIBOLD", suffix="×").move_to(at(960, 330))
        name = self.words("LSTM", size=44, weight="MEDIUM").next_to(number, [0, -1, 0], buff=pixels(24))
        with self.speak("lstm"):
            self.play(FadeOut(self.glass, self.shown), run_time=0.6)
            self.play(FadeIn(name), ReplacementTransform(self.bars, bars), run_time=1.6)
            self.until("Here it still")
            self.play(FadeIn(number, scale=0.7), run_time=0.7)
            self.play(pulse(bars.bars[-1], factor=1.1))
        self.rest(1.0)
        going = [bars, number, name, self.floor, self.tag, self.row]
        self.play(*map(FadeOut, going), FadeOut(self.chevrons, shift=0.4 * LEFT), run_time=0.8)

    # -- attention --------------------------------------------------------------------------------------------

    def attend(self) -> None:
        """The line dissolves into arcs; below, the blame reaches all alike."""
        words = self.sentence = Sentence(self.sizes.words, self.trace, self.theme)
        self.hero = words
        values = self.sizes.of("transformer")
        with self.speak("attention"):
            self.play(FadeIn(words, shift=0.2 * UP), run_time=0.8)
            self.until("Every word")
            self.arcs = self._arcs(words)
            self.play(LaggedStart(*map(Create, self.arcs), lag_ratio=0.05), run_time=3.2)
            self.until("And the blame")
            alike = BlameBars(values, words, self.theme, limit=float(values.values.max()) * 490 / 190)
            alike.shift([0, at(0, 850)[1] - at(0, FLOOR)[1], 0])
            floor = Line(at(60, 850), at(1860, 850), stroke_width=3, color=self.theme.role("quiet"))
            tag = self.words("before training", role="quiet")
            tag.on_baseline(at(1860, 0)[0], at(0, 896)[1], align=1.0)
            growing = [GrowFromEdge(bar, [0, -1, 0]) for bar in reversed(alike.bars)]
            self.play(FadeIn(floor, tag), LaggedStart(*growing, lag_ratio=0.15), run_time=1.8)
            self.remove(*alike.get_family())
            self.add(alike)
        self.rest(1.6)
        self.play(FadeOut(alike, floor, tag), run_time=0.6)

    def _arcs(self, words: Sentence) -> VGroup:
        """From each word to the next but one and beyond: thin, for nothing is weighed here."""
        count = len(words.labels)
        arcs = VGroup()
        for place in range(count - 1):
            for other in range(place + 1, count):
                corners = bow(words.top(place), words.top(other))
                arcs.add(CubicBezier(*corners, stroke_width=2, color=self.theme.role("thread")))
        return arcs

    def be_fair(self) -> None:
        """After training: how many sentences each relay gets right."""
        rows = VGroup()
        for text, kind, y in (("plain network", "rnn", 640), ("LSTM", "lstm", 790)):
            name = self.words(text, size=50).on_baseline(at(900, 0)[0], at(0, y + 18)[1], align=1.0)
            share = NumberText(Measured(self.sizes.exact(kind)), self.theme, spec=".0%", size=100, weight="SEMIBOLD")
            rows.add(VGroup(name, share.on_baseline(at(960, 0)[0], at(0, y + 34)[1])))
        tag = self.words("all words right, after training", role="quiet")
        tag.on_baseline(at(1860, 0)[0], at(0, 880)[1], align=1.0)
        with self.speak("fair"):
            self.play(dim(self.arcs, opacity=0.35), FadeIn(rows[0][0], rows[1][0], tag), run_time=0.8)
            self.until("The LSTM gets" if self.sizes.exact("rnn").item() == 0 else "the LSTM")
            self.play(FadeIn(rows[1][1], scale=0.7), run_time=0.7)
            self.until("the plain network")
            self.play(FadeIn(rows[0][1], scale=0.7), run_time=0.7)
        self.rest(1.4)
        self.play(FadeOut(rows, tag), undim(self.arcs), run_time=0.6)

    def count_steps(self) -> None:
        """The poster: a step for every word below, one step above."""
        words = self.sentence
        last = len(words.labels) - 1
        dots = VGroup()
        for left, right in pairwise(words.labels):
            x = (left.get_center()[0] + right.get_center()[0]) / 2
            dots.add(Dot([x, at(0, 640)[1], 0], radius=pixels(13), color=self.theme.role("ink")))
        far = bow(words.top(0), words.top(last))
        arc = CubicBezier(*far, stroke_width=16, color=self.theme.fill("query"))
        many = self._steps(Extent(self.sizes.states[1:]), 780)
        single = self._steps(steps_between(self.trace["main/encoder.0.self_attn.weights"][0]), 330)
        with self.speak("steps"):
            self.play(LaggedStart(*(FadeIn(dot, shift=0.2 * UP) for dot in dots), lag_ratio=0.3), run_time=2.0)
            self.play(FadeIn(many), run_time=0.6)
            self.until("Attention needs")
            self.play(FadeOut(self.arcs), Create(arc), run_time=1.2)
            self.play(FadeIn(single, scale=0.7), run_time=0.6)
        self.rest(2.4)

    def _steps(self, count: object, y: float) -> VGroup:
        number = self.number(count, size=110, weight="SEMIBOLD")  # type: ignore[arg-type]
        word = self.words("step" if number.text == "1" else "steps", size=64)
        base = at(0, y + 40)[1]
        number.on_baseline(0, base)
        word.on_baseline(number.width + pixels(28), base)
        pair = VGroup(number, word)
        return pair.shift([-pair.width / 2, 0, 0])
