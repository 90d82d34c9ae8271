"""Our own head, trained with the division and without, and the lists of 2017: the last beats of the clip on scaling."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Arrow,
    FadeIn,
    FadeOut,
    LaggedStart,
)

from scenes.kit.layout import at, pixels
from scenes.self_attention.parts.scaling_own import Lengths, OwnPair, Race
from scenes.self_attention.parts.scaling_record import (
    NO_DIVISION,
    NUDGE,
    SHOWN,
    nudged,
)
from scenes.self_attention.parts.scaling_slope import Rider


def show_own(scene: Any) -> None:
    """Two runs of our own machine, with the division and without."""
    scene.clear_stage(run_time=0.6)
    pair = OwnPair(scene.trace, scene.theme)
    scene.hero = pair
    with scene.speak("own"):
        for chip, strip in pair:
            scene.play(FadeIn(chip), FadeIn(strip.baseline), run_time=0.5)
            grown = [FadeIn(bar, target_position=chip, scale=0.2) for bar in strip.bars]
            scene.play(LaggedStart(*grown, lag_ratio=0.15), run_time=1.5)
        scene._settle(pair)
    if not scene.trace.has(NO_DIVISION):
        return
    race = Race(scene.trace, scene.theme)
    scene.play(FadeOut(pair), run_time=0.5)
    scene.play(FadeIn(race.plot.x_axis, race.plot.y_axis, race.names), run_time=0.6)
    scene.hero = race.plot
    race.plot.show_upto(0.0)
    race.plot.playhead.set_stroke(opacity=0.0)
    with scene.speak("without") as line:
        scene.add(race.plot)
        scene.play(race.plot.upto(race.plot.x_axis.high), run_time=max(2.4, line.duration - 3.0))
        race.plot.hide_playhead()
        scene.play(FadeIn(race.labels), run_time=0.6)
        for mark in race.marks:
            scene.play(FadeIn(mark, shift=0.2 * DOWN), run_time=0.6)
    scene.rest(1.2)


def compare_lengths(scene: Any) -> None:
    """The lists of our head and those of 2017, and the formula below."""
    scene.clear_stage(run_time=0.6)
    lengths = Lengths(scene.trace, scene.theme)
    formula = scene._formula(92).move_to(at(960, 765))
    scene.hero = lengths.rows
    with scene.speak("lengths"):
        for row, words in zip(lengths.rows, ("Its lists", "In the"), strict=True):
            scene.until(words)
            label, lists, sign = row
            cells = lists.cells(0, len(lists.rows[0]))
            scene.play(FadeIn(label), LaggedStart(*map(FadeIn, cells), lag_ratio=0.05), run_time=1.4)
            scene.play(FadeIn(sign, shift=0.2 * LEFT), run_time=0.5)
        scene.play(FadeIn(formula, shift=0.2 * UP), run_time=0.8)
    scene.rest(1.6)


def nudge(scene: Any, rider: Rider, lead: float, *, unit: bool = False) -> None:
    """An arrow pushes a dot along the curve by one nudge; where ``unit``, the ruler is cut as it then is."""
    here = rider.dot.get_center() + (pixels(74) * UP if unit else pixels(30) * LEFT)
    there = scene.stage_of_slope.plot.point(lead + NUDGE, 0.0)[0] if unit else here[0]
    arrow = Arrow(
        [here[0] - pixels(110), here[1], 0], [there, here[1], 0], buff=0, stroke_width=12,
        tip_length=pixels(28), color=scene.theme.role("ink"),
    )  # fmt: skip
    scene.play(FadeIn(arrow, shift=0.3 * RIGHT), run_time=0.5)
    cut = scene._recut(scene._cut(nudged(scene.record, SHOWN - 1))) if unit else []
    scene.play(rider.to(lead + NUDGE), *cut, run_time=1.0)
    if unit:
        scene._settle_cut()
    scene.rest(0.4)
    back = scene._recut(scene._unit("before", SHOWN - 1)) if unit else []
    scene.play(FadeOut(arrow), rider.to(lead), *back, run_time=0.6)
    if unit:
        scene._settle_cut()
