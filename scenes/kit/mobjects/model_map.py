"""MiniMap: the whole model as a row of blocks, small enough for the title band, with the current block lit."""

from __future__ import annotations

from manim import RIGHT, RoundedRectangle, VGroup

from model.trace import Trace
from scenes.kit.layout import pixels
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

MOST_LAYERS = 12
BLOCK_WIDTH, BLOCK_HEIGHT, GAP = pixels(34), pixels(26), pixels(7)


def blocks_of(trace: Trace) -> tuple[str, ...]:
    """The addresses of the model's blocks in the order a signal passes them, from the layers that the trace holds."""
    main = trace.scope("main")
    encoder, decoder = (_layers(main, half) for half in ("encoder", "decoder"))
    names = ["encoder.input"]
    for layer in range(encoder):
        names += [f"encoder.{layer}.self_attn", f"encoder.{layer}.ffn"]
    names.append("decoder.input")
    for layer in range(decoder):
        names += [f"decoder.{layer}.self_attn", f"decoder.{layer}.cross_attn", f"decoder.{layer}.ffn"]
    names.append("decoder.logits")
    return tuple(names)


def _layers(main: Trace, half: str) -> int:
    return sum(f"{half}.{layer}.self_attn.weights" in main for layer in range(MOST_LAYERS))


class MiniMap(VGroup):
    """Blocks of encoder and decoder from input to output; ``lit`` names those that the clip is about.

    A place may be a block (``encoder.1.self_attn``) or a part of several (``self_attn``, ``encoder``, ``""`` for all).
    """

    def __init__(self, trace: Trace, theme: Theme, lit: str) -> None:
        super().__init__()
        self.blocks = {name: self._block(name, theme, matches(name, lit)) for name in blocks_of(trace)}
        encoder = VGroup(*(block for name, block in self.blocks.items() if name.startswith("encoder")))
        decoder = VGroup(*(block for name, block in self.blocks.items() if name.startswith("decoder")))
        for half, word in ((encoder, "encoder"), (decoder, "decoder")):
            half.arrange(RIGHT, buff=GAP)
            label = Words(word, theme, size=theme.sizes.small, role="quiet")
            label.next_to(half, RIGHT * -1, buff=pixels(14))
            self.add(VGroup(label, half))
        self.arrange(RIGHT, buff=pixels(34))

    @staticmethod
    def _block(name: str, theme: Theme, lit: bool) -> RoundedRectangle:
        return plate_of(
            BLOCK_WIDTH,
            BLOCK_HEIGHT,
            theme.role("ink") if lit else theme.role(name.split(".", 1)[0]),
            radius=pixels(6),
            edge=theme.role("ink") if lit else theme.role("quiet"),
            edge_width=1.5,
        )


def matches(name: str, lit: str) -> bool:
    """Whether a block belongs to a place: a block's address, or a part of several ("self_attn", "encoder", "")."""
    return name.startswith(lit) or f".{lit}" in name
