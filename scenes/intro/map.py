"""The whole machine from outside: one side reads, one writes, and a bridge joins them. Vaswani et al. 2017, figure 1.

A sentence's own numbers go through the side that reads and over the bridge, and its translation comes out word by word.
GPT is the side that writes, without the bridge: Radford et al. 2018.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    Group,
    GrowFromCenter,
    LaggedStart,
    ReplacementTransform,
    Transform,
    VGroup,
    VMobject,
)

from scenes.intro.parts.map_bridge import MIDDLE, Bridge, Flow
from scenes.intro.parts.map_lines import kinds_of, lines_about
from scenes.intro.parts.map_promise import promise, take_away
from scenes.intro.parts.map_reader import Reader
from scenes.intro.parts.map_sides import LEFT as LEFT_SPAN
from scenes.intro.parts.map_sides import RIGHT as RIGHT_SPAN
from scenes.intro.parts.map_sides import Half, Tile, tiles_below
from scenes.kit.layout import at, pixels
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene

FASTEST, SLOWEST = 0.24, 0.5  # seconds for a word of the translation
HIGH = (190, 640)  # pixels: upper and lower edge of the blocks before they make room for the bridge


class Map(ExplainerScene):
    """Encoder, bridge and decoder, and one sentence's way through them."""

    title = "The machine from outside"
    idea = "One side reads, one side writes, and a bridge joins them; the side that writes, alone, is GPT."
    picture = "A blue block that reads and a brown one that writes, joined by an arch on which numbers travel."
    place = None
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        trace, theme = self.trace, self.theme
        self.reading, self.writing = self._sides(heights=HIGH, size=150)
        self.english, self.french = self._words()
        self.inside, self.looks = Reader(trace, theme), VGroup()
        self.bridge = Bridge(self.inside.memory, theme)
        self.show_sides()
        self.read()
        self.look()
        self.cross()
        self.write()
        self.open_parts()
        take_away(self)
        promise(self)

    # -- in and through ---------------------------------------------------------------------------------------

    def show_sides(self) -> None:
        """Two blocks; what each does comes with its words."""
        reading, writing = self.reading, self.writing
        self.hero = VGroup(reading, writing)
        with self.speak("sides"):
            both = VGroup(reading.box, writing.box)
            self.play(LaggedStart(*(FadeIn(box, shift=0.4 * UP) for box in both), lag_ratio=0.3), run_time=1.6)
            self.until("One side")
            self.play(FadeIn(reading.title), run_time=0.5)
            self.play(
                LaggedStart(*(FadeIn(tile, shift=0.15 * UP) for tile in self.english), lag_ratio=0.15), run_time=1.0
            )
            self.until("The other")
            self.play(FadeIn(writing.title), run_time=0.6)
        self.rest(1.0)
        self.remove(*reading.submobjects, *writing.submobjects, *self.english)
        reading.remove(reading.name)
        writing.remove(writing.name)
        self.add(reading, writing, self.english)

    def read(self) -> None:
        """The block opens; each word has its numbers, and then its place."""
        reading, inside = self.reading, self.inside
        with self.speak("reads"):
            self.until("encoder")
            self.play(FadeIn(reading.name, shift=0.1 * UP), run_time=0.5)
            self.until("Each English")
            self.play(FadeOut(self.writing, shift=0.5 * RIGHT), FadeOut(reading.title, reading.name), run_time=0.5)
            self.remove(reading, self.english)
            self.add(reading.box, self.english)
            self.play(
                Transform(reading.box, inside.box),
                ReplacementTransform(self.english, inside.tiles),
                run_time=1.2,
            )
            self.field = inside.fields[0]
            self.hero = self.field
            thin = self.field.copy().stretch(0.01, 0, about_edge=LEFT)
            self.play(ReplacementTransform(thin, self.field), run_time=1.0)
            self.until("marked with")
            self.play(LaggedStart(*map(GrowFromCenter, inside.pins), lag_ratio=0.1), run_time=1.0)
            self.play(Transform(self.field, inside.fields[1]), run_time=0.8)
        self.rest(1.0)

    def look(self) -> None:
        """In each layer words look at each other, and their numbers change."""
        inside = self.inside
        with self.speak("looks"):
            self.until("look at each other")
            self._layer(0)
        self.rest(1.0)
        for layer in range(1, len(inside.looks)):
            self._layer(layer)
        self.rest(0.6)

    def _layer(self, layer: int) -> None:
        """Arcs as thick as the weights, then the numbers that come of them."""
        if layer:
            self.play(FadeOut(self.looks), run_time=0.4)
        self.looks = self.inside.looks[layer]
        self.play(LaggedStart(*map(Create, self.looks), lag_ratio=0.06), run_time=1.3)
        self.play(Transform(self.field, self.inside.fields[2 + layer]), run_time=0.9)

    # -- over and out -----------------------------------------------------------------------------------------

    def cross(self) -> None:
        """The block closes, and what it holds crosses to the other one."""
        box, inside = self.reading.box, self.inside
        self.english, _ = self._words()
        reading, writing = self.reading, self.writing = self._sides()
        within = reading.box.get_center()
        self.play(
            FadeOut(self.field, scale=0.3, target_position=within),
            FadeOut(inside.pins, self.looks, scale=0.3, target_position=within),
            ReplacementTransform(inside.tiles, self.english),
            ReplacementTransform(box, reading.box),
            run_time=1.1,
        )
        writing.remove(writing.name)
        self.play(FadeIn(reading.title, reading.name), FadeIn(writing, shift=0.5 * LEFT), run_time=0.6)
        self.remove(reading.box, reading.title, reading.name)
        self.add(reading)
        self.label = self.words("the bridge", size=32)
        self.label.move_to(at(MIDDLE[0], 560))
        self.hero = Group(self.reading, self.bridge, self.writing)
        with self.speak("bridge"):
            self.play(FadeIn(self.bridge.rails, shift=0.2 * UP), FadeIn(self.label), run_time=0.6)
            self.remove(self.bridge.rails)
            self.add(self.bridge)
            self.bring_to_front(self.reading, self.writing)
            self.play(Flow(self.bridge, 1.0), run_time=2.6)
            self.until("to the decoder")
            self.play(FadeIn(writing.name, shift=0.1 * UP), run_time=0.5)
        self.rest(1.0)
        self.remove(writing.name)
        writing.add(writing.name)

    def write(self) -> None:
        """The first word slowly, the others in quick succession, each goes back in."""
        start, first, *others = self.french
        self.hero = Group(self.reading, self.bridge, self.writing, self.french)
        with self.speak("writes"):
            self.play(FadeIn(start, shift=0.15 * UP), run_time=0.5)
            self._take_in(start, run_time=0.8)
            self.until("looks across")
            self.play(Flow(self.bridge, self.bridge.round_trip), run_time=1.6)
            self.until("and names")
            self._say(first, run_time=1.0)
        self.rest(1.0)
        with self.speak("again") as line:
            self._take_in(first, run_time=0.9)
            pace = (line.duration - 1.4) / max(len(others), 1)
            for tile in others:
                self._say(tile, run_time=min(max(pace, FASTEST), SLOWEST))
        self.rest(0.8)

    def _take_in(self, tile: Tile, run_time: float) -> None:
        """A copy of a word goes into the side that writes; the word itself comes to rest."""
        copy = tile.copy()
        self.add(copy)
        going = copy.animate.scale(0.5).move_to(self.writing.mouth + pixels(40) * UP).set_opacity(0.0)
        calm = change(tile, to=lambda part: part.rest())
        self.play(going, calm, run_time=run_time)
        self.remove(copy)

    def _say(self, tile: Tile, run_time: float) -> None:
        """A word comes out of the side that writes."""
        if not tile.is_mark:
            tile.utter()
        self.play(FadeIn(tile, target_position=self.writing.mouth, scale=0.6), run_time=run_time)

    # -- what is inside, and what is left ---------------------------------------------------------------------

    def open_parts(self) -> None:
        """Both blocks open: parts of a few kinds, each kind lit once."""
        sides = (self.reading, self.writing)
        plates = {name: plate for side in sides for name, plate in side.parts.items()}
        written = [side.title for side in sides] + [side.name for side in sides]
        self.hero = VGroup(*sides)
        with self.speak("parts"):
            self.play(*map(FadeOut, written), run_time=0.4)
            self.play(LaggedStart(*(FadeIn(plate, scale=0.8) for plate in plates.values()), lag_ratio=0.1))
            ink = self.theme.role("ink")
            for kind in kinds_of(self.trace):
                same = [plate for name, plate in plates.items() if name.endswith(f".{kind}")]
                calm = [plate for plate in plates.values() if plate not in same]
                self.play(
                    change(*same, to=lambda plate: plate.set_fill(ink)),
                    *(self._calm(plate, name) for name, plate in plates.items() if plate in calm),
                    run_time=0.6,
                )
            self.play(*(self._calm(plate, name) for name, plate in plates.items()), run_time=0.5)
        self.rest(1.0)
        for side in sides:
            self.remove(side, *side.parts.values())
            side.remove(side.title, side.name)
            side.add(*side.parts.values())
            self.add(side)

    def _calm(self, plate: VMobject, name: str) -> Animation:
        _, edge = self.theme.solid(name.split(".", 1)[0])
        return change(plate, to=lambda part: part.set_fill(edge))

    def _bring_forward(self, bridge: Bridge, english: VGroup) -> None:
        """The largest number of the bridge: its word is ringed, and its dash becomes the number."""
        memory = self.inside.memory
        i, k = np.unravel_index(np.abs(memory.values).argmax(), memory.shape)
        number = self.number(memory[int(i), int(k)], spec="+.2f", size=60, weight="SEMIBOLD")
        number.move_to(at(MIDDLE[0], 400))
        dash = bridge.lanes[int(i)][int(k)]
        copy = dash.copy()
        self.add(copy)
        self.play(
            change(english[int(i)], to=lambda tile: tile.follow()),
            change(*(d for lane in bridge.lanes for d in lane if d is not dash), to=self._fall_back),
            run_time=0.8,
        )
        self.play(copy.animate.scale(4).move_to(number), run_time=1.2)
        self.play(FadeOut(copy, scale=0.6), FadeIn(number, scale=0.6), run_time=0.7)
        self.until("or out of")
        self.play(pulse(number, factor=1.15))

    def _sides(self, **look: Any) -> tuple[Half, Half]:
        trace, theme = self.trace, self.theme
        reading = Half("encoder", "reads", LEFT_SPAN, trace, theme, **look)
        return reading, Half("decoder", "writes", RIGHT_SPAN, trace, theme, **look)

    def _words(self) -> tuple[VGroup, VGroup]:
        """The sentence as tiles below the side that reads, and below the other its translation after a start mark."""
        trace, theme = self.trace, self.theme
        english = tiles_below(trace.source, LEFT_SPAN, trace, theme, pictured=True)
        return english, tiles_below(trace.words["decoder_rows"][:1] + trace.target, RIGHT_SPAN, trace, theme)

    def _fall_back(self, dash: VMobject) -> None:
        dash.set_fill(self.theme.role("thread"))


__all__ = ["Map"]
