"""The recorded curves of a training run: loss, accuracy, learning rate, and where the pronoun is understood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, Mobject, VGroup
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.counts import Counted
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

NEAR_BLIND, UNDERSTOOD = 0.06, 0.95  # of pronoun accuracy: still at chance; found out
NAMES, MARKS = 1.45, 0.75  # units at the right for names, at the left for marks
WHOLE = 400  # the axes end at a multiple of this, so that their quarters are whole hundreds


@dataclass(frozen=True)
class Turn:
    """Rows of the record between which the pronoun's accuracy leaves chance and is found out."""

    before: int
    after: int


def turn_of(pronoun: NDArray[np.floating], blind: float) -> Turn | None:
    """The last row near blind choice and the first after it that is understood; None when there is no such jump."""
    understood = np.flatnonzero(pronoun >= UNDERSTOOD)
    if not len(understood):
        return None
    near = np.flatnonzero(pronoun[: understood[0]] <= blind + NEAR_BLIND)
    return Turn(int(near[-1]), int(understood[0])) if len(near) else None


def later(start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    """How many steps lie between two."""
    return float(end - start)


class Curves:
    """Plots of the experiment ``learning`` over one axis of steps, which ends at ``shown``: twice the turn's step."""

    def __init__(self, record: Trace, theme: Theme) -> None:
        self.record, self.theme = record, theme
        self.steps = record["step"].values.astype(int)
        self.turn = turn_of(record["pronoun"].values, record["blind_pronoun"].item())
        self.last = int(self.steps[-1])
        reach = self.last if self.turn is None else 2 * int(self.steps[self.turn.after])
        self.shown = min(self.last, -(-reach // WHOLE) * WHOLE)

    def turn_length(self, turn: Turn) -> Counted:
        """How many steps the turn takes."""
        rows = self.record["step"][turn.before], self.record["step"][turn.after]
        return Counted("difference of steps", later, rows)

    def loss(self, region: Region) -> Plot:
        """The training loss, in nats a word."""
        top = float(np.ceil(self.record["loss"].values.max()))
        plot = self._plot(region, top, (0.0, top))
        plot.draw("loss", *self._recorded("loss"), stroke_width=4, label="loss")
        return plot

    def accuracy(self, region: Region) -> Plot:
        """Shares of unseen sentences with every word right, and with the pronoun right."""
        plot = self._plot(region, 1.0, (0.0, 1.0))
        plot.draw("exact", *self._recorded("exact"), role="quiet", stroke_width=3)
        plot.draw("pronoun", *self._recorded("pronoun"), role="output", stroke_width=4)
        names = VGroup(
            Words("pronoun right", self.theme, size=self.theme.sizes.small, role="output"),
            Words("all words right", self.theme, size=self.theme.sizes.small, role="quiet"),
        ).arrange(DOWN, buff=pixels(12), aligned_edge=LEFT)
        # Below the level of blind choice, whose own name comes to stand there.
        level = plot.point(0.0, self.record["blind_pronoun"].item())[1]
        plot.add(self._beside(names, plot, region).shift([0.0, level - pixels(22) - names.get_top()[1], 0.0]))
        return plot

    def small(self, width: float, height: float) -> Plot:
        """The pronoun's accuracy over blind choice, without marks or names."""
        plot = Plot(self.theme, x=(0, self.shown), y=(0.0, 1.0), width=width, height=height, x_marks=(), y_marks=())
        plot.draw("pronoun", *self._recorded("pronoun"), role="output", stroke_width=3)
        plot.reference(self.record["blind_pronoun"].item())
        return plot

    def rate(self, region: Region) -> Plot:
        """The learning rate; its form matters, not its values."""
        plot = self._plot(region, float(self.record["learning_rate"].values.max()) * 1.05, ())
        plot.draw("rate", *self._recorded("learning_rate"), role="quiet", stroke_width=2.5)
        name = Words("learning rate", self.theme, size=self.theme.sizes.small, role="quiet")
        plot.add(self._beside(name, plot, region))
        return plot

    def blind_choice(self, plot: Plot) -> VGroup:
        """A dashed line at the accuracy that blind choice of the pronoun would have, named at its right."""
        blind, size = self.record["blind_pronoun"], self.theme.sizes.small
        words = Words("blind choice", self.theme, size=size, role="quiet")
        number = NumberText(Measured(blind), self.theme, spec=".2f", size=size, role="quiet")
        name = on_one_baseline([words, number], gap=pixels(10))
        level = plot.point(0.0, blind.item())[1]
        name.move_to([plot.x_axis.line.get_end()[0] + 0.1, level, 0], aligned_edge=LEFT)
        return plot.reference(blind.item()).add(name)

    def _plot(self, region: Region, high: float, marks: tuple[float, ...]) -> Plot:
        plot = Plot(
            self.theme,
            x=(0, self.shown),
            y=(0, high),
            width=region.width - NAMES - MARKS - 0.1,
            height=region.height - 0.55,
            x_marks=tuple(self.shown * quarter // 4 for quarter in range(5)),
            y_marks=marks,
            y_spec=".0f",
        )
        start = plot.x_axis.line.get_start()
        plot.shift([region.left + MARKS - start[0], region.bottom + 0.4 - start[1], 0])
        return plot

    def _recorded(self, name: str) -> tuple[Tensor, Tensor]:
        """Steps and values of a curve as far as the axes go."""
        rows = slice(0, int(np.searchsorted(self.steps, self.shown, side="right")))
        return self.record["step"][rows], self.record[name][rows]

    def _beside(self, names: Mobject, plot: Plot, region: Region) -> Mobject:
        return names.move_to([region.right - NAMES, plot.y_axis.line.get_center()[1], 0], aligned_edge=LEFT)
