"""Axis: a line with a few marks whose numbers are claims, linear or logarithmic. Plots and histograms stand on it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from manim import PI, Line, VGroup

from scenes.kit.claims import _Spoken
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Scale, along
from scenes.kit.spots import Named
from scenes.kit.theme import Theme

TICK = pixels(8)
GAP = pixels(10)


@dataclass(frozen=True, eq=False)
class Mark(_Spoken):
    """A mark on an axis: the value belongs to the place where it stands."""

    value: float
    axis: str

    @property
    def origin(self) -> str:
        """The axis."""
        return f"mark on the axis {self.axis!r}"


@dataclass(frozen=True, eq=False)
class Exponent(_Spoken):
    """The power to which ten is raised at a mark of a logarithmic axis."""

    mark: Mark

    @property
    def value(self) -> int:  # type: ignore[override]
        """The exponent of the mark's value, which is a whole power of ten."""
        return round(math.log10(self.mark.value))

    @property
    def origin(self) -> str:
        """The mark."""
        return f"exponent of the {self.mark.origin}"


class PowerText(VGroup):
    """Ten to a whole power, such as a mark of a logarithmic axis; ``size`` is that of the exponent."""

    def __init__(self, exponent: int, theme: Theme, *, size: float, role: str = "quiet", axis: str = "") -> None:
        super().__init__()
        base = NumberText(Mark(10.0, axis), theme, spec=".0f", size=size * 1.2, role=role).on_baseline(0, 0)
        power = NumberText(Exponent(Mark(10.0**exponent, axis)), theme, size=size, role=role)
        power.on_baseline(base.get_right()[0] + pixels(2), pixels(size) * 0.55)
        self.add(base, power)


def round_marks(low: float, high: float, about: int = 4) -> tuple[float, ...]:
    """Round numbers, at most about so many steps, evenly spaced within the range."""
    step = (high - low) / max(about, 1)
    unit = 10.0 ** math.floor(math.log10(step))
    step = next(unit * part for part in (1, 2, 5, 10) if unit * part >= step * 0.95)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(place * step, 12) for place in range(first, last + 1))


def _plain(values: Sequence[float]) -> str:
    """The shortest fixed format that writes every value exactly enough."""
    for places in range(6):
        if all(abs(value - round(value, places)) < 1e-9 for value in values):
            return f".{places}f"
    return "g"


class Axis(VGroup):
    """A line from ``low`` to ``high``, ``length`` units long, its marks and its name.

    Args:
        direction: "right" (marks below) or "up" (marks at the left).
        log: equal ratios are equal distances; marks at powers of ten.
        marks: the values to mark; round ones by default; () for none.
        spec: format of the marks; by default the shortest that fits, and powers of ten on a logarithmic axis.
        name: words at the end of the axis.
    """

    def __init__(
        self,
        low: float,
        high: float,
        length: float,
        theme: Theme,
        *,
        direction: str = "right",
        log: bool = False,
        marks: Sequence[float] | None = None,
        spec: str | None = None,
        name: str = "",
        size: float | None = None,
    ) -> None:
        super().__init__()
        if not high > low or (log and low <= 0):
            raise ValueError(f"no {'logarithmic ' if log else ''}axis from {low:g} to {high:g}")
        self.low, self.high, self.log, self.length = low, high, log, length
        self.upright = direction == "up"
        self.size = size or theme.sizes.small
        end = [0, length, 0] if self.upright else [length, 0, 0]
        self.line = Line([0, 0, 0], end, stroke_width=2, color=theme.role("quiet"))
        self.ticks, self.numbers, self.name_words = VGroup(), VGroup(), VGroup()
        self.add(self.line, self.ticks, self.numbers, self.name_words)
        if marks is None:
            marks = self._powers() if log else round_marks(low, high)
        for value in marks:
            self._mark(value, spec if log else spec or _plain(marks), theme, name)
        if name:
            self._name(name, theme)

    def share(self, value: float | np.ndarray) -> float | np.ndarray:
        """How far along the axis a value lies: 0 at ``low``, 1 at ``high``."""
        if self.log:
            return np.log(np.maximum(value, 1e-300) / self.low) / math.log(self.high / self.low)
        return (np.asarray(value, dtype=float) - self.low) / (self.high - self.low)

    @property
    def value_scale(self) -> Scale:
        """Where values stand along the line."""
        if self.log:
            span = math.log10(self.high / self.low)
            return Scale(along(self.line), -math.log10(self.low) / span, 1 / span, log=True)
        span = self.high - self.low
        return Scale(along(self.line), -self.low / span, 1 / span)

    def names(self) -> Iterator[Named]:
        """Each number names the value of its tick."""
        for number, tick in zip(self.numbers, self.ticks, strict=True):
            base = number[0] if isinstance(number, PowerText) else number
            yield Named(base, base.claim, tick, upright=self.upright)

    def hand_over(self, other: Axis) -> None:
        """Take the range of ``other``, whose shape this axis now has."""
        self.low, self.high, self.log = other.low, other.high, other.log
        self.length, self.upright = other.length, other.upright

    def at(self, value: float) -> np.ndarray:
        """The point of a value, wherever the axis stands now."""
        start, end = self.line.get_start(), self.line.get_end()
        return start + (end - start) * float(self.share(value))

    def _powers(self) -> tuple[float, ...]:
        first = math.ceil(math.log10(self.low) - 1e-9)
        last = math.floor(math.log10(self.high) + 1e-9)
        step = max(1, math.ceil((last - first) / 6))
        return tuple(10.0**power for power in range(first, last + 1, step))

    def _mark(self, value: float, spec: str | None, theme: Theme, name: str) -> None:
        along = self.length * float(self.share(value))
        tick = Line([0, 0, 0], [-TICK, 0, 0] if self.upright else [0, -TICK, 0], stroke_width=2)
        tick.set_color(theme.role("quiet")).shift([0, along, 0] if self.upright else [along, 0, 0])
        self.ticks.add(tick)
        number: VGroup
        if spec is None:
            number = PowerText(round(math.log10(value)), theme, size=self.size, axis=name)
        else:
            number = NumberText(Mark(value, name), theme, spec=spec, size=self.size, role="quiet")
        if self.upright:
            number.move_to([-TICK - GAP, along, 0], aligned_edge=np.array([1.0, 0, 0]))
            if isinstance(number, PowerText):  # its base stands at the mark
                number.shift([0, along - number[0].get_center()[1], 0])
        else:
            number.move_to([along, -TICK - GAP, 0], aligned_edge=np.array([0, 1.0, 0]))
        self.numbers.add(number)

    def _name(self, name: str, theme: Theme) -> None:
        words = Words(name, theme, size=self.size, role="quiet")
        if self.upright:
            words.rotate(PI / 2)
            left = self.numbers.get_left()[0] if len(self.numbers) else 0.0
            words.move_to([left - GAP, self.length / 2, 0], aligned_edge=np.array([1.0, 0, 0]))
        else:
            low = self.numbers.get_bottom()[1] if len(self.numbers) else 0.0
            words.move_to([self.length / 2, low - GAP, 0], aligned_edge=np.array([0, 1.0, 0]))
        self.name_words.add(words)
