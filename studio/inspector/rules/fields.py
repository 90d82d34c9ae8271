"""Whether each dot of a field of learned numbers is that of its number, and whether texts on it have room."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.trace import Trace
from scenes.kit.mobjects.field import FULL, LARGE, Field, all_numbers, layout_for, paint, parameters_of
from scenes.kit.mobjects.field_layout import Layout
from scenes.kit.theme import Theme
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import LIVE, Stage

RULE = "picture without source"
SLACK = 3  # of 255: what rounding leaves of a colour or an opacity after a change that has ended
SEEN = 8  # of 255: fainter dots say nothing
ROUND = 0.01  # part by which a field may be drawn out
BEHIND = 0.35  # opacity of dots behind a text that disturbs nobody


def fields(stage: Stage) -> Iterator[Finding]:
    """Fields whose dots are not those of the trace's numbers, in size, sign or place."""
    for field in seen_fields(stage):
        if fault := _fault(field, stage.trace, stage.theme):
            yield Finding(RULE, fault)


def texts_on_fields(stage: Stage) -> Iterator[Finding]:
    """Texts that stand on the dots of a field, where there is no hole for them."""
    for field in seen_fields(stage):
        (left, top, _), (right, bottom, _) = field.points[0], field.points[3]
        down, wide = field.pixel_array.shape[:2]
        for item in stage.texts:
            if item.opacity < LIVE:
                continue
            low, high = item.box[:2], item.box[2:]
            x = np.clip((np.array([low[0], high[0]]) - left) / (right - left) * wide, 0, wide).astype(int)
            y = np.clip((top - np.array([high[1], low[1]])) / (top - bottom) * down, 0, down).astype(int)
            behind = field.pixel_array[y[0] : y[1], x[0] : x[1], 3]
            if behind.size and behind.max() > 255 * BEHIND:
                yield Finding("line through text", f"{item} stands on the dots of a field without a hole", (item,))


def seen_fields(stage: Stage) -> list[Field]:
    """The fields of which something can be seen."""
    return [field for field in stage.of_kind(Field) if field.pixel_array[..., 3].max() > SEEN]


def _fault(field: Field, trace: Trace, theme: Theme) -> str:
    """What is wrong with a field; "" for a true one."""
    try:
        parameters = parameters_of(trace)
    except KeyError:
        return "a field shows learned numbers, the trace has none"
    layout, values = layout_for(parameters), all_numbers(parameters)
    left, right, top, bottom = field.look.window
    shape = (bottom - top) * field.look.cell, (right - left) * field.look.cell
    if field.pixel_array.shape[:2] != shape or right > layout.columns or bottom > layout.rows:
        return f"a field has other cells than the {len(values):,} numbers of the trace"
    across, down = field.points[1] - field.points[0], field.points[2] - field.points[0]
    straight = abs(across[1]) < ROUND * across[0] and abs(down[0]) < ROUND * -down[1]
    if not straight or abs(across[0] * shape[0] / (-down[1] * shape[1]) - 1) > ROUND:
        return "a field is turned or drawn out: its dots are no discs"
    return _compare(_Drawn(field, theme), trace)


class _Drawn:
    """A field as it is drawn: equal where the pixels and the look are, so that it is compared once."""

    def __init__(self, field: Field, theme: Theme) -> None:
        self.pixels, self.look, self.theme = field.pixel_array, field.look, theme
        self._key = zlib.crc32(np.ascontiguousarray(self.pixels).data), id(self.look), theme.name

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self._key == other._key and self.look is other.look


@lru_cache(maxsize=16)
def _compare(drawn: _Drawn, trace: Trace) -> str:
    """What is wrong with the dots; "" when each is that of its number."""
    parameters = parameters_of(trace)
    layout, values = layout_for(parameters), all_numbers(parameters)
    look, pixels = drawn.look, drawn.pixels.astype(np.int16)
    wanted = paint(values, layout, look, drawn.theme).astype(np.int16)
    strength = float(pixels[..., 3].max()) / max(float(wanted[..., 3].max()), 1.0)  # on its way in or out
    off = np.abs(pixels[..., 3] - wanted[..., 3] * min(strength, 1.0)) > SLACK
    off |= (np.abs(pixels[..., :3] - wanted[..., :3]).max(axis=2) > SLACK) & (pixels[..., 3] > SEEN)
    rows, columns = (size // look.cell for size in off.shape)
    cells = off.reshape(rows, look.cell, columns, look.cell).any(axis=(1, 3))
    return _told(cells, drawn, layout, values, strength) if cells.any() else ""


def _told(cells: NDArray[np.bool_], drawn: _Drawn, layout: Layout, values: NDArray[np.float64], strength: float) -> str:
    """What the first wrong dot says, and what its number is."""
    look = drawn.look
    row, column = (int(place[0]) for place in np.nonzero(cells))
    at = (layout.row == row + look.window[2]) & (layout.column == column + look.window[0])
    others = f", and {cells.sum() - 1:,} more are wrong" if cells.sum() > 1 else ""
    if not at.any():
        return f"a dot of a field stands where no number belongs{others}"
    number = int(np.flatnonzero(at)[0])
    read = _read(drawn, row, column, values, strength)
    return f"a dot of a field says {read:+.2f}, its number {layout.name_of(number)} is {values[number]:+.2f}{others}"


def _read(drawn: _Drawn, row: int, column: int, values: NDArray[np.float64], strength: float) -> float:
    """The number that a dot says: its size by its ink, its sign by the nearer end of the scale."""
    cell = drawn.look.cell
    dot = drawn.pixels[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell].astype(float)
    area = dot[..., 3].sum() / 255 / max(strength, 1e-6) / (np.pi * (FULL * cell) ** 2)
    colour = dot[..., :3].reshape(-1, 3)[dot[..., 3].argmax()]
    away = [np.linalg.norm(colour - np.array(drawn.theme.signed(way).to_int_rgb())) for way in (-1, 1)]
    return float(area * np.quantile(np.abs(values), LARGE) * (1 if away[1] < away[0] else -1))
