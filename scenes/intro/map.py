"""The whole machine in one picture: a sentence in, its translation out. Source: Vaswani et al. 2017, figure 1.

One changed word changes the translation elsewhere; then the sentence's rows travel every wire of the block diagram
once, and the model's own words come out. GPT is the decoder without the bridge: Radford et al. 2018.
"""

from __future__ import annotations

from manim import DOWN, UP, Create, FadeIn, FadeOut, LaggedStart, MoveAlongPath, ReplacementTransform, VGroup, linear

from scenes.intro.parts.map_change import ChangedWord, changed_places, sentence_pair
from scenes.intro.parts.map_machine import Machine
from scenes.intro.parts.map_travellers import RowStack, spotlight, through_part
from scenes.kit.choose import written_pronoun
from scenes.kit.counts import Fact
from scenes.kit.layout import pixels
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.wires import path_through
from scenes.kit.motion import become, copy_each_into, pulse
from scenes.kit.narration import TICKS
from scenes.kit.scene import ExplainerScene

SLOWEST = 0.6  # seconds for a word of the translation, when there is time


class Map(ExplainerScene):
    """Encoder, bridge and decoder, and one sentence's way through them."""

    title = "Map of the model"
    idea = "An encoder reads, a decoder writes word by word, and a bridge joins them."
    short = True

    def construct(self) -> None:
        parameters = Fact.of(self.trace, "parameters")
        machine = Machine(self.trace, self.theme, self.layout.stage)
        rows = self._translate()
        if self.trace.has("twin"):
            rows = self._change_one_word(rows)
        self._open_machine(rows, machine, parameters)
        stack = self._encode(machine)
        shape = self._cross_bridge(machine, stack)
        self._decode(machine)
        self._keep_only_decoder(machine, shape)
        self._sum_up(machine, parameters)

    # -- beats ------------------------------------------------------------------------------------------------

    def _translate(self) -> VGroup:
        """The sentence as given, and the French as the model writes it."""
        english, french = sentence_pair(self.trace, self.theme, self.layout.stage)
        with self.say("This is a Transformer: English goes in, French comes out."):
            self.play(FadeIn(english, shift=0.15 * UP), run_time=1.0)
            self.rest(0.4)
            words = [FadeIn(word, shift=0.15 * UP) for word in french.labels]
            self.play(LaggedStart(*words, lag_ratio=0.9, run_time=2.8))
        return VGroup(english, french)

    def _change_one_word(self, rows: VGroup) -> VGroup:
        """The twin sentence below: one English word differs, and the pronoun with it."""
        upper, lower = self.layout.stage.rows(1, 1, gap=0.3)
        above = ChangedWord(self.trace, "main", self.theme, upper)
        below = ChangedWord(self.trace, "twin", self.theme, lower)
        roles = self.trace.facts["roles"]
        place = changed_places(self.trace, "source")[0]
        values = {
            "old": self.trace.words["main.source"][place],
            "new": self.trace.words["twin.source"][place],
            "noun": self.trace.words["twin.source"][roles["twin"]["referent"]],
        }
        before, after = (written_pronoun(self.trace, scope) for scope in ("main", "twin"))
        if before == roles["main"]["pronoun_word"] and after == roles["twin"]["pronoun_word"]:
            line = self.say(
                "Change “{old}” to “{new}”, and “{before}” becomes “{after}”: | "
                "nobody touched “it”, but now it is the {noun}.",
                before=before,
                after=after,
                **values,
            )
        else:
            line = self.say(
                "Change “{old}” to “{new}”: nobody touched “it”, but now it is the {noun}, | "
                "“{right}” in French. This model does not get both pronouns right.",
                right=roles["twin"]["pronoun_word"],
                **values,
            )
        with line:
            self.play(ReplacementTransform(rows, above.rows), run_time=1.0)
            self.play(Create(above.arc), FadeIn(below.english, shift=0.2 * DOWN), run_time=1.0)
            self.play(pulse(below.english.word(place)), run_time=0.8)
            words = [FadeIn(word, shift=0.15 * UP) for word in below.french.labels]
            self.play(LaggedStart(*words, lag_ratio=0.5, run_time=1.8))
            self.play(Create(below.arc), run_time=1.0)
        return VGroup(above, below)

    def _open_machine(self, rows: VGroup, machine: Machine, parameters: Fact) -> None:
        """The number of parameters stands alone for a moment, then the encoder unfolds from it."""
        count = self.number(parameters, spec=",d", size=170, weight="MEDIUM")
        below = self.words("numbers, trained on examples", size=44, role="quiet")
        count.move_to(self.layout.stage.at(0.5, 0.6))
        below.next_to(count, DOWN, buff=0.5)
        with self.say(
            "No grammar is built in, only {parameters:,d} numbers, trained on examples.",
            parameters=parameters,
        ):
            self.play(FadeOut(rows), run_time=0.6)
            self.play(FadeIn(count, scale=0.8), FadeIn(below), run_time=0.8)
            self.rest(1.4)
            encoder = machine.diagram.part("encoder")
            going = FadeOut(VGroup(count, below), scale=0.3, target_position=encoder)
            coming = FadeIn(VGroup(encoder, machine.english, machine.lead))
            self.play(LaggedStart(going, coming, lag_ratio=0.4, run_time=1.6))

    def _encode(self, machine: Machine) -> RowStack:
        """The tokens go in as rows; below, the rows themselves, as they are after every layer."""
        diagram, size = machine.diagram, self.trace.size
        stack = RowStack(size("S").value, machine.room, self.theme)
        way = path_through(machine.way_in("encoder"))
        with self.say(
            "The encoder turns each token, a word or the end mark, into a vector: {width} numbers. | "
            "Layer by layer, all look at each other.",
            width=size("D"),
        ):
            self.play(FadeIn(stack.move_to(way.get_start()), target_position=machine.english.word(0)), run_time=0.4)
            self.play(MoveAlongPath(stack, way), spotlight(diagram, "encoder.input"), run_time=1.2)
            sheet = machine.sheet()
            beam = machine.beam(sheet, "encoder.input")
            self.play(copy_each_into([*machine.english.labels], [*sheet.row_labels]), run_time=1.2)
            self.play(FadeIn(VGroup(sheet.box, sheet.cells, sheet.foot, sheet.legend)), FadeIn(beam), run_time=0.8)
            self.add(sheet)
            for layer, parts in enumerate(diagram.encoder.layers):
                for part, norm in zip(parts[::2], parts[1::2], strict=True):
                    self.play(through_part(machine, stack, part, norm, run_time=0.9))
                rows = self.trace[f"main/encoder.{layer}.norm2.output"]
                after = sheet.with_values(rows, limit=shared_limit(rows))
                moved = machine.beam(sheet, parts[-1])
                self.play(become(sheet, after), become(beam, moved), spotlight(diagram, parts[-1]), run_time=0.9)
                sheet, beam = after, moved
        self.lens = VGroup(sheet, beam)
        return stack

    def _cross_bridge(self, machine: Machine, stack: RowStack) -> VGroup:
        """The decoder appears, and the encoder's rows go over to every cross-attention."""
        diagram = machine.diagram
        copies = VGroup(*(stack.copy() for _ in machine.crossings))
        shape = machine.bridge_shape()
        sheet, beam = self.lens
        with self.say("Made once, they cross a bridge and are read for every French word."):
            into_stack = FadeOut(sheet, scale=0.1, target_position=stack.get_center())
            self.play(FadeOut(beam), into_stack, spotlight(diagram), run_time=0.8)
            self.play(FadeIn(diagram.part("decoder"), diagram.part("bridge")), run_time=0.8)
            self.remove(stack)
            paths = [diagram.path(f"{name}.memory") for name in machine.crossings]
            over = [MoveAlongPath(copy, way) for copy, way in zip(copies, paths, strict=True)]
            self.play(*over, FadeIn(shape), run_time=2.0)
            self.play(FadeOut(copies), spotlight(diagram, *machine.crossings), run_time=0.8)
        return shape

    def _decode(self, machine: Machine) -> None:
        """The first word slowly, the others in quick succession; each goes back in by the wire below."""
        diagram, french = machine.diagram, machine.french
        start = RowStack(1, machine.room, self.theme)
        way = path_through(machine.way_in("decoder"))
        with self.say(
            "From a start mark, its own words and the bridge, | the decoder names the next word, takes it in, | "
            "and goes on until the end mark."
        ) as line:
            end = self.clock + line.duration
            self.play(FadeIn(french.word(0)), FadeIn(machine.feedback), spotlight(diagram), run_time=0.8)
            self.play(FadeIn(start.move_to(way.get_start()), target_position=french.word(0)), run_time=0.4)
            self.play(MoveAlongPath(start, way), spotlight(diagram, "decoder.input"), run_time=0.8)
            for layer in diagram.decoder.layers:
                for part, norm in zip(layer[::2], layer[1::2], strict=True):
                    self.play(through_part(machine, start, part, norm, run_time=0.7))
            last = path_through([start.get_center()[:2], machine.outlet()[:2]])
            self.play(MoveAlongPath(start, last), spotlight(diagram, "decoder.logits"), run_time=0.6)
            self.play(FadeIn(french.word(1), target_position=machine.outlet(), scale=0.5), FadeOut(start), run_time=0.8)
            others = range(2, len(french.labels))
            ticks = int(TICKS * (end - self.clock - 0.5) / max(len(others), 1))
            pace = min(SLOWEST, ticks / TICKS)
            for place in others:
                self._write(machine, place, pace)
            self.play(spotlight(diagram), run_time=0.4)

    def _write(self, machine: Machine, place: int, pace: float) -> None:
        """All rows so far pass the decoder, and the next word comes out, within ``pace`` seconds."""
        rows = RowStack(place, machine.room, self.theme)
        through = path_through([machine.way_in("decoder")[2], machine.outlet()[:2]])
        word = FadeIn(machine.french.word(place), target_position=machine.outlet(), scale=0.5)
        run = MoveAlongPath(rows, through, remover=True, rate_func=linear)
        self.play(LaggedStart(run, word, lag_ratio=0.7, run_time=pace))

    def _keep_only_decoder(self, machine: Machine, shape: VGroup) -> None:
        """GPT is the decoder without the bridge."""
        name = self.words("GPT", size=110, weight="MEDIUM")
        below = self.words("a decoder without encoder and bridge", size=34, role="quiet")
        name.move_to(machine.upper.get_center() + 0.25 * UP)
        below.next_to(name, DOWN, buff=0.35)
        gone = VGroup(machine.english, machine.lead, shape, machine.without_bridge())
        closed = machine.closed_gaps()
        with self.say("GPT is such a decoder, without encoder and bridge."):
            self.play(FadeOut(gone), run_time=1.0)
            self.play(FadeIn(closed), FadeIn(name), FadeIn(below), run_time=0.8)
        self.aside, self.gone = VGroup(name, below, closed), gone

    def _sum_up(self, machine: Machine, parameters: Fact) -> None:
        """The poster: the whole diagram, a sentence in, its translation out."""
        number = self.number(parameters, spec=",d", size=self.theme.sizes.label, weight="MEDIUM")
        label = self.phrase("{number} numbers in all", number=number, role="quiet", gap=pixels(14))
        machine.beside_bridge(label)
        with self.say(
            "Every number you see comes from this model, | an experiment we name, a paper, or a line of code."
        ):
            self.play(FadeOut(self.aside), run_time=0.6)
            self.play(FadeIn(self.gone), run_time=0.8)
            self.play(FadeIn(label), FadeIn(machine.shapes()), run_time=1.0)


__all__ = ["Map"]
