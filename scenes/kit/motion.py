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
    FadeIn,
    FadeTransform,
    LaggedStart,
    ManimColor,
    Mobject,
    MoveAlongPath,
    ReplacementTransform,
    Scene,
    Text,
    Transform,
    TransformFromCopy,
    VGroup,
    VMobject,
    linear,
    smooth,
    there_and_back,
)

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.theme import Theme

DIM, LEGIBLE = 0.3, 0.6


class InPlace(Transform):  # type: ignore[misc]
    """A Transform of parts of mobjects on the scene that does not add the parts to the scene on their own."""

    def __init__(self, mobject: Mobject, target: Mobject, **kwargs: Any) -> None:
        super().__init__(mobject, target, introducer=True, **kwargs)

    def _setup_scene(self, scene: Scene) -> None:
        """The parts are on the scene as members of something else."""


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
            if not np.allclose(now, (fill * share, stroke * share), atol=1e-3):  # painted anew since
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


def light(*words: VMobject, theme: Theme, role: str, **kwargs: Any) -> Animation:
    """Give words or marks a role's colour."""
    color = theme.role(role)
    return change(*words, to=lambda word: word.set_color(color), **{"run_time": 0.6, **kwargs})


class _RowSweep(Animation):  # type: ignore[misc]
    """Fills a heat map's cells row by row, an outline running ahead."""

    def __init__(
        self, heatmap: Heatmap, after: Heatmap, order: Sequence[int], outline: VMobject, **kwargs: Any
    ) -> None:
        self.after, self.order, self.outline = after, order, outline
        self.bands = [heatmap.edges(rows=slice(i, i + 1)) for i in order]
        self.old_legend = [_opacities(heatmap.legend), _opacities(after.legend)]
        super().__init__(heatmap, **kwargs)

    def _setup_scene(self, scene: Scene) -> None:
        super()._setup_scene(scene)
        if scene is not None:
            scene.add(self.outline)
            if self.swaps:
                scene.add(self.after.legend)

    @property
    def swaps(self) -> bool:
        return self.after.kind != self.mobject.kind or self.after.limit is not self.mobject.limit

    def create_starting_mobject(self) -> VGroup:
        return self.mobject.cells.copy()

    def get_all_families_zipped(self) -> list[tuple[Mobject, ...]]:
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        count, part = len(self.order), self.rate_func(alpha) * len(self.order)
        across = self.mobject.shape_of[1]
        for place, i in enumerate(self.order):
            local = smooth(min(max(part - place, 0.0), 1.0))
            cells = zip(self.mobject.row(i), self.starting_mobject[i * across : (i + 1) * across], strict=True)
            for (cell, before), goal in zip(cells, self.after.row(i), strict=True):
                cell.interpolate(before, goal, local)
        where = min(part, count - 1e-6)
        here, share = int(where), min(max((where % 1.0 - 0.75) / 0.25, 0.0), 1.0)
        start, end = np.array(self.bands[here]), np.array(self.bands[min(here + 1, count - 1)])
        left, right, bottom, top = start + (end - start) * smooth(share)
        self.outline.move_to([(left + right) / 2, (bottom + top) / 2, 0])
        if self.swaps:
            _fade(self.mobject.legend, self.old_legend[0], max(1 - 4 * alpha, 0.0))
            _fade(self.after.legend, self.old_legend[1], min(max(4 * alpha - 1, 0.0), 1.0))

    def clean_up_from_scene(self, scene: Scene) -> None:
        super().clean_up_from_scene(scene)
        scene.remove(self.outline)
        heatmap, after = self.mobject, self.after
        if self.swaps:
            scene.remove(after.legend)
            heatmap.remove(heatmap.legend)
            heatmap.legend = after.legend
            heatmap.add(heatmap.legend)
        heatmap.tensor, heatmap.kind, heatmap.limit = after.tensor, after.kind, after.limit


def _opacities(group: VMobject) -> list[tuple[float, float]]:
    return [(member.get_fill_opacity(), member.get_stroke_opacity()) for member in group.get_family()]


def _fade(group: VMobject, full: list[tuple[float, float]], share: float) -> None:
    for member, (fill, stroke) in zip(group.get_family(), full, strict=True):
        member.set_fill(opacity=fill * share, family=False)
        member.set_stroke(opacity=stroke * share, family=False)


def sweep_rows(
    heatmap: Heatmap,
    to: Tensor,
    *,
    rows: Sequence[int] | None = None,
    kind: str | None = None,
    limit: Claim | None = None,
    role: str = "query",
    run_time: float | None = None,
) -> Animation:
    """Give a heat map other values row by row, the row at work outlined: softmax runs along a row.

    Args:
        heatmap: on the scene; afterwards it holds the new tensor.
        to: the new values, all rows; rows that are not swept must already have them.
        rows: which rows, in which order; all by default.
        kind, limit: the new scale; its legend fades over.
        role: the colour of the outline.
    """
    order = tuple(range(heatmap.shape_of[0])) if rows is None else tuple(i % heatmap.shape_of[0] for i in rows)
    after = heatmap.with_values(to, kind=kind, limit=limit)
    outline = heatmap.outline_row(order[0], role)
    seconds = run_time if run_time is not None else 0.35 * len(order) + 0.4
    return _RowSweep(heatmap, after, order, outline, run_time=seconds, rate_func=linear)


def fill_cells(heatmap: Heatmap, cells: Sequence[tuple[int, int]], **kwargs: Any) -> Animation:
    """Cells of a map made with ``empty=True`` receive the colours of their values."""
    colours = iter([heatmap.colour(i, j) for i, j in cells])

    def fill(cell: VMobject) -> None:
        colour = next(colours)
        if colour is not None:
            cell.set_fill(colour, opacity=1.0)

    return change(*(heatmap.cell(i, j) for i, j in cells), to=fill, **{"run_time": 0.5, **kwargs})


class _Combine(Animation):  # type: ignore[misc]
    """Copies of several mobjects travel to a part of ``whole`` each, and become it.

    ``whole`` comes onto the scene with its parts unseen; each part appears when its sources have arrived.
    """

    def __init__(
        self,
        whole: VMobject,
        pairs: Sequence[tuple[Sequence[VMobject], VMobject]],
        *,
        lag_ratio: float = 0.4,
        **kwargs: Any,
    ) -> None:
        self.pairs, self.lag = pairs, lag_ratio
        self.ghosts = [VGroup(*(source.copy() for source in sources)) for sources, _ in pairs]
        self.origins = [group.copy() for group in self.ghosts]
        self.goals = [VGroup(*(part.copy().match_style(source) for source in sources)) for sources, part in pairs]
        self.full = [_opacities(part) for _, part in pairs]
        members = {id(member) for _, part in pairs for member in part.get_family()}
        self.rest = [member for member in whole.get_family() if id(member) not in members]
        self.rest_full = [(member.get_fill_opacity(), member.get_stroke_opacity()) for member in self.rest]
        super().__init__(whole, introducer=True, **{"run_time": 2.0, "rate_func": linear, **kwargs})

    def _setup_scene(self, scene: Scene) -> None:
        self.fresh = self.mobject not in scene.get_mobject_family_members() if scene is not None else False
        super()._setup_scene(scene)
        if scene is not None:
            scene.add(*self.ghosts)

    def create_starting_mobject(self) -> Mobject:
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[Mobject, ...]]:
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        length = 1 + self.lag * (len(self.pairs) - 1)
        if self.fresh:
            for member, (fill, stroke) in zip(self.rest, self.rest_full, strict=True):
                share = min(1.0, alpha * 4)
                member.set_fill(opacity=fill * share, family=False)
                member.set_stroke(opacity=stroke * share, family=False)
        for place, (_, part) in enumerate(self.pairs):
            local = min(max(alpha * length - self.lag * place, 0.0), 1.0)
            moved, shown = smooth(min(local / 0.8, 1.0)), min(max((local - 0.7) / 0.3, 0.0), 1.0)
            _fade(part, self.full[place], shown)
            ghosts, origins, goals = self.ghosts[place], self.origins[place], self.goals[place]
            for ghost, origin, goal in zip(ghosts, origins, goals, strict=True):
                ghost.interpolate(origin, goal, moved)
                if shown > 0.0 or local == 0.0:
                    _fade(ghost, _opacities(origin), 0.0 if local == 0.0 else 1 - shown)

    def clean_up_from_scene(self, scene: Scene) -> None:
        super().clean_up_from_scene(scene)
        scene.remove(*self.ghosts)


def dot_product(query: VectorStrip, key: VectorStrip, products: VectorStrip, **kwargs: Any) -> Animation:
    """Pairs of bars meet and become the bars of their products; ``products`` comes onto the scene.

    Make ``products`` with ``product_strip(query, key, limit=...)`` and move it where it shall stand.
    """
    pairs = [((query.bar(i), key.bar(i)), products.bar(i)) for i in range(len(products.bars))]
    return _Combine(products, pairs, **kwargs)


def stack_bars(strip: VectorStrip, onto: VectorStrip, **kwargs: Any) -> Animation:
    """The bars of one strip move to those of another of the same length (``running(strip)``, ``stacked_on``)."""
    goals = iter(onto.bars)
    return change(*strip.bars, to=lambda bar: bar.become(next(goals)), **{"run_time": 1.5, **kwargs})


def into_total(bars: Sequence[VMobject], total: VMobject, **kwargs: Any) -> Animation:
    """Copies of all bars fall together into one mark: the sum."""
    return _Combine(total, [(tuple(bars), total)], **{"run_time": 1.2, **kwargs})


def copy_into(source: VMobject, target: VMobject, **kwargs: Any) -> Animation:
    """``target`` moves out of ``source``, which stays: provenance is the explanation."""
    return TransformFromCopy(source, target, **{"run_time": 1.2, **kwargs})


def copies_into(sources: Sequence[VMobject], targets: Sequence[VMobject], **kwargs: Any) -> Animation:
    """Each target moves out of its source, one a little after the other."""
    pairs = [TransformFromCopy(source, target) for source, target in zip(sources, targets, strict=True)]
    return LaggedStart(*pairs, **{"lag_ratio": 0.08, "run_time": 1.8, **kwargs})


def collapse(mobject: VMobject, into: VMobject, **kwargs: Any) -> Animation:
    """A vector or matrix shrinks into its symbol, when its numbers no longer matter."""
    return FadeTransform(mobject, into, stretch=False, **{"run_time": 1.0, **kwargs})


def unfold(symbol: VMobject, mobject: VMobject, **kwargs: Any) -> Animation:
    """A symbol opens into its vector or matrix again; the symbol stays."""
    start = mobject.copy().scale(0.05).move_to(symbol).set_opacity(0)
    return Transform(start, mobject, replace_mobject_with_target_in_scene=True, **{"run_time": 1.0, **kwargs})


def flow(path: VMobject, theme: Theme, *, role: str = "ink", radius: float = pixels(7), **kwargs: Any) -> Animation:
    """A bead runs along a wire once and is gone: a signal passes."""
    bead = Cell(-radius, radius, -radius, radius, ManimColor(theme.role(role)))
    bead.move_to(path.get_start())
    return MoveAlongPath(bead, path, remover=True, **{"run_time": 1.2, "rate_func": smooth, **kwargs})


def pulse(*mobjects: VMobject, factor: float = 1.12, **kwargs: Any) -> Animation:
    """Mobjects swell and come back: look here."""
    return change(*mobjects, to=lambda m: m.scale(factor), **{"rate_func": there_and_back, "run_time": 0.8, **kwargs})


def appear(*mobjects: VMobject, **kwargs: Any) -> Animation:
    """Mobjects fade in, each rising a little, one after the other."""
    motions = [FadeIn(mobject, shift=np.array([0.0, 0.1, 0.0])) for mobject in mobjects]
    return LaggedStart(*motions, **{"lag_ratio": 0.1, "run_time": 1.0 + 0.1 * len(motions), **kwargs})


def become(mobject: VMobject, target: VMobject, **kwargs: Any) -> Animation:
    """``mobject`` turns into ``target``, which takes its place on the scene."""
    return ReplacementTransform(mobject, target, **{"run_time": 1.2, **kwargs})
