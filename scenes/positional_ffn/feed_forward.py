"""The feed-forward network: each word alone is spread to many numbers, cut off at zero and put together again.

max(0, x W_1 + b_1) W_2 + b_2: Vaswani et al. 2017, equation 2; neurons as keys of patterns: Geva et al. 2021. The
neurons were found by a search over sentences of the grammar and verified on others (``model.experiments.neurons``).
"""

from __future__ import annotations

from manim import (
    DOWN,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    ReplacementTransform,
    Transform,
    VGroup,
)

from scenes.kit.layout import at
from scenes.kit.mobjects.field import Field
from scenes.kit.mobjects.row_arcs import RowArcs
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.feed_forward_answers import Answers
from scenes.positional_ffn.parts.feed_forward_blocks import Blocks
from scenes.positional_ffn.parts.feed_forward_column import Column
from scenes.positional_ffn.parts.feed_forward_floor import Floor, Plates, fallen
from scenes.positional_ffn.parts.feed_forward_lines import lines_about
from scenes.positional_ffn.parts.feed_forward_names import Names
from scenes.positional_ffn.parts.feed_forward_neurons import (
    RECORD,
    false_trail,
    living_neuron,
    meanings,
    meanings_found,
    word_neuron,
)


class FeedForward(ExplainerScene):
    """What follows attention in every layer."""

    title = "Each word by itself"
    idea = (
        "Each word alone is spread to many numbers, cut off at zero, and put together again; few of them have a name."
    )
    picture = "A word's many numbers as bars: those below zero are gone, and one of the others has a name."
    needs = (RECORD,)
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The block of the neuron that is shown."""
        return word_neuron(self.trace).neuron.block

    def construct(self) -> None:
        """One beat after the other."""
        self.found = word_neuron(self.trace)
        self.floor = Floor(self.trace, self.theme, self.found)
        self.part_the_words()
        self.multiply()
        self.fan_out()
        self.drop()
        self.ask_why()
        self.report()
        self.serve_every_word()
        answers = Answers(self, self.found)
        answers.to_living_things(living_neuron(self.trace))
        answers.to_a_word()
        if (trail := false_trail(self.trace)) is not None:
            self.clear_stage(run_time=0.6)
            answers.on_a_false_trail(trail)
        self.name_them()

    # -- one word, one number ---------------------------------------------------------------------------------

    def part_the_words(self) -> None:
        """Arcs join the words; then they go, and each word stands in a frame of its own."""
        row, layer = self.found.rows[0], self.found.neuron.layer
        weights = self.trace[f"main/encoder.{layer}.self_attn.weights"]
        sentence = self.sentence = Sentence(self.trace.source, self.trace, self.theme, rest="plain")
        self.hero = sentence
        arcs = VGroup(
            *(RowArcs(weights[h][row], row, sentence, self.theme, spec=None) for h in range(weights.shape[0]))
        )
        blocks = self.blocks = Blocks(sentence, self.theme, len(self.trace.source) - 1)
        with self.speak("alone"):
            self.play(FadeIn(sentence), run_time=0.7)
            threads = [Create(arc) for one in arcs for arc in one.arcs.values()]
            self.play(LaggedStart(*threads, lag_ratio=0.03), run_time=1.2)
            self.remove(*arcs.get_family())
            self.add(arcs)
            self.until("The next block")
            self.play(FadeOut(arcs), run_time=0.7)
            self.play(LaggedStart(*map(FadeIn, blocks.blocks), lag_ratio=0.06), run_time=0.9)
            self.play(LaggedStart(*map(Create, blocks.lines), lag_ratio=0.06), run_time=0.9)
            self.until("It is called")
            self.play(sentence.act("followed", row), pulse(blocks.blocks[row], factor=1.15), run_time=0.7)

    def multiply(self) -> None:
        """The word's row meets one column, pair by pair; the products fall together into one bar."""
        column = self.column = Column(self.trace, self.theme, self.found)
        unit, row = self.found.neuron.unit, self.found.rows[0]
        sentence = self.sentence
        others = [sentence.acting(i) for i in range(len(sentence.texts)) if i != row]
        chip = VGroup(sentence.chips[row], sentence.word(row))
        strip, products = column.column(unit), column.products(unit)
        last = column.last(strip, unit)
        self.hero = VGroup(column.word, column.plate, column.wide)
        with self.speak("column"):
            self.play(FadeOut(*others, self.blocks), ReplacementTransform(chip, column.chip), run_time=0.8)
            self.remove(*sentence.get_family())
            self.add(column.chip)
            self._come_out(column.word, column.chip)
            self.until("and one column")
            self.play(FadeIn(column.plate, shift=0.3 * UP), run_time=0.6)
            self._lift(strip, last)
            self.until("Multiply")
            self.play(FadeIn(column.times), *self._pairs(strip, products), run_time=1.2)
            last_product = column.last(products, unit)
            self.play(FadeIn(last_product, target_position=last), run_time=0.3)
            self.until("and add")
            self._fall_together([*products.bars, last_product], unit)
        self.rest(0.5)
        self.lying, self.product, self.lasts = strip, products, [last, last_product]
        self.add(products, last_product)

    def _come_out(self, strip: VectorStrip, source: VGroup) -> None:
        """The bars of a strip come out of what they are of."""
        grown = [FadeIn(bar, target_position=source, scale=0.3) for bar in strip.bars]
        self.play(FadeIn(strip.baseline), LaggedStart(*grown, lag_ratio=0.04), run_time=1.2)
        self.remove(strip.baseline, *strip.bars)
        self.add(strip)

    def _lift(self, strip: VectorStrip, last: VGroup) -> None:
        """One column leaves the matrix and lies down below the word."""
        column, unit = self.column, self.found.neuron.unit
        piece = column.plate[unit]
        ink = self.theme.role("ink")
        self.play(change(piece, to=lambda c: c.set_fill(ink, opacity=1.0)), run_time=0.4)
        grown = [FadeIn(bar, target_position=piece, scale=0.3) for bar in (*strip.bars, last)]
        self.play(
            FadeIn(strip.baseline, column.name),
            FadeIn(column.bias_name()),
            LaggedStart(*grown, lag_ratio=0.03),
            run_time=1.2,
        )
        self.remove(strip.baseline, *strip.bars)
        self.add(strip)

    def _pairs(self, strip: VectorStrip, products: VectorStrip) -> list[Animation]:
        """Each pair of bars gives its product."""
        moves = [
            FadeIn(product, target_position=bar.get_center(), scale=0.6)
            for product, bar in zip(products.bars, strip.bars, strict=True)
        ]
        return [FadeIn(products.baseline), LaggedStart(*moves, lag_ratio=0.03)]

    def _fall_together(self, bars: list[VGroup], unit: int) -> None:
        """Copies of the products fall together into one bar above their column."""
        wide = self.column.wide
        goal = wide.bar(unit)
        falling = [bar.copy() for bar in bars]
        self.play(FadeIn(wide.baseline), run_time=0.2)
        drops = [bar.animate.scale(0.3).move_to(goal).set_opacity(0.0) for bar in falling]
        self.play(LaggedStart(*drops, lag_ratio=0.02), FadeIn(goal, scale=0.2), run_time=0.9)
        self.remove(*falling)
        self.play(pulse(goal, factor=1.3), run_time=0.5)

    # -- all numbers ------------------------------------------------------------------------------------------

    def fan_out(self) -> None:
        """Column after column lies down below the word; above each stands its number."""
        column, first = self.column, self.found.neuron.unit
        count = len(column.wide.bars)
        shown = column.shown
        bounds = [0, *shown, count]
        with self.speak("columns"):
            for place in range(len(bounds) - 1):
                part = [k for k in range(bounds[place], bounds[place + 1]) if k != first]
                rising = [FadeIn(column.wide.bar(k), target_position=column.plate[k], scale=0.3) for k in part]
                turned = self._next_column(shown[place]) if place < len(shown) else []
                self.play(*turned, LaggedStart(*rising, lag_ratio=0.02), run_time=1.25)
            self.remove(column.wide.baseline, *column.wide.bars)
            self.add(column.wide)
        self.rest(1.0)

    def _next_column(self, unit: int) -> list[Animation]:
        """The lying column and the products become those of another column."""
        column = self.column
        strip, products = column.column(unit), column.products(unit)
        lasts = [column.last(strip, unit), column.last(products, unit)]
        moves: list[Animation] = [ReplacementTransform(self.lying, strip), ReplacementTransform(self.product, products)]
        moves += [ReplacementTransform(old, new) for old, new in zip(self.lasts, lasts, strict=True)]
        self.lying, self.product, self.lasts = strip, products, lasts
        return moves

    def drop(self) -> None:
        """The numbers fill the stage; those below zero fall from the left."""
        floor, column = self.floor, self.column
        head, below = floor.head(), floor.below()
        kept = [column.wide, column.chip]
        going = [part for part in self.stage if part not in kept]
        self.hero = floor.before
        self.bring_to_back(floor.block)
        self.play(
            *map(FadeOut, going),
            FadeIn(floor.block),
            ReplacementTransform(column.wide, floor.before),
            ReplacementTransform(column.chip, head[0]),
            run_time=1.2,
        )
        with self.speak("floor"):
            quiet = self.theme.role("quiet")
            self.play(FadeIn(head[1]), Create(floor.line), run_time=1.0)
            dropping = [floor.before.bar(i) for i in below]
            self.play(change(*dropping, to=lambda bar: bar.set_fill(quiet)), run_time=0.6)
            self.until("and what lies")
            falling = fallen(floor.before, below)
            pieces = [piece for piece, _ in falling]
            self.remove(floor.before)
            self.add(floor.above, *pieces, floor.line)
            self.hero = floor.above
            drops = [FadeOut(piece, shift=far * DOWN) for piece, far in falling]
            self.play(LaggedStart(*drops, lag_ratio=0.03), run_time=3.2)
            self.remove(*pieces)
            count = floor.count()
            self.until("This is called")
            self.play(FadeIn(count, target_position=floor.above.bars, scale=0.7), run_time=0.7)
        self.rest(1.5)
        self.head = head

    def ask_why(self) -> None:
        """Below the floor: two matrices slide together and are one small one."""
        plates = Plates(self.trace, self.theme, self.found)
        first, second, single = plates.first, plates.second, plates.single
        with self.speak("why"):
            self.play(FadeIn(first, second, shift=0.3 * UP), FadeIn(plates.shapes[:2]), run_time=0.9)
            self.until("Without it")
            merged = [part.copy() for part in (first, second)]
            self.play(*(part.animate.move_to(single) for part in merged), run_time=1.2)
            self.play(*map(FadeOut, merged), FadeIn(single, plates.shapes[2], plates.equals), run_time=0.8)
        self.rest(1.2)
        self.play(FadeOut(first, second, single, plates.equals, plates.shapes), run_time=0.6)

    def report(self) -> None:
        """All that is left flows into each number of the report, which is added to the word."""
        floor = self.floor
        self.play(
            ReplacementTransform(floor.above, floor.raised),
            ReplacementTransform(floor.line, floor.raised_line),
            ReplacementTransform(floor.block, floor.raised_block),
            run_time=0.8,
        )
        self.hero = floor.raised
        name = floor.report_name()
        lit = [bar for bar, value in zip(floor.raised.bars, floor.raised.values, strict=True) if value > 0]
        with self.speak("back"):
            report = floor.report
            plate = floor.plate()
            streams, level = [bar.copy() for bar in lit], plate.get_center()[1]
            poured = [bar.animate.set_y(level).set_opacity(0.0) for bar in streams]
            grown = [FadeIn(bar, target_position=[bar.get_center()[0], level, 0]) for bar in report.bars]
            self.play(FadeIn(plate, shift=0.2 * UP), run_time=0.5)
            self.play(*poured, run_time=0.9)
            self.play(FadeIn(report.baseline), LaggedStart(*grown, lag_ratio=0.02), run_time=1.1)
            self.remove(*streams, report.baseline, *report.bars)
            self.add(report)
            self.play(FadeIn(name[2]), FadeOut(plate), run_time=0.5)
            self.until("a report")
            self.play(FadeIn(name[0], target_position=self.head[0]), FadeIn(name[1]), run_time=0.9)
            self.play(FadeIn(floor.formula(self.formula_of)), run_time=0.6)
        self.rest(0.9)

    def serve_every_word(self) -> None:
        """The field of all numbers, those of the feed-forward networks lit."""
        field = Field(self.trace, self.theme).move_to(at(960, 505))
        names = [name.removeprefix("weights/") for name in self.trace.tensors if name.startswith("weights/")]
        self.clear_stage(run_time=0.6)
        self.hero = field
        with self.speak("everywhere"):
            self.play(FadeIn(field), run_time=1.2)
            if "Most" in self.said_lines["everywhere"].holds:
                self.until("Most")
            self.play(Transform(field, field.only(*(name for name in names if ".ffn." in name))), run_time=2.6)
        self.rest(1.0)
        self.play(FadeOut(field), run_time=0.6)

    # -- what they know ---------------------------------------------------------------------------------------

    def name_them(self) -> None:
        """Back to the word's numbers: one of them has a name."""
        names, head = Names(self.trace, self.theme, self.found), self.floor.head()
        self.clear_stage(run_time=0.5)
        self.hero = names.strip
        searched, found = meanings(self.trace), meanings_found(self.trace)
        count = self.phrase(
            "{found} of {searched} meanings", found=found, searched=searched, size=54, weight="SEMIBOLD"
        )
        count.on_baseline(at(1840, 0)[0], head[1].baseline, align=1.0)
        with self.speak("names"):
            grown = [GrowFromEdge(bar, DOWN) for bar in names.strip.bars]
            self.play(FadeIn(names.block), FadeIn(head, names.floor), LaggedStart(*grown, lag_ratio=0.01), run_time=1.0)
            self.remove(*names.strip.bars)
            self.add(names.strip, names.floor)
            self.play(FadeIn(names.name, shift=0.2 * DOWN), run_time=0.4)
            asked = [FadeIn(mark, shift=0.2 * DOWN) for mark in names.marks]
            self.play(LaggedStart(*asked, lag_ratio=0.1), run_time=1.0)
            self.until("We looked")
            self.play(FadeIn(count[1:]), run_time=0.6)
            self.until("neuron")
            self.play(FadeIn(count[0], scale=0.6), pulse(names.name, factor=1.2), run_time=0.8)
        self.rest(1.5)
