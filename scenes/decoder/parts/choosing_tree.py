"""A beam search as a tree over an axis of log probabilities: what was kept, what was dropped, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from manim import UP, Dot, Line, VGroup

from model.trace import END, Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.axis import Axis
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Encoding, Points, Scale, along
from scenes.kit.theme import Theme

LEFT_ROOM, RIGHT_ROOM = 1.0, 1.0  # units for the axis, and for the last numbers
ABOVE, BELOW = 0.85, 0.55  # units for words and scores above the winner and below the others
NEAR, FAR = 0.16, 0.48  # units from a dot to the two lines of type beside it
SMALL = 22


@dataclass(frozen=True)
class Node:
    """A beginning that the search looked at: its words, the sum of its ln p, and whether the beam kept it."""

    words: tuple[str, ...]
    score: Tensor
    kept: bool

    @property
    def step(self) -> int:
        """The place of its last word."""
        return len(self.words) - 1


def nodes_of(trace: Trace) -> tuple[Node, ...]:
    """All branches of the recorded beam search, step by step."""
    scores, kept = trace["search/beam.branches.score"], trace["search/beam.branches.kept"]
    texts = trace.words["search.beam.branches"]
    return tuple(Node(tuple(text.split()), scores[i], bool(kept.values[i])) for i, text in enumerate(texts))


def winner(trace: Trace) -> tuple[Node, ...]:
    """The beginnings of the translation that the search chose, one a step."""
    best = trace.words["search.beam"]
    by_words = {node.words: node for node in nodes_of(trace)}
    return tuple(by_words[best[: step + 1]] for step in range(len(best)))


def rivals(trace: Trace) -> tuple[Node, ...]:
    """What the beam kept beside the winner."""
    best = {node.words for node in winner(trace)}
    return tuple(node for node in nodes_of(trace) if node.kept and node.words not in best)


class NodeDot(Dot):  # type: ignore[misc]
    """A dot as high as its beginning is likely."""

    def __init__(self, node: Node, across: Scale, up: Scale, point: np.ndarray, radius: float, role: str, theme: Theme):
        super().__init__(point, radius=radius, color=theme.role(role))
        self.node, self.across, self.up = node, across, up

    def encodings(self) -> Iterator[Encoding]:
        """Its middle stands for its step and its score."""
        yield Points(
            (self,), self.across, self.up, np.array([float(self.node.step)]), np.array([self.node.score.item()])
        )

    def hand_over(self, other: NodeDot) -> None:
        """Take the node of ``other``, whose shape this dot now has."""
        self.node, self.across, self.up = other.node, self.across.like(other.across), self.up.like(other.up)


class BeamTree(VGroup):
    """The tree: a column a step, as high as ln p of the beginning.

    Attributes:
        axis: of log probabilities; columns: an unseen line that the steps stand over.
        steps: for each step a group of its lines, dots, words and numbers, kept ones and dropped ones.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme = theme
        self.best, self.others = winner(trace), rivals(trace)
        self.low = float(np.floor(min(node.score.item() for node in (*self.best, *self.others)) - 0.5))
        height = region.height - ABOVE - BELOW
        self.axis = Axis(self.low, 0.0, height, theme, direction="up", spec=".0f")
        self.axis.shift([region.left + LEFT_ROOM - 0.25, region.bottom + BELOW, 0])
        count = 1 + max(node.step for node in (*self.best, *self.others))
        ends = [[region.left + LEFT_ROOM + 0.25, region.bottom, 0], [region.right - RIGHT_ROOM, region.bottom, 0]]
        self.columns = Line(*ends, stroke_width=0, stroke_opacity=0.0)
        self.pitch = self.columns.get_length() / max(count - 1, 1)
        self.name = Symbol(r"\ln p", theme, "quiet", size=26)
        self.name.next_to(self.axis.line.get_end(), UP, buff=0.14)
        self.scores: dict[tuple[str, ...], NumberText] = {}
        self.taken: dict[bool, list[Words]] = {True: [], False: []}
        self.far = {True: False, False: False}
        self.steps = [self._step(step) for step in range(count)]
        self.add(self.columns, self.axis, self.name, *self.steps)

    @property
    def runner_up(self) -> Node:
        """The likeliest of the others that were whole, or still there when the search ended."""
        last = max(node.step for node in self.others)
        left = [node for node in self.others if node.words[-1] == END or node.step == last]
        return max(left, key=lambda node: node.score.item())

    def point(self, node: Node) -> np.ndarray:
        """Where a beginning stands."""
        return np.array([self.columns.get_start()[0] + node.step * self.pitch, self.axis.at(node.score.item())[1], 0.0])

    def _step(self, step: int) -> VGroup:
        group = VGroup()
        for node in self.others:
            if node.step == step:
                group.add(
                    self._edge(node, 2.5, "quiet"), self._dot(node, pixels(7), "quiet"), *self._labels(node, False)
                )
        if step < len(self.best):
            node = self.best[step]
            group.add(self._edge(node, 5.0, "ink"), self._dot(node, pixels(9), "ink"), *self._labels(node, True))
        return group

    def _parent(self, node: Node) -> np.ndarray:
        if not node.step:
            return np.array([self.axis.line.get_end()[0], self.axis.at(0.0)[1], 0.0])
        every = {known.words: known for known in (*self.best, *self.others)}
        return self.point(every[node.words[:-1]])

    def _edge(self, node: Node, width: float, role: str) -> Line:
        return Line(self._parent(node), self.point(node), stroke_width=width, color=self.theme.role(role))

    def _dot(self, node: Node, radius: float, role: str) -> NodeDot:
        across = Scale(along(self.columns), 0.0, self.pitch / self.columns.get_length())
        return NodeDot(node, across, self.axis.value_scale, self.point(node), radius, role, self.theme)

    def _labels(self, node: Node, best: bool) -> list[Words | NumberText]:
        """Word and score above the winner's dot, below a rival's; a word that would touch the last stands off."""
        role, side = ("ink", 1.0) if best else ("quiet", -1.0)
        x, y, _ = self.point(node)
        size = float(np.clip(self.pitch * 28, SMALL, 26)) if best else SMALL
        word = Words(node.words[-1], self.theme, size=size, role=role).on_baseline(x, 0.0, align=0.5)
        before = self.taken[best][-1:]
        far = bool(before) and before[0].get_right()[0] + 0.1 > word.get_left()[0] and not self.far[best]
        self.far[best] = far
        self.taken[best].append(word)
        drop = pixels(size) if not best else 0.0
        word.shift([0, y + side * (FAR if far else NEAR) - drop, 0])
        if not best and not self._ends(node):
            return [word]
        number = NumberText(Measured(node.score), self.theme, size=SMALL, role=role)
        number.on_baseline(x, y + side * (NEAR if far else FAR) - drop, align=0.5)
        self.scores[node.words] = number
        return [word, number]

    def _ends(self, node: Node) -> bool:
        """Whether no other beginning that was kept goes on from this one."""
        return not any(other.words[:-1] == node.words for other in self.others)
