"""Clock hands: the pairs of a row of positions as dials, sine across and cosine up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Animation, Circle, Dot, Line, ManimColor, Sector, VGroup, linear

from scenes.kit.layout import pixels
from scenes.kit.scales import Encoding, Lengths, Points, Scale, Way, claim_shapes
from scenes.kit.theme import Theme

CLOSE = pixels(10)  # the helping lines are left out where the tip is nearer to an axis than this
LEAST = 1e-4  # radians of a wedge that is not open yet
LEFT, TOP, RIGHT, BOTTOM = 16, 8, 0, 24  # of the points of Manim's circle
ENDS_OF_RIM = (17, 9)  # of the corners of Manim's sector


class Dial(VGroup):
    """One hand on its dial.

    Args:
        speed: radians a word, clockwise from twelve o'clock at place 0.
        radius: units.
        width: of the hand's stroke; role: its colour.
    """

    def __init__(self, speed: float, theme: Theme, *, radius: float, width: float = 3.0, role: str = "ink") -> None:
        super().__init__()
        self.theme, self.speed, self.radius, self.place = theme, speed, radius, 0.0
        self.reading: Reading | None = None
        self.rim = Circle(radius=radius, stroke_width=width * 0.6, stroke_color=theme.role("quiet"), fill_opacity=0)
        self.twelve = Line(
            [0, radius * 1.03, 0], [0, radius * 1.12, 0], stroke_width=width * 0.6, color=theme.role("quiet")
        )
        self.hand = Line([0, 0, 0], [0, radius, 0], stroke_width=width, color=theme.role(role))
        self.tip = Dot([0, radius, 0], radius=max(radius * 0.07, pixels(5)), color=theme.role(role))
        self.add(self.rim, self.twelve, self.hand, self.tip)
        claim_shapes(self)

    @property
    def middle(self) -> np.ndarray:
        """Where the hand is fixed."""
        return self.rim.get_center()

    def point(self, place: float) -> np.ndarray:
        """Where the hand's tip is at a place."""
        angle = self.speed * place
        return self.middle + self.radius * np.array([np.sin(angle), np.cos(angle), 0.0])

    @property
    def scales(self) -> tuple[Scale, Scale]:
        """Across and up: the rim goes from minus one to one."""
        ways = Way(self.rim, LEFT, RIGHT), Way(self.rim, BOTTOM, TOP)
        return Scale(ways[0], 0.5, 0.5), Scale(ways[1], 0.5, 0.5)

    @property
    def pair(self) -> tuple[float, float]:
        """Sine and cosine of where the hand stands."""
        return float(np.sin(self.speed * self.place)), float(np.cos(self.speed * self.place))

    def encodings(self) -> Iterator[Points]:
        """The hand's tip stands for the sine across and the cosine up."""
        x, y = self.scales
        sine, cosine = (np.array([0.0, value]) for value in self.pair)
        yield Points((self.hand,), x, y, sine, cosine)
        yield Points((self.tip,), x, y, sine[1:], cosine[1:])

    def hand_over(self, other: Dial) -> None:
        """Take the speed and the place of ``other``, whose shape this dial now has."""
        self.speed, self.place = other.speed, other.place

    def show(self, place: float) -> Dial:
        """Turn the hand to a place."""
        self.place = place
        self.hand.put_start_and_end_on(self.middle, self.point(place))
        self.tip.move_to(self.point(place))
        if self.reading is not None:
            self.reading.follow()
        return self

    def read(self) -> Reading:
        """Show sine and cosine as bars behind the hand, which follow it until ``unread``."""
        self.reading = Reading(self)
        self.add_to_back(self.reading)
        return self.reading

    def unread(self) -> Reading | None:
        """Let go of the bars: they stay as they are and belong to the dial no more."""
        bars, self.reading = self.reading, None
        if bars is not None:
            self.remove(bars)
            bars.dial = None
        return bars

    def wedge(self, start: float, end: float) -> Wedge:
        """What the hand sweeps from one place to another."""
        return Wedge(self, start, end)


class Wedge(Sector):  # type: ignore[misc]
    """What a hand sweeps from one place to another."""

    def __init__(self, dial: Dial, start: float, end: float) -> None:
        self.scales, self.speed, self.start, self.end = dial.scales, dial.speed, start, end
        opening = max(dial.speed * (end - start), LEAST)
        super().__init__(
            radius=dial.radius,
            start_angle=np.pi / 2 - dial.speed * start - opening,
            angle=opening,
            stroke_width=0,
            fill_color=dial.theme.fill("place"),
            fill_opacity=1.0,
        )
        self.shift(dial.middle)

    def encodings(self) -> Iterator[Points]:
        """The ends of its rim stand for where the hand was and is."""
        x, y = self.scales
        angles = self.speed * np.array([self.end, self.start])
        yield Points((self,), x, y, np.sin(angles), np.cos(angles), corners=ENDS_OF_RIM)

    def hand_over(self, other: Wedge) -> None:
        """Take the places of ``other``, whose shape this wedge now has."""
        self.speed, self.start, self.end = other.speed, other.start, other.end


class Reading(VGroup):
    """The sine and the cosine of a hand as bars along its axes, and lines from the tip to their ends."""

    def __init__(self, dial: Dial) -> None:
        super().__init__()
        ink, quiet = dial.theme.role("ink"), dial.theme.role("quiet")
        self.dial: Dial | None = dial
        self.across, self.up = (Line([0, 0, 0], [1, 0, 0], stroke_width=11, color=ink) for _ in range(2))
        self.beside, self.above = (Line([0, 0, 0], [1, 0, 0], stroke_width=2, color=quiet) for _ in range(2))
        self.add(self.beside, self.above, self.across, self.up)
        claim_shapes(self)
        self.follow()

    def encodings(self) -> Iterator[Encoding]:
        """The bars stand for sine and cosine, as long as they follow the hand."""
        if self.dial is not None:
            for line, scale, value in zip((self.across, self.up), self.dial.scales, self.dial.pair, strict=True):
                yield Lengths((line,), scale, np.array([value]), np.zeros(1))

    def hand_over(self, other: Reading) -> None:
        """The dial hands over what its bars stand for."""

    def follow(self) -> Reading:
        """Take the lengths that belong to the hand as it stands."""
        if self.dial is None:
            return self
        middle, tip = self.dial.middle, self.dial.point(self.dial.place)
        below, beside = np.array([tip[0], middle[1], 0.0]), np.array([middle[0], tip[1], 0.0])
        for line, start, end in (
            (self.across, middle, below),
            (self.up, middle, beside),
            (self.beside, tip, below),
            (self.above, tip, beside),
        ):
            apart = np.abs(end - start).max() > LEAST
            line.put_start_and_end_on(start, end if apart else end + np.array([LEAST, 0.0, 0.0]))
        helps = bool((np.abs(tip - middle)[:2] > CLOSE).all())
        for line in (self.beside, self.above):
            line.set_stroke(opacity=float(helps))
        return self


class Dials(VGroup):
    """Hands on their faces, wherever they are put; wedges lie on the faces, behind the hands.

    Args:
        speeds: radians a word, one a hand.
        middles: where each stands; as many.
        radius: units; width, role: of the hands' strokes.
    """

    def __init__(
        self,
        speeds: Sequence[float],
        theme: Theme,
        middles: Sequence[np.ndarray],
        *,
        radius: float,
        width: float = 9.0,
        role: str = "ink",
    ) -> None:
        super().__init__()
        self.dials = VGroup(*(Dial(float(speed), theme, radius=radius, width=width, role=role) for speed in speeds))
        face = {"stroke_width": 0, "fill_color": ManimColor(theme.panel), "fill_opacity": 1.0}
        self.faces = VGroup(*(Circle(radius=radius, **face) for _ in speeds))
        for face_of, dial, middle in zip(self.faces, self.dials, middles, strict=True):
            dial.shift(middle)
            face_of.move_to(middle)
        self.wedges = VGroup()
        self.add(self.faces, self.wedges, self.dials)

    def clock(self, i: int) -> VGroup:
        """One face with its hand."""
        return VGroup(self.faces[i], self.dials[i])

    @property
    def place(self) -> float:
        """Where all hands stand."""
        return float(self.dials[0].place)

    def show(self, place: float) -> Dials:
        """Turn all hands to a place."""
        for dial in self.dials:
            dial.show(place)
        return self

    def open_wedges(self, start: float) -> None:
        """New wedges, still closed, that grow with the hands from ``start``; earlier ones stay."""
        self.wedges.add(VGroup(*(dial.wedge(start, start) for dial in self.dials)))

    def stretch_wedges(self, start: float, end: float) -> None:
        """Draw the last wedges anew, between two places."""
        for sector, dial in zip(self.wedges[-1], self.dials, strict=True):
            sector.points = dial.wedge(start, end).points
            sector.start, sector.end = start, end


class Turn(Animation):  # type: ignore[misc]
    """The hands turn to a place at an even pace."""

    def __init__(self, dials: Dials | Dial, to: float, **kwargs: object) -> None:
        self.dials, self.to, self.start = dials, to, 0.0
        super().__init__(dials, **{"rate_func": linear, "run_time": 1.0, **kwargs})

    def begin(self) -> None:
        """Start from where the hands are."""
        self.start = self.dials.place
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Turn by the same share of the way."""
        self.dials.show(self.start + (self.to - self.start) * self.rate_func(alpha))


class Sweep(Turn):
    """The hands turn to a place and leave behind what they sweep."""

    dials: Dials

    def begin(self) -> None:
        """Open a wedge in every dial."""
        self.dials.open_wedges(self.dials.place)
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """The wedges grow with the hands."""
        super().interpolate_mobject(alpha)
        self.dials.stretch_wedges(self.start, self.dials.place)
