"""Motions of the film: functions that return an Animation, to be played by ``scene.play``.

They animate parts of mobjects that are on the scene already without tearing them out of their groups, so the order of
painting stays. Movement explains: what comes from another thing moves out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    ReplacementTransform,
    Text,
    VGroup,
    VMobject,
    linear,
    smooth,
    there_and_back,
)

from model.trace import Tensor
from scenes.kit.animations import Combine, InPlace, Revalue, RowSweep
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip

DIM, LEGIBLE = 0.3, 0.6


def change(*parts: VMobject, to: Callable[[VMobject], object], **kwargs: Any) -> Animation:
    """Change parts of mobjects in place: ``to`` receives a copy of all of them and alters it."""
    group = VGroup(*parts)
    target = group.copy()
    for member in target:
        to(member)
    return InPlace(group, target, **kwargs)


def dim(*mobjects: VMobject, opacity: float = DIM, **kwargs: Any) -> Animation:
    """Let mobjects fall back to a share of their strength, words and numbers to no less than ``LEGIBLE``.

    ``undim`` brings them back. Dimming what is dim already sets the share anew.
    """
    for mobject in mobjects:
        for member in mobject.get_family():
            fill, stroke, share = getattr(member, "strength", (0.0, 0.0, 0.0))
            now = (member.get_fill_opacity(), member.get_stroke_opacity())
            known = hasattr(member, "strength") and np.allclose(now, (fill * share, stroke * share), atol=1e-3)
            if not known:  # or painted anew since
                member.strength = (*now, 1.0)

    def fall(mobject: VMobject, least: float = 0.0) -> None:
        if isinstance(mobject, (Text, NumberText)):
            least = LEGIBLE
        fill, stroke, _ = mobject.strength
        share = max(opacity, least)
        mobject.strength = (fill, stroke, share)
        mobject.set_fill(opacity=fill * share, family=False)
        mobject.set_stroke(opacity=stroke * share, family=False)
        for part in mobject.submobjects:
            fall(part, least)

    animation = change(*mobjects, to=fall, **kwargs)
    for mobject, target in zip(animation.mobject, animation.target_mobject, strict=True):
        for old, new in zip(mobject.get_family(), target.get_family(), strict=True):
            old.strength = new.strength
    return animation


def undim(*mobjects: VMobject, **kwargs: Any) -> Animation:
    """Bring mobjects back to the strength they had before ``dim``."""
    return dim(*mobjects, opacity=1.0, **kwargs)


def sweep_rows(
    heatmap: Heatmap,
    to: Tensor,
    *,
    rows: Sequence[int] | None = None,
    run_time: float | None = None,
) -> Animation:
    """Give a heat map other values row by row, the row at work outlined: softmax runs along a row.

    Args:
        heatmap: on the scene; afterwards it holds the new tensor.
        to: the new values, all rows; rows that are not swept must already have them.
        rows: which rows, in which order; all by default.
    """
    order = tuple(range(heatmap.shape_of[0])) if rows is None else tuple(i % heatmap.shape_of[0] for i in rows)
    after = heatmap.with_values(to)
    outline = heatmap.outline_row(order[0])
    seconds = run_time if run_time is not None else 0.35 * len(order) + 0.4
    return RowSweep(heatmap, after, order, outline, run_time=seconds, rate_func=linear)


def fill_cells(heatmap: Heatmap, cells: Sequence[tuple[int, int]], **kwargs: Any) -> Animation:
    """Cells of a map made with ``empty=True`` receive the colours of their values."""
    colours = iter([heatmap.colour(i, j) for i, j in cells])

    def fill(cell: VMobject) -> None:
        colour = next(colours)
        if colour is not None:
            cell.set_fill(colour, opacity=1.0)

    return change(*(heatmap.cell(i, j) for i, j in cells), to=fill, **{"run_time": 0.5, **kwargs})


def multiply_bars(query: VectorStrip, key: VectorStrip, products: VectorStrip, **kwargs: Any) -> Animation:
    """Pairs of bars meet and become the bars of their products; ``products`` comes onto the scene.

    Make ``products`` with ``product_strip(query, key, limit=...)`` and move it where it shall stand.
    """
    pairs = [((query.bar(i), key.bar(i)), products.bar(i)) for i in range(len(products.bars))]
    return Combine(products, pairs, **kwargs)


def stack_bars(strip: VectorStrip, onto: VectorStrip, **kwargs: Any) -> Animation:
    """The bars of one strip move to those of another in its place, such as ``strip.copy_scaled(share)``.

    The strip then stands for what the other does.
    """
    bars, goals = VGroup(*strip.bars), VGroup(*onto.bars)
    target = VGroup(*(bar.copy().become(goal) for bar, goal in zip(bars, goals, strict=True)))
    return Revalue(bars, target, lambda: strip.hand_over(onto), **{"run_time": 1.5, **kwargs})


def add_up_bars(bars: Sequence[VMobject], total: VMobject, **kwargs: Any) -> Animation:
    """Copies of all bars fall together into one mark: the sum."""
    return Combine(total, [(tuple(bars), total)], **{"run_time": 1.2, **kwargs})


def pulse(*mobjects: VMobject, factor: float = 1.12, **kwargs: Any) -> Animation:
    """Mobjects swell and come back, to draw the eye."""
    return change(*mobjects, to=lambda m: m.scale(factor), **{"rate_func": there_and_back, "run_time": 0.8, **kwargs})


def become(mobject: VMobject, target: VMobject, **kwargs: Any) -> Animation:
    """``mobject`` turns into ``target``, which takes its place on the scene."""
    return ReplacementTransform(mobject, target, **{"run_time": 1.2, **kwargs})


def late(alpha: float) -> float:
    """A rate for ``rate_func``: rest for the first half, then move smoothly."""
    return float(smooth(max(0.0, 2 * alpha - 1)))
