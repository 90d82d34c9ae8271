"""Whether discs are as large as the values that they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import VMobject

from scenes.kit.scales import Areas, across
from studio.inspector.rules.measure import cells, discs, measure

SEEN = 0.02  # a smaller share may lack its disc
TOLERANCE = 0.011  # Manim units of a disc's width: one and a half pixels at 1080p


def wrong_discs(told: Areas, shapes: Sequence[VMobject], owner: str) -> Iterator[tuple[str, VMobject]]:
    """What is wrong with the discs of those shapes that can be seen: a message and the shape; the worst one alone."""
    if not shapes:
        return
    rows, columns, of = cells(shapes, told.box, told.values.shape)
    length = measure(across(told.box), np.zeros((1, 2)))[1]
    side, widths = length / told.values.shape[1], discs(shapes, told.box) * length
    inside = (rows >= 0) & (columns >= 0) & (rows < told.values.shape[0]) & (columns < told.values.shape[1])
    if not inside.all():
        yield f"a disc of {owner} stands outside its grid", shapes[int(of[inside.argmin()])]
        return
    off = np.abs(widths - told.full * side * np.sqrt(told.values[rows, columns]))
    worst = int(off.argmax())
    if off[worst] > TOLERANCE:
        said, value = (float(widths[worst]) / told.full / side) ** 2, told.values[rows[worst], columns[worst]]
        where = f"in row {rows[worst] + 1} and column {columns[worst] + 1}"
        yield f"a disc of {owner} {where} says {said:.3g}, its value is {value:.3g}", shapes[int(of[worst])]
        return
    drawn = np.zeros(told.values.shape, dtype=bool)
    drawn[rows, columns] = True
    missing = ~drawn & (told.values > SEEN)
    if len(shapes) == len([shape for shape in told.shapes if len(shape.points)]) and missing.any():
        row, column = np.argwhere(missing)[0]
        yield f"{owner} has no disc in row {row + 1} and column {column + 1}", shapes[0]
