"""The animations behind ``motion.py``: parts of mobjects change where they are, rows are swept, bars combine.

Each animates parts of mobjects on the scene without adding those parts to the scene on their own, which would tear
them out of their groups and paint them on top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Mobject,
    Scene,
    Transform,
    TransformFromCopy,
    VGroup,
    VMobject,
    linear,
    smooth,
)

from scenes.kit.mobjects.heatmap import Heatmap


class InPlace(Transform):  # type: ignore[misc]
    """A Transform of parts of mobjects on the scene that does not add the parts to the scene on their own."""

    def __init__(self, mobject: Mobject, target: Mobject, **kwargs: Any) -> None:
        super().__init__(mobject, target, introducer=True, **kwargs)

    def _setup_scene(self, scene: Scene) -> None:
        """Do nothing: the parts are on the scene as members of something else."""


class Revalue(InPlace):
    """Parts of a mobject take shapes that stand for other values; ``then`` lets the mobject know them at the end."""

    def __init__(self, mobject: Mobject, target: Mobject, then: Callable[[], object], **kwargs: Any) -> None:
        super().__init__(mobject, target, **kwargs)
        self.then = then

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Tell the mobject that its parts are as those of the target."""
        super().clean_up_from_scene(scene)
        self.then()


class Originals:
    """What comes out of copies in a play, as it was made; ``restore`` it afterwards.

    TransformFromCopy leaves its goal with the corners and the parts that the copy had more of: to the eye the same, but
    a box's corners are elsewhere among its points, and parts stand at other places among their siblings.
    """

    def __init__(self, animations: Iterable[Animation]) -> None:
        goals = [animation.mobject for animation in _single(animations) if isinstance(animation, TransformFromCopy)]
        members = [member for goal in goals for member in goal.get_family()]
        self.made = [(member, member.points.copy(), list(member.submobjects)) for member in members]

    def restore(self) -> None:
        """Give all of it its points and its parts back."""
        for member, points, parts in self.made:
            member.points, member.submobjects = points, parts


def _single(animations: Iterable[Animation]) -> Iterator[Animation]:
    """Animations, and those that groups of them are made of."""
    for animation in animations:
        yield animation
        if isinstance(animation, AnimationGroup):
            yield from _single(animation.animations)


class RowSweep(Animation):  # type: ignore[misc]
    """Fills a heat map's cells row by row, an outline running ahead."""

    def __init__(
        self, heatmap: Heatmap, after: Heatmap, order: Sequence[int], outline: VMobject, **kwargs: Any
    ) -> None:
        self.after, self.order, self.outline = after, order, outline
        self.bands = [heatmap.edges(rows=slice(i, i + 1)) for i in order]
        super().__init__(heatmap, **kwargs)

    def _setup_scene(self, scene: Scene) -> None:
        super()._setup_scene(scene)
        if scene is not None:
            scene.add(self.outline)

    def create_starting_mobject(self) -> VGroup:
        """The cells as they were; nothing else of the map changes."""
        return self.mobject.cells.copy()

    def get_all_families_zipped(self) -> list[tuple[Mobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Paint the rows passed so far and move the outline on."""
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

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Take the outline away and let the map hold the new values."""
        super().clean_up_from_scene(scene)
        scene.remove(self.outline)
        self.mobject.hand_over(self.after)


def _opacities(group: VMobject) -> list[tuple[float, float]]:
    return [(member.get_fill_opacity(), member.get_stroke_opacity()) for member in group.get_family()]


def _fade(group: VMobject, full: list[tuple[float, float]], share: float) -> None:
    for member, (fill, stroke) in zip(group.get_family(), full, strict=True):
        member.set_fill(opacity=fill * share, family=False)
        member.set_stroke(opacity=stroke * share, family=False)


class Combine(Animation):  # type: ignore[misc]
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
        self.goals = [VGroup(*(_arrive(source, part) for source in sources)) for sources, part in pairs]
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
        """Nothing: the ghosts remember where they began."""
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[Mobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Move each ghost along, and fade its part in as it arrives."""
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
            families = (group.get_family()[1:] for group in (ghosts, origins, goals))
            for ghost, origin, goal in zip(*families, strict=True):
                ghost.interpolate(origin, goal, moved)
            if shown > 0.0 or local == 0.0:
                _fade(ghosts, _opacities(origins), 0.0 if local == 0.0 else 1 - shown)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Take the ghosts away."""
        super().clean_up_from_scene(scene)
        scene.remove(*self.ghosts)


def _arrive(source: VMobject, part: VMobject) -> VMobject:
    """A copy of ``source`` in the shape of ``part``, or at its place where their shapes are of different kinds."""
    alike = [len(member.points) for member in source.get_family()] == [
        len(member.points) for member in part.get_family()
    ]
    if alike:
        return part.copy().match_style(source)
    factor = min(1.0, part.width / max(source.width, 1e-9), part.height / max(source.height, 1e-9))
    return source.copy().scale(factor).move_to(part)
