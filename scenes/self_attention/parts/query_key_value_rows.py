"""How two words ask each other, and how all rows go through at once: the last beats of query, key, value."""

from __future__ import annotations

from typing import Any

from manim import (
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    VGroup,
    linear,
)

from scenes.kit.layout import at
from scenes.kit.motion import pulse, undim
from scenes.self_attention.parts.query_key_value_projection import (
    AllRows,
    Match,
)


def look_both_ways(scene: Any) -> None:
    """Each asks the other, and the two matches differ."""
    there, back = (Match(scene.case, scene.theme, y=y, back=way) for y, way in ((320, False), (700, True)))
    query, key, _ = scene.doors
    with scene.speak("why"):
        scene.play(undim(query, key), run_time=0.4)
        kept = [query.result, key.result]
        scene.remove(*scene.stage)
        going = [scene.chip, *(part for door in scene.doors for part in door if part not in kept)]
        scene.add(*going, *kept)
        scene.play(*map(FadeOut, going), run_time=0.6)
        scene.play(
            ReplacementTransform(query.result, there.query),
            ReplacementTransform(key.result, back.key),
            run_time=1.2,
        )
        scene.until("Because")
        scene.play(FadeIn(there.asks, back.answers, shift=0.2 * RIGHT), run_time=0.7)
        scene.play(FadeIn(back.asks, there.answers, shift=-0.2 * RIGHT), run_time=0.7)
        scene.play(
            FadeIn(there.key.bars, target_position=there.answers[0], scale=0.3),
            FadeIn(back.query.bars, target_position=back.asks[0], scale=0.3),
            FadeIn(there.key.baseline, back.query.baseline),
            run_time=0.9,
        )
    scene.hero = VGroup(there, back)
    for match, name in ((there, "there"), (back, "back")):
        with scene.speak(name):
            scene.play(pulse(*match.asks), run_time=0.7)
            scene.play(LaggedStart(*map(FadeIn, match.way), lag_ratio=0.15), run_time=0.9)
            scene.play(pulse(*match.answers), FadeIn(match.score, scale=0.5), run_time=0.8)
            if match is back:
                scene.until("With one")
                unlike = scene.words("≠", size=90).move_to(at(1770, 510))
                scene.play(FadeIn(unlike, scale=1.4), pulse(there.score, back.score), run_time=1.0)
        scene.rest(0.6)
    scene.rest(0.8)


def pass_all_rows(scene: Any) -> None:
    """X times three matrices gives Q, K and V, row by row."""
    scene.clear_stage()
    rows = AllRows(scene.trace, scene.theme, scene.case.asks)
    scene.hero = VGroup(rows.inputs, rows.matrices)
    with scene.speak("rows"):
        scene.play(FadeIn(rows.words, rows.heading, rows.inputs, rows.matrices, rows.names), run_time=0.9)
        moves = [FadeIn(result, target_position=rows.inputs, scale=0.5) for result in rows.results]
        scene.play(LaggedStart(*moves, lag_ratio=0.35), run_time=2.2)
    scene.remove(*scene.stage)
    scene.add(rows.words, rows.heading, rows.inputs, rows.matrices, rows.names, rows.results)
    scene.hero = rows
    with scene.speak("self"):
        scene.play(FadeIn(rows.chips, rows.shapes), run_time=0.8)
        scene.play(pulse(*rows.matrices, factor=1.06), run_time=1.0)
        scene.until("And because")
        first, last, ours = (rows.outlines(i) for i in (0, len(scene.trace.source) - 1, scene.case.asks))
        scene.play(*map(Create, first), run_time=0.5)
        scene.play(ReplacementTransform(first, last, rate_func=linear), run_time=2.6)
        scene.play(ReplacementTransform(last, ours), run_time=0.8)
    scene.remove(*scene.stage)
    scene.add(rows, ours)
