"""What neurons answer to: the beats in which bars stand over the words of sentences, and the false trail."""

from __future__ import annotations

from manim import DOWN, Create, FadeIn, FadeOut, LaggedStart, ReplacementTransform, Transform, VGroup

from scenes.kit.claims import Measured
from scenes.kit.layout import at
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.feed_forward_lights import Lights, block_over, floor_line
from scenes.positional_ffn.parts.feed_forward_neurons import FalseTrail, LivingNeuron, Neuron, WordNeuron
from scenes.positional_ffn.parts.feed_forward_trail import Trail

WORDS, GROUND, TOP = 770, 590, 262  # pixels: the sentence under the lights, their floor and ceiling


class Answers:
    """The second half of the clip: neurons over a sentence."""

    def __init__(self, scene: ExplainerScene, found: WordNeuron) -> None:
        self.scene, self.trace, self.theme, self.found = scene, scene.trace, scene.theme, found
        self.living: LivingNeuron | None = None
        self.sentence = Sentence(scene.trace.source, scene.trace, scene.theme, y=WORDS)

    def to_living_things(self, living: LivingNeuron | None) -> None:
        """The neuron of living things over the sentence, and over those with another noun."""
        scene, self.living = self.scene, living
        ground = floor_line(self.theme, GROUND)
        words = living.words[0] if living else self.trace.source
        self.sentence = Sentence(words, self.trace, self.theme, y=WORDS)
        scene.hero = self.sentence
        with scene.speak("living"):
            scene.play(FadeIn(block_over(self.theme, GROUND)), FadeIn(self.sentence), Create(ground), run_time=0.9)
            if living is None:
                scene.until("They are called")
                scene.play(self.sentence.act("followed", *self.found.rows), run_time=0.6)
                scene.play(pulse(*(self.sentence.word(row) for row in self.found.rows), factor=1.3), run_time=1.0)
                return
            self.tag = self._tag(living.neuron)
            scene.until("Now and then")
            scene.play(FadeIn(self.tag), pulse(self.sentence.labels, factor=1.04), run_time=1.0)
            scene.until("This neuron")
            limit = max(float(row.values.max()) for row in living.answers)
            self.lights = self._lights([Measured(living.answers[0][i]) for i in range(len(words))], limit)
            self._rise(self.lights)
            scene.play(self.sentence.act("followed", living.place), run_time=0.4)
            for words, row in zip(living.words[1:], living.answers[1:], strict=True):
                scene.until(f"“{words[living.place]}”")
                self._swap(words, living.place, [Measured(row[i]) for i in range(len(words))], limit)
        scene.rest(1.1)

    def to_a_word(self) -> None:
        """The neuron of one word: it is there, and nowhere else."""
        scene, found = self.scene, self.found
        answers = [Measured(found.neuron.answers[i]) for i in range(len(self.trace.source))]
        with scene.speak("answers"):
            if self.living:
                going = [self.lights, self.tag]
                back = Sentence(self.trace.source, self.trace, self.theme, y=WORDS)
                same = len(self.living.words) == 1
                moves = (
                    [self.sentence.act("rests", self.living.place)] if same else [FadeOut(self.sentence), FadeIn(back)]
                )
                scene.play(*map(FadeOut, going), *moves, run_time=0.7)
                self.sentence = self.sentence if same else back
            scene.hero = self.sentence
            self.tag = self._tag(found.neuron)
            self.lights = self._lights(answers, None)
            scene.play(FadeIn(self.tag), run_time=0.5)
            self._rise(self.lights)
            scene.play(self.sentence.act("followed", *found.rows), run_time=0.5)
            scene.until("In ")
            lit = [self.lights.bars[row] for row in found.rows]
            scene.play(pulse(*lit, factor=1.08), run_time=1.0)
            if found.neuron.never_errs:
                scene.until("and answered")
                others = [i for i in range(len(answers) - 1) if i not in found.rows]
                plain, rests = (self.sentence.act(look, *others, run_time=0.7) for look in ("plain", "rests"))
                scene.play(plain)
                scene.play(rests)
        scene.rest(1.0)

    def on_a_false_trail(self, followed: FalseTrail) -> None:
        """The same neuron where "it" is one noun, and where it is the other."""
        scene = self.scene
        trail = Trail(self.trace, self.theme, followed)
        scene.hero = VGroup(trail.ground, *trail.clauses)
        with scene.speak("place"):
            scene.play(Create(trail.ground), *map(FadeIn, trail.clauses), run_time=1.0)
            for place, words in enumerate(("Here", "there the")):
                scene.until(words)
                scene.play(FadeIn(trail.pictures[place], scale=0.6), run_time=0.6)
                seed = trail.lights[place].bars[0].copy().stretch(0.02, 1, about_edge=DOWN)
                scene.play(ReplacementTransform(seed, trail.lights[place].bars[0]), run_time=1.0)
                scene.play(FadeIn(trail.figures[place]), run_time=0.4)
            scene.until("It answers")
            scene.play(Create(trail.level), run_time=0.8)
        scene.rest(1.0)
        with scene.speak("no"):
            scene.play(pulse(*(clause[0] for clause in trail.clauses), factor=1.15), run_time=0.8)
            scene.until("not what")
            scene.play(*(change(p, to=lambda m: m.fade(0.75)) for p in trail.pictures), run_time=0.8)
        scene.rest(1.1)

    # -- parts ------------------------------------------------------------------------------------------------

    def _tag(self, neuron: Neuron) -> VGroup:
        """Which neuron the bars show."""
        tag = self.scene.phrase("neuron {unit}", unit=neuron.ordinal, size=54, weight="SEMIBOLD")
        return tag.on_baseline(at(80, 0)[0], at(0, 200)[1])

    def _lights(self, claims: list[Measured], limit: float | None) -> Lights:
        places = [word.get_center()[0] for word in self.sentence.labels]
        return Lights(claims, places, self.theme, floor=GROUND, ceiling=TOP, limit=limit)

    def _rise(self, lights: Lights) -> None:
        """The bars grow from the floor."""
        scene = self.scene
        seeds = [bar.copy().stretch(0.02, 1, about_edge=DOWN) for bar in lights.bars]
        moves = [ReplacementTransform(seed, bar) for seed, bar in zip(seeds, lights.bars, strict=True)]
        scene.play(LaggedStart(*moves, lag_ratio=0.05), run_time=1.2)
        scene.remove(*lights.bars)
        scene.add(lights)

    def _swap(self, words: tuple[str, ...], place: int, claims: list[Measured], limit: float) -> None:
        """A noun falls out, another falls in, the bars follow."""
        scene, before = self.scene, self.sentence
        after = Sentence(words, self.trace, self.theme, y=WORDS).at_once("followed", [place])
        self.sentence = after
        lights = self._lights(claims, limit)
        moves = [Transform(before.acting(j), after.acting(j)) for j in range(len(words)) if j != place]
        scene.play(
            *moves,
            FadeOut(before.acting(place), shift=0.6 * DOWN),
            FadeIn(after.acting(place), shift=0.6 * DOWN),
            ReplacementTransform(self.lights, lights),
            run_time=0.7,
        )
        scene.remove(*before.get_family(), *after.get_family())
        scene.add(after)
        self.lights, scene.hero = lights, after
