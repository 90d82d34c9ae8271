"""The recorded sizes of gradients at every word, on a logarithmic scale under the words that they belong to."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, VGroup
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.intro.parts.relay_chain import Chain
from scenes.kit.claims import Computed, Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Curve, Plot
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

KINDS = ("rnn", "lstm", "transformer")
NAMES = {"rnn": "plain recurrent", "lstm": "LSTM", "transformer": "Transformer"}
STYLES = {"rnn": ("ink", 4.0), "lstm": ("quiet", 4.0), "transformer": ("focus", 7.0)}


def last_over_first(sizes: NDArray[np.float64]) -> float:
    """How many times the size at the last word is that at the first."""
    return float(sizes[-1] / sizes[0])


def smallest(sizes: NDArray[np.float64]) -> float:
    """The smallest of the sizes."""
    return float(sizes.min())


def largest(sizes: NDArray[np.float64]) -> float:
    """The largest of the sizes."""
    return float(sizes.max())


def most_over_least(sizes: NDArray[np.float64]) -> float:
    """How many times the smallest of the sizes the largest is."""
    return largest(sizes) / smallest(sizes)


def powers_around(tensors: Sequence[Tensor]) -> tuple[float, float]:
    """The powers of ten below the smallest entry and above the largest."""
    low = min(smallest(tensor.values) for tensor in tensors)
    high = max(largest(tensor.values) for tensor in tensors)
    return 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))


class Fading:
    """A plot whose columns stand below the words of a chain.

    Attributes:
        plot: the axes; before, after: a curve each kind, drawn from the last word to the first, unseen at first;
        names: of the curves before training; note: what is measured; ledger: what training made of the relays.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region, chain: Chain) -> None:
        self.trace, self.theme, self.record = trace, theme, trace.scope("experiments/relay")
        count = len(chain.texts)
        sizes = [self.sizes(kind) for kind in KINDS] + [self.sizes(kind, "after") for kind in KINDS[:2]]
        self.plot = Plot(
            theme,
            x=(-0.5, count - 0.5),
            y=powers_around(sizes),
            width=chain.pitch * count,
            height=region.height - 0.12,
            x_marks=(),
            y_log=True,
            y_name="size of the gradient",
        )
        corner = self.plot.point(-0.5, self.plot.y_axis.low)
        self.plot.shift([chain.region.left - corner[0], region.bottom + 0.05 - corner[1], 0])
        self.places = np.arange(count, dtype=float)[::-1]
        self.before = {kind: self._curve(kind, "before") for kind in KINDS}
        self.after = {kind: self._curve(kind, "after") for kind in KINDS[:2]}
        self.names = {kind: self._name(kind) for kind in KINDS}
        self.note, self.ledger = self._note(), self._ledger()

    def sizes(self, kind: str, moment: str = "before") -> Tensor:
        """The size of the gradient in every word's vector, mean over the sentences."""
        return self.record[f"{kind}.{moment}.d_input"]

    def claim(self, rule: str, kind: str, moment: str = "before") -> Computed:
        """What is said of a curve, before training or after."""
        rules = {"ratio": last_over_first, "spread": most_over_least}
        return Computed(rules[rule].__name__.replace("_", " "), rules[rule], (self.sizes(kind, moment),))

    def exact(self, kind: str) -> Measured:
        """The share of sentences that the trained network translates word for word."""
        return Measured(self.record[f"{kind}.exact"])

    def _curve(self, kind: str, moment: str) -> Curve:
        role, width = STYLES[kind]
        name = f"{kind} {moment}"
        line = self.plot.draw(name, self.places, self.sizes(kind, moment)[::-1], role=role, stroke_width=width)
        self.plot.curve_group.remove(line)
        return self.plot.curves[name]

    def _name(self, kind: str) -> Words:
        """Beside the left part of its curve: below that of the plain network, above the others."""
        name = Words(NAMES[kind], self.theme, size=self.theme.sizes.label, role=STYLES[kind][0], weight="MEDIUM")
        at = 3 if kind == "rnn" else 1
        x, y, _ = self.plot.point(at, float(self.sizes(kind).values[at]))
        if kind == "rnn":
            return name.move_to([x + pixels(26), y - pixels(26), 0], aligned_edge=LEFT)
        return name.move_to([x, y + pixels(40), 0], aligned_edge=LEFT if kind == "transformer" else DOWN)

    def _note(self) -> VGroup:
        """Of how many sentences the plot is the mean."""
        parts = [
            Words("mean of", self.theme, size=self.theme.sizes.small, role="quiet"),
            NumberText(Measured(self.record["sentences"]), self.theme, spec=".0f", size=22, role="quiet"),
            Words("unseen sentences of this length", self.theme, size=self.theme.sizes.small, role="quiet"),
        ]
        note = on_one_baseline(parts, gap=pixels(9))
        right = self.plot.x_axis.line.get_end()
        return note.move_to(right + np.array([-0.1, 0.3, 0]), aligned_edge=-LEFT)

    def _ledger(self) -> VGroup:
        """Sentences with every word right after training, where the curves have been."""
        heads = ("every word right, after training,", "of unseen sentences of every length")
        rows = VGroup(
            VGroup(*(Words(head, self.theme, size=self.theme.sizes.note, role="quiet") for head in heads)).arrange(
                DOWN, buff=0.1, aligned_edge=LEFT
            )
        )
        for kind in KINDS[:2]:
            share = NumberText(self.exact(kind), self.theme, spec=".0%", size=44, weight="MEDIUM")
            name = Words(NAMES[kind], self.theme, role=STYLES[kind][0])
            rows.add(on_one_baseline([name, share], gap=pixels(24)))
        rows.arrange(DOWN, buff=0.28, aligned_edge=LEFT)
        return rows.move_to(self.plot.point((len(self.places) - 1) / 2, 1e-4))
