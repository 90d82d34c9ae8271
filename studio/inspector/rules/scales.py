"""Whether drawn shapes follow the values that they stand for: lengths, places, thicknesses, colours, and legends.

What a shape stands for its mobject says (``scenes.kit.scales``); how it is drawn is measured here, from outlines and
fills. Only what can be seen counts: a cell that is still empty or a bar that is gone says nothing.

A map of colours needs a legend of its scale on the stage: its own, or that of another map of the same kind and limit.
Small maps are no exception: a matrix too small for digits can be read by its colours alone. Two things do without one:
a map on whose every visible cell stands its number, and colours that only repeat what lengths tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from manim import Mobject, VMobject

from scenes.kit.mobjects.number import NumberText
from scenes.kit.scales import Areas, Colours, Encodes, Gradient, Lengths, Points, Shades, Thickness
from studio.inspector.rules.discs import wrong_discs
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.measure import aside, cells, join_outlines, judge, measure, pieces
from studio.inspector.seen.leaves import Leaf
from studio.inspector.seen.outlines import STROKE_UNITS
from studio.inspector.seen.stage import Item, Stage

TOLERANCE = 0.011  # Manim units: one and a half pixels at 1080p


@dataclass(eq=False)
class Reading:
    """The stage as its encodings are compared with it, and what is remembered from one encoding to the next."""

    stage: Stage
    coloured: list[tuple[Mobject, Colours, list[Leaf]]] = field(default_factory=list)
    legends: list[Shades] = field(default_factory=list)

    @cached_property
    def leaves(self) -> dict[int, Leaf]:
        """What can be seen, by the identity of its shape."""
        return {id(leaf.shape): leaf for leaf in self.stage.leaves}

    @cached_property
    def present(self) -> dict[int, Mobject]:
        """The owners of encoded shapes that are on the stage themselves, by their identity."""
        return {id(owner): owner for owner in self.stage.of_kind(Encodes)}

    @cached_property
    def items(self) -> dict[int, Item]:
        """The visible things, by the identity of their mobject."""
        return {id(item.mobject): item for item in self.stage.items}

    def seen(self, shapes: Sequence[VMobject], count: int) -> tuple[list[int], list[VMobject]]:
        """The shapes that can be seen, and the places of their values among ``count``.

        After a Transform into something with other parts there are more shapes than values, the others unseen.
        """
        leaves = self.leaves
        pairs = [(place, shape) for place, shape in enumerate(shapes) if id(shape) in leaves]
        places, found = [place for place, _ in pairs], [shape for _, shape in pairs]
        return (places if len(shapes) == count else list(range(len(found)))), found

    def finding(self, rule: str, message: str, *shapes: VMobject) -> Finding:
        """A finding about visible shapes."""
        return Finding(rule, message, tuple(self.items[id(shape)] for shape in shapes if id(shape) in self.items))


def drawn_values(stage: Stage) -> Iterator[Finding]:
    """Shapes that are not as long, thick, coloured or placed as their values say."""
    yield from _read(stage)[1]


def legends(stage: Stage) -> Iterator[Finding]:
    """Maps of colours that nothing on the stage explains."""
    reading, _ = _read(stage)
    for owner, told, leaves in reading.coloured:
        if any(legend.explains(told.shades) for legend in reading.legends):
            continue
        if told.box is None or not _all_numbered(reading, leaves):
            scale = "shares" if told.shades.kind == "weight" else f"values up to {told.shades.limit:.3g}"
            message = f"{_name(owner)} shows {scale} in colours that no legend on the stage explains"
            yield reading.finding("no legend", message, leaves[0].shape)


@lru_cache(maxsize=1)
def _read(stage: Stage) -> tuple[Reading, tuple[Finding, ...]]:
    """The stage, and what is wrong with its encodings; once for both rules."""
    reading = Reading(stage)
    return reading, tuple(_compare(reading))


def _compare(reading: Reading) -> Iterator[Finding]:
    for owner in owners(reading):
        for encoding in owner.encodings():  # type: ignore[attr-defined]
            if isinstance(encoding, Lengths):
                yield from _lengths(reading, owner, encoding)
            elif isinstance(encoding, Points):
                yield from _points(reading, owner, encoding)
            elif isinstance(encoding, Thickness):
                yield from _thickness(reading, owner, encoding)
            elif isinstance(encoding, Areas):
                shapes = [shape for shape in encoding.shapes if id(shape) in reading.leaves and len(shape.points)]
                for message, shape in wrong_discs(encoding, shapes, _name(owner)):
                    yield reading.finding("wrong length", message, shape)
            elif isinstance(encoding, Colours):
                yield from _colours(reading, owner, encoding)
            else:
                yield from _gradient(reading, owner, encoding)


def owners(reading: Reading) -> list[Mobject]:
    """All mobjects that stand for values in shapes that can be seen, on the stage themselves or not."""
    found = dict(reading.present)
    for leaf in reading.stage.leaves:
        told = vars(leaf.shape).get("stands_for")  # Manim's mobjects take long to say that they lack something
        if told is not None:
            found.setdefault(id(told.owner), told.owner)
    return list(found.values())


# -- lengths and places ---------------------------------------------------------------------------------------------


def _lengths(reading: Reading, owner: Mobject, told: Lengths) -> Iterator[Finding]:
    places, shapes = reading.seen(told.shapes, len(told.values))
    if not shapes:
        return
    points, starts = join_outlines(shapes)
    whole = len(told.shapes) == 1 and len(told.values) != 1
    if whole:
        starts = pieces(points, starts)
        places = list(range(len(told.values)))
    parts, length = measure(told.scale.way, points)
    drawn = np.minimum.reduceat(parts, starts), np.maximum.reduceat(parts, starts)
    if len(drawn[0]) != len(places) or len(places) > len(told.values):
        message = f"{_name(owner)} draws {len(drawn[0])} bars for {len(told.values)} values"
        yield reading.finding("wrong length", message, *shapes[:1])
        return
    values = told.values
    if told.least:
        values = np.where(np.abs(values) < told.least, np.copysign(told.least, values), values)
    foot, tip = told.scale.part(told.starts), told.scale.part(told.starts + values)
    if len(places) < len(values):
        foot, tip = foot[places], tip[places]
    off = np.maximum(np.abs(np.minimum(foot, tip) - drawn[0]), np.abs(np.maximum(foot, tip) - drawn[1])) * length
    worst = int(off.argmax())  # a value that is no number comes first
    if not off[worst] <= TOLERANCE:
        zero = np.broadcast_to(told.scale.zero, told.values.shape)[places[worst]]
        low, high = sorted((float(end[worst]) - zero) / told.scale.unit for end in drawn)
        start, tip = np.sort([told.starts[places[worst]], told.starts[places[worst]] + told.values[places[worst]]])
        message = (
            f"bar {places[worst] + 1} of {_name(owner)} reaches from {low:.3g} to {high:.3g}, "
            f"its value from {start:.3g} to {tip:.3g}"
        )
        yield reading.finding("wrong length", message, shapes[0 if whole else worst])


def _points(reading: Reading, owner: Mobject, told: Points) -> Iterator[Finding]:
    places, shapes = reading.seen(told.shapes, len(told.xs))
    if not shapes:
        return
    points, starts = join_outlines(shapes)
    if len(told.shapes) == 1 and len(told.xs) != 1:
        places = list(range(len(told.xs)))
        points = np.concatenate([points[::4], points[-1:]])
        if told.corners:
            points = points[list(told.corners)]
        elif len(points) == len(places) + 1 and np.allclose(points[0], points[-1]):
            points = points[:-1]
    else:
        points = (np.minimum.reduceat(points, starts) + np.maximum.reduceat(points, starts)) / 2
    goals = told.x.part(told.xs)[places], told.y.part(told.ys)[places]
    drawn, aim = [], []
    for scale, goal in ((told.x, goals[0]), (told.y, goals[1])):
        parts, length = measure(scale.way, points)
        drawn.append(parts * length)
        aim.append(goal * length)
    here, there = np.stack(drawn, axis=1), np.stack(aim, axis=1)
    known = np.isfinite(there).all(axis=1)
    if len(here) == len(there):
        off = np.abs(here - there).max(axis=1)
    else:  # an outline that was another before has more corners than it needs: they lie on the way
        off = np.linalg.norm(here[:, None] - there[None], axis=2).min(axis=0)
        astray = aside(here, there[known])
        off[int(np.linalg.norm(here[astray.argmax()] - there, axis=1).argmin())] += astray.max()
    off = np.where(known, off, 0.0)
    worst = int(off.argmax())
    if off[worst] > TOLERANCE:
        message = (
            f"point {places[worst] + 1} of {_name(owner)}, {told.xs[places[worst]]:.3g} and "
            f"{told.ys[places[worst]]:.3g}, is drawn {off[worst]:.2f} units off"
        )
        yield reading.finding("wrong place", message, shapes[min(worst, len(shapes) - 1)])


def _thickness(reading: Reading, owner: Mobject, told: Thickness) -> Iterator[Finding]:
    if id(told.shape) not in reading.leaves:
        return
    if told.ends is None:
        thick, unit = np.array([float(told.shape.get_stroke_width()) * STROKE_UNITS]), told.unit
    else:
        (a, b), (c, d) = (told.shape.points[list(pair), :2] for pair in told.ends)
        thick = np.array([np.hypot(*(b - a)), np.hypot(*(d - c))])
        unit = told.unit * float(np.hypot(*(a + b - c - d))) / 2
    off = np.abs(thick - max(told.value * unit, told.least))
    if off.max() > TOLERANCE:
        is_drawn = float(thick[off.argmax()]) / max(unit, 1e-9)
        message = f"{_name(owner)} is as thick as {is_drawn:.3g}, its value is {told.value:.3g}"
        yield reading.finding("wrong length", message, told.shape)


# -- colours --------------------------------------------------------------------------------------------------------


def _colours(reading: Reading, owner: Mobject, told: Colours) -> Iterator[Finding]:
    places, shapes = reading.seen(told.shapes, len(told.values) if told.box is None else len(told.shapes))
    leaves = [reading.leaves[id(shape)] for shape in shapes]
    if not leaves:
        return
    if id(owner) in reading.present:  # what has left its map is read by that
        reading.coloured.append((owner, told, leaves))
    fills = np.array([leaf.fill[:3] for leaf in leaves])
    if told.box is None:
        values = told.values[places]
        of = np.arange(len(shapes))
    else:
        rows, columns, of = cells(shapes, told.box, told.values.shape)
        out = (rows < 0) | (columns < 0) | (rows >= told.values.shape[0]) | (columns >= told.values.shape[1])
        if out.any():
            wrong = shapes[int(of[out.argmax()])]
            yield reading.finding("wrong colour", f"a cell of {_name(owner)} stands outside its grid", wrong)
            return
        values = told.values[rows, columns]
    worst, said, ordered = judge(told.shades, fills[of], values)
    if worst is not None:
        where = "" if told.box is None else f" in row {rows[worst] + 1} and column {columns[worst] + 1}"
        message = f"a colour of {_name(owner)}{where} says {said:.3g}, its value is {values[worst]:.3g}"
        yield reading.finding("wrong colour", message, shapes[int(of[worst])])
    elif not ordered:
        yield reading.finding("wrong order", f"the colours of {_name(owner)} do not keep its values' order", shapes[0])


def _gradient(reading: Reading, owner: Mobject, told: Gradient) -> Iterator[Finding]:
    if id(told.shape) not in reading.leaves:
        return
    reading.legends.append(told.shades)
    for end, place in (("low", 0), ("high", -1)):
        number = getattr(owner, end, None)
        if isinstance(number, NumberText) and not np.isclose(number.claim.value, told.values[place], rtol=1e-6):
            message = f"{_name(owner)} runs to {told.values[place]:.3g}, its {end} end says {number.text}"
            yield reading.finding("wrong label", message, told.shape)
    fills = np.asarray(told.shape.fill_rgbas, dtype=float)[:, :3]
    values = told.values
    if len(fills) != len(values):
        stops = np.linspace(0, 1, len(fills))
        values = np.interp(stops, np.linspace(0, 1, len(values)), values)
    worst, said, ordered = judge(told.shades, fills, values)
    if worst is not None:
        message = f"{_name(owner)} has the colour of {said:.3g} where {values[worst]:.3g} belongs"
        yield reading.finding("wrong colour", message, told.shape)
    elif not ordered:
        yield reading.finding("wrong order", f"the colours of {_name(owner)} do not rise evenly", told.shape)


def _all_numbered(reading: Reading, leaves: Sequence[Leaf]) -> bool:
    """Whether a number stands on each of the cells."""
    texts = [item.box for item in reading.stage.texts if isinstance(item.mobject, NumberText)]
    if not texts:
        return False
    boxes, cells = np.array(texts), np.array([leaf.box for leaf in leaves])
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2  # (T, 2)
    on = ((middles[:, None] >= cells[None, :, :2]) & (middles[:, None] <= cells[None, :, 2:])).all(axis=2)  # (T, N)
    return bool(on.any(axis=0).all())


def _name(owner: Mobject) -> str:
    return f"the {type(owner).__name__}"
