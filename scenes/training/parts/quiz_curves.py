"""The recorded curve of the pronoun in a training run, and the moment at which it is understood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

NEAR_BLIND, UNDERSTOOD = 0.06, 0.95  # of pronoun accuracy: still at chance; found out
WHOLE = 400  # the axis ends at a multiple of this, so that its quarters are whole hundreds
LEFT, RIGHT, TOP, BOTTOM = 250, 1780, 430, 820  # pixels: the area between the axes


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


class Curves:
    """The share of new sentences whose pronoun is right, over the steps, up to ``shown``: twice the turn's step."""

    def __init__(self, record: Trace, theme: Theme) -> None:
        self.record, self.theme = record, theme
        self.steps = record["step"].values.astype(int)
        self.turn = turn_of(record["pronoun"].values, record["blind_pronoun"].item())
        last = int(self.steps[-1])
        reach = last if self.turn is None else 2 * int(self.steps[self.turn.after])
        self.shown = min(last, -(-reach // WHOLE) * WHOLE)

    def plot(self) -> Plot:
        """The axes with the curve."""
        plot = Plot(
            self.theme,
            x=(0, self.shown),
            y=(0.0, 1.0),
            width=pixels(RIGHT - LEFT),
            height=pixels(BOTTOM - TOP),
            x_marks=tuple(self.shown * quarter // 4 for quarter in range(5)),
            y_marks=(0.0, 1.0),
            y_spec=".0%",
            x_name="step",
        )
        start = plot.x_axis.line.get_start()
        plot.shift([at(LEFT, 0)[0] - start[0], at(0, BOTTOM)[1] - start[1], 0])
        name = Words("understood, of new sentences", self.theme, size=36, role="quiet")
        plot.add(name.on_baseline(at(LEFT + 24, 0)[0], at(0, TOP - 16)[1]))
        plot.draw("pronoun", *self._recorded("pronoun"), role="output", stroke_width=9)
        return plot

    def blind_choice(self, plot: Plot) -> VGroup:
        """A dashed line at the accuracy that blind choice of the pronoun would have, named below its right end."""
        blind = self.record["blind_pronoun"]
        parts = [
            Words("eyes shut", self.theme, size=40, role="quiet"),
            NumberText(Measured(blind), self.theme, spec=".0%", size=40, role="quiet"),
        ]
        name = on_one_baseline(parts, gap=pixels(14))
        level = plot.point(0.0, blind.item())[1]
        name.shift([at(RIGHT, 0)[0] - name.get_right()[0], level - pixels(52), 0])
        return plot.reference(blind.item()).add(name)

    def _recorded(self, name: str) -> tuple[Tensor, Tensor]:
        """Steps and values of a curve as far as the axes go."""
        rows = slice(0, int(np.searchsorted(self.steps, self.shown, side="right")))
        return self.record["step"][rows], self.record[name][rows]
