"""What the recorded beam search kept at each step: the winner's beginning and the best beside it, each in its lane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from manim import VGroup

from model.trace import END, Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, across, claim_shapes
from scenes.kit.theme import Theme

LEFT, RIGHT = 100, 1820  # pixels: words and bars begin, scores end
LANES = (340, 640)  # pixels from the top to the baselines of two beginnings
BELOW, HIGH = 74, 64  # pixels: from the words down to the middle of their bar, and its height


@dataclass(frozen=True)
class Node:
    """A beginning that the search kept: its words, a token of the trace's list, and the sum of its ln p."""

    text: str
    score: Tensor

    @property
    def words(self) -> tuple[str, ...]:
        """Its words."""
        return tuple(self.text.split())


@dataclass(frozen=True)
class Page:
    """One step of the search: the winner's beginning, and the likeliest of the others that it kept."""

    best: Node
    rival: Node | None


def nodes_of(trace: Trace) -> tuple[tuple[int, Node], ...]:
    """All kept branches with their steps, in the order in which they were looked at."""
    scores, kept = trace["search/beam.branches.score"], trace["search/beam.branches.kept"]
    steps, texts = trace["search/beam.branches.step"].values, trace.words["search.beam.branches"]
    return tuple((int(steps[i]), Node(texts[i], scores[i])) for i in range(len(texts)) if kept.values[i])


def pages_of(trace: Trace) -> tuple[Page, ...]:
    """The steps of the search up to the winner's last word before the end mark."""
    best = tuple(trace.words["search.beam"])
    pages = []
    for step in range(len(best) - (best[-1] == END)):
        here = [node for at, node in nodes_of(trace) if at == step]
        winner = next(node for node in here if node.words == best[: step + 1])
        others = [node for node in here if node is not winner and node.words[-1] != END]
        pages.append(Page(winner, max(others, key=lambda node: node.score.item(), default=None)))
    return tuple(pages)


def agrees(trace: Trace) -> bool:
    """Whether the beam ended with the sentence that greedy decoding writes."""
    return trace.words["search.beam"] == trace.words["search.greedy"]


class Lane(VGroup):
    """A beginning: its words, below them its probability as a bar on a scale from 0 to 1, and the sum of its ln p.

    Args:
        node: the beginning.
        lane: 0 for the upper one, 1 for the lower one.
        theme, role, size: colours, and the type of the words in pixels.

    Attributes:
        words, bar, score: its parts.
    """

    def __init__(self, node: Node, lane: int, theme: Theme, *, role: str, size: float) -> None:
        super().__init__()
        self.chance = float(np.exp(node.score.item()))
        base, middle = at(0, LANES[lane])[1], at(0, LANES[lane] + BELOW)[1]
        self.words = Words(node.text, theme, size=size, weight="MEDIUM").on_baseline(at(LEFT, 0)[0], base)
        self.box = Box(pixels(RIGHT - LEFT), pixels(HIGH)).move_to([at((LEFT + RIGHT) / 2, 0)[0], middle, 0])
        left, right, low, high = self.box.edges
        self.bar = Cell(left, left + self.chance * (right - left), low, high, theme.fill(role))
        number = NumberText(Measured(node.score), theme, spec=".2f", size=theme.sizes.point, weight="SEMIBOLD")
        number.on_baseline(right, base, align=1.0)
        name = Symbol(r"\ln p", theme, "quiet", size=44)
        name.move_to([number.get_left()[0] - pixels(30) - name.width / 2, number.get_center()[1], 0])
        self.score = VGroup(name, number)
        self.add(self.box, self.words, self.bar, self.score)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """The bar is as long as its beginning is likely."""
        yield Lengths((self.bar,), Scale(across(self.box), 0.0, 1.0), np.array([self.chance]), np.zeros(1))

    def hand_over(self, other: Lane) -> None:
        """Take the probability of ``other``, whose shape this lane now has."""
        self.chance = other.chance
