"""BlockDiagram: the whole encoder-decoder at stage size, drawn for this model's layers, with wires to travel along.

The encoder runs from left to right above, the decoder below; what the encoder found goes down to every
cross-attention. After Vaswani et al. 2017, figure 1.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from manim import AnimationGroup, ManimColor, RoundedRectangle, Transform, VGroup, VMobject

from model.trace import Trace
from scenes.kit.counts import Nth
from scenes.kit.layout import pixels
from scenes.kit.mobjects.anatomy import Half, halves
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.glyphs import glyph
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.wires import Corners, wire, with_opacity
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

HIGH = 1.02  # of a block, in units
SLIM = 0.38  # width of add & norm
GAP = 0.17  # between blocks: room for a wire and its tip
PAD = 0.13  # round the blocks of a layer
EDGE = 0.16  # round the layers of a half
LANE = 0.27  # beside the blocks: the residual wires
LABEL = 0.34  # at the other side: the layer's name
CORRIDOR = 0.62  # between encoder and decoder
LEAD = 0.42  # wires in and out
MARGIN = 0.06  # beside a block's words
ROOMY = 1.25  # units a share from which the words are larger
DIM, DIM_WORDS = 0.3, 0.6
TINT = 0.35  # of the film's ground, over a half's: a layer

KINDS: dict[str, tuple[tuple[str, ...], float]] = {  # words of a block, in pieces, and its share of the free width
    "input": (("embedding ", "+ position"), 1.06),
    "self_attn": (("self-", "attention"), 1.0),
    "masked": (("masked ", "self-", "attention"), 1.0),
    "cross_attn": (("cross-", "attention"), 1.0),
    "ffn": (("feed-", "forward"), 0.85),
    "logits": (("linear ", "+ softmax"), 1.02),
}


class BlockDiagram(VGroup):
    """The model as blocks and wires.

    Blocks are named as in the trace (``encoder.0.self_attn``, ``encoder.0.norm1``, ``decoder.logits`` ...). A wire
    bears the name of the block that it enters; besides there are ``source`` and ``target`` (into the inputs),
    ``output`` (out of the softmax), ``NAME.skip`` (the residual wire round a part, into ``NAME``, an add & norm),
    ``decoder.L.cross_attn.memory`` (from the encoder's end) and ``again`` (from the output back to the input).

    Args:
        trace: whose layers are drawn.
        width: units; blocks share what wires leave of it.
        again: whether to draw the dashed wire by which each new word comes back in.
        corridor: units between encoder and decoder.

    Example: ``d = BlockDiagram(trace, theme)``; ``scene.play(d.light("encoder.1.self_attn"))``;
    ``scene.play(MoveAlongPath(strip, d.path("decoder.0.cross_attn.memory")))``.
    """

    def __init__(
        self, trace: Trace, theme: Theme, *, width: float = 13.3, again: bool = True, corridor: float = CORRIDOR
    ) -> None:
        super().__init__()
        self.theme, self.corridor = theme, corridor
        self.encoder, self.decoder = halves(trace)
        firsts = (layer[0] for half in (self.encoder, self.decoder) for layer in half.layers)
        self.weights = {name: trace[f"main/{name}.weights"] for name in firsts}  # of the first block of each layer
        self.unit = min(_unit(half, width) for half in (self.encoder, self.decoder))
        self.size = theme.sizes.note if self.unit > ROOMY else theme.sizes.small
        self.blocks: dict[str, VGroup] = {}
        self.wires: dict[str, VGroup] = {}
        self.grounds: dict[str, RoundedRectangle] = {}
        self.parts: dict[str, VGroup] = {}
        self._half(self.encoder, middle=0.0, skips=1)
        ground_gap = 2 * (EDGE + PAD) + LANE + LABEL + HIGH + corridor
        self.drop = ground_gap - LANE + LABEL
        self._half(self.decoder, middle=-self.drop, skips=-1)
        self._memory()
        if again:
            self._again()
        self.center()

    # -- what a clip asks for ------------------------------------------------------------------------------------

    def block(self, name: str) -> VGroup:
        """A block: its box and its words; raises KeyError naming the blocks."""
        return self.blocks[self._known(name, self.blocks)]

    def ground(self, half: str) -> RoundedRectangle:
        """The ground of ``encoder`` or ``decoder``."""
        return self.grounds[self._known(half, self.grounds)]

    def part(self, name: str) -> VGroup:
        """All that belongs to ``encoder`` or ``decoder``, or the wires of the ``bridge`` between them."""
        return self.parts[self._known(name, self.parts)]

    def wire(self, name: str) -> VGroup:
        """A wire with its tip."""
        return self.wires[self._known(name, self.wires)]

    def path(self, name: str) -> VMobject:
        """The line of a wire, for something to move along."""
        line: VMobject = self.wire(name)[0]
        return line

    def matching(self, place: str) -> VGroup:
        """The blocks of a place as MiniMap knows it: ``encoder.1.self_attn``, ``self_attn``, ``decoder``, ..."""
        found = [block for name, block in self.blocks.items() if name.startswith(place) or f".{place}" in name]
        if not found:
            raise KeyError(f"no block matches {place!r}; there are: {', '.join(self.blocks)}")
        return VGroup(*found)

    def light(self, *places: str, wires: bool = False) -> AnimationGroup:
        """Light the blocks of the places, dim the others, and the wires too unless ``wires``; no place lights all."""
        lit = {id(block) for place in places for block in self.matching(place)}
        moves = []
        for block in self.blocks.values():
            named = id(block) in lit
            target = with_opacity(block, 1.0 if named or not places else DIM, 1.0 if named or not places else DIM_WORDS)
            colour = self.theme.role("focus" if named else "quiet")
            target[0].set_stroke(colour, width=3.5 if named else 1.5)
            moves.append(Transform(block, target))
        for line in self.wires.values():
            moves.append(Transform(line, with_opacity(line, 1.0 if wires or not places else DIM, DIM_WORDS)))
        return AnimationGroup(*moves)

    @staticmethod
    def _known(name: str, among: dict) -> str:
        if name not in among:
            raise KeyError(f"no {name!r} in the diagram; there are: {', '.join(among)}")
        return name

    # -- how it is drawn -----------------------------------------------------------------------------------------

    def _half(self, half: Half, *, middle: float, skips: int) -> None:
        """Ground, layers, blocks and wires of a half round the height ``middle``; residuals above or below."""
        theme, pen = self.theme, LEAD
        high, low = (LANE, LABEL) if skips > 0 else (LABEL, LANE)
        top, bottom = middle + HIGH / 2 + high + PAD, middle - HIGH / 2 - low - PAD
        panels, left = VGroup(), pen
        pen += EDGE
        self._block(f"{half.name}.input", pen, middle)
        heading = Words(half.name, theme, size=self.size + 4, weight="MEDIUM")
        heading.on_baseline(left + EDGE, middle + HIGH / 2 + pixels(22))
        pen = self._right(f"{half.name}.input") + GAP
        for layer in half.layers:
            start = pen
            pen += PAD
            for name in layer:
                self._block(name, pen, middle)
                pen = self._right(name) + GAP
            pen += PAD - GAP
            panel = RoundedRectangle(corner_radius=0.12, width=pen - start, height=top - bottom, stroke_width=0)
            panel.set_fill(ManimColor(theme.ground), opacity=TINT).move_to([(start + pen) / 2, (top + bottom) / 2, 0])
            title = on_one_baseline(
                [
                    Words("layer", theme, size=self.size, role="quiet"),
                    NumberText(Nth(self.weights[layer[0]]), theme, size=self.size, role="quiet"),
                ],
                gap=pixels(8),
            )
            edge = bottom + PAD if skips > 0 else top - PAD - title[1].height
            title.shift(np.array([start + PAD, edge - title[1].get_bottom()[1], 0]))
            panels.add(VGroup(panel, title))
            pen += GAP
        for name in half.after:
            self._block(name, pen, middle)
            pen = self._right(name) + GAP
        right = pen - GAP + EDGE
        ground = RoundedRectangle(corner_radius=0.2, width=right - left, height=top - bottom + 2 * EDGE, stroke_width=0)
        ground.set_fill(theme.role(half.name), opacity=1.0).move_to([(left + right) / 2, (top + bottom) / 2, 0])
        self.grounds[half.name] = ground
        blocks = VGroup(*(self.blocks[name] for name in half.blocks))
        self.parts[half.name] = VGroup(ground, panels, heading, self._flow(half, middle, skips), blocks)
        self.add(self.parts[half.name])

    def _flow(self, half: Half, middle: float, skips: int) -> VGroup:
        """The wires of a half: into each block, out of the last, and the residual ones."""
        first, last = half.blocks[0], half.blocks[-1]
        entry = "source" if half.name == "encoder" else "target"
        wires = [self._wire(entry, [[0.0, middle], [self._left(first), middle]])]
        for before, name in zip(half.blocks, half.blocks[1:], strict=False):
            wires.append(self._wire(name, [[self._right(before), middle], [self._left(name), middle]]))
        for layer in half.layers:
            for part, norm in zip(layer[::2], layer[1::2], strict=True):
                fork = self._left(part) - GAP * 0.62
                join = self.blocks[norm].get_center()[0]
                lane = middle + skips * (HIGH / 2 + LANE * 0.72)
                corners = [[fork, middle], [fork, lane], [join, lane], [join, middle + skips * HIGH / 2]]
                wires.append(self._wire(f"{norm}.skip", corners))
        if half.after:
            wires.append(self._wire("output", [[self._right(last), middle], [self._right(last) + EDGE + LEAD, middle]]))
        return VGroup(*wires)

    def _memory(self) -> None:
        """From the encoder's end, round the corner, down to every cross-attention."""
        last = self.encoder.blocks[-1]
        out = self._right(last) + PAD + EDGE + LEAD * 0.6
        below = -HIGH / 2 - LABEL - PAD - EDGE - self.corridor / 2
        trunk = [[self._right(last), 0.0], [out, 0.0], [out, below]]
        names = [name for name in self.decoder.blocks if name.endswith("cross_attn")]
        places = {name: float(self.blocks[name].get_center()[0]) for name in names}
        group, reached = VGroup(), [out]
        for name in sorted(names, key=lambda name: abs(places[name] - out)):
            x = places[name]
            down = [[x, below], [x, -self.drop + HIGH / 2]]
            joint = min(
                (there for there in reached if (there - out) * (x - out) >= 0), key=lambda there: abs(x - there)
            )
            shown = [*trunk, *down] if len(reached) == 1 else [[joint, below], *down]
            reached.append(x)
            group.add(self._wire(f"{name}.memory", [*trunk, *down], shown=shown, role="ink"))
        self.parts["bridge"] = group
        self.add(group)

    def _again(self) -> None:
        """Each word that came out goes in again: a dashed wire below the decoder."""
        ground = self.grounds["decoder"]
        low = ground.get_bottom()[1] - 0.2
        left, right = ground.get_left()[0] - LEAD * 0.55, ground.get_right()[0] + LEAD * 0.55
        corners = [[right, -self.drop], [right, low], [left, low], [left, -self.drop]]
        self.wires["again"] = wire(corners, self.theme.role("quiet"), dashed=True)
        self.add(self.wires["again"])

    def _block(self, name: str, left: float, middle: float) -> None:
        theme = self.theme
        kind = name.rsplit(".", 1)[1]
        if kind.startswith("norm"):
            words, width = VGroup(Words("add & norm", theme, size=theme.sizes.small).rotate(np.pi / 2)), SLIM
        else:
            kind = "masked" if kind == "self_attn" and name.startswith("decoder") else kind
            pieces, share = KINDS[kind]
            width = share * self.unit
            lines = self._wrap(pieces, width - 2 * MARGIN)
            words, pitch = VGroup(), pixels(self.size) * 1.22
            for place, line in enumerate(lines):
                height = ((len(lines) - 1) / 2 - place) * pitch - pixels(self.size) * 0.35
                words.add(line.on_baseline(0, height, align=0.5))
            if kind == "cross_attn":  # what arrives from the encoder becomes keys and values
                words.shift(np.array([0, -0.12, 0]))
                for side, letter, role in ((-1, "K", "key"), (1, "V", "value")):
                    words.add(
                        Symbol(letter, theme, role, size=theme.sizes.note).on_baseline(side * 0.2, 0.2, align=0.5)
                    )
        box = RoundedRectangle(corner_radius=0.09, width=width, height=HIGH, stroke_width=1.5)
        box.set_stroke(theme.role("quiet")).set_fill(ManimColor(theme.ground), opacity=1.0)
        self.blocks[name] = VGroup(box, words).shift(np.array([left + width / 2, middle, 0.0]))

    def _wrap(self, pieces: tuple[str, ...], width: float) -> list[Words]:
        """The pieces of a name on as few lines as fit, broken at spaces rather than at hyphens."""
        settings = []
        for breaks in product((False, True), repeat=len(pieces) - 1):
            lines = [pieces[0]]
            for broken, piece in zip(breaks, pieces[1:], strict=True):
                lines = [*lines, piece] if broken else [*lines[:-1], lines[-1] + piece]
            hyphens = sum(line.endswith("-") for line in lines)
            fits = max(_advance(line.strip(), self.size) for line in lines) <= width
            settings.append((not fits, len(lines) if fits else -len(lines), hyphens, lines))
        return [Words(line.strip(), self.theme, size=self.size) for line in min(settings)[3]]

    def _wire(self, name: str, corners: Corners, *, shown: Corners | None = None, role: str = "quiet") -> VGroup:
        self.wires[name] = wire(corners, self.theme.role(role), shown=shown)
        return self.wires[name]

    def _left(self, name: str) -> float:
        return float(self.blocks[name][0].get_left()[0])

    def _right(self, name: str) -> float:
        return float(self.blocks[name][0].get_right()[0])


def _advance(text: str, size: float) -> float:
    """The width of words in units, from the face's advances."""
    return sum(glyph(character).advance for character in text) * pixels(size)


def _unit(half: Half, width: float) -> float:
    """Units of width for one share, so that the half's row is ``width`` wide."""
    kinds = [name.rsplit(".", 1)[1] for name in half.blocks]
    slim = sum(kind.startswith("norm") for kind in kinds)
    shares = sum(KINDS[kind][1] for kind in kinds if kind in KINDS)
    fixed = slim * SLIM + (len(kinds) - 1) * GAP + len(half.layers) * 2 * PAD + 2 * EDGE + 2 * LEAD
    return min((width - fixed) / shares, 1.9)
