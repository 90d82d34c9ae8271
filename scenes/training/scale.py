"""Scale: all learned numbers, what a layer's work costs as the text grows, and how small this machine is.

Counting multiplications: 2 n^2 d for comparing and mixing, 12 n d^2 for the matrices, alike at n = 6 d. Sources:
Vaswani et al. 2017, tables 1 and 3, section 5.2; Kaplan et al. 2020, table 1; Brown et al. 2020, table 2.1. Parameters
as recorded in ``experiments/parameters``.
"""

from __future__ import annotations

from manim import (
    DOWN,
    UP,
    Create,
    CubicBezier,
    FadeIn,
    FadeOut,
    LaggedStart,
    Transform,
    TransformFromCopy,
    VGroup,
)

from scenes.kit.choose import hero_block, hero_head
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.field import Field
from scenes.kit.mobjects.row_arcs import bow
from scenes.kit.mobjects.sentence import SECOND, Sentence
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.scale_cost import Curves, Shares, Tiles
from scenes.training.parts.scale_lines import PARTS, halved, in_a_head, lines_about
from scenes.training.parts.scale_squares import Squares

FIELD, HEAD, NOTES = 465, 640, 872  # pixels: the field's middle, a head's side, the baseline below


class Scale(ExplainerScene):
    """From one head to GPT-3."""

    title = "How large?"
    idea = "The plan stays the same while the sizes grow: each machine is a speck in the next."
    picture = "Three squares of one size: this machine is a speck in that of 2017, and that one a speck in GPT-3."
    place = ""  # the whole model
    needs = (PARTS,)
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.show_numbers()
        self.double_the_words()
        self.compare_costs()
        self.say_what_for()
        self.shrink()

    # -- the numbers ------------------------------------------------------------------------------------------

    def show_numbers(self) -> None:
        """A head's numbers, then all of them; those of feed-forward lit."""
        block, head = hero_block(self.trace), hero_head(self.trace)[1]
        field = Field(self.trace, self.theme).move_to(at(960, FIELD))
        lifted = field.lifted(block, head)
        place, small = lifted.get_center(), lifted.width
        lifted.scale(pixels(HEAD) / small).move_to(at(960, FIELD))
        count = self.phrase("{count:,.0f} numbers", count=in_a_head(self.trace), size=50, value_weight="SEMIBOLD")
        count.on_baseline(at(960, 0)[0], at(0, NOTES)[1], align=0.5)
        self.hero = lifted
        with self.speak("head"):
            self.play(FadeIn(lifted, scale=1.3), run_time=1.2)
            self.until("learned")
            self.play(FadeIn(count, shift=0.1 * UP), run_time=0.6)
        self.rest(1.0)
        total = self.phrase(
            "{total:,d} numbers", total=Measured(self.trace[f"{PARTS}/total"]), size=50, value_weight="SEMIBOLD"
        )
        total.on_baseline(at(1860, 0)[0], at(0, NOTES)[1], align=1.0)
        with self.speak("all"):
            self.play(
                lifted.animate.scale(small / lifted.width).move_to(place), FadeOut(count), FadeIn(field), run_time=3.0
            )
            self.hero = field
            self.remove(lifted)
            self.play(FadeIn(total, shift=0.1 * UP), run_time=0.5)
            self.until("of them are")
            parts = [
                name.removeprefix("weights/") for name in self.trace if name.startswith("weights/") and ".ffn." in name
            ]
            self.play(Transform(field, field.only(*parts)), run_time=1.4)
        self.field = field
        self.rest(1.5)

    # -- what it costs ----------------------------------------------------------------------------------------

    def double_the_words(self) -> None:
        """Tiles of one size: a column and a square, for half of the words and for all of them."""
        half = int(halved(self.trace).value)
        strip, sheet = (Tiles(part, half, self.theme) for part in ("matrix", "attention"))
        self.hero = VGroup(strip, sheet)
        with self.speak("matrices"):
            self.play(self.field.animate.scale(0.5), run_time=1.4)
            self.until("The matrices")
            self.clear_stage(run_time=0.6)
            self.play(
                FadeIn(strip.label),
                LaggedStart(*(FadeIn(tile, shift=0.2 * UP) for tile in strip.before), lag_ratio=0.2),
                run_time=1.4,
            )
            self.until("double the words")
            self.play(
                LaggedStart(*(FadeIn(tile, shift=0.2 * DOWN) for tile in strip.more), lag_ratio=0.2), run_time=1.4
            )
        self.rest(0.6)
        with self.speak("attention"):
            self.play(
                FadeIn(sheet.label),
                LaggedStart(*(FadeIn(tile, scale=0.6) for tile in sheet.before), lag_ratio=0.04),
                run_time=1.8,
            )
            self.until("double the words")
            self.play(LaggedStart(*(FadeIn(row, shift=0.2 * DOWN) for row in sheet.more), lag_ratio=0.2), run_time=2.0)
        self.rest(1.7)

    def compare_costs(self) -> None:
        """The two costs for our sentence as one bar; then, for the model of 2017, where they cross."""
        shares = Shares(self.trace, self.theme)
        self.hero = shares
        with self.speak("ours"):
            self.play(*map(FadeOut, self.stage), FadeIn(shares.bars, shares.matrices), run_time=0.9)
            self.play(FadeIn(shares.share, shift=0.2 * UP), run_time=0.6)
        self.rest(1.2)
        self.remove(*shares.get_family())
        self.add(shares)
        curves = Curves(self.trace, self.theme)
        plot = curves.plot.show_upto(0)
        self.hero = plot
        with self.speak("level"):
            self.play(FadeOut(shares), FadeIn(plot), run_time=0.8)
            self.play(plot.upto(plot.x_axis.high), run_time=2.6)
            self.play(FadeIn(curves.names), run_time=0.4)
            self.until("at ")
            self.play(FadeIn(curves.cross, shift=0.2 * DOWN), run_time=0.8)
            self.until("Beyond")
            self.play(pulse(curves.names[1], factor=1.15))
        self.remove(plot)
        self.add(plot.hide_playhead())
        self.rest(1.7)

    def say_what_for(self) -> None:
        """Any word to any other; all at once when it learns; one by one when it writes."""
        english = Sentence(self.trace.source[:-1], self.trace, self.theme, rest="plain")
        french = Sentence(self.trace.target[:-1], self.trace, self.theme, y=SECOND, rest="plain", pictures=False)
        self.hero = VGroup(english, french)
        last = len(english.labels) - 1
        pairs = [(0, last), (last, last // 2), (1, last - 1), (last // 2, 0)]
        with self.speak("worth") as line:
            self.play(*map(FadeOut, self.stage), FadeIn(english, shift=0.2 * UP), run_time=1.0)
            self.until("From any")
            arcs = VGroup(
                *(
                    CubicBezier(
                        *bow(english.top(a), english.top(b)), stroke_color=self.theme.role("thread"), stroke_width=6
                    )
                    for a, b in pairs
                )
            )
            self.play(LaggedStart(*map(Create, arcs), lag_ratio=0.3), run_time=1.8)
            self.until("and in training")
            self.play(FadeIn(french, shift=0.2 * UP), run_time=0.7)
            self.until("Writing")
            self.play(FadeOut(french), FadeOut(arcs), run_time=0.4)
            left = self.timeline.lines[-1].start + line.duration - self.clock
            one_by_one = [FadeIn(word, shift=0.2 * DOWN) for word in french.labels]
            self.play(LaggedStart(*one_by_one, lag_ratio=0.8, run_time=left))
        self.remove(*french.get_family())
        self.add(french)
        self.rest(1.5)

    # -- specks -----------------------------------------------------------------------------------------------

    def shrink(self) -> None:
        """This machine as a square that shrinks to a speck in the next, and that one in the third."""
        squares = Squares(self.trace, self.theme)
        ours, paper, giant = squares.ours, squares.paper, squares.giant
        self.hero = VGroup(ours, paper, giant)
        field = Field(self.trace, self.theme).move_to(at(960, FIELD))
        with self.speak("paper"):
            self.play(*map(FadeOut, self.stage), FadeIn(field), run_time=0.8)
            self.play(
                field.animate.scale(ours.ground.width / field.width).move_to(ours.ground),
                FadeIn(ours.ground, ours.caption),
                run_time=1.2,
            )
            self.remove(field)
            self.until("The Transformer")
            self.play(FadeIn(paper.ground, paper.caption, scale=1.15), run_time=0.9)
            self.until("Ours is")
            self._to_a_speck(ours, paper, squares.cones[0])
            self.until("Training")
            self.play(FadeIn(squares.note, shift=0.2 * UP), pulse(paper.ground, factor=1.03), run_time=1.0)
        self.rest(1.5)
        with self.speak("giant"):
            self.play(FadeIn(giant.ground, scale=1.15), FadeIn(giant.caption[0]), run_time=1.2)
            self.play(FadeIn(giant.caption[1], shift=0.2 * UP), run_time=0.8)
            self.until("Now that")
            self._to_a_speck(paper, giant, squares.cones[1])
        self.rest(2.2)

    def _to_a_speck(self, one: VGroup, other: VGroup, cone: VGroup) -> None:
        """A copy of a square shrinks into the next; the cone says which speck it is."""
        self.play(TransformFromCopy(one.ground, other.speck), run_time=1.6)
        self.play(FadeIn(cone), pulse(other.speck, factor=1.6), run_time=0.8)
