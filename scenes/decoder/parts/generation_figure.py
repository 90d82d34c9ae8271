"""The paper's figure of the model, upright: encoder at the left, decoder at the right, every block with its live row.

After Vaswani et al. 2017, figure 1. Beside each block stands what leaves it for one word of each side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import RoundedRectangle, VGroup

from model.trace import START, Tensor, Trace
from scenes.decoder.parts.generation_next_word import SHOWN, choice
from scenes.kit.claims import Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.anatomy import Half, halves
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.wires import tip, wire
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

TALL, SLIM, GAP = 0.46, 0.28, 0.13  # heights of a part, of an add & norm, and between blocks
WIDTH, STRIP, AWAY = 2.08, 1.75, 0.34  # of a block and of a strip; from block to strip: room for the residual wire
CORRIDOR = 0.7  # between the halves
PAD, HEAD = 0.1, 0.34  # of a ground, and its heading
BARS = 0.55  # from a strip to the words of the bars
LINE = 0.3  # from one line of a sentence to the next
NAMES = {
    "input": "embedding + position",
    "self_attn": "self-attention",
    "masked": "masked self-attention",
    "cross_attn": "cross-attention",
    "ffn": "feed-forward",
    "logits": "linear + softmax",
}
LEAVES = {"input": "", "self_attn": ".output", "cross_attn": ".output", "ffn": ".output"}


@dataclass(frozen=True)
class Moment:
    """A step of the decoder and the English word that it answers to, both as rows."""

    step: int
    source: int


def moment(trace: Trace, step: int) -> Moment:
    """What a step answers to by the grammar; the end mark answers to the end mark."""
    alignment = trace.facts["alignment"]
    return Moment(step, int(alignment[step][1]) if step < len(alignment) else len(trace.source) - 1)


class Figure:
    """The parts of the figure.

    Args:
        trace, theme: whose sentence, which colours.
        stage: where to stand.

    Attributes:
        blocks: boxes with their names, by address; grounds, wires, memory: what joins them.
        english, french: the sentences below, the French one with the start mark before it.
    """

    def __init__(self, trace: Trace, theme: Theme, stage: Region) -> None:
        self.trace, self.theme, self.stage = trace, theme, stage
        self.encoder, self.decoder = halves(trace)
        self.left = stage.left + 0.1 + STRIP + AWAY + WIDTH / 2
        self.right = self.left + WIDTH + CORRIDOR + 2 * PAD
        self.foot = stage.bottom + 2 * LINE + 0.22
        self.tall = self._fitting_height()
        self.blocks: dict[str, VGroup] = {}
        self.grounds = VGroup()
        self.wires = VGroup()
        for half, x in ((self.encoder, self.left), (self.decoder, self.right)):
            self._half(half, x)
        self.memory = VGroup(*self._memory())
        self.english = self._sentence(trace.source, stage.left + 0.1, self.left + WIDTH / 2 + 0.35)
        self.french = self._sentence((START, *trace.target), self.right - WIDTH / 2, stage.right - 1.1)

    def drawn(self) -> VGroup:
        """The figure without anything live."""
        return VGroup(self.grounds, self.wires, self.memory, VGroup(*self.blocks.values()))

    def outlet(self) -> VGroup:
        """From the softmax to the bars."""
        x, y = self.right + WIDTH / 2, self.blocks["decoder.logits"].get_center()[1]
        return wire([[x, y], [x + AWAY + STRIP, y]], self.theme.role("quiet"))

    def legend(self) -> VGroup:
        """What the strips' colours say, in the room below the bars."""
        x = self.right + WIDTH / 2 + AWAY + STRIP + BARS - 0.1
        top = self.blocks["decoder.logits"].get_top()[1] - SHOWN * 0.44 - 0.75
        size, group = self.theme.sizes.small, VGroup()
        for place, (role, text) in enumerate((("ink", "the word’s row"), ("output", "what a part adds to it"))):
            y = top - 0.36 * place
            mark = Cell(x, x + 0.22, y - 0.02, y + 0.16, self.theme.role(role))
            group.add(mark, Words(text, self.theme, size=size, role="quiet").on_baseline(x + 0.36, y))
        note = Words("each strip on its own scale", self.theme, size=size, role="quiet")
        return group.add(note.on_baseline(x, top - 0.36 * 2))

    # -- what is live -----------------------------------------------------------------------------------------

    def encoder_rows(self, source: int) -> VGroup:
        """What leaves each block of the encoder for one word."""
        return VGroup(*(strip for name in self.encoder.blocks if (strip := self._strip(name, source, -1)) is not None))

    def decoder_rows(self, step: int) -> VGroup:
        """What leaves each block of the decoder at one step."""
        return VGroup(*(strip for name in self.decoder.blocks if (strip := self._strip(name, step, 1)) is not None))

    def bars(self, step: int) -> BarChart:
        """The likeliest words of a step, beside the softmax."""
        found, known = choice(self.trace, step), self.trace.words["target_vocabulary"]
        probabilities = self.trace["main/decoder.probabilities"][step]
        size = self.theme.sizes.note
        longest = max(Words(known[place], self.theme, size=size).width for place in found.places)
        left = self.right + WIDTH / 2 + AWAY + STRIP + BARS + longest
        chart = BarChart(
            [known[place] for place in found.places],
            [Measured(probabilities[place]) for place in found.places],
            self.theme,
            limit=1.0,
            length=self.stage.right - left - 0.95,
            thickness=0.28,
            gap=0.16,
            spec=".1%",
            size=size,
        )
        top = self.blocks["decoder.logits"].get_top()[1]
        return chart.shift([left - chart.axis.get_center()[0], top - chart.axis.get_top()[1], 0])

    def again(self, step: int) -> VGroup:
        """From the bars back down to where the written word is read next: a dashed wire with a tip."""
        x = self.stage.right - 0.5
        top = self.blocks["decoder.logits"].get_top()[1] - SHOWN * 0.44 - 0.1
        written = self.french[step + 1]
        y = written.baseline + 0.1
        corners = [[x, top], [x, y], [float(written.get_right()[0]) + 0.16, y]]
        colour = self.theme.role("quiet")
        return VGroup(wire(corners, colour, dashed=True)[1], tip(corners, colour))

    def notes(self, now: Moment) -> VGroup:
        """Whose rows the strips are, above them, and how they are drawn."""
        texts = ((self.trace.source[now.source], -1), (self.trace.words["main.decoder_rows"][now.step], 1))
        group = VGroup()
        for (text, side), half in zip(texts, (self.encoder, self.decoder), strict=True):
            x = (self.left if side < 0 else self.right) + side * (WIDTH / 2 + AWAY + STRIP / 2)
            top = self.blocks[half.blocks[-1]].get_top()[1]
            words = Words(f"row of “{text}”", self.theme, size=self.theme.sizes.note, role="quiet")
            group.add(words.on_baseline(x, top + 0.18, align=0.5))
        return group

    def _strip(self, name: str, row: int, side: int) -> VectorStrip | None:
        tensor = self._leaving(name)
        if tensor is None:
            return None
        box = self.blocks[name][0]
        role = "ink" if name.endswith("input") or "norm" in name else "output"
        high = box.height * (1.0 if "norm" not in name else 1.3)
        strip = VectorStrip(tensor[row], self.theme, role, length=STRIP, height=high)
        x = box.get_center()[0] + side * (WIDTH / 2 + AWAY + STRIP / 2)
        return strip.shift([x, box.get_center()[1], 0])

    def _leaving(self, name: str) -> Tensor | None:
        """The tensor that leaves a block; none for the softmax, whose bars are drawn."""
        kind = name.rsplit(".", 1)[1]
        if kind == "logits":
            return None
        return self.trace[f"main/{name}{LEAVES.get(kind, '.output')}"]

    # -- how it is laid out -----------------------------------------------------------------------------------

    def _fitting_height(self) -> float:
        """The height of a part with which the taller half fills the stage."""
        room = self.stage.top - self.foot - 2 * PAD - HEAD
        fitting = []
        for half in (self.encoder, self.decoder):
            slim = sum("norm" in name for name in half.blocks)
            count = len(half.blocks)
            fitting.append((room - slim * SLIM - (count - 1) * GAP) / (count - slim))
        return min(TALL, *fitting)

    def _half(self, half: Half, x: float) -> None:
        y = self.foot + PAD
        for name in half.blocks:
            high = SLIM if "norm" in name else self.tall
            self.blocks[name] = self._block(name, x, y + high / 2, high)
            y += high + GAP
        top = y - GAP + PAD + HEAD
        ground = RoundedRectangle(corner_radius=0.15, width=WIDTH + 2 * PAD, height=top - self.foot, stroke_width=0)
        ground.set_fill(self.theme.role(half.name), opacity=1.0).move_to([x, (self.foot + top) / 2, 0])
        heading = Words(half.name, self.theme, size=self.theme.sizes.note, weight="MEDIUM")
        self.grounds.add(VGroup(ground, heading.on_baseline(x, top - HEAD + 0.06, align=0.5)))
        self._flow(half, x, -1 if half.name == "encoder" else 1)

    def _flow(self, half: Half, x: float, side: int) -> None:
        """The wires into each block from below, and the residual ones at the strips' side."""
        colour = self.theme.role("quiet")
        low = [[x, self.foot - 0.2], [x, self._bottom(half.blocks[0])]]
        self.wires.add(wire(low, colour))
        for before, name in zip(half.blocks, half.blocks[1:], strict=False):
            self.wires.add(wire([[x, self._top(before)], [x, self._bottom(name)]], colour))
        for layer in half.layers:
            for part, norm in zip(layer[::2], layer[1::2], strict=True):
                fork = self._bottom(part) - GAP * 0.55
                edge = x + side * WIDTH / 2
                lane, level = edge + side * 0.2, self.blocks[norm].get_center()[1]
                self.wires.add(wire([[x, fork], [lane, fork], [lane, level], [edge, level]], colour))

    def _memory(self) -> list[VGroup]:
        """From the encoder's end over to every cross-attention."""
        ink = self.theme.role("ink")
        last = self.encoder.blocks[-1]
        start = [self.left + WIDTH / 2, self.blocks[last].get_center()[1]]
        middle = self.left + WIDTH / 2 + PAD + CORRIDOR / 2
        wires = []
        for name in self.decoder.blocks:
            if name.endswith("cross_attn"):
                level = self.blocks[name].get_center()[1]
                end = [self.right - WIDTH / 2, level]
                wires.append(wire([start, [middle, start[1]], [middle, level], end], ink))
        return wires

    def _block(self, name: str, x: float, y: float, high: float) -> VGroup:
        kind = name.rsplit(".", 1)[1]
        kind = "masked" if kind == "self_attn" and name.startswith("decoder") else kind
        text = "add & norm" if kind.startswith("norm") else NAMES[kind]
        box = RoundedRectangle(corner_radius=0.08, width=WIDTH, height=high, stroke_width=1.5)
        box.set_stroke(self.theme.role("quiet")).set_fill(self.theme.ground, opacity=1.0).move_to([x, y, 0])
        words = Words(text, self.theme, size=self.theme.sizes.small)
        return VGroup(box, words.on_baseline(x, y - pixels(self.theme.sizes.small) * 0.35, align=0.5))

    def _sentence(self, texts: tuple[str, ...], left: float, right: float) -> VGroup:
        """Words on at most two lines below the figure, larger where there is room."""
        size, gap = 30, 0.16
        while True:
            words = [Words(text, self.theme, size=size) for text in texts]
            lines: list[list[Words]] = [[]]
            x = left
            for word in words:
                if x + word.width > right and lines[-1]:
                    lines.append([])
                    x = left
                lines[-1].append(word.on_baseline(x, 0.0))
                x += word.width + gap
            if len(lines) <= 2 or size <= self.theme.sizes.small:
                break
            size -= 1
        for place, line in enumerate(lines):
            for word in line:
                word.shift(np.array([0.0, self.stage.bottom + 0.1 + LINE * (1 - place) * 1.1, 0.0]))
        return VGroup(*words)

    def _top(self, name: str) -> float:
        return float(self.blocks[name][0].get_top()[1])

    def _bottom(self, name: str) -> float:
        return float(self.blocks[name][0].get_bottom()[1])
