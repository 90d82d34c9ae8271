"""Three silhouettes of the model side by side: encoder only, decoder only, both; what each learns, and what it is for.

The silhouettes are cut from the block diagram of the map. The sentences below them are schematic: which words a model
of that kind may read when it names a missing one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from manim import (
    LEFT,
    Animation,
    CubicBezier,
    FadeIn,
    FadeOut,
    ManimColor,
    Mobject,
    RoundedRectangle,
    Transform,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from model.trace import Trace
from scenes.kit.choose import places_of
from scenes.kit.claims import Cited, Claim, Computed
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.diagram import BlockDiagram
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.wires import path_through
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

GUTTER = 1.75  # units at the left for the names of the rows
ROWS = (0.42, 1.62, 1.42, 0.4, 0.42, 0.86)  # heading, silhouette, schematic, pre-training, fine-tuning, example
WORD = 26  # pixels
TALL = 1.2  # silhouettes are stretched upright a little
ARC = 0.2  # units above the words, and as much again for each word between
GHOST = 2.0


@dataclass(frozen=True)
class Kind:
    """A kind of model: which halves it keeps, and what is known of one of its best known members."""

    name: str
    halves: tuple[str, ...]
    learns: str
    serves: str
    example: str
    number: Cited | None
    year: Cited
    size: Cited
    unit: str


BERT, GPT, RAFFEL = "devlin2018", "brown2020", "raffel2020"
NAMED, FIVE = Cited(GPT, "number in the name"), Cited(RAFFEL, "number in the name")
KINDS = (
    Kind("encoder only", ("encoder",), "find a hidden word", "sort texts, find answers",
         "BERT", None, Cited(BERT, "year"), Cited(BERT, "million parameters large"), "million"),
    Kind("decoder only", ("decoder",), "name the next word", "follow instructions: ChatGPT",
         "GPT-", NAMED, Cited(GPT, "year"), Cited(GPT, "billion parameters"), "billion"),
    Kind("encoder and decoder", ("encoder", "decoder"), "restore what is missing", "translate, sum up, answer",
         "T", FIVE, Cited(RAFFEL, "year"), Cited(RAFFEL, "billion parameters"), "billion"),
)  # fmt: skip


class Silhouette(VGroup):
    """The blocks of a diagram without words, filled like those that the small map lights; parts can be cut away.

    Attributes:
        encoder, decoder, bridge, cross: its parts; ``cross`` are the blocks that only serve the bridge.
        closed: the wires over the places of ``cross``, not shown at first.
    """

    def __init__(self, diagram: BlockDiagram, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        served = crossing_blocks(diagram)
        self.encoder, self.decoder = (self._half(diagram, half, served) for half in ("encoder", "decoder"))
        self.slides, self.full = slides(diagram), diagram.ground("decoder").width
        self.names = [name for name in diagram.decoder.blocks if name not in served]
        self.cross = VGroup(*(self._box(diagram, name) for name in served))
        names = [name for name in diagram.wires if name.endswith(".memory")]
        self.bridge = VGroup(*(self._line(diagram.path(name)) for name in names))
        self.add(self.encoder, self.decoder, self.cross, self.bridge)

    def cut(self, halves: Sequence[str]) -> list[Animation]:
        """Leave only these halves; of a half that goes its outline stays, and the decoder closes up."""
        if len(halves) == 2:
            return []
        going: list[Mobject] = [self.bridge, self.cross]
        ghosts = []
        for name, half in (("encoder", self.encoder), ("decoder", self.decoder)):
            if name not in halves:
                going.append(half)
                ghost = half[0].copy().set_fill(opacity=0.0)
                ghosts.append(ghost.set_stroke(ManimColor(self.theme.role("quiet")), GHOST, opacity=0.45))
        self.remove(*going)
        self.add(*ghosts)
        moves = [*(FadeOut(part) for part in going), *(FadeIn(ghost) for ghost in ghosts)]
        return [*moves, Transform(self.decoder, self._closed())] if "decoder" in halves else moves

    def _closed(self) -> VGroup:
        """The decoder without the gaps that the cross-attention leaves, in the middle of where it was."""
        after = self.decoder.copy()
        ground, along, boxes = after
        scale = ground.width / self.full
        slides = [self.slides[name] * scale for name in self.names]
        for box, slide in zip(boxes, slides, strict=True):
            box.shift([-slide, 0, 0])
        for part in (ground, along):
            left = part.get_left()
            part.stretch_to_fit_width(part.width - slides[-1]).move_to(left, aligned_edge=LEFT)
        return after.shift([slides[-1] / 2, 0, 0])

    def _half(self, diagram: BlockDiagram, half: str, served: Sequence[str]) -> VGroup:
        """Ground, the wire along the blocks, blocks."""
        names = getattr(diagram, half).blocks
        first, last = (diagram.block(name)[0] for name in (names[0], names[-1]))
        along = path_through([first.get_center()[:2], last.get_center()[:2]])
        boxes = VGroup(*(self._box(diagram, name) for name in names if name not in served))
        return VGroup(diagram.ground(half).copy(), self._line(along), boxes)

    def _box(self, diagram: BlockDiagram, name: str) -> RoundedRectangle:
        slim = name.rsplit(".", 1)[1].startswith("norm")
        box = diagram.block(name)[0].copy()
        return box.set_fill(self.theme.role("quiet" if slim else "ink"), opacity=1.0).set_stroke(width=0, opacity=0)

    def _line(self, path: VMobject) -> VMobject:
        return path.copy().set_stroke(self.theme.role("quiet"), 2.0, opacity=1.0)


def crossing_blocks(diagram: BlockDiagram) -> list[str]:
    """The blocks that a decoder without a bridge does not have: cross-attention, and add & norm after it."""
    names = diagram.decoder.blocks
    places = [place for place, name in enumerate(names) if name.endswith("cross_attn")]
    return [names[place + step] for place in places for step in (0, 1)]


def slides(diagram: BlockDiagram) -> dict[str, float]:
    """How far left each block of the decoder moves when it closes up over what only serves the bridge."""
    gone, names = crossing_blocks(diagram), diagram.decoder.blocks
    found, gap = {}, 0.0
    for name, behind in zip(names, (*names[1:], ""), strict=True):
        found[name] = gap
        if name in gone:
            gap += float(diagram.block(behind)[0].get_left()[0] - diagram.block(name)[0].get_left()[0])
    return found


class Column:
    """What stands in one column of the family: heading, silhouette, schematic and lines of text."""

    def __init__(self, kind: Kind, trace: Trace, theme: Theme, cells: Sequence[Region], whole: Silhouette) -> None:
        self.kind, self.theme, self.cells = kind, theme, cells
        self.heading = self._line(0, [Words(kind.name, theme, size=30, weight="MEDIUM")])
        self.silhouette = whole.copy()
        self.silhouette.stretch(TALL, 1)
        cells[1].place(self.silhouette, 0.5, 0.5)
        self.task = Schematic(trace, theme, cells[2], kind.halves)
        self.learns = self._line(3, [Words(kind.learns, theme, size=WORD)])
        self.serves = self._line(4, [Words(kind.serves, theme, size=WORD)])

    def example(self) -> VGroup:
        """The name of a well known model, its year and its size."""
        theme, kind = self.theme, self.kind
        name: list[Words | VGroup] = [Words(kind.example, theme, size=28, weight="MEDIUM")]
        if kind.number is not None:
            name.append(NumberText(kind.number, theme, size=28, weight="MEDIUM"))
        upper = [
            on_one_baseline(name, gap=pixels(2)),
            NumberText(kind.year, theme, size=WORD, role="quiet"),
        ]
        lower = [NumberText(kind.size, theme, size=WORD), Words(f"{kind.unit} numbers", theme, size=WORD)]
        x, y = self.cells[5].center[0], self.cells[5].top
        upper[1].on_baseline(upper[0].width + pixels(14), 0.0)
        group = VGroup(VGroup(*upper), on_one_baseline(lower, gap=pixels(12)))
        for part, base in zip(group, (y - 0.28, y - 0.68), strict=True):
            part.shift([x - part.get_center()[0], base, 0])
        return group

    def _line(self, row: int, parts: list[Words | VGroup]) -> VGroup:
        group = on_one_baseline(parts, gap=pixels(10))
        cell = self.cells[row]
        return group.shift([cell.center[0] - group.get_center()[0], cell.center[1] - pixels(9), 0])


class Schematic(VGroup):
    """A piece of the sentence with a word missing, and arcs from the words that may be read to name it.

    Attributes:
        words: what is read; box: where the missing word belongs; answer: the word; arcs: from words to box.
    """

    def __init__(self, trace: Trace, theme: Theme, cell: Region, halves: Sequence[str]) -> None:
        super().__init__()
        self.theme, self.both = theme, len(halves) == 2
        hidden = places_of(trace, "noun")[0]
        most = hidden + 1 if halves == ("decoder",) else len(trace.source) - 1
        while True:
            row = self._row(trace.source[:most], hidden)
            if row.width <= cell.width or most <= hidden + 1:
                break
            most -= 1
        low = cell.bottom + (0.78 if self.both else 0.3)
        row.shift([cell.center[0] - row.get_center()[0], low, 0])
        gap = row[hidden]
        self.words = VGroup(*(word for place, word in enumerate(row) if place != hidden))
        if self.both:
            gap.shift([0, cell.bottom + 0.12 - low, 0])
        edges = (gap.get_left()[0], gap.get_right()[0], gap.baseline - pixels(6), gap.baseline + pixels(WORD * 0.8))
        self.box = outline_of(edges, theme.role("focus"), margin=pixels(6), width=2.5)
        self.answer = gap
        self.blank = VGroup()
        if self.both:
            self.blank = outline_of(edges, theme.role("quiet"), margin=pixels(6), width=1.5)
            self.blank.shift([0, low - cell.bottom - 0.12, 0])
        self.arcs = VGroup(*(self._arc(word) for word in self.words))
        self.add(self.words, self.blank, self.arcs, self.box)

    def _row(self, words: Sequence[str], hidden: int) -> VGroup:
        """Words on one baseline, from x = 0."""
        row, x = VGroup(), 0.0
        for place, word in enumerate(words):
            aside = pixels(9) if place == hidden else 0.0  # room for the box
            label = Words(word, self.theme, size=WORD).on_baseline(x + aside, 0.0)
            x += label.width + 2 * aside + pixels(12)
            row.add(label)
        return row

    def _arc(self, word: Words) -> CubicBezier:
        """From a word over the others to the box, or down to it."""
        style = {"stroke_width": 2.0, "stroke_color": self.theme.role("quiet")}
        x, goal = float(word.get_center()[0]), float(self.box.get_center()[0])
        if self.both:
            start = np.array([x, word.baseline - pixels(10), 0.0])
            end = np.array([goal + 0.12 * np.clip(x - goal, -2.0, 2.0), self.box.get_top()[1] + pixels(4), 0.0])
            bend = np.array([0.0, 0.5 * (end - start)[1], 0.0])
            return CubicBezier(start, start + bend, end - bend, end, **style)
        rise = np.array([0.0, ARC + 0.24 * abs(x - goal), 0.0])
        start = np.array([x, word.baseline + pixels(WORD * 0.9), 0.0])
        end = np.array([goal + 0.1 * np.clip(x - goal, -2.0, 2.0), self.box.get_top()[1] + pixels(4), 0.0])
        return CubicBezier(start, start + rise, end + rise, end, **style)


def read_in_training(batch: int, unit: float, steps: NDArray[np.float64], tokens: NDArray[np.float64]) -> float:
    """Steps x sentences a step x tokens of a translation, to two digits: its tokens are a mean over other sentences."""
    return float(f"{float(steps[-1] * batch * tokens):.1e}") / unit


def tokens_read(trace: Trace, unit: float = 1.0) -> Computed:
    """About how many French tokens the model read in training, in ones or another unit."""
    batch = int(trace.facts["experiments"]["training_run"]["settings"]["batch"])
    inputs = (trace["experiments/learning/step"], trace["experiments/cache/mean.with"])
    return Computed("tokens read in training", partial(read_in_training, batch, unit), inputs)


class Family:
    """The three columns and the names of their rows, in a region."""

    def __init__(self, trace: Trace, theme: Theme, stage: Region, whole: Silhouette) -> None:
        self.theme, self.stage = theme, stage
        gutter = Region(stage.left, stage.left + GUTTER, stage.bottom, stage.top)
        self.gutter = gutter.rows(*ROWS, gap=0.1)
        body = Region(stage.left + GUTTER, stage.right, stage.bottom, stage.top)
        columns = [column.rows(*ROWS, gap=0.1) for column in body.columns(1, 1, 1, gap=0.35)]
        self.columns = [Column(kind, trace, theme, cells, whole) for kind, cells in zip(KINDS, columns, strict=True)]

    def much_data(self, trace: Trace) -> tuple[VGroup, VGroup]:
        """How many tokens this model has read, and how many GPT-3; where later lines will stand."""
        low, high = self.gutter[5].bottom, self.gutter[4].top
        lines = Region(self.stage.left + GUTTER, self.stage.right, low, high).rows(1, 1.4, gap=0.1)
        claims: tuple[Claim, Claim] = (tokens_read(trace), Cited(GPT, "tokens"))
        groups = []
        for claim, text, about, region, size in zip(
            claims, ("tokens of French read here", "tokens read by GPT-"), ("≈ ", ""), lines, (32, 48), strict=True
        ):
            parts = [NumberText(claim, self.theme, spec=",.0f", size=size, weight="MEDIUM", prefix=about)]
            parts.append(Words(text, self.theme, size=28, role="quiet"))
            row = on_one_baseline(parts, gap=pixels(20))
            if claim is claims[1]:
                three = NumberText(NAMED, self.theme, size=28, role="quiet")
                row.add(three.on_baseline(row.get_right()[0] + pixels(2), 0.0))
            groups.append(row.shift([region.left - row.get_left()[0], region.center[1] - pixels(12), 0]))
        return groups[0], groups[1]

    def name(self, row: int, text: str) -> Words:
        """The name of a row, at its left."""
        cell = self.gutter[row]
        words = Words(text, self.theme, size=WORD, role="quiet")
        y = cell.top - 0.28 if row == len(ROWS) - 1 else cell.center[1] - pixels(9)
        return words.on_baseline(cell.left, y)


__all__ = ["FIVE", "KINDS", "NAMED", "Family", "Schematic", "Silhouette", "crossing_blocks", "tokens_read"]
