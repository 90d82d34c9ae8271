"""Why attention: a recurrent network is a relay. Sources: Elman 1990; Hochreiter 1991; Hochreiter and Schmidhuber 1997.

Sutskever, Vinyals and Le 2014 translate so; Vaswani et al. 2017, section 4, count the steps. All sizes were measured on
networks of our own (experiment ``relay``), before training and after; the sentence is the recorded one.
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
    LaggedStart,
    Transform,
    TransformFromCopy,
    VGroup,
    linear,
)

from model.formulas import FORMULAS
from scenes.intro.parts.relay_chain import Chain
from scenes.intro.parts.relay_fading import KINDS, Fading
from scenes.kit.claims import Claim
from scenes.kit.counts import Extent, steps_between
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.motion import become, copy_each_into, dim, undim
from scenes.kit.scene import ExplainerScene

MARGIN = 1.4  # units at the left for the marks of the plot
STEP = 0.4  # seconds a hand-over


class Relay(ExplainerScene):
    """A memory handed from word to word, blame that fades on its way back, and attention beside it."""

    title = "Why attention"
    idea = "A relay takes a step from each word to the next and blame fades on it; attention joins any two in one step."
    needs = ("experiments/relay",)

    def construct(self) -> None:
        stage = self.layout.stage
        above, below = stage.rows(2.1, 3.45, gap=0.1)
        self.chain = Chain(
            self.trace, self.theme, Region(above.left + MARGIN, above.right, above.bottom, above.top - 0.6)
        )
        self.fading = Fading(self.trace, self.theme, below, self.chain)
        self.lower = Region(below.left + MARGIN, below.right, below.bottom, below.top)
        self.count = len(self.chain.texts)
        self.formula = FormulaTex(FORMULAS["rnn_step"], self.theme, size=60)
        self._hand_over()
        self._one_memory()
        self._blame_runs_back()
        self._vanish()
        self._attend()
        self._after_training()
        self._sum_up()

    # -- beats ------------------------------------------------------------------------------------------------

    def _hand_over(self) -> None:
        """The memory goes from word to word; the formula is assembled at the second one."""
        chain, formula = self.chain, self.formula
        formula.move_to(self.lower.at(0.45, 0.6))
        words, memories, hands = chain.words, chain.memories, chain.hands
        shapes = self._shapes()
        with self.say(
            "A recurrent network reads like a relay: | each word and the memory so far make a new memory. | "
            "Word {n} waits for word {m}.",
            n=Extent(self.chain.states),
            m=Extent(self.chain.states[:-1]),
        ):
            self.play(FadeIn(words, shift=0.15 * UP), *self._recorded(), run_time=1.0)
            self.steps = self._steps(self._handed_on(0), chain.level)
            self.play(FadeIn(memories[0], target_position=words[0]), FadeIn(self.steps), run_time=0.8)
            self.rest(0.6)
            self._step(1, 1.2)
            parts = [formula.part(name) for name in ("x_t", "h_{t-1}", "h_t")]
            self.play(copy_each_into([words[1], memories[0], memories[1]], parts), run_time=1.6)
            self.play(FadeIn(formula.parts("=", r"\tanh(", "W", "+", "U", ")"), shapes), run_time=0.8)
            self.add(formula)
            for place in range(2, self.count):
                self._step(place, STEP)
        self.add(memories, hands)
        self.shapes = shapes

    def _step(self, place: int, seconds: float) -> None:
        """The memory is handed on, and the count goes up."""
        memories, hand = self.chain.memories, self.chain.hands[place - 1]
        after = self._steps(self._handed_on(place), self.chain.level)
        self.play(
            TransformFromCopy(memories[place - 1], memories[place]),
            FadeIn(hand),
            become(self.steps, after),
            run_time=seconds,
        )
        self.steps = after

    def _one_memory(self) -> None:
        """All that the translation has."""
        memory = self.chain.memories[-1]
        outline = outline_of(memory[1].box.edges, self.theme.role("focus"))
        note = self.words("the translation is written from this alone", size=self.theme.sizes.note)
        shape = shape_label(self.theme, Extent(self.chain.states[-1]), self.trace.size("D"))
        below = VGroup(note, shape).arrange(DOWN, buff=0.12, aligned_edge=RIGHT)
        below.next_to(outline, DOWN, buff=0.2).align_to(outline, RIGHT)
        with self.say(
            "However long the sentence, the last memory must hold it all: {width} numbers.",
            width=self.trace.size("D"),
        ):
            self.play(Create(outline), dim(*self.chain.memories[:-1]), run_time=0.8)
            self.rest(0.8)
            self.play(FadeIn(below), run_time=0.8)
        self.alone = VGroup(outline, below)

    def _blame_runs_back(self) -> None:
        """Chevrons along the chain, and what every hand-over does."""
        self.back = FormulaTex(FORMULAS["rnn_gradient"], self.theme, size=60)
        self.back.move_to(self.lower.at(0.45, 0.5))
        with self.say(
            "Learning needs the gradient: how much each memory is to blame for a mistake. | "
            "It runs back, and each hand-over multiplies it."
        ):
            lifted = self.formula.animate.move_to(self.lower.at(0.45, 0.78))
            going = FadeOut(self.shapes, self.alone)
            self.play(going, undim(*self.chain.memories[:-1]), lifted, run_time=1.0)
            self.rest(3.0)
            blame = [FadeIn(mark, shift=0.2 * LEFT) for mark in self.chain.blame]
            self.play(LaggedStart(*blame, lag_ratio=0.5), run_time=2.8)
            self.play(FadeIn(self.back, shift=0.15 * UP), run_time=0.8)

    def _vanish(self) -> None:
        """Before training: the plain network, then the LSTM."""
        fading, plot = self.fading, self.fading.plot
        self.moment = self._moment("before training")
        with self.say(
            "Before training, it is {ratio:,.0f} times smaller by the first word: it vanishes. | "
            "If each hand-over enlarged it, it would explode.",
            ratio=fading.claim("ratio", "rnn"),
        ):
            aside = self.formula.animate.scale(0.7).move_to(self.lower.at(0.8, 0.36))
            self.play(FadeOut(self.back), aside, run_time=0.8)
            self.play(FadeIn(plot.x_axis, plot.y_axis, fading.note, self.moment), run_time=0.8)
            self.play(Create(fading.before["rnn"], rate_func=linear), run_time=3.6)
            self.play(FadeIn(fading.names["rnn"]), run_time=0.6)
        with self.say(
            "The LSTM, built against this, still loses a factor of {ratio:,.0f}.",
            ratio=fading.claim("ratio", "lstm"),
        ):
            self.play(Create(fading.before["lstm"], rate_func=linear), run_time=2.4)
            self.play(FadeIn(fading.names["lstm"]), run_time=0.6)

    def _attend(self) -> None:
        """The untrained Transformer: flat, for all ways are one step long."""
        chain, fading = self.chain, self.fading
        self.direct = self._steps(steps_between(self.trace["main/encoder.0.self_attn.weights"][0]), chain.line + 0.55)
        with self.say(
            "An untrained Transformer, measured alike, varies by a factor of {spread:.1f}: | "
            "attention joins any two words in one step.",
            spread=fading.claim("spread", "transformer"),
        ):
            self.play(dim(chain.memories, chain.hands, chain.blame), run_time=0.8)
            self.play(Create(fading.before["transformer"], rate_func=linear), run_time=2.0)
            self.play(FadeIn(fading.names["transformer"]), run_time=0.6)
            self.rest(0.8)
            arcs = LaggedStart(*map(Create, chain.arcs), lag_ratio=0.15)
            self.play(arcs, FadeIn(self.direct), run_time=2.0)

    def _after_training(self) -> None:
        """Honestly: what training makes of both relays, and how many sentences each then gets right."""
        fading = self.fading
        relays = KINDS[:2]
        self.saved = {kind: fading.before[kind].copy() for kind in relays}
        self.later = self._moment("after training")
        self.names = [fading.names[kind] for kind in relays]
        self.other = [fading.before["transformer"], fading.names["transformer"]]
        with self.say(
            "To be fair, after training the gradient varies by a factor of {plain:.1f} in the plain relay, "
            "of {gated:.1f} in the LSTM, | which gets {lstm:.0%} of sentences right, the plain one gets {rnn:.0%}.",
            plain=fading.claim("spread", "rnn", "after"),
            gated=fading.claim("spread", "lstm", "after"),
            lstm=fading.exact("lstm"),
            rnn=fading.exact("rnn"),
        ):
            self.play(FadeOut(*self.names, *self.other, self.formula, self.moment), dim(*self.chain.arcs), run_time=0.8)
            lifted = [Transform(fading.before[kind], fading.after[kind]) for kind in relays]
            self.play(*lifted, FadeIn(self.later), run_time=2.0)
            self.until("which gets")
            self.play(FadeIn(fading.ledger), run_time=0.8)

    def _sum_up(self) -> None:
        """The poster: both ways over the words, both measurements below."""
        chain, fading = self.chain, self.fading
        with self.say(
            "But from the first word to the last, a relay always takes {n} steps, attention one.",
            n=Extent(self.chain.states[1:]),
        ):
            back = [Transform(fading.before[kind], curve) for kind, curve in self.saved.items()]
            bright = undim(chain.memories, chain.hands, chain.blame)
            self.play(FadeOut(fading.ledger, self.later), bright, run_time=0.6)
            self.play(FadeIn(*self.other), *back, run_time=1.2)
            self.play(FadeIn(*self.names, self.formula, self.moment), undim(*chain.arcs), run_time=0.8)

    # -- parts ------------------------------------------------------------------------------------------------

    def _handed_on(self, place: int) -> Extent:
        """How often the memory was handed on before this place: as many memories were made since the first."""
        return Extent(self.chain.states[1 : place + 1])

    def _steps(self, steps: Claim, level: float) -> VGroup:
        """How many steps a way takes, at its left."""
        number = self.number(steps, size=44, weight="MEDIUM")
        word = self.words("step" if steps.value == 1 else "steps", size=self.theme.sizes.note, role="quiet")
        row = on_one_baseline([number, word], gap=pixels(10))
        return row.move_to([self.lower.left - 0.15 - row.width / 2, level, 0])

    def _shapes(self) -> VGroup:
        """The shapes of the formula's parts, below it."""
        one, width = Extent(self.chain.states[0]), self.trace.size("D")
        pairs: list[tuple[tuple[str, ...], tuple[Claim, ...]]] = [
            (("x_t", "h_t"), (one, width)),
            (("W", "U"), (width, width)),
        ]
        group = VGroup()
        for names, shape in pairs:
            marks = [Symbol(name, self.theme, "learned" if name in "WU" else "ink", 30) for name in names]
            group.add(VGroup(*marks, shape_label(self.theme, *shape)).arrange(RIGHT, buff=0.2))
        group.arrange(RIGHT, buff=0.9)
        return group.next_to(self.formula, DOWN, buff=0.45)

    def _moment(self, text: str) -> Words:
        """When the sizes were measured."""
        words = self.words(text, size=self.theme.sizes.label, weight="MEDIUM")
        return words.next_to(self.fading.note, UP, buff=0.14).align_to(self.fading.note, RIGHT)

    def _recorded(self) -> list[FadeIn]:
        """A note where the film's own sentence is another one."""
        if self.chain.texts == self.trace.source:
            return []
        note = self.words("recorded:", size=self.theme.sizes.note, role="quiet")
        return [FadeIn(note.on_baseline(self.lower.left - 0.05, self.chain.line, align=1.0))]


__all__ = ["Relay"]
