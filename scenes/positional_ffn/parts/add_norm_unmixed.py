"""The beats of the clip on add and norm in which nothing is added: the sentence melts, and blame has no bypass."""

from __future__ import annotations

from manim import Create, FadeIn, FadeOut, GrowArrow, LaggedStart, VGroup

from scenes.kit.bands import tag_band
from scenes.kit.layout import pixels
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.add_norm_lanes import Lanes
from scenes.positional_ffn.parts.add_norm_melting import Maps
from scenes.positional_ffn.parts.add_norm_rows import Followed, Melting


class Unmixed:
    """What becomes of the words when each report takes the place of its word."""

    def __init__(self, scene: ExplainerScene, followed: Followed, melting: Melting) -> None:
        self.scene, self.followed, self.melting = scene, followed, melting
        self.maps = Maps(scene.trace, scene.theme, melting)
        self.last = len(melting.places) - 1

    def melt(self) -> None:
        """Both maps before training; the right one loses its differences layer by layer."""
        scene, maps = self.scene, self.maps
        tag = VGroup(Words("before training", scene.theme, size=30, role="quiet"))
        self.tag = tag_band(tag, scene.bands, scene.layout)
        left = self.left = maps.rows(0, self.last)
        right = maps.rows(1, 0)
        self.under = [maps.layer(0, self.last), maps.layer(1, 0)]
        scene.hero = VGroup(left)
        with scene.speak("matter"):
            scene.clear_stage(run_time=0.5)
            scene.play(FadeIn(maps.heads[0], self.tag), run_time=0.6)
            scene.until("Here are")
            scene.play(LaggedStart(*map(FadeIn, maps.words), lag_ratio=0.06), run_time=0.9)
            grown = [FadeIn(row, target_position=word, scale=0.3) for row, word in zip(left, maps.words, strict=True)]
            scene.play(LaggedStart(*grown, lag_ratio=0.08), FadeIn(maps.legend), run_time=1.6)
            scene.until("as they leave")
            scene.play(FadeIn(self.under[0]), run_time=0.6)
        scene.rest(1.0)
        scene.hero = VGroup(left, right)
        with scene.speak("alone"):
            scene.play(FadeIn(maps.heads[1]), run_time=0.6)
            scene.until("Each report")
            grown = [FadeIn(row, target_position=word, scale=0.3) for row, word in zip(right, maps.words, strict=True)]
            scene.play(LaggedStart(*grown, lag_ratio=0.08), FadeIn(self.under[1]), run_time=1.8)
        for place in range(1, self.last + 1):
            after, under = maps.rows(1, place), maps.layer(1, place)
            scene.play(FadeOut(right, self.under[1]), FadeIn(after, under), run_time=1.0)
            right, self.under[1] = after, under
        self.right = right
        scene.hero = VGroup(left, right)
        if self.melting.melts:
            closing = [row.animate.stretch_to_fit_height(pixels(maps.pitch)) for row in right]
            scene.play(*closing, run_time=1.4)
            scene.rest(1.0)
        with scene.speak("melted"):
            if self.melting.melts:
                scene.until("The sentence")
                self.bracket = maps.bracket()
                scene.play(Create(self.bracket[0]), FadeIn(*self.bracket[1:]), run_time=0.9)
        scene.rest(1.6)

    def train(self) -> None:
        """How many new sentences come out right once both are trained."""
        scene, maps = self.scene, self.maps
        with scene.speak("trained"):
            scene.play(FadeOut(*self.under, self.tag), run_time=0.5)
            scene.play(FadeIn(maps.outcome(0)), run_time=0.6)
            if self.melting.pulled_apart and self.melting.never_right:
                scene.until("not one")
            scene.play(FadeIn(maps.outcome(1), scale=0.6), run_time=0.7)
        scene.rest(1.4)

    def blame(self) -> None:
        """Past the blocks on a straight line, or through each of them: so the blame comes back."""
        scene = self.scene
        scene.clear_stage(run_time=0.6)
        lanes = Lanes(scene.trace, scene.theme, self.followed, self.melting)
        scene.hero = VGroup(*lanes.lines, *lanes.blocks)
        with scene.speak("blame"):
            scene.play(FadeIn(lanes.names, *lanes.blocks[0]), *map(Create, lanes.lines), run_time=0.8)
            scene.add(*lanes.blocks[1])
            scene.play(FadeIn(*lanes.blocks[1]), *(Create(wire[0]) for wire in lanes.wires), run_time=0.5)
            scene.play(*(GrowArrow(wire[1]) for wire in lanes.wires), FadeIn(lanes.outcomes), run_time=0.6)
            rows = [lanes.blame(which) for which in range(2)]
            for which, marks in enumerate(rows):
                scene.play(LaggedStart(*map(FadeIn, marks), lag_ratio=0.2), run_time=1.6)
                scene.play(FadeIn(lanes.blames[which], target_position=marks[-1]), run_time=0.4)
            scene.until("With many")
            swells = [pulse(mark, factor=1.5) for mark in rows[0]]
            scene.play(LaggedStart(*swells, lag_ratio=0.08), run_time=2.4)
        scene.rest(1.8)
