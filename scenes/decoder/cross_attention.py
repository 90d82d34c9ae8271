"""The decoder reads the encoder: one row of weights for each French word. Source: Vaswani et al. 2017, section 3.2.3;
alignment by attention after Bahdanau et al. 2015.

Keys and values are made from the encoder's rows once; each step of the decoder brings one query. The head shown is the
one whose weights agree best with the translation's alignment; the pronoun's step is shown as it reads, layer by layer.
"""

from __future__ import annotations

from collections.abc import Sequence

from manim import Create, FadeIn, FadeOut, LaggedStart, VGroup

from scenes.decoder.parts.cross_attention_bridge import Bridge
from scenes.decoder.parts.cross_attention_spotlight import Spotlight, arc_above
from scenes.decoder.parts.cross_attention_threads import seed, thread
from scenes.decoder.parts.readings import (
    Look,
    Step,
    aligned_head,
    decoder_layers,
    encoder_look,
    hardest_look,
    negation,
    noun_pairs,
    pronoun_step,
)
from scenes.kit.motion import become, copy_each_into, copy_into, fill_cells, pulse, tint
from scenes.kit.scene import ExplainerScene

CLEAR = 0.5  # a share from which a thread is said to lead to its word


class CrossAttention(ExplainerScene):
    """French queries read English keys."""

    title = "Cross-attention"
    idea = "Keys and values wait on the English side; every French word brings one query."
    place = "cross_attn"
    short = True

    def setup(self) -> None:
        """Choose the head before the title is set: the map shows its layer."""
        self.layer, self.head = aligned_head(self.trace)
        self.place = f"decoder.{self.layer}.cross_attn"
        super().setup()
        self.source, self.target = self.trace.source, self.trace.target

    def construct(self) -> None:
        bridge = Bridge(self.trace, self.theme, self.layout.stage, self.layer, self.head)
        encoder, foot = self._make_keys_and_values(bridge), bridge.foot()
        strips, queries = self._first_row(bridge, encoder, foot[1])
        label = self._other_rows(bridge, queries, foot[0])
        going = VGroup(queries, foot)
        if pronoun_step(self.trace) is not None:  # the arc from its word to the noun needs the room
            going.add(strips)
        spotlight = self._draw_threads(bridge, going, label)
        self._compare_orders(spotlight)
        self._show_negation(spotlight)
        self._follow_pronoun(spotlight)
        self._sum_up(spotlight)

    # -- keys and values ----------------------------------------------------------------------------------------

    def _make_keys_and_values(self, bridge: Bridge) -> tuple[VGroup, VGroup, VGroup]:
        """Every row that the encoder made of an English word gives this head a key and a value; they stay."""
        english, memories, label = bridge.english_low, bridge.memories(), bridge.memory_label()
        strips = VGroup(bridge.keys(tall=True), bridge.values(tall=True), bridge.key_label(), bridge.value_label())
        self.ground, self.heading = bridge.tall, bridge.heading("encoder")
        with self.say(
            "The encoder has read the sentence. | From each of its {n} rows, this head makes a key and a value: | "
            "once, for the whole translation.",
            n=self.trace.size("S"),
        ):
            self.play(FadeIn(self.ground), FadeIn(self.heading), FadeIn(english), run_time=1.0)
            self.play(copy_each_into([*english], [*memories]), FadeIn(label), run_time=2.2)
            self.rest(0.6)
            self.play(copy_each_into([*memories], [*strips[0]]), FadeIn(strips[2]), run_time=1.8)
            self.play(copy_each_into([*memories], [*strips[1]]), FadeIn(strips[3]), run_time=1.8)
            lit = tint(*english, theme=self.theme, role="key")
            self.play(lit, pulse(*strips[0], *strips[1], factor=1.08), run_time=0.9)
        return english, strips, VGroup(memories, label)

    def _stand_aside(self, bridge: Bridge, english: VGroup, strips: VGroup, memory: VGroup) -> VGroup:
        """The encoder's side draws together at the top, where it stays."""
        bridge.english.set_color(self.theme.role("key"))
        narrow = VGroup(bridge.keys(), bridge.values())
        moves = [become(old, new) for old, new in zip(strips[:2], narrow, strict=True)]
        self.play(FadeOut(memory), run_time=0.5)
        self.play(become(self.ground, bridge.upper), become(english, bridge.english), *moves, run_time=1.2)
        return narrow

    # -- the rectangle ------------------------------------------------------------------------------------------

    def _first_row(
        self, bridge: Bridge, encoder: tuple[VGroup, VGroup, VGroup], legend: VGroup
    ) -> tuple[VGroup, VGroup]:
        """The decoder's first query meets every key and leaves the first row."""
        queries = bridge.queries()
        bridge.french.set_color(self.theme.role("query"))
        with self.say(
            "The decoder’s step that will write “{word}” brings a query. | "
            "It meets every key; softmax makes one row of weights.",
            word=self.target[0],
        ):
            strips = self._stand_aside(bridge, *encoder)
            self.side_heading = bridge.side_heading()
            self.play(FadeIn(bridge.aside), FadeIn(self.side_heading), FadeIn(bridge.heat), run_time=0.6)
            self.play(FadeIn(bridge.french[0]), FadeIn(queries[0]), run_time=0.8)
            ring = bridge.heat.outline_row(0)
            self.play(Create(ring), run_time=0.8)
            fills = [fill_cells(bridge.heat, [(0, j)]) for j in range(bridge.n)]
            self.play(LaggedStart(*fills, lag_ratio=0.3), FadeIn(legend), run_time=2.4)
            self.play(FadeOut(ring), run_time=0.4)
        return strips, queries

    def _other_rows(self, bridge: Bridge, queries: VGroup, shape: VGroup) -> VGroup:
        """Each further word of the translation draws one more row under the same columns."""
        label = bridge.query_label()
        sizes = {"m": self.trace.size("T"), "n": self.trace.size("S")}
        if sizes["m"].value == sizes["n"].value:
            line = self.say(
                "Each further word adds a row. | {m} tokens to write, {n} to read: as many here, but not always.",
                **sizes,
            )
        else:
            line = self.say(
                "Each further word adds a row. | {m} tokens to write, {n} to read: the map need not be square.",
                **sizes,
            )
        with line:
            for row in range(1, bridge.m):
                fill = fill_cells(bridge.heat, [(row, j) for j in range(bridge.n)])
                self.play(FadeIn(bridge.french[row]), FadeIn(queries[row]), fill, run_time=0.4)
            self.play(FadeIn(shape), FadeIn(label), run_time=0.8)
        return label

    # -- the threads --------------------------------------------------------------------------------------------

    def _draw_threads(self, bridge: Bridge, going: VGroup, label: VGroup) -> Spotlight:
        """The French words move below; every weight becomes a thread as thick as it is."""
        threads = bridge.threads()
        cells = [bridge.heat.cell(i, j) for i, j in threads.drawn]
        bridge.below.set_color(self.theme.role("query"))
        with self.say("Now each weight becomes a thread, as thick as it is large."):
            label_below, heading = bridge.query_label(below=True), bridge.heading("decoder")
            self.play(FadeOut(going), run_time=0.6)
            self.play(
                become(bridge.aside, bridge.lower),
                become(bridge.french, bridge.below),
                become(label, label_below),
                become(self.side_heading, heading),
                *(copy_into(cell, line) for cell, line in zip(cells, threads, strict=True)),
                FadeOut(bridge.heat),
                run_time=2.0,
            )
            self.add(threads)
            self.play(FadeIn(bridge.legend(self.layer, self.head)), run_time=0.8)
        return Spotlight(bridge, threads)

    def _compare_orders(self, spotlight: Spotlight) -> None:
        """Threads cross where the adjective goes behind its noun, and run side by side where it does not."""
        crossing = noun_pairs(self.trace, crossing=True)
        if crossing:
            self._show_crossing(spotlight, max(crossing, key=lambda pair: self._clearest(spotlight, pair)))
        else:
            if self.trace.facts["exact"]:
                line = self.say(
                    "No adjective goes behind its noun in this translation. Where one does, two threads cross."
                )
            else:
                line = self.say("Where an adjective goes behind its noun, two threads cross.")
            with line:
                self.play(pulse(*spotlight.bridge.below, factor=1.05), run_time=1.0)
        taken = {step.row for pair in crossing for step in pair}
        for pair in noun_pairs(self.trace, crossing=False):
            if not taken & {step.row for step in pair} and self._clearest(spotlight, pair) > CLEAR:
                self._show_parallel(spotlight, pair)
                break

    def _show_crossing(self, spotlight: Spotlight, pair: tuple[Step, Step]) -> None:
        first, second = pair
        weights = spotlight.bridge.weights
        weights = spotlight.bridge.weights
        words = {
            "before": self.source[second.source],
            "after": self.source[first.source],
            "one": self.target[first.row],
            "two": self.target[second.row],
        }
        if self._clearest(spotlight, pair) > CLEAR:
            line = self.say(
                "“{before} {after}” turns round: | the step for “{one}” reads “{after}”, "
                "the step for “{two}” reads “{before}”, and their threads cross.",
                **words,
            )
        else:
            line = self.say(
                "“{before} {after}” turns round, but this head does not show it clearly: | "
                "“{one}” gives {share:.0%} to “{after}”, “{two}” gives {other:.0%} to “{before}”.",
                **words,
                share=weights[first.row, first.source],
                other=weights[second.row, second.source],
            )
        with line:
            self._light(spotlight, pair, apart=1.6)

    def _show_parallel(self, spotlight: Spotlight, pair: tuple[Step, Step]) -> None:
        with self.say(
            "“{before} {after}” keeps its order: its threads run side by side.",
            before=self.source[pair[0].source],
            after=self.source[pair[1].source],
        ):
            self._light(spotlight, pair)

    def _show_negation(self, spotlight: Spotlight) -> None:
        """*ne* and *pas* stand for one English word; what each of them reads is what was measured."""
        pair = negation(self.trace)
        if pair is None:
            return
        weights = spotlight.bridge.weights
        columns = [int(weights.values[step.row].argmax()) for step in pair]
        seen = [Step(step.row, step.kind, column) for step, column in zip(pair, columns, strict=True)]
        with self.say(
            "“{english}” becomes two words. The step for “{one}” looks hardest at “{first}”, {share:.0%}; | "
            "the one for “{two}” at “{second}”, {other:.0%}.",
            english=self.source[pair[0].source],
            one=self.target[pair[0].row],
            two=self.target[pair[1].row],
            first=self.source[columns[0]],
            second=self.source[columns[1]],
            share=weights[pair[0].row, columns[0]],
            other=weights[pair[1].row, columns[1]],
        ):
            self._light(spotlight, seen, apart=1.6)

    def _light(self, spotlight: Spotlight, pair: Sequence[Step], *, apart: float = 0.0) -> None:
        """Light the pair's words and threads, then write its two shares, some seconds apart."""
        self.play(*spotlight.on((step.row, step.source) for step in pair), run_time=1.0)
        self.rest(1.0)
        for step in pair:
            self.play(*spotlight.share(step.row, spotlight.bridge.weights[step.row, step.source]), run_time=0.6)
            self.rest(apart)

    @staticmethod
    def _clearest(spotlight: Spotlight, pair: tuple[Step, Step]) -> float:
        """The smaller of the pair's two weights."""
        weights = spotlight.bridge.weights.values
        return float(min(weights[step.row, step.source] for step in pair))

    # -- the pronoun --------------------------------------------------------------------------------------------

    def _follow_pronoun(self, spotlight: Spotlight) -> None:
        """What the step that writes the pronoun reads, layer by layer, and what that word had read before."""
        row = pronoun_step(self.trace)
        if row is None:
            return
        looks = [hardest_look(self.trace, layer, row) for layer in range(decoder_layers(self.trace))]
        for look in looks:
            self._show_look(spotlight, look)
        before = encoder_look(self.trace, max(looks, key=lambda look: look.weight.item()).column)
        if before is not None:
            self._show_encoder_look(spotlight, before)

    def _show_look(self, spotlight: Spotlight, look: Look) -> None:
        bridge = spotlight.bridge
        line = thread(
            bridge.column_points()[look.column], bridge.row_points()[look.row], look.weight.item(), self.theme
        )
        note = bridge.note(look, self.target[look.row])
        with self.say(
            "And “{word}”? In layer {layer}, head {head} looks hardest at a word: | {share:.0%} at “{seen}”.",
            word=self.target[look.row],
            layer=bridge.layer_claim(look),
            head=bridge.head_claim(look),
            share=look.weight,
            seen=self.source[look.column],
        ):
            self.play(*spotlight.on([(look.row, look.column)], threads=False), run_time=1.0)
            self.play(become(seed(line), line), FadeIn(note), run_time=1.4)
            self.play(*spotlight.share(look.row, look.weight), run_time=0.6)

    def _show_encoder_look(self, spotlight: Spotlight, look: Look) -> None:
        bridge = spotlight.bridge
        arc, label = arc_above(bridge, look)
        with self.say(
            "And “{word}” had read “{noun}”: in the encoder, with {share:.0%}.",
            word=self.source[look.row],
            noun=self.source[look.column],
            share=look.weight,
        ):
            spotlight.columns.add(look.column)
            lit = tint(bridge.english[look.column], theme=self.theme, role="key")
            self.play(Create(arc), lit, run_time=1.4)
            self.play(FadeIn(label), run_time=0.6)

    # -- the poster ---------------------------------------------------------------------------------------------

    def _sum_up(self, spotlight: Spotlight) -> None:
        """Everything that was followed, in one picture."""
        with self.say("The English side is made once; | every French word brings its own question."):
            self.play(*spotlight.everything_seen(), run_time=1.2)


__all__ = ["CrossAttention"]
