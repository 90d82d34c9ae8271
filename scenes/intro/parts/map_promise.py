"""What is left when a half is taken away, and the promise: the last beats of the clip on the machine from outside."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    Transform,
    VGroup,
    there_and_back,
)

from scenes.intro.parts.map_bridge import Bridge, Flow
from scenes.intro.parts.map_sides import solid
from scenes.kit.layout import at, pixels
from scenes.kit.motion import change

GPT = (510, 1410, 190, 700)  # pixels: the block that is left
NAME = 250  # pixels of its name


def take_away(scene: Any) -> None:
    """The side that reads leaves, the bridge falls, and what is left is GPT."""
    reading, writing, bridge = scene.reading, scene.writing, scene.bridge
    scene.hero = Group(writing, scene.french)
    with scene.speak("apart"):
        scene.until("the side")
        scene.play(FadeOut(reading, shift=0.6 * LEFT), FadeOut(scene.english, shift=0.6 * LEFT), run_time=1.2)
        scene.until("Take away the bridge")
        falling = bridge.animate.rotate(0.6).shift(2.2 * DOWN).set_opacity(0.0)
        nearer = Group(writing, scene.french).animate.scale(1.2).move_to(at(960, 480))
        scene.play(FadeOut(scene.label), falling, nearer, run_time=1.2)
        scene.remove(bridge)
    scene.rest(1.2)
    left = solid("decoder", GPT, scene.theme)
    middle = np.array(left.get_center())
    plates = VGroup(*writing.parts.values())
    name = scene.words("GPT", size=NAME, weight="SEMIBOLD")
    below = scene.words("the side that writes, without the bridge", size=44)
    name.move_to(middle + pixels(50) * UP)
    below.move_to(middle + pixels(150) * DOWN)
    scene.hero = writing.box
    with scene.speak("left"):
        scene.remove(writing)
        scene.add(writing.box, plates)
        goal = plates.copy().scale(left.width / writing.box.width * 0.98).move_to(middle)
        scene.play(Transform(writing.box, left), Transform(plates, goal), FadeOut(scene.french), run_time=1.5)
        run_through(scene, plates)
        scene.until("That is")
        scene.play(FadeOut(plates), FadeIn(name), FadeIn(below), run_time=0.9)
    scene.rest(1.2)
    scene.name = VGroup(name, below)
    scene.rest(2.0)


def run_through(scene: Any, plates: VGroup) -> None:
    """One part after the other lights up and falls back."""
    ink = scene.theme.role("ink")
    lit = [
        change(plate, to=lambda part: part.set_fill(ink), rate_func=there_and_back, run_time=0.7) for plate in plates
    ]
    scene.play(LaggedStart(*lit, lag_ratio=0.3), run_time=1.6)


def promise(scene: Any) -> None:
    """The machine stands whole again, and one of its numbers comes forward."""
    reading, writing = scene._sides()
    english, french = scene._words()
    bridge = Bridge(scene.inside.memory, scene.theme)
    with scene.speak("promise"):
        scene.play(FadeOut(scene.name), Transform(scene.writing.box, writing.box), run_time=0.9)
        scene.remove(scene.writing.box)
        scene.add(writing)
        scene.play(
            FadeIn(writing.title, writing.name, french, scene.label),
            FadeIn(reading, english, shift=0.6 * RIGHT),
            FadeIn(bridge.rails, shift=0.3 * UP),
            run_time=0.9,
        )
        scene.remove(bridge.rails)
        scene.add(bridge)
        scene.bring_to_front(reading, writing)
        scene.hero = Group(reading, bridge, writing)
        scene.play(Flow(bridge, 1.0), run_time=2.0)
        scene.until("read out of")
        scene._bring_forward(bridge, english)
    scene.rest(1.6)
