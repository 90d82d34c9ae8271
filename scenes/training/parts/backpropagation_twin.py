"""The last beats: how loud the pronouns are after the step, in this sentence and in its twin."""

from __future__ import annotations

from manim import FadeIn, FadeOut, Mobject, ReplacementTransform, Transform, VGroup, VMobject, there_and_back

from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.backpropagation_guess import Guess
from scenes.training.parts.backpropagation_panels import Panel


def listen(scene: ExplainerScene, guess: Guess, *, keep: Mobject) -> None:
    """Both panels, one after the other, and the step once more; ``keep`` stays on the stage."""
    scene.clear_stage(keep=[keep], run_time=0.5)
    first, second = (Panel(guess, scene.theme, scene.trace, twin=twin) for twin in (False, True))
    scene.hero = first.whole
    _open(scene, first)
    with scene.speak("louder"):
        _turn(scene, first)
    scene.rest(1.2)
    with scene.speak("twin"):
        scene.until("other sentence")
        _open(scene, second)
        scene.hero = VGroup(first.whole, second.whole)
        scene.until(guess.misleads_at)
        _turn(scene, second)
    scene.rest(1.4)
    with scene.speak("again"):
        both = (first, second)
        back = [Transform(one, two, rate_func=there_and_back) for panel in both for one, two in panel.steps()]
        figures = change(*(panel.after.figures for panel in both), to=hide, rate_func=there_and_back)
        scene.play(*back, figures, run_time=2.4)
        scene.until("To know")
        scene.play(*(pulse(panel.marks, factor=1.2) for panel in (first, second)), run_time=0.9)
    scene.rest(2.4)


def _open(scene: ExplainerScene, panel: Panel) -> None:
    """The end of a sentence, and the pronouns before the step."""
    scene.play(FadeIn(panel.card, panel.clause, panel.before), run_time=0.7)


def _turn(scene: ExplainerScene, panel: Panel) -> None:
    """Bars before the step leave their outlines and move to what they are after it."""
    before, after = panel.before, panel.after
    scene.remove(*before.get_family())
    scene.add(before, panel.ghost)
    moved = [ReplacementTransform(one, two) for one, two in zip(before.bars, after.bars, strict=True)]
    scene.play(*moved, FadeOut(before.figures), FadeIn(after.figures), run_time=1.4)
    scene.remove(*before.get_family(), *after.get_family(), *panel.ghost.get_family())
    scene.add(after, panel.ghost)
    scene.play(FadeIn(panel.marks, scale=1.5), run_time=0.5)


def hide(part: VMobject) -> None:
    """Let a part be unseen."""
    part.set_opacity(0.0)


__all__ = ["listen"]
