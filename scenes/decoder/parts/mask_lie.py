"""The lie of a missing mask: two training losses that lie on each other, and what each of the two models writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import Line, Polygon, RoundedRectangle, Union, VGroup

from model.trace import END, Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

RECORD, WHOLE = "experiments/no_mask", "experiments/learning"
BROAD, FINE = 11, 3  # strokes: so that both curves are seen where they lie on each other
NAME, SHARE = 2.55, 1.5  # units: a model's name, a column of shares
BALLOON, ROW = 0.68, 0.84  # heights of a balloon and of a model's line
HEAD = 0.66  # height of the columns' headings
LARGEST = 30  # pixels
LAST, ALIKE = 5, 0.1  # records at the end, and nats between their means that the broad curve covers


@dataclass(frozen=True)
class Model:
    """One of the two: its name, how its curve is drawn, its losses, what it writes, how often that is right."""

    name: str
    role: str
    stroke: float
    loss: Tensor
    written: tuple[str, ...]
    forced: Tensor
    alone: Tensor


class Lie:
    """The picture's parts: a plot above, below it one line for each model.

    Args:
        trace: with the records ``no_mask`` and ``learning``, and the sentence's scope ``ablated.no_mask``.
        theme: colours and sizes.
        region: where to stand.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        self.theme, self.region = theme, region
        self.record, whole = trace.scope(RECORD), trace.scope(WHOLE)
        self.models = (
            Model(
                "with the mask",
                "quiet",
                BROAD,
                whole["loss"],
                trace.target,
                self.record["forced_exact.whole"],
                self.record["exact.whole"],
            ),
            Model(
                "without it",
                "ink",
                FINE,
                self.record["loss"],
                trace.words["ablated.no_mask.target"],
                self.record["forced_exact"],
                self.record["exact"],
            ),
        )
        table = 2 * ROW + HEAD
        self.above = Region(region.left, region.right, region.bottom + table + 0.05, region.top)
        self.lines = [region.bottom + ROW * (1 - place) + ROW / 2 for place in range(2)]
        self.shares_left = region.right - 2 * SHARE
        self.plot = self._plot(whole["step"])

    # -- the plot ---------------------------------------------------------------------------------------------

    def curve_names(self) -> VGroup:
        """A piece of each curve with its model's name, inside the plot at its upper right."""
        left, top = self.above.left + 0.6 * self.above.width, self.above.top - 0.35
        return VGroup(*(self._named(model, left, top - 0.5 * place) for place, model in enumerate(self.models)))

    def verdict(self) -> Words:
        """What the plot shows, where the curves' names were."""
        words = Words("the same training loss", self.theme, size=36, weight="MEDIUM")
        return words.on_baseline(self.above.left + 0.55 * self.above.width, self.above.top - 0.8, align=0.5)

    def _plot(self, steps: Tensor) -> Plot:
        highest = max(float(model.loss.values.max()) for model in self.models)
        last = int(steps.values.max())
        plot = Plot(
            self.theme,
            x=(0, last),
            y=(0.0, 1.05 * highest),
            width=self.above.width - 1.3,
            height=self.above.height - 0.8,
            x_name="training step",
            y_name="training loss",
            x_marks=tuple(last * quarter // 4 for quarter in range(5)),
            y_marks=tuple(range(0, int(highest) + 1, 2)),
        )
        for model in self.models:
            plot.draw(model.name, steps, model.loss, role=model.role, stroke_width=model.stroke)
        self.above.place(plot, 0.5, 1.0)
        return plot

    def _named(self, model: Model, left: float, y: float) -> VGroup:
        piece = Line([left, y, 0], [left + 0.7, y, 0], stroke_width=model.stroke, color=self.theme.role(model.role))
        name = Words(model.name, self.theme, size=self.theme.sizes.note)
        return VGroup(piece, name.on_baseline(left + 0.9, y - 0.09))

    # -- the lines below --------------------------------------------------------------------------------------

    def heads(self) -> tuple[VGroup, VGroup, VGroup]:
        """What stands in the columns: what is written alone, and the two shares of sentences that are right."""
        y = self.lines[0] + ROW / 2
        writes = Words("writes on its own", self.theme, size=self.theme.sizes.note, role="quiet")
        writes.on_baseline(self.region.left + NAME + 0.2, y + 0.1)
        return (
            VGroup(writes),
            self._head(("right with the", "answers in view"), 0, y),
            self._head(("right", "on its own"), 1, y),
        )

    def name(self, place: int) -> VGroup:
        """A model's name with a piece of its curve."""
        return self._named(self.models[place], self.region.left, self.lines[place])

    def balloon(self, place: int) -> VGroup:
        """What a model writes of the film's sentence, as speech."""
        left, right = self.region.left + NAME + 0.2, self.shares_left - 0.15
        words = self._written(self.models[place].written, right - left - 0.5)
        y = self.lines[place]
        width, middle = words.width + 0.5, left + 0.25
        words.shift([middle - words.get_left()[0], y - 0.1, 0])
        body = RoundedRectangle(corner_radius=0.2, width=width, height=BALLOON).move_to([left + width / 2, y, 0])
        tail = Polygon([left + 0.1, y + 0.14, 0], [left - 0.22, y - 0.04, 0], [left + 0.1, y - 0.14, 0])
        shape = Union(body, tail, stroke_width=2, stroke_color=self.theme.role("quiet"))
        shape.set_fill(self.theme.panel, opacity=1.0)
        return VGroup(shape, words)

    def forced(self, place: int) -> NumberText:
        """The share of sentences right when the reference is read."""
        return self._share(self.models[place].forced, 0, place)

    def alone(self, place: int) -> NumberText:
        """The share of sentences right when the model reads its own words."""
        return self._share(self.models[place].alone, 1, place)

    def _head(self, lines: tuple[str, str], column: int, y: float) -> VGroup:
        x = self.shares_left + (column + 0.5) * SHARE
        size = self.theme.sizes.small
        words = [Words(line, self.theme, size=size, role="quiet") for line in lines]
        return VGroup(*(word.on_baseline(x, y + 0.1 + 0.26 * (1 - i), align=0.5) for i, word in enumerate(words)))

    def _share(self, value: Tensor, column: int, place: int) -> NumberText:
        number = NumberText(Measured(value), self.theme, spec=".0%", size=38, weight="MEDIUM")
        return number.on_baseline(self.shares_left + (column + 0.5) * SHARE, self.lines[place] - 0.13, align=0.5)

    def _written(self, words: Sequence[str], width: float) -> VGroup:
        size = float(LARGEST)
        while True:
            row = VGroup()
            x = 0.0
            for word in words:
                label = Words(word, self.theme, size=size, role="quiet" if word == END else "ink")
                row.add(label.on_baseline(x, 0.0))
                x += label.width + pixels(size) * (0.07 if word.endswith("'") else 0.36)
            if row.width <= width or size <= self.theme.sizes.small:
                return row
            size -= 1


def fails_only_at_the_end(trace: Trace) -> bool:
    """Whether all mistakes, the right words read, are in the last row, which has no next column to look at."""
    wrong = trace.scope(RECORD)["forced_wrong"].values
    return bool(wrong[0] > 0 and not wrong[1:].any())


def looks_as_good(trace: Trace) -> bool:
    """Whether both training losses fall, and end so near to each other that their curves lie on each other."""
    losses = [trace.scope(record)["loss"].values.astype(float) for record in (RECORD, WHOLE)]
    ends = [float(loss[-LAST:].mean()) for loss in losses]
    falls = all(end < loss[0] for end, loss in zip(ends, losses, strict=True))
    return falls and abs(ends[0] - ends[1]) < ALIKE


__all__ = ["Lie", "fails_only_at_the_end", "looks_as_good"]
