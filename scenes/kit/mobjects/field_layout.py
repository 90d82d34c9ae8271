"""Where each learned number stands in the field: one layout for all pictures of it.

The numbers stand in strips as high as the model is wide (32). The four tables of a head, W_Q, W_K, W_V and its part of
W_O, are 32 by 8 each: side by side they are one square. All else flows round the squares column by column, in the order
in which the machine works; gains and biases, which are larger than the rest, are strewn among it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRIPS = 4
TABLES = ("w_q", "w_k", "w_v", "w_o")
Places = NDArray[np.intp]
Shapes = tuple[tuple[str, tuple[int, ...]], ...]
"""Names of parameters and their shapes."""
HeadName = tuple[str, int]
"""A block of attention, such as ``encoder.1.self_attn``, and which of its heads, from 0."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Rows (from the top) and columns of all numbers, in the order of the parameters' names.

    Attributes:
        rows, columns: how many there are.
        row, column: of each number, (N).
        starts: the place among the numbers at which each parameter begins.
        shapes: of each parameter.
        squares: row and column of the upper left corner of each head's square.
        side: rows and columns of a square.
    """

    rows: int
    columns: int
    row: Places
    column: Places
    starts: Mapping[str, int]
    shapes: Mapping[str, tuple[int, ...]]
    squares: Mapping[HeadName, tuple[int, int]]
    side: tuple[int, int]

    def __deepcopy__(self, memo: dict[int, Any]) -> Layout:
        return self

    def of(self, name: str) -> slice:
        """The places of a parameter's numbers; KeyError names those that there are."""
        if name not in self.starts:
            raise KeyError(f"no parameter {name!r}; known: {', '.join(self.starts)}")
        return slice(self.starts[name], self.starts[name] + prod(self.shapes[name]))

    def number(self, name: str, index: Sequence[int]) -> int:
        """The place among all numbers of one entry of a parameter."""
        own = self.of(name)
        return own.start + int(np.ravel_multi_index(tuple(index), self.shapes[name]))

    def name_of(self, number: int) -> str:
        """The entry that a number is, such as ``encoder.0.ffn.w_1[3, 7]``."""
        name = max((name for name in self.starts if self.starts[name] <= number), key=lambda n: self.starts[n])
        index = np.unravel_index(number - self.starts[name], self.shapes[name])
        return f"{name}{[int(place) for place in index]}"

    def of_head(self, head: HeadName) -> Places:
        """The places among all numbers of those in a head's square."""
        if head not in self.squares:
            raise KeyError(f"no head {head!r}; known: {', '.join(map(str, self.squares))}")
        (top, left), (down, wide) = self.squares[head], self.side
        inside = (self.row >= top) & (self.row < top + down) & (self.column >= left) & (self.column < left + wide)
        return np.flatnonzero(inside)


@lru_cache(maxsize=4)
def layout_of(shapes: Shapes) -> Layout:
    """The layout of the parameters of one model."""
    sizes = dict(shapes)
    starts, total = {}, 0
    for name, shape in shapes:
        starts[name], total = total, total + prod(shape)
    numbers = {name: np.arange(starts[name], starts[name] + prod(shape)).reshape(shape) for name, shape in shapes}
    high = sizes["source_embedding"][1]
    squares = {head: np.concatenate(list(_tables(numbers, head)), axis=1) for head in _heads(sizes)}  # (D, 4 K) each
    wide = next(iter(squares.values())).shape[1]
    loose = _strewn(numbers, sizes)
    across = ceil(ceil(total / high) / STRIPS)
    corners = _corners(sizes, high, across, wide, len(loose))
    while max(column for _, column in corners.values()) + wide > across or len(corners) < len(squares):
        across += 1
        corners = _corners(sizes, high, across, wide, len(loose))
    row, column = np.empty(total, dtype=np.intp), np.empty(total, dtype=np.intp)
    free = np.ones((STRIPS, across, high), dtype=bool)
    for head, (top, left) in corners.items():
        down, over = np.indices((high, wide))
        row[squares[head]], column[squares[head]] = top + down, left + over
        free[top // high, left : left + wide] = False
    strip, over, down = np.nonzero(free)
    row[loose], column[loose] = (strip * high + down)[: len(loose)], over[: len(loose)]
    return Layout(STRIPS * high, across, row, column, starts, sizes, corners, (high, wide))


def _order(name: str) -> tuple[object, ...]:
    """Where a parameter comes in the order in which the machine works."""
    first, _, rest = name.partition(".")
    stage = ("source_embedding", "encoder", "target_embedding", "decoder").index(first)
    layer, _, part = rest.partition(".")
    block = part.partition(".")[0]
    known = ("self_attn", "cross_attn", "ffn")
    return stage, int(layer or 0), known.index(block) if block in known else len(known), name


def _heads(sizes: Mapping[str, tuple[int, ...]]) -> Iterator[HeadName]:
    """All heads in the order in which the machine works."""
    for name in sorted((name for name in sizes if name.endswith(".w_q")), key=_order):
        yield from ((name.removesuffix(".w_q"), head) for head in range(sizes[name][1]))


def _tables(numbers: Mapping[str, Places], head: HeadName) -> Iterator[Places]:
    """The four tables of a head, each (D, K)."""
    block, h = head
    for table in TABLES:
        whole = numbers[f"{block}.{table}"]
        yield whole[h].T if table == "w_o" else whole[:, h]  # (D, K)


def _strewn(numbers: Mapping[str, Places], sizes: Mapping[str, tuple[int, ...]]) -> Places:
    """The numbers outside the squares, column by column, with those of gains and biases strewn among them."""
    tables, single = [], []
    for name in sorted(sizes, key=_order):
        last = name.rpartition(".")[2]
        if len(sizes[name]) == 1:
            single.append(numbers[name])
        elif last not in TABLES:
            tables.append(numbers[name].T.ravel() if last == "w_1" else numbers[name].ravel())  # D varies fastest
    many, few = np.concatenate(tables), np.concatenate(single)
    chance = np.array([zlib.crc32(f"{place}".encode()) for place in range(len(many) + len(few))])
    slots = np.argsort(chance, kind="stable")[: len(few)]  # in no order: neighbours of a gain stand far apart
    result = np.empty(len(chance), dtype=np.intp)
    result[slots] = few
    result[np.setdiff1d(np.arange(len(chance)), slots)] = many
    return result


def _corners(
    sizes: Mapping[str, tuple[int, ...]], high: int, across: int, wide: int, loose: int
) -> dict[HeadName, tuple[int, int]]:
    """Row and column of the upper left corner of each head's square; none runs over the end of its strip."""
    tables = {name: prod(shape) for name, shape in sizes.items() if len(shape) == 2}
    spread = loose / sum(tables.values()) / high  # columns for a number of a table, with what is strewn
    corners: dict[HeadName, tuple[int, int]] = {}
    at, ahead = 0.0, 0.0
    for name in sorted((name for name in sizes if name in tables or name.endswith(".w_q")), key=_order):
        if name in tables:
            step = tables[name] * spread
            at, ahead = at + max(0.0, step - ahead), max(0.0, ahead - step)
            continue
        for head in range(sizes[name][1]):
            left = ceil(at)
            if left % across + wide > across:
                left = (left // across + 1) * across
            ahead += left - at
            corners[name.removesuffix(".w_q"), head] = (left // across * high, left % across)
            at = left + wide
    return {head: corner for head, corner in corners.items() if corner[0] < STRIPS * high}
