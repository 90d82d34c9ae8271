"""The table of positions of one sentence read as clock hands, and the two steps of equal length that the film compares.

A pair of columns is a hand: sine across, cosine up, so the angle runs clockwise from twelve o'clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.kit.claims import Code, Computed, project_path
from scenes.kit.counts import Extent

SLOW = 7  # degrees: less than this over a whole sentence can hardly be seen
FIRM = 0.25  # a sine at least so large may be divided by

Array = np.ndarray


def angles(table: Array) -> Array:
    """The angle of every hand at every place in radians, clockwise from twelve, turns counted. (S, D) -> (S, D / 2)."""
    return np.unwrap(np.arctan2(table[:, 0::2], table[:, 1::2]), axis=0)


def turn_per_word(pair: int, table: Array) -> float:
    """Degrees that one hand turns from a word to the next."""
    hand = np.degrees(angles(table)[:, pair])
    return float((hand[-1] - hand[0]) / (len(hand) - 1))


def slow_hands(table: Array) -> float:
    """How many hands turn less than ``SLOW`` degrees from the first word to the last."""
    hands = np.degrees(angles(table))
    return float((hands[-1] - hands[0] < SLOW).sum())


def sine_factor(start: int, step: int, table: Array) -> float:
    """By what the fastest hand's sine must be multiplied to become that of ``step`` words later."""
    return float(table[start + step, 0] / table[start, 0])


def product(start: int, step: int, table: Array) -> float:
    """PE(start) . PE(start + step) from the rows of the table."""
    return float(table[start] @ table[start + step])


@dataclass(frozen=True)
class Places:
    """The positions of a sentence; ``first`` and ``second`` are where two steps of ``step`` words begin."""

    trace: Trace

    @property
    def table(self) -> Tensor:
        """Positions (S, D) as they are added to the words."""
        return self.trace["main/encoder.position"]

    @property
    def count(self) -> int:
        """Words of the sentence."""
        return self.table.shape[0]

    @cached_property
    def speeds(self) -> tuple[float, ...]:
        """Radians a word for every hand, (D / 2,)."""
        return tuple(FORMULAS["frequency"].evaluate(d_model=self.table.shape[1]).tolist())

    @property
    def hands(self) -> Extent:
        """How many hands there are: one for each column of sines."""
        return Extent(self.table[:, 0::2], 1)

    @property
    def step(self) -> int:
        """Words of a step: two where the sentence has room for two such steps."""
        return 2 if self.count >= 6 else 1

    @property
    def step_claim(self) -> Extent:
        """Words of a step, as a claim: the rows that it passes."""
        return Extent(self.table[self.first : self.first + self.step])

    @property
    def first(self) -> int:
        """Where the first step begins: not at place 0, where every sine is zero."""
        return 1

    @cached_property
    def second(self) -> int:
        """Where the second step begins: apart from the first on the fastest dial, with another factor of the sine."""
        table = self.table.values.astype(float)
        own, speed, whole = sine_factor(self.first, self.step, table), self.speeds[0], 2 * np.pi

        def preference(start: int) -> tuple[bool, bool, float]:
            apart = (start - self.first) * speed % whole
            overlaps = apart < self.step * speed - 1e-9 or whole - apart < self.step * speed - 1e-9
            faint = abs(table[start, 0]) < FIRM
            return overlaps, faint, -abs(sine_factor(start, self.step, table) - own)

        return min(range(self.first + 1, self.count - self.step), key=preference)

    @property
    def comes_round(self) -> bool:
        """Whether the fastest hand passes twelve again within the sentence."""
        return bool((self.count - 1) * self.speeds[0] > 2 * np.pi)

    @property
    def all_differ(self) -> bool:
        """Whether no two places have the same row."""
        table = self.table.values.astype(float)
        gaps = np.abs(table[:, None] - table[None]).max(axis=2)  # (S, S)
        return bool((gaps + np.eye(len(table))).min() > FIRM)

    @property
    def turns_alike(self) -> bool:
        """Whether the dot product of two rows is the same for all that are as far apart."""
        table = self.table.values.astype(float)
        products = table @ table.T  # (S, S)
        return all(bool(np.ptp(np.diagonal(products, step)) < 1e-4) for step in range(len(table)))

    # -- claims ---------------------------------------------------------------------------------------------------

    def turn(self, pair: int) -> Computed:
        """Degrees a word of one hand."""
        return Computed("degrees a word", partial(turn_per_word, pair), (self.table,))

    def slow(self) -> Computed:
        """How many hands hardly move over this sentence."""
        return Computed(f"hands that turn less than {SLOW} degrees", slow_hands, (self.table,))

    def turned(self, pair: int) -> Computed:
        """Degrees of one hand's step."""
        step = self.step
        return Computed("degrees of a step", lambda table: step * turn_per_word(pair, table), (self.table,))

    @staticmethod
    def limit() -> Code:
        """What counts as hardly moving, in degrees."""
        return Code(SLOW, f"{project_path(__file__)}:SLOW")

    def product(self, start: int, step: int | None = None) -> Computed:
        """The dot product of a place and the one a step later."""
        return Computed("dot product", partial(product, start, self.step if step is None else step), (self.table,))
